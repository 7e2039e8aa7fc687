//! A whole file: its label and its backup sets.

use super::blocks::{Raid, SetHeader, Tape, Volume, corrupt_objects};
use super::compressed::Decoded;
use super::config::{Config, FileType};
use super::header::{BlockTag, StreamTag};
use super::walk::{Area, AreaKind, Block, Extent, Fault, FaultKind, Walk};
use super::{Form, limits, scan, sniff};
use crate::error::Error;
use crate::source::ReadAt;

/// What the headers of a file say.
#[derive(Debug, Clone)]
pub struct Media {
    /// Plain or compressed.
    pub form: Form,
    /// Bytes of the file.
    pub file_bytes: u64,
    /// The media header; `None` if it can't be read.
    pub tape: Option<Tape>,
    /// How the media set is divided; `None` if it can't be read.
    pub raid: Option<Raid>,
    /// The backup sets in their order.
    pub sets: Vec<BackupSet>,
    /// What is wrong, in order of offsets as far as it was met.
    pub faults: Vec<Fault>,
    /// Whether the headers were followed to the end of the stream. `false` for a damaged file, and in header mode of
    /// a compressed one: finish, final sizes and final LSNs are then not known.
    pub followed_to_end: bool,
}

/// One backup set.
#[derive(Debug, Clone)]
pub struct BackupSet {
    /// Offset of its first block.
    pub offset: u64,
    /// Position in the file, from 1 on.
    pub position: u32,
    /// The block that starts it.
    pub header: SetHeader,
    /// The volume.
    pub volume: Option<Volume>,
    /// Configuration as of the start.
    pub at_start: Option<Config>,
    /// Configuration as of the finish.
    pub at_finish: Option<Config>,
    /// Where page images and log records stand.
    pub areas: Vec<Area>,
    /// Objects that the end of the set calls corrupt; `None` if the end was not read.
    pub corrupt_objects: Option<u32>,
    /// Whether all its blocks are there, up to the filemark behind its end.
    pub is_complete: bool,
}

impl BackupSet {
    /// The configuration: as of the finish where it is there, else as of the start.
    pub fn config(&self) -> Option<&Config> {
        self.at_finish.as_ref().or(self.at_start.as_ref())
    }
}

impl Media {
    fn new(form: Form, file_bytes: u64) -> Media {
        Media {
            form,
            file_bytes,
            tape: None,
            raid: None,
            sets: Vec::new(),
            faults: Vec::new(),
            followed_to_end: false,
        }
    }

    /// Whether the file ends before its stream does.
    pub fn truncation(&self) -> Option<&Fault> {
        self.faults
            .iter()
            .find(|fault| matches!(fault.kind, FaultKind::Truncated { .. }))
    }

    /// The first place where the bytes contradict themselves.
    pub fn damage(&self) -> Option<&Fault> {
        self.faults.iter().find(|fault| fault.kind.is_damage())
    }

    /// Whether anything was read that names a database.
    pub fn has_config(&self) -> bool {
        self.sets.iter().any(|set| set.config().is_some())
    }

    /// Takes a block. Answers whether the walk goes on.
    fn take(&mut self, walk: &mut Walk<'_>, block: &Block, ends: &mut u32) {
        let (at, string_type) = (block.at, block.header.string_type);
        match block.tag {
            BlockTag::Tape => {
                if at != 0 {
                    walk.fault(at, FaultKind::Impossible("a second media header"));
                    return;
                }
                self.tape = Tape::parse(&block.body, string_type);
                walk.filemark_bytes = self
                    .tape
                    .as_ref()
                    .map_or(0, |tape| u64::from(tape.filemark_bytes));
                let raid = block
                    .streams
                    .iter()
                    .find(|stream| stream.header.kind() == StreamTag::Raid);
                self.raid = raid.and_then(|stream| Raid::parse(&stream.data));
            }
            BlockTag::SetStart => self.start_set(walk, block, ends),
            BlockTag::Filemark => {
                if let Some(set) = self.sets.last_mut()
                    && *ends > 0
                    && set.at_finish.is_some()
                {
                    set.is_complete = true;
                }
            }
            _ => {
                let Some(set) = self.sets.last_mut() else {
                    walk.fault(at, FaultKind::Impossible("a block before any backup set"));
                    return;
                };
                take_in_set(set, walk, block, ends);
            }
        }
    }

