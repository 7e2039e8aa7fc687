//! The hostile corpus: a sound Squidex backup with one thing wrong each time, section by section of
//! APPNOTE 6.3.10. What must be said of each is in `expected.txt`, why readers differ in `differences.txt`.

use std::io::Write;
use std::ops::ControlFlow;
use std::sync::OnceLock;

use backup_inspector::container::zip::{self as archive, EntryReader};
use flate2::Compression;
use flate2::write::DeflateEncoder;

use crate::build::{Descriptor, Entry, Zip, Zip64, deflate};

/// Twelve events, one stored file: written by Squidex's own backup job.
pub const TINY: &[u8] = include_bytes!("../../data/squidex/base/tiny.zip");

/// An event in the middle.
const EVENT: &str = "events/0/3.json";
/// The stored file that an event speaks of, with its hash.
const ASSET: &str = "attachments/489/7d1bba69-895d-4a26-8423-b6fd19c74bf1_0.asset";
/// A required attachment.
const USERS: &str = "attachments/135/users.json";
/// An entry that no restore reads.
const NOTES: &str = "notes.txt";

const NOTES_TEXT: &[u8] =
    b"An entry that nobody asks for. It is here to be spoiled, and not to be missed.";

/// One archive.
pub struct Case {
    pub section: &'static str,
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The entries of the sound backup, uncompressed.
fn tiny() -> &'static [(String, Vec<u8>)] {
    static ENTRIES: OnceLock<Vec<(String, Vec<u8>)>> = OnceLock::new();
    ENTRIES.get_or_init(|| {
        let bytes = TINY.to_vec();
        let archive = archive::open(&bytes).unwrap();
        let mut reader = EntryReader::new();
        archive
            .entries
            .iter()
            .map(|location| {
                let mut content = Vec::new();
                reader
                    .read(&bytes, &location, 1 << 20, &mut |chunk| {
                        content.extend_from_slice(chunk);
                        ControlFlow::Continue(())
                    })
                    .unwrap();
                (
                    archive.entries.name_text(location.index).into_owned(),
                    content,
                )
            })
            .collect()
    })
}

/// The sound backup, taken apart.
pub fn backup() -> Zip {
    Zip::of(
        tiny()
            .iter()
            .map(|(name, content)| Entry::deflated(name, content)),
    )
}

/// With the entry that nobody reads, in the middle.
fn with_notes() -> Zip {
    backup().with(|zip| zip.entries.insert(6, Entry::deflated(NOTES, NOTES_TEXT)))
}

fn content(name: &str) -> &'static [u8] {
    &tiny().iter().find(|(other, _)| other == name).unwrap().1
}

fn at<'a>(zip: &'a mut Zip, name: &str) -> &'a mut Entry {
    zip.entries
        .iter_mut()
        .find(|entry| entry.name == name.as_bytes())
        .unwrap()
}

fn position(zip: &Zip, name: &str) -> usize {
    zip.entries
        .iter()
        .position(|entry| entry.name == name.as_bytes())
        .unwrap()
}

/// The entry, stored.
fn store(zip: &mut Zip, name: &str) {
    let stored = Entry::stored(name, content(name));
    *at(zip, name) = stored;
}

/// The entry with other compressed bytes; the sizes that are stated fit them, the CRC does not.
fn data(zip: &mut Zip, name: &str, data: Vec<u8>) {
    let entry = at(zip, name);
    entry.compressed = data.len() as u64;
    entry.data = data;
}

fn field(id: u16, content: &[u8]) -> Vec<u8> {
    let mut out = id.to_le_bytes().to_vec();
    out.extend_from_slice(&(content.len() as u16).to_le_bytes());
    out.extend_from_slice(content);
    out
}

fn longs(values: &[u64]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

/// Unicode path field: version, CRC of the header's name, name in UTF-8.
fn unicode_path(header_name: &[u8], name: &str) -> Vec<u8> {
    let mut content = vec![1];
    content.extend_from_slice(&crc32fast::hash(header_name).to_le_bytes());
    content.extend_from_slice(name.as_bytes());
    field(0x7075, &content)
}

/// AES: vendor version 2, "AE", 256 bits, and the method beneath.
fn aes_field() -> Vec<u8> {
    field(0x9901, &[2, 0, b'A', b'E', 3, 8, 0])
}

/// Deflate data of `mebibytes` of spaces, made of one piece that is repeated; cheap to make.
pub fn bomb(mebibytes: usize) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![b' '; 1 << 20]).unwrap();
    // A sync flush ends at a byte; what follows refers back to spaces that are there in any case.
    encoder.flush().unwrap();
    let piece = encoder.get_ref().clone();
    let mut out = piece.repeat(mebibytes);
    out.extend_from_slice(&[3, 0]);
    out
}

fn spaces(mebibytes: usize) -> (u32, u64) {
    let piece = vec![b' '; 1 << 20];
    let mut crc = crc32fast::Hasher::new();
    for _ in 0..mebibytes {
        crc.update(&piece);
    }
    (crc.finalize(), (mebibytes as u64) << 20)
}

/// An entry of so many mebibytes of spaces, with right numbers.
fn bomb_entry(name: &str, mebibytes: usize) -> Entry {
    let (crc32, uncompressed) = spaces(mebibytes);
    Entry::raw(name, 8, b"", bomb(mebibytes)).with(|entry| {
        entry.crc32 = crc32;
        entry.uncompressed = uncompressed;
    })
}

/// Offsets in the built sound backup: local header of each entry, directory, end record.
struct Places {
    local: Vec<usize>,
    directory: usize,
    records: Vec<usize>,
    end: usize,
}

fn places(bytes: &[u8]) -> Places {
    let u16_at = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
    let u32_at = |at: usize| {
        u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]) as usize
    };
    let end = bytes.len() - 22;
    let directory = u32_at(end + 16);
    let (mut at, mut records, mut local) = (directory, Vec::new(), Vec::new());
    while at < end {
        records.push(at);
        local.push(u32_at(at + 42));
        at += 46 + u16_at(at + 28) + u16_at(at + 30) + u16_at(at + 32);
    }
    Places {
        local,
        directory,
        records,
        end,
    }
}

#[derive(Default)]
struct Corpus {
    section: &'static str,
    cases: Vec<Case>,
}

impl Corpus {
    fn bytes(&mut self, name: &str, bytes: Vec<u8>) {
        assert!(self.cases.iter().all(|case| case.name != name), "{name}");
        self.cases.push(Case {
            section: self.section,
            name: name.into(),
            bytes,
        });
    }

    /// The sound backup, changed.
    fn zip(&mut self, name: &str, change: impl FnOnce(&mut Zip)) {
        self.bytes(name, backup().with(change).build());
    }

    /// One entry of it changed.
    fn entry(&mut self, name: &str, entry: &str, change: impl FnOnce(&mut Entry)) {
        self.zip(name, |zip| change(at(zip, entry)));
    }

    /// The entry that nobody reads, changed.
    fn notes(&mut self, name: &str, change: impl FnOnce(&mut Entry)) {
        self.bytes(
            name,
            with_notes().with(|zip| change(at(zip, NOTES))).build(),
        );
    }

    /// With ZIP64 end records, changed.
    fn zip64(&mut self, name: &str, change: impl FnOnce(&mut Zip64)) {
        self.zip(name, |zip| change(zip.zip64.insert(Zip64::default())));
    }

