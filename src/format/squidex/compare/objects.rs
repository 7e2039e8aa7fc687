//! What was added, changed and gone of each kind of objects, by id.

use std::cmp::Ordering;

use super::super::check::Lookup;
use super::super::decode;
use super::super::export::app::App;
use super::super::export::json::{Node, push_text};
use super::super::export::schema::{Field, Schema};
use super::super::export::{assets, contents, rules, schemas, secrets};
use super::super::restore::{KeptAsset, KeptContent, KeptVersion};
use super::Side;
use super::tree::{self, Difference};
use crate::error::Error;
use crate::inspect::export::KindDifference;
use crate::sort;

use super::super::export::Out;

/// Name under which links to assets are compared, where the apps have different ones.
const ONE_NAME: &str = "app";

/// In place of the id of the app, which a restore changes.
const APP: &str = "app";

/// What is compared of an object by looking into it: `new.data.FIELD.PARTITION`.
const DEPTH: usize = 4;

/// Writes all kinds; how many objects of each differ.
pub(super) fn write(
    a: &mut Side<'_>,
    b: &mut Side<'_>,
    common: u64,
    out: &mut Out<'_>,
) -> Result<Vec<KindDifference>, Error> {
    let mut kinds = vec![contents(a, b, common, out)?];
    let (of_a, of_b) = (asset_trees(a)?, asset_trees(b)?);
    kinds.push(trees("assets", of_a, of_b, out));
    let (of_a, of_b) = (folder_trees(a), folder_trees(b));
    kinds.push(trees("asset_folders", of_a, of_b, out));
    let (of_a, of_b) = (schema_trees(a)?, schema_trees(b)?);
    kinds.push(trees("schemas", of_a, of_b, out));
    let (of_a, of_b) = (rule_trees(a)?, rule_trees(b)?);
    kinds.push(trees("rules", of_a, of_b, out));
    let (of_a, of_b) = (app_tree(a)?, app_tree(b)?);
    kinds.push(trees("app", of_a, of_b, out));
    Ok(kinds)
}

/// Ids and whatever belongs to each, by id, each once.
type ById<T> = Vec<(String, T)>;

fn by_id<T>(mut items: ById<T>) -> ById<T> {
    sort::sort_by(&mut items, |a, b| a.0.cmp(&b.0));
    items.dedup_by(|later, first| later.0 == first.0);
    items
}

/// Writes the ids of `these` that `others` has not; how many they are.
fn only_in<T, U>(these: &ById<T>, others: &ById<U>, out: &mut Out<'_>) -> u64 {
    out.bytes().push(b'[');
    let mut at = 0;
    let mut found = 0;
    for (id, _) in these {
        while others.get(at).is_some_and(|(other, _)| other < id) {
            at += 1;
        }
        if others.get(at).is_some_and(|(other, _)| other == id) {
            continue;
        }
        if found > 0 {
            out.bytes().push(b',');
        }
        found += 1;
        push_text(out.bytes(), id);
        out.step();
    }
    out.bytes().push(b']');
    found
}

/// Those that both have.
fn in_both<'i, T, U>(a: &'i ById<T>, b: &'i ById<U>) -> Vec<(&'i str, &'i T, &'i U)> {
    let mut both = Vec::new();
    let (mut at, mut with) = (a.iter().peekable(), b.iter().peekable());
    while let (Some((one, of_a)), Some((two, of_b))) = (at.peek(), with.peek()) {
        match one.cmp(two) {
            Ordering::Less => drop(at.next()),
            Ordering::Greater => drop(with.next()),
            Ordering::Equal => {
                both.push((one.as_str(), of_a, of_b));
                at.next();
                with.next();
            }
        }
    }
    both
}

