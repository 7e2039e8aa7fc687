//! What a copy promises: to restore as its original does, but for what the recipe asks for.

use std::collections::{BTreeMap, BTreeSet};

use backup_inspector::container::zip::{self as archive, EntryReader};
use backup_inspector::format::Report;
use backup_inspector::format::squidex::report::App;
use backup_inspector::inspect::copy::{CopyOffer, Recipe};
use backup_inspector::report::{Outcome, Severity};
use serde_json::{Value, json};

/// The lower, the better.
pub fn rank(report: &Report) -> u8 {
    match report.verdict.outcome {
        Outcome::Restores => 0,
        Outcome::RestoresWithLoss => 1,
        Outcome::Fails | Outcome::Unknown => 2,
    }
}

/// The restored app as JSON, less what the recipe leaves out.
pub fn less(app: &App, offer: &CopyOffer, recipe: &Recipe) -> Value {
    let gone: BTreeSet<&str> = offer
        .schemas
        .iter()
        .filter(|schema| recipe.without_schemas.contains(&schema.name))
        .map(|schema| schema.id.as_str())
        .collect();
    let mut app = serde_json::to_value(app).unwrap();
    let keep = |list: &mut Value, key: &str| {
        let list = list.as_array_mut().unwrap();
        list.retain(|item| !gone.contains(item[key].as_str().unwrap_or_default()));
    };
    let named = |item: &Value| {
        let name = item["name"].as_str().unwrap_or_default();
        recipe.without_schemas.iter().any(|gone| gone == name)
    };
    let schemas = app["schemas"].as_array_mut().unwrap();
    schemas.retain(|schema| !named(schema));
    keep(&mut app["schemas"], "id");
    keep(&mut app["contents"], "schema_id");
    if recipe.without_deleted {
        for contents in app["contents"].as_array_mut().unwrap() {
            let total = contents["total"].as_u64().unwrap();
            let deleted = contents["deleted"].as_u64().unwrap();
            contents["total"] = json!(total - deleted);
            contents["deleted"] = json!(0);
        }
        let contents = app["contents"].as_array_mut().unwrap();
        contents.retain(|contents| contents["total"] != json!(0));
    }
    app
}

/// The address that the recipe puts in the place of another.
fn mapped(address: &str, recipe: &Recipe) -> String {
    recipe
        .map_users
        .iter()
        .find(|user| user.old.eq_ignore_ascii_case(address))
        .map_or(address, |user| &user.new)
        .to_owned()
}

/// What the restore of a copy has to leave, by what that of its original leaves.
fn expected(before: &Report, offer: &CopyOffer, recipe: &Recipe, form_name: Option<&str>) -> Value {
    let Some(app) = &before.app else {
        return Value::Null;
    };
    let mut left = less(app, offer, recipe);
    if let (Some(_), Some(name), None) = (&app.name, &recipe.name, form_name) {
        left["name"] = json!(name);
    }
    let mut contributors: BTreeMap<String, Value> = BTreeMap::new();
    for contributor in &app.contributors {
        // Of two that become one account the last one counts.
        let email = mapped(&contributor.email, recipe);
        contributors.insert(email, json!(contributor.role));
    }
    left["contributors"] = json!(contributors);
    left
}

/// The same of the copy.
fn found(after: &Report) -> Value {
    let Some(app) = &after.app else {
        return Value::Null;
    };
    let mut left = serde_json::to_value(app).unwrap();
    let contributors: BTreeMap<&str, &str> = app
        .contributors
        .iter()
        .map(|contributor| (contributor.email.as_str(), contributor.role.as_str()))
        .collect();
    left["contributors"] = json!(contributors);
    left
}

/// Less what redaction takes out or puts in the place of something.
fn bare(mut app: Value) -> Value {
    fn without(value: &mut Value, names: &[&str]) {
        match value {
            Value::Object(object) => {
                object.retain(|name, _| !names.contains(&name.as_str()));
                object.values_mut().for_each(|value| without(value, names));
            }
            Value::Array(list) => list.iter_mut().for_each(|value| without(value, names)),
            _ => {}
        }
    }
    if app.is_null() {
        return app;
    }
    without(&mut app, &["label", "description", "category"]);
    for list in ["folders", "rules", "workflows"] {
        for item in app[list].as_array_mut().unwrap() {
            without(item, &["name"]);
        }
    }
    // Patterns are nothing without their texts.
    app["patterns"] = json!(0);
    for number in ["with_file", "without_file", "bytes"] {
        app["assets"][number] = json!(0);
    }
    app["contributors"] = json!(app["contributors"].as_object().unwrap().len());
    app
}

