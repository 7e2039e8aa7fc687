//! Repairs: what is there is put in place, and what the server can't read is taken away where the
//! restore does without it. Nothing is invented.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hasher};

use super::super::decode::{self, suggest::nearest};
use super::super::events::EventType;
use super::super::layout::{self, SpecialFile};
use super::draft::{Draft, Outline, wants, wants_named};
use crate::container::zip::EntryReader;
use crate::error::Error;
use crate::format::squidex::codes;
use crate::format::zip_faults;
use crate::inspect::copy::Recipe;
use crate::json;
use crate::report::Code;
use crate::report::FindingSet;
use crate::sort;

/// An empty JSON object: what the server takes for "no users" and "no settings".
const EMPTY_OBJECT: &[u8] = b"{}";

/// Faults of the container that are gone as soon as the entries stand in an archive of their own.
pub(super) const CONTAINER: &[&Code] = &[
    &codes::ZIP_NO_END_RECORD,
    &codes::ZIP_END_RECORD_TOO_FAR,
    &codes::ZIP_SEVERAL_END_RECORDS,
    &codes::ZIP_TRAILING_DATA,
    &codes::ZIP64_INCONSISTENT,
    &codes::ZIP64_BROKEN,
    &codes::ZIP_WRONG_ENTRY_COUNT,
    &codes::ZIP_WRONG_DIRECTORY_OFFSET,
    &codes::ZIP_WRONG_DIRECTORY_SIZE,
    &codes::ZIP_LEADING_DATA,
    &codes::ZIP_UNUSED_BYTES,
    &codes::ZIP_DIRECTORY_RECOVERED,
];

/// Repairs that have to look into the data of every entry.
const DATA: &[&Code] = &[
    &codes::ZIP_WRONG_CHECKSUM,
    &codes::ZIP_WRONG_SIZE,
    &codes::ZIP_LOCAL_HEADER_MISSING,
    &codes::ZIP_LOCAL_DIFFERS,
    &codes::ZIP_COMPRESSED_REST,
    &codes::ZIP_ENCRYPTED,
    &codes::EVENT_BYTE_ORDER_MARK,
];

/// Whether every repair that is asked for exists.
///
/// # Errors
/// `Invalid` for one that does not.
pub(super) fn validate(recipe: &Recipe) -> Result<(), Error> {
    for fix in recipe.fix.iter().filter(|fix| *fix != "all") {
        let reason = match codes::TABLE.by_name(fix) {
            Some(code) if code.action.is_some() => continue,
            Some(_) => "no change to the file can mend it".to_owned(),
            None => {
                let offered = codes::TABLE.all().filter(|code| code.action.is_some());
                let names = offered.map(|code| code.name).chain(["all"]);
                nearest(fix, names).unwrap_or_else(|| "no finding has that code".into())
            }
        };
        return Err(Error::Invalid(format!(
            "there is no repair for \"{fix}\": {reason}"
        )));
    }
    Ok(())
}

/// All repairs, in the order in which they are made.
///
/// # Errors
/// `Invalid` if a repair is asked for that does not exist, `Read` if the original can't be read.
pub(super) fn repair(draft: &mut Draft, recipe: &Recipe) -> Result<(), Error> {
    validate(recipe)?;
    container(draft, recipe)?;
    if recipe.fix.is_empty() {
        return Ok(());
    }
    let mut reader = EntryReader::new();
    arrange(draft, recipe, &mut reader)?;
    let unarranged = idle(draft, recipe, &mut reader)?;
    if DATA.iter().any(|code| wants(recipe, code)) {
        super::heal::heal(draft, recipe, &mut reader)?;
    }
    let idle: Vec<&str> = unarranged
        .into_iter()
        .filter(|code| !draft.mended.contains(code))
        .collect();
    if !idle.is_empty() {
        draft
            .notes
            .push(format!("nothing was there to mend for {}", idle.join(", ")));
    }
    Ok(())
}

