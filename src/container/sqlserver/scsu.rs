//! Text compressed by the Standard Compression Scheme for Unicode (Unicode Technical Standard 6), as
//! compressed rows hold it from SQL Server 2008 R2 on.

/// Where the dynamic windows stand at the start (UTS 6, table 5).
const DYNAMIC: [u32; 8] = [
    0x0080, 0x00C0, 0x0400, 0x0600, 0x0900, 0x3040, 0x30A0, 0xFF00,
];
/// Where the static windows stand (UTS 6, table 4).
const STATIC: [u32; 8] = [
    0x0000, 0x0080, 0x0100, 0x0300, 0x2000, 0x2080, 0x2100, 0x3000,
];

/// Decodes a text; `None` if it ends within a command or has a reserved one.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    let mut decoder = Decoder {
        bytes,
        at: 0,
        windows: DYNAMIC,
        active: 0,
        is_unicode: false,
        units: Vec::new(),
    };
    while decoder.at < bytes.len() {
        if decoder.is_unicode {
            decoder.unicode()?;
        } else {
            decoder.single()?;
        }
    }
    Some(String::from_utf16_lossy(&decoder.units))
}

struct Decoder<'t> {
    bytes: &'t [u8],
    at: usize,
    windows: [u32; 8],
    active: usize,
    is_unicode: bool,
    units: Vec<u16>,
}

impl Decoder<'_> {
    fn next(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn pair(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes([self.next()?, self.next()?]))
    }

    fn push(&mut self, code: u32) -> Option<()> {
        let mut buffer = [0; 2];
        match char::from_u32(code) {
            Some(character) => self
                .units
                .extend(character.encode_utf16(&mut buffer).iter()),
            // Half of a surrogate pair.
            None => self.units.push(u16::try_from(code).ok()?),
        }
        Some(())
    }

    /// A byte of single-byte mode.
    fn single(&mut self) -> Option<()> {
        let byte = self.next()?;
        match byte {
            0x00 | 0x09 | 0x0A | 0x0D | 0x20..=0x7F => self.push(u32::from(byte)),
            0x80.. => {
                let window = *self.windows.get(self.active)?;
                self.push(window + u32::from(byte - 0x80))
            }
            // SQn: one character of window n.
            0x01..=0x08 => {
                let window = usize::from(byte - 1);
                let quoted = self.next()?;
                let code = match quoted.checked_sub(0x80) {
                    Some(at) => *self.windows.get(window)? + u32::from(at),
                    None => *STATIC.get(window)? + u32::from(quoted),
                };
                self.push(code)
            }
            0x0B => self.define_extended(),
            0x0E => {
                let unit = self.pair()?;
                self.units.push(unit);
                Some(())
            }
            0x0F => {
                self.is_unicode = true;
                Some(())
            }
            0x10..=0x17 => {
                self.active = usize::from(byte - 0x10);
                Some(())
            }
            0x18..=0x1F => self.define(usize::from(byte - 0x18)),
            0x0C => None,
        }
    }

    /// Two bytes of Unicode mode, or a command.
    fn unicode(&mut self) -> Option<()> {
        let byte = self.next()?;
        match byte {
            0xE0..=0xE7 => {
                self.active = usize::from(byte - 0xE0);
                self.is_unicode = false;
                Some(())
            }
            0xE8..=0xEF => {
                self.is_unicode = false;
                self.define(usize::from(byte - 0xE8))
            }
            0xF0 => {
                let unit = self.pair()?;
                self.units.push(unit);
                Some(())
            }
            0xF1 => {
                self.is_unicode = false;
                self.define_extended()
            }
            0xF2 => None,
            high => {
                let low = self.next()?;
                self.units.push(u16::from_be_bytes([high, low]));
                Some(())
            }
        }
    }

    /// Moves a dynamic window and makes it the active one (UTS 6, table 3).
    fn define(&mut self, window: usize) -> Option<()> {
        let offset = match self.next()? {
            byte @ 0x01..=0x67 => u32::from(byte) * 0x80,
            byte @ 0x68..=0xA7 => u32::from(byte) * 0x80 + 0xAC00,
            0xF9 => 0x00C0,
            0xFA => 0x0250,
            0xFB => 0x0370,
            0xFC => 0x0530,
            0xFD => 0x3040,
            0xFE => 0x30A0,
            0xFF => 0xFF60,
            _ => return None,
        };
        *self.windows.get_mut(window)? = offset;
        self.active = window;
        Some(())
    }

    /// Moves a dynamic window into the supplementary planes.
    fn define_extended(&mut self) -> Option<()> {
        let word = self.pair()?;
        let window = usize::from(word >> 13);
        *self.windows.get_mut(window)? = 0x10000 + u32::from(word & 0x1FFF) * 0x80;
        self.active = window;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn the_examples_of_the_standard_are_read() {
        // UTS 6, section 9.
        for (bytes, text) in [
            (
                &[0xD6, 0x6C, 0x20, 0x66, 0x6C, 0x69, 0x65, 0xDF, 0x74][..],
                "\u{D6}l flie\u{DF}t",
            ),
            (
                &[0x12, 0x9C, 0xBE, 0xC1, 0xBA, 0xB2, 0xB0],
                "\u{41C}\u{43E}\u{441}\u{43A}\u{432}\u{430}",
            ),
            (&[0x0F, 0x4E, 0x00, 0xE0, b'a'], "\u{4E00}a"),
            (&[0x05, 0x20, 0x01, 0x80], "\u{2020}\u{80}"),
        ] {
            assert_eq!(decode(bytes).as_deref(), Some(text));
        }
        assert_eq!(decode(&[0x0C]), None);
        assert_eq!(decode(&[0x0F, 0x4E]), None);
    }
}
