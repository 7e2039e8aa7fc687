//! Records of entries as they are written: local headers and those of the directory.

use crate::container::zip::records::{
    self, CENTRAL_BYTES, CENTRAL_SIGNATURE, DESCRIPTOR_SIGNATURE, END_SIGNATURE, FLAG_UTF8,
    LOCAL_BYTES, LOCAL_SIGNATURE, ZIP64_END_SIGNATURE, ZIP64_LOCATOR_SIGNATURE, extra_blocks,
    method,
};

/// What the directory says of an entry that is not as it was.
#[derive(Debug, Clone)]
pub(super) struct Fresh {
    pub name: Option<Vec<u8>>,
    pub method: u16,
    pub flags: u16,
    pub crc32: u32,
    pub compressed_bytes: u64,
    pub uncompressed_bytes: u64,
    pub time: u32,
}

/// 1 January 1980, midnight: the first moment that a ZIP file can state. Fresh entries get it, so that
/// the same copy has the same bytes.
pub(super) const FIRST_TIME: u32 = 0x0021_0000;

/// Length of the data descriptor that starts here, in its form with or without signature, with short or
/// long sizes; 0 if none of them fits.
pub(super) fn descriptor_bytes(held: &[u8], crc32: u32, compressed_bytes: u64) -> u64 {
    let after = |skip: usize| -> u64 {
        let Some(bytes) = held.get(skip..) else {
            return 0;
        };
        if bytes.len() < 12 || records::u32_at(bytes, 0) != crc32 {
            0
        } else if bytes.len() >= 20 && records::u64_at(bytes, 4) == compressed_bytes {
            skip as u64 + 20
        } else if u64::from(records::u32_at(bytes, 4)) == compressed_bytes {
            skip as u64 + 12
        } else {
            0
        }
    };
    if held.starts_with(&DESCRIPTOR_SIGNATURE) {
        after(4)
    } else {
        after(0)
    }
}

/// Flags of a fresh record: UTF-8 is said where the name needs it.
pub(super) fn flags_for(name: &[u8], flags: u16) -> u16 {
    let plain = name.iter().all(|byte| (32..127).contains(byte));
    if !plain && std::str::from_utf8(name).is_ok() {
        flags | FLAG_UTF8
    } else {
        flags
    }
}

pub(super) fn needs_zip64(value: u64) -> bool {
    value >= u64::from(u32::MAX)
}

pub(super) fn version_needed(fresh: &Fresh, offset: u64) -> u16 {
    let zip64 = needs_zip64(fresh.compressed_bytes)
        || needs_zip64(fresh.uncompressed_bytes)
        || needs_zip64(offset);
    match fresh.method {
        _ if zip64 => 45,
        method::DEFLATE64 => 21,
        _ => 20,
    }
}

pub(super) fn local_header(name: &[u8], fresh: &Fresh) -> Vec<u8> {
    let big = needs_zip64(fresh.compressed_bytes) || needs_zip64(fresh.uncompressed_bytes);
    let extra: u16 = if big { 20 } else { 0 };
    let small = |value: u64| if big { u32::MAX } else { value as u32 };
    let mut header = Vec::with_capacity(LOCAL_BYTES + name.len() + usize::from(extra));
    header.extend_from_slice(&LOCAL_SIGNATURE);
    header.extend_from_slice(&version_needed(fresh, 0).to_le_bytes());
    header.extend_from_slice(&flags_for(name, fresh.flags).to_le_bytes());
    header.extend_from_slice(&fresh.method.to_le_bytes());
    header.extend_from_slice(&fresh.time.to_le_bytes());
    header.extend_from_slice(&fresh.crc32.to_le_bytes());
    header.extend_from_slice(&small(fresh.compressed_bytes).to_le_bytes());
    header.extend_from_slice(&small(fresh.uncompressed_bytes).to_le_bytes());
    header.extend_from_slice(&(name.len() as u16).to_le_bytes());
    header.extend_from_slice(&extra.to_le_bytes());
    header.extend_from_slice(&name[..name.len().min(usize::from(u16::MAX))]);
    if big {
        header.extend_from_slice(&[1, 0, 16, 0]);
        header.extend_from_slice(&fresh.uncompressed_bytes.to_le_bytes());
        header.extend_from_slice(&fresh.compressed_bytes.to_le_bytes());
    }
    header
}

/// Whether an old record only needs another offset.
pub(super) fn can_patch(old: &[u8], offset: u64) -> bool {
    !old.is_empty()
        && !needs_zip64(offset)
        && records::u32_at(old, 42) != u32::MAX
        && records::u16_at(old, 34) != u16::MAX
}

