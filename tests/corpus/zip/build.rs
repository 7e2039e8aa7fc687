//! Writes ZIP files of which every field can be wrong.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// Deflates.
pub fn deflate(content: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// Form of a data descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Descriptor {
    None,
    Signed,
    Bare,
    SignedLong,
    BareLong,
    /// Bit 3 is set and nothing follows.
    Missing,
    /// With wrong values.
    Wrong,
}

/// One entry: what is really there, and what is said of it where it differs.
#[derive(Debug, Clone)]
pub struct Entry {
    pub name: Vec<u8>,
    /// Compressed bytes as they lie in the file.
    pub data: Vec<u8>,
    pub method: u16,
    pub flags: u16,
    pub version: u16,
    pub crc32: u32,
    pub compressed: u64,
    pub uncompressed: u64,
    pub time: u32,
    pub central_extra: Vec<u8>,
    pub local_extra: Vec<u8>,
    pub comment: Vec<u8>,
    pub disk: u16,
    pub descriptor: Descriptor,
    /// Bytes before the local header that belong to nobody.
    pub gap: Vec<u8>,
    /// Sizes and offset of the directory in a ZIP64 field.
    pub zip64: bool,
    pub made_by: u16,
    pub attributes: u32,

    // What the local header says otherwise.
    pub local_signature: [u8; 4],
    pub local_name: Option<Vec<u8>>,
    pub local_method: Option<u16>,
    pub local_flags: Option<u16>,
    pub local_crc32: Option<u32>,
    pub local_compressed: Option<u32>,
    pub local_uncompressed: Option<u32>,
    pub local_name_bytes: Option<u16>,
    pub local_extra_bytes: Option<u16>,

    // What the directory says otherwise.
    pub central_signature: [u8; 4],
    pub offset: Option<u32>,
    pub name_bytes: Option<u16>,
    pub extra_bytes: Option<u16>,
    pub comment_bytes: Option<u16>,
    /// Not in the file, only in the directory.
    pub directory_only: bool,
    /// In the file, not in the directory.
    pub hidden: bool,
}

impl Entry {
    fn new(name: &[u8], method: u16, content: &[u8], data: Vec<u8>) -> Self {
        Entry {
            name: name.to_vec(),
            compressed: data.len() as u64,
            data,
            method,
            flags: 0,
            version: 20,
            crc32: crc32fast::hash(content),
            uncompressed: content.len() as u64,
            time: 0x5A21_6000,
            central_extra: Vec::new(),
            local_extra: Vec::new(),
            comment: Vec::new(),
            disk: 0,
            descriptor: Descriptor::None,
            gap: Vec::new(),
            zip64: false,
            made_by: 20,
            attributes: 0,
            local_signature: *b"PK\x03\x04",
            local_name: None,
            local_method: None,
            local_flags: None,
            local_crc32: None,
            local_compressed: None,
            local_uncompressed: None,
            local_name_bytes: None,
            local_extra_bytes: None,
            central_signature: *b"PK\x01\x02",
            offset: None,
            name_bytes: None,
            extra_bytes: None,
            comment_bytes: None,
            directory_only: false,
            hidden: false,
        }
    }

    pub fn stored(name: &str, content: &[u8]) -> Self {
        Entry::new(name.as_bytes(), 0, content, content.to_vec())
    }

    pub fn deflated(name: &str, content: &[u8]) -> Self {
        Entry::new(name.as_bytes(), 8, content, deflate(content))
    }

    /// Compressed bytes of any kind.
    pub fn raw(name: &str, method: u16, content: &[u8], data: Vec<u8>) -> Self {
        Entry::new(name.as_bytes(), method, content, data)
    }

    pub fn with(mut self, change: impl FnOnce(&mut Entry)) -> Self {
        change(&mut self);
        self
    }
}

/// What the end record says otherwise.
#[derive(Debug, Clone, Default)]
pub struct End {
    pub signature: Option<[u8; 4]>,
    pub disk: Option<u16>,
    pub directory_disk: Option<u16>,
    pub entries_on_disk: Option<u16>,
    pub entries: Option<u16>,
    pub directory_bytes: Option<u32>,
    pub directory_offset: Option<u32>,
    pub comment_bytes: Option<u16>,
}

