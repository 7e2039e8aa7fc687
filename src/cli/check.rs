//! `check`: what was given, put together to sets, each judged and told.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use backup_inspector::error::Error;
use backup_inspector::format::{Options, Report};
use backup_inspector::inspect::claim::Opening;
use backup_inspector::inspect::work::WorkKind;
use backup_inspector::open::{self, Set};
use backup_inspector::report::render::sets;
use backup_inspector::report::{Depth, FormatId, Head, Outcome, Source, Verdict, words};
use backup_inspector::scan;
use sha2::{Digest, Sha256};

use super::args::{CheckArguments, Reading};
use super::inputs::{self, Given, Item};
use super::progress::Line;
use super::{EXIT_UNCHECKED, Failure, file, sharepoint};

/// Bytes of a file that are read at once for its hash.
const HASH_WINDOW_BYTES: usize = 1 << 20;

/// What came of one set.
struct Judged {
    report: Report,
    /// It was found by itself in a folder, and is of no system.
    by_the_way: bool,
}

/// The command.
pub fn run(arguments: &CheckArguments) -> Result<u8, Failure> {
    let options = arguments.target.to_options()?;
    let items = inputs::collect(&arguments.files);
    let several_given = items.len() > 1;
    let mut table = Vec::new();
    let mut printed = 0;
    let text = !arguments.json && !arguments.csv;
    judge_all(items, &options, arguments, &mut |judged| {
        if arguments.json {
            print_report(&judged.report, arguments.mask_names)?;
        } else if text && (!several_given || arguments.verbose) {
            let gap = if printed == 0 { "" } else { "\n" };
            write!(io::stdout(), "{gap}{}", judged.report.to_text())?;
        }
        printed += 1;
        table.push(judged);
        Ok(())
    })?;
    if arguments.csv {
        write!(io::stdout(), "{}", sets::to_csv(&lines(&table)))?;
    } else if text && several_given && !arguments.verbose {
        match table.as_slice() {
            [only] => write!(io::stdout(), "{}", only.report.to_text())?,
            _ => write!(io::stdout(), "{}", sets::to_text(&lines(&table)))?,
        }
    }
    Ok(status(&table))
}

/// The highest status of all sets. Files of no system that were only found beside others don't count.
fn status(table: &[Judged]) -> u8 {
    let any = table.iter().any(|judged| !judged.by_the_way);
    table
        .iter()
        .filter(|judged| !any || !judged.by_the_way)
        .map(|judged| super::exit_status(&judged.report))
        .max()
        .unwrap_or(EXIT_UNCHECKED)
}

fn lines(table: &[Judged]) -> Vec<sets::Line<'_>> {
    table
        .iter()
        .map(|judged| {
            let told = judged.report.told();
            sets::Line {
                head: &judged.report.head,
                title: told.title,
                holds: told.holds,
                by_the_way: judged.by_the_way,
            }
        })
        .collect()
}

fn print_report(report: &Report, mask_names: bool) -> Result<(), Failure> {
    let line = report
        .to_json_line(mask_names)
        .map_err(|error| Failure::Run(error.to_string()))?;
    Ok(write!(io::stdout(), "{line}")?)
}

/// Judges all sets in their order; each is forgotten when it was told.
fn judge_all(
    items: Vec<Item>,
    options: &Options,
    arguments: &CheckArguments,
    tell: &mut dyn FnMut(Judged) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut given: Vec<Given> = Vec::new();
    // Position among all that was given, and what is said of it.
    let mut refused: Vec<(usize, String, Error)> = Vec::new();
    let mut at = Vec::new();
    for (position, item) in items.into_iter().enumerate() {
        match item {
            Item::File(file) => {
                given.push(file);
                at.push(position);
            }
            Item::Refused { shown, error } => refused.push((position, shown, Error::Open(error))),
        }
    }
    let opened = inputs::open(&given.iter().collect::<Vec<_>>())
        .map_err(|error| Failure::Run(error.to_string()))?;
    let found = open::open_each_with(opened, arguments.target.opening());
    let paths: Vec<&str> = found
        .sets
        .iter()
        .flat_map(|set| set.files().iter())
        .map(|input| input.path.as_str())
        .chain(given.iter().map(|given| given.shown.as_str()))
        .collect();
    sharepoint::named_files_are_there(options, &paths)?;
    let mut told: BTreeMap<(usize, usize), Found> = BTreeMap::new();
    for (number, set) in found.sets.into_iter().enumerate() {
        let first = set.inputs.iter().filter_map(|input| at.get(*input)).min();
        told.insert(
            (first.copied().unwrap_or_default(), number),
            Found::Set(Box::new(set)),
        );
    }
    for (input, error) in found.unread {
        let position = at.get(input).copied().unwrap_or_default();
        let shown = given.get(input).map(|given| given.shown.clone());
        refused.push((position, shown.unwrap_or_default(), error));
    }
    for (position, shown, error) in refused {
        told.insert((position, usize::MAX), Found::Nothing(shown, error));
    }
    for found in told.into_values() {
        let judged = match found {
            Found::Set(set) => judge(*set, &given, options, arguments),
            Found::Nothing(shown, error) => Judged {
                report: unreadable(&shown, 0, &error),
                by_the_way: false,
            },
        };
        tell(judged)?;
    }
    Ok(())
}

enum Found {
    Set(Box<Set>),
    Nothing(String, Error),
}

