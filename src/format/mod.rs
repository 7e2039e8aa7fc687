//! Backup formats: one folder each, behind one trait.
//!
//! A format may span several dropped files and need not be a ZIP. [`sniff`] groups the inputs into
//! sets and picks the format of each; everything after that goes through [`Check`] on the
//! coordinator and [`ShardScan`] in the decode workers. This folder knows no browser and no terminal.

pub mod squidex;
pub mod unknown;
pub mod zip_faults;

use serde::{Deserialize, Serialize};

use crate::container::zip::{self as archive, Room, writer::Segment};
use crate::error::Error;
use crate::format::squidex::estimate::Load;
use crate::format::squidex::objects::{ObjectPage, ObjectQuery};
use crate::protocol::{CopyOffer, CopySummary, Recipe, RedactionSearch};
use crate::report::{CodeTable, Report};
use crate::source::{Files, Input, ReadAt};

pub use squidex::copy::PreparedCopy;
pub use squidex::target::{Initiator, Store, Target};

/// Every finding code of the product.
pub static CODES: CodeTable = CodeTable(&[
    unknown::codes::SECTION,
    zip_faults::codes::SECTION,
    squidex::codes::event::SECTION,
    squidex::codes::layout::SECTION,
    squidex::codes::reading::SECTION,
    crate::inspect::codes::SECTION,
    squidex::codes::failures::SECTION,
    squidex::codes::losses::SECTION,
    squidex::codes::notes::SECTION,
]);

/// How the reading of data is divided. Shards are handed out in order; results may come back in
/// any order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Plan {
    /// Number of shards.
    pub shards: u32,
    /// Compressed bytes that will be read.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
    /// Entries that will be read.
    #[cfg_attr(test, ts(type = "number"))]
    pub entries: u64,
}

/// The inspection of one set of inputs: opened from the directory, then fed with shard results.
///
/// Lives on the coordinator. The report can be asked for at any time and says what is not known.
pub trait Check {
    /// The shards that have to be scanned.
    fn plan(&self) -> Plan;

    /// Description of one shard for a decode worker: opaque bytes that [`Set::shard`] addresses.
    ///
    /// # Errors
    /// When there is no such shard.
    fn shard(&self, index: u32) -> Result<Vec<u8>, Error>;

    /// Takes the result of one shard. Results that come early are kept until their turn.
    ///
    /// # Errors
    /// When no result of that shard is expected.
    fn fold(&mut self, index: u32, result: Scanned) -> Result<(), Error>;

    /// A shard that will never come: its worker failed twice. The report says what is missing.
    fn give_up(&mut self, index: u32, reason: &str);

    /// The report as far as is known, for this target.
    fn report(&self, target: &Target) -> Report;

    /// The objects behind one number of the app that the report shows; `None` if that can't be told.
    fn objects(&self, _target: &Target, _query: &ObjectQuery) -> Option<ObjectPage> {
        None
    }

    /// What the estimate is made of, if this backup can be restored by a server at all.
    fn load(&self, target: &Target) -> Option<Load>;

    /// Works out a copy with the recipe's changes: all but the entries that are written anew. The original is
    /// never touched.
    ///
    /// # Errors
    /// When the recipe can't be followed (a name that is not valid), or the input can't be read.
    fn prepare_copy(&self, _files: &Files, _recipe: &Recipe) -> Result<PreparedCopy, Error> {
        Err(not_a_backup())
    }

    /// Description of one of the copy's [`PreparedCopy::jobs`] for a worker: opaque bytes that [`Set::pack_job`]
    /// addresses.
    ///
    /// # Errors
    /// When there is no such job.
    fn pack_job(&self, _copy: &PreparedCopy, _index: u32) -> Result<Vec<u8>, Error> {
        Err(not_a_backup())
    }