    /// The finished bytes, changed.
    fn patched(&mut self, name: &str, change: impl FnOnce(&mut Vec<u8>, &Places)) {
        let mut bytes = backup().build();
        let places = places(&bytes);
        change(&mut bytes, &places);
        self.bytes(name, bytes);
    }
}

/// All of them.
pub fn cases() -> Vec<Case> {
    let mut corpus = Corpus::default();
    sound(&mut corpus);
    local_header(&mut corpus);
    file_data(&mut corpus);
    descriptor(&mut corpus);
    encryption(&mut corpus);
    directory(&mut corpus);
    zip64_end(&mut corpus);
    end_record(&mut corpus);
    extra_fields(&mut corpus);
    names(&mut corpus);
    overlaps(&mut corpus);
    bombs(&mut corpus);
    around(&mut corpus);
    truncations(&mut corpus);
    corpus.cases
}

fn sound(c: &mut Corpus) {
    c.section = "sound";
    c.bytes("sound", TINY.to_vec());
    c.zip("sound-rebuilt", |_| {});
    c.zip("sound-all-stored", |zip| {
        for (name, _) in tiny() {
            store(zip, name);
        }
    });
    c.zip64("sound-zip64-end", |_| {});
    c.zip("sound-zip64-entries", |zip| {
        zip.entries.iter_mut().for_each(|entry| entry.zip64 = true);
    });
    c.zip("sound-directory-backwards", |zip| {
        zip.directory_order = (0..zip.entries.len()).rev().collect();
    });
    c.zip("sound-comment", |zip| {
        zip.comment = b"made by hand".to_vec()
    });
    c.notes("sound-other-entry", |_| {});
}

fn local_header(c: &mut Corpus) {
    c.section = "4.3.7 local file header";
    c.entry("local-signature-wrong", EVENT, |e| {
        e.local_signature = *b"PK\x03\x05";
    });
    c.entry("local-signature-of-directory", EVENT, |e| {
        e.local_signature = *b"PK\x01\x02";
    });
    c.entry("local-signature-zero-asset", ASSET, |e| {
        e.local_signature = [0; 4]
    });
    c.notes("local-signature-zero-unread", |e| {
        e.local_signature = [0; 4]
    });
    c.entry("local-flag-encrypted", EVENT, |e| e.local_flags = Some(1));
    c.entry("local-flag-utf8", EVENT, |e| e.local_flags = Some(1 << 11));
    c.entry("local-flag-masked", EVENT, |e| {
        e.local_flags = Some(1 << 13)
    });
    c.entry("local-flags-all", EVENT, |e| e.local_flags = Some(0xffff));
    c.entry("local-method-stored", EVENT, |e| e.local_method = Some(0));
    c.entry("local-method-lzma", EVENT, |e| e.local_method = Some(14));
    c.entry("local-method-99", ASSET, |e| e.local_method = Some(99));
    c.entry("local-crc-wrong", EVENT, |e| e.local_crc32 = Some(1));
    c.entry("local-crc-zero", EVENT, |e| e.local_crc32 = Some(0));
    c.entry("local-compressed-zero", EVENT, |e| {
        e.local_compressed = Some(0)
    });
    c.entry("local-compressed-less", EVENT, |e| {
        e.local_compressed = Some(e.compressed as u32 - 1);
    });
    c.entry("local-compressed-more", EVENT, |e| {
        e.local_compressed = Some(e.compressed as u32 + 1);
    });
    c.entry("local-compressed-largest", EVENT, |e| {
        e.local_compressed = Some(u32::MAX);
    });
    c.entry("local-uncompressed-zero", EVENT, |e| {
        e.local_uncompressed = Some(0);
    });
    c.entry("local-uncompressed-more", EVENT, |e| {
        e.local_uncompressed = Some(u32::MAX - 1);
    });
    c.entry("local-name-other", EVENT, |e| {
        e.local_name = Some(b"events/0/4.json".to_vec());
    });
    c.entry("local-name-longer", EVENT, |e| {
        e.local_name = Some(b"events/0/000000003.json".to_vec());
    });
    c.entry("local-name-empty", EVENT, |e| {
        e.local_name = Some(Vec::new())
    });
    c.entry("local-name-64k", EVENT, |e| {
        e.local_name = Some(vec![b'n'; 65_535]);
    });
    c.entry("local-name-length-less", EVENT, |e| {
        e.local_name_bytes = Some(e.name.len() as u16 - 1);
    });
    c.entry("local-name-length-more", EVENT, |e| {
        e.local_name_bytes = Some(e.name.len() as u16 + 1);
    });
    c.entry("local-name-length-largest", EVENT, |e| {
        e.local_name_bytes = Some(u16::MAX);
    });
    c.entry("local-extra-length-more", EVENT, |e| {
        e.local_extra_bytes = Some(1)
    });
    c.entry("local-extra-length-largest", EVENT, |e| {
        e.local_extra_bytes = Some(u16::MAX);
    });
    c.entry("local-extra-64k", EVENT, |e| {
        e.local_extra = field(0x4242, &[7; 65_531]);
    });
    c.entry("local-extra-not-fields", EVENT, |e| {
        e.local_extra = b"not fields".to_vec();
    });
    c.entry("local-last-entry-behind-end", USERS, |e| {
        e.local_name_bytes = Some(0x7fff);
    });
    c.entry("local-everything-else", ASSET, |e| {
        e.local_flags = Some(0x0041);
        e.local_method = Some(12);
        e.local_crc32 = Some(7);
        e.local_compressed = Some(7);
        e.local_uncompressed = Some(7);
        e.local_name = Some(b"something/else".to_vec());
    });
    c.entry("version-needed-255", EVENT, |e| e.version = 255);
    c.entry("version-needed-0", EVENT, |e| e.version = 0);
    c.entry("time-zero", EVENT, |e| e.time = 0);
    c.entry("time-largest", EVENT, |e| e.time = u32::MAX);
}

