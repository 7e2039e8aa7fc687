//! One asset, made of its events once more: `E/Assets/DomainObject/AssetDomainObject.State.cs`.

use super::super::events::EventType;
use super::json::{Node, parse};
use super::record::{Record, actor};

/// What an asset's events say of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::format::squidex) struct Asset {
    pub(in crate::format::squidex) file_name: Option<String>,
    pub(in crate::format::squidex) mime_type: Option<String>,
    pub(in crate::format::squidex) slug: Option<String>,
    /// `Image` …
    pub(in crate::format::squidex) kind: String,
    pub(in crate::format::squidex) hash: Option<String>,
    pub(in crate::format::squidex) bytes: i64,
    pub(in crate::format::squidex) protected: bool,
    /// Ids.
    pub(in crate::format::squidex) tags: Vec<String>,
    /// JSON text of an object.
    pub(in crate::format::squidex) metadata: String,
    pub(in crate::format::squidex) created: Option<(i64, i32)>,
    pub(in crate::format::squidex) created_by: Option<String>,
    pub(in crate::format::squidex) modified: Option<(i64, i32)>,
    pub(in crate::format::squidex) modified_by: Option<String>,
}

impl Asset {
    /// Applies an event that a fold has applied before.
    pub(in crate::format::squidex) fn apply(&mut self, record: &Record) {
        use EventType as E;
        let (Some(event), Some(payload)) = (record.event_type(), record.payload()) else {
            return;
        };
        let text = |name: &str| payload.text_of(name).map(str::to_owned);
        match event {
            E::AssetCreated | E::OldAssetCreated => {
                *self = Asset {
                    file_name: text("fileName"),
                    slug: text("slug"),
                    metadata: "{}".into(),
                    ..Asset::default()
                };
                self.file(event, &payload);
                self.tags(&payload);
            }
            E::AssetUpdated | E::OldAssetUpdated => self.file(event, &payload),
            E::AssetAnnotated | E::OldAssetRenamed | E::OldAssetTagged => {
                if let Some(name) = text("fileName") {
                    self.file_name = Some(name);
                }
                if let Some(slug) = text("slug") {
                    self.slug = Some(slug);
                }
                if let Some(Node::Bool(protected)) = payload.get("isProtected") {
                    self.protected = *protected;
                }
                if let Some(metadata) = payload.there("metadata") {
                    self.metadata = metadata.to_json(false);
                }
                self.tags(&payload);
            }
            _ => {}
        }
        let by = actor(&payload);
        if self.created.is_none() {
            self.created = record.timestamp;
        }
        if self.created_by.is_none() {
            self.created_by.clone_from(&by);
        }
        self.modified = record.timestamp;
        self.modified_by = by;
    }

    fn file(&mut self, event: EventType, payload: &Node<'_>) {
        let text = |name: &str| payload.text_of(name).map(str::to_owned);
        self.mime_type = text("mimeType");
        self.hash = text("fileHash");
        self.bytes = payload
            .get("fileSize")
            .and_then(Node::int)
            .unwrap_or_default();
        if matches!(
            event,
            EventType::OldAssetCreated | EventType::OldAssetUpdated
        ) {
            self.old_kind(payload);
            return;
        }
        self.kind = match payload.get("type") {
            Some(Node::Text(kind)) => kind.clone(),
            _ => "Unknown".into(),
        };
        self.metadata = payload
            .there("metadata")
            .map_or_else(|| "{}".into(), |metadata| metadata.to_json(false));
    }

    /// Before 2020 an image had its size in two properties (M/OldEvents/AssetCreated.cs).
    fn old_kind(&mut self, payload: &Node<'_>) {
        let image = payload.is_true("isImage");
        self.kind = if image { "Image" } else { "Unknown" }.into();
        let mut pairs = Vec::new();
        for name in ["pixelWidth", "pixelHeight"] {
            if let Some(number @ Node::Number(_)) = payload.get(name).filter(|_| image) {
                pairs.push((name.to_owned(), number.clone()));
            }
        }
        self.metadata = Node::Object(pairs).to_json(false);
    }

    fn tags(&mut self, payload: &Node<'_>) {
        if let Some(tags) = payload.there("tags") {
            let tags = tags.items().iter().filter_map(Node::text);
            self.tags = tags.map(str::to_owned).collect();
        }
    }

    /// The metadata as a value.
    pub(in crate::format::squidex) fn metadata(&self) -> Node<'_> {
        parse(&self.metadata).unwrap_or(Node::Object(Vec::new()))
    }
}
