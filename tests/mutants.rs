//! The fuzz targets of what has no corpus of its own, on changed seeds: some hundred in every run, and for as long as one
//! likes with `MUTANTS=MINUTES`. No coverage leads them, but a nightly compiler is not needed either, and they are held to
//! compile.
#![allow(clippy::unwrap_used)]

extern crate self as libfuzzer_sys;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What libFuzzer's macro makes an entry of the program, is a function here.
#[macro_export]
macro_rules! fuzz_target {
    (|$data:ident: &[u8]| $body:block) => {
        pub fn run($data: &[u8]) $body
    };
}

#[path = "../fuzz/fuzz_targets/app_service.rs"]
#[allow(
    unused_attributes,
    unused_imports,
    reason = "a target is a program of its own"
)]
mod app_service;
#[path = "../fuzz/fuzz_targets/export.rs"]
#[allow(
    unused_attributes,
    unused_imports,
    reason = "a target is a program of its own"
)]
mod export;
#[path = "../fuzz/fuzz_targets/rows.rs"]
#[allow(
    unused_attributes,
    unused_imports,
    reason = "a target is a program of its own"
)]
mod rows;
#[path = "../fuzz/fuzz_targets/sharepoint.rs"]
#[allow(
    unused_attributes,
    unused_imports,
    reason = "a target is a program of its own"
)]
mod sharepoint;
#[path = "../fuzz/fuzz_targets/typed.rs"]
#[allow(
    unused_attributes,
    unused_imports,
    reason = "a target is a program of its own"
)]
mod typed;

/// Longest input.
const MOST_BYTES: usize = 16_384;

/// A small generator of numbers (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The words of a dictionary of libFuzzer.
fn words(dictionary: &str) -> Vec<Vec<u8>> {
    let file = root().join(format!("fuzz/dict/{dictionary}.dict"));
    let text = std::fs::read_to_string(file).unwrap();
    let word = |line: &str| -> Option<Vec<u8>> {
        let word = line.strip_prefix('"')?.strip_suffix('"')?;
        let mut bytes = Vec::new();
        let mut rest = word.bytes();
        while let Some(byte) = rest.next() {
            bytes.push(match byte {
                b'\\' => match rest.next()? {
                    b'x' => {
                        let digits = [rest.next()?, rest.next()?];
                        u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
                    }
                    other => other,
                },
                other => other,
            });
        }
        Some(bytes)
    };
    let words: Vec<_> = text.lines().filter_map(word).collect();
    assert!(!words.is_empty(), "{dictionary}");
    words
}

/// A seed with a few changes.
fn mutant(random: &mut Random, seeds: &[Vec<u8>], words: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..1 + random.below(6) {
        let at = random.below(bytes.len() + 1);
        let until = (at + 1 + random.below(40)).min(bytes.len());
        match random.below(8) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            1 if at < bytes.len() => bytes[at] = random.next() as u8,
            2 => drop(bytes.drain(at..until)),
            3 => {
                let again = bytes[at..until].to_vec();
                bytes.splice(at..at, again);
            }
            4 => {
                let word = &words[random.below(words.len())];
                bytes.splice(at..at, word.iter().copied());
            }
            5 => {
                let word = &words[random.below(words.len())];
                let end = (at + word.len()).min(bytes.len());
                bytes.splice(at..end, word.iter().copied());
            }
            6 => {
                let other = &seeds[random.below(seeds.len())];
                let from = random.below(other.len() + 1);
                let end = (from + random.below(400)).min(other.len());
                bytes.splice(at..at, other[from..end].iter().copied());
            }
            _ if random.below(4) == 0 => bytes.truncate(at),
            _ => {}
        }
    }
    bytes.truncate(MOST_BYTES);
    bytes
}

