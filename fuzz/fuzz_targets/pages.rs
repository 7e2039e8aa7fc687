//! Bytes of a database's pages are changed, with checksums set right anew or not: lists, rows, verification and the
//! single pass give an answer, and never panic.
#![no_main]

use backup_inspector::container::sqlserver::{BackupSet, Database, OnePass, RowOptions, RowPass};
use libfuzzer_sys::fuzz_target;

static BACKUP: &[u8] = include_bytes!("../../tests/data/sharepoint/synthetic.bak");
const PAGE: usize = 8192;

/// The pages of the backup: what follows the first data stream's header and its two zero bytes.
fn pages() -> &'static [u8] {
    let at = BACKUP.windows(4).position(|tag| tag == b"MQDA").unwrap();
    let bytes = u64::from_le_bytes(BACKUP[at + 8..at + 16].try_into().unwrap()) as usize;
    &BACKUP[at + 24..at + 22 + bytes]
}

fn seal(page: &mut [u8]) {
    let mut sum = 0_u32;
    page[60..64].fill(0);
    for (sector, bytes) in page.chunks_exact(512).enumerate() {
        let folded = bytes.chunks_exact(4).fold(0, |folded, word| {
            folded ^ u32::from_le_bytes(word.try_into().unwrap())
        });
        sum ^= folded.rotate_left(15 - sector as u32);
    }
    page[60..64].copy_from_slice(&sum.to_le_bytes());
}

fuzz_target!(|data: &[u8]| {
    let Some((how, changes)) = data.split_first() else {
        return;
    };
    let mut stream = pages().to_vec();
    for change in changes.chunks_exact(4).take(256) {
        let at = u32::from_le_bytes([change[0], change[1], change[2], 0]) as usize % stream.len();
        stream[at] = change[3];
        let page = at / PAGE * PAGE;
        if how & 1 == 0 && stream[page + 5] & 2 != 0 {
            seal(&mut stream[page..page + PAGE]);
        }
    }
    if let Ok(database) = Database::open(BackupSet::full(Box::new(stream.as_slice())), None) {
        for table in &database.catalogue().tables {
            database.counter(table).finish().unwrap();
            let options = RowOptions {
                long_bytes: 1000,
                from: None,
            };
            if let Ok(rows) = database.rows(table, options) {
                // Records may be named again and again by the slots of one page.
                for row in rows.take(20_000) {
                    row.unwrap()
                        .values
                        .iter()
                        .for_each(|value| drop(value.to_string()));
                }
            }
            let mut pass = RowPass::new(database.catalogue(), table);
            pass.push(&stream, &mut |_| {});
        }
        let mut all = database.verify();
        while all.step().unwrap() {}
    }
    let mut pass = OnePass::new(None);
    pass.push(&stream);
    pass.end_stream();
    let _ = pass.finish(1 + u16::from(how & 2 != 0));
});
