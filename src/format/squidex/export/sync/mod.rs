//! `export sync`: a folder that Squidex's own command line takes with `sq sync in` (`formats/squidex-sync.md`), so that an
//! app moves between servers. What would fail, be lost or do harm there stays out, and lies in `not-carried/` with its
//! reason and, where there is one, the request that sets it.

mod app;
mod assets;
mod contents;
mod fields;
mod readme;
mod rules;

use std::collections::HashMap;

use super::super::layout::SpecialFile;
use super::app::App;
use super::assets::Folders;
use super::json::Node;
use super::links::Links;
use super::schema::Schema;
use super::schemas;
use super::{Folded, Out};
use crate::error::Error;
use crate::inspect::export::Wanted;
use crate::inspect::export::names::Folder;

/// Items of one file.
const BATCH: usize = 50;

/// Most bytes of one file: it becomes one request.
const MAX_FILE_BYTES: usize = 5 << 20;

/// Repairs and losses that are named in the README.
const MAX_NAMED: usize = 500;

/// What stays out, in a file of its own.
const NOT_CARRIED: &str = "not-carried";

/// A repair, or something that is not carried over.
struct Note {
    kind: &'static str,
    what: String,
    why: String,
}

/// What is known while the folder is written.
struct State<'w> {
    wanted: &'w Wanted,
    schemas: Vec<Schema>,
    /// Place in `schemas`, by id.
    by_id: HashMap<String, usize>,
    folders: Folders,
    app: App,
    /// Code, optional, fallbacks; master first.
    languages: Vec<(String, bool, Vec<String>)>,
    links: Links,
    app_name: Option<String>,
    /// Names of schemas (none: all others) and their statuses.
    workflows: Vec<(Vec<String>, Vec<String>)>,
    repairs: Vec<Note>,
    lost: Vec<Note>,
    counts: Vec<(&'static str, u64)>,
    /// Texts in contents that the command line takes for instants.
    dates: u64,
    /// The largest file, in bytes.
    largest: u64,
    /// A clock starts a rule.
    cron: bool,
}

impl State<'_> {
    fn repaired(&mut self, kind: &'static str, what: &str, why: &str) {
        self.repairs.push(Note {
            kind,
            what: what.to_owned(),
            why: why.to_owned(),
        });
    }

    fn lost(&mut self, kind: &'static str, what: &str, why: &str) {
        self.lost.push(Note {
            kind,
            what: what.to_owned(),
            why: why.to_owned(),
        });
    }

    /// The living schema of an id.
    fn schema(&self, id: &str) -> Option<&Schema> {
        self.schemas.get(*self.by_id.get(id)?)
    }

    /// Ids of schemas as names; those that don't live are left out. `None`: there were none.
    fn schema_names(&mut self, place: &str, ids: &Node<'_>) -> Option<Node<'static>> {
        let ids: Vec<&str> = ids
            .items()
            .iter()
            .filter_map(Node::text)
            .filter(|id| !is_zero(id))
            .collect();
        if ids.is_empty() {
            return None;
        }
        let names: Vec<Node<'static>> = ids
            .iter()
            .filter_map(|id| Some(Node::Text(self.schema(id)?.name.clone())))
            .collect();
        if names.is_empty() {
            self.repaired(
                "schema",
                place,
                "none of the schemas that it names exists: it accepts all",
            );
        }
        Some(Node::List(names))
    }

    /// The path of a living folder, for the command line; empty for the root.
    fn folder_path(&self, id: &str) -> Option<String> {
        let path = self.folders.path(id, true)?;
        let names: Vec<String> = path
            .iter()
            .map(|(_, name)| {
                let name = name.replace(['/', '\\'], "_");
                name.trim_matches([' ', '.']).to_owned()
            })
            .collect();
        Some(names.join("/"))
    }
}

/// The zero id stands for none.
fn is_zero(id: &str) -> bool {
    id.bytes().all(|byte| matches!(byte, b'0' | b'-'))
}

