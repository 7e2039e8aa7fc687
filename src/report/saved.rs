//! Reports that were saved and are given back: untrusted text like any other. What does not fit the contract is
//! refused with its reason, and everything has a bound; nothing in it is checked again.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    Depth, Finding, FormatId, Head, MAX_FINDINGS_PER_CODE, SCHEMA_VERSION, Source, Tool, Verdict,
};

/// A saved report is read whole, up to so many bytes: some 80,000 findings of 400 bytes each.
pub const MOST_BYTES: u64 = 32 << 20;

/// So many reports of one file are shown.
pub const MOST_REPORTS: usize = 200;

/// Characters of one text that are kept.
const MOST_CHARS: usize = 4_000;

/// Codes of one report: more than this program has.
const MOST_CODES: usize = 1_000;

/// Files of one set that are kept.
const MOST_FILES: usize = 10_000;

/// Bytes at the start that tell what a file is.
const GLANCE: usize = 4_096;

/// Whether a file begins as a report does that this program saved.
pub fn begins(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let head = head.get(..GLANCE).unwrap_or(head);
    let has = |word: &[u8]| head.windows(word.len()).any(|at| at == word);
    head.trim_ascii_start().starts_with(b"{")
        && has(b"\"schema_version\"")
        && has(concat!("\"", env!("CARGO_PKG_NAME"), "\"").as_bytes())
}

/// The JSON values of a file, one after the other: one report, or a line each. The last is the reason why the rest is no
/// JSON, if it is none.
pub fn values(bytes: &[u8]) -> impl Iterator<Item = Result<&RawValue, String>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut broken = false;
    serde_json::Deserializer::from_slice(bytes)
        .into_iter::<&RawValue>()
        .map_while(move |value| {
            if broken {
                return None;
            }
            broken = value.is_err();
            Some(value.map_err(|error| error.to_string()))
        })
}

/// What a head must hold to be shown.
#[derive(Debug, Deserialize)]
struct Shape {
    schema_version: u32,
    tool: Tool,
    source: Source,
    format: String,
    depth: Depth,
    #[serde(default)]
    judged_at: Option<String>,
    verdict: Verdict,
    findings: Vec<Finding>,
    finding_counts: BTreeMap<String, u64>,
}

/// The head of a saved report. `formats`: those that there are.
///
/// # Errors
/// What does not fit, in words.
pub fn head(text: &str, formats: &[FormatId]) -> Result<Head, String> {
    let shape: Shape = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if shape.schema_version != SCHEMA_VERSION {
        return Err(format!(
            "its schema_version is {}, and this program reads {SCHEMA_VERSION}",
            shape.schema_version
        ));
    }
    if shape.tool.name != Tool::default().name {
        return Err("another program is named as its author".into());
    }
    let format = *formats
        .iter()
        .find(|known| known.0 == shape.format)
        .ok_or_else(|| format!("its format {:?} is none of the known", clip(shape.format)))?;
    if shape.finding_counts.len() > MOST_CODES {
        return Err(format!(
            "it counts more than {MOST_CODES} kinds of findings"
        ));
    }
    let judged_at = shape.judged_at.filter(|at| is_instant(at));
    let mut verdict = shape.verdict;
    verdict.summary = clip(verdict.summary);
    verdict.server_message = verdict.server_message.map(clip);
    if let Some(at) = &mut verdict.fails_at {
        at.entry = clip(std::mem::take(&mut at.entry));
    }
    let mut source = shape.source;
    source.file_name = clip(source.file_name);
    source.fingerprint = source.fingerprint.map(clip);
    if let Some(files) = &mut source.files {
        files.truncate(MOST_FILES);
        for file in files {
            for text in [&mut file.path, &mut file.role, &mut file.why] {
                *text = clip(std::mem::take(text));
            }
        }
    }
    let mut finding_counts = shape.finding_counts;
    let mut listed: BTreeMap<String, usize> = BTreeMap::new();
    let mut findings = Vec::new();
    for finding in shape.findings {
        if !is_code(&finding.code) {
            return Err(format!("{:?} is no code of a finding", clip(finding.code)));
        }
        let number = listed.entry(finding.code.clone()).or_default();
        *number += 1;
        if *number <= MAX_FINDINGS_PER_CODE {
            findings.push(clipped(finding));
        }
    }
    if listed.len() > MOST_CODES {
        return Err(format!("it lists more than {MOST_CODES} kinds of findings"));
    }
    if let Some(code) = finding_counts.keys().find(|code| !is_code(code)) {
        return Err(format!("{:?} is no code of a finding", clip(code.clone())));
    }
    // At least as many as are listed.
    for (code, number) in listed {
        let counted = finding_counts.entry(code).or_default();
        *counted = (*counted).max(number as u64);
    }
    Ok(Head {
        schema_version: SCHEMA_VERSION,
        tool: Tool {
            name: shape.tool.name,
            version: clip(shape.tool.version),
        },
        source,
        format,
        depth: shape.depth,
        judged_at,
        verdict,
        findings,
        finding_counts,
    })
}

/// What is told of a saved report in one sentence, without trusting more of it than that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The name of the backup.
    pub file_name: String,
    /// When it was judged, where it says so.
    pub judged_at: Option<String>,
}

/// As [`About`]; `None` if it is no report.
pub fn about(text: &str) -> Option<About> {
    #[derive(Deserialize)]
    struct Named {
        file_name: String,
    }
    #[derive(Deserialize)]
    struct Few {
        source: Named,
        #[serde(default)]
        judged_at: Option<String>,
    }
    let few: Few = serde_json::from_str(text).ok()?;
    Some(About {
        file_name: clip(few.source.file_name),
        judged_at: few.judged_at.filter(|at| is_instant(at)),
    })
}

/// Kebab-case words: a name that a table can be asked for, and that is nothing else in a browser.
fn is_code(code: &str) -> bool {
    code.len() <= 80
        && code.contains('-')
        && code.split('-').all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        })
}

/// `2026-11-29T01:24:22Z`, with or without fractions: enough to be shown as a day.
fn is_instant(text: &str) -> bool {
    text.len() <= 40 && text.parse::<jiff::Timestamp>().is_ok()
}

fn clipped(finding: Finding) -> Finding {
    Finding {
        code: finding.code,
        severity: finding.severity,
        rule: finding.rule.map(clip),
        file: finding.file.map(clip),
        entry: finding.entry.map(clip),
        event_index: finding.event_index,
        message: clip(finding.message),
        effect: clip(finding.effect),
        action: finding.action.map(clip),
    }
}

/// As many characters as are kept of one text; `…` stands for the rest.
pub fn clip(text: String) -> String {
    match text.char_indices().nth(MOST_CHARS) {
        None => text,
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
    }
}