/// Runs a target on its seeds and on changed ones. What fails is written beside the corpus of the fuzzer.
fn hold(name: &str, dictionary: &str, seeds: Vec<Vec<u8>>, mutants: u32, run: fn(&[u8])) {
    let words = words(dictionary);
    let minutes: Option<f64> = std::env::var("MUTANTS")
        .ok()
        .and_then(|text| text.parse().ok());
    let begin = Instant::now();
    let mut random = Random(match minutes {
        Some(_) => u64::from(std::process::id()),
        None => 1,
    });
    let mut tried = 0_u32;
    let mut slowest = Duration::ZERO;
    let goes_on = |tried| match minutes {
        Some(minutes) => begin.elapsed().as_secs_f64() < minutes * 60.0,
        None => tried < mutants,
    };
    let each = |bytes: &[u8]| {
        let start = Instant::now();
        if let Err(panic) = std::panic::catch_unwind(|| run(bytes)) {
            let folder = root().join("fuzz/artifacts").join(name);
            std::fs::create_dir_all(&folder).unwrap();
            let file = folder.join(format!("mutant-{}", std::process::id()));
            std::fs::write(&file, bytes).unwrap();
            eprintln!("{name}: the input is {}", file.display());
            std::panic::resume_unwind(panic);
        }
        start.elapsed()
    };
    for seed in &seeds {
        each(seed);
    }
    while goes_on(tried) {
        let bytes = mutant(&mut random, &seeds, &words);
        let took = each(&bytes);
        if took > slowest {
            slowest = took;
            if minutes.is_some() && took > Duration::from_secs(2) {
                let file = root().join(format!("fuzz/artifacts/slow-{name}"));
                let _ = std::fs::create_dir_all(root().join("fuzz/artifacts"));
                std::fs::write(file, &bytes).unwrap();
            }
        }
        tried += 1;
    }
    println!("{name}: {tried} mutants, the slowest in {slowest:?}");
    assert!(slowest < Duration::from_secs(60), "{slowest:?}");
}

