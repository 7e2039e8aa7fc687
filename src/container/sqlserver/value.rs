//! Values of columns, as SQL Server shows them (sqlserver-pages.md 7).

use std::fmt;

use super::bytes::{self, i16_at, i32_at, i64_at, u8_at, u16_at, u32_at};
use super::codepage;
use super::lob::LongPointer;
use super::types::{SqlType, time_bytes, xtype};

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// NULL.
    Null,
    /// `bit`: shown as 0 or 1.
    Bit(bool),
    /// Whole numbers, `tinyint` to `bigint`.
    Integer(i64),
    /// `decimal`, `numeric`, `money`, `smallmoney`.
    Decimal(Decimal),
    /// `float`.
    Float(f64),
    /// `real`.
    Real(f32),
    /// A date, a time or both, as SQL Server writes it: `2015-03-02 08:15:30.000`.
    Moment(String),
    /// `uniqueidentifier`, its bytes as stored: the first three fields little-endian.
    Guid([u8; 16]),
    /// Text, empty text too.
    Text(String),
    /// Bytes.
    Binary(Vec<u8>),
    /// A large value that is longer than what was asked for: its beginning, and where the rest is.
    Long(LongValue),
    /// Not shown, since the column's name suggests a secret.
    Hidden,
    /// There is a value, but it can't be told.
    Unread(Unread),
}

/// Why a value can't be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// Its bytes do not fit the type.
    Malformed,
    /// A large value of which a part is missing or damaged.
    Broken,
    /// A large value, which a single pass over the data does not collect.
    LargeValue,
    /// A sparse column, the field of whose values is not understood.
    Sparse,
    /// Text in a code page that is not read.
    CodePage,
    /// A computed column: nothing is stored.
    Computed,
    /// The value of rows that were written before the column was added could not be found.
    Default,
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unread::Malformed => "value not understood",
            Unread::Broken => "large value, a part is missing or damaged",
            Unread::LargeValue => "large value, not read",
            Unread::Sparse => "value of a sparse column, not understood",
            Unread::CodePage => "text in a code page that is not read",
            Unread::Computed => "computed, not stored",
            Unread::Default => "default of an added column, not found",
        })
    }
}

/// A number with a fixed number of decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    /// Whether it is below zero.
    pub negative: bool,
    /// The number without its point.
    pub digits: u128,
    /// How many of the digits stand behind the point.
    pub scale: u8,
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = usize::from(self.scale);
        let digits = format!("{:0>width$}", self.digits, width = scale + 1);
        let (whole, part) = digits.split_at(digits.len() - scale);
        let sign = if self.negative && self.digits != 0 {
            "-"
        } else {
            ""
        };
        match part {
            "" => write!(f, "{sign}{whole}"),
            part => write!(f, "{sign}{whole}.{part}"),
        }
    }
}

/// A large value that was not read to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct LongValue {
    /// Where it is.
    pub pointer: LongPointer,
    /// What its bytes are.
    pub form: LongForm,
    /// The first bytes.
    pub beginning: Vec<u8>,
}

impl LongValue {
    /// Its beginning as text, if it is text. A character that is cut in two is left out.
    pub fn beginning_text(&self) -> Option<String> {
        let whole = self.beginning.len() - self.beginning.len() % 2;
        match self.form {
            LongForm::Utf16 => Some(bytes::utf16(self.beginning.get(..whole)?)),
            LongForm::CodePage { collation } => {
                codepage::of_collation(collation).text(&self.beginning)
            }
            LongForm::Binary => None,
        }
    }
}

/// What the bytes of a large value are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LongForm {
    /// Text in UTF-16LE.
    Utf16,
    /// Text in the code page of a collation.
    CodePage {
        /// The collation.
        collation: u32,
    },
    /// Bytes.
    Binary,
}