/// Writes the folder.
///
/// # Errors
/// `Invalid` if it is not to be a folder, `Unknown` before a check has read all files, `Read` if the file can't be read.
pub(super) fn write(
    folded: &mut Folded<'_>,
    wanted: &Wanted,
    out: &mut Out<'_>,
) -> Result<(), Error> {
    if !wanted.in_folder {
        return Err(Error::Invalid(
            "this export needs a folder to be written to".into(),
        ));
    }
    let mut app = App::default();
    for at in folded.dry.app_events().to_vec() {
        if let Some(record) = folded.record(u64::from(at))? {
            app.apply(&record);
        }
    }
    let schemas: Vec<Schema> = schemas::stored(folded, false)?
        .into_iter()
        .map(|one| one.schema)
        .filter(|schema| !schema.name.is_empty())
        .collect();
    // Of the whole backup, not of the app alone.
    if let Some(&(index, _)) = folded.events.last()
        && let Some(record) = folded.record(index)?
    {
        app.last = record.timestamp.or(app.last);
    }
    let urls = folded.special(SpecialFile::Urls)?;
    let mut state = State {
        wanted,
        by_id: schemas
            .iter()
            .enumerate()
            .map(|(at, schema)| (schema.id.clone(), at))
            .collect(),
        schemas,
        folders: Folders::new(folded.dry.kept_folders(&folded.stored)),
        app,
        languages: folded.dry.languages_of_app(),
        links: urls.map(|bytes| Links::read(&bytes)).unwrap_or_default(),
        app_name: folded.dry.app_name().map(str::to_owned),
        workflows: Vec::new(),
        repairs: Vec::new(),
        lost: Vec::new(),
        counts: Vec::new(),
        dates: 0,
        largest: 0,
        cron: false,
    };
    app::write(&mut state, out);
    schema_files(&mut state, out);
    app::workflows(&mut state, out);
    rules::write(folded, &mut state, out)?;
    assets::write(folded, &mut state, out)?;
    if out.goes_on() {
        contents::write(folded, &mut state, out)?;
    }
    if out.goes_on() {
        readme::write(&state, out);
    }
    for note in state.lost.iter().take(MAX_NAMED) {
        out.told
            .notes
            .push(format!("{} {}: {}", note.kind, note.what, note.why));
    }
    Ok(())
}

fn schema_files(state: &mut State<'_>, out: &mut Out<'_>) {
    let mut files = Folder::default();
    let mut seen = std::collections::HashSet::new();
    let schemas = state.schemas.clone();
    let mut written = 0;
    for schema in &schemas {
        // One name twice, and the command line imports none of them.
        if !seen.insert(schema.name.clone()) {
            state.lost("schema", &schema.name, "another schema has its name");
            continue;
        }
        let document = fields::document(schema, state);
        let file = files.unique(&format!("{}.json", schema.name));
        put(out, &["schemas", &file], &document);
        written += 1;
    }
    state.counts.push(("schema", written));
}

/// Writes a document as a file.
fn put(out: &mut Out<'_>, path: &[&str], document: &Node<'_>) {
    let path: Vec<String> = path.iter().map(ToString::to_string).collect();
    out.file(&path, None);
    document.push_pretty(out.bytes(), 0);
    out.step();
    out.told.written += 1;
}

/// A line of what is not carried over: what it is, why, and the request that sets it.
fn left_behind(
    id: &str,
    why: &str,
    request: Option<(&str, String, Node<'static>)>,
    more: Vec<(&str, Node<'static>)>,
) -> Vec<u8> {
    let mut pairs = vec![
        ("id", Node::Text(id.to_owned())),
        ("reason", Node::Text(why.to_owned())),
    ];
    pairs.extend(more);
    if let Some((method, url, body)) = request {
        let request = Node::object([
            ("method", Node::Text(method.to_owned())),
            ("url", Node::Text(url)),
            ("body", body),
        ]);
        pairs.push(("request", request));
    }
    let mut line = schemas::object(pairs).to_json(false).into_bytes();
    line.push(b'\n');
    line
}

/// Writes lines of what is not carried over, if there are any.
fn put_lines(out: &mut Out<'_>, name: &str, lines: &[u8]) {
    if lines.is_empty() {
        return;
    }
    out.file(
        &[NOT_CARRIED.to_owned(), name.to_owned()],
        Some(lines.len() as u64),
    );
    out.bytes().extend_from_slice(lines);
    out.step();
}
