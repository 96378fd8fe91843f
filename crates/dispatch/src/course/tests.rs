//! The course of a run, step by step.

use super::*;
use lagom_model::{Outcome, Reason, Timestamp};
use lagom_store::After;

fn course() -> Course {
    Course::new(Recovered::default())
}

fn record(delivery: i64) -> Recorded {
    Recorded {
        subscriber: delivery,
        delivery,
        outcome: Some(Outcome::Accepted),
        code: Some(250),
        phase: "reply".to_owned(),
        reply: String::new(),
        after: After::Sent,
    }
}

fn land(course: &mut Course, count: usize) {
    for nth in 0..count {
        course.landed(1, record(i64::try_from(nth).unwrap()), None);
    }
}

fn gate() -> Next {
    Next::Gate(Vec::new(), 32)
}

fn recorded(next: Next) -> usize {
    match next {
        Next::Record(outcomes) => outcomes.records.len(),
        other => panic!("{other:?}"),
    }
}

fn busy() -> StoreError {
    StoreError::Unavailable {
        message: "gone".to_owned(),
        hint: String::new(),
    }
}

#[test]
fn never_more_than_the_budget_is_sending() {
    for out in 0..=64 {
        for landed in 0..=64 - out {
            let mut course = course();
            land(&mut course, landed);
            if let Next::Gate(records, rows) = course.next(out, 0) {
                assert_eq!(records.len(), landed, "all are recorded before the gate");
                assert!(
                    out + rows as usize <= MOST_OUT as usize,
                    "{out} out, {landed} landed"
                );
            }
        }
    }
}

#[test]
fn half_is_gated_while_half_is_out() {
    let mut course = course();
    assert_eq!(course.next(0, 0), gate());
    assert_eq!(course.next(32, 0), gate());
    assert_eq!(course.next(64, 0), Next::Wait);
    land(&mut course, 31);
    assert_eq!(
        course.next(33, 0),
        Next::Wait,
        "too few to record while many are out"
    );
    land(&mut course, 1);
    let Next::Gate(records, 32) = course.next(32, 0) else {
        panic!("half has landed: it is recorded with the next gate");
    };
    assert_eq!(records.len(), 32);
    assert_eq!(course.next(64, 0), Next::Wait);
}

#[test]
fn the_last_ones_do_not_wait_for_a_slow_one() {
    let mut course = course();
    land(&mut course, 2);
    course.is_dry = true;
    assert_eq!(course.next(3, 0), Next::Wait);
    assert_eq!(recorded(course.next(2, 0)), 2);
}

#[test]
fn it_is_done_when_a_gate_finds_nothing_and_nothing_is_out() {
    let mut course = course();
    course.gated([], 5, Lack::default());
    assert_eq!(course.next(5, 0), Next::Wait, "no gate while those are out");
    land(&mut course, 5);
    assert_eq!(recorded(course.next(0, 0)), 5);
    assert_eq!(course.next(0, 0), gate(), "one more look");
    course.gated([], 0, Lack::default());
    assert_eq!(course.next(0, 0), Next::End);
    assert!(course.end().unwrap().complete);
}

#[test]
fn who_is_told_to_stop_records_what_is_out() {
    let mut course = course();
    course.ask(|_| false);
    assert_eq!(course.next(3, 0), Next::Wait);
    land(&mut course, 3);
    assert_eq!(recorded(course.next(0, 0)), 3);
    course.recorded(&[record(1), record(2), record(3)]);
    assert_eq!(course.next(0, 0), Next::End);
    let totals = course.end().unwrap();
    assert_eq!((totals.sent, totals.complete), (3, false));
}

#[test]
fn a_refused_sender_is_paused_at_once_and_stops_nobody_else() {
    let mut course = course();
    let what = "550 5.7.1".to_owned();
    let back = Recorded {
        outcome: Some(Outcome::Refused),
        after: After::Planned {
            due_at: Timestamp(0),
            reason: Reason::SenderRefused { code: Some(550) },
        },
        ..record(1)
    };
    course.landed(7, back, Some(Trouble::Sender { what: what.clone() }));
    assert_eq!(course.recall(), Recall::Of(vec![7]));
    let Next::Record(outcomes) = course.next(20, 0) else {
        panic!("its pause comes before everything");
    };
    assert_eq!(outcomes.refused, BTreeMap::from([(7, what)]));
    assert_eq!(course.next(20, 0), gate(), "the others go on");
    assert_eq!(
        course.recall(),
        Recall::Of(vec![7]),
        "what a gate under way brings goes back as well"
    );
    course.gated([], 0, Lack::default());
    assert!(!course.end().unwrap().complete);
}

#[test]
fn a_relay_that_is_not_reached_ends_the_run() {
    let mut course = course();
    let what = "no connection".to_owned();
    course.landed(1, record(1), Some(Trouble::Relay { what }));
    assert_eq!(course.recall(), Recall::All);
    assert_eq!(recorded(course.next(1, 0)), 1);
    assert_eq!(course.next(0, 0), Next::End);
    let totals = course.end().unwrap();
    assert!(matches!(
        totals.trouble.as_slice(),
        [(None, Trouble::Relay { .. })]
    ));
}

#[test]
fn outcomes_that_the_store_refuses_are_kept_and_tried_once_more() {
    let mut course = course();
    course.is_dry = true;
    land(&mut course, 2);
    assert_eq!(recorded(course.next(1, 0)), 2);
    course.not_recorded(vec![record(0), record(1)], busy());
    assert_eq!(
        course.recall(),
        Recall::All,
        "what cannot be recorded is not sent"
    );
    assert_eq!(course.next(1, 0), Next::Wait);
    land(&mut course, 1);
    assert_eq!(recorded(course.next(0, 0)), 3);
    course.not_recorded(vec![record(0); 3], busy());
    assert_eq!(course.next(0, 0), Next::End);
    assert!(matches!(course.end(), Err(DispatchError::Store(_))));
}

#[test]
fn what_nobody_hears_of_takes_room_and_does_not_hang_the_run() {
    let mut course = course();
    assert_eq!(course.next(0, 32), gate());
    assert_eq!(course.next(0, 33), Next::End);
    assert!(!course.end().unwrap().complete);
}

#[test]
fn who_lacks_permits_rests_and_looks_again() {
    let mut course = course();
    let lacking = |rows| Lack {
        rows,
        is_short: true,
    };
    course.gated([], 0, lacking(3));
    assert_eq!(course.next(0, 0), gate(), "it found something");
    for out in [0, 2] {
        course.gated([], out, lacking(0));
        assert!(course.is_resting());
        assert_eq!(course.next(out, 0), Next::Wait);
        course.rested(true);
        assert_eq!(course.next(out, 0), gate());
    }
    course.gated([], 0, lacking(0));
    course.rested(false);
    assert_eq!(
        course.next(0, 0),
        Next::End,
        "under a clock that stands still"
    );
    assert!(course.end().unwrap().complete, "what waits is not due");
}

#[test]
fn who_is_told_to_stop_does_not_rest() {
    let mut course = course();
    course.gated(
        [],
        0,
        Lack {
            rows: 0,
            is_short: true,
        },
    );
    course.ask(|_| false);
    assert!(!course.is_resting());
    assert_eq!(course.next(0, 0), Next::End);
}
