//! Which releases of the server can restore a backup.

use serde::{Deserialize, Serialize};

/// The releases that can restore an archive.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Servers {
    /// The lowest one, without beta or rc; `null`: none that is known.
    pub lowest: Option<String>,
    /// What needs it, or what no release knows; `null` if the first release that restores anything will do.
    pub because: Option<ServerReason>,
    /// Releases above the lowest that can't.
    pub excluded: Vec<ServerGap>,
    /// What older ones drop without a word, newest first.
    pub silent: Vec<ServerDrop>,
}

/// What needs a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ServerReason {
    /// Position of the first event with it; `null`: a file.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub event_index: Option<u64>,
    /// Entry path.
    pub entry: Option<String>,
    /// In words.
    pub what: String,
}

/// Releases between others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ServerGap {
    /// First.
    pub from: String,
    /// Last.
    pub to: String,
    /// In words.
    pub why: String,
    /// Position of the first event that they fail at; `null`: a file.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub event_index: Option<u64>,
}

/// Something that is dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ServerDrop {
    /// By releases older than this one.
    pub below: String,
    /// In words.
    pub what: String,
    /// Number of events with it.
    #[cfg_attr(test, ts(type = "number"))]
    pub count: u64,
    /// Position of the first.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub event_index: Option<u64>,
}

impl Servers {
    /// "needs Squidex 7.22.0 or newer: event 95 adds a field of type UserInfoField"; `None` if every release will do.
    pub fn in_words(&self) -> Option<String> {
        let reason = self.because.as_ref().map(ServerReason::in_words);
        match (&self.lowest, reason) {
            (Some(lowest), Some(reason)) => {
                let gaps: Vec<String> = self.excluded.iter().map(ServerGap::in_words).collect();
                let but = if gaps.is_empty() {
                    String::new()
                } else {
                    format!(" (but not {})", gaps.join(", "))
                };
                Some(format!("needs Squidex {lowest} or newer{but}: {reason}"))
            }
            (None, Some(reason)) => {
                Some(format!("no known release of Squidex restores it: {reason}"))
            }
            (_, None) => None,
        }
    }
}

impl ServerReason {
    /// "event 95 adds a field of type UserInfoField".
    pub fn in_words(&self) -> String {
        let what = &self.what;
        let Some(index) = self.event_index else {
            // A cause that stands in the words of the check is a sentence already.
            return match what.strip_prefix("no ") {
                Some(_) => format!("the backup has {what}"),
                None => what.clone(),
            };
        };
        // Some are sentences of their own, which name the event first.
        if what.starts_with(&format!("event {index} ")) {
            return what.clone();
        }
        match what.split_once(" type ") {
            Some(("field", name)) => format!("event {index} adds a field of type {name}"),
            Some(("event", name)) => format!("event {index} is of type {name}"),
            _ => format!("event {index} has {}", with_article(what)),
        }
    }
}

impl ServerGap {
    fn in_words(&self) -> String {
        if self.from == self.to {
            self.from.clone()
        } else {
            format!("{} to {}", self.from, self.to)
        }
    }
}

fn with_article(what: &str) -> String {
    match what.chars().next() {
        _ if what.starts_with("no ") || what.starts_with("the ") => what.into(),
        Some('a' | 'e' | 'i' | 'o' | 'u') => format!("an {what}"),
        _ => format!("a {what}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_names_the_event_first() {
        let reason = |what: &str, event_index| ServerReason {
            event_index,
            entry: None,
            what: what.into(),
        };
        for (what, at, words) in [
            (
                "field type UserInfoField",
                Some(95),
                "event 95 adds a field of type UserInfoField",
            ),
            (
                "event type AppDeletedEvent",
                Some(7),
                "event 7 is of type AppDeletedEvent",
            ),
            (
                "id that is no GUID",
                Some(3),
                "event 3 has an id that is no GUID",
            ),
            ("key actionType", Some(51), "event 51 has a key actionType"),
            (
                "no AssetTags.json",
                None,
                "the backup has no AssetTags.json",
            ),
            (
                "Version.json says major version 7",
                None,
                "Version.json says major version 7",
            ),
            (
                "event 11 (stream content-1): its type is not known",
                Some(11),
                "event 11 (stream content-1): its type is not known",
            ),
        ] {
            assert_eq!(reason(what, at).in_words(), words);
        }
    }
}
