//! What the events of one object changed in it, one after the other.

use serde::Serialize;

use super::super::check::SquidexCheck;
use super::super::compare::{objects as trees, tree};
use super::super::decode::{self, instant_text};
use super::super::events::{EventField, EventType, Kind};
use super::super::export::app::App;
use super::super::export::asset::Asset;
use super::super::export::contents::data;
use super::super::export::json::Node;
use super::super::export::record::{Record, actor, headers};
use super::super::export::rules::Rule;
use super::super::export::schema::Schema;
use super::super::export::{schemas, secrets};
use super::super::facts::{EventFacts, Val};
use super::one::Shown;
use super::read::Events;
use crate::error::Error;
use crate::inspect::export::Lines;
use crate::report::FindingSet;
use crate::source::Files;

/// The first so many events of an object are told.
const MAX_STEPS: usize = 500;
/// Of one event, so many changes.
const MAX_CHANGES: usize = 200;
/// Of a value, so many bytes.
const MAX_VALUE: usize = 4_000;
/// An object is looked into so deep: `data.FIELD.PARTITION`, `fields.NAME.properties.KEY`; below, values are whole.
const DEPTH: usize = 4;

/// A value that an event changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "EventChange"))]
pub struct Change {
    /// Where, in the object.
    pub path: String,
    /// As JSON; `null`: it was not there.
    pub before: Option<Shown>,
    /// As JSON; `null`: it is not there any more.
    pub after: Option<Shown>,
}

/// One event of an object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "EventStep"))]
pub struct HistoryStep {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub index: u64,
    /// Its type as it is called today; `null`: it can't be read.
    #[serde(rename = "type")]
    pub event_type: Option<String>,
    /// ISO 8601 in UTC.
    pub timestamp: Option<String>,
    /// Who did it.
    pub actor: Option<String>,
    /// `EventStreamNumber`, as it is written.
    pub version: Option<String>,
    /// What is another than before.
    pub changes: Vec<Change>,
    /// So many more changes there are.
    #[cfg_attr(test, ts(type = "number"))]
    pub more: u64,
}

/// The history of an object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "EventHistory"))]
pub struct History {
    /// The first of its events.
    pub steps: Vec<HistoryStep>,
    /// How many there are by now.
    #[cfg_attr(test, ts(type = "number"))]
    pub total: u64,
    /// All events were looked at.
    pub complete: bool,
}

/// The lines of an object's own stream.
pub(in crate::format::squidex) fn lines_of(stream: &str) -> Lines {
    Lines {
        stream: Some(stream.to_owned()),
        ..Lines::default()
    }
}

/// The history of the object of a stream, as far as a search for it has come.
///
/// # Errors
/// `Invalid` if it was not searched for, `Read` if the file can't be read.
pub(in crate::format::squidex) fn of(
    check: &SquidexCheck,
    files: &Files,
    stream: &str,
) -> Result<History, Error> {
    let searches = check.searches();
    let Some(searched) = searches.get(&lines_of(stream)) else {
        return Err(Error::Invalid(
            "the events of this object were not searched for".into(),
        ));
    };
    let mut events = Events::new(check, files)?;
    let mut told = History {
        total: searched.settled_count(),
        complete: searched.is_complete(),
        ..History::default()
    };
    let mut object = Object::default();
    for found in searched.settled().take(MAX_STEPS) {
        let Some((index, entry)) = events.list.get(found.place) else {
            continue;
        };
        let bytes = events.bytes(entry)?;
        told.steps.push(object.step(index, bytes.as_deref()));
    }
    Ok(told)
}

