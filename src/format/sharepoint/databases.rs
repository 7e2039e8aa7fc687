//! The databases of a set as far as their pages tell: which backups each is read from, and the readers that are kept
//! open. A database is read as it would be restored: its last full backup, the differential one laid over it; log
//! backups hold no pages (sqlserver-pages.md 1.1, 1.2).

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::content_database::{self, Contents, DatabaseUse, use_by_tables};
use super::database_pages::{Origin, page_set_of};
use super::items::{Item, Part};
use super::judge::Judgement;
use super::member::Member;
use super::roles::{Role, role_of_name};
use crate::container::mtf::compressed::Decoded;
use crate::container::mtf::{BackupType, Form};
use crate::container::sqlserver::{Catalogue, Database, Faults, Refusal, RowPosition, Table};
use crate::error::Error;
use crate::source::{Files, ReadAt};

/// A compressed backup has no random access. Up to this many decoded bytes it is decoded into memory when somebody
/// asks; larger ones are listed in one pass, as work.
const DECODED_BYTES: u64 = 64 << 20;
/// Databases that are kept open: each holds its catalogue and some pages.
const KEPT_OPEN: usize = 8;

/// A database of the set, and what it is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Its name.
    pub database: String,
    /// Its role.
    pub role: Role,
    /// Place of the item that tells its state: the differential backup, or the full one.
    pub item: Option<usize>,
    /// The parts of that backup.
    pub parts: Vec<Part>,
    /// The parts of the full backup that a differential one lies over.
    pub base: Vec<Part>,
    /// Why nothing can be read of it, if the headers alone say so.
    pub refused: Option<String>,
}

/// The databases of a set, in the order of their chains.
pub fn subjects(judgement: &Judgement) -> Vec<Subject> {
    let item = |at: usize| judgement.items.get(at);
    let of = |chain: &super::chain::Chain| {
        let full = chain.full.and_then(item);
        let differential = chain.differential.and_then(item);
        let parts = |item: Option<&Item>| item.map(|item| item.parts.clone()).unwrap_or_default();
        let any = judgement
            .items
            .iter()
            .find(|item| item.database == chain.database);
        let lead = differential.or(full).or(any);
        Subject {
            database: chain.database.clone(),
            role: lead.map_or(Role::Unknown, |item| item.role),
            item: chain.effective(),
            parts: parts(differential.or(full)),
            base: match differential {
                Some(_) => parts(full),
                None => Vec::new(),
            },
            refused: full.is_none().then(|| without_full(chain, any).to_string()),
        }
    };
    judgement.chains.iter().map(of).collect()
}

/// Why a database without a full backup can't be read.
fn without_full(chain: &super::chain::Chain, any: Option<&Item>) -> Refusal {
    match any.map(|item| item.backup_type) {
        _ if chain.only_logs => Refusal::LogBackup,
        _ if !chain.strangers.is_empty() => Refusal::DifferentialWithoutBase,
        Some(BackupType::Log) => Refusal::LogBackup,
        Some(BackupType::Differential) => Refusal::DifferentialWithoutBase,
        _ => Refusal::PartialBackup,
    }
}

/// Numbers of rows and where they stand, by place of the table and searched text.
pub(super) type Marks = BTreeMap<(usize, String), Vec<(u64, RowPosition)>>;

/// A database that is open, and what was found out while rows were listed.
pub struct OpenDatabase {
    /// The reader.
    pub database: Database<'static>,
    /// What it is for, by its tables or its name.
    purpose: Option<DatabaseUse>,
    contents: RefCell<Option<Rc<Contents>>>,
    /// Places from which listing goes on.
    pub(super) marks: RefCell<Marks>,
}

impl std::fmt::Debug for OpenDatabase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenDatabase")
            .field("database", &self.database)
            .field("purpose", &self.purpose)
            .finish_non_exhaustive()
    }
}

