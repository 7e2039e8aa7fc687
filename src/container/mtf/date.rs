//! The packed date of five bytes (section 3.6).

/// A moment by the clock of the machine that wrote it, without a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateTime {
    /// 1990 to 2100.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
}

/// What five bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packed {
    /// All zero.
    NotSet,
    /// A date.
    Date(DateTime),
    /// No date; the bytes as they stand.
    Invalid([u8; 5]),
}

impl Packed {
    /// The date, if it is one.
    pub fn date(self) -> Option<DateTime> {
        match self {
            Packed::Date(date) => Some(date),
            Packed::NotSet | Packed::Invalid(_) => None,
        }
    }
}

/// Reads the five bytes as one big-endian number: year 14 bits, month 4, day 5, hour 5, minute 6, second 6.
pub fn unpack(bytes: [u8; 5]) -> Packed {
    if bytes == [0; 5] {
        return Packed::NotSet;
    }
    let [a, b, c, d, e] = bytes.map(u64::from);
    let whole = a << 32 | b << 24 | c << 16 | d << 8 | e;
    // Each is masked to fewer bits than its type has.
    let part = |shift: u32, bits: u32| ((whole >> shift) & ((1 << bits) - 1)) as u16;
    let byte = |shift: u32, bits: u32| part(shift, bits) as u8;
    let date = DateTime {
        year: part(26, 14),
        month: byte(22, 4),
        day: byte(17, 5),
        hour: byte(12, 5),
        minute: byte(6, 6),
        second: byte(0, 6),
    };
    if date.is_real() {
        Packed::Date(date)
    } else {
        Packed::Invalid(bytes)
    }
}

impl DateTime {
    fn is_real(self) -> bool {
        (1990..=2100).contains(&self.year)
            && self.hour <= 23
            && self.minute <= 59
            && self.second <= 59
            && self.civil().is_some()
    }

    /// The calendar's own value; `None` for a day that the month does not have.
    fn civil(self) -> Option<jiff::civil::DateTime> {
        jiff::civil::DateTime::new(
            i16::try_from(self.year).ok()?,
            i8::try_from(self.month).ok()?,
            i8::try_from(self.day).ok()?,
            i8::try_from(self.hour).ok()?,
            i8::try_from(self.minute).ok()?,
            i8::try_from(self.second).ok()?,
            0,
        )
        .ok()
    }

    /// Seconds from 1970-01-01T00:00:00 of the same clock.
    pub fn seconds(self) -> i64 {
        self.civil()
            .and_then(|civil| jiff::tz::Offset::UTC.to_timestamp(civil).ok())
            .map_or(0, |at| at.as_second())
    }
}

impl std::fmt::Display for DateTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            self.year, self.month, self.day, self.hour, self.minute, self.second
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_dates_of_the_specification() {
        for (bytes, expected) in [
            ([0x1f, 0x82, 0xca, 0x27, 0x8c], "2016-11-05T02:30:12"),
            ([0x1f, 0x82, 0xca, 0x27, 0xef], "2016-11-05T02:31:47"),
            ([0x1f, 0x3f, 0x3f, 0x7e, 0xfb], "1999-12-31T23:59:59"),
            ([0x1f, 0x74, 0x42, 0x00, 0x00], "2013-01-01T00:00:00"),
            ([0x1f, 0xa0, 0xba, 0xc0, 0x1e], "2024-02-29T12:00:30"),
        ] {
            assert_eq!(unpack(bytes).date().unwrap().to_string(), expected);
        }
        assert_eq!(unpack([0; 5]), Packed::NotSet);
    }

    #[test]
    fn refuses_what_no_calendar_has() {
        let pack = |year: u64, month: u64, day: u64, hour: u64, minute: u64, second: u64| {
            let whole = year << 26 | month << 22 | day << 17 | hour << 12 | minute << 6 | second;
            let bytes = whole.to_be_bytes();
            unpack([bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]])
        };
        assert!(pack(2016, 2, 29, 0, 0, 0).date().is_some());
        for wrong in [
            pack(2016, 0, 1, 0, 0, 0),
            pack(2016, 13, 1, 0, 0, 0),
            pack(2016, 1, 0, 0, 0, 0),
            pack(2015, 2, 29, 0, 0, 0),
            pack(2016, 1, 1, 24, 0, 0),
            pack(2016, 1, 1, 0, 60, 0),
            pack(2016, 1, 1, 0, 0, 60),
            pack(1989, 1, 1, 0, 0, 0),
            pack(2101, 1, 1, 0, 0, 0),
        ] {
            assert!(matches!(wrong, Packed::Invalid(_)), "{wrong:?}");
        }
    }
}
