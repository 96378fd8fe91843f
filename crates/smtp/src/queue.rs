//! Messages that wait for a connection, first come, first served, and the count of the lanes that work through them: no more than
//! are allowed, and those that are too many leave. It opens nothing and sends nothing.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, oneshot};
use tokio::time::timeout;

use crate::outcome::{Phase, SendOutcome};
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
    state: Mutex<State>,
    /// How many lanes there are or may be, whichever is more.
    widest: AtomicUsize,
    wake: Notify,
    /// A lane left, or more are allowed.
    eased: Notify,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    tickets: u64,
    /// Each has a connection that is open, about to be, or not closed yet.
    lanes: usize,
    /// Those that wait for no message.
    busy: usize,
    /// Those of them that are closing their connection.
    parting: usize,
    /// The most of them.
    most: usize,
    closed: bool,
}

impl Queue {
    pub(crate) fn new(most: usize) -> Self {
        let state = State {
            most,
            ..State::default()
        };
        Self {
            state: Mutex::new(state),
            widest: AtomicUsize::new(most),
            wake: Notify::new(),
            eased: Notify::new(),
        }
    }

    /// From now on there may be so many lanes. Returns how many the caller starts: they count already, as busy.
    pub(crate) fn allow(&self, most: usize) -> usize {
        let mut state = self.lock();
        state.most = most;
        let free = state.lanes - state.busy;
        let wanted = state.jobs.len().saturating_sub(free);
        let start = wanted.min(most.saturating_sub(state.lanes));
        state.lanes += start;
        state.busy += start;
        self.note_width(&state);
        drop(state);
        // Those that wait for a message may be too many now.
        self.wake.notify_waiters();
        self.eased.notify_waiters();
        start
    }

    /// How many lanes there may be.
    pub(crate) fn most(&self) -> usize {
        self.lock().most
    }

    /// How many lanes there are.
    pub(crate) fn lanes(&self) -> usize {
        self.lock().lanes
    }

    /// How many lanes there are or may be, whichever is more.
    pub(crate) fn widest(&self) -> usize {
        self.widest.load(Ordering::Relaxed)
    }

    fn note_width(&self, state: &State) {
        let widest = state.lanes.max(state.most);
        self.widest.store(widest, Ordering::Relaxed);
    }

    /// Waits until there are no more lanes than there may be.
    pub(crate) async fn settled(&self) {
        loop {
            let eased = self.eased.notified();
            {
                let state = self.lock();
                if state.lanes <= state.most {
                    return;
                }
            }
            eased.await;
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
        let start_lane = state.jobs.len() > free && state.lanes < state.most;
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

    /// The next message for a lane that is busy and has no connection any more, or the lane leaves.
    pub(crate) fn take_or_leave(&self) -> Option<Job> {
        let mut state = self.lock();
        let job = state.take(|_| true);
        if job.is_none() {
            self.leave(state);
        }
        job
    }

    /// Whether a busy lane without a connection may open one for this message. If not, it leaves, and the message goes before all
    /// others with another lane.
    pub(crate) fn keep_or_leave(&self, job: Job) -> Option<Job> {
        let mut state = self.lock();
        if !state.has_too_many() {
            return Some(job);
        }
        state.jobs.push_front(job);
        self.leave(state);
        None
    }

    fn leave(&self, mut state: MutexGuard<'_, State>) {
        state.lanes -= 1;
        state.busy -= 1;
        state.abandon_if_over();
        self.note_width(&state);
        let waits = !state.jobs.is_empty();
        drop(state);
        self.eased.notify_waiters();
        if waits {
            self.wake.notify_last();
        }
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

    /// The next message for a lane that is free, which is busy then. `None`: nothing came for a while, the queue was closed, or
    /// there are too many lanes; this one closes its connection and then says [`Queue::parted`].
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
                    if state.closed || state.has_too_many() {
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
        state.busy += 1;
        let job = state.take(|_| true);
        if job.is_none() {
            state.parting += 1;
            if !state.jobs.is_empty() {
                // It was woken for a message that another lane takes.
                self.wake.notify_last();
            }
        }
        job
    }

    /// A busy lane has closed its connection, because [`Queue::next`] had nothing for it.
    pub(crate) fn parted(&self) {
        self.lock().parting -= 1;
    }

    /// Counts a lane that begins free, if there may be one more.
    pub(crate) fn enter_free(&self) -> bool {
        let mut state = self.lock();
        let may = !state.closed && state.lanes < state.most;
        state.lanes += usize::from(may);
        may
    }

    /// No message comes in any more; lanes leave when those that wait are done.
    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.abandon_if_over();
        drop(state);
        self.wake.notify_waiters();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Whether one more lane must leave.
    const fn has_too_many(&self) -> bool {
        self.lanes - self.parting > self.most
    }

    /// Nobody will send what waits when the queue is closed and the last lane has left.
    fn abandon_if_over(&mut self) {
        if self.closed && self.lanes == 0 {
            for job in self.jobs.drain(..) {
                let phase = Phase::Connect;
                job.answer(SendOutcome::NotStarted { phase });
            }
        }
    }

    /// The next message if it is of a kind; none for lanes that are too many.
    fn take(&mut self, fits: impl Fn(&Job) -> bool) -> Option<Job> {
        if self.has_too_many() {
            return None;
        }
        // Who gave up waiting does not want it sent.
        while self.jobs.front().is_some_and(|job| job.answer.is_closed()) {
            self.jobs.pop_front();
        }
        self.jobs.pop_front_if(|job| fits(job))
    }
}
