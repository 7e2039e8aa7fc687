//! The app's own state, event by event: `E/Apps/DomainObject/AppDomainObject.State.cs`, `CM/Apps/*`.
//!
//! Contributors are kept apart ([`ContributorEvent`]), since whether their events are dropped depends on
//! who restores.

use std::collections::HashSet;

use super::super::events::{EventField, EventType, Kind};
use super::super::facts::{EventFacts, Val};
use super::ids::{EMPTY_ID, domain_id};
use super::life::{ApplyFailure, Took};
use super::tree::{self, Tree};

/// A language of the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Language {
    pub(super) code: String,
    pub(super) optional: bool,
    pub(super) fallback: Vec<String>,
}

/// A custom role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Role {
    pub(super) name: String,
    pub(super) permissions: usize,
    /// A permission or property has the character U+0000.
    has_nul: bool,
    /// Position of the event that added it.
    pub(super) created_at: u64,
}

/// A client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Client {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) role: String,
    /// The secret or another text has the character U+0000.
    has_nul: bool,
    /// Position of the event that added it.
    pub(super) created_at: u64,
}

/// A workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Workflow {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) steps: usize,
    /// A text in it has the character U+0000.
    has_nul: bool,
    /// Position of the event that added it.
    pub(super) created_at: u64,
}

/// Steps of a workflow as it is added: Archived, Draft, Published (`CM/Contents/Workflow.cs`).
const DEFAULT_STEPS: usize = 3;

/// Role of a client that is attached without one.
const DEFAULT_CLIENT_ROLE: &str = "Editor";

/// State of the app that the latest AppCreated event started.
#[derive(Debug)]
pub(super) struct AppState {
    /// Events in the app's stream, without those of contributors.
    pub(super) events: u64,
    /// All events in the app's stream.
    pub(super) in_stream: u64,
    /// A number that does not fit was met in the stream.
    pub(super) number_told: bool,
    /// Some event that [gives](gives_creator) the app its creator names an actor.
    pub(super) has_actor: bool,
    /// An AppCreated event is in the stream: the app has a name and an id.
    pub(super) created: bool,
    pub(super) label: Option<String>,
    pub(super) description: Option<String>,
    pub(super) deleted_at: Option<u64>,
    pub(super) languages: Vec<Language>,
    pub(super) master: String,
    pub(super) roles: Vec<Role>,
    pub(super) clients: Vec<Client>,
    pub(super) workflows: Vec<Workflow>,
    pub(super) plan: Option<String>,
    pub(super) team: Option<String>,
    /// Position of the AppImageUploaded event that set the present image.
    pub(super) image: Option<u64>,
    /// Name and regular expression.
    pub(super) patterns: Vec<(Option<String>, Option<String>)>,
    /// The list of patterns is null, or one of them is.
    patterns_have_null: bool,
    /// Types of events that set a part of the state as a whole, whose latest one has the character U+0000.
    nul_parts: Vec<EventType>,
    pub(super) failure: Option<ApplyFailure>,
}

impl Default for AppState {
    fn default() -> Self {
        AppState {
            events: 0,
            in_stream: 0,
            number_told: false,
            has_actor: false,
            created: false,
            label: None,
            description: None,
            deleted_at: None,
            languages: vec![Language {
                code: "en".into(),
                optional: false,
                fallback: Vec::new(),
            }],
            master: "en".into(),
            roles: Vec::new(),
            clients: Vec::new(),
            workflows: Vec::new(),
            plan: None,
            team: None,
            image: None,
            patterns: Vec::new(),
            patterns_have_null: false,
            nul_parts: Vec::new(),
            failure: None,
        }
    }
}

/// A contributor event.
#[derive(Debug, Clone)]
pub(super) struct ContributorEvent {
    pub(super) index: u64,
    /// The event is in the stream of the latest app.
    pub(super) in_app_stream: bool,
    /// `Some`: assigned with that role (`None`: null or blank); `None`: removed.
    pub(super) role: Option<Option<String>>,
    pub(super) has_actor: bool,
}

/// The text of a field; null and absent are one.
pub(super) fn text(facts: &EventFacts, field: EventField) -> Option<&str> {
    match facts.get(field) {
        Some(Val::Str(text)) => Some(text),
        _ => None,
    }
}

/// The text of a field, unless it is blank.
pub(super) fn filled(facts: &EventFacts, field: EventField) -> Option<&str> {
    text(facts, field).filter(|text| !text.trim().is_empty())
}

fn is_true(facts: &EventFacts, field: EventField) -> bool {
    facts.get(field) == Some(&Val::Bool(true))
}

