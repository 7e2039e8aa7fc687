//! Entries whose description is wrong but whose data is sound: a fresh checksum, the right sizes,
//! the right place.
//!
//! Data counts as sound if something proves it: the other description of the entry (directory or
//! local header), the hash that an event has of the file, or, for JSON, that it reads well to its
//! end. What nothing proves stays as it is.

use std::collections::HashMap;
use std::ops::ControlFlow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::super::decode;
use super::super::events::EventField;
use super::super::facts::{EventFacts, Val};
use super::super::layout;
use super::draft::{Draft, Outline, wants};
use crate::container::zip::{EntryLocation, EntryReader, FLAGS_ENCRYPTION, ZipFault};
use crate::error::Error;
use crate::format::squidex::MAX_EVENT_BYTES;
use crate::format::squidex::codes;
use crate::format::zip_faults;
use crate::inspect::copy::Recipe;
use crate::json;
use crate::report::FindingSet;
use crate::sort;

/// A local header is searched so far around the place where it should be.
const SEARCH_BYTES: u64 = 4_096;

/// Fixed part of a local header, and where its CRC is.
const LOCAL_BYTES: usize = 30;

/// What events say of the file at a path: hash, size, and the names that may be part of the hash.
#[derive(Debug, Default, Clone)]
struct Claims {
    files: HashMap<String, Vec<(String, i64)>>,
    names: HashMap<String, Vec<String>>,
}

fn text(facts: &EventFacts, field: EventField) -> Option<&str> {
    match facts.get(field) {
        Some(Val::Str(text)) => Some(text),
        _ => None,
    }
}

fn int(facts: &EventFacts, field: EventField) -> i64 {
    match facts.get(field) {
        Some(Val::Int(number)) => *number,
        _ => 0,
    }
}

