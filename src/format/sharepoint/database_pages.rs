//! From the tape format to the pages: a backup set's streams, for whoever reads tables.

use std::rc::Rc;

use crate::container::mtf::compressed::Decoded;
use crate::container::mtf::{Area, AreaKind, BackupSet, BackupType, Config, FileType, Form, Media};
use crate::container::sqlserver::{
    BackupKind, BackupSet as PageSet, DataStream, EXTENT_BYTES, Lsn, OnePass, Refusal, Section,
    Survey,
};
use crate::error::Error;
use crate::source::ReadAt;

/// Pages that a second data stream has at most: a later copy of the first ones (sqlserver-pages.md 1.1).
const TAIL_PAGES: u64 = 16;
/// Decoded bytes that are handed on at once.
const PIECE_BYTES: usize = 1 << 20;

/// One file of a media set, and which of its backup sets is meant.
#[derive(Clone, Copy)]
pub struct Stripe<'a> {
    /// The file.
    pub source: &'a dyn ReadAt,
    /// What its headers say.
    pub media: &'a Media,
    /// The set.
    pub set: &'a BackupSet,
}

impl std::fmt::Debug for Stripe<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stripe")
            .field("position", &self.set.position)
            .finish_non_exhaustive()
    }
}

impl Stripe<'_> {
    fn page_areas(&self) -> impl Iterator<Item = &Area> {
        self.set
            .areas
            .iter()
            .filter(|area| area.kind == AreaKind::Pages && area.page_count() > 0)
    }

    /// Whole extents of the first data stream that are in the file.
    pub fn extents(&self) -> u64 {
        self.page_areas().next().map_or(0, |area| {
            let there = self.source.len().saturating_sub(area.pages_offset());
            area.bytes.saturating_sub(2).min(there) / EXTENT_BYTES as u64
        })
    }

    /// Bytes of the first data stream, as its header says.
    pub fn stated_bytes(&self) -> u64 {
        self.page_areas()
            .next()
            .map_or(0, |area| area.bytes.saturating_sub(2))
    }

    /// Stripes of the media set.
    pub fn stripes(&self) -> u16 {
        self.media
            .raid
            .as_ref()
            .map_or(1, |raid| raid.families)
            .max(1)
    }
}

fn kind_of(config: &Config) -> BackupKind {
    match config.backup_type {
        BackupType::Full | BackupType::Other(_) => BackupKind::Full,
        BackupType::Differential => BackupKind::Differential,
        BackupType::Log => BackupKind::Log,
        BackupType::File
        | BackupType::FileDifferential
        | BackupType::Partial
        | BackupType::PartialDifferential => BackupKind::Partial,
    }
}

fn checkpoint(config: &Config) -> Option<Lsn> {
    let lsn = config.checkpoint_lsn;
    (!lsn.is_zero()).then_some(Lsn {
        file: lsn.vlf,
        block: lsn.block,
        slot: lsn.slot,
    })
}

/// As [`Stripe`], with a source that lives as long as whoever has it.
#[derive(Clone)]
pub struct Origin<'m> {
    /// The file, or what it decodes to.
    pub source: Rc<dyn ReadAt>,
    /// What its headers say.
    pub media: &'m Media,
    /// The set.
    pub set: &'m BackupSet,
}

impl Origin<'_> {
    /// The same, lent.
    pub fn stripe(&self) -> Stripe<'_> {
        Stripe {
            source: &*self.source,
            media: self.media,
            set: self.set,
        }
    }
}

impl std::fmt::Debug for Origin<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Origin")
            .field("position", &self.set.position)
            .finish_non_exhaustive()
    }
}

/// The pages of a backup set, from the stripes at hand in the order of their families. `None` without any, or if
/// nothing tells what the set is. Compressed files have no random access: see [`survey`].
pub fn page_set<'a>(stripes: &[Stripe<'a>]) -> Option<PageSet<'a>> {
    let mut set = without_streams(stripes.first()?)?;
    for stripe in stripes {
        add_streams(&mut set, stripe, &|offset, bytes| {
            Box::new(Section::new(stripe.source, offset, bytes))
        });
    }
    Some(set)
}

/// As [`page_set`], of sources that are shared.
pub fn page_set_of(origins: &[Origin<'_>]) -> Option<PageSet<'static>> {
    let mut set = None;
    for origin in origins {
        let stripe = origin.stripe();
        let set = match &mut set {
            Some(set) => set,
            None => set.insert(without_streams(&stripe)?),
        };
        add_streams(set, &stripe, &|offset, bytes| {
            Box::new(Section::new(Rc::clone(&origin.source), offset, bytes))
        });
    }
    set
}

/// What the headers of the first stripe say.
fn without_streams<'a>(first: &Stripe<'_>) -> Option<PageSet<'a>> {
    let config = first.set.config()?;
    let data_files = config
        .files
        .iter()
        .filter(|file| file.file_type == FileType::Rows)
        .count();
    Some(PageSet {
        kind: kind_of(config),
        streams: Vec::new(),
        stripes: first.stripes(),
        tails: Vec::new(),
        data_files: u32::try_from(data_files).unwrap_or(u32::MAX).max(1),
        checkpoint: checkpoint(config),
        index: None,
    })
}

