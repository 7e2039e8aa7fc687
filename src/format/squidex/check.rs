//! The inspection of one Squidex backup on the coordinator: directory, shards, folding, report.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::ask::{self, Answer, Question};
use super::codes;
use super::copy;
use super::decode;
use super::estimate::Load;
use super::event_log::found::{SearchJob, Searches};
use super::event_log::numbered::{EventList, Numbered};
use super::event_log::rows;
use super::event_log::search::Part;
use super::events::EventType;
use super::facts::{AttachmentFault, EventRead, Learned, ShardFacts};
use super::headline;
use super::inside::{self, Inside};
use super::layout::{self, Layout, SpecialFile};
use super::messages::{DOWNLOADED, DOWNLOADING, INTERNAL_ERROR, INTRO_LINES, NO_EVENT};
use super::order::Order;
use super::report::{ManifestState, Restore, Span, SquidexReport};
use super::restore::{
    AssetEntry, AssetLookup, AttachmentContent, Document, DryRun, Extent, Finished, Prediction,
    Special, Stored, UseOf,
};
use super::shard::{Item, Shard};
use super::shared::Shared;
use super::tables;
use super::target::Target;
use super::work::{Described, Job};
use per_byte::crc::crc32;

use crate::container::zip::limits::{SUSPICIOUS_RATIO, SUSPICIOUS_RATIO_BYTES};
use crate::container::zip::{
    Archive, EntryFailure, EntryReader, Faults, Found, HeaderField, OpenStage, ZipFault,
};
use crate::error::Error;
use crate::format::whole::{self, Whole};
use crate::format::zip_faults;
use crate::inspect::Inspection;
use crate::inspect::copy::{self as copies, Copy, Packs};
use crate::inspect::entries::EntryList;
use crate::inspect::export::{Compared, Exported, Lines, Sink, Wanted};
use crate::inspect::query::{Query, Rows, Table};
use crate::inspect::work::{Ended, Facts, Plan, WorkKind};
use crate::report::words::{bytes, count, counted};
use crate::report::{Depth, Finding, FindingSet, Head, Outcome, Source, Verdict};
use crate::sort;
use crate::source::{Files, Input, ReadAt};

/// Shards aim at so many compressed bytes: large enough that hand-over costs nothing, small enough
/// that eight workers share even a small backup and early results stay few.
const SHARD_BYTES: u64 = 4 << 20;
/// And at most so many entries: their facts are what early results hold.
const SHARD_ENTRIES: usize = 8_192;
/// A shard of a small archive still gets so much.
const MIN_SHARD_BYTES: u64 = 256 << 10;

/// Most bytes of a file with a fixed name that are looked at, some seconds long: the server would read them all.
const MAX_DOCUMENT_BYTES: u64 = 512 << 20;

/// The inspection of one Squidex backup.
#[derive(Debug)]
pub struct SquidexCheck {
    file_name: String,
    archive: Archive,
    layout: Layout,
    /// What is read, in order.
    order: Order,
    /// What is left out of it, since entries share bytes.
    shared: Shared,
    /// End of each shard in `order`.
    shard_ends: Vec<u32>,
    bytes: u64,
    /// Uncompressed bytes of the events, as the directory claims them.
    event_json_bytes: u64,
    /// Next shard to be folded, and those that came early.
    next: u32,
    early: Vec<(u32, ShardFacts)>,
    /// Shards that will never come.
    lost: Vec<(u32, String)>,
    /// How many shards were folded.
    folded: u32,
    dry_run: DryRun,
    findings: FindingSet,
    attachment_faults: Vec<AttachmentFault>,
    /// What was done to the file as a whole, if that explains all else.
    whole: Option<Whole>,
    /// What happened to a file that the server can't read, in words.
    damage: Option<String>,
    /// Faults that only show when all entries are looked at together.
    structure_faults: Faults,
    events_by_type: BTreeMap<String, u64>,
    span: Option<((i64, i32), (i64, i32))>,
    /// SHA-256 of the directory.
    fingerprint: Option<String>,
    /// The restore as it was run for the last list of objects.
    finished: RefCell<Option<Finished>>,
    /// Into how many parts work is divided, if that was said.
    divided: Option<u32>,
    /// Events by their numbers, once somebody asks for them.
    numbered: OnceCell<Numbered>,
    searches: Searches,
    /// What the app holds, as somebody looked at it last. Taken from the same thread only, and never from within.
    pub(super) inside: RefCell<Option<Box<Inside>>>,
    /// The entries as they were listed last.
    pub(super) entries: EntryList,
}

/// Where a fingerprint starts if there is no directory: so much in front of the end of the file.
const END_BYTES: u64 = 64 << 10;

