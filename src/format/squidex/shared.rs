//! Entries that share their bytes: reading each on its own would be work without bound.
//!
//! What an archive without shared bytes costs is bounded by its length. Where entries lie over each other, a small file
//! can ask for any amount of work, so that only so much of it is done; what was left out is said to be not known.

use std::collections::HashSet;

use crate::container::zip::{Archive, limits};

/// Uncompressed bytes of entries over others that are read, a few seconds' worth. Entries of the very same bytes are
/// read once and count once.
const MAX_SHARED_BYTES: u64 = 1 << 30;

/// The entries that are not read.
#[derive(Debug, Default)]
pub(super) struct Shared {
    skipped: HashSet<u32>,
}

impl Shared {
    /// Looks at the places of all entries.
    pub(super) fn new(archive: &Archive) -> Shared {
        let entries = &archive.entries;
        let count = entries.len();
        let ascending = (1..count).all(|index| entries.offset(index - 1) <= entries.offset(index));
        let mut order: Vec<u32> = Vec::new();
        if !ascending {
            order = (0..count).collect();
            entries.sort_by_offset(&mut order);
        }
        let mut shared = Shared::default();
        let (mut end, mut work) = (0, 0_u64);
        let mut before = None;
        for rank in 0..count {
            let index = match order.get(rank as usize) {
                Some(index) => *index,
                None => rank,
            };
            let start = entries.offset(index);
            let (compressed, uncompressed) = entries.sizes(index);
            let key = (start, compressed, uncompressed);
            if start < end && before != Some(key) {
                let possible = compressed
                    .min(archive.file_bytes)
                    .saturating_mul(limits::MAX_DEFLATE_RATIO);
                work = work.saturating_add(possible.min(uncompressed));
                if work > MAX_SHARED_BYTES {
                    shared.skipped.insert(index);
                }
            }
            before = Some(key);
            end = end.max(start.saturating_add(compressed));
        }
        shared
    }

    /// Whether an entry is left out.
    pub(super) fn skips(&self, entry: u32) -> bool {
        self.skipped.contains(&entry)
    }
}
