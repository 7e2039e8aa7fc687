//! Events by their numbers, under whatever name their entries stand.

use std::ops::Range;

use super::super::layout::{self, Layout};
use crate::container::zip::Archive;

/// Where they are not what the layout says: each by its index, with its entry. 16 bytes an event, and nothing where
/// they are numbered from 0 without a gap.
#[derive(Debug)]
pub(in crate::format::squidex) struct Numbered(Option<Vec<(u64, u32)>>);

impl Numbered {
    /// Those of an archive.
    pub(in crate::format::squidex) fn new(archive: &Archive, layout: &Layout) -> Numbered {
        let all = layout::events_anywhere(archive);
        let expected = (0..).zip(layout.events.iter().copied());
        let same = all.len() == layout.events.len() && all.iter().copied().eq(expected);
        Numbered((!same).then_some(all))
    }

    /// With the layout that they were compared with.
    pub(in crate::format::squidex) fn list<'a>(&'a self, layout: &'a Layout) -> EventList<'a> {
        match &self.0 {
            None => EventList::Dense(&layout.events),
            Some(all) => EventList::Sparse(all),
        }
    }
}

/// Events by place, from 0, in the order of their indices.
#[derive(Debug, Clone, Copy)]
pub(in crate::format::squidex) enum EventList<'a> {
    /// Entries; the index is the place.
    Dense(&'a [u32]),
    /// Indices with their entries.
    Sparse(&'a [(u64, u32)]),
}

impl EventList<'_> {
    /// How many there are: no more than entries.
    pub(in crate::format::squidex) fn len(self) -> u32 {
        let len = match self {
            EventList::Dense(entries) => entries.len(),
            EventList::Sparse(all) => all.len(),
        };
        u32::try_from(len).unwrap_or(u32::MAX)
    }

    /// Index and entry of the event at a place.
    pub(in crate::format::squidex) fn get(self, place: u32) -> Option<(u64, u32)> {
        match self {
            EventList::Dense(entries) => Some((u64::from(place), *entries.get(place as usize)?)),
            EventList::Sparse(all) => all.get(place as usize).copied(),
        }
    }

    /// Where the first event stands whose index is not below `index`.
    fn first_from(self, index: u64) -> u32 {
        match self {
            EventList::Dense(_) => u32::try_from(index).unwrap_or(u32::MAX).min(self.len()),
            EventList::Sparse(all) => {
                let place = all.partition_point(|(at, _)| *at < index);
                u32::try_from(place).unwrap_or(u32::MAX)
            }
        }
    }

    /// Where an event stands, by its index.
    pub(in crate::format::squidex) fn place(self, index: u64) -> Option<u32> {
        let place = self.first_from(index);
        (self.get(place)?.0 == index).then_some(place)
    }

    /// The places of indices from `from` to `to`, both included.
    pub(in crate::format::squidex) fn places(
        self,
        from: Option<u64>,
        to: Option<u64>,
    ) -> Range<u32> {
        let start = from.map_or(0, |from| self.first_from(from));
        let after = to.and_then(|to| to.checked_add(1));
        let end = after.map_or(self.len(), |after| self.first_from(after));
        start..end.max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_indices_go_together() {
        let dense = EventList::Dense(&[7, 8, 9]);
        let all = [(2, 7), (5, 8), (9, 9)];
        let sparse = EventList::Sparse(&all);
        assert_eq!((dense.place(2), dense.place(3)), (Some(2), None));
        assert_eq!((sparse.place(5), sparse.place(4)), (Some(1), None));
        assert_eq!(dense.places(Some(1), Some(1)), 1..2);
        assert_eq!(sparse.places(Some(3), Some(9)), 1..3);
        assert_eq!(sparse.places(None, Some(u64::MAX)), 0..3);
        assert_eq!(dense.places(Some(3), Some(1)), 3..3);
        assert_eq!(sparse.get(3), None);
    }
}
