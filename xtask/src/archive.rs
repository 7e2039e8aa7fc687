//! Test archives of any size: Squidex backups of the current generation that restore, the same bytes
//! for the same numbers everywhere. Blog-like contents with updates, publishing and a few deletions;
//! files that don't compress; optionally gigabytes of stored zeros that take no room on a disk that
//! knows sparse files.

use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compress, Compression, FlushCompress, Status};
use sha2::{Digest, Sha256};

const APP: &str = "7a3c9e10-5b1d-4f60-8c22-d0e1f2a3b4c5";
const APP_NAME: &str = "bench-blog";
const SCHEMA: &str = "c5b4a3f2-e1d0-4c8f-a605-1d5b0e9c3a77,posts";
const USER: &str = "5f0c0ffee0123456789abc01";
/// Size of one sparse file: small enough that no reader sees an entry of 4 GiB.
const SPARSE_FILE_BYTES: u64 = 100_000_000;
/// Events before the first content: app, contributor, language, schema, its publishing.
const HEAD_EVENTS: u64 = 5;

/// What an archive holds.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Events in all; at least [`HEAD_EVENTS`] and one for each file.
    pub events: u64,
    /// Files that don't compress.
    pub files: u64,
    /// Bytes of each.
    pub file_bytes: usize,
    /// Stored zeros on top, in files of 100 MB.
    pub sparse_gb: u64,
    /// Nothing before the first entry, so many bytes: takes no room on such a disk either.
    pub hole_bytes: u64,
}

impl Shape {
    /// The archive of `docs/performance.md`: 200,000 events, 500 files of 100 kB.
    pub fn bench() -> Shape {
        Shape {
            events: 200_000,
            files: 500,
            file_bytes: 100_000,
            sparse_gb: 0,
            hole_bytes: 0,
        }
    }

    fn sparse_files(&self) -> u64 {
        self.sparse_gb * (1_000_000_000 / SPARSE_FILE_BYTES)
    }
}