impl Claims {
    fn event(&mut self, facts: &EventFacts) {
        let Some(id) = text(facts, EventField::AssetId) else {
            return;
        };
        if let Some(name) = text(facts, EventField::FileName) {
            let names = self.names.entry(id.to_lowercase()).or_default();
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        if let Some(hash) = text(facts, EventField::FileHash)
            && let Some(path) = layout::asset_path(id, int(facts, EventField::FileVersion))
        {
            self.files
                .entry(path)
                .or_default()
                .push((hash.to_owned(), int(facts, EventField::FileSize)));
        }
    }

    /// Whether a hash proves the file at that path.
    fn prove(&self, path: &str, sha256: &[u8], bytes: u64) -> bool {
        let inner = STANDARD.encode(sha256);
        let id = path
            .rsplit('/')
            .next()
            .and_then(|file| file.rsplit_once('_'))
            .map(|(id, _)| id.to_lowercase())
            .unwrap_or_default();
        let names = self.names.get(&id).map(Vec::as_slice).unwrap_or_default();
        self.files.get(path).is_some_and(|claims| {
            claims.iter().any(|(hash, size)| {
                u64::try_from(*size) == Ok(bytes)
                    && (*hash == inner
                        || names.iter().any(|name| {
                            let mut outer = Sha256::new();
                            outer.update(inner.as_bytes());
                            outer.update(name.as_bytes());
                            outer.update(size.to_string().as_bytes());
                            STANDARD.encode(outer.finalize()) == *hash
                        }))
            })
        })
    }
}

/// What came out of an entry under one reading of its description.
struct Healed {
    crc32: u32,
    bytes: u64,
    sha256: Vec<u8>,
    whole: bool,
    faults: Vec<ZipFault>,
}

fn try_read(
    draft: &Draft,
    reader: &mut EntryReader,
    location: &EntryLocation,
) -> Result<Healed, Error> {
    let mut digest = Sha256::new();
    let read = reader.read(
        draft.original.source,
        location,
        u64::MAX,
        &mut |bytes: &[u8]| {
            digest.update(bytes);
            ControlFlow::Continue(())
        },
    )?;
    let whole = read.dotnet.is_ok()
        && !read.faults.iter().any(|fault| {
            matches!(
                fault,
                ZipFault::DataShort { .. }
                    | ZipFault::DataCut { .. }
                    | ZipFault::Undecodable { .. }
                    | ZipFault::NotReadToEnd { .. }
            )
        });
    Ok(Healed {
        crc32: read.crc32_of_delivered,
        bytes: read.bytes_delivered,
        sha256: digest.finalize().to_vec(),
        whole,
        faults: read.faults,
    })
}

/// Looks into every entry and mends what can be.
///
/// # Errors
/// `Read` if the original can't be read.
pub(super) fn heal(
    draft: &mut Draft,
    recipe: &Recipe,
    reader: &mut EntryReader,
) -> Result<(), Error> {
    let archive = draft.original.archive;
    let mut order: Vec<u32> = (0..archive.entries.len())
        .filter(|entry| !draft.removed.contains_key(entry) && !draft.contents.contains_key(entry))
        .collect();
    archive.entries.sort_by_offset(&mut order);
    let mut is_event = vec![false; archive.entries.len() as usize];
    for entry in draft
        .events
        .iter()
        .chain(draft.beyond.iter().map(|(_, entry)| entry))
    {
        if let Some(flag) = is_event.get_mut(*entry as usize) {
            *flag = true;
        }
    }
    let mut context = decode::Context::default();
    let mut ignored = FindingSet::default();
    let mut claims = Claims::default();
    let mut sick: Vec<(u32, u64)> = Vec::new();
    for (rank, entry) in order.iter().enumerate() {
        let Some(location) = archive.entries.location(*entry) else {
            continue;
        };
        let next = order
            .get(rank + 1)
            .map(|next| archive.entries.offset(*next))
            .or(archive.directory_offset)
            .unwrap_or(archive.file_bytes)
            .min(archive.file_bytes);
        let healthy = if is_event[*entry as usize] {
            let (bytes, read) =
                reader.read_small(draft.original.source, &location, MAX_EVENT_BYTES)?;
            let healthy = read.dotnet.is_ok() && read.faults.is_empty();
            let (text, bom) = json::without_bom(bytes);
            if bom && healthy && wants(recipe, &codes::EVENT_BYTE_ORDER_MARK) {
                let text = text.to_vec();
                draft.replace(*entry, text, "the byte order mark goes");
                draft.mended.insert(codes::EVENT_BYTE_ORDER_MARK.name);
            }
            if let Ok(facts) = decode::event(0, bytes, &mut context, &mut ignored).outcome {
                claims.event(&facts);
            }
            healthy
        } else {
            let read = reader.read(
                draft.original.source,
                &location,
                u64::MAX,
                &mut |_: &[u8]| ControlFlow::Continue(()),
            )?;
            read.dotnet.is_ok() && read.faults.is_empty()
        };
        // .NET ignores the mark, and so do we: what comes out right is no encrypted data.
        if healthy
            && location.flags & FLAGS_ENCRYPTION != 0
            && wants(recipe, &codes::ZIP_ENCRYPTED)
            && !draft.contents.contains_key(entry)
        {
            draft.plain.insert(*entry);
            draft.mended.insert(codes::ZIP_ENCRYPTED.name);
        }
        if !healthy {
            sick.push((*entry, next));
        }
    }
    for (entry, next) in sick {
        heal_entry(
            draft,
            recipe,
            reader,
            &claims,
            is_event[entry as usize],
            entry,
            next,
        )?;
        if draft.strict && !draft.contents.contains_key(&entry) && is_lost(draft, entry)? {
            draft
                .removed
                .insert(entry, "its data is not in the file".into());
        }
    }
    if wants(recipe, &codes::EVENT_GAP) {
        let Outline {
            removed, events, ..
        } = &mut draft.outline;
        events.retain(|entry| !removed.contains_key(entry));
    }
    Ok(())
}

/// Whether there is nothing that could be carried over: no local header, or more data than the file has.
fn is_lost(draft: &Draft, entry: u32) -> Result<bool, Error> {
    let Some(location) = draft.original.archive.entries.location(entry) else {
        return Ok(true);
    };
    let mut header = [0; LOCAL_BYTES];
    let got = read_at(draft, location.local_header_offset, &mut header)?;
    let behind = u64::from(u16::from_le_bytes([header[26], header[27]]))
        + u64::from(u16::from_le_bytes([header[28], header[29]]));
    let end = location
        .local_header_offset
        .saturating_add(LOCAL_BYTES as u64 + behind)
        .saturating_add(location.compressed_bytes);
    Ok(got < LOCAL_BYTES
        || !header.starts_with(b"PK\x03\x04")
        || end > draft.original.archive.file_bytes)
}

fn heal_entry(
    draft: &mut Draft,
    recipe: &Recipe,
    reader: &mut EntryReader,
    claims: &Claims,
    is_event: bool,
    entry: u32,
    next: u64,
) -> Result<(), Error> {
    let Some(location) = draft.original.archive.entries.location(entry) else {
        return Ok(());
    };
    let path = draft.name_now(entry);
    let patient = Patient {
        recipe,
        claims,
        entry,
        is_json: is_event || path.ends_with(".json"),
        path,
        location,
    };
    let outcome = try_read(draft, reader, &location)?;
    if outcome.whole && outcome.crc32 != location.crc32 {
        return patient.mend_checksum(draft, reader, &outcome);
    }
    let only_described_twice = outcome.whole
        && outcome.faults.iter().all(|fault| {
            matches!(
                fault,
                ZipFault::LocalDiffers { .. }
                    | ZipFault::DescriptorDiffers { .. }
                    | ZipFault::CompressedRest { .. }
            )
        });
    if only_described_twice {
        patient.mend_description(draft, &outcome);
        return Ok(());
    }
    patient.mend_place(draft, reader, next)
}

/// An entry that is to be mended.
struct Patient<'a> {
    recipe: &'a Recipe,
    claims: &'a Claims,
    entry: u32,
    path: String,
    is_json: bool,
    location: EntryLocation,
}

