//! What the Entity Framework stores refuse (`formats/squidex.md` 5.9).

use super::super::columns::{APP_PREFIX, ID, NAMED_PREFIX, STATUS, STREAM, TAGS};
use super::super::contents::{ContentState, Flags};
use super::super::*;
use super::Run;
use super::failure::*;
use crate::format::squidex::messages::INTERNAL_ERROR;
use crate::format::squidex::target::Store;

/// A character that neither `text` nor `jsonb` takes.
pub(super) const NUL_REFUSED: &str = "a text holds the character U+0000, which PostgreSQL refuses";

impl Run<'_> {
    /// Column rules of the Entity Framework stores apply.
    pub(super) fn is_sql(&self) -> bool {
        self.target.store == Store::PostgreSql
    }

    /// Why the row of an asset can't be written.
    pub(super) fn asset_column(&self, id: ObjectId, asset: &AssetState) -> Option<String> {
        if !self.is_sql() {
            return None;
        }
        if !asset.file_name.is_some() {
            return Some("`fileName` is null or missing, which PostgreSQL refuses".into());
        }
        if !asset.has_mime_type {
            return Some("`mimeType` is null or missing, which PostgreSQL refuses".into());
        }
        if asset.has_nul {
            return Some(NUL_REFUSED.into());
        }
        if asset.tags_len > TAGS {
            return Some(format!(
                "the tags are longer than the {TAGS} characters of PostgreSQL's column"
            ));
        }
        asset
            .actors
            .fault()
            .or_else(|| self.long_id("assetId", asset.id))
            .or_else(|| self.long_id("parentId", asset.parent))
            .or_else(|| self.any_column(id))
    }

    /// Why the row of a folder can't be written.
    pub(super) fn folder_column(&self, id: ObjectId, folder: &FolderState) -> Option<String> {
        if !self.is_sql() {
            return None;
        }
        if !folder.name.is_some() {
            return Some("`folderName` is null or missing, which PostgreSQL refuses".into());
        }
        if folder.has_nul {
            return Some(NUL_REFUSED.into());
        }
        folder
            .actors
            .fault()
            .or_else(|| self.long_id("assetFolderId", folder.id))
            .or_else(|| self.long_id("parentId", folder.parent))
            .or_else(|| self.any_column(id))
    }

    /// Why the row of a rule can't be written.
    pub(super) fn rule_column(&self, id: ObjectId, rule: &RuleState) -> Option<String> {
        if !self.is_sql() {
            return None;
        }
        if rule.has_nul {
            return Some(NUL_REFUSED.into());
        }
        self.any_column(id)
    }

    /// Why the row of a schema can't be written.
    pub(super) fn schema_column(&self, id: ObjectId, schema: &SchemaState) -> Option<String> {
        if !self.is_sql() {
            return None;
        }
        if schema.name.is_none() {
            return Some("`schema.name` is null or missing, which PostgreSQL refuses".into());
        }
        if schema.has_nul {
            return Some(NUL_REFUSED.into());
        }
        self.any_column(id)
    }

    /// Why the row of a content can't be written.
    pub(super) fn content_column(&self, id: ObjectId, content: &ContentState) -> Option<String> {
        if !self.is_sql() {
            return None;
        }
        let (flags, texts) = (content.flags, &self.dry.texts);
        if flags.has(Flags::CURRENT_HAS_NUL) || flags.has(Flags::DRAFT_HAS_NUL) {
            return Some(NUL_REFUSED.into());
        }
        if [content.current, content.draft]
            .iter()
            .any(|status| texts.char_len(*status) > STATUS)
        {
            return Some(format!(
                "a status is longer than the {STATUS} characters of PostgreSQL's column"
            ));
        }
        if flags.has(Flags::LONG_SCHEMA) {
            return Some(format!(
                "`schemaId` is longer than the {ID} characters of PostgreSQL's column"
            ));
        }
        content
            .actors
            .fault()
            .or_else(|| self.long_id("contentId", content.id))
            .or_else(|| self.any_column(id))
    }

    /// The first event that can't be written to the event store, and why.
    pub(super) fn stream_column(&self) -> Option<(u64, Box<Failure>)> {
        let (index, chars) = self.dry.long_stream.filter(|_| self.is_sql())?;
        let message = format!(
            "event {index}: the name of its stream is {chars} characters long on the target, PostgreSQL's column takes {STREAM}"
        );
        let failure =
            self.failure_at_event(INTERNAL_ERROR, &codes::POSTGRESQL_LIMIT, index, message);
        Some((index, failure))
    }

    /// An id as an event gives it.
    fn long_id(&self, field: &str, id: TextId) -> Option<String> {
        let chars = self.dry.texts.char_len(id);
        (chars > ID).then(|| {
            format!("`{field}` is {chars} characters long, PostgreSQL's column takes {ID}")
        })
    }

    /// Columns that all kinds of objects have.
    fn any_column(&self, id: ObjectId) -> Option<String> {
        let part = self.dry.texts.char_len(id.part);
        if part + APP_PREFIX > ID {
            return Some(format!(
                "the id is {part} characters long, PostgreSQL's column takes {}",
                ID - APP_PREFIX
            ));
        }
        let app = self.dry.apps.last();
        let name = app
            .and_then(|app| self.effective_name(app.name.as_deref()))
            .unwrap_or_default();
        let len = name.chars().count();
        (len + NAMED_PREFIX > ID).then(|| {
            format!(
                "the app's name is {len} characters long, PostgreSQL's column takes {}",
                ID - NAMED_PREFIX
            )
        })
    }
}
