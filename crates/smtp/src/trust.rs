//! How many messages may be in flight on a connection: one, until a relay has taken many without losing a reply, and one again
//! when it lost one. What is in flight when a connection breaks is what stays in doubt.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::outcome::SendOutcome;

/// So many accepted messages without a lost reply make a relay trusted.
const ENOUGH: u32 = 1000;

/// What is known of a relay's reliability.
#[derive(Debug, Default)]
pub(crate) struct Trust {
    in_a_row: AtomicU32,
}

impl Trust {
    /// A message was accepted.
    pub(crate) fn accepted(&self) {
        // Beyond enough nothing is counted, so it never overflows.
        if self.in_a_row.load(Ordering::Relaxed) < ENOUGH {
            self.in_a_row.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// If nobody knows what became of a message, the relay must earn its trust again.
    pub(crate) fn lost_if(&self, outcome: &SendOutcome) {
        if !outcome.is_definite() {
            self.in_a_row.store(0, Ordering::Relaxed);
        }
    }

    /// How many may be in flight on one connection, if a trusted relay may have `most`.
    pub(crate) fn depth(&self, most: usize) -> usize {
        if self.in_a_row.load(Ordering::Relaxed) < ENOUGH {
            1
        } else {
            most.max(1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Phase;

    #[test]
    fn trust_is_earned_slowly_and_lost_at_once() {
        let trust = Trust::default();
        for _ in 1..ENOUGH {
            trust.accepted();
        }
        assert_eq!(trust.depth(8), 1);
        trust.accepted();
        assert_eq!(trust.depth(8), 8);
        trust.lost_if(&SendOutcome::from_reply(550, "no", Phase::Reply));
        assert_eq!(trust.depth(8), 8, "a refusal is an answer");
        trust.lost_if(&SendOutcome::unknown(Phase::Reply, "gone"));
        assert_eq!(trust.depth(8), 1);
    }
}
