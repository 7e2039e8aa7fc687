//! Column rules of the Entity Framework stores (`formats/squidex.md` 5.9).

use super::super::*;
use super::Run;
use crate::format::Store;

/// Longest id column of the Entity Framework stores, in UTF-16 code units.
const SQL_ID: usize = 255;
/// `<guid>--` in front of the object's own part.
const SQL_APP_PREFIX: usize = 38;
/// `<guid>,` in front of the app's name, in the columns that hold both.
const SQL_NAMED_PREFIX: usize = 37;
/// A character that neither `text` nor `jsonb` takes.
pub(super) const NUL_REFUSED: &str = "a text holds the character U+0000, which PostgreSQL refuses";
/// Joined tags of an asset.
pub(super) const SQL_TAGS: usize = 1_000;
/// A status.
pub(super) const SQL_STATUS: usize = 100;

impl Run<'_> {
    /// Column rules of the Entity Framework stores apply.
    pub(super) fn is_sql(&self) -> bool {
        self.target.store == Store::PostgreSql
    }

    /// Why no row of an object can be written on this target, whatever the object.
    pub(super) fn sql_fault(&self, id: ObjectId) -> Option<String> {
        if !self.is_sql() {
            return None;
        }
        let part = self.dry.texts.utf16_len(id.part);
        if part + SQL_APP_PREFIX > SQL_ID {
            return Some(format!(
                "the id is {part} characters long, PostgreSQL's column takes {}",
                SQL_ID - SQL_APP_PREFIX
            ));
        }
        let name = self
            .dry
            .apps
            .last()
            .and_then(|app| self.effective_name(app.name.as_deref()))
            .unwrap_or_default();
        let len = name.encode_utf16().count();
        (len + SQL_NAMED_PREFIX > SQL_ID).then(|| {
            format!(
                "the app's name is {len} characters long, PostgreSQL's column takes {}",
                SQL_ID - SQL_NAMED_PREFIX
            )
        })
    }
}
