//! Brings the fold and a target together: the restore from its first log line to its last.

use super::app::ApplyFailure;
use super::attachments::{Read, Version};
use super::contents::{ContentFault, ContentState, Flags};
use super::hashes::{self, Claim, Proof};
use super::log::{HANDLERS, Log, READING};
use super::rebuild::{Fate, How, Rebuilt, rebuild, stored};
use super::users::{Account, Mapping};
use super::*;
use crate::estimate;
use crate::format::squidex::layout::{self, event_path};
use crate::format::{Initiator, Store, Target};
use crate::report::objects::{ObjectPage, ObjectQuery};

/// What the server shows for nearly every cause.
const INTERNAL_ERROR: &str = "Failed with internal error.";
/// `FileNotFoundException` of a required attachment.
const CANNOT_FIND_ATTACHMENT: &str = "Cannot find attachment.";
/// A name that exists or is reserved.
const NAME_NOT_AVAILABLE: &str = "The app id or name is not available.";
/// Another major version.
const NOT_COMPATIBLE: &str = "Backup file is not compatible with this version.";
/// No event 0.
const NO_EVENT: &str = "Backup has no event.";

/// Longest id column of the Entity Framework stores, in UTF-16 code units.
const SQL_ID: usize = 255;
/// `<guid>--` in front of the object's own part.
const SQL_APP_PREFIX: usize = 38;
/// Joined tags of an asset.
const SQL_TAGS: usize = 1_000;
/// A status.
const SQL_STATUS: usize = 100;
/// `<guid>,` in front of the app's name, in the columns that hold both.
const SQL_NAMED_PREFIX: usize = 37;

/// A failure, with what the person is told.
struct Failure {
    message: &'static str,
    fails_at: Option<FailsAt>,
    /// `None`: the layout of the archive has a finding of its own for it.
    finding: Option<Finding>,
    cause: String,
}

/// The groups that were rebuilt, as far as the restore got.
#[derive(Default)]
pub(super) struct Groups {
    pub(super) assets: Option<Rebuilt>,
    pub(super) folders: Option<Rebuilt>,
    pub(super) rules: Option<Rebuilt>,
    pub(super) schemas: Option<Rebuilt>,
    pub(super) contents: Option<Rebuilt>,
}

/// One restore in the making.
pub(super) struct Run<'a> {
    pub(super) dry: &'a DryRun,
    pub(super) lookup: &'a dyn AssetLookup,
    extent: Extent,
    pub(super) target: &'a Target,
    pub(super) mapping: Mapping,
    log: Log,
    findings: FindingSet,
    pub(super) groups: Groups,
    /// The app snapshot is stored.
    app_stored: bool,
    events_written: Option<u64>,
    restored_events: Option<u64>,
    users_made: bool,
}

impl DryRun {
    /// What the restore does with the attachment entries: for findings about their checksums and sizes.
    pub fn uses(&self, lookup: &dyn AssetLookup) -> Uses {
        let target = Target::default();
        let run = self.run(
            lookup,
            &Extent {
                events: self.events_seen,
                complete: true,
                archive_bytes: 0,
                event_json_bytes: 0,
            },
            &target,
        );
        let mut uses = Uses::default();
        for version in &self.file_versions {
            if let Some(entry) = run.entry_of(version.id, version.version) {
                let of = uses.by_entry.entry(entry.entry).or_default();
                of.read = true;
                of.proven |= run.prove(version) == Some(Proof::Verified);
            }
        }
        uses
    }

    fn run<'a>(
        &'a self,
        lookup: &'a dyn AssetLookup,
        extent: &Extent,
        target: &'a Target,
    ) -> Run<'a> {
        Run {
            dry: self,
            lookup,
            extent: *extent,
            target,
            mapping: Mapping::default(),
            log: Log::new(),
            findings: self.findings.clone(),
            groups: Groups::default(),
            app_stored: false,
            events_written: Some(0),
            restored_events: Some(0),
            users_made: false,
        }
    }

    /// What the restore would do on this target. Cheap enough to be asked again for another one.
    pub fn finish(&self, lookup: &dyn AssetLookup, extent: &Extent, target: &Target) -> Prediction {
        let mut run = self.run(lookup, extent, target);
        let outcome = run.restore();
        run.prediction(outcome)
    }
}

impl DryRun {
    /// The objects behind one number of the restored app; `None` if it is not known which there are.
    pub fn objects(
        &self,
        lookup: &dyn AssetLookup,
        extent: &Extent,
        target: &Target,
        query: &ObjectQuery,
    ) -> Option<ObjectPage> {
        let mut run = self.run(lookup, extent, target);
        run.restore();
        run.preview(run.app_stored)?;
        Some(run.object_page(query))
    }
}

/// How a run ends.
enum End {
    Completed {
        assigned_owner: bool,
    },
    Failed(Box<Failure>),
    /// Not everything was read, and nothing certain was met.
    Open,
}

