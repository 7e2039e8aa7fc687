//! Finding the next block where the chain is broken (section 3.4).

use super::header::{BLOCK_HEADER_BYTES, BlockHeader, BlockTag, LOGICAL_BLOCK_BYTES};
use super::limits;
use crate::error::Error;
use crate::source::ReadAt;

/// Blocks start at multiples of this.
const SECTOR_BYTES: u64 = 512;
const PIECE_BYTES: u64 = 1 << 20;

/// Whether a block can stand at `at`: a known tag, a sound checksum, and its place in the set that starts at
/// `set_at` as its own address says. Page data must not be taken for a block.
fn is_plausible(bytes: &[u8], at: u64, set_at: Option<u64>, wanted: Option<BlockTag>) -> bool {
    let Some(header) = BlockHeader::parse(bytes) else {
        return false;
    };
    let Some(tag) = header.kind().filter(|_| header.is_sound()) else {
        return false;
    };
    if wanted.is_some_and(|wanted| wanted != tag) {
        return false;
    }
    match tag {
        BlockTag::Tape => false,
        BlockTag::SetStart | BlockTag::SetEnd => {
            header.logical_address == 0 && header.first_event >= 52
        }
        BlockTag::Filemark => header.first_event > 0 && header.first_event.is_multiple_of(512),
        _ => set_at.is_none_or(|start| {
            at.checked_sub(start)
                .is_some_and(|inside| header.logical_address == inside / LOGICAL_BLOCK_BYTES)
        }),
    }
}

/// Looks for a block from `from` on, at most [`limits::SCAN_AHEAD_BYTES`].
pub(super) fn ahead(
    source: &dyn ReadAt,
    from: u64,
    length: u64,
    set_at: Option<u64>,
) -> Result<Option<u64>, Error> {
    let Some(start) = from.checked_next_multiple_of(SECTOR_BYTES) else {
        return Ok(None);
    };
    let end = length.min(start.saturating_add(limits::SCAN_AHEAD_BYTES));
    let mut piece = Vec::new();
    let mut at = start;
    while at < end {
        read_piece(source, at, end.min(at + PIECE_BYTES) - at, &mut piece)?;
        if let Some(found) =
            places(&piece, at).find(|(place, bytes)| is_plausible(bytes, *place, set_at, None))
        {
            return Ok(Some(found.0));
        }
        at += PIECE_BYTES;
    }
    Ok(None)
}

/// Looks backwards from the end for the last configuration of a set (MSLS) behind `from`, at most
/// [`limits::SCAN_TAIL_BYTES`].
pub(super) fn tail(
    source: &dyn ReadAt,
    from: u64,
    length: u64,
    set_at: Option<u64>,
) -> Result<Option<u64>, Error> {
    let wanted = Some(BlockTag::ConfigEnd);
    let lowest = from.max(length.saturating_sub(limits::SCAN_TAIL_BYTES));
    let mut piece = Vec::new();
    let mut end = length;
    while end > lowest {
        let start = lowest.max(end.saturating_sub(PIECE_BYTES)) / SECTOR_BYTES * SECTOR_BYTES;
        read_piece(source, start, end - start, &mut piece)?;
        let found = places(&piece, start)
            .filter(|(place, bytes)| is_plausible(bytes, *place, set_at, wanted))
            .last();
        if let Some((place, _)) = found.filter(|(place, _)| *place >= from) {
            return Ok(Some(place));
        }
        end = start;
    }
    Ok(None)
}

/// The bytes from the last soft filemark behind `from` to the end, and the length of its block.
pub(super) fn last_filemark(
    source: &dyn ReadAt,
    from: u64,
) -> Result<Option<(Vec<u8>, u16)>, Error> {
    let mut piece = Vec::new();
    read_piece(source, from, source.len().saturating_sub(from), &mut piece)?;
    let wanted = Some(BlockTag::Filemark);
    let last = places(&piece, from)
        .filter(|(place, bytes)| is_plausible(bytes, *place, None, wanted))
        .last();
    let Some((place, header)) =
        last.and_then(|(place, bytes)| Some((place, BlockHeader::parse(bytes)?)))
    else {
        return Ok(None);
    };
    let skip = usize::try_from(place - from).unwrap_or(usize::MAX);
    Ok(Some((
        piece.split_off(skip.min(piece.len())),
        header.first_event,
    )))
}

/// The sectors of a piece that have room for a header.
fn places(piece: &[u8], at: u64) -> impl Iterator<Item = (u64, &[u8])> {
    piece
        .chunks(SECTOR_BYTES as usize)
        .enumerate()
        .filter(|(_, bytes)| bytes.get(BLOCK_HEADER_BYTES - 1).is_some())
        .map(move |(index, bytes)| (at + index as u64 * SECTOR_BYTES, bytes))
}

fn read_piece(
    source: &dyn ReadAt,
    offset: u64,
    bytes: u64,
    into: &mut Vec<u8>,
) -> Result<(), Error> {
    into.resize(usize::try_from(bytes.min(PIECE_BYTES)).unwrap_or(0), 0);
    let read = source
        .read_full_at(offset, into)
        .map_err(|source| Error::Read { offset, source })?;
    into.truncate(read);
    Ok(())
}
