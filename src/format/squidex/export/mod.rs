//! Exports of a Squidex backup: what the restored app holds, or all that can be read of it (`product.md` section 9).
//!
//! Two passes. The first reads every event as a check does and folds it without keeping what it holds: [`DryRun`] for an
//! export knows where each object is made. The second reads those events once more, in the order of the export, and
//! writes a line after the other. So the memory is that of a check and 56 bytes for each content, its order (about 70
//! bytes more while it is sorted), and 4 bytes for each event of a schema, an asset, a rule or the app; of what contents
//! hold, one at a time.

pub(super) mod app;
pub(super) mod asset;
pub(super) mod assets;
pub(super) mod contents;
pub(super) mod events;
pub(super) mod json;
pub(super) mod links;
pub(super) mod record;
pub(super) mod rules;
pub(super) mod schema;
pub(super) mod schemas;
pub(super) mod secrets;
mod sync;
mod table;

use super::check::{self, SquidexCheck};
use super::compare::times::Counts;
use super::decode::instant_text;
use super::facts::Learned;
use super::layout::{self, SpecialFile};
use super::restore::{DryRun, Stored};
use super::shard::{self, Item, Shard, SquidexShard};
use super::target::Target;
use crate::container::zip::{EntryLocation, EntryReader};
use crate::error::Error;
use crate::inspect::export::{self, Exported, Form, Piece, Sink, Wanted};
use crate::inspect::work::{Facts, Task};
use crate::source::{Files, Input};

use per_byte::find::Needle;

use record::Record;

/// What can be exported, by its word.
const KINDS: [&str; 6] = ["contents", "assets", "schemas", "rules", "events", "sync"];

/// Those of several files.
pub(super) const MANY_FILES: [&str; 2] = ["assets", "sync"];

/// Events that are read at once in the first pass.
const SHARD_EVENTS: usize = 4_096;

/// Bytes that are gathered before they are handed on.
const PIECE_BYTES: usize = 256 << 10;

/// Exports what is wanted.
///
/// # Errors
/// `Invalid` if there is no such export or it is not known what the server would be left with, `Read` if the file can't
/// be read.
pub(super) fn export(
    check: &SquidexCheck,
    files: &Files,
    target: &Target,
    wanted: &Wanted,
    sink: Sink<'_>,
) -> Result<Exported, Error> {
    if !KINDS.contains(&wanted.what.as_str()) {
        return Err(export::no_export(&wanted.what, &KINDS));
    }
    let mut out = Out::new(sink);
    if wanted.what == "events" {
        if let Some(why) = check.not_whole() {
            out.told.leave_out(None, why);
        }
        events::write(check, files, wanted, &mut out)?;
        return Ok(out.end());
    }
    let Some(mut source) = Folded::new(check, files, target, wanted, &mut out)? else {
        return Ok(out.end());
    };
    match wanted.what.as_str() {
        "assets" => assets::write(&mut source, wanted, &mut out)?,
        "schemas" => schemas::write(&mut source, wanted, &mut out)?,
        "rules" => rules::write(&mut source, wanted, &mut out)?,
        "sync" => sync::write(&mut source, wanted, &mut out)?,
        _ => contents::write(&mut source, wanted, &mut out)?,
    }
    Ok(out.end())
}

/// Where pieces go, and what is told of the export at its end.
pub(super) struct Out<'s> {
    sink: Sink<'s>,
    buffer: Vec<u8>,
    pub(super) told: Exported,
}