/// The repairs that need no look into the data of every entry.
fn arrange(draft: &mut Draft, recipe: &Recipe, reader: &mut EntryReader) -> Result<(), Error> {
    duplicates(draft, recipe);
    names(draft, recipe);
    special_files(draft, recipe, reader)?;
    order(draft, recipe, reader)
}

/// Repairs that were asked for by name and have nothing to mend, as far as names and order tell: neither
/// alone, nor among the others.
fn idle(
    draft: &Draft,
    recipe: &Recipe,
    reader: &mut EntryReader,
) -> Result<Vec<&'static str>, Error> {
    let archive = draft.original.archive;
    let structure = archive.position_faults();
    let mut arranged = |fix: Vec<String>| -> Result<Outline, Error> {
        let recipe = Recipe {
            fix,
            ..Recipe::default()
        };
        let mut draft = Draft::new(draft.original);
        arrange(&mut draft, &recipe, reader)?;
        Ok(draft.outline)
    };
    let before = arranged(Vec::new())?;
    let after = arranged(recipe.fix.clone())?;
    let mut idle = Vec::new();
    for fix in sort::set_of(recipe.fix.iter()) {
        let Some(code) = codes::TABLE.by_name(fix) else {
            continue;
        };
        if CONTAINER.iter().any(|known| known.name == code.name) {
            if zip_faults::count(&archive.faults, code) == 0
                && zip_faults::count(&structure, code) == 0
            {
                idle.push(code.name);
            }
            continue;
        }
        let others = recipe.fix.iter().filter(|other| *other != fix).cloned();
        if arranged(vec![fix.clone()])? == before && arranged(others.collect())? == after {
            idle.push(code.name);
        }
    }
    Ok(idle)
}

/// An archive that the server can't open is written anew out of its entries.
fn container(draft: &mut Draft, recipe: &Recipe) -> Result<(), Error> {
    let archive = draft.original.archive;
    // Bytes between entries are nothing that opening looks at.
    let structure = archive.position_faults();
    let faulty: Vec<&&Code> = CONTAINER
        .iter()
        .filter(|code| {
            zip_faults::count(&archive.faults, code) > 0 || zip_faults::count(&structure, code) > 0
        })
        .collect();
    draft.strict = faulty.iter().any(|code| wants(recipe, code));
    if draft.strict {
        let names: Vec<&str> = faulty.iter().map(|code| code.name).collect();
        draft.changes.note(
            "",
            "container",
            format!(
                "the entries get a directory and an end record of their own ({})",
                names.join(", ")
            ),
        );
    }
    if let Err(failure) = &archive.dotnet
        && !draft.strict
    {
        let offer = faulty
            .iter()
            .find(|code| code.action.is_some())
            .map(|code| format!("; the repair {} writes it anew", code.name))
            .unwrap_or_default();
        return Err(Error::Invalid(format!(
            "the ZIP archive itself is damaged ({}), so a copy can't be made of it as it is{offer}",
            failure.message.trim_end_matches('.')
        )));
    }
    Ok(())
}

/// What is never read because an earlier entry has the name.
fn duplicates(draft: &mut Draft, recipe: &Recipe) {
    if !wants(recipe, &codes::DUPLICATE_ENTRY) && !wants(recipe, &codes::ZIP_DUPLICATE_NAME) {
        return;
    }
    let entries = &draft.original.archive.entries;
    let mut by_name: Vec<(u64, u32)> = Vec::with_capacity(entries.len() as usize);
    let mut names = entries.names();
    while let Some((entry, name)) = names.next_name() {
        let mut hasher = DefaultHasher::new();
        hasher.write(name);
        by_name.push((hasher.finish(), entry));
    }
    by_name.sort_unstable();
    for group in by_name
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|group| group.len() > 1)
    {
        let mut seen: HashSet<Vec<u8>> = HashSet::new();
        for (_, entry) in group {
            if !seen.insert(entries.name(*entry)) {
                draft.removed.insert(
                    *entry,
                    "never read: an earlier entry has the same name".into(),
                );
            }
        }
    }
}