    fn start_set(&mut self, walk: &mut Walk<'_>, block: &Block, ends: &mut u32) {
        *ends = 0;
        walk.tolerant = false;
        let header = SetHeader::parse(&block.body, block.header.string_type, block.header.os_data);
        let Some(header) = header else {
            walk.fault(block.at, FaultKind::Impossible("the start of a backup set"));
            return;
        };
        let position = u32::try_from(self.sets.len())
            .unwrap_or(u32::MAX)
            .saturating_add(1);
        self.sets.push(BackupSet {
            offset: block.at,
            position,
            header,
            volume: None,
            at_start: None,
            at_finish: None,
            areas: Vec::new(),
            corrupt_objects: None,
            is_complete: false,
        });
    }
}

/// Takes a block that stands inside of a set.
fn take_in_set(set: &mut BackupSet, walk: &mut Walk<'_>, block: &Block, ends: &mut u32) {
    let config = |walk: &mut Walk<'_>| {
        let stream = block
            .streams
            .iter()
            .find(|stream| stream.header.kind() == StreamTag::Config);
        let config = stream.and_then(|stream| Config::parse(&stream.data));
        let is_there = stream.is_some_and(|stream| stream.data.len() as u64 == stream.header.bytes);
        if is_there && config.as_ref().is_none_or(|config| !config.is_whole) {
            walk.fault(
                block.at,
                FaultKind::Impossible("records of the configuration"),
            );
        }
        config
    };
    match block.tag {
        BlockTag::Volume => set.volume = Some(Volume::parse(&block.body, block.header.string_type)),
        BlockTag::ConfigStart => {
            set.at_start = config(walk);
            walk.tolerant = set.at_start.as_ref().is_some_and(|config| {
                let other = |file: &super::DataFile| matches!(file.file_type, FileType::Other(_));
                config.files.iter().any(other)
            });
        }
        BlockTag::ConfigEnd => set.at_finish = config(walk),
        BlockTag::Data | BlockTag::Log => areas(set, block),
        BlockTag::SetEnd => {
            *ends += 1;
            let corrupt = corrupt_objects(&block.body);
            set.corrupt_objects = set.corrupt_objects.max(corrupt);
        }
        BlockTag::Tape | BlockTag::Filemark | BlockTag::SetStart => {}
    }
}

fn areas(set: &mut BackupSet, block: &Block) {
    for stream in &block.streams {
        let kind = match stream.header.kind() {
            StreamTag::Pages => AreaKind::Pages,
            StreamTag::Log => AreaKind::Log,
            StreamTag::Checksum => {
                if let Some(area) = set.areas.last_mut() {
                    area.has_checksum = true;
                }
                continue;
            }
            _ => continue,
        };
        if stream.header.bytes > 0 && set.areas.len() < limits::STREAMS {
            set.areas.push(Area {
                kind,
                offset: stream.data_at,
                bytes: stream.header.bytes,
                has_checksum: false,
            });
        }
    }
}

/// Reads all headers of a file: of a compressed one in header mode (as far as the configuration of the start).
/// `None` if it is no SQL Server backup.
///
/// # Errors
/// When the bytes can't be read.
pub fn read(source: &dyn ReadAt) -> Result<Option<Media>, Error> {
    let mut head = [0; 8];
    let read = source
        .read_full_at(0, &mut head)
        .map_err(|source| Error::Read { offset: 0, source })?;
    let form = sniff(head.get(..read).unwrap_or_default());
    Ok(match form {
        Some(Form::Plain) => Some(walk(source, source, Extent::Whole(source.len()))?),
        Some(Form::Compressed) => Some(read_compressed(
            source,
            Some(limits::HEADER_MODE_BYTES),
            false,
        )?),
        None => None,
    })
}

/// Reads what the first bytes of a file say, without any fault for what is behind them. `file_bytes` is the
/// length of the file. `None` if it is no SQL Server backup.
pub fn read_prefix(head: &[u8], file_bytes: u64) -> Option<Media> {
    let extent = if file_bytes == head.len() as u64 {
        Extent::Whole(file_bytes)
    } else {
        Extent::Prefix
    };
    // A slice can be read: there is no error to lose.
    let mut media = match sniff(head)? {
        Form::Plain => walk(&head, &head, extent).ok()?,
        Form::Compressed => read_compressed(
            &head,
            Some(limits::HEADER_MODE_BYTES),
            extent == Extent::Prefix,
        )
        .ok()?,
    };
    media.file_bytes = file_bytes;
    Some(media)
}

