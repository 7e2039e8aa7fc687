//! The scan: plan, shards, results folded in order; and the packing of a copy's fresh entries. One thread
//! anywhere, or several natively; the page drives the same steps through its workers.
//!
//! Knows no file path: whoever asks for threads brings a way to open the inputs once more.

use crate::error::Error;
use crate::format::{self, Running, Scanned, Set, Step};

/// How far a whole scan is. Bytes are compressed bytes; no field ever goes down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Read so far.
    pub bytes_done: u64,
    /// To be read.
    pub bytes_total: u64,
    /// Entries read so far.
    pub entries_done: u64,
    /// Entries to be read.
    pub entries_total: u64,
}

/// Scans every shard on this thread. `progress` is asked often and stops the scan with `false`.
/// Returns whether the scan was completed.
///
/// # Errors
/// When the input can't be read.
pub fn run(set: &mut Set, progress: &mut dyn FnMut(Progress) -> bool) -> Result<bool, Error> {
    let plan = set.check.plan();
    let mut total = Progress {
        bytes_total: plan.bytes,
        entries_total: plan.entries,
        ..Progress::default()
    };
    for index in 0..plan.shards {
        let Some(scanned) = shard(set.begin(index)?, &mut total, progress)? else {
            return Ok(false);
        };
        set.check.fold(index, scanned)?;
    }
    Ok(true)
}

/// Scans one shard; `None` if `progress` stopped it. `total` is what was done before, and then with this shard.
fn shard(
    mut scan: Running<'_>,
    total: &mut Progress,
    progress: &mut dyn FnMut(Progress) -> bool,
) -> Result<Option<Scanned>, Error> {
    loop {
        // One step is about as much as fits between two looks at the clock.
        let mut asked = 0_u32;
        let step = scan.step(&mut || {
            asked += 1;
            asked < 64
        })?;
        let now = advance(*total, step);
        if !progress(now) {
            return Ok(None);
        }
        if step.finished {
            *total = now;
            return Ok(Some(scan.finish()));
        }
    }
}