/// Names as the restore looks for them, and numbers without a gap.
fn names(draft: &mut Draft, recipe: &Recipe) {
    let original = draft.original;
    let (archive, layout) = (original.archive, original.layout);
    let mut taken: HashSet<String> = HashSet::new();
    let mut moved: BTreeMap<u64, u32> = BTreeMap::new();
    for (entry, name, code) in layout.deviants(archive) {
        let special = SpecialFile::ALL.into_iter().find(|file| {
            layout::attachment_path(file.logical_name()).as_deref() == Some(name.as_str())
        });
        let misplaced = special.is_some_and(SpecialFile::required)
            && wants(recipe, &codes::REQUIRED_FILE_MISPLACED);
        if draft.removed.contains_key(&entry) || !(wants(recipe, code) || misplaced) {
            continue;
        }
        // What is there under the exact name wins; the deviating one stays where it is.
        if layout.has_exact(archive, &name) || !taken.insert(name.clone()) {
            continue;
        }
        if let Some(index) = layout::event_index(&name) {
            moved.insert(index, entry);
            continue;
        }
        if let Some(file) = special {
            draft.special[file as usize] = Some(entry);
        }
        draft.names.insert(entry, name);
    }
    let close = wants(recipe, &codes::EVENT_GAP) || wants(recipe, &codes::NO_EVENT);
    let closes = close && !draft.beyond.is_empty();
    if moved.is_empty() && !closes {
        return;
    }
    let mut numbered: Vec<(u64, u32)> = (0..).zip(layout.events.iter().copied()).collect();
    numbered.extend(layout.beyond.iter().copied().chain(moved));
    numbered.sort_unstable();
    let consecutive = numbered
        .iter()
        .enumerate()
        .take_while(|(at, (index, _))| *at as u64 == *index)
        .count();
    let reached = if close { numbered.len() } else { consecutive };
    draft.events = numbered[..reached]
        .iter()
        .map(|(_, entry)| *entry)
        .collect();
    draft.beyond = numbered[reached..].to_vec();
    // Those behind a gap that stays get their own number all the same.
    let outline = &mut draft.outline;
    for (index, entry) in &outline.beyond {
        let path = layout::event_path(*index);
        if original.name(*entry) != path {
            outline.names.insert(*entry, path);
        }
    }
}

/// Users.json and Settings.json must be there, and what is there must be readable.
fn special_files(
    draft: &mut Draft,
    recipe: &Recipe,
    reader: &mut EntryReader,
) -> Result<(), Error> {
    for file in SpecialFile::ALL {
        let Some(path) = layout::attachment_path(file.logical_name()) else {
            continue;
        };
        let Some(entry) = draft.special(file) else {
            if file.required() && wants(recipe, &codes::REQUIRED_FILE_MISSING) {
                draft.added.push((
                    path,
                    EMPTY_OBJECT.to_vec(),
                    "an empty object {}: the restore then knows no users or settings".into(),
                ));
            }
            continue;
        };
        if draft.original.archive.entries.uncompressed_bytes(entry) == 0 {
            if file.required() && wants(recipe, &codes::REQUIRED_FILE_EMPTY) {
                draft.replace(
                    entry,
                    EMPTY_OBJECT.to_vec(),
                    "0 bytes become an empty object {}",
                );
            }
            continue;
        }
        let (code, mend): (&str, Mend) = match file {
            SpecialFile::Version => ("version-null", mend_version),
            SpecialFile::Users => ("users-invalid", mend_users),
            SpecialFile::Settings => ("settings-invalid", mend_settings),
            SpecialFile::AssetTags => ("tags-invalid", mend_tags),
            SpecialFile::AssetTagsAlias => ("tags-invalid", mend_alias),
            SpecialFile::Urls => ("urls-incomplete", mend_urls),
            SpecialFile::Avatar => continue,
        };
        if !wants_named(recipe, code) {
            continue;
        }
        // What can't be decompressed is as good as no JSON.
        let bytes = draft.content(reader, entry)?.unwrap_or_default();
        match mend(json::without_bom(&bytes).0) {
            Some(Mended::Replace(bytes, why)) => draft.replace(entry, bytes, why),
            Some(Mended::Remove(why)) => {
                draft.removed.insert(entry, why.into());
            }
            None => {}
        }
    }
    Ok(())
}