/// ZIP64 end records, and what they say otherwise.
#[derive(Debug, Clone, Default)]
pub struct Zip64 {
    pub no_locator: bool,
    pub no_record: bool,
    pub locator_offset: Option<u64>,
    pub locator_disk: u32,
    pub disk: u32,
    pub directory_disk: u32,
    pub entries_on_disk: Option<u64>,
    pub entries: Option<u64>,
    pub directory_bytes: Option<u64>,
    pub directory_offset: Option<u64>,
    pub record_signature: Option<[u8; 4]>,
    /// Bytes between record and locator, and between locator and end record.
    pub extensible: Vec<u8>,
    pub behind_locator: Vec<u8>,
    /// The end record keeps its own numbers.
    pub end_keeps_numbers: bool,
}

/// A ZIP file.
#[derive(Debug, Clone, Default)]
pub struct Zip {
    pub prefix: Vec<u8>,
    /// Offsets count from the start of the file, the prefix included.
    pub prefix_counts: bool,
    pub entries: Vec<Entry>,
    /// Positions of `entries` in the order of the directory; empty: as they are.
    pub directory_order: Vec<usize>,
    pub before_directory: Vec<u8>,
    pub behind_directory: Vec<u8>,
    pub zip64: Option<Zip64>,
    pub end: End,
    pub no_directory: bool,
    pub no_end: bool,
    pub comment: Vec<u8>,
    pub suffix: Vec<u8>,
}

