//! An entry that is packed, read at any place as if it lay there unpacked: a backup of a database inside of a ZIP file.
//!
//! Deflate can only be read from front to end. So that going back does not begin anew, the state of the decoder is kept
//! every so often: what stands behind such a point is inflated from there.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_HAS_MORE_INPUT;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use super::limits;
use crate::source::ReadAt;

/// Bytes that deflate looks back for (RFC 1951 3.2.5), and so those of the ring that is written to.
const RING_BYTES: usize = 32 << 10;

/// Kept points are so many bytes apart at least.
const POINT_BYTES: u64 = 4 << 20;

/// Most points that are kept, some 45 kB each.
const MAX_POINTS: u64 = 256;

/// Packed bytes that are read at once: each source holds as many.
const INPUT_BYTES: usize = 32 << 10;

/// A deflated entry as a source of what it holds. What is not packed as its size claims ends early; what can't be
/// inflated is a read that fails.
pub struct Inflated {
    packed: Rc<dyn ReadAt>,
    bytes: u64,
    state: RefCell<State>,
}

/// A place in the stream from which on it can be inflated.
#[derive(Clone)]
struct Point {
    /// Packed bytes that were used.
    used: u64,
    /// Bytes that came out.
    out: u64,
    decoder: Box<DecompressorOxide>,
    /// The last bytes that came out; byte `n` of the content stands at `n` modulo its length.
    ring: Vec<u8>,
}

impl Point {
    fn start() -> Point {
        Point {
            used: 0,
            out: 0,
            decoder: Box::default(),
            ring: vec![0; RING_BYTES],
        }
    }
}

struct State {
    now: Point,
    /// The stream ended, or is cut.
    ended: bool,
    points: Vec<Point>,
    input: Vec<u8>,
    /// Which packed bytes are in `input`.
    input_at: u64,
}

impl Inflated {
    /// What `packed` holds, the raw deflate data of an entry: so many bytes, as its directory claims; `None` if that
    /// many can't come out of it.
    pub fn new(packed: Rc<dyn ReadAt>, bytes: u64) -> Option<Inflated> {
        let most = packed.len().saturating_mul(limits::MAX_DEFLATE_RATIO);
        (bytes <= most).then(|| Inflated {
            packed,
            bytes,
            state: RefCell::new(State {
                now: Point::start(),
                ended: false,
                points: Vec::new(),
                input: Vec::new(),
                input_at: 0,
            }),
        })
    }
}

/// [`Inflated::new`], for whoever knows no container.
pub fn unpack(packed: Rc<dyn ReadAt>, bytes: u64) -> Option<Rc<dyn ReadAt>> {
    let inflated: Rc<dyn ReadAt> = Rc::new(Inflated::new(packed, bytes)?);
    Some(inflated)
}

impl ReadAt for Inflated {
    fn len(&self) -> u64 {
        self.bytes
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let left = self.bytes.saturating_sub(offset);
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(buf.len());
        let mut state = self.state.borrow_mut();
        let mut done = 0;
        while let Some(rest) = buf.get_mut(done..most).filter(|rest| !rest.is_empty()) {
            let at = offset + done as u64;
            state.go_back_for(at);
            match state.held(at, rest) {
                0 if state.ended => break,
                0 => state.step(&*self.packed, self.bytes)?,
                copied => done += copied,
            }
        }
        Ok(done)
    }
}

impl State {
    /// Copies what the ring has from `at` on; 0 if it is not there yet.
    fn held(&self, at: u64, to: &mut [u8]) -> usize {
        if at >= self.now.out {
            return 0;
        }
        let place = (at % RING_BYTES as u64) as usize;
        let until_end = usize::try_from(self.now.out - at).unwrap_or(usize::MAX);
        let count = until_end.min(RING_BYTES - place).min(to.len());
        match (to.get_mut(..count), self.now.ring.get(place..place + count)) {
            (Some(to), Some(from)) => to.copy_from_slice(from),
            _ => return 0,
        }
        count
    }

    /// Takes the nearest kept point before `at`, if what is wanted went by already, or the way from there is shorter.
    fn go_back_for(&mut self, at: u64) {
        let first_held = self.now.out.saturating_sub(RING_BYTES as u64);
        let behind = self.points.partition_point(|point| point.out <= at);
        let nearest = behind
            .checked_sub(1)
            .and_then(|before| self.points.get(before));
        let is_gone = at < first_held;
        match nearest {
            Some(point) if is_gone || point.out > self.now.out => self.now = point.clone(),
            None if is_gone => self.now = Point::start(),
            _ => return,
        }
        self.ended = false;
    }

