//! `repack`: a copy with changes, written beside its place and renamed at the end, so that a crash
//! leaves no half copy.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use backup_inspector::archive::writer::Segment;
use backup_inspector::format::squidex::copy::users;
use backup_inspector::format::{self, Copy, Target};
use backup_inspector::protocol::{CopySummary, Recipe, RedactionSearch, UserMapping};
use backup_inspector::report::{Outcome, Report, text, words};
use backup_inspector::scan::{self, Progress};
use backup_inspector::source::{Composed, Input};
use sha2::{Digest, Sha256};

use super::args::{RecipeArguments, RepackArguments};
use super::progress::Line;
use super::{Failure, check_file, exit_status, file};

/// Differences listed on a terminal.
const SHOWN_CHANGES: usize = 20;

/// Between two looks at the progress line.
const PIECE_BYTES: u64 = 64 << 20;

/// Fresh bytes of a copy that is checked without being written.
const MAX_COMPOSED_BYTES: usize = 512 << 20;

pub fn run(arguments: &RepackArguments, redact: bool) -> Result<u8, Failure> {
    let source = &arguments.file;
    let recipe = recipe_of(&arguments.recipe, redact)?;
    if recipe == Recipe::default() {
        return Err(Failure::Usage(
            "nothing to change: give --name NEW, --fix CODE or another change".into(),
        ));
    }
    if let Some(path) = &arguments.recipe.save_recipe {
        save_recipe(path, &recipe, arguments.force)?;
        if arguments.output.is_none() && !arguments.dry_run {
            return Ok(0);
        }
    }
    if let Some(output) = &arguments.output {
        refuse_bad_output(source, output, arguments.force)?;
    }
    let fail =
        |error: &dyn std::fmt::Display| Failure::Run(format!("{}: {error}", source.display()));

    let modified = file::modified(source);
    let inputs = vec![file::open(source).map_err(|error| fail(&error))?];
    let mut sets = format::open(&inputs).map_err(|error| fail(&error))?;
    let set = sets.pop().ok_or_else(|| fail(&"no answer"))?;
    let copy = set
        .check
        .copy(&inputs, &recipe)
        .map_err(|error| fail(&error))?;
    let summary = copy.summary.clone();
    let target = arguments.target.to_target()?;
    let before = if arguments.no_check {
        None
    } else {
        Some(check_file(source, &target, &arguments.reading))
    };

    let Some(output) = arguments.output.as_ref().filter(|_| !arguments.dry_run) else {
        let after = match before {
            Some(_) => compose_and_check(copy, source, &target).map_err(|error| fail(&error))?,
            None => None,
        };
        let result = Outcomes {
            summary: &summary,
            before: before.as_ref(),
            after: after.as_ref(),
            sha256: None,
            search: None,
        };
        return result.print(None, arguments.json);
    };
    let partial = Partial::beside(output);
    let mut line = Line::new(output, arguments.reading.quiet);
    let digest = write_copy(copy, source, &partial.path, !arguments.no_check, &mut line).map_err(
        |error| {
            Failure::Run(format!(
                "the copy could not be written: {error}; nothing was left behind"
            ))
        },
    )?;
    line.clear();
    if let Some(why) = file::changed_while_reading(&inputs, source, modified) {
        return Err(fail(&format!("{why}; the copy was thrown away")));
    }
    let written = std::fs::metadata(&partial.path).map_or(0, |metadata| metadata.len());
    if written != summary.bytes_after {
        return Err(fail(
            &"the copy has another length than planned; it was thrown away",
        ));
    }
    let after = before.is_some().then(|| {
        let mut report = check_file(&partial.path, &target, &arguments.reading);
        report.source.file_name = file::name_of(output);
        report
    });
    let search = if arguments.no_check {
        None
    } else {
        let copy = file::open(&partial.path).map_err(|error| fail(&error))?;
        set.check
            .search_copy(&inputs, &recipe, &*copy.bytes, &mut |_| true)
            .map_err(|error| fail(&error))?
    };
    partial.become_file(output, arguments.force)?;
    let result = Outcomes {
        summary: &summary,
        before: before.as_ref(),
        after: after.as_ref(),
        sha256: digest.as_deref(),
        search: search.as_ref(),
    };
    result.print(Some(output), arguments.json)
}

