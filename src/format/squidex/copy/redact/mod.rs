//! Redaction: an allow-list of what stays. Every event is written anew from what the table of event
//! types knows; of the other entries only those stay that the restore reads.

mod event;
mod fate;
pub mod kind;
pub(super) mod pack;
mod places;
mod raw;
pub mod search;
mod value;

use std::collections::HashSet;

use sha2::{Digest, Sha256};

pub(super) use self::event::Listener;
pub(super) use self::event::Tally;
use self::event::{Known, Redactor};
use self::kind::Kind;
pub(in crate::format::squidex) use self::places::reveal;
use self::places::{At, Found, Places};
use self::raw::texts;
use super::super::decode::suggest::nearest;
use super::super::layout::SpecialFile;
use super::draft::Draft;
use super::survey::{NO_STREAM, Survey, key};
use super::users;
use crate::container::zip::EntryReader;
use crate::error::Error;
use crate::inspect::copy::{OfferedKind, Recipe};
use crate::inspect::privacy::PrivatePlace;
use crate::json;
use crate::report::words::{self, counted};

type Value = serde_json::Value;

/// The smallest picture: one transparent pixel (PNG).
const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0x1f, 0x15, 0xc4,
    0x89, 0x00, 0x00, 0x00, 0x0b, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x60, 0x00, 0x02, 0x00,
    0x00, 0x05, 0x00, 0x01, 0x7a, 0x5e, 0xab, 0x3f, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44,
    0xae, 0x42, 0x60, 0x82,
];

/// The kinds that the recipe keeps.
///
/// # Errors
/// `Invalid` for a name that is none.
pub(super) fn included(recipe: &Recipe) -> Result<Vec<Kind>, Error> {
    recipe
        .include
        .iter()
        .map(|name| {
            Kind::parse(name)
                .filter(|kind| kind.can_stay())
                .ok_or_else(|| {
                    let names: Vec<&str> = Kind::ALL
                        .iter()
                        .filter(|kind| kind.can_stay())
                        .map(|kind| kind.name())
                        .collect();
                    let hint = nearest(name, names.iter().copied());
                    let hint = hint.map(|hint| format!(" {hint}")).unwrap_or_default();
                    Error::Invalid(format!(
                        "there is nothing named \"{name}\" to include;{hint} known are {}",
                        names.join(", ")
                    ))
                })
        })
        .collect()
}

/// Everything that redacting an archive needs, prepared.
#[derive(Debug)]
pub(super) struct Redaction {
    redactor: Redactor,
    /// Events whose content ends as deleted, by position in the draft.
    deleted: Vec<bool>,
    /// Events whose file becomes empty, and such whose hash of a file goes, in ascending order.
    emptied: Vec<u32>,
    hash_goes: Vec<u32>,
    /// What can't be read is passed over: it is only counted.
    lenient: bool,
}

impl Redaction {
    /// Looks through the draft once.
    ///
    /// # Errors
    /// `Invalid` if an event can't be read, `Read` if the original can't be read.
    pub fn new(
        draft: &Draft,
        include: Vec<Kind>,
        reader: &mut EntryReader,
    ) -> Result<(Redaction, Survey), Error> {
        let survey = Survey::new(draft, reader)?;
        Ok((
            Redaction::of(draft, include, reader, &survey, false)?,
            survey,
        ))
    }

