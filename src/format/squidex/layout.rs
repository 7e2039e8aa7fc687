//! What the directory alone tells: which entry is which event or attachment, the manifest, and
//! every deviation from the layout of `formats/squidex.md` section 1.
//!
//! Restore never enumerates an archive, it asks for entries by computed name. So an entry counts
//! only under its exact name, and the first one of a name wins; all else is ignored, and reported
//! here if it looks like something that was meant to be found.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use per_byte::find::split_at_byte;

use super::numbering::Numbering;
use crate::container::zip::Archive;
use crate::format::squidex::codes;
use crate::format::squidex::report::{Counts, ManifestLine, ManifestState};
use crate::report::Code;
use crate::report::words::{count, counted};
use crate::report::{Finding, FindingSet, Severity};

/// Folder of the events.
const EVENTS: &str = "events/";
/// Folder of everything else.
const ATTACHMENTS: &str = "attachments/";

/// The attachments with a fixed name, in the order of the manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum SpecialFile {
    /// `{"major":5}`.
    Version,
    /// Old user id to e-mail address.
    Users,
    /// Shared settings of the interface.
    Settings,
    /// Tag id to name.
    AssetTags,
    /// Alias to tag id.
    AssetTagsAlias,
    /// Addresses that the rewriting of asset links looks for.
    Urls,
    /// Picture of the app.
    Avatar,
}

impl SpecialFile {
    /// All of them, in the order of the manifest.
    pub const ALL: [SpecialFile; 7] = [
        SpecialFile::Version,
        SpecialFile::Users,
        SpecialFile::Settings,
        SpecialFile::AssetTags,
        SpecialFile::AssetTagsAlias,
        SpecialFile::Urls,
        SpecialFile::Avatar,
    ];

    /// Logical name as Squidex spells it.
    pub fn logical_name(self) -> &'static str {
        match self {
            SpecialFile::Version => "Version.json",
            SpecialFile::Users => "Users.json",
            SpecialFile::Settings => "Settings.json",
            SpecialFile::AssetTags => "AssetTags.json",
            SpecialFile::AssetTagsAlias => "AssetTagsAlias.json",
            SpecialFile::Urls => "Urls.json",
            SpecialFile::Avatar => "Avatar.image",
        }
    }

    /// Whether the restore fails without it.
    pub fn required(self) -> bool {
        matches!(self, SpecialFile::Users | SpecialFile::Settings)
    }

    /// Whether Squidex's interface counts it among the assets (`formats/squidex.md` 1.1).
    fn counted_as_asset(self) -> bool {
        matches!(
            self,
            SpecialFile::Version | SpecialFile::Urls | SpecialFile::Avatar
        )
    }
}

/// Path of event `index`: `events/{index/1000}/{index}.json` (Backup/Helpers/ArchiveHelper.cs).
pub fn event_path(index: u64) -> String {
    format!("{EVENTS}{}/{index}.json", index / 1_000)
}

/// .NET's `ToLowerInvariant`: one code point to one code point. U+0130 has no such mapping and stays.
fn to_lower_invariant(name: &str) -> String {
    name.chars()
        .map(|c| {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(one), None) => one,
                _ => c,
            }
        })
        .collect()
}

/// Path of an attachment: `attachments/{folder}/{lower-cased name}`, the folder from a hash of the
/// UTF-16 code units (`formats/squidex.md` 1.2; Backup/Helpers/ArchiveHelper.cs, .NET `Char.GetHashCode`).
///
/// `None` for the one hash whose absolute value .NET can't represent.
pub fn attachment_path(logical_name: &str) -> Option<String> {
    let name = to_lower_invariant(logical_name);
    let mut hash: i32 = 17;
    for unit in name.encode_utf16() {
        let unit = i32::from(unit);
        hash = hash
            .wrapping_mul(23)
            .wrapping_add(unit | unit.wrapping_shl(16));
    }
    let folder = hash.checked_abs()? % 1_000;
    Some(format!("{ATTACHMENTS}{folder}/{name}"))
}

/// Path of an asset file: `{assetId}_{fileVersion}.asset`.
pub fn asset_path(asset_id: &str, file_version: i64) -> Option<String> {
    attachment_path(&format!("{asset_id}_{file_version}.asset"))
}