/// Findings of the graver kinds, by code.
fn losses(report: &Report) -> BTreeMap<&str, u64> {
    let grave: BTreeSet<&str> = report
        .findings
        .iter()
        .filter(|finding| finding.severity <= Severity::DataLoss)
        .map(|finding| finding.code.as_str())
        .collect();
    report
        .finding_counts
        .iter()
        .filter(|(code, _)| grave.contains(code.as_str()))
        .map(|(code, count)| (code.as_str(), *count))
        .collect()
}

/// First difference of two values, for people.
fn difference(path: &str, expected: &Value, found: &Value) -> Option<String> {
    if expected == found {
        return None;
    }
    match (expected, found) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            keys.into_iter().find_map(|key| {
                let of = |map: &serde_json::Map<_, _>| map.get(key).cloned().unwrap_or_default();
                difference(&format!("{path}.{key}"), &of(a), &of(b))
            })
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .enumerate()
            .find_map(|(at, (a, b))| difference(&format!("{path}.{at}"), a, b)),
        _ => Some(format!("{path} is {found} instead of {expected}")),
    }
}

/// Whether a restore is worse than another: its verdict, or a loss that the other does not have.
pub fn worse(before: &Report, after: &Report) -> Vec<String> {
    let mut problems = Vec::new();
    if rank(after) > rank(before) {
        let (new, old) = (&after.verdict.summary, &before.verdict.summary);
        problems.push(format!("\"{new}\" instead of \"{old}\""));
    }
    let known = losses(before);
    for (code, count) in losses(after) {
        let before = known.get(code).copied().unwrap_or_default();
        if count > before {
            problems.push(format!("{code}: {count} instead of {before}"));
        }
    }
    problems
}

/// What the restore of a copy breaks of its promise. `before` is the report of the original; for a copy with
/// repairs, of the copy that has those alone.
pub fn broken(
    before: &Report,
    after: &Report,
    offer: &CopyOffer,
    recipe: &Recipe,
    form_name: Option<&str>,
) -> Vec<String> {
    let mut problems = worse(before, after);
    for code in after.finding_counts.keys() {
        let promised = match code.as_str() {
            // It goes by the address of the server.
            "links-not-rewritten" => recipe.redact,
            // The hash of an empty file that took the place of another.
            "asset-file-unverifiable" => recipe.redact,
            "old-asset-file-missing" => recipe.without_superseded,
            _ => false,
        };
        if !promised && !before.finding_counts.contains_key(code) {
            problems.push(format!("new finding {code}"));
        }
    }
    let (mut expected, mut found) = (expected(before, offer, recipe, form_name), found(after));
    if recipe.redact {
        (expected, found) = (bare(expected), bare(found));
    }
    let no_users = Vec::new();
    let users = |report: &Report| -> Vec<String> {
        let restore = report.restore.as_ref();
        restore.map_or(no_users.clone(), |restore| restore.users_created.clone())
    };
    // An address that the server made no account for got a better one: a contributor more.
    let old_users = users(before);
    let healed = recipe
        .map_users
        .iter()
        .any(|user| !old_users.contains(&user.old));
    if healed && !expected.is_null() {
        expected["contributors"] = found["contributors"].clone();
    }
    problems.extend(difference("app", &expected, &found));
    if !recipe.redact && !healed {
        let expected: BTreeSet<String> = old_users
            .iter()
            .map(|address| mapped(address, recipe))
            .collect();
        let found: BTreeSet<String> = users(after).into_iter().collect();
        if expected != found {
            problems.push(format!("accounts for {found:?} instead of {expected:?}"));
        }
    }
    let cut = recipe.without_deleted || !recipe.without_schemas.is_empty();
    if let (Some(old), Some(new), false) = (&before.restore, &after.restore, healed)
        && (old.assigned_owner != new.assigned_owner
            || new.unreadable > old.unreadable
            || !cut && old.events_written != new.events_written)
    {
        problems.push(format!("restore: {new:?} instead of {old:?}"));
    }
    problems
}

/// What .NET's reader, as the archive layer models it, or we ourselves dislike about a written archive.
pub fn container_faults(bytes: &[u8]) -> Vec<String> {
    let source = bytes.to_vec();
    let archive = archive::open(&source).unwrap();
    let mut problems = Vec::new();
    if let Err(failure) = &archive.dotnet {
        problems.push(format!("{failure:?}"));
    }
    let positions = archive.position_faults();
    let faults = archive.faults.iter().chain(positions.iter());
    problems.extend(faults.map(|fault| {
        backup_inspector::format::zip_faults::code(fault.kind())
            .name
            .to_owned()
    }));
    let mut reader = EntryReader::new();
    for entry in 0..archive.entries.len() {
        let location = archive.entries.location(entry).unwrap();
        let (_, read) = reader.read_small(&source, &location, 1 << 26).unwrap();
        if read.dotnet.is_err() || !read.faults.is_empty() {
            let name = archive.entries.name_text(entry);
            problems.push(format!("{name}: {:?} {:?}", read.dotnet, read.faults));
        }
    }
    problems
}
