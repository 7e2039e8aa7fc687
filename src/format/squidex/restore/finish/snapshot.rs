//! The app itself: its state after the events, its settings, its snapshot and its owner.

use super::super::app::blank;
use super::super::attachments::Read;
use super::super::life::ApplyFailure;
use super::super::*;
use super::Run;
use super::columns::NUL_REFUSED;
use super::failure::*;
use crate::format::squidex::messages::{INTERNAL_ERROR, NO_ATTACHMENT};
use crate::format::squidex::target::Initiator;

impl Run<'_> {
    pub(super) fn rebuild_app(&mut self) -> Result<(), Box<Failure>> {
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
                    message: blank(EventField::Role),
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
        // A snapshot that the store refuses now is only missed at the end.
        self.app_stored = self.app_exists()
            && self.app_has_actor()
            && !(self.is_sql() && (!self.dry.app.created || self.app_has_nul()));
        let settings = &self.dry.special.settings;
        self.too_large(settings)?;
        match &self.dry.attachments.settings {
            Read::Value(()) if self.is_sql() && self.dry.attachments.settings_have_nul => Err(self
                .failure_at_entry(
                    INTERNAL_ERROR,
                    &codes::POSTGRESQL_LIMIT,
                    &settings.entry,
                    None,
                    format!("Settings.json can't be stored: {NUL_REFUSED}"),
                )),
            Read::Value(()) => Ok(()),
            Read::Missing => Err(missing_entry(
                NO_ATTACHMENT,
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
    pub(super) fn app_contributor_events(&self) -> impl Iterator<Item = &ContributorEvent> {
        self.dry
            .contributors
            .iter()
            .filter(|(user, _)| !self.is_dropped(user))
            .flat_map(|(_, events)| events)
            .filter(|event| event.in_app_stream)
    }

    pub(super) fn app_exists(&self) -> bool {
        self.dry.app.events > 0 || self.app_contributor_events().next().is_some()
    }

    pub(super) fn app_has_actor(&self) -> bool {
        self.dry.app.has_actor || self.app_contributor_events().any(|event| event.has_actor)
    }

    pub(super) fn complete_app(&mut self) -> Result<(), Box<Failure>> {
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
        if self.is_sql() && self.app_has_nul() {
            return Err(self.failure_at_event(
                INTERNAL_ERROR,
                &codes::POSTGRESQL_LIMIT,
                index,
                format!("the app can't be stored: {NUL_REFUSED}"),
            ));
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

    fn app_has_nul(&self) -> bool {
        let role = |event: &ContributorEvent| matches!(&event.role, Some(Some(role)) if role.contains('\0'));
        self.dry.app.has_nul() || self.app_contributor_events().any(role)
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

    pub(super) fn assign_owner(&mut self) -> bool {
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
}
