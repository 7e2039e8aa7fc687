//! Threads, natively: the one place where any are started. A crew works on jobs that one thread hands out,
//! and answers it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Duration;

/// What came of waiting for an answer.
pub(crate) enum Waited<A> {
    /// The answer to a job; `None` if the work on it panicked.
    Answer(u32, Option<A>),
    /// Nothing yet.
    Nothing,
    /// Nobody is there who could answer.
    Gone,
}

/// Threads that wait for jobs.
pub(crate) struct Crew<J, A> {
    jobs: mpsc::Sender<(u32, J)>,
    answers: mpsc::Receiver<(u32, Option<A>)>,
}

impl<J, A> Crew<J, A> {
    /// Hands out a job; `false` if all workers ended.
    pub fn send(&self, index: u32, job: J) -> bool {
        self.jobs.send((index, job)).is_ok()
    }

    /// Waits so long for an answer, to whichever job.
    pub fn wait(&self, patience: Duration) -> Waited<A> {
        match self.answers.recv_timeout(patience) {
            Ok((index, answer)) => Waited::Answer(index, answer),
            Err(mpsc::RecvTimeoutError::Timeout) => Waited::Nothing,
            Err(mpsc::RecvTimeoutError::Disconnected) => Waited::Gone,
        }
    }
}

/// Runs `body` with a crew of `threads`. `start` makes what a worker keeps from job to job; `work` does one.
/// Jobs that were handed out are done before this returns.
pub(crate) fn with_crew<J: Send, A: Send, S, R>(
    threads: usize,
    start: &(dyn Fn() -> S + Sync),
    work: &(dyn Fn(&mut S, J) -> A + Sync),
    body: impl FnOnce(Crew<J, A>) -> R,
) -> R {
    let (job_sender, job_receiver) = mpsc::channel::<(u32, J)>();
    let job_receiver = Mutex::new(job_receiver);
    let (answer_sender, answers) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let answer_sender = answer_sender.clone();
            let job_receiver = &job_receiver;
            scope.spawn(move || {
                let mut state = start();
                loop {
                    let job = job_receiver
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .recv();
                    let Ok((index, job)) = job else { return };
                    let answer = catch_unwind(AssertUnwindSafe(|| work(&mut state, job))).ok();
                    if answer_sender.send((index, answer)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(answer_sender);
        body(Crew {
            jobs: job_sender,
            answers,
        })
    })
}