/// What `.NET` reads from an attachment.
fn content(
    input: &Input,
    archive: &Archive,
    reader: &mut EntryReader,
    file: SpecialFile,
    entry: Option<u32>,
) -> Result<AttachmentContent, Error> {
    let path = layout::attachment_path(file.logical_name()).unwrap_or_default();
    let missing = AttachmentContent::missing(path);
    let Some(location) = entry.and_then(|entry| archive.entries.location(entry)) else {
        return Ok(missing);
    };
    if location.uncompressed_bytes == 0 {
        return Ok(AttachmentContent {
            state: ManifestState::Empty,
            ..missing
        });
    }
    // Of the image only matters whether it can be read; the rest of it is read with the other files.
    let (limit, mut document) = match file {
        SpecialFile::Avatar => (super::MAX_EVENT_BYTES as u64, None),
        _ => (MAX_DOCUMENT_BYTES, Some(Box::new(Document::new(file)))),
    };
    let read = reader.read(&*input.bytes, &location, limit, &mut |bytes| {
        if let Some(document) = &mut document {
            document.feed(bytes);
        }
        ControlFlow::Continue(())
    })?;
    let too_large = (read.stopped && document.is_some()).then(|| {
        format!(
            "{} has more than {}, which is more than is looked at",
            file.logical_name(),
            bytes(MAX_DOCUMENT_BYTES)
        )
    });
    Ok(AttachmentContent {
        state: ManifestState::Present,
        document: document.map(|document| Box::new(document.finish())),
        too_large,
        failure: read
            .dotnet
            .err()
            .map(|failure| failure.in_words().to_owned()),
        ..missing
    })
}

/// Reads the special attachments.
///
/// # Errors
/// When the input can't be read.
pub(super) fn special(input: &Input, archive: &Archive, layout: &Layout) -> Result<Special, Error> {
    let mut reader = EntryReader::new();
    let mut special = |file: SpecialFile| {
        let entry = layout.special[file as usize].entry;
        content(input, archive, &mut reader, file, entry)
    };
    Ok(Special {
        version: special(SpecialFile::Version)?,
        users: special(SpecialFile::Users)?,
        settings: special(SpecialFile::Settings)?,
        tags: special(SpecialFile::AssetTags)?,
        alias: special(SpecialFile::AssetTagsAlias)?,
        urls: special(SpecialFile::Urls)?,
        avatar: special(SpecialFile::Avatar)?,
    })
}

/// Finds asset files under their exact names.
pub(super) struct Lookup<'a>(pub(super) &'a SquidexCheck);

impl AssetLookup for Lookup<'_> {
    fn asset(&self, asset_id: &str, file_version: i64) -> Option<AssetEntry> {
        let path = layout::asset_path(asset_id, file_version)?;
        let entry = self.0.layout.attachment(&self.0.archive, &path)?;
        Some(AssetEntry {
            entry,
            uncompressed_bytes: self.0.archive.entries.uncompressed_bytes(entry),
        })
    }
}

impl SquidexCheck {
    /// Understands the directory and reads the special attachments. Reading is divided into so many shards, if that is
    /// said (fewer if there are fewer entries); the report does not depend on the division.
    ///
    /// # Errors
    /// When the input can't be read.
    pub fn open(
        input: &Input,
        archive: Archive,
        shards: Option<u32>,
    ) -> Result<SquidexCheck, Error> {
        let layout = Layout::new(&archive);
        let special = special(input, &archive, &layout)?;

        // Where .NET finds no directory, places are guesses. The layout looks at names itself.
        let structure_faults = match archive.dotnet {
            Ok(()) => archive.position_faults(),
            Err(_) => Faults::default(),
        };
        let first = layout.events.first().copied();
        let whole = whole::explain(input, &archive, first)?;
        let damage = match whole::of_file(&*input.bytes, &archive)? {
            Some(damage) => Some(damage),
            None => whole::of_entries(&*input.bytes, &archive, first)?,
        };
        let order = Order::new(&archive, &layout);
        let sizes = || {
            order
                .range(&layout, 0, order.len())
                .map(|(entry, _)| archive.entries.sizes(entry).0)
        };
        // The sizes are claims: their sum may be more than 64 bits hold.
        let bytes = sizes().fold(0, u64::saturating_add);
        let event_json_bytes = layout
            .events
            .iter()
            .map(|entry| archive.entries.uncompressed_bytes(*entry))
            .fold(0, u64::saturating_add);
        let shard_ends = match shards {
            Some(shards) => even_ends(order.len() as u32, shards),
            None => ends_by_size(sizes(), bytes),
        };

        Ok(SquidexCheck {
            file_name: input.file_name().into(),
            dry_run: DryRun::new(special),
            shared: Shared::new(&archive),
            archive,
            layout,
            order,
            shard_ends,
            bytes,
            event_json_bytes,
            next: 0,
            early: Vec::new(),
            lost: Vec::new(),
            folded: 0,
            findings: FindingSet::default(),
            attachment_faults: Vec::new(),
            whole,
            damage,
            structure_faults,
            events_by_type: BTreeMap::new(),
            span: None,
            fingerprint: None,
            finished: RefCell::default(),
            divided: shards,
            numbered: OnceCell::new(),
            searches: Searches::default(),
            inside: RefCell::default(),
            entries: EntryList::default(),
        })
    }

