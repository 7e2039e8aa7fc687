//! The short lists: schemas and their fields, folders, rules, and what is part of the app itself.

use std::collections::HashMap;

use super::super::assets::FolderState;
use super::super::ids::EMPTY_ID;
use super::super::schemas::{SchemaField, SchemaState};
use super::Run;
use super::rebuild::stored;
use crate::format::squidex::objects::{ObjectKind, ObjectLine};
use crate::report::words::counted;

impl Run<'_> {
    /// All objects of a kind that is not counted in parts; only those within a schema or a folder, if it is given.
    pub(super) fn small_list(&self, kind: ObjectKind, within: Option<&str>) -> Vec<ObjectLine> {
        let app = &self.dry.app;
        match kind {
            ObjectKind::Schemas => self.live_schemas().map(schema_line).collect(),
            ObjectKind::Fields => self
                .live_schemas()
                .filter(|schema| within.is_none_or(|id| schema.id.as_deref() == Some(id)))
                .flat_map(field_lines)
                .collect(),
            ObjectKind::Folders => self.folder_lines(within),
            ObjectKind::Rules => self
                .live_rules()
                .map(|rule| ObjectLine {
                    id: rule.id.clone(),
                    name: rule.name.clone(),
                    about: Some(format!(
                        "{}, {}",
                        rule.trigger.as_deref().unwrap_or("no trigger"),
                        if rule.enabled { "enabled" } else { "disabled" }
                    )),
                    event_index: rule.life.created_at,
                    events: rule.life.events,
                    ..ObjectLine::default()
                })
                .collect(),
            ObjectKind::Roles => app
                .roles
                .iter()
                .map(|role| ObjectLine {
                    about: Some(counted(role.permissions as u64, "permission")),
                    ..part(&role.name, Some(&role.name), role.created_at)
                })
                .collect(),
            ObjectKind::Clients => app
                .clients
                .iter()
                .map(|client| ObjectLine {
                    about: Some(client.role.clone()),
                    ..part(&client.id, client.name.as_ref(), client.created_at)
                })
                .collect(),
            ObjectKind::Contributors => self
                .contributors_with_events()
                .into_iter()
                .map(|(contributor, at)| ObjectLine {
                    about: Some(contributor.role),
                    ..part(&contributor.email, Some(&contributor.email), at)
                })
                .collect(),
            ObjectKind::Workflows => app
                .workflows
                .iter()
                .map(|workflow| ObjectLine {
                    about: Some(counted(workflow.steps as u64, "step")),
                    ..part(&workflow.id, workflow.name.as_ref(), workflow.created_at)
                })
                .collect(),
            ObjectKind::Languages => self.language_lines(),
            ObjectKind::Patterns => app
                .patterns
                .iter()
                .map(|(name, regex)| ObjectLine {
                    name: name.clone(),
                    about: regex.clone(),
                    ..ObjectLine::default()
                })
                .collect(),
            ObjectKind::Contents | ObjectKind::Assets | ObjectKind::Files => Vec::new(),
        }
    }

    fn language_lines(&self) -> Vec<ObjectLine> {
        self.languages()
            .into_iter()
            .map(|language| {
                let mut about = Vec::new();
                if language.code == self.dry.app.master {
                    about.push("master".to_owned());
                }
                if language.optional {
                    about.push("optional".into());
                }
                if !language.fallback.is_empty() {
                    about.push(format!("falls back to {}", language.fallback.join(", ")));
                }
                ObjectLine {
                    id: language.code.clone(),
                    name: Some(language.code.clone()),
                    about: (!about.is_empty()).then(|| about.join(", ")),
                    ..ObjectLine::default()
                }
            })
            .collect()
    }

    /// In the order of the tree.
    fn folder_lines(&self, within: Option<&str>) -> Vec<ObjectLine> {
        let states: HashMap<String, &FolderState> = stored(&self.groups.folders)
            .iter()
            .filter_map(|&number| self.dry.folders.states.get(number as usize))
            .map(|folder| (self.dry.texts.text_or_empty(folder.id), folder))
            .collect();
        self.folders()
            .into_iter()
            .filter(|folder| {
                within
                    .is_none_or(|parent| folder.parent_id.as_deref().unwrap_or(EMPTY_ID) == parent)
            })
            .map(|folder| {
                let state = states.get(&folder.id);
                ObjectLine {
                    about: Some(counted(folder.assets, "asset")),
                    event_index: state.and_then(|state| state.life.created_at),
                    events: state.map_or(0, |state| state.life.events),
                    id: folder.id,
                    name: folder.name,
                    ..ObjectLine::default()
                }
            })
            .collect()
    }
}

/// Something that is part of the app: it has no stream of its own.
fn part(id: &str, name: Option<&String>, created_at: u64) -> ObjectLine {
    ObjectLine {
        id: id.into(),
        name: name.cloned(),
        event_index: Some(created_at),
        ..ObjectLine::default()
    }
}

fn schema_line(schema: &SchemaState) -> ObjectLine {
    let mut about = format!(
        "{}, {}, {}",
        schema.schema_type,
        if schema.published {
            "published"
        } else {
            "unpublished"
        },
        counted(schema.fields.len() as u64, "field")
    );
    if let Some(category) = schema.category.as_deref() {
        about.push_str(", category ");
        about.push_str(category);
    }
    ObjectLine {
        id: schema.id.clone().unwrap_or_else(|| EMPTY_ID.into()),
        name: schema.name.clone(),
        about: Some(about),
        event_index: schema.life.created_at,
        events: schema.life.events,
        ..ObjectLine::default()
    }
}

/// Nested ones stand right behind their array, with its name and a dot in front.
fn field_lines(schema: &SchemaState) -> impl Iterator<Item = ObjectLine> {
    schema.fields.iter().flat_map(|field| {
        std::iter::once(field_line(field, None)).chain(
            field
                .nested
                .iter()
                .map(|nested| field_line(nested, Some(field))),
        )
    })
}

fn field_line(field: &SchemaField, parent: Option<&SchemaField>) -> ObjectLine {
    let name = field.name.as_deref().unwrap_or_default();
    let mut about = format!("{}, {}", field.field_type, field.partitioning);
    for (is, word) in [
        (field.hidden, ", hidden"),
        (field.locked, ", locked"),
        (field.disabled, ", disabled"),
    ] {
        if is {
            about.push_str(word);
        }
    }
    ObjectLine {
        id: field.id.to_string(),
        name: Some(match parent {
            Some(parent) => format!("{}.{name}", parent.name.as_deref().unwrap_or_default()),
            None => name.into(),
        }),
        about: Some(about),
        ..ObjectLine::default()
    }
}