    /// The copy, piece by piece; what [`pack`] made of each job is fetched from `packs` in their order.
    ///
    /// # Errors
    /// When the input can't be read.
    fn write_copy<'a>(
        &'a self,
        _files: &'a Files,
        _copy: &'a PreparedCopy,
        _packs: Packs<'a>,
    ) -> Result<Copy<'a>, Error> {
        Err(not_a_backup())
    }

    /// What a copy could leave out or replace.
    ///
    /// # Errors
    /// `Invalid` if no copy with changes can be made of this file, `Read` if it can't be read.
    fn offer_copy(&self, _files: &Files) -> Result<CopyOffer, Error> {
        Err(not_a_backup())
    }

    /// Opens a copy and reads the entries that the original does not have in the same form. Answers how many
    /// were read.
    ///
    /// # Errors
    /// `Invalid` if the copy is not what it was to be, `Read` if it can't be read.
    fn check_copy(&self, _copy: &dyn ReadAt) -> Result<u64, Error> {
        Ok(0)
    }

    /// Looks in a redacted copy for everything that was removed; `None` if the recipe doesn't redact.
    /// `progress` hears how many bytes of the copy are done, and stops the search with `false`.
    ///
    /// # Errors
    /// `Invalid` if the recipe can't be followed or the search is stopped, `Read` if something can't be read.
    fn search_copy(
        &self,
        _files: &Files,
        _recipe: &Recipe,
        _copy: &dyn ReadAt,
        _progress: &mut dyn FnMut(u64) -> bool,
    ) -> Result<Option<RedactionSearch>, Error> {
        Ok(None)
    }
}

fn not_a_backup() -> Error {
    Error::Invalid("only a backup can be copied with changes; this file is none".into())
}

/// Fetches what [`pack`] made of a job, by its number. Asked for in ascending order, each once.
pub type Packs<'a> = Box<dyn FnMut(u32) -> Result<Vec<u8>, Error> + 'a>;

/// Packs that are made when they are asked for, by whoever asks.
pub fn pack_here<'a>(set: &'a Set, copy: &'a PreparedCopy) -> Packs<'a> {
    Box::new(move |index| squidex::copy::pack(&set.check.pack_job(copy, index)?, &set.files))
}

/// Writes entries of a copy anew and deflates them, in any worker.
///
/// # Errors
/// When the bytes are no job, the inputs are those of another set, or can't be read.
pub fn pack(job: &[u8], inputs: Vec<Input>) -> Result<Vec<u8>, Error> {
    let (files, job) = Addressed::open(job, inputs)?;
    // One format has copies today.
    squidex::copy::pack(&job, &files)
}

/// What a worker has to do, and for which files.
#[derive(Serialize, Deserialize)]
struct Addressed {
    /// [`Files::stamp`] of the set.
    stamp: Vec<(String, u64)>,
    /// Opaque here.
    task: Vec<u8>,
}

impl Addressed {
    fn to_bytes(files: &Files, task: Vec<u8>) -> Result<Vec<u8>, Error> {
        let stamp = files.stamp();
        postcard::to_allocvec(&Addressed { stamp, task })
            .map_err(|error| Error::Protocol(error.to_string()))
    }

    /// The task and the files that it is for.
    fn open(bytes: &[u8], inputs: Vec<Input>) -> Result<(Files, Vec<u8>), Error> {
        let Addressed { stamp, task } =
            postcard::from_bytes(bytes).map_err(|error| Error::Protocol(error.to_string()))?;
        let files = Files::of_set(inputs);
        if files.stamp() != stamp {
            return Err(Error::Protocol(
                "the files are not those of the set that the task is for".into(),
            ));
        }
        Ok((files, task))
    }
}

/// A copy that is ready to be written: slices of the original and fresh bytes, in order.
pub struct Copy<'a> {
    /// Length of the copy; `None` if it is only known when the copy is written.
    pub bytes: Option<u64>,
    /// What differs. `bytes_after` is for whoever writes the copy to fill in where `bytes` is `None`.
    pub summary: CopySummary,
    /// The pieces, made one by one; an error if the input can't be read any more. Slices are of the
    /// set's first input.
    pub segments: Box<dyn Iterator<Item = Result<Segment, Error>> + 'a>,
    /// What can only be said once all pieces were made, for whoever writes the copy to add to the notes of the summary.
    pub late_notes: Box<dyn Fn() -> Vec<String> + 'a>,
}

