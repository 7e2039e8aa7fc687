//! From inputs to sets: each file is glanced at, every system claims its own, and each claim that holds is opened.

mod carried;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::container::kinds;
use crate::container::zip::writer::Strung;
use crate::container::zip::{self as archive, Archive};
use crate::error::Error;
use crate::format::saved::SavedReports;
use crate::format::{
    Addressed, Answer, Facts, Job, Opened, Options, Question, Report, Running, System,
};
use crate::inspect::claim::{Claim, GLANCE_BYTES, Glance, Opening};
use crate::inspect::copy::{Copy, Packs};
use crate::inspect::export::{Compared, Exported, Sink, Wanted};
use crate::inspect::query::{self, Query, Rows, Table};
use crate::inspect::work::{Ended, Plan, WorkKind};
use crate::report::SourceFile;
use crate::source::{Files, Input, ReadAt, shown_path};

/// Bytes at the end of a file in which the end record of a ZIP archive must begin (APPNOTE 4.3.16: 22 bytes and a
/// comment of at most 65,535).
const ZIP_END_BYTES: u64 = 22 + 65_535;

/// A ZIP that carries others is looked into so deep.
const MAX_DEPTH: u32 = 2;

/// A piece of work of a set, by the number that [`Set::begin`] gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WorkId(u32);

/// One set of files that belong together, opened. Whatever is read, shown or copied of it comes from its own files.
#[derive(Debug)]
pub struct Set {
    /// Positions of its files among the inputs that were given, in the order that its system wants. Of a file that
    /// another carries, the position of that one.
    pub inputs: Vec<usize>,
    claim: Claim,
    files: Files,
    /// Its one file as it was put together from those of a folder.
    strung: Option<Strung>,
    opened: Opened,
    jobs: BTreeMap<WorkId, Job>,
    /// Those of them that make a copy.
    copies: BTreeSet<WorkId>,
    next: u32,
}

impl Set {
    /// Its files, and no others.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// Its one file as it was put together from those of a folder; `None` where it is one that was given. Only where
    /// the set is can it be read, unless a worker is given the same bytes as one file.
    pub fn strung(&self) -> Option<&Strung> {
        self.strung.as_ref()
    }

    /// The name that it goes by.
    pub fn name(&self) -> &str {
        &self.claim.name
    }

    /// It was found by itself in a folder, and is of no system: nobody asked about it.
    pub fn by_the_way(&self) -> bool {
        self.claim.by_the_way
    }

    /// The report as far as is known.
    pub fn report(&self, options: &Options) -> Report {
        let mut report = self.opened.report(options);
        if self.strung.is_none() && (self.files.count() > 1 || self.claim.listed) {
            let mut files: Vec<SourceFile> = self
                .files
                .iter()
                .zip(&self.claim.members)
                .map(|(input, member)| SourceFile {
                    path: input.path.clone(),
                    bytes: input.bytes.len(),
                    role: member.role.into(),
                    why: member.why.clone(),
                })
                .collect();
            crate::sort::sort_by(&mut files, |a, b| a.path.as_bytes().cmp(b.path.as_bytes()));
            report.source.files = Some(files);
        }
        report
    }

    /// Begins a piece of work.
    ///
    /// # Errors
    /// `Invalid` if there is no such work for this set, `Read` if a file can't be read.
    pub fn begin(&mut self, kind: &WorkKind, options: &Options) -> Result<WorkId, Error> {
        let job = self.opened.begin(&self.files, kind, options)?;
        let id = WorkId(self.next);
        self.next += 1;
        self.jobs.insert(id, job);
        if matches!(kind, WorkKind::Copy { .. }) {
            self.copies.insert(id);
        }
        Ok(id)
    }

    fn job(&self, work: WorkId) -> Result<&Job, Error> {
        self.jobs.get(&work).ok_or_else(no_work)
    }

    /// How the work is divided.
    ///
    /// # Errors
    /// When there is no such work.
    pub fn plan(&self, work: WorkId) -> Result<Plan, Error> {
        self.opened.plan(self.job(work)?)
    }

    /// Description of a task for a worker: opaque bytes for [`crate::format::begin`].
    ///
    /// # Errors
    /// When there is no such task.
    pub fn task(&self, work: WorkId, index: u32) -> Result<Vec<u8>, Error> {
        let (system, task) = self.opened.task(self.job(work)?, index)?;
        let stamp = self.files.stamp();
        Addressed {
            stamp,
            system,
            task,
        }
        .to_bytes()
    }