/// Writes the differences of one object, of `before` that were written; how many objects that makes.
fn changed(id: &str, found: &[Difference<'_>], before: u64, out: &mut Out<'_>) -> u64 {
    if found.is_empty() {
        return before;
    }
    let to = out.bytes();
    if before > 0 {
        to.push(b',');
    }
    to.extend_from_slice(b"{\"id\":");
    push_text(to, id);
    to.extend_from_slice(b",\"fields\":[");
    for (at, one) in found.iter().enumerate() {
        if at > 0 {
            to.push(b',');
        }
        to.extend_from_slice(b"{\"path\":");
        push_text(to, &one.path);
        for (key, value) in [("before", one.before), ("after", one.after)] {
            to.extend_from_slice(format!(",\"{key}\":").as_bytes());
            masked(&one.path, value).push(to, false);
        }
        to.push(b'}');
    }
    to.extend_from_slice(b"]}");
    out.step();
    before + 1
}

/// A value without secrets: that two differ is told, not what they are.
fn masked<'n>(path: &str, value: Option<&Node<'n>>) -> Node<'n> {
    let mut node = value.cloned().unwrap_or(Node::Null);
    // The path's own name may be that of a secret.
    let name = path.rsplit('.').next().unwrap_or_default();
    let mut pair = Node::Object(vec![(
        name.to_owned(),
        std::mem::replace(&mut node, Node::Null),
    )]);
    secrets::mask_values(&mut pair);
    secrets::mask_rule(&mut pair);
    pair.take(name).unwrap_or(Node::Null)
}

fn begin(kind: &str, first: bool, out: &mut Out<'_>) {
    if !first {
        out.bytes().push(b',');
    }
    push_text(out.bytes(), kind);
    out.bytes().extend_from_slice(b":{\"added\":");
}

/// Objects that are small enough to stand in memory.
fn trees(
    kind: &str,
    a: ById<Node<'static>>,
    b: ById<Node<'static>>,
    out: &mut Out<'_>,
) -> KindDifference {
    let (a, b) = (by_id(a), by_id(b));
    begin(kind, false, out);
    let added = only_in(&b, &a, out);
    out.bytes().extend_from_slice(b",\"gone\":");
    let gone = only_in(&a, &b, out);
    out.bytes().extend_from_slice(b",\"changed\":[");
    let mut differing = 0;
    for (id, one, two) in in_both(&a, &b) {
        let mut found = Vec::new();
        tree::differences("", Some(one), Some(two), DEPTH, &mut found);
        differing = changed(id, &found, differing, out);
    }
    out.bytes().extend_from_slice(b"]}");
    difference(kind, added, gone, differing)
}

fn difference(kind: &str, added: u64, gone: u64, changed: u64) -> KindDifference {
    KindDifference {
        kind: kind.to_owned(),
        added,
        gone,
        changed,
    }
}

// --- Contents -------------------------------------------------------------------------------

fn contents(
    a: &mut Side<'_>,
    b: &mut Side<'_>,
    common: u64,
    out: &mut Out<'_>,
) -> Result<KindDifference, Error> {
    let living = |side: &Side<'_>| {
        let numbers = side.folded.stored.contents.iter();
        let contents =
            numbers.filter_map(|&number| Some((number, side.folded.dry.kept_content(number)?)));
        by_id(
            contents
                .filter(|(_, content)| !content.deleted)
                .map(|(number, content)| (content.id, number))
                .collect(),
        )
    };
    let (of_a, of_b) = (living(a), living(b));
    begin("contents", true, out);
    let added = only_in(&of_b, &of_a, out);
    out.bytes().extend_from_slice(b",\"gone\":");
    let gone = only_in(&of_a, &of_b, out);
    out.bytes().extend_from_slice(b",\"changed\":[");
    let mut differing = 0;
    for (id, &one, &two) in in_both(&of_a, &of_b) {
        let (Some(one), Some(two)) = (
            a.folded.dry.kept_content(one),
            b.folded.dry.kept_content(two),
        ) else {
            continue;
        };
        // Made of the same common events.
        if one == two && !a.elsewhere && is_before(&one, common) {
            continue;
        }
        let (one, two) = (a.content(&one)?, b.content(&two)?);
        let mut found = Vec::new();
        tree::differences("", Some(&one), Some(&two), DEPTH, &mut found);
        differing = changed(id, &found, differing, out);
        if !out.ask() {
            break;
        }
    }
    out.bytes().extend_from_slice(b"]}");
    Ok(difference("contents", added, gone, differing))
}