/// Id of the asset whose file has that path; in lower case, as paths are.
pub fn asset_of(name: &str) -> Option<&str> {
    let (id, version) = attachment_name(name)?
        .strip_suffix(".asset")?
        .rsplit_once('_')?;
    (!id.is_empty() && plain_number(version).is_some()).then_some(id)
}

/// Decimal number without sign and without needless zeros, as .NET prints it.
fn plain_number(text: &str) -> Option<u64> {
    let canonical = !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_digit())
        && (text.len() == 1 || !text.starts_with('0'));
    if canonical { text.parse().ok() } else { None }
}

/// Index of an event by its exact path.
pub fn event_index(name: &str) -> Option<u64> {
    let (folder, file) = split_at_byte(name.strip_prefix(EVENTS)?, b'/')?;
    let index = plain_number(file.strip_suffix(".json")?)?;
    (plain_number(folder)? == index / 1_000).then_some(index)
}

/// Name part of a path `attachments/{digits}/{name}`.
fn attachment_name(name: &str) -> Option<&str> {
    let (folder, rest) = name.strip_prefix(ATTACHMENTS)?.split_once('/')?;
    (!folder.is_empty() && folder.bytes().all(|b| b.is_ascii_digit()) && !rest.is_empty())
        .then_some(rest)
}

/// Whether an entry name is one of a Squidex backup, loosely: also under a top folder, in another
/// case, with back-slashes.
pub fn looks_like_squidex(name: &str) -> bool {
    event_index(name).is_some()
        || attachment_name(name).is_some()
        || Deviant::of(name)
            .is_some_and(|deviant| deviant.event.is_some() || deviant.numbered_folder)
}

/// A name that is not exact, but was meant to be: what it stands for and how it deviates.
#[derive(Debug, PartialEq, Eq)]
struct Deviant {
    /// The index, if it stands for an event.
    event: Option<u64>,
    /// File name in lower case, if it stands for an attachment.
    attachment: Option<String>,
    /// The attachment lies in `attachments/{digits}/`.
    numbered_folder: bool,
    back_slashes: bool,
    /// `./`, `/`, or the name of a folder.
    top_folder: Option<String>,
    wrong_case: bool,
    zero_padded: bool,
    wrong_folder: bool,
    spaces: bool,
}

impl Deviant {
    /// What `name` stands for; `None` if it resembles nothing.
    fn of(name: &str) -> Option<Deviant> {
        let slashed = name.replace('\\', "/");
        let trimmed = slashed.trim();
        let lower = trimmed.to_ascii_lowercase();
        if lower.starts_with("__macosx/") || lower.ends_with('/') {
            return None;
        }
        let at_segment = |word: &str| {
            lower
                .match_indices(word)
                .map(|(at, _)| at)
                .find(|at| *at == 0 || lower.as_bytes()[at - 1] == b'/')
        };
        let mut deviant = Deviant {
            event: None,
            attachment: None,
            numbered_folder: false,
            back_slashes: name.contains('\\'),
            top_folder: None,
            wrong_case: false,
            zero_padded: false,
            wrong_folder: false,
            spaces: trimmed.len() != slashed.len(),
        };
        let place = if let Some(at) = at_segment(EVENTS) {
            let mut parts = lower[at + EVENTS.len()..].splitn(2, '/');
            let (folder, file) = match (parts.next(), parts.next()) {
                (Some(folder), Some(file)) => (Some(folder), file),
                (Some(file), None) => (None, file),
                _ => return None,
            };
            let digits = file.strip_suffix(".json")?;
            if digits.is_empty() || digits.len() > 19 || !digits.bytes().all(|b| b.is_ascii_digit())
            {
                return None;
            }
            let index: u64 = digits.parse().ok()?;
            deviant.event = Some(index);
            deviant.zero_padded = plain_number(digits).is_none();
            deviant.wrong_folder = folder.and_then(plain_number) != Some(index / 1_000);
            at
        } else if let Some(at) = at_segment(ATTACHMENTS) {
            let rest = &lower[at + ATTACHMENTS.len()..];
            let (folder, file) = rest.split_once('/').unwrap_or(("", rest));
            deviant.numbered_folder =
                !folder.is_empty() && folder.bytes().all(|b| b.is_ascii_digit());
            // What nobody asks for lies in no wrong folder.
            if deviant.numbered_folder && !is_asked_for(file) {
                return None;
            }
            deviant.attachment = Some(file.to_owned());
            deviant.wrong_folder = attachment_path(file).is_some_and(|path| {
                path.get(ATTACHMENTS.len()..)
                    .is_some_and(|expected| expected != rest)
            });
            at
        } else {
            let file = lower.rsplit('/').next()?;
            SpecialFile::ALL
                .iter()
                .find(|special| special.logical_name().to_ascii_lowercase() == file)?;
            deviant.attachment = Some(file.to_owned());
            deviant.wrong_folder = true;
            return Some(deviant);
        };
        if place > 0 {
            deviant.top_folder = Some(trimmed[..place].to_owned());
        }
        deviant.wrong_case = trimmed[place..] != lower[place..];
        Some(deviant)
    }