    /// Begins a task where the set is. `beside` is what the work has beside the files.
    ///
    /// # Errors
    /// When there is no such task.
    pub fn run(&self, work: WorkId, index: u32, beside: Vec<Input>) -> Result<Running<'_>, Error> {
        let (system, task) = self.opened.task(self.job(work)?, index)?;
        Running::here(system, &task, &self.files, beside)
    }

    /// Takes what a task found out. What comes early is kept until its turn.
    ///
    /// # Errors
    /// When no result of that task is expected.
    pub fn take(&mut self, work: WorkId, index: u32, facts: Facts) -> Result<(), Error> {
        let job = self.jobs.get_mut(&work).ok_or_else(no_work)?;
        self.opened.take(job, index, facts)
    }

    /// A task that will never come: its worker failed twice. The report says what is missing.
    ///
    /// # Errors
    /// When there is no such work.
    pub fn lost(&mut self, work: WorkId, index: u32, why: &str) -> Result<(), Error> {
        let job = self.jobs.get_mut(&work).ok_or_else(no_work)?;
        self.opened.lost(job, index, why);
        Ok(())
    }

    /// All tasks are done.
    ///
    /// # Errors
    /// When something is missing without which there is no result.
    pub fn end(&mut self, work: WorkId) -> Result<Ended, Error> {
        let job = self.jobs.remove(&work).ok_or_else(no_work)?;
        self.opened.end(job)
    }

    /// Whether the work makes a copy, which is then composed.
    pub fn makes_copy(&self, work: WorkId) -> bool {
        self.copies.contains(&work)
    }

    /// Forgets a piece of work.
    pub fn drop_work(&mut self, work: WorkId) {
        self.jobs.remove(&work);
    }

    /// The copy that the work has made, piece by piece.
    ///
    /// # Errors
    /// `Invalid` if the work makes none, `Read` if a file can't be read.
    pub fn compose<'a>(&'a self, work: WorkId, packs: Packs<'a>) -> Result<Copy<'a>, Error> {
        self.opened.compose(&self.files, self.job(work)?, packs)
    }

    /// Packs that are made when they are asked for, by whoever asks.
    pub fn packs_here(&self, work: WorkId) -> Packs<'_> {
        Box::new(move |index| {
            let mut task = self.run(work, index, Vec::new())?;
            while !task.step(&mut |_| true)?.finished {}
            task.finish()?
                .into_pack()
                .map_err(|_| Error::Protocol("the task of a copy has another result".into()))
        })
    }

    /// Opens a copy and reads the entries that the original does not have in the same form. Answers how many.
    ///
    /// # Errors
    /// `Invalid` if the copy is not what it was to be, `Read` if it can't be read.
    pub fn check_copy(&self, copy: &dyn ReadAt) -> Result<u64, Error> {
        self.opened.check_copy(copy)
    }

    /// The reports in it, if it is a file that holds saved ones.
    ///
    /// # Errors
    /// `Read` if it can't be read.
    pub fn saved(&self) -> Result<SavedReports, Error> {
        crate::format::saved::read(&self.files)
    }

    /// What can be listed.
    pub fn tables(&self) -> Vec<Table> {
        let mut tables = self.opened.tables().to_vec();
        tables.push(query::FINDINGS);
        tables
    }

    /// Rows of a table.
    ///
    /// # Errors
    /// `Invalid` if there is no such table, or nothing is known of it.
    pub fn rows(&self, options: &Options, query: &Query) -> Result<Rows, Error> {
        if query.table == query::FINDINGS.name {
            return query::findings(&self.report(options).findings, query);
        }
        self.opened.rows(&self.files, options, query)
    }

    /// Whether an export tells something that only a set whose check is done knows.
    pub fn export_needs_check(&self, wanted: &Wanted) -> bool {
        self.opened.export_needs_check(wanted)
    }

    /// Exports what is inside, piece by piece.
    ///
    /// # Errors
    /// `Invalid` if there is no such export, `Read` if a file can't be read.
    pub fn export(
        &self,
        options: &Options,
        wanted: &Wanted,
        sink: Sink<'_>,
    ) -> Result<Exported, Error> {
        self.opened.export(&self.files, options, wanted, sink)
    }

    /// Compares with another set; the result is one JSON object, piece by piece.
    ///
    /// # Errors
    /// `Invalid` if the two can't be compared, `Read` if a file can't be read.
    pub fn compare(
        &self,
        other: &Set,
        options: &Options,
        sink: Sink<'_>,
    ) -> Result<Compared, Error> {
        let other = (&other.opened, &other.files);
        self.opened.compare(&self.files, other, options, sink)
    }

    /// Answers what its system alone can.
    ///
    /// # Errors
    /// `Invalid` with the reason, in words.
    pub fn ask(&self, options: &Options, question: &Question) -> Result<Answer, Error> {
        self.opened.ask(&self.files, options, question)
    }
}

fn no_work() -> Error {
    Error::Protocol("there is no such work".into())
}

