//! `export`: takes something out of a backup. What there is to take out is said by its word; each has a file here.

mod rows;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Failure;
use super::args::{Reading, TargetArguments};

/// Arguments of `export`.
#[derive(Debug, Args)]
pub struct ExportArguments {
    /// A backup, a folder of files that belong together, or several such files
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// What is taken out
    #[arg(value_name = "WHAT", required = true, value_enum)]
    pub what: What,
    /// Where it goes; "-" is standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: PathBuf,
    /// Overwrite what is there
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub rows: rows::RowArguments,
    #[command(flatten)]
    pub target: TargetArguments,
    #[command(flatten)]
    pub reading: Reading,
}

/// What can be taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// The rows of a table of a database
    Rows,
}

/// The command.
pub fn run(arguments: &ExportArguments) -> Result<u8, Failure> {
    match arguments.what {
        What::Rows => rows::run(arguments),
    }
}