impl LongForm {
    pub(super) fn of(sql_type: SqlType, collation: u32) -> LongForm {
        if sql_type.is_utf16() {
            LongForm::Utf16
        } else if sql_type.is_text() {
            LongForm::CodePage { collation }
        } else {
            LongForm::Binary
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("NULL"),
            Value::Bit(bit) => write!(f, "{}", u8::from(*bit)),
            Value::Integer(number) => number.fmt(f),
            Value::Decimal(number) => number.fmt(f),
            Value::Float(number) => float(*number, &number.to_string(), f),
            Value::Real(number) => float(f64::from(*number), &number.to_string(), f),
            Value::Moment(text) | Value::Text(text) => f.write_str(text),
            Value::Guid(bytes) => guid(bytes, f),
            Value::Binary(bytes) => hex(bytes, f),
            Value::Long(long) => match long.beginning_text() {
                Some(text) => write!(f, "{text}\u{2026}"),
                None => {
                    hex(&long.beginning, f)?;
                    f.write_str("\u{2026}")
                }
            },
            Value::Hidden => f.write_str("\u{2022}\u{2022}\u{2022}"),
            Value::Unread(why) => write!(f, "({why})"),
        }
    }
}

/// A floating number in its shortest form that reads back the same; very large and small ones by exponent.
fn float(number: f64, plain: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let size = number.abs();
    if size != 0.0 && number.is_finite() && !(1e-5..1e15).contains(&size) {
        // The digits of the short form, the point moved behind the first.
        let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
        let digits = digits.trim_start_matches('0');
        let shown = digits.trim_end_matches('0');
        let exponent = match plain.trim_start_matches('-').split_once('.') {
            Some(("0", part)) => {
                let zeros = part.len() - part.trim_start_matches('0').len();
                -i64::try_from(zeros + 1).unwrap_or(0)
            }
            Some((whole, _)) => i64::try_from(whole.len()).unwrap_or(1) - 1,
            None => i64::try_from(digits.len()).unwrap_or(1) - 1,
        };
        let sign = if number < 0.0 { "-" } else { "" };
        let (first, rest) = shown.split_at(shown.len().min(1));
        let point = if rest.is_empty() { "" } else { "." };
        return write!(f, "{sign}{first}{point}{rest}E{exponent:+03}");
    }
    f.write_str(plain)
}

/// `0x` and capital digits.
fn hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("0x")?;
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
}

fn guid(bytes: &[u8; 16], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let [a, b, c, d, e, g, h, i, rest @ ..] = bytes;
    write!(
        f,
        "{:08X}-{:04X}-{:04X}-",
        u32::from_le_bytes([*a, *b, *c, *d]),
        u16::from_le_bytes([*e, *g]),
        u16::from_le_bytes([*h, *i]),
    )?;
    for (number, byte) in rest.iter().enumerate() {
        if number == 2 {
            f.write_str("-")?;
        }
        write!(f, "{byte:02X}")?;
    }
    Ok(())
}

/// Decodes the bytes of a value, as an uncompressed record holds them. `bit` is the bit of a bit column.
pub(super) fn decode(bytes: &[u8], sql_type: SqlType, collation: u32, bit: u8) -> Value {
    known(bytes, sql_type, collation, bit).unwrap_or(Value::Unread(Unread::Malformed))
}

