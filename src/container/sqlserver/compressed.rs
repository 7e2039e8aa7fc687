//! Records of the CD form: row and page compression (sqlserver-pages.md 3.2).

use std::borrow::Cow;

use super::bytes::{u8_at, u16_at};
use super::page::HEADER_BYTES;
use super::record::Role;
use super::scsu;
use super::types::{SqlType, xtype};

/// The first version whose compressed text may be SCSU: 2008 R2.
const FIRST_SCSU: u16 = 660;
/// Columns that a record can have.
const MAX_COLUMNS: usize = 4096;

/// What a record is, by its first byte; `None` for a record of the FixedVar form.
pub(super) fn role(bytes: &[u8]) -> Option<Role> {
    let status = u8_at(bytes, 0)?;
    if status & 1 == 0 {
        return None;
    }
    Some(match status >> 2 & 7 {
        0 | 4 => Role::Live,
        6 => Role::Foreign,
        _ => Role::Skipped,
    })
}

/// What a record stores for a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell<'p> {
    Null,
    Empty,
    True,
    Symbol(u8),
    Bytes(&'p [u8]),
    Pointer(&'p [u8]),
}

/// A record of the CD form.
#[derive(Debug)]
pub(super) struct Record<'p> {
    cells: Vec<Cell<'p>>,
}

impl<'p> Record<'p> {
    /// Finds the parts of a record; `None` if they contradict each other.
    pub fn read(bytes: &'p [u8]) -> Option<Record<'p>> {
        const LONG_REGION: u8 = 0x20;
        let status = u8_at(bytes, 0)?;
        let first = u8_at(bytes, 1)?;
        let (count, array_at) = if first & 0x80 != 0 {
            let low = usize::from(u8_at(bytes, 2)?);
            (usize::from(first & 0x7F) << 8 | low, 3)
        } else {
            (usize::from(first), 2)
        };
        if count > MAX_COLUMNS {
            return None;
        }
        let array = bytes.get(array_at..array_at + count.div_ceil(2))?;
        let clusters = count.saturating_sub(1) / 30;
        let mut at = array_at + array.len() + clusters;
        let kind = |column: usize| {
            array
                .get(column / 2)
                .map(|pair| pair >> (4 * (column % 2)) & 0xF)
        };
        let mut cells = Vec::with_capacity(count);
        let mut long = Vec::new();
        for column in 0..count {
            cells.push(match kind(column)? {
                0 => Cell::Null,
                1 => Cell::Empty,
                short @ 2..=9 => {
                    let end = at + usize::from(short) - 1;
                    let cell = Cell::Bytes(bytes.get(at..end)?);
                    at = end;
                    cell
                }
                10 => {
                    long.push(column);
                    Cell::Empty
                }
                11 => Cell::True,
                12 => {
                    at += 1;
                    Cell::Symbol(u8_at(bytes, at - 1)?)
                }
                _ => return None,
            });
        }
        if !long.is_empty() {
            if status & LONG_REGION == 0 {
                return None;
            }
            let entries = usize::from(u16_at(bytes, at + 1)?);
            if entries < long.len() {
                return None;
            }
            let ends_at = at + 3;
            let data = bytes.get(ends_at + 2 * entries + clusters..)?;
            let mut start = 0;
            for (number, column) in long.into_iter().enumerate() {
                let end = u16_at(bytes, ends_at + 2 * number)?;
                let until = usize::from(end & 0x7FFF);
                let value = data.get(start..until)?;
                start = until;
                let cell = if end & 0x8000 != 0 {
                    Cell::Pointer(value)
                } else {
                    Cell::Bytes(value)
                };
                *cells.get_mut(column)? = cell;
            }
        }
        Some(Record { cells })
    }
}

/// What the records of a page-compressed page have in common: anchor and dictionary.
#[derive(Debug, Default)]
pub(super) struct PageContext<'p> {
    anchor: Option<Record<'p>>,
    dictionary: Vec<&'p [u8]>,
}

