//! Faults of a backup. A finding never stops the inspection.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Code, CodeTable};
use crate::sort;

/// Per code, so many findings are kept in archive order; all are counted. 1,000 lines of one kind
/// are more than anybody reads, and bound the memory that a hostile archive can ask for.
pub const MAX_FINDINGS_PER_CODE: usize = 1_000;

/// How grave a finding is, gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Severity {
    /// No restore.
    Fatal,
    /// Restores, but something is gone or changed.
    DataLoss,
    /// Works, worth a look.
    Suspicious,
    /// Good to know.
    Note,
}

/// One fault: what, where, what a restore would do, what can be done.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Finding {
    /// Kebab-case words, stable for ever; each has an anchor in `docs/findings.md`.
    pub code: String,
    /// How grave.
    pub severity: Severity,
    /// Number of the rule in the specification of the system; `null` where rules have none.
    pub rule: Option<String>,
    /// Path of the file, where the set has several.
    pub file: Option<String>,
    /// Entry path, where there is one.
    pub entry: Option<String>,
    /// Position of the event in the archive, where there is one.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub event_index: Option<u64>,
    /// What, where, expected against found. Lower case, no full stop.
    pub message: String,
    /// What a restore would do.
    pub effect: String,
    /// A repair that can be chosen (code of the recipe), if this can be mended without inventing data.
    pub action: Option<String>,
}

impl Finding {
    /// A finding with the severity and effect that its code has by default.
    pub fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Finding {
            code: code.name.into(),
            severity: code.severity,
            rule: code.rule.map(Into::into),
            file: None,
            entry: None,
            event_index: None,
            message: message.into(),
            effect: code.effect.into(),
            action: code.action.map(Into::into),
        }
    }

    /// Names the file of the set.
    pub fn at_file(mut self, path: impl Into<String>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// Names the entry.
    pub fn at_entry(mut self, entry: impl Into<String>) -> Self {
        self.entry = Some(entry.into());
        self
    }

    /// Names the event, and its entry.
    pub fn at_event(mut self, event_index: u64) -> Self {
        self.event_index = Some(event_index);
        self.entry = Some(format!("events/{}/{event_index}.json", event_index / 1000));
        self
    }

    /// Another severity than the code's own.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Another effect than the code's own.
    pub fn effect(mut self, effect: impl Into<String>) -> Self {
        self.effect = effect.into();
        self
    }

    /// Without the repair that the code offers by default.
    pub fn no_action(mut self) -> Self {
        self.action = None;
        self
    }
}

/// Findings by code: the first [`MAX_FINDINGS_PER_CODE`] of each, and the number of all.
///
/// Adding and merging in any order gives the same set as long as fewer than the maximum of a code
/// are met or the order is the archive's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingSet {
    kept: BTreeMap<String, Vec<Finding>>,
    counts: BTreeMap<String, u64>,
    /// Findings of severity `data-loss` by code, kept or not.
    losses: BTreeMap<String, u64>,
}

impl FindingSet {
    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        *self.counts.entry(finding.code.clone()).or_default() += 1;
        if finding.severity == Severity::DataLoss {
            *self.losses.entry(finding.code.clone()).or_default() += 1;
        }
        let kept = self.kept.entry(finding.code.clone()).or_default();
        if kept.len() < MAX_FINDINGS_PER_CODE {
            kept.push(finding);
        }
    }

    /// Counts findings of a code that are not kept, since the first [`MAX_FINDINGS_PER_CODE`] of them are, and were
    /// added before. They count as losses if all of those are.
    pub fn count_unkept(&mut self, code: &'static Code, unkept: u64) {
        if unkept == 0 {
            return;
        }
        let is_loss = |finding: &Finding| finding.severity == Severity::DataLoss;
        let kept = self.kept.get(code.name).map_or(&[][..], Vec::as_slice);
        if !kept.is_empty() && kept.iter().all(is_loss) {
            *self.losses.entry(code.name.into()).or_default() += unkept;
        }
        *self.counts.entry(code.name.into()).or_default() += unkept;
    }

    /// Adds all of another set; the other is later in the archive.
    pub fn merge(&mut self, other: FindingSet) {
        for (code, count) in other.counts {
            *self.counts.entry(code).or_default() += count;
        }
        for (code, count) in other.losses {
            *self.losses.entry(code).or_default() += count;
        }
        for (code, findings) in other.kept {
            let kept = self.kept.entry(code).or_default();
            let room = MAX_FINDINGS_PER_CODE.saturating_sub(kept.len());
            kept.extend(findings.into_iter().take(room));
        }
    }

    /// Whether one ends a restore.
    pub fn any_fatal(&self) -> bool {
        self.kept
            .values()
            .flatten()
            .any(|finding| finding.severity == Severity::Fatal)
    }

    /// Number of findings of severity `data-loss`, those that are not kept included.
    pub fn loss_count(&self) -> u64 {
        self.losses.values().sum()
    }

    /// Codes of the losses, each with its number, those that are not kept included.
    pub fn losses(&self) -> impl Iterator<Item = (&str, u64)> {
        self.losses
            .iter()
            .map(|(code, number)| (code.as_str(), *number))
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Number of one code.
    pub fn count(&self, code: &Code) -> u64 {
        self.counts.get(code.name).copied().unwrap_or_default()
    }

    /// Number of each code.
    pub fn counts(&self) -> &BTreeMap<String, u64> {
        &self.counts
    }

    /// The kept ones, gravest first, then as the table of codes has them (what is wrong with the container
    /// stands before what only follows from it), then by event and entry.
    pub fn sorted(&self, table: CodeTable) -> Vec<Finding> {
        let mut all: Vec<(Option<usize>, &Finding)> = Vec::new();
        for (code, findings) in &self.kept {
            let place = table.all().position(|known| known.name == code);
            all.extend(findings.iter().map(|finding| (place, finding)));
        }
        sort::sort_by(&mut all, |(a_place, a), (b_place, b)| {
            (a.severity, a_place, a.event_index, &a.entry, &a.message).cmp(&(
                b.severity,
                b_place,
                b.event_index,
                &b.entry,
                &b.message,
            ))
        });
        all.into_iter()
            .map(|(_, finding)| finding.clone())
            .collect()
    }
}
