//! While events are read: the first failure, the log lines, and what is handed on and opened.

use super::super::attachments::Read;
use super::super::*;
use super::Run;
use super::columns::NUL_REFUSED;
use super::failure::*;
use super::files::asset_path;
use super::log::READING;
use super::users::Account;
use crate::format::squidex::messages::{INTERNAL_ERROR, NAME_NOT_AVAILABLE};

impl Run<'_> {
    /// The first failure while events are read, if there is one.
    pub(super) fn read_events(&mut self) -> Result<(), Box<Failure>> {
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
        for content in [
            &self.dry.special.tags,
            &self.dry.special.alias,
            &self.dry.special.urls,
        ] {
            if let Err(failure) = self.too_large(content) {
                consider(0, 3, failure);
            }
        }
        // Written after everything else that is done with an event.
        if let Some((index, failure)) = self.stream_column() {
            consider(index, 5, failure);
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
                if read.unread {
                    let message = format!(
                        "event {}: the file of the asset shares its bytes with other entries, and not all of these were read",
                        version.index
                    );
                    consider(version.index, 2, self.not_judged(&path, message));
                    break;
                }
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
    pub(super) fn log_reading(&mut self, end: u64) {
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

    pub(super) fn log_batches(&mut self, batches: &mut u64, index: u64) {
        let done = self.handed_on_before(index) / 100;
        if done > *batches {
            *batches = done;
            self.log.replace(READING);
        }
    }

    /// The position, whether the name is blank (else taken), and the failure.
    pub(super) fn app_created_failure(&self) -> Option<(u64, bool, Box<Failure>)> {
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
            if self.is_sql() && name.contains('\0') {
                return Some((
                    app.index,
                    false,
                    self.failure_at_event(
                        INTERNAL_ERROR,
                        &codes::POSTGRESQL_LIMIT,
                        app.index,
                        format!(
                            "event {} (AppCreatedEvent): the name can't be reserved: {NUL_REFUSED}",
                            app.index
                        ),
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

    pub(super) fn tags_failure(&self) -> Option<Box<Failure>> {
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
            .or_else(|| {
                (self.is_sql() && self.dry.attachments.tags_have_nul).then(|| {
                    self.failure_at_entry(
                        INTERNAL_ERROR,
                        &codes::POSTGRESQL_LIMIT,
                        &special.tags.entry,
                        None,
                        format!("the tags can't be stored: {NUL_REFUSED}"),
                    )
                })
            })
    }

    /// The attachment of a file version, if the server fails to read it, or if it was not read here.
    pub(super) fn unreadable_file(
        &self,
        version: &FileVersion,
    ) -> Option<(&AttachmentRead, String)> {
        let id = self.dry.texts.text(version.id)?;
        let found = self
            .lookup
            .asset(&id, version.version)
            .filter(|entry| entry.uncompressed_bytes > 0)?;
        let read = self
            .dry
            .files
            .get(&found.entry)
            .filter(|read| read.failure.is_some() || read.unread)?;
        Some((read, asset_path(&id, version.version)))
    }

    /// Whether the events of that contributor are dropped.
    pub(super) fn is_dropped(&self, user: &str) -> bool {
        !matches!(self.mapping.account(user), Account::Other(_))
    }

    /// Events before an index that are handed on to the event store.
    pub(super) fn handed_on_before(&self, index: u64) -> u64 {
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
    pub(super) fn attachments_opened(&self) -> u64 {
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
    pub(super) fn files_with_bytes(&self) -> (u64, u64) {
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
}
