//! One content, as an editor knows it: its fields with their labels, what is live beside the draft.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::Value;

use super::columns::{hints, member, partitions, title};
use super::value::ValueView;
use super::{Looker, look};
use crate::error::Error;
use crate::format::squidex::check::SquidexCheck;
use crate::format::squidex::decode::{self, instant_text};
use crate::format::squidex::event_log;
use crate::format::squidex::events::schema::Type;
use crate::format::squidex::events::table::shape;
use crate::format::squidex::events::{EventType, Kind};
use crate::format::squidex::export::json::Node;
use crate::format::squidex::export::record::actor;
use crate::format::squidex::restore::KeptContent;
use crate::format::squidex::target::Target;
use crate::inspect::query::Query;
use crate::source::Files;

/// Most values of a content that the schema knows nothing of.
const MAX_OTHERS: usize = 500;

/// A content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ContentView {
    /// Id.
    pub id: String,
    /// What it is called.
    pub name: Option<String>,
    /// Id of its schema; empty if no event gave one.
    pub schema_id: String,
    /// Name of the schema; `null` if none of that id exists.
    pub schema: Option<String>,
    /// How the schema is called for people.
    pub schema_label: Option<String>,
    /// Number of its version.
    #[cfg_attr(test, ts(type = "number"))]
    pub version: u64,
    /// Deleted at the end.
    pub deleted: bool,
    /// ISO 8601 in UTC.
    pub created: Option<String>,
    /// Actor, as in the archive.
    pub created_by: Option<String>,
    /// ISO 8601 in UTC.
    pub last_modified: Option<String>,
    /// Actor, as in the archive.
    pub last_modified_by: Option<String>,
    /// A change of status that is planned.
    pub schedule: Option<Planned>,
    /// What stands side by side.
    pub shown: Vec<Shown>,
    /// In the order of the schema; what it does not know at the end.
    pub fields: Vec<FieldView>,
    /// More values than are shown.
    pub more: bool,
}

/// A change of status that is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Planned {
    /// The status then.
    pub status: Option<String>,
    /// ISO 8601 in UTC.
    pub due_time: Option<String>,
    /// Actor, as in the archive.
    pub scheduled_by: Option<String>,
}

/// A version of a content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Shown {
    /// `earlier`, `current` or `draft`.
    pub which: &'static str,
    /// Its status; `null` of an earlier one.
    pub status: Option<String>,
    /// Position of the event with its data.
    #[cfg_attr(test, ts(type = "number"))]
    pub event_index: u64,
    /// Its data can be read.
    pub readable: bool,
}

/// A field, or one language of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FieldView {
    /// `name.partition`.
    pub key: String,
    /// For people.
    pub label: String,
    /// What is said of it to editors.
    pub hints: Option<String>,
    /// Type of the field; `null` if the schema has none of that name.
    pub field_type: Option<String>,
    /// Language; `null` for a field with one value for all.
    pub language: Option<String>,
    /// Not shown to editors.
    pub hidden: bool,
    /// One for each of those that stand side by side; `null`: no value.
    pub values: Vec<Option<ValueView>>,
    /// They are not the same.
    pub differs: bool,
}

/// An event of a content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HistoryLine {
    /// Position of the event.
    #[cfg_attr(test, ts(type = "number"))]
    pub index: u64,
    /// Its type.
    pub event_type: String,
    /// ISO 8601 in UTC.
    pub timestamp: Option<String>,
    /// Actor, as in the archive.
    pub actor: Option<String>,
    /// It has data, which can stand beside what there is now.
    pub brings_data: bool,
}

/// Most events of one content that are listed.
const MAX_EVENTS: u64 = 200;

/// The events of a content, the latest first; and whether there may be more than were found.
///
/// # Errors
/// When the file can't be read.
pub(in crate::format::squidex) fn history(
    check: &SquidexCheck,
    files: &Files,
    id: &str,
) -> Result<(Vec<HistoryLine>, bool), Error> {
    let query = Query {
        table: super::super::tables::EVENTS.into(),
        within: Some(id.to_owned()),
        sort: Some("-index".into()),
        limit: MAX_EVENTS,
        ..Query::default()
    };
    let found = event_log::rows::rows(check, files, &query)?;
    let line = |row: &Value| {
        let text = |key: &str| row.get(key)?.as_str().map(str::to_owned);
        let event_type = text("type")?;
        let event = EventType::parse(&event_type)?;
        (event.kind() == Kind::Content).then_some(())?;
        Some(HistoryLine {
            index: row.get("index")?.as_u64()?,
            timestamp: text("timestamp"),
            actor: text("actor"),
            // A draft begins with what is live, and nearly always without data of its own.
            brings_data: event != EventType::ContentDraftCreated
                && shape(event)
                    .all()
                    .any(|property| matches!(property.ty, Type::Data)),
            event_type,
        })
    };
    let lines: Vec<HistoryLine> = found.rows.iter().filter_map(line).collect();
    Ok((lines, found.at_least))
}

/// A content by its id. `at`: position of an earlier event with its data, which then stands beside the others.
///
/// # Errors
/// `Invalid` if there is no such content or event, `Read` if the file can't be read.
pub(in crate::format::squidex) fn view(
    check: &SquidexCheck,
    files: &Files,
    target: &Target,
    id: &str,
    at: Option<u64>,
) -> Result<ContentView, Error> {
    look(check, files, target, |looker| looker.content(id, at))
}

