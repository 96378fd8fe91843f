//! The planner's loops over a scripted store: what is planned in which order, when a run is over, and what it counts.

use crate::script::{Script, lock, release, round};
use lagom_model::{Cadence, Choices, ItemKind, Lead, Policy, Shelf, Timestamp};
use lagom_scheduler::{PlanTotals, Planner};
use lagom_store::conformance::press::{EVENT, NEWS, NOW, TECH, event, known, listing};
use lagom_store::{
    EventReport, PlanLine, PlanReport, Published, Reminder, ReminderState, Retiming,
};
use std::sync::Mutex;

/// Plans all that the script has, or until so many questions were answered with yes.
async fn run(script: &Script, yes: usize) -> PlanTotals {
    let (known, policy) = (known(), Policy::product());
    let planner = Planner {
        store: script,
        known: &known,
        policy: &policy,
    };
    let asked = Mutex::new(0);
    let may_go_on = |_: &PlanTotals| {
        *asked.lock().unwrap() += 1;
        *asked.lock().unwrap() <= yes
    };
    let totals = planner.plan_due(&mut Shelf::new(), NOW, &may_go_on).await;
    totals.unwrap()
}

fn planned(people: u32, letters: u32, joined: u32, done: bool) -> PlanReport {
    PlanReport {
        people,
        letters,
        joined,
        done,
    }
}

fn told(people: u32, messages: u32, done: bool) -> EventReport {
    EventReport {
        people,
        messages,
        done,
    }
}

fn script(events: &[EventReport], plans: &[PlanReport]) -> Script {
    Script {
        events: Mutex::new(events.iter().copied().collect()),
        plans: Mutex::new(plans.iter().copied().collect()),
        ..Script::default()
    }
}

fn line(cadence: Cadence, next_due_at: Option<Timestamp>) -> PlanLine {
    PlanLine {
        publication: NEWS,
        sender: 1,
        choices: Choices::of(cadence),
        start_seq: 0,
        watermark: 0,
        next_due_at,
        waiting_since: None,
        carried: 0,
        promise: 0,
    }
}

#[tokio::test]
async fn events_come_first_then_times_that_moved_then_releases_then_slots() {
    let over = planned(1, 0, 0, true);
    let script = Script {
        rounds: Mutex::new(vec![round(7, NOW), round(8, NOW.plus(1))]),
        retimings: Mutex::new(vec![Retiming {
            publication: TECH,
            after: 0,
        }]),
        releases: Mutex::new(vec![release(5, NOW), release(6, NOW.plus(1))]),
        ..script(
            &[told(3, 1, false), told(2, 1, true), told(1, 1, true)],
            &[over, planned(9, 2, 1, false), over, over],
        )
    };
    let totals = run(&script, usize::MAX).await;
    let in_turn = [
        "round 7",
        "round 7",
        "reminders",
        "times 2",
        "release 5",
        "release 5",
        "slots",
    ];
    assert_eq!(script.batches(), in_turn);
    assert!(totals.complete);
    assert_eq!((totals.people, totals.letters, totals.joined), (18, 5, 1));
}

#[tokio::test]
async fn slots_and_reminders_are_planned_until_they_are_done_or_nobody_is_left() {
    let more = (told(1_000, 4, false), planned(2_000, 3, 2, false));
    let all_skipped = (told(0, 0, false), planned(0, 0, 0, false));
    let last = (told(1, 1, true), planned(1, 1, 1, true));
    for (end, totals) in [(all_skipped, (6_000, 14, 4)), (last, (6_002, 16, 5))] {
        let script = script(&[more.0, more.0, end.0], &[more.1, more.1, end.1]);
        let found = run(&script, usize::MAX).await;
        assert!(found.complete);
        assert_eq!((found.people, found.letters, found.joined), totals);
    }
}