/// An object, as its events made it so far. A stream has those of one kind; of whatever kind they are, each is kept.
#[derive(Default)]
struct Object {
    app: OwnApp,
    schema: Schema,
    content: Content,
    asset: Asset,
    parent: Option<String>,
    rule: Rule,
    /// Of everything else: the latest value of each property of a payload.
    other: Vec<(String, Node<'static>)>,
    deleted: bool,
}

impl Object {
    fn step(&mut self, index: u64, bytes: Option<&[u8]>) -> HistoryStep {
        let mut step = HistoryStep {
            index,
            ..HistoryStep::default()
        };
        let Some((bytes, record)) = bytes.and_then(|bytes| Some((bytes, Record::read(bytes)?)))
        else {
            return step;
        };
        step.event_type = Some(record.type_text().to_owned());
        step.timestamp = record.timestamp.map(instant_text);
        step.actor = record.payload().as_ref().and_then(actor);
        step.version = headers(bytes)
            .into_iter()
            .find(|(name, _)| name == "EventStreamNumber")
            .map(|(_, value)| value);
        let kind = record.event_type().map(EventType::kind);
        let before = self.tree(kind);
        self.apply(index, kind, bytes, &record);
        let after = self.tree(kind);
        let mut found = Vec::new();
        tree::differences("", Some(&before), Some(&after), DEPTH, &mut found);
        step.more = found.len().saturating_sub(MAX_CHANGES) as u64;
        let json = |node: &Node<'_>| Shown::new(node.to_json(false), MAX_VALUE);
        step.changes = found
            .into_iter()
            .take(MAX_CHANGES)
            .map(|one| Change {
                path: one.path,
                before: one.before.map(json),
                after: one.after.map(json),
            })
            .collect();
        step
    }

    fn apply(&mut self, index: u64, kind: Option<Kind>, bytes: &[u8], record: &Record) {
        let event = record.event_type();
        if event.is_some_and(EventType::creates) {
            self.deleted = false;
        }
        self.deleted |= event.is_some_and(EventType::deletes);
        match kind {
            Some(Kind::App) => self.app.apply(record),
            Some(Kind::Schema) => self.schema.apply(record),
            Some(Kind::Content) => {
                let mut unheard = FindingSet::default();
                let mut context = decode::Context::default();
                let read = decode::event(index, bytes, &mut context, &mut unheard);
                // What the server can't read changes nothing.
                if let Ok(facts) = read.outcome {
                    self.content.apply(&facts, record);
                }
            }
            Some(Kind::Asset) => {
                self.asset.apply(record);
                let payload = record.payload();
                let moved = payload
                    .as_ref()
                    .and_then(|payload| payload.text_of("parentId"));
                self.parent = moved.map(str::to_owned).or_else(|| self.parent.take());
            }
            Some(Kind::Rule) => self.rule.apply(record),
            Some(Kind::AssetFolder | Kind::Comment | Kind::Team | Kind::Other) | None => {
                let Some(mut payload) = record.payload() else {
                    return;
                };
                secrets::mask_event(event, &mut payload);
                for (name, value) in payload.into_owned().into_pairs() {
                    if is_of_the_event(&name) {
                        continue;
                    }
                    match self.other.iter_mut().find(|(known, _)| *known == name) {
                        Some((_, known)) => *known = value,
                        None => self.other.push((name, value)),
                    }
                }
            }
        }
    }

    fn tree(&self, kind: Option<Kind>) -> Node<'static> {
        let mut tree = match kind {
            Some(Kind::App) => self.app.tree(),
            Some(Kind::Schema) => trees::schema_tree(self.schema.clone()),
            Some(Kind::Content) => self.content.tree(),
            Some(Kind::Asset) => self.asset_tree(),
            Some(Kind::Rule) => {
                let mut flow = self.rule.flow.clone();
                secrets::mask_rule(&mut flow);
                Node::object([
                    ("name", Node::optional(self.rule.name.as_deref())),
                    ("isEnabled", Node::Bool(self.rule.enabled)),
                    ("trigger", self.rule.trigger.clone()),
                    ("flow", flow),
                ])
            }
            Some(Kind::AssetFolder | Kind::Comment | Kind::Team | Kind::Other) | None => {
                Node::Object(self.other.clone())
            }
        };
        if let (Node::Object(pairs), true) = (&mut tree, self.deleted) {
            pairs.push(("isDeleted".into(), Node::Bool(true)));
        }
        tree
    }