impl Patient<'_> {
    /// Whether the bytes are those that belong there, whatever their checksum says.
    fn proved(
        &self,
        draft: &Draft,
        reader: &mut EntryReader,
        location: &EntryLocation,
        outcome: &Healed,
    ) -> Result<bool, Error> {
        if self
            .claims
            .prove(&self.path, &outcome.sha256, outcome.bytes)
        {
            return Ok(true);
        }
        if !self.is_json {
            return Ok(false);
        }
        let Some(bytes) = draft.original.read(reader, location)? else {
            return Ok(false);
        };
        Ok(serde_json::from_slice::<serde::de::IgnoredAny>(json::without_bom(bytes).0).is_ok())
    }

    /// All bytes come out, with another checksum than the directory's.
    fn mend_checksum(
        &self,
        draft: &mut Draft,
        reader: &mut EntryReader,
        outcome: &Healed,
    ) -> Result<(), Error> {
        if wants(self.recipe, &codes::ZIP_WRONG_CHECKSUM)
            && (local_crc(draft, &self.location)? == Some(outcome.crc32)
                || self.proved(draft, reader, &self.location, outcome)?)
        {
            draft.checksums.insert(self.entry, outcome.crc32);
            draft.mended.insert(codes::ZIP_WRONG_CHECKSUM.name);
        }
        Ok(())
    }

    /// The data is whole, and described in two ways.
    fn mend_description(&self, draft: &mut Draft, outcome: &Healed) {
        let code = outcome
            .faults
            .first()
            .map(|fault| zip_faults::code(fault.kind()));
        if let Some(code) = code.filter(|code| wants(self.recipe, code)) {
            // The same checksum: what counts is the fresh header.
            draft.checksums.insert(self.entry, self.location.crc32);
            draft.mended.insert(code.name);
        }
    }

    /// Where the data may be, and how long: at each local header near by, with the sizes of the directory and with all
    /// the room up to the next entry.
    fn candidates(&self, draft: &Draft, next: u64) -> Result<Vec<EntryLocation>, Error> {
        let mut candidates = Vec::new();
        for at in local_headers_near(draft, &self.location)? {
            let moved = EntryLocation {
                local_header_offset: at,
                ..self.location
            };
            let room = next.saturating_sub(at);
            let most = room.saturating_mul(1_032);
            candidates.push(moved);
            candidates.push(EntryLocation {
                uncompressed_bytes: most,
                ..moved
            });
            candidates.push(EntryLocation {
                compressed_bytes: room,
                ..moved
            });
            candidates.push(EntryLocation {
                compressed_bytes: room,
                uncompressed_bytes: most,
                ..moved
            });
        }
        Ok(candidates)
    }

    /// The data is elsewhere or has another length: the first place at which it is sound.
    fn mend_place(
        &self,
        draft: &mut Draft,
        reader: &mut EntryReader,
        next: u64,
    ) -> Result<(), Error> {
        for mut candidate in self.candidates(draft, next)? {
            // With a size that is too large, what is delivered tells the right one.
            let first = try_read(draft, reader, &candidate)?;
            let short = first.faults.iter().all(|fault| {
                !matches!(
                    fault,
                    ZipFault::DataCut { .. } | ZipFault::Undecodable { .. }
                )
            });
            if !short || first.bytes == 0 {
                continue;
            }
            candidate.uncompressed_bytes = first.bytes;
            // What lies elsewhere under the same name may be another archive's: only the same checksum proves it.
            let elsewhere = candidate.local_header_offset != self.location.local_header_offset;
            let sound = first.crc32 == self.location.crc32
                || !elsewhere && self.proved(draft, reader, &candidate, &first)?;
            if !sound || first.bytes > MAX_EVENT_BYTES as u64 {
                continue;
            }
            let code = if elsewhere {
                &codes::ZIP_LOCAL_HEADER_MISSING
            } else {
                &codes::ZIP_WRONG_SIZE
            };
            if !wants(self.recipe, code) {
                return Ok(());
            }
            if let Some(bytes) = draft.original.read(reader, &candidate)? {
                let bytes = bytes.to_vec();
                draft.mended.insert(code.name);
                draft.replace(
                    self.entry,
                    bytes,
                    format!(
                        "read whole ({} bytes), though its description was wrong",
                        candidate.uncompressed_bytes
                    ),
                );
                return Ok(());
            }
        }
        Ok(())
    }
}

