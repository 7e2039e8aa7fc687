//! The contents of one schema as rows, with what they hold.

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

use super::columns::{Path, member};
use super::{Looker, look};
use crate::error::Error;
use crate::format::squidex::check::SquidexCheck;
use crate::format::squidex::decode::instant_text;
use crate::format::squidex::export::json::Node;
use crate::format::squidex::restore::KeptContent;
use crate::format::squidex::target::Target;
use crate::inspect::query::{MAX_ROWS, Query, Rows};
use crate::sort;
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

/// Contents whose data is read for one search or sort: a moment's worth.
const MAX_LOOKED_AT: usize = 20_000;

/// Characters of a cell, and of what is sorted by.
const CELL_CHARS: usize = 160;
const KEY_CHARS: usize = 48;

/// The contents that the last query has found, in its order.
#[derive(Debug)]
pub(super) struct List {
    schema: String,
    part: Option<String>,
    text: Option<String>,
    sort: Option<String>,
    numbers: Vec<u32>,
    at_least: bool,
}

/// What a row is sorted by: nothing, then numbers, then texts.
#[derive(Debug, Clone, PartialEq)]
enum Key {
    Nothing,
    Number(f64),
    Text(String),
}

impl Key {
    fn of(text: String) -> Key {
        match text.is_empty() {
            true => Key::Nothing,
            false => Key::Text(text.to_lowercase()),
        }
    }