    /// The exact name that was meant.
    fn meant(&self) -> Option<String> {
        match (&self.event, &self.attachment) {
            (Some(index), _) => Some(event_path(*index)),
            (None, Some(file)) => attachment_path(file),
            (None, None) => None,
        }
    }

    /// How it deviates: the gravest kind, which is what a repair has to undo first.
    fn code(&self) -> &'static Code {
        if self.back_slashes {
            &codes::BACK_SLASHES
        } else if self.top_folder.is_some() {
            &codes::TOP_FOLDER
        } else if self.wrong_case {
            &codes::WRONG_CASE
        } else if self.spaces {
            &codes::SPACES_IN_NAME
        } else if self.zero_padded {
            &codes::ZERO_PADDED_EVENT
        } else if self.event.is_some() {
            &codes::EVENT_IN_WRONG_FOLDER
        } else {
            &codes::ATTACHMENT_IN_WRONG_FOLDER
        }
    }
}

/// A gap in the numbering: everything after it is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Index that is missing.
    pub first_missing: u64,
    /// Next index that is there.
    pub next_present: u64,
    /// Number of events that are never reached.
    pub unreached: u64,
}

/// Index and entry of every event, by index: under its exact name, else under one that was meant to be it. For whoever
/// wants what is there whether a server would find it or not.
pub fn events_anywhere(archive: &Archive) -> Vec<(u64, u32)> {
    let mut found: Vec<(u64, bool, u32)> = Vec::new();
    let mut names = archive.entries.names();
    while let Some((entry, name)) = names.next_name() {
        let name = String::from_utf8_lossy(name);
        let exact = event_index(&name);
        let meant = exact.or_else(|| Deviant::of(&name)?.event);
        found.extend(meant.map(|index| (index, exact.is_none(), entry)));
    }
    found.sort_unstable();
    found.dedup_by_key(|(index, ..)| *index);
    found
        .into_iter()
        .map(|(index, _, entry)| (index, entry))
        .collect()
}

/// Attachments that stand under a name that was meant to be theirs. As [`events_anywhere`].
#[derive(Debug, Default)]
pub struct Misplaced(Vec<(u64, u32)>);

impl Misplaced {
    /// Those of an archive.
    pub fn of(archive: &Archive) -> Misplaced {
        let mut found = Vec::new();
        let mut names = archive.entries.names();
        while let Some((entry, name)) = names.next_name() {
            let name = String::from_utf8_lossy(name);
            if let Some(path) = meant_attachment(&name).filter(|path| *path != name) {
                found.push((name_hash(&path), entry));
            }
        }
        found.sort_unstable();
        Misplaced(found)
    }

    /// The first entry that was meant to have that name.
    pub fn attachment(&self, archive: &Archive, path: &str) -> Option<u32> {
        let hash = name_hash(path);
        let start = self.0.partition_point(|(at, _)| *at < hash);
        let same = self.0.get(start..).unwrap_or_default().iter();
        same.take_while(|(at, _)| *at == hash)
            .map(|(_, entry)| *entry)
            .find(|entry| {
                meant_attachment(&archive.entries.name_text(*entry)).as_deref() == Some(path)
            })
    }
}

