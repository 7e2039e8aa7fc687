//! What the dry run holds: so many bytes for each object of the app, and nothing for a further event of one.
//! The figures stand in `docs/ARCHITECTURE.md`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// Memory is counted by an allocator, and an allocator can't be written without it.
#![allow(unsafe_code)]
#![allow(
    clippy::print_stdout,
    reason = "the figures are printed for those who ask"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use backup_inspector::format::squidex::decode::{self, Context};
use backup_inspector::format::squidex::restore::{AttachmentContent, DryRun, Special};
use backup_inspector::report::FindingSet;
use serde_json::{Value, json};

/// Counts what this thread holds.
struct Counting;

thread_local! {
    static HELD: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: all work is the system's allocator's; the counter is a number of this thread.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = HELD.try_with(|held| held.set(held.get() + layout.size()));
        // SAFETY: the caller's promise is handed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        let _ = HELD.try_with(|held| held.set(held.get().saturating_sub(layout.size())));
        // SAFETY: the caller's promise is handed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const APP: &str = "0b7d5a52-1111-4c2e-9a10-aaaaaaaaaaaa";
const SCHEMA: &str = "9c1d0e2f-2222-4a3b-8c4d-bbbbbbbbbbbb";
const OBJECTS: u64 = 20_000;

struct Fold {
    dry_run: DryRun,
    next: u64,
    context: Context,
}

impl Fold {
    fn new() -> Fold {
        let missing = AttachmentContent::missing;
        let special = Special {
            version: missing("version.json"),
            users: missing("users.json"),
            settings: missing("settings.json"),
            tags: missing("assettags.json"),
            alias: missing("assettagsalias.json"),
            urls: missing("urls.json"),
            avatar: missing("avatar.image"),
        };
        let mut fold = Fold {
            dry_run: DryRun::new(special),
            next: 0,
            context: Context::default(),
        };
        fold.event(
            "AppCreatedEvent",
            &format!("app-{APP}"),
            json!({ "name": "demo-shop" }),
        );
        fold
    }

    fn event(&mut self, event_type: &str, stream: &str, mut payload: Value) {
        payload["appId"] = format!("{APP},demo-shop").into();
        payload["actor"] = "subject:u1".into();
        let record = json!({ "n": {
            "t": event_type, "s": stream, "p": payload.to_string(),
            "h": { "Timestamp": "2024-05-06T07:08:09Z" },
        } });
        let mut remarks = FindingSet::default();
        let read = decode::event(
            self.next,
            record.to_string().as_bytes(),
            &mut self.context,
            &mut remarks,
        );
        assert!(read.outcome.is_ok(), "{:?}", read.outcome);
        self.next += 1;
        self.dry_run.event(read);
    }

    /// Bytes more that are held after so many rounds of `event`, for each.
    fn bytes_each(&mut self, mut event: impl FnMut(&mut Fold, String)) -> usize {
        let before = HELD.get();
        for number in 0..OBJECTS {
            // Ids as Squidex makes them: 36 characters.
            event(self, format!("{number:08x}-1111-4111-8111-111111111111"));
        }
        (HELD.get().saturating_sub(before)) / OBJECTS as usize
    }
}

fn stream(kind: &str, id: &str) -> String {
    format!("{kind}-{APP}--{id}")
}

fn content(fold: &mut Fold, event_type: &str, id: &str) {
    let payload = json!({
        "status": "Draft", "data": { "title": { "iv": "Blue kettle" } }, "contentId": id,
        "schemaId": format!("{SCHEMA},posts"),
    });
    fold.event(event_type, &stream("content", id), payload);
}

#[test]
fn memory_grows_with_objects_and_not_with_events() {
    let mut fold = Fold::new();
    let contents = fold.bytes_each(|fold, id| content(fold, "ContentCreatedEventV2", &id));
    let updates = fold.bytes_each(|fold, id| content(fold, "ContentUpdatedEvent", &id));
    let assets = fold.bytes_each(|fold, id| {
        let payload = json!({
            "parentId": SCHEMA, "fileName": format!("{id}.jpg"), "mimeType": "image/jpeg",
            "fileHash": format!("{id}AAAAAAAA"), "slug": "a", "fileVersion": 0, "fileSize": 6,
            "type": "Image", "metadata": {}, "tags": ["t-001"], "assetId": id,
        });
        fold.event("AssetCreatedEventV2", &stream("asset", &id), payload);
    });
    let moves = fold.bytes_each(|fold, id| {
        let payload = json!({ "parentId": SCHEMA, "assetId": id });
        fold.event("AssetMovedEvent", &stream("asset", &id), payload);
    });
    let schemas = fold.bytes_each(|fold, id| {
        let payload = json!({
            "schema": { "type": "Default", "name": "posts", "isPublished": true, "fields": [] },
            "schemaId": format!("{id},posts"),
        });
        fold.event("SchemaCreatedEventV2", &stream("schema", &id), payload);
    });
    let rules = fold.bytes_each(|fold, id| {
        let payload = json!({
            "trigger": { "triggerType": "ManualTrigger" }, "ruleId": id,
            "flow": { "steps": {}, "initialStepId": SCHEMA },
        });
        fold.event("RuleCreatedEventV2", &stream("rule", &id), payload);
    });
    let measured = format!(
        "bytes per content {contents}, asset {assets}, schema {schemas}, rule {rules}; \
         per further event of a content {updates}, of an asset {moves}"
    );
    // Shown by `cargo test --test squidex_memory -- --nocapture`.
    println!("{measured}");
    assert!(contents <= 130, "{measured}");
    assert!(assets <= 900, "{measured}");
    assert!(schemas <= 900, "{measured}");
    assert!(rules <= 900, "{measured}");
    assert!(updates == 0 && moves == 0, "{measured}");
}
