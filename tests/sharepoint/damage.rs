//! Every byte of a small file changed, every cut: an answer, never a panic, never "restores" where a checksum or the
//! length says otherwise. A part in every run; all with `BACKUP_INSPECTOR_SWEEP=all` (`cargo xtask test --only sweep`).

use backup_inspector::container::mtf;
use backup_inspector::format::sharepoint::member;
use backup_inspector::report::Outcome;

use crate::support::{bytes, judged};
use crate::writer::{Bak, Set, at, compress};

fn small() -> Vec<u8> {
    let mut set = Set::full("WSS_Content", at(2, 30, 12));
    set.pages = 1;
    Bak::of(&[set]).bytes()
}

/// The places that a checksum covers: headers of blocks and streams, and the checksums.
fn covered(file: &[u8]) -> Vec<bool> {
    let mut covered = vec![false; file.len()];
    let mut at = 0;
    while at < file.len() {
        covered[at..at + 52].fill(true);
        let first = usize::from(u16::from_le_bytes([file[at + 8], file[at + 9]]));
        if file[at..].starts_with(b"SFMB") {
            at += first;
            continue;
        }
        at += first;
        loop {
            covered[at..at + 22].fill(true);
            let bytes = u64::from_le_bytes(file[at + 8..at + 16].try_into().unwrap()) as usize;
            let is_end = file[at..].starts_with(b"SPAD");
            at += 22 + bytes;
            if is_end {
                break;
            }
            at = at.next_multiple_of(4);
        }
    }
    covered
}

fn change(file: &[u8], covered: &[bool], place: usize, bits: u8) {
    let mut changed = file.to_vec();
    changed[place] ^= bits;
    let judgement = judged(&[bytes("c.bak", &changed)]);
    if covered[place] {
        assert_ne!(
            judgement.outcome,
            Outcome::Restores,
            "byte {place} changed by {bits:#x}"
        );
    }
}

fn cut(file: &[u8], length: usize) {
    let judgement = judged(&[bytes("c.bak", &file[..length])]);
    assert_ne!(judgement.outcome, Outcome::Restores, "cut at {length}");
}

#[test]
fn a_changed_byte_that_a_checksum_covers_never_restores() {
    let file = small();
    let covered = covered(&file);
    for place in (0..file.len()).filter(|place| covered[*place]).step_by(7) {
        change(&file, &covered, place, 1 << (place % 8));
    }
    for place in (0..file.len()).step_by(509) {
        change(&file, &covered, place, 0xff);
    }
}

#[test]
fn a_cut_file_never_restores() {
    let file = small();
    for length in (0..file.len())
        .step_by(397)
        .chain([file.len() - 1, file.len() - 512, 52, 8, 7])
    {
        cut(&file, length);
    }
}

/// Whether everything is asked for, and else each how-manieth case is run.
fn every(ordinary: usize) -> usize {
    match std::env::var("BACKUP_INSPECTOR_SWEEP") {
        Ok(value) if value == "all" => 1,
        _ => ordinary,
    }
}

#[test]
fn every_byte_and_every_cut() {
    let file = small();
    let covered = covered(&file);
    // 101 divides no length of a block, so that a part meets all kinds of bytes.
    for place in (0..file.len()).step_by(every(101)) {
        if covered[place] || place < 0x3000 {
            for bits in [1, 0x80, 0xff] {
                change(&file, &covered, place, bits);
            }
        }
        cut(&file, place);
    }
}

#[test]
fn a_compressed_file_is_answered_whatever_is_changed() {
    let file = compress(&small(), 0);
    for place in (0..file.len()).step_by(211) {
        let mut changed = file.clone();
        changed[place] ^= 0x55;
        judged(&[bytes("c.bak", &changed)]);
        let _ = mtf::compressed::read_whole(&changed).unwrap();
        let cut = file[..place].to_vec();
        assert_ne!(
            judged(&[bytes("c.bak", &cut)]).outcome,
            Outcome::Restores,
            "cut at {place}"
        );
    }
}

#[test]
fn packages_and_cabinets_are_answered_whatever_is_changed() {
    let files: [(&str, &[u8]); 3] = [
        (
            "a.app",
            include_bytes!("../data/sharepoint/HelloWorldApp15.app"),
        ),
        (
            "b.wsp",
            include_bytes!("../data/sharepoint/SampleApproval.wsp"),
        ),
        (
            "c.stp",
            include_bytes!("../data/sharepoint/sitedirectorytemplate.stp"),
        ),
    ];
    for (path, file) in files {
        assert_eq!(
            judged(&[bytes(path, file)]).outcome,
            Outcome::Restores,
            "{path}"
        );
        let step = file.len() / 40 + 1;
        for place in (0..file.len()).step_by(step) {
            let mut changed = file.to_vec();
            changed[place] ^= 0x10;
            judged(&[bytes(path, &changed)]);
            assert_ne!(
                judged(&[bytes(path, &file[..place])]).outcome,
                Outcome::Restores,
                "{path} cut at {place}"
            );
        }
    }
}

#[test]
fn a_read_that_fails_is_an_error() {
    struct Broken;
    impl backup_inspector::source::ReadAt for Broken {
        fn len(&self) -> u64 {
            1 << 20
        }
        fn read_at(&self, offset: u64, buf: &mut [u8]) -> std::io::Result<usize> {
            if offset > 0 || buf.len() > 4096 {
                return Err(std::io::Error::other("gone"));
            }
            buf[..4].copy_from_slice(b"TAPE");
            Ok(buf.len())
        }
    }
    assert!(member::read("a.bak", &Broken, None, None).is_err());
}