    /// Inflates a piece.
    fn step(&mut self, packed: &dyn ReadAt, bytes: u64) -> io::Result<()> {
        let apart = POINT_BYTES.max(bytes / MAX_POINTS);
        let last = self.points.last().map_or(0, |point| point.out);
        if self.now.out >= last.saturating_add(apart) {
            self.points.push(self.now.clone());
        }
        let end = self.input_at + self.input.len() as u64;
        if !(self.input_at..end).contains(&self.now.used) {
            self.input.resize(INPUT_BYTES, 0);
            let read = packed.read_full_at(self.now.used, &mut self.input);
            self.input.truncate(*read.as_ref().unwrap_or(&0));
            self.input_at = self.now.used;
            read?;
        }
        let from = (self.now.used - self.input_at) as usize;
        let input = self.input.get(from..).unwrap_or_default();
        let is_last = self.now.used + input.len() as u64 >= packed.len();
        let flags = if is_last {
            0
        } else {
            TINFL_FLAG_HAS_MORE_INPUT
        };
        let place = (self.now.out % RING_BYTES as u64) as usize;
        let (status, used, out) = decompress(
            &mut self.now.decoder,
            input,
            &mut self.now.ring,
            place,
            flags,
        );
        self.now.used += used as u64;
        self.now.out += out as u64;
        match status {
            TINFLStatus::HasMoreOutput => {}
            TINFLStatus::NeedsMoreInput if used > 0 || out > 0 => {}
            // The end; or more is wanted than there is.
            TINFLStatus::Done
            | TINFLStatus::NeedsMoreInput
            | TINFLStatus::FailedCannotMakeProgress => self.ended = true,
            _ => {
                let why = "what is packed in the ZIP archive can't be inflated";
                return Err(io::Error::new(io::ErrorKind::InvalidData, why));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::compress_to_vec;

    use super::*;

    /// Bytes of which no two places look alike, and that pack well all the same.
    fn content(bytes: usize) -> Vec<u8> {
        let lines = (0_u64..).flat_map(|number| format!("line {number}\n").into_bytes());
        lines.take(bytes).collect()
    }

    fn inflated(content: &[u8]) -> Inflated {
        let packed: Rc<dyn ReadAt> = Rc::new(compress_to_vec(content, 1));
        Inflated::new(packed, content.len() as u64).unwrap()
    }

    #[test]
    fn any_place_is_read_in_any_order() {
        let content = content(20 << 20);
        let source = inflated(&content);
        assert_eq!(ReadAt::len(&source), content.len() as u64);
        let mut places: Vec<usize> = (0..40).map(|at| at * 7_919_317 % content.len()).collect();
        places.extend([0, content.len() - 5, 1, content.len() - 40_000, 4 << 20]);
        for at in places {
            for wanted in [1, 4_096, 100_000] {
                let mut buf = vec![0; wanted];
                let read = source.read_full_at(at as u64, &mut buf).unwrap();
                assert_eq!(read, wanted.min(content.len() - at), "{at}");
                assert!(buf[..read] == content[at..at + read], "{at}, {wanted}");
            }
        }
        assert_eq!(
            source.read_at(content.len() as u64, &mut [0; 9]).unwrap(),
            0
        );
        let state = source.state.borrow();
        assert!(!state.points.is_empty() && state.points.len() as u64 <= MAX_POINTS);
    }

    #[test]
    fn what_is_cut_or_lies_ends_early_and_what_is_damaged_fails() {
        let content = content(100_000);
        let packed = compress_to_vec(&content, 6);
        let all = |packed: &[u8], bytes: u64| {
            let source: Rc<dyn ReadAt> = Rc::new(packed.to_vec());
            let source = Inflated::new(source, bytes).unwrap();
            let mut buf = vec![0; bytes as usize];
            source.read_full_at(0, &mut buf)
        };
        assert_eq!(all(&packed, 100_000).unwrap(), 100_000);
        assert_eq!(all(&packed, 100_007).unwrap(), 100_000);
        assert_eq!(all(&packed, 10).unwrap(), 10);
        let cut = all(&packed[..packed.len() / 2], 100_000).unwrap();
        assert!((1..100_000).contains(&cut), "{cut}");
        assert!(all(b"\xFF\xFF\xFF\xFF", 100).is_err());
        let none: Rc<dyn ReadAt> = Rc::new(vec![0_u8; 3]);
        assert!(Inflated::new(none, 1 << 40).is_none());
    }
}
