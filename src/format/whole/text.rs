//! A file that went through a program for text: what that program did to its bytes, and how it is undone.

use crate::container::zip::{Archive, Segment, ZipFault, read_within};
use crate::error::Error;
use crate::source::ReadAt;

/// Bytes at the start of a file that tell what was done.
const SAMPLE_BYTES: usize = 1 << 20;

/// Bytes that are undone at once.
const WINDOW_BYTES: usize = 1 << 20;

/// Longest file that is read whole, when it is opened, to see whether undoing gives an archive: a longer one is only
/// named.
const MOST_TRIED_BYTES: u64 = 256 << 20;

/// End of central directory record without a comment (APPNOTE 4.3.16).
const END_BYTES: usize = 22;
/// So many local headers in the sample have a byte above 127 and a zero byte in them, one in millions apart.
const LETTERS_HEADERS: usize = 8;

/// The longest with a comment.
const LONGEST_END_BYTES: usize = END_BYTES + 0xFFFF;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextMode {
    /// A carriage return was put in front of every line feed.
    ReturnsAdded,
    /// Each byte was taken for a letter of Latin-1 and written as UTF-8.
    Utf8,
    /// Bytes that are no UTF-8 became U+FFFD.
    Replaced,
    /// Every carriage return was taken out.
    NoReturns,
    /// The carriage return in front of line feeds was taken out.
    PairsToFeeds,
    /// Every carriage return became a line feed.
    ReturnsToFeeds,
    /// Every line feed became a carriage return.
    FeedsToReturns,
    /// Bytes above 127 became question marks, or another letter.
    Letters,
    /// Zero bytes were taken out.
    NoZeros,
}

