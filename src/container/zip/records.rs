//! The structures of a ZIP file as they lie in the bytes (APPNOTE 6.3.10, section 4.3).
//! Pure functions on slices; numbers are little-endian.

use super::dotnet;

/// Local file header, APPNOTE 4.3.7.
pub(crate) const LOCAL_SIGNATURE: [u8; 4] = *b"PK\x03\x04";
/// Central directory header, APPNOTE 4.3.12.
pub(crate) const CENTRAL_SIGNATURE: [u8; 4] = *b"PK\x01\x02";
/// End of central directory record, APPNOTE 4.3.16.
pub(crate) const END_SIGNATURE: [u8; 4] = *b"PK\x05\x06";
/// ZIP64 end of central directory record, APPNOTE 4.3.14.
pub(crate) const ZIP64_END_SIGNATURE: [u8; 4] = *b"PK\x06\x06";
/// ZIP64 end of central directory locator, APPNOTE 4.3.15.
pub(crate) const ZIP64_LOCATOR_SIGNATURE: [u8; 4] = *b"PK\x06\x07";
/// Data descriptor, APPNOTE 4.3.9.
pub(crate) const DESCRIPTOR_SIGNATURE: [u8; 4] = *b"PK\x07\x08";

pub(crate) const LOCAL_BYTES: usize = 30;
pub(crate) const CENTRAL_BYTES: usize = 46;
pub(crate) const END_BYTES: usize = 22;
pub(crate) const ZIP64_END_BYTES: usize = 56;
pub(crate) const ZIP64_LOCATOR_BYTES: usize = 20;

/// General purpose bit 0: encrypted (APPNOTE 4.4.4).
pub const FLAG_ENCRYPTED: u16 = 1;
/// All bits that say something of encryption.
pub const FLAGS_ENCRYPTION: u16 = FLAG_ENCRYPTED | FLAG_STRONG_ENCRYPTION | FLAG_MASKED;
/// General purpose bit 3: sizes and CRC follow the data.
pub const FLAG_DESCRIPTOR: u16 = 1 << 3;
/// General purpose bit 5: patched data.
pub const FLAG_PATCHED: u16 = 1 << 5;
/// General purpose bit 6: strong encryption.
pub const FLAG_STRONG_ENCRYPTION: u16 = 1 << 6;
/// General purpose bit 11: name and comment are UTF-8.
pub const FLAG_UTF8: u16 = 1 << 11;
/// General purpose bit 13: the directory is encrypted, local values are masked.
pub const FLAG_MASKED: u16 = 1 << 13;

/// Compression methods that matter here (APPNOTE 4.4.5).
pub mod method {
    /// No compression.
    pub const STORED: u16 = 0;
    /// Deflate.
    pub const DEFLATE: u16 = 8;
    /// Deflate64.
    pub const DEFLATE64: u16 = 9;
    /// BZip2.
    pub const BZIP2: u16 = 12;
    /// LZMA.
    pub const LZMA: u16 = 14;

    /// Name of a method, as far as APPNOTE gives one.
    pub fn name(method: u16) -> &'static str {
        match method {
            0 => "stored",
            1 => "shrink",
            2..=5 => "reduce",
            6 => "implode",
            8 => "deflate",
            9 => "deflate64",
            10 => "PKWARE implode",
            12 => "bzip2",
            14 => "LZMA",
            16 => "CMPSC",
            18 => "TERSE",
            19 => "LZ77",
            20 | 93 => "Zstandard",
            94 => "MP3",
            95 => "xz",
            96 => "JPEG",
            97 => "WavPack",
            98 => "PPMd",
            99 => "AES encrypted",
            _ => "unknown",
        }
    }
}

#[inline]
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    match bytes.get(at..at + 2) {
        Some(&[a, b]) => u16::from_le_bytes([a, b]),
        _ => 0,
    }
}

#[inline]
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    match bytes.get(at..at + 4) {
        Some(&[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]),
        _ => 0,
    }
}

#[inline]
pub(crate) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}

/// End of central directory record without its comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EndRecord {
    pub disk: u16,
    pub directory_disk: u16,
    pub entries_on_disk: u16,
    pub entries: u16,
    pub directory_bytes: u32,
    pub directory_offset: u32,
    pub comment_bytes: u16,
}

