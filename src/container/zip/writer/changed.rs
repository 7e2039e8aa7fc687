//! What the directory says of entries that are not as they were, remembered from their data up to the directory:
//! small, since a copy may write millions of entries anew.

use std::collections::BTreeMap;

use super::headers::{Fresh, needs_zip64};
use crate::sort;

/// An entry without another name whose sizes are no long ones.
#[derive(Debug, Clone, Copy)]
struct Small {
    index: u32,
    crc32: u32,
    compressed_bytes: u32,
    uncompressed_bytes: u32,
    time: u32,
    method: u16,
    flags: u16,
}

/// Entries by their index.
#[derive(Debug, Default)]
pub(super) struct Changed {
    small: Vec<Small>,
    /// Whether `small` is in ascending order.
    unsorted: bool,
    large: BTreeMap<u32, Fresh>,
}

impl Changed {
    /// Remembers an entry; each once.
    pub fn insert(&mut self, index: u32, fresh: Fresh) {
        let is_long = needs_zip64(fresh.compressed_bytes) || needs_zip64(fresh.uncompressed_bytes);
        if fresh.name.is_some() || is_long {
            self.large.insert(index, fresh);
            return;
        }
        self.unsorted |= self.small.last().is_some_and(|last| last.index > index);
        self.small.push(Small {
            index,
            crc32: fresh.crc32,
            compressed_bytes: fresh.compressed_bytes as u32,
            uncompressed_bytes: fresh.uncompressed_bytes as u32,
            time: fresh.time,
            method: fresh.method,
            flags: fresh.flags,
        });
    }

    /// What is remembered of an entry.
    pub fn get(&mut self, index: u32) -> Option<Fresh> {
        if self.unsorted {
            sort::sort_by(&mut self.small, |a, b| a.index.cmp(&b.index));
            self.unsorted = false;
        }
        let found = self.small.binary_search_by_key(&index, |small| small.index);
        match found.ok().and_then(|at| self.small.get(at)) {
            Some(small) => Some(Fresh {
                name: None,
                method: small.method,
                flags: small.flags,
                crc32: small.crc32,
                compressed_bytes: u64::from(small.compressed_bytes),
                uncompressed_bytes: u64::from(small.uncompressed_bytes),
                time: small.time,
            }),
            None => self.large.get(&index).cloned(),
        }
    }
}