fn file_data(c: &mut Corpus) {
    c.section = "4.3.8 file data";
    c.zip("data-stored-byte-changed", |zip| {
        store(zip, ASSET);
        at(zip, ASSET).data[3] ^= 1;
    });
    c.zip("data-stored-event-byte-changed", |zip| {
        store(zip, EVENT);
        let entry = at(zip, EVENT);
        // The last letter of a word in the payload: the event stays readable.
        let word = b"title".as_slice();
        let found = entry.data.windows(5).position(|part| part == word);
        let found = found.unwrap() + 4;
        entry.data[found] ^= 1;
    });
    c.entry("data-first-byte-changed", EVENT, |e| e.data[0] ^= 0x10);
    c.entry("data-middle-zeroed", EVENT, |e| {
        let middle = e.data.len() / 2;
        e.data[middle..middle + 16].fill(0);
    });
    c.notes("data-unread-zeroed", |e| e.data.fill(0));
    c.zip("data-deflate-cut", |zip| {
        let mut short = deflate(content(EVENT));
        short.truncate(short.len() / 2);
        data(zip, EVENT, short);
    });
    c.zip("data-deflate-cut-asset", |zip| {
        let mut short = deflate(content(ASSET));
        short.truncate(3);
        data(zip, ASSET, short);
    });
    c.zip("data-deflate-without-last-block", |zip| {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content(EVENT)).unwrap();
        encoder.flush().unwrap();
        let open = encoder.get_ref().clone();
        data(zip, EVENT, open);
    });
    c.zip("data-deflate-reserved-block", |zip| {
        data(zip, EVENT, vec![7; 40])
    });
    c.zip("data-deflate-empty", |zip| data(zip, EVENT, Vec::new()));
    c.zip("data-deflate-far-distance", |zip| {
        // Fixed codes: length 3 with a distance of 24,577 at the start of the stream.
        data(
            zip,
            EVENT,
            vec![0b0000_0011, 0b1111_0010, 0xff, 0xff, 0xff, 0],
        );
    });
    c.zip("data-deflate-rest-behind", |zip| {
        let mut longer = deflate(content(EVENT));
        longer.extend_from_slice(b"a second story behind the first");
        data(zip, EVENT, longer);
    });
    c.zip("data-deflate-two-streams", |zip| {
        let once = deflate(content(EVENT));
        data(zip, EVENT, once.repeat(2));
    });
    c.zip("data-zlib-wrapped", |zip| {
        let mut wrapped = vec![0x78, 0x9c];
        wrapped.extend_from_slice(&deflate(content(EVENT)));
        wrapped.extend_from_slice(&[0; 4]);
        data(zip, EVENT, wrapped);
    });
    c.zip("data-gzip-wrapped", |zip| {
        let mut wrapped = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
        wrapped.extend_from_slice(&deflate(content(EVENT)));
        wrapped.extend_from_slice(&[0; 8]);
        data(zip, EVENT, wrapped);
    });
    c.zip("data-stored-as-deflate", |zip| {
        data(zip, EVENT, content(EVENT).to_vec());
    });
    c.zip("data-deflate-as-stored", |zip| at(zip, EVENT).method = 0);
    c.zip("data-stored-block", |zip| {
        let plain = content(EVENT);
        let length = plain.len() as u16;
        let mut block = vec![1];
        block.extend_from_slice(&length.to_le_bytes());
        block.extend_from_slice(&(!length).to_le_bytes());
        block.extend_from_slice(plain);
        data(zip, EVENT, block);
    });
    c.zip("data-stored-block-length-wrong", |zip| {
        let mut block = vec![1, 16, 0, 16, 0];
        block.extend_from_slice(&content(EVENT)[..16]);
        data(zip, EVENT, block);
    });
    c.entry("uncompressed-less", EVENT, |e| e.uncompressed -= 100);
    c.entry("uncompressed-more", EVENT, |e| e.uncompressed += 100);
    c.entry("uncompressed-zero", EVENT, |e| e.uncompressed = 0);
    c.entry("uncompressed-zero-users", USERS, |e| e.uncompressed = 0);
    c.entry("uncompressed-largest", EVENT, |e| {
        e.uncompressed = 0xffff_fffe
    });
    c.entry("uncompressed-less-asset", ASSET, |e| e.uncompressed = 2);
    c.zip("stored-sizes-differ", |zip| {
        store(zip, EVENT);
        at(zip, EVENT).uncompressed += 1;
    });
    c.zip("stored-asset-longer-than-said", |zip| {
        store(zip, ASSET);
        at(zip, ASSET).uncompressed = 3;
    });
    c.zip("stored-method-deflate-size-zero", |zip| {
        *at(zip, ASSET) = Entry::raw(ASSET, 8, b"", Vec::new());
    });
    c.zip("entry-empty-event", |zip| {
        *at(zip, EVENT) = Entry::stored(EVENT, b"");
    });
    c.zip("entry-empty-users", |zip| {
        *at(zip, USERS) = Entry::stored(USERS, b"");
    });
    c.zip("entry-empty-asset", |zip| {
        *at(zip, ASSET) = Entry::stored(ASSET, b"");
    });
}

fn descriptor(c: &mut Corpus) {
    c.section = "4.3.9 data descriptor";
    for (name, form) in [
        ("descriptor-signed", Descriptor::Signed),
        ("descriptor-bare", Descriptor::Bare),
        ("descriptor-signed-long", Descriptor::SignedLong),
        ("descriptor-bare-long", Descriptor::BareLong),
        ("descriptor-missing", Descriptor::Missing),
        ("descriptor-wrong", Descriptor::Wrong),
    ] {
        c.zip(name, |zip| {
            zip.entries
                .iter_mut()
                .for_each(|entry| entry.descriptor = form);
        });
    }
    c.zip("descriptor-stored", |zip| {
        store(zip, ASSET);
        at(zip, ASSET).descriptor = Descriptor::Signed;
    });
    c.zip("descriptor-stored-holds-signature", |zip| {
        let text = b"PK\x07\x08 in the data, PK\x03\x04 too";
        zip.entries.insert(
            3,
            Entry::stored(NOTES, text).with(|e| e.descriptor = Descriptor::Signed),
        );
    });
    c.entry("descriptor-flag-in-directory-only", EVENT, |e| e.flags = 8);
    c.entry("descriptor-flag-in-local-header-only", EVENT, |e| {
        e.local_flags = Some(8);
    });
    c.zip("descriptor-without-directory", |zip| {
        for entry in &mut zip.entries {
            entry.descriptor = Descriptor::Signed;
        }
        zip.no_directory = true;
        zip.no_end = true;
    });
    c.zip("descriptor-bare-without-directory", |zip| {
        for entry in &mut zip.entries {
            entry.descriptor = Descriptor::Bare;
        }
        zip.no_directory = true;
        zip.no_end = true;
    });
}

fn encryption(c: &mut Corpus) {
    c.section = "4.3.10, 6 and 7: encryption";
    c.entry("encrypted-traditional", EVENT, |e| {
        e.flags = 1;
        let mut data = vec![0x5a; 12];
        data.extend(e.data.iter().map(|byte| byte ^ 0x33));
        e.compressed = data.len() as u64;
        e.data = data;
    });
    c.entry("encrypted-traditional-asset", ASSET, |e| {
        e.flags = 1;
        let mut data = vec![0x5a; 12];
        data.extend(e.data.iter().map(|byte| byte ^ 0x33));
        e.compressed = data.len() as u64;
        e.data = data;
    });
    c.notes("encrypted-traditional-unread", |e| {
        e.flags = 1;
        e.data.iter_mut().for_each(|byte| *byte ^= 0x33);
    });
    c.entry("encrypted-flag-but-plain", EVENT, |e| e.flags = 1);
    c.entry("encrypted-traditional-with-descriptor", EVENT, |e| {
        e.flags = 1;
        e.descriptor = Descriptor::Signed;
    });
    c.entry("encrypted-aes", EVENT, |e| {
        e.flags = 1;
        e.method = 99;
        e.version = 51;
        e.central_extra = aes_field();
        e.local_extra = aes_field();
    });
    c.entry("encrypted-aes-asset", ASSET, |e| {
        e.flags = 1;
        e.method = 99;
        e.version = 51;
        e.central_extra = aes_field();
        e.local_extra = aes_field();
    });
    c.entry("encrypted-aes-without-field", EVENT, |e| {
        e.flags = 1;
        e.method = 99;
    });
    c.entry("encrypted-strong", EVENT, |e| {
        e.flags = 1 | 1 << 6;
        e.version = 50;
        e.central_extra = field(0x0017, &[2, 0, 0x0e, 0x66, 0, 1, 1, 0]);
    });
    c.entry("encrypted-local-header-masked", EVENT, |e| {
        e.flags = 1 | 1 << 6 | 1 << 13;
        e.local_name = Some(b"1".to_vec());
        e.local_crc32 = Some(0);
        e.local_uncompressed = Some(0);
    });
    // Central directory encryption: decryption header and encrypted directory in place of the records.
    c.patched("encrypted-directory", |bytes, places| {
        for byte in &mut bytes[places.directory..places.end] {
            *byte ^= 0xa5;
        }
    });
    c.zip("encrypted-directory-archive-extra-data", |zip| {
        zip.before_directory = b"PK\x06\x08\x04\0\0\0\x17\0\0\0".to_vec();
    });
    c.zip64("encrypted-directory-zip64-version-2", |zip64| {
        // Method, sizes, algorithm, key length, flags, hash of the version 2 record.
        let mut extension = vec![8, 0];
        extension.extend_from_slice(&longs(&[100, 200]));
        extension.extend_from_slice(&[0x0e, 0x66, 0, 1, 1, 0, 4, 0x80, 0, 0]);
        zip64.extensible = extension;
    });
}

