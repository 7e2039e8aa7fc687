//! Little-endian numbers out of untrusted bytes: `None` where they end too early.

use super::page::{PageAddress, RowId};

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

pub(super) fn u8_at(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at).copied()
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_le_bytes)
}

pub(super) fn i16_at(bytes: &[u8], at: usize) -> Option<i16> {
    array(bytes, at).map(i16::from_le_bytes)
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_le_bytes)
}

pub(super) fn i32_at(bytes: &[u8], at: usize) -> Option<i32> {
    array(bytes, at).map(i32::from_le_bytes)
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    array(bytes, at).map(u64::from_le_bytes)
}

pub(super) fn i64_at(bytes: &[u8], at: usize) -> Option<i64> {
    array(bytes, at).map(i64::from_le_bytes)
}

/// A page address of 6 bytes: u32 page, u16 file. 0:0 stands for none.
pub(super) fn address_at(bytes: &[u8], at: usize) -> Option<PageAddress> {
    let address = PageAddress {
        page: u32_at(bytes, at)?,
        file: u16_at(bytes, at.checked_add(4)?)?,
    };
    (address.file != 0).then_some(address)
}

/// A row id of 8 bytes: page address and u16 slot.
pub(super) fn row_id_at(bytes: &[u8], at: usize) -> Option<RowId> {
    Some(RowId {
        address: address_at(bytes, at)?,
        slot: u16_at(bytes, at.checked_add(6)?)?,
    })
}

/// A little-endian unsigned number of up to 16 bytes.
pub(super) fn unsigned(bytes: &[u8]) -> Option<u128> {
    if bytes.len() > 16 {
        return None;
    }
    Some(
        bytes
            .iter()
            .rev()
            .fold(0, |number, byte| number << 8 | u128::from(*byte)),
    )
}

/// Text in UTF-16LE; what is no text becomes U+FFFD, an odd last byte too.
pub(super) fn utf16(bytes: &[u8]) -> String {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text: String = char::decode_utf16(pairs.iter().map(|pair| u16::from_le_bytes(*pair)))
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    if !rest.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}

/// A name out of the catalogue: at most 128 characters, none of them a control character.
pub(super) fn name(bytes: &[u8]) -> String {
    utf16(bytes.get(..256).unwrap_or(bytes))
        .chars()
        .filter(|character| !character.is_control())
        .collect()
}
