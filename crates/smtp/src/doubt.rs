//! How many messages may be in doubt: in flight on a connection is one, until a relay has taken many without losing a reply, and
//! one again when it lost one. Then each connection has its share of the budget, and what does not divide is anybody's. What is in
//! flight when a connection breaks is what stays in doubt: never more than the budget, also while connections become more or fewer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use tokio::sync::Notify;

use crate::outcome::SendOutcome;

/// So many accepted messages without a lost reply make a relay trusted.
const ENOUGH: u32 = 1000;

/// The budget, and what is known of a relay's reliability.
#[derive(Debug)]
pub(crate) struct Doubt {
    in_a_row: AtomicU32,
    tally: Arc<Tally>,
}

/// What is in flight.
#[derive(Debug)]
struct Tally {
    /// The most of it.
    most: usize,
    flying: AtomicUsize,
    /// How much of it is beyond its connection's share.
    spare: AtomicUsize,
    /// There is room again.
    freed: Notify,
}

/// Room for a message in flight; it is free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Room {
    tally: Arc<Tally>,
    is_spare: bool,
}

impl Drop for Room {
    fn drop(&mut self) {
        if self.is_spare {
            self.tally.spare.fetch_sub(1, Ordering::Relaxed);
        }
        let before = self.tally.flying.fetch_sub(1, Ordering::Relaxed);
        if before >= self.tally.most {
            self.tally.freed.notify_waiters();
        }
    }
}

/// Counts one more, if that is not too many.
fn count(counter: &AtomicUsize, most: usize) -> bool {
    let more = |count| (count < most).then_some(count + 1);
    let (set, get) = (Ordering::Relaxed, Ordering::Relaxed);
    counter.fetch_update(set, get, more).is_ok()
}

impl Doubt {
    /// So many messages in doubt at most.
    pub(crate) fn new(most: usize) -> Self {
        let tally = Tally {
            most,
            flying: AtomicUsize::new(0),
            spare: AtomicUsize::new(0),
            freed: Notify::new(),
        };
        Self {
            in_a_row: AtomicU32::new(0),
            tally: Arc::new(tally),
        }
    }

    /// A message was accepted.
    pub(crate) fn accepted(&self) {
        // Beyond enough nothing is counted, so it never overflows.
        if !self.is_trusted() {
            self.in_a_row.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// If nobody knows what became of a message, the relay must earn its trust again.
    pub(crate) fn lost_if(&self, outcome: &SendOutcome) {
        if !outcome.is_definite() {
            self.in_a_row.store(0, Ordering::Relaxed);
        }
    }

    /// How many may be in flight on each of so many connections.
    pub(crate) fn depth(&self, connections: usize) -> usize {
        if self.is_trusted() {
            self.tally.most / connections.max(1)
        } else {
            1
        }
    }

    /// Room for one more on a connection with so many in flight, one of so many connections.
    pub(crate) fn room(&self, flying: usize, connections: usize) -> Option<Room> {
        let is_spare = flying >= self.depth(connections);
        let tally = &self.tally;
        let spare = tally.most % connections.max(1);
        if is_spare && !(self.is_trusted() && count(&tally.spare, spare)) {
            return None;
        }
        if !count(&tally.flying, tally.most) {
            if is_spare {
                tally.spare.fetch_sub(1, Ordering::Relaxed);
            }
            return None;
        }
        let tally = Arc::clone(tally);
        Some(Room { tally, is_spare })
    }

    /// Room for the first one on a connection: there may be none while connections become more.
    pub(crate) async fn first(&self, connections: impl Fn() -> usize) -> Room {
        loop {
            let freed = self.tally.freed.notified();
            if let Some(room) = self.room(0, connections()) {
                return room;
            }
            freed.await;
        }
    }

    fn is_trusted(&self) -> bool {
        self.in_a_row.load(Ordering::Relaxed) >= ENOUGH
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Phase;

    fn trusted(most: usize) -> Doubt {
        let doubt = Doubt::new(most);
        for _ in 0..ENOUGH {
            doubt.accepted();
        }
        doubt
    }

    #[test]
    fn trust_is_earned_slowly_and_lost_at_once() {
        let doubt = Doubt::new(8);
        for _ in 1..ENOUGH {
            doubt.accepted();
        }
        assert_eq!(doubt.depth(1), 1);
        doubt.accepted();
        assert_eq!(doubt.depth(1), 8);
        doubt.lost_if(&SendOutcome::from_reply(550, "no", Phase::Reply));
        assert_eq!(doubt.depth(1), 8, "a refusal is an answer");
        doubt.lost_if(&SendOutcome::unknown(Phase::Reply, "gone"));
        assert_eq!(doubt.depth(1), 1);
    }

    #[test]
    fn what_does_not_divide_is_anybodys() {
        let doubt = trusted(32);
        let own: Vec<_> = (0..3).filter_map(|flying| doubt.room(flying, 10)).collect();
        assert_eq!(own.len(), 3);
        let spare = [doubt.room(3, 10), doubt.room(4, 10)];
        assert!(spare.iter().all(Option::is_some));
        assert!(doubt.room(3, 10).is_none(), "both are in flight");
        let share = doubt.room(2, 10);
        assert!(share.is_some(), "a share is its connection's own");
        drop(spare);
        assert!(doubt.room(3, 10).is_some(), "room comes back");
    }

    #[tokio::test]
    async fn more_connections_wait_until_the_first_ones_hold_less() {
        let doubt = trusted(32);
        let fill = |flying| doubt.room(flying, 2);
        let mut full: Vec<Room> = (0..16).chain(0..16).filter_map(fill).collect();
        assert_eq!((full.len(), doubt.depth(2), doubt.depth(6)), (32, 16, 5));
        assert!(doubt.room(0, 6).is_none(), "32 are in flight");
        let landing = async {
            tokio::task::yield_now().await;
            full.pop();
        };
        let (first, ()) = tokio::join!(doubt.first(|| 6), landing);
        assert!(doubt.room(15, 6).is_none(), "it has more than its share");
        drop(first);
        assert!(doubt.room(0, 6).is_some(), "room comes back");
    }

    #[test]
    fn nothing_is_spare_before_a_relay_is_trusted() {
        assert!(Doubt::new(32).room(1, 10).is_none());
    }
}
