//! Backup sets as the evidence that a set is judged by (section 6.1): the parts of a striped backup are one item,
//! two copies of a part are one part.

use super::kinds::run_folder;
use super::member::Member;
use super::moment::Seconds;
use super::options::Options;
use super::roles::{Role, RoleBy, role_of_name};
use crate::container::mtf::{
    BackupSet, BackupType, Config, DateTime, Form, Guid, Lsn, Media, Packed,
};

/// One file of a striped backup, or the only one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Place of the file in the list of members.
    pub member: usize,
    /// Place of the backup set in the file.
    pub set: usize,
    /// Number of the media family, from 1 on.
    pub family: u16,
    /// Number that tells families of one number apart.
    pub family_id: Option<u32>,
    /// Whether nothing is wrong with this part by its headers.
    pub is_sound: bool,
}

/// A moment by a server's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// What the clock showed.
    pub local: DateTime,
    /// Local time minus UTC in quarter hours; `None` if not known.
    pub zone_quarters: Option<i8>,
}

impl Moment {
    /// Seconds of UTC; by the clock alone where the zone is not known.
    pub fn seconds(self) -> Seconds {
        self.local.seconds() - i64::from(self.zone_quarters.unwrap_or(0)) * 900
    }
}

/// A backup set with all its parts.
#[derive(Debug, Clone)]
pub struct Item {
    /// Name of the database.
    pub database: String,
    /// What tells databases apart: the name in lower case and the binding id.
    pub key: String,
    /// Role of the database.
    pub role: Role,
    /// Where the role comes from.
    pub role_by: RoleBy,
    /// What was backed up.
    pub backup_type: BackupType,
    /// The backup set.
    pub set_guid: Option<Guid>,
    /// The base of a differential one.
    pub base_guid: Option<Guid>,
    /// The media set.
    pub media_set: Option<Guid>,
    /// Start; `None` if not known.
    pub started: Option<Moment>,
    /// Finish; `None` if not known.
    pub finished: Option<Moment>,
    /// Name of the server.
    pub server: Option<String>,
    /// Internal version of the database.
    pub database_version: u16,
    /// First LSN.
    pub first_lsn: Lsn,
    /// Last LSN.
    pub last_lsn: Lsn,
    /// Checkpoint LSN.
    pub checkpoint_lsn: Lsn,
    /// Checkpoint LSN of the last full backup.
    pub database_backup_lsn: Lsn,
    /// The parts, one for each family that is there, by family.
    pub parts: Vec<Part>,
    /// Number of families.
    pub families: u16,
    /// Further files of a family: place of the member, of the member that it is a copy of, and whether it is the
    /// same family (else a mirror or a foreign one).
    pub copies: Vec<(usize, usize, bool)>,
    /// Path of the run folder that it is in.
    pub run_folder: Option<String>,
}

impl Item {
    /// Families that no file is of.
    pub fn missing(&self) -> Vec<u16> {
        (1..=self.families)
            .filter(|family| !self.parts.iter().any(|part| part.family == *family))
            .collect()
    }

    /// Whether all parts are there and nothing is wrong with any by its headers.
    pub fn is_whole(&self) -> bool {
        self.missing().is_empty() && self.parts.iter().all(|part| part.is_sound)
    }

    /// Start in seconds of UTC.
    pub fn start_seconds(&self) -> Option<Seconds> {
        self.started.map(Moment::seconds)
    }

    /// The file and backup set that stand for the item: those of the first part.
    pub fn lead<'a>(
        &self,
        members: &'a [Member],
    ) -> Option<(&'a Member, &'a Media, &'a BackupSet)> {
        let part = self.parts.first()?;
        let member = members.get(part.member)?;
        let media = member.media()?;
        Some((member, media, media.sets.get(part.set)?))
    }

    /// The configuration of the item.
    pub fn config<'a>(&self, members: &'a [Member]) -> Option<&'a Config> {
        self.lead(members)?.2.config()
    }

    /// Path of the first part.
    pub fn path<'a>(&self, members: &'a [Member]) -> &'a str {
        self.lead(members)
            .map_or("", |(member, _, _)| member.path.as_str())
    }

    /// In words: "full backup of WSS_Content".
    pub fn words(&self) -> String {
        format!("{} of {}", type_words(self.backup_type), self.database)
    }
}

/// A backup type in words.
pub fn type_words(backup_type: BackupType) -> &'static str {
    match backup_type {
        BackupType::Full => "full backup",
        BackupType::Differential => "differential backup",
        BackupType::Log => "log backup",
        BackupType::File => "file backup",
        BackupType::FileDifferential => "differential file backup",
        BackupType::Partial => "partial backup",
        BackupType::PartialDifferential => "differential partial backup",
        BackupType::Other(_) => "backup of an unknown type",
    }
}