    fn asset_tree(&self) -> Node<'static> {
        let asset = &self.asset;
        Node::object([
            ("fileName", Node::optional(asset.file_name.as_deref())),
            ("mimeType", Node::optional(asset.mime_type.as_deref())),
            ("slug", Node::optional(asset.slug.as_deref())),
            ("parentId", Node::optional(self.parent.as_deref())),
            ("fileSize", Node::whole(asset.bytes)),
            ("fileHash", Node::optional(asset.hash.as_deref())),
            ("isProtected", Node::Bool(asset.protected)),
            ("tags", schemas::list_of(&asset.tags)),
            ("metadata", asset.metadata().into_owned()),
        ])
    }
}

/// What a payload says of the event and not of its object.
fn is_of_the_event(name: &str) -> bool {
    ["actor", "appId", "fromRule"]
        .iter()
        .any(|own| name.eq_ignore_ascii_case(own))
}

/// One version of a content.
#[derive(Clone, Default)]
struct Version {
    status: String,
    data: Node<'static>,
}

/// A content: `E/Contents/DomainObject/ContentDomainObject.State.cs`.
#[derive(Default)]
struct Content {
    current: Option<Version>,
    draft: Option<Version>,
    /// Status and time.
    schedule: Option<(String, String)>,
}

impl Content {
    fn apply(&mut self, facts: &EventFacts, record: &Record) {
        use EventType as E;
        let text = |field: EventField| match facts.get(field) {
            Some(Val::Str(text)) => text.clone(),
            _ => String::new(),
        };
        let status = || text(EventField::Status);
        let brought = || data(record).map(|(data, _)| data.into_owned());
        match facts.event_type {
            E::ContentCreated | E::OldContentCreated => {
                *self = Content::default();
                self.current = Some(Version {
                    status: status(),
                    data: brought().unwrap_or_default(),
                });
            }
            E::ContentUpdated => {
                if let Some(version) = self.draft.as_mut().or(self.current.as_mut()) {
                    version.data = brought().unwrap_or_default();
                }
            }
            E::ContentDraftCreated | E::OldContentUpdateProposed => {
                let current = self.current.as_ref().map(|version| version.data.clone());
                self.draft = Some(Version {
                    status: status(),
                    data: brought().or(current).unwrap_or_default(),
                });
                self.schedule = None;
            }
            E::ContentDraftDeleted | E::OldContentChangesDiscarded => {
                (self.draft, self.schedule) = (None, None);
            }
            E::ContentStatusChanged
            | E::OldContentStatusChanged
            | E::OldContentChangesPublished => self.change_status(status()),
            E::ContentStatusScheduled => {
                self.schedule = Some((status(), text(EventField::DueTime)));
            }
            E::ContentSchedulingCancelled => self.schedule = None,
            _ => {}
        }
    }

    fn change_status(&mut self, status: String) {
        self.schedule = None;
        match (&mut self.draft, &mut self.current) {
            (Some(draft), _) if status != "Published" => draft.status = status,
            (draft @ Some(_), current) => {
                *current = draft.take().map(|draft| Version { status, ..draft });
            }
            (None, Some(current)) => current.status = status,
            (None, None) => {}
        }
    }

    fn tree(&self) -> Node<'static> {
        let version = |version: &Version| {
            let mut data = version.data.clone();
            secrets::mask_data(&mut data);
            vec![
                ("status".to_owned(), Node::Text(version.status.clone())),
                ("data".to_owned(), data),
            ]
        };
        // Before it is created it has no field, so that each field of the first version is told by itself.
        let nothing = || vec![("data".to_owned(), Node::object([]))];
        let mut pairs = self.current.as_ref().map_or_else(nothing, version);
        if let Some(draft) = &self.draft {
            pairs.push(("draft".into(), Node::Object(version(draft))));
        }
        if let Some((status, due)) = &self.schedule {
            let schedule = Node::object([
                ("status", Node::Text(status.clone())),
                ("dueTime", Node::Text(due.clone())),
            ]);
            pairs.push(("schedule".into(), schedule));
        }
        Node::Object(pairs)
    }
}