fn is_before(content: &KeptContent, common: u64) -> bool {
    let draft = content.draft.as_ref().map_or(0, |draft| draft.at);
    let scheduled = content.scheduled_at.unwrap_or_default();
    content.current.at.max(draft).max(scheduled) < common
}

impl Side<'_> {
    /// What is compared of a content.
    fn content(&mut self, content: &KeptContent) -> Result<Node<'static>, Error> {
        let current = self.version(&content.current)?;
        let draft = match &content.draft {
            Some(draft) => self.version(draft)?,
            None => Node::Null,
        };
        let schedule = match content.scheduled_at {
            None => Node::Null,
            Some(at) => match self.folded.record(at)? {
                None => Node::Null,
                Some(record) => {
                    let payload = record.payload().unwrap_or(Node::Null);
                    let due = payload.text_of("dueTime").and_then(decode::instant);
                    Node::object([
                        ("status", payload.own("status")),
                        (
                            "due_time",
                            Node::optional(due.map(decode::instant_text).as_deref()),
                        ),
                    ])
                }
            },
        };
        let mut pairs = match current {
            Node::Object(pairs) => pairs,
            _ => Vec::new(),
        };
        pairs.push(("new".into(), draft));
        pairs.push(("schedule".into(), schedule));
        pairs.push(("schema_id".into(), Node::Text(content.schema_id.clone())));
        Ok(Node::Object(pairs))
    }

    fn version(&mut self, version: &KeptVersion) -> Result<Node<'static>, Error> {
        let record = self.folded.record(version.at)?;
        let data = record.as_ref().and_then(contents::data);
        let mut data = data.map_or(Node::Null, |(data, _)| data.into_owned());
        if self.elsewhere {
            self.links.to("", ONE_NAME).data(&mut data);
        }
        Ok(Node::object([
            ("status", Node::Text(version.status.clone())),
            ("data", data),
        ]))
    }
}

// --- The others -----------------------------------------------------------------------------

