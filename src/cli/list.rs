//! `list`: the rows of a table, and `app --objects`, which is an older word for it.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use backup_inspector::format::Options;
use backup_inspector::format::sharepoint::database_tables;
use backup_inspector::format::squidex::objects::{self, ObjectPage, ObjectQuery};
use backup_inspector::inspect::query::{MAX_ROWS, Query, has_text};
use backup_inspector::inspect::work::WorkKind;
use backup_inspector::open::Set;
use backup_inspector::report::words;
use clap::Args;
use serde_json::Value;

use super::args::{Reading, TargetArguments};
use super::{Failure, check, complain, exit_status, sharepoint};

/// Rows of a table of any size that stand under one head.
const BLOCK_ROWS: usize = 1_000;
/// The widest cell of a table on a terminal, in characters.
const MAX_CELL: usize = 60;

/// Arguments of `list`.
#[derive(Debug, Args)]
pub struct ListArguments {
    /// A backup, a folder of files that belong together, or several such files
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Which table; a wrong one lists them all
    #[arg(value_name = "TABLE", required = true)]
    pub table: String,
    #[command(flatten)]
    pub rows: RowsArguments,
}

/// Arguments of the short forms of `list`.
#[derive(Debug, Args)]
pub struct TableArguments {
    /// A backup, a folder of files that belong together, or several such files
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub rows: RowsArguments,
}

/// Which rows of a table.
#[derive(Debug, Args)]
pub struct RowsArguments {
    /// Only rows that are in this object, by id
    #[arg(long, value_name = "ID", conflicts_with = "of_table")]
    pub within: Option<String>,
    /// Of a database: the table whose rows or columns are wanted, such as dbo.AllSites
    #[arg(long = "table", id = "of_table", value_name = "NAME")]
    pub of_table: Option<String>,
    /// Only this database of the set
    #[arg(long, value_name = "NAME", conflicts_with = "part")]
    pub database: Option<String>,
    /// Only this part, by the name of its count in the report (draft, deleted, status:Published …)
    #[arg(long, value_name = "PART")]
    pub part: Option<String>,
    /// Only rows that have this text
    #[arg(long, value_name = "TEXT")]
    pub text: Option<String>,
    /// Sort by a column; "-" in front turns the order round
    #[arg(long, value_name = "COLUMN", allow_hyphen_values = true)]
    pub sort: Option<String>,
    /// Leave out so many before the first
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub from: u64,
    /// List at most so many; all, unless given
    #[arg(long, value_name = "N")]
    pub limit: Option<u64>,
    /// One JSON object a row and line
    #[arg(long)]
    pub json: bool,
    /// Read all of the set first: what a compressed backup has inside is known only then
    #[arg(long)]
    pub read_all: bool,
    #[command(flatten)]
    pub target: TargetArguments,
    #[command(flatten)]
    pub reading: Reading,
}

