//! Deflate64 (method 9): deflate with a window of 64 KiB, lengths up to 65,538 and two more distance codes. .NET reads it,
//! Windows' Explorer writes it for files above 2 GiB, `flate2` does not know it.
//!
//! The crate `deflate64` is .NET's own decoder in Rust: what it makes of damaged data is what .NET delivers, a distance
//! that leads in front of the first byte included (zeros). Memory: about 150 KiB.

use deflate64::InflaterManaged;

use super::read::DecodeEnd;

/// The decoder, a step at a time.
#[derive(Debug)]
pub(crate) struct Inflate64(Box<InflaterManaged>);

impl Default for Inflate64 {
    fn default() -> Self {
        Inflate64(Box::new(InflaterManaged::new()))
    }
}

impl Inflate64 {
    /// Starts anew.
    pub fn reset(&mut self) {
        *self.0 = InflaterManaged::new();
    }

    /// Decodes as far as input and room go: compressed bytes used, bytes put out, and how it ended. It decodes ahead of
    /// the room, so the compressed bytes may be those of the output to come.
    pub fn decode(&mut self, input: &[u8], output: &mut [u8]) -> (usize, usize, DecodeEnd) {
        let (mut used, mut produced) = (0, 0);
        loop {
            let input = input.get(used..).unwrap_or_default();
            let room = output.get_mut(produced..).unwrap_or_default();
            let had_room = !room.is_empty();
            let step = self.0.inflate(input, room);
            used += step.bytes_consumed;
            produced += step.bytes_written;
            // At damage it stops in front of what it has decoded up to there.
            let is_behind = self.0.errored() && self.0.available_output() > 0;
            if !(is_behind && had_room) {
                break;
            }
        }
        let outcome = if self.0.available_output() > 0 {
            DecodeEnd::Full
        } else if self.0.errored() {
            DecodeEnd::Damaged
        } else if self.0.finished() {
            DecodeEnd::End
        } else if produced == output.len() {
            DecodeEnd::Full
        } else {
            DecodeEnd::NeedsInput
        };
        (used, produced, outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line fifty times, as 7-Zip writes it: the second to last one is one length of 1,470.
    const PACKED: [u8; 51] = [
        0xe5, 0xc9, 0xb1, 0x09, 0x00, 0x20, 0x10, 0x04, 0xc1, 0xdc, 0x2a, 0xe4, 0xca, 0xb0, 0x1e,
        0x05, 0x83, 0x83, 0x07, 0x13, 0x03, 0xb1, 0x77, 0x83, 0xaf, 0x42, 0x36, 0xd9, 0x0d, 0xe6,
        0x68, 0x0e, 0x3b, 0xd4, 0xf2, 0x35, 0xbb, 0x63, 0xb9, 0xeb, 0x16, 0xbc, 0xe2, 0x15, 0xaf,
        0x78, 0xc5, 0xeb, 0xb7, 0xfa, 0x00,
    ];

    /// All of it, with so much input and room at a time: output, bytes used, and how it ended.
    fn decoded(
        inflate: &mut Inflate64,
        packed: &[u8],
        at_once: usize,
        room: usize,
    ) -> (Vec<u8>, usize, DecodeEnd) {
        inflate.reset();
        let (mut output, mut at) = (Vec::new(), 0);
        let mut piece = vec![0; room];
        loop {
            let end = (at + at_once).min(packed.len());
            let (used, produced, outcome) = inflate.decode(&packed[at..end], &mut piece);
            at += used;
            output.extend_from_slice(&piece[..produced]);
            match outcome {
                DecodeEnd::End | DecodeEnd::Damaged => return (output, at, outcome),
                DecodeEnd::NeedsInput if at == packed.len() && produced == 0 => {
                    return (output, at, outcome);
                }
                _ => {}
            }
        }
    }

    #[test]
    fn pieces_of_any_size_give_the_same() {
        let expected = b"{\"hello\":\"hello hello world\"}\n".repeat(50);
        let mut inflate = Inflate64::default();
        for at_once in [1, 2, 7, 51] {
            for room in [1, 3, 100, 1_500, 4_096] {
                let found = decoded(&mut inflate, &PACKED, at_once, room);
                assert_eq!(
                    found,
                    (expected.clone(), 51, DecodeEnd::End),
                    "{at_once} {room}"
                );
            }
        }
    }

    #[test]
    fn data_that_ends_early_wants_more() {
        let mut inflate = Inflate64::default();
        let (output, used, outcome) = decoded(&mut inflate, &PACKED[..20], 20, 64);
        assert_eq!((used, outcome), (20, DecodeEnd::NeedsInput));
        assert!(output.len() < 30, "{}", output.len());
    }

    #[test]
    fn what_stands_in_front_of_damage_is_delivered() {
        // A stored block of three bytes, then a kind of block that there is not.
        let packed = [0x00, 0x03, 0x00, 0xfc, 0xff, b'a', b'b', b'c', 0x07];
        let mut inflate = Inflate64::default();
        for room in [1, 2, 3, 4, 100] {
            let (output, _, outcome) = decoded(&mut inflate, &packed, 100, room);
            assert_eq!(
                (output.as_slice(), outcome),
                (&b"abc"[..], DecodeEnd::Damaged)
            );
        }
    }

    #[test]
    fn a_distance_in_front_of_the_start_gives_zeros_as_net_does() {
        // Fixed codes: length 3 at distance 1, end of the block.
        let packed = [0x03, 0x02, 0x00];
        let mut inflate = Inflate64::default();
        let (output, _, outcome) = decoded(&mut inflate, &packed, 100, 100);
        assert_eq!(
            (output.as_slice(), outcome),
            (&[0, 0, 0][..], DecodeEnd::End)
        );
    }
}
