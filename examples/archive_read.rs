//! Reads every entry of a ZIP file with its CRC, and prints how long it took: the part of a full check
//! that the archive layer answers for. `cargo run --release --example archive_read -- FILE [FILE…]`

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use backup_inspector::container::zip::{self as archive, EntryReader};
use backup_inspector::disk;

/// Entries up to this size are read in one piece.
const SMALL_BYTES: u64 = 1 << 20;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in std::env::args_os().skip(1) {
        let file = disk::open(Path::new(&path))?.bytes;
        let start = Instant::now();
        let archive = archive::open(&*file)?;
        let opened = start.elapsed();
        let structure = Instant::now();
        let faults = archive.structure_faults();
        let structure = structure.elapsed();
        let reading = Instant::now();
        let mut reader = EntryReader::new();
        reader.expect_upwards_to(file.len());
        let (mut out, mut wrong) = (0, 0);
        for location in archive.entries.iter() {
            let read = if location.uncompressed_bytes <= SMALL_BYTES {
                reader
                    .read_small(&*file, &location, SMALL_BYTES as usize)?
                    .1
            } else {
                reader.read(&*file, &location, u64::MAX, &mut |_| {
                    ControlFlow::Continue(())
                })?
            };
            out += read.bytes_delivered;
            wrong += u64::from(!read.crc_matches);
        }
        let reading = reading.elapsed();
        println!(
            "{}: {} entries, {} faults, {:?}; open {:.1} ms, structure {:.1} ms, {} kB of entries; \
             read {:.3} s ({:.0} MB/s out), {wrong} wrong",
            Path::new(&path).display(),
            archive.entries.len(),
            archive.faults.iter().count() + faults.iter().count(),
            archive.dotnet,
            opened.as_secs_f64() * 1e3,
            structure.as_secs_f64() * 1e3,
            archive.entries.heap_bytes() / 1000,
            reading.as_secs_f64(),
            out as f64 / 1e6 / reading.as_secs_f64(),
        );
    }
    Ok(())
}
