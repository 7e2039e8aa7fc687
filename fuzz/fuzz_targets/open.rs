//! Any bytes are opened, and every entry is read: an answer, no panic, never more than is really there.
#![no_main]

use std::ops::ControlFlow;

use backup_inspector::container::zip::{self as archive, EntryReader};
use backup_inspector::format::zip_faults;
use libfuzzer_sys::fuzz_target;

/// Entries of one archive that are read: many that share their data would only cost time.
const ENTRIES: usize = 200;

fuzz_target!(|data: &[u8]| {
    let source = data.to_vec();
    let archive = archive::open(&source).expect("bytes in memory can be read");
    for fault in &archive.structure_faults() {
        let _ = zip_faults::finding(fault, true);
    }
    for fault in &archive.faults {
        let _ = zip_faults::finding(fault, false);
    }
    let mut reader = EntryReader::new();
    for location in archive.entries.iter().take(ENTRIES) {
        let mut bytes = 0;
        let read = reader
            .read(&source, &location, 1 << 20, &mut |chunk| {
                bytes += chunk.len() as u64;
                ControlFlow::Continue(())
            })
            .expect("bytes in memory can be read");
        assert_eq!(read.bytes_delivered, bytes);
        let (small, again) = reader
            .read_small(&source, &location, 1 << 20)
            .expect("bytes in memory can be read");
        // Both ways give the same bytes and the same answer of .NET.
        assert_eq!(small.len() as u64, bytes);
        assert_eq!(read.crc32_of_delivered, again.crc32_of_delivered);
        assert_eq!(read.dotnet, again.dotnet);
    }
});
