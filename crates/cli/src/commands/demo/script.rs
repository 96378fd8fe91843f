//! What happens when: letters are handed in, readers press something, one evening the relay is out of
//! order. A plain list of moments; it does nothing itself.

use super::calendar::{moment, start_of};
use lagom_model::Timestamp;

/// The week, counted from 0, in which the relay has its bad evening.
const OUTAGE_WEEK: u32 = 3;

/// A moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cue {
    pub(super) at: Timestamp,
    pub(super) act: Act,
}

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// The letters of this week are handed in and scheduled.
    HandIn(u32),
    /// Who changes their mind in this week does it now.
    Turns(u32),
    /// The relay asks everybody to come back later.
    RelayDown,
    /// It works again, but hangs up on some without a word after their last line.
    RelayHangsUp,
    /// It works again.
    RelayUp,
}

/// All moments of so many weeks, in order. Letters are handed in a week ahead.
pub(super) fn script(weeks: u32) -> Vec<Cue> {
    let mut cues: Vec<Cue> = (0..weeks)
        .flat_map(|week| {
            let handed_in = if week == 0 {
                start_of(0)
            } else {
                moment(week - 1, 0, 7)
            };
            [
                (handed_in, Act::HandIn(week)),
                (moment(week, 2, 18), Act::Turns(week)),
            ]
        })
        .chain([
            (moment(OUTAGE_WEEK, 1, 15), Act::RelayDown),
            (moment(OUTAGE_WEEK, 1, 18), Act::RelayHangsUp),
            (moment(OUTAGE_WEEK, 2, 12), Act::RelayUp),
        ])
        .filter(|(at, _)| *at < start_of(weeks))
        .map(|(at, act)| Cue { at, act })
        .collect();
    cues.sort_by_key(|cue| cue.at);
    cues
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_handed_in_before_their_week_and_the_relay_recovers() {
        let cues = script(12);
        assert!(cues.is_sorted_by_key(|cue| cue.at));
        for week in 1..12 {
            let handed_in = cues.iter().find(|cue| cue.act == Act::HandIn(week));
            assert!(handed_in.is_some_and(|cue| cue.at < start_of(week)));
        }
        let last = cues.iter().rfind(|cue| matches!(cue.act, Act::RelayUp));
        assert!(last.is_some());
    }
}
