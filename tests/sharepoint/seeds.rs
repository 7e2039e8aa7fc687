//! Seeds for fuzzing, made of the writer's files and the samples.

use std::path::Path;

use crate::support::{entry, manifest, object, toc};
use crate::writer::{Bak, Set, at, compress};

fn seeds() -> Vec<(&'static str, String, Vec<u8>)> {
    let mut seeds = Vec::new();
    let full = Set::full("WSS_Content", at(2, 30, 12));
    let sets = [
        full.clone(),
        full.differential(at(3, 0, 0)),
        full.log(at(4, 0, 0), (1, 1, 1), (2, 2, 2)),
    ];
    for (place, set) in sets.iter().enumerate() {
        for pages in [0, 1] {
            for filemark in [1, 8] {
                let mut set = set.clone();
                set.pages = pages;
                let mut file = Bak::of(&[set]);
                file.filemark = filemark;
                // The log records alone are 64 KiB of zeros: a seed is cut before them, or small.
                let bytes = file.bytes();
                let head = bytes[..bytes.len().min(16_000)].to_vec();
                seeds.push(("mtf", format!("head-{place}-{pages}-{filemark}"), head));
                let packed = compress(&bytes, 0);
                let head = packed[..packed.len().min(16_000)].to_vec();
                seeds.push(("mtf", format!("packed-{place}-{pages}-{filemark}"), head));
            }
        }
    }
    seeds.push((
        "xml",
        "toc".into(),
        toc(&[&entry(&[]), &entry(&[("SPIsBackup", "False")])]),
    ));
    let objects = object("WSS_Content", "00000001.bak");
    seeds.push((
        "xml",
        "manifest".into(),
        manifest(crate::support::RUN_ID, &objects),
    ));
    seeds.push((
        "xml",
        "log".into(),
        b"[1] Error: [WSS_Content] x\nWarning: y\n".to_vec(),
    ));
    seeds.push((
        "xml",
        "sites".into(),
        b"Id : 01234567-89ab-cdef-0123-456789abcdef\nUrl : http://a/b\n".to_vec(),
    ));
    let stp = include_bytes!("../data/sharepoint/sitedirectorytemplate.stp");
    seeds.push(("package", "stp".into(), stp.to_vec()));
    seeds.push(("package", "app".into(), crate::rules::app(|_| {})));
    seeds
}

/// `FUZZ_SEEDS=FOLDER` writes them, below a folder for each target.
#[test]
fn seeds_for_fuzzing_are_small() {
    for (target, name, bytes) in seeds() {
        assert!(bytes.len() <= 16_384, "{target} {name}");
        if let Some(folder) = std::env::var_os("FUZZ_SEEDS") {
            let folder = Path::new(&folder).join(target);
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    }
}
