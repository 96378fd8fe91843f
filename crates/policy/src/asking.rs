//! When a letter's footer asks how its reader's letters are: rarely, and a sample of people. Pure: a person's lot and the calendar
//! say when their turn is, and the first letter of that turn asks. It changes nothing.

use chrono::Datelike as _;
use lagom_model::{MessageClass, PersonFacts, Policy, Timestamp, TouchFact};

/// The longest that a turn waits for a letter, in days; no longer than touches are looked back on.
const LONGEST_TURN: u32 = 28;

/// Whether a letter that goes now asks. Two letters of one person that ask are at least the policy's days apart.
pub fn asks(policy: &Policy, person: &PersonFacts, touches: &[TouchFact], now: Timestamp) -> bool {
    let feedback = policy.feedback;
    if feedback.every_days == 0 || feedback.percent == 0 {
        return false;
    }
    let today = person.zone.date(now);
    let turn_days = policy.longest_window().clamp(1, LONGEST_TURN);
    let span = i64::from(feedback.every_days) + i64::from(turn_days);
    let place = i64::from(today.num_days_from_ce()) + i64::from(person.lot) % span;
    let (turn, day) = (place.div_euclid(span), place.rem_euclid(span));
    let is_letter = |touch: &&TouchFact| touch.classes.contains(MessageClass::Issue);
    let since = |touch: &TouchFact| (today - person.zone.date(touch.at)).num_days();
    let mut letters = touches.iter().filter(is_letter);
    day < i64::from(turn_days)
        && !letters.any(|touch| since(touch) <= day)
        && drawn(person.lot, turn) < u64::from(feedback.percent)
}

/// A number below 100 that a person draws anew in each turn (the finishing steps of `SplitMix64`).
fn drawn(lot: u32, turn: i64) -> u64 {
    let mut state = u64::from(lot) ^ turn.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15);
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (state ^ (state >> 31)) % 100
}

#[cfg(test)]
mod tests {
    use super::*;
    use lagom_model::{Classes, Feedback, Zone};

    /// The days of two years, of 731, on which somebody with a letter every so many days is asked.
    fn asked(feedback: Feedback, lot: u32, letter_every: i64) -> Vec<i64> {
        let policy = Policy {
            feedback,
            ..Policy::product()
        };
        let person = PersonFacts {
            lot,
            ..PersonFacts::new(Zone::UTC, "en")
        };
        let mut touches: Vec<TouchFact> = Vec::new();
        let mut days = Vec::new();
        for day in (0..731).filter(|day| day % letter_every == 0) {
            let at = Timestamp(1_772_532_000_000).plus(day * Timestamp::DAY);
            let lately: Vec<TouchFact> = touches
                .iter()
                .filter(|touch| touch.at >= at.plus(-28 * Timestamp::DAY))
                .cloned()
                .collect();
            if asks(&policy, &person, &lately, at) {
                days.push(day);
            }
            touches.push(TouchFact {
                at,
                zone: Zone::UTC,
                classes: Classes::one(MessageClass::Issue),
                reading: 60,
            });
        }
        days
    }

    #[test]
    fn nobody_is_asked_twice_within_the_interval() {
        let all = Feedback {
            every_days: 180,
            percent: 100,
        };
        for lot in (0..50).map(|nth| nth * 85_899_345) {
            for every in [1, 2, 7, 14, 28] {
                let days = asked(all, lot, every);
                assert!(!days.is_empty(), "lot {lot}, a letter every {every} days");
                for pair in days.windows(2) {
                    assert!(pair[1] - pair[0] > 180, "lot {lot}: {days:?}");
                }
            }
        }
    }

    #[test]
    fn a_sample_is_asked() {
        let quarter = Feedback::default();
        let times: usize = (0..1_000_u32)
            .map(|nth| asked(quarter, nth.wrapping_mul(2_654_435_761), 7).len())
            .sum();
        // Some three and a half turns in two years, a quarter of them drawn.
        assert!((700..1_050).contains(&times), "{times}");
        for nobody in [(0, 100), (180, 0)] {
            let (every_days, percent) = nobody;
            let never = Feedback {
                every_days,
                percent,
            };
            assert!(asked(never, 7, 7).is_empty());
        }
    }

    #[test]
    fn what_is_drawn_is_as_the_generator_s_authors_have_it() {
        // SplitMix64 from 0: 0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4, 0x06c45d188009454f.
        let drawn: Vec<u64> = (1..=3).map(|turn| drawn(0, turn)).collect();
        assert_eq!(drawn, [35, 0, 79]);
    }
}
