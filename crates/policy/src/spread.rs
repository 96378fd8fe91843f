//! Spreading: what waited for the end of quiet time goes over the minutes after it, each person at the
//! moment of their lot. It decides nothing; at that moment a new decision is made.

use crate::closed::QuietTime;
use lagom_model::{PersonFacts, Policy, Timestamp};

/// How long after the end of quiet time a person's moment is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lot {
    /// In milliseconds.
    offset: i64,
}

impl Lot {
    pub(crate) fn of(policy: &Policy, person: &PersonFacts) -> Self {
        Self::drawn(person.lot, policy.spread_minutes)
    }

    fn drawn(lot: u32, minutes: u32) -> Self {
        let span = i128::from(minutes) * i128::from(Timestamp::MINUTE);
        let offset = i64::try_from((span * i128::from(lot)) >> 32).unwrap_or(0);
        Self { offset }
    }

    /// The person's moment after the end of a quiet time; `None` if that is the end itself, or quiet again.
    pub(crate) fn moment(self, end: Timestamp, quiet: &QuietTime<'_>) -> Option<Timestamp> {
        let moment = end.plus(self.offset);
        (moment > end && quiet.closed_until(moment).is_none()).then_some(moment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lots_spread_evenly_and_never_reach_the_end() {
        let offset = |lot, minutes| Lot::drawn(lot, minutes).offset;
        assert_eq!(offset(0, 30), 0);
        assert_eq!(offset(1 << 31, 30), 15 * Timestamp::MINUTE);
        assert_eq!(offset(u32::MAX, 30), 30 * Timestamp::MINUTE - 1);
        assert_eq!(offset(u32::MAX, 0), 0);
        assert!(offset(u32::MAX, u32::MAX) < i64::from(u32::MAX) * Timestamp::MINUTE);
    }
}