fn data(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = std::fs::read_dir(root().join("tests/data").join(folder)).unwrap();
    let mut files: Vec<(String, Vec<u8>)> = files
        .map(|file| {
            let file = file.unwrap();
            let name = file.file_name().into_string().unwrap();
            (name, std::fs::read(file.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn any_document_of_app_service_is_answered() {
    let mut seeds = Vec::new();
    for (name, bytes) in data(Path::new("app_service")) {
        let role: u8 = if name.ends_with(".zip") { 3 } else { 0 };
        for how in [role, role + 6] {
            seeds.push([&[how][..], &bytes].concat());
        }
    }
    for (how, text) in [
        (
            1_u8,
            "<BackupDescription><DatabaseBackupDescription><FileName>a.bacpac</FileName></DatabaseBackupDescription></BackupDescription>",
        ),
        (
            2,
            "2024-04-01 backup of https://a.blob.core.windows.net/c?sig=x&se=2024-05-01 Password=y;",
        ),
    ] {
        seeds.push([&[how][..], text.as_bytes()].concat());
        seeds.push([&[how + 6][..], text.as_bytes()].concat());
    }
    hold("app_service", "app_service", seeds, 5, app_service::run);
}

#[test]
fn anything_typed_is_answered() {
    let seeds = [
        "start=2026-01-01T00:00:00Z\nevery=7d\nkeep_days=30\nkeep_one=true\nduration=90m\noutcome=3=Failed\nmanual=2026-02-01T00:00:00Z\nsas_expiry=2026-04-01T00:00:00Z\nsas_permissions=rwdl\nuntil=2027-01-01T00:00:00Z\nsize=1.5 GB\n",
        "start=2026-01-01T00:00:00Z\nevery=12h\nmode=eager\ntier=Premium\nproject=1\n",
        "https://a.blob.core.windows.net/c?sv=2015-02-21&sr=c&sig=x&se=2016-09-15T22:46:54Z&sp=rwdl",
        "folder=\\\\fs01\\backup\nstop-at=2016-11-05T02:30:00Z\nthreads=3\nsame_time=900\nsql_server=2016\nnow=2026-01-01T00:00:00Z\n",
        "task=restore-new\nsite=fabrikam\nresource_group=rg\nblob_name=a.zip\nstorage_url=https://a.blob.core.windows.net/c?sig=x\nsecrets=1\n",
        "Id  : 01234567-89ab-cdef-0123-456789abcdef\nUrl : http://a/b\n",
    ];
    let seeds = seeds.iter().map(|text| text.as_bytes().to_vec()).collect();
    hold("typed", "typed", seeds, 60, typed::run);
}

#[test]
fn any_folder_of_sharepoint_files_is_answered() {
    let toc = b"<SPBackupRestoreHistory><SPHistoryObject><SPId>7d0f3c52-4b5e-4a8a-9f0e-2a6d1c9b7e10</SPId><SPBackupMethod>Full</SPBackupMethod><SPStartTime>11/05/2016 02:30:00</SPStartTime><SPFinishTime>11/05/2016 02:58:41</SPFinishTime><SPIsBackup>True</SPIsBackup><SPDirectoryName>spbr0004</SPDirectoryName><SPDirectoryNumber>4</SPDirectoryNumber><SPTopComponent>Farm</SPTopComponent></SPHistoryObject></SPBackupRestoreHistory>";
    let manifest = b"<SPBackup><SPGlobalInformation><SPId>7d0f3c52-4b5e-4a8a-9f0e-2a6d1c9b7e10</SPId></SPGlobalInformation><SPBackupObject Name=\"WSS_Content\"><SPFile>00000001.bak</SPFile></SPBackupObject></SPBackup>";
    let bak = include_bytes!("data/sharepoint/synthetic.bak");
    let farm: [(&str, &[u8]); 4] = [
        ("spbrtoc.xml", toc),
        ("spbr0004/spbackup.xml", manifest),
        (
            "spbr0004/spbackup.log",
            b"Error: [WSS_Content] x\nBackup completed successfully.",
        ),
        ("spbr0004/00000001.bak", &bak[..8_000]),
    ];
    let loose: [(&str, &[u8]); 4] = [
        ("site.bak", b"\x01\x02\x03 presumably"),
        (
            "SystemData.xml",
            b"<SystemData><SchemaVersion Build=\"16.0.4266.1001\"/></SystemData>",
        ),
        ("a.wsp", b"MSCF\x01\x01\x01\x01"),
        ("c.bak", &bak[..12_000]),
    ];
    let mut seeds = Vec::new();
    for how in [0_u8, 1, 0x7F, 0xFF] {
        for files in [&farm, &loose] {
            let mut bytes = vec![how];
            for (path, content) in files {
                bytes.push(path.len() as u8);
                bytes.extend(path.as_bytes());
                // Two zero bytes end a file.
                bytes.extend(
                    content
                        .iter()
                        .map(|byte| if *byte == 0 { b'0' } else { *byte }),
                );
                bytes.extend([0, 0]);
            }
            seeds.push(bytes);
        }
    }
    hold("sharepoint", "sharepoint", seeds, 60, sharepoint::run);
}

#[test]
fn any_changed_rows_are_answered() {
    let seeds = (0..24).map(|which| vec![which, 9, 0x60, 0, 1]).collect();
    hold("rows", "pages", seeds, 30, rows::run);
}

#[test]
fn any_backup_is_exported_or_refused() {
    let mut seeds = Vec::new();
    for (_, bytes) in data(Path::new("squidex/base")) {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
        let mut lines = Vec::new();
        for number in 0..500 {
            let Ok(mut event) = zip.by_name(&format!("events/{}/{number}.json", number / 1000))
            else {
                break;
            };
            let mut line = Vec::new();
            std::io::copy(&mut event, &mut line).unwrap();
            if lines.len() + line.len() > 15_000 {
                break;
            }
            line.retain(|byte| *byte != b'\n');
            lines.extend(line);
            lines.push(b'\n');
        }
        seeds.push(lines);
        if bytes.len() < MOST_BYTES {
            seeds.push(bytes);
        }
    }
    hold("export", "event", seeds, 10, export::run);
}