impl<'p> PageContext<'p> {
    /// Reads the CI record of a page-compressed page.
    pub fn read(page: &'p [u8]) -> Option<PageContext<'p>> {
        const ANCHOR: u8 = 2;
        const DICTIONARY: u8 = 4;
        let ci = page.get(HEADER_BYTES..)?;
        let status = u8_at(ci, 0)?;
        let dictionary_at = usize::from(u16_at(ci, 3)?);
        let has_dictionary = status & DICTIONARY != 0;
        let mut context = PageContext::default();
        if status & ANCHOR != 0 {
            let at = if has_dictionary { 7 } else { 5 };
            context.anchor = Some(Record::read(ci.get(at..)?)?);
        }
        if has_dictionary {
            let dictionary = ci.get(dictionary_at..)?;
            let entries = usize::from(u16_at(dictionary, 0)?);
            let mut start = 2 + 2 * entries;
            for number in 0..entries {
                let end = usize::from(u16_at(dictionary, 2 + 2 * number)?);
                context.dictionary.push(dictionary.get(start..end)?);
                start = end;
            }
        }
        Some(context)
    }
}

/// A value of a compressed record, in the form that an uncompressed record has it, or already as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expanded<'p> {
    Null,
    /// The record was written before the column was added.
    Absent,
    Bit(bool),
    Bytes(Cow<'p, [u8]>),
    Text(String),
    Pointer(Cow<'p, [u8]>),
}

/// The value of column `physical` (from 0) of a record; `None` if it can't be understood.
pub(super) fn expand<'p>(
    record: &Record<'p>,
    physical: usize,
    context: &PageContext<'p>,
    sql_type: SqlType,
    version: u16,
) -> Option<Expanded<'p>> {
    let Some(cell) = record.cells.get(physical) else {
        return Some(Expanded::Absent);
    };
    let anchor = context
        .anchor
        .as_ref()
        .and_then(|anchor| anchor.cells.get(physical));
    let stored = match *cell {
        Cell::Null => return Some(Expanded::Null),
        Cell::True => return Some(Expanded::Bit(true)),
        Cell::Empty if sql_type.xtype == xtype::BIT => return Some(Expanded::Bit(false)),
        Cell::Pointer(pointer) => return Some(Expanded::Pointer(Cow::Borrowed(pointer))),
        Cell::Empty => None,
        Cell::Symbol(symbol) => Some(*context.dictionary.get(usize::from(symbol))?),
        Cell::Bytes(bytes) => Some(bytes),
    };
    let anchor: Option<&[u8]> = match anchor {
        Some(Cell::Bytes(bytes)) => Some(bytes),
        Some(Cell::Empty) => Some(&[]),
        _ => None,
    };
    let whole: Cow<'p, [u8]> = match (anchor, stored) {
        (None, stored) => Cow::Borrowed(stored.unwrap_or_default()),
        (Some(anchor), None) => Cow::Owned(anchor.to_vec()),
        (Some(anchor), Some(stored)) => {
            let first = u8_at(stored, 0)?;
            let (prefix, at) = if first & 0x80 != 0 {
                let low = usize::from(u8_at(stored, 1)?);
                (usize::from(first & 0x7F) << 8 | low, 2)
            } else {
                (usize::from(first), 1)
            };
            let mut whole = anchor.get(..prefix)?.to_vec();
            whole.extend(stored.get(at..)?);
            Cow::Owned(whole)
        }
    };
    by_type(whole, sql_type, version)
}

