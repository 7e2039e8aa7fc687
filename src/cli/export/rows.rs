//! `export FILE rows`: the rows of a table out of the pages of a backup, streamed.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use backup_inspector::inspect::export::{Export, ExportError, ExportForm, Exporting};
use backup_inspector::inspect::work::WorkKind;
use backup_inspector::scan::Progress;
use clap::{Args, ValueEnum};

use super::super::progress::Line;
use super::super::{EXIT_UNCHECKED, Failure, check, complain};
use super::ExportArguments;

/// Which rows, and how they are written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rows of a table")]
pub struct RowArguments {
    /// The table, such as dbo.AllSites
    #[arg(long, value_name = "NAME")]
    pub table: Option<String>,
    /// Its database, where several have such a table
    #[arg(long, value_name = "NAME")]
    pub database: Option<String>,
    /// How they are written
    #[arg(long = "as", value_enum, default_value_t = RowsAs::Ndjson)]
    pub form: RowsAs,
    /// With CSV: begin with a byte order mark, for Excel
    #[arg(long)]
    pub bom: bool,
}

/// Forms of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RowsAs {
    /// One JSON object a line
    Ndjson,
    /// Comma-separated values
    Csv,
}

/// The command.
pub fn run(arguments: &ExportArguments) -> Result<u8, Failure> {
    let of = &arguments.rows;
    let Some(table) = &of.table else {
        return Err(Failure::Usage(
            "name the table whose rows are wanted: --table dbo.AllSites".into(),
        ));
    };
    let form = match (of.form, of.bom) {
        (RowsAs::Csv, bom) => ExportForm::Csv { bom },
        (RowsAs::Ndjson, false) => ExportForm::Ndjson,
        (RowsAs::Ndjson, true) => {
            return Err(Failure::Usage("--bom is for --as csv".into()));
        }
    };
    let options = arguments.target.to_options()?;
    let mut opening = arguments.target.opening();
    opening.together = true;
    let fail = |error: &dyn std::fmt::Display| Failure::Run(error.to_string());
    let set = check::one_of(
        &arguments.files,
        &options,
        opening,
        &WorkKind::Check,
        &arguments.reading,
    )
    .map_err(|error| fail(&error))?;
    let wanted = Export {
        what: "rows".into(),
        within: Some(table.clone()),
        part: of.database.clone(),
        form,
    };
    let mut export = set
        .export(&options, &wanted)
        .map_err(|error| fail(&error))?;
    let mut line = Line::new(table, &arguments.reading);
    if arguments.output == Path::new("-") {
        let mut out = BufWriter::new(io::stdout().lock());
        return write(&mut *export, &mut out, &mut line);
    }
    let file = create(&arguments.output, arguments.force)?;
    let status = write(&mut *export, &mut BufWriter::new(&file), &mut line)?;
    file.sync_all()?;
    Ok(status)
}

/// The file that the rows go to; nothing that is there is overwritten unasked.
fn create(path: &Path, force: bool) -> Result<File, Failure> {
    let mut how = OpenOptions::new();
    how.write(true);
    match force {
        true => how.create(true).truncate(true),
        false => how.create_new(true),
    };
    how.open(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::Usage(format!(
            "{} is there already; --force overwrites it",
            path.display()
        )),
        _ => Failure::Run(format!("{}: {error}", path.display())),
    })
}

/// Writes all of it, and says what is lacking.
fn write(export: &mut dyn Exporting, out: &mut dyn Write, line: &mut Line) -> Result<u8, Failure> {
    let total = export.total();
    loop {
        let more = match export.step(out) {
            Ok(more) => more,
            Err(ExportError::Write(error)) => return Err(Failure::Output(error)),
            Err(ExportError::Read(error)) => {
                // What was written ends here: whoever reads it has to know.
                let _ = out.flush();
                complain(&match export.done().entries_done {
                    0 => error.to_string(),
                    rows => format!("the export ends after {rows} rows: {error}"),
                });
                return Ok(EXIT_UNCHECKED);
            }
        };
        let done = export.done();
        line.show(Progress {
            bytes_done: done.bytes_done.min(total.bytes_done),
            bytes_total: total.bytes_done,
            entries_done: done.entries_done,
            entries_total: total.entries_done,
        });
        if !more {
            break;
        }
    }
    out.flush()?;
    line.done();
    let incomplete = export.incomplete();
    for lacking in &incomplete {
        complain(&format!("not all is exported: {lacking}"));
    }
    Ok(u8::from(!incomplete.is_empty()))
}
