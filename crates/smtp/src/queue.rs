//! Messages that wait for a connection, first come, first served, and the count of the lanes that work through them. It opens
//! nothing and sends nothing.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, oneshot};
use tokio::time::timeout;

use crate::outcome::SendOutcome;
use crate::outgoing::Outgoing;

/// A message with who waits to hear of it.
pub(crate) struct Job {
    /// Names it while it waits.
    pub(crate) ticket: u64,
    pub(crate) mail: Outgoing,
    answer: oneshot::Sender<SendOutcome>,
}

impl Job {
    /// Says what became of it. Nobody may be listening any more.
    pub(crate) fn answer(self, outcome: SendOutcome) {
        if self.answer.send(outcome).is_err() {
            tracing::debug!("nobody waits any more to hear what became of a message");
        }
    }
}

/// What a submitted message needs.
pub(crate) struct Submitted {
    pub(crate) ticket: u64,
    pub(crate) outcome: oneshot::Receiver<SendOutcome>,
    /// No lane is free and one more may be opened: it counts already, and the caller starts it.
    pub(crate) start_lane: bool,
}

/// The queue.
pub(crate) struct Queue {
    most_lanes: usize,
    state: Mutex<State>,
    wake: Notify,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    tickets: u64,
    lanes: usize,
    busy: usize,
    closed: bool,
}

impl Queue {
    pub(crate) fn new(most_lanes: usize) -> Self {
        Self {
            most_lanes,
            state: Mutex::default(),
            wake: Notify::new(),
        }
    }

    /// Puts a message at the end; `None` once the queue is closed.
    pub(crate) fn submit(&self, mail: Outgoing) -> Option<Submitted> {
        let mut state = self.lock();
        if state.closed {
            return None;
        }
        state.tickets += 1;
        let ticket = state.tickets;
        let (answer, outcome) = oneshot::channel();
        state.jobs.push_back(Job {
            ticket,
            mail,
            answer,
        });
        let free = state.lanes - state.busy;
        let start_lane = state.jobs.len() > free && state.lanes < self.most_lanes;
        if start_lane {
            state.lanes += 1;
            state.busy += 1;
        }
        drop(state);
        // The lane that was used last, so that those not needed grow old.
        self.wake.notify_last();
        Some(Submitted {
            ticket,
            outcome,
            start_lane,
        })
    }

    /// Takes a message back that no lane has taken yet.
    pub(crate) fn withdraw(&self, ticket: u64) -> Option<Job> {
        let mut state = self.lock();
        let at = state.jobs.iter().position(|job| job.ticket == ticket)?;
        state.jobs.remove(at)
    }

    /// The next message if it is of a kind; for a lane that is busy.
    pub(crate) fn take(&self, fits: impl Fn(&Job) -> bool) -> Option<Job> {
        self.lock().take(fits)
    }

    /// The next message for a lane that is busy, or the lane leaves.
    pub(crate) fn take_or_leave(&self) -> Option<Job> {
        let mut state = self.lock();
        let job = state.take(|_| true);
        if job.is_none() {
            state.lanes -= 1;
            state.busy -= 1;
        }
        job
    }

    /// Whether nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.lock().jobs.is_empty()
    }

    /// Waits until something waits.
    pub(crate) async fn comes(&self) {
        loop {
            let woken = self.wake.notified();
            if !self.is_empty() {
                return;
            }
            woken.await;
        }
    }

    /// A busy lane is free from now on.
    pub(crate) fn free(&self) {
        self.lock().busy -= 1;
    }

    /// The next message for a lane that is free, which is busy then. `None`: nothing came for a while, or the queue was closed;
    /// the lane has left.
    pub(crate) async fn next(&self, patience: Duration) -> Option<Job> {
        let waiting = async {
            loop {
                let woken = self.wake.notified();
                {
                    let mut state = self.lock();
                    if let Some(job) = state.take(|_| true) {
                        state.busy += 1;
                        return Some(job);
                    }
                    if state.closed {
                        return None;
                    }
                }
                woken.await;
            }
        };
        if let Ok(Some(job)) = timeout(patience, waiting).await {
            return Some(job);
        }
        // Something may have come in the last moment, for this very lane.
        let mut state = self.lock();
        let job = state.take(|_| true);
        if job.is_some() {
            state.busy += 1;
        } else {
            state.lanes -= 1;
        }
        job
    }

    /// Counts a lane that begins free, if there may be one more.
    pub(crate) fn enter_free(&self) -> bool {
        let mut state = self.lock();
        let may = !state.closed && state.lanes < self.most_lanes;
        state.lanes += usize::from(may);
        may
    }

    /// No message comes in any more; lanes leave when those that wait are done.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.wake.notify_waiters();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self, fits: impl Fn(&Job) -> bool) -> Option<Job> {
        // Who gave up waiting does not want it sent.
        while self.jobs.front().is_some_and(|job| job.answer.is_closed()) {
            self.jobs.pop_front();
        }
        self.jobs.pop_front_if(|job| fits(job))
    }
}
