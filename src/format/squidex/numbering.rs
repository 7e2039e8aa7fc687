//! The numbers of the events, as the names of their entries give them.

/// Events under exact names, put in order.
#[derive(Debug)]
pub(super) struct Numbering {
    /// Entries of events 0, 1, 2 …
    pub(super) events: Vec<u32>,
    /// Index and entry of all others.
    pub(super) rest: Vec<(u64, u32)>,
    /// Events whose name an earlier entry has.
    pub(super) duplicates: u64,
    pub(super) first_duplicate: Option<u32>,
}

impl Numbering {
    /// Has room for as many events as the archive has entries: growing by doubling would take more.
    pub(super) fn new(entries: u32) -> Numbering {
        Numbering {
            events: Vec::with_capacity(entries as usize),
            rest: Vec::new(),
            duplicates: 0,
            first_duplicate: None,
        }
    }

    /// Takes an event, in the order of the central directory.
    pub(super) fn add(&mut self, index: u64, entry: u32) {
        // A server writes events in their order: 4 bytes each then, and nothing to be sorted.
        if index == self.events.len() as u64 {
            self.events.push(entry);
        } else {
            self.rest.push((index, entry));
        }
    }

    /// As far as the numbering is without a gap, and the rest by index. Of one name the first entry stays.
    pub(super) fn sorted(mut self) -> Numbering {
        let consecutive = self.events.len() as u64;
        if self.rest.iter().any(|(index, _)| *index <= consecutive) {
            let numbered = self.events.drain(..).enumerate();
            self.rest
                .extend(numbered.map(|(index, entry)| (index as u64, entry)));
        }
        self.rest.sort_unstable();
        let before = self.rest.len();
        let first_duplicate = &mut self.first_duplicate;
        self.rest.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                first_duplicate.get_or_insert(later.1);
            }
            same
        });
        self.duplicates = (before - self.rest.len()) as u64;
        if self.events.is_empty() {
            let next = self
                .rest
                .iter()
                .enumerate()
                .take_while(|(at, (index, _))| *at as u64 == *index)
                .count();
            self.events
                .extend(self.rest.drain(..next).map(|(_, entry)| entry));
        }
        self.events.shrink_to_fit();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(indexes: &[u64], events: &[u32], rest: &[(u64, u32)], duplicate: Option<u32>) {
        let mut numbering = Numbering::new(indexes.len() as u32);
        for (entry, index) in (0..).zip(indexes) {
            numbering.add(*index, entry);
        }
        let sorted = numbering.sorted();
        assert_eq!(sorted.events, events);
        assert_eq!(sorted.rest, rest);
        assert_eq!(sorted.first_duplicate, duplicate);
        let kept = events.len() + rest.len();
        assert_eq!(sorted.duplicates, (indexes.len() - kept) as u64);
    }

    #[test]
    fn events_stand_in_their_order_and_the_first_of_a_name_stays() {
        check(&[0, 1, 2], &[0, 1, 2], &[], None);
        check(&[2, 0, 1], &[1, 2, 0], &[], None);
        check(&[0, 1, 3, 5, 4], &[0, 1], &[(3, 2), (4, 4), (5, 3)], None);
        check(&[3, 4], &[], &[(3, 0), (4, 1)], None);
        // Event 1 is met too early, and again in its place.
        check(&[1, 0, 1], &[1, 0], &[], Some(2));
        check(&[0, 0, 1, 3, 3], &[0, 2], &[(3, 3)], Some(1));
        check(&[], &[], &[], None);
    }
}