#[tokio::test]
async fn a_round_without_people_is_planned_to_its_end() {
    let script = Script {
        rounds: Mutex::new(vec![round(7, NOW)]),
        releases: Mutex::new(vec![release(5, NOW)]),
        ..script(
            &[told(0, 0, false), told(0, 0, true), told(0, 0, true)],
            &[
                planned(0, 0, 0, false),
                planned(0, 0, 0, true),
                planned(0, 0, 0, true),
            ],
        )
    };
    assert!(run(&script, usize::MAX).await.complete);
    let in_turn = [
        "round 7",
        "round 7",
        "reminders",
        "release 5",
        "release 5",
        "slots",
    ];
    assert_eq!(script.batches(), in_turn);
}

#[tokio::test]
async fn it_stops_between_batches_when_it_may_not_go_on() {
    for (yes, batches) in [(0, 1), (1, 2), (2, 4), (3, 5)] {
        let script = Script {
            rounds: Mutex::new(vec![round(7, NOW)]),
            releases: Mutex::new(vec![release(5, NOW)]),
            ..script(
                &[told(1, 1, false), told(1, 1, true), told(1, 1, true)],
                &[planned(1, 1, 0, false), planned(1, 1, 0, true)],
            )
        };
        let totals = run(&script, yes).await;
        assert!(!totals.complete, "{yes}");
        assert_eq!(script.batches().len(), batches, "{yes}");
    }
}

#[tokio::test]
async fn what_became_visible_is_planned_at_once() {
    let published = Published {
        issue: 1,
        publication: NEWS,
        items: 1,
        to_seq: 1,
    };
    let script = Script {
        published: vec![published],
        listed: vec![(NEWS, listing(1, ItemKind::Article))],
        lines: vec![line(Cadence::Weekly, Some(NOW))],
        ..script(&[told(0, 0, true)], &[planned(1, 1, 0, true)])
    };
    let totals = run(&script, usize::MAX).await;
    assert_eq!(totals.published, [published]);
    let played = lock(&script.played);
    let [reminders, slots] = played.judged[..] else {
        panic!("two batches, not {:?}", played.batches);
    };
    assert_eq!(reminders, [0; 4]);
    assert_eq!(slots, [1, 1, 0, 0], "a letter, and the line's next slot");
}

#[tokio::test]
async fn the_judges_of_rounds_and_reminders_see_the_shelf() {
    let starts = NOW.plus(24 * Timestamp::HOUR);
    let reminder = Reminder {
        key: EVENT,
        lead: Lead::Day,
        publication: NEWS,
        due_at: NOW,
        until: starts,
        asked_at: NOW.plus(-Timestamp::DAY),
        state: ReminderState::Open,
        delivery: None,
        reason: None,
    };
    let script = Script {
        listed: vec![(NEWS, event(1, starts))],
        lines: vec![line(Cadence::Weekly, Some(NOW.plus(5 * Timestamp::DAY)))],
        reminders: vec![reminder],
        rounds: Mutex::new(vec![round(7, NOW)]),
        ..script(
            &[told(1, 1, true), told(1, 1, true)],
            &[planned(0, 0, 0, true)],
        )
    };
    run(&script, usize::MAX).await;
    let played = lock(&script.played);
    assert!(played.reached[0].at_once, "{:?}", played.reached);
    assert_eq!(played.judged[0], [0, 0, 1, 0], "it is told alone");
    assert_eq!(played.judged[1], [0, 0, 1, 1], "it is reminded of");
}

#[tokio::test]
async fn a_round_whose_publication_is_gone_reaches_nobody_and_ends() {
    let gone = lagom_store::EventRound {
        publication: 99,
        ..round(7, NOW)
    };
    let script = Script {
        lines: vec![line(Cadence::Weekly, Some(NOW.plus(5 * Timestamp::DAY)))],
        rounds: Mutex::new(vec![gone]),
        ..script(
            &[told(0, 0, true), told(0, 0, true)],
            &[planned(0, 0, 0, true)],
        )
    };
    assert!(run(&script, usize::MAX).await.complete);
    let played = lock(&script.played);
    assert!(played.reached[0].is_empty());
    assert_eq!(played.judged[0], [0; 4]);
}