/// Writes the archive to `path`.
///
/// # Errors
/// When it can't be written, or has fewer events than its files need.
pub fn write(path: &Path, shape: Shape) -> Result<()> {
    let assets = shape.files + shape.sparse_files();
    if shape.events < HEAD_EVENTS + assets {
        bail!(
            "at least {} events are needed for that many files",
            HEAD_EVENTS + assets
        );
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // A half-written archive must not be taken for a whole one by the next run.
    let partial = path.with_extension("partial");
    let file = File::create(&partial).with_context(|| format!("writing {}", partial.display()))?;
    let mut zip = Zip::new(file);
    zip.hole(shape.hole_bytes)?;
    zip.attachment("Version.json", br#"{"major":5}"#)?;
    zip.attachment(
        "Urls.json",
        format!(
            r#"{{"assets":"https://cms.example.org/api/assets/","assetsApp":"https://cms.example.org/api/assets/{APP_NAME}/"}}"#
        )
        .as_bytes(),
    )?;
    events(&mut zip, shape, assets)?;
    zip.attachment("Settings.json", b"{}")?;
    zip.attachment("AssetTags.json", b"{}")?;
    zip.attachment(
        "Users.json",
        format!(r#"{{"{USER}":"anna@bench-blog.example"}}"#).as_bytes(),
    )?;
    zip.finish()?;
    std::fs::rename(&partial, path)?;
    Ok(())
}

/// Writes all events, each file directly before its event.
fn events(zip: &mut Zip, shape: Shape, assets: u64) -> Result<()> {
    let mut random = Random(0x0b5e_55ed);
    let words = vocabulary(&mut random);
    let mut versions: Vec<u32> = Vec::new();
    let mut deleted = 0_usize;
    let mut app_version = 0;
    let mut assets_done = 0;
    let zeros_hash = if shape.sparse_gb > 0 {
        inner_hash_of_zeros(SPARSE_FILE_BYTES)
    } else {
        String::new()
    };
    let contents_and_assets = (shape.events - HEAD_EVENTS).max(1);

    for index in 0..shape.events {
        let mut event = Event {
            index,
            payload: String::new(),
            random: &mut random,
        };
        if index < HEAD_EVENTS {
            let (kind, stream, version) = match index {
                3 => (
                    "SchemaCreatedEventV2",
                    format!("schema-{}", object(SCHEMA.split(',').next().unwrap_or(""))),
                    0,
                ),
                4 => (
                    "SchemaPublishedEvent",
                    format!("schema-{}", object(SCHEMA.split(',').next().unwrap_or(""))),
                    1,
                ),
                _ => {
                    app_version += 1;
                    let kind = [
                        "AppCreatedEvent",
                        "AppContributorAssignedEventV2",
                        "AppLanguageAddedEvent",
                    ][index as usize];
                    (kind, format!("app-{APP}"), app_version - 1)
                }
            };
            event.payload = match index {
                0 => format!(r#""name":"{APP_NAME}""#),
                1 => format!(
                    r#""contributorId":"{USER}","role":"Owner","isCreated":false,"isAdded":false"#
                ),
                2 => r#""language":"de""#.into(),
                3 => format!(
                    r#""schema":{{"type":"Default","name":"posts","category":null,"isPublished":false,"fields":[{}]}},"schemaId":"{SCHEMA}""#,
                    ["title", "slug", "text", "tags", "rank"]
                        .iter()
                        .zip(["String", "String", "String", "Tags", "Number"])
                        .enumerate()
                        .map(|(at, (name, kind))| schema_field(at + 1, name, kind))
                        .collect::<Vec<_>>()
                        .join(",")
                ),
                _ => format!(r#""schemaId":"{SCHEMA}""#),
            };
            zip.event(index, &event.record(kind, &stream, version))?;
            continue;
        }

        // Files are spread evenly over the events.
        let at = index - HEAD_EVENTS;
        let due = (at + 1) * assets / contents_and_assets;
        if assets_done < due {
            let id = uuid(0xa55e_7000_0000_0000 + assets_done);
            let sparse = assets_done >= shape.files;
            let name = format!("photo-{assets_done:05}.jpg");
            let entry = format!("{id}_0.asset");
            let (inner, size) = if sparse {
                zip.stored_zeros(&entry, SPARSE_FILE_BYTES)?;
                (zeros_hash.clone(), SPARSE_FILE_BYTES)
            } else {
                let bytes = event.random.bytes(shape.file_bytes);
                zip.attachment(&entry, &bytes)?;
                (
                    STANDARD.encode(Sha256::digest(&bytes)),
                    shape.file_bytes as u64,
                )
            };
            let hash = STANDARD.encode(Sha256::digest(format!("{inner}{name}{size}")));
            event.payload = format!(
                r#""parentId":"00000000-0000-0000-0000-000000000000","fileName":"{name}","fileHash":{},"mimeType":"image/jpeg","slug":"{name}","fileVersion":0,"fileSize":{size},"type":"Image","metadata":{{"pixelWidth":1600,"pixelHeight":900}},"tags":[],"assetId":"{id}""#,
                quoted(&hash)
            );
            zip.event(
                index,
                &event.record("AssetCreatedEventV2", &format!("asset-{}", object(&id)), 0),
            )?;
            assets_done += 1;
            continue;
        }

        let live = versions.len() - deleted;
        let dice = event.random.below(100);
        let (kind, content) = match dice {
            _ if live < 10 => ("create", versions.len()),
            0..34 => ("create", versions.len()),
            34..70 => ("update", deleted + event.random.below(live as u64) as usize),
            70..98 => ("status", deleted + event.random.below(live as u64) as usize),
            _ => ("delete", deleted),
        };
        if content == versions.len() {
            versions.push(0);
        } else {
            versions[content] += 1;
        }
        let id = uuid(content as u64);
        let tail = format!(r#""contentId":"{id}","schemaId":"{SCHEMA}""#);
        let (event_type, head) = match kind {
            "create" => (
                "ContentCreatedEventV2",
                format!(r#""status":"Draft","data":{},"#, data(&words, event.random)),
            ),
            "update" => (
                "ContentUpdatedEvent",
                format!(r#""data":{},"#, data(&words, event.random)),
            ),
            "status" => {
                let status = ["Published", "Draft", "Archived"][event.random.below(3) as usize];
                let change = if status == "Published" {
                    "Published"
                } else {
                    "Change"
                };
                (
                    "ContentStatusChangedEventV2",
                    format!(r#""change":"{change}","status":"{status}","newVersion":false,"#),
                )
            }
            _ => {
                deleted += 1;
                ("ContentDeletedEvent", String::new())
            }
        };
        event.payload = head + &tail;
        let version = versions[content];
        zip.event(
            index,
            &event.record(event_type, &format!("content-{}", object(&id)), version),
        )?;
    }
    Ok(())
}

/// One field of the schema, with what a server always writes.
fn schema_field(id: usize, name: &str, kind: &str) -> String {
    let partitioning = if kind == "String" && name != "slug" {
        "language"
    } else {
        "invariant"
    };
    format!(
        r#"{{"id":{id},"name":"{name}","partitioning":"{partitioning}","isHidden":false,"isLocked":false,"isDisabled":false,"properties":{{"$type":"{kind}Field","isRequired":false,"isHalfWidth":false,"label":null,"hints":null}},"children":null}}"#
    )
}

/// Content data: a title and a text in two languages, and small fields.
fn data(words: &[String], random: &mut Random) -> String {
    let title = text(words, random, 4);
    // Short notes and long articles: 5 to 40 words.
    let first = 5 + random.below(20);
    let second = random.below(14);
    format!(
        r#"{{"title":{{"en":{},"de":{}}},"slug":{{"iv":{}}},"text":{{"en":{},"de":{}}},"tags":{{"iv":["{}","{}"]}},"rank":{{"iv":{}.5}}}}"#,
        quoted(&title),
        quoted(&text(words, random, 3)),
        quoted(&title.to_lowercase().replace([' ', 'ü', 'ö', 'ä'], "-")),
        quoted(&text(words, random, first)),
        quoted(&text(words, random, second)),
        words[random.below(200) as usize],
        words[random.below(200) as usize],
        random.below(10_000),
    )
}

fn text(words: &[String], random: &mut Random, count: u64) -> String {
    let mut text = String::new();
    for at in 0..count {
        if at > 0 {
            text.push_str(if random.below(12) == 0 { ". " } else { " " });
        }
        // Most words are new: so short a text hardly compresses, as real records with ids and
        // escaped markup do.
        if random.below(8) == 0 {
            text.push_str(&words[random.below(words.len() as u64) as usize]);
        } else {
            for _ in 0..3 + random.below(20) {
                text.push(char::from(
                    LETTERS[random.below(LETTERS.len() as u64) as usize],
                ));
            }
        }
    }
    text
}

const LETTERS: [u8; 62] = *b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// 4,000 made-up words of 2 to 12 letters, some with umlauts.
fn vocabulary(random: &mut Random) -> Vec<String> {
    const SYLLABLES: [&str; 40] = [
        "ba", "cor", "den", "el", "fa", "gri", "hol", "in", "jo", "kal", "lum", "mi", "nor", "o",
        "pra", "qui", "ros", "sta", "tur", "ul", "ver", "win", "xa", "yl", "zen", "ther", "ing",
        "able", "ment", "ash", "ük", "öst", "ät", "qua", "ness", "dle", "ex", "com", "pre", "sub",
    ];
    (0..4_000)
        .map(|_| {
            (0..=1 + random.below(3))
                .map(|_| SYLLABLES[random.below(40) as usize])
                .collect()
        })
        .collect()
}

/// One event record in the making.
struct Event<'a> {
    index: u64,
    payload: String,
    random: &'a mut Random,
}

impl Event<'_> {
    /// The record as a server with System.Text.Json writes it.
    fn record(&mut self, event_type: &str, stream: &str, version: u32) -> Vec<u8> {
        let aggregate = stream.split_once('-').map_or("", |(_, id)| id);
        let payload = format!(
            r#"{{{},"appId":"{APP},{APP_NAME}","actor":"subject:{USER}","fromRule":false}}"#,
            self.payload
        );
        let mut escaped = String::with_capacity(payload.len() * 3 / 2);
        escape(&payload, &mut escaped);
        format!(
            r#"{{"n":{{"t":"{event_type}","s":"{stream}","p":"{escaped}","h":{{"AggregateId":"{aggregate}","EventId":"{}","Timestamp":"{}","CommitId":"{}","EventNumber":"{}-0-1","EventStreamNumber":{version}}}}},"streamName":null,"eventPosition":null,"eventStreamNumber":0,"data":null}}"#,
            uuid(self.random.next()),
            instant(self.index * 37),
            uuid(self.random.next()),
            self.index + 1,
        )
        .into_bytes()
    }
}

/// `app--id`.
fn object(id: &str) -> String {
    format!("{APP}--{id}")
}

/// As .NET's default encoder: everything but plain ASCII, and `"&'+<>\`` too, as `\uXXXX`.
fn escape(text: &str, into: &mut String) {
    for c in text.chars() {
        match c {
            '\\' => into.push_str("\\\\"),
            '"' | '&' | '\'' | '+' | '<' | '>' | '`' => {
                into.push_str(&format!("\\u{:04X}", c as u32))
            }
            c if c.is_ascii() && !c.is_ascii_control() => into.push(c),
            c => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    into.push_str(&format!("\\u{unit:04X}"));
                }
            }
        }
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    escape(text, &mut quoted);
    quoted.push('"');
    quoted
}

/// A stable id for a number.
fn uuid(number: u64) -> String {
    let mut random = Random(number ^ 0x5eed_1d00_0000_0000);
    let (high, low) = (random.next(), random.next());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        0x8000 | ((low >> 48) & 0x3fff),
        low & 0xffff_ffff_ffff
    )
}

/// ISO 8601 in UTC, seconds after 2022-01-01.
fn instant(seconds: u64) -> String {
    let (mut days, rest) = (seconds / 86_400, seconds % 86_400);
    let mut year = 2022;
    let leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let mut month = 1;
    for length in [
        31,
        28 + u64::from(leap(year)),
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!(
        "{year}-{month:02}-{:02}T{:02}:{:02}:{:02}Z",
        days + 1,
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}

fn inner_hash_of_zeros(bytes: u64) -> String {
    let block = vec![0; 1 << 20];
    let mut hash = Sha256::new();
    let mut left = bytes;
    while left > 0 {
        let part = left.min(block.len() as u64);
        hash.update(&block[..part as usize]);
        left -= part;
    }
    STANDARD.encode(hash.finalize())
}

/// SplitMix64: small, fast, the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    /// A number below `end`; the tiny bias does not matter here.
    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(count + 8);
        while bytes.len() < count {
            bytes.extend_from_slice(&self.next().to_le_bytes());
        }
        bytes.truncate(count);
        bytes
    }
}

/// The folder rule of attachments (Squidex `ArchiveHelper.cs`): a 32-bit hash of the lower-case name.
fn attachment_path(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let hash = name.encode_utf16().fold(17_i32, |hash, unit| {
        let unit = i32::from(unit);
        hash.wrapping_mul(23).wrapping_add(unit | (unit << 16))
    });
    format!("attachments/{}/{name}", hash.unsigned_abs() % 1000)
}

/// A ZIP writer for files: sizes in front of the data, ZIP64 where needed (APPNOTE 4.3, 4.5.3).
struct Zip {
    out: BufWriter<File>,
    at: u64,
    directory: Vec<u8>,
    entries: u64,
    deflate: Compress,
    compressed: Vec<u8>,
}

/// 2026-01-01 00:00 in MS-DOS form.
const DOS_TIME: u32 = ((2026 - 1980) << 9 | 1 << 5 | 1) << 16;

impl Zip {
    fn new(file: File) -> Zip {
        Zip {
            out: BufWriter::with_capacity(1 << 20, file),
            at: 0,
            directory: Vec::new(),
            entries: 0,
            deflate: Compress::new(Compression::new(6), false),
            compressed: Vec::new(),
        }
    }

    fn event(&mut self, index: u64, bytes: &[u8]) -> Result<()> {
        self.deflated(&format!("events/{}/{index}.json", index / 1000), bytes)
    }

    fn attachment(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.deflated(&attachment_path(name), bytes)
    }

    fn deflated(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.deflate.reset();
        self.compressed.clear();
        self.compressed
            .reserve(bytes.len() + bytes.len() / 1000 + 64);
        loop {
            let done = self.deflate.total_in() as usize;
            match self.deflate.compress_vec(
                &bytes[done..],
                &mut self.compressed,
                FlushCompress::Finish,
            )? {
                Status::StreamEnd => break,
                _ => self.compressed.reserve(1 << 12),
            }
        }
        let compressed = std::mem::take(&mut self.compressed);
        self.header(
            name,
            8,
            crc32fast::hash(bytes),
            compressed.len() as u64,
            bytes.len() as u64,
        )?;
        self.out.write_all(&compressed)?;
        self.at += compressed.len() as u64;
        self.compressed = compressed;
        Ok(())
    }

    /// A stored entry of zeros that is only sought over.
    fn stored_zeros(&mut self, name: &str, bytes: u64) -> Result<()> {
        let block = vec![0; 1 << 20];
        let mut crc = crc32fast::Hasher::new();
        let mut left = bytes;
        while left > 0 {
            let part = left.min(block.len() as u64);
            crc.update(&block[..part as usize]);
            left -= part;
        }
        self.header(&attachment_path(name), 0, crc.finalize(), bytes, bytes)?;
        self.hole(bytes)
    }

    /// Zeros that are only sought over.
    fn hole(&mut self, bytes: u64) -> Result<()> {
        self.at += bytes;
        self.out.seek(SeekFrom::Start(self.at))?;
        Ok(())
    }

    /// Local header now, central directory record later.
    fn header(
        &mut self,
        name: &str,
        method: u16,
        crc: u32,
        compressed: u64,
        size: u64,
    ) -> Result<()> {
        let (compressed, size) = (u32::try_from(compressed)?, u32::try_from(size)?);
        let name_bytes = u16::try_from(name.len())?;
        let common = |extra: u16| {
            let mut fields = Vec::with_capacity(24);
            fields.extend_from_slice(&0_u16.to_le_bytes());
            fields.extend_from_slice(&method.to_le_bytes());
            fields.extend_from_slice(&DOS_TIME.to_le_bytes());
            fields.extend_from_slice(&crc.to_le_bytes());
            fields.extend_from_slice(&compressed.to_le_bytes());
            fields.extend_from_slice(&size.to_le_bytes());
            fields.extend_from_slice(&name_bytes.to_le_bytes());
            fields.extend_from_slice(&extra.to_le_bytes());
            fields
        };
        let far = self.at >= u64::from(u32::MAX);
        let needed: u16 = if far { 45 } else { 20 };

        let mut local = b"PK\x03\x04".to_vec();
        local.extend_from_slice(&20_u16.to_le_bytes());
        local.extend_from_slice(&common(0));
        local.extend_from_slice(name.as_bytes());
        self.out.write_all(&local)?;

        self.directory.extend_from_slice(b"PK\x01\x02");
        self.directory.extend_from_slice(&needed.to_le_bytes());
        self.directory.extend_from_slice(&needed.to_le_bytes());
        self.directory
            .extend_from_slice(&common(if far { 12 } else { 0 }));
        // Comment length, disk, internal and external attributes.
        self.directory.extend_from_slice(&[0; 10]);
        self.directory
            .extend_from_slice(&(self.at.min(u64::from(u32::MAX)) as u32).to_le_bytes());
        self.directory.extend_from_slice(name.as_bytes());
        if far {
            self.directory.extend_from_slice(&1_u16.to_le_bytes());
            self.directory.extend_from_slice(&8_u16.to_le_bytes());
            self.directory.extend_from_slice(&self.at.to_le_bytes());
        }
        self.entries += 1;
        self.at += local.len() as u64;
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        let start = self.at;
        let bytes = self.directory.len() as u64;
        let mut end = Vec::new();
        if self.entries > 0xffff || start + bytes > u64::from(u32::MAX) {
            end.extend_from_slice(b"PK\x06\x06");
            end.extend_from_slice(&44_u64.to_le_bytes());
            end.extend_from_slice(&45_u16.to_le_bytes());
            end.extend_from_slice(&45_u16.to_le_bytes());
            end.extend_from_slice(&[0; 8]);
            end.extend_from_slice(&self.entries.to_le_bytes());
            end.extend_from_slice(&self.entries.to_le_bytes());
            end.extend_from_slice(&bytes.to_le_bytes());
            end.extend_from_slice(&start.to_le_bytes());
            end.extend_from_slice(b"PK\x06\x07");
            end.extend_from_slice(&[0; 4]);
            end.extend_from_slice(&(start + bytes).to_le_bytes());
            end.extend_from_slice(&1_u32.to_le_bytes());
        }
        end.extend_from_slice(b"PK\x05\x06");
        end.extend_from_slice(&[0; 4]);
        let entries = self.entries.min(0xffff) as u16;
        end.extend_from_slice(&entries.to_le_bytes());
        end.extend_from_slice(&entries.to_le_bytes());
        end.extend_from_slice(&(bytes.min(u64::from(u32::MAX)) as u32).to_le_bytes());
        end.extend_from_slice(&(start.min(u64::from(u32::MAX)) as u32).to_le_bytes());
        end.extend_from_slice(&[0; 2]);
        self.out.write_all(&self.directory)?;
        self.out.write_all(&end)?;
        self.out.flush()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_follow_the_rule() {
        for (name, path) in [
            ("Version.json", "attachments/327/version.json"),
            ("AssetTags.json", "attachments/634/assettags.json"),
            (
                "3f2a9c1e-7b64-4d0a-9e55-1c8d2b7f6a01_1.asset",
                "attachments/486/3f2a9c1e-7b64-4d0a-9e55-1c8d2b7f6a01_1.asset",
            ),
        ] {
            assert_eq!(attachment_path(name), path);
        }
    }

    #[test]
    fn instants_are_dates() {
        assert_eq!(instant(0), "2022-01-01T00:00:00Z");
        // 2022 and 2023 have 365 days each, 2024 starts with 31 + 28 days before the leap day.
        assert_eq!(
            instant((365 + 365 + 31 + 28) * 86_400 + 3_723),
            "2024-02-29T01:02:03Z"
        );
    }

    #[test]
    fn the_same_shape_gives_the_same_bytes() {
        let folder =
            std::env::temp_dir().join(format!("backup-inspector-archive-{}", std::process::id()));
        let shape = Shape {
            events: 300,
            files: 3,
            file_bytes: 1_000,
            ..Shape::bench()
        };
        write(&folder.join("a.zip"), shape).unwrap();
        write(&folder.join("b.zip"), shape).unwrap();
        let (a, b) = (
            std::fs::read(folder.join("a.zip")).unwrap(),
            std::fs::read(folder.join("b.zip")).unwrap(),
        );
        assert!(a == b, "two runs differ");
        assert!(a.len() > 100_000, "{} bytes", a.len());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