fn known(bytes: &[u8], sql_type: SqlType, collation: u32, bit: u8) -> Option<Value> {
    let fits = match sql_type.xtype {
        // Their length is that of the value.
        xtype::BINARY | xtype::CHAR | xtype::NCHAR => true,
        _ => sql_type
            .fixed_bytes()
            .is_none_or(|width| usize::from(width) == bytes.len()),
    };
    if !fits {
        return None;
    }
    let scale = sql_type.scale;
    Some(match sql_type.xtype {
        xtype::BIT => Value::Bit(u8_at(bytes, 0)?.checked_shr(u32::from(bit))? & 1 == 1),
        xtype::TINYINT => Value::Integer(i64::from(u8_at(bytes, 0)?)),
        xtype::SMALLINT => Value::Integer(i64::from(i16_at(bytes, 0)?)),
        xtype::INT => Value::Integer(i64::from(i32_at(bytes, 0)?)),
        xtype::BIGINT => Value::Integer(i64_at(bytes, 0)?),
        xtype::FLOAT => Value::Float(f64::from_le_bytes(bytes.try_into().ok()?)),
        xtype::REAL => Value::Real(f32::from_le_bytes(bytes.try_into().ok()?)),
        xtype::MONEY => money(i64_at(bytes, 0)?),
        xtype::SMALLMONEY => money(i64::from(i32_at(bytes, 0)?)),
        xtype::DECIMAL | xtype::NUMERIC => Value::Decimal(Decimal {
            negative: u8_at(bytes, 0)? != 1,
            digits: bytes::unsigned(bytes.get(1..)?)?,
            scale,
        }),
        xtype::DATETIME => Value::Moment(datetime(u32_at(bytes, 0)?, i32_at(bytes, 4)?)?),
        xtype::SMALLDATETIME => {
            let minutes = u16_at(bytes, 0)?;
            let date = date(i64::from(u16_at(bytes, 2)?) + DAYS_TO_1900)?;
            (minutes < 1440).then(|| {
                Value::Moment(format!("{date} {:02}:{:02}:00", minutes / 60, minutes % 60))
            })?
        }
        xtype::DATE => Value::Moment(date(days(bytes, 0)?)?),
        xtype::TIME => Value::Moment(time(bytes, scale)?),
        xtype::DATETIME2 => {
            let at = usize::from(time_bytes(scale));
            let time = time(bytes.get(..at)?, scale)?;
            Value::Moment(format!("{} {time}", date(days(bytes, at)?)?))
        }
        xtype::DATETIMEOFFSET => Value::Moment(datetimeoffset(bytes, scale)?),
        xtype::UNIQUEIDENTIFIER => Value::Guid(bytes.try_into().ok()?),
        xtype::NCHAR | xtype::NVARCHAR | xtype::NTEXT => Value::Text(bytes::utf16(bytes)),
        xtype::CHAR | xtype::VARCHAR | xtype::TEXT => text(bytes, collation),
        xtype::SQL_VARIANT => variant(bytes)?,
        // Binary, image, timestamp; and what is not decoded: CLR types, xml, types to come.
        _ => Value::Binary(bytes.to_vec()),
    })
}

pub(super) fn text(bytes: &[u8], collation: u32) -> Value {
    match codepage::of_collation(collation).text(bytes) {
        Some(text) => Value::Text(text),
        None => Value::Unread(Unread::CodePage),
    }
}

fn money(number: i64) -> Value {
    Value::Decimal(Decimal {
        negative: number < 0,
        digits: u128::from(number.unsigned_abs()),
        scale: 4,
    })
}

/// Days from 0001-01-01 to 1900-01-01.
const DAYS_TO_1900: i64 = 693_595;

fn days(bytes: &[u8], at: usize) -> Option<i64> {
    let days = bytes::unsigned(bytes.get(at..at + 3)?)?;
    i64::try_from(days).ok()
}

