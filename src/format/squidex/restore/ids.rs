//! Interned texts and object ids: what keeps the dry run's state small.

use std::hash::{BuildHasher, RandomState};
use std::num::NonZeroU32;

use super::tables::{Index, Pieces, Spread};

/// Number of an interned text. Not zero, so that an optional one takes no more room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TextId(NonZeroU32);

/// Marks the number of a text that is no GUID.
const TEXT: u32 = 1 << 31;

impl TextId {
    /// Stands for "no text" (null or absent) where a record has no room for an `Option`.
    pub(super) const NONE: TextId = TextId(NonZeroU32::MAX);

    /// Whether it is a text at all.
    pub(super) fn is_some(self) -> bool {
        self != TextId::NONE
    }

    /// Of the item with that number in its list.
    fn new(mark: u32, number: u32) -> TextId {
        TextId(NonZeroU32::new(mark | (number + 1)).unwrap_or(NonZeroU32::MAX))
    }

    fn number(self) -> usize {
        ((self.0.get() & !TEXT) - 1) as usize
    }
}

impl Spread for TextId {
    fn spread(self) -> u64 {
        u64::from(self.0.get()).spread()
    }
}

/// Texts by number. GUIDs take 16 bytes, whatever their spelling in the archive takes.
#[derive(Debug, Default)]
pub(super) struct Interner {
    guids: Pieces<[u8; 16]>,
    guid_index: Index,
    texts: Pieces<Box<str>>,
    text_index: Index,
    /// Of what archives hold: with a key that they can't know.
    hasher: RandomState,
}

impl Interner {
    /// The number of a text; a new one if it was never seen.
    pub(super) fn intern(&mut self, text: &str) -> TextId {
        if let Some(known) = self.find(text) {
            return known;
        }
        let hasher = &self.hasher;
        match parse_guid(text) {
            Some(guid) => {
                let number = self.guids.push(guid);
                let guids = &self.guids;
                self.guid_index
                    .add(hasher.hash_one(guid), number, &|number| {
                        hasher.hash_one(guids.get(number as usize).copied().unwrap_or_default())
                    });
                TextId::new(0, number)
            }
            None => {
                let number = self.texts.push(text.into());
                let texts = &self.texts;
                self.text_index
                    .add(hasher.hash_one(text), number, &|number| {
                        hasher.hash_one(texts.get(number as usize).map_or("", |text| text))
                    });
                TextId::new(TEXT, number)
            }
        }
    }

    /// The number of an optional text.
    pub(super) fn intern_option(&mut self, text: Option<&str>) -> TextId {
        text.map_or(TextId::NONE, |text| self.intern(text))
    }

    /// The number of a text that was seen before.
    pub(super) fn find(&self, text: &str) -> Option<TextId> {
        match parse_guid(text) {
            Some(guid) => self
                .guid_index
                .find(self.hasher.hash_one(guid), |number| {
                    self.guids.get(number as usize) == Some(&guid)
                })
                .map(|number| TextId::new(0, number)),
            None => self
                .text_index
                .find(self.hasher.hash_one(text), |number| {
                    self.texts
                        .get(number as usize)
                        .is_some_and(|other| **other == *text)
                })
                .map(|number| TextId::new(TEXT, number)),
        }
    }

    fn guid(&self, id: TextId) -> Option<[u8; 16]> {
        let is_guid = id.0.get() & TEXT == 0;
        self.guids.get(id.number()).copied().filter(|_| is_guid)
    }

    fn other(&self, id: TextId) -> Option<&str> {
        let is_text = id.0.get() & TEXT != 0;
        self.texts
            .get(id.number())
            .map(|text| &**text)
            .filter(|_| is_text)
    }

    /// The text of a number; `None` for [`TextId::NONE`].
    pub(super) fn text(&self, id: TextId) -> Option<String> {
        match self.guid(id) {
            Some(guid) => Some(format_guid(guid)),
            None => self.other(id).map(Into::into),
        }
    }

    /// The text, or nothing at all for [`TextId::NONE`].
    pub(super) fn text_or_empty(&self, id: TextId) -> String {
        self.text(id).unwrap_or_default()
    }

    /// Length in characters, as PostgreSQL counts them.
    pub(super) fn char_len(&self, id: TextId) -> usize {
        match self.guid(id) {
            Some(_) => 36,
            None => self.other(id).map_or(0, |text| text.chars().count()),
        }
    }
}

/// A GUID in canonical lower-case spelling; ids are compared with case, so no other spelling will do.
fn parse_guid(text: &str) -> Option<[u8; 16]> {
    let bytes = text.as_bytes();
    if bytes.len() != 36 {
        return None;
    }
    let mut value = 0_u128;
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 8 | 13 | 18 | 23) {
            if *byte != b'-' {
                return None;
            }
            continue;
        }
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            _ => return None,
        };
        value = value << 4 | u128::from(digit);
    }
    Some(value.to_be_bytes())
}

fn format_guid(guid: [u8; 16]) -> String {
    let hex = format!("{:032x}", u128::from_be_bytes(guid));
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}

/// The id under which Squidex means "none": the all-zero GUID.
pub(super) const EMPTY_ID: &str = "00000000-0000-0000-0000-000000000000";

/// An id as the server's `DomainId` reads it: absent, null and the zero GUID in any spelling are one.
pub(super) fn domain_id(text: Option<&str>) -> &str {
    match text {
        Some(text) if !text.eq_ignore_ascii_case(EMPTY_ID) => text,
        _ => EMPTY_ID,
    }
}

/// Id of a restored object: which new app (a second AppCreated event makes another), and the part after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ObjectId {
    /// Number of the AppCreated event that made the new app id.
    pub(super) app: u32,
    /// The object's own part; [`TextId::NONE`] for the app itself.
    pub(super) part: TextId,
}

impl Spread for ObjectId {
    fn spread(self) -> u64 {
        (u64::from(self.app) << 32 | u64::from(self.part.0.get())).spread()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guids_and_texts_come_back_as_they_were() {
        let mut texts = Interner::default();
        for text in [
            "0b7d5a52-1111-4c2e-9a10-aaaaaaaaaaaa",
            "0B7D5A52-1111-4C2E-9A10-AAAAAAAAAAAA",
            "",
            "hero",
        ] {
            let id = texts.intern(text);
            assert_eq!(texts.intern(text), id);
            assert_eq!(texts.find(text), Some(id));
            assert_eq!(texts.text(id).as_deref(), Some(text));
        }
        assert_eq!((texts.guids.len(), texts.texts.len()), (1, 3));
        assert_eq!(texts.text(TextId::NONE), None);
    }
}