/// Judges a set.
fn judge(mut set: Set, given: &[Given], options: &Options, arguments: &CheckArguments) -> Judged {
    let files: Vec<Given> = set
        .inputs
        .iter()
        .filter_map(|input| given.get(*input).cloned())
        .collect();
    let by_the_way = set.by_the_way();
    let mut line = Line::new(set.name(), &arguments.reading);
    let kind = match arguments.read_all {
        true => WorkKind::ReadAll,
        false => WorkKind::Check,
    };
    let report = match work_at(
        &mut set,
        &kind,
        &files,
        options,
        &arguments.reading,
        &mut line,
    ) {
        Ok(()) => {
            let mut report = set.report(options);
            if arguments.hash {
                match hash(&files) {
                    Ok(digest) => report.source.fingerprint = Some(format!("sha256:{digest}")),
                    Err(error) => report = unreadable(set.name(), report.source.bytes, &error),
                }
            }
            report
        }
        Err(error) => {
            let bytes = set.files().iter().map(|input| input.bytes.len()).sum();
            unreadable(set.name(), bytes, &error)
        }
    };
    Judged { report, by_the_way }
}

/// Reads the data of a set. `files` are those that were given, in its order.
pub fn work_at(
    set: &mut Set,
    kind: &WorkKind,
    files: &[Given],
    options: &Options,
    reading: &Reading,
    line: &mut Line,
) -> Result<(), Error> {
    let again = || inputs::open(&files.iter().collect::<Vec<_>>());
    let work = set.begin(kind, options)?;
    let done = scan::run_work_parallel(set, work, &again, &[], reading.threads(), &mut |now| {
        line.show(now);
        true
    });
    line.done();
    done?;
    for file in files {
        if let Some(what) = file::changed_since(&file.path, file.before) {
            return Err(Error::Invalid(what));
        }
    }
    Ok(())
}

/// Opens one backup and reads all its data.
///
/// # Errors
/// When it can't be opened or read.
pub fn one(path: &Path, options: &Options, reading: &Reading) -> Result<Set, Error> {
    let opening = Opening {
        together: options.is_of_a_set(),
        ..Opening::default()
    };
    let paths = [path.to_owned()];
    one_of(&paths, options, opening, &WorkKind::Check, reading)
}

/// Opens one set of these files and folders, and does this work on it.
///
/// # Errors
/// As [`one`].
pub fn one_of(
    paths: &[PathBuf],
    options: &Options,
    opening: Opening,
    kind: &WorkKind,
    reading: &Reading,
) -> Result<Set, Error> {
    let (mut set, files) = one_unread_of(paths, opening)?;
    let mut line = Line::new(set.name(), reading);
    work_at(&mut set, kind, &files, options, reading, &mut line)?;
    Ok(set)
}

/// Reads all data of an opened set, with a line about progress.
///
/// # Errors
/// When a file can't be read, or changed meanwhile.
pub fn check_set(
    set: &mut Set,
    files: &[Given],
    options: &Options,
    reading: &Reading,
) -> Result<(), Error> {
    let mut line = Line::new(set.name(), reading);
    work_at(set, &WorkKind::Check, files, options, reading, &mut line)
}

/// Opens one backup: the one set of its system, if several things are found.
///
/// # Errors
/// When it can't be opened.
pub fn one_unread(path: &Path, opening: Opening) -> Result<(Set, Vec<Given>), Error> {
    one_unread_of(&[path.to_owned()], opening)
}

/// As [`one_unread`], of several files and folders.
///
/// # Errors
/// When one can't be opened.
pub fn one_unread_of(paths: &[PathBuf], opening: Opening) -> Result<(Set, Vec<Given>), Error> {
    let mut given = Vec::new();
    for item in inputs::collect(paths) {
        match item {
            Item::File(file) => given.push(file),
            Item::Refused { error, .. } => return Err(Error::Open(error)),
        }
    }
    let opened = inputs::open(&given.iter().collect::<Vec<_>>()).map_err(Error::Open)?;
    let set = open::only(open::open_with(opened, opening)?)?;
    let files = set
        .inputs
        .iter()
        .filter_map(|input| given.get(*input).cloned())
        .collect();
    Ok((set, files))
}

/// The report on one file; one that can't be read gives a report that says so.
pub fn report_on(path: &Path, options: &Options, reading: &Reading) -> Report {
    match one(path, options, reading) {
        Ok(set) => set.report(options),
        Err(error) => {
            let bytes = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
            unreadable(&file::name_of(path), bytes, &error)
        }
    }
}

/// SHA-256 of all bytes of the files, one behind the other; of one that carries several of a set, once.
fn hash(files: &[Given]) -> Result<String, Error> {
    let mut digest = Sha256::new();
    let mut window = vec![0; HASH_WINDOW_BYTES];
    let mut hashed = BTreeSet::new();
    for file in files.iter().filter(|file| hashed.insert(&file.path)) {
        let bytes = file::held(&file.path).map_err(Error::Open)?;
        let mut offset = 0;
        loop {
            let read = bytes
                .read_at(offset, &mut window)
                .map_err(|source| Error::Read { offset, source })?;
            if read == 0 {
                break;
            }
            digest.update(window.get(..read).unwrap_or_default());
            offset += read as u64;
        }
    }
    let mut hex = String::new();
    for byte in digest.finalize() {
        // Writing to a String can't fail.
        let _ = write!(hex, "{byte:02x}");
    }
    Ok(hex)
}

/// The report on what could not be read to its end.
fn unreadable(name: &str, bytes: u64, error: &Error) -> Report {
    let source = Source {
        file_name: name.to_owned(),
        bytes,
        fingerprint: None,
        files: None,
    };
    let verdict = Verdict {
        outcome: Outcome::Unknown,
        server_message: None,
        fails_at: None,
        summary: words::visible(&error.to_string()),
    };
    Head::new(FormatId("unknown"), source, Depth::Directory, verdict).into()
}