    /// Says that the backup was judged as it would be packed.
    pub(super) fn note_unpacked(&mut self) {
        self.findings.push(Finding::new(
            &codes::UNPACKED_BACKUP,
            format!(
                "this is an unpacked backup, a folder of {}: it is judged as it would be packed",
                counted(u64::from(self.archive.entries.len()), "file")
            ),
        ));
    }

    fn shards(&self) -> u32 {
        self.shard_ends.len() as u32
    }

    /// Whether all data was read.
    fn complete(&self) -> bool {
        self.folded == self.shards()
    }

    fn fold_ready(&mut self) {
        loop {
            if self.lost.iter().any(|(lost, _)| *lost == self.next) {
                self.next += 1;
            } else if let Some(place) = self.early.iter().position(|(at, _)| *at == self.next) {
                let (_, facts) = self.early.swap_remove(place);
                self.fold_facts(facts);
                self.next += 1;
            } else {
                return;
            }
        }
    }

    fn fold_facts(&mut self, facts: ShardFacts) {
        self.folded += 1;
        for read in facts.events {
            self.count_event(&read);
            // Without what a lost shard held, nothing that follows can be predicted.
            if self.lost.is_empty() {
                self.dry_run.event(read);
            }
        }
        for attachment in &facts.attachments {
            self.dry_run.attachment(attachment);
        }
        self.attachment_faults.extend(facts.attachment_faults);
        self.findings.merge(facts.findings);
    }

    fn count_event(&mut self, read: &EventRead) {
        let name = match (read.event_type, &read.unknown_type) {
            (Some(known), _) => known.name(),
            (None, Some(unknown)) => unknown,
            (None, None) => return,
        };
        match self.events_by_type.get_mut(name) {
            Some(number) => *number += 1,
            None => {
                self.events_by_type.insert(name.to_owned(), 1);
            }
        }
        if let Some(at) = read.outcome.as_ref().ok().and_then(|facts| facts.timestamp) {
            let (first, last) = self.span.get_or_insert((at, at));
            *first = at.min(*first);
            *last = at.max(*last);
        }
    }

    /// What .NET makes of the file itself, if it throws.
    fn container_failure(&self) -> Option<(&'static str, Prediction)> {
        let failure = self.archive.dotnet.as_ref().err()?;
        let stage = match failure.stage {
            OpenStage::Constructor => DOWNLOADING,
            OpenStage::Directory => DOWNLOADED,
        };
        let cause = failure.message.to_owned();
        let mut log: Vec<String> = INTRO_LINES.iter().map(ToString::to_string).collect();
        log.push(DOWNLOADING.into());
        if failure.stage == OpenStage::Directory {
            log.push(DOWNLOADED.into());
        }
        log.push(INTERNAL_ERROR.into());
        let prediction = Prediction {
            outcome: Outcome::Fails,
            server_message: Some(INTERNAL_ERROR.into()),
            fails_at: None,
            summary: match (&self.damage, self.cut_off()) {
                (Some(damage), _) => damage.clone(),
                (None, Some(cut_off)) => cut_off,
                (None, None) => format!(
                    "the ZIP archive itself is damaged: {}",
                    cause.trim_end_matches('.')
                ),
            },
            restore: Some(Restore {
                status: "Failed".into(),
                stage: Some(stage.into()),
                users_created: Vec::new(),
                log,
                events_written: Some(0),
                assigned_owner: false,
                unreadable: 0,
                cause: Some(cause),
                servers: None,
            }),
            restored_events: Some(0),
            ..Prediction::default()
        };
        Some((stage, prediction))
    }

    /// Of a file that ends in the middle: what is in it. How much is not, nobody can tell.
    fn cut_off(&self) -> Option<String> {
        let archive = &self.archive;
        let cut = archive.found == Found::LocalHeaders && !archive.complete;
        cut.then(|| match (self.layout.events.len() as u64).checked_sub(1) {
            Some(last) => format!(
                "the file ends in the middle, at event {last}: everything after it is lost, how much is not known"
            ),
            None => "the file ends in the middle, before the first event: how much is lost is not known".into(),
        })
    }

    /// Why nothing can be predicted, if entries were counted and not kept: what lies in them may be all that
    /// seems to be missing.
    fn cut_short(&self) -> Option<String> {
        let archive = &self.archive;
        (!archive.complete && archive.dotnet.is_ok()).then(|| {
            format!(
                "the archive has more entries than are looked at ({}), so what the restore does can't be told",
                archive.entries.len()
            )
        })
    }