impl std::fmt::Debug for Copy<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Copy")
            .field("bytes", &self.bytes)
            .field("summary", &self.summary)
            .finish_non_exhaustive()
    }
}

/// One set of inputs that belong together, opened.
pub struct Set {
    /// Positions of its files among the inputs that were given, in the order that the format wants.
    pub inputs: Vec<usize>,
    /// The inspection.
    pub check: Box<dyn Check>,
    files: Files,
}

impl Set {
    /// Its files, and no others.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// Description of one shard for a worker: opaque bytes for [`begin`].
    ///
    /// # Errors
    /// When there is no such shard.
    pub fn shard(&self, index: u32) -> Result<Vec<u8>, Error> {
        Addressed::to_bytes(&self.files, self.check.shard(index)?)
    }

    /// Begins the scan of a shard where its set is.
    ///
    /// # Errors
    /// When there is no such shard.
    pub fn begin(&self, index: u32) -> Result<Running<'_>, Error> {
        let scan = start_shard(&self.check.shard(index)?)?;
        Ok(Running {
            files: Held::Lent(&self.files),
            scan,
        })
    }

    /// As [`Check::prepare_copy`], of its files.
    ///
    /// # Errors
    /// As [`Check::prepare_copy`].
    pub fn prepare_copy(&self, recipe: &Recipe) -> Result<PreparedCopy, Error> {
        self.check.prepare_copy(&self.files, recipe)
    }

    /// Description of one of the copy's [`PreparedCopy::jobs`] for a worker: opaque bytes for [`pack`].
    ///
    /// # Errors
    /// When there is no such job.
    pub fn pack_job(&self, copy: &PreparedCopy, index: u32) -> Result<Vec<u8>, Error> {
        Addressed::to_bytes(&self.files, self.check.pack_job(copy, index)?)
    }

    /// As [`Check::write_copy`], of its files.
    ///
    /// # Errors
    /// As [`Check::write_copy`].
    pub fn write_copy<'a>(
        &'a self,
        copy: &'a PreparedCopy,
        packs: Packs<'a>,
    ) -> Result<Copy<'a>, Error> {
        self.check.write_copy(&self.files, copy, packs)
    }

    /// As [`Check::offer_copy`], of its files.
    ///
    /// # Errors
    /// As [`Check::offer_copy`].
    pub fn offer_copy(&self) -> Result<CopyOffer, Error> {
        self.check.offer_copy(&self.files)
    }

    /// As [`Check::search_copy`], of its files.
    ///
    /// # Errors
    /// As [`Check::search_copy`].
    pub fn search_copy(
        &self,
        recipe: &Recipe,
        copy: &dyn ReadAt,
        progress: &mut dyn FnMut(u64) -> bool,
    ) -> Result<Option<RedactionSearch>, Error> {
        self.check.search_copy(&self.files, recipe, copy, progress)
    }
}

impl std::fmt::Debug for Set {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Set")
            .field("inputs", &self.inputs)
            .finish_non_exhaustive()
    }
}

/// Groups the inputs into sets, picks the format of each and reads the directories.
///
/// Every format that is known today lives in one file, so each input is a set of its own.
///
/// # Errors
/// When an input can't be read.
pub fn open(inputs: Vec<Input>) -> Result<Vec<Set>, Error> {
    open_with(inputs, Opening::default())
}

/// How sets are opened. No report depends on it, but where a directory has no room.
#[derive(Debug, Clone, Copy, Default)]
pub struct Opening {
    /// What is kept of a directory.
    pub room: Room,
    /// Into so many shards reading is divided (fewer if there are fewer entries); by size where it isn't said.
    pub shards: Option<u32>,
}