    fn compare(&self, other: &Key) -> Ordering {
        match (self, other) {
            (Key::Number(a), Key::Number(b)) => a.total_cmp(b),
            (Key::Text(a), Key::Text(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Key::Nothing => 0,
            Key::Number(_) => 1,
            Key::Text(_) => 2,
        }
    }
}

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
    let Some(schema) = query.within.as_deref() else {
        return Err(Error::Invalid(
            "contents with their data are listed by schema: name one by its id".into(),
        ));
    };
    look(check, files, target, |looker| {
        let (paths, more) = looker.paths(schema);
        looker.find(schema, query, &paths)?;
        let Some(list) = &looker.open.list else {
            return Err(Error::Protocol("the list is gone".into()));
        };
        let from = usize::try_from(query.from).unwrap_or(usize::MAX);
        let limit = query.limit.min(MAX_ROWS) as usize;
        let page: Vec<u32> = list
            .numbers
            .iter()
            .skip(from)
            .take(limit)
            .copied()
            .collect();
        let mut found = Rows {
            total: list.numbers.len() as u64,
            at_least: list.at_least,
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

/// Whether a content is of a part, by the names that the report's counts have.
fn is_part(content: &KeptContent, part: Option<&str>) -> Result<bool, Error> {
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
fn displayed(content: &KeptContent) -> &str {
    let shown = content.draft.as_ref().unwrap_or(&content.current);
    &shown.status
}

impl Looker<'_, '_> {
    /// Finds the contents of the query, unless the last one was for the same.
    fn find(&mut self, schema: &str, query: &Query, paths: &[Path]) -> Result<(), Error> {
        let text = query.text.as_deref().filter(|text| !text.is_empty());
        if let Some(list) = &self.open.list
            && list.schema == schema
            && list.part == query.part
            && list.text.as_deref() == text
            && list.sort == query.sort
        {
            return Ok(());
        }
        self.open.list = None;
        let all = self.open.groups.get(schema).cloned().unwrap_or_default();
        let mut list = List {
            schema: schema.to_owned(),
            part: query.part.clone(),
            text: text.map(str::to_owned),
            sort: query.sort.clone(),
            numbers: Vec::new(),
            at_least: false,
        };
        for number in all {
            if let Some(content) = self.folded.dry.kept_content(number)
                && is_part(&content, query.part.as_deref())?
            {
                list.numbers.push(number);
            }
        }
        if let Some(text) = text {
            let wanted = text.to_lowercase();
            list.at_least = list.numbers.len() > MAX_LOOKED_AT;
            list.numbers.truncate(MAX_LOOKED_AT);
            let mut found = Vec::new();
            for number in list.numbers {
                if self.has_text(number, &wanted)? {
                    found.push(number);
                }
            }
            list.numbers = found;
        }
        if let Some(sort) = &query.sort {
            let (column, down) = match sort.strip_prefix('-') {
                Some(column) => (column, true),
                None => (sort.as_str(), false),
            };
            let path = match column.strip_prefix("data.") {
                None if COLUMNS.contains(&column) => None,
                None => return Err(no_column(column)),
                Some(key) => Some(
                    paths
                        .iter()
                        .find(|path| path.column.key == key)
                        .ok_or_else(|| no_column(column))?,
                ),
            };
            if path.is_some() || column == "name" {
                // What lies behind is not looked at, so it is not in the order and not in the list.
                list.at_least |= list.numbers.len() > MAX_LOOKED_AT;
                list.numbers.truncate(MAX_LOOKED_AT);
            }
            let mut keyed = Vec::with_capacity(list.numbers.len());
            for number in list.numbers {
                keyed.push((self.key(number, column, path)?, number));
            }
            // Equal rows keep their order, both ways.
            sort::sort_by(&mut keyed, |(a, _), (b, _)| {
                let order = a.compare(b);
                if down { order.reverse() } else { order }
            });
            list.numbers = keyed.into_iter().map(|(_, number)| number).collect();
        }
        self.open.list = Some(list);
        Ok(())
    }

    /// Whether a content has the text, given in lower case, in its data, id or status.
    fn has_text(&mut self, number: u32, wanted: &str) -> Result<bool, Error> {
        let Some(content) = self.folded.dry.kept_content(number) else {
            return Ok(false);
        };
        let has = |text: &str| text.to_lowercase().contains(wanted);
        if has(&content.id) || has(displayed(&content)) || has(&content.current.status) {
            return Ok(true);
        }
        let draft = content.draft.as_ref().map(|draft| draft.at);
        for at in std::iter::once(content.current.at).chain(draft) {
            let found = self.data(&content, at)?;
            // Names of fields and languages are in every content.
            let values = found.iter().flat_map(|data| data.pairs());
            let mut values = values.flat_map(|(_, partitions)| partitions.pairs());
            if values.any(|(_, value)| value.has_text(&has)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn key(&mut self, number: u32, column: &str, path: Option<&Path>) -> Result<Key, Error> {
        let Some(content) = self.folded.dry.kept_content(number) else {
            return Ok(Key::Nothing);
        };
        let instant = |at: Option<(i64, i32)>| match at {
            Some((seconds, nanos)) => Key::Number(seconds as f64 + f64::from(nanos) * 1e-9),
            None => Key::Nothing,
        };
        if let Some(path) = path {
            let data = self.data(&content, content.current.at)?;
            let Some(value) = data.as_ref().and_then(|data| at_path(data, path)) else {
                return Ok(Key::Nothing);
            };
            return Ok(match value {
                Node::Number(number) => number.parse().map_or(Key::Nothing, Key::Number),
                Node::Bool(yes) => Key::Number(f64::from(u8::from(yes))),
                value => Key::of(self.cell(&value, &path.shape, KEY_CHARS)?),
            });
        }
        Ok(match column {
            "id" => Key::Text(content.id),
            "name" => Key::of(self.name_of(number)?.unwrap_or_default()),
            "status" => Key::of(content.current.status),
            "new_status" => Key::of(content.draft.map(|draft| draft.status).unwrap_or_default()),
            "scheduled" => Key::Number(f64::from(u8::from(content.scheduled_at.is_some()))),
            "deleted" => Key::Number(f64::from(u8::from(content.deleted))),
            "version" => Key::Number(content.version as f64),
            "created" => instant(content.created),
            "last_modified" => instant(content.last_modified),
            "created_by" => Key::of(content.created_by.unwrap_or_default()),
            "last_modified_by" => Key::of(content.last_modified_by.unwrap_or_default()),
            _ => Key::Nothing,
        })
    }

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

fn no_column(column: &str) -> Error {
    Error::Invalid(format!("there is no column \"{column}\" of these contents"))
}

/// The value of a column; of a field in an array, those of all its items in a list.
fn at_path(data: &Node<'static>, path: &Path) -> Option<Node<'static>> {
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