    fn predict(&self, target: &Target) -> Prediction {
        if let Some(summary) = self.cut_short() {
            return Prediction {
                summary,
                ..Prediction::default()
            };
        }
        if let Some((_, mut prediction)) = self.container_failure() {
            // What the data tells is worth telling all the same.
            let dry = self.dry_run.finish(&Lookup(self), &self.extent(), target);
            prediction.assets = dry.assets;
            return prediction;
        }
        let mut prediction = self.dry_run.finish(&Lookup(self), &self.extent(), target);
        // The cause says more than what the reader throws at the first entry that it meets.
        let thrown = prediction
            .restore
            .as_ref()
            .and_then(|one| one.cause.as_deref());
        if let (Some(damage), Some(thrown)) = (&self.damage, thrown)
            && is_thrown_by_entries(thrown)
        {
            prediction.summary.clone_from(damage);
        }
        if let Some(misplaced) = &self.layout.misplaced
            && prediction.server_message.as_deref() == Some(NO_EVENT)
        {
            prediction.summary.clone_from(misplaced);
        }
        prediction
    }

    fn extent(&self) -> Extent {
        Extent {
            events: self.layout.events.len() as u64,
            complete: self.complete(),
            archive_bytes: self.archive.file_bytes,
            event_json_bytes: self.event_json_bytes,
        }
    }

    /// An archive that grows out of all proportion by many entries, none of which does so alone.
    fn growth(&self) -> Option<Finding> {
        let archive = &self.archive;
        let unpacked = archive.entries.uncompressed_total();
        // Entries may share their bytes; and what they claim of themselves may be a lie.
        let claimed = (0..archive.entries.len())
            .map(|entry| archive.entries.sizes(entry).0)
            .fold(0, u64::saturating_add);
        let packed = claimed.max(archive.file_bytes);
        let alone =
            (archive.faults.iter()).any(|fault| matches!(fault, ZipFault::HighRatio { .. }));
        let grows = unpacked > SUSPICIOUS_RATIO_BYTES && unpacked / SUSPICIOUS_RATIO > packed;
        (grows && !alone && archive.dotnet.is_ok()).then(|| {
            Finding::new(
                &zip_faults::codes::ZIP_BOMB,
                format!(
                    "the {} become {}, {} times the file",
                    counted(u64::from(archive.entries.len()), "entry"),
                    bytes(unpacked),
                    count(unpacked / archive.file_bytes.max(1))
                ),
            )
        })
    }

    /// Faults of the container: how grave one of an entry is depends on what the restore does with the entry.
    fn container_findings(&self, findings: &mut FindingSet) {
        let mut of_entries: Vec<(u32, &ZipFault)> = self
            .attachment_faults
            .iter()
            .map(|fault| (fault.entry, &fault.fault))
            .collect();
        let complete = self.complete();
        for fault in self.archive.faults.iter().chain(&self.structure_faults) {
            match fault.index() {
                None => findings.push(zip_faults::finding(fault, true)),
                // Reading the entry has said it again.
                Some(_) if complete && fault.entry_failure().is_some() => {}
                Some(entry) => of_entries.push((entry, fault)),
            }
        }
        if !of_entries.is_empty() {
            self.entry_findings(of_entries, findings);
        }
        if let Some(growth) = self.growth() {
            findings.push(growth);
        }
        // Of a code with very many, the rest is counted.
        for faults in [&self.archive.faults, &self.structure_faults] {
            for (kind, unkept) in faults.unkept() {
                let said_again = complete
                    && faults
                        .iter()
                        .any(|fault| fault.kind() == kind && fault.entry_failure().is_some());
                if !said_again {
                    findings.count_unkept(zip_faults::code(kind), unkept);
                }
            }
        }
    }

    /// Faults of single entries.
    fn entry_findings(&self, mut of_entries: Vec<(u32, &ZipFault)>, findings: &mut FindingSet) {
        sort::sort_by(&mut of_entries, Ord::cmp);
        let uses = self.dry_run.uses(&Lookup(self));
        for (entry, fault) in of_entries {
            if let Some(finding) = self.renamed_event(fault) {
                findings.push(finding);
            }
            let name = self.archive.entries.name_text(entry);
            let event = layout::event_index(&name).filter(|index| {
                usize::try_from(*index)
                    .ok()
                    .and_then(|index| self.layout.events.get(index))
                    == Some(&entry)
            });
            let use_of = match event {
                Some(_) => UseOf {
                    read: true,
                    ..UseOf::default()
                },
                None => self.use_of_special(entry).unwrap_or_else(|| uses.of(entry)),
            };
            let finding = if matches!(fault, ZipFault::Overlap { .. }) {
                zip_faults::finding(fault, true)
            } else {
                use_of.judge(zip_faults::finding(fault, use_of.read), fault)
            };
            findings.push(match event {
                Some(index) => finding.at_event(index),
                None => finding.at_entry(name),
            });
        }
    }

