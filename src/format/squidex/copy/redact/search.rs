//! Looking for removed values in a redacted copy: in the bytes of every entry, in the texts of JSON with
//! escapes undone (also of JSON inside JSON) and URL-encoding, in base64, and in the names of entries. A value of three to seven
//! bytes counts where a whole text is it and nothing else; one of one or two can't be told from chance.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::kind::Kind;
use super::raw::texts;
use crate::container::zip::{self as archive, EntryReader};
use crate::error::Error;
use crate::inspect::copy::{RedactionHit, RedactionSearch};
use crate::json;
use crate::source::ReadAt;

/// Values from this length on are looked for anywhere.
const MIN_BYTES: usize = 8;
/// Shorter ones would be found everywhere by chance: from this length on they are looked for as whole texts of
/// JSON, whole names and whole base64 texts.
const MIN_WHOLE_BYTES: usize = 3;
/// Of longer values the beginning is looked for.
const MAX_BYTES: usize = 16 << 10;
/// So many values are looked for at once: about 50 MB.
const MAX_VALUES: usize = 1_000_000;
/// Hits that are listed.
const MAX_HITS: usize = 100;
/// Bits of the filter in front of the table.
const FILTER_BITS: u32 = 20;
/// Shorter runs of base64 letters are words.
const MIN_BASE64: usize = 12;
/// JSON inside of JSON is followed so deep.
const MAX_NESTING: u32 = 4;
/// Bytes that are searched at once.
const PIECE_BYTES: usize = 1 << 20;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// A value that must not be there.
#[derive(Debug, Clone, Copy)]
struct Value {
    bytes: u32,
    tail: u32,
    hash: u64,
    kind: Kind,
}

/// The values to look for, as fingerprints.
#[derive(Debug, Default)]
pub(in super::super) struct Values {
    by_start: HashMap<u64, Vec<Value>>,
    /// Short ones.
    whole: HashMap<u64, Value>,
    filter: Vec<u64>,
    seen: HashSet<u64>,
    kept: HashSet<u64>,
    count: u64,
    too_short: u64,
    too_many: u64,
    longest: usize,
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

fn slot(start: u64) -> usize {
    (start.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - FILTER_BITS)) as usize
}

fn tail(bytes: &[u8]) -> u32 {
    bytes
        .last_chunk::<4>()
        .map_or(0, |tail| u32::from_le_bytes(*tail))
}

impl Values {
    /// Hears what the redactor says of a text.
    pub fn hear(&mut self, kind: Option<Kind>, text: &str) {
        let text = text.trim().as_bytes();
        let text = text.get(..MAX_BYTES).unwrap_or(text);
        let Some(kind) = kind else {
            if text.len() >= MIN_WHOLE_BYTES && self.kept.len() < MAX_VALUES {
                self.kept.insert(hash(text));
            }
            return;
        };
        let fingerprint = hash(text);
        if text.is_empty() || self.seen.len() >= 2 * MAX_VALUES || !self.seen.insert(fingerprint) {
            return;
        }
        if text.len() < MIN_WHOLE_BYTES {
            self.too_short += 1;
            return;
        }
        if self.count >= MAX_VALUES as u64 {
            self.too_many += 1;
            return;
        }
        self.count += 1;
        let value = Value {
            bytes: text.len() as u32,
            tail: tail(text),
            hash: fingerprint,
            kind,
        };
        let Some(start) = text.first_chunk::<MIN_BYTES>() else {
            self.whole.insert(fingerprint, value);
            return;
        };
        self.longest = self.longest.max(text.len());
        self.by_start
            .entry(u64::from_be_bytes(*start))
            .or_default()
            .push(value);
    }

    /// Takes out what stays elsewhere as it is (a name of a schema that is a word in a text as well) and
    /// makes the filter.
    fn ready(&mut self) {
        self.filter = vec![0; 1 << (FILTER_BITS - 6)];
        let kept = &self.kept;
        self.by_start.retain(|_, values| {
            values.retain(|value| !kept.contains(&value.hash));
            !values.is_empty()
        });
        self.whole.retain(|hash, _| !kept.contains(hash));
        let long = self.by_start.values().map(|values| values.len() as u64);
        self.count = long.sum::<u64>() + self.whole.len() as u64;
        for start in self.by_start.keys() {
            let slot = slot(*start);
            if let Some(word) = self.filter.get_mut(slot / 64) {
                *word |= 1 << (slot % 64);
            }
        }
    }

