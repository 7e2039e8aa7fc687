//! One event after the other, as `RestoreJob.HandleEventAsync`, the handlers and the objects take it.

use super::*;

impl DryRun {
    /// Takes the next event, in ascending order from 0. After the first certain failure events are only
    /// counted.
    pub fn event(&mut self, read: EventRead) {
        self.count(&read);
        if self.stop.is_some() {
            return;
        }
        let index = read.index;
        match read.outcome {
            Err(failure) => match &mut self.kept {
                Some(kept) => kept.skip(index, failure.message),
                None => self.stop_reading(index, read.event_type, &failure),
            },
            Ok(facts) => {
                if let Some(event_type) = read.event_type {
                    self.met
                        .event(index, event_type, &facts.stream, facts.needs);
                }
                if let Err((code, message)) = self.handle(index, &facts) {
                    match &mut self.kept {
                        Some(kept) => kept.skip(index, message),
                        None => {
                            let stream = &facts.stream;
                            self.stop_handling(index, facts.event_type, stream, code, message);
                        }
                    }
                }
            }
        }
    }

    fn count(&mut self, read: &EventRead) {
        self.events_seen += 1;
        if matches!(
            read.event_type,
            Some(EventType::AssetCreated | EventType::OldAssetCreated)
        ) {
            self.assets_created += 1;
        }
    }

    fn stop_reading(&mut self, index: u64, event_type: Option<EventType>, failure: &ReadFailure) {
        let code = codes::TABLE
            .by_name(&failure.code)
            .unwrap_or(&codes::EVENT_NOT_ACCEPTED);
        let stream = failure
            .stream
            .as_deref()
            .map(|stream| format!("stream {stream}"));
        let named: Vec<String> = event_type
            .map(|known| known.to_string())
            .into_iter()
            .chain(stream)
            .collect();
        let named = if named.is_empty() {
            String::new()
        } else {
            format!(" ({})", named.join(", "))
        };
        let hint = failure
            .suggestion
            .as_ref()
            .map_or(String::new(), |hint| format!("; {hint}"));
        let message = format!("event {index}{named}: {}{hint}", failure.message);
        // What was not looked at is no failure of the server.
        let severity = match code.severity {
            Severity::Suspicious => Severity::Suspicious,
            _ => Severity::Fatal,
        };
        self.stop = Some(Stop {
            index,
            finding: Finding::new(code, message.clone())
                .severity(severity)
                .at_event(index),
            cause: message,
        });
    }

    fn stop_handling(
        &mut self,
        index: u64,
        event_type: EventType,
        stream: &str,
        code: &'static Code,
        message: String,
    ) {
        let message = format!("event {index} ({event_type}, stream {stream}): {message}");
        self.stop = Some(Stop {
            index,
            finding: Finding::new(code, message.clone()).at_event(index),
            cause: message,
        });
    }

    /// One event as `RestoreJob.HandleEventAsync` and the handlers see it.
    fn handle(&mut self, index: u64, facts: &EventFacts) -> Result<(), (&'static Code, String)> {
        if facts.event_type == EventType::AppCreated {
            self.start_app(index, facts)?;
        } else if self.apps.is_empty() && self.kept.is_some() {
            self.assume_app(index, &facts.stream);
        }
        let Some(previous) = self.apps.last() else {
            return Err((
                &codes::FIRST_EVENT_NOT_APP_CREATED,
                "the first event is not AppCreatedEvent, so there is no app yet".into(),
            ));
        };
        let app = u32::try_from(self.apps.len() - 1).unwrap_or(u32::MAX);
        let Some(mapped) = streams::map(&facts.stream, &previous.previous_id) else {
            let message = if facts.stream.is_empty() {
                "the record has no stream name".into()
            } else {
                "the stream name has no hyphen between kind and id".into()
            };
            return Err((&codes::EVENT_STREAM_INVALID, message));
        };
        let id = ObjectId {
            app,
            part: self.texts.intern_option(mapped.part),
        };
        let kind = ObjectKind::of_prefix(mapped.prefix);
        self.handlers(index, facts, id, kind)?;
        // Bytes are no fewer than characters: only long names are counted.
        if facts.stream.len() > columns::STREAM && self.long_stream.is_none() {
            let chars = columns::stream_chars(mapped.prefix, mapped.part);
            self.long_stream = (chars > columns::STREAM).then_some((index, chars));
        }
        self.check_stream(index, facts, &mapped);
        self.apply(index, facts, id, kind);
        Ok(())
    }