/// A record made of an old one (empty: there was none) and what is other now.
pub(super) fn central_record(
    out: &mut Vec<u8>,
    old: &[u8],
    name: &[u8],
    fresh: &Fresh,
    offset: u64,
    drop_comment: bool,
) {
    let name = &name[..name.len().min(usize::from(u16::MAX))];
    let old_name = usize::from(records::u16_at(old, 28));
    let old_extra = usize::from(records::u16_at(old, 30));
    let extra = old
        .get(CENTRAL_BYTES + old_name..)
        .and_then(|rest| rest.get(..old_extra))
        .unwrap_or_default();
    let comment = old
        .get(CENTRAL_BYTES + old_name + old_extra..)
        .unwrap_or_default();
    let comment = if drop_comment { &[] } else { comment };

    let mut zip64 = Vec::new();
    for value in [fresh.uncompressed_bytes, fresh.compressed_bytes, offset] {
        if needs_zip64(value) {
            zip64.extend_from_slice(&value.to_le_bytes());
        }
    }
    let mut new_extra = Vec::new();
    if !zip64.is_empty() {
        new_extra.extend_from_slice(&[1, 0]);
        new_extra.extend_from_slice(&(zip64.len() as u16).to_le_bytes());
        new_extra.extend_from_slice(&zip64);
    }
    for (tag, data) in extra_blocks(extra) {
        // ZIP64 is made anew; the Unicode path and comment (0x7075, 0x6375) repeat what may have changed.
        let stale =
            tag == 1 || tag == 0x7075 && fresh.name.is_some() || tag == 0x6375 && drop_comment;
        if !stale && new_extra.len() + 4 + data.len() <= usize::from(u16::MAX) {
            new_extra.extend_from_slice(&tag.to_le_bytes());
            new_extra.extend_from_slice(&(data.len() as u16).to_le_bytes());
            new_extra.extend_from_slice(data);
        }
    }
    let small = |value: u64| {
        if needs_zip64(value) {
            u32::MAX
        } else {
            value as u32
        }
    };
    let version = version_needed(fresh, offset).max(records::u16_at(old, 6) & 0xFF);
    // "Made by" keeps its system, since that is how the attributes are to be understood.
    let made_by = if old.is_empty() {
        20
    } else {
        records::u16_at(old, 4)
    };
    out.extend_from_slice(&CENTRAL_SIGNATURE);
    out.extend_from_slice(&made_by.to_le_bytes());
    out.extend_from_slice(&version.to_le_bytes());
    out.extend_from_slice(&flags_for(name, fresh.flags).to_le_bytes());
    out.extend_from_slice(&fresh.method.to_le_bytes());
    out.extend_from_slice(&fresh.time.to_le_bytes());
    out.extend_from_slice(&fresh.crc32.to_le_bytes());
    out.extend_from_slice(&small(fresh.compressed_bytes).to_le_bytes());
    out.extend_from_slice(&small(fresh.uncompressed_bytes).to_le_bytes());
    out.extend_from_slice(&(name.len() as u16).to_le_bytes());
    out.extend_from_slice(&(new_extra.len() as u16).to_le_bytes());
    out.extend_from_slice(&(comment.len() as u16).to_le_bytes());
    out.extend_from_slice(&[0; 2]);
    out.extend_from_slice(&records::u16_at(old, 36).to_le_bytes());
    out.extend_from_slice(&records::u32_at(old, 38).to_le_bytes());
    out.extend_from_slice(&small(offset).to_le_bytes());
    out.extend_from_slice(name);
    out.extend_from_slice(&new_extra);
    out.extend_from_slice(comment);
}

/// The records at the end of the archive, with those of ZIP64 where they are needed (APPNOTE 4.3.14 to 4.3.16).
pub(super) fn end_records(
    out: &mut Vec<u8>,
    entries: u64,
    directory_offset: u64,
    directory_bytes: u64,
    comment: &[u8],
) {
    let big = u64::from(u32::MAX);
    if entries >= 0xFFFF || directory_bytes >= big || directory_offset >= big {
        let end = directory_offset + directory_bytes;
        out.extend_from_slice(&ZIP64_END_SIGNATURE);
        out.extend_from_slice(&44u64.to_le_bytes());
        out.extend_from_slice(&45u16.to_le_bytes());
        out.extend_from_slice(&45u16.to_le_bytes());
        out.extend_from_slice(&[0; 8]);
        out.extend_from_slice(&entries.to_le_bytes());
        out.extend_from_slice(&entries.to_le_bytes());
        out.extend_from_slice(&directory_bytes.to_le_bytes());
        out.extend_from_slice(&directory_offset.to_le_bytes());
        out.extend_from_slice(&ZIP64_LOCATOR_SIGNATURE);
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&end.to_le_bytes());
        out.extend_from_slice(&1u32.to_le_bytes());
    }
    let count = u16::try_from(entries).unwrap_or(u16::MAX);
    out.extend_from_slice(&END_SIGNATURE);
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&(directory_bytes.min(big) as u32).to_le_bytes());
    out.extend_from_slice(&(directory_offset.min(big) as u32).to_le_bytes());
    out.extend_from_slice(&(comment.len().min(usize::from(u16::MAX)) as u16).to_le_bytes());
    out.extend_from_slice(&comment[..comment.len().min(usize::from(u16::MAX))]);
}
