//! Looking ahead: for whom the gate leaves room.

use crate::world::{NEWS, NOW, TECH, World, full_week, line, part};
use lagom_model::{Cadence, Cap, Reason, Timestamp, TouchFact, Verdict};
use lagom_store::PlanLine;

const HOUR: i64 = Timestamp::HOUR;

/// One message in seven days.
fn one_a_week(world: World) -> World {
    world.policy(|policy| {
        policy.caps = vec![Cap {
            class: None,
            days: 7,
            default: 1,
            ceiling: 1,
        }];
    })
}

/// A letter of NEWS, and a line of TECH, which belongs to another sender and has priority.
fn beside(tech: PlanLine) -> World {
    one_a_week(World::new())
        .publication(TECH, |def| def.priority = 1)
        .line(line(NEWS, Cadence::EveryIssue))
        .line(PlanLine { sender: 2, ..tech })
        .part(part(NEWS, 0, 4))
}

fn leaves_room(world: World) -> bool {
    let decision = world.judge().verdict.decision;
    let says = decision
        .reasons
        .iter()
        .any(|reason| matches!(reason, Reason::LeavesRoom { .. }));
    let sends = matches!(decision.verdict, Verdict::Send { .. });
    assert_eq!(says, !sends, "{decision:?}");
    says
}

#[test]
fn room_is_left_for_a_slot_that_already_has_an_item() {
    let slot = |hours| PlanLine {
        next_due_at: Some(NOW.plus(hours * HOUR)),
        ..line(TECH, Cadence::Weekly)
    };
    // NEWS has an event, TECH the same one: only their priorities differ.
    assert!(leaves_room(beside(slot(48))));
    let read = PlanLine {
        watermark: 2,
        ..slot(48)
    };
    assert!(!leaves_room(beside(read)), "nothing waits for that slot");
    let asleep = |mut line: PlanLine| {
        line.choices.paused_until = chrono::NaiveDate::from_ymd_opt(2026, 4, 1);
        line
    };
    assert!(
        !leaves_room(beside(asleep(slot(48)))),
        "a pause holds it back"
    );
    assert!(!leaves_room(beside(slot(48)).resting(2)));
    // What was folded waits for an instant of its own.
    let folded = PlanLine {
        waiting_since: Some(NOW.plus(-HOUR)),
        next_due_at: Some(NOW.plus(48 * HOUR)),
        ..line(TECH, Cadence::EveryIssue)
    };
    assert!(leaves_room(beside(folded)));
}

#[test]
fn room_is_left_for_a_scheduled_issue_of_every_issue() {
    let scheduled = |cadence| {
        let world = beside(line(TECH, cadence)).scheduled(TECH, NOW.plus(30 * HOUR));
        // Without events on either side: an issue that is only scheduled is no event.
        leaves_room(world.withdrawn(2).withdrawn(3))
    };
    assert!(scheduled(Cadence::EveryIssue));
    assert!(!scheduled(Cadence::EventsOnly));
}

#[test]
fn room_is_left_for_another_senders_letter_that_is_planned() {
    let tech = line(TECH, Cadence::EveryIssue);
    assert!(leaves_room(beside(tech.clone()).open(2, NOW)));
    let paused = beside(tech.clone()).open(2, NOW).resting(2);
    assert!(!leaves_room(paused), "nobody knows when it will go");
    let unimportant = beside(tech).publication(TECH, |def| def.priority = 200);
    assert!(!leaves_room(unimportant.open(2, NOW)));
}

#[test]
fn what_the_letter_brings_or_gathers_is_no_other_message() {
    let weekly = |hours| PlanLine {
        next_due_at: Some(NOW.plus(hours * HOUR)),
        ..line(TECH, Cadence::Weekly)
    };
    let same_sender = |hours| {
        one_a_week(World::new())
            .publication(TECH, |def| def.priority = 1)
            .line(line(NEWS, Cadence::EveryIssue))
            .line(weekly(hours))
            .part(part(NEWS, 0, 4))
    };
    assert!(
        !leaves_room(same_sender(19)),
        "its slot falls within the gap"
    );
    assert!(leaves_room(same_sender(21)));
    assert!(!leaves_room(same_sender(21).part(part(TECH, 0, 2))));
}

#[test]
fn interest_and_patience_come_before_age() {
    let slot = || {
        let mut tech = line(TECH, Cadence::Weekly);
        tech.next_due_at = Some(NOW.plus(48 * HOUR));
        tech
    };
    let same_priority = |tech| beside(tech).publication(TECH, |def| def.priority = 100);
    assert!(!leaves_room(same_priority(slot())));
    let mut favourite = slot();
    favourite.choices.favourites = ["other".to_owned()].into();
    assert!(leaves_room(same_priority(favourite)));
}

#[test]
fn patience_is_for_what_was_passed_over_and_not_for_its_line() {
    let slot = PlanLine {
        next_due_at: Some(NOW.plus(48 * HOUR)),
        ..line(TECH, Cadence::Weekly)
    };
    let mut world = beside(slot);
    // Two letters went since its line waits, and none since its items came out.
    world.case.lines[0].waiting_since = Some(NOW.plus(-20 * 24 * HOUR));
    let touch = |days: i64| TouchFact {
        at: NOW.plus(-days * 24 * HOUR),
        ..full_week()[0].clone()
    };
    assert!(leaves_room(world.touches(vec![touch(15), touch(10)])));
}