    /// The event behind the last one that is found: its local header still has the name that a damaged
    /// directory has lost. In the middle of the events the gap tells; at their end nothing else does.
    fn renamed_event(&self, fault: &ZipFault) -> Option<Finding> {
        let ZipFault::LocalDiffers {
            index,
            field: HeaderField::Name,
            local,
            ..
        } = *fault
        else {
            return None;
        };
        let next = self.layout.events.len() as u64;
        let path = layout::event_path(next);
        (local == u64::from(crc32(path.as_bytes()))).then(|| {
            Finding::new(
                &codes::EVENT_GAP,
                format!(
                    "event {next} is there, but the directory calls its entry {:?}",
                    self.archive.entries.name_text(index)
                ),
            )
            .effect("the restore ends before this event and reports success")
            .no_action()
        })
    }

    /// What the restore does with an attachment of a fixed name.
    fn use_of_special(&self, entry: u32) -> Option<UseOf> {
        let special = SpecialFile::ALL
            .into_iter()
            .find(|special| self.layout.special[*special as usize].entry == Some(entry))?;
        Some(UseOf {
            read: special != SpecialFile::Avatar || self.dry_run.reads_avatar(),
            proven: false,
            spared: matches!(special, SpecialFile::Version | SpecialFile::Urls),
        })
    }
}

/// Ends of so many shards of about the same number of entries.
fn even_ends(entries: u32, shards: u32) -> Vec<u32> {
    let shards = shards.clamp(1, entries.max(1));
    let mut ends: Vec<u32> = (1..=shards)
        .map(|shard| (u64::from(entries) * u64::from(shard) / u64::from(shards)) as u32)
        .collect();
    ends.retain(|end| *end > 0);
    ends
}

/// Ends of shards of about the same compressed size.
fn ends_by_size(sizes: impl Iterator<Item = u64>, bytes: u64) -> Vec<u32> {
    let shard_bytes = (bytes / 32).clamp(MIN_SHARD_BYTES, SHARD_BYTES);
    let mut ends = Vec::new();
    let (mut in_shard, mut start, mut end) = (0_u64, 0, 0);
    for size in sizes {
        end += 1;
        in_shard = in_shard.saturating_add(size);
        if in_shard >= shard_bytes || (end - start) as usize >= SHARD_ENTRIES {
            ends.push(end);
            (in_shard, start) = (0, end);
        }
    }
    if start < end {
        ends.push(end);
    }
    ends
}

impl SquidexCheck {
    /// Entries of one shard.
    fn shard(&self, index: u32) -> Result<Shard, Error> {
        let end = self.shard_ends.get(index as usize);
        let start = match index.checked_sub(1) {
            None => Some(0),
            Some(before) => self
                .shard_ends
                .get(before as usize)
                .map(|end| *end as usize),
        };
        let (Some(start), Some(end)) = (start, end) else {
            return Err(Error::Protocol(format!("there is no shard {index}")));
        };
        let mut locations = self.archive.entries.locations();
        let items = self
            .order
            .range(&self.layout, start, *end as usize)
            .filter_map(|(entry, event)| {
                Some(Item {
                    location: locations.location(entry)?,
                    event,
                    skip: self.shared.skips(entry),
                })
            })
            .collect();
        let whole_links = self.dry_run.whole_links().map(Into::into);
        Ok(Shard { items, whole_links })
    }

    /// Takes what a task of the check found out. Results that come early are kept until their turn.
    fn learn(&mut self, index: u32, learned: Learned) -> Result<(), Error> {
        let unexpected = || Error::Protocol(format!("no result of task {index} was expected"));
        match learned {
            Learned::Fingerprint(digits) if index == self.shards() => {
                self.fingerprint = Some(digits);
            }
            Learned::Shard(facts) => {
                let early = self.early.iter().any(|(at, _)| *at == index);
                if index < self.next || index >= self.shards() || early {
                    return Err(unexpected());
                }
                self.early.push((index, facts));
                self.fold_ready();
            }
            Learned::Fingerprint(_) | Learned::Hits(_) => return Err(unexpected()),
        }
        Ok(())
    }

    /// What the estimate is made of, if this backup can be restored by a server at all.
    pub(super) fn load(&self, target: &Target) -> Option<Load> {
        self.predict(target).load
    }

