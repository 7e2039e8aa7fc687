//! The contents of one schema as rows, with what they hold.

use serde_json::{Map, Value, json};

use super::columns::{Path, member};
use super::find::{Asked, Gathered};
use super::{Looker, look};
use crate::error::Error;
use crate::format::squidex::check::SquidexCheck;
use crate::format::squidex::decode::instant_text;
use crate::format::squidex::export::json::Node;
use crate::format::squidex::restore::KeptContent;
use crate::format::squidex::target::Target;
use crate::inspect::query::{MAX_ROWS, Query, Rows};
use crate::source::Files;

/// Keys of a row.
pub(in crate::format::squidex) const COLUMNS: &[&str] = &[
    "id",
    "name",
    "status",
    "new_status",
    "scheduled",
    "deleted",
    "version",
    "created",
    "created_by",
    "last_modified",
    "last_modified_by",
    "data",
    "new_data",
];

/// Characters of a cell, and so of what is sorted by.
pub(super) const CELL_CHARS: usize = 160;

/// Rows of the contents of a schema, whose id is `within`.
///
/// # Errors
/// `Invalid` if no schema is named, or there is no such part or column; `Read` if the file can't be read.
pub(in crate::format::squidex) fn rows(
    check: &SquidexCheck,
    files: &Files,
    target: &Target,
    query: &Query,
) -> Result<Rows, Error> {
    let schema = schema_of(query)?;
    look(check, files, target, |looker| {
        let (paths, more) = looker.paths(schema);
        let asked = Asked::of(schema, query);
        while !looker.find(&asked, &paths)?.ready {}
        let Some(list) = &looker.open.list else {
            return Err(Error::Protocol("the list is gone".into()));
        };
        let from = usize::try_from(query.from).unwrap_or(usize::MAX);
        let limit = query.limit.min(MAX_ROWS) as usize;
        let page: Vec<u32> = list
            .numbers()
            .iter()
            .skip(from)
            .take(limit)
            .copied()
            .collect();
        let mut found = Rows {
            total: list.numbers().len() as u64,
            ..Rows::default()
        };
        if more {
            found.incomplete.push(format!(
                "the schema has more columns than are shown ({})",
                paths.len()
            ));
        }
        for number in page {
            let row = looker.row(number, &paths, &mut found.incomplete)?;
            found.rows.extend(row);
        }
        Ok(found)
    })
}

/// Goes on with what a query looks for and sorts by: a moment's worth.
///
/// # Errors
/// As [`rows`].
pub(in crate::format::squidex) fn gather(
    check: &SquidexCheck,
    files: &Files,
    target: &Target,
    query: &Query,
) -> Result<Gathered, Error> {
    let schema = schema_of(query)?;
    look(check, files, target, |looker| {
        let (paths, _) = looker.paths(schema);
        looker.find(&Asked::of(schema, query), &paths)
    })
}

fn schema_of(query: &Query) -> Result<&str, Error> {
    query.within.as_deref().ok_or_else(|| {
        Error::Invalid("contents with their data are listed by schema: name one by its id".into())
    })
}

/// Whether a content is of a part, by the names that the report's counts have.
pub(super) fn is_part(content: &KeptContent, part: Option<&str>) -> Result<bool, Error> {
    let there = !content.deleted;
    Ok(match part.unwrap_or("present") {
        "total" => true,
        "present" => there,
        "deleted" => content.deleted,
        "live" => there && content.current.status == "Published",
        "draft" => there && content.draft.is_some(),
        "scheduled" => there && content.scheduled_at.is_some(),
        other => match other.strip_prefix("status:") {
            Some(status) => there && displayed(content) == status,
            None => {
                return Err(Error::Invalid(format!(
                    "there is no part \"{other}\" of contents"
                )));
            }
        },
    })
}

/// The status that the app shows: that of the draft, if there is one.
pub(super) fn displayed(content: &KeptContent) -> &str {
    let shown = content.draft.as_ref().unwrap_or(&content.current);
    &shown.status
}

impl Looker<'_, '_> {
    fn row(
        &mut self,
        number: u32,
        paths: &[Path],
        incomplete: &mut Vec<String>,
    ) -> Result<Option<Value>, Error> {
        let Some(content) = self.folded.dry.kept_content(number) else {
            return Ok(None);
        };
        let current = self.cells(number, &content, content.current.at, paths)?;
        let draft = match &content.draft {
            Some(draft) => self.cells(number, &content, draft.at, paths)?,
            None => None,
        };
        if current.is_none() {
            incomplete.push(format!(
                "event {}: what the content {} holds can't be read",
                content.current.at, content.id
            ));
        }
        // Of a draft only what differs.
        let changes = draft.map(|draft| {
            let before = |key: &str| current.as_ref().and_then(|cells| cells.get(key));
            let mut changes: Map<String, Value> = draft
                .iter()
                .filter(|(key, value)| before(key) != Some(*value))
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect();
            for key in current.iter().flat_map(Map::keys) {
                if !draft.contains_key(key) {
                    changes.insert(key.clone(), Value::Null);
                }
            }
            changes
        });
        let instant = |at: Option<(i64, i32)>| at.map(instant_text);
        Ok(Some(json!({
            "id": content.id,
            "name": self.name_of(number)?,
            "status": content.current.status,
            "new_status": content.draft.map(|draft| draft.status),
            "scheduled": content.scheduled_at.is_some(),
            "deleted": content.deleted,
            "version": content.version,
            "created": instant(content.created),
            "created_by": content.created_by,
            "last_modified": instant(content.last_modified),
            "last_modified_by": content.last_modified_by,
            "data": current,
            "new_data": changes,
        })))
    }

    /// Texts by the keys of the columns, of those that have a value.
    fn cells(
        &mut self,
        number: u32,
        content: &KeptContent,
        at: u64,
        paths: &[Path],
    ) -> Result<Option<Map<String, Value>>, Error> {
        let Some(data) = self.data(content, at)? else {
            return Ok(None);
        };
        // Spares reading the content once more for its name.
        if at == content.current.at {
            let name = self.name_in(content, &data);
            self.keep_name(number, name);
        }
        let mut cells = Map::new();
        for path in paths {
            let Some(value) = at_path(&data, path) else {
                continue;
            };
            let text = self.cell(&value, &path.shape, CELL_CHARS)?;
            if !text.is_empty() {
                cells.insert(path.column.key.clone(), text.into());
            }
        }
        Ok(Some(cells))
    }
}

/// The value of a column; of a field in an array, those of all its items in a list.
pub(super) fn at_path(data: &Node<'static>, path: &Path) -> Option<Node<'static>> {
    let value = member(member(data, &path.field)?, &path.partition)?;
    let Some(nested) = &path.nested else {
        return Some(value.clone());
    };
    if let Node::List(items) = value {
        let values: Vec<Node<'static>> = items
            .iter()
            .filter_map(|item| member(item, nested))
            .cloned()
            .collect();
        // Lists of ids become one.
        let flat = values.into_iter().flat_map(|value| match value {
            Node::List(items) => items,
            other => vec![other],
        });
        let flat: Vec<Node<'static>> = flat.collect();
        return (!flat.is_empty()).then_some(Node::List(flat));
    }
    member(value, nested).cloned()
}
