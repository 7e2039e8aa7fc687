//! The algorithm of `formats/squidex-versions.md` section 5.

use super::met::{Met, Place};
use super::release::Release;
use super::table::{Need, Older, ROWS, event_since};
use crate::format::squidex::layout::event_path;
use crate::format::squidex::messages::{INTERNAL_ERROR, NO_ATTACHMENT, NOT_COMPATIBLE};
use crate::format::squidex::servers::{ServerDrop, ServerGap, ServerReason, Servers};

/// What a server does that is too old, or one of the releases in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The restore fails with that message.
    Fails(&'static str),
    /// It completes, but the objects are not found afterwards.
    Loses,
}

/// Something that needs a release.
#[derive(Debug, Clone)]
struct Item {
    since: Release,
    at: Option<u64>,
    what: String,
    effect: Effect,
}

/// Releases in between that can't.
#[derive(Debug, Clone)]
struct Gap {
    from: Release,
    to: Release,
    at: Option<u64>,
    why: &'static str,
    effect: Effect,
}

/// Files of the archive, as far as servers differ about them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Files {
    /// Version.json has bytes.
    pub version: bool,
    /// AssetTags.json has bytes.
    pub tags: bool,
    /// The first event of an asset whose file has no entry at all.
    pub lost: Option<u64>,
}

/// What is needed, and by which releases it is not met.
#[derive(Debug, Clone)]
pub struct Requirements {
    items: Vec<Item>,
    gaps: Vec<Gap>,
    drops: Vec<(Release, &'static str, Place)>,
}

/// What one release does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// What it does, if it doesn't restore everything.
    pub effect: Option<Effect>,
    /// Position of the event to blame.
    pub at: Option<u64>,
    /// In words.
    pub why: String,
    /// What it drops without a word: in words, with the number of events and the first.
    pub drops: Vec<(&'static str, u64, u64)>,
}

impl Judged {
    /// "event 4 has an id that is no GUID".
    pub fn in_words(&self) -> String {
        reason(self.at, self.why.clone()).in_words()
    }
}

impl Requirements {
    /// Of what was met in an archive.
    pub fn new(met: &Met, files: Files) -> Requirements {
        let mut items = Vec::new();
        let mut gaps = Vec::new();
        let mut drops = Vec::new();
        let fails = Effect::Fails(INTERNAL_ERROR);
        let mut item = |since: &str, at: Option<u64>, what: String, effect| {
            let since = Release::of(since);
            items.push(Item {
                since,
                at,
                what,
                effect,
            });
        };
        for (event_type, first) in &met.events {
            let since = event_since(*event_type);
            if since > Release::FIRST {
                item(
                    &since.to_string(),
                    Some(*first),
                    format!("event type {event_type}"),
                    fails,
                );
            }
        }
        for (need, row) in Need::ALL.iter().zip(ROWS) {
            let Some(place) = met.place(*need) else {
                continue;
            };
            match row.older {
                Older::Fails if row.since > Release::FIRST => {
                    item(
                        &row.since.to_string(),
                        Some(place.first),
                        row.what.into(),
                        fails,
                    );
                }
                Older::Fails => {}
                Older::Drops => drops.push((row.since, row.what, place)),
            }
            if let Some((from, to)) = row.except {
                gaps.push(Gap {
                    from,
                    to,
                    at: Some(place.first),
                    why: row.what,
                    effect: fails,
                });
            }
        }
        if let Some(place) = met.joined {
            item(
                "5.0.0",
                Some(place.first),
                "stream with the app's id".into(),
                Effect::Loses,
            );
        }
        if let Some(place) = met.doubled {
            item(
                "5.7.0",
                Some(place.first),
                "stream with the app's id twice".into(),
                Effect::Loses,
            );
        }
        if !files.tags {
            let what = "no AssetTags.json".to_owned();
            item("6.6.0", None, what, Effect::Fails(NO_ATTACHMENT));
        }
        if let Some(at) = files.lost {
            let what = "asset without its file".to_owned();
            item("5.3.0", Some(at), what, Effect::Fails(NO_ATTACHMENT));
        }
        if !files.version {
            gaps.push(Gap {
                from: Release::of("5.1.0"),
                to: Release::of("5.6.0"),
                at: None,
                why: "no Version.json",
                effect: Effect::Fails(NOT_COMPATIBLE),
            });
        }
        if let Some(place) = met.plain {
            gaps.push(Gap {
                from: Release::of("5.0.0"),
                to: Release::of("5.6.0"),
                at: Some(place.first),
                why: "stream without the app's id",
                effect: Effect::Loses,
            });
        }
        // What came first decides among equals, and the name of an event before what is in it.
        crate::sort::sort_by(&mut items, |a, b| {
            b.since.cmp(&a.since).then(a.at.cmp(&b.at))
        });
        crate::sort::sort_by_key(&mut gaps, |gap| (gap.from, gap.to));
        crate::sort::sort_by(&mut drops, |a, b| {
            b.0.cmp(&a.0).then(a.2.first.cmp(&b.2.first))
        });
        Requirements { items, gaps, drops }
    }