/// Looks at the bytes of a special file; `None`: the server can use it.
type Mend = fn(&[u8]) -> Option<Mended>;

/// What becomes of a special file that the server can't use.
enum Mended {
    Replace(Vec<u8>, String),
    Remove(&'static str),
}

type Value = serde_json::Value;

fn parse(bytes: &[u8]) -> Option<Value> {
    serde_json::from_slice(bytes).ok()
}

fn mend_version(bytes: &[u8]) -> Option<Mended> {
    matches!(parse(bytes), Some(Value::Null)).then_some(Mended::Remove(
        "JSON null holds no version, and the file may be missing",
    ))
}

/// An address with which the server can look for a user.
fn address(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.trim().is_empty())
}

fn mend_users(bytes: &[u8]) -> Option<Mended> {
    match parse(bytes) {
        Some(Value::Object(mut users)) => {
            let before = users.len();
            users.retain(|_, value| address(value).is_some());
            let gone = before - users.len();
            (gone > 0).then(|| {
                Mended::Replace(
                    Value::Object(users).to_string().into_bytes(),
                    format!(
                        "{} without a usable e-mail address left out",
                        crate::report::words::counted(gone as u64, "user")
                    ),
                )
            })
        }
        Some(Value::Array(items)) => {
            let mut users = serde_json::Map::new();
            for item in &items {
                let id = item.get("id").and_then(Value::as_str);
                let email = item.get("email").and_then(address);
                if let (Some(id), Some(email)) = (id, email) {
                    users.insert(id.into(), email.into());
                }
            }
            Some(Mended::Replace(
                Value::Object(users).to_string().into_bytes(),
                "a list of users becomes the object that the restore reads".into(),
            ))
        }
        Some(Value::Null) | None | Some(_) => Some(Mended::Replace(
            EMPTY_OBJECT.to_vec(),
            "can't be read, so its users are lost: an empty object {}".into(),
        )),
    }
}

fn mend_settings(bytes: &[u8]) -> Option<Mended> {
    // The server stores the settings one level deeper than the file has them.
    let sound = sound_json(bytes, json::MAX_DEPTH - 2)
        && matches!(parse(bytes), Some(Value::Object(_) | Value::Null));
    (!sound).then(|| {
        Mended::Replace(
            EMPTY_OBJECT.to_vec(),
            "can't be used by the server, so the settings of the interface are lost: an empty object {}"
                .into(),
        )
    })
}

