//! Which run a set is restored from (section 2.5).

use super::toc::{Method, Run};
use crate::container::mtf::Guid;

/// The chosen run and the full run that it needs, as places in the list of runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The run.
    pub run: usize,
    /// The full run of a differential one; `None` for a full run, or where it is not listed.
    pub parent: Option<usize>,
}

/// The full run that a differential one needs: by its parent's id; without one the nearest full run before it of
/// the same component.
pub fn parent_of(runs: &[Run], run: &Run) -> Option<usize> {
    if let Some(parent) = run.parent {
        return runs.iter().position(|other| other.id == Some(parent));
    }
    let number = run.number?;
    let is_before = |other: &Run| {
        other.is_backup
            && other.method == Method::Full
            && !other.settings_only
            && other.number.is_some_and(|own| own < number)
            && other.top_component_id == run.top_component_id
    };
    let before = runs
        .iter()
        .enumerate()
        .filter(|(_, other)| is_before(other));
    before
        .max_by_key(|(_, other)| other.number)
        .map(|(at, _)| at)
}

/// Picks the run: the wanted one; else the latest that is usable and without errors; else the latest backup. A run
/// is usable if its folder is there (`has_folder`), it holds data, finished, and, if differential, its full run is
/// there without errors too. `None` if there is no backup.
pub fn choose(
    runs: &[Run],
    wanted: Option<Guid>,
    has_folder: &dyn Fn(&Run) -> bool,
) -> Option<Choice> {
    let with_parent = |at: usize| {
        let parent = runs
            .get(at)
            .filter(|run| run.method == Method::Differential)
            .and_then(|run| parent_of(runs, run));
        Choice { run: at, parent }
    };
    if let Some(wanted) = wanted
        && let Some(at) = runs
            .iter()
            .position(|run| run.id == Some(wanted) && run.is_backup)
    {
        return Some(with_parent(at));
    }
    let is_sound = |run: &Run| {
        run.is_backup
            && !run.settings_only
            && run.errors == 0
            && run.failure.is_none()
            && run.finished.seconds().is_some()
            && has_folder(run)
    };
    let is_usable = |at: usize, run: &Run| {
        let parent = with_parent(at).parent.and_then(|parent| runs.get(parent));
        is_sound(run) && (run.method != Method::Differential || parent.is_some_and(is_sound))
    };
    let latest = |test: &dyn Fn(usize, &Run) -> bool| {
        let all = runs.iter().enumerate().filter(|(at, run)| test(*at, run));
        all.max_by_key(|(at, run)| (run.number, run.started.seconds(), *at))
            .map(|(at, _)| at)
    };
    latest(&is_usable)
        .or_else(|| latest(&|_, run| run.is_backup && !run.settings_only && has_folder(run)))
        .or_else(|| latest(&|_, run| run.is_backup && has_folder(run)))
        .or_else(|| latest(&|_, run| run.is_backup))
        .map(with_parent)
}
