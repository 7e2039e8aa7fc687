//! `export contents`: what the restored app holds, a line for each content.

use std::collections::HashMap;

use super::super::events::EventType;
use super::super::layout::SpecialFile;
use super::super::restore::{KeptContent, KeptVersion};
use super::json::{Node, push_optional, push_text};
use super::links::Links;
use super::record::{Record, actor};
use super::table::{Columns, Value};
use super::{Folded, List, Out, secrets};
use crate::error::Error;
use crate::inspect::export::names::Folder;
use crate::inspect::export::{Form, Wanted};
use crate::report::csv::{self, Cell};
use crate::report::words::counted;

/// Status of a content that has none.
const NO_STATUS: &str = "Unknown";

/// How contents are written.
struct Writer<'w> {
    wanted: &'w Wanted,
    reading: Reading,
}

/// How what contents hold is read.
#[derive(Debug)]
pub(in crate::format::squidex) struct Reading {
    links: Links,
    /// Secrets stay.
    open: bool,
}

/// The contents of one schema, by its name.
struct Group {
    schema: Option<String>,
    numbers: Vec<u32>,
}

/// Writes them.
///
/// # Errors
/// `Invalid` if a schema is asked for that there is not, or several would go into one table; `Read` if the file can't be
/// read.
pub(in crate::format::squidex) fn write(
    folded: &mut Folded<'_>,
    wanted: &Wanted,
    out: &mut Out<'_>,
) -> Result<(), Error> {
    let names = folded.dry.schema_names(&folded.stored);
    let groups = groups(folded, wanted, &names, out)?;
    let one_file = !wanted.in_folder;
    if one_file && wanted.form == Form::Csv && groups.len() > 1 {
        let schemas: Vec<&str> = groups
            .iter()
            .filter_map(|group| group.schema.as_deref())
            .collect();
        return Err(Error::Invalid(format!(
            "one table holds the contents of one schema, and there are those of {}: name one of them with --schema, or a folder to write to ({})",
            groups.len(),
            schemas.join(", ")
        )));
    }
    // What a server is left with is told as it is: it is what its own store is compared with (`product.md` section 9).
    let open = wanted.as_restored || wanted.includes("secrets");
    let writer = Writer {
        wanted,
        reading: Reading::of(folded, open)?,
    };
    let mut files = Folder::default();
    let mut list = None;
    for group in &groups {
        if wanted.in_folder {
            let name = group.schema.as_deref().unwrap_or("without schema");
            let name = files.unique(&format!("{name}.{}", wanted.form.extension()));
            out.file(&[name], None);
        }
        if wanted.form == Form::Csv {
            writer.table(folded, group, out)?;
            continue;
        }
        let mut lines = list.take().unwrap_or_else(|| List::begin(wanted.form, out));
        for &number in &group.numbers {
            writer.line(folded, group, number, &mut lines, out)?;
            if !out.goes_on() {
                return Ok(());
            }
        }
        if wanted.in_folder {
            lines.end(out);
        } else {
            list = Some(lines);
        }
    }
    if one_file && wanted.form != Form::Csv {
        list.unwrap_or_else(|| List::begin(wanted.form, out))
            .end(out);
    }
    Ok(())
}

/// The contents that are wanted, by the name of their schema.
fn groups(
    folded: &Folded<'_>,
    wanted: &Wanted,
    names: &HashMap<String, String>,
    out: &mut Out<'_>,
) -> Result<Vec<Group>, Error> {
    if let Some(unknown) = wanted
        .only
        .iter()
        .find(|only| !names.values().any(|name| name == *only))
    {
        let mut known: Vec<&str> = names.values().map(String::as_str).collect();
        known.sort_unstable();
        return Err(Error::Invalid(format!(
            "there is no schema \"{unknown}\"; there are {}",
            known.join(", ")
        )));
    }
    let mut groups: Vec<Group> = Vec::new();
    let mut without_schema = 0;
    for number in folded.dry.contents_in_order(&folded.stored, names) {
        let Some(content) = folded.dry.kept_content(number) else {
            continue;
        };
        let schema = names.get(&content.schema_id);
        let is_one = match schema {
            Some(name) => wanted.only.is_empty() || wanted.only.contains(name),
            None => wanted.only.is_empty() && wanted.all,
        };
        without_schema += u64::from(schema.is_none() && !wanted.all && !content.deleted);
        if !is_one || content.deleted && !wanted.all {
            continue;
        }
        match groups
            .last_mut()
            .filter(|group| group.schema.as_ref() == schema)
        {
            Some(group) => group.numbers.push(number),
            None => groups.push(Group {
                schema: schema.cloned(),
                numbers: vec![number],
            }),
        }
    }
    if without_schema > 0 {
        out.told.notes.push(format!(
            "{} of schemas that don't exist: --all exports them",
            counted(without_schema, "content")
        ));
    }
    // A schema that is asked for by name has a table, if nothing is in it.
    if wanted.form == Form::Csv {
        for only in &wanted.only {
            if !groups
                .iter()
                .any(|group| group.schema.as_ref() == Some(only))
            {
                groups.push(Group {
                    schema: Some(only.clone()),
                    numbers: Vec::new(),
                });
            }
        }
    }
    Ok(groups)
}