fn meant_attachment(name: &str) -> Option<String> {
    let deviant = Deviant::of(name)?;
    deviant.attachment.as_ref()?;
    deviant.meant()
}

/// The directory of one archive, understood.
#[derive(Debug)]
pub struct Layout {
    /// Entry of event 0, 1, 2 … as far as the numbering is without a gap.
    pub events: Vec<u32>,
    /// Index and entry of every further event under an exact name, by index; the first of a name only.
    pub beyond: Vec<(u64, u32)>,
    /// The gap, if there are events beyond.
    pub gap: Option<Gap>,
    /// Hash of the name and entry, of every first entry below `attachments/`, sorted.
    attachments: Vec<(u64, u32)>,
    /// Entry and place of each special file.
    pub special: [SpecialPlace; 7],
    /// Faults of the layout.
    pub findings: FindingSet,
    /// Numbers that need no data.
    pub counts: Counts,
    /// Where the events lie, if not one is at its place, in words.
    pub misplaced: Option<String>,
}

/// Where a special file is.
#[derive(Debug, Clone, Default)]
pub struct SpecialPlace {
    /// Entry under the exact path.
    pub entry: Option<u32>,
    /// Entry elsewhere, if there is none under the exact path.
    pub misplaced: Option<u32>,
}

/// "12 events lie in the folder "tiny", none at its place (events/0/0.json)".
fn misplaced(number: u64, deviants: &[(u32, Deviant)]) -> Option<String> {
    let (_, first) = deviants.iter().find(|(_, one)| one.event.is_some())?;
    let place = match &first.top_folder {
        _ if first.back_slashes => "under names with back-slashes".to_owned(),
        Some(folder) => match folder.trim_matches('/') {
            "" | "." => "under names that begin with a folder".to_owned(),
            folder => format!("in the folder {folder:?} of the archive"),
        },
        None if first.wrong_case => "under names in other letters (capitals)".to_owned(),
        None => "under other names".to_owned(),
    };
    let lie = if number == 1 { "lies" } else { "lie" };
    Some(format!(
        "{} {lie} {place}, none at its place (events/0/0.json)",
        counted(number, "event")
    ))
}

/// Whether the server asks for a file of that name: a special one, or `{id}_{version}.asset`.
fn is_asked_for(file: &str) -> bool {
    let is_version =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let of_asset = file
        .strip_suffix(".asset")
        .and_then(|stem| stem.rsplit_once('_'));
    of_asset.is_some_and(|(id, version)| !id.is_empty() && is_version(version))
        || (SpecialFile::ALL.iter())
            .any(|special| special.logical_name().eq_ignore_ascii_case(file))
}

/// "once", "3 times".
fn times(number: u64) -> String {
    match number {
        1 => "once".into(),
        _ => format!("{} times", count(number)),
    }
}