impl AppState {
    /// Applies one event of the app's stream that is not of a contributor; what came of it.
    pub(super) fn apply(&mut self, index: u64, facts: &EventFacts) -> Took {
        if self.failure.is_some() || self.deleted_at.is_some() {
            return Took::Nothing;
        }
        self.events += 1;
        self.has_actor |= facts.actor.is_some() && gives_creator(facts.event_type);
        if let Err(message) = self.try_apply(index, facts) {
            self.failure = Some(ApplyFailure {
                index,
                event_type: facts.event_type,
                message,
            });
            return Took::Nothing;
        }
        Took::Applied
    }

    fn try_apply(&mut self, index: u64, facts: &EventFacts) -> Result<(), String> {
        use EventType as E;
        let required = |field: EventField| filled(facts, field).ok_or_else(|| blank(field));
        match facts.event_type {
            E::AppCreated => self.created = true,
            E::AppUpdated => {
                annotate(&mut self.label, text(facts, EventField::Label));
                annotate(&mut self.description, text(facts, EventField::Description));
            }
            E::AppDeleted | E::OldAppArchived => {
                self.deleted_at = Some(index);
                self.plan = None;
            }
            E::AppTransfered => self.team = text(facts, EventField::TeamId).map(Into::into),
            E::AppSettingsUpdated => {
                self.settings(facts);
                self.set_part(facts);
            }
            E::AppAssetsScriptsConfigured => self.set_part(facts),
            E::OldAppPatternAdded | E::OldAppPatternUpdated => {
                if self.patterns_have_null {
                    return Err("the patterns that are there are null, or one of them is".into());
                }
                let pattern = (
                    text(facts, EventField::Name).map(Into::into),
                    text(facts, EventField::Pattern).map(Into::into),
                );
                self.patterns.retain(|known| *known != pattern);
                self.patterns.push(pattern);
            }
            E::AppPlanChanged | E::OldAppPlanChanged => {
                let plan = required(EventField::PlanId)?;
                if facts.actor.is_none() {
                    return Err("`actor` is null or missing: a plan needs an owner".into());
                }
                self.plan = Some(plan.into());
            }
            E::AppPlanReset => self.plan = None,
            E::AppImageUploaded => {
                self.image = matches!(
                    facts.get(EventField::Image),
                    Some(Val::Json(_) | Val::Bool(true))
                )
                .then_some(index);
                self.set_part(facts);
            }
            E::AppImageRemoved => {
                self.image = None;
                self.nul_parts.retain(|part| *part != E::AppImageUploaded);
            }
            E::AppClientAttached
            | E::AppClientUpdated
            | E::OldAppClientUpdated
            | E::OldAppClientRenamed
            | E::OldAppClientChanged
            | E::AppClientRevoked => return self.apply_clients(index, facts),
            E::AppRoleAdded | E::AppRoleUpdated | E::AppRoleDeleted => {
                return self.apply_roles(index, facts);
            }
            E::AppLanguageAdded | E::AppLanguageUpdated | E::AppLanguageRemoved => {
                return self.apply_languages(facts);
            }
            E::AppWorkflowAdded
            | E::AppWorkflowUpdated
            | E::OldAppWorkflowConfigured
            | E::AppWorkflowDeleted => return self.apply_workflows(index, facts),
            _ => {}
        }
        Ok(())
    }

    /// What becomes of the clients.
    fn apply_clients(&mut self, index: u64, facts: &EventFacts) -> Result<(), String> {
        use EventType as E;
        let required = |field: EventField| filled(facts, field).ok_or_else(|| blank(field));
        match facts.event_type {
            E::AppClientAttached => {
                let id = required(EventField::Id)?;
                if facts.get(EventField::Secret) != Some(&Val::Bool(true)) {
                    return Err(blank(EventField::Secret));
                }
                if !self.clients.iter().any(|known| known.id == id) {
                    self.clients.push(Client {
                        id: id.into(),
                        name: None,
                        role: filled(facts, EventField::Role)
                            .unwrap_or(DEFAULT_CLIENT_ROLE)
                            .into(),
                        has_nul: facts.has_nul,
                        created_at: index,
                    });
                }
            }
            E::AppClientUpdated
            | E::OldAppClientUpdated
            | E::OldAppClientRenamed
            | E::OldAppClientChanged => {
                let id = required(EventField::Id)?;
                if let Some(client) = self.clients.iter_mut().find(|known| known.id == id) {
                    if let Some(name) = filled(facts, EventField::Name) {
                        client.name = Some(name.into());
                    }
                    if let Some(role) = filled(facts, EventField::Role) {
                        client.role = role.into();
                    }
                    client.has_nul |= facts.has_nul;
                }
            }
            E::AppClientRevoked => {
                let id = required(EventField::Id)?;
                self.clients.retain(|known| known.id != id);
            }
            _ => {}
        }
        Ok(())
    }

