//! Personal data and secrets in a set: by kind, with counts and the first places of each, masked until somebody asks.

use serde::{Deserialize, Serialize};

/// Most places that are kept of a kind; all are counted.
pub const MAX_PLACES: usize = 50;

/// Longest path within an entry that is kept, in bytes.
pub const MAX_PATH_BYTES: usize = 400;

/// Longest value that is shown when somebody asks, in characters.
pub const MAX_SHOWN_CHARS: usize = 2_000;

/// A kind of personal data or secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PrivateKind {
    /// Stable word.
    pub kind: String,
    /// A few words.
    pub title: String,
    /// What it is, as a sentence without a full stop.
    pub text: String,
    /// What others could do with it, as a sentence without a full stop.
    pub risk: String,
    /// How many values (files, for kinds of files).
    #[cfg_attr(test, ts(type = "number"))]
    pub count: u64,
    /// Their bytes; `null` if they are not known.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub bytes: Option<u64>,
    /// The first places.
    pub places: Vec<PrivatePlace>,
}

/// Where a value of a kind stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PrivatePlace {
    /// Path of the file, in a set of several; `null` in one of one.
    pub file: Option<String>,
    /// Entry of the archive; `null` if the file is none.
    pub entry: Option<String>,
    /// Number of the event; `null` where there are none.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub event_index: Option<u64>,
    /// Where within that, in words or as names with `/` in front of each; `null`: all of it.
    pub path: Option<String>,
    /// The value, masked until somebody asks; `null` where there is nothing to be shown.
    pub value: Option<String>,
}

/// Words for a kind.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// Stable word.
    pub kind: &'static str,
    /// A few words.
    pub title: &'static str,
    /// What it is.
    pub text: &'static str,
    /// What others could do with it.
    pub risk: &'static str,
    /// It opens something: not even its first letter is shown.
    pub is_secret: bool,
}

/// Gathers what a set holds, for systems whose whole material is at hand.
#[derive(Debug)]
pub struct Gathered<'a> {
    words: &'static [Words],
    show: Option<&'a str>,
    kinds: Vec<PrivateKind>,
}

impl<'a> Gathered<'a> {
    /// Nothing yet, of these kinds. The values of the kind `show` are not masked.
    pub fn new(words: &'static [Words], show: Option<&'a str>) -> Gathered<'a> {
        let kind = |words: &Words| PrivateKind {
            kind: words.kind.to_owned(),
            title: words.title.to_owned(),
            text: words.text.to_owned(),
            risk: words.risk.to_owned(),
            ..PrivateKind::default()
        };
        Gathered {
            words,
            show,
            kinds: words.iter().map(kind).collect(),
        }
    }

    /// A value, or without one a whole file, of a kind; `bytes` of it, if they are known.
    pub fn add(
        &mut self,
        kind: &str,
        place: PrivatePlace,
        value: Option<&str>,
        bytes: Option<u64>,
    ) {
        let Some(at) = self.words.iter().position(|words| words.kind == kind) else {
            return;
        };
        let (Some(words), Some(into)) = (self.words.get(at), self.kinds.get_mut(at)) else {
            return;
        };
        into.count += 1;
        if let Some(bytes) = bytes {
            into.bytes = Some(into.bytes.unwrap_or_default().saturating_add(bytes));
        }
        if into.places.len() >= MAX_PLACES {
            return;
        }
        let value = value.map(|value| match self.show {
            Some(show) if show == kind => shown(value),
            _ => masked(value, words.is_secret),
        });
        into.places.push(PrivatePlace { value, ..place });
    }

    /// The kinds of which there is something.
    pub fn finish(self) -> Vec<PrivateKind> {
        let some = self.kinds.into_iter().filter(|kind| kind.count > 0);
        some.collect()
    }
}

/// How long a value is, and of a secret no more than that.
pub fn masked(value: &str, is_secret: bool) -> String {
    let number = value.chars().count();
    let length = match number {
        1 => "1 character".to_owned(),
        _ => format!("{} characters", crate::report::words::count(number as u64)),
    };
    let first = value.chars().next().filter(|c| c.is_alphanumeric());
    match first {
        // Of something that short the first letter is too much.
        Some(first) if !is_secret && number >= 4 => {
            let at = if value.contains('@') {
                "@•••"
            } else {
                ""
            };
            format!("{first}•••{at} ({length})")
        }
        _ => format!("•••• ({length})"),
    }
}

/// A value as it is shown when somebody asks: as long as can be read.
pub fn shown(value: &str) -> String {
    let mut out: String = value.chars().take(MAX_SHOWN_CHARS).collect();
    if out.len() < value.len() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_tells_no_more_than_the_first_letter_and_the_length() {
        assert_eq!(
            masked("anna@example.org", false),
            "a•••@••• (16 characters)"
        );
        assert_eq!(masked("Grüße aus Wien", false), "G••• (14 characters)");
        assert_eq!(masked("a1b2c3d4", true), "•••• (8 characters)");
        assert_eq!(masked("abc", false), "•••• (3 characters)");
        assert_eq!(masked("{\"a\":1}", false), "•••• (7 characters)");
        assert_eq!(masked("x", true), "•••• (1 character)");
    }

    #[test]
    fn only_the_kind_that_was_asked_for_is_shown() {
        const KINDS: &[Words] = &[
            Words {
                kind: "names",
                title: "Names",
                text: "",
                risk: "",
                is_secret: false,
            },
            Words {
                kind: "keys",
                title: "Keys",
                text: "",
                risk: "",
                is_secret: true,
            },
        ];
        let kinds = |show: Option<&str>| {
            let mut gathered = Gathered::new(KINDS, show);
            for at in 0..60_u64 {
                let place = PrivatePlace::default();
                gathered.add("keys", place, Some("hunter22"), Some(at));
            }
            gathered.add("unheard", PrivatePlace::default(), None, None);
            gathered.finish()
        };
        let hidden = kinds(Some("names"));
        assert_eq!(hidden.len(), 1);
        assert_eq!((hidden[0].count, hidden[0].bytes), (60, Some(1_770)));
        assert_eq!(hidden[0].places.len(), MAX_PLACES);
        let text = serde_json::to_string(&hidden).unwrap();
        assert!(!text.contains("hunter22"), "{text}");
        assert_eq!(
            kinds(Some("keys"))[0].places[0].value.as_deref(),
            Some("hunter22")
        );
    }

    #[test]
    fn what_is_shown_is_as_long_as_can_be_read() {
        assert_eq!(shown("a"), "a");
        let long = "ü".repeat(MAX_SHOWN_CHARS + 1);
        assert_eq!(shown(&long).chars().count(), MAX_SHOWN_CHARS + 1);
        assert!(shown(&long).ends_with('…'));
    }
}