impl EndRecord {
    /// Reads the fixed part; `None` if it is no end record.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        if bytes.len() < END_BYTES || !bytes.starts_with(&END_SIGNATURE) {
            return None;
        }
        Some(EndRecord {
            disk: u16_at(bytes, 4),
            directory_disk: u16_at(bytes, 6),
            entries_on_disk: u16_at(bytes, 8),
            entries: u16_at(bytes, 10),
            directory_bytes: u32_at(bytes, 12),
            directory_offset: u32_at(bytes, 16),
            comment_bytes: u16_at(bytes, 20),
        })
    }

    /// Whether .NET looks for a ZIP64 locator.
    pub fn asks_for_zip64(&self) -> bool {
        self.disk == u16::MAX || self.directory_offset == u32::MAX || self.entries == u16::MAX
    }
}

/// ZIP64 end of central directory record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Zip64End {
    pub record_bytes: u64,
    pub disk: u32,
    pub directory_disk: u32,
    pub entries_on_disk: u64,
    pub entries: u64,
    pub directory_bytes: u64,
    pub directory_offset: u64,
}

impl Zip64End {
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        if bytes.len() < ZIP64_END_BYTES || !bytes.starts_with(&ZIP64_END_SIGNATURE) {
            return None;
        }
        Some(Zip64End {
            record_bytes: u64_at(bytes, 4),
            disk: u32_at(bytes, 16),
            directory_disk: u32_at(bytes, 20),
            entries_on_disk: u64_at(bytes, 24),
            entries: u64_at(bytes, 32),
            directory_bytes: u64_at(bytes, 40),
            directory_offset: u64_at(bytes, 48),
        })
    }
}

/// One record of the central directory, borrowed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CentralRecord<'a> {
    pub flags: u16,
    pub method: u16,
    pub crc32: u32,
    pub compressed_bytes: u64,
    pub uncompressed_bytes: u64,
    pub local_header_offset: u64,
    pub disk: u32,
    pub name: &'a [u8],
    /// Length of the whole record.
    pub total_bytes: usize,
    /// A field asks for ZIP64 and no extra field answers: .NET takes the 32-bit value.
    pub zip64_missing: bool,
}

/// Why a record can't be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CentralError {
    /// Another signature, or the bytes end inside it: the directory ends here for .NET.
    End,
    /// .NET throws.
    Throws(&'static str),
}

impl<'a> CentralRecord<'a> {
    /// Reads a record at the start of `bytes`, with .NET's rules for the ZIP64 extra field.
    #[inline]
    pub fn parse(bytes: &'a [u8]) -> Result<Self, CentralError> {
        let Some(fixed) = bytes.first_chunk::<CENTRAL_BYTES>() else {
            return Err(CentralError::End);
        };
        if !fixed.starts_with(&CENTRAL_SIGNATURE) {
            return Err(CentralError::End);
        }
        let name_bytes = usize::from(u16_at(fixed, 28));
        let extra_bytes = usize::from(u16_at(fixed, 30));
        let comment_bytes = u16_at(fixed, 32);
        let total_bytes = CENTRAL_BYTES + name_bytes + extra_bytes + usize::from(comment_bytes);
        if bytes.len() < total_bytes {
            return Err(CentralError::End);
        }
        let compressed = u32_at(fixed, 20);
        let uncompressed = u32_at(fixed, 24);
        let disk = u16_at(fixed, 34);
        let offset = u32_at(fixed, 42);
        let extra = &bytes[CENTRAL_BYTES + name_bytes..][..extra_bytes];
        let mut record = CentralRecord {
            flags: u16_at(fixed, 8),
            method: u16_at(fixed, 10),
            crc32: u32_at(fixed, 16),
            compressed_bytes: u64::from(compressed),
            uncompressed_bytes: u64::from(uncompressed),
            local_header_offset: u64::from(offset),
            disk: u32::from(disk),
            name: &bytes[CENTRAL_BYTES..][..name_bytes],
            total_bytes,
            zip64_missing: false,
        };
        let wants = Zip64Wants {
            uncompressed: uncompressed == u32::MAX,
            compressed: compressed == u32::MAX,
            offset: offset == u32::MAX,
            disk: disk == u16::MAX,
        };
        if wants.any() || !extra.is_empty() {
            let found = zip64_extra(extra, wants).map_err(CentralError::Throws)?;
            record.zip64_missing = wants.uncompressed && found.uncompressed.is_none()
                || wants.compressed && found.compressed.is_none()
                || wants.offset && found.offset.is_none()
                || wants.disk && found.disk.is_none();
            record.uncompressed_bytes = found.uncompressed.unwrap_or(record.uncompressed_bytes);
            record.compressed_bytes = found.compressed.unwrap_or(record.compressed_bytes);
            record.local_header_offset = found.offset.unwrap_or(record.local_header_offset);
            record.disk = found.disk.unwrap_or(record.disk);
        }
        Ok(record)
    }
}