fn name_hash(name: &str) -> u64 {
    // The standard hasher with fixed keys: the same on every machine, and collisions cost time only.
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

/// What the names of the entries are.
struct Names {
    numbering: Numbering,
    /// As [`Layout::attachments`], not sorted yet.
    attachments: Vec<(u64, u32)>,
    /// Entries that stand elsewhere than the server looks for them.
    deviants: Vec<(u32, Deviant)>,
    /// Number and first of the entries that a backup does not have.
    others: (u64, Option<u32>),
    folders: u64,
    squidex_assets: u64,
}

impl Names {
    fn of(archive: &Archive) -> Names {
        let mut numbering = Numbering::new(archive.entries.len());
        let mut attachments: Vec<(u64, u32)> = Vec::new();
        let mut deviants: Vec<(u32, Deviant)> = Vec::new();
        let mut others = (0, None);
        let mut folders = 0;
        let mut squidex_assets = 0;

        let mut names = archive.entries.names();
        while let Some((entry, name)) = names.next_name() {
            // Names of a backup are ASCII, which is told faster than what a faulty one stands for.
            let name = match std::str::from_utf8(name) {
                Ok(name) => Cow::Borrowed(name),
                Err(_) => String::from_utf8_lossy(name),
            };
            if let Some(index) = event_index(&name) {
                numbering.add(index, entry);
                continue;
            }
            if name.ends_with('/') {
                folders += 1;
                continue;
            }
            if let Some(below) = name.strip_prefix(ATTACHMENTS) {
                let file = attachment_name(&name).unwrap_or(below);
                let special = SpecialFile::ALL
                    .iter()
                    .find(|special| special.logical_name().eq_ignore_ascii_case(file));
                if special.is_none_or(|special| special.counted_as_asset()) {
                    squidex_assets += 1;
                }
                attachments.push((name_hash(&name), entry));
                if attachment_path(file).as_deref() != Some(&*name)
                    && let Some(deviant) = Deviant::of(&name)
                {
                    deviants.push((entry, deviant));
                }
                continue;
            }
            match Deviant::of(&name) {
                Some(deviant) => deviants.push((entry, deviant)),
                None => {
                    others.0 += 1;
                    others.1.get_or_insert(entry);
                }
            }
        }
        Names {
            numbering,
            attachments,
            deviants,
            others,
            folders,
            squidex_assets,
        }
    }
}

impl Layout {
    /// Understands a directory.
    pub fn new(archive: &Archive) -> Layout {
        let Names {
            numbering,
            mut attachments,
            deviants,
            others,
            folders,
            squidex_assets,
        } = Names::of(archive);
        let Numbering {
            events,
            rest: beyond,
            mut duplicates,
            mut first_duplicate,
        } = numbering.sorted();
        let mut avatars = 0_u64;
        let avatar = attachment_path(SpecialFile::Avatar.logical_name()).unwrap_or_default();
        attachments.sort_unstable();
        attachments.dedup_by(|later, first| {
            let same = later.0 == first.0
                && archive.entries.name_text(later.1) == archive.entries.name_text(first.1);
            if same && archive.entries.name_text(later.1) == avatar {
                avatars += 1;
            } else if same {
                duplicates += 1;
                first_duplicate.get_or_insert(later.1);
            }
            same
        });

        let gap = (!events.is_empty())
            .then(|| beyond.first())
            .flatten()
            .map(|(next, _)| Gap {
                first_missing: events.len() as u64,
                next_present: *next,
                unreached: beyond.len() as u64,
            });

        let mut layout = Layout {
            events,
            beyond,
            gap,
            attachments,
            special: Default::default(),
            findings: FindingSet::default(),
            counts: Counts::default(),
            misplaced: None,
        };
        layout.place_special(archive, &deviants);
        layout.find(archive, &deviants);
        layout.note_repeated(archive, duplicates, first_duplicate, avatars, avatar);
        layout.note_foreign(archive, others, folders);

        let asset_files = layout
            .attachments
            .iter()
            .filter(|(_, entry)| {
                archive.entries.uncompressed_bytes(*entry) > 0
                    && archive.entries.name_text(*entry).ends_with(".asset")
            })
            .count() as u64;
        layout.counts = Counts {
            entries: Some(u64::from(archive.entries.len())),
            events: Some(layout.events.len() as u64),
            asset_files: Some(asset_files),
            squidex_assets: Some(squidex_assets),
            uncompressed_bytes: Some(archive.entries.uncompressed_total()),
            ..Counts::default()
        };
        layout
    }

    /// Says of names that are there more than once: the first entry is read, so the others are lost.
    fn note_repeated(
        &mut self,
        archive: &Archive,
        duplicates: u64,
        first_duplicate: Option<u32>,
        avatars: u64,
        avatar: String,
    ) {
        if duplicates > 0 {
            let name = first_duplicate
                .map(|entry| archive.entries.name_text(entry).into_owned())
                .unwrap_or_default();
            self.findings.push(
                Finding::new(
                    &codes::DUPLICATE_ENTRY,
                    format!(
                        "{} under a name that an earlier entry has, the first is {name}",
                        counted(duplicates, "entry")
                    ),
                )
                .at_entry(name),
            );
        }
        if avatars > 0 {
            // Squidex writes the present avatar once for every upload.
            self.findings.push(
                Finding::new(
                    &codes::DUPLICATE_ENTRY,
                    format!("the avatar is there {} more", times(avatars)),
                )
                .severity(Severity::Note)
                .effect("none: the server writes the avatar once for each time it was uploaded, and reads the first")
                .at_entry(avatar),
            );
        }
    }

    /// Says of entries that no server writes: their number and first, and the number of those for folders.
    fn note_foreign(&mut self, archive: &Archive, others: (u64, Option<u32>), folders: u64) {
        if let (number @ 1.., Some(first)) = others {
            let name = archive.entries.name_text(first).into_owned();
            self.findings.push(
                Finding::new(
                    &codes::UNKNOWN_ENTRIES,
                    format!(
                        "{} that a Squidex backup does not have, the first is {name}",
                        counted(number, "entry")
                    ),
                )
                .at_entry(name),
            );
        }
        if folders > 0 {
            self.findings.push(Finding::new(
                &codes::FOLDER_ENTRIES,
                format!(
                    "{} for folders: the archive was packed again by another program",
                    counted(folders, "entry")
                ),
            ));
        }
    }

    /// The first entry of that exact name, if it is below `attachments/`.
    pub fn attachment(&self, archive: &Archive, path: &str) -> Option<u32> {
        let hash = name_hash(path);
        let start = self.attachments.partition_point(|(at, _)| *at < hash);
        self.attachments[start..]
            .iter()
            .take_while(|(at, _)| *at == hash)
            .map(|(_, entry)| *entry)
            .find(|entry| archive.entries.name_text(*entry) == path)
    }

    /// Whether the restore would find something under that exact name.
    pub fn has_exact(&self, archive: &Archive, path: &str) -> bool {
        match event_index(path) {
            Some(index) => self.has_event(index),
            None => self.attachment(archive, path).is_some(),
        }
    }

    /// Whether there is an event of that index under its exact name.
    fn has_event(&self, index: u64) -> bool {
        index < self.events.len() as u64
            || self
                .beyond
                .binary_search_by_key(&index, |(index, _)| *index)
                .is_ok()
    }

    /// Entries whose name deviates, with the exact name that was meant and the kind of deviation.
    pub fn deviants(&self, archive: &Archive) -> Vec<(u32, String, &'static Code)> {
        (0..archive.entries.len())
            .filter_map(|entry| {
                let name = archive.entries.name_text(entry);
                if event_index(&name).is_some() {
                    return None;
                }
                let deviant = Deviant::of(&name)?;
                let meant = deviant.meant()?;
                (meant != name).then(|| (entry, meant, deviant.code()))
            })
            .collect()
    }

    fn place_special(&mut self, archive: &Archive, deviants: &[(u32, Deviant)]) {
        for special in SpecialFile::ALL {
            let entry = attachment_path(special.logical_name())
                .and_then(|path| self.attachment(archive, &path));
            let lower = special.logical_name().to_ascii_lowercase();
            let misplaced = if entry.is_some() {
                None
            } else {
                deviants
                    .iter()
                    .find(|(_, deviant)| deviant.attachment.as_deref() == Some(lower.as_str()))
                    .map(|(entry, _)| *entry)
            };
            self.special[special as usize] = SpecialPlace { entry, misplaced };
        }
    }

    fn find(&mut self, archive: &Archive, deviants: &[(u32, Deviant)]) {
        self.find_numbering(deviants);
        self.find_deviants(archive, deviants);
        self.find_special(archive);
    }

    /// Gaps in the numbering, and no event at all.
    fn find_numbering(&mut self, deviants: &[(u32, Deviant)]) {
        if let Some(gap) = self.gap {
            let missing = gap.next_present - gap.first_missing;
            self.findings.push(
                Finding::new(
                    &codes::EVENT_GAP,
                    format!(
                        "event {} is missing ({}), but event {} exists: {} never reached",
                        count(gap.first_missing),
                        counted(missing, "number"),
                        count(gap.next_present),
                        counted(gap.unreached, "event"),
                    ),
                )
                .effect(format!(
                    "the restore stops reading at event {}, drops {} and reports success",
                    count(gap.first_missing),
                    counted(gap.unreached, "event")
                ))
                .at_event(gap.first_missing),
            );
        }
        if self.events.is_empty() {
            let deviating = deviants
                .iter()
                .filter(|(_, deviant)| deviant.event.is_some())
                .count() as u64;
            let message = match self.beyond.first() {
                Some((first, _)) => {
                    format!("the numbering starts at event {first}, event 0 is missing")
                }
                None if deviating > 0 => format!(
                    "no event under its exact name, but {} under another one",
                    counted(deviating, "event")
                ),
                None => "the archive has no event".to_owned(),
            };
            self.misplaced = match self.beyond.is_empty() {
                true => misplaced(deviating, deviants),
                false => Some(message.clone()),
            };
            let mut finding = Finding::new(&codes::NO_EVENT, message).at_event(0);
            if self.beyond.is_empty() {
                // The repair of the names is offered by their own finding.
                finding = finding.no_action();
            }
            self.findings.push(finding);
        }
    }

    /// Entries under other names than theirs.
    fn find_deviants(&mut self, archive: &Archive, deviants: &[(u32, Deviant)]) {
        // One finding for each kind of deviation: a wrong top folder deviates every entry.
        let kinds = [
            &codes::BACK_SLASHES,
            &codes::TOP_FOLDER,
            &codes::WRONG_CASE,
            &codes::SPACES_IN_NAME,
            &codes::ZERO_PADDED_EVENT,
            &codes::EVENT_IN_WRONG_FOLDER,
            &codes::ATTACHMENT_IN_WRONG_FOLDER,
        ];
        for code in kinds {
            let mut of_kind = deviants
                .iter()
                .filter(|(_, deviant)| deviant.code() == code);
            let Some((first, deviant)) = of_kind.next() else {
                continue;
            };
            let mut number = 1;
            let lost =
                |deviant: &Deviant| deviant.event.is_some_and(|index| !self.has_event(index));
            let mut unreached = u64::from(lost(deviant));
            for (_, deviant) in of_kind {
                number += 1;
                unreached += u64::from(lost(deviant));
            }
            let name = archive.entries.name_text(*first).into_owned();
            let expected = deviant.meant();
            let mut message = format!("{}, the first is {name}", counted(number, "entry"));
            if let Some(expected) = expected.filter(|expected| *expected != name) {
                message.push_str(&format!(", expected {expected}"));
            }
            let mut finding = Finding::new(code, message).at_entry(name);
            if unreached > 0 && self.events.is_empty() && self.beyond.is_empty() {
                // That is why no event is found: the names put right, the restore does not fail with it.
                finding = finding.severity(Severity::Fatal).effect(
                    "the restore finds no event under its name, and fails with \"Backup has no event.\"",
                );
            } else if unreached > 0 && !self.events.is_empty() {
                // An event under its exact name is not there either: the archive holds it, the server won't.
                finding = finding.severity(Severity::DataLoss).effect(format!(
                    "the restore does not find {}: {} never reached",
                    if unreached == 1 {
                        "the event"
                    } else {
                        "the events"
                    },
                    counted(unreached, "event"),
                ));
            }
            self.findings.push(finding);
        }
    }

    /// The files with fixed names that are missing, empty or elsewhere.
    fn find_special(&mut self, archive: &Archive) {
        for special in SpecialFile::ALL {
            let place = &self.special[special as usize];
            let Some(path) = attachment_path(special.logical_name()) else {
                continue;
            };
            let name = special.logical_name();
            let empty = place
                .entry
                .is_some_and(|entry| archive.entries.uncompressed_bytes(entry) == 0);
            let finding = match (place.entry, place.misplaced) {
                (Some(_), _) if !empty => continue,
                (Some(_), _) if special.required() => Finding::new(
                    &codes::REQUIRED_FILE_EMPTY,
                    format!("{name} has 0 bytes, which counts as missing"),
                ),
                (Some(_), _) => Finding::new(
                    &codes::OPTIONAL_FILE_EMPTY,
                    format!("{name} has 0 bytes, which counts as missing"),
                ),
                (None, Some(entry)) if special.required() => Finding::new(
                    &codes::REQUIRED_FILE_MISPLACED,
                    format!(
                        "{name} is not at {path}, but at {}",
                        archive.entries.name_text(entry)
                    ),
                ),
                (None, None) if special.required() => {
                    Finding::new(&codes::REQUIRED_FILE_MISSING, format!("{name} is missing"))
                }
                (None, _) => continue,
            };
            self.findings.push(finding.at_entry(path));
        }
    }

    /// The manifest as far as the directory tells.
    pub fn manifest(&self, archive: &Archive) -> Vec<ManifestLine> {
        SpecialFile::ALL
            .iter()
            .filter_map(|special| {
                let place = &self.special[*special as usize];
                let entry = attachment_path(special.logical_name())?;
                let at = place
                    .entry
                    .or(place.misplaced)
                    .map(|entry| archive.entries.uncompressed_bytes(entry));
                let state = match (place.entry, place.misplaced) {
                    (Some(_), _) if at == Some(0) => ManifestState::Empty,
                    (Some(_), _) => ManifestState::Present,
                    (None, Some(_)) => ManifestState::Misplaced,
                    (None, None) => ManifestState::Missing,
                };
                Some(ManifestLine {
                    name: special.logical_name().into(),
                    entry,
                    required: special.required(),
                    state,
                    bytes: at,
                    found_at: place
                        .misplaced
                        .map(|entry| archive.entries.name_text(entry).into_owned()),
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors of `formats/squidex.md` 1.2.
    #[test]
    fn attachment_folders_follow_the_hash_of_dotnet() {
        for (name, path) in [
            ("Version.json", "attachments/327/version.json"),
            ("Users.json", "attachments/135/users.json"),
            ("Settings.json", "attachments/522/settings.json"),
            ("AssetTags.json", "attachments/634/assettags.json"),
            ("AssetTagsAlias.json", "attachments/478/assettagsalias.json"),
            ("Urls.json", "attachments/769/urls.json"),
            ("Avatar.image", "attachments/823/avatar.image"),
            (
                "3F2A9C1E-7B64-4D0A-9E55-1C8D2B7F6A01_0.asset",
                "attachments/785/3f2a9c1e-7b64-4d0a-9e55-1c8d2b7f6a01_0.asset",
            ),
            ("hero-image_12.asset", "attachments/433/hero-image_12.asset"),
            ("MyLogo_0.asset", "attachments/997/mylogo_0.asset"),
            ("äpfel_0.asset", "attachments/45/äpfel_0.asset"),
            ("日本_3.asset", "attachments/222/日本_3.asset"),
            ("a", "attachments/480/a"),
        ] {
            assert_eq!(attachment_path(name).as_deref(), Some(path));
        }
        assert_eq!(
            to_lower_invariant("\u{130}\u{1e9e}\u{10400}Σ"),
            "\u{130}ß\u{10428}σ"
        );
    }

    #[test]
    fn only_exact_names_are_events() {
        assert_eq!(event_index("events/0/0.json"), Some(0));
        assert_eq!(event_index("events/123/123456.json"), Some(123_456));
        for wrong in [
            "events/0/00.json",
            "events/00/0.json",
            "events/0/1000.json",
            "Events/0/0.json",
            "events/0/0.JSON",
            "/events/0/0.json",
            "events\\0\\0.json",
            "events/0/+1.json",
            "events/0/.json",
            "events/0/0.json ",
        ] {
            assert_eq!(event_index(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn deviations_are_told_apart() {
        let code = |name: &str| Deviant::of(name).map(|deviant| deviant.code().name);
        assert_eq!(code("backup/events/0/0.json"), Some("top-folder"));
        assert_eq!(code("./events/0/0.json"), Some("top-folder"));
        assert_eq!(code("/events/0/0.json"), Some("top-folder"));
        assert_eq!(code("events\\0\\0.json"), Some("back-slashes"));
        assert_eq!(code("events/0/0.JSON"), Some("wrong-case"));
        assert_eq!(code("events/0/0.json "), Some("spaces-in-name"));
        assert_eq!(code("events/0/000.json"), Some("zero-padded-event"));
        assert_eq!(code("events/0/1000.json"), Some("event-in-wrong-folder"));
        assert_eq!(
            code("attachments/1/users.json"),
            Some("attachment-in-wrong-folder")
        );
        assert_eq!(code("attachments/135/Users.json"), Some("wrong-case"));
        assert_eq!(code("users.json"), Some("attachment-in-wrong-folder"));
        assert_eq!(code("__MACOSX/events/0/0.json"), None);
        assert_eq!(code("holiday.jpg"), None);
    }
}
