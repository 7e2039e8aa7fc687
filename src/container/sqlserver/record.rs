//! Records of the FixedVar form (sqlserver-pages.md 3.1).

use super::bytes::{u8_at, u16_at};
use super::sparse::SPARSE_MARK;

/// More variable columns than this are no record (section 12).
const MAX_VARIABLE: usize = 4096;
const NULL_BITMAP: u8 = 0x10;
const VARIABLE_PART: u8 = 0x20;
/// Set in an end offset: the field is a pointer to a large value (4).
const COMPLEX: u16 = 0x8000;

/// What a record is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A row of the table, forwarded ones among them.
    Live,
    /// A forwarding stub, ghost or old version: not a row.
    Skipped,
    /// Index or LOB records, which don't stand among rows.
    Foreign,
}

/// What a record stores for a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field<'p> {
    /// NULL by the bitmap.
    Null,
    /// The record was written before the column was added (5.3).
    Absent,
    /// Bytes of the value.
    Bytes(&'p [u8]),
    /// A pointer to a large value.
    Pointer(&'p [u8]),
}

/// Where a column's bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// At a fixed offset of the record, so many bytes.
    Fixed { offset: u16, bytes: u16 },
    /// The variable column of this number, from 0.
    Variable(u16),
}

/// A record of the FixedVar form, its parts found and checked against each other.
#[derive(Debug, Clone, Copy)]
pub(super) struct FixedVar<'p> {
    bytes: &'p [u8],
    fixed_end: usize,
    columns: usize,
    bitmap: &'p [u8],
    /// Where the end offsets stand, and how many there are.
    ends_at: usize,
    variable: usize,
}

impl<'p> FixedVar<'p> {
    /// What the record is, by its first byte; `None` for a record of the compressed form.
    pub fn role(bytes: &[u8]) -> Option<Role> {
        let status = u8_at(bytes, 0)?;
        if status & 1 != 0 {
            return None;
        }
        Some(match status >> 1 & 7 {
            0 | 1 => Role::Live,
            3 | 4 => Role::Foreign,
            _ => Role::Skipped,
        })
    }

    /// Finds the parts of a row; `None` if they contradict each other.
    pub fn read(bytes: &'p [u8]) -> Option<FixedVar<'p>> {
        let status = u8_at(bytes, 0)?;
        let fixed_end = usize::from(u16_at(bytes, 2)?);
        if fixed_end < 4 || fixed_end > bytes.len() {
            return None;
        }
        let mut record = FixedVar {
            bytes,
            fixed_end,
            columns: 0,
            bitmap: &[],
            ends_at: 0,
            variable: 0,
        };
        let mut at = fixed_end;
        if status & NULL_BITMAP != 0 {
            record.columns = usize::from(u16_at(bytes, at)?);
            let end = at + 2 + record.columns.div_ceil(8);
            record.bitmap = bytes.get(at + 2..end)?;
            at = end;
        }
        if status & VARIABLE_PART != 0 {
            record.variable = usize::from(u16_at(bytes, at)?);
            record.ends_at = at + 2;
            let start = record.ends_at + 2 * record.variable;
            if record.variable > MAX_VARIABLE {
                return None;
            }
            let mut before = start;
            for number in 0..record.variable {
                let end = usize::from(record.end(number)? & !COMPLEX);
                if end < before || end > bytes.len() {
                    return None;
                }
                before = end;
            }
        }
        Some(record)
    }

    fn end(&self, number: usize) -> Option<u16> {
        u16_at(self.bytes, self.ends_at + 2 * number)
    }

    /// The last variable field, if it is one that no column of the table has and says that it holds the values of
    /// sparse columns. `columns` is how many variable fields columns have.
    pub fn sparse_field(&self, columns: usize) -> Option<&'p [u8]> {
        // Behind it may be the back pointer of a forwarded row.
        (columns..self.variable)
            .filter_map(|number| u16::try_from(number).ok())
            .filter_map(|number| self.field(Slot::Variable(number), 0))
            .find_map(|field| match field {
                Field::Pointer(bytes) if u16_at(bytes, 0) == Some(SPARSE_MARK) => Some(bytes),
                _ => None,
            })
    }