fn directory(c: &mut Corpus) {
    c.section = "4.3.12 central directory";
    c.patched("central-first-signature-wrong", |bytes, places| {
        bytes[places.records[0]] = b'Q';
    });
    c.patched("central-middle-signature-wrong", |bytes, places| {
        bytes[places.records[9] + 3] = 9;
    });
    c.patched("central-last-signature-wrong", |bytes, places| {
        bytes[places.records[17] + 1] = b'k';
    });
    c.zip("central-missing", |zip| zip.no_directory = true);
    for (name, host) in [
        ("central-host-unix", 3u16),
        ("central-host-ntfs", 10),
        ("central-host-unknown", 255),
    ] {
        c.entry(name, EVENT, |e| e.made_by = host << 8 | 63);
    }
    for bit in [2u16, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15] {
        c.entry(&format!("central-flag-bit-{bit}"), EVENT, |e| {
            e.flags = 1 << bit;
        });
    }
    for method in [
        1u16, 2, 6, 7, 9, 10, 12, 14, 18, 19, 20, 93, 95, 96, 97, 98, 99, 0xffff,
    ] {
        c.entry(&format!("central-method-{method}"), ASSET, |e| {
            e.method = method;
        });
    }
    c.entry("central-method-event-bzip2", EVENT, |e| e.method = 12);
    c.notes("central-method-unread-lzma", |e| e.method = 14);
    c.entry("central-crc-wrong", EVENT, |e| e.crc32 ^= 1);
    c.entry("central-crc-wrong-asset", ASSET, |e| e.crc32 ^= 1);
    c.entry("central-crc-zero", EVENT, |e| e.crc32 = 0);
    c.notes("central-crc-wrong-unread", |e| e.crc32 ^= 1);
    c.entry("central-crc-wrong-local-right", EVENT, |e| {
        e.local_crc32 = Some(e.crc32);
        e.crc32 ^= 1;
    });
    let compressed = |name: &str, c: &mut Corpus, change: fn(u64) -> u64| {
        c.entry(name, EVENT, |e| {
            e.local_compressed = Some(e.compressed as u32);
            e.compressed = change(e.compressed);
        });
    };
    compressed("central-compressed-zero", c, |_| 0);
    compressed("central-compressed-less", c, |bytes| bytes - 1);
    compressed("central-compressed-half", c, |bytes| bytes / 2);
    compressed("central-compressed-more", c, |bytes| bytes + 1);
    compressed("central-compressed-behind-file", c, |_| 1 << 20);
    compressed("central-compressed-two-gib", c, |_| 1 << 31);
    compressed("central-compressed-largest", c, |_| 0xffff_ffff);
    c.patched("central-name-length-less", |bytes, places| {
        bytes[places.records[5] + 28] -= 1;
    });
    c.patched("central-name-length-more", |bytes, places| {
        bytes[places.records[5] + 28] += 1;
    });
    c.patched("central-name-length-largest", |bytes, places| {
        bytes[places.records[5] + 28..places.records[5] + 30].fill(0xff);
    });
    c.patched("central-name-length-zero-last", |bytes, places| {
        bytes[places.records[17] + 28] = 0;
    });
    c.patched("central-extra-length-more", |bytes, places| {
        bytes[places.records[5] + 30] += 1;
    });
    c.patched("central-extra-length-hides-next", |bytes, places| {
        bytes[places.records[5] + 30] = (places.records[7] - places.records[6]) as u8;
    });
    c.patched("central-comment-length-more", |bytes, places| {
        bytes[places.records[5] + 32] += 1;
    });
    c.patched("central-comment-length-hides-next", |bytes, places| {
        bytes[places.records[5] + 32] = (places.records[7] - places.records[6]) as u8;
    });
    c.patched("central-comment-hides-next-count-fits", |bytes, places| {
        bytes[places.records[5] + 32] = (places.records[7] - places.records[6]) as u8;
        for at in [8, 10] {
            bytes[places.end + at] -= 1;
        }
    });
    c.patched("central-last-comment-behind-end", |bytes, places| {
        bytes[places.records[17] + 32..places.records[17] + 34].fill(0xff);
    });
    c.entry("central-comment-64k", EVENT, |e| {
        e.comment = vec![b'c'; 65_535]
    });
    c.entry("central-disk-one", EVENT, |e| e.disk = 1);
    c.entry("central-disk-one-asset", ASSET, |e| e.disk = 1);
    c.entry("central-disk-ffff", EVENT, |e| e.disk = 0xffff);
    c.entry("central-disk-ffff-in-zip64", EVENT, |e| {
        e.disk = 0xffff;
        e.central_extra = field(1, &[0, 0, 0, 0]);
    });
    c.notes("central-disk-one-unread", |e| e.disk = 1);
    c.entry("central-attributes-symlink", EVENT, |e| {
        e.made_by = 3 << 8;
        e.attributes = 0o120_777 << 16;
    });
    c.entry("central-attributes-folder", EVENT, |e| e.attributes = 0x10);
    c.entry("central-offset-zero", EVENT, |e| e.offset = Some(0));
    c.zip("central-offset-of-other-event", |zip| {
        let bytes = zip.build();
        let place = places(&bytes).local[position(zip, "events/0/7.json")];
        at(zip, "events/0/8.json").offset = Some(place as u32);
    });
    c.entry("central-offset-into-data", EVENT, |e| e.offset = Some(45));
    c.entry("central-offset-behind-file", EVENT, |e| {
        e.offset = Some(1 << 30)
    });
    c.entry("central-offset-largest", EVENT, |e| {
        e.offset = Some(u32::MAX)
    });
    c.entry("central-offset-behind-file-asset", ASSET, |e| {
        e.offset = Some(1 << 30);
    });
    c.notes("central-offset-behind-file-unread", |e| {
        e.offset = Some(1 << 30)
    });
    c.zip("central-event-hidden", |zip| at(zip, EVENT).hidden = true);
    c.zip("central-last-event-hidden", |zip| {
        at(zip, "events/0/11.json").hidden = true;
    });
    c.zip("central-users-hidden", |zip| at(zip, USERS).hidden = true);
    c.zip("central-event-without-data", |zip| {
        let lone = Entry::deflated("events/0/12.json", b"{}").with(|e| {
            e.directory_only = true;
            e.offset = Some(0);
        });
        zip.entries.push(lone);
    });
    c.zip("central-gap-before-end", |zip| {
        zip.behind_directory = vec![0; 300];
    });
    c.zip("central-digital-signature", |zip| {
        // 4.3.13
        zip.behind_directory = b"PK\x05\x05\x08\0SIGNATUR".to_vec();
    });
    c.zip("central-gap-before-directory", |zip| {
        zip.before_directory = vec![0; 300];
    });
}

