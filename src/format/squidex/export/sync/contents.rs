//! Contents in batches (`formats/squidex-sync.md` 2.5), without what a server would refuse. Drafts over live versions,
//! schedules, and contents of unpublished schemas lie beside.

use super::super::super::decode;
use super::super::super::restore::{KeptContent, KeptVersion};
use super::super::Folded;
use super::super::contents;
use super::super::json::Node;
use super::super::schema::{Field, Schema};
use super::super::schemas::object;
use super::fields::is_known;
use super::{BATCH, MAX_FILE_BYTES, NOT_CARRIED, Out, State, left_behind};
use crate::error::Error;
use crate::inspect::export::names::Folder;
use crate::report::words::counted;

/// Statuses where there is no workflow.
const STATUSES: [&str; 3] = ["Draft", "Archived", "Published"];

/// Components in components that are looked into.
const MAX_DEPTH: usize = 32;

/// Contents that stay out, by why.
#[derive(Default)]
struct Left {
    drafts: Vec<u32>,
    schedules: Vec<u32>,
    unpublished: Vec<u32>,
    refused: Vec<(u32, String)>,
}

/// Writes them.
pub(super) fn write(
    folded: &mut Folded<'_>,
    state: &mut State<'_>,
    out: &mut Out<'_>,
) -> Result<(), Error> {
    let names = folded.dry.schema_names(&folded.stored);
    let mut left = Left::default();
    let mut files = Folder::default();
    let mut written = 0;
    // The file that is being filled: schema, its folder, number of the next file, items.
    let mut open: Option<Batch> = None;
    for number in folded.dry.contents_in_order(&folded.stored, &names) {
        let Some(content) = folded
            .dry
            .kept_content(number)
            .filter(|content| !content.deleted)
        else {
            continue;
        };
        let Some(schema) = state.schema(&content.schema_id).cloned() else {
            continue;
        };
        if schema.kind == "Component" {
            continue;
        }
        if schema.kind == "Default" && !schema.published {
            left.unpublished.push(number);
            continue;
        }
        if open
            .as_ref()
            .is_none_or(|batch| batch.schema != schema.name)
        {
            if let Some(mut batch) = open.take() {
                batch.flush(state, out);
            }
            open = Some(Batch::new(&schema.name, files.unique(&schema.name)));
        }
        let Some(batch) = &mut open else { continue };
        match item(folded, state, &content, &schema, batch.any)? {
            Err(why) => left.refused.push((number, why)),
            Ok(item) => {
                if content.draft.is_some() {
                    left.drafts.push(number);
                }
                if content.scheduled_at.is_some() {
                    left.schedules.push(number);
                }
                batch.push(item, state, out);
                written += 1;
            }
        }
        if !out.goes_on() {
            return Ok(());
        }
    }
    if let Some(mut batch) = open {
        batch.flush(state, out);
    }
    state.counts.push(("content", written));
    behind(folded, state, &left, out)
}

/// One file of contents.
struct Batch {
    schema: String,
    folder: String,
    number: u64,
    items: Vec<u8>,
    count: usize,
    /// Something of the schema was written.
    any: bool,
}

impl Batch {
    fn new(schema: &str, folder: String) -> Batch {
        Batch {
            schema: schema.to_owned(),
            folder,
            number: 0,
            items: Vec::new(),
            count: 0,
            any: false,
        }
    }

    fn push(&mut self, item: Node<'static>, state: &State<'_>, out: &mut Out<'_>) {
        if self.count >= BATCH || self.items.len() >= MAX_FILE_BYTES {
            self.flush(state, out);
        }
        self.items.extend_from_slice(if self.count > 0 {
            b",\n    "
        } else {
            b"\n    "
        });
        item.push_pretty(&mut self.items, 2);
        self.count += 1;
        self.any = true;
    }

    fn flush(&mut self, state: &State<'_>, out: &mut Out<'_>) {
        if self.count == 0 {
            return;
        }
        let path = [
            "contents".to_owned(),
            self.folder.clone(),
            format!("{}.json", self.number),
        ];
        out.file(&path, None);
        let to = out.bytes();
        to.extend_from_slice(b"{\n  \"contents\": [");
        to.append(&mut self.items);
        to.extend_from_slice(b"\n  ]");
        if let (Some(base), Some(app)) = (state.links.base(), &state.app_name) {
            for (key, value) in [("sourceApp", app.as_str()), ("sourceUrl", base)] {
                to.extend_from_slice(format!(",\n  \"{key}\": ").as_bytes());
                super::super::json::push_text(to, value);
            }
        }
        to.extend_from_slice(b"\n}");
        out.step();
        out.told.written += 1;
        self.count = 0;
        self.number += 1;
    }
}

