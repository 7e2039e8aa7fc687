//! `spbrtoc.xml`, and the same facts in `SPGlobalInformation` of a manifest (section 2.2).

use crate::container::mtf::Guid;
use crate::container::xml::Element;
use crate::format::sharepoint::moment::{Seconds, parse_us};

/// Runs that are read of one table of contents.
const MAX_RUNS: usize = 200_000;

/// How a run backed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Everything.
    Full,
    /// What changed since the last full run.
    Differential,
    /// Another word, or none.
    Other,
}

/// A time of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunTime {
    /// Missing or empty.
    Missing,
    /// A date; the zone is not stated, taken as UTC.
    At(Seconds),
    /// A text that is no date.
    NotUnderstood(String),
}

impl RunTime {
    /// The moment, if there is one.
    pub fn seconds(&self) -> Option<Seconds> {
        match self {
            RunTime::At(seconds) => Some(*seconds),
            RunTime::Missing | RunTime::NotUnderstood(_) => None,
        }
    }

    fn of(text: Option<&str>) -> RunTime {
        match text {
            None => RunTime::Missing,
            Some(text) => {
                parse_us(text).map_or_else(|| RunTime::NotUnderstood(text.into()), RunTime::At)
            }
        }
    }
}

/// A run of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Id: the value for `Restore-SPFarm -BackupId`.
    pub id: Option<Guid>,
    /// Id of the full run that a differential one needs.
    pub parent: Option<Guid>,
    /// Account that asked for it: personal data.
    pub requested_by: Option<String>,
    /// How it backed up.
    pub method: Method,
    /// The word for it, as written.
    pub method_word: String,
    /// Start.
    pub started: RunTime,
    /// Finish; missing if it never finished.
    pub finished: RunTime,
    /// Whether it is a backup, not a restore.
    pub is_backup: bool,
    /// Whether it holds settings only.
    pub settings_only: bool,
    /// Path of the folder as written: infrastructure.
    pub directory: Option<String>,
    /// Name of the folder.
    pub folder: Option<String>,
    /// Number that orders the runs.
    pub number: Option<u64>,
    /// What was selected.
    pub top_component: Option<String>,
    /// Its id.
    pub top_component_id: Option<String>,
    /// Warnings.
    pub warnings: u64,
    /// Errors.
    pub errors: u64,
    /// What a failure says; `None` if there is none.
    pub failure: Option<String>,
}

impl Run {
    /// Reads the children of an `SPHistoryObject` or an `SPGlobalInformation`.
    pub(super) fn of(element: &Element) -> Run {
        let text = |name: &str| {
            let named = |child: &&Element| child.name.eq_ignore_ascii_case(name);
            let child = element.children.iter().find(named)?;
            Some(child.text.trim()).filter(|text| !text.is_empty())
        };
        let owned = |name: &str| text(name).map(str::to_owned);
        let flag = |name: &str| text(name).map(|text| text.eq_ignore_ascii_case("true"));
        let number = |name: &str| text(name).and_then(|text| text.parse::<u64>().ok());
        let method_word = owned("SPBackupMethod").unwrap_or_default();
        let failures = element
            .children
            .iter()
            .filter(|child| child.name.contains("Fail"));
        Run {
            id: text("SPId").and_then(Guid::parse),
            parent: text("SPParentId").and_then(Guid::parse),
            requested_by: owned("SPRequestedBy"),
            method: if method_word.eq_ignore_ascii_case("full") {
                Method::Full
            } else if method_word.eq_ignore_ascii_case("differential") {
                Method::Differential
            } else {
                Method::Other
            },
            method_word,
            started: RunTime::of(text("SPStartTime")),
            finished: RunTime::of(text("SPFinishTime")),
            // Without a word on it, a run with a folder of its own is a backup.
            is_backup: flag("SPIsBackup").unwrap_or_else(|| text("SPRestoreId").is_none()),
            settings_only: flag("SPConfigurationOnly").unwrap_or(false),
            directory: owned("SPBackupDirectory"),
            folder: owned("SPDirectoryName"),
            number: number("SPDirectoryNumber"),
            top_component: owned("SPTopComponent"),
            top_component_id: owned("SPTopComponentId"),
            warnings: number("SPWarningCount").unwrap_or(0),
            errors: number("SPErrorCount").unwrap_or(0),
            failure: failures
                .map(|child| child.text.trim())
                .find(|text| is_failure(text))
                .map(str::to_owned),
        }
    }

    /// What to call it.
    pub fn name(&self) -> String {
        match (&self.id, &self.folder) {
            (Some(id), Some(folder)) => format!("{id} ({folder})"),
            (Some(id), None) => id.to_string(),
            (None, Some(folder)) => folder.clone(),
            (None, None) => "without an id".into(),
        }
    }
}

/// Whether the text of an element about failure says that there was one.
pub(super) fn is_failure(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && !text.eq_ignore_ascii_case("false") && text != "0"
}

/// The runs of a table of contents; `None` if the root element is another one.
pub fn read_toc(root: &Element) -> Option<Vec<Run>> {
    (root.name == "SPBackupRestoreHistory").then(|| {
        let entries = root.children_named("SPHistoryObject");
        entries.take(MAX_RUNS).map(Run::of).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::xml;

    #[test]
    fn a_history_is_read() {
        let root = xml::parse(
            br"<SPBackupRestoreHistory><SPHistoryObject>
            <SPId>7d0f3c52-4b5e-4a8a-9f0e-2a6d1c9b7e10</SPId><SPBackupMethod>Full</SPBackupMethod>
            <SPStartTime>11/05/2016 02:30:00</SPStartTime><SPFinishTime/><SPIsBackup>true</SPIsBackup>
            <SPDirectoryName> spbr0004 </SPDirectoryName><SPDirectoryNumber>4</SPDirectoryNumber>
            <SPErrorCount>2</SPErrorCount><SPIsFailure>False</SPIsFailure></SPHistoryObject></SPBackupRestoreHistory>",
        )
        .unwrap();
        let runs = read_toc(&root).unwrap();
        let run = &runs[0];
        assert_eq!(run.method, Method::Full);
        assert_eq!(run.started.seconds(), parse_us("11/05/2016 02:30:00"));
        assert_eq!(run.finished, RunTime::Missing);
        assert_eq!(
            (run.is_backup, run.settings_only, run.errors, run.number),
            (true, false, 2, Some(4))
        );
        assert_eq!(run.folder.as_deref(), Some("spbr0004"));
        assert_eq!(run.failure, None);
    }
}
