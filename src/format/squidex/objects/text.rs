//! A list of objects as plain text, one a line.

use std::fmt::Write as _;

use super::{FileState, ObjectKind, ObjectLine, ObjectPage, ObjectQuery};
use crate::report::words::{self, visible};

/// The page for a terminal: a head with the number of all, then a line for each object.
pub fn to_text(query: &ObjectQuery, page: &ObjectPage) -> String {
    let mut out = String::new();
    let _ = write_page(&mut out, query, page);
    out
}

fn write_page(out: &mut String, query: &ObjectQuery, page: &ObjectPage) -> std::fmt::Result {
    let shown = page.objects.len() as u64;
    let all = words::counted(page.total, query.kind.singular());
    if shown == page.total {
        writeln!(out, "{all}")?;
    } else {
        writeln!(
            out,
            "{all}, {} shown from number {} on",
            words::count(shown),
            words::count(query.skip.saturating_add(1))
        )?;
    }
    for line in &page.objects {
        write_line(out, query.kind, line)?;
    }
    Ok(())
}

fn write_line(out: &mut String, kind: ObjectKind, line: &ObjectLine) -> std::fmt::Result {
    let id = visible(&line.id);
    let name = visible(line.name.as_deref().unwrap_or("(without a name)"));
    match kind {
        ObjectKind::Contents => {
            let status = line.status.as_deref().map(visible).unwrap_or_default();
            write!(out, "  {id:<38}{status:<12}{}", flags(line))?;
        }
        ObjectKind::Assets => {
            write!(out, "  {id:<38}{name:<32}")?;
            write_version(out, line)?;
            let file = match line.with_file {
                Some(true) => "with file",
                Some(false) => "without file",
                None => "deleted",
            };
            write!(out, "  {file}")?;
        }
        ObjectKind::Files => {
            write!(out, "  {id:<38}{name:<32}")?;
            write_version(out, line)?;
            if let Some(file) = &line.file {
                let current = if file.current { "" } else { " (not shown)" };
                write!(
                    out,
                    "  {}{current}: {}",
                    state(file.state),
                    visible(&file.why)
                )?;
                if let Some(hash) = &file.hash {
                    write!(out, "  hash {}", visible(hash))?;
                }
            }
        }
        _ => {
            if line.id.is_empty() || line.name.as_deref() == Some(line.id.as_str()) {
                write!(out, "  {name:<32}")?;
            } else {
                write!(out, "  {id:<38}{name:<32}")?;
            }
            if let Some(about) = &line.about {
                write!(out, "{}", visible(about))?;
            }
        }
    }
    match line.event_index {
        Some(at) => writeln!(out, "  event {}", words::count(at)),
        None => writeln!(out),
    }
}

fn write_version(out: &mut String, line: &ObjectLine) -> std::fmt::Result {
    let bytes = line.bytes.map(words::bytes).unwrap_or_default();
    write!(
        out,
        "version {:<4}{bytes:>10}",
        line.file_version.unwrap_or_default()
    )
}

fn flags(line: &ObjectLine) -> String {
    [
        (line.deleted, "deleted"),
        (line.live, "live"),
        (line.draft, "draft"),
        (line.scheduled, "scheduled"),
    ]
    .into_iter()
    .filter_map(|(is, word)| is.then_some(word))
    .collect::<Vec<_>>()
    .join(", ")
}

fn state(state: FileState) -> &'static str {
    match state {
        FileState::Verified => "verified",
        FileState::SizeOnly => "size only",
        FileState::Wrong => "wrong",
        FileState::Lost => "lost",
        FileState::Unverifiable => "cannot be verified",
    }
}