/// Brings a stored value into the form of an uncompressed record.
fn by_type(stored: Cow<'_, [u8]>, sql_type: SqlType, version: u16) -> Option<Expanded<'_>> {
    let bytes = match sql_type.xtype {
        xtype::BIT => return Some(Expanded::Bit(u8_at(&stored, 0).unwrap_or(0) != 0)),
        xtype::TINYINT => vec![u8_at(&stored, 0).unwrap_or(0)],
        xtype::SMALLINT
        | xtype::INT
        | xtype::BIGINT
        | xtype::MONEY
        | xtype::SMALLMONEY
        | xtype::DATETIME => {
            let width = usize::from(sql_type.fixed_bytes()?);
            let number = integer(&stored, width)?;
            number.to_le_bytes().get(..width)?.to_vec()
        }
        xtype::FLOAT | xtype::REAL | xtype::SMALLDATETIME => {
            let width = usize::from(sql_type.fixed_bytes()?);
            let mut bytes = vec![0; width.checked_sub(stored.len())?];
            bytes.extend(stored.iter());
            bytes
        }
        xtype::DECIMAL | xtype::NUMERIC => decimal(&stored, sql_type)?,
        xtype::CHAR | xtype::BINARY => {
            let width = usize::from(sql_type.fixed_bytes()?);
            let fill = if sql_type.xtype == xtype::CHAR {
                b' '
            } else {
                0
            };
            let mut bytes = stored.into_owned();
            if bytes.len() > width {
                return None;
            }
            bytes.resize(width, fill);
            bytes
        }
        xtype::NCHAR | xtype::NVARCHAR => {
            let mut text = if version >= FIRST_SCSU && stored.len() % 2 == 1 {
                scsu::decode(&stored)?
            } else {
                super::bytes::utf16(&stored)
            };
            if sql_type.xtype == xtype::NCHAR {
                let width = usize::from(sql_type.fixed_bytes()? / 2);
                let units = text.encode_utf16().count();
                text.extend(std::iter::repeat_n(' ', width.saturating_sub(units)));
            }
            return Some(Expanded::Text(text));
        }
        _ => return Some(Expanded::Bytes(stored)),
    };
    Some(Expanded::Bytes(Cow::Owned(bytes)))
}

/// A number in the fewest bytes, big-endian, moved so that it is never negative.
fn integer(stored: &[u8], width: usize) -> Option<i64> {
    if stored.is_empty() {
        return Some(0);
    }
    if stored.len() > width {
        return None;
    }
    let moved = stored
        .iter()
        .fold(0_i128, |number, byte| number << 8 | i128::from(*byte));
    let half = 1_i128 << (8 * stored.len() - 1);
    i64::try_from(moved - half).ok()
}

/// vardecimal → sign byte and little-endian number, as an uncompressed record has it.
fn decimal(stored: &[u8], sql_type: SqlType) -> Option<Vec<u8>> {
    let width = usize::from(sql_type.fixed_bytes()?);
    let mut bytes = vec![1];
    let mut number = 0_u128;
    if let Some((first, rest)) = stored.split_first() {
        bytes = vec![first >> 7];
        let exponent = i32::from(first & 0x7F) - 64;
        // Groups of ten bits, three digits each; a group that is cut off ends in zeros.
        let bits = rest.len() * 8;
        let mut digits = 0_i32;
        for group in 0..bits.div_ceil(10) {
            let value = (0..10).fold(0_u32, |value, bit| {
                let at = group * 10 + bit;
                let set = rest
                    .get(at / 8)
                    .is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1);
                value << 1 | u32::from(set)
            });
            if value > 999 {
                return None;
            }
            let is_last = group + 1 == bits.div_ceil(10);
            if is_last && value == 0 {
                break;
            }
            number = number.checked_mul(1000)?.checked_add(u128::from(value))?;
            digits += 3;
        }
        // The point stands behind the first digit.
        let shift = exponent - (digits - 1) + i32::from(sql_type.scale);
        for _ in 0..shift.unsigned_abs().min(80) {
            number = if shift > 0 {
                number.checked_mul(10)?
            } else if number.is_multiple_of(10) {
                number / 10
            } else {
                return None;
            };
        }
    }
    bytes.extend(number.to_le_bytes());
    if bytes.iter().skip(width).any(|byte| *byte != 0) {
        return None;
    }
    bytes.truncate(width);
    Some(bytes)
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

    fn bytes(stored: &[u8], sql_type: SqlType) -> Option<Vec<u8>> {
        match by_type(Cow::Borrowed(stored), sql_type, 706)? {
            Expanded::Bytes(bytes) => Some(bytes.into_owned()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn integers_stand_in_the_fewest_bytes() {
        let int = of(xtype::INT, 0, 0);
        for (stored, value) in [
            (&[][..], 0_i32),
            (&[0x81], 1),
            (&[0x7F], -1),
            (&[0x7F, 0x38], -200),
            (&[0x81, 0x11, 0x70], 70000),
            (&[0x00, 0, 0, 0], i32::MIN),
            (&[0xFF, 0xFF, 0xFF, 0xFF], i32::MAX),
        ] {
            assert_eq!(bytes(stored, int), Some(value.to_le_bytes().to_vec()));
        }
        assert_eq!(integer(&[0; 5], 4), None);
    }

    #[test]
    fn decimals_are_brought_to_their_scale() {
        // 123.45: digits 123 450, exponent 2, positive; groups 0001111011 0111000010 and padding.
        let stored = [0x80 | 66, 0b0001_1110, 0b1101_1100, 0b0010_0000];
        let mut expected = vec![1];
        expected.extend(12345_u64.to_le_bytes());
        assert_eq!(bytes(&stored, of(xtype::DECIMAL, 18, 2)), Some(expected));
        // −0.5: digits 500, exponent −1.
        let stored = [63, 0b0111_1101, 0b0000_0000];
        let mut expected = vec![0];
        expected.extend(500_u32.to_le_bytes());
        assert_eq!(bytes(&stored, of(xtype::NUMERIC, 9, 3)), Some(expected));
        assert_eq!(
            bytes(&[], of(xtype::DECIMAL, 9, 0)),
            Some(vec![1, 0, 0, 0, 0])
        );
    }

    #[test]
    fn a_record_that_lacks_parts_is_refused() {
        // Two columns: one byte, and one in the long region.
        let record = [
            0x21, 2, 0xA2, 0x42, 1, 1, 0, 9, 0, b'l', b'o', b'n', b'g', b' ', b't', b'e', b'x',
            b't',
        ];
        let read = Record::read(&record).unwrap();
        assert_eq!(
            read.cells,
            [Cell::Bytes(&[0x42]), Cell::Bytes(b"long text")]
        );
        for cut in 0..record.len() {
            assert!(Record::read(&record[..cut]).is_none(), "cut to {cut}");
        }
    }
}
