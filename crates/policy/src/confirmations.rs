//! How often a service message may be asked for: confirmations of a joining or a return, step-ups. What a stop
//! forbids at the gate is `stops`' business; this file only counts what was asked before.

use lagom_model::{Stop, StopCause, Timestamp};

/// Confirmations in any 24 hours, to one address over all publications.
pub(crate) const MOST_A_DAY: usize = 1;
/// Confirmations in any 30 days.
pub(crate) const MOST_IN_30_DAYS: usize = 3;
/// Step-ups in any 24 hours, to one person.
pub(crate) const MOST_STEP_UPS_A_DAY: usize = 5;
/// After a complaint, one confirmation in any so many days, the first when they ask.
pub(crate) const COMPLAINT_REST_DAYS: i64 = 90;
/// After a hard bounce, none before this has passed, in milliseconds.
pub(crate) const BOUNCE_REST: i64 = 30 * Timestamp::DAY;

/// Whether a confirmation of a joining or a return may be sent now; `asked` are the instants of those that were
/// sent to the same address before, in no order.
pub fn may_confirm(asked: &[Timestamp], stops: &[Stop], now: Timestamp) -> bool {
    let within = |days: i64| {
        let since = now.plus(-days * Timestamp::DAY);
        asked.iter().filter(move |at| **at > since)
    };
    let rests = |stop: &Stop| match stop.cause {
        StopCause::Complaint => within(COMPLAINT_REST_DAYS).any(|at| *at >= stop.at),
        StopCause::HardBounce => now.since(stop.at) < BOUNCE_REST,
        StopCause::Own | StopCause::Erasure => false,
    };
    within(1).count() < MOST_A_DAY
        && within(30).count() < MOST_IN_30_DAYS
        && !stops.iter().any(rests)
}

/// Whether a step-up may be sent now; `asked` are the instants of those before.
pub fn may_step_up(asked: &[Timestamp], confirmed: bool, stops: &[Stop], now: Timestamp) -> bool {
    let since = now.plus(-Timestamp::DAY);
    let today = asked.iter().filter(|at| **at > since).count();
    let closed = |stop: &Stop| matches!(stop.cause, StopCause::HardBounce | StopCause::Erasure);
    confirmed && today < MOST_STEP_UPS_A_DAY && !stops.iter().any(closed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lagom_model::StopScope;

    const NOW: Timestamp = Timestamp(1_772_438_400_000);

    fn ago(days: i64) -> Timestamp {
        NOW.plus(-days * Timestamp::DAY)
    }

    fn stop(cause: StopCause, days: i64) -> Stop {
        Stop {
            scope: StopScope::Everything,
            cause,
            at: ago(days),
        }
    }

    #[test]
    fn one_a_day_and_three_in_thirty_days() {
        assert!(may_confirm(&[], &[], NOW));
        assert!(!may_confirm(&[ago(1).plus(1)], &[], NOW));
        assert!(may_confirm(&[ago(1)], &[], NOW));
        assert!(may_confirm(&[ago(2), ago(3)], &[], NOW));
        assert!(!may_confirm(&[ago(2), ago(3), ago(29)], &[], NOW));
        assert!(may_confirm(&[ago(2), ago(3), ago(30)], &[], NOW));
    }

    #[test]
    fn who_complained_gets_one_in_ninety_days() {
        let stops = [stop(StopCause::Complaint, 100)];
        assert!(may_confirm(&[], &stops, NOW));
        assert!(!may_confirm(&[ago(89)], &stops, NOW));
        assert!(may_confirm(&[ago(90)], &stops, NOW));
        // What was asked for before the complaint does not count.
        assert!(may_confirm(
            &[ago(20)],
            &[stop(StopCause::Complaint, 10)],
            NOW
        ));
    }

    #[test]
    fn a_bounced_mailbox_rests_for_thirty_days() {
        assert!(!may_confirm(&[], &[stop(StopCause::HardBounce, 29)], NOW));
        assert!(may_confirm(&[], &[stop(StopCause::HardBounce, 30)], NOW));
    }

    #[test]
    fn who_left_or_was_erased_may_ask_like_anybody() {
        for cause in [StopCause::Own, StopCause::Erasure] {
            assert!(may_confirm(&[], &[stop(cause, 0)], NOW));
            assert!(!may_confirm(&[NOW], &[stop(cause, 0)], NOW));
        }
    }

    #[test]
    fn step_ups_are_for_who_is_there() {
        assert!(may_step_up(&[NOW; 4], true, &[], NOW));
        assert!(!may_step_up(&[NOW; 5], true, &[], NOW));
        assert!(may_step_up(&[ago(1); 5], true, &[], NOW));
        assert!(!may_step_up(&[], false, &[], NOW));
        assert!(may_step_up(
            &[],
            true,
            &[stop(StopCause::Complaint, 0)],
            NOW
        ));
        assert!(may_step_up(&[], true, &[stop(StopCause::Own, 0)], NOW));
        assert!(!may_step_up(
            &[],
            true,
            &[stop(StopCause::HardBounce, 99)],
            NOW
        ));
        assert!(!may_step_up(&[], true, &[stop(StopCause::Erasure, 0)], NOW));
    }
}