    /// The field of a column with null bit `null_bit` (from 1; 0 = it has none).
    pub fn field(&self, slot: Slot, null_bit: u16) -> Option<Field<'p>> {
        if let Some(bit) = usize::from(null_bit).checked_sub(1) {
            if bit >= self.columns {
                return Some(Field::Absent);
            }
            if self.bitmap.get(bit / 8)? >> (bit % 8) & 1 == 1 {
                return Some(Field::Null);
            }
        }
        match slot {
            Slot::Fixed { offset, bytes } => {
                let start = usize::from(offset);
                let end = start + usize::from(bytes);
                if end > self.fixed_end {
                    // Written before the column was added, in a table that had no null bit for it yet.
                    return Some(Field::Absent);
                }
                Some(Field::Bytes(self.bytes.get(start..end)?))
            }
            Slot::Variable(number) => {
                let number = usize::from(number);
                if number >= self.variable {
                    return Some(Field::Bytes(&[]));
                }
                let start = match number.checked_sub(1) {
                    Some(before) => usize::from(self.end(before)? & !COMPLEX),
                    None => self.ends_at + 2 * self.variable,
                };
                let end = self.end(number)?;
                let bytes = self.bytes.get(start..usize::from(end & !COMPLEX))?;
                Some(if end & COMPLEX != 0 {
                    Field::Pointer(bytes)
                } else {
                    Field::Bytes(bytes)
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first row of section 14.
    const ROW: [u8; 60] = [
        0x10, 0x00, 0x39, 0x00, 0x01, 0, 0, 0, 0, 0, 0, 0x40, 0x80, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0,
        0, 0xD8, 0x17, 0x88, 0x00, 0x4F, 0xA4, 0, 0, 0x65, 0, 0, 0, 0, 0, 0, 0x40, 0x80, 0, 0, 0,
        0, 0, 0, 0x65, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 7, 0, 0x10,
    ];

    #[test]
    fn the_parts_of_a_row_are_found() {
        assert_eq!(FixedVar::role(&ROW), Some(Role::Live));
        let row = FixedVar::read(&ROW).unwrap();
        let owner = Slot::Fixed {
            offset: 20,
            bytes: 4,
        };
        assert_eq!(row.field(owner, 2), Some(Field::Bytes(&[1, 0, 0, 0])));
        assert_eq!(row.field(Slot::Variable(0), 5), Some(Field::Null));
        assert_eq!(row.field(Slot::Variable(0), 8), Some(Field::Absent));
        assert_eq!(row.field(Slot::Variable(3), 0), Some(Field::Bytes(&[])));
    }

    #[test]
    fn parts_that_contradict_each_other_are_refused() {
        for cut in 0..ROW.len() {
            assert!(FixedVar::read(&ROW[..cut]).is_none(), "cut to {cut}");
        }
        // 0x30: there is a variable part, whose end offsets go down.
        let mut row = ROW.to_vec();
        row[0] = 0x30;
        row.extend([2, 0, 70, 0, 69, 0, 1, 2, 3, 4]);
        assert!(FixedVar::read(&row).is_none());
        row[64] = 70;
        let read = FixedVar::read(&row).unwrap();
        assert_eq!(
            read.field(Slot::Variable(0), 0),
            Some(Field::Bytes(&[1, 2, 3, 4]))
        );
        assert_eq!(read.field(Slot::Variable(1), 0), Some(Field::Bytes(&[])));
    }

    #[test]
    fn ghosts_and_stubs_are_no_rows() {
        for (status, role) in [
            (0x30, Role::Live),
            (0x32, Role::Live),
            (0x04, Role::Skipped),
            (0x06, Role::Foreign),
            (0x08, Role::Foreign),
            (0x3C, Role::Skipped),
            (0x3E, Role::Skipped),
        ] {
            assert_eq!(FixedVar::role(&[status]), Some(role), "{status:#x}");
        }
        assert_eq!(FixedVar::role(&[0x01]), None);
    }
}
