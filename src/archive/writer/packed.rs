//! Data of a fresh entry: compressed where that is shorter.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use crate::archive::records::method;

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
            crc32: crc32fast::hash(content),
            uncompressed_bytes: content.len() as u64,
            data: content.to_vec(),
        };
        if content.is_empty() {
            return stored(content);
        }
        let mut encoder = DeflateEncoder::new(
            Vec::with_capacity(content.len() / 3),
            Compression::default(),
        );
        match encoder.write_all(content).and_then(|()| encoder.finish()) {
            Ok(data) if data.len() < content.len() => Packed {
                method: method::DEFLATE,
                crc32: crc32fast::hash(content),
                uncompressed_bytes: content.len() as u64,
                data,
            },
            // Writing into memory does not fail; if it ever did, stored is right as well.
            _ => stored(content),
        }
    }
}
