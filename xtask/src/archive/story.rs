//! The life of a blog as events: the app and its schema, files, contents that are written, changed, published and
//! sometimes deleted.

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::record::{Event, object, quoted, uuid};
use super::text::{Random, data, vocabulary};
use super::writer::Zip;
use super::{APP, APP_NAME, HEAD_EVENTS, SPARSE_FILE_BYTES, Shape, USER};

/// Id and name of the only schema, as events name it.
const SCHEMA: &str = "c5b4a3f2-e1d0-4c8f-a605-1d5b0e9c3a77,posts";

/// Where the story stands.
struct Story<'a> {
    zip: &'a mut Zip,
    shape: Shape,
    random: Random,
    words: Vec<String>,
    /// Version of each content's stream.
    versions: Vec<u32>,
    /// So many of the first contents are deleted.
    deleted: usize,
    /// Files that were written.
    files: u64,
    /// SHA-256 of a sparse file, as base64.
    zeros_hash: String,
}

/// Writes all events, each file directly before its event.
///
/// # Errors
/// When the archive can't be written.
pub fn events(zip: &mut Zip, shape: Shape) -> Result<()> {
    let mut random = Random(0x0b5e_55ed);
    let words = vocabulary(&mut random);
    let zeros_hash = if shape.sparse_gb > 0 {
        inner_hash_of_zeros(SPARSE_FILE_BYTES)
    } else {
        String::new()
    };
    let mut story = Story {
        zip,
        shape,
        random,
        words,
        versions: Vec::new(),
        deleted: 0,
        files: 0,
        zeros_hash,
    };
    let contents_and_files = (shape.events - HEAD_EVENTS).max(1);
    for index in 0..shape.events {
        if index < HEAD_EVENTS {
            story.head(index)?;
            continue;
        }
        // Files are spread evenly over the events.
        let due = (index - HEAD_EVENTS + 1) * shape.all_files() / contents_and_files;
        if story.files < due {
            story.file(index)?;
        } else {
            story.content(index)?;
        }
    }
    Ok(())
}

impl Story<'_> {
    /// Writes one event.
    fn event(
        &mut self,
        index: u64,
        kind: &str,
        stream: &str,
        version: u32,
        payload: String,
    ) -> Result<()> {
        let mut event = Event {
            index,
            payload,
            random: &mut self.random,
        };
        let record = event.record(kind, stream, version);
        self.zip.event(index, &record)
    }

    /// One of the first events: app, contributor, language, schema, its publishing.
    fn head(&mut self, index: u64) -> Result<()> {
        let app = format!("app-{APP}");
        let schema_id = SCHEMA.split(',').next().unwrap_or("");
        let schema = format!("schema-{}", object(schema_id));
        let (kind, stream, version, payload) = match index {
            0 => (
                "AppCreatedEvent",
                &app,
                0,
                format!(r#""name":"{APP_NAME}""#),
            ),
            1 => (
                "AppContributorAssignedEventV2",
                &app,
                1,
                format!(
                    r#""contributorId":"{USER}","role":"Owner","isCreated":false,"isAdded":false"#
                ),
            ),
            2 => (
                "AppLanguageAddedEvent",
                &app,
                2,
                r#""language":"de""#.into(),
            ),
            3 => ("SchemaCreatedEventV2", &schema, 0, schema_payload()),
            _ => (
                "SchemaPublishedEvent",
                &schema,
                1,
                format!(r#""schemaId":"{SCHEMA}""#),
            ),
        };
        self.event(index, kind, stream, version, payload)
    }

    /// A file and the event that made it.
    fn file(&mut self, index: u64) -> Result<()> {
        let id = uuid(0xa55e_7000_0000_0000 + self.files);
        let name = format!("photo-{:05}.jpg", self.files);
        let entry = format!("{id}_0.asset");
        let (inner, size) = if self.files < self.shape.files {
            let bytes = self.random.bytes(self.shape.file_bytes);
            self.zip.attachment(&entry, &bytes)?;
            let hash = STANDARD.encode(Sha256::digest(&bytes));
            (hash, self.shape.file_bytes as u64)
        } else {
            self.zip.zeros(&entry, SPARSE_FILE_BYTES)?;
            (self.zeros_hash.clone(), SPARSE_FILE_BYTES)
        };
        let hash = STANDARD.encode(Sha256::digest(format!("{inner}{name}{size}")));
        let payload = format!(
            r#""parentId":"00000000-0000-0000-0000-000000000000","fileName":"{name}","fileHash":{},"mimeType":"image/jpeg","slug":"{name}","fileVersion":0,"fileSize":{size},"type":"Image","metadata":{{"pixelWidth":1600,"pixelHeight":900}},"tags":[],"assetId":"{id}""#,
            quoted(&hash)
        );
        self.files += 1;
        let stream = format!("asset-{}", object(&id));
        self.event(index, "AssetCreatedEventV2", &stream, 0, payload)
    }

    /// A content that is made, changed, published or deleted.
    fn content(&mut self, index: u64) -> Result<()> {
        let live = self.versions.len() - self.deleted;
        let dice = self.random.below(100);
        let mut any = || self.deleted + self.random.below(live as u64) as usize;
        let (kind, content) = match dice {
            _ if live < 10 => ("ContentCreatedEventV2", self.versions.len()),
            0..34 => ("ContentCreatedEventV2", self.versions.len()),
            34..70 => ("ContentUpdatedEvent", any()),
            70..98 => ("ContentStatusChangedEventV2", any()),
            _ => ("ContentDeletedEvent", self.deleted),
        };
        if content == self.versions.len() {
            self.versions.push(0);
        } else {
            self.versions[content] += 1;
        }
        let head = match kind {
            "ContentCreatedEventV2" => {
                let data = data(&self.words, &mut self.random);
                format!(r#""status":"Draft","data":{data},"#)
            }
            "ContentUpdatedEvent" => {
                format!(r#""data":{},"#, data(&self.words, &mut self.random))
            }
            "ContentStatusChangedEventV2" => {
                let status = ["Published", "Draft", "Archived"][self.random.below(3) as usize];
                let change = if status == "Published" {
                    "Published"
                } else {
                    "Change"
                };
                format!(r#""change":"{change}","status":"{status}","newVersion":false,"#)
            }
            _ => {
                self.deleted += 1;
                String::new()
            }
        };
        let id = uuid(content as u64);
        let payload = format!(r#"{head}"contentId":"{id}","schemaId":"{SCHEMA}""#);
        let stream = format!("content-{}", object(&id));
        self.event(index, kind, &stream, self.versions[content], payload)
    }
}

/// The schema as the event that creates it has it.
fn schema_payload() -> String {
    let fields: Vec<String> = ["title", "slug", "text", "tags", "rank"]
        .iter()
        .zip(["String", "String", "String", "Tags", "Number"])
        .enumerate()
        .map(|(at, (name, kind))| schema_field(at + 1, name, kind))
        .collect();
    format!(
        r#""schema":{{"type":"Default","name":"posts","category":null,"isPublished":false,"fields":[{}]}},"schemaId":"{SCHEMA}""#,
        fields.join(",")
    )
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
