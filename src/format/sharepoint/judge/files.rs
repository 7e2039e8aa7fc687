//! Files by themselves: empty ones, XML that can't be read, headers of SQL Server backups (V19 to V21, V25, V26, V40,
//! V62).

use super::Judge;
use crate::container::mtf::{FaultKind, Media};
use crate::format::sharepoint::codes;
use crate::format::sharepoint::kinds::{Kind, file_name};
use crate::format::sharepoint::member::{Content, Member};
use crate::format::sharepoint::roles::role_of_name;
use crate::format::sharepoint::versions::malformed;
use crate::report::{Finding, Severity};

/// Block sizes that need not be said when restoring from disk.
const USUAL_BLOCK_BYTES: [u32; 2] = [512, 4096];

impl Judge<'_> {
    pub(super) fn judge_files(&mut self) {
        let members = self.members;
        for (at, member) in members.iter().enumerate() {
            match &member.content {
                Content::Sql(media) => self.judge_media(at, member, media),
                Content::Toc(Err(why)) | Content::Manifest(Err(why)) => {
                    self.unreadable_xml(member, why)
                }
                Content::Zeros(zeros) => {
                    let message = format!(
                        "{} holds nothing but zero bytes{}",
                        member.path,
                        zeros.words()
                    );
                    self.judge_empty(member, Finding::new(&codes::FILE_ZEROS, message));
                }
                _ if member.kind == Kind::Empty => {
                    let message = format!("{} is empty", member.path);
                    self.judge_empty(member, Finding::new(&codes::FILE_EMPTY, message));
                }
                _ => {}
            }
        }
    }

    /// A file with nothing in it: fatal where nothing else can be what it was to be.
    fn judge_empty(&mut self, member: &Member, finding: Finding) {
        // The role that the file would have by its name: the name of the database often stands in it.
        let stem = file_name(&member.path)
            .split('.')
            .next()
            .unwrap_or_default();
        let role = self
            .options
            .role_of(&member.path)
            .unwrap_or_else(|| role_of_name(stem).0);
        let missing = self
            .roles
            .iter()
            .any(|(own, state)| *own == role && *state == super::RoleState::Missing);
        let finding = finding.at_file(&member.path);
        let finding = if !self.is_set || missing || self.is_in_chosen(&member.path) {
            finding
        } else {
            finding.severity(Severity::Suspicious).effect(
                "none for the set: what the file was to hold is in another one, or not known",
            )
        };
        self.find(finding);
    }

    fn unreadable_xml(&mut self, member: &Member, why: &str) {
        let is_chosen = self.is_in_chosen(&member.path)
            || member.kind == Kind::TableOfContents
            || self.runs.chosen.is_none();
        let is_restore = member.kind == Kind::RestoreManifest;
        let message = format!("{} can't be read: {why}", member.path);
        let finding = Finding::new(&codes::XML_UNREADABLE, message).at_file(&member.path);
        self.find(if is_chosen && !is_restore {
            finding
                .severity(Severity::Fatal)
                .effect("Restore-SPFarm can't read it either: the run can't be restored")
        } else {
            finding
        });
    }

    fn judge_media(&mut self, at: usize, member: &Member, media: &Media) {
        let path = &member.path;
        let grave = |finding: Finding, judge: &Self| {
            if judge.used.contains(&at) || !judge.is_set || !judge.is_replaced(media) {
                finding
            } else {
                finding
                    .severity(Severity::Suspicious)
                    .effect("none for the set: another backup of the database is restored")
            }
        };
        if !media.has_config() && media.truncation().is_none() && media.damage().is_none() {
            self.unreadable_media(member, media);
            return;
        }
        if let Some(fault) = media.damage() {
            let what = match &fault.kind {
                FaultKind::NoBlock => "no block stands where one has to".to_owned(),
                FaultKind::BlockChecksum { stored, computed } => {
                    format!(
                        "the checksum of a block is {stored:#06x}, it should be {computed:#06x}"
                    )
                }
                FaultKind::StreamChecksum { stored, computed } => {
                    format!(
                        "the checksum of a stream is {stored:#06x}, it should be {computed:#06x}"
                    )
                }
                FaultKind::Impossible(what) => format!("{what} can't be right"),
                _ => "it can't be read".to_owned(),
            };
            let message = format!(
                "{path}: the header is damaged at byte {}: {what}",
                fault.offset
            );
            self.server_message.get_or_insert_with(|| malformed(path));
            self.find(grave(Finding::new(&codes::HEADER_DAMAGED, message), self).at_file(path));
        }
        let incomplete = media.sets.iter().any(|set| !set.is_complete)
            && media.form == crate::container::mtf::Form::Plain;
        let is_cut = media.truncation().is_some();
        if is_cut || (incomplete && media.damage().is_none()) {
            let message = match media.truncation().map(|fault| &fault.kind) {
                Some(FaultKind::Truncated { needed }) if *needed > media.file_bytes + 1 => format!(
                    "{path} ends before the backup is complete: it has {} bytes, {needed} at least are needed",
                    media.file_bytes
                ),
                _ => format!(
                    "{path} ends before the backup is complete, after {} bytes",
                    media.file_bytes
                ),
            };
            self.find(grave(Finding::new(&codes::BACKUP_TRUNCATED, message), self).at_file(path));
        }
        if media
            .faults
            .iter()
            .any(|fault| fault.kind == FaultKind::UnknownSection)
        {
            let message =
                format!("{path} has a section of unknown length; what is behind it was looked for");
            self.find(Finding::new(&codes::UNKNOWN_SECTION, message).at_file(path));
        }
        let too_much = media
            .faults
            .iter()
            .any(|fault| matches!(fault.kind, FaultKind::TooMuch(_)));
        if too_much {
            let message = format!(
                "{path} asks for more than any real backup does; not all of it was looked at"
            );
            self.find(Finding::new(&codes::HEADER_UNREADABLE, message).at_file(path));
            self.unknown = Some(format!("what {path} holds"));
        }
        self.judge_label(member, media);
    }

    /// Whether every database of the file is restored from another file.
    fn is_replaced(&self, media: &Media) -> bool {
        let names = media
            .sets
            .iter()
            .filter_map(|set| set.config()?.database.as_deref());
        let mut any = false;
        for name in names {
            any = true;
            let chain = self
                .chains
                .iter()
                .find(|chain| chain.database.eq_ignore_ascii_case(name));
            let full = chain
                .and_then(|chain| chain.full)
                .and_then(|at| self.item(at));
            if !full.is_some_and(super::Item::is_whole) {
                return false;
            }
        }
        any
    }

    fn unreadable_media(&mut self, member: &Member, media: &Media) {
        let path = &member.path;
        let software = media
            .tape
            .as_ref()
            .and_then(|tape| tape.software.as_deref())
            .filter(|software| !software.contains("SQL Server"));
        let why = match software {
            Some(software) => format!("a file of {software}, not of SQL Server"),
            None => {
                "possibly encrypted, or compressed with a method that is not read here".to_owned()
            }
        };
        let message =
            format!("{path}: the header is not readable ({why}); times and name are unknown");
        self.find(Finding::new(&codes::HEADER_UNREADABLE, message).at_file(path));
        if !self.is_set {
            self.unknown = Some(format!("what {path} holds: {why}"));
        }
    }

    fn judge_label(&mut self, member: &Member, media: &Media) {
        let path = &member.path;
        let has_password = media.tape.as_ref().is_some_and(|tape| tape.has_password)
            || media.sets.iter().any(|set| set.header.has_password);
        if has_password {
            let message =
                format!("{path} is password protected; the password is needed for the restore");
            self.find(Finding::new(&codes::PASSWORD, message).at_file(path));
        }
        if media.sets.len() > 1 {
            let message = format!("{path} holds {} backup sets", media.sets.len());
            self.find(Finding::new(&codes::SEVERAL_SETS, message).at_file(path));
        }
        let block = media.tape.as_ref().map(|tape| tape.filemark_bytes);
        if let Some(bytes) = block.filter(|bytes| !USUAL_BLOCK_BYTES.contains(bytes) && *bytes > 0)
        {
            let message = format!("{path} has a block size of {bytes} bytes");
            self.find(Finding::new(&codes::BLOCK_SIZE, message).at_file(path));
        }
    }
}
