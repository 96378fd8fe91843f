//! What a letter says rarely: why it comes after a long silence, and whether it is too much, right or too little.

use crate::world::{NEWS, NOW, World, line, part};
use lagom_model::{Cadence, Feedback, Timestamp};
use lagom_store::{Leaves, Pins, Silence};

fn letter() -> World {
    World::new()
        .line(line(NEWS, Cadence::EveryIssue))
        .part(part(NEWS, 0, 4))
}

fn pins(world: World) -> Pins {
    let judged = world.judge();
    let Leaves::Sending { pins, .. } = judged.verdict.leaves else {
        panic!("{judged:?}");
    };
    pins
}

fn days_ago(days: i64) -> Timestamp {
    NOW.plus(-days * Timestamp::DAY)
}

#[test]
fn a_long_silence_is_explained() {
    for (last, days, explained) in [
        (Some(days_ago(90)), 90, true),
        (Some(days_ago(90).plus(1)), 90, false),
        (Some(days_ago(400)), 0, false),
        (None, 90, false),
    ] {
        let world = letter().policy(|policy| policy.silence_days = days);
        let pins = pins(world.last_touch(last));
        let silence = last.filter(|_| explained).map(|since| Silence {
            since,
            paused_until: None,
        });
        assert_eq!(pins.silence, silence, "{last:?} {days}");
    }
}

#[test]
fn a_pause_that_ended_meanwhile_is_the_explanation() {
    let today = NOW.plus(0).to_string()[..10].parse().unwrap();
    let long_ago = days_ago(300).to_string()[..10].parse().unwrap();
    for (until, said) in [(Some(today), Some(today)), (Some(long_ago), None)] {
        let world = letter()
            .last_touch(Some(days_ago(100)))
            .person(|person| person.paused_until = until);
        let silence = pins(world).silence.unwrap();
        assert_eq!(silence.paused_until, said);
    }
}

/// Asked always, but for the letters that never ask.
fn asked(world: impl Fn() -> World) -> bool {
    let often = Feedback {
        every_days: 1,
        percent: 100,
    };
    // With windows of a day the turn comes every second day: on one of these lots it is today.
    let (mut one, mut other) = (false, false);
    for (lot, place) in [(0, &mut one), (1, &mut other)] {
        let world = world().policy(|policy| {
            policy.feedback = often;
            policy.caps.retain(|cap| cap.days == 1);
        });
        *place = pins(world.person(|person| person.lot = lot)).asks;
    }
    assert!(!(one && other), "nobody is asked every day");
    one || other
}

#[test]
fn an_ordinary_letter_asks_in_its_turn() {
    let lately = Some(days_ago(10));
    assert!(asked(|| letter().last_touch(lately)));
    assert!(!asked(|| letter().last_touch(None)), "the first letter");
    let silent = || letter().last_touch(Some(days_ago(100)));
    assert!(!asked(silent), "one thing at a time");
}