    /// The same of what was looked through before; `lenient`: what can't be read is passed over.
    fn of(
        draft: &Draft,
        include: Vec<Kind>,
        reader: &mut EntryReader,
        survey: &Survey,
        lenient: bool,
    ) -> Result<Redaction, Error> {
        if !lenient && let Some(number) = survey.stream_of.iter().position(|at| *at == NO_STREAM) {
            return Err(Error::Invalid(format!(
                "event {number} can't be read, so nothing can be said of what is in it: the backup can't be redacted"
            )));
        }
        let mut salt = Sha256::new();
        let users = match draft.special(SpecialFile::Users) {
            Some(entry) => draft.content(reader, entry)?.unwrap_or_default(),
            None => Vec::new(),
        };
        salt.update(&users);
        if let Some(entry) = draft.events.first() {
            salt.update(draft.content(reader, *entry)?.unwrap_or_default());
        }
        let mut redactor = Redactor::new(include, salt.finalize().into());
        if let Some(Value::Object(users)) = parse(&users) {
            for id in users.keys() {
                redactor.user_is(id);
            }
        }
        if let Some(entry) = draft.special(SpecialFile::AssetTags)
            && let Some(Value::Object(tags)) =
                parse(&draft.content(reader, entry)?.unwrap_or_default())
        {
            redactor.tags = tags.keys().cloned().collect();
        }
        // A file that was lost before the backup stays lost: its event keeps the size that it had.
        let has_bytes =
            |entry: &&u32| draft.original.archive.entries.uncompressed_bytes(**entry) > 0;
        let name_of = |entry: &u32| key(&draft.name_now(*entry));
        let mut paths: HashSet<(u64, u64)> = HashSet::new();
        if !redactor.keeps(Kind::Files) {
            paths.extend(survey.current.iter().filter(has_bytes).map(name_of));
        }
        if !redactor.keeps(Kind::OldFiles) {
            paths.extend(survey.superseded.iter().filter(has_bytes).map(name_of));
        }
        let files = || survey.files.iter();
        let emptied = files()
            .filter(|file| paths.contains(&file.path))
            .map(|file| file.number)
            .collect();
        let hash_goes = files()
            .filter(|file| file.hash_goes)
            .map(|file| file.number)
            .collect();
        let deleted = survey
            .stream_of
            .iter()
            .map(|at| {
                survey
                    .streams
                    .get(*at as usize)
                    .is_some_and(|stream| stream.is_content && stream.deleted)
            })
            .collect();
        Ok(Redaction {
            redactor,
            deleted,
            emptied,
            hash_goes,
            lenient,
        })
    }

    /// One event of the draft, by its position.
    ///
    /// # Errors
    /// `Invalid` if it can't be read after all.
    pub fn event(&mut self, number: usize, bytes: &[u8], hear: Listener) -> Result<Vec<u8>, Error> {
        let known = self.known(number);
        self.redactor
            .event(known, bytes, hear)
            .ok_or_else(|| cannot_redact(number as u64))
    }

    /// What is known of an event.
    fn known(&self, number: usize) -> Known {
        let is_in = |list: &[u32]| list.binary_search(&(number as u32)).is_ok();
        Known {
            number: number as u64,
            deleted: self.deleted.get(number).copied().unwrap_or_default(),
            emptied: is_in(&self.emptied),
            hash_goes: is_in(&self.hash_goes),
        }
    }

    /// The name of the app, which takes the place of whatever events call it.
    pub fn app_is(&mut self, name: &str) {
        self.redactor.app_name = name.to_owned();
    }