/// An app with what a fold keeps of it elsewhere.
#[derive(Default)]
struct OwnApp {
    app: App,
    name: Option<String>,
    plan: Option<String>,
    /// Ids with roles.
    contributors: Vec<(String, Node<'static>)>,
    /// Codes with what is said of each.
    languages: Vec<(String, Node<'static>)>,
    /// Ids with the pattern itself.
    patterns: Vec<(String, Node<'static>)>,
}

/// Sets or takes away the value of a key.
fn set(pairs: &mut Vec<(String, Node<'static>)>, key: Option<&str>, value: Option<Node<'static>>) {
    let key = key.unwrap_or_default();
    match (pairs.iter_mut().find(|(known, _)| known == key), value) {
        (Some((_, known)), Some(value)) => *known = value,
        (None, Some(value)) => pairs.push((key.to_owned(), value)),
        (_, None) => pairs.retain(|(known, _)| known != key),
    }
}

impl OwnApp {
    fn apply(&mut self, record: &Record) {
        use EventType as E;
        self.app.apply(record);
        let (Some(event), Some(payload)) = (record.event_type(), record.payload()) else {
            return;
        };
        let text = |name: &str| payload.text_of(name);
        match event {
            E::AppCreated => self.name = text("name").map(str::to_owned),
            E::AppPlanChanged | E::OldAppPlanChanged => {
                self.plan = text("planId").map(str::to_owned);
            }
            E::AppPlanReset => self.plan = None,
            E::AppContributorAssigned | E::OldAppContributorAssigned => {
                let role = text("role").or_else(|| text("permission"));
                let role = Some(Node::optional(role));
                set(&mut self.contributors, text("contributorId"), role);
            }
            E::AppContributorRemoved => set(&mut self.contributors, text("contributorId"), None),
            E::AppLanguageAdded => {
                set(
                    &mut self.languages,
                    text("language"),
                    Some(Node::object([])),
                );
            }
            E::AppLanguageUpdated => {
                let names = ["isOptional", "isMaster", "fallback"];
                let own = names.map(|name| (name, payload.own(name)));
                set(
                    &mut self.languages,
                    text("language"),
                    Some(Node::object(own)),
                );
            }
            E::AppLanguageRemoved => set(&mut self.languages, text("language"), None),
            E::OldAppPatternAdded | E::OldAppPatternUpdated => {
                let names = ["name", "pattern", "message"];
                let own = names.map(|name| (name, payload.own(name)));
                set(
                    &mut self.patterns,
                    text("patternId"),
                    Some(Node::object(own)),
                );
            }
            E::OldAppPatternDeleted => set(&mut self.patterns, text("patternId"), None),
            _ => {}
        }
    }

    fn tree(&self) -> Node<'static> {
        let app = &self.app;
        let roles = app.roles.iter().map(|role| {
            let of = Node::object([
                ("permissions", role.permissions.clone()),
                ("properties", role.properties.clone()),
            ]);
            (role.name.clone(), of)
        });
        let clients = app.clients.iter().map(|client| {
            let mut pairs = client.limits.clone();
            pairs.push(("role".into(), Node::Text(client.role.clone())));
            pairs.push(("name".into(), Node::optional(client.name.as_deref())));
            (client.id.clone(), Node::Object(pairs))
        });
        Node::object([
            ("name", Node::optional(self.name.as_deref())),
            ("label", Node::optional(app.label.as_deref())),
            ("description", Node::optional(app.description.as_deref())),
            ("plan", Node::optional(self.plan.as_deref())),
            ("contributors", Node::Object(self.contributors.clone())),
            ("languages", Node::Object(self.languages.clone())),
            ("roles", Node::Object(roles.collect())),
            ("clients", Node::Object(clients.collect())),
            ("workflows", Node::Object(app.workflows.clone())),
            ("patterns", Node::Object(self.patterns.clone())),
            ("settings", app.settings.clone().unwrap_or_default()),
            ("assetScripts", app.scripts.clone().unwrap_or_default()),
        ])
    }
}
