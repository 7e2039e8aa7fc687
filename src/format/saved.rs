//! Reports that were saved and are given back, with what only one system says in them. See [`crate::report::saved`]: a head
//! that doesn't fit is refused; of the rest only what fits is kept, and what doesn't is left out as if it were not there.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::squidex::{self, report::SquidexReport};
use super::{CODES, Report, SYSTEMS, unknown};
use crate::error::Error;
use crate::report::FormatId;
use crate::report::render::mask::People;
use crate::report::render::{Told, markdown, ticket};
use crate::report::saved::{self, MOST_BYTES, MOST_REPORTS};
use crate::source::{Files, Input};

/// What a file of saved reports holds.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SavedReports {
    /// Those that fit the contract, in their order.
    pub reports: Vec<SavedReport>,
    /// Those that don't.
    pub refused: Vec<RefusedReport>,
    /// There are more than are shown, or the file is longer than is read.
    pub more: bool,
}

/// A report as it was saved: nothing of it is checked again.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SavedReport {
    /// What of it fits the contract.
    pub report: Report,
    /// What its system says in words; `null` where a report alone does not tell.
    pub told: Option<Told>,
    /// The summary as Markdown.
    pub markdown: String,
    /// The same without e-mail addresses.
    pub masked_markdown: String,
    /// The text for a support ticket, without e-mail addresses.
    pub ticket: String,
}

/// A value of the file that is no report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RefusedReport {
    /// Which of the file's values, from 1.
    pub number: u32,
    /// Why, in words.
    pub why: String,
}

/// Reads the saved reports of a set's first file.
///
/// # Errors
/// `Read` if it can't be read.
pub fn read(files: &Files) -> Result<SavedReports, Error> {
    let input = files.first()?;
    match whole(input)? {
        Some(bytes) => Ok(of_bytes(&bytes)),
        None => Ok(SavedReports {
            more: true,
            ..SavedReports::default()
        }),
    }
}

/// All bytes of a file, if it is short enough.
fn whole(input: &Input) -> Result<Option<Vec<u8>>, Error> {
    let len = input.bytes.len();
    if len > MOST_BYTES {
        return Ok(None);
    }
    let mut bytes = vec![0; len as usize];
    let read = crate::container::zip::read_within(&*input.bytes, 0, &mut bytes)?;
    bytes.truncate(read);
    Ok(Some(bytes))
}

fn of_bytes(bytes: &[u8]) -> SavedReports {
    let mut found = SavedReports::default();
    for (at, value) in saved::values(bytes).enumerate() {
        if at >= MOST_REPORTS {
            found.more = true;
            break;
        }
        match value.and_then(|value| of_value(value.get())) {
            Ok(report) => found.reports.push(report),
            Err(why) => found.refused.push(RefusedReport {
                number: at as u32 + 1,
                why: saved::clip(why),
            }),
        }
    }
    found
}

fn of_value(text: &str) -> Result<SavedReport, String> {
    let formats: Vec<FormatId> = SYSTEMS.iter().copied().chain([unknown::ZIP]).collect();
    let head = saved::head(text, &formats)?;
    let mut base = SquidexReport::bare(head);
    let own = base.format == squidex::ID;
    if own && let Ok(body) = serde_json::from_str::<Body<'_>>(text) {
        base.counts = kept(body.counts).unwrap_or_default();
        base.span = kept(body.span);
        base.manifest = kept(body.manifest);
        base.restore = kept(body.restore);
        base.app = kept(body.app);
        base.asset_verification = kept(body.asset_verification);
        base.estimate = kept(body.estimate);
    }
    let report = Report::from(base);
    let told = report.told();
    let told = own.then_some(told);
    let shown = told.clone().unwrap_or_default();
    let summary = markdown::summary(&report, &shown);
    let text = match own {
        true => squidex::ticket::ticket(&report, None, CODES),
        false => ticket::ticket(&report, &shown, CODES),
    };
    Ok(SavedReport {
        masked_markdown: People::of_markdown().masked(&summary),
        markdown: summary,
        ticket: People::of_markdown().masked(&text),
        told,
        report,
    })
}

/// The keys of a body, each for itself: one that doesn't fit spoils no other.
#[derive(serde::Deserialize)]
struct Body<'a> {
    #[serde(borrow, default)]
    counts: Option<&'a RawValue>,
    #[serde(borrow, default)]
    span: Option<&'a RawValue>,
    #[serde(borrow, default)]
    manifest: Option<&'a RawValue>,
    #[serde(borrow, default)]
    restore: Option<&'a RawValue>,
    #[serde(borrow, default)]
    app: Option<&'a RawValue>,
    #[serde(borrow, default)]
    asset_verification: Option<&'a RawValue>,
    #[serde(borrow, default)]
    estimate: Option<&'a RawValue>,
}

