//! Leaving parts out: schemas with their contents, contents that end as deleted, files that nobody
//! needs. Whole streams go or stay, so that no stream has a hole; what follows moves up.

use std::collections::HashSet;

use super::super::decode::suggest::nearest;
use super::draft::Draft;
use super::survey::{NO_STREAM, Survey, key};
use crate::container::zip::EntryReader;
use crate::error::Error;
use crate::format::squidex::MAX_EVENT_BYTES;
use crate::inspect::copy::Recipe;
use crate::report::words::{bytes as in_words, counted};

/// Leaves out what the recipe says.
///
/// # Errors
/// `Invalid` if there is no schema of that name, `Read` if the original can't be read.
pub(super) fn cut(
    draft: &mut Draft,
    recipe: &Recipe,
    reader: &mut EntryReader,
) -> Result<(), Error> {
    if recipe.without_schemas.is_empty() && !recipe.without_superseded && !recipe.without_deleted {
        return Ok(());
    }
    let survey = Survey::new(draft, reader)?;
    let schemas = left_out_schemas(&survey, recipe)?;
    leave_out_streams(draft, recipe, &survey, &schemas);
    if recipe.without_superseded {
        leave_out_superseded(draft, &survey);
    }
    if !recipe.without_schemas.is_empty() {
        mentions(draft, &survey, &schemas, reader)?;
    }
    Ok(())
}

/// Which schemas go, by their numbers in the survey; the first place is that of none.
fn left_out_schemas(survey: &Survey, recipe: &Recipe) -> Result<Vec<bool>, Error> {
    let mut schemas = vec![false; survey.schemas.len() + 1];
    for name in &recipe.without_schemas {
        let mut found = false;
        for (at, schema) in survey.schemas.iter().enumerate() {
            if schema.name == *name {
                schemas[at + 1] = true;
                found = true;
            }
        }
        if !found {
            let names = survey.schemas.iter().map(|schema| schema.name.as_str());
            let hint = nearest(name, names).map(|hint| format!(": {hint}"));
            return Err(Error::Invalid(format!(
                "there is no schema named \"{name}\" in the backup{}",
                hint.unwrap_or_default()
            )));
        }
    }
    Ok(schemas)
}

/// Streams of those schemas, of their contents and of deleted contents.
fn leave_out_streams(draft: &mut Draft, recipe: &Recipe, survey: &Survey, schemas: &[bool]) {
    let reason = |at: u32| -> Option<&'static str> {
        let stream = survey.streams.get(at as usize)?;
        if schemas.get(stream.schema as usize) == Some(&true) {
            Some(if stream.is_content {
                "content of a schema that is left out"
            } else {
                "schema that is left out"
            })
        } else if recipe.without_deleted && stream.is_content && stream.deleted {
            Some("content that ends as deleted")
        } else {
            None
        }
    };
    let mut kept = Vec::with_capacity(draft.events.len());
    let mut gone = 0_u64;
    let outline = &mut draft.outline;
    for (entry, stream) in outline.events.iter().zip(&survey.stream_of) {
        match (*stream != NO_STREAM).then(|| reason(*stream)).flatten() {
            Some(why) => {
                outline.removed.insert(*entry, why.into());
                gone += 1;
            }
            None => kept.push(*entry),
        }
    }
    outline.events = kept;
    if gone > 0 {
        let saved: u64 = (0..survey.streams.len() as u32)
            .filter(|at| reason(*at).is_some())
            .filter_map(|at| survey.streams.get(at as usize))
            .map(|stream| stream.bytes)
            .fold(0, u64::saturating_add);
        draft.notes.push(format!(
            "{} left out ({}); those that follow move up",
            counted(gone, "event"),
            in_words(saved)
        ));
    }
}

/// Files that nothing in the restored app refers to.
fn leave_out_superseded(draft: &mut Draft, survey: &Survey) {
    let archive = draft.original.archive;
    let mut saved = 0_u64;
    for entry in &survey.superseded {
        saved = saved.saturating_add(archive.entries.sizes(*entry).0);
        draft.removed.insert(
            *entry,
            "file of an earlier version, or of a deleted asset".into(),
        );
    }
    let gone: HashSet<(u64, u64)> = survey
        .superseded
        .iter()
        .map(|entry| key(&draft.original.name(*entry)))
        .collect();
    if !gone.is_empty() {
        // A second entry of the name would be read instead.
        for entry in 0..archive.entries.len() {
            let name = archive.entries.name_text(entry);
            if name.ends_with(".asset") && gone.contains(&key(&name)) {
                draft
                    .removed
                    .entry(entry)
                    .or_insert("never read, and the entry in front of it is left out".into());
            }
        }
    }
    draft.notes.push(format!(
        "{} of earlier versions or deleted assets left out ({})",
        counted(survey.superseded.len() as u64, "file"),
        in_words(saved)
    ));
}

/// Says how many events that stay mention what is left out: references, rules, workflows.
fn mentions(
    draft: &mut Draft,
    survey: &Survey,
    schemas: &[bool],
    reader: &mut EntryReader,
) -> Result<(), Error> {
    let mut gone: HashSet<(u64, u64)> = HashSet::new();
    for (at, schema) in survey.schemas.iter().enumerate() {
        if schemas[at + 1] {
            gone.insert(key(&schema.id));
        }
    }
    gone.extend(
        survey
            .streams
            .iter()
            .filter(|stream| {
                stream.is_content && schemas.get(stream.schema as usize) == Some(&true)
            })
            .map(|stream| stream.object),
    );
    let mut mentioning = 0;
    for entry in &draft.events {
        let Some(location) = draft.original.archive.entries.location(*entry) else {
            continue;
        };
        let (bytes, _) = reader.read_small(draft.original.source, &location, MAX_EVENT_BYTES)?;
        let found = bytes
            .split(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'-' | b'_'))
            .filter_map(|token| std::str::from_utf8(token).ok())
            .any(|token| {
                // A quotation mark inside of the payload is written as \u0022.
                let token = token.strip_prefix("u0022").unwrap_or(token);
                token.len() > 1 && gone.contains(&key(token))
            });
        mentioning += u64::from(found);
    }
    if mentioning > 0 {
        draft.notes.push(format!(
            "what is left out is mentioned by {} of the copy: references to it will be empty, and rules or workflows for it have nothing to do",
            counted(mentioning, "event")
        ));
    }
    Ok(())
}