/// As [`open`], in another way.
///
/// # Errors
/// When an input can't be read.
pub fn open_with(inputs: Vec<Input>, opening: Opening) -> Result<Vec<Set>, Error> {
    let mut sets = Vec::with_capacity(inputs.len());
    for (position, input) in inputs.into_iter().enumerate() {
        let archive = archive::open_within(&*input.bytes, opening.room)?;
        let check: Box<dyn Check> = if squidex::sniff(&archive) {
            Box::new(squidex::SquidexCheck::open(
                &input,
                archive,
                opening.shards,
            )?)
        } else {
            Box::new(unknown::OtherCheck::open(&input, &archive)?)
        };
        sets.push(Set {
            inputs: vec![position],
            check,
            files: Files::of_set(vec![input]),
        });
    }
    Ok(sets)
}

/// Begins the scan of a shard from what [`Set::shard`] said, in any worker.
///
/// # Errors
/// When the bytes are no description of a shard, or the inputs are not the files of its set.
pub fn begin(shard: &[u8], inputs: Vec<Input>) -> Result<Running<'static>, Error> {
    let (files, shard) = Addressed::open(shard, inputs)?;
    Ok(Running {
        files: Held::Own(files),
        scan: start_shard(&shard)?,
    })
}

fn start_shard(shard: &[u8]) -> Result<Box<dyn ShardScan>, Error> {
    // One format has shards today.
    Ok(Box::new(squidex::SquidexShard::start(shard)?))
}

/// The files of a set, or those that a worker opened once more.
#[derive(Debug)]
enum Held<'f> {
    Lent(&'f Files),
    Own(Files),
}

/// The scan of a shard and the files that it reads.
pub struct Running<'f> {
    files: Held<'f>,
    scan: Box<dyn ShardScan>,
}

impl std::fmt::Debug for Running<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running")
            .field("files", &self.files)
            .finish_non_exhaustive()
    }
}

impl Running<'_> {
    /// As [`ShardScan::step`].
    ///
    /// # Errors
    /// As [`ShardScan::step`].
    pub fn step(&mut self, go_on: &mut dyn FnMut() -> bool) -> Result<Step, Error> {
        let files = match &self.files {
            Held::Lent(files) => files,
            Held::Own(files) => files,
        };
        self.scan.step(files, go_on)
    }

    /// The result, once [`Step::finished`].
    pub fn finish(self) -> Scanned {
        self.scan.finish()
    }
}

/// The scan of one shard in a decode worker: steppable, so that the worker hears "cancel".
pub trait ShardScan {
    /// Works until done or until `go_on` answers `false` (asked about every 100 µs).
    ///
    /// # Errors
    /// When the bytes can't be read. Faults of the backup are part of the result.
    fn step(&mut self, files: &Files, go_on: &mut dyn FnMut() -> bool) -> Result<Step, Error>;

    /// The result, once [`Step::finished`].
    fn finish(self: Box<Self>) -> Scanned;
}

/// What scanning a shard gave. Threads hand it over as it is; workers of the page have no memory in common and
/// send it as bytes.
#[derive(Debug)]
pub struct Scanned(squidex::facts::ShardFacts);

impl Scanned {
    /// As bytes, for [`Scanned::from_bytes`].
    pub fn to_bytes(&self) -> Vec<u8> {
        // Facts hold nothing that the serialiser could refuse; an empty answer would be refused by
        // the coordinator, so that nothing is lost unseen.
        postcard::to_allocvec(&self.0).unwrap_or_default()
    }

    /// From the bytes of [`Scanned::to_bytes`].
    ///
    /// # Errors
    /// When they are none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Scanned, Error> {
        postcard::from_bytes(bytes)
            .map(Scanned)
            .map_err(|error| Error::Protocol(error.to_string()))
    }
}

/// How far a shard is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Step {
    /// Compressed bytes read so far.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes_done: u64,
    /// Entries done so far.
    #[cfg_attr(test, ts(type = "number"))]
    pub entries_done: u64,
    /// Nothing left.
    pub finished: bool,
}