/// A content, or why it can't be in the folder.
fn item(
    folded: &mut Folded<'_>,
    state: &mut State<'_>,
    content: &KeptContent,
    schema: &Schema,
    any: bool,
) -> Result<Result<Node<'static>, String>, Error> {
    let is_singleton = schema.kind == "Singleton";
    let status = content.current.status.as_str();
    if is_singleton && any {
        return Ok(Err(
            "its schema holds one content, and has one already".into()
        ));
    }
    if !is_singleton
        && !statuses(state, &schema.name)
            .iter()
            .any(|known| known == status)
    {
        return Ok(Err(format!("its status {status} is none of its workflow")));
    }
    let Some(data) = data_of(folded, state, schema, &content.current)? else {
        return Ok(Err("what it holds can't be read".into()));
    };
    let status = if is_singleton { "Published" } else { status };
    Ok(Ok(object(vec![
        ("schema", Node::Text(schema.name.clone())),
        ("id", Node::Text(content.id.clone())),
        ("status", Node::Text(status.to_owned())),
        ("data", data),
    ])))
}

fn statuses(state: &State<'_>, schema: &str) -> Vec<String> {
    let mut workflows = state.workflows.iter();
    let own = workflows
        .clone()
        .find(|(schemas, _)| schemas.iter().any(|name| name == schema));
    match own.or_else(|| workflows.find(|(schemas, _)| schemas.is_empty())) {
        Some((_, statuses)) => statuses.clone(),
        None => STATUSES.iter().map(ToString::to_string).collect(),
    }
}

/// The data of a version that the schema in the folder takes.
fn data_of(
    folded: &mut Folded<'_>,
    state: &mut State<'_>,
    schema: &Schema,
    version: &KeptVersion,
) -> Result<Option<Node<'static>>, Error> {
    let Some(record) = folded.record(version.at)? else {
        return Ok(None);
    };
    let Some((data, _)) = contents::data(&record) else {
        return Ok(None);
    };
    let codes: Vec<String> = state
        .languages
        .iter()
        .map(|(code, ..)| code.clone())
        .collect();
    let mut fields = Vec::new();
    for (name, partitions) in data.pairs() {
        let field = schema
            .fields
            .iter()
            .find(|field| field.name == *name && is_known(&field.kind));
        let (Some(field), Node::Object(partitions)) = (field, partitions) else {
            continue;
        };
        let values = partitions.iter().filter(|(partition, _)| {
            if field.localised {
                codes.contains(partition)
            } else {
                partition == "iv"
            }
        });
        let values: Vec<(String, Node<'static>)> = values
            .map(|(partition, value)| (partition.clone(), value_of(state, field, value, MAX_DEPTH)))
            .collect();
        fields.push((name.clone(), Node::Object(values)));
    }
    let data = Node::Object(fields);
    state.dates += dates(&data);
    Ok(Some(data))
}

/// A value without fields that don't exist, components by the names of their schemas.
fn value_of(state: &State<'_>, field: &Field, value: &Node<'_>, depth: usize) -> Node<'static> {
    match (field.kind.as_str(), value) {
        ("Array", Node::List(items)) => Node::List(
            items
                .iter()
                .map(|item| match item {
                    Node::Object(pairs) => fields_of(state, &field.nested, pairs, depth),
                    other => other.clone().into_owned(),
                })
                .collect(),
        ),
        ("Components", Node::List(items)) => Node::List(
            items
                .iter()
                .filter_map(|item| component(state, item, depth))
                .collect(),
        ),
        ("Component", Node::Object(_)) => component(state, value, depth).unwrap_or(Node::Null),
        _ => value.clone().into_owned(),
    }
}

fn fields_of(
    state: &State<'_>,
    fields: &[Field],
    pairs: &[(String, Node<'_>)],
    depth: usize,
) -> Node<'static> {
    let known = pairs.iter().filter_map(|(name, value)| {
        let field = fields
            .iter()
            .find(|field| field.name == *name && is_known(&field.kind))?;
        Some((
            name.clone(),
            value_of(state, field, value, depth.saturating_sub(1)),
        ))
    });
    Node::Object(known.collect())
}

/// A component; `None`: its schema does not exist.
fn component(state: &State<'_>, value: &Node<'_>, depth: usize) -> Option<Node<'static>> {
    let schema = state.schema(value.text_of("schemaId")?)?;
    if depth == 0 {
        return None;
    }
    let Node::Object(mut pairs) = fields_of(state, &schema.fields, value.pairs(), depth) else {
        return None;
    };
    pairs.insert(0, ("schemaId".into(), Node::Text(schema.name.clone())));
    Some(Node::Object(pairs))
}