impl OpenDatabase {
    /// Why no row of a table is ever shown (sqlserver-pages.md 13); `None` if it may be.
    pub fn is_closed(&self, table: &Table) -> Option<&'static str> {
        is_closed(self.purpose, table)
    }

    /// What the content database says of its sites and apps; `None` for other databases.
    ///
    /// # Errors
    /// When the backup can't be read.
    pub fn contents(&self) -> Result<Option<Rc<Contents>>, Error> {
        if self.purpose != Some(DatabaseUse::Content) {
            return Ok(None);
        }
        if let Some(known) = &*self.contents.borrow() {
            return Ok(Some(Rc::clone(known)));
        }
        let read = Rc::new(content_database::read(&self.database)?);
        *self.contents.borrow_mut() = Some(Rc::clone(&read));
        Ok(Some(read))
    }

    /// What is wrong with the pages that were read until now, in words; empty if nothing makes a number uncertain.
    pub fn complaints(&self) -> Vec<String> {
        let name = &self.database.catalogue().database;
        fault_words(&self.database.faults())
            .into_iter()
            .map(|words| format!("{name}: {words}"))
            .collect()
    }
}

/// Why no row of a table is ever shown, in a database that is for this.
pub fn is_closed(purpose: Option<DatabaseUse>, table: &Table) -> Option<&'static str> {
    match purpose {
        Some(DatabaseUse::SecureStore) => {
            Some("it is a table of a Secure Store: only its structure is shown")
        }
        Some(DatabaseUse::Content) if table.name.eq_ignore_ascii_case("UserInfo") => {
            Some("it holds the accounts of people: only its structure is shown")
        }
        _ => None,
    }
}

/// What a database is for: by its role or its name if that is a Secure Store, whatever the person says; else by its
/// tables.
pub fn purpose_of(subject: &Subject, catalogue: &Catalogue) -> Option<DatabaseUse> {
    let roles = [subject.role, role_of_name(&subject.database).0];
    match roles.contains(&Role::SecureStore) {
        true => Some(DatabaseUse::SecureStore),
        false => use_by_tables(catalogue).map(|(purpose, _)| purpose),
    }
}

/// Faults in words, without those that leave numbers true.
pub fn fault_words(faults: &Faults) -> Vec<String> {
    const NAMED: usize = 5;
    let list = |pages: &crate::container::sqlserver::PageList| {
        let named: Vec<String> = pages
            .named()
            .take(NAMED)
            .map(|page| page.to_string())
            .collect();
        let more = if pages.count() > NAMED as u64 {
            " …"
        } else {
            ""
        };
        format!("{} ({}{more})", pages.count(), named.join(", "))
    };
    let mut words = Vec::new();
    let mut of = |pages: &crate::container::sqlserver::PageList, what: &str| {
        if !pages.is_empty() {
            words.push(format!("{what}: {}", list(pages)));
        }
    };
    of(
        &faults.damaged_pages,
        "damaged pages, whose rows are uncertain",
    );
    of(&faults.missing_pages, "pages that are in use and not there");
    of(
        &faults.missing_pfs,
        "pages that tell what is in use are not readable",
    );
    of(
        &faults.missing_gam,
        "pages that tell what is allocated are not readable",
    );
    of(&faults.broken_chains, "chains of pages that end too early");
    if faults.bad_records > 0 {
        words.push(format!(
            "{} records were not understood and left out",
            faults.bad_records
        ));
    }
    if !faults.incomplete.is_empty() {
        words.push("system tables are not whole: tables or columns may be missing".into());
    }
    words
}

/// The databases that were opened, by the places of their parts.
#[derive(Debug, Default)]
pub struct Databases {
    open: RefCell<Vec<(Key, Rc<OpenDatabase>)>>,
}

/// File and backup set of each part, and of each part of the base.
type Key = (Role, Vec<(usize, usize)>, Vec<(usize, usize)>);

fn key(subject: &Subject) -> Key {
    let places = |parts: &[Part]| parts.iter().map(|part| (part.member, part.set)).collect();
    (subject.role, places(&subject.parts), places(&subject.base))
}

impl Databases {
    /// The reader of a database; opened once, and kept.
    ///
    /// # Errors
    /// `Invalid` with the reason if its tables can't be listed, `Read` if a file can't be read.
    pub fn open(
        &self,
        subject: &Subject,
        files: &Files,
        members: &[Member],
    ) -> Result<Rc<OpenDatabase>, Error> {
        let key = key(subject);
        if let Some((_, known)) = self.open.borrow().iter().find(|(known, _)| *known == key) {
            return Ok(Rc::clone(known));
        }
        let opened = Rc::new(open(subject, files, members)?);
        let mut kept = self.open.borrow_mut();
        if kept.len() >= KEPT_OPEN {
            kept.remove(0);
        }
        kept.push((key, Rc::clone(&opened)));
        Ok(opened)
    }
}