    fn floor(&self) -> Release {
        let first = self.items.first();
        first.map_or(Release::FIRST, |item| item.since.max(Release::FIRST))
    }

    /// For the report.
    pub fn servers(&self) -> Servers {
        let refused = |release: Release| {
            let mut gaps = self.gaps.iter();
            gaps.any(|gap| gap.from <= release && release <= gap.to)
        };
        let lowest = self.floor().first_from(refused);
        let because = self
            .items
            .first()
            .filter(|item| item.since > Release::FIRST);
        let because = because.map(|item| reason(item.at, item.what.clone()));
        // Where nothing but a gap lifts it, that is the reason.
        let lifted = (lowest != Some(Release::FIRST)).then(|| {
            let gap = self.gaps.iter().find(|gap| gap.from <= Release::FIRST);
            gap.map(|gap| reason(gap.at, gap.why.into()))
        });
        let above = |gap: &&Gap| lowest.is_none_or(|lowest| gap.to > lowest);
        Servers {
            lowest: lowest.map(|release| release.to_string()),
            because: because.or(lifted.flatten()),
            excluded: self
                .gaps
                .iter()
                .filter(above)
                .map(|gap| ServerGap {
                    from: gap.from.max(lowest.unwrap_or(gap.from)).to_string(),
                    to: gap.to.to_string(),
                    why: gap.why.into(),
                    event_index: gap.at,
                })
                .collect(),
            silent: self
                .drops
                .iter()
                .map(|(since, what, place)| ServerDrop {
                    below: since.to_string(),
                    what: (*what).into(),
                    count: place.count,
                    event_index: Some(place.first),
                })
                .collect(),
        }
    }

    /// What one release does.
    pub fn judge(&self, release: Release) -> Judged {
        let drops = self.drops.iter();
        let drops = drops
            .filter(|(since, ..)| *since > release)
            .map(|(_, what, place)| (*what, place.count, place.first))
            .collect();
        let missed = self.items.iter().filter(|item| item.since > release);
        let in_gap = |gap: &&Gap| gap.from <= release && release <= gap.to;
        let mut all: Vec<(Effect, Option<u64>, String)> = missed
            .map(|item| (item.effect, item.at, item.what.clone()))
            .chain(
                self.gaps
                    .iter()
                    .filter(in_gap)
                    .map(|gap| (gap.effect, gap.at, gap.why.to_owned())),
            )
            .collect();
        // A failure ends the restore, the earliest one first; files are asked for before the events.
        crate::sort::sort_by(&mut all, |a, b| {
            (a.0 == Effect::Loses)
                .cmp(&(b.0 == Effect::Loses))
                .then(a.1.cmp(&b.1))
        });
        match all.into_iter().next() {
            Some((effect, at, why)) => Judged {
                effect: Some(effect),
                at,
                why,
                drops,
            },
            None => Judged {
                effect: None,
                at: None,
                why: String::new(),
                drops,
            },
        }
    }
}

fn reason(at: Option<u64>, what: String) -> ServerReason {
    ServerReason {
        event_index: at,
        entry: at.map(event_path),
        what,
    }
}

/// Of an archive that no release restores, since none knows something in it.
pub fn impossible(at: Option<u64>, entry: Option<String>, what: String) -> Servers {
    Servers {
        lowest: None,
        because: Some(ServerReason {
            event_index: at,
            entry,
            what,
        }),
        excluded: Vec::new(),
        silent: Vec::new(),
    }
}