    /// What becomes of the roles.
    fn apply_roles(&mut self, index: u64, facts: &EventFacts) -> Result<(), String> {
        use EventType as E;
        let required = |field: EventField| filled(facts, field).ok_or_else(|| blank(field));
        let present = |field: EventField| {
            text(facts, field).ok_or_else(|| format!("`{}` is null or missing", field.name()))
        };
        match facts.event_type {
            E::AppRoleAdded => {
                let name = required(EventField::Name)?;
                if !is_default_role(name) && !self.roles.iter().any(|known| known.name == name) {
                    self.roles.push(Role {
                        name: name.into(),
                        permissions: 0,
                        has_nul: facts.has_nul,
                        created_at: index,
                    });
                }
            }
            E::AppRoleUpdated => {
                if let Some(Val::List(permissions)) = facts.get(EventField::Permissions)
                    && let Some(at) = permissions.iter().position(|permission| {
                        permission
                            .as_deref()
                            .is_none_or(|permission| permission.trim().is_empty())
                    })
                {
                    return Err(format!("`permissions[{at}]` is null or blank"));
                }
                let Some(Val::List(permissions)) = facts.get(EventField::Permissions) else {
                    return Err("`permissions` is null or missing".into());
                };
                let name = required(EventField::Name)?;
                if let Some(role) = self.roles.iter_mut().find(|known| known.name == name) {
                    role.permissions = permissions.iter().collect::<HashSet<_>>().len();
                    role.has_nul = facts.has_nul;
                }
            }
            E::AppRoleDeleted => {
                let name = present(EventField::Name)?;
                self.roles.retain(|known| known.name != name);
            }
            _ => {}
        }
        Ok(())
    }