impl<'s> Out<'s> {
    pub(super) fn new(sink: Sink<'s>) -> Out<'s> {
        Out {
            sink,
            buffer: Vec::new(),
            told: Exported::default(),
        }
    }

    /// Whether more is wanted.
    pub(super) fn goes_on(&self) -> bool {
        !self.told.stopped
    }

    /// Begins another file.
    pub(super) fn file(&mut self, path: &[String], bytes: Option<u64>) {
        self.flush();
        if self.goes_on() {
            self.told.stopped = !(self.sink)(Piece::File { path, bytes });
        }
    }

    /// Where the next bytes are appended; [`Out::step`] hands them on.
    pub(super) fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// Hands on what has gathered, if it is enough.
    pub(super) fn step(&mut self) {
        if self.buffer.len() >= PIECE_BYTES {
            self.flush();
        }
    }

    pub(super) fn flush(&mut self) {
        if !self.buffer.is_empty() && self.goes_on() {
            self.told.stopped = !(self.sink)(Piece::Bytes(&self.buffer));
        }
        self.buffer.clear();
    }

    /// Tells how many events were read before anything is written.
    pub(super) fn read(&mut self, done: u64, of: u64) -> bool {
        if self.goes_on() {
            self.told.stopped = !(self.sink)(Piece::Read { done, of });
        }
        self.goes_on()
    }

    /// Asks whether to go on, and hands on what there is: where nothing is written for a while.
    pub(super) fn ask(&mut self) -> bool {
        if self.buffer.is_empty() && self.goes_on() {
            self.told.stopped = !(self.sink)(Piece::Bytes(&[]));
        }
        self.flush();
        self.goes_on()
    }

    pub(super) fn end(mut self) -> Exported {
        self.flush();
        self.told
    }
}

/// Objects, one a line or in one array.
struct List {
    form: Form,
    begun: bool,
}

impl List {
    fn begin(form: Form, out: &mut Out<'_>) -> List {
        if form == Form::Json {
            out.bytes().push(b'[');
        }
        List { form, begun: false }
    }

    /// The next object.
    fn push(&mut self, object: &[u8], out: &mut Out<'_>) {
        let begun = std::mem::replace(&mut self.begun, true);
        let to = out.bytes();
        match (self.form, begun) {
            (Form::Json, false) => to.push(b'\n'),
            (Form::Json, true) => to.extend_from_slice(b",\n"),
            _ => {}
        }
        to.extend_from_slice(object);
        if self.form != Form::Json {
            to.push(b'\n');
        }
        out.told.written += 1;
        out.step();
    }

    fn end(self, out: &mut Out<'_>) {
        if self.form == Form::Json {
            out.bytes().extend_from_slice(b"\n]\n");
        }
        out.step();
    }
}

/// The first pass, perhaps on its way.
#[derive(Debug)]
pub(super) struct Fold {
    /// Index and entry of each event, by index.
    events: Vec<(u64, u32)>,
    /// So many of them were folded.
    folded: usize,
    dry: DryRun,
    /// What a server would be left with, if that is what is wanted.
    restored: Option<Stored>,
    /// When they were, if somebody asks.
    times: Option<Counts>,
}

impl Fold {
    /// Nothing is folded yet. With `restored`: what a server would be left with, else all that can be read.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn begin(
        check: &SquidexCheck,
        files: &Files,
        restored: Option<Stored>,
    ) -> Result<Fold, Error> {
        let (archive, layout, _) = check.directory();
        let events = match restored {
            Some(_) => (0..).zip(layout.events.iter().copied()).collect(),
            None => layout::events_anywhere(archive),
        };
        let special = check::special(files.first()?, archive, layout)?;
        Ok(Fold {
            events,
            folded: 0,
            dry: DryRun::for_export(special),
            restored,
            times: None,
        })
    }

    /// Events that were folded, and all of them.
    pub(super) fn progress(&self) -> (u64, u64) {
        (self.folded as u64, self.events.len() as u64)
    }