fn zip64_end(c: &mut Corpus) {
    c.section = "4.3.14 and 4.3.15 ZIP64 end record and locator";
    c.zip64("zip64-record-missing", |z| z.no_record = true);
    c.zip64("zip64-locator-missing", |z| z.no_locator = true);
    c.zip64("zip64-record-signature-wrong", |z| {
        z.record_signature = Some(*b"PK\x06\x09");
    });
    c.zip64("zip64-locator-offset-behind-file", |z| {
        z.locator_offset = Some(1 << 20);
    });
    c.zip64("zip64-locator-offset-negative", |z| {
        z.locator_offset = Some(u64::MAX - 100);
    });
    c.zip64("zip64-locator-offset-zero", |z| z.locator_offset = Some(0));
    c.zip64("zip64-locator-disk-one", |z| z.locator_disk = 1);
    c.zip64("zip64-behind-locator", |z| z.behind_locator = vec![0; 10]);
    c.zip64("zip64-disk-one", |z| z.disk = 1);
    c.zip64("zip64-directory-disk-one", |z| z.directory_disk = 1);
    c.zip64("zip64-entries-on-disk-differ", |z| {
        z.entries_on_disk = Some(17)
    });
    c.zip64("zip64-entries-less", |z| z.entries = Some(17));
    c.zip64("zip64-entries-more", |z| z.entries = Some(19));
    c.zip64("zip64-entries-huge", |z| z.entries = Some(1 << 40));
    c.zip64("zip64-entries-negative", |z| z.entries = Some(u64::MAX));
    c.zip64("zip64-directory-bytes-zero", |z| {
        z.directory_bytes = Some(0)
    });
    c.zip64("zip64-directory-bytes-huge", |z| {
        z.directory_bytes = Some(1 << 50);
    });
    c.zip64("zip64-directory-offset-zero", |z| {
        z.directory_offset = Some(0)
    });
    c.zip64("zip64-directory-offset-behind-file", |z| {
        z.directory_offset = Some(1 << 33);
    });
    c.zip64("zip64-directory-offset-negative", |z| {
        z.directory_offset = Some(1 << 63);
    });
    c.zip64("zip64-extensible-data", |z| z.extensible = vec![0x42; 1000]);
    c.zip64("zip64-end-keeps-numbers", |z| z.end_keeps_numbers = true);
    c.zip("zip64-end-keeps-other-numbers", |zip| {
        zip.zip64 = Some(Zip64 {
            end_keeps_numbers: true,
            ..Zip64::default()
        });
        zip.end.entries = Some(0xffff);
        zip.end.directory_offset = Some(77);
    });
    c.zip("zip64-only-offset-asks", |zip| {
        zip.zip64 = Some(Zip64 {
            end_keeps_numbers: true,
            ..Zip64::default()
        });
        zip.end.directory_offset = Some(u32::MAX);
    });
    c.zip("zip64-disk-ffff", |zip| {
        zip.zip64 = Some(Zip64::default());
        zip.end.disk = Some(0xffff);
        zip.end.directory_disk = Some(0xffff);
    });
}

fn end_record(c: &mut Corpus) {
    c.section = "4.3.16 end of central directory record";
    c.zip("end-signature-wrong", |zip| {
        zip.end.signature = Some(*b"PK\x05\x07");
    });
    c.zip("end-missing", |zip| zip.no_end = true);
    c.zip("end-and-directory-missing", |zip| {
        zip.no_directory = true;
        zip.no_end = true;
    });
    c.zip("end-disk-one", |zip| {
        zip.end.disk = Some(1);
        zip.end.directory_disk = Some(1);
    });
    c.zip("end-disk-differs", |zip| zip.end.disk = Some(1));
    c.zip("end-directory-disk-one", |zip| {
        zip.end.directory_disk = Some(1)
    });
    c.zip("end-entries-on-disk-differ", |zip| {
        zip.end.entries_on_disk = Some(17);
        zip.end.entries = Some(18);
    });
    c.zip("end-entries-less", |zip| zip.end.entries = Some(17));
    c.zip("end-entries-more", |zip| zip.end.entries = Some(19));
    c.zip("end-entries-zero", |zip| zip.end.entries = Some(0));
    c.zip("end-entries-largest", |zip| zip.end.entries = Some(0xffff));
    c.zip("end-directory-bytes-zero", |zip| {
        zip.end.directory_bytes = Some(0);
    });
    c.zip("end-directory-bytes-more", |zip| {
        zip.end.directory_bytes = Some(5_000);
    });
    c.zip("end-directory-bytes-largest", |zip| {
        zip.end.directory_bytes = Some(u32::MAX);
    });
    c.zip("end-offset-zero", |zip| zip.end.directory_offset = Some(0));
    c.patched("end-offset-one-less", |bytes, places| {
        bytes[places.end + 16] -= 1
    });
    c.patched("end-offset-second-record", |bytes, places| {
        let second = places.records[1] as u32;
        bytes[places.end + 16..places.end + 20].copy_from_slice(&second.to_le_bytes());
        for at in [8, 10] {
            bytes[places.end + at] -= 1;
        }
    });
    c.zip("end-offset-behind-file", |zip| {
        zip.end.directory_offset = Some(1 << 30);
    });
    c.zip("end-offset-largest", |zip| {
        zip.end.directory_offset = Some(u32::MAX);
    });
    c.zip("end-comment-length-more", |zip| {
        zip.end.comment_bytes = Some(1)
    });
    c.zip("end-comment-length-largest", |zip| {
        zip.end.comment_bytes = Some(u16::MAX);
    });
    c.zip("end-comment-length-less", |zip| {
        zip.comment = b"a comment".to_vec();
        zip.end.comment_bytes = Some(1);
    });
    c.zip("end-comment-64k", |zip| zip.comment = vec![b'c'; 65_535]);
    c.zip("end-comment-holds-signature", |zip| {
        zip.comment = b"no end: PK\x05\x06 but a comment".to_vec();
    });
    c.zip("end-comment-holds-end-record", |zip| {
        // A whole, empty archive as the comment of a full one.
        zip.comment = [b"PK\x05\x06".as_slice(), &[0; 18]].concat();
    });
    c.zip("end-comment-holds-archive", |zip| {
        let other = Zip::of([Entry::stored("readme.txt", b"another archive")]);
        zip.comment = other.build();
    });
    c.zip("end-twice", |zip| {
        zip.suffix = [b"PK\x05\x06".as_slice(), &[0; 18]].concat();
    });
    c.zip("end-twice-same", |zip| {
        let bytes = zip.build();
        zip.suffix = bytes[bytes.len() - 22..].to_vec();
    });
    c.bytes("end-only", [b"PK\x05\x06".as_slice(), &[0; 18]].concat());
    c.bytes("end-only-18-entries", {
        let bytes = backup().build();
        bytes[bytes.len() - 22..].to_vec()
    });
    c.bytes("end-signature-only", b"PK\x05\x06".to_vec());
}

