//! How many letters a cadence brings at most: what pages promise and menus are checked against. It
//! reckons with rhythms, never with what really came out.

use lagom_model::Cadence;

/// The most letters that a cadence brings in a window of `days` local dates, with an issue every
/// `issue_every_days`. Events-only letters come with the issues, so they are as many at most.
pub fn letters_in(cadence: Cadence, issue_every_days: u32, days: u32) -> u32 {
    days.div_ceil(days_between(cadence, issue_every_days))
}

/// The most letters that a cadence brings in four weeks.
pub fn letters_per_four_weeks(cadence: Cadence, issue_every_days: u32) -> u32 {
    letters_in(cadence, issue_every_days, 28)
}

/// The fewest days between two letters of a cadence.
pub(crate) fn days_between(cadence: Cadence, issue_every_days: u32) -> u32 {
    match cadence {
        Cadence::EveryIssue | Cadence::EventsOnly => issue_every_days.max(1),
        Cadence::Weekly => 7,
        Cadence::Fortnightly => 14,
        Cadence::Monthly => 28,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_weeks_hold_as_many_letters_as_pages_promise() {
        let weekly_issue = Cadence::ALL.map(|cadence| letters_per_four_weeks(cadence, 7));
        assert_eq!(weekly_issue, [4, 4, 2, 1, 4]);
        assert_eq!(letters_per_four_weeks(Cadence::EveryIssue, 1), 28);
        assert_eq!(letters_per_four_weeks(Cadence::EveryIssue, 3), 10);
        assert_eq!(letters_per_four_weeks(Cadence::EventsOnly, 60), 1);
        assert_eq!(letters_per_four_weeks(Cadence::EveryIssue, 0), 28);
    }
}