fn put16(out: &mut Vec<u8>, value: u16) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn put32(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn put64(out: &mut Vec<u8>, value: u64) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn small(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

impl Zip {
    pub fn of(entries: impl IntoIterator<Item = Entry>) -> Self {
        Zip {
            entries: entries.into_iter().collect(),
            ..Zip::default()
        }
    }

    pub fn with(mut self, change: impl FnOnce(&mut Zip)) -> Self {
        change(&mut self);
        self
    }

    pub fn build(&self) -> Vec<u8> {
        let mut out = self.prefix.clone();
        let base = if self.prefix_counts || self.prefix.is_empty() {
            0
        } else {
            self.prefix.len() as u64
        };
        let mut offsets = Vec::new();
        for entry in &self.entries {
            if entry.directory_only {
                offsets.push(0);
                continue;
            }
            out.extend_from_slice(&entry.gap);
            offsets.push(out.len() as u64 - base);
            local(&mut out, entry);
        }
        out.extend_from_slice(&self.before_directory);
        let directory = out.len() as u64 - base;
        let order: Vec<usize> = if self.directory_order.is_empty() {
            (0..self.entries.len()).collect()
        } else {
            self.directory_order.clone()
        };
        let mut count = 0u64;
        if !self.no_directory {
            for &at in &order {
                if !self.entries[at].hidden {
                    central(&mut out, &self.entries[at], offsets[at]);
                    count += 1;
                }
            }
        }
        let directory_bytes = out.len() as u64 - base - directory;
        out.extend_from_slice(&self.behind_directory);
        if let Some(zip64) = &self.zip64 {
            let record_at = out.len() as u64 - base;
            if !zip64.no_record {
                out.extend_from_slice(&zip64.record_signature.unwrap_or(*b"PK\x06\x06"));
                put64(&mut out, 44 + zip64.extensible.len() as u64);
                put16(&mut out, 45);
                put16(&mut out, 45);
                put32(&mut out, zip64.disk);
                put32(&mut out, zip64.directory_disk);
                put64(
                    &mut out,
                    zip64.entries_on_disk.or(zip64.entries).unwrap_or(count),
                );
                put64(&mut out, zip64.entries.unwrap_or(count));
                put64(&mut out, zip64.directory_bytes.unwrap_or(directory_bytes));
                put64(&mut out, zip64.directory_offset.unwrap_or(directory));
                out.extend_from_slice(&zip64.extensible);
            }
            if !zip64.no_locator {
                out.extend_from_slice(b"PK\x06\x07");
                put32(&mut out, zip64.locator_disk);
                put64(&mut out, zip64.locator_offset.unwrap_or(record_at));
                put32(&mut out, 1);
            }
            out.extend_from_slice(&zip64.behind_locator);
        }
        if !self.no_end {
            let hide = self
                .zip64
                .as_ref()
                .is_some_and(|zip64| !zip64.end_keeps_numbers);
            let count16 = if hide {
                u16::MAX
            } else {
                u16::try_from(count).unwrap_or(u16::MAX)
            };
            let end = &self.end;
            out.extend_from_slice(&end.signature.unwrap_or(*b"PK\x05\x06"));
            put16(&mut out, end.disk.unwrap_or(0));
            put16(&mut out, end.directory_disk.unwrap_or(0));
            put16(
                &mut out,
                end.entries_on_disk.or(end.entries).unwrap_or(count16),
            );
            put16(&mut out, end.entries.unwrap_or(count16));
            put32(
                &mut out,
                end.directory_bytes.unwrap_or(if hide {
                    u32::MAX
                } else {
                    small(directory_bytes)
                }),
            );
            put32(
                &mut out,
                end.directory_offset
                    .unwrap_or(if hide { u32::MAX } else { small(directory) }),
            );
            put16(
                &mut out,
                end.comment_bytes.unwrap_or(self.comment.len() as u16),
            );
            out.extend_from_slice(&self.comment);
        }
        out.extend_from_slice(&self.suffix);
        out
    }
}

/// Local header, data and descriptor of an entry.
pub fn local(out: &mut Vec<u8>, entry: &Entry) {
    let later = entry.descriptor != Descriptor::None;
    let flags = entry.local_flags.unwrap_or(entry.flags) | if later { 8 } else { 0 };
    let name = entry.local_name.as_ref().unwrap_or(&entry.name);
    let or_zero = |value: u32| if later { 0 } else { value };
    out.extend_from_slice(&entry.local_signature);
    put16(out, entry.version);
    put16(out, flags);
    put16(out, entry.local_method.unwrap_or(entry.method));
    put32(out, entry.time);
    put32(out, entry.local_crc32.unwrap_or(or_zero(entry.crc32)));
    put32(
        out,
        entry
            .local_compressed
            .unwrap_or(or_zero(small(entry.compressed))),
    );
    put32(
        out,
        entry
            .local_uncompressed
            .unwrap_or(or_zero(small(entry.uncompressed))),
    );
    put16(out, entry.local_name_bytes.unwrap_or(name.len() as u16));
    put16(
        out,
        entry
            .local_extra_bytes
            .unwrap_or(entry.local_extra.len() as u16),
    );
    out.extend_from_slice(name);
    out.extend_from_slice(&entry.local_extra);
    out.extend_from_slice(&entry.data);
    let (signed, long, wrong) = match entry.descriptor {
        Descriptor::None | Descriptor::Missing => return,
        Descriptor::Signed => (true, false, 0),
        Descriptor::Bare => (false, false, 0),
        Descriptor::SignedLong => (true, true, 0),
        Descriptor::BareLong => (false, true, 0),
        Descriptor::Wrong => (true, false, 1),
    };
    if signed {
        out.extend_from_slice(b"PK\x07\x08");
    }
    put32(out, entry.crc32.wrapping_add(wrong));
    if long {
        put64(out, entry.compressed);
        put64(out, entry.uncompressed);
    } else {
        put32(out, small(entry.compressed));
        put32(out, small(entry.uncompressed));
    }
}

/// Record of the central directory of an entry whose local header is at `offset`.
pub fn central(out: &mut Vec<u8>, entry: &Entry, offset: u64) {
    let mut extra = Vec::new();
    if entry.zip64 {
        put16(&mut extra, 1);
        put16(&mut extra, 24);
        put64(&mut extra, entry.uncompressed);
        put64(&mut extra, entry.compressed);
        put64(&mut extra, offset);
    }
    extra.extend_from_slice(&entry.central_extra);
    let field = |value: u64| if entry.zip64 { u32::MAX } else { value as u32 };
    out.extend_from_slice(&entry.central_signature);
    put16(out, entry.made_by);
    put16(out, entry.version);
    put16(
        out,
        entry.flags
            | if entry.descriptor != Descriptor::None {
                8
            } else {
                0
            },
    );
    put16(out, entry.method);
    put32(out, entry.time);
    put32(out, entry.crc32);
    put32(out, field(entry.compressed));
    put32(out, field(entry.uncompressed));
    put16(out, entry.name_bytes.unwrap_or(entry.name.len() as u16));
    put16(out, entry.extra_bytes.unwrap_or(extra.len() as u16));
    put16(
        out,
        entry.comment_bytes.unwrap_or(entry.comment.len() as u16),
    );
    put16(out, entry.disk);
    put16(out, 0);
    put32(out, entry.attributes);
    put32(out, entry.offset.unwrap_or(field(offset)));
    out.extend_from_slice(&entry.name);
    out.extend_from_slice(&extra);
    out.extend_from_slice(&entry.comment);
}