fn open(subject: &Subject, files: &Files, members: &[Member]) -> Result<OpenDatabase, Error> {
    let refused = |why: &str| Error::Invalid(format!("{}: {why}", subject.database));
    if let Some(why) = &subject.refused {
        return Err(refused(why));
    }
    let nothing = || refused("nothing tells what the backup set is");
    let origins = |parts: &[Part]| origins(parts, files, members);
    let own = origins(&subject.parts)?.ok_or_else(|| refused(TOO_LARGE))?;
    let set = page_set_of(&own).ok_or_else(nothing)?;
    let base = match subject.base.as_slice() {
        [] => None,
        base => {
            let base = origins(base)?.ok_or_else(|| refused(TOO_LARGE))?;
            Some(page_set_of(&base).ok_or_else(nothing)?)
        }
    };
    let mut database = match Database::open(set, base) {
        Ok(database) => database,
        Err(Refusal::Read(error)) => return Err(error),
        Err(refusal) => return Err(refused(&refusal.to_string())),
    };
    if !subject.database.is_empty() {
        // What is listed is asked for again by this name.
        database.call(&subject.database);
    }
    let purpose = purpose_of(subject, database.catalogue());
    Ok(OpenDatabase {
        database,
        purpose,
        contents: RefCell::default(),
        marks: RefCell::default(),
    })
}

/// Why nothing is listed of a large compressed backup before a pass.
pub const TOO_LARGE: &str = "the backup is compressed and can only be read from its start to its end: its tables are listed when all of it was read (read everything, --read-all)";

/// The files of a subject as they are, for a pass over them; `None` if they have random access.
pub fn pass_origins<'m>(
    subject: &Subject,
    files: &Files,
    members: &'m [Member],
) -> Option<Vec<Origin<'m>>> {
    let origin = |part: &Part| {
        let media = members.get(part.member)?.media()?;
        Some(Origin {
            source: Rc::clone(&files.get(part.member)?.bytes),
            media,
            set: media.sets.get(part.set)?,
        })
    };
    let origins: Vec<Origin<'m>> = subject.parts.iter().filter_map(origin).collect();
    let is_compressed = |origin: &Origin<'_>| origin.media.form == Form::Compressed;
    (subject.base.is_empty() && origins.iter().any(is_compressed)).then_some(origins)
}

/// The parts with sources that live as long as the reader; `None` if they are compressed and too large for memory.
fn origins<'m>(
    parts: &[Part],
    files: &Files,
    members: &'m [Member],
) -> Result<Option<Vec<Origin<'m>>>, Error> {
    let mut origins = Vec::with_capacity(parts.len());
    let mut room = DECODED_BYTES;
    for part in parts {
        let media = members.get(part.member).and_then(Member::media);
        let set = media.and_then(|media| media.sets.get(part.set));
        let input = files.get(part.member);
        let (Some(media), Some(set), Some(input)) = (media, set, input) else {
            continue;
        };
        let source: Rc<dyn ReadAt> = match media.form {
            Form::Plain => Rc::clone(&input.bytes),
            Form::Compressed => {
                let Some(decoded) = decoded(&*input.bytes, room)? else {
                    return Ok(None);
                };
                room = room.saturating_sub(decoded.len() as u64);
                Rc::new(decoded)
            }
        };
        origins.push(Origin { source, media, set });
    }
    Ok(Some(origins))
}

/// All that a compressed file decodes to, if that is no more than `at_most` bytes.
fn decoded(source: &dyn ReadAt, at_most: u64) -> Result<Option<Vec<u8>>, Error> {
    const WINDOW_BYTES: usize = 1 << 20;
    // It is never larger than what it was made of but for the heads of its chunks.
    if source.len() > at_most {
        return Ok(None);
    }
    let stream = Decoded::new(source, None);
    let mut all = Vec::new();
    let mut window = vec![0; WINDOW_BYTES];
    loop {
        let offset = all.len() as u64;
        let read = stream
            .read_at(offset, &mut window)
            .map_err(|source| Error::Read { offset, source })?;
        if read == 0 {
            return Ok(Some(all));
        }
        all.extend_from_slice(window.get(..read).unwrap_or_default());
        if all.len() as u64 > at_most {
            return Ok(None);
        }
    }
}
