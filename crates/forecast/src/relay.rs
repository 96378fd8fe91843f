//! The relay's limits against what falls due by the hour: how long each peak takes to drain. A queue of
//! water, not of letters: what the delay does to quiet hours and caps is the gate's business.

use crate::tally::Tally;
use lagom_model::Timestamp;
use serde::Serialize;

/// What a relay takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Limits {
    /// Messages an hour.
    pub per_hour: Option<u32>,
    /// Messages in a day (UTC).
    pub per_day: Option<u32>,
}

impl Limits {
    /// Whether there are any.
    pub const fn are_set(&self) -> bool {
        self.per_hour.is_some() || self.per_day.is_some()
    }

    /// Hours that the relay needs for some letters, if nothing else waits and the day is fresh.
    pub fn hours_for(&self, letters: u64) -> Option<u64> {
        if !self.are_set() {
            return None;
        }
        let per_hour = u64::from(self.per_hour.unwrap_or(u32::MAX)).max(1);
        let per_day = u64::from(self.per_day.unwrap_or(u32::MAX)).max(1);
        let days = letters.saturating_sub(1) / per_day.min(per_hour.saturating_mul(24));
        let rest = letters - days * per_day.min(per_hour.saturating_mul(24));
        Some(days * 24 + rest.div_ceil(per_hour))
    }
}

/// A stretch of hours in which letters wait for the relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Peak {
    /// The hour in which it begins.
    #[serde(serialize_with = "crate::report::instant")]
    pub from: Timestamp,
    /// Letters that fall due in it.
    pub letters: u64,
    /// The most that wait at the end of an hour.
    pub most_waiting: u64,
    /// Hours until none waits.
    pub hours: u64,
}

/// What waits for the relay over the hours.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Queue {
    /// Waiting at the end of each hour of the horizon.
    pub(crate) waiting: Vec<u64>,
    /// Peaks in order.
    pub(crate) peaks: Vec<Peak>,
}

/// The longest that a peak is followed beyond the horizon, in hours.
const FOLLOWED: usize = 366 * 24;

impl Queue {
    /// What waits under these limits; empty without limits.
    pub(crate) fn of(tally: &Tally, limits: Limits) -> Self {
        let mut queue = Self::default();
        if !limits.are_set() {
            return queue;
        }
        let per_hour = u64::from(limits.per_hour.unwrap_or(u32::MAX));
        let per_day = u64::from(limits.per_day.unwrap_or(u32::MAX));
        let (mut waiting, mut left) = (0_u64, per_day);
        let mut peak: Option<Peak> = None;
        for place in 0..tally.hours.len() + FOLLOWED {
            let from = tally.hour(place);
            if from.0.rem_euclid(Timestamp::DAY) == 0 {
                left = per_day;
            }
            let due = tally.hours.get(place).copied();
            let due_now = u64::from(due.unwrap_or(0));
            waiting += due_now;
            let sent = waiting.min(per_hour).min(left);
            waiting -= sent;
            left -= sent;
            if due.is_some() {
                queue.waiting.push(waiting);
            }
            if let Some(open) = &mut peak {
                open.letters += due_now;
                open.hours += 1;
                open.most_waiting = open.most_waiting.max(waiting);
            } else if waiting > 0 {
                peak = Some(Peak {
                    from,
                    letters: due_now,
                    most_waiting: waiting,
                    hours: 1,
                });
            }
            if waiting == 0 {
                queue.peaks.extend(peak.take());
                if due.is_none() {
                    return queue;
                }
            }
        }
        queue.peaks.extend(peak);
        queue
    }
}
