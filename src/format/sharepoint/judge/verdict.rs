//! Outcome and sentence, from the findings (sections 6.8 and 7.1).

use super::{Judge, RoleState};
use crate::format::sharepoint::codes;
use crate::format::sharepoint::kinds::Kind;
use crate::format::sharepoint::moment::span_words;
use crate::report::{Severity, words};

pub use crate::report::Outcome;

impl Judge<'_> {
    pub(super) fn verdict(&self) -> (Outcome, String) {
        let sorted = self.findings.sorted(codes::CODES);
        let gravest = sorted.first();
        let others = |severity: Severity| {
            let count = sorted
                .iter()
                .filter(|finding| finding.severity == severity)
                .count();
            // Of very many findings of one code only the first are kept.
            let all: u64 = self.findings.counts().values().sum();
            let least = match all > sorted.len() as u64 {
                true => "at least ",
                false => "",
            };
            match count as u64 {
                0 | 1 => String::new(),
                2 => ", and one thing more".to_owned(),
                count => format!(", and {least}{} things more", words::count(count - 1)),
            }
        };
        if self.findings.any_fatal() {
            let first = gravest.map_or("", |finding| finding.message.as_str());
            return (
                Outcome::Fails,
                format!("{first}{}", others(Severity::Fatal)),
            );
        }
        if let Some(what) = &self.unknown {
            return (Outcome::Unknown, format!("it can't be told {what}"));
        }
        if !self.members.iter().any(|member| member.kind.is_ours()) {
            return (
                Outcome::Unknown,
                "no file of a SharePoint backup is here".into(),
            );
        }
        if self.findings.loss_count() > 0 {
            let first = gravest.map_or("", |finding| finding.message.as_str());
            return (
                Outcome::RestoresWithLoss,
                format!("{first}{}", others(Severity::DataLoss)),
            );
        }
        (Outcome::Restores, self.good_summary())
    }

    /// What is there, where nothing is wrong.
    fn good_summary(&self) -> String {
        if self.is_set {
            let present = self
                .roles
                .iter()
                .filter(|(_, state)| *state == RoleState::Present)
                .count();
            let spread = self.spread.map_or(String::new(), |spread| {
                format!(", started within {}", span_words(spread.spread))
            });
            return format!(
                "{present} of 4 databases by their headers{spread}; only a test restore proves a backup"
            );
        }
        if let [chain] = self.chains.as_slice() {
            let full = format!("a full backup of {}", chain.database);
            let differential = if chain.differential.is_some() {
                ", with its differential backup"
            } else {
                ""
            };
            let logs = match chain.logs.len() {
                0 => String::new(),
                1 => ", with one log backup".into(),
                count => format!(", with {count} log backups"),
            };
            return format!("{full}{differential}{logs}, whole by its headers");
        }
        if !self.chains.is_empty() {
            return format!(
                "full backups of {} databases, whole by their headers",
                self.chains.len()
            );
        }
        let first = self.members.iter().find(|member| member.kind.is_ours());
        match first {
            Some(member) => match (member.app().map(|app| &app.manifest), member.kind) {
                (Some(Ok(manifest)), _) => format!(
                    "{} {} {}, whole by its directory",
                    member.kind.words(),
                    manifest.shown_name(),
                    manifest.version
                ),
                (_, Kind::Solution | Kind::Template | Kind::WebExport) => {
                    format!("{}, whole by its directory", member.kind.words())
                }
                _ => member.kind.words().to_owned(),
            },
            None => String::new(),
        }
    }
}