    fn start_app(&mut self, index: u64, facts: &EventFacts) -> Result<(), (&'static Code, String)> {
        let Some(Val::Named { id, .. }) = facts.get(EventField::AppId) else {
            return Err((&codes::APP_ID_MISSING, "`appId` is null or missing".into()));
        };
        let name = text(facts, EventField::Name).map(str::to_string);
        let again = self.apps.iter().any(|app| app.name == name);
        let blank = name.as_deref().is_none_or(|name| name.trim().is_empty());
        let first = self.apps.is_empty();
        let app = AppCreated {
            index,
            previous_id: domain_id(Some(id)).into(),
            name,
        };
        // A bad stream name comes before the name is reserved, a blank name even before that.
        let refused = !first && (again && facts.stream.contains('-') || blank);
        if let Some(kept) = &mut self.kept {
            if std::mem::take(&mut kept.app_is_assumed) {
                self.apps = vec![app];
                return Ok(());
            }
            if !refused {
                self.apps.push(app);
            }
        } else {
            self.apps.push(app);
        }
        if refused {
            // Fails whatever the target is; which message it shows depends on the form ([`finish`]).
            return Err((
                &codes::SECOND_APP_CREATED,
                "a second AppCreatedEvent with the same name or none".into(),
            ));
        }
        self.app = AppState::default();
        for (_, events) in &mut self.contributors {
            for event in events {
                event.in_app_stream = false;
            }
        }
        Ok(())
    }

    /// The event that created the app can't be read: the streams of the others tell its id.
    fn assume_app(&mut self, index: u64, stream: &str) {
        let (prefix, id) = stream.split_once('-').unwrap_or(("", stream));
        let app = match streams::split_app(id) {
            Some((app, _)) => app,
            None if prefix == ObjectKind::App.prefix() => id,
            // A stream of old: the id of its object alone.
            None => "",
        };
        self.apps.push(AppCreated {
            index,
            previous_id: domain_id(Some(app)).into(),
            name: None,
        });
        if let Some(kept) = &mut self.kept {
            kept.app_is_assumed = true;
        }
    }