    /// The special files as they will be.
    fn special(
        &mut self,
        draft: &mut Draft,
        reader: &mut EntryReader,
        hear: Listener,
    ) -> Result<(), Error> {
        for file in SpecialFile::ALL {
            let Some(entry) = draft.special(file) else {
                continue;
            };
            self.go_to(entry);
            if file == SpecialFile::Avatar {
                let bytes = draft.original.archive.entries.uncompressed_bytes(entry);
                self.count_file(Kind::Files, bytes);
                if !self.redactor.keeps(Kind::Files) && bytes > 0 {
                    draft.replace(entry, PIXEL.to_vec(), "the picture becomes a single pixel");
                }
                continue;
            }
            let bytes = draft.content(reader, entry)?.unwrap_or_default();
            let text = String::from_utf8_lossy(json::without_bom(&bytes).0).into_owned();
            let value = parse(&bytes);
            match file {
                SpecialFile::Version => {
                    let major = value.as_ref().and_then(|version| {
                        let version = version.as_object()?;
                        let (_, major) = version
                            .iter()
                            .rfind(|(name, _)| name.eq_ignore_ascii_case("major"))?;
                        major.as_i64()
                    });
                    match major {
                        Some(major) => {
                            let content = format!("{{\"major\":{major}}}");
                            if content != text {
                                draft.replace(
                                    entry,
                                    content.into_bytes(),
                                    "only the version stays",
                                );
                            }
                        }
                        None => {
                            draft.removed.insert(entry, "holds no version".into());
                        }
                    }
                }
                SpecialFile::Users if !self.redactor.keeps(Kind::Users) => {
                    let Some(Value::Object(users)) = value else {
                        if self.lenient {
                            continue;
                        }
                        return Err(Error::Invalid(
                            "Users.json can't be read, so the backup can't be redacted".into(),
                        ));
                    };
                    let mut mapped = serde_json::Map::new();
                    for (at, (id, address)) in users.iter().enumerate() {
                        let user = self.redactor.user(id);
                        hear(Some(Kind::Users), id);
                        // The id is a person's, too: a place goes by its number.
                        let outside = self.redactor.enter_item(at);
                        self.redactor.gone(Kind::Users, &address.to_string(), hear);
                        self.redactor.leave(outside);
                        // What is no usable address stays none.
                        let new = match address.as_str() {
                            Some(text) if users::is_usable(text) => {
                                Value::String(format!("{user}@redacted.invalid"))
                            }
                            Some(text) if !text.trim().is_empty() => {
                                Value::String(format!("{user}/@redacted.invalid"))
                            }
                            Some(_) => Value::String(String::new()),
                            None => Value::Null,
                        };
                        mapped.insert(user, new);
                    }
                    let why = format!(
                        "{} without their addresses",
                        counted(users.len() as u64, "user")
                    );
                    draft.replace(entry, Value::Object(mapped).to_string().into_bytes(), why);
                }
                SpecialFile::Settings if !self.redactor.keeps(Kind::Settings) => {
                    self.redactor.gone(Kind::Settings, &text, hear);
                    if text.trim() != "{}" {
                        draft.replace(entry, b"{}".to_vec(), "an empty object");
                    }
                }
                SpecialFile::AssetTags if !self.redactor.keeps(Kind::Tags) => {
                    let mut tags = serde_json::Map::new();
                    if let Some(Value::Object(old)) = value {
                        for (at, (id, tag)) in old.iter().enumerate() {
                            hear(None, id);
                            let name = tag.get("name").map(ToString::to_string);
                            let outside = self.redactor.enter_item(at);
                            self.redactor.gone_at(
                                "name",
                                Kind::Tags,
                                &name.unwrap_or_default(),
                                hear,
                            );
                            self.redactor.leave(outside);
                            let count =
                                tag.get("count").and_then(Value::as_i64).unwrap_or_default();
                            let new = format!("tag-{}", at + 1);
                            hear(None, &new);
                            tags.insert(
                                id.clone(),
                                serde_json::json!({ "name": new, "count": count }),
                            );
                        }
                    }
                    draft.replace(
                        entry,
                        Value::Object(tags).to_string().into_bytes(),
                        "tags without their names",
                    );
                }
                SpecialFile::AssetTagsAlias if !self.redactor.keeps(Kind::Tags) => {
                    self.redactor.gone(Kind::Tags, &text, hear);
                    draft
                        .removed
                        .insert(entry, "aliases are names of tags".into());
                }
                SpecialFile::Urls if !self.redactor.keeps(Kind::ServerAddress) => {
                    self.redactor.gone(Kind::ServerAddress, &text, hear);
                    draft
                        .removed
                        .insert(entry, "the address of the server".into());
                }
                _ => texts(text.as_bytes(), &mut |text| hear(None, text)),
            }
        }
        Ok(())
    }

    fn count_file(&mut self, kind: Kind, bytes: u64) {
        if bytes > 0
            && let Some(tally) = self.redactor.tally.get_mut(kind as usize)
        {
            tally.count += 1;
            tally.bytes = tally.bytes.saturating_add(bytes);
            if let Some(places) = &mut self.redactor.places {
                places.keep(kind, None);
            }
        }
    }

    /// Goes on with another entry.
    fn go_to(&mut self, entry: u32) {
        if let Some(places) = &mut self.redactor.places {
            places.go_to(At::Entry(entry));
        }
    }