fn kept<T: DeserializeOwned>(value: Option<&RawValue>) -> Option<T> {
    serde_json::from_str(value?.get()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Outcome;
    use serde_json::{Value, json};

    fn report() -> Value {
        json!({
            "schema_version": 1,
            "tool": { "name": "backup-inspector", "version": "0.1.0" },
            "source": { "file_name": "shop.zip", "bytes": 1234, "fingerprint": null, "files": null },
            "format": "squidex",
            "depth": "data",
            "judged_at": "2026-11-28T10:00:00Z",
            "verdict": { "outcome": "fails", "server_message": "Failed with internal error.",
                         "fails_at": { "event_index": 17, "entry": "events/0/17.json" },
                         "summary": "event 17 has a type that Squidex does not know" },
            "findings": [ { "code": "unknown-event-type", "severity": "fatal", "rule": null, "file": null,
                            "entry": "events/0/17.json", "event_index": 17, "message": "m", "effect": "e", "action": null } ],
            "finding_counts": { "unknown-event-type": 1 },
            "counts": { "entries": 310, "events": 280, "restored_events": null, "assets": 12, "asset_files": 14,
                        "squidex_assets": 20, "uncompressed_bytes": 456789, "events_by_type": {} },
            "estimate": { "likely_seconds": "soon" }
        })
    }

    fn one(value: &Value) -> Result<SavedReport, String> {
        let mut found = of_bytes(value.to_string().as_bytes());
        assert_eq!(found.reports.len() + found.refused.len(), 1, "{found:?}");
        match found.reports.pop() {
            Some(report) => Ok(report),
            None => Err(found.refused.remove(0).why),
        }
    }

    #[test]
    fn a_saved_report_is_what_was_saved() {
        let shown = one(&report()).unwrap();
        assert_eq!(shown.report.verdict.outcome, Outcome::Fails);
        assert_eq!(
            shown.report.judged_at.as_deref(),
            Some("2026-11-28T10:00:00Z")
        );
        assert_eq!(shown.report.counts.events, Some(280));
        assert!(
            shown.report.estimate.is_none(),
            "what does not fit is left out"
        );
        assert!(shown.ticket.contains("- Events: 280"), "{}", shown.ticket);
        assert!(shown.told.is_some_and(|told| !told.facts.is_empty()));
    }

    #[test]
    fn what_does_not_fit_is_refused_with_its_reason() {
        let refused = |change: &dyn Fn(&mut Value), word: &str| {
            let mut value = report();
            change(&mut value);
            let why = one(&value).unwrap_err();
            assert!(why.contains(word), "{why}");
        };
        refused(&|v| v["verdict"]["outcome"] = json!("perfect"), "perfect");
        refused(&|v| v["schema_version"] = json!(2), "schema_version");
        refused(&|v| v["tool"]["name"] = json!("other"), "another program");
        refused(&|v| v["format"] = json!("tape"), "tape");
        refused(&|v| v["findings"] = json!({ "a": 1 }), "invalid type");
        refused(&|v| v["findings"][0]["severity"] = json!("bad"), "bad");
        refused(
            &|v| v["findings"][0]["code"] = json!("__proto__"),
            "no code",
        );
        refused(
            &|v| v["finding_counts"] = json!({ "constructor": 1 }),
            "no code",
        );
        refused(&|v| v["source"]["bytes"] = json!(-1), "invalid value");
        refused(&|v| v["source"] = Value::Null, "invalid type");
    }

    #[test]
    fn everything_has_a_bound() {
        let mut long = report();
        long["verdict"]["summary"] = json!("ä".repeat(100_000));
        long["judged_at"] = json!("<b>yesterday</b>");
        long["findings"] = Value::Array(vec![long["findings"][0].clone(); 5_000]);
        let shown = one(&long).unwrap();
        assert!(shown.report.verdict.summary.chars().count() < 5_000);
        assert_eq!(shown.report.judged_at, None);
        assert_eq!(shown.report.findings.len(), 1_000);
        assert_eq!(shown.report.finding_counts["unknown-event-type"], 5_000);

        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let text = report().to_string().replace("\"soon\"", &deep);
        let found = of_bytes(text.as_bytes());
        assert_eq!(found.reports.len(), 1);

        let line = format!("{}\n", report());
        let found = of_bytes(line.repeat(MOST_REPORTS + 1).as_bytes());
        assert!(found.more && found.reports.len() == MOST_REPORTS);
    }

    #[test]
    fn a_line_that_is_broken_ends_the_file_and_spoils_none_before() {
        let text = format!("{}\n{{\"schema_version\":", report());
        let found = of_bytes(text.as_bytes());
        assert_eq!((found.reports.len(), found.refused.len()), (1, 1));
        assert_eq!(found.refused[0].number, 2);
    }
}