impl Writer<'_> {
    fn table(
        &self,
        folded: &mut Folded<'_>,
        group: &Group,
        out: &mut Out<'_>,
    ) -> Result<(), Error> {
        let mut columns = Columns::default();
        let languages = folded.dry.language_codes();
        if let Some(schema) = &group.schema {
            for (field, localised) in folded.dry.fields_of(&folded.stored, schema) {
                let invariant = ["iv".to_owned()];
                columns.field(&field, if localised { &languages } else { &invariant });
            }
        }
        // What the schema does not know has columns, too: one look at all before the first row.
        for &number in &group.numbers {
            let Some(content) = folded.dry.kept_content(number) else {
                continue;
            };
            if let Some(record) = folded.record(content.current.at)?
                && let Some((data, _)) = data(&record)
            {
                columns.look(&data);
            }
            if !out.ask() {
                return Ok(());
            }
        }
        if columns.more {
            out.told
                .leave_out(None, "a table has more columns than are written".into());
        }
        if self.wanted.byte_order_mark {
            out.bytes().extend_from_slice(csv::BYTE_ORDER_MARK);
        }
        let heads = columns.heads();
        csv::push_row(out.bytes(), heads.iter().map(|head| Cell::Text(head)));
        for &number in &group.numbers {
            let Some(content) = folded.dry.kept_content(number) else {
                continue;
            };
            let first = [
                Value::Text(content.id.clone()),
                Value::Text(content.current.status.clone()),
                Value::plain(folded.instant(content.created)),
                Value::text(content.created_by.clone()),
                Value::plain(folded.instant(content.last_modified)),
                Value::text(content.last_modified_by.clone()),
                Value::Plain(content.version.to_string()),
                Value::Plain(content.deleted.to_string()),
            ];
            let doubles = folded.as_restored;
            let row = self
                .reading
                .with_data(folded, &content, content.current.at, |data| {
                    let values = first.iter().cloned().chain(columns.values(data, doubles));
                    let values: Vec<Value> = values.collect();
                    let mut row = Vec::new();
                    csv::push_row(&mut row, values.iter().map(Value::cell));
                    row
                })?;
            match row {
                Some(row) => {
                    out.bytes().extend_from_slice(&row);
                    out.told.written += 1;
                }
                None => unreadable(&content, content.current.at, out),
            }
            out.step();
            if !out.goes_on() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// A content as a JSON object.
    fn line(
        &self,
        folded: &mut Folded<'_>,
        group: &Group,
        number: u32,
        list: &mut List,
        out: &mut Out<'_>,
    ) -> Result<(), Error> {
        let Some(content) = folded.dry.kept_content(number) else {
            return Ok(());
        };
        let Some(current) = self.version(folded, &content, &content.current)? else {
            unreadable(&content, content.current.at, out);
            return Ok(());
        };
        let draft = match &content.draft {
            None => b"null".to_vec(),
            Some(draft) => match self.version(folded, &content, draft)? {
                Some(draft) => draft,
                None => {
                    unreadable(&content, draft.at, out);
                    return Ok(());
                }
            },
        };
        let schedule = match content.scheduled_at {
            None => b"null".to_vec(),
            Some(at) => match folded.record(at)? {
                Some(record) => schedule(folded, &record),
                None => {
                    unreadable(&content, at, out);
                    return Ok(());
                }
            },
        };
        let created = folded.instant(content.created);
        let modified = folded.instant(content.last_modified);
        let mut line = Vec::new();
        let to = &mut line;
        to.extend_from_slice(b"{\"id\":");
        push_text(to, &content.id);
        to.extend_from_slice(b",\"schema_id\":");
        push_text(to, &content.schema_id);
        to.extend_from_slice(b",\"schema\":");
        push_optional(to, group.schema.as_deref());
        to.extend_from_slice(
            format!(
                ",\"version\":{},\"deleted\":{}",
                content.version, content.deleted
            )
            .as_bytes(),
        );
        for (key, value) in [
            ("current", &current),
            ("new", &draft),
            ("schedule", &schedule),
        ] {
            to.extend_from_slice(format!(",\"{key}\":").as_bytes());
            to.extend_from_slice(value);
        }
        for (key, value) in [
            ("created", created),
            ("created_by", content.created_by),
            ("last_modified", modified),
            ("last_modified_by", content.last_modified_by),
        ] {
            to.extend_from_slice(format!(",\"{key}\":").as_bytes());
            push_optional(to, value.as_deref());
        }
        to.push(b'}');
        list.push(&line, out);
        Ok(())
    }

    /// `{ "status", "data" }`.
    fn version(
        &self,
        folded: &mut Folded<'_>,
        content: &KeptContent,
        version: &KeptVersion,
    ) -> Result<Option<Vec<u8>>, Error> {
        let doubles = folded.as_restored;
        self.reading.with_data(folded, content, version.at, |data| {
            let mut out = b"{\"status\":".to_vec();
            push_text(&mut out, &version.status);
            out.extend_from_slice(b",\"data\":");
            data.push(&mut out, doubles);
            out.push(b'}');
            out
        })
    }
}

impl Reading {
    /// With the links of the backup; secrets stand as `•••` unless they are `open`.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(in crate::format::squidex) fn of(
        folded: &mut Folded<'_>,
        open: bool,
    ) -> Result<Reading, Error> {
        let links = match folded.special(SpecialFile::Urls)? {
            Some(bytes) => Links::read(&bytes),
            None => Links::default(),
        };
        Ok(Reading { links, open })
    }

    /// Hands over the data of a version as the app holds it; `None`: it can't be read.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(in crate::format::squidex) fn with_data<R>(
        &self,
        folded: &mut Folded<'_>,
        content: &KeptContent,
        at: u64,
        take: impl FnOnce(&Node<'_>) -> R,
    ) -> Result<Option<R>, Error> {
        let Some(record) = folded.record(at)? else {
            return Ok(None);
        };
        let Some((mut data, rewritten)) = data(&record) else {
            return Ok(None);
        };
        let target = folded.target;
        let form = target
            .restore_name
            .as_deref()
            .filter(|name| !name.trim().is_empty());
        let name = form.or(content.app_name.as_deref());
        if let (true, Some(base), Some(name)) = (rewritten, target.target_url.as_deref(), name) {
            self.links.to(base, name).data(&mut data);
        }
        if !self.open {
            secrets::mask_data(&mut data);
        }
        Ok(Some(take(&data)))
    }
}

