//! Status values of a backup (specification section 3).

use serde::Serialize;

use crate::report::Outcome;

/// Status of a backup, as the service counts them from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Started, not finished.
    InProgress,
    /// Unsuccessful.
    Failed,
    /// Complete.
    Succeeded,
    /// Not finished in time, cancelled.
    TimedOut,
    /// Accepted, queued, not started.
    Created,
    /// Did not run, since the schedule triggered too many.
    Skipped,
    /// Complete except for files that could not be read.
    PartiallySucceeded,
    /// Deletion asked for, not done.
    DeleteInProgress,
    /// Could not be deleted.
    DeleteFailed,
    /// Deleted.
    Deleted,
    /// Anything else, as written.
    Unknown(String),
}

/// What a status means for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Group {
    /// Not ended yet.
    Running,
    /// Can be restored.
    Good,
    /// Can be restored, with doubt.
    Doubtful,
    /// Can't be restored.
    Bad,
    /// Never ran.
    NotRun,
    /// Being deleted, or deleted.
    Gone,
    /// Not known.
    Unknown,
}

/// The names in the order of their numbers.
const NAMES: [&str; 10] = [
    "InProgress",
    "Failed",
    "Succeeded",
    "TimedOut",
    "Created",
    "Skipped",
    "PartiallySucceeded",
    "DeleteInProgress",
    "DeleteFailed",
    "Deleted",
];

impl Status {
    /// The status with that number.
    pub fn from_number(number: i64) -> Status {
        let name = usize::try_from(number)
            .ok()
            .and_then(|number| NAMES.get(number));
        name.map_or_else(
            || Status::Unknown(number.to_string()),
            |name| Status::read(name),
        )
    }

    /// Reads a name in any case, ignoring blanks and `_`, or a number.
    pub fn read(text: &str) -> Status {
        if let Ok(number) = text.trim().parse::<i64>() {
            return Status::from_number(number);
        }
        let key: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '_')
            .map(|c| c.to_ascii_lowercase())
            .collect();
        match key.as_str() {
            "inprogress" => Status::InProgress,
            "failed" => Status::Failed,
            "succeeded" => Status::Succeeded,
            "timedout" => Status::TimedOut,
            "created" => Status::Created,
            "skipped" => Status::Skipped,
            "partiallysucceeded" => Status::PartiallySucceeded,
            "deleteinprogress" => Status::DeleteInProgress,
            "deletefailed" => Status::DeleteFailed,
            "deleted" => Status::Deleted,
            _ => Status::Unknown(super::secrets::mask_text(text.trim())),
        }
    }

    /// Its name, or the text as written.
    pub fn name(&self) -> &str {
        let number = match self {
            Status::InProgress => 0,
            Status::Failed => 1,
            Status::Succeeded => 2,
            Status::TimedOut => 3,
            Status::Created => 4,
            Status::Skipped => 5,
            Status::PartiallySucceeded => 6,
            Status::DeleteInProgress => 7,
            Status::DeleteFailed => 8,
            Status::Deleted => 9,
            Status::Unknown(text) => return text,
        };
        NAMES.get(number).copied().unwrap_or_default()
    }

    /// Whether it can be restored. `DeleteFailed` counts, since the data is still there \[M\].
    pub fn usable(&self) -> bool {
        matches!(
            self,
            Status::Succeeded | Status::PartiallySucceeded | Status::DeleteFailed
        )
    }

    /// Whether the work has not ended.
    pub fn running(&self) -> bool {
        matches!(self, Status::InProgress | Status::Created)
    }

    /// Whether the backup has ended, well or not: it decides the outcome of a list.
    pub fn ended(&self) -> bool {
        !self.running() && !matches!(self, Status::Unknown(_))
    }

    /// The group.
    pub fn group(&self) -> Group {
        match self {
            Status::InProgress | Status::Created => Group::Running,
            Status::Succeeded | Status::DeleteFailed => Group::Good,
            Status::PartiallySucceeded => Group::Doubtful,
            Status::Failed | Status::TimedOut => Group::Bad,
            Status::Skipped => Group::NotRun,
            Status::DeleteInProgress | Status::Deleted => Group::Gone,
            Status::Unknown(_) => Group::Unknown,
        }
    }

    /// What a restore of such a backup does (section 7).
    pub fn outcome(&self) -> Outcome {
        match self {
            Status::Succeeded | Status::DeleteFailed => Outcome::Restores,
            Status::PartiallySucceeded => Outcome::RestoresWithLoss,
            Status::Failed
            | Status::TimedOut
            | Status::Skipped
            | Status::DeleteInProgress
            | Status::Deleted => Outcome::Fails,
            Status::Created | Status::InProgress | Status::Unknown(_) => Outcome::Unknown,
        }
    }

    /// In words.
    pub fn meaning(&self) -> &'static str {
        match self {
            Status::InProgress => "the backup has been started and has not finished",
            Status::Failed => "the backup was unsuccessful",
            Status::Succeeded => "the backup is complete",
            Status::TimedOut => "the backup did not finish in time and was cancelled",
            Status::Created => "the backup is queued and has not been started",
            Status::Skipped => {
                "the backup did not run, since the schedule triggered too many backups"
            }
            Status::PartiallySucceeded => {
                "the backup is complete except for files that could not be read, usually because of an exclusive lock"
            }
            Status::DeleteInProgress => "the backup is being deleted",
            Status::DeleteFailed => {
                "the backup could not be deleted, often because the signature it was made with has expired; its data is still there"
            }
            Status::Deleted => "the backup was deleted",
            Status::Unknown(_) => "a status that is not documented",
        }
    }

    /// What the person should do.
    pub fn advice(&self) -> &'static str {
        match self {
            Status::InProgress => "wait; do not copy the blob yet",
            Status::Failed => {
                "read the log, mend the cause, back up again; a blob, if there is one, can't be restored"
            }
            Status::Succeeded => "keep the .zip and the .xml",
            Status::TimedOut => {
                "make the content smaller (_backup.filter), check size and speed of the database, back up again"
            }
            Status::Created => "ask again: GET /backups/{id}",
            Status::Skipped => {
                "back up less often, or make fewer backups by hand that day; there is nothing to download"
            }
            Status::PartiallySucceeded => {
                "read the log for the files; stop the app or leave them out; make another backup before you rely on it"
            }
            Status::DeleteInProgress => "do not start a restore from it",
            Status::DeleteFailed => {
                "replace its signature and delete it again, or delete the blobs by hand"
            }
            Status::Deleted => "take it off your list",
            Status::Unknown(_) => "look at the status in the portal",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_names_and_other_spellings_are_read() {
        for (number, name) in NAMES.iter().enumerate() {
            let status = Status::from_number(number as i64);
            assert_eq!(status.name(), *name);
            assert_eq!(Status::read(&number.to_string()), status);
            assert_eq!(Status::read(&name.to_uppercase()), status);
        }
        assert_eq!(
            Status::read(" partially_succeeded "),
            Status::PartiallySucceeded
        );
        assert_eq!(Status::read("10"), Status::Unknown("10".into()));
        assert_eq!(Status::read("Paused").outcome(), Outcome::Unknown);
    }

    #[test]
    fn three_statuses_are_usable() {
        let usable: Vec<&str> = NAMES
            .into_iter()
            .filter(|name| Status::read(name).usable())
            .collect();
        assert_eq!(usable, ["Succeeded", "PartiallySucceeded", "DeleteFailed"]);
    }
}