/// Adds the data streams of a stripe; `cut` cuts one out of its source.
fn add_streams<'a>(
    set: &mut PageSet<'a>,
    stripe: &Stripe<'_>,
    cut: &dyn Fn(u64, u64) -> DataStream<'a>,
) {
    for (number, area) in stripe.page_areas().enumerate() {
        let section = cut(area.pages_offset(), area.bytes.saturating_sub(2));
        if number > 0 && area.page_count() <= TAIL_PAGES {
            set.tails.push(section);
        } else {
            set.streams.push(section);
        }
    }
}

/// A part of the pages of a media set, in the order in which they stand in the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'p> {
    /// The next bytes of a stripe's data stream.
    Bytes(&'p [u8]),
    /// The data stream of a stripe ended.
    End,
}

/// The pages of all stripes, piece by piece, decoded where they are compressed. Only the first data stream of each: what
/// follows repeats pages.
pub struct Pieces<'a> {
    /// Sources that are left, the next last: where the pages begin, and how many bytes they are.
    left: Vec<(Box<dyn ReadAt + 'a>, u64, u64)>,
    buffer: Vec<u8>,
}

impl std::fmt::Debug for Pieces<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pieces")
            .field("left", &self.left.len())
            .finish_non_exhaustive()
    }
}

impl<'a> Pieces<'a> {
    /// Of stripes that are lent.
    pub fn new(stripes: &[Stripe<'a>]) -> Pieces<'a> {
        let source = |stripe: &Stripe<'a>| -> Box<dyn ReadAt + 'a> {
            match stripe.media.form {
                Form::Plain => Box::new(stripe.source),
                Form::Compressed => Box::new(Decoded::new(stripe.source, None)),
            }
        };
        Pieces::of(stripes.iter().map(|stripe| (*stripe, source(stripe))))
    }

    /// Of sources that are shared: the files as they are.
    pub fn shared(origins: &[Origin<'_>]) -> Pieces<'static> {
        let source = |origin: &Origin<'_>| -> Box<dyn ReadAt> {
            let source = Rc::clone(&origin.source);
            match origin.media.form {
                Form::Plain => Box::new(source),
                Form::Compressed => Box::new(Decoded::new(source, None)),
            }
        };
        Pieces::of(
            origins
                .iter()
                .map(|origin| (origin.stripe(), source(origin))),
        )
    }

    fn of<'s>(sources: impl Iterator<Item = (Stripe<'s>, Box<dyn ReadAt + 'a>)>) -> Pieces<'a> {
        let one = |(stripe, source): (Stripe<'s>, Box<dyn ReadAt + 'a>)| {
            let area = stripe.page_areas().next()?;
            Some((source, area.pages_offset(), area.bytes.saturating_sub(2)))
        };
        let mut left: Vec<_> = sources.filter_map(one).collect();
        left.reverse();
        Pieces {
            left,
            buffer: vec![0; PIECE_BYTES],
        }
    }

    /// The next piece; `None` behind the last stripe.
    ///
    /// # Errors
    /// When a file can't be read.
    pub fn next_piece(&mut self) -> Result<Option<Piece<'_>>, Error> {
        let Some((source, offset, left)) = self.left.last_mut() else {
            return Ok(None);
        };
        let wanted = usize::try_from(*left).unwrap_or(usize::MAX);
        let wanted = self.buffer.len().min(wanted);
        let piece = self.buffer.get_mut(..wanted).unwrap_or_default();
        let read = match wanted {
            0 => 0,
            _ => source
                .read_at(*offset, piece)
                .map_err(|source| Error::Read {
                    offset: *offset,
                    source,
                })?,
        };
        if read == 0 {
            self.left.pop();
            return Ok(Some(Piece::End));
        }
        *offset += read as u64;
        *left = left.saturating_sub(read as u64);
        Ok(Some(Piece::Bytes(
            self.buffer.get(..read).unwrap_or_default(),
        )))
    }
}

/// Why a pass over a backup alone lists no tables.
pub fn refusal_of_pass(config: &Config) -> Option<Refusal> {
    match kind_of(config) {
        BackupKind::Full => None,
        BackupKind::Log => Some(Refusal::LogBackup),
        BackupKind::Partial => Some(Refusal::PartialBackup),
        BackupKind::Differential => Some(Refusal::DifferentialWithoutBase),
    }
}

/// Lists tables in one pass, for files without random access. `go_on` is asked between pieces, with the bytes that came
/// by; `None` if it said no.
///
/// # Errors
/// When a file can't be read. The inner result says why no table can be listed.
pub fn survey(
    stripes: &[Stripe<'_>],
    go_on: &mut dyn FnMut(u64) -> bool,
) -> Result<Option<Result<Survey, Refusal>>, Error> {
    let config = stripes.first().and_then(|stripe| stripe.set.config());
    if let Some(refusal) = config.and_then(refusal_of_pass) {
        return Ok(Some(Err(refusal)));
    }
    let mut pass = OnePass::new(config.and_then(checkpoint));
    let mut pieces = Pieces::new(stripes);
    while let Some(piece) = pieces.next_piece()? {
        match piece {
            Piece::Bytes(bytes) => pass.push(bytes),
            Piece::End => pass.end_stream(),
        }
        if !go_on(pass.bytes()) {
            return Ok(None);
        }
    }
    let needed = stripes.first().map_or(1, Stripe::stripes);
    Ok(Some(pass.finish(needed)))
}
