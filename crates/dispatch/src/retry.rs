//! When an attempt that must be tried later is tried again. Pure.

use lagom_model::Timestamp;

/// The first wait (RFC 5321 §4.5.4.1: at least 30 minutes).
const FIRST_MINUTES: i64 = 30;
/// The longest wait.
const LONGEST_MINUTES: i64 = 8 * 60;

/// When to try again after `attempts` definite failures: 30 minutes, then twice as long each time, up
/// to eight hours; `None` if that lies beyond the message's own end.
pub(crate) fn retry_at(attempts: u32, now: Timestamp, end: Timestamp) -> Option<Timestamp> {
    let doubled = FIRST_MINUTES.saturating_mul(1_i64 << attempts.saturating_sub(1).min(16));
    let at = now.plus(doubled.min(LONGEST_MINUTES) * Timestamp::MINUTE);
    (at < end).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_eight_hours_until_the_messages_end() {
        let now = Timestamp(0);
        let end = now.plus(14 * Timestamp::DAY);
        let minutes = |attempts| retry_at(attempts, now, end).map(|at| at.0 / Timestamp::MINUTE);
        let table: Vec<_> = (1..=7).map(minutes).collect();
        let expected = [30, 60, 120, 240, 480, 480, 480].map(Some);
        assert_eq!(table, expected);
        assert_eq!(minutes(u32::MAX), Some(480));
        assert_eq!(retry_at(1, now, now.plus(30 * Timestamp::MINUTE)), None);
    }
}