/// Whether the server reads it, at most so deep, with numbers that a double holds.
fn sound_json(bytes: &[u8], max_depth: u32) -> bool {
    let mut reader = json::Reader::new(bytes);
    loop {
        match reader.token() {
            Ok(json::Token::End) => return true,
            Ok(json::Token::Number(text)) => {
                if json::parse_double(text).is_none_or(|number| !number.is_finite()) {
                    return false;
                }
            }
            Ok(json::Token::Text(text) | json::Token::Key(text)) if text.check().is_err() => {
                return false;
            }
            Ok(_) if reader.depth() > max_depth => return false,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

fn mend_tags(bytes: &[u8]) -> Option<Mended> {
    match parse(bytes).filter(|_| sound_json(bytes, json::MAX_DEPTH)) {
        Some(Value::Object(mut tags)) => {
            let before = tags.len();
            tags.retain(|_, value| match value {
                Value::Object(tag) => tag.iter().all(|(key, value)| {
                    if key.eq_ignore_ascii_case("name") {
                        value.is_string() || value.is_null()
                    } else if key.eq_ignore_ascii_case("count") {
                        value
                            .as_i64()
                            .is_some_and(|count| i32::try_from(count).is_ok())
                            || value
                                .as_str()
                                .is_some_and(|text| text.parse::<i32>().is_ok())
                    } else {
                        true
                    }
                }),
                _ => false,
            });
            let gone = before - tags.len();
            (gone > 0).then(|| {
                Mended::Replace(
                    Value::Object(tags).to_string().into_bytes(),
                    format!(
                        "{} that can't be read left out",
                        crate::report::words::counted(gone as u64, "tag")
                    ),
                )
            })
        }
        Some(Value::Null) => None,
        _ => Some(Mended::Remove(
            "can't be read, so the names of the tags are lost; the file may be missing",
        )),
    }
}

fn mend_alias(bytes: &[u8]) -> Option<Mended> {
    let sound = sound_json(bytes, json::MAX_DEPTH)
        && match parse(bytes) {
            Some(Value::Object(alias)) => alias
                .values()
                .all(|value| value.is_string() || value.is_null()),
            Some(Value::Null) => true,
            _ => false,
        };
    (!sound).then_some(Mended::Remove(
        "can't be read, so the aliases of tags are lost; the file may be missing",
    ))
}

fn mend_urls(bytes: &[u8]) -> Option<Mended> {
    let has = |urls: &serde_json::Map<String, Value>, name: &str| {
        urls.iter()
            .rfind(|(key, _)| key.eq_ignore_ascii_case(name))
            .and_then(|(_, value)| value.as_str())
            .is_some_and(|text| !text.is_empty())
    };
    match parse(bytes) {
        Some(Value::Object(urls)) if !(has(&urls, "assets") && has(&urls, "assetsApp")) => {
            Some(Mended::Remove(
                "an address is missing in it; without the file asset links are left as they are",
            ))
        }
        _ => None,
    }
}

/// Event 0 has to create the app, and no other event may do so.
fn order(draft: &mut Draft, recipe: &Recipe, reader: &mut EntryReader) -> Result<(), Error> {
    let first = wants_named(recipe, "first-event-not-app-created");
    let second = wants_named(recipe, "second-app-created");
    if (!first && !second) || draft.events.is_empty() {
        return Ok(());
    }
    let creations = creations(draft, reader)?;
    let Some((at, stream)) = creations.first().cloned() else {
        return Ok(());
    };
    let mut moved = 0;
    if first && at > 0 {
        let entry = draft.events.remove(at);
        draft.events.insert(0, entry);
        moved = 1;
        draft.notes.push(format!(
            "event {at} creates the app, so it becomes event 0 and those before it follow"
        ));
    }
    if second && (at == 0 || moved > 0) {
        for (number, other) in creations.iter().skip(1).rev() {
            // Events of the app created there would lose their app: only a second creation of the same
            // app can go.
            if *other == stream {
                let entry = draft.events.remove(*number);
                draft
                    .removed
                    .insert(entry, "creates the app a second time".into());
            }
        }
    }
    Ok(())
}

/// The events that create an app, by their place in the copy, each with its stream. All events are read for it.
///
/// # Errors
/// `Read` if the input can't be read.
pub(super) fn creations(
    draft: &Draft,
    reader: &mut EntryReader,
) -> Result<Vec<(usize, String)>, Error> {
    let mut context = decode::Context::default();
    let mut ignored = FindingSet::default();
    let mut creations = Vec::new();
    for (number, entry) in draft.events.iter().enumerate() {
        let Some(location) = draft.original.archive.entries.location(*entry) else {
            continue;
        };
        let Some(bytes) = draft.original.read(reader, &location)? else {
            continue;
        };
        // Nearly all events are something else: their text tells so without being parsed.
        if !contains_ignoring_case(bytes, b"appcreatedevent") {
            continue;
        }
        let read = decode::event(number as u64, bytes, &mut context, &mut ignored);
        if let (Some(EventType::AppCreated), Ok(facts)) = (read.event_type, read.outcome) {
            creations.push((number, facts.stream));
        }
    }
    Ok(creations)
}

fn contains_ignoring_case(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window.eq_ignore_ascii_case(needle))
}