    /// Files of assets, and entries that nobody asks for.
    fn entries(&mut self, draft: &mut Draft, survey: &Survey) {
        let entries = &draft.original.archive.entries;
        let mut known = vec![false; entries.len() as usize];
        let mut know = |entry: u32| {
            if let Some(known) = known.get_mut(entry as usize) {
                *known = true;
            }
        };
        draft.events.iter().copied().for_each(&mut know);
        draft.special.iter().flatten().copied().for_each(&mut know);
        let files = [
            (
                Kind::Files,
                survey.current.iter().copied().collect::<Vec<_>>(),
            ),
            (Kind::OldFiles, survey.superseded.clone()),
        ];
        for (kind, files) in files {
            for entry in files {
                know(entry);
                self.go_to(entry);
                let bytes = entries.uncompressed_bytes(entry);
                self.count_file(kind, bytes);
                if bytes > 0 && !self.redactor.keeps(kind) {
                    draft
                        .contents
                        .insert(entry, (Vec::new(), "an empty file".into()));
                }
            }
        }
        for entry in 0..entries.len() {
            if !known[entry as usize] && !draft.removed.contains_key(&entry) {
                self.go_to(entry);
                self.count_file(Kind::Unknown, entries.uncompressed_bytes(entry));
                draft.removed.insert(entry, "no part of the restore".into());
            }
        }
        draft.beyond.clear();
    }

    /// What went so far, or would go, by kind.
    pub fn tally(&self) -> &[Tally] {
        &self.redactor.tally
    }

    /// What would go, by kind.
    fn offer(&self, draft: &Draft) -> Vec<OfferedKind> {
        Kind::ALL
            .iter()
            .zip(self.tally())
            .map(|(kind, tally)| OfferedKind {
                can_stay: kind.can_stay(),
                kind: kind.name().into(),
                title: kind.title().into(),
                text: kind.text().into(),
                risk: kind.risk().into(),
                count: tally.count,
                bytes: tally.bytes,
                places: self.places(draft, *kind),
            })
            .collect()
    }

    fn places(&self, draft: &Draft, kind: Kind) -> Vec<PrivatePlace> {
        let found = self.redactor.places.as_ref().map(|places| places.of(kind));
        let entries = &draft.original.archive.entries;
        let place = |found: &Found| {
            let (entry, event_index) = match found.at {
                At::Event(number) => {
                    let at = usize::try_from(number).ok();
                    (
                        at.and_then(|at| draft.events.get(at)).copied(),
                        Some(number),
                    )
                }
                At::Entry(entry) => (Some(entry), None),
            };
            PrivatePlace {
                file: None,
                entry: entry.map(|entry| entries.name_text(entry).into_owned()),
                event_index,
                path: (!found.path.is_empty()).then(|| found.path.clone()),
                value: found.masked.clone(),
            }
        };
        found.unwrap_or_default().iter().map(place).collect()
    }

    /// Whether the recipe includes the kind.
    pub fn keeps(&self, kind: Kind) -> bool {
        self.redactor.keeps(kind)
    }
}

fn cannot_redact(number: u64) -> Error {
    Error::Invalid(format!(
        "event {number} can't be read, so it can't be redacted"
    ))
}

fn parse(bytes: &[u8]) -> Option<Value> {
    serde_json::from_slice(json::without_bom(bytes).0).ok()
}

/// What is known after the special files and entries: the redaction of the events, to be made while the
/// copy is written.
///
/// # Errors
/// `Invalid` if the backup can't be redacted, `Read` if the original can't be read.
pub(super) fn prepare(
    draft: &mut Draft,
    recipe: &Recipe,
    reader: &mut EntryReader,
    hear: Listener,
) -> Result<Redaction, Error> {
    let include = included(recipe)?;
    let (mut redaction, survey) = Redaction::new(draft, include, reader)?;
    let name = app_name(draft, reader)?;
    redaction.app_is(
        recipe
            .name
            .as_deref()
            .or(name.as_deref())
            .unwrap_or_default(),
    );
    redaction.entries(draft, &survey);
    redaction.special(draft, reader, hear)?;
    draft.strict = true;
    Ok(redaction)
}

