//! What only shows when all entries are looked at together: shared bytes, duplicate names, bytes that
//! belong to nobody. O(n log n), 16 bytes of memory per entry while it runs.

use super::fault::{Faults, ZipFault};
use super::open::Archive;
use super::records::LOCAL_BYTES;
use crate::sort;

impl Archive {
    /// Overlaps, gaps, data before the first entry, duplicate names.
    pub fn structure_faults(&self) -> Faults {
        let mut faults = self.position_faults();
        self.duplicates(&mut faults);
        faults
    }

    /// Overlaps, gaps, data before the first entry: for formats that look at names themselves.
    pub fn position_faults(&self) -> Faults {
        let mut faults = Faults::default();
        self.positions(&mut faults);
        faults
    }

    /// Sorted by offset, each entry must end before the next begins. The directory gives the least length
    /// of an entry (its local name and extra field may be longer than nothing), so what is called an
    /// overlap is one.
    fn positions(&self, faults: &mut Faults) {
        let entries = &self.entries;
        let count = entries.len();
        // A backup is written in order: no sorting then.
        let ascending = (1..count).all(|index| entries.offset(index - 1) <= entries.offset(index));
        let mut order: Vec<u32> = Vec::new();
        if !ascending {
            order = (0..count).collect();
            entries.sort_by_offset(&mut order);
        }
        let at_rank = |rank: u32| {
            if ascending {
                rank
            } else {
                order[rank as usize]
            }
        };
        let mut furthest: Option<(u64, u32)> = None;
        for rank in 0..count {
            let index = at_rank(rank);
            let start = entries.offset(index);
            if start >= self.file_bytes {
                continue;
            }
            let (compressed_bytes, _) = entries.sizes(index);
            let end = start
                .saturating_add(LOCAL_BYTES as u64)
                .saturating_add(compressed_bytes);
            if end > self.file_bytes {
                // A fault of its own; what lies behind its start shares nothing with it.
                continue;
            }
            match furthest {
                None => {
                    if start > 0 && self.dotnet.is_ok() {
                        faults.push(ZipFault::LeadingData { bytes: start });
                    }
                }
                Some((other_end, other)) if start < other_end => {
                    faults.push(ZipFault::Overlap {
                        index,
                        other,
                        at: start,
                    });
                }
                Some((other_end, other)) => {
                    // Name, extra field and descriptor lie between; more is a gap.
                    let name_bytes = entries.name_len(other) as u64;
                    let allowed = other_end + name_bytes + GAP_TOLERANCE_BYTES;
                    if start > allowed {
                        faults.push(ZipFault::Gap {
                            at: other_end + name_bytes,
                            bytes: start - other_end - name_bytes,
                        });
                    }
                }
            }
            if furthest.is_none_or(|(other_end, _)| end > other_end) {
                furthest = Some((end, index));
            }
        }
        if let (Some((end, index)), Some(directory)) = (furthest, self.directory_offset)
            && end > directory
            && end <= self.file_bytes
            && self.dotnet.is_ok()
        {
            faults.push(ZipFault::Overlap {
                index,
                other: index,
                at: directory,
            });
        }
    }

    /// Names that come more than once; .NET takes the first.
    fn duplicates(&self, faults: &mut Faults) {
        let entries = &self.entries;
        // Hashes with a fixed key: a file can be made so that they collide, so equal ones are compared.
        let mut hashes: Vec<(u64, u32)> = Vec::with_capacity(entries.len() as usize);
        let mut names = entries.names();
        while let Some((index, name)) = names.next_name() {
            hashes.push((hash(name), index));
        }
        if all_differ(&hashes) {
            return;
        }
        hashes.sort_unstable();
        let mut found = Vec::new();
        let mut rest = hashes.as_slice();
        while let Some((&(value, first), _)) = rest.split_first() {
            let run = rest.partition_point(|&(other, _)| other == value);
            for at in 1..run {
                let (_, index) = rest[at];
                // The usual run is of equal names; the rare collision is searched in a bounded part.
                let earlier = &rest[at.saturating_sub(MAX_COLLISIONS)..at];
                if entries.name(first) == entries.name(index) {
                    found.push((index, first));
                } else if let Some(&(_, other)) = earlier
                    .iter()
                    .find(|&&(_, other)| entries.name(other) == entries.name(index))
                {
                    found.push((index, other));
                }
            }
            rest = &rest[run..];
        }
        sort::sort_by(&mut found, Ord::cmp);
        for (index, first) in found {
            faults.push(ZipFault::DuplicateName { index, first });
        }
    }
}

/// Whether no hash comes twice: quicker than sorting, which a sound archive then never needs. May answer `false`
/// where they are made to fall into the same places.
fn all_differ(hashes: &[(u64, u32)]) -> bool {
    let places = (hashes.len() * 2).next_power_of_two();
    // 0 is a free place.
    let mut table = vec![0_u64; places];
    let mut steps_left = hashes.len() * 8;
    for (hash, _) in hashes {
        let mut at = *hash as usize & (places - 1);
        loop {
            let Some(place) = table.get_mut(at) else {
                return false;
            };
            if *place == *hash || steps_left == 0 {
                return false;
            }
            if *place == 0 {
                *place = *hash;
                break;
            }
            steps_left -= 1;
            at = (at + 1) & (places - 1);
        }
    }
    true
}

/// Extra field of the local header and data descriptor: below this no gap is spoken of.
const GAP_TOLERANCE_BYTES: u64 = 64;

/// Different names of one hash that are compared with each other.
const MAX_COLLISIONS: usize = 64;

/// FNV-1a in 64 bits with a last mix: fast enough for short names, and the same on every machine.
fn hash(bytes: &[u8]) -> u64 {
    let mut value = 0xcbf2_9ce4_8422_2325u64;
    for &byte in bytes {
        value = (value ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    value ^ value >> 29
}
