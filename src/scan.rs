//! The scan: plan, shards, results folded in order. One thread anywhere, or several natively; the
//! page drives the same steps through its workers.
//!
//! Knows no file path: whoever asks for threads brings a way to open the inputs once more.

use crate::error::Error;
use crate::format::{self, Check, Step};
use crate::source::Input;

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
pub fn run(
    check: &mut dyn Check,
    inputs: &[Input],
    progress: &mut dyn FnMut(Progress) -> bool,
) -> Result<bool, Error> {
    let plan = check.plan();
    let mut total = Progress {
        bytes_total: plan.bytes,
        entries_total: plan.entries,
        ..Progress::default()
    };
    for index in 0..plan.shards {
        let mut scan = format::start_shard(&check.shard(index)?)?;
        loop {
            // One step is about as much as fits between two looks at the clock.
            let mut asked = 0_u32;
            let step = scan.step(inputs, &mut || {
                asked += 1;
                asked < 64
            })?;
            let now = advance(total, step);
            if !progress(now) {
                return Ok(false);
            }
            if step.finished {
                total = now;
                break;
            }
        }
        check.fold(index, scan.finish())?;
    }
    Ok(true)
}

fn advance(total: Progress, step: Step) -> Progress {
    Progress {
        bytes_done: total.bytes_done.saturating_add(step.bytes_done),
        entries_done: total.entries_done.saturating_add(step.entries_done),
        ..total
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub use threads::run_parallel;

#[cfg(not(target_arch = "wasm32"))]
mod threads {
    use std::io;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
    use std::sync::{Mutex, PoisonError, mpsc};
    use std::time::Duration;

    use super::{Error, Input, Progress, format};
    use crate::format::{Check, Scanned};

    /// How often `progress` is asked while the workers are busy.
    const TICK: Duration = Duration::from_millis(100);

    /// What a worker says of one shard.
    enum Answer {
        Done(Scanned),
        Failed(Error),
        Panicked,
        Stopped,
    }

    /// As [`run`](super::run), on `threads` threads beside this one. `open` gives each worker its own inputs.
    ///
    /// A worker that panics loses its shard only: the report then says what is missing.
    ///
    /// # Errors
    /// When the input can't be read.
    pub fn run_parallel(
        check: &mut dyn Check,
        open: &(dyn Fn() -> io::Result<Vec<Input>> + Sync),
        threads: usize,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<bool, Error> {
        let plan = check.plan();
        let threads = threads.clamp(1, 64).min(plan.shards.max(1) as usize);
        let stop = AtomicBool::new(false);
        let bytes_done = AtomicU64::new(0);
        let entries_done = AtomicU64::new(0);
        let (job_sender, job_receiver) = mpsc::channel::<(u32, Vec<u8>)>();
        let job_receiver = Mutex::new(job_receiver);
        let (answer_sender, answers) = mpsc::channel::<(u32, Answer)>();

        std::thread::scope(|scope| {
            for _ in 0..threads {
                let answer_sender = answer_sender.clone();
                let (stop, bytes_done, entries_done, job_receiver) =
                    (&stop, &bytes_done, &entries_done, &job_receiver);
                scope.spawn(move || {
                    let mut inputs = None;
                    loop {
                        let job = job_receiver
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .recv();
                        let Ok((index, shard)) = job else { return };
                        let answer = catch_unwind(AssertUnwindSafe(|| {
                            let inputs = match &mut inputs {
                                Some(inputs) => inputs,
                                none => match open() {
                                    Ok(opened) => none.insert(opened),
                                    Err(source) => {
                                        return Answer::Failed(Error::Read { offset: 0, source });
                                    }
                                },
                            };
                            scan_shard(&shard, inputs, stop, bytes_done, entries_done)
                        }))
                        .unwrap_or(Answer::Panicked);
                        if answer_sender.send((index, answer)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(answer_sender);

            let mut next = 0;
            let mut outstanding = 0;
            let mut result = Ok(true);
            while result.as_ref().is_ok_and(|on| *on) && (next < plan.shards || outstanding > 0) {
                // Two for each worker: one in work, one waiting. More would only pile up results.
                while next < plan.shards && outstanding < 2 * threads {
                    match check.shard(next) {
                        Ok(shard) => {
                            if job_sender.send((next, shard)).is_err() {
                                result = Err(Error::Protocol("all workers ended".into()));
                            }
                        }
                        Err(error) => result = Err(error),
                    }
                    next += 1;
                    outstanding += 1;
                }
                match answers.recv_timeout(TICK) {
                    Ok((index, answer)) => {
                        outstanding -= 1;
                        match answer {
                            Answer::Done(scanned) => {
                                if let Err(error) = check.fold(index, scanned) {
                                    result = Err(error);
                                }
                            }
                            Answer::Panicked => {
                                check.give_up(index, "the program failed while it read this part")
                            }
                            Answer::Failed(error) => result = Err(error),
                            Answer::Stopped => {}
                        }
                    }
                    Err(mpsc::RecvTimeoutError::Timeout) => {}
                    Err(mpsc::RecvTimeoutError::Disconnected) => break,
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
            drop(job_sender);
            result
        })
    }

    fn scan_shard(
        shard: &[u8],
        inputs: &[Input],
        stop: &AtomicBool,
        bytes_done: &AtomicU64,
        entries_done: &AtomicU64,
    ) -> Answer {
        let mut scan = match format::start_shard(shard) {
            Ok(scan) => scan,
            Err(error) => return Answer::Failed(error),
        };
        let mut seen = (0, 0);
        loop {
            let mut asked = 0_u32;
            let step = scan.step(inputs, &mut || {
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