    /// Folds the next part of the events. `false`: it was stopped, and the part is not folded.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn step(
        &mut self,
        check: &SquidexCheck,
        files: &Files,
        alive: &mut dyn FnMut() -> bool,
    ) -> Result<bool, Error> {
        let (archive, _, shared) = check.directory();
        let left = self.events.get(self.folded..).unwrap_or_default();
        let part = left.get(..SHARD_EVENTS).unwrap_or(left);
        let items = part
            .iter()
            .filter_map(|&(index, entry)| {
                Some(Item {
                    location: archive.entries.location(entry)?,
                    event: Some(index),
                    skip: shared.skips(entry),
                })
            })
            .collect();
        let whole_links = self.dry.whole_links().map(Into::into);
        let mut shard = Box::new(SquidexShard::start(Shard { items, whole_links }));
        let mut goes_on = true;
        while goes_on && !shard.step(files, &[], &mut |_| true)?.finished {
            goes_on = alive();
        }
        if !(goes_on && alive()) {
            return Ok(false);
        }
        self.folded += part.len();
        if let Facts::System(Learned::Shard(facts)) = shard.finish()? {
            for read in facts.events {
                if let Some(times) = &mut self.times {
                    let time = read.outcome.as_ref().ok().and_then(|facts| facts.timestamp);
                    times.add(time.map(|(seconds, _)| seconds));
                }
                self.dry.event(read);
            }
        }
        Ok(true)
    }

    /// All were folded.
    pub(super) fn end(self) -> Done {
        let as_restored = self.restored.is_some();
        Done {
            stored: self.restored.unwrap_or_else(|| self.dry.all_stored()),
            events: self.events,
            dry: self.dry,
            as_restored,
            times: self.times,
        }
    }
}

/// What the first pass found: all that is kept between two looks at an archive.
#[derive(Debug)]
pub(super) struct Done {
    events: Vec<(u64, u32)>,
    dry: DryRun,
    stored: Stored,
    as_restored: bool,
    times: Option<Counts>,
}

/// An archive after the first pass.
pub(super) struct Folded<'a> {
    pub(super) check: &'a SquidexCheck,
    input: &'a Input,
    pub(super) target: &'a Target,
    /// Index and entry of each event, by index.
    pub(super) events: Vec<(u64, u32)>,
    reader: EntryReader,
    pub(super) dry: DryRun,
    /// The objects that are exported.
    pub(super) stored: Stored,
    as_restored: bool,
    /// When the events were, if that was asked for.
    pub(super) times: Option<Counts>,
}

