//! Data of a fresh entry: compressed where that is shorter.

use miniz_oxide::deflate::compress_to_vec;

use crate::container::zip::records::method;
use per_byte::crc::crc32;

/// As .NET and zlib do it by default.
const DEFLATE_LEVEL: u8 = 6;

/// Data of a fresh entry, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// How it is stored: deflated, or as it is if that is not longer.
    pub method: u16,
    /// Of the content.
    pub crc32: u32,
    /// Length of the content.
    pub uncompressed_bytes: u64,
    /// What stands in the file.
    pub data: Vec<u8>,
}

impl Packed {
    /// Compresses the content of an entry. The same content always gives the same data.
    pub fn new(content: &[u8]) -> Packed {
        let stored = |content: &[u8]| Packed {
            method: method::STORED,
            crc32: crc32(content),
            uncompressed_bytes: content.len() as u64,
            data: content.to_vec(),
        };
        if content.is_empty() {
            return stored(content);
        }
        let data = compress_to_vec(content, DEFLATE_LEVEL);
        if data.len() >= content.len() {
            return stored(content);
        }
        Packed {
            method: method::DEFLATE,
            crc32: crc32(content),
            uncompressed_bytes: content.len() as u64,
            data,
        }
    }
}