/// The name part of the app's id in event 0.
pub(super) fn app_name(draft: &Draft, reader: &mut EntryReader) -> Result<Option<String>, Error> {
    let Some(entry) = draft.events.first() else {
        return Ok(None);
    };
    let bytes = draft.content(reader, *entry)?.unwrap_or_default();
    let read = super::super::decode::event(
        0,
        &bytes,
        &mut super::super::decode::Context::default(),
        &mut crate::report::FindingSet::default(),
    );
    Ok(match read.outcome {
        Ok(facts) => match facts.get(super::super::events::EventField::AppId) {
            Some(super::super::facts::Val::Named { name, .. }) => Some(name.clone()),
            _ => None,
        },
        Err(_) => None,
    })
}

/// Reads all events of the draft and redacts them for nothing but the counting and listening.
///
/// # Errors
/// `Invalid` if an event can't be redacted, `Read` if the original can't be read.
pub(super) fn listen(
    draft: &Draft,
    redaction: &mut Redaction,
    reader: &mut EntryReader,
    hear: Listener,
) -> Result<(), Error> {
    for (number, entry) in draft.events.iter().enumerate() {
        let bytes = draft.content(reader, *entry)?.unwrap_or_default();
        redaction.event(number, &bytes, hear)?;
    }
    Ok(())
}

/// What redaction takes out of a draft, by kind, with the first places of each, and how many events can't be read.
/// `survey` is of this draft. `done` hears how many events are.
///
/// # Errors
/// `Read` if the original can't be read.
pub(super) fn count(
    draft: &mut Draft,
    survey: &Survey,
    reader: &mut EntryReader,
    done: &mut dyn FnMut(u64),
) -> Result<(Vec<OfferedKind>, u64), Error> {
    let hear: Listener = &mut |_, _| {};
    let mut redaction = Redaction::of(draft, Vec::new(), reader, survey, true)?;
    redaction.redactor.places = Some(Places::new());
    redaction.app_is(&app_name(draft, reader)?.unwrap_or_default());
    redaction.entries(draft, survey);
    redaction.special(draft, reader, hear)?;
    let mut unread = 0;
    for (number, entry) in draft.events.iter().enumerate() {
        if number.is_multiple_of(EVENTS_A_STEP) {
            done(number as u64);
        }
        let bytes = draft.content(reader, *entry)?.unwrap_or_default();
        // What the check can't read is not redacted, whatever could be counted of it.
        let odd = survey.stream_of.get(number) == Some(&NO_STREAM);
        if redaction.event(number, &bytes, hear).is_err() || odd {
            unread += 1;
        }
    }
    Ok((redaction.offer(draft), unread))
}

/// After so many events somebody hears how far it is.
pub(super) const EVENTS_A_STEP: usize = 256;

/// What was taken out, in a line.
pub(super) fn in_words(tally: &[Tally], keeps: &dyn Fn(Kind) -> bool) -> String {
    let gone: Vec<String> = Kind::ALL
        .iter()
        .zip(tally)
        .filter(|(kind, tally)| tally.count > 0 && !keeps(**kind))
        .map(|(kind, tally)| format!("{}: {}", kind.title(), words::count(tally.count)))
        .collect();
    let gone = if gone.is_empty() {
        "none".to_owned()
    } else {
        gone.join("; ")
    };
    format!("values taken out: {gone}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pixel_is_a_sound_png() {
        let mut at = 8;
        while at < PIXEL.len() {
            let length = u32::from_be_bytes(PIXEL[at..at + 4].try_into().unwrap()) as usize;
            let crc =
                u32::from_be_bytes(PIXEL[at + 8 + length..at + 12 + length].try_into().unwrap());
            assert_eq!(crc32fast::hash(&PIXEL[at + 4..at + 8 + length]), crc);
            at += 12 + length;
        }
        assert_eq!(at, PIXEL.len());
    }

    #[test]
    fn kinds_have_their_own_names() {
        let names: HashSet<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), Kind::ALL.len());
        for (at, kind) in Kind::ALL.iter().enumerate() {
            assert_eq!(*kind as usize, at);
            assert_eq!(Kind::parse(kind.name()), Some(*kind));
        }
    }
}