impl<'a> Folded<'a> {
    /// Reads all events. `None`: it was stopped.
    ///
    /// # Errors
    /// `Unknown` if it is not known what the server would be left with, `Read` if the file can't be read.
    pub(super) fn new(
        check: &'a SquidexCheck,
        files: &'a Files,
        target: &'a Target,
        wanted: &Wanted,
        out: &mut Out<'_>,
    ) -> Result<Option<Folded<'a>>, Error> {
        Folded::read(check, files, target, wanted, None, out)
    }

    /// As [`Folded::new`], with when the events were.
    ///
    /// # Errors
    /// As [`Folded::new`].
    pub(super) fn with_times(
        check: &'a SquidexCheck,
        files: &'a Files,
        target: &'a Target,
        wanted: &Wanted,
        out: &mut Out<'_>,
    ) -> Result<Option<Folded<'a>>, Error> {
        Folded::read(check, files, target, wanted, Some(Counts::default()), out)
    }

    fn read(
        check: &'a SquidexCheck,
        files: &'a Files,
        target: &'a Target,
        wanted: &Wanted,
        times: Option<Counts>,
        out: &mut Out<'_>,
    ) -> Result<Option<Folded<'a>>, Error> {
        let restored = match wanted.as_restored {
            false => None,
            true => Some(check.stored(target).ok_or_else(|| {
                Error::Unknown(
                    "not all of the archive was read, so what the server would be left with can't be told".into(),
                )
            })?),
        };
        if let Some(why) = check.not_whole() {
            out.told.leave_out(None, why);
        }
        let mut fold = Fold::begin(check, files, restored)?;
        fold.times = times;
        while fold.progress().0 < fold.progress().1 {
            let alive = fold.step(check, files, &mut || out.ask())?;
            let (done, of) = fold.progress();
            if !(alive && out.read(done, of)) {
                return Ok(None);
            }
        }
        // What a server would be left with has no gaps that are not in the report.
        if fold.restored.is_none() {
            let (skipped, count) = fold.dry.skipped();
            for one in skipped {
                let why = format!("event {}: {}", one.index, one.why);
                out.told.leave_out(Some(one.index), why);
            }
            out.told.left_out_count += count - skipped.len() as u64;
        }
        Ok(Some(Folded::resume(check, files, target, fold.end())?))
    }

    /// Goes on with what a first pass has found.
    ///
    /// # Errors
    /// `Protocol` if the set has no file.
    pub(super) fn resume(
        check: &'a SquidexCheck,
        files: &'a Files,
        target: &'a Target,
        done: Done,
    ) -> Result<Folded<'a>, Error> {
        Ok(Folded {
            check,
            input: files.first()?,
            target,
            events: done.events,
            reader: EntryReader::new(),
            dry: done.dry,
            stored: done.stored,
            as_restored: done.as_restored,
            times: done.times,
        })
    }

    /// Whether the objects are those that a restore would leave.
    pub(super) fn is_restored(&self) -> bool {
        self.as_restored
    }

    /// Reads entries.
    pub(super) fn reader(&mut self) -> &mut EntryReader {
        &mut self.reader
    }

    /// What is kept for the next look.
    pub(super) fn suspend(self) -> Done {
        Done {
            events: self.events,
            dry: self.dry,
            stored: self.stored,
            as_restored: self.as_restored,
            times: self.times,
        }
    }

    /// Reads an event once more.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn record(&mut self, index: u64) -> Result<Option<Record>, Error> {
        let Some(location) = self.location(index) else {
            return Ok(None);
        };
        let bytes = shard::event_bytes(&mut self.reader, &*self.input.bytes, &location)?;
        Ok(bytes.as_deref().and_then(Record::read))
    }

    /// Whether the bytes of an event may have a text; `false`: what it holds has not. One that can't be read has nothing.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn may_have(&mut self, index: u64, needle: &Needle) -> Result<bool, Error> {
        let Some(location) = self.location(index) else {
            return Ok(false);
        };
        let source = &*self.input.bytes;
        shard::with_event_bytes(&mut self.reader, source, &location, |bytes| {
            bytes.is_some_and(|bytes| needle.is_in(bytes) || needle.may_hide_in(bytes))
        })
    }

    /// Where the entry of an event stands.
    fn location(&self, index: u64) -> Option<EntryLocation> {
        let found = self
            .events
            .binary_search_by_key(&index, |(index, _)| *index);
        let (_, entry) = self.events.get(found.ok()?)?;
        let (archive, _, _) = self.check.directory();
        archive.entries.location(*entry)
    }

    /// The bytes of a special attachment, in its place or elsewhere; of more than an event may have, none.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn special(&mut self, file: SpecialFile) -> Result<Option<Vec<u8>>, Error> {
        let (archive, layout, _) = self.check.directory();
        let place = &layout.special[file as usize];
        let elsewhere = if self.as_restored {
            None
        } else {
            place.misplaced
        };
        let entry = place.entry.or(elsewhere);
        let Some(location) = entry.and_then(|entry| archive.entries.location(entry)) else {
            return Ok(None);
        };
        shard::event_bytes(&mut self.reader, &*self.input.bytes, &location)
    }

    /// An instant as the export has it: ISO 8601 in UTC. The server keeps whole seconds, and 1970 where none is known.
    pub(super) fn instant(&self, at: Option<(i64, i32)>) -> Option<String> {
        match at {
            Some((seconds, _)) if self.as_restored => Some(instant_text((seconds, 0))),
            Some(at) => Some(instant_text(at)),
            None => self.as_restored.then(|| instant_text((0, 0))),
        }
    }
}