    /// What becomes of the languages.
    fn apply_languages(&mut self, facts: &EventFacts) -> Result<(), String> {
        use EventType as E;
        let present = |field: EventField| {
            text(facts, field).ok_or_else(|| format!("`{}` is null or missing", field.name()))
        };
        match facts.event_type {
            E::AppLanguageAdded => {
                let code = present(EventField::Language)?;
                self.set_language(code, false, Vec::new());
            }
            E::AppLanguageUpdated => {
                let code = present(EventField::Language)?;
                let fallback = match facts.get(EventField::Fallback) {
                    Some(Val::List(codes)) => codes.as_slice(),
                    _ => &[],
                };
                // The fallbacks of the master are dropped without a look at them.
                if self.master != code
                    && let Some(at) = fallback.iter().position(Option::is_none)
                {
                    return Err(format!("`fallback[{at}]` is null"));
                }
                let fallback = fallback.iter().flatten().cloned().collect();
                self.set_language(code, is_true(facts, EventField::IsOptional), fallback);
                if is_true(facts, EventField::IsMaster) {
                    self.master = code.into();
                }
                self.tidy_languages();
            }
            E::AppLanguageRemoved => {
                let code = present(EventField::Language)?;
                if self.languages.iter().any(|language| language.code != code) {
                    self.languages.retain(|language| language.code != code);
                    if self.master == code
                        && let Some(first) = self.languages.first()
                    {
                        self.master.clone_from(&first.code);
                    }
                    self.tidy_languages();
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What becomes of the workflows.
    fn apply_workflows(&mut self, index: u64, facts: &EventFacts) -> Result<(), String> {
        use EventType as E;
        let required = |field: EventField| filled(facts, field).ok_or_else(|| blank(field));
        match facts.event_type {
            E::AppWorkflowAdded => {
                let name = required(EventField::Name)?;
                let id = domain_id(text(facts, EventField::WorkflowId));
                if !self.workflows.iter().any(|known| known.id == id) {
                    self.workflows.push(Workflow {
                        id: id.into(),
                        name: Some(name.into()),
                        steps: DEFAULT_STEPS,
                        has_nul: facts.has_nul,
                        created_at: index,
                    });
                }
            }
            E::AppWorkflowUpdated | E::OldAppWorkflowConfigured => {
                let Some(Val::Json(json)) = facts.get(EventField::Workflow) else {
                    return Err("`workflow` is null or missing".into());
                };
                let new = tree::parse(json.as_bytes()).ok();
                let new = new.as_ref();
                let name = new
                    .and_then(|workflow| workflow.get("name"))
                    .and_then(Tree::as_text)
                    .map(Into::into);
                let steps = new
                    .and_then(|workflow| workflow.get("steps"))
                    .map_or(0, |steps| steps.pairs().len());
                let id = domain_id(text(facts, EventField::WorkflowId));
                match self.workflows.iter_mut().find(|known| known.id == id) {
                    Some(workflow) => {
                        (workflow.name, workflow.steps) = (name, steps);
                        workflow.has_nul = facts.has_nul;
                    }
                    None if id == EMPTY_ID => self.workflows.push(Workflow {
                        id: id.into(),
                        name,
                        steps,
                        has_nul: facts.has_nul,
                        created_at: index,
                    }),
                    None => {}
                }
            }
            E::AppWorkflowDeleted => {
                let id = domain_id(text(facts, EventField::WorkflowId));
                self.workflows.retain(|known| known.id != id);
            }
            _ => {}
        }
        Ok(())
    }

    /// Of events that replace what the one before of their type set.
    fn set_part(&mut self, facts: &EventFacts) {
        self.nul_parts.retain(|part| *part != facts.event_type);
        if facts.has_nul {
            self.nul_parts.push(facts.event_type);
        }
    }

    /// Whether a text of the state has the character U+0000.
    pub(super) fn has_nul(&self) -> bool {
        let own = [&self.label, &self.description, &self.plan, &self.team];
        let patterns = self.patterns.iter().flat_map(|(name, regex)| [name, regex]);
        !self.nul_parts.is_empty()
            || self.roles.iter().any(|role| role.has_nul)
            || self.clients.iter().any(|client| client.has_nul)
            || self.workflows.iter().any(|workflow| workflow.has_nul)
            || (own.into_iter().chain(patterns).flatten()).any(|text| text.contains('\0'))
    }

    fn settings(&mut self, facts: &EventFacts) {
        let Some(Val::Json(json)) = facts.get(EventField::Settings) else {
            return;
        };
        let Ok(settings) = tree::parse(json.as_bytes()) else {
            return;
        };
        let of =
            |pattern: &Tree, key: &str| pattern.get(key).and_then(Tree::as_text).map(Into::into);
        let patterns = settings.get("patterns");
        let items = patterns.map_or(&[][..], Tree::items);
        self.patterns_have_null = patterns == Some(&Tree::Null) || items.contains(&Tree::Null);
        self.patterns = items
            .iter()
            .map(|item| (of(item, "name"), of(item, "regex")))
            .collect();
    }

    fn set_language(&mut self, code: &str, optional: bool, fallback: Vec<String>) {
        match self
            .languages
            .iter_mut()
            .find(|language| language.code == code)
        {
            Some(language) => {
                language.optional = optional;
                language.fallback = fallback;
            }
            None => self.languages.push(Language {
                code: code.into(),
                optional,
                fallback,
            }),
        }
        self.tidy_languages();
    }

    /// The master is never optional and has no fallbacks; fallbacks name other languages of the app.
    fn tidy_languages(&mut self) {
        let codes: Vec<String> = self
            .languages
            .iter()
            .map(|language| language.code.clone())
            .collect();
        for language in &mut self.languages {
            if language.code == self.master {
                language.optional = false;
                language.fallback.clear();
            }
            let own = language.code.clone();
            language
                .fallback
                .retain(|code| *code != own && codes.contains(code));
        }
    }
}

/// A text that is null changes nothing, nor does one that differs in case only (`CM/Apps/App.cs`).
fn annotate(old: &mut Option<String>, new: Option<&str>) {
    if let Some(new) = new
        && !old
            .as_deref()
            .is_some_and(|old| equals_ignoring_case(old, new))
    {
        *old = Some(new.into());
    }
}

/// .NET's `OrdinalIgnoreCase`: one character to one character.
pub(super) fn equals_ignoring_case(a: &str, b: &str) -> bool {
    let upper = |c: char| {
        let mut upper = c.to_uppercase();
        match (upper.next(), upper.next()) {
            (Some(one), None) => one,
            _ => c,
        }
    };
    a.chars().map(upper).eq(b.chars().map(upper))
}

/// Whether the actor of such an event becomes the app's creator, if it has none yet: an event that changes
/// nothing does not, nor does one that updates a language.
fn gives_creator(event_type: EventType) -> bool {
    !matches!(
        event_type,
        EventType::AppLanguageUpdated
            | EventType::AppUsageExceeded
            | EventType::OldAppMasterLanguageSet
            | EventType::OldAppPatternDeleted
    ) && event_type.kind() == Kind::App
}

pub(super) fn blank(field: EventField) -> String {
    format!("`{}` is null, missing or blank", field.name())
}

/// Roles that every app has; they can't be added, changed or removed.
fn is_default_role(name: &str) -> bool {
    matches!(name, "Owner" | "Developer" | "Editor" | "Reader")
}
