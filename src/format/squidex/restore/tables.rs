//! Tables for millions of objects: they grow by pieces, so that growing never needs the old and the new table
//! together, and an entry is found by a number of 4 bytes instead of a copy of its key.
//!
//! WebAssembly memory is never given back, so the peak is what counts.

/// Items of one piece: small enough that the last, half-empty one is no loss.
const PIECE: usize = 1 << 12;

/// A list that never moves what it holds once a piece is full.
#[derive(Debug)]
pub(super) struct Pieces<T> {
    pieces: Vec<Vec<T>>,
}

impl<T> Default for Pieces<T> {
    fn default() -> Self {
        Pieces { pieces: Vec::new() }
    }
}

impl<T> Pieces<T> {
    /// Adds an item and gives its number.
    pub(super) fn push(&mut self, item: T) -> u32 {
        let number = self.len();
        match self.pieces.last_mut() {
            Some(piece) if piece.len() < PIECE => piece.push(item),
            last => {
                // The first piece grows as a list does, for archives with few objects.
                let room = if last.is_some() { PIECE } else { 1 };
                let mut piece = Vec::with_capacity(room);
                piece.push(item);
                self.pieces.push(piece);
            }
        }
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    /// Number of items.
    pub(super) fn len(&self) -> usize {
        let last = self.pieces.last().map_or(0, Vec::len);
        self.pieces.len().saturating_sub(1) * PIECE + last
    }

    #[inline]
    pub(super) fn get(&self, number: usize) -> Option<&T> {
        self.pieces.get(number / PIECE)?.get(number % PIECE)
    }

    #[inline]
    pub(super) fn get_mut(&mut self, number: usize) -> Option<&mut T> {
        self.pieces.get_mut(number / PIECE)?.get_mut(number % PIECE)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.pieces.iter().flatten()
    }
}

impl<T> std::ops::Index<usize> for Pieces<T> {
    type Output = T;

    fn index(&self, number: usize) -> &T {
        &self.pieces[number / PIECE][number % PIECE]
    }
}

impl<T> std::ops::IndexMut<usize> for Pieces<T> {
    fn index_mut(&mut self, number: usize) -> &mut T {
        &mut self.pieces[number / PIECE][number % PIECE]
    }
}

/// A place that holds no number.
const FREE: u32 = u32::MAX;

/// Finds numbers by the hash of what they stand for; the keys are kept by whoever asks.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// A power of two, at most three quarters of them taken.
    places: Vec<u32>,
    taken: usize,
}

impl Index {
    /// The number with this hash for which `is_it` says yes.
    #[inline]
    pub(super) fn find(&self, hash: u64, mut is_it: impl FnMut(u32) -> bool) -> Option<u32> {
        let mask = self.places.len().checked_sub(1)?;
        let mut at = hash as usize & mask;
        loop {
            match *self.places.get(at)? {
                FREE => return None,
                number if is_it(number) => return Some(number),
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// Adds a number that is not there; `hash_of` tells the hash of any number that was added before.
    pub(super) fn add(&mut self, hash: u64, number: u32, hash_of: &dyn Fn(u32) -> u64) {
        if (self.taken + 1) * 4 > self.places.len() * 3 {
            let places = vec![FREE; (self.places.len() * 2).max(8)];
            for moved in std::mem::replace(&mut self.places, places) {
                if moved != FREE {
                    self.put(hash_of(moved), moved);
                }
            }
        }
        self.put(hash, number);
        self.taken += 1;
    }

    fn put(&mut self, hash: u64, number: u32) {
        let mask = self.places.len().wrapping_sub(1);
        let mut at = hash as usize & mask;
        while let Some(place) = self.places.get_mut(at) {
            if *place == FREE {
                *place = number;
                return;
            }
            at = (at + 1) & mask;
        }
    }

    /// Removes a number; those behind it that had to make way move up.
    pub(super) fn remove(&mut self, hash: u64, number: u32, hash_of: &dyn Fn(u32) -> u64) {
        let mask = self.places.len().wrapping_sub(1);
        let mut hole = hash as usize & mask;
        while self.places.get(hole).is_some_and(|place| *place != number) {
            if self.places[hole] == FREE {
                return;
            }
            hole = (hole + 1) & mask;
        }
        let mut at = hole;
        loop {
            at = (at + 1) & mask;
            match self.places.get(at) {
                None | Some(&FREE) => break,
                Some(&moved) => {
                    // It may move if the place where it would like to be is not between the hole and it.
                    let wanted = hash_of(moved) as usize & mask;
                    if at.wrapping_sub(wanted) & mask >= at.wrapping_sub(hole) & mask {
                        self.places[hole] = moved;
                        hole = at;
                    }
                }
            }
        }
        if let Some(place) = self.places.get_mut(hole) {
            *place = FREE;
            self.taken -= 1;
        }
    }
}

/// A hash for keys that are numbers which we gave ourselves: nobody can choose them so that they collide.
pub(super) trait Spread {
    /// The hash.
    fn spread(self) -> u64;
}

impl Spread for u64 {
    fn spread(self) -> u64 {
        self.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn an_index_finds_what_was_added_and_not_removed() {
        // Few different hashes, so that most numbers have to make way.
        let hash_of = |number: u32| u64::from(number % 37);
        let mut index = Index::default();
        let mut known: HashMap<u32, bool> = HashMap::new();
        for step in 0..4_000_u32 {
            let number = step.wrapping_mul(2_654_435_761) % 500;
            let hash = hash_of(number);
            let there = index.find(hash, |other| other == number).is_some();
            assert_eq!(there, known.get(&number).copied().unwrap_or(false));
            if there {
                index.remove(hash, number, &hash_of);
            } else {
                index.add(hash, number, &hash_of);
            }
            known.insert(number, !there);
        }
        for (number, there) in known {
            let found = index.find(hash_of(number), |other| other == number);
            assert_eq!(found, there.then_some(number));
        }
    }

    #[test]
    fn pieces_number_their_items() {
        let mut pieces = Pieces::default();
        for number in 0..3 * PIECE as u32 + 5 {
            assert_eq!(pieces.push(number), number);
        }
        assert_eq!(pieces.len(), 3 * PIECE + 5);
        assert!(pieces.iter().copied().eq(0..3 * PIECE as u32 + 5));
        assert_eq!(pieces.get(2 * PIECE), Some(&(2 * PIECE as u32)));
        assert_eq!(pieces.get(pieces.len()), None);
    }
}
