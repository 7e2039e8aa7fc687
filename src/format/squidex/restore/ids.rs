//! Interned texts and object ids: what keeps the dry run's state small.

use std::collections::HashMap;

/// Number of an interned text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct TextId(u32);

impl TextId {
    /// Stands for "no text" (null or absent) where a record has no room for an `Option`.
    pub(super) const NONE: TextId = TextId(u32::MAX);

    /// Whether it is a text at all.
    pub(super) fn is_some(self) -> bool {
        self != TextId::NONE
    }
}

/// How an interned text is kept.
#[derive(Debug, Clone)]
enum Kept {
    /// A GUID in its canonical lower-case spelling.
    Guid(u128),
    /// Anything else.
    Text(Box<str>),
}

/// Texts by number. GUIDs take 16 bytes, whatever their spelling in the archive takes.
#[derive(Debug, Default)]
pub(super) struct Interner {
    guids: HashMap<u128, TextId>,
    texts: HashMap<Box<str>, TextId>,
    kept: Vec<Kept>,
}

impl Interner {
    /// The number of a text; a new one if it was never seen.
    pub(super) fn intern(&mut self, text: &str) -> TextId {
        let next = TextId(u32::try_from(self.kept.len()).unwrap_or(u32::MAX - 1));
        if let Some(guid) = parse_guid(text) {
            let kept = &mut self.kept;
            return *self.guids.entry(guid).or_insert_with(|| {
                kept.push(Kept::Guid(guid));
                next
            });
        }
        if let Some(&known) = self.texts.get(text) {
            return known;
        }
        self.texts.insert(text.into(), next);
        self.kept.push(Kept::Text(text.into()));
        next
    }

    /// The number of an optional text.
    pub(super) fn intern_option(&mut self, text: Option<&str>) -> TextId {
        text.map_or(TextId::NONE, |text| self.intern(text))
    }

    /// The number of a text that was seen before.
    pub(super) fn find(&self, text: &str) -> Option<TextId> {
        match parse_guid(text) {
            Some(guid) => self.guids.get(&guid).copied(),
            None => self.texts.get(text).copied(),
        }
    }

    /// The text of a number; `None` for [`TextId::NONE`].
    pub(super) fn text(&self, id: TextId) -> Option<String> {
        match self.kept.get(id.0 as usize)? {
            Kept::Guid(guid) => Some(format_guid(*guid)),
            Kept::Text(text) => Some(text.to_string()),
        }
    }

    /// The text, or nothing at all for [`TextId::NONE`].
    pub(super) fn text_or_empty(&self, id: TextId) -> String {
        self.text(id).unwrap_or_default()
    }

    /// Length in UTF-16 code units, as .NET and column limits count.
    pub(super) fn utf16_len(&self, id: TextId) -> usize {
        match self.kept.get(id.0 as usize) {
            Some(Kept::Guid(_)) => 36,
            Some(Kept::Text(text)) => text.encode_utf16().count(),
            None => 0,
        }
    }
}

/// A GUID in canonical lower-case spelling; ids are compared with case, so no other spelling will do.
fn parse_guid(text: &str) -> Option<u128> {
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
    Some(value)
}

fn format_guid(value: u128) -> String {
    let hex = format!("{value:032x}");
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct ObjectId {
    /// Number of the AppCreated event that made the new app id.
    pub(super) app: u32,
    /// The object's own part; [`TextId::NONE`] for the app itself.
    pub(super) part: TextId,
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
        assert_eq!(texts.kept.len(), 4);
    }
}