impl Looker<'_, '_> {
    fn content(&mut self, id: &str, at: Option<u64>) -> Result<ContentView, Error> {
        let number = self.folded.dry.content_of(id);
        let found = number.and_then(|number| self.folded.dry.kept_content(number));
        let (Some(number), Some(content)) = (number, found) else {
            return Err(Error::Invalid(format!("there is no content \"{id}\"")));
        };
        if let Some(at) = at {
            self.is_of(&content, at)?;
        }
        let mut shown = Vec::new();
        let mut datas = Vec::new();
        let current = (
            "current",
            content.current.at,
            Some(content.current.status.clone()),
        );
        let draft = content.draft.as_ref();
        let draft = draft.map(|draft| ("draft", draft.at, Some(draft.status.clone())));
        let earlier = at.map(|at| ("earlier", at, None));
        for (which, event_index, status) in earlier
            .into_iter()
            .chain(std::iter::once(current))
            .chain(draft)
        {
            let data = self.data(&content, event_index)?;
            shown.push(Shown {
                which,
                status,
                event_index,
                readable: data.is_some(),
            });
            datas.push(data.unwrap_or(Node::Null));
        }
        let (fields, more) = self.fields(&content.schema_id, &datas)?;
        let (schema, schema_label) = self.schema_words(&content.schema_id);
        let instant = |at: Option<(i64, i32)>| at.map(instant_text);
        Ok(ContentView {
            name: self.name_of(number)?,
            schedule: self.schedule(&content)?,
            id: content.id,
            schema_id: content.schema_id,
            schema,
            schema_label,
            version: content.version,
            deleted: content.deleted,
            created: instant(content.created),
            created_by: content.created_by,
            last_modified: instant(content.last_modified),
            last_modified_by: content.last_modified_by,
            shown,
            fields,
            more,
        })
    }

    /// Whether an event brings data of this content.
    fn is_of(&mut self, content: &KeptContent, at: u64) -> Result<(), Error> {
        let record = self.folded.record(at)?;
        let payload = record.as_ref().and_then(|record| record.payload());
        let is_own = payload
            .as_ref()
            .and_then(|payload| payload.text_of("contentId"))
            .is_some_and(|id| id == content.id);
        match is_own {
            true => Ok(()),
            false => Err(Error::Invalid(format!(
                "event {at} is none of the content \"{}\"",
                content.id
            ))),
        }
    }

    fn schedule(&mut self, content: &KeptContent) -> Result<Option<Planned>, Error> {
        let Some(at) = content.scheduled_at else {
            return Ok(None);
        };
        let record = self.folded.record(at)?;
        let payload = record.as_ref().and_then(|record| record.payload());
        let payload = payload.unwrap_or(Node::Null);
        let due = payload.text_of("dueTime").and_then(decode::instant);
        Ok(Some(Planned {
            status: payload.text_of("status").map(str::to_owned),
            due_time: due.map(instant_text),
            scheduled_by: actor(&payload),
        }))
    }

    fn fields(
        &mut self,
        schema: &str,
        datas: &[Node<'static>],
    ) -> Result<(Vec<FieldView>, bool), Error> {
        let fields = self
            .schema(schema)
            .map(|known| known.schema.fields.clone())
            .unwrap_or_default();
        let languages = self.open.languages.clone();
        let mut views = Vec::new();
        let mut seen: HashSet<(String, String)> = HashSet::new();
        for field in fields.iter().filter(|field| field.kind != "UI") {
            for (partition, language) in partitions(field, &languages) {
                let mut values = Vec::new();
                let mut raw = Vec::new();
                for data in datas {
                    let value = member(data, &field.name).and_then(|all| member(all, &partition));
                    raw.push(value);
                    values.push(match value {
                        Some(value) => Some(self.value(value, Some(field), 0)?),
                        None => None,
                    });
                }
                views.push(FieldView {
                    key: format!("{}.{partition}", field.name),
                    label: title(field),
                    hints: hints(&field.properties),
                    field_type: Some(field.kind.clone()),
                    language,
                    hidden: field.hidden,
                    values,
                    differs: raw.windows(2).any(|pair| pair.first() != pair.last()),
                });
                seen.insert((field.name.clone(), partition));
            }
        }
        // What the schema or the app knows nothing of.
        let known = seen.len();
        for data in datas {
            for (name, partitions) in data.pairs() {
                for (partition, _) in partitions.pairs() {
                    let key = (name.clone(), partition.clone());
                    if !seen.insert(key) {
                        continue;
                    }
                    if seen.len() > known + MAX_OTHERS {
                        return Ok((views, true));
                    }
                    let mut values = Vec::new();
                    let mut raw = Vec::new();
                    for data in datas {
                        let value = member(data, name).and_then(|all| member(all, partition));
                        raw.push(value);
                        values.push(match value {
                            Some(value) => Some(self.value(value, None, 0)?),
                            None => None,
                        });
                    }
                    if values.iter().any(Option::is_some) {
                        views.push(FieldView {
                            key: format!("{name}.{partition}"),
                            label: name.clone(),
                            hints: None,
                            field_type: None,
                            language: (partition != super::columns::INVARIANT)
                                .then(|| partition.clone()),
                            hidden: false,
                            values,
                            differs: raw.windows(2).any(|pair| pair.first() != pair.last()),
                        });
                    }
                }
            }
        }
        Ok((views, false))
    }
}
