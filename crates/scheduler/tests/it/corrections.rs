//! Who is written to about a correction: whoever was brought something of what was wrong, by the choices of that day.

use crate::events::{case, hours, line};
use lagom_model::{
    Cadence, Choices, EventStage, Form, ItemKind, MessageClass, Policy, Shelf, Stop, StopCause,
    StopScope,
};
use lagom_scheduler::{PlanContext, plan_correction};
use lagom_store::conformance::press::{NEWS, NOW, TECH, known, listing};
use lagom_store::{Brought, CorrectionRound, EventCase};

/// A letter of every topic that brought both wrong items.
fn brought() -> Brought {
    part(Choices::of(Cadence::EveryIssue), Form::Full)
}

fn part(choices: Choices, form: Form) -> Brought {
    Brought::Part {
        seqs: vec![1, 2],
        form,
        choices,
        at: NOW,
    }
}

fn reader(brought: Vec<Brought>) -> EventCase {
    let mut case = case(vec![line(Cadence::EveryIssue, None)]);
    case.brought = brought;
    case
}

/// The first wrong item that the person is told of.
fn told(case: &EventCase) -> Option<i64> {
    let (known, policy) = (known(), Policy::product());
    let mut shelf = Shelf::new();
    shelf.put(
        NEWS,
        vec![listing(1, ItemKind::Article), listing(2, ItemKind::Event)],
    );
    let context = PlanContext {
        known: &known,
        policy: &policy,
        shelf: &shelf,
        now: hours(3),
    };
    let round = CorrectionRound {
        issue: 1,
        publication: NEWS,
        revision: 2,
        wrong: vec![1, 2],
        at: hours(3),
        after: 0,
    };
    let verdict = plan_correction(&context, &round, case);
    let message = verdict.messages.first()?;
    assert_eq!(message.class, MessageClass::Service);
    assert_eq!((message.due_at, message.tells.len()), (hours(3), 1));
    let tell = message.tells[0];
    assert_eq!((tell.key, tell.stage), (1, EventStage::Corrected));
    Some(tell.seq)
}

#[test]
fn who_was_brought_it_is_told() {
    assert_eq!(told(&reader(vec![brought()])), Some(1));
    assert_eq!(told(&reader(vec![Brought::Item(2)])), Some(2));
    assert_eq!(told(&reader(vec![Brought::Item(2), brought()])), Some(1));
}

#[test]
fn who_was_not_is_not() {
    assert_eq!(told(&reader(Vec::new())), None);
    let mut other = Choices::of(Cadence::EveryIssue);
    other.topics = Some(["elsewhere".to_owned()].into());
    assert_eq!(told(&reader(vec![part(other, Form::Full)])), None);
    let events = Choices::of(Cadence::EventsOnly);
    let only_events = part(events, Form::Events);
    assert_eq!(
        told(&reader(vec![only_events])),
        Some(2),
        "only the event was brought"
    );
}

#[test]
fn who_left_since_is_not() {
    let stop = Stop {
        scope: StopScope::Publication(NEWS),
        cause: StopCause::Own,
        at: NOW,
    };
    let mut left = reader(vec![brought()]);
    left.person.stops.push(stop);
    assert_eq!(told(&left), None);
    let mut elsewhere = reader(vec![brought()]);
    elsewhere.lines[0].publication = TECH;
    assert_eq!(told(&elsewhere), None);
}