/// The recipe file, and what the options add to it.
fn recipe_of(arguments: &RecipeArguments, redact: bool) -> Result<Recipe, Failure> {
    let read = |path: &Path| {
        std::fs::read_to_string(path)
            .map_err(|error| Failure::Run(format!("{}: {error}", path.display())))
    };
    let mut recipe = match &arguments.recipe {
        None => Recipe::default(),
        Some(path) => serde_json::from_str(&read(path)?)
            .map_err(|error| Failure::Usage(format!("{} is no recipe: {error}", path.display())))?,
    };
    if arguments.name.is_some() {
        recipe.name = arguments.name.clone();
    }
    recipe.fix.extend(arguments.fix.iter().cloned());
    for pair in &arguments.map_user {
        let Some((old, new)) = pair.split_once('=') else {
            return Err(Failure::Usage(format!("--map-user is OLD=NEW, not {pair}")));
        };
        recipe.map_users.push(UserMapping {
            old: old.into(),
            new: new.into(),
        });
    }
    if let Some(path) = &arguments.map_users {
        let table = users::parse_table(&read(path)?)
            .map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?;
        recipe.map_users.extend(table);
    }
    recipe
        .without_schemas
        .extend(arguments.without_schema.iter().cloned());
    recipe.without_superseded |= arguments.without_superseded;
    recipe.without_deleted |= arguments.without_deleted;
    recipe.redact |= arguments.redact || redact;
    recipe.include.extend(arguments.include.iter().cloned());
    if !recipe.include.is_empty() && !recipe.redact {
        return Err(Failure::Usage(
            "--include says what stays in a redacted copy: give --redact as well".into(),
        ));
    }
    Ok(recipe)
}

fn save_recipe(path: &Path, recipe: &Recipe, force: bool) -> Result<(), Failure> {
    let fail = |error: &dyn std::fmt::Display| {
        Failure::Run(format!("{} could not be saved: {error}", path.display()))
    };
    let text = serde_json::to_string_pretty(recipe).map_err(|error| fail(&error))?;
    let mut options = OpenOptions::new();
    options.write(true);
    if force {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    let mut file = options.open(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Failure::Usage(format!("{} exists; --force overwrites it", path.display()))
        }
        _ => fail(&error),
    })?;
    writeln!(file, "{text}").map_err(|error| fail(&error))
}

/// The check of a copy that is never written: slices of the original and fresh bytes. `None` if the fresh
/// bytes are more than is held in memory.
fn compose_and_check(
    copy: Copy<'_>,
    source: &Path,
    target: &Target,
) -> Result<Option<Report>, Box<dyn std::error::Error>> {
    let mut composed = Composed::new(file::open(source)?.bytes);
    let mut fresh = 0;
    let file_name = copy.summary.file_name.clone();
    for segment in copy.segments {
        match segment? {
            Segment::Source { offset, bytes } => composed.push_slice(offset, bytes),
            Segment::Fresh(bytes) => {
                fresh += bytes.len();
                if fresh > MAX_COMPOSED_BYTES {
                    return Ok(None);
                }
                composed.push_bytes(bytes);
            }
        }
    }
    let inputs = vec![Input {
        file_name,
        bytes: Box::new(composed),
    }];
    let mut sets = format::open(&inputs)?;
    let Some(set) = sets.first_mut() else {
        return Ok(None);
    };
    scan::run(set.check.as_mut(), &inputs, &mut |_| true)?;
    Ok(Some(set.check.report(target)))
}

/// All there is to say of a copy.
struct Outcomes<'a> {
    summary: &'a CopySummary,
    before: Option<&'a Report>,
    after: Option<&'a Report>,
    sha256: Option<&'a str>,
    search: Option<&'a RedactionSearch>,
}

impl Outcomes<'_> {
    /// Prints it and gives the exit status.
    fn print(&self, output: Option<&Path>, as_json: bool) -> Result<u8, Failure> {
        let status = match self.after {
            Some(report) => exit_status(report),
            None => 0,
        };
        let mut out = io::stdout();
        if as_json {
            let object = serde_json::json!({
                "copy": self.summary, "sha256": self.sha256, "search": self.search,
                "verdict_before": self.before.map(|report| &report.verdict), "report": self.after,
            });
            writeln!(out, "{object}")?;
            return Ok(status);
        }
        print_summary(self.summary, output)?;
        if let Some(digest) = self.sha256 {
            writeln!(out, "SHA-256 {digest}")?;
        }
        if let Some(before) = self.before {
            writeln!(out, "\noriginal: {}", verdict(before))?;
        }
        if let Some(after) = self.after {
            writeln!(out, "copy:     {}", verdict(after))?;
        }
        if let Some(search) = self.search {
            print_search(search)?;
        }
        if let Some(after) = self.after
            && after.verdict.outcome != Outcome::Restores
        {
            write!(out, "\n{}", text::to_text(after))?;
        }
        Ok(status)
    }
}

fn verdict(report: &Report) -> String {
    let outcome = match report.verdict.outcome {
        Outcome::Restores => "will restore",
        Outcome::RestoresWithLoss => "will restore, with losses",
        Outcome::Fails => "will not restore",
        Outcome::Unknown => "cannot tell",
    };
    format!("{outcome}: {}", words::visible(&report.verdict.summary))
}