impl Run<'_> {
    fn restore(&mut self) -> End {
        match self.try_restore() {
            Ok(end) => end,
            Err(failure) => End::Failed(failure),
        }
    }

    fn try_restore(&mut self) -> Result<End, Box<Failure>> {
        self.check_version()?;
        if self.extent.events == 0 {
            return Err(missing_entry(
                NO_EVENT,
                &event_path(0),
                Some(0),
                "there is no entry events/0/0.json",
            ));
        }
        if self.dry.events_seen == 0 {
            return Ok(End::Open);
        }
        self.check_first_event()?;
        self.make_users()?;
        self.read_events()?;
        if self.dry.events_seen < self.extent.events || !self.extent.complete {
            return Ok(End::Open);
        }
        let handed_on = self.handed_on_before(self.dry.events_seen);
        self.events_written = Some(handed_on);
        self.restored_events = Some(handed_on);
        self.log.replace(format!(
            "Reading {}/{handed_on} events and {} attachments completed.",
            self.dry.events_seen,
            self.attachments_opened()
        ));
        self.rebuild_app()?;
        self.log.push("Restored Apps");
        self.rebuild_assets()?;
        self.log.push("Restored Assets");
        self.rebuild_rules()?;
        self.log.push("Restored Rules");
        self.rebuild_schemas()?;
        self.log.push("Restored Schemas");
        self.rebuild_contents()?;
        self.log.push("Restored Contents");
        self.complete_app()?;
        for handler in HANDLERS {
            self.log.push(format!("Completed {handler}"));
        }
        let assigned_owner = self.assign_owner();
        self.log.push("Completed, Yeah!");
        Ok(End::Completed { assigned_owner })
    }

    // --- Before the events -----------------------------------------------------------------------

    fn check_version(&self) -> Result<(), Box<Failure>> {
        let entry = &self.dry.special.version.entry;
        match self.dry.attachments.version {
            Version::Accepted => Ok(()),
            Version::Null => Err(self.failure_at_entry(
                INTERNAL_ERROR,
                &codes::VERSION_NULL,
                entry,
                None,
                "Version.json is JSON null".into(),
            )),
            Version::Unsupported(major) => Err(self.failure_at_entry(
                NOT_COMPATIBLE,
                &codes::VERSION_NOT_SUPPORTED,
                entry,
                None,
                format!("Version.json says major version {major}; only 5 and 0 are accepted"),
            )),
        }
    }

    /// What makes the restore fail before users are made.
    fn check_first_event(&self) -> Result<(), Box<Failure>> {
        let Some(first) = self.dry.apps.first() else {
            return match &self.dry.stop {
                Some(stop) => Err(self.failure_of_stop(stop)),
                None => Ok(()),
            };
        };
        match self.effective_name(first.name.as_deref()) {
            Some(_) => Ok(()),
            None => Err(self.failure_at_event(
                INTERNAL_ERROR,
                &codes::APP_NAME_MISSING,
                first.index,
                "event 0 (AppCreatedEvent): `name` is null, missing or blank, and no other name was given".into(),
            )),
        }
    }

    /// The name that the app gets; `None`: blank.
    pub(super) fn effective_name<'n>(&'n self, archive: Option<&'n str>) -> Option<&'n str> {
        let form = self
            .target
            .restore_name
            .as_deref()
            .filter(|name| !name.trim().is_empty());
        form.or_else(|| archive.filter(|name| !name.trim().is_empty()))
    }

    fn make_users(&mut self) -> Result<(), Box<Failure>> {
        self.log.push("Creating Users");
        let entry = self.dry.special.users.entry.clone();
        match &self.dry.attachments.users {
            Read::Missing => Err(missing_entry(
                CANNOT_FIND_ATTACHMENT,
                &entry,
                None,
                "Users.json is missing or empty",
            )),
            Read::Failed(why) => Err(self.failure_at_entry(
                INTERNAL_ERROR,
                &codes::USERS_INVALID,
                &entry,
                None,
                format!("Users.json can't be used: {why}"),
            )),
            Read::Value(users) => {
                let (mapping, blank) = Mapping::new(users, self.target);
                self.mapping = mapping;
                self.users_made = true;
                if let Some(blank) = blank {
                    return Err(self.failure_at_entry(
                        INTERNAL_ERROR,
                        &codes::USERS_INVALID,
                        &entry,
                        None,
                        format!(
                            "Users.json: the e-mail address of user {} is null or blank",
                            blank.user_id
                        ),
                    ));
                }
                self.log.push("Created Users");
                for (id, email) in &self.mapping.refused {
                    self.findings.push(
                        Finding::new(
                            &codes::USER_REFUSED,
                            format!("no account can be made for {email} (user {id}): a character is not allowed"),
                        )
                        .at_entry(entry.clone()),
                    );
                }
                Ok(())
            }
        }
    }

    // --- Reading ---------------------------------------------------------------------------------

    /// The first failure while events are read, if there is one.
    fn read_events(&mut self) -> Result<(), Box<Failure>> {
        let mut first: Option<(u64, u8, Box<Failure>)> = None;
        let mut consider = |index: u64, order: u8, failure: Box<Failure>| {
            if first
                .as_ref()
                .is_none_or(|known| (index, order) < (known.0, known.1))
            {
                first = Some((index, order, failure));
            }
        };
        if let Some(stop) = &self.dry.stop {
            // In the place of a name that is taken twice stands a failure with the message for this target.
            let placeholder = stop.finding.code == codes::SECOND_APP_CREATED.name;
            let order = if placeholder { 4 } else { 1 };
            consider(stop.index, order, self.failure_of_stop(stop));
        }
        if let Some((index, blank, failure)) = self.app_created_failure() {
            // An AppCreated event looks at its name, then maps its stream, then reserves the name.
            consider(index, if blank { 0 } else { 2 }, failure);
        }
        if let Some(failure) = self.tags_failure() {
            consider(0, 3, failure);
        }
        if let (Read::Failed(why), Some(&index)) = (
            &self.dry.attachments.avatar,
            self.dry.avatar_uploads.first(),
        ) {
            let entry = &self.dry.special.avatar.entry;
            consider(
                index,
                2,
                self.failure_at_entry(
                    INTERNAL_ERROR,
                    &codes::ASSET_UNREADABLE,
                    entry,
                    None,
                    format!(
                        "event {index} (AppImageUploadedEvent): the avatar can't be read: {why}"
                    ),
                ),
            );
        }
        for version in &self.dry.file_versions {
            if let Some((read, path)) = self.unreadable_file(version) {
                let message = format!(
                    "event {} ({}): the file of the asset can't be read: {}",
                    version.index,
                    if version.created {
                        "AssetCreated"
                    } else {
                        "AssetUpdated"
                    },
                    read.failure.as_deref().unwrap_or_default()
                );
                consider(
                    version.index,
                    2,
                    self.failure_at_entry(
                        INTERNAL_ERROR,
                        &codes::ASSET_UNREADABLE,
                        &path,
                        None,
                        message,
                    ),
                );
                break;
            }
        }
        let Some((index, _, failure)) = first else {
            self.log_reading(u64::MAX);
            return Ok(());
        };
        self.log_reading(index);
        let handed_on = self.handed_on_before(index);
        self.events_written = Some(handed_on / 100 * 100);
        self.restored_events = (handed_on < 100).then_some(0);
        Err(failure)
    }

    /// The lines while events are read up to an index: a batch of 100 puts the Reading line in the place of
    /// the last one, a further AppCreated event adds two lines.
    fn log_reading(&mut self, end: u64) {
        let mut batches = 0;
        for app in self.dry.apps.iter().skip(1).filter(|app| app.index <= end) {
            if self.effective_name(app.name.as_deref()).is_none() {
                break;
            }
            self.log_batches(&mut batches, app.index);
            self.log.push("Creating Users");
            self.log.push("Created Users");
        }
        if end != u64::MAX {
            self.log_batches(&mut batches, end);
        }
    }

    fn log_batches(&mut self, batches: &mut u64, index: u64) {
        let done = self.handed_on_before(index) / 100;
        if done > *batches {
            *batches = done;
            self.log.replace(READING);
        }
    }

    /// The position, whether the name is blank (else taken), and the failure.
    fn app_created_failure(&self) -> Option<(u64, bool, Box<Failure>)> {
        let mut reserved: Vec<&str> = Vec::new();
        let form = self
            .target
            .restore_name
            .as_deref()
            .filter(|name| !name.trim().is_empty());
        for app in &self.dry.apps {
            let Some(name) = self.effective_name(app.name.as_deref()) else {
                let message = format!(
                    "event {} (AppCreatedEvent): `name` is null, missing or blank",
                    app.index
                );
                return Some((
                    app.index,
                    true,
                    self.failure_at_event(
                        INTERNAL_ERROR,
                        &codes::APP_NAME_MISSING,
                        app.index,
                        message,
                    ),
                ));
            };
            let taken = self
                .target
                .existing_apps
                .iter()
                .any(|existing| existing == name);
            if taken {
                let message = format!("the name {name} is taken on the target");
                return Some((
                    app.index,
                    false,
                    self.failure_at_event(
                        NAME_NOT_AVAILABLE,
                        &codes::APP_NAME_TAKEN,
                        app.index,
                        message,
                    ),
                ));
            }
            // Names of the archive that are met twice have stopped the fold: only neighbours need comparing.
            let again = match form {
                Some(_) => !reserved.is_empty(),
                None => {
                    let last = self
                        .dry
                        .apps
                        .last()
                        .is_some_and(|last| last.index == app.index);
                    last && reserved.contains(&name)
                }
            };
            if again {
                let message = format!(
                    "event {} (AppCreatedEvent): the name {name} is reserved already",
                    app.index
                );
                return Some((
                    app.index,
                    false,
                    self.failure_at_event(
                        NAME_NOT_AVAILABLE,
                        &codes::SECOND_APP_CREATED,
                        app.index,
                        message,
                    ),
                ));
            }
            reserved.push(name);
        }
        None
    }

    fn tags_failure(&self) -> Option<Box<Failure>> {
        let special = &self.dry.special;
        let files = [
            ("AssetTags.json", &self.dry.attachments.tags, &special.tags),
            (
                "AssetTagsAlias.json",
                &self.dry.attachments.alias,
                &special.alias,
            ),
        ];
        files
            .into_iter()
            .find_map(|(name, read, content)| match read {
                Read::Failed(why) => Some(self.failure_at_entry(
                    INTERNAL_ERROR,
                    &codes::TAGS_INVALID,
                    &content.entry,
                    None,
                    format!("{name} can't be used: {why}"),
                )),
                _ => None,
            })
    }

    /// The attachment of a file version, if the server fails to read it.
    fn unreadable_file(&self, version: &FileVersion) -> Option<(&AttachmentRead, String)> {
        let id = self.dry.texts.text(version.id)?;
        let found = self
            .lookup
            .asset(&id, version.version)
            .filter(|entry| entry.uncompressed_bytes > 0)?;
        let read = self
            .dry
            .files
            .get(&found.entry)
            .filter(|read| read.failure.is_some())?;
        Some((read, asset_path(&id, version.version)))
    }

    /// Whether the events of that contributor are dropped.
    fn is_dropped(&self, user: &str) -> bool {
        !matches!(self.mapping.account(user), Account::Other(_))
    }

    /// Events before an index that are handed on to the event store.
    fn handed_on_before(&self, index: u64) -> u64 {
        let dropped: usize = self
            .dry
            .contributors
            .iter()
            .filter(|(user, _)| self.is_dropped(user))
            .map(|(_, events)| events.partition_point(|event| event.index < index))
            .sum();
        index.min(self.dry.events_seen) - dropped as u64
    }

    /// Attachments that are opened while the events are read.
    fn attachments_opened(&self) -> u64 {
        let attachments = &self.dry.attachments;
        let avatars = match attachments.avatar {
            Read::Missing => 0,
            _ => self.dry.avatar_uploads.len() as u64,
        };
        u64::from(attachments.version_opened)
            + attachments.opened_per_app * self.dry.apps.len() as u64
            + avatars
            + self.files_with_bytes().0
    }

    /// File versions whose attachment has bytes, and the sum of these.
    fn files_with_bytes(&self) -> (u64, u64) {
        let mut files = 0;
        let mut bytes = 0;
        for version in &self.dry.file_versions {
            if let Some(entry) = self.entry_of(version.id, version.version) {
                files += 1;
                bytes = u64::saturating_add(bytes, entry.uncompressed_bytes);
            }
        }
        (files, bytes)
    }

    /// The attachment of an asset's file version, if it has bytes.
    pub(super) fn entry_of(&self, id: TextId, version: i64) -> Option<AssetEntry> {
        let id = self.dry.texts.text(id)?;
        self.lookup
            .asset(&id, version)
            .filter(|entry| entry.uncompressed_bytes > 0)
    }

    // --- Rebuild ---------------------------------------------------------------------------------

    fn rebuild_app(&mut self) -> Result<(), Box<Failure>> {
        let app = &self.dry.app;
        let end = app.deleted_at.unwrap_or(u64::MAX);
        let mut failure = app.failure.clone();
        for (user, events) in &self.dry.contributors {
            if self.is_dropped(user) {
                continue;
            }
            let bad = events
                .iter()
                .find(|event| event.in_app_stream && event.index < end && event.role == Some(None));
            if let Some(event) = bad
                && failure
                    .as_ref()
                    .is_none_or(|known| event.index < known.index)
            {
                failure = Some(ApplyFailure {
                    index: event.index,
                    event_type: EventType::AppContributorAssigned,
                    message: super::app::blank(Field::Role),
                });
            }
        }
        if let Some(failure) = failure {
            let message = format!(
                "event {} ({}): {}",
                failure.index, failure.event_type, failure.message
            );
            return Err(self.failure_at_event(
                INTERNAL_ERROR,
                &codes::APP_NOT_REBUILT,
                failure.index,
                message,
            ));
        }
        self.app_stored = self.app_exists() && self.app_has_actor();
        let settings = &self.dry.special.settings;
        match &self.dry.attachments.settings {
            Read::Value(()) => Ok(()),
            Read::Missing => Err(missing_entry(
                CANNOT_FIND_ATTACHMENT,
                &settings.entry,
                None,
                "Settings.json is missing or empty",
            )),
            Read::Failed(why) => Err(self.failure_at_entry(
                INTERNAL_ERROR,
                &codes::SETTINGS_INVALID,
                &settings.entry,
                None,
                format!("Settings.json can't be used: {why}"),
            )),
        }
    }

    /// Contributor events that reach the app's stream.
    fn app_contributor_events(&self) -> impl Iterator<Item = &ContributorEvent> {
        self.dry
            .contributors
            .iter()
            .filter(|(user, _)| !self.is_dropped(user))
            .flat_map(|(_, events)| events)
            .filter(|event| event.in_app_stream)
    }

    fn app_exists(&self) -> bool {
        self.dry.app.events > 0 || self.app_contributor_events().next().is_some()
    }

    fn app_has_actor(&self) -> bool {
        self.dry.app.has_actor || self.app_contributor_events().any(|event| event.has_actor)
    }

    /// Column rules of the Entity Framework stores apply.
    fn is_sql(&self) -> bool {
        self.target.store == Store::PostgreSql
    }

    /// Why no row of an object can be written on this target, whatever the object.
    fn sql_fault(&self, id: ObjectId) -> Option<String> {
        if !self.is_sql() {
            return None;
        }
        let part = self.dry.texts.utf16_len(id.part);
        if part + SQL_APP_PREFIX > SQL_ID {
            return Some(format!(
                "the id is {part} characters long, PostgreSQL's column takes {}",
                SQL_ID - SQL_APP_PREFIX
            ));
        }
        let name = self
            .dry
            .apps
            .last()
            .and_then(|app| self.effective_name(app.name.as_deref()))
            .unwrap_or_default();
        let len = name.encode_utf16().count();
        (len + SQL_NAMED_PREFIX > SQL_ID).then(|| {
            format!(
                "the app's name is {len} characters long, PostgreSQL's column takes {}",
                SQL_ID - SQL_NAMED_PREFIX
            )
        })
    }

    fn rebuild_assets(&mut self) -> Result<(), Box<Failure>> {
        let dry = self.dry;
        let rebuilt = rebuild(dry.remembered_assets.iter().map(|(id, ())| id), |id| {
            let Some((number, asset)) = dry.assets.find(id) else {
                return (u32::MAX, Fate::Missing);
            };
            let at = asset.created_at.unwrap_or(0);
            let unwritable = if !asset.has_app {
                Some("no event of the asset gives it an app".to_string())
            } else if self.is_sql() && !asset.file_name.is_some() {
                Some("`fileName` is null or missing, which PostgreSQL refuses".into())
            } else if self.is_sql() && !asset.has_mime_type {
                Some("`mimeType` is null or missing, which PostgreSQL refuses".into())
            } else if self.is_sql() && asset.tags_len > SQL_TAGS {
                Some(format!(
                    "the tags are longer than the {SQL_TAGS} characters of PostgreSQL's column"
                ))
            } else {
                self.sql_fault(id)
            };
            (number, fate(asset.failure.as_ref(), unwritable, at))
        });
        self.report_lost(&rebuilt, "asset", |id| {
            dry.assets.find(id).is_some_and(|(_, asset)| asset.deleted)
        });
        let failure = self.group_failure(&rebuilt, "asset");
        self.groups.assets = Some(rebuilt);
        if let Some(failure) = failure {
            return Err(failure);
        }
        let rebuilt = rebuild(dry.remembered_folders.iter().map(|(id, ())| id), |id| {
            let Some((number, folder)) = dry.folders.find(id) else {
                return (u32::MAX, Fate::Missing);
            };
            let at = folder.created_at.unwrap_or(0);
            let unwritable = if !folder.has_app {
                Some("no event of the folder gives it an app".to_string())
            } else if self.is_sql() && !folder.name.is_some() {
                Some("`folderName` is null or missing, which PostgreSQL refuses".into())
            } else {
                self.sql_fault(id)
            };
            (number, fate(folder.failure.as_ref(), unwritable, at))
        });
        self.report_lost(&rebuilt, "asset folder", |id| {
            dry.folders
                .find(id)
                .is_some_and(|(_, folder)| folder.deleted)
        });
        let failure = self.group_failure(&rebuilt, "asset folder");
        self.groups.folders = Some(rebuilt);
        failure.map_or(Ok(()), Err)
    }

    fn rebuild_rules(&mut self) -> Result<(), Box<Failure>> {
        let dry = self.dry;
        let rebuilt = rebuild(dry.remembered_rules.iter().map(|(id, ())| id), |id| {
            let Some((number, rule)) = dry.rules.find(id) else {
                return (u32::MAX, Fate::Missing);
            };
            let unwritable = if rule.has_app {
                self.sql_fault(id)
            } else {
                Some("no event of the rule gives it an app".to_string())
            };
            (
                number,
                fate(
                    rule.failure.as_ref(),
                    unwritable,
                    rule.created_at.unwrap_or(0),
                ),
            )
        });
        self.report_lost(&rebuilt, "rule", |_| false);
        for &number in &rebuilt.stored {
            let Some(rule) = dry.rules.states.get(number as usize) else {
                continue;
            };
            let at = rule.created_at.unwrap_or(0);
            if rule.deleted {
                self.findings.push(recreated(
                    "rule",
                    rule.name.as_deref().unwrap_or(&rule.id),
                    at,
                ));
            } else if !rule.has_flow {
                let message = format!(
                    "event {at}: the rule {} has no flow",
                    rule.name.as_deref().unwrap_or(&rule.id)
                );
                self.findings
                    .push(Finding::new(&codes::RULE_UNREADABLE, message).at_event(at));
            }
        }
        let failure = self.group_failure(&rebuilt, "rule");
        self.groups.rules = Some(rebuilt);
        failure.map_or(Ok(()), Err)
    }

    fn rebuild_schemas(&mut self) -> Result<(), Box<Failure>> {
        let dry = self.dry;
        let rebuilt = rebuild(dry.remembered_schemas.iter().map(|(id, ())| id), |id| {
            let Some((number, schema)) = dry.schemas.find(id) else {
                return (u32::MAX, Fate::Missing);
            };
            let unwritable = if schema.id.is_none() {
                Some("no event of the schema gives it an app".to_string())
            } else if self.is_sql() && schema.name.is_none() {
                Some("`schema.name` is null or missing, which PostgreSQL refuses".into())
            } else {
                self.sql_fault(id)
            };
            (
                number,
                fate(
                    schema.failure.as_ref(),
                    unwritable,
                    schema.created_at.unwrap_or(0),
                ),
            )
        });
        self.report_lost(&rebuilt, "schema", |_| false);
        for &number in &rebuilt.stored {
            let Some(schema) = dry.schemas.states.get(number as usize) else {
                continue;
            };
            if schema.deleted {
                let at = schema.created_at.unwrap_or(0);
                self.findings.push(recreated(
                    "schema",
                    schema.name.as_deref().unwrap_or_default(),
                    at,
                ));
            }
        }
        let failure = self.group_failure(&rebuilt, "schema");
        self.groups.schemas = Some(rebuilt);
        failure.map_or(Ok(()), Err)
    }

    fn rebuild_contents(&mut self) -> Result<(), Box<Failure>> {
        let dry = self.dry;
        let ids = dry
            .remembered_contents
            .iter()
            .flat_map(|(_, ids)| ids.iter().map(|(id, ())| id));
        let unreadable = self.unreadable_schema();
        let rebuilt = rebuild(ids, |id| {
            let Some((number, content)) = dry.contents.find(id) else {
                return (u32::MAX, Fate::Missing);
            };
            (number, self.content_fate(id, content, unreadable.as_ref()))
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
        for &number in &rebuilt.stored {
            let Some(content) = dry.contents.states.get(number as usize) else {
                continue;
            };
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
        let failure = match (self.group_failure(&rebuilt, "content"), unreadable) {
            (Some(failure), None) => Some(failure),
            (Some(_), Some((at, message))) => {
                Some(self.failure_at_event(INTERNAL_ERROR, &codes::SCHEMA_UNREADABLE, at, message))
            }
            (None, _) => None,
        };
        self.groups.contents = Some(rebuilt);
        failure.map_or(Ok(()), Err)
    }

    fn content_fate(
        &self,
        id: ObjectId,
        content: &ContentState,
        unreadable: Option<&(u64, String)>,
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
        if let Some((at, message)) = unreadable {
            return Fate::Unwritable(*at, message.clone());
        }
        if self.is_sql() {
            if content.flags.has(Flags::CURRENT_HAS_NUL) || content.flags.has(Flags::DRAFT_HAS_NUL)
            {
                return Fate::Unwritable(
                    at,
                    "a text holds the character U+0000, which PostgreSQL refuses".into(),
                );
            }
            if [content.current, content.draft]
                .iter()
                .any(|status| texts.utf16_len(*status) > SQL_STATUS)
            {
                return Fate::Unwritable(
                    at,
                    format!(
                        "a status is longer than the {SQL_STATUS} characters of PostgreSQL's column"
                    ),
                );
            }
        }
        match self.sql_fault(id) {
            Some(message) => Fate::Unwritable(at, message),
            None => Fate::Stored,
        }
    }

    /// A stored schema that can't be read back, which the contents stumble over.
    fn unreadable_schema(&self) -> Option<(u64, String)> {
        let stored = &self.groups.schemas.as_ref()?.stored;
        stored
            .iter()
            .filter_map(|&number| self.dry.schemas.states.get(number as usize))
            .filter(|schema| schema.unreadable)
            .filter_map(|schema| schema.created_at)
            .min()
            .map(|at| {
                (at, format!("event {at}: `schema.fieldsInLists` or `schema.fieldsInReferences` is null, so the stored schema can't be read"))
            })
    }

    /// Ids of the stored schemas that are not deleted.
    pub(super) fn known_schemas(&self) -> std::collections::HashSet<TextId> {
        let schemas = stored(&self.groups.schemas);
        schemas
            .iter()
            .filter_map(|&number| self.dry.schemas.states.get(number as usize))
            .filter(|schema| !schema.deleted)
            .filter_map(|schema| self.dry.texts.find(schema.id.as_deref()?))
            .collect()
    }

    fn complete_app(&mut self) -> Result<(), Box<Failure>> {
        let index = self.dry.apps.last().map_or(0, |app| app.index);
        if !self.app_exists() {
            return Err(self.failure_at_event(
                INTERNAL_ERROR,
                &codes::APP_NOT_IN_ITS_STREAM,
                index,
                format!("event {index} (AppCreatedEvent): the id in `appId` is not that of the stream, so the app has no events"),
            ));
        }
        if !self.app_has_actor() {
            return Err(self.failure_at_event(
                INTERNAL_ERROR,
                &codes::APP_WITHOUT_ACTOR,
                index,
                "no event of the app names an actor, so the app has no creator".into(),
            ));
        }
        if !self.dry.app.created {
            if self.is_sql() {
                return Err(self.failure_at_event(
                    INTERNAL_ERROR,
                    &codes::POSTGRESQL_LIMIT,
                    index,
                    "the app has no name, which PostgreSQL refuses".into(),
                ));
            }
            self.findings.push(
                Finding::new(
                    &codes::APP_WITHOUT_NAME,
                    format!("event {index} (AppCreatedEvent) is not in the app's stream, so the app ends without a name"),
                )
                .at_event(index),
            );
        }
        for app in self.dry.apps.iter().skip(1) {
            let message = format!(
                "event {} (AppCreatedEvent) starts a second app \"{}\"; what stands before it stays with the first",
                app.index,
                app.name.as_deref().unwrap_or_default()
            );
            self.findings.push(
                Finding::new(&codes::SECOND_APP_CREATED, message)
                    .severity(Severity::DataLoss)
                    .at_event(app.index),
            );
        }
        if let Some(at) = self.dry.app.deleted_at {
            let message = format!("event {at} deletes the app");
            self.findings
                .push(Finding::new(&codes::APP_DELETED, message).at_event(at));
        }
        self.report_dropped_contributors();
        self.report_notes();
        Ok(())
    }

    /// The app's name in its snapshot: only an AppCreated event in its own stream sets it.
    pub(super) fn effective_app_name(&self) -> Option<&str> {
        if !self.dry.app.created {
            return None;
        }
        self.dry
            .apps
            .last()
            .and_then(|app| self.effective_name(app.name.as_deref()))
    }

    fn assign_owner(&mut self) -> bool {
        match (&self.target.initiator, self.dry.app.deleted_at) {
            (Initiator::Client(_), _) => {
                self.log
                    .push("Current user not assigned because restore was triggered by client.");
                false
            }
            (Initiator::Subject(_), Some(_)) => {
                self.log
                    .push("Failed to assign contributor: Entity ({app}) has been deleted.");
                false
            }
            (Initiator::Subject(_), None) => {
                self.log.push("Assigned current user.");
                true
            }
        }
    }

    // --- Findings --------------------------------------------------------------------------------

    fn report_dropped_contributors(&mut self) {
        for (user, events) in &self.dry.contributors {
            let account = self.mapping.account(user);
            for event in events {
                let what = if event.role.is_some() {
                    "assigned"
                } else {
                    "removed"
                };
                let finding = match account {
                    Account::Unknown => Finding::new(
                        &codes::CONTRIBUTOR_DROPPED,
                        format!(
                            "event {}: the contributor {user} ({what}) has no account on the target",
                            event.index
                        ),
                    ),
                    Account::Initiator => Finding::new(
                        &codes::OWN_CONTRIBUTOR_DROPPED,
                        format!(
                            "event {}: the contributor {user} ({what}) is the restoring user",
                            event.index
                        ),
                    ),
                    Account::Other(_) => continue,
                };
                self.findings.push(finding.at_event(event.index));
            }
        }
    }

    /// What changes with a file that the restore can do without.
    fn report_unused_files(&mut self) {
        let dry = self.dry;
        let assets = stored(&self.groups.assets);
        let tagged = assets
            .iter()
            .filter_map(|&number| dry.assets.states.get(number as usize))
            .filter(|asset| !asset.deleted && asset.tags_len > 0)
            .count() as u64;
        if dry.attachments.tags == Read::Missing && tagged > 0 {
            let message = format!(
                "AssetTags.json is missing or empty, and {} tags",
                if tagged == 1 {
                    "one asset has".into()
                } else {
                    format!("{} have", counted(tagged, "asset"))
                }
            );
            self.findings.push(
                Finding::new(&codes::ASSET_TAGS_WITHOUT_NAMES, message)
                    .at_entry(dry.special.tags.entry.clone()),
            );
        }
        if dry.attachments.urls == Urls::None && dry.has_content_text {
            let message = if dry.special.urls.has_bytes() {
                "Urls.json can't be used"
            } else {
                "Urls.json is missing or empty"
            };
            self.findings.push(
                Finding::new(&codes::LINKS_NOT_REWRITTEN, message)
                    .at_entry(dry.special.urls.entry.clone()),
            );
        }
    }

    fn report_notes(&mut self) {
        self.report_unused_files();
        let app = &self.dry.app;
        let special = &self.dry.special;
        if let Some(at) = app.image
            && self.dry.attachments.avatar == Read::Missing
        {
            let message = format!("event {at} sets an avatar, but its image is not in the archive");
            self.findings.push(
                Finding::new(&codes::AVATAR_MISSING, message)
                    .at_event(at)
                    .at_entry(special.avatar.entry.clone()),
            );
        }
        if let Some(team) = &app.team {
            self.findings.push(Finding::new(
                &codes::TEAM_KEPT,
                format!("the app belongs to the team {team}"),
            ));
        }
        if let Some(plan) = &app.plan {
            self.findings.push(Finding::new(
                &codes::PLAN_KEPT,
                format!("the app has the plan {plan}"),
            ));
        }
        let rules = stored(&self.groups.rules);
        let active = rules
            .iter()
            .filter_map(|&number| self.dry.rules.states.get(number as usize))
            .filter(|rule| rule.enabled && !rule.deleted)
            .count();
        if active > 0 {
            let message = format!(
                "{active} enabled {} again after the restore",
                if active == 1 {
                    "rule acts"
                } else {
                    "rules act"
                }
            );
            self.findings
                .push(Finding::new(&codes::RULES_ACTIVE, message));
        }
        if let Some(name) = self.effective_app_name()
            && !is_slug(name)
        {
            let message = format!(
                "the app's name {name:?} is one that Squidex would not accept for a new app"
            );
            self.findings
                .push(Finding::new(&codes::APP_NAME_ODD, message).at_event(0));
        }
    }

    /// Objects that are created, not deleted later, and gone afterwards.
    fn report_lost(
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

    fn group_failure(&self, rebuilt: &Rebuilt, kind: &str) -> Option<Box<Failure>> {
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

    fn failure_of_stop(&self, stop: &Stop) -> Box<Failure> {
        Box::new(Failure {
            message: INTERNAL_ERROR,
            fails_at: Some(FailsAt {
                event_index: Some(stop.index),
                entry: event_path(stop.index),
            }),
            finding: Some(stop.finding.clone()),
            cause: stop.cause.clone(),
        })
    }

    fn failure_at_event(
        &self,
        message: &'static str,
        code: &'static Code,
        index: u64,
        cause: String,
    ) -> Box<Failure> {
        Box::new(Failure {
            message,
            fails_at: Some(FailsAt {
                event_index: Some(index),
                entry: event_path(index),
            }),
            finding: Some(
                Finding::new(code, cause.clone())
                    .severity(Severity::Fatal)
                    .at_event(index),
            ),
            cause,
        })
    }

    fn failure_at_entry(
        &self,
        message: &'static str,
        code: &'static Code,
        entry: &str,
        event_index: Option<u64>,
        cause: String,
    ) -> Box<Failure> {
        let mut finding = Finding::new(code, cause.clone())
            .severity(Severity::Fatal)
            .at_entry(entry);
        finding.event_index = event_index;
        Box::new(Failure {
            message,
            fails_at: Some(FailsAt {
                event_index,
                entry: entry.into(),
            }),
            finding: Some(finding),
            cause,
        })
    }

    // --- The result ------------------------------------------------------------------------------

    fn prediction(mut self, end: End) -> Prediction {
        let complete = self.dry.events_seen >= self.extent.events && self.extent.complete;
        let verification = (complete && self.extent.events > 0)
            .then(|| self.verify_files(matches!(end, End::Completed { .. })));
        let load = self.load();
        let app = match &end {
            End::Open => None,
            _ => self.preview(self.app_stored),
        };
        let users_created = if self.users_made {
            self.mapping.created.clone()
        } else {
            Vec::new()
        };
        let unreadable = self.unreadable_rules();
        let stage = self.stage();
        let (outcome, server_message, fails_at, cause, assigned_owner) = match end {
            End::Completed { assigned_owner } if self.findings.loss_count() > 0 => {
                (Outcome::RestoresWithLoss, None, None, None, assigned_owner)
            }
            End::Completed { assigned_owner } => {
                (Outcome::Restores, None, None, None, assigned_owner)
            }
            End::Failed(failure) => {
                if let Some(finding) = failure.finding {
                    self.findings.push(finding);
                }
                self.log.hide_timing();
                self.log.push(failure.message);
                (
                    Outcome::Fails,
                    Some(failure.message.to_string()),
                    failure.fails_at,
                    Some(failure.cause),
                    false,
                )
            }
            End::Open => (Outcome::Unknown, None, None, None, false),
        };
        let failed = outcome == Outcome::Fails;
        let restore = (outcome != Outcome::Unknown).then(|| Restore {
            status: if failed { "Failed" } else { "Completed" }.into(),
            stage: failed.then_some(stage),
            users_created,
            log: self.log.into_lines(),
            events_written: self.events_written,
            assigned_owner,
            unreadable,
            cause: cause.clone(),
        });
        let summary = match (outcome, cause) {
            (_, Some(cause)) => cause,
            (Outcome::Restores, None) => {
                "everything in the archive is there after the restore".into()
            }
            (Outcome::RestoresWithLoss, None) => match self.findings.loss_count() {
                1 => "the restore completes, but one thing is lost or changed".into(),
                losses => format!("the restore completes, but {losses} things are lost or changed"),
            },
            (Outcome::Fails | Outcome::Unknown, None) => String::new(),
        };
        Prediction {
            outcome,
            server_message,
            fails_at,
            summary,
            app,
            findings: self.findings,
            asset_verification: verification,
            restored_events: restore.as_ref().and(self.restored_events),
            restore,
            assets: complete.then_some(self.dry.assets_created),
            estimate: (!failed).then(|| estimate::estimate(&load, self.target)),
            load: (!failed).then_some(load),
            invalid_attachments: invalid_attachments(self.dry),
        }
    }

    /// The last line, in the words of the contract.
    fn stage(&self) -> String {
        let last = self.log.last();
        if last == READING {
            "Reading".into()
        } else if last.starts_with("Reading ") {
            "Read all".into()
        } else {
            last.into()
        }
    }

    fn unreadable_rules(&self) -> u64 {
        let rules = stored(&self.groups.rules);
        let unreadable = rules
            .iter()
            .filter_map(|&number| self.dry.rules.states.get(number as usize))
            .filter(|rule| !rule.has_flow)
            .count();
        unreadable as u64
    }

    fn load(&self) -> estimate::Load {
        let dry = self.dry;
        let (asset_files, asset_bytes) = self.files_with_bytes();
        let count = |set: &Slots<ObjectId, ()>| set.iter().count() as u64;
        fn events<S: Default>(
            set: &Slots<ObjectId, ()>,
            objects: &Objects<S>,
            of: impl Fn(&S) -> u64,
        ) -> u64 {
            set.iter()
                .filter_map(|(id, ())| objects.find(id))
                .map(|(_, state)| of(state))
                .sum()
        }
        let mut contents = 0;
        let mut content_events = 0;
        for (_, ids) in dry.remembered_contents.iter() {
            contents += count(ids);
            content_events += events(ids, &dry.contents, |content| u64::from(content.events));
        }
        estimate::Load {
            archive_bytes: self.extent.archive_bytes,
            users: match &dry.attachments.users {
                Read::Value(users) => users.len() as u64,
                _ => 0,
            },
            events: self.extent.events,
            handed_on: (dry.events_seen == self.extent.events)
                .then(|| self.handed_on_before(dry.events_seen)),
            event_json_bytes: self.extent.event_json_bytes,
            asset_files,
            asset_bytes,
            attachments: Some(self.attachments_opened()),
            objects: Some(estimate::Kinds {
                apps: u64::from(!dry.apps.is_empty()),
                assets: count(&dry.remembered_assets),
                folders: count(&dry.remembered_folders),
                rules: count(&dry.remembered_rules),
                schemas: count(&dry.remembered_schemas),
                contents,
            }),
            rebuild_events: Some(estimate::Kinds {
                apps: dry.app.events + self.app_contributor_events().count() as u64,
                assets: events(&dry.remembered_assets, &dry.assets, |asset| asset.events),
                folders: events(&dry.remembered_folders, &dry.folders, |folder| {
                    folder.events
                }),
                rules: events(&dry.remembered_rules, &dry.rules, |rule| rule.events),
                schemas: events(&dry.remembered_schemas, &dry.schemas, |schema| {
                    schema.events
                }),
                contents: content_events,
            }),
        }
    }

    /// Holds each file version against its event. `judge`: faults of live assets are findings.
    fn verify_files(&mut self, judge: bool) -> AssetVerification {
        let mut counts = AssetVerification::default();
        let mut current = HashMap::new();
        for (at, version) in self.dry.file_versions.iter().enumerate() {
            if self.is_current(version) {
                current.insert(version.asset, at);
            }
        }
        for (at, version) in self.dry.file_versions.iter().enumerate() {
            let proof = self.prove(version);
            match proof {
                None => counts.lost += 1,
                Some(Proof::Verified) => counts.verified += 1,
                Some(Proof::SizeOnly) => counts.size_only += 1,
                Some(Proof::Wrong) => counts.wrong += 1,
                Some(Proof::Unverifiable) => counts.unverifiable += 1,
            }
            if judge {
                self.judge_file(version, proof, current.get(&version.asset) == Some(&at));
            }
        }
        if judge {
            self.judge_missing_current(&current);
        }
        counts
    }

    /// Whether it is the file that a live, stored asset shows.
    fn is_current(&self, version: &FileVersion) -> bool {
        self.dry
            .assets
            .states
            .get(version.asset as usize)
            .is_some_and(|asset| {
                !asset.deleted
                    && asset.id == version.id
                    && asset.file_version == version.version
                    && asset.file_hash == version.hash
            })
    }

    /// `None`: lost.
    fn prove(&self, version: &FileVersion) -> Option<Proof> {
        let texts = &self.dry.texts;
        let hash = texts.text(version.hash).filter(|hash| !hash.is_empty());
        let nothing = hashes::of_nothing();
        let (sha256, bytes) = match self.entry_of(version.id, version.version) {
            None if version.bytes > 0 => return None,
            None => (&nothing, 0),
            Some(entry) => match self.dry.files.get(&entry.entry) {
                Some(read) => (&read.sha256, read.bytes),
                None => return None,
            },
        };
        let claim = Claim {
            sha256,
            bytes,
            claimed_bytes: version.bytes,
            hash: hash.as_deref(),
            has_own_name: version.created,
        };
        let own = texts.text(version.name);
        let others: Vec<String> = match self.dry.assets.states.get(version.asset as usize) {
            Some(asset) if !version.created => std::iter::once(asset.file_name)
                .chain(asset.names.iter().rev().copied())
                .filter_map(|name| texts.text(name))
                .collect(),
            _ => Vec::new(),
        };
        Some(hashes::prove(
            claim,
            own.as_deref()
                .into_iter()
                .chain(others.iter().map(String::as_str)),
        ))
    }

    fn judge_file(&mut self, version: &FileVersion, proof: Option<Proof>, is_current: bool) {
        let (code, what) = match (proof, is_current) {
            (None, true) => (&codes::ASSET_FILE_MISSING, "is missing or empty"),
            (Some(Proof::Wrong), true) => {
                (&codes::ASSET_FILE_WRONG, "doesn't match its size or hash")
            }
            (None, false) => (&codes::OLD_ASSET_FILE_MISSING, "is missing or empty"),
            (Some(Proof::Wrong), false) => (
                &codes::OLD_ASSET_FILE_WRONG,
                "doesn't match its size or hash",
            ),
            (Some(Proof::Unverifiable), _) => {
                (&codes::ASSET_FILE_UNVERIFIABLE, "can't be verified")
            }
            (Some(Proof::Verified | Proof::SizeOnly), _) => return,
        };
        let texts = &self.dry.texts;
        let id = texts.text_or_empty(version.id);
        let asset = self.dry.assets.states.get(version.asset as usize);
        let name = asset
            .and_then(|asset| texts.text(asset.file_name))
            .unwrap_or_else(|| id.clone());
        let message = format!(
            "event {}: version {} of the file {name} {what}",
            version.index, version.version
        );
        self.findings.push(
            Finding::new(code, message)
                .at_event(version.index)
                .at_entry(asset_path(&id, version.version)),
        );
    }

    /// Live assets whose state speaks of a file that no event brought.
    fn judge_missing_current(&mut self, current: &HashMap<u32, usize>) {
        let assets = stored(&self.groups.assets);
        for &number in assets {
            let Some(asset) = self.dry.assets.states.get(number as usize) else {
                continue;
            };
            if asset.deleted || asset.file_bytes <= 0 || current.contains_key(&number) {
                continue;
            }
            let id = self.dry.texts.text_or_empty(asset.id);
            let at = asset.created_at.unwrap_or(0);
            let message = format!(
                "event {at}: no event brings version {} of the asset {id}",
                asset.file_version
            );
            self.findings.push(
                Finding::new(&codes::ASSET_FILE_MISSING, message)
                    .at_event(at)
                    .at_entry(asset_path(&id, asset.file_version)),
            );
        }
    }
}

/// Special attachments that are there, but can't be used.
fn invalid_attachments(dry: &DryRun) -> Vec<String> {
    let special = &dry.special;
    let read = &dry.attachments;
    let unused_urls = special.urls.has_bytes() && read.urls != Urls::Usable;
    [
        (!matches!(read.version, Version::Accepted), &special.version),
        (matches!(read.users, Read::Failed(_)), &special.users),
        (matches!(read.settings, Read::Failed(_)), &special.settings),
        (matches!(read.tags, Read::Failed(_)), &special.tags),
        (matches!(read.alias, Read::Failed(_)), &special.alias),
        (unused_urls, &special.urls),
        (matches!(read.avatar, Read::Failed(_)), &special.avatar),
    ]
    .into_iter()
    .filter(|(invalid, _)| *invalid)
    .map(|(_, content)| content.entry.clone())
    .collect()
}

/// A required entry that is not there: the layout of the archive has the finding.
fn missing_entry(
    message: &'static str,
    entry: &str,
    event_index: Option<u64>,
    cause: &str,
) -> Box<Failure> {
    Box::new(Failure {
        message,
        fails_at: Some(FailsAt {
            event_index,
            entry: entry.into(),
        }),
        finding: None,
        cause: cause.into(),
    })
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

/// Where the file of an asset lies.
fn asset_path(asset_id: &str, file_version: i64) -> String {
    layout::asset_path(asset_id, file_version).unwrap_or_default()
}

/// `^[a-z0-9]+(\-[a-z0-9]+)*$`
fn is_slug(name: &str) -> bool {
    name.split('-').all(|word| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}