fn advance(total: Progress, step: Step) -> Progress {
    Progress {
        bytes_done: total.bytes_done.saturating_add(step.bytes_done),
        entries_done: total.entries_done.saturating_add(step.entries_done),
        ..total
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub use native::{pack_parallel, run_parallel};

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::collections::BTreeMap;
    use std::io;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
    use std::time::Duration;

    use super::{Error, Progress, format};
    use crate::format::{Packs, PreparedCopy, Scanned, Set};
    use crate::source::Input;
    use crate::threads::{Waited, with_crew};

    /// How often `progress` is asked while the workers are busy.
    const TICK: Duration = Duration::from_millis(100);

    /// Why a shard is given up at which the program panics.
    const FAILED: &str = "the program failed while it read this part";

    /// What a worker says of one shard.
    enum Answer {
        Done(Scanned),
        Failed(Error),
        Stopped,
    }

    /// All of it on this thread. A part at which the program fails is given up, as a worker's is.
    fn alone(set: &mut Set, progress: &mut dyn FnMut(Progress) -> bool) -> Result<bool, Error> {
        let plan = set.check.plan();
        let mut total = Progress {
            bytes_total: plan.bytes,
            entries_total: plan.entries,
            ..Progress::default()
        };
        for index in 0..plan.shards {
            let scan = set.begin(index)?;
            let read = catch_unwind(AssertUnwindSafe(|| {
                super::shard(scan, &mut total, progress)
            }));
            match read {
                Ok(Ok(Some(scanned))) => set.check.fold(index, scanned)?,
                Ok(Ok(None)) => return Ok(false),
                Ok(Err(error)) => return Err(error),
                Err(_) => set.check.give_up(index, FAILED),
            }
        }
        Ok(true)
    }

    /// As [`run`](super::run), on `threads` threads beside this one, or with one on this one alone. `open` gives each worker its own inputs.
    ///
    /// A worker that panics loses its shard only: the report then says what is missing.
    ///
    /// # Errors
    /// When the input can't be read.
    pub fn run_parallel(
        set: &mut Set,
        open: &(dyn Fn() -> io::Result<Vec<Input>> + Sync),
        threads: usize,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<bool, Error> {
        if threads <= 1 {
            return alone(set, progress);
        }
        let plan = set.check.plan();
        let threads = threads.min(64).min(plan.shards.max(1) as usize);
        let stop = AtomicBool::new(false);
        let bytes_done = AtomicU64::new(0);
        let entries_done = AtomicU64::new(0);
        let work = |(): &mut (), shard: Vec<u8>| match opened(open) {
            Ok(inputs) => scan_shard(&shard, inputs, &stop, &bytes_done, &entries_done),
            Err(error) => Answer::Failed(error),
        };

        with_crew(threads, &|| (), &work, |crew| {
            let mut next = 0;
            let mut outstanding = 0;
            let mut result = Ok(true);
            while result.as_ref().is_ok_and(|on| *on) && (next < plan.shards || outstanding > 0) {
                // Two for each worker: one in work, one waiting. More would only pile up results.
                while next < plan.shards && outstanding < 2 * threads {
                    match set.shard(next) {
                        Ok(shard) => {
                            if !crew.send(next, shard) {
                                result = Err(Error::Protocol("all workers ended".into()));
                            }
                        }
                        Err(error) => result = Err(error),
                    }
                    next += 1;
                    outstanding += 1;
                }
                match crew.wait(TICK) {
                    Waited::Answer(index, answer) => {
                        outstanding -= 1;
                        match answer {
                            Some(Answer::Done(scanned)) => {
                                if let Err(error) = set.check.fold(index, scanned) {
                                    result = Err(error);
                                }
                            }
                            Some(Answer::Failed(error)) => result = Err(error),
                            Some(Answer::Stopped) => {}
                            None => set.check.give_up(index, FAILED),
                        }
                    }
                    Waited::Nothing => {}
                    Waited::Gone => break,
                }
                let now = Progress {
                    bytes_done: bytes_done.load(Ordering::Relaxed),
                    bytes_total: plan.bytes,
                    entries_done: entries_done.load(Ordering::Relaxed),
                    entries_total: plan.entries,
                };
                if !progress(now) && result.is_ok() {
                    result = Ok(false);
                }
            }
            stop.store(true, Ordering::Relaxed);
            result
        })
    }

    /// The inputs of a worker.
    fn opened(open: &dyn Fn() -> io::Result<Vec<Input>>) -> Result<Vec<Input>, Error> {
        open().map_err(|source| Error::Read { offset: 0, source })
    }

    /// Calls `write` with packs of a copy that `threads` threads make ahead, as many as memory is meant for.
    pub fn pack_parallel<R>(
        set: &Set,
        copy: &PreparedCopy,
        open: &(dyn Fn() -> io::Result<Vec<Input>> + Sync),
        threads: usize,
        write: impl FnOnce(Packs<'_>) -> R,
    ) -> R {
        let jobs = copy.jobs();
        let threads = threads.clamp(1, 64).min(jobs as usize);
        let work =
            |(): &mut (), job: Vec<u8>| opened(open).and_then(|inputs| format::pack(&job, inputs));
        with_crew(threads, &|| (), &work, |crew| {
            let mut sent = 0;
            let mut early: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
            write(Box::new(move |index| {
                loop {
                    // Two for each worker: one in work, one waiting.
                    while sent < jobs && (sent as usize) < index as usize + 2 * threads {
                        if !crew.send(sent, set.pack_job(copy, sent)?) {
                            return Err(Error::Protocol("all workers ended".into()));
                        }
                        sent += 1;
                    }
                    if let Some(pack) = early.remove(&index) {
                        return Ok(pack);
                    }
                    match crew.wait(TICK) {
                        Waited::Answer(index, Some(pack)) => {
                            early.insert(index, pack?);
                        }
                        Waited::Nothing => {}
                        Waited::Answer(_, None) | Waited::Gone => {
                            return Err(Error::Protocol(
                                "the program failed while it wrote entries anew".into(),
                            ));
                        }
                    }
                }
            }))
        })
    }

    fn scan_shard(
        shard: &[u8],
        inputs: Vec<Input>,
        stop: &AtomicBool,
        bytes_done: &AtomicU64,
        entries_done: &AtomicU64,
    ) -> Answer {
        let mut scan = match format::begin(shard, inputs) {
            Ok(scan) => scan,
            Err(error) => return Answer::Failed(error),
        };
        let mut seen = (0, 0);
        loop {
            let mut asked = 0_u32;
            let step = scan.step(&mut || {
                asked += 1;
                asked < 64 && !stop.load(Ordering::Relaxed)
            });
            match step {
                Ok(step) => {
                    bytes_done.fetch_add(step.bytes_done.saturating_sub(seen.0), Ordering::Relaxed);
                    entries_done
                        .fetch_add(step.entries_done.saturating_sub(seen.1), Ordering::Relaxed);
                    seen = (step.bytes_done, step.entries_done);
                    if step.finished {
                        return Answer::Done(scan.finish());
                    }
                }
                Err(error) => return Answer::Failed(error),
            }
            if stop.load(Ordering::Relaxed) {
                return Answer::Stopped;
            }
        }
    }
}