/// Reads a compressed file: decoded up to `decode_bytes`, or whole (`None`).
pub(super) fn read_compressed(
    source: &dyn ReadAt,
    decode_bytes: Option<u64>,
    is_prefix: bool,
) -> Result<Media, Error> {
    let decoded = Decoded::new(source, decode_bytes);
    let mut media = walk(&decoded, source, Extent::Prefix)?;
    media.form = Form::Compressed;
    media.file_bytes = source.len();
    if decoded.gave_up() && !media.sets.iter().any(|set| set.at_finish.is_some()) {
        media.faults.push(Fault {
            offset: decoded.position(),
            kind: FaultKind::NotDecodable,
        });
    }
    // Of a stream that can't be decoded at all nothing is known, its end neither.
    if !is_prefix && media.has_config() && !ends_with_filemark(source)? {
        media.faults.push(Fault {
            offset: source.len(),
            kind: FaultKind::Truncated {
                needed: source.len().saturating_add(1),
            },
        });
    }
    Ok(media)
}

/// Whether a soft filemark, which the container holds as it is, ends the file: what an interrupted copy lacks.
/// Zeros that a file system or a transfer padded with are allowed behind it.
fn ends_with_filemark(source: &dyn ReadAt) -> Result<bool, Error> {
    const TAIL_BYTES: u64 = 64 << 10;
    let start = source
        .len()
        .saturating_sub(TAIL_BYTES)
        .next_multiple_of(512);
    let Some((bytes, length)) = scan::last_filemark(source, start)? else {
        return Ok(false);
    };
    let behind = usize::from(length).min(bytes.len());
    let is_whole = bytes.len() >= usize::from(length);
    Ok(is_whole && bytes.iter().skip(behind).all(|byte| *byte == 0))
}

/// Follows the chain of blocks, over gaps where it is broken.
fn walk(stream: &dyn ReadAt, file: &dyn ReadAt, extent: Extent) -> Result<Media, Error> {
    let mut media = Media::new(Form::Plain, file.len());
    let mut walk = Walk::new(stream, extent);
    let mut at = 0;
    let mut ends = 0;
    for _ in 0..limits::BLOCKS {
        if extent == Extent::Whole(at) {
            media.followed_to_end = true;
            break;
        }
        let before = walk.faults.len();
        let block = walk.block(at)?;
        let next = block.as_ref().and_then(|block| block.next);
        if let Some(block) = &block {
            media.take(&mut walk, block, &mut ends);
        }
        if media.sets.len() > limits::SETS {
            walk.fault(at, FaultKind::TooMuch("backup sets in a file"));
            break;
        }
        let broken_at = walk.faults.get(before).map(|fault| fault.offset);
        at = match (next, extent) {
            (Some(next), _) => next,
            (None, Extent::Prefix) => break,
            (None, Extent::Whole(length)) => {
                let is_cut = walk
                    .faults
                    .last()
                    .is_some_and(|fault| matches!(fault.kind, FaultKind::Truncated { .. }));
                if is_cut {
                    // The header that announced more is sound: behind the end there is nothing to look for.
                    break;
                }
                let from = broken_at.unwrap_or(at).saturating_add(1);
                let set_at = media.sets.last().map(|set| set.offset);
                let found = match scan::ahead(stream, from, length, set_at)? {
                    Some(found) => Some(found),
                    None => scan::tail(stream, from, length, set_at)?,
                };
                match found {
                    Some(found) => found,
                    None => break,
                }
            }
        };
    }
    finish(&mut media, &mut walk, at);
    Ok(media)
}

/// Says what is lacking at the end.
fn finish(media: &mut Media, walk: &mut Walk<'_>, at: u64) {
    media.faults = std::mem::take(&mut walk.faults);
    let Extent::Whole(length) = walk.extent else {
        return;
    };
    let is_whole = media.sets.last().is_some_and(|set| set.is_complete);
    if media.faults.is_empty() && !is_whole {
        // The chain ended at a boundary of blocks.
        media.faults.push(Fault {
            offset: at.min(length),
            kind: FaultKind::Truncated {
                needed: length.saturating_add(1),
            },
        });
    }
}
