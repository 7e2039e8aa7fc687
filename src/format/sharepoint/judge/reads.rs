//! What reading all pages found.

use super::Judge;
use crate::container::mtf::flags;
use crate::format::sharepoint::codes;
use crate::format::sharepoint::read_all::ItemRead;
use crate::report::{Finding, Severity};

impl Judge<'_> {
    pub(super) fn judge_reads(&mut self) {
        for (at, read) in self.known.reads {
            self.judge_read(*at, read);
        }
    }

    /// What was found in the pages of an item.
    pub(super) fn judge_read(&mut self, at: usize, read: &ItemRead) {
        let Some(item) = self.items.get(at) else {
            return;
        };
        let (words, path) = (item.words(), item.path(self.members).to_owned());
        let has_checksums = item
            .config(self.members)
            .is_some_and(|config| config.has_flag(flags::CHECKSUMS));
        let is_used = item
            .parts
            .iter()
            .any(|part| self.used.contains(&part.member));
        for finding in findings(read, &words, has_checksums) {
            let finding = if is_used || finding.severity == Severity::Note {
                finding
            } else {
                finding
                    .severity(Severity::Suspicious)
                    .effect("none for the set: another backup of the database is restored")
            };
            self.findings.push(finding.at_file(&path));
        }
    }
}

fn findings(read: &ItemRead, words: &str, has_checksums: bool) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(why) = &read.refused {
        let message = format!("{words}: the pages were not looked at: {why}");
        found.push(Finding::new(&codes::PAGES_NOT_READ, message));
        return found;
    }
    let damaged = read.damaged.saturating_add(read.missing);
    if damaged > 0 {
        let list = match read.first_damaged.as_slice() {
            [] => String::new(),
            pages => format!(", the first are {}", pages.join(", ")),
        };
        let message = format!("{words}: {damaged} page(s) are damaged or not there{list}");
        let finding = Finding::new(&codes::PAGE_DAMAGED, message);
        // With checksums the server looks at each page while it restores, and stops at the first wrong one.
        found.push(if has_checksums {
            finding
                .severity(Severity::Fatal)
                .effect("the restore stops at the first damaged page (message 3183), unless it is told CONTINUE_AFTER_ERROR")
        } else {
            finding
        });
    }
    if read.missing_extents > 0 {
        let message = format!(
            "{words}: {} stretches of 64 KiB that the database uses are not in the backup",
            read.missing_extents
        );
        found.push(Finding::new(&codes::PAGES_MISSING, message));
    }
    if read.newer > 0 {
        let message = format!(
            "{words}: {} page(s) changed while the backup ran",
            read.newer
        );
        found.push(Finding::new(&codes::PAGES_NEWER, message));
    }
    found
}
