//! `repack` and `redact`: a copy with changes, written beside its place and renamed at the end, so that a crash
//! leaves no half copy.

pub(super) mod partial;
mod tell;
mod write;

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;

use backup_inspector::error::Error;
use backup_inspector::format::squidex::copy::{self, users};
use backup_inspector::format::{Options, Report};
use backup_inspector::inspect::claim::Opening;
use backup_inspector::inspect::copy::{Copy, CopySummary, Recipe, UserMapping};
use backup_inspector::inspect::work::{Ended, Verified, WorkKind};
use backup_inspector::open::{Set, WorkId};
use backup_inspector::scan;
use backup_inspector::source::ReadAt;

use self::partial::Partial;
use self::tell::Outcomes;
use self::write::{check_composed, compose, write_copy};
use super::args::{RecipeArguments, RepackArguments};
use super::check::{check_set, one_unread, report_on};
use super::inputs::Given;
use super::progress::Line;
use super::{Failure, file, inputs};

pub fn run(arguments: &RepackArguments, redact: bool) -> Result<u8, Failure> {
    let Some(recipe) = wanted(arguments, redact)? else {
        return Ok(0);
    };
    let repacking = Repacking::begin(arguments, recipe)?;
    match arguments.output.as_ref().filter(|_| !arguments.dry_run) {
        Some(output) => repacking.write_to(output),
        None => repacking.only_tell(),
    }
}

/// What is to be changed, once nothing speaks against it; `None` if the recipe was only to be saved.
fn wanted(arguments: &RepackArguments, redact: bool) -> Result<Option<Recipe>, Failure> {
    let source = &arguments.file;
    let recipe = recipe_of(&arguments.recipe, redact)?;
    if recipe == Recipe::default() && !source.is_dir() {
        return Err(Failure::Usage(
            "nothing to change: give --name NEW, --fix CODE or another change".into(),
        ));
    }
    copy::validate(&recipe).map_err(|error| Failure::Usage(error.to_string()))?;
    if let Some(path) = &arguments.recipe.save_recipe {
        if file::is_same(path, source) {
            return Err(Failure::Usage(
                "the recipe can't take the place of the backup".into(),
            ));
        }
        save_recipe(path, &recipe, arguments.force)?;
        if arguments.output.is_none() && !arguments.dry_run {
            return Ok(None);
        }
    }
    if let Some(output) = &arguments.output {
        refuse_bad_output(source, output, arguments.force)?;
    }
    Ok(Some(recipe))
}

/// A copy that was begun.
struct Repacking<'a> {
    arguments: &'a RepackArguments,
    recipe: Recipe,
    options: Options,
    set: Set,
    given: Vec<Given>,
    work: WorkId,
    /// The original's report, unless nothing is to be checked.
    before: Option<Report>,
    /// What was put together from a folder: no file that could be copied from.
    original: Option<Rc<dyn ReadAt>>,
}