fn asset_trees(side: &mut Side<'_>) -> Result<ById<Node<'static>>, Error> {
    let check = side.folded.check;
    let kept = side
        .folded
        .dry
        .kept_assets(&Lookup(check), &side.folded.stored);
    let living = kept.iter().filter(|asset| !asset.deleted);
    living
        .map(|asset| Ok((asset.id.clone(), asset_tree(side, asset)?)))
        .collect()
}

fn asset_tree(side: &mut Side<'_>, kept: &KeptAsset) -> Result<Node<'static>, Error> {
    let asset = assets::replay(&mut side.folded, kept)?;
    Ok(Node::object([
        ("file_name", Node::optional(asset.file_name.as_deref())),
        ("mime_type", Node::optional(asset.mime_type.as_deref())),
        ("slug", Node::optional(asset.slug.as_deref())),
        ("folder", Node::Text(kept.parent.clone())),
        ("file_version", Node::whole(kept.file_version)),
        ("bytes", Node::whole(asset.bytes)),
        ("hash", Node::optional(asset.hash.as_deref())),
        ("protected", Node::Bool(asset.protected)),
        ("tags", schemas::list_of(&asset.tags)),
        ("metadata", asset.metadata().into_owned()),
    ]))
}

fn folder_trees(side: &Side<'_>) -> ById<Node<'static>> {
    let folders = side
        .folded
        .dry
        .kept_folders(&side.folded.stored)
        .into_iter();
    folders
        .filter(|folder| !folder.deleted)
        .map(|folder| {
            let tree = Node::object([
                ("name", Node::Text(folder.name)),
                ("parent", Node::Text(folder.parent)),
            ]);
            (folder.id, tree)
        })
        .collect()
}

fn schema_trees(side: &mut Side<'_>) -> Result<ById<Node<'static>>, Error> {
    let stored = schemas::stored(&mut side.folded, false)?;
    Ok(stored
        .into_iter()
        .map(|one| (one.schema.id.clone(), schema_tree(one.schema)))
        .collect())
}

/// What is compared of a schema.
pub(in crate::format::squidex) fn schema_tree(schema: Schema) -> Node<'static> {
    let order: Vec<String> = schema
        .fields
        .iter()
        .map(|field| field.name.clone())
        .collect();
    Node::object([
        ("name", Node::Text(schema.name)),
        ("type", Node::Text(schema.kind)),
        ("category", Node::optional(schema.category.as_deref())),
        ("isPublished", Node::Bool(schema.published)),
        ("properties", schema.properties),
        ("fields", fields(schema.fields)),
        ("order", schemas::list_of(&order)),
        ("fieldsInLists", schemas::list_of(&schema.in_lists)),
        (
            "fieldsInReferences",
            schemas::list_of(&schema.in_references),
        ),
        ("fieldRules", schema.rules),
        ("scripts", schema.scripts),
        ("previewUrls", schema.preview_urls),
    ])
}

/// Fields by name. Those of an array are one level below.
fn fields(list: Vec<Field>) -> Node<'static> {
    let pairs = list.into_iter().map(|field| {
        let partitioning = if field.localised {
            "language"
        } else {
            "invariant"
        };
        let mut pairs = vec![
            ("type", Node::Text(field.kind)),
            ("partitioning", Node::Text(partitioning.into())),
            ("isHidden", Node::Bool(field.hidden)),
            ("isLocked", Node::Bool(field.locked)),
            ("isDisabled", Node::Bool(field.disabled)),
            ("properties", field.properties),
        ];
        if !field.nested.is_empty() {
            pairs.push(("nested", fields(field.nested)));
        }
        (field.name, schemas::object(pairs))
    });
    Node::Object(pairs.collect())
}

/// The app's own parts, as one object: there is one app in each, whatever its id. Secrets of clients are in neither.
fn app_tree(side: &mut Side<'_>) -> Result<ById<Node<'static>>, Error> {
    let mut app = App::default();
    for at in side.folded.dry.app_events().to_vec() {
        if let Some(record) = side.folded.record(u64::from(at))? {
            app.apply(&record);
        }
    }
    let languages = side.folded.dry.languages_of_app().into_iter();
    let languages = languages.map(|(code, optional, fallback)| {
        let of = Node::object([
            ("isOptional", Node::Bool(optional)),
            ("fallback", schemas::list_of(&fallback)),
        ]);
        (code, of)
    });
    let master = side.folded.dry.language_codes().into_iter().next();
    let roles = app.roles.into_iter().map(|role| {
        let of = Node::object([
            ("permissions", role.permissions),
            ("properties", role.properties),
        ]);
        (role.name, of)
    });
    let clients = app.clients.into_iter().map(|client| {
        let mut pairs = client.limits;
        pairs.push(("role".into(), Node::Text(client.role)));
        pairs.push(("name".into(), Node::optional(client.name.as_deref())));
        (client.id, Node::Object(pairs))
    });
    let tree = Node::object([
        ("label", Node::optional(app.label.as_deref())),
        ("description", Node::optional(app.description.as_deref())),
        ("master", Node::optional(master.as_deref())),
        ("languages", Node::Object(languages.collect())),
        ("roles", Node::Object(roles.collect())),
        ("clients", Node::Object(clients.collect())),
        ("workflows", Node::Object(app.workflows)),
        ("settings", app.settings.unwrap_or(Node::Null)),
        ("assetScripts", app.scripts.unwrap_or(Node::Null)),
    ]);
    Ok(vec![(APP.to_owned(), tree)])
}

fn rule_trees(side: &mut Side<'_>) -> Result<ById<Node<'static>>, Error> {
    let stored = rules::stored(&mut side.folded, false)?;
    Ok(stored
        .into_iter()
        .map(|(rule, ..)| {
            let tree = Node::object([
                ("name", Node::optional(rule.name.as_deref())),
                ("isEnabled", Node::Bool(rule.enabled)),
                ("trigger", rule.trigger),
                ("flow", rule.flow),
            ]);
            (rule.id, tree)
        })
        .collect())
}