/// What is seen of an input before it is anybody's.
struct Glanced {
    input: Input,
    /// Position among the inputs that were given.
    position: usize,
    head: Vec<u8>,
    zip: Option<Archive>,
}

/// First bytes of all inputs together that are kept as they were read.
const HEADS_BYTES: usize = 64 << 20;

/// Of further inputs so many are kept: what a backup's first blocks say stands in them. Ten thousand files take 150 MB so.
const SHORT_HEAD_BYTES: usize = 16 << 10;

/// What was seen so far.
#[derive(Default)]
struct Seen {
    all: Vec<Glanced>,
    head_bytes: usize,
}

impl Seen {
    fn push(&mut self, mut one: Glanced) {
        if self.head_bytes > HEADS_BYTES {
            one.head.truncate(SHORT_HEAD_BYTES);
        }
        one.head.shrink_to_fit();
        self.head_bytes = self.head_bytes.saturating_add(one.head.len());
        self.all.push(one);
    }
}

/// Finds out what belongs together, picks the system of each set and reads the directories.
///
/// # Errors
/// When an input can't be read.
pub fn open(inputs: Vec<Input>) -> Result<Vec<Set>, Error> {
    open_with(inputs, Opening::default())
}

/// As [`open`], in another way.
///
/// # Errors
/// When an input can't be read.
pub fn open_with(inputs: Vec<Input>, opening: Opening) -> Result<Vec<Set>, Error> {
    let mut found = open_each_with(inputs, opening);
    match found.unread.is_empty() {
        true => Ok(found.sets),
        false => Err(found.unread.swap_remove(0).1),
    }
}

/// The one set of its system, if several things were found.
///
/// # Errors
/// `Invalid` if there are several.
pub fn only(mut sets: Vec<Set>) -> Result<Set, Error> {
    if sets.iter().filter(|set| !set.by_the_way()).count() > 1 {
        let names: Vec<&str> = sets.iter().map(Set::name).collect();
        return Err(Error::Invalid(format!(
            "there are {} sets in it; name one of them: {}",
            names.len(),
            names.join(", ")
        )));
    }
    let at = sets
        .iter()
        .position(|set| !set.by_the_way())
        .unwrap_or_default();
    if at >= sets.len() {
        return Err(Error::Protocol("an input without an answer".into()));
    }
    Ok(sets.swap_remove(at))
}

/// What came of many inputs.
#[derive(Debug, Default)]
pub struct FoundSets {
    /// The sets, in the order of their first files.
    pub sets: Vec<Set>,
    /// Inputs that could not be read, by position.
    pub unread: Vec<(usize, Error)>,
}

/// As [`open`], of many inputs: one that can't be read spoils no other.
pub fn open_each(inputs: Vec<Input>) -> FoundSets {
    open_each_with(inputs, Opening::default())
}

/// As [`open_each`], in another way.
pub fn open_each_with(inputs: Vec<Input>, opening: Opening) -> FoundSets {
    let mut seen = Seen::default();
    let mut unread = Vec::new();
    for (position, mut input) in inputs.into_iter().enumerate() {
        input.path = shown_path(&input.path);
        if let Err(error) = look(input, position, MAX_DEPTH, &opening, &mut seen) {
            unread.push((position, error));
        }
    }
    let seen = seen.all;
    let claims = {
        let glances: Vec<Glance<'_>> = seen.iter().map(|seen| glance(seen, &opening)).collect();
        crate::format::claims(&glances)
    };
    let mut slots: Vec<Option<Glanced>> = seen.into_iter().map(Some).collect();
    let mut sets = Vec::new();
    for (system, claim) in settled(claims, slots.len()) {
        let mut files = Vec::with_capacity(claim.members.len());
        let mut zips = Vec::with_capacity(claim.members.len());
        let mut positions = Vec::with_capacity(claim.members.len());
        for member in &claim.members {
            let slot = slots.get_mut(member.position);
            if let Some(one) = slot.as_ref().and_then(|slot| slot.as_ref()) {
                files.push(one.input.clone());
                positions.push(one.position);
            }
            let zip = slot
                .and_then(|slot| slot.as_mut())
                .map(|one| one.zip.take());
            zips.push(zip.flatten());
        }
        let mut strung = None;
        if let Some(names) = &claim.unpacked {
            match pack(&claim.name, names, &files, &opening) {
                Ok((input, zip, packed)) => {
                    files = vec![input];
                    zips = vec![Some(zip)];
                    strung = Some(packed);
                }
                Err(error) => {
                    unread.push((positions.first().copied().unwrap_or_default(), error));
                    continue;
                }
            }
        }
        let files = Files::of_set(files);
        let opened = match Opened::open(system, &claim, &files, zips, &opening) {
            Ok(opened) => opened,
            Err(error) => {
                unread.push((positions.first().copied().unwrap_or_default(), error));
                continue;
            }
        };
        sets.push(Set {
            inputs: positions,
            claim,
            files,
            strung,
            opened,
            jobs: BTreeMap::new(),
            copies: BTreeSet::new(),
            next: 1,
        });
    }
    FoundSets { sets, unread }
}

