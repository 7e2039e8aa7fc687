//! Values of sparse columns: a record keeps those that are not NULL together, in a hidden last field (sqlserver-pages.md
//! 3.1 and 4).

use super::bytes::u16_at;
use super::record::Field;

/// The first number of the field.
pub(super) const SPARSE_MARK: u16 = 5;
/// Set in an end offset: the value is a pointer to a large value.
const COMPLEX: u16 = 0x8000;
/// Bytes before the numbers of the columns.
const HEAD: usize = 4;

/// The values of the sparse columns of one record.
#[derive(Debug, Clone, Copy)]
pub(super) struct SparseVector<'p> {
    bytes: &'p [u8],
    count: usize,
}

impl<'p> SparseVector<'p> {
    /// Finds the parts: mark, number of values, column ids, ends of the values from the start of the field, values.
    /// `None` if they contradict each other.
    pub fn read(bytes: &'p [u8]) -> Option<SparseVector<'p>> {
        if u16_at(bytes, 0)? != SPARSE_MARK {
            return None;
        }
        let vector = SparseVector {
            bytes,
            count: usize::from(u16_at(bytes, 2)?),
        };
        let mut before = vector.values_at();
        for number in 0..vector.count {
            let end = usize::from(vector.end(number)? & !COMPLEX);
            if end < before || end > bytes.len() {
                return None;
            }
            before = end;
        }
        (vector.values_at() <= bytes.len()).then_some(vector)
    }

    fn values_at(&self) -> usize {
        HEAD + 4 * self.count
    }

    fn end(&self, number: usize) -> Option<u16> {
        u16_at(self.bytes, HEAD + 2 * (self.count + number))
    }

    /// What is kept of the column with this id: nothing is NULL.
    pub fn field(&self, column: i32) -> Option<Field<'p>> {
        let wanted = u16::try_from(column).ok()?;
        let id = |number: &usize| u16_at(self.bytes, HEAD + 2 * number) == Some(wanted);
        let Some(number) = (0..self.count).find(id) else {
            return Some(Field::Null);
        };
        let start = match number.checked_sub(1) {
            Some(before) => usize::from(self.end(before)? & !COMPLEX),
            None => self.values_at(),
        };
        let end = self.end(number)?;
        let bytes = self.bytes.get(start..usize::from(end & !COMPLEX))?;
        Some(match end & COMPLEX {
            0 => Field::Bytes(bytes),
            _ => Field::Pointer(bytes),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As published of a table with the columns 2 to 6 sparse, of which 3 and 6 have a value.
    const PUBLISHED: [u8; 20] = [
        5, 0, 2, 0, 3, 0, 6, 0, 0x10, 0, 0x14, 0, 3, 0, 0, 0, 0xD2, 4, 0, 0,
    ];

    #[test]
    fn values_are_found_by_the_ids_of_their_columns() {
        let vector = SparseVector::read(&PUBLISHED).unwrap();
        assert_eq!(vector.field(3), Some(Field::Bytes(&[3, 0, 0, 0])));
        assert_eq!(vector.field(6), Some(Field::Bytes(&1234_i32.to_le_bytes())));
        assert_eq!(vector.field(2), Some(Field::Null));
        assert_eq!(vector.field(70_000), None);
        let mut pointer = PUBLISHED;
        pointer[11] = 0x80;
        let vector = SparseVector::read(&pointer).unwrap();
        assert_eq!(
            vector.field(6),
            Some(Field::Pointer(&1234_i32.to_le_bytes()))
        );
    }

    #[test]
    fn parts_that_contradict_each_other_are_refused() {
        for cut in 0..PUBLISHED.len() {
            assert!(
                SparseVector::read(&PUBLISHED[..cut]).is_none(),
                "cut to {cut}"
            );
        }
        for (at, byte) in [(0, 4), (2, 0xFF), (3, 0xFF), (8, 11), (8, 0x15), (10, 0x15)] {
            let mut wrong = PUBLISHED;
            wrong[at] = byte;
            assert!(SparseVector::read(&wrong).is_none(), "{byte} at {at}");
        }
    }
}