    /// The objects behind one number of the app; `None` if that can't be told.
    pub(super) fn objects(
        &self,
        target: &Target,
        query: &super::objects::ObjectQuery,
    ) -> Option<super::objects::ObjectPage> {
        if self.container_failure().is_some() || self.cut_short().is_some() {
            return None;
        }
        // Asked for from the same thread only, and never from within.
        let mut kept = self.finished.take();
        let page = self
            .dry_run
            .objects(&Lookup(self), &self.extent(), target, query, &mut kept);
        self.finished.replace(kept);
        page
    }

    /// The archive and what its directory tells.
    pub(super) fn directory(&self) -> (&Archive, &Layout, &Shared) {
        (&self.archive, &self.layout, &self.shared)
    }

    /// Events by place, wherever they stand.
    pub(super) fn event_list(&self) -> EventList<'_> {
        let numbered = (self.numbered).get_or_init(|| Numbered::new(&self.archive, &self.layout));
        numbered.list(&self.layout)
    }

    /// What searches have found.
    pub(super) fn searches(&self) -> &Searches {
        &self.searches
    }

    /// A part of a search.
    fn search_part(&self, job: &SearchJob, task: u32) -> Result<Part, Error> {
        let (lines, places) = self.searches.task(job, task)?;
        let list = self.event_list();
        let mut locations = self.archive.entries.locations();
        let item = |place: u32| {
            let (index, entry) = list.get(place)?;
            Some(Item {
                location: locations.location(entry)?,
                event: Some(index),
                skip: self.shared.skips(entry),
            })
        };
        Ok(Part {
            lines,
            items: places.map(item).collect(),
        })
    }

    fn begin_search(&mut self, lines: &Lines) -> Job {
        let mut searches = std::mem::take(&mut self.searches);
        let entries = &self.archive.entries;
        let size = |entry: u32| entries.sizes(entry).0;
        let job = searches.begin(lines, self.event_list(), self.divided, &size);
        self.searches = searches;
        Job::Search(job)
    }

    /// The fold of the check, once all was read.
    ///
    /// # Errors
    /// `Unknown` before.
    pub(super) fn whole_fold(&self) -> Result<&DryRun, Error> {
        match self.complete() {
            true => Ok(&self.dry_run),
            false => Err(Error::Unknown(
                "not all files were read, so which of them are sound can't be told".into(),
            )),
        }
    }

    /// Why nothing that is told of the archive is the whole.
    pub(super) fn not_whole(&self) -> Option<String> {
        self.cut_short().or_else(|| self.cut_off())
    }

    /// What the restore stores on this target; nothing if the server can't open the archive, `None` if it is not known.
    pub(super) fn stored(&self, target: &Target) -> Option<Stored> {
        if self.cut_short().is_some() || !self.complete() {
            return None;
        }
        if self.container_failure().is_some() {
            return Some(Stored::default());
        }
        self.dry_run.stored(&Lookup(self), &self.extent(), target)
    }

    fn prepare_copy(&self, files: &Files, recipe: &copies::Recipe) -> Result<Job, Error> {
        if let Some(mode) = self.whole.as_ref().and_then(|whole| whole.undo) {
            copy::undo::validate(recipe)?;
            return Ok(Job::Undo(mode));
        }
        if self.cut_short().is_some() {
            return Err(Error::Invalid(
                "the archive has more entries than are looked at; a copy would lose the rest"
                    .into(),
            ));
        }
        let created = self.events_by_type.get(EventType::AppCreated.name());
        let creations = self.complete().then(|| created.copied().unwrap_or(0));
        let mut prepared = copy::prepare(
            &self.file_name,
            &self.archive,
            &self.layout,
            files,
            recipe,
            creations,
        )?;
        if let Some(cut_off) = self.cut_off() {
            prepared.note(cut_off);
        }
        Ok(Job::Copy(Box::new(prepared)))
    }

    /// Says which parts were never read.
    fn lost_findings(&self, findings: &mut FindingSet) {
        for (index, reason) in &self.lost {
            let start = index
                .checked_sub(1)
                .and_then(|before| self.shard_ends.get(before as usize))
                .copied()
                .unwrap_or(0);
            let end = self
                .shard_ends
                .get(*index as usize)
                .copied()
                .unwrap_or(start);
            findings.push(Finding::new(
                &codes::PART_NOT_READ,
                format!(
                    "{} not read: {reason}",
                    counted(u64::from(end - start), "entry")
                ),
            ));
        }
    }

    /// What is predicted, with what is not known yet and what the findings say of losses.
    fn verdict(&self, predicted: Verdict, findings: &FindingSet) -> Verdict {
        let mut verdict = predicted;
        if self.cut_short().is_some() {
            // The summary says why.
        } else if let Some(whole) = &self.whole {
            verdict = Verdict {
                outcome: Outcome::Fails,
                server_message: verdict
                    .server_message
                    .or_else(|| Some(INTERNAL_ERROR.into())),
                fails_at: None,
                summary: whole.finding.message.clone(),
            };
        } else if verdict.outcome != Outcome::Fails && !self.complete() {
            verdict.outcome = Outcome::Unknown;
            verdict.summary = if self.lost.is_empty() && findings.any_fatal() {
                "there is a fault that ends a restore; the data is not read to its end".into()
            } else if self.lost.is_empty() {
                "nothing against it in the directory; the data is not read to its end".into()
            } else {
                "a part of the data could not be read, so what the restore does can't be told"
                    .into()
            };
        } else if matches!(
            verdict.outcome,
            Outcome::Restores | Outcome::RestoresWithLoss
        ) && findings.loss_count() > 0
        {
            verdict.outcome = Outcome::RestoresWithLoss;
            let unread = self.layout.gap.map_or(0, |gap| gap.unreached);
            verdict.summary = headline::of_losses(findings, unread);
        } else if verdict.outcome == Outcome::Restores {
            verdict.summary = format!(
                "{} restore completely",
                counted(self.layout.events.len() as u64, "event")
            );
        }
        verdict
    }

    /// The report for this target, as far as is known.
    pub fn report_for(&self, target: &Target) -> SquidexReport {
        let complete = self.complete();
        let prediction = self.predict(target);
        let mut findings = FindingSet::default();
        if self.cut_short().is_none() {
            findings.merge(self.layout.findings.clone());
            findings.merge(self.findings.clone());
        }
        self.container_findings(&mut findings);
        findings.merge(prediction.findings);
        self.lost_findings(&mut findings);
        if let (None, Some(whole)) = (self.cut_short(), &self.whole) {
            // It explains all others.
            findings = FindingSet::default();
            findings.push(whole.finding.clone());
        }
        let verdict = Verdict {
            outcome: prediction.outcome,
            server_message: prediction.server_message,
            fails_at: prediction.fails_at,
            summary: prediction.summary,
        };
        let verdict = self.verdict(verdict, &findings);

        let mut counts = self.layout.counts.clone();
        counts.restored_events = prediction.restored_events;
        if complete && self.whole.is_none() {
            counts.assets = prediction.assets;
            counts.events_by_type = Some(self.events_by_type.clone());
        }
        let mut manifest = self.layout.manifest(&self.archive);
        for line in &mut manifest {
            if prediction.invalid_attachments.contains(&line.entry) {
                line.state = ManifestState::Invalid;
            }
        }
        let source = Source {
            file_name: self.file_name.clone(),
            bytes: self.archive.file_bytes,
            fingerprint: (self.fingerprint.as_ref()).map(|digits| format!("sha256:{digits}")),
            files: None,
        };
        let depth = if complete {
            Depth::Data
        } else {
            Depth::Directory
        };
        SquidexReport {
            head: Head::new(super::ID, source, depth, verdict)
                .with_findings(&findings, codes::TABLE),
            counts,
            span: self
                .span
                .filter(|_| self.whole.is_none())
                .map(|(first, last)| Span {
                    first: decode::instant_text(first),
                    last: decode::instant_text(last),
                }),
            manifest: Some(manifest),
            restore: prediction.restore,
            app: prediction.app,
            asset_verification: prediction.asset_verification,
            estimate: prediction.estimate,
        }
    }
}