impl TextMode {
    /// Looks at a file that .NET's reader refuses, or that has its directory where it should be: whether its entries are
    /// changed then is for the caller to see.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn of(source: &dyn ReadAt, archive: &Archive) -> Result<Option<TextMode>, Error> {
        // Where the directory is in its place, it is only a thought.
        let most = match archive.dotnet {
            Ok(()) => SAMPLE_BYTES / 16,
            Err(_) => SAMPLE_BYTES,
        };
        let mut sample = vec![0; most.min(usize::try_from(source.len()).unwrap_or(usize::MAX))];
        let got = read_within(source, 0, &mut sample)?;
        sample.truncate(got);
        if !sample.starts_with(b"PK") {
            return Ok(None);
        }
        // Behind the signature stands the version of APPNOTE that is needed, as two digits.
        let headers = (sample.windows(5))
            .filter(|mark| mark.starts_with(b"PK\x03\x04") && (10..=63).contains(&mark[4]));
        // Sums and times of some headers have such bytes.
        let has_headers = headers.take(LETTERS_HEADERS).count() == LETTERS_HEADERS;
        if has_headers && sample.iter().all(|byte| *byte < 0x80) {
            return Ok(Some(TextMode::Letters));
        }
        if has_headers && !sample.contains(&0) {
            return Ok(Some(TextMode::NoZeros));
        }
        let count = |wanted: u8| sample.iter().filter(|byte| **byte == wanted).count();
        let (feeds, returns) = (count(b'\n'), count(b'\r'));
        let pairs = sample.windows(2).filter(|pair| *pair == b"\r\n").count();
        // The sample may end in the middle of a letter.
        let is_utf8 = match std::str::from_utf8(&sample) {
            Ok(_) => true,
            Err(error) => error.error_len().is_none(),
        };
        // Compressed bytes are of all kinds: one in 256 is a line feed, and few stand behind a carriage return by chance.
        // Many entries with names of 10 letters have far more of them, and tell nothing.
        let is_packed = feeds <= sample.len() / 128;
        // The directory lies before the place that the end record names, by so few bytes as pairs were to be expected:
        // then a few hundred line feeds tell it.
        let is_shorter = archive.faults.iter().any(|fault| match fault {
            ZipFault::WrongDirectoryOffset {
                claimed,
                actual: Some(actual),
            } => claimed
                .checked_sub(*actual)
                .is_some_and(|lost| (1..=feeds as u64 / 64 + 8).contains(&lost)),
            _ => false,
        });
        let enough = if is_shorter { 500 } else { 2_000 };
        // One of both is gone, and the other there twice as often as by chance.
        let twice = sample.len() / 256 * 3 / 2;
        let is_long = returns.max(feeds) <= sample.len() / 64 && sample.len() >= 8_192;
        if !is_shorter && is_long && returns == 0 && feeds >= twice {
            return Ok(Some(TextMode::ReturnsToFeeds));
        }
        if !is_shorter && is_long && feeds == 0 && returns >= twice {
            return Ok(Some(TextMode::FeedsToReturns));
        }
        // All others change the length, so that the directory can't be where it should be.
        if archive.dotnet.is_ok() {
            return Ok(None);
        }
        Ok(if feeds >= 16 && pairs == feeds {
            Some(TextMode::ReturnsAdded)
        } else if is_utf8 && sample.iter().any(|byte| *byte >= 0x80) {
            let replaced = (sample.windows(3)).any(|bytes| bytes == "\u{FFFD}".as_bytes());
            Some(match replaced {
                true => TextMode::Replaced,
                false => TextMode::Utf8,
            })
        } else if is_packed && returns == 0 && feeds >= 16 && sample.len() >= 8_192 {
            Some(TextMode::NoReturns)
        } else if is_packed && pairs == 0 && returns > 0 && feeds >= enough {
            Some(TextMode::PairsToFeeds)
        } else {
            None
        })
    }

    /// What was done, as a sentence.
    pub fn message(self) -> &'static str {
        match self {
            TextMode::ReturnsAdded => {
                "the file was sent as text: a carriage return was put in front of every line feed"
            }
            TextMode::Utf8 => "the file was sent as text: its bytes were written again as UTF-8",
            TextMode::Replaced => {
                "the file was sent as text: bytes that are no UTF-8 were replaced"
            }
            TextMode::NoReturns => "the file was sent as text: every carriage return was taken out",
            TextMode::PairsToFeeds => {
                "the file was sent as text: the carriage return in front of line feeds was taken out"
            }
            TextMode::ReturnsToFeeds => {
                "the file was sent as text: every carriage return became a line feed"
            }
            TextMode::FeedsToReturns => {
                "the file was sent as text: every line feed became a carriage return"
            }
            TextMode::Letters => {
                "the file was sent as text: every byte above 127 was replaced by another one"
            }
            TextMode::NoZeros => "the file was sent as text: every zero byte was taken out",
        }
    }

    /// What it means for a restore.
    pub fn effect(self, can_be_undone: bool) -> &'static str {
        if can_be_undone {
            return "the restore fails; a copy that undoes it is the file as it was";
        }
        match self {
            TextMode::ReturnsAdded | TextMode::Utf8 => {
                "the restore fails; send or download the file again, in binary mode"
            }
            TextMode::Replaced
            | TextMode::NoReturns
            | TextMode::PairsToFeeds
            | TextMode::ReturnsToFeeds
            | TextMode::FeedsToReturns
            | TextMode::Letters
            | TextMode::NoZeros => {
                "the restore fails; what was changed can't be found again: send or download the file again, in binary mode"
            }
        }
    }

    /// The name of what the copy does, in a list of changes.
    pub fn undoing(self) -> &'static str {
        match self {
            TextMode::Utf8 => "each letter of UTF-8 is the one byte again that it was",
            _ => "the carriage return in front of every line feed is taken out",
        }
    }

    /// Reads the file once, undone, and looks whether its end record fits: the directory ends where the record begins,
    /// which one byte too few or too many would show.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn gives_an_archive(self, source: &dyn ReadAt) -> Result<bool, Error> {
        if !matches!(self, TextMode::ReturnsAdded | TextMode::Utf8)
            || source.len() > MOST_TRIED_BYTES
        {
            return Ok(false);
        }
        let mut undone = self.undone(source);
        let (mut bytes, mut tail) = (0_u64, Vec::new());
        for piece in &mut undone {
            let piece = piece?;
            bytes += piece.len() as u64;
            tail.extend_from_slice(&piece);
            tail.drain(..tail.len().saturating_sub(LONGEST_END_BYTES));
        }
        let Some(at) = tail
            .windows(4)
            .rposition(|window| window == b"PK\x05\x06")
            .filter(|_| undone.is_whole)
        else {
            return Ok(false);
        };
        let number = |from: usize| {
            let field = tail.get(at + from..at + from + 4)?;
            Some(u64::from(u32::from_le_bytes(field.try_into().ok()?)))
        };
        let end = bytes - (tail.len() - at) as u64;
        Ok(match (number(12), number(16)) {
            (Some(directory_bytes), Some(offset)) => offset + directory_bytes == end,
            _ => false,
        })
    }

    /// The file as it was, as the pieces of a copy.
    pub fn segments<'a>(
        self,
        source: &'a dyn ReadAt,
    ) -> impl Iterator<Item = Result<Segment, Error>> + 'a {
        self.undone(source).map(|piece| piece.map(Segment::Fresh))
    }

    fn undone(self, source: &dyn ReadAt) -> Undone<'_> {
        Undone {
            mode: self,
            source,
            at: 0,
            held: None,
            is_whole: true,
        }
    }
}