    /// Calls `hit` for each place where a value begins.
    fn find(&self, bytes: &[u8], hit: &mut dyn FnMut(&Value, &[u8])) {
        let mut window = 0_u64;
        for (at, byte) in bytes.iter().enumerate() {
            window = window << 8 | u64::from(*byte);
            if at + 1 < MIN_BYTES {
                continue;
            }
            let slot = slot(window);
            let maybe = self
                .filter
                .get(slot / 64)
                .is_some_and(|word| word >> (slot % 64) & 1 == 1);
            if !maybe {
                continue;
            }
            let start = at + 1 - MIN_BYTES;
            for value in self.by_start.get(&window).into_iter().flatten() {
                if let Some(found) = bytes.get(start..start + value.bytes as usize)
                    && tail(found) == value.tail
                    && hash(found) == value.hash
                {
                    hit(value, found);
                }
            }
        }
    }

    /// All places: the bytes, base64 in them, and if it is JSON its texts.
    fn find_everywhere(
        &self,
        bytes: &[u8],
        is_json: bool,
        depth: u32,
        hit: &mut dyn FnMut(&Value, &[u8], &'static str),
    ) {
        self.find(bytes, &mut |value, found| hit(value, found, "text"));
        self.find_base64(bytes, hit);
        if !is_json || depth > MAX_NESTING {
            return;
        }
        texts(json::without_bom(bytes).0, &mut |text| {
            self.find_whole(text.as_bytes(), &mut |value, found| {
                hit(value, found, "whole text");
            });
            if text.contains('%') {
                let decoded = percent_decoded(text);
                self.find(decoded.as_bytes(), &mut |value, found| {
                    hit(value, found, "URL-encoded");
                });
            }
            let inner = text.trim_start().starts_with(['{', '[']);
            self.find_everywhere(text.as_bytes(), inner, depth + 1, hit);
        });
    }

    /// Whether a text is one of the short values, as it is or in base64.
    fn find_whole(&self, text: &[u8], hit: &mut dyn FnMut(&Value, &[u8])) {
        let text = text.trim_ascii();
        // The longest short value takes 12 letters.
        if self.whole.is_empty() || text.len() > MIN_BASE64 {
            return;
        }
        let mut look = |text: &[u8]| {
            if let Some(value) = self.whole.get(&hash(text)) {
                hit(value, text);
            }
        };
        look(text);
        if text.len() > MIN_WHOLE_BYTES
            && let Ok(decoded) = STANDARD.decode(text).or_else(|_| URL_SAFE.decode(text))
        {
            look(decoded.trim_ascii());
        }
    }

    fn find_base64(&self, bytes: &[u8], hit: &mut dyn FnMut(&Value, &[u8], &'static str)) {
        let letter =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
        for run in bytes.split(|byte| !letter(byte)) {
            if run.len() < MIN_BASE64 {
                continue;
            }
            let url_safe = run.iter().any(|byte| matches!(byte, b'-' | b'_'));
            let engine = if url_safe { &URL_SAFE } else { &STANDARD };
            // A run of one letter more than a group can't be whole: without it the rest can be read.
            let whole = if run.len() % 4 == 1 {
                run.len() - 1
            } else {
                run.len()
            };
            let Some(decoded) = run.get(..whole).and_then(|run| engine.decode(run).ok()) else {
                continue;
            };
            self.find(&decoded, &mut |value, found| hit(value, found, "base64"));
        }
    }
}

fn masked(found: &[u8]) -> String {
    let text = String::from_utf8_lossy(found);
    let start: String = text.chars().take(2).collect();
    format!("{start}… ({} characters)", text.chars().count())
}

/// Searches a copy. `progress` hears how many of its bytes are done, and stops the search with `false`.
///
/// # Errors
/// `Read` if the copy can't be read, `Invalid` if it was stopped.
pub(in super::super) fn search(
    mut values: Values,
    copy: &dyn ReadAt,
    progress: &mut dyn FnMut(u64) -> bool,
) -> Result<RedactionSearch, Error> {
    values.ready();
    let archive = archive::open(copy)?;
    let mut result = RedactionSearch {
        values: values.count,
        whole_only: values.whole.len() as u64,
        too_short: values.too_short,
        too_many: values.too_many,
        ..RedactionSearch::default()
    };
    let mut found: HashSet<(u32, u64)> = HashSet::new();
    let mut reader = EntryReader::new();
    let overlap = values.longest.max(MIN_BYTES) * 2;
    for entry in 0..archive.entries.len() {
        let Some(location) = archive.entries.location(entry) else {
            continue;
        };
        let name = archive.entries.name_text(entry).into_owned();
        result.entries += 1;
        let mut hit = |value: &Value, bytes: &[u8], place: &'static str| {
            if found.insert((entry, value.hash)) {
                result.hit_count += 1;
                if result.hits.len() < MAX_HITS {
                    result.hits.push(RedactionHit {
                        kind: value.kind.name().into(),
                        entry: name.clone(),
                        masked: masked(bytes),
                        place: place.into(),
                    });
                }
            }
        };
        for form in [name.clone(), percent_decoded(&name)] {
            values.find(form.as_bytes(), &mut |value, bytes| {
                hit(value, bytes, "name of the entry");
            });
            for part in form.split('/') {
                values.find_whole(part.as_bytes(), &mut |value, bytes| {
                    hit(value, bytes, "name of the entry");
                });
            }
        }
        let is_json = name.ends_with(".json");
        if is_json {
            let (bytes, _) =
                reader.read_small(copy, &location, crate::format::squidex::MAX_EVENT_BYTES)?;
            values.find_everywhere(bytes, true, 0, &mut hit);
        } else {
            let mut piece: Vec<u8> = Vec::new();
            reader.read(copy, &location, u64::MAX, &mut |bytes: &[u8]| {
                piece.extend_from_slice(bytes);
                if piece.len() >= PIECE_BYTES {
                    values.find_everywhere(&piece, false, 0, &mut hit);
                    let rest = piece.len() - overlap.min(piece.len());
                    piece.drain(..rest);
                }
                ControlFlow::Continue(())
            })?;
            values.find_everywhere(&piece, false, 0, &mut hit);
        }
        if !progress(location.local_header_offset) {
            return Err(Error::Invalid("the search was stopped".into()));
        }
    }
    Ok(result)
}

fn percent_decoded(name: &str) -> String {
    let bytes = name.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = (*byte == b'%')
            .then(|| name.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code {
            Some(code) => {
                out.push(code);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(values: &[&str], text: &str) -> Vec<&'static str> {
        let mut index = Values::default();
        for value in values {
            index.hear(Some(Kind::Comments), value);
        }
        index.ready();
        let mut places = Vec::new();
        index.find_everywhere(text.as_bytes(), true, 0, &mut |_, _, place| {
            places.push(place);
        });
        places.dedup();
        places
    }

    #[test]
    fn values_are_found_in_every_disguise() {
        let secret = ["a \"secret\" text"];
        assert_eq!(places(&secret, "{}"), Vec::<&str>::new());
        assert_eq!(
            places(&secret, r#"{"a":"so a \u0022secret\" text here"}"#),
            ["text"]
        );
        assert_eq!(
            places(
                &secret,
                r#"{"p":"{\"a\":\"\\u0061 \\\"secret\\\" text\"}"}"#
            ),
            ["text"]
        );
        let coded = STANDARD.encode("xx a \"secret\" text");
        assert_eq!(
            places(&secret, &format!("{{\"a\":\"{coded}\"}}")),
            ["base64"]
        );
        assert_eq!(
            places(&secret, r#"{"a":"?q=a%20%22secret%22%20text"}"#),
            ["URL-encoded"]
        );
        assert_eq!(percent_decoded("a%20b%zz%"), "a b%zz%");
    }

    #[test]
    fn what_stays_elsewhere_is_no_hit() {
        let mut index = Values::default();
        index.hear(Some(Kind::Contents), "blog-posts");
        index.hear(None, "blog-posts");
        index.hear(Some(Kind::Contents), "no");
        index.ready();
        assert_eq!((index.count, index.too_short), (0, 1));
    }

    #[test]
    fn short_values_are_found_as_whole_texts_only() {
        let short = ["pin42", "Änne"];
        let there = r#"{"a":"pin42","b":["{\"c\":\" Änne \"}"],"d":"cGluNDI="}"#;
        let mut index = Values::default();
        for value in short {
            index.hear(Some(Kind::Contents), value);
        }
        index.ready();
        let mut hits = 0;
        index.find_everywhere(there.as_bytes(), true, 0, &mut |_, _, place| {
            assert_eq!(place, "whole text");
            hits += 1;
        });
        assert_eq!(hits, 3);
        for elsewhere in [r#"{"a":"my pin42 is"}"#, r#"{"pin42":1}"#, "pin42"] {
            assert_eq!(places(&short, elsewhere), Vec::<&str>::new(), "{elsewhere}");
        }
        // What stays under the same name is no hit.
        let mut index = Values::default();
        index.hear(Some(Kind::Contents), "Draft");
        index.hear(None, "Draft");
        index.ready();
        assert_eq!(index.count, 0);
    }
}
