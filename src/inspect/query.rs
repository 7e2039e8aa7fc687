//! Tables that can be listed: the same query for the command line and for the one table of the page.

use serde::{Deserialize, Serialize};

use super::export::Lines;
use crate::error::Error;
use crate::report::{Finding, words};

/// Most rows of one answer.
pub const MAX_ROWS: u64 = 1_000;

/// The table that every set has: its findings.
pub const FINDINGS: Table = Table {
    name: "findings",
    title: "Findings",
    columns: &[
        "code",
        "severity",
        "rule",
        "file",
        "entry",
        "event_index",
        "message",
        "effect",
        "action",
    ],
};

/// A table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Table {
    /// Its word on the command line.
    pub name: &'static str,
    /// For a heading.
    pub title: &'static str,
    /// Names of the columns, which are the keys of its rows.
    pub columns: &'static [&'static str],
}

/// Which rows are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Query {
    /// [`Table::name`].
    pub table: String,
    /// Only rows that are in this object, by id.
    pub within: Option<String>,
    /// Only this part of them, by the name that the report's count has.
    pub part: Option<String>,
    /// Only rows that have this text somewhere, in any case.
    pub text: Option<String>,
    /// Of a log, only these lines, in place of `within`, `part` and `text`. What a search for the same has found so far is
    /// answered, and nothing is looked for once more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub lines: Option<Lines>,
    /// Of a log, only what was from one second of the Unix epoch up to another.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional, type = "[number, number]"))]
    pub range: Option<(i64, i64)>,
    /// Column to sort by; the table's own order if it isn't said. `-` in front turns it round.
    pub sort: Option<String>,
    /// So many are left out before the first.
    #[cfg_attr(test, ts(type = "number"))]
    pub from: u64,
    /// At most so many are answered, and never more than [`MAX_ROWS`].
    #[cfg_attr(test, ts(type = "number"))]
    pub limit: u64,
}

/// A part of the rows that were asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Rows {
    /// All that fit the query.
    #[cfg_attr(test, ts(type = "number"))]
    pub total: u64,
    /// There may be more than `total`: only so many were looked at.
    pub at_least: bool,
    /// Those of this page: objects with the table's columns as keys.
    #[cfg_attr(test, ts(type = "Record<string, unknown>[]"))]
    pub rows: Vec<serde_json::Value>,
    /// What is lacking among them and why, in words; absent if nothing is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<String>>"))]
    pub incomplete: Vec<String>,
    /// Of the rows of a database: where each of this page stands. With it as `text` the table `row` gives that row with
    /// its large values. Absent for other tables.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<String>>"))]
    pub places: Vec<String>,
}

/// Filters, sorts and pages rows that are all at hand.
pub fn page(rows: Vec<serde_json::Value>, query: &Query) -> Rows {
    let mut rows = rows;
    if let Some(text) = query.text.as_deref().filter(|text| !text.is_empty()) {
        let wanted = text.to_lowercase();
        rows.retain(|row| has_text(row, &wanted));
    }
    if let Some(sort) = &query.sort {
        let (column, down) = match sort.strip_prefix('-') {
            Some(column) => (column, true),
            None => (sort.as_str(), false),
        };
        // Equal rows keep their order, both ways.
        crate::sort::sort_by(&mut rows, |a, b| {
            let order = compare(a.get(column), b.get(column));
            if down { order.reverse() } else { order }
        });
    }
    Rows {
        total: rows.len() as u64,
        rows: cut(rows, query),
        ..Rows::default()
    }
}

/// The page of the query out of all rows.
pub fn cut<T>(rows: impl IntoIterator<Item = T>, query: &Query) -> Vec<T> {
    rows.into_iter()
        .skip(usize::try_from(query.from).unwrap_or(usize::MAX))
        .take(query.limit.min(MAX_ROWS) as usize)
        .collect()
}

/// Findings as rows.
pub fn findings(findings: &[Finding], query: &Query) -> Result<Rows, Error> {
    let part = query.part.as_deref();
    let rows = findings
        .iter()
        .filter(|finding| {
            part.is_none_or(|part| {
                part == words::severity_word(finding.severity) || part == finding.code
            })
        })
        .map(|finding| {
            serde_json::to_value(finding).map_err(|error| Error::Protocol(error.to_string()))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(page(rows, query))
}

/// Whether a value has the text, given in lower case, somewhere.
pub fn has_text(value: &serde_json::Value, wanted: &str) -> bool {
    use serde_json::Value;
    match value {
        Value::String(text) => text.to_lowercase().contains(wanted),
        Value::Number(number) => number.to_string().contains(wanted),
        Value::Array(items) => items.iter().any(|item| has_text(item, wanted)),
        Value::Object(fields) => fields.values().any(|field| has_text(field, wanted)),
        Value::Null | Value::Bool(_) => false,
    }
}

/// Nothing first, then numbers, then texts without case.
fn compare(a: Option<&serde_json::Value>, b: Option<&serde_json::Value>) -> std::cmp::Ordering {
    use serde_json::Value;
    let key = |value: Option<&Value>| match value {
        None | Some(Value::Null) => (0, 0.0, String::new()),
        Some(Value::Bool(yes)) => (1, f64::from(u8::from(*yes)), String::new()),
        Some(Value::Number(number)) => (1, number.as_f64().unwrap_or_default(), String::new()),
        Some(Value::String(text)) => (2, 0.0, text.to_lowercase()),
        Some(other) => (3, 0.0, other.to_string()),
    };
    let (a, b) = (key(a), key(b));
    a.0.cmp(&b.0)
        .then(a.1.total_cmp(&b.1))
        .then_with(|| a.2.cmp(&b.2))
}

/// There is no table of that name.
pub fn no_table(name: &str) -> Error {
    Error::Invalid(format!("there is no table \"{name}\" in this set"))
}