/// Texts that the command line takes for instants, and writes in whole seconds.
fn dates(value: &Node<'_>) -> u64 {
    match value {
        Node::Text(text) => u64::from(is_like_instant(text)),
        Node::List(items) => items.iter().map(dates).sum(),
        Node::Object(pairs) => pairs.iter().map(|(_, value)| dates(value)).sum(),
        _ => 0,
    }
}

/// `YYYY-MM-DDThh:mm:ss`, with something behind that is not just `Z`.
fn is_like_instant(text: &str) -> bool {
    let pattern = b"0000-00-00T00:00:00";
    let bytes = text.as_bytes();
    let fits = bytes.len() > pattern.len()
        && bytes
            .iter()
            .zip(pattern)
            .all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                wanted => byte == wanted,
            });
    fits && text.get(pattern.len()..).is_some_and(|rest| rest != "Z")
}

/// What stays out, with its requests.
fn behind(
    folded: &mut Folded<'_>,
    state: &mut State<'_>,
    left: &Left,
    out: &mut Out<'_>,
) -> Result<(), Error> {
    let content_url = |schema: &str, id: &str| format!("/api/content/{{app}}/{schema}/{id}/");
    let lists: [(&str, &[u32], &str); 3] = [
        (
            "drafts.ndjson",
            &left.drafts,
            "a draft over a live version: create it (draft/), then put this data",
        ),
        (
            "schedules.ndjson",
            &left.schedules,
            "a change of status that is scheduled",
        ),
        (
            "contents-of-unpublished.ndjson",
            &left.unpublished,
            "its schema is not published, so a server refuses it",
        ),
    ];
    for (file, numbers, why) in lists {
        if numbers.is_empty() {
            continue;
        }
        let count = counted(numbers.len() as u64, "content");
        state.lost("contents", &count, &format!("{why} (not-carried/{file})"));
        out.file(&[NOT_CARRIED.to_owned(), file.to_owned()], None);
        for &number in numbers {
            let Some(content) = folded.dry.kept_content(number) else {
                continue;
            };
            let Some(schema) = state.schema(&content.schema_id).cloned() else {
                continue;
            };
            let mut url = content_url(&schema.name, &content.id);
            let body = match (file, content.scheduled_at) {
                ("schedules.ndjson", Some(at)) => {
                    url.push_str("status/");
                    match folded.record(at)? {
                        None => Node::Null,
                        Some(record) => {
                            let payload = record.payload().unwrap_or(Node::Null);
                            let due = payload.text_of("dueTime").and_then(decode::instant);
                            Node::object([
                                ("status", payload.own("status")),
                                (
                                    "dueTime",
                                    Node::optional(due.map(decode::instant_text).as_deref()),
                                ),
                            ])
                        }
                    }
                }
                _ => {
                    let version = match file {
                        "drafts.ndjson" => content.draft.as_ref().unwrap_or(&content.current),
                        _ => &content.current,
                    };
                    data_of(folded, state, &schema, version)?.unwrap_or(Node::Null)
                }
            };
            let status = content
                .draft
                .as_ref()
                .unwrap_or(&content.current)
                .status
                .clone();
            let more = vec![
                ("schema", Node::Text(schema.name.clone())),
                ("status", Node::Text(status)),
            ];
            let line = left_behind(&content.id, why, Some(("PUT", url, body)), more);
            out.bytes().extend_from_slice(&line);
            out.step();
            if !out.goes_on() {
                return Ok(());
            }
        }
    }
    let mut lines = Vec::new();
    for (number, why) in &left.refused {
        if let Some(content) = folded.dry.kept_content(*number) {
            state.lost("content", &content.id, why);
            lines.extend(left_behind(&content.id, why, None, Vec::new()));
        }
    }
    super::put_lines(out, "refused.ndjson", &lines);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_that_change_are_told_from_those_that_do_not() {
        assert!(is_like_instant("2024-01-02T03:04:05.123Z"));
        assert!(is_like_instant("2024-01-02T03:04:05+02:00"));
        assert!(!is_like_instant("2024-01-02T03:04:05Z"));
        assert!(!is_like_instant("2024-01-02"));
    }
}