/// The pieces of a file, undone.
struct Undone<'a> {
    mode: TextMode,
    source: &'a dyn ReadAt,
    at: u64,
    /// A byte that is not understood without the next one.
    held: Option<u8>,
    /// Whether all of it was what the program for text writes.
    is_whole: bool,
}

impl Undone<'_> {
    fn undo(&mut self, bytes: &[u8], is_last: bool) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len() + 1);
        for &byte in bytes {
            match (self.mode, self.held.take()) {
                (TextMode::Utf8, Some(first)) => {
                    if byte & 0xC0 == 0x80 {
                        out.push(first << 6 | byte & 0x3F);
                    } else {
                        self.is_whole = false;
                    }
                }
                // The two first bytes that letters up to U+00FF have.
                (TextMode::Utf8, None) if byte & 0xFE == 0xC2 => self.held = Some(byte),
                (TextMode::Utf8, None) => {
                    self.is_whole &= byte < 0x80;
                    out.push(byte);
                }
                (_, held) => {
                    if let Some(held) = held
                        && byte != b'\n'
                    {
                        out.push(held);
                    }
                    match byte {
                        b'\r' => self.held = Some(byte),
                        _ => out.push(byte),
                    }
                }
            }
        }
        if is_last && let Some(held) = self.held.take() {
            self.is_whole &= self.mode != TextMode::Utf8;
            out.push(held);
        }
        out
    }
}

impl Iterator for Undone<'_> {
    type Item = Result<Vec<u8>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let left = self
            .source
            .len()
            .checked_sub(self.at)
            .filter(|left| *left > 0)?;
        let wanted = usize::try_from(left)
            .unwrap_or(WINDOW_BYTES)
            .min(WINDOW_BYTES);
        let mut window = vec![0; wanted];
        let got = match read_within(self.source, self.at, &mut window) {
            Ok(got) => got,
            Err(error) => {
                self.at = self.source.len();
                return Some(Err(error));
            }
        };
        self.at += got as u64;
        let is_last = self.at >= self.source.len();
        Some(Ok(self.undo(window.get(..got).unwrap_or_default(), is_last)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Entries of bytes of all kinds.
    fn archive() -> Vec<u8> {
        use std::io::Write as _;
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let mut seed = 1_u32;
        for at in 0..12 {
            zip.start_file(
                format!("events/0/{at}.json"),
                zip::write::SimpleFileOptions::default(),
            )
            .unwrap();
            let bytes: Vec<u8> = (0..3_000)
                .map(|_| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (seed >> 24) as u8
                })
                .collect();
            zip.write_all(&bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn programs_for_text_are_told_by_what_they_leave() {
        use crate::container::zip::open;
        use crate::format::whole::damage::is_changed_all_over;
        let whole = archive();
        let each = |change: fn(u8) -> u8| whole.iter().map(|byte| change(*byte)).collect();
        let cases: [(Vec<u8>, TextMode); 5] = [
            (
                each(|byte| if byte == b'\r' { b'\n' } else { byte }),
                TextMode::ReturnsToFeeds,
            ),
            (
                each(|byte| if byte == b'\n' { b'\r' } else { byte }),
                TextMode::FeedsToReturns,
            ),
            (each(|byte| byte & 0x7F), TextMode::Letters),
            (
                each(|byte| if byte < 0x80 { byte } else { b'?' }),
                TextMode::Letters,
            ),
            (
                whole.iter().copied().filter(|byte| *byte != 0).collect(),
                TextMode::NoZeros,
            ),
        ];
        for (bytes, expected) in cases {
            let opened = open(&bytes).unwrap();
            assert_eq!(TextMode::of(&bytes, &opened).unwrap(), Some(expected));
            assert!(opened.dotnet.is_err() || is_changed_all_over(&bytes, &opened).unwrap());
        }
        let opened = open(&whole).unwrap();
        assert_eq!(TextMode::of(&whole, &opened).unwrap(), None);
        assert!(!is_changed_all_over(&whole, &opened).unwrap());
    }

    #[test]
    fn what_is_undone_is_what_was() {
        let bytes: Vec<u8> = (0..60_000_u32)
            .map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect();
        let mut returns = Vec::new();
        for byte in &bytes {
            if *byte == b'\n' {
                returns.push(b'\r');
            }
            returns.push(*byte);
        }
        let utf8: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        for (mode, text) in [
            (TextMode::ReturnsAdded, returns),
            (TextMode::Utf8, utf8.into_bytes()),
        ] {
            let mut undone = mode.undone(&text);
            let pieces: Result<Vec<Vec<u8>>, Error> = (&mut undone).collect();
            assert_eq!(pieces.unwrap().concat(), bytes);
            assert!(undone.is_whole);
        }
    }
}
