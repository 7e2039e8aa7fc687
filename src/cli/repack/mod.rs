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
use backup_inspector::format::Options;
use backup_inspector::format::squidex::copy::{self, users};
use backup_inspector::inspect::claim::Opening;
use backup_inspector::inspect::copy::{Copy, CopySummary, Recipe, UserMapping};
use backup_inspector::inspect::work::{Ended, Verified, WorkKind};
use backup_inspector::open::Set;
use backup_inspector::scan;

use self::partial::Partial;
use self::tell::Outcomes;
use self::write::{check_composed, compose, write_copy};
use super::args::{RecipeArguments, RepackArguments};
use super::check::{check_set, one_unread, report_on};
use super::progress::Line;
use super::{Failure, file, inputs};

pub fn run(arguments: &RepackArguments, redact: bool) -> Result<u8, Failure> {
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
            return Ok(0);
        }
    }
    if let Some(output) = &arguments.output {
        refuse_bad_output(source, output, arguments.force)?;
    }
    let fail =
        |error: &dyn std::fmt::Display| Failure::Run(format!("{}: {error}", source.display()));

    let options = arguments.target.to_options()?;
    let (mut set, given) = one_unread(source, Opening::default()).map_err(|error| fail(&error))?;
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
        check_set(&mut set, &given, &options, &arguments.reading).map_err(|error| fail(&error))?;
        Some(set.report(&options))
    };
    let work = set.begin(&kind, &options).map_err(|error| fail(&error))?;
    let open = || inputs::open(&given.iter().collect::<Vec<_>>());
    // What was put together from a folder is no file that could be copied from.
    let original = match set.files().first() {
        Ok(input) if set.strung().is_some() => Some(Rc::clone(&input.bytes)),
        _ => None,
    };
    // The copy is in the hands of `take` while all threads deflate its fresh entries.
    let with_copy = |take: &mut dyn FnMut(Copy<'_>) -> io::Result<CopySummary>| {
        let threads = arguments.reading.threads();
        scan::compose_parallel(&set, work, &open, threads, take).map_err(io::Error::other)?
    };

    let Some(output) = arguments.output.as_ref().filter(|_| !arguments.dry_run) else {
        let mut after = None;
        let summary = with_copy(&mut |copy| {
            compose(copy, source, original.clone(), before.is_some(), &mut after)
        })
        .map_err(|error| fail(&error))?;
        let after = match after {
            Some(input) => Some(check_composed(input, &options).map_err(|error| fail(&error))?),
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
    let not_written = |error: io::Error| {
        Failure::Run(format!(
            "{} could not be written: {error}; nothing was left behind",
            output.display()
        ))
    };
    let mut partial = Partial::beside(output).map_err(&not_written)?;
    let mut line = Line::new(&file::name_of(output), &arguments.reading);
    let mut digest = None;
    let summary = with_copy(&mut |copy| {
        let (summary, found) = write_copy(
            copy,
            source,
            original.as_deref(),
            &mut partial.file,
            // What is searched is hashed on the way.
            !arguments.no_check && !recipe.redact,
            &mut line,
        )?;
        digest = found;
        Ok(summary)
    })
    .map_err(&not_written)?;
    line.clear();
    let changed = given
        .iter()
        .find_map(|given| file::changed_since(&given.path, given.before));
    if let Some(why) = changed {
        return Err(fail(&format!("{why}; the copy was thrown away")));
    }
    let written = std::fs::metadata(&partial.path).map_or(0, |metadata| metadata.len());
    if written != summary.bytes_after {
        return Err(fail(
            &"the copy has another length than planned; it was thrown away",
        ));
    }
    let after = before.is_some().then(|| {
        let mut report = report_on(&partial.path, &options, &arguments.reading);
        report.source.file_name = file::name_of(output);
        report
    });
    let mut search = None;
    if !arguments.no_check && recipe.redact {
        let verified = verify(&mut set, recipe, &partial.path).map_err(|error| fail(&error))?;
        digest = Some(verified.sha256);
        search = verified.search;
    }
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