    /// The handlers, in their order: apps, assets, rules, schemas, contents.
    fn handlers(
        &mut self,
        index: u64,
        facts: &EventFacts,
        id: ObjectId,
        kind: Option<ObjectKind>,
    ) -> Result<(), (&'static Code, String)> {
        use EventType as E;
        match facts.event_type {
            E::AppImageUploaded => self.avatar_uploads.push(index),
            E::AppContributorAssigned | E::AppContributorRemoved => {
                let Some(user) = filled(facts, EventField::ContributorId) else {
                    return Err((
                        &codes::EVENT_NOT_ACCEPTED,
                        app::blank(EventField::ContributorId),
                    ));
                };
                let in_app = kind == Some(ObjectKind::App) && !id.part.is_some();
                let assigned = facts.event_type == E::AppContributorAssigned;
                let event = ContributorEvent {
                    index,
                    in_app_stream: in_app,
                    role: assigned.then(|| filled(facts, EventField::Role).map(str::to_string)),
                    has_actor: facts.actor.is_some(),
                };
                let place = match self.contributor_index.get(user) {
                    Some(&place) => place,
                    None => {
                        self.contributors.push((user.into(), Vec::new()));
                        self.contributor_index
                            .insert(user.into(), self.contributors.len() - 1);
                        self.contributors.len() - 1
                    }
                };
                self.contributors[place].1.push(event);
            }
            E::AssetFolderCreated => {
                self.remembered_folders.get_or_add(id);
            }
            E::AssetCreated | E::AssetUpdated => {
                if facts.event_type == E::AssetCreated {
                    self.remembered_assets.get_or_add(id);
                }
                let asset = match kind {
                    Some(ObjectKind::Asset) => self.assets.number(id),
                    _ => u32::MAX,
                };
                self.file_versions.push(FileVersion {
                    index,
                    asset,
                    id: self
                        .texts
                        .intern(domain_id(text(facts, EventField::AssetId))),
                    version: int(facts, EventField::FileVersion),
                    bytes: int(facts, EventField::FileSize),
                    hash: self.texts.intern_option(text(facts, EventField::FileHash)),
                    name: self.texts.intern_option(text(facts, EventField::FileName)),
                    created: facts.event_type == E::AssetCreated,
                });
            }
            E::RuleCreated => {
                self.remembered_rules.get_or_add(id);
            }
            E::RuleDeleted => {
                self.remembered_rules.remove(id);
            }
            E::SchemaCreated => {
                self.remembered_schemas.get_or_add(id);
            }
            E::SchemaDeleted => {
                self.remembered_schemas.remove(id);
                let Some(Val::Named { id: schema, .. }) = facts.get(EventField::SchemaId) else {
                    return Err((
                        &codes::EVENT_NOT_ACCEPTED,
                        "`schemaId` is null or missing".into(),
                    ));
                };
                let schema = self.texts.intern(domain_id(Some(schema)));
                self.forget_contents(index, schema);
                self.schema_deletions.insert(schema, index);
            }
            E::ContentCreated | E::ContentUpdated => {
                if facts.event_type == E::ContentCreated {
                    let Some(Val::Named { id: schema, .. }) = facts.get(EventField::SchemaId)
                    else {
                        return Err((
                            &codes::EVENT_NOT_ACCEPTED,
                            "`schemaId` is null or missing".into(),
                        ));
                    };
                    let schema = self.texts.intern(domain_id(Some(schema)));
                    self.remembered_contents.get_or_add(schema).get_or_add(id);
                }
                self.rewrite_links(index, facts)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// The contents of a deleted schema are not rebuilt.
    fn forget_contents(&mut self, index: u64, schema: TextId) {
        let Some(ids) = self.remembered_contents.remove(schema) else {
            return;
        };
        let live = ids
            .iter()
            .filter_map(|(id, ())| self.contents.find(id))
            .filter(|(_, content)| !content.is_deleted())
            .count() as u64;
        if live > 0 {
            let app = u32::try_from(self.apps.len().saturating_sub(1)).unwrap_or(u32::MAX);
            let name = self
                .schemas
                .find(ObjectId { app, part: schema })
                .and_then(|(_, schema)| schema.name.clone())
                .unwrap_or_else(|| self.texts.text_or_empty(schema));
            let message = format!(
                "event {index} deletes the schema {name} together with {}",
                counted(live, "content")
            );
            self.findings
                .push(Finding::new(&codes::CONTENTS_OF_DELETED_SCHEMA, message).at_event(index));
        }
    }

    /// Addresses that contents link to; more than a few are only hostile.
    fn count_links(&mut self, index: u64, facts: &EventFacts) {
        const MOST: usize = 100;
        for (host, count) in &facts.links {
            let known = self.link_hosts.contains_key(host);
            if known || self.link_hosts.len() < MOST {
                let place = self.link_hosts.entry(host.clone()).or_insert(Place {
                    first: index,
                    count: 0,
                });
                place.count += u64::from(*count);
            }
        }
    }

    /// The rewriting of asset links (5.3), as far as it can fail.
    fn rewrite_links(
        &mut self,
        index: u64,
        facts: &EventFacts,
    ) -> Result<(), (&'static Code, String)> {
        self.count_links(index, facts);
        let data = facts.get(EventField::Data);
        self.has_content_text |= matches!(data, Some(Val::Data(data)) if data.has_string);
        match (&self.attachments.urls, data) {
            (Urls::None, _) => Ok(()),
            (_, None | Some(Val::Null)) => Err((
                &codes::EVENT_NOT_ACCEPTED,
                "`data` is null or missing".into(),
            )),
            (Urls::Broken(key), Some(Val::Data(data))) if data.has_string => Err((
                &codes::URLS_INCOMPLETE,
                format!(
                    "its text can't be searched for asset links, since `{key}` of Urls.json is missing or empty"
                ),
            )),
            _ => Ok(()),
        }
    }

    /// Finds events in a stream other than their object's.
    fn check_stream(&mut self, index: u64, facts: &EventFacts, mapped: &streams::Mapped<'_>) {
        let (kind, object) = match facts.event_type.kind() {
            Kind::App => (ObjectKind::App, None),
            Kind::Schema => {
                let id = match facts.get(EventField::SchemaId) {
                    Some(Val::Named { id, .. }) => Some(id.as_str()),
                    _ => None,
                };
                (ObjectKind::Schema, id)
            }
            Kind::Content => (ObjectKind::Content, text(facts, EventField::ContentId)),
            Kind::Asset => (ObjectKind::Asset, text(facts, EventField::AssetId)),
            Kind::AssetFolder => (
                ObjectKind::AssetFolder,
                text(facts, EventField::AssetFolderId),
            ),
            Kind::Rule => (ObjectKind::Rule, text(facts, EventField::RuleId)),
            Kind::Comment | Kind::Team | Kind::Other => return,
        };
        // A permanent deletion leaves a stream of its own behind, by design.
        let part = mapped
            .part
            .map(|part| part.strip_suffix("--deleted").unwrap_or(part));
        let fits = mapped.prefix == kind.prefix()
            && match (kind, part) {
                (ObjectKind::App, part) => part.is_none(),
                (_, None) => false,
                (_, Some(part)) => object.is_none_or(|object| {
                    let object = domain_id(Some(object));
                    object.is_empty() || object == ids::EMPTY_ID || object == part
                }),
            };
        if !fits {
            let whose = object.map_or(String::new(), |object| format!(" {object}"));
            self.findings.push(
                Finding::new(
                    &codes::EVENT_IN_OTHER_STREAM,
                    format!(
                        "event {index} ({}) of the {}{whose} is in the stream {}",
                        facts.event_type,
                        kind.prefix(),
                        facts.stream
                    ),
                )
                .at_event(index),
            );
        } else if let Some(app) = mapped.foreign_app
            && mapped.part.is_some()
        {
            self.findings.push(
                Finding::new(
                    &codes::STREAM_OF_OTHER_APP,
                    format!(
                        "event {index} ({}) is in a stream of the app {app}",
                        facts.event_type
                    ),
                )
                .at_event(index),
            );
        }
    }

    /// Applies the event to the object of its stream.
    fn apply(&mut self, index: u64, facts: &EventFacts, id: ObjectId, kind: Option<ObjectKind>) {
        let contributor = matches!(
            facts.event_type,
            EventType::AppContributorAssigned | EventType::AppContributorRemoved
        );
        let expected = match kind {
            Some(ObjectKind::App) if !id.part.is_some() => {
                let app = &mut self.app;
                app.in_stream += 1;
                life::expected_number(facts, app.in_stream - 1, &mut app.number_told)
            }
            Some(ObjectKind::Schema) => self.schemas.get_mut(id).life.expected_number(facts),
            Some(ObjectKind::Content) => self.contents.get_mut(id).expected_number(facts),
            Some(ObjectKind::Asset) => self.assets.get_mut(id).life.expected_number(facts),
            Some(ObjectKind::AssetFolder) => self.folders.get_mut(id).life.expected_number(facts),
            Some(ObjectKind::Rule) => self.rules.get_mut(id).life.expected_number(facts),
            Some(ObjectKind::App) | None => None,
        };
        if let (Some(expected), Some(number)) = (expected, facts.event_stream_number) {
            let message = format!(
                "event {index} ({}, stream {}) has the number {number} in its stream where {expected} is expected",
                facts.event_type, facts.stream
            );
            let finding = Finding::new(&codes::EVENT_NUMBER_UNEXPECTED, message).at_event(index);
            // The documentation advises to take the deletion of an app out of its backup.
            let taken_out = kind == Some(ObjectKind::App)
                && u64::try_from(number).is_ok_and(|number| number > expected);
            self.findings.push(if taken_out {
                finding.effect("none: the server ignores the number; an AppDeletedEvent that was taken out on purpose leaves such a gap")
            } else {
                finding
            });
        }
        if self.kept.is_some() {
            if !contributor {
                self.apply_kept(index, facts, id, kind);
            }
            return;
        }
        match kind {
            Some(ObjectKind::App) if !id.part.is_some() && !contributor => {
                self.app.apply(index, facts);
            }
            Some(ObjectKind::Schema) => {
                self.schemas.get_mut(id).apply(index, facts);
            }
            Some(ObjectKind::Content) => {
                // A content that an event can't be applied to keeps the reason.
                let content = self.contents.get_mut(id);
                let _ = content.apply(at(index), facts, &mut self.texts, false);
            }
            Some(ObjectKind::Asset) => {
                self.assets.get_mut(id).apply(index, facts, &mut self.texts);
            }
            Some(ObjectKind::AssetFolder) => {
                let folder = self.folders.get_mut(id);
                folder.apply(index, facts, &mut self.texts);
            }
            Some(ObjectKind::Rule) => {
                self.rules.get_mut(id).apply(index, facts);
            }
            Some(ObjectKind::App) | None => {}
        }
    }

    /// As [`DryRun::apply`], for an export: what can't be applied is left out, and where the objects are made is kept.
    fn apply_kept(
        &mut self,
        index: u64,
        facts: &EventFacts,
        id: ObjectId,
        kind: Option<ObjectKind>,
    ) {
        let at = at(index);
        let Some(kept) = &mut self.kept else {
            return;
        };
        let (took, failure) = match kind {
            Some(ObjectKind::App) if !id.part.is_some() => {
                let took = self.app.apply(index, facts);
                kept.app(at, took);
                (took, self.app.failure.take())
            }
            Some(ObjectKind::Schema) => {
                let number = self.schemas.number(id);
                let schema = &mut self.schemas.states[number as usize];
                let took = schema.apply(index, facts);
                kept.schemas.take(number, at, took);
                (took, schema.life.failure.take())
            }
            Some(ObjectKind::Content) => {
                let number = self.contents.number(id);
                let content = &mut self.contents.states[number as usize];
                let before = *content;
                match content.apply(at, facts, &mut self.texts, true) {
                    Ok(false) => {}
                    Ok(true) => kept.content(number, &before, content, at, facts, &mut self.texts),
                    Err(fault) => kept.skip(index, fault.message().into()),
                }
                return;
            }
            Some(ObjectKind::Asset) => {
                let number = self.assets.number(id);
                let asset = &mut self.assets.states[number as usize];
                let took = asset.apply(index, facts, &mut self.texts);
                kept.assets.take(number, at, took);
                (took, asset.life.failure.take())
            }
            Some(ObjectKind::AssetFolder) => {
                let number = self.folders.number(id);
                let folder = &mut self.folders.states[number as usize];
                let took = folder.apply(index, facts, &mut self.texts);
                (took, folder.life.failure.take())
            }
            Some(ObjectKind::Rule) => {
                let number = self.rules.number(id);
                let rule = &mut self.rules.states[number as usize];
                let took = rule.apply(index, facts);
                kept.rules.take(number, at, took);
                (took, rule.life.failure.take())
            }
            Some(ObjectKind::App) | None => return,
        };
        if let (Took::Nothing, Some(failure)) = (took, failure) {
            kept.skip(index, failure.message);
        }
    }
}

/// The position of an event as objects keep it.
fn at(index: u64) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX - 1)
}
