//! A copy that undoes what a program for text did to the file: it is the file as it was, so nothing else can be
//! changed in the same pass.

use super::draft::Changes;
use crate::error::Error;
use crate::format::whole::TextMode;
use crate::inspect::copy::{Copy, CopySummary, Recipe};
use crate::source::Files;

/// Whether the recipe asks for that and nothing else.
///
/// # Errors
/// `Invalid` if it asks for more: what is inside can't be read before the file is whole.
pub(in crate::format::squidex) fn validate(recipe: &Recipe) -> Result<(), Error> {
    super::repair::validate(recipe)?;
    let alone = Recipe {
        fix: recipe.fix.clone(),
        ..Recipe::default()
    };
    let is_wanted = (recipe.fix.iter()).any(|fix| fix == "zip-sent-as-text" || fix == "all");
    if is_wanted && *recipe == alone {
        return Ok(());
    }
    Err(Error::Invalid(
        "the file was sent as text: first write the copy that undoes it (repair \"zip-sent-as-text\"), then change that"
            .into(),
    ))
}

/// The copy.
///
/// # Errors
/// `Protocol` if the set has no file.
pub(in crate::format::squidex) fn copy<'a>(
    mode: TextMode,
    file_name: &str,
    files: &'a Files,
) -> Result<Copy<'a>, Error> {
    let source = &*files.first()?.bytes;
    let mut changes = Changes::default();
    changes.note(file_name, "changed", mode.undoing());
    let stem = file_name.strip_suffix(".zip").unwrap_or(file_name);
    Ok(Copy {
        // Known once it is written.
        bytes: None,
        summary: CopySummary {
            file_name: format!("{stem}-repaired.zip"),
            bytes_before: source.len(),
            changes: changes.listed,
            change_count: changes.count,
            ..CopySummary::default()
        },
        segments: Box::new(mode.segments(source)),
        late_notes: Box::new(Vec::new),
    })
}