impl Inspection for SquidexCheck {
    type Options = Target;
    type Report = SquidexReport;
    type Job = Job;
    type Facts = Learned;
    type Question = Question;
    type Answer = Answer;

    fn report(&self, options: &Target) -> SquidexReport {
        self.report_for(options)
    }

    fn begin(&mut self, files: &Files, kind: &WorkKind, _options: &Target) -> Result<Job, Error> {
        match kind {
            // A check reads everything.
            WorkKind::Check | WorkKind::ReadAll => Ok(Job::Check),
            WorkKind::Count => Ok(Job::Count(None)),
            WorkKind::Copy { recipe } => self.prepare_copy(files, recipe),
            WorkKind::Verify { recipe } => Ok(Job::Verify(Box::new(recipe.clone()), None)),
            WorkKind::Search { lines } => Ok(self.begin_search(lines)),
        }
    }

    fn plan(&self, job: &Job) -> Plan {
        match job {
            Job::Check => Plan {
                // The last is the fingerprint.
                tasks: self.shards() + 1,
                bytes: self.bytes,
                entries: self.order.len() as u64,
                when_asked: false,
            },
            Job::Copy(prepared) => Plan {
                tasks: prepared.jobs(),
                ..Plan::default()
            },
            Job::Search(job) => Plan {
                tasks: job.tasks(),
                bytes: job.bytes,
                entries: job.entries,
                when_asked: true,
            },
            Job::Undo(_) => Plan::default(),
            Job::Count(_) | Job::Verify(..) => Plan {
                tasks: 1,
                bytes: self.archive.file_bytes,
                ..Plan::default()
            },
        }
    }

