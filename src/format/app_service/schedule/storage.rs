//! What a schedule stores over time, for a chart with a table beside it.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::Simulation;

/// Most points of a chart.
pub const MAX_POINTS: u32 = 2_000;

/// What is stored at an instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StoragePoint {
    /// Instant, ISO 8601 in UTC.
    pub at: String,
    /// Backups whose data is there.
    #[cfg_attr(test, ts(type = "number"))]
    pub backups: u64,
    /// Sum of their sizes, in bytes; `null` if no size is known.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub bytes: Option<u64>,
}

/// What is stored at so many instants from `from` to the end of the simulation, both included.
pub fn storage_over_time(
    simulation: &Simulation,
    from: Timestamp,
    points: u32,
) -> Vec<StoragePoint> {
    let points = points.clamp(2, MAX_POINTS);
    // A backup comes with its end and goes with its removal.
    let mut changes: Vec<(Timestamp, i64, i128)> = Vec::new();
    let mut sized = false;
    for run in simulation.runs.iter().filter(|run| run.left_data) {
        sized |= run.bytes.is_some();
        let bytes = i128::from(run.bytes.unwrap_or(0));
        changes.push((run.finished, 1, bytes));
        if let Some(at) = run.removed_at {
            changes.push((at.max(run.finished), -1, -bytes));
        }
    }
    crate::sort::sort_by_key(&mut changes, |(at, ..)| *at);
    let span = simulation.until.duration_since(from);
    let mut changes = changes.into_iter().peekable();
    let (mut backups, mut bytes) = (0_i64, 0_i128);
    (0..points)
        .filter_map(|number| {
            let share = span.as_secs().checked_mul(i64::from(number))? / i64::from(points - 1);
            let at = from.checked_add(SignedDuration::from_secs(share)).ok()?;
            while let Some((_, more, more_bytes)) = changes.next_if(|(when, ..)| *when <= at) {
                backups += more;
                bytes += more_bytes;
            }
            Some(StoragePoint {
                at: at.to_string(),
                backups: u64::try_from(backups).unwrap_or(0),
                bytes: sized.then(|| u64::try_from(bytes).unwrap_or(0)),
            })
        })
        .collect()
}
