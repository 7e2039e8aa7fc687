//! Before the first event: the version, the name of the app, the users.

use super::super::attachments::{Read, Version};
use super::Run;
use super::failure::*;
use super::users::Mapping;
use crate::format::squidex::codes;
use crate::report::Finding;

impl Run<'_> {
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
}