fn extra_fields(c: &mut Corpus) {
    c.section = "4.5 extra fields";
    c.entry("extra-zip64-short", EVENT, |e| {
        e.zip64 = false;
        e.uncompressed = 0xffff_ffff;
        e.local_uncompressed = Some(content(EVENT).len() as u32);
        e.central_extra = field(1, &[0x7c, 0x0b, 0, 0]);
    });
    c.entry("extra-zip64-right-size-only", EVENT, |e| {
        let real = e.uncompressed;
        e.local_uncompressed = Some(real as u32);
        e.uncompressed = 0xffff_ffff;
        e.central_extra = field(1, &longs(&[real]));
    });
    c.entry("extra-zip64-missing", EVENT, |e| {
        e.local_uncompressed = Some(e.uncompressed as u32);
        e.uncompressed = 0xffff_ffff;
    });
    c.entry("extra-zip64-not-asked-for", EVENT, |e| {
        e.central_extra = field(1, &longs(&[1, 2, 3]));
    });
    c.entry("extra-zip64-uncompressed-lies", EVENT, |e| {
        e.local_uncompressed = Some(e.uncompressed as u32);
        e.uncompressed = 0xffff_ffff;
        e.central_extra = field(1, &longs(&[1 << 40]));
    });
    c.entry("extra-zip64-uncompressed-negative", EVENT, |e| {
        e.local_uncompressed = Some(e.uncompressed as u32);
        e.uncompressed = 0xffff_ffff;
        e.central_extra = field(1, &longs(&[u64::MAX]));
    });
    c.entry("extra-zip64-compressed-lies", EVENT, |e| {
        e.local_compressed = Some(e.compressed as u32);
        e.compressed = 0xffff_ffff;
        e.central_extra = field(1, &longs(&[i64::MAX as u64]));
    });
    c.zip("extra-zip64-all-compressed-lie", |zip| {
        // The sum of the claims is more than 64 bits hold.
        for entry in &mut zip.entries {
            entry.local_compressed = Some(entry.compressed as u32);
            entry.local_uncompressed = Some(entry.uncompressed as u32);
            entry.compressed = 0xffff_ffff;
            entry.uncompressed = 0xffff_ffff;
            entry.central_extra = field(1, &longs(&[i64::MAX as u64, i64::MAX as u64 - 40]));
        }
    });
    c.entry("extra-zip64-offset-lies", EVENT, |e| {
        e.offset = Some(u32::MAX);
        e.central_extra = field(1, &longs(&[1 << 41]));
    });
    c.entry("extra-zip64-offset-negative", EVENT, |e| {
        e.offset = Some(u32::MAX);
        e.central_extra = field(1, &longs(&[1 << 63]));
    });
    c.entry("extra-zip64-twice", EVENT, |e| {
        let real = e.uncompressed;
        e.local_uncompressed = Some(real as u32);
        e.uncompressed = 0xffff_ffff;
        e.central_extra = [field(1, &longs(&[real])), field(1, &longs(&[5]))].concat();
    });
    c.entry("extra-zip64-behind-others", EVENT, |e| {
        let real = e.uncompressed;
        e.local_uncompressed = Some(real as u32);
        e.uncompressed = 0xffff_ffff;
        e.central_extra = [field(0x5455, &[1, 0, 0, 0, 0]), field(1, &longs(&[real]))].concat();
    });
    c.entry("extra-zip64-local-lies", EVENT, |e| {
        e.local_compressed = Some(u32::MAX);
        e.local_uncompressed = Some(u32::MAX);
        e.local_extra = field(1, &longs(&[1 << 40, 1 << 40]));
    });
    c.entry("extra-field-too-long", EVENT, |e| {
        e.central_extra = [0x42, 0x42, 0xff, 0xff, 1, 2, 3].to_vec();
    });
    c.entry("extra-field-cut", EVENT, |e| {
        e.central_extra = vec![1, 0, 24]
    });
    c.entry("extra-fields-empty-many", EVENT, |e| {
        e.central_extra = field(0x4242, &[]).repeat(16_000);
    });
    c.entry("extra-timestamp-short", EVENT, |e| {
        e.central_extra = field(0x5455, &[]);
        e.local_extra = field(0x5455, &[]);
    });
    c.entry("extra-ntfs", EVENT, |e| {
        e.central_extra = field(0x000a, &[0; 32]);
    });
    c.entry("extra-unix-owner", EVENT, |e| {
        e.central_extra = field(0x7875, &[1, 4, 0xe8, 3, 0, 0, 4, 0xe8, 3, 0, 0]);
    });
    c.entry("extra-unicode-path-same", EVENT, |e| {
        e.central_extra = unicode_path(EVENT.as_bytes(), EVENT);
    });
    c.entry("extra-unicode-path-other", EVENT, |e| {
        e.central_extra = unicode_path(EVENT.as_bytes(), "events/0/99.json");
    });
    c.entry("extra-unicode-path-wrong-crc", EVENT, |e| {
        e.central_extra = unicode_path(b"x", "events/0/99.json");
    });
    c.entry("extra-unicode-comment", EVENT, |e| {
        let mut content = vec![1];
        content.extend_from_slice(&crc32fast::hash(b"").to_le_bytes());
        content.extend_from_slice("ein Kommentar".as_bytes());
        e.central_extra = field(0x6375, &content);
    });
}

fn names(c: &mut Corpus) {
    c.section = "4.4.17 names";
    let long = "n".repeat(65_535);
    for (case, name) in [
        ("name-empty", b"".as_slice()),
        ("name-nul", b"attachments/1/a\0.json"),
        ("name-parent", b"../outside.txt"),
        ("name-parent-deep", b"events/../../../etc/passwd"),
        ("name-parent-backslash", b"..\\..\\windows\\system.ini"),
        ("name-absolute", b"/etc/passwd"),
        ("name-drive", b"C:/windows/system.ini"),
        ("name-network", b"\\\\server\\share\\file"),
        ("name-control", b"line\nbreak\x1b[31m.txt"),
        ("name-bidi", "photo\u{202e}gpj.exe".as_bytes()),
        ("name-64k", long.as_bytes()),
        ("name-not-utf8", b"attachments/1/\xff\xfe.json"),
        ("name-overlong-utf8", b"attachments/1/\xc0\xaf.json"),
        ("name-code-page-437", b"attachments/1/\x84pfel.json"),
        ("name-folder", b"events/"),
        ("name-folder-of-event", b"events/0/3.json/"),
        ("name-device", b"CON"),
        ("name-stream", b"events/0/3.json:hidden"),
        ("name-dots-and-spaces", b"attachments/1/a.json. . "),
        ("name-other-case", b"EVENTS/0/3.JSON"),
        ("name-back-slashes", b"events\\0\\12.json"),
        ("name-zero-padded", b"events/0/0012.json"),
        ("name-wrong-folder", b"events/1/12.json"),
        (
            "name-number-too-large",
            b"events/9/99999999999999999999.json",
        ),
        ("name-number-negative", b"events/0/-1.json"),
        ("name-byte-order-mark", b"\xef\xbb\xbfevents/0/12.json"),
    ] {
        c.bytes(
            case,
            with_notes()
                .with(|zip| at(zip, NOTES).name = name.to_vec())
                .build(),
        );
    }
    c.bytes(
        "name-not-utf8-flagged",
        with_notes()
            .with(|zip| {
                let entry = at(zip, NOTES);
                entry.name = b"attachments/1/\xff.json".to_vec();
                entry.flags = 1 << 11;
            })
            .build(),
    );
    c.zip("name-duplicate-event", |zip| {
        let again = Entry::deflated(EVENT, b"{\"n\":null}");
        zip.entries.push(again);
    });
    c.zip("name-duplicate-event-first-is-broken", |zip| {
        zip.entries
            .insert(0, Entry::deflated(EVENT, b"{\"n\":null}"));
    });
    c.zip("name-duplicate-same-content", |zip| {
        zip.entries.push(Entry::deflated(EVENT, content(EVENT)));
    });
    c.zip("name-duplicate-users", |zip| {
        zip.entries.push(Entry::deflated(USERS, b"{}"));
    });
    c.zip("name-duplicate-many", |zip| {
        for _ in 0..3_000 {
            zip.entries.push(Entry::stored(NOTES, b""));
        }
    });
    c.zip("name-all-empty", |zip| {
        zip.entries.iter_mut().for_each(|entry| entry.name.clear());
    });
}