    fn task(&self, job: &Job, index: u32) -> Result<Vec<u8>, Error> {
        let described = match job {
            Job::Check if index == self.shards() => Described::Fingerprint {
                from: match self.archive.directory_offset {
                    Some(offset) => offset.min(self.archive.file_bytes),
                    None => self.archive.file_bytes.saturating_sub(END_BYTES),
                },
            },
            Job::Check => Described::Shard(self.shard(index)?),
            Job::Count(_) => Described::Count,
            Job::Copy(prepared) => Described::Pack(prepared.job(&self.archive, index)?),
            Job::Undo(_) => return Err(copies::none()),
            Job::Verify(recipe, _) => Described::Verify(recipe.clone()),
            Job::Search(job) => Described::Search(self.search_part(job, index)?),
        };
        described.to_bytes()
    }

    fn take(&mut self, job: &mut Job, index: u32, facts: Facts<Learned>) -> Result<(), Error> {
        match (job, facts) {
            (Job::Check, Facts::System(learned)) => self.learn(index, learned),
            (Job::Search(job), Facts::System(Learned::Hits(hits))) => {
                self.searches.take(job, index, &hits)
            }
            (Job::Count(offer), Facts::Counted(counted)) => {
                *offer = Some(counted);
                Ok(())
            }
            (Job::Verify(_, verified), Facts::Verified(found)) => {
                *verified = Some(found);
                Ok(())
            }
            _ => Err(Error::Protocol(
                "a result is of another kind than its work".into(),
            )),
        }
    }

    fn lost(&mut self, job: &mut Job, index: u32, why: &str) {
        if let Job::Search(job) = job {
            self.searches.lose(job, index, why);
        }
        // Without a fingerprint nothing else is missing.
        if matches!(job, Job::Check) && index < self.shards() {
            self.lost.push((index, why.to_owned()));
            self.fold_ready();
        }
    }

    fn end(&mut self, job: Job) -> Result<Ended, Error> {
        let missing = || Error::Protocol("the work has no result".into());
        Ok(match job {
            Job::Check | Job::Copy(_) | Job::Undo(_) | Job::Search(_) => Ended::Done,
            Job::Count(offer) => Ended::Counted {
                offer: offer.ok_or_else(missing)?,
            },
            Job::Verify(_, verified) => Ended::Verified {
                verified: verified.ok_or_else(missing)?,
            },
        })
    }

    fn compose<'a>(
        &'a self,
        files: &'a Files,
        job: &'a Job,
        packs: Packs<'a>,
    ) -> Result<Copy<'a>, Error> {
        match job {
            Job::Copy(prepared) => copy::write(prepared, &self.archive, &self.layout, files, packs),
            Job::Undo(mode) => copy::undo::copy(*mode, &self.file_name, files),
            _ => Err(copies::none()),
        }
    }

    fn check_copy(&self, copy: &dyn ReadAt) -> Result<u64, Error> {
        copy::fresh::check(&self.archive, copy)
    }

    fn tables(&self) -> &'static [Table] {
        tables::TABLES
    }

    fn rows(&self, files: &Files, options: &Target, query: &Query) -> Result<Rows, Error> {
        if query.table == tables::EVENTS {
            return rows::rows(self, files, query);
        }
        match query.table.as_str() {
            tables::DATA => inside::rows(self, files, options, query),
            tables::GALLERY => inside::gallery(self, files, options, query),
            _ => tables::rows(self, options, query),
        }
    }

    fn export_needs_check(&self, wanted: &Wanted) -> bool {
        // What a server would be left with needs the verdict, files their hashes.
        wanted.as_restored || super::export::MANY_FILES.contains(&wanted.what.as_str())
    }

    fn export(
        &self,
        files: &Files,
        options: &Target,
        wanted: &Wanted,
        sink: Sink<'_>,
    ) -> Result<Exported, Error> {
        super::export::export(self, files, options, wanted, sink)
    }

    fn compare(
        &self,
        files: &Files,
        other: &SquidexCheck,
        other_files: &Files,
        options: &Target,
        sink: Sink<'_>,
    ) -> Result<Compared, Error> {
        super::compare::compare((self, files), (other, other_files), options, sink)
    }

    fn ask(&self, files: &Files, options: &Target, question: &Question) -> Result<Answer, Error> {
        ask::answer(self, files, options, question)
    }
}

/// Whether the cause ends in what .NET's reader throws at an entry whose bytes it can't make anything of.
fn is_thrown_by_entries(thrown: &str) -> bool {
    [
        EntryFailure::UnsupportedCompression,
        EntryFailure::BZip2,
        EntryFailure::Lzma,
        EntryFailure::LocalFileHeaderCorrupt,
    ]
    .iter()
    .any(|failure| thrown.ends_with(failure.in_words()))
}
