//! Sets and dictionaries that enumerate as .NET's do.
//!
//! `HashSet<T>` and `Dictionary<K, V>` keep their entries in an array and walk it from the start. A
//! removed entry leaves a free slot; the next new one takes the slot that was freed last. So the order
//! of enumeration is that of insertion only as long as nothing was removed, and the order decides which
//! objects share a batch of 100 at the rebuild.

use super::tables::{Index, Pieces, Spread};

/// A dictionary in .NET's order of enumeration. `Slots<K, ()>` is a set.
#[derive(Debug)]
pub(super) struct Slots<K, V> {
    entries: Pieces<Option<(K, V)>>,
    free: Vec<u32>,
    index: Index,
}

impl<K, V> Default for Slots<K, V> {
    fn default() -> Self {
        Slots {
            entries: Pieces::default(),
            free: Vec::new(),
            index: Index::default(),
        }
    }
}

impl<K: Copy + Eq + Spread, V: Default> Slots<K, V> {
    fn key(&self, slot: u32) -> Option<K> {
        let entry = self.entries.get(slot as usize)?;
        entry.as_ref().map(|(key, _)| *key)
    }

    fn slot(&self, key: K) -> Option<u32> {
        self.index
            .find(key.spread(), |slot| self.key(slot) == Some(key))
    }

    /// The value of a key, added if it is new.
    pub(super) fn get_or_add(&mut self, key: K) -> &mut V {
        let slot = match self.slot(key) {
            Some(slot) => slot,
            None => {
                let slot = match self.free.pop() {
                    Some(slot) => slot,
                    None => self.entries.push(None),
                };
                let entries = &self.entries;
                self.index
                    .add(key.spread(), slot, &|slot| spread(entries, slot));
                slot
            }
        };
        let entry = &mut self.entries[slot as usize];
        &mut entry.get_or_insert_with(|| (key, V::default())).1
    }

    /// Removes a key and gives its value; its slot is the first to be taken again.
    pub(super) fn remove(&mut self, key: K) -> Option<V> {
        let slot = self.slot(key)?;
        let entries = &self.entries;
        self.index
            .remove(key.spread(), slot, &|slot| spread(entries, slot));
        self.free.push(slot);
        let entry = self.entries.get_mut(slot as usize)?;
        entry.take().map(|(_, value)| value)
    }

    /// In .NET's order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (K, &V)> {
        self.entries
            .iter()
            .flatten()
            .map(|(key, value)| (*key, value))
    }
}

fn spread<K: Copy + Spread, V>(entries: &Pieces<Option<(K, V)>>, slot: u32) -> u64 {
    match entries.get(slot as usize) {
        Some(Some((key, _))) => key.spread(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_key_takes_the_slot_that_was_freed_last() {
        let mut set = Slots::<u64, ()>::default();
        for key in [1, 2, 3, 4] {
            set.get_or_add(key);
        }
        set.remove(2);
        set.remove(3);
        for key in [7, 8, 9] {
            set.get_or_add(key);
        }
        let order: Vec<u64> = set.iter().map(|(key, ())| key).collect();
        assert_eq!(order, [1, 8, 7, 4, 9]);
    }
}
