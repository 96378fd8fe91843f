//! The stage: who plays, and whose turn it is. Everything that plays halts before and after each
//! transaction and at each phase of SMTP; the director lets one go on at a time. It draws no lots: the
//! director does.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::sync::Notify;

/// Who plays: a tick, a reader, an operator.
pub type ActorId = u64;

/// Where somebody halts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Halt {
    /// The turn's number.
    pub turn: u64,
    /// Whose.
    pub actor: ActorId,
    /// Before, after or at what.
    pub place: &'static str,
}

/// The stage.
#[derive(Debug, Default)]
pub struct Stage {
    inner: Mutex<Inner>,
    idle: Notify,
}

#[derive(Debug, Default)]
struct Inner {
    turns: u64,
    waiting: BTreeMap<u64, Waiting>,
    playing: BTreeSet<ActorId>,
    sends: BTreeMap<ActorId, u32>,
    units: u32,
}

#[derive(Debug)]
struct Waiting {
    actor: ActorId,
    place: &'static str,
    is_send: bool,
    open: bool,
    waker: Option<Waker>,
}

impl Inner {
    /// Whether an actor can do nothing until it is let go on.
    fn is_settled(&self, actor: ActorId) -> bool {
        let halts = || {
            self.waiting
                .values()
                .filter(|one| one.actor == actor && !one.open)
        };
        let sends = self.sends.get(&actor).copied().unwrap_or(0);
        let halted = u32::try_from(halts().filter(|one| one.is_send).count()).unwrap_or(u32::MAX);
        halts().any(|one| !one.is_send) || (sends > 0 && halted == sends)
    }
}

impl Stage {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An actor enters.
    pub fn enters(&self, actor: ActorId) {
        self.lock().playing.insert(actor);
    }

    /// An actor is done, or dead.
    pub fn exits(&self, actor: ActorId) {
        let mut inner = self.lock();
        inner.playing.remove(&actor);
        inner.sends.remove(&actor);
        inner.waiting.retain(|_, one| one.actor != actor);
    }

    /// Halts until the director lets it go on.
    pub async fn halt(&self, actor: ActorId, place: &'static str) {
        Turn::new(self, actor, place, false).await;
    }

    /// The same, at a phase of a send.
    pub async fn halt_send(&self, actor: ActorId, place: &'static str) {
        Turn::new(self, actor, place, true).await;
    }

    /// A send begins; it ends when the guard is dropped.
    pub fn send_begins(self: &Arc<Self>, actor: ActorId) -> Sending {
        *self.lock().sends.entry(actor).or_insert(0) += 1;
        Sending(Arc::clone(self), actor)
    }

    /// A unit of the store begins; it ends when the guard is dropped.
    pub fn unit_begins(self: &Arc<Self>) -> InUnit {
        self.lock().units += 1;
        InUnit(Arc::clone(self))
    }

    /// Waits until nobody can do anything, and says who halts where.
    pub async fn settled(&self) -> Vec<Halt> {
        let (mut still, mut spins) = (0, 0_u32);
        while still < 3 {
            let (settled, units) = {
                let inner = self.lock();
                let mut playing = inner.playing.iter();
                (
                    playing.all(|actor| inner.is_settled(*actor)),
                    inner.units > 0,
                )
            };
            still = if settled && !units { still + 1 } else { 0 };
            spins += 1;
            if units {
                self.idle.notified().await;
            } else if spins > 64 && still == 0 {
                // Somebody sleeps (a conflict is tried again after some milliseconds).
                tokio::time::sleep(Duration::from_millis(1)).await;
            } else {
                tokio::task::yield_now().await;
            }
        }
        let inner = self.lock();
        let waiting = inner.waiting.iter();
        waiting
            .map(|(turn, one)| Halt {
                turn: *turn,
                actor: one.actor,
                place: one.place,
            })
            .collect()
    }

    /// Lets one go on.
    pub fn go_on(&self, turn: u64) {
        let mut inner = self.lock();
        if let Some(one) = inner.waiting.get_mut(&turn) {
            one.open = true;
            if let Some(waker) = one.waker.take() {
                waker.wake();
            }
        }
    }
}

/// One send on its way.
#[derive(Debug)]
pub struct Sending(Arc<Stage>, ActorId);

impl Drop for Sending {
    fn drop(&mut self) {
        if let Some(sends) = self.0.lock().sends.get_mut(&self.1) {
            *sends = sends.saturating_sub(1);
        }
    }
}

/// One unit under way.
#[derive(Debug)]
pub struct InUnit(Arc<Stage>);

impl Drop for InUnit {
    fn drop(&mut self) {
        let mut inner = self.0.lock();
        inner.units = inner.units.saturating_sub(1);
        drop(inner);
        self.0.idle.notify_one();
    }
}

/// A halt as a future.
struct Turn<'a> {
    stage: &'a Stage,
    number: u64,
}

impl<'a> Turn<'a> {
    fn new(stage: &'a Stage, actor: ActorId, place: &'static str, is_send: bool) -> Self {
        let mut inner = stage.lock();
        inner.turns += 1;
        let number = inner.turns;
        inner.waiting.insert(
            number,
            Waiting {
                actor,
                place,
                is_send,
                open: false,
                waker: None,
            },
        );
        drop(inner);
        Self { stage, number }
    }
}

impl Future for Turn<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut inner = self.stage.lock();
        match inner.waiting.get_mut(&self.number) {
            Some(one) if !one.open => {
                one.waker = Some(context.waker().clone());
                Poll::Pending
            }
            _ => {
                inner.waiting.remove(&self.number);
                Poll::Ready(())
            }
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.stage.lock().waiting.remove(&self.number);
    }
}
