//! Before the first event: the version, the name of the app, the users.

use super::super::attachments::{Read, Version};
use super::Run;
use super::failure::*;
use super::remarks::is_slug;
use super::users::Mapping;
use crate::format::squidex::codes;
use crate::format::squidex::copy::rename::MAX_NAME_CHARACTERS;
use crate::format::squidex::messages::{INTERNAL_ERROR, NO_ATTACHMENT, NOT_COMPATIBLE};
use crate::report::Finding;

impl Run<'_> {
    /// The name of the form: the request is refused before there is a restore.
    pub(super) fn check_name(&mut self) -> Result<(), Box<Failure>> {
        let Some(name) = self
            .target
            .restore_name
            .as_deref()
            .filter(|name| !name.is_empty())
        else {
            return Ok(());
        };
        if !is_slug(name) {
            let cause = format!(
                "the name {name:?} is refused: a name has lower-case letters a to z and digits, with single hyphens between them"
            );
            return Err(Box::new(Failure {
                message: "",
                fails_at: None,
                finding: Some(Finding::new(&codes::RESTORE_NAME_REFUSED, cause.clone())),
                cause,
                unjudged: false,
            }));
        }
        let letters = name.chars().count();
        if letters > MAX_NAME_CHARACTERS {
            let message = format!(
                "the name {name:?} has {letters} characters; Squidex's own form takes {MAX_NAME_CHARACTERS}"
            );
            self.findings
                .push(Finding::new(&codes::RESTORE_NAME_LONG, message));
        }
        Ok(())
    }

    pub(super) fn check_version(&self) -> Result<(), Box<Failure>> {
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
    pub(super) fn check_first_event(&self) -> Result<(), Box<Failure>> {
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

    pub(super) fn make_users(&mut self) -> Result<(), Box<Failure>> {
        self.log.push("Creating Users");
        self.too_large(&self.dry.special.users)?;
        let entry = self.dry.special.users.entry.clone();
        match &self.dry.attachments.users {
            Read::Missing => Err(missing_entry(
                NO_ATTACHMENT,
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
}
