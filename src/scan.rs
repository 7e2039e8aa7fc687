//! The engine of jobs: runs any work of a set, its tasks one after the other on this thread or on a crew of threads;
//! the page drives the same steps through its workers.
//!
//! Knows no file path: whoever asks for threads brings a way to open the inputs once more.

use crate::error::Error;
use crate::format::{Facts, Options, Running};
use crate::inspect::copy::Copy;
use crate::inspect::work::{Ended, Step, WorkKind};
use crate::open::{Set, WorkId};
use crate::source::Input;

/// How far a piece of work is. Bytes are compressed bytes; no field ever goes down.
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

/// The check of a set, on this thread. `progress` is asked often and stops it with `false`. Returns whether it was
/// completed.
///
/// # Errors
/// When the input can't be read.
pub fn run(set: &mut Set, progress: &mut dyn FnMut(Progress) -> bool) -> Result<bool, Error> {
    let work = set.begin(&WorkKind::Check, &Options::default())?;
    Ok(run_work(set, work, &[], progress)?.is_some())
}

/// Any work, on this thread; `None` if `progress` stopped it. `beside` is what the work has beside the files.
///
/// # Errors
/// When the input can't be read.
pub fn run_work(
    set: &mut Set,
    work: WorkId,
    beside: &[Input],
    progress: &mut dyn FnMut(Progress) -> bool,
) -> Result<Option<Ended>, Error> {
    let plan = set.plan(work)?;
    let mut total = Progress {
        bytes_total: plan.bytes,
        entries_total: plan.entries,
        ..Progress::default()
    };
    for index in 0..plan.tasks {
        let running = set.run(work, index, beside.to_vec())?;
        let Some(facts) = task(running, &mut total, progress)? else {
            return Ok(None);
        };
        set.take(work, index, facts)?;
    }
    set.end(work).map(Some)
}