/// Whether a backup set of a file is sound by the headers: complete, with no fault in its stretch of the file.
pub fn is_sound(media: &Media, set: usize) -> bool {
    let Some(own) = media.sets.get(set) else {
        return false;
    };
    let first = media.sets.first().map_or(0, |set| set.offset);
    let end = media.sets.get(set + 1).map_or(u64::MAX, |next| next.offset);
    let touches = |offset: u64| offset < first || (own.offset..end).contains(&offset);
    let faults = media
        .faults
        .iter()
        .filter(|fault| fault.kind != crate::container::mtf::FaultKind::UnknownSection);
    let is_last = set + 1 == media.sets.len();
    let any_fault = match media.form {
        Form::Plain => faults.into_iter().any(|fault| touches(fault.offset)),
        // Offsets are of the decoded stream, or of the end of the file.
        Form::Compressed => is_last && !media.faults.is_empty(),
    };
    let is_complete = match media.form {
        Form::Plain => own.is_complete,
        Form::Compressed => true,
    };
    is_complete && !any_fault
}

/// Makes items of all backup sets whose configuration was read.
pub fn items_of(members: &[Member], options: &Options) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for (at, member) in members.iter().enumerate() {
        let Some(media) = member.media() else {
            continue;
        };
        for (place, set) in media.sets.iter().enumerate() {
            let Some(config) = set.config() else {
                continue;
            };
            let part = Part {
                member: at,
                set: place,
                family: media.raid.as_ref().map_or(1, |raid| raid.family.max(1)),
                family_id: media.tape.as_ref().map(|tape| tape.family_id),
                is_sound: is_sound(media, place),
            };
            let item = item_of(member, media, set, config, part, options);
            match items
                .iter_mut()
                .find(|other| is_same_backup(other, &item, members))
            {
                Some(other) => join(other, item),
                None => items.push(item),
            }
        }
    }
    for item in &mut items {
        crate::sort::sort_by_key(&mut item.parts, |part| part.family);
    }
    items
}

fn item_of(
    member: &Member,
    media: &Media,
    set: &BackupSet,
    config: &Config,
    part: Part,
    options: &Options,
) -> Item {
    let database = config.database.clone().unwrap_or_default();
    let (role, role_by) = match options.role_of(&member.path) {
        Some(role) => (role, RoleBy::Person),
        None => role_of_name(&database),
    };
    let moment = |packed: Packed| {
        packed.date().map(|local| Moment {
            local,
            zone_quarters: set.header.zone_quarters,
        })
    };
    let written = set.header.written.map_or(Packed::NotSet, Packed::Date);
    Item {
        key: key_of(&database, config.binding_id),
        database,
        role,
        role_by,
        backup_type: config.backup_type,
        set_guid: set.header.set_guid,
        base_guid: config.base_set,
        media_set: media.raid.as_ref().and_then(|raid| raid.media_set),
        started: moment(config.started).or_else(|| moment(written)),
        finished: moment(config.finished),
        server: config.server.clone(),
        database_version: config.database_version,
        first_lsn: config.first_lsn,
        last_lsn: config.last_lsn,
        checkpoint_lsn: config.checkpoint_lsn,
        database_backup_lsn: config.database_backup_lsn,
        parts: vec![part],
        families: media.raid.as_ref().map_or(1, |raid| raid.families.max(1)),
        copies: Vec::new(),
        run_folder: run_folder(&member.path).map(str::to_owned),
    }
}

/// Whether two are parts or copies of one backup: by media set and backup set. Without these numbers, by all
/// that the headers of two copies have in common.
fn is_same_backup(a: &Item, b: &Item, members: &[Member]) -> bool {
    if a.media_set.is_some() && a.set_guid.is_some() {
        return a.media_set == b.media_set && a.set_guid == b.set_guid;
    }
    let bytes = |item: &Item| {
        item.lead(members)
            .map(|(member, _, set)| (member.bytes, set.offset))
    };
    let family = |item: &Item| item.parts.first().map(|part| (part.family, part.family_id));
    (a.media_set, a.set_guid, &a.key, a.started, a.last_lsn)
        == (b.media_set, b.set_guid, &b.key, b.started, b.last_lsn)
        && bytes(a) == bytes(b)
        && family(a) == family(b)
}

/// Adds the part of `item` to `other`: a further family, or a copy of one that is there.
fn join(other: &mut Item, item: Item) {
    let Some(part) = item.parts.first().copied() else {
        return;
    };
    if item.role_by == RoleBy::Person {
        other.role = item.role;
        other.role_by = item.role_by;
    }
    match other.parts.iter_mut().find(|own| own.family == part.family) {
        None => {
            other.parts.push(part);
            other.finished = other.finished.or(item.finished);
        }
        Some(own) => {
            let is_copy = own.family_id == part.family_id;
            if part.is_sound && !own.is_sound {
                // The sound one stands for both.
                other.copies.push((own.member, part.member, is_copy));
                *own = part;
                other.run_folder = item.run_folder;
            } else {
                other.copies.push((part.member, own.member, is_copy));
            }
        }
    }
}

/// Databases of one name are told apart by the id that all backups of one database share.
fn key_of(database: &str, binding: Option<Guid>) -> String {
    let name = database.to_lowercase();
    binding.map_or(name.clone(), |binding| format!("{name} {binding}"))
}