impl<'a> Repacking<'a> {
    fn begin(arguments: &'a RepackArguments, recipe: Recipe) -> Result<Repacking<'a>, Failure> {
        let fail = |error: &dyn std::fmt::Display| failed(arguments, error);
        let options = arguments.target.to_options()?;
        let (mut set, given) =
            one_unread(&arguments.file, Opening::default()).map_err(|error| fail(&error))?;
        let carried = (set.files().iter()).any(|input| input.carried.is_some());
        if carried || given.len() > 1 && set.strung().is_none() {
            return Err(fail(
                &"the backup is inside of another file; unpack that first",
            ));
        }
        let kind = WorkKind::Copy {
            recipe: recipe.clone(),
        };
        // First the check: which event names the app is known by it.
        let before = if arguments.no_check {
            None
        } else {
            check_set(&mut set, &given, &options, &arguments.reading)
                .map_err(|error| fail(&error))?;
            Some(set.report(&options))
        };
        let work = set.begin(&kind, &options).map_err(|error| fail(&error))?;
        let original = match set.files().first() {
            Ok(input) if set.strung().is_some() => Some(Rc::clone(&input.bytes)),
            _ => None,
        };
        Ok(Repacking {
            arguments,
            recipe,
            options,
            set,
            given,
            work,
            before,
            original,
        })
    }

    fn fail(&self, error: &dyn std::fmt::Display) -> Failure {
        failed(self.arguments, error)
    }

    /// The copy is in the hands of `take` while all threads deflate its fresh entries.
    fn with_copy(
        &self,
        take: &mut dyn FnMut(Copy<'_>) -> io::Result<CopySummary>,
    ) -> io::Result<CopySummary> {
        let given = &self.given;
        let open = || inputs::open(&given.iter().collect::<Vec<_>>());
        let threads = self.arguments.reading.threads();
        scan::compose_parallel(&self.set, self.work, &open, threads, take)
            .map_err(io::Error::other)?
    }

    /// Says what would change and how the copy would restore; nothing is written.
    fn only_tell(&self) -> Result<u8, Failure> {
        let mut after = None;
        let summary = self
            .with_copy(&mut |copy| {
                let is_checked = self.before.is_some();
                let original = self.original.clone();
                compose(copy, &self.arguments.file, original, is_checked, &mut after)
            })
            .map_err(|error| self.fail(&error))?;
        let after = after
            .map(|input| check_composed(input, &self.options).map_err(|error| self.fail(&error)))
            .transpose()?;
        let result = Outcomes {
            summary: &summary,
            before: self.before.as_ref(),
            after: after.as_ref(),
            sha256: None,
            search: None,
        };
        result.print(None, self.arguments.json)
    }

    /// Writes the copy beside its place, checks it there, and gives it its name.
    fn write_to(mut self, output: &Path) -> Result<u8, Failure> {
        let arguments = self.arguments;
        let not_written = |error: io::Error| {
            Failure::Run(format!(
                "{} could not be written: {error}; nothing was left behind",
                output.display()
            ))
        };
        let mut partial = Partial::beside(output).map_err(&not_written)?;
        let mut line = Line::new(&file::name_of(output), &arguments.reading);
        let mut digest = None;
        let summary = self
            .with_copy(&mut |copy| {
                let (summary, found) = write_copy(
                    copy,
                    &arguments.file,
                    self.original.as_deref(),
                    &mut partial.file,
                    // What is searched is hashed on the way.
                    !arguments.no_check && !self.recipe.redact,
                    &mut line,
                )?;
                digest = found;
                Ok(summary)
            })
            .map_err(&not_written)?;
        line.clear();
        self.refuse_changed(&partial, &summary)?;
        let after = self.before.is_some().then(|| {
            let mut report = report_on(&partial.path, &self.options, &arguments.reading);
            report.source.file_name = file::name_of(output);
            report
        });
        let mut search = None;
        if !arguments.no_check && self.recipe.redact {
            let recipe = self.recipe.clone();
            let verified = verify(&mut self.set, recipe, &partial.path)
                .map_err(|error| failed(arguments, &error))?;
            digest = Some(verified.sha256);
            search = verified.search;
        }
        partial.become_file(output, arguments.force)?;
        let result = Outcomes {
            summary: &summary,
            before: self.before.as_ref(),
            after: after.as_ref(),
            sha256: digest.as_deref(),
            search: search.as_ref(),
        };
        result.print(Some(output), arguments.json)
    }

    /// A copy is worth nothing if its original changed meanwhile, or if not all of it was written.
    fn refuse_changed(&self, partial: &Partial, summary: &CopySummary) -> Result<(), Failure> {
        let changed = self
            .given
            .iter()
            .find_map(|given| file::changed_since(&given.path, given.before));
        if let Some(why) = changed {
            return Err(self.fail(&format!("{why}; the copy was thrown away")));
        }
        let written = std::fs::metadata(&partial.path).map_or(0, |metadata| metadata.len());
        if written != summary.bytes_after {
            return Err(self.fail(&"the copy has another length than planned; it was thrown away"));
        }
        Ok(())
    }
}

fn failed(arguments: &RepackArguments, error: &dyn std::fmt::Display) -> Failure {
    Failure::Run(format!("{}: {error}", arguments.file.display()))
}

/// Reads a copy from end to end and looks in it for what was removed.
fn verify(set: &mut Set, recipe: Recipe, copy: &Path) -> Result<Verified, Error> {
    let copy = file::open(copy).map_err(Error::Open)?;
    let work = set.begin(&WorkKind::Verify { recipe }, &Options::default())?;
    match scan::run_work(set, work, &[copy], &mut |_| true)? {
        Some(Ended::Verified { verified }) => Ok(verified),
        _ => Err(Error::Protocol("a copy was read without a result".into())),
    }
}

/// The recipe file, and what the options add to it.
fn recipe_of(arguments: &RecipeArguments, redact: bool) -> Result<Recipe, Failure> {
    let read = |path: &Path| {
        file::read_text(path).map_err(|error| Failure::Run(format!("{}: {error}", path.display())))
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

/// What can be known to fail, or must not be done, before hours are spent on a copy.
pub(super) fn refuse_bad_output(source: &Path, output: &Path, force: bool) -> Result<(), Failure> {
    let refuse = |why: String| Err(Failure::Usage(why));
    let name = output.display();
    if output == Path::new("-") {
        return refuse("this can't be written to standard output; give it a name".into());
    }
    if let (Ok(from), Ok(to)) = (source.canonicalize(), output.canonicalize())
        && from == to
    {
        return refuse("this can't take the place of its original".into());
    }
    match output.symlink_metadata() {
        Ok(_) if output.is_dir() => {
            return refuse(format!("{name} is a folder; give the file a name in it"));
        }
        Ok(found) if !found.is_file() && !found.is_symlink() => {
            return refuse(format!("{name} is a device or a pipe, no file"));
        }
        Ok(_) if !force => return refuse(format!("{name} exists; --force overwrites it")),
        _ => {}
    }
    match output.parent() {
        Some(folder) if folder != Path::new("") && !folder.is_dir() => {
            refuse(format!("there is no folder {}", folder.display()))
        }
        _ => Ok(()),
    }
}
