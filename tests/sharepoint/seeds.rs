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
    seeds.extend(folders());
    seeds
}

/// Folders of files, one behind the other: the length of a name, the name, the bytes, two zero bytes. Backups have zeros in
/// them and are cut there: whole ones are seeds of `mtf`.
fn folders() -> Vec<(&'static str, String, Vec<u8>)> {
    let run = "spbr0004";
    let farm: [(String, Vec<u8>); 4] = [
        (
            "spbrtoc.xml".into(),
            toc(&[&entry(&[]), &entry(&[("SPIsBackup", "False")])]),
        ),
        (
            format!("{run}/spbackup.xml"),
            manifest(
                crate::support::RUN_ID,
                &object("WSS_Content", "00000001.bak"),
            ),
        ),
        (
            format!("{run}/spbackup.log"),
            b"Error: [WSS_Content] x\nBackup completed successfully.".to_vec(),
        ),
        (
            format!("{run}/00000001.bak"),
            Bak::of(&[Set::full("WSS_Content", at(2, 30, 12))]).bytes()[..4_000].to_vec(),
        ),
    ];
    let loose: [(String, Vec<u8>); 4] = [
        ("site.bak".into(), b"\x01\x02\x03 presumably".to_vec()),
        (
            "SystemData.xml".into(),
            b"<SystemData><SchemaVersion Build=\"16.0.4266.1001\"/></SystemData>".to_vec(),
        ),
        ("a.wsp".into(), b"MSCF\x01\x01\x01\x01".to_vec()),
        ("a.app".into(), b"PK\x03\x04".to_vec()),
    ];
    let mut seeds = Vec::new();
    for how in [0_u8, 1, 0x7F, 0xFF] {
        for (name, files) in [("farm", &farm), ("loose", &loose)] {
            let mut bytes = vec![how];
            for (path, content) in files {
                bytes.push(path.len() as u8);
                bytes.extend(path.as_bytes());
                bytes.extend(content);
                bytes.extend([0, 0]);
            }
            seeds.push(("sharepoint", format!("{name}-{how}"), bytes));
        }
    }
    for which in 0..24_u8 {
        seeds.push(("rows", format!("{which}"), vec![which, 9, 0x60, 0, 1]));
    }
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
