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

    fn stripes(&self) -> u16 {
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
        let stripe = Stripe {
            source: &*origin.source,
            media: origin.media,
            set: origin.set,
        };
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

/// Gives the pages of all stripes to `take`, piece by piece, decoding compressed files. Whether it went to the end:
/// `take` says `false` to stop.
///
/// # Errors
/// When a file can't be read.
pub fn each_piece(
    stripes: &[Stripe<'_>],
    take: &mut dyn FnMut(Piece<'_>) -> bool,
) -> Result<bool, Error> {
    let mut buffer = vec![0; PIECE_BYTES];
    for stripe in stripes {
        // Only the first: what follows repeats pages.
        let Some(area) = stripe.page_areas().next() else {
            continue;
        };
        let decoded;
        let source: &dyn ReadAt = match stripe.media.form {
            Form::Plain => stripe.source,
            Form::Compressed => {
                decoded = Decoded::new(stripe.source, None);
                &decoded
            }
        };
        let mut offset = area.pages_offset();
        let mut left = area.bytes.saturating_sub(2);
        while left > 0 {
            let wanted = buffer
                .len()
                .min(usize::try_from(left).unwrap_or(usize::MAX));
            let piece = buffer.get_mut(..wanted).unwrap_or_default();
            let read = source
                .read_at(offset, piece)
                .map_err(|source| Error::Read { offset, source })?;
            if read == 0 {
                break;
            }
            offset += read as u64;
            left = left.saturating_sub(read as u64);
            if !take(Piece::Bytes(piece.get(..read).unwrap_or_default())) {
                return Ok(false);
            }
        }
        if !take(Piece::End) {
            return Ok(false);
        }
    }
    Ok(true)
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
    match config.map(kind_of) {
        Some(BackupKind::Log) => return Ok(Some(Err(Refusal::LogBackup))),
        Some(BackupKind::Partial) => return Ok(Some(Err(Refusal::PartialBackup))),
        Some(BackupKind::Differential) => {
            return Ok(Some(Err(Refusal::DifferentialWithoutBase)));
        }
        Some(BackupKind::Full) | None => {}
    }
    let mut pass = OnePass::new(config.and_then(checkpoint));
    let is_whole = each_piece(stripes, &mut |piece| {
        match piece {
            Piece::Bytes(bytes) => pass.push(bytes),
            Piece::End => pass.end_stream(),
        }
        go_on(pass.bytes())
    })?;
    let needed = stripes.first().map_or(1, Stripe::stripes);
    Ok(is_whole.then(|| pass.finish(needed)))
}
