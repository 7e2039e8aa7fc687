//! `list`: the rows of a table, and `app --objects`, which is an older word for it.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use backup_inspector::format::Options;
use backup_inspector::format::squidex::objects::{self, ObjectPage, ObjectQuery};
use backup_inspector::inspect::query::{MAX_ROWS, Query, Rows};
use backup_inspector::report::words;
use serde_json::Value;

use super::args::{Reading, RowsArguments};
use super::{Failure, check, exit_status};

/// The widest cell of a table on a terminal, in characters.
const MAX_CELL: usize = 60;

/// Lists rows of a table.
pub fn run(file: &Path, name: &str, arguments: &RowsArguments) -> Result<u8, Failure> {
    let options = arguments.target.to_options()?;
    let set = check::one(file, &options, &arguments.reading)
        .map_err(|error| Failure::Run(format!("{}: {error}", file.display())))?;
    let tables = set.tables();
    let Some(table) = tables.iter().find(|table| table.name == name) else {
        let names: Vec<&str> = tables.iter().map(|table| table.name).collect();
        return Err(Failure::Usage(format!(
            "there is no table \"{name}\" in this set; there are {}",
            names.join(", ")
        )));
    };
    let mut query = Query {
        table: name.into(),
        within: arguments.within.clone(),
        part: arguments.part.clone(),
        text: arguments.text.clone(),
        sort: arguments.sort.clone(),
        from: arguments.from,
        limit: 0,
    };
    let mut left = arguments.limit.unwrap_or(u64::MAX);
    let mut out = io::stdout().lock();
    let mut shown = Vec::new();
    while left > 0 {
        query.limit = left.min(MAX_ROWS);
        let Rows { rows, total, .. } = set
            .rows(&options, &query)
            .map_err(|error| Failure::Run(error.to_string()))?;
        let count = rows.len() as u64;
        if arguments.json {
            for row in &rows {
                writeln!(out, "{row}")?;
            }
        } else {
            shown.extend(rows);
        }
        query.from += count;
        left -= count.min(left);
        if count == 0 || query.from >= total {
            break;
        }
    }
    if !arguments.json {
        write!(out, "{}", to_text(table.columns, &shown))?;
    }
    Ok(exit_status(&set.report(&options)))
}

/// Rows as columns of text; columns in which nothing stands are left out.
fn to_text(columns: &[&str], rows: &[Value]) -> String {
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            columns
                .iter()
                .map(|column| cell(row.get(*column)))
                .collect()
        })
        .collect();
    let mut out = String::new();
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let widest = cells
                .iter()
                .filter_map(|row| row.get(at))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or_default();
            if widest == 0 {
                0
            } else {
                widest.max(column.len())
            }
        })
        .collect();
    let heads: Vec<String> = columns.iter().map(ToString::to_string).collect();
    for row in std::iter::once(&heads).chain(&cells) {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths).filter(|(_, width)| **width > 0) {
            let _ = write!(line, "{cell:<width$}  ");
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    let _ = writeln!(out, "{}", words::counted(rows.len() as u64, "row"));
    out
}

fn cell(value: Option<&Value>) -> String {
    let text = match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => words::visible(text),
        Some(Value::Bool(true)) => "yes".into(),
        Some(Value::Bool(false)) => "no".into(),
        Some(other) => words::visible(&other.to_string()),
    };
    match text.char_indices().nth(MAX_CELL) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The objects behind a number of the restored app.
pub fn objects(
    file: &Path,
    options: &Options,
    query: &ObjectQuery,
    as_json: bool,
    reading: &Reading,
) -> Result<u8, Failure> {
    let fail = |error: &dyn std::fmt::Display| Failure::Run(error.to_string());
    let set = check::one(file, options, reading).map_err(|error| fail(&error))?;
    let rows = set
        .rows(options, &query.to_query())
        .map_err(|error| fail(&error))?;
    let page = ObjectPage {
        total: rows.total,
        objects: rows
            .rows
            .into_iter()
            .map(serde_json::from_value)
            .collect::<Result<_, _>>()
            .map_err(|error| fail(&error))?,
    };
    if as_json {
        super::print_json(&page)?;
    } else {
        write!(io::stdout(), "{}", objects::to_text(query, &page))?;
    }
    Ok(exit_status(&set.report(options)))
}