fn overlaps(c: &mut Corpus) {
    c.section = "overlapping and nested entries";
    c.zip("overlap-same-data-twice", |zip| {
        let bytes = zip.build();
        let place = places(&bytes).local[position(zip, EVENT)];
        let twin = at(zip, EVENT).clone().with(|e| {
            e.name = b"twin.json".to_vec();
            e.directory_only = true;
            e.offset = Some(place as u32);
        });
        zip.entries.push(twin);
    });
    c.zip("overlap-data-spans-next-entry", |zip| {
        // A stored entry whose data holds the local header and data of the next one.
        store(zip, "events/0/5.json");
        let index = position(zip, "events/0/5.json");
        let bytes = zip.build();
        let place = places(&bytes);
        let next = (place.local[index + 2] - place.local[index + 1]) as u64;
        let entry = &mut zip.entries[index];
        entry.compressed += next;
        entry.uncompressed += next;
    });
    c.zip("overlap-nested-in-stored-entry", |zip| {
        // The local header of an entry lies in the data of another.
        let inner = Zip::of([Entry::stored("inside.txt", b"inner")]).build();
        let outer = Entry::stored("outer.bin", &inner);
        zip.entries.push(outer);
        let bytes = zip.build();
        let place = places(&bytes).local[zip.entries.len() - 1];
        let nested = Entry::stored("inside.txt", b"inner").with(|e| {
            e.directory_only = true;
            e.offset = Some(place as u32 + 30 + "outer.bin".len() as u32);
        });
        zip.entries.push(nested);
    });
    c.zip("overlap-last-data-into-directory", |zip| {
        store(zip, USERS);
        let entry = at(zip, USERS);
        entry.compressed += 40;
        entry.uncompressed += 40;
    });
    c.zip("overlap-entry-holds-whole-file", |zip| {
        // A quine by reference: the stored data of an entry is the archive from there to its end.
        let place = zip.build().len();
        zip.entries.push(Entry::stored("self.zip", b""));
        let total = zip.build().len();
        let start =
            place - (places(&backup().build()).end - places(&backup().build()).directory) - 22;
        let data = (total - start - 30 - "self.zip".len()) as u64;
        let entry = zip.entries.last_mut().unwrap();
        entry.compressed = data;
        entry.uncompressed = data;
    });
    c.zip("overlap-thousand-entries-one-kernel", |zip| {
        let bytes = zip.build();
        let place = places(&bytes).local[position(zip, EVENT)];
        for number in 0..1_000 {
            let twin = at(zip, EVENT).clone().with(|e| {
                e.name = format!("twin{number}.json").into_bytes();
                e.directory_only = true;
                e.offset = Some(place as u32);
            });
            zip.entries.push(twin);
        }
    });
    c.zip("overlap-quoted-headers", |zip| {
        // Local headers quoted by stored deflate blocks (Fifield): each entry holds the next one.
        let kernel = deflate(&vec![b'a'; 100_000]);
        let local = |name: &str, data: &[u8], plain: u32, crc: u32| {
            let entry = Entry::raw(name, 8, b"", data.to_vec()).with(|e| {
                e.uncompressed = u64::from(plain);
                e.crc32 = crc;
            });
            let built = Zip::of([entry]).build();
            built[..30 + name.len() + data.len()].to_vec()
        };
        let mut inner = local("q3", &kernel, 100_000, 0);
        let mut offsets = vec![("q3", 0usize, kernel.len(), 100_000u64)];
        let mut plain = 100_000u64;
        for (number, name) in ["q2", "q1", "q0"].iter().enumerate() {
            let quoted = 30 + 2;
            let header = &inner[..quoted];
            let mut data = vec![0, quoted as u8, 0, !(quoted as u8), 0xff];
            data.extend_from_slice(header);
            data.extend_from_slice(&inner[quoted..]);
            plain += quoted as u64;
            let outer = local(name, &data, plain as u32, number as u32);
            let shift = outer.len() - inner.len();
            offsets.iter_mut().for_each(|(_, at, _, _)| *at += shift);
            offsets.push((name, 0, data.len(), plain));
            inner = outer;
        }
        zip.prefix = inner.clone();
        zip.prefix_counts = true;
        for (name, at, compressed, plain) in offsets {
            zip.entries
                .push(Entry::raw(name, 8, b"", Vec::new()).with(|e| {
                    e.directory_only = true;
                    e.compressed = compressed as u64;
                    e.uncompressed = plain;
                    e.offset = Some(at as u32);
                }));
        }
    });
}

fn bombs(c: &mut Corpus) {
    c.section = "bombs";
    c.zip("bomb-flat-unread", |zip| {
        zip.entries.insert(4, bomb_entry(NOTES, 80));
    });
    c.zip("bomb-event", |zip| *at(zip, EVENT) = bomb_entry(EVENT, 80));
    c.zip("bomb-users", |zip| *at(zip, USERS) = bomb_entry(USERS, 80));
    c.zip("bomb-version", |zip| {
        let name = "attachments/327/version.json";
        *at(zip, name) = bomb_entry(name, 80);
    });
    c.zip("bomb-asset", |zip| *at(zip, ASSET) = bomb_entry(ASSET, 80));
    c.zip("bomb-event-says-it-is-small", |zip| {
        *at(zip, EVENT) = bomb_entry(EVENT, 80).with(|e| e.uncompressed = 2_940);
    });
    c.zip("bomb-asset-says-it-is-small", |zip| {
        *at(zip, ASSET) = bomb_entry(ASSET, 80).with(|e| e.uncompressed = 6);
    });
    c.zip("bomb-claims-only", |zip| {
        let entry = at(zip, ASSET);
        entry.uncompressed = 0xffff_fffe;
    });
    c.zip("bomb-nested", |zip| {
        let mut inner = Zip::of([bomb_entry("0", 8)]).build();
        for level in 0..5 {
            inner = Zip::of([Entry::deflated(&format!("{level}.zip"), &inner)]).build();
        }
        zip.entries.push(Entry::deflated("nested.zip", &inner));
    });
    c.zip("bomb-many-entries", |zip| {
        for number in 0..20_000 {
            zip.entries
                .push(Entry::stored(&format!("many/{number}"), b""));
        }
    });
    c.zip("bomb-many-events", |zip| {
        // Events that are there by name only; the restore stops at the first.
        for number in 12..5_000u32 {
            zip.entries.push(Entry::stored(
                &format!("events/{}/{number}.json", number / 1000),
                b"{}",
            ));
        }
    });
    c.zip("bomb-many-events-one-data", |zip| {
        let bytes = zip.build();
        let place = places(&bytes).local[position(zip, "events/0/11.json")];
        for number in 12..3_000u32 {
            let twin = at(zip, "events/0/11.json").clone().with(|e| {
                e.name = format!("events/{}/{number}.json", number / 1000).into_bytes();
                e.directory_only = true;
                e.offset = Some(place as u32);
            });
            zip.entries.push(twin);
        }
    });
    c.zip("bomb-json-depth", |zip| {
        *at(zip, EVENT) = Entry::deflated(EVENT, &vec![b'['; 2 << 20]);
    });
    c.zip("bomb-json-depth-in-payload", |zip| {
        let text = format!(
            "{{\"n\":{{\"t\":\"AppCreatedEvent\",\"s\":\"app-a\",\"p\":\"{}\",\"h\":{{}}}}}}",
            "[".repeat(1 << 20)
        );
        *at(zip, EVENT) = Entry::deflated(EVENT, text.as_bytes());
    });
    c.zip("bomb-users-depth", |zip| {
        *at(zip, USERS) = Entry::deflated(USERS, "{\"a\":".repeat(100_000).as_bytes());
    });
    c.zip("bomb-settings-long-number", |zip| {
        let name = "attachments/522/settings.json";
        let text = format!("{{\"a\":{}}}", "9".repeat(1 << 20));
        *at(zip, name) = Entry::deflated(name, text.as_bytes());
    });
}

