//! The restored app: what exists on the target afterwards.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::app::Language;
use super::super::contents::{DEFAULT_STATUS, Flags};
use super::super::ids::{EMPTY_ID, TextId};
use super::super::rules::RuleState;
use super::super::schemas::{SchemaField, SchemaState};
use super::Run;
use super::rebuild::stored;
use super::users::Account;
use crate::format::squidex::report::{
    App, Assets, Contributor, Field, Folder, LanguageDetail, Rule, Schema, SchemaContents,
};
use crate::sort;

impl Run<'_> {
    /// The app as far as it is known to be stored; `None` if there is none, or if that depends on timing.
    pub(super) fn preview(&self, app_stored: bool) -> Option<App> {
        let groups = &self.groups;
        let all = [
            &groups.assets,
            &groups.folders,
            &groups.rules,
            &groups.schemas,
            &groups.contents,
        ];
        if !app_stored || all.into_iter().flatten().any(|rebuilt| !rebuilt.certain) {
            return None;
        }
        let dry = self.dry;
        let state = &dry.app;
        let created = dry.apps.last()?;
        let languages = self.languages();
        Some(App {
            name: self.effective_app_name().map(Into::into),
            id: created.previous_id.clone(),
            label: state.label.clone(),
            description: state.description.clone(),
            deleted: state.deleted_at.is_some(),
            languages: languages
                .iter()
                .map(|language| language.code.clone())
                .collect(),
            language_details: languages
                .iter()
                .map(|language| LanguageDetail {
                    code: language.code.clone(),
                    master: language.code == state.master,
                    optional: language.optional,
                    fallback: language.fallback.clone(),
                })
                .collect(),
            roles: state.roles.iter().map(|role| role.name.clone()).collect(),
            clients: state
                .clients
                .iter()
                .map(|client| client.id.clone())
                .collect(),
            contributors: self.contributors(),
            workflows: state
                .workflows
                .iter()
                .map(|workflow| {
                    workflow
                        .name
                        .clone()
                        .filter(|name| !name.is_empty())
                        .unwrap_or_else(|| workflow.id.clone())
                })
                .collect(),
            plan: state.plan.clone(),
            team_id: state.team.clone(),
            image: state.image.is_some(),
            patterns: state.patterns.len() as u64,
            schemas: self.schemas(),
            contents: self.contents(),
            assets: self.assets(),
            asset_folders: self.folders().len() as u64,
            folders: self.folders(),
            rules: self.rules(),
        })
    }

    /// Master first.
    pub(super) fn languages(&self) -> Vec<&Language> {
        let state = &self.dry.app;
        let mut languages: Vec<&Language> = state.languages.iter().collect();
        sort::sort_by(&mut languages, |a, b| {
            (a.code != state.master).cmp(&(b.code != state.master))
        });
        languages
    }

    /// As stored, without the Owner that is added at the end.
    fn contributors(&self) -> Vec<Contributor> {
        self.contributors_with_events()
            .into_iter()
            .map(|(contributor, _)| contributor)
            .collect()
    }

    /// With the position of the event that gave the role.
    pub(super) fn contributors_with_events(&self) -> Vec<(Contributor, u64)> {
        let end = self.dry.app.deleted_at.unwrap_or(u64::MAX);
        let mut events: Vec<(u64, usize, Option<&str>)> = Vec::new();
        for (user, list) in &self.dry.contributors {
            let Account::Other(account) = self.mapping.account(user) else {
                continue;
            };
            for event in list
                .iter()
                .filter(|event| event.in_app_stream && event.index < end)
            {
                events.push((
                    event.index,
                    account,
                    event.role.as_ref().and_then(Option::as_deref),
                ));
            }
        }
        sort::sort_by(&mut events, Ord::cmp);
        let mut contributors: Vec<(usize, String, u64)> = Vec::new();
        for (at, account, role) in events {
            let known = contributors
                .iter_mut()
                .find(|(known, ..)| *known == account);
            match (role, known) {
                (Some(role), Some(contributor)) => {
                    (contributor.1, contributor.2) = (role.into(), at)
                }
                (Some(role), None) => contributors.push((account, role.into(), at)),
                (None, _) => contributors.retain(|(known, ..)| *known != account),
            }
        }
        contributors
            .into_iter()
            .map(|(account, role, at)| {
                let email = self.mapping.email(account).into();
                (Contributor { email, role }, at)
            })
            .collect()
    }

    /// Stored and not deleted.
    pub(super) fn live_schemas(&self) -> impl Iterator<Item = &SchemaState> {
        stored(&self.groups.schemas)
            .iter()
            .filter_map(|&number| self.dry.schemas.states.get(number as usize))
            .filter(|schema| !schema.life.deleted)
    }

    fn schemas(&self) -> Vec<Schema> {
        self.live_schemas()
            .map(|schema| Schema {
                id: schema.id.clone().unwrap_or_else(|| EMPTY_ID.into()),
                name: schema.name.clone(),
                schema_type: schema.schema_type.clone(),
                published: schema.published,
                category: schema.category.clone(),
                fields: schema.fields.len() as u64,
                field_list: schema.fields.iter().map(field).collect(),
            })
            .collect()
    }

    fn contents(&self) -> Vec<SchemaContents> {
        let dry = self.dry;
        let mut names: HashMap<TextId, Option<String>> = HashMap::new();
        let schemas = stored(&self.groups.schemas);
        for schema in schemas
            .iter()
            .filter_map(|&number| dry.schemas.states.get(number as usize))
        {
            if let Some(id) = schema.id.as_deref().and_then(|id| dry.texts.find(id))
                && !schema.life.deleted
            {
                names.insert(id, schema.name.clone());
            }
        }
        let mut places: HashMap<TextId, usize> = HashMap::new();
        let mut all: Vec<SchemaContents> = Vec::new();
        let mut statuses: HashMap<(usize, TextId), u64> = HashMap::new();
        let published = dry.texts.find("Published");
        for content in stored(&self.groups.contents)
            .iter()
            .filter_map(|&number| dry.contents.states.get(number as usize))
        {
            let place = *places.entry(content.schema).or_insert_with(|| {
                all.push(SchemaContents {
                    schema_id: dry.texts.text_or_empty(content.schema),
                    schema_name: names.get(&content.schema).cloned().flatten(),
                    total: 0,
                    by_status: BTreeMap::new(),
                    live: 0,
                    draft: 0,
                    scheduled: 0,
                    deleted: 0,
                });
                all.len() - 1
            });
            let Some(of_schema) = all.get_mut(place) else {
                continue;
            };
            of_schema.total += 1;
            if content.is_deleted() {
                of_schema.deleted += 1;
                continue;
            }
            *statuses.entry((place, content.displayed())).or_default() += 1;
            of_schema.live += u64::from(Some(content.current) == published);
            of_schema.draft += u64::from(content.draft.is_some());
            of_schema.scheduled += u64::from(content.flags.has(Flags::SCHEDULED));
        }
        for ((place, status), count) in statuses {
            if let Some(of_schema) = all.get_mut(place) {
                let name = dry
                    .texts
                    .text(status)
                    .unwrap_or_else(|| DEFAULT_STATUS.into());
                *of_schema.by_status.entry(name).or_default() += count;
            }
        }
        all
    }

    fn assets(&self) -> Assets {
        let dry = self.dry;
        let mut assets = Assets::default();
        let uploaded: HashSet<(u32, TextId, i64)> = dry
            .file_versions
            .iter()
            .map(|version| (version.asset, version.id, version.version))
            .collect();
        for &number in stored(&self.groups.assets) {
            let Some(asset) = dry.assets.states.get(number as usize) else {
                continue;
            };
            assets.total += 1;
            if asset.life.deleted {
                assets.deleted += 1;
                continue;
            }
            assets.bytes = assets
                .bytes
                .saturating_add(u64::try_from(asset.file_bytes).unwrap_or(0));
            let has_file = uploaded.contains(&(number, asset.id, asset.file_version))
                && self.entry_of(asset.id, asset.file_version).is_some();
            if has_file {
                assets.with_file += 1;
            } else {
                assets.without_file += 1;
            }
        }
        assets
    }

    /// Parent before child; folders whose parents lead nowhere or in a circle come last.
    pub(super) fn folders(&self) -> Vec<Folder> {
        let dry = self.dry;
        let folders = stored(&self.groups.folders);
        let live: Vec<_> = folders
            .iter()
            .filter_map(|&number| dry.folders.states.get(number as usize))
            .filter(|folder| !folder.life.deleted)
            .collect();
        let mut inside: HashMap<TextId, u64> = HashMap::new();
        for asset in stored(&self.groups.assets)
            .iter()
            .filter_map(|&number| dry.assets.states.get(number as usize))
        {
            if !asset.life.deleted {
                *inside.entry(asset.parent).or_default() += 1;
            }
        }
        let root = dry.texts.find(EMPTY_ID).unwrap_or(TextId::NONE);
        let mut children: HashMap<TextId, Vec<usize>> = HashMap::new();
        for (at, folder) in live.iter().enumerate() {
            children.entry(folder.parent).or_default().push(at);
        }
        let mut order: Vec<usize> = Vec::with_capacity(live.len());
        let mut placed = vec![false; live.len()];
        let mut open: Vec<usize> = children
            .get(&root)
            .map(|list| list.iter().rev().copied().collect())
            .unwrap_or_default();
        while let Some(at) = open.pop() {
            if std::mem::replace(&mut placed[at], true) {
                continue;
            }
            order.push(at);
            if let Some(list) = children.get(&live[at].id) {
                open.extend(list.iter().rev());
            }
        }
        order.extend((0..live.len()).filter(|&at| !placed[at]));
        order
            .into_iter()
            .map(|at| {
                let folder = live[at];
                Folder {
                    id: dry.texts.text_or_empty(folder.id),
                    parent_id: dry
                        .texts
                        .text(folder.parent)
                        .filter(|parent| parent != EMPTY_ID),
                    name: dry.texts.text(folder.name),
                    assets: inside.get(&folder.id).copied().unwrap_or_default(),
                }
            })
            .collect()
    }

    /// Stored and not deleted.
    pub(super) fn live_rules(&self) -> impl Iterator<Item = &RuleState> {
        stored(&self.groups.rules)
            .iter()
            .filter_map(|&number| self.dry.rules.states.get(number as usize))
            .filter(|rule| !rule.life.deleted && rule.has_flow)
    }

    fn rules(&self) -> Vec<Rule> {
        self.live_rules()
            .map(|rule| Rule {
                id: rule.id.clone(),
                name: rule.name.clone(),
                enabled: rule.enabled,
                trigger: rule.trigger.clone(),
            })
            .collect()
    }
}

fn field(field: &SchemaField) -> Field {
    Field {
        id: field.id,
        name: field.name.clone().unwrap_or_default(),
        field_type: field.field_type.clone(),
        partitioning: field.partitioning.clone(),
        hidden: field.hidden,
        locked: field.locked,
        disabled: field.disabled,
        nested: field.nested.iter().map(self::field).collect(),
    }
}
