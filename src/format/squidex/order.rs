//! The order in which entries are read: events by their numbers, everything else where its data lies, so that
//! one window over the file serves both.

use super::layout::Layout;
use crate::container::zip::Archive;

/// The order of reading, in 8 bytes for each entry that is no event: events follow from [`Layout::events`].
#[derive(Debug, Default)]
pub(super) struct Order {
    /// Entries that are no events, as they are read.
    others: Vec<u32>,
    /// How many events are read before each of them; ascending.
    events_before: Vec<u32>,
    events: usize,
}

impl Order {
    /// Of all entries that have something to be read.
    pub(super) fn new(archive: &Archive, layout: &Layout) -> Order {
        let entries = &archive.entries;
        let mut is_event = vec![false; entries.len() as usize];
        for entry in &layout.events {
            if let Some(flag) = is_event.get_mut(*entry as usize) {
                *flag = true;
            }
        }
        let mut others: Vec<u32> = (0..entries.len())
            .filter(|entry| !is_event[*entry as usize])
            // An entry without bytes has nothing to be read, unless its CRC says that it had some.
            .filter(|entry| entries.uncompressed_bytes(*entry) > 0 || entries.crc32(*entry) != 0)
            .collect();
        others.shrink_to_fit();
        entries.sort_by_offset(&mut others);
        let offset = |entry: u32| entries.offset(entry);
        let ascending = layout.events.is_sorted_by(|a, b| offset(*a) <= offset(*b));
        let events_before = others
            .iter()
            .map(|other| {
                let before = if ascending {
                    let start = offset(*other);
                    layout
                        .events
                        .partition_point(|event| offset(*event) <= start)
                } else {
                    layout.events.len()
                };
                before as u32
            })
            .collect();
        Order {
            others,
            events_before,
            events: layout.events.len(),
        }
    }

    /// Number of entries.
    pub(super) fn len(&self) -> usize {
        self.events + self.others.len()
    }

    /// Entries from one place to another, and the index of each that is an event.
    pub(super) fn range<'a>(
        &'a self,
        layout: &'a Layout,
        start: usize,
        end: usize,
    ) -> impl Iterator<Item = (u32, Option<u64>)> + 'a {
        let mut other = self.others_before(start);
        (start..end.min(self.len())).filter_map(move |place| {
            if self
                .events_before
                .get(other)
                .map(|before| *before as usize + other)
                == Some(place)
            {
                other += 1;
                return Some((*self.others.get(other - 1)?, None));
            }
            let index = place - other;
            Some((*layout.events.get(index)?, Some(index as u64)))
        })
    }

    /// How many entries that are no events are read before a place.
    fn others_before(&self, place: usize) -> usize {
        let (mut low, mut high) = (0, self.others.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.events_before[middle] as usize + middle < place {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}