/// Writes a copy of the set, all of it on this thread: `take` gets it piece by piece.
///
/// # Errors
/// `Invalid` if the work makes no copy, `Read` if the input can't be read.
pub fn compose<R>(set: &Set, work: WorkId, take: impl FnOnce(Copy<'_>) -> R) -> Result<R, Error> {
    Ok(take(set.compose(work, set.packs_here(work))?))
}

/// One task; `None` if `progress` stopped it. `total` is what was done before, and then with this task.
fn task(
    mut running: Running<'_>,
    total: &mut Progress,
    progress: &mut dyn FnMut(Progress) -> bool,
) -> Result<Option<Facts>, Error> {
    loop {
        // One step is about as much as fits between two looks at the clock.
        let mut asked = 0_u32;
        let step = running.step(&mut |_| {
            asked += 1;
            asked < 64
        })?;
        let now = advance(*total, step);
        if !progress(now) {
            return Ok(None);
        }
        if step.finished {
            *total = now;
            return running.finish().map(Some);
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
pub use native::{compose_parallel, run_parallel, run_work_parallel};

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::collections::BTreeMap;
    use std::io;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
    use std::time::Duration;

    use super::{Copy, Ended, Error, Facts, Input, Options, Progress, Set, WorkId, WorkKind};
    use crate::format;
    use crate::inspect::copy::Packs;
    use crate::threads::{Crew, Waited, with_crew};

    /// How often `progress` is asked while the workers are busy.
    const TICK: Duration = Duration::from_millis(100);

    /// Why a task is given up at which the program panics.
    const FAILED: &str = "the program failed while it read this part";

    /// Opens the files of the set once more, in its order, and what the work has beside them.
    pub type Opener<'a> = dyn Fn() -> io::Result<Vec<Input>> + Sync + 'a;

    /// What a worker says of one task.
    enum Answer {
        Done(Facts),
        Failed(Error),
        Stopped,
    }

    /// What all workers of a crew share.
    #[derive(Default)]
    struct Shared {
        stop: AtomicBool,
        bytes_done: AtomicU64,
        entries_done: AtomicU64,
    }

    /// Hands out the tasks of a piece of work in order, about two for each worker: one in work, one waiting. More would
    /// only pile up results.
    struct Handed {
        tasks: u32,
        next: u32,
        ahead: u32,
    }

    impl Handed {
        /// Hands out all that may be under way while so many are done in order, or altogether.
        fn out(
            &mut self,
            done: u32,
            set: &Set,
            work: WorkId,
            crew: &Crew<Vec<u8>, Answer>,
        ) -> Result<(), Error> {
            while self.next < self.tasks && self.next < done.saturating_add(self.ahead) {
                if !crew.send(self.next, set.task(work, self.next)?) {
                    return Err(Error::Protocol("all workers ended".into()));
                }
                self.next += 1;
            }
            Ok(())
        }
    }

    /// All of it on this thread. A task at which the program fails is given up, as a worker's is.
    fn alone(
        set: &mut Set,
        work: WorkId,
        beside: &[Input],
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<Option<Ended>, Error> {
        let plan = set.plan(work)?;
        let mut total = Progress {
            bytes_total: plan.bytes,
            entries_total: plan.entries,
            ..Progress::default()
        };
        for index in 0..plan.tasks {
            let running = set.run(work, index, beside.to_vec())?;
            let read = catch_unwind(AssertUnwindSafe(|| {
                super::task(running, &mut total, progress)
            }));
            match read {
                Ok(Ok(Some(facts))) => set.take(work, index, facts)?,
                Ok(Ok(None)) => return Ok(None),
                Ok(Err(error)) => return Err(error),
                Err(_) => set.lost(work, index, FAILED)?,
            }
        }
        set.end(work).map(Some)
    }

    /// As [`run`](super::run), on `threads` threads beside this one, or with one on this one alone. `open` gives each
    /// worker the files of the set once more.
    ///
    /// A worker that panics loses its task only: the report then says what is missing.
    ///
    /// # Errors
    /// When the input can't be read.
    pub fn run_parallel(
        set: &mut Set,
        open: &Opener<'_>,
        threads: usize,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<bool, Error> {
        let work = set.begin(&WorkKind::Check, &Options::default())?;
        Ok(run_work_parallel(set, work, open, &[], threads, progress)?.is_some())
    }

    /// As [`run_work`](super::run_work), on `threads` threads beside this one, or with one on this one alone. `open`
    /// gives each worker the files of the set and what the work has beside them; `beside` is that for this thread.
    ///
    /// # Errors
    /// When the input can't be read.
    pub fn run_work_parallel(
        set: &mut Set,
        work: WorkId,
        open: &Opener<'_>,
        beside: &[Input],
        threads: usize,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<Option<Ended>, Error> {
        let plan = set.plan(work)?;
        let threads = threads.min(64).min(plan.tasks as usize);
        // What was put together from a folder can only be read where the set is.
        if threads <= 1 || set.strung().is_some() {
            return alone(set, work, beside, progress);
        }
        let shared = Shared::default();
        let completed = with_crew(
            threads,
            &|| None,
            &|inputs: &mut Option<Vec<Input>>, task: Vec<u8>| do_task(inputs, open, &task, &shared),
            |crew| {
                let mut handed = Handed {
                    tasks: plan.tasks,
                    next: 0,
                    ahead: 2 * threads as u32,
                };
                let mut done = 0;
                let mut result = Ok(true);
                while result.as_ref().is_ok_and(|on| *on) && done < plan.tasks {
                    if let Err(error) = handed.out(done, set, work, &crew) {
                        result = Err(error);
                        break;
                    }
                    match crew.wait(TICK) {
                        Waited::Answer(index, answer) => {
                            done += 1;
                            if let Err(error) = heed(set, work, index, answer) {
                                result = Err(error);
                            }
                        }
                        Waited::Nothing => {}
                        Waited::Gone => result = Err(Error::Protocol("all workers ended".into())),
                    }
                    let now = Progress {
                        bytes_done: shared.bytes_done.load(Ordering::Relaxed),
                        bytes_total: plan.bytes,
                        entries_done: shared.entries_done.load(Ordering::Relaxed),
                        entries_total: plan.entries,
                    };
                    if !progress(now) && result.is_ok() {
                        result = Ok(false);
                    }
                }
                shared.stop.store(true, Ordering::Relaxed);
                result
            },
        )?;
        match completed {
            true => set.end(work).map(Some),
            false => Ok(None),
        }
    }

    /// What a worker says of a task, to the set.
    fn heed(set: &mut Set, work: WorkId, index: u32, answer: Option<Answer>) -> Result<(), Error> {
        match answer {
            Some(Answer::Done(facts)) => set.take(work, index, facts),
            Some(Answer::Failed(error)) => Err(error),
            Some(Answer::Stopped) => Ok(()),
            None => set.lost(work, index, FAILED),
        }
    }

    /// As [`compose`](super::compose), with what is written anew made ahead by `threads` threads, as much as memory is
    /// meant for.
    ///
    /// # Errors
    /// `Invalid` if the work makes no copy, `Read` if the input can't be read.
    pub fn compose_parallel<R>(
        set: &Set,
        work: WorkId,
        open: &Opener<'_>,
        threads: usize,
        take: impl FnOnce(Copy<'_>) -> R,
    ) -> Result<R, Error> {
        if set.strung().is_some() {
            return super::compose(set, work, take);
        }
        let tasks = set.plan(work)?.tasks;
        let threads = threads.clamp(1, 64).min(tasks as usize);
        let shared = Shared::default();
        with_crew(
            threads,
            &|| None,
            &|inputs: &mut Option<Vec<Input>>, task: Vec<u8>| do_task(inputs, open, &task, &shared),
            |crew| {
                let mut handed = Handed {
                    tasks,
                    next: 0,
                    ahead: 2 * threads as u32,
                };
                let mut early: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
                let packs: Packs<'_> = Box::new(move |wanted| {
                    loop {
                        handed.out(wanted, set, work, &crew)?;
                        if let Some(pack) = early.remove(&wanted) {
                            return Ok(pack);
                        }
                        if let Waited::Answer(index, answer) = waited(&crew)? {
                            early.insert(index, pack_of(answer)?);
                        }
                    }
                });
                Ok(take(set.compose(work, packs)?))
            },
        )
    }

    fn waited(crew: &Crew<Vec<u8>, Answer>) -> Result<Waited<Answer>, Error> {
        match crew.wait(TICK) {
            Waited::Gone => Err(failed_writing()),
            other => Ok(other),
        }
    }

    fn pack_of(answer: Option<Answer>) -> Result<Vec<u8>, Error> {
        match answer {
            Some(Answer::Done(facts)) => facts
                .into_pack()
                .map_err(|_| Error::Protocol("the task of a copy has another result".into())),
            Some(Answer::Failed(error)) => Err(error),
            Some(Answer::Stopped) | None => Err(failed_writing()),
        }
    }

    fn failed_writing() -> Error {
        Error::Protocol("the program failed while it wrote entries anew".into())
    }

    /// One task in a worker, which keeps the files that it opened.
    fn do_task(
        inputs: &mut Option<Vec<Input>>,
        open: &Opener<'_>,
        task: &[u8],
        shared: &Shared,
    ) -> Answer {
        let opened = match inputs {
            Some(opened) => opened.clone(),
            None => match open() {
                Ok(opened) => inputs.insert(opened).clone(),
                Err(source) => return Answer::Failed(Error::Read { offset: 0, source }),
            },
        };
        let mut running = match format::begin(task, opened) {
            Ok(running) => running,
            Err(error) => return Answer::Failed(error),
        };
        let mut seen = (0, 0);
        loop {
            let mut asked = 0_u32;
            let step = running.step(&mut |_| {
                asked += 1;
                asked < 64 && !shared.stop.load(Ordering::Relaxed)
            });
            match step {
                Ok(step) => {
                    let bytes = step.bytes_done.saturating_sub(seen.0);
                    let entries = step.entries_done.saturating_sub(seen.1);
                    shared.bytes_done.fetch_add(bytes, Ordering::Relaxed);
                    shared.entries_done.fetch_add(entries, Ordering::Relaxed);
                    seen = (step.bytes_done, step.entries_done);
                    if step.finished {
                        return match running.finish() {
                            Ok(facts) => Answer::Done(facts),
                            Err(error) => Answer::Failed(error),
                        };
                    }
                }
                Err(error) => return Answer::Failed(error),
            }
            if shared.stop.load(Ordering::Relaxed) {
                return Answer::Stopped;
            }
        }
    }
}
