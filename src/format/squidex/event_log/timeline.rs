//! How many events there were, and when.

use serde::Serialize;

use super::found::Searched;
use super::search::Subject;
use crate::error::Error;

/// At most so many bins are counted at once: more than a screen has places for.
const MAX_EDGES: usize = 4_096;

/// Events that a search found, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "EventTimeline"))]
pub struct Timeline {
    /// What events are about, in the order of the counts.
    pub subjects: Vec<Subject>,
    /// For each bin, from one edge up to the next, how many there are of each subject.
    #[cfg_attr(test, ts(type = "number[][]"))]
    pub bins: Vec<Vec<u32>>,
    /// How many there are of each subject, whenever they were.
    #[cfg_attr(test, ts(type = "number[]"))]
    pub totals: Vec<u32>,
    /// Of these, those without a time.
    pub without_time: u32,
    /// The earliest and the latest, in seconds of the Unix epoch.
    #[cfg_attr(test, ts(type = "[number, number] | null"))]
    pub span: Option<(i64, i64)>,
    /// Rows that the table has of them by now.
    #[cfg_attr(test, ts(type = "number"))]
    pub rows: u64,
    /// Nothing is missing any more.
    pub complete: bool,
    /// What was lost, in words.
    pub lost: Option<String>,
}

/// Counts what is known by now. `edges` are seconds of the Unix epoch, ascending.
///
/// # Errors
/// `Invalid` if the edges are none.
pub(in crate::format::squidex) fn of(
    searched: &Searched,
    edges: &[i64],
) -> Result<Timeline, Error> {
    if edges.len() > MAX_EDGES || !edges.is_sorted() {
        return Err(Error::Invalid("these are no edges of bins".into()));
    }
    let none = || vec![0_u32; Subject::ALL.len()];
    let mut found = Timeline {
        subjects: Subject::ALL.to_vec(),
        bins: (1..edges.len()).map(|_| none()).collect(),
        totals: none(),
        rows: searched.settled_count(),
        complete: searched.is_complete(),
        lost: searched.lost().map(str::to_owned),
        ..Timeline::default()
    };
    for event in searched.known() {
        let subject = event.subject as usize;
        let count = |counts: &mut Vec<u32>| {
            if let Some(count) = counts.get_mut(subject) {
                *count += 1;
            }
        };
        count(&mut found.totals);
        let Some(time) = event.time else {
            found.without_time += 1;
            continue;
        };
        let (first, last) = found.span.get_or_insert((time, time));
        (*first, *last) = (time.min(*first), time.max(*last));
        let after = edges.partition_point(|edge| *edge <= time);
        if let Some(bin) = after.checked_sub(1).and_then(|bin| found.bins.get_mut(bin)) {
            count(bin);
        }
    }
    Ok(found)
}
