//! The rebuild of assets, folders, rules, schemas and contents: what becomes of each object.

use std::collections::BTreeMap;

use super::super::contents::{ContentFault, ContentState};
use super::super::life::{ApplyFailure, Life};
use super::super::*;
use super::Run;
use super::failure::*;
use super::rebuild::{Fate, How, Rebuilt, rebuild, stored};
use crate::format::squidex::messages::INTERNAL_ERROR;

impl Run<'_> {
    pub(super) fn rebuild_assets(&mut self) -> Result<(), Box<Failure>> {
        let dry = self.dry;
        let rebuilt = rebuild(dry.remembered_assets.iter().map(|(id, ())| id), |id| {
            let Some((number, asset)) = dry.assets.find(id) else {
                return (u32::MAX, Fate::Missing);
            };
            let at = asset.life.created_at.unwrap_or(0);
            let unwritable = if !asset.has_app {
                Some("no event of the asset gives it an app".to_string())
            } else {
                self.asset_column(id, asset)
            };
            (number, fate(asset.life.failure.as_ref(), unwritable, at))
        });
        self.report_lost(&rebuilt, "asset", |id| {
            dry.assets
                .find(id)
                .is_some_and(|(_, asset)| asset.life.deleted)
        });
        for asset in states(&dry.assets, &rebuilt) {
            self.report_recreated(&asset.life, "asset", &dry.texts.text_or_empty(asset.id));
        }
        let failure = self.group_failure(&rebuilt, "asset");
        self.groups.assets = Some(rebuilt);
        if let Some(failure) = failure {
            return Err(failure);
        }
        let rebuilt = rebuild(dry.remembered_folders.iter().map(|(id, ())| id), |id| {
            let Some((number, folder)) = dry.folders.find(id) else {
                return (u32::MAX, Fate::Missing);
            };
            let at = folder.life.created_at.unwrap_or(0);
            let unwritable = if !folder.has_app {
                Some("no event of the folder gives it an app".to_string())
            } else {
                self.folder_column(id, folder)
            };
            (number, fate(folder.life.failure.as_ref(), unwritable, at))
        });
        self.report_lost(&rebuilt, "asset folder", |id| {
            dry.folders
                .find(id)
                .is_some_and(|(_, folder)| folder.life.deleted)
        });
        for folder in states(&dry.folders, &rebuilt) {
            let name = dry.texts.text_or_empty(folder.name);
            self.report_recreated(&folder.life, "asset folder", &name);
        }
        let failure = self.group_failure(&rebuilt, "asset folder");
        self.groups.folders = Some(rebuilt);
        failure.map_or(Ok(()), Err)
    }

    pub(super) fn rebuild_rules(&mut self) -> Result<(), Box<Failure>> {
        let dry = self.dry;
        let rebuilt = rebuild(dry.remembered_rules.iter().map(|(id, ())| id), |id| {
            let Some((number, rule)) = dry.rules.find(id) else {
                return (u32::MAX, Fate::Missing);
            };
            let unwritable = if !rule.has_app {
                Some("no event of the rule gives it an app".to_string())
            } else {
                self.rule_column(id, rule)
            };
            (
                number,
                fate(
                    rule.life.failure.as_ref(),
                    unwritable,
                    rule.life.created_at.unwrap_or(0),
                ),
            )
        });
        self.report_lost(&rebuilt, "rule", |_| false);
        for rule in states(&dry.rules, &rebuilt) {
            let name = rule.name.as_deref().unwrap_or(&rule.id);
            self.report_recreated(&rule.life, "rule", name);
            if !rule.life.deleted && !rule.has_flow {
                let at = rule.life.created_at.unwrap_or(0);
                self.findings.push(
                    Finding::new(
                        &codes::RULE_UNREADABLE,
                        format!("event {at}: the rule {name} has no flow"),
                    )
                    .at_event(at),
                );
            }
        }
        let failure = self.group_failure(&rebuilt, "rule");
        self.groups.rules = Some(rebuilt);
        failure.map_or(Ok(()), Err)
    }

    pub(super) fn rebuild_schemas(&mut self) -> Result<(), Box<Failure>> {
        let dry = self.dry;
        let rebuilt = rebuild(dry.remembered_schemas.iter().map(|(id, ())| id), |id| {
            let Some((number, schema)) = dry.schemas.find(id) else {
                return (u32::MAX, Fate::Missing);
            };
            let unwritable = if schema.id.is_none() {
                Some("no event of the schema gives it an app".to_string())
            } else {
                self.schema_column(id, schema)
            };
            (
                number,
                fate(
                    schema.life.failure.as_ref(),
                    unwritable,
                    schema.life.created_at.unwrap_or(0),
                ),
            )
        });
        self.report_lost(&rebuilt, "schema", |_| false);
        for schema in states(&dry.schemas, &rebuilt) {
            let name = schema.name.as_deref().unwrap_or_default();
            self.report_recreated(&schema.life, "schema", name);
        }
        let failure = self.group_failure(&rebuilt, "schema");
        self.groups.schemas = Some(rebuilt);
        failure.map_or(Ok(()), Err)
    }

    pub(super) fn rebuild_contents(&mut self) -> Result<(), Box<Failure>> {
        let dry = self.dry;
        let ids = dry
            .remembered_contents
            .iter()
            .flat_map(|(_, ids)| ids.iter().map(|(id, ())| id));
        let unusable = self.unusable_schemas();
        let rebuilt = rebuild(ids, |id| {
            let Some((number, content)) = dry.contents.find(id) else {
                return (u32::MAX, Fate::Missing);
            };
            (number, self.content_fate(id, content, &unusable))
        });
        let texts = &dry.texts;
        self.report_lost(&rebuilt, "content", |id| {
            dry.contents
                .find(id)
                .is_some_and(|(_, content)| content.is_deleted())
        });
        for &id in &rebuilt.left_out {
            let Some((_, content)) = dry.contents.find(id) else {
                continue;
            };
            let at = u64::from(content.created_at);
            if !content.is_deleted() {
                let message = format!(
                    "event {at}: the content {} has no schema",
                    texts.text_or_empty(content.id)
                );
                self.findings
                    .push(Finding::new(&codes::CONTENT_LEFT_OUT, message).at_event(at));
            }
        }
        let known = self.known_schemas();
        for content in states(&dry.contents, &rebuilt) {
            if !content.is_deleted() && !known.contains(&content.schema) {
                let at = u64::from(content.created_at);
                let deleted = dry.schema_deletions.contains_key(&content.schema);
                let message = format!(
                    "event {at}: the schema {} of the content {} {}",
                    texts.text_or_empty(content.schema),
                    texts.text_or_empty(content.id),
                    if deleted {
                        "was deleted before"
                    } else {
                        "was never created"
                    }
                );
                self.findings
                    .push(Finding::new(&codes::CONTENT_WITHOUT_SCHEMA, message).at_event(at));
            }
        }
        let failure = self.group_failure(&rebuilt, "content");
        let of_schema = rebuilt.failure.as_ref().and_then(|failure| {
            let (at, message) = unusable.values().find(|(at, _)| *at == failure.index)?;
            (failure.how == How::Writing).then_some((*at, message))
        });
        let failure = match of_schema {
            Some((at, message)) => Some(self.failure_at_event(
                INTERNAL_ERROR,
                &codes::SCHEMA_UNREADABLE,
                at,
                message.clone(),
            )),
            None => failure,
        };
        if failure.is_none() {
            // Nothing stumbles over them during the restore, but they are lost all the same.
            let each = crate::sort::map_of(unusable.into_values());
            for (at, message) in each {
                self.findings.push(
                    Finding::new(&codes::SCHEMA_UNREADABLE, message)
                        .severity(Severity::DataLoss)
                        .effect("the restore completes, but no one can open the schemas of the app afterwards")
                        .at_event(at),
                );
            }
        }
        self.groups.contents = Some(rebuilt);
        failure.map_or(Ok(()), Err)
    }

    pub(super) fn content_fate(
        &self,
        id: ObjectId,
        content: &ContentState,
        unusable: &BTreeMap<TextId, (u64, String)>,
    ) -> Fate {
        let texts = &self.dry.texts;
        if content.unreadable_at != u32::MAX {
            return Fate::Unloadable(
                u64::from(content.unreadable_at),
                "a status change of 2017 is stored without `change` and can't be read back".into(),
            );
        }
        if let Some(fault) = content.fault {
            return Fate::Failed(
                u64::from(content.failed_at),
                ContentFault::message(fault).into(),
            );
        }
        if !content.is_storable(texts) {
            return Fate::LeftOut;
        }
        let at = u64::from(content.created_at);
        if let Some((at, message)) = unusable.get(&content.schema) {
            return Fate::Unwritable(*at, message.clone());
        }
        match self.content_column(id, content) {
            Some(message) => Fate::Unwritable(at, message),
            None => Fate::Stored,
        }
    }

    /// The schemas that can't be loaded, with the position of their creation and why, by the id of each schema whose
    /// contents stumble over them. A content's schema is loaded when the content is stored, with the components that
    /// its fields name, unless the app is deleted (`MongoContentEntity.cs`, `EFContentEntity.cs`,
    /// `E/AppProviderExtensions.cs`). Which components a field names is not kept: any may be meant.
    pub(super) fn unusable_schemas(&self) -> BTreeMap<TextId, (u64, String)> {
        let mut unusable = BTreeMap::new();
        if self.dry.app.deleted_at.is_some() {
            return unusable;
        }
        let live = || {
            let schemas = self.live_schemas();
            schemas.filter_map(|schema| Some((self.dry.texts.find(schema.id.as_deref()?)?, schema)))
        };
        let mut component = None;
        for (id, schema) in live().filter(|(_, schema)| schema.is_unusable()) {
            let at = schema.life.created_at.unwrap_or(0);
            let name = schema.name.as_deref().unwrap_or_default();
            let message = format!(
                "event {at}: the schema {name:?} has null in `fieldsInLists` or `fieldsInReferences`, so it can't be loaded once it is stored"
            );
            if schema.schema_type == "Component" && component.is_none() {
                component = Some((at, message.clone()));
            }
            unusable.insert(id, (at, message));
        }
        if let Some(component) = component {
            for (id, _) in live().filter(|(_, schema)| schema.has_components()) {
                unusable.entry(id).or_insert_with(|| component.clone());
            }
        }
        unusable
    }

    /// Ids of the stored schemas that are not deleted.
    pub(super) fn known_schemas(&self) -> std::collections::HashSet<TextId> {
        let schemas = stored(&self.groups.schemas);
        schemas
            .iter()
            .filter_map(|&number| self.dry.schemas.states.get(number as usize))
            .filter(|schema| !schema.life.deleted)
            .filter_map(|schema| self.dry.texts.find(schema.id.as_deref()?))
            .collect()
    }

    /// Objects that are created, not deleted later, and gone afterwards.
    pub(super) fn report_lost(
        &mut self,
        rebuilt: &Rebuilt,
        kind: &str,
        is_deleted: impl Fn(ObjectId) -> bool,
    ) {
        let texts = &self.dry.texts;
        for id in &rebuilt.missing {
            let message = format!(
                "the {kind} {} was created in another stream than its own and is not found",
                texts.text_or_empty(id.part)
            );
            self.findings
                .push(Finding::new(&codes::OBJECT_NOT_FOUND, message));
        }
        for (id, missing) in &rebuilt.skipped {
            if !is_deleted(*id) {
                let message = format!(
                    "the {kind} {} stands behind the {kind} {}, which is not found",
                    texts.text_or_empty(id.part),
                    texts.text_or_empty(missing.part)
                );
                self.findings
                    .push(Finding::new(&codes::OBJECT_SKIPPED, message));
            }
        }
    }

    /// An object that was created after its deletion, but stays deleted.
    fn report_recreated(&mut self, life: &Life, kind: &str, name: &str) {
        if let Some(at) = life.lost_creation {
            self.findings.push(recreated(kind, name, at));
        }
    }

    pub(super) fn group_failure(&self, rebuilt: &Rebuilt, kind: &str) -> Option<Box<Failure>> {
        let failure = rebuilt.failure.as_ref()?;
        let (code, what) = match failure.how {
            How::Applying => (&codes::OBJECT_NOT_REBUILT, "can't be rebuilt"),
            How::Loading => (&codes::STORED_EVENT_UNREADABLE, "can't be loaded"),
            How::Writing if self.is_sql() => (&codes::POSTGRESQL_LIMIT, "can't be stored"),
            How::Writing => (&codes::OBJECT_NOT_STORED, "can't be stored"),
        };
        let more = match rebuilt.failed {
            0 | 1 => String::new(),
            failed => format!(" ({failed} objects of this kind in all)"),
        };
        let message = format!(
            "event {}: the {kind} {what}: {}{more}",
            failure.index, failure.message
        );
        Some(self.failure_at_event(INTERNAL_ERROR, code, failure.index, message))
    }
}

/// The stored objects of a kind.
fn states<'a, S>(objects: &'a Objects<S>, rebuilt: &'a Rebuilt) -> impl Iterator<Item = &'a S> {
    rebuilt
        .stored
        .iter()
        .filter_map(|&number| objects.states.get(number as usize))
}

/// What becomes of an object that has events.
fn fate(failure: Option<&ApplyFailure>, unwritable: Option<String>, created_at: u64) -> Fate {
    match (failure, unwritable) {
        (Some(failure), _) => Fate::Failed(
            failure.index,
            format!("{}: {}", failure.event_type, failure.message),
        ),
        (None, Some(why)) => Fate::Unwritable(created_at, why),
        (None, None) => Fate::Stored,
    }
}

fn recreated(kind: &str, name: &str, at: u64) -> Finding {
    let message = format!(
        "event {at}: the {kind} {name} was created again after its deletion, and ends as deleted"
    );
    Finding::new(&codes::RECREATED_AFTER_DELETION, message).at_event(at)
}