fn around(c: &mut Corpus) {
    c.section = "data around the archive, and parts of one";
    c.zip("prefix-offsets-fixed", |zip| {
        zip.prefix = b"#!/bin/sh\nexit 0\n".to_vec();
        zip.prefix_counts = true;
    });
    c.zip("prefix-offsets-not-fixed", |zip| {
        zip.prefix = b"#!/bin/sh\nexit 0\n".to_vec();
    });
    c.zip("prefix-byte-order-mark", |zip| {
        zip.prefix = b"\xef\xbb\xbf".to_vec()
    });
    c.zip("prefix-program", |zip| {
        zip.prefix = [b"MZ".as_slice(), &[0x90; 5_000]].concat();
        zip.prefix_counts = true;
    });
    c.zip("prefix-other-archive", |zip| {
        zip.prefix = Zip::of([Entry::stored("first.txt", b"first archive")]).build();
    });
    c.zip("prefix-other-archive-fixed", |zip| {
        zip.prefix = Zip::of([Entry::stored("first.txt", b"first archive")]).build();
        zip.prefix_counts = true;
    });
    c.zip("prefix-2-mib", |zip| zip.prefix = vec![0; 2 << 20]);
    c.zip("suffix-one-byte", |zip| zip.suffix = vec![0]);
    c.zip("suffix-newline", |zip| zip.suffix = b"\r\n".to_vec());
    c.zip("suffix-64k", |zip| zip.suffix = vec![0; 65_535]);
    c.zip("suffix-70k", |zip| zip.suffix = vec![0; 70_000]);
    c.zip("suffix-other-archive", |zip| {
        zip.suffix = Zip::of([Entry::stored("second.txt", b"second archive")]).build();
    });
    c.bytes(
        "twice-the-same",
        [backup().build(), backup().build()].concat(),
    );
    c.zip("gaps-between-entries", |zip| {
        zip.entries
            .iter_mut()
            .for_each(|entry| entry.gap = vec![0; 100]);
    });
    c.zip("gap-holds-hidden-entry", |zip| {
        let hidden = Entry::stored("hidden.txt", &b"not in the directory ".repeat(10))
            .with(|e| e.hidden = true);
        zip.entries.insert(5, hidden);
    });
    c.zip("spanned-marker", |zip| {
        zip.prefix = b"PK\x07\x08".to_vec();
        zip.prefix_counts = true;
    });
    c.zip("spanned-temporary-marker", |zip| {
        zip.prefix = b"PK00".to_vec();
        zip.prefix_counts = true;
    });
    c.zip("spanned-last-part", |zip| {
        zip.end.disk = Some(3);
        zip.end.directory_disk = Some(3);
        zip.end.entries_on_disk = Some(4);
        zip.end.entries = Some(18);
        zip.entries
            .iter_mut()
            .take(14)
            .for_each(|entry| entry.disk = 2);
    });
    c.bytes("spanned-first-part", {
        let bytes = backup().build();
        [b"PK\x07\x08".as_slice(), &bytes[..bytes.len() / 2]].concat()
    });
    c.bytes("spanned-second-part", {
        let bytes = backup().build();
        bytes[bytes.len() / 2..].to_vec()
    });
    c.bytes("line-ends-changed", {
        let bytes = backup().build();
        let mut out = Vec::new();
        for byte in bytes {
            if byte == b'\n' {
                out.push(b'\r');
            }
            out.push(byte);
        }
        out
    });
    c.bytes(
        "seven-bit",
        backup().build().iter().map(|byte| byte & 0x7f).collect(),
    );
    c.bytes(
        "sent-as-text",
        String::from_utf8_lossy(&backup().build())
            .into_owned()
            .into_bytes(),
    );
    c.bytes(
        "two-bytes-for-each",
        backup()
            .build()
            .iter()
            .flat_map(|byte| [*byte, 0])
            .collect(),
    );
    c.bytes("zeros", vec![0; 8_225]);
    c.bytes("empty", Vec::new());
    c.bytes(
        "signatures-only",
        b"PK\x03\x04PK\x01\x02PK\x05\x06PK\x06\x06PK\x06\x07PK\x07\x08".repeat(50),
    );
}

fn truncations(c: &mut Corpus) {
    c.section = "truncations";
    let bytes = backup().build();
    let place = places(&bytes);
    for (name, length) in [
        ("cut-in-first-signature", 3),
        ("cut-in-first-header", 20),
        ("cut-in-first-name", 40),
        ("cut-in-first-data", place.local[1] - 5),
        ("cut-after-first-entry", place.local[1]),
        ("cut-in-middle", place.local[9] + 100),
        ("cut-before-directory", place.directory),
        ("cut-in-first-record", place.directory + 20),
        ("cut-after-first-record", place.records[1]),
        ("cut-in-last-record", place.end - 1),
        ("cut-before-end", place.end),
        ("cut-in-end-signature", place.end + 3),
        ("cut-in-end", place.end + 17),
        ("cut-last-byte", bytes.len() - 1),
    ] {
        c.bytes(name, bytes[..length].to_vec());
    }
    c.bytes("cut-first-byte-missing", bytes[1..].to_vec());
    c.bytes("cut-first-entry-missing", bytes[place.local[1]..].to_vec());
    c.bytes(
        "cut-middle-missing",
        [&bytes[..place.local[5]], &bytes[place.local[7]..]].concat(),
    );
    c.bytes("cut-middle-zeroed", {
        let mut bytes = bytes.clone();
        bytes[place.local[5]..place.local[7]].fill(0);
        bytes
    });
    c.bytes("cut-second-half-zeroed", {
        let mut bytes = bytes.clone();
        let half = bytes.len() / 2;
        bytes[half..].fill(0);
        bytes
    });
}
