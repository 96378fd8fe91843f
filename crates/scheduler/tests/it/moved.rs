//! What an issue moves: what was said last by whom, who has heard of it, whom a round has to reach.

use crate::events::{case, had, hours, line, moved, on, round, stages};
use lagom_model::{Cadence, EventStage, Listing, MessageClass, Shelf, Timestamp};
use lagom_scheduler::LEAST_NOTICE_MILLIS;
use lagom_store::conformance::press::{EVENT, NEWS, NOW, TECH, event};
use lagom_store::{EventCase, ReminderMove, Told};

const CHANGED: [(MessageClass, EventStage); 1] = [(MessageClass::Service, EventStage::Changed)];

fn seen_at(visible_at: Timestamp, listing: Listing) -> Listing {
    Listing {
        visible_at,
        ..listing
    }
}

fn told(mark: &str, gone: bool) -> Told {
    Told {
        key: EVENT,
        mark: mark.to_owned(),
        gone,
    }
}

#[test]
fn a_round_reaches_lines_whose_next_letter_leaves_too_little_before_the_first_start() {
    let later = Listing {
        key: 901,
        ..event(1, hours(90))
    };
    let mut first = event(2, hours(80));
    first.previous_seq = None;
    let (reach, _) = round(&[first], &case(Vec::new()));
    // Quiet days may put a letter off for two weeks.
    let longest = 14 * Timestamp::DAY;
    let latest = hours(80).plus(-LEAST_NOTICE_MILLIS - longest);
    assert_eq!(reach.slots_after, Some(latest));
    assert!(reach.at_once && !reach.everybody, "{reach:?}");
    let (reach, _) = round(&[later], &case(Vec::new()));
    assert_eq!(reach.slots_after, Some(hours(42).plus(-longest)));
}

#[test]
fn what_ends_this_very_moment_is_neither_announced_nor_said_to_have_moved() {
    let weekly = line(Cadence::Weekly, Some(hours(100)));
    let (reach, verdict) = round(&[event(1, NOW)], &case(vec![weekly]));
    assert!(reach.is_empty(), "{reach:?}");
    assert!(verdict.messages.is_empty());
    let (reach, verdict) = round(&moved(NOW), &had());
    assert!(reach.moved.is_empty(), "{reach:?}");
    assert!(verdict.messages.is_empty());
}

#[test]
fn an_event_listed_twice_is_told_once() {
    let weekly = line(Cadence::Weekly, Some(hours(100)));
    let twice = [event(1, hours(30)), event(2, hours(30))];
    let (_, verdict) = round(&twice, &case(vec![weekly]));
    assert_eq!(verdict.messages.len(), 1);
    assert_eq!(verdict.messages[0].tells.len(), 1);
    assert_eq!(
        verdict.messages[0].tells[0].seq, 2,
        "as its newest listing says"
    );
}

#[test]
fn of_all_that_was_said_before_the_last_is_compared() {
    let said = |starts: [i64; 3]| {
        let [first, second, third] = starts.map(hours);
        let (reach, _) = round(
            &[event(1, first), event(2, second), event(3, third)],
            &had(),
        );
        reach.everybody
    };
    assert!(!said([72, 90, 90]), "the change was told with the second");
    assert!(said([90, 72, 90]), "it was moved there and back");
    assert!(said([72, 72, 90]));
}

#[test]
fn of_its_own_publication_what_came_out_in_the_same_instant_was_said_before() {
    let [first, again] = moved(hours(90));
    let (reach, _) = round(&[seen_at(NOW, first), seen_at(NOW, again)], &had());
    assert!(reach.everybody);
}

#[test]
fn of_another_publication_only_what_came_out_before_was() {
    for (said, before) in [(-2, true), (-1, false), (0, false)] {
        let mut shelf = Shelf::new();
        // The other publication's numbers are far ahead.
        shelf.put(TECH, vec![seen_at(hours(said), event(50, hours(72)))]);
        shelf.put(NEWS, vec![seen_at(hours(-1), event(1, hours(90)))]);
        let (reach, verdict) = on(&shelf, &had());
        assert_eq!(reach.everybody, before, "{said}");
        let expected: &[_] = if before { &CHANGED } else { &[] };
        assert_eq!(stages(&verdict), expected, "{said}");
    }
}

#[test]
fn who_was_told_alone_hears_of_a_change_once_that_message_is_on_its_way() {
    for (heard, told, hears) in [
        (false, vec![told("announced", true)], true),
        (false, vec![told("announced", false)], false),
        (true, vec![told("announced", false)], false),
        (true, vec![told("changed:1", false)], true),
        (true, vec![told("announced", true)], true),
        (false, Vec::new(), false),
    ] {
        let case = EventCase {
            had: heard.then_some(EVENT).into_iter().collect(),
            told: told.clone(),
            ..had()
        };
        let (_, verdict) = round(&moved(hours(90)), &case);
        let expected: &[_] = if hears { &CHANGED } else { &[] };
        assert_eq!(stages(&verdict), expected, "{heard} {told:?}");
    }
}

#[test]
fn what_was_told_of_another_event_says_nothing_of_this_one() {
    let other = Told {
        key: EVENT + 1,
        ..told("announced", true)
    };
    let case = EventCase {
        had: vec![EVENT + 1],
        told: vec![other],
        ..had()
    };
    let (_, verdict) = round(&moved(hours(90)), &case);
    assert!(verdict.messages.is_empty());
}

#[test]
fn a_reminder_that_would_be_due_now_gives_way_to_the_change() {
    let case = EventCase {
        reminders: vec![crate::events::reminder(hours(48))],
        ..had()
    };
    let becomes = |starts| round(&moved(starts), &case).1.reminders[0].becomes.clone();
    assert!(matches!(becomes(hours(24)), ReminderMove::Ends(_)));
    let soon = becomes(hours(24).plus(1));
    assert!(matches!(soon, ReminderMove::Waits { due_at, .. } if due_at == NOW.plus(1)));
}

#[test]
fn an_event_without_an_end_is_of_use_for_two_months() {
    let endless = Listing {
        expires_at: None,
        ..event(1, hours(30))
    };
    let weekly = line(Cadence::Weekly, Some(hours(100)));
    let (_, verdict) = round(std::slice::from_ref(&endless), &case(vec![weekly]));
    let until = endless.visible_at.plus(60 * Timestamp::DAY);
    assert_eq!(verdict.messages[0].tells[0].until, until);
}