/// The files of a folder as the ZIP file that they would be packed into.
fn pack(
    name: &str,
    names: &[String],
    files: &[Input],
    opening: &Opening,
) -> Result<(Input, Archive, Strung), Error> {
    let entries: Vec<(String, Rc<dyn ReadAt>)> = names
        .iter()
        .zip(files)
        .map(|(name, input)| (name.clone(), Rc::clone(&input.bytes)))
        .collect();
    let strung = Strung::new(&entries)?;
    let zip = archive::open_within(&strung, opening.room)?;
    Ok((Input::new(name, strung.clone()), zip, strung))
}

fn glance<'a>(seen: &'a Glanced, opening: &Opening) -> Glance<'a> {
    Glance {
        together: opening.together,
        path: &seen.input.path,
        tree: seen.input.tree,
        bytes: seen.input.bytes.len(),
        head: &seen.head,
        zip: seen.zip.as_ref(),
    }
}

/// Looks at an input, and at what it carries.
fn look(
    input: Input,
    position: usize,
    depth: u32,
    opening: &Opening,
    seen: &mut Seen,
) -> Result<(), Error> {
    let wanted = input.bytes.len().min(GLANCE_BYTES as u64) as usize;
    let mut head = vec![0; wanted];
    let read = archive::read_within(&*input.bytes, 0, &mut head)?;
    head.truncate(read);
    let zip = match is_zip(&input, &head)? {
        true => Some(archive::open_within(&*input.bytes, opening.room)?),
        false => None,
    };
    let one = Glance {
        together: opening.together,
        path: &input.path,
        tree: input.tree,
        bytes: input.bytes.len(),
        head: &head,
        zip: zip.as_ref(),
    };
    let carrier = zip
        .as_ref()
        .filter(|_| depth > 0 && !crate::format::knows(one));
    // A tree of its own for each, from the end: folders are numbered from the start.
    let tree = u32::MAX - u32::try_from(seen.all.len()).unwrap_or(0);
    let carried = match carrier {
        Some(zip) => carried::carried(&input, zip, tree)?,
        None => None,
    };
    if let Some(carried) = carried {
        for inner in carried {
            look(inner, position, depth - 1, opening, seen)?;
        }
        return Ok(());
    }
    seen.push(Glanced {
        input,
        position,
        head,
        zip,
    });
    Ok(())
}

/// Whether first or last bytes are those of a ZIP file.
fn is_zip(input: &Input, head: &[u8]) -> Result<bool, Error> {
    if kinds::is_never_zip(head) {
        return Ok(false);
    }
    const SIGNATURES: [&[u8]; 4] = [b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x07\x08"];
    let any = |bytes: &[u8], signatures: &[&[u8]]| {
        bytes.windows(4).any(|window| signatures.contains(&window))
    };
    if any(head, &SIGNATURES) && !kinds::is_no_zip(head) {
        return Ok(true);
    }
    let start = input.bytes.len().saturating_sub(ZIP_END_BYTES);
    let mut end = vec![0; (input.bytes.len() - start) as usize];
    let read = archive::read_within(&*input.bytes, start, &mut end)?;
    Ok(any(end.get(..read).unwrap_or_default(), &SIGNATURES[2..3]))
}

/// The claims that hold, in the order of their first files: of a contested file the highest score. The last system
/// claims every file, so none is left over.
fn settled(mut claims: Vec<(System, Claim)>, files: usize) -> Vec<(System, Claim)> {
    crate::sort::sort_by_key(&mut claims, |(_, claim)| std::cmp::Reverse(claim.score));
    let mut taken = vec![false; files];
    let mut held: Vec<(System, Claim)> = Vec::new();
    for (system, mut claim) in claims {
        let is_taken = |position: usize| taken.get(position).copied().unwrap_or(true);
        if claim.gleaning {
            // Takes what is left.
            claim.members.retain(|member| !is_taken(member.position));
        }
        let own = || claim.members.iter().filter(|member| !member.shared);
        if own().next().is_none() || own().any(|member| is_taken(member.position)) {
            continue;
        }
        for member in &claim.members {
            if let Some(slot) = taken.get_mut(member.position) {
                *slot = true;
            }
        }
        held.push((system, claim));
    }
    crate::sort::sort_by_key(&mut held, |(_, claim)| {
        claim.members.iter().map(|member| member.position).min()
    });
    held
}