/// Lists rows of a table.
pub fn run(files: &[PathBuf], name: &str, arguments: &RowsArguments) -> Result<u8, Failure> {
    let options = arguments.target.to_options()?;
    let mut opening = arguments.target.opening();
    opening.together |= database_tables::is_of_pages(name);
    let kind = match arguments.read_all {
        true => WorkKind::ReadAll,
        false => WorkKind::Check,
    };
    let set = check::one_of(files, &options, opening, &kind, &arguments.reading)
        .map_err(|error| Failure::Run(format!("{}: {error}", shown(files))))?;
    let paths: Vec<&str> = set
        .files()
        .iter()
        .map(|input| input.path.as_str())
        .collect();
    sharepoint::named_files_are_there(&options, &paths)?;
    let tables = set.tables();
    let Some(table) = tables.iter().find(|table| table.name == name) else {
        let names: Vec<&str> = tables.iter().map(|table| table.name).collect();
        return Err(Failure::Usage(format!(
            "there is no table \"{name}\" in this set; there are {}",
            names.join(", ")
        )));
    };
    let within = arguments.of_table.as_ref().or(arguments.within.as_ref());
    let part = arguments.database.as_ref().or(arguments.part.as_ref());
    let query = Query {
        table: name.to_owned(),
        within: within.cloned(),
        part: part.cloned(),
        text: arguments.text.clone(),
        sort: arguments.sort.clone(),
        from: arguments.from,
        ..Query::default()
    };
    let own = match (table.columns, arguments.json && arguments.sort.is_none()) {
        // Those of the table that is asked for.
        ([], false) => own_columns(&set, &options, arguments)?,
        _ => Vec::new(),
    };
    let columns: Vec<&str> = match table.columns {
        [] => own.iter().map(String::as_str).collect(),
        columns => columns.to_vec(),
    };
    if let Some(sort) = &arguments.sort {
        let wanted = sort.strip_prefix('-').unwrap_or(sort);
        // Rows have more than what is printed.
        let first = Query {
            sort: None,
            text: None,
            limit: 1,
            from: 0,
            ..query.clone()
        };
        let in_rows = || {
            let page = set.rows(&options, &first);
            page.is_ok_and(|page| page.rows.iter().any(|row| row.get(wanted).is_some()))
        };
        if !columns.contains(&wanted) && !in_rows() {
            return Err(Failure::Usage(format!(
                "there is no column \"{wanted}\" in {name}; there are {}",
                columns.join(", ")
            )));
        }
    }
    let mut out = io::stdout().lock();
    let (mut shown, mut count) = (Vec::new(), 0);
    let mut give = |row: Value| -> io::Result<()> {
        count += 1;
        if arguments.json {
            return writeln!(out, "{row}");
        }
        shown.push(row);
        // The rows of a table may be more than memory holds: they are shown in blocks.
        if table.columns.is_empty() && shown.len() >= BLOCK_ROWS {
            write!(out, "{}", to_text(&columns, &shown))?;
            shown.clear();
        }
        Ok(())
    };
    let incomplete = each_row(&set, &options, query, arguments.limit, &mut give)?;
    if !arguments.json {
        if !shown.is_empty() || count == 0 {
            write!(out, "{}", to_text(&columns, &shown))?;
        }
        writeln!(out, "{}", words::counted(count, "row"))?;
    }
    for lacking in &incomplete {
        complain(&format!("not all is listed: {lacking}"));
    }
    let lacking = u8::from(!incomplete.is_empty());
    Ok(exit_status(&set.report(&options)).max(lacking))
}

/// The columns of the table whose rows are listed, in its order.
fn own_columns(
    set: &Set,
    options: &Options,
    arguments: &RowsArguments,
) -> Result<Vec<String>, Failure> {
    let query = Query {
        table: "columns".into(),
        within: arguments.of_table.clone().or(arguments.within.clone()),
        part: arguments.database.clone().or(arguments.part.clone()),
        ..Query::default()
    };
    let mut names = Vec::new();
    each_row(set, options, query, None, &mut |row| {
        names.extend(row["column"].as_str().map(str::to_owned));
        Ok(())
    })?;
    Ok(names)
}

/// Gives all rows of a query, at most `limit`; what is lacking among them.
fn each_row(
    set: &Set,
    options: &Options,
    mut query: Query,
    limit: Option<u64>,
    give: &mut dyn FnMut(Value) -> io::Result<()>,
) -> Result<Vec<String>, Failure> {
    // The rows of a table may be very many: they are searched here, so that an answer never takes long.
    let searched = match query.table.as_str() {
        "rows" => query.text.take().map(|text| text.to_lowercase()),
        _ => None,
    };
    let mut leave_out = match &searched {
        Some(_) => std::mem::take(&mut query.from),
        None => 0,
    };
    let mut left = limit.unwrap_or(u64::MAX);
    let mut incomplete: Vec<String> = Vec::new();
    while left > 0 {
        query.limit = match &searched {
            Some(_) => MAX_ROWS,
            None => left.min(MAX_ROWS),
        };
        let page = set
            .rows(options, &query)
            .map_err(|error| Failure::Run(error.to_string()))?;
        let count = page.rows.len() as u64;
        // Each page says what is known until then.
        incomplete = page.incomplete;
        for row in page.rows {
            let fits = searched.as_ref().is_none_or(|text| has_text(&row, text));
            if !fits || left == 0 {
                continue;
            }
            if leave_out > 0 {
                leave_out -= 1;
                continue;
            }
            give(row)?;
            left -= 1;
        }
        query.from += count;
        if count == 0 || query.from >= page.total {
            break;
        }
    }
    Ok(incomplete)
}

/// The arguments in words.
pub(super) fn shown(files: &[PathBuf]) -> String {
    let names: Vec<String> = files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    names.join(", ")
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
    out
}

fn cell(value: Option<&Value>) -> String {
    let text = match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => words::visible(text),
        Some(Value::Bool(true)) => "yes".into(),
        Some(Value::Bool(false)) => "no".into(),
        Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
            let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            words::visible(&texts.join(", "))
        }
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