/// A date of so many days after 0001-01-01, in the proleptic Gregorian calendar.
fn date(days: i64) -> Option<String> {
    const LAST: i64 = 3_652_058;
    if !(0..=LAST).contains(&days) {
        return None;
    }
    // Years begin in March, so that a leap day is a year's last.
    let from_march = days + 306;
    let century_days = from_march % 146_097;
    let in_era =
        (century_days - century_days / 1460 + century_days / 36_524 - century_days / 146_096) / 365;
    let day_of_year = century_days - (365 * in_era + in_era / 4 - in_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = in_era + from_march / 146_097 * 400 + i64::from(month <= 2);
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// Ticks of 1/300 s, and days since 1900-01-01.
fn datetime(ticks: u32, days: i32) -> Option<String> {
    const DAY: u32 = 24 * 60 * 60 * 300;
    if ticks >= DAY {
        return None;
    }
    let date = date(i64::from(days) + DAYS_TO_1900)?;
    let seconds = ticks / 300;
    // Shown in thousandths, rounded.
    let milliseconds = (ticks % 300 * 10 + 1) / 3;
    Some(format!(
        "{date} {:02}:{:02}:{:02}.{milliseconds:03}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    ))
}

fn units(bytes: &[u8], scale: u8) -> Option<(u64, u64)> {
    let second = 10_u64
        .checked_pow(u32::from(scale))
        .filter(|_| scale <= 7)?;
    let units = u64::try_from(bytes::unsigned(bytes)?).ok()?;
    (units < 86_400 * second).then_some((units, second))
}

fn time_of(units: u64, second: u64, scale: u8) -> String {
    let seconds = units / second;
    let whole = format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    );
    match scale {
        0 => whole,
        scale => format!(
            "{whole}.{:0width$}",
            units % second,
            width = usize::from(scale)
        ),
    }
}

fn time(bytes: &[u8], scale: u8) -> Option<String> {
    let (units, second) = units(bytes, scale)?;
    Some(time_of(units, second, scale))
}

/// Stored in UTC with an offset in minutes, shown in the local time of that offset.
fn datetimeoffset(bytes: &[u8], scale: u8) -> Option<String> {
    let at = usize::from(time_bytes(scale));
    let (utc, second) = units(bytes.get(..at)?, scale)?;
    let utc = i64::try_from(utc).ok()?;
    let second_units = i64::try_from(second).ok()?;
    let offset = i16_at(bytes, at + 3)?;
    if offset.unsigned_abs() > 14 * 60 {
        return None;
    }
    let day = 86_400 * second_units;
    let local = utc + i64::from(offset) * 60 * second_units;
    let date = date(days(bytes, at)? + local.div_euclid(day))?;
    let time = time_of(u64::try_from(local.rem_euclid(day)).ok()?, second, scale);
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.unsigned_abs();
    Some(format!(
        "{date} {time} {sign}{:02}:{:02}",
        minutes / 60,
        minutes % 60
    ))
}

/// A value that carries its type: type, version, what the type needs, data.
pub(super) fn variant(bytes: &[u8]) -> Option<Value> {
    let mut sql_type = SqlType {
        xtype: u8_at(bytes, 0)?,
        length: 0,
        precision: 0,
        scale: 0,
    };
    let mut collation = 0;
    let data = match sql_type.xtype {
        xtype::SQL_VARIANT => return None,
        xtype::DECIMAL | xtype::NUMERIC => {
            sql_type.precision = u8_at(bytes, 2)?;
            sql_type.scale = u8_at(bytes, 3)?;
            bytes.get(4..)?
        }
        xtype::TIME | xtype::DATETIME2 | xtype::DATETIMEOFFSET => {
            sql_type.scale = u8_at(bytes, 2)?;
            bytes.get(3..)?
        }
        xtype::BINARY | xtype::VARBINARY => bytes.get(4..)?,
        _ if sql_type.is_text() => {
            // Length comes first in some versions: only one of both is a collation.
            collation = u32_at(bytes, 4)?;
            bytes.get(8..)?
        }
        _ => bytes.get(2..)?,
    };
    // Decimals are cut to the bytes that they need.
    let mut padded;
    let data = match sql_type.fixed_bytes() {
        Some(width)
            if matches!(sql_type.xtype, xtype::DECIMAL | xtype::NUMERIC)
                && data.len() < usize::from(width) =>
        {
            padded = data.to_vec();
            padded.resize(usize::from(width), 0);
            &padded
        }
        _ => data,
    };
    known(data, sql_type, collation, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(xtype: u8, precision: u8, scale: u8) -> SqlType {
        SqlType {
            xtype,
            length: 0,
            precision,
            scale,
        }
    }

    fn shown(bytes: &[u8], sql_type: SqlType) -> String {
        decode(bytes, sql_type, 0x3400_D008, 0).to_string()
    }

    #[test]
    fn values_are_shown_as_sql_server_shows_them() {
        let date_units = [0x5B, 0x95, 0x0A];
        for (bytes, sql_type, text) in [
            // Section 14: ticks 8,919,000, day 0xA44F.
            (
                &[0xD8, 0x17, 0x88, 0, 0x4F, 0xA4, 0, 0][..],
                of(61, 0, 0),
                "2015-03-02 08:15:30.000",
            ),
            (&[0xFF, 0xFF, 0xFF, 0xFF], of(56, 0, 0), "-1"),
            (&[0xFF], of(48, 0, 0), "255"),
            (&[1, 0, 0, 0, 0, 0, 0, 0], of(60, 0, 0), "0.0001"),
            (&(-12345_i64).to_le_bytes(), of(60, 0, 0), "-1.2345"),
            (&[1, 0x39, 0x30, 0, 0], of(106, 9, 2), "123.45"),
            (&[0, 0x05, 0, 0, 0], of(108, 9, 3), "-0.005"),
            (&[1, 7, 0, 0, 0], of(108, 9, 0), "7"),
            (&[0, 0, 0], of(40, 0, 0), "0001-01-01"),
            (&date_units, of(40, 0, 0), "1900-01-01"),
            (&[0xDA, 0xB9, 0x37], of(40, 0, 0), "9999-12-31"),
            (&[0x80, 0x51, 0x01], of(41, 0, 0), "(value not understood)"),
            (&[0x7F, 0x51, 0x01], of(41, 0, 0), "23:59:59"),
            (&[0x01, 0, 0, 0, 0], of(41, 0, 7), "00:00:00.0000001"),
            (
                &[0x3C, 0x00, 0xBF, 0x95],
                of(58, 0, 0),
                "2004-12-16 01:00:00",
            ),
            (&0.1_f64.to_le_bytes(), of(62, 53, 0), "0.1"),
            (&1.5_f32.to_le_bytes(), of(59, 24, 0), "1.5"),
            (&(-1.25e300_f64).to_le_bytes(), of(62, 53, 0), "-1.25E+300"),
            (&5e-7_f64.to_le_bytes(), of(62, 53, 0), "5E-07"),
            (&3e38_f32.to_le_bytes(), of(59, 24, 0), "3E+38"),
            (&[0xAB, 0x01], of(165, 0, 0), "0xAB01"),
            (&[], of(165, 0, 0), "0x"),
            (&[], of(231, 0, 0), ""),
            (&[b'a', 0, 0x00, 0xD8], of(231, 0, 0), "a\u{FFFD}"),
            (
                &[1, 0, 0, 0, 0, 0, 0, 0x40, 0x80, 0, 0, 0, 0, 0, 0, 1],
                of(36, 0, 0),
                "00000001-0000-4000-8000-000000000001",
            ),
        ] {
            assert_eq!(shown(bytes, sql_type), text);
        }
    }

    #[test]
    fn an_offset_moves_the_date_too() {
        // 2016-03-01 00:30:00 UTC, one hour west.
        let mut bytes = 1_800_u32.to_le_bytes()[..3].to_vec();
        let days = 736_023_u32;
        bytes.extend(&days.to_le_bytes()[..3]);
        bytes.extend((-60_i16).to_le_bytes());
        assert_eq!(shown(&bytes, of(43, 0, 0)), "2016-02-29 23:30:00 -01:00");
    }

    #[test]
    fn a_variant_tells_its_type() {
        assert_eq!(variant(&[56, 1, 7, 0, 0, 0]), Some(Value::Integer(7)));
        assert_eq!(
            variant(&[106, 1, 5, 2, 1, 0x39, 0x30]).map(|value| value.to_string()),
            Some("123.45".to_owned())
        );
        assert_eq!(
            variant(&[231, 1, 10, 0, 0x08, 0xD0, 0, 0x34, b'x', 0]),
            Some(Value::Text("x".to_owned()))
        );
        assert_eq!(variant(&[98, 1]), None);
    }

    #[test]
    fn every_day_has_its_date() {
        // A calendar kept by counting.
        let (mut year, mut month, mut day) = (1, 1, 1);
        for days in 0..=3_652_058 {
            if days % 97 == 0 || month == 2 || month == 12 {
                assert_eq!(
                    date(days).unwrap(),
                    format!("{year:04}-{month:02}-{day:02}")
                );
            }
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let last = match month {
                2 => 28 + i32::from(leap),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            day += 1;
            if day > last {
                (month, day) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
        assert_eq!(date(-1), None);
        assert_eq!(date(3_652_059), None);
    }
}