fn print_search(search: &RedactionSearch) -> io::Result<()> {
    let mut out = io::stdout();
    writeln!(
        out,
        "\nsearched {} for {}: {}",
        words::counted(search.entries, "entry"),
        words::counted(search.values, "removed value"),
        match search.hit_count {
            0 => "none is there".to_owned(),
            hits => format!("found {}", words::counted(hits, "time")),
        }
    )?;
    for hit in search.hits.iter().take(SHOWN_CHANGES) {
        writeln!(
            out,
            "  {} in {} ({}): {}",
            hit.kind,
            words::visible(&hit.entry),
            hit.place,
            words::visible(&hit.masked)
        )?;
    }
    if search.too_short > 0 {
        writeln!(
            out,
            "  {} too short to be looked for",
            words::counted(search.too_short, "value")
        )?;
    }
    if search.too_many > 0 {
        writeln!(
            out,
            "  {} more than can be looked for at once",
            words::counted(search.too_many, "value")
        )?;
    }
    Ok(())
}

fn refuse_bad_output(source: &Path, output: &Path, force: bool) -> Result<(), Failure> {
    if let (Ok(from), Ok(to)) = (source.canonicalize(), output.canonicalize())
        && from == to
    {
        return Err(Failure::Usage(
            "the copy can't take the place of its original".into(),
        ));
    }
    if output.exists() && !force {
        return Err(Failure::Usage(format!(
            "{} exists; --force overwrites it",
            output.display()
        )));
    }
    Ok(())
}

fn print_summary(summary: &CopySummary, output: Option<&Path>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match output {
        Some(output) => writeln!(out, "wrote {}", output.display())?,
        None => writeln!(out, "would write {}", summary.file_name)?,
    }
    writeln!(
        out,
        "{} before, {} after; {} carried over as they are, {}",
        words::bytes(summary.bytes_before),
        words::bytes(summary.bytes_after),
        words::counted(summary.entries_kept, "entry"),
        words::counted(summary.change_count, "change")
    )?;
    for change in summary.changes.iter().take(SHOWN_CHANGES) {
        writeln!(
            out,
            "  {} {}: {}",
            change.change,
            words::visible(&change.entry),
            words::visible(&change.detail)
        )?;
    }
    if summary.change_count > SHOWN_CHANGES as u64 {
        writeln!(
            out,
            "  and {} more",
            words::count(summary.change_count - SHOWN_CHANGES as u64)
        )?;
    }
    for note in &summary.notes {
        writeln!(out, "note: {}", words::visible(note))?;
    }
    Ok(())
}

/// A file under a temporary name that goes away unless it becomes the real one.
struct Partial {
    path: PathBuf,
    kept: bool,
}

impl Partial {
    fn beside(output: &Path) -> Partial {
        let mut name = std::ffi::OsString::from(".");
        name.push(output.file_name().unwrap_or_default());
        name.push(format!(".{}.partial", std::process::id()));
        Partial {
            path: output.with_file_name(name),
            kept: false,
        }
    }

    fn become_file(mut self, output: &Path, force: bool) -> Result<(), Failure> {
        let moved = if force {
            std::fs::rename(&self.path, output)
        } else {
            // A hard link fails if the name was taken in the meantime, a rename would overwrite.
            match std::fs::hard_link(&self.path, output) {
                Ok(()) => std::fs::remove_file(&self.path),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
                Err(_) => std::fs::rename(&self.path, output),
            }
        };
        moved.map_err(|error| Failure::Run(format!("the copy could not get its name: {error}")))?;
        self.kept = true;
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.kept {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Writes the pieces and returns the SHA-256 of the copy in hexadecimal digits, if asked for.
fn write_copy(
    copy: Copy<'_>,
    source: &Path,
    path: &Path,
    with_digest: bool,
    line: &mut Line,
) -> io::Result<Option<String>> {
    let mut source = File::open(source)?;
    let mut out = OpenOptions::new()
        .write(true)
        .read(true)
        .create_new(true)
        .open(path)?;
    let mut progress = Progress {
        bytes_total: copy.bytes,
        ..Progress::default()
    };
    for segment in copy.segments {
        match segment.map_err(io::Error::other)? {
            Segment::Source { offset, bytes } => {
                source.seek(SeekFrom::Start(offset))?;
                let mut left = bytes;
                while left > 0 {
                    let piece = left.min(PIECE_BYTES);
                    // The standard library lets the kernel copy between two files where it can.
                    let copied = io::copy(&mut Read::by_ref(&mut source).take(piece), &mut out)?;
                    if copied != piece {
                        return Err(io::Error::new(
                            io::ErrorKind::UnexpectedEof,
                            "the original ended early",
                        ));
                    }
                    left -= piece;
                    progress.bytes_done += piece;
                    line.show(progress);
                }
            }
            Segment::Fresh(bytes) => {
                out.write_all(&bytes)?;
                progress.bytes_done += bytes.len() as u64;
                line.show(progress);
            }
        }
    }
    out.sync_all()?;
    if !with_digest {
        return Ok(None);
    }
    out.seek(SeekFrom::Start(0))?;
    let mut digest = Sha256::new();
    let mut window = vec![0; 1 << 20];
    loop {
        let read = out.read(&mut window)?;
        if read == 0 {
            break;
        }
        digest.update(&window[..read]);
    }
    let digest = digest.finalize();
    Ok(Some(
        digest.iter().map(|byte| format!("{byte:02x}")).collect(),
    ))
}