/// CRC-32 of the local header, if it has one.
fn local_crc(draft: &Draft, location: &EntryLocation) -> Result<Option<u32>, Error> {
    let mut header = [0; LOCAL_BYTES];
    let got = read_at(draft, location.local_header_offset, &mut header)?;
    let crc = u32::from_le_bytes([header[14], header[15], header[16], header[17]]);
    Ok((got == LOCAL_BYTES && header.starts_with(b"PK\x03\x04") && crc != 0).then_some(crc))
}

fn read_at(draft: &Draft, offset: u64, buffer: &mut [u8]) -> Result<usize, Error> {
    // An offset of a damaged directory may be any.
    if offset >= draft.original.archive.file_bytes {
        return Ok(0);
    }
    draft
        .original
        .source
        .read_full_at(offset, buffer)
        .map_err(|source| Error::Read { offset, source })
}

/// Places near the one that the directory names where a local header with the name of the entry is,
/// the nearest first.
fn local_headers_near(draft: &Draft, location: &EntryLocation) -> Result<Vec<u64>, Error> {
    let name = draft.original.archive.entries.name(location.index);
    let start = location.local_header_offset.saturating_sub(SEARCH_BYTES);
    let mut window = vec![0; (2 * SEARCH_BYTES) as usize + LOCAL_BYTES + name.len()];
    let got = read_at(draft, start, &mut window)?;
    let mut found: Vec<u64> = window[..got]
        .windows(LOCAL_BYTES + name.len())
        .enumerate()
        .filter(|(_, bytes)| bytes.starts_with(b"PK\x03\x04") && bytes[LOCAL_BYTES..] == *name)
        .map(|(at, _)| start + at as u64)
        .collect();
    sort::sort_by(&mut found, |a, b| {
        let distance = |at: &u64| at.abs_diff(location.local_header_offset);
        distance(a).cmp(&distance(b))
    });
    Ok(found)
}