/// Fields whose 16- or 32-bit value says "see ZIP64".
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Zip64Wants {
    pub uncompressed: bool,
    pub compressed: bool,
    pub offset: bool,
    pub disk: bool,
}

impl Zip64Wants {
    pub fn any(self) -> bool {
        self.uncompressed || self.compressed || self.offset || self.disk
    }
}

/// What a ZIP64 extra field brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Zip64Values {
    pub uncompressed: Option<u64>,
    pub compressed: Option<u64>,
    pub offset: Option<u64>,
    pub disk: Option<u32>,
}

/// Iterates over the blocks of an extra field (APPNOTE 4.5): tag and data, up to the first block
/// that does not fit.
pub(crate) fn extra_blocks(extra: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = extra;
    std::iter::from_fn(move || {
        if rest.len() < 4 {
            return None;
        }
        let tag = u16_at(rest, 0);
        let size = usize::from(u16_at(rest, 2));
        let data = rest.get(4..4 + size)?;
        rest = &rest[4 + size..];
        Some((tag, data))
    })
}

/// The first ZIP64 block (tag 1), as .NET 10 takes it: a block of 28 bytes or more has all fields in
/// their places, a shorter one only those that were asked for; one that is too short fills what it can.
/// Values are checked for being signed numbers only if at least four bytes were left at the end.
pub(crate) fn zip64_extra(extra: &[u8], wants: Zip64Wants) -> Result<Zip64Values, &'static str> {
    let mut values = Zip64Values::default();
    let Some((_, data)) = extra_blocks(extra).find(|(tag, _)| *tag == 1) else {
        return Ok(values);
    };
    let all_fields = data.len() >= 28;
    let mut rest = data;
    if rest.len() < 8 {
        return Ok(values);
    }
    for field in 0..3 {
        if rest.len() < 8 {
            return Ok(values);
        }
        let (wanted, slot) = match field {
            0 => (wants.uncompressed, &mut values.uncompressed),
            1 => (wants.compressed, &mut values.compressed),
            _ => (wants.offset, &mut values.offset),
        };
        if wanted {
            *slot = Some(u64_at(rest, 0));
        }
        if wanted || all_fields {
            rest = &rest[8..];
        }
    }
    if rest.len() < 4 {
        return Ok(values);
    }
    if wants.disk {
        values.disk = Some(u32_at(rest, 0));
    }
    let negative = |value: Option<u64>| value.is_some_and(|value| value > i64::MAX as u64);
    if negative(values.uncompressed) {
        return Err(dotnet::UNCOMPRESSED_SIZE);
    }
    if negative(values.compressed) {
        return Err(dotnet::COMPRESSED_SIZE);
    }
    if negative(values.offset) {
        return Err(dotnet::LOCAL_OFFSET);
    }
    Ok(values)
}

/// A local file header, borrowed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LocalHeader {
    pub flags: u16,
    pub method: u16,
    pub crc32: u32,
    pub compressed_bytes: u32,
    pub uncompressed_bytes: u32,
    pub name_bytes: u16,
    pub extra_bytes: u16,
}

impl LocalHeader {
    /// Reads the fixed part; `None` if it is no local header.
    #[inline]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let fixed = bytes.first_chunk::<LOCAL_BYTES>()?;
        if !fixed.starts_with(&LOCAL_SIGNATURE) {
            return None;
        }
        Some(LocalHeader {
            flags: u16_at(fixed, 6),
            method: u16_at(fixed, 8),
            crc32: u32_at(fixed, 14),
            compressed_bytes: u32_at(fixed, 18),
            uncompressed_bytes: u32_at(fixed, 22),
            name_bytes: u16_at(fixed, 26),
            extra_bytes: u16_at(fixed, 28),
        })
    }

    /// Length of the header with its name and extra field.
    #[inline]
    pub fn total_bytes(&self) -> u64 {
        LOCAL_BYTES as u64 + u64::from(self.name_bytes) + u64::from(self.extra_bytes)
    }

    /// Sizes with the ZIP64 extra field applied: compressed, uncompressed.
    pub fn sizes(&self, extra: &[u8]) -> (u64, u64) {
        let wants = Zip64Wants {
            uncompressed: self.uncompressed_bytes == u32::MAX,
            compressed: self.compressed_bytes == u32::MAX,
            ..Zip64Wants::default()
        };
        let found = if wants.any() {
            zip64_extra(extra, wants).unwrap_or_default()
        } else {
            Zip64Values::default()
        };
        (
            found.compressed.unwrap_or(u64::from(self.compressed_bytes)),
            found
                .uncompressed
                .unwrap_or(u64::from(self.uncompressed_bytes)),
        )
    }
}