/// The data that an event brings, and whether the restore rewrites links in it.
pub(in crate::format::squidex) fn data(record: &Record) -> Option<(Node<'_>, bool)> {
    use EventType as E;
    let (name, rewritten) = match record.event_type()? {
        E::ContentCreated | E::OldContentCreated | E::ContentUpdated => ("data", true),
        E::ContentDraftCreated => ("migratedData", false),
        E::OldContentUpdateProposed => ("data", false),
        _ => return None,
    };
    let data = record.payload()?.take(name)?;
    matches!(data, Node::Object(_)).then_some((data, rewritten))
}

/// `{ "status", "due_time", "scheduled_by" }`.
fn schedule(folded: &Folded<'_>, record: &Record) -> Vec<u8> {
    let payload = record.payload().unwrap_or(Node::Null);
    let due = payload
        .text_of("dueTime")
        .and_then(super::super::decode::instant);
    let mut out = b"{\"status\":".to_vec();
    push_text(&mut out, payload.text_of("status").unwrap_or(NO_STATUS));
    out.extend_from_slice(b",\"due_time\":");
    push_optional(&mut out, folded.instant(due).as_deref());
    out.extend_from_slice(b",\"scheduled_by\":");
    push_optional(&mut out, actor(&payload).as_deref());
    out.push(b'}');
    out
}

fn unreadable(content: &KeptContent, at: u64, out: &mut Out<'_>) {
    let why = format!(
        "event {at}: what the content {} holds can't be read",
        content.id
    );
    out.told.leave_out(Some(at), why);
}
