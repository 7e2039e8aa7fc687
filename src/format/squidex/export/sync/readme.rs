//! The README of the folder: for which command line, the commands in their order, what is not carried over.

use std::fmt::Write as _;

use super::super::super::decode::instant_text;
use super::{MAX_NAMED, Note, Out, State};
use crate::report::words;

/// Writes it.
pub(super) fn write(state: &State<'_>, out: &mut Out<'_>) {
    out.file(&["README.md".to_owned()], None);
    let text = text(state);
    out.bytes().extend_from_slice(text.as_bytes());
    out.told.written += 1;
}

fn text(state: &State<'_>) -> String {
    let mut out = String::new();
    // Writing to a String can't fail.
    let _ = compose(&mut out, state);
    out
}

fn compose(out: &mut String, state: &State<'_>) -> std::fmt::Result {
    let app = state.app_name.as_deref().unwrap_or("(without a name)");
    writeln!(
        out,
        "# {}: a folder for the Squidex command line\n",
        words::visible(app)
    )?;
    let last = state
        .app
        .last
        .map_or_else(|| "not known".to_owned(), instant_text);
    writeln!(
        out,
        "Made from a backup of the app `{}`; its last event is of {last}. For `sq` 13.13: ask `sq --version`.\n\
         Nothing in here was read from a running server.\n",
        words::visible(app)
    )?;
    out.push_str(
        "## Import into an empty app\n\n\
         PATH is this folder, CLIENT a client with the role Owner that is not named in app.json (`sync-import`, for example): the\n\
         role of one that is named there is replaced in the middle of the run. Three runs, in this order:\n\n\
         \x20   sq config add NEW-APP NEW-APP:CLIENT SECRET -u https://YOUR-SERVER --use\n\
         \x20   sq sync in PATH -t assetfolders -t assets -t schemas\n\
         \x20   sq sync in PATH -t app -t workflows\n\
         \x20   sq sync in PATH -t app -t contents -t rules\n\n\
         Each can be repeated. Read what they print: a content that breaks a rule of its schema is refused by itself, and the run goes on.\n",
    );
    let has_en = state.languages.iter().any(|(code, ..)| code == "en");
    if !has_en {
        out.push_str("The new app has the language `en`, the backup has not: `sq sync in PATH -t app --delete` removes it afterwards.\n");
    }
    out.push_str("Never run it with a bare `--delete`, and `sq sync describe` writes over this file.\n\n## What is inside\n\n");
    for (kind, count) in &state.counts {
        writeln!(out, "- {}", words::counted(*count, kind))?;
    }
    writeln!(
        out,
        "\nThe largest file has {}; a server takes 5 MB unless it is told otherwise (`assets:maxSize`).",
        words::bytes(state.largest)
    )?;
    if state.wanted.rules_enabled {
        out.push_str("Rules are enabled as they were: they act on other systems as soon as something changes.\n");
    } else {
        out.push_str("Rules come disabled: enable each after a look at where it leads.\n");
    }
    if state.wanted.includes("rule-secrets") {
        out.push_str("**Rules hold their secrets in clear text.** Keep the folder to yourself.\n");
    }
    for (used, since) in [
        (
            state
                .schemas
                .iter()
                .any(|schema| schema.fields.iter().any(|field| field.kind == "RichText")),
            "fields of the type rich text: Squidex 7.10",
        ),
        (state.cron, "rules that a clock starts: Squidex 7.19"),
    ] {
        if used {
            writeln!(out, "The server must know {since} or later.")?;
        }
    }
    if state.dates > 0 {
        writeln!(
            out,
            "{} in contents look like instants; the command line writes them in UTC and whole seconds.",
            words::counted(state.dates, "text")
        )?;
    }
    out.push_str(
        "\n## How to check the result\n\n\
         Compare the numbers above with those of the new app, open a content of each schema, and export a backup of the new app:\n\
         `backup-inspector diff OLD.zip NEW.zip` says what differs by the ids of the objects.\n\n\
         ## What is not carried over\n\n\
         What has a request lies in `not-carried/` with it; `{app}` there is the name of the new app.\n\n\
         - history and versions, who made what and when, comments, earlier versions of files, what is deleted\n\
         - contributors (they are invited anew), plan, team, picture of the app, settings of the interface\n\
         - secrets of clients: the server makes new ones, which the applications must be given\n\
         - tags, slugs and metadata of assets (`not-carried/assets.ndjson`); **a protected asset is public until that is set again**\n\
         - the ids of contents of schemas that hold one content: references to them lead nowhere\n",
    );
    notes(out, &state.lost)?;
    if state.lost.iter().any(|note| note.why.contains("--include")) {
        out.push_str("\n`--include` is an option of the command line; in the page a box beside the export says the same.\n");
    }
    if !state.repairs.is_empty() {
        out.push_str(
            "\n## What was mended\n\nA server would refuse the whole schema otherwise.\n\n",
        );
        notes(out, &state.repairs)?;
    }
    Ok(())
}

fn notes(out: &mut String, notes: &[Note]) -> std::fmt::Result {
    for note in notes.iter().take(MAX_NAMED) {
        writeln!(
            out,
            "- {} {}: {}",
            note.kind,
            words::visible(&note.what),
            words::visible(&note.why)
        )?;
    }
    let more = notes.len().saturating_sub(MAX_NAMED) as u64;
    if more > 0 {
        writeln!(out, "- and {} more", words::count(more))?;
    }
    Ok(())
}
