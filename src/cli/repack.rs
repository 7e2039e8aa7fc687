//! `repack`: a copy with changes, written beside its place and renamed at the end, so that a crash
//! leaves no half copy.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use backup_inspector::archive::writer::Segment;
use backup_inspector::format::{self, Copy};
use backup_inspector::protocol::{CopySummary, Recipe};
use backup_inspector::report::{Outcome, text, words};
use sha2::{Digest, Sha256};

use super::args::RepackArguments;
use super::{Failure, check_file, exit_status, file};

/// Differences listed on a terminal.
const SHOWN_CHANGES: usize = 20;

pub fn run(arguments: &RepackArguments) -> Result<u8, Failure> {
    let source = &arguments.file;
    let recipe = Recipe {
        name: arguments.name.clone(),
        fix: arguments.fix.clone(),
        ..Recipe::default()
    };
    if recipe == Recipe::default() {
        return Err(Failure::Usage(
            "nothing to change: give --name NEW or --fix CODE".into(),
        ));
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

    let Some(output) = arguments.output.as_ref().filter(|_| !arguments.dry_run) else {
        if arguments.json {
            writeln!(
                io::stdout(),
                "{}",
                serde_json::json!({ "copy": summary, "report": null })
            )?;
        } else {
            print_summary(&summary, None)?;
        }
        return Ok(0);
    };
    let partial = Partial::beside(output);
    let digest = write_copy(copy, source, &partial.path).map_err(|error| {
        Failure::Run(format!(
            "the copy could not be written: {error}; nothing was left behind"
        ))
    })?;
    if file::modified(source) != modified {
        return Err(fail(
            &"the file changed while it was copied; the copy was thrown away",
        ));
    }

    let target = arguments.target.to_target()?;
    let mut report = check_file(&partial.path, &target, &arguments.reading);
    report.source.file_name = file::name_of(output);
    if report.source.bytes != summary.bytes_after {
        return Err(fail(
            &"the copy has another length than planned; it was thrown away",
        ));
    }
    partial.become_file(output, arguments.force)?;

    if arguments.json {
        writeln!(
            io::stdout(),
            "{}",
            serde_json::json!({ "copy": summary, "sha256": digest, "report": report })
        )?;
    } else {
        print_summary(&summary, Some(output))?;
        writeln!(io::stdout(), "SHA-256 {digest}\n")?;
        write!(io::stdout(), "{}", text::to_text(&report))?;
    }
    Ok(if report.verdict.outcome == Outcome::Restores {
        0
    } else {
        exit_status(&report)
    })
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

/// Writes the pieces and returns the SHA-256 of the copy in hexadecimal digits.
fn write_copy(copy: Copy<'_>, source: &Path, path: &Path) -> io::Result<String> {
    let mut source = File::open(source)?;
    let mut out = OpenOptions::new()
        .write(true)
        .read(true)
        .create_new(true)
        .open(path)?;
    for segment in copy.segments {
        match segment.map_err(io::Error::other)? {
            Segment::Source { offset, bytes } => {
                source.seek(SeekFrom::Start(offset))?;
                // The standard library lets the kernel copy between two files where it can.
                let copied = io::copy(&mut Read::by_ref(&mut source).take(bytes), &mut out)?;
                if copied != bytes {
                    return Err(io::Error::new(
                        io::ErrorKind::UnexpectedEof,
                        "the original ended early",
                    ));
                }
            }
            Segment::Fresh(bytes) => out.write_all(&bytes)?,
        }
    }
    out.sync_all()?;
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
    Ok(digest
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}
