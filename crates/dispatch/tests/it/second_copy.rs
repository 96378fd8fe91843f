//! The copy of what may have arrived is what the first one was, or it does not go.

use crate::world::{NEWS, NOW, World, line, part};
use lagom_dispatch::Judged;
use lagom_model::{Cadence, MessageClass, PublicId, Timestamp, Verdict};
use lagom_store::{AskKind, Contact, Leaves, ServiceRequest, Wanted};

const BEFORE: Timestamp = NOW.plus(-50 * Timestamp::MINUTE);

/// A letter that was gated an hour ago.
fn letter() -> World {
    World::new()
        .line(line(NEWS, Cadence::EveryIssue))
        .part(part(NEWS, 0, 4))
        .pinned(BEFORE)
}

/// A confirmation that was gated an hour ago.
fn confirmation() -> World {
    let mut world = World::new().pinned(BEFORE);
    let row = &mut world.case.delivery;
    row.class = MessageClass::Service;
    row.service = Some(ServiceRequest {
        kind: AskKind::Return,
        subject: PublicId(7),
        asked_at: BEFORE,
        expires_at: NOW.plus(Timestamp::DAY),
        used_at: None,
        wanted: Wanted::default(),
        contact: None,
    });
    world
}

/// What its reader changed meanwhile.
fn moved(world: &mut World) {
    world.case.contact = Some(Contact {
        id: 2,
        revision: 1,
        address: "ann@elsewhere.example".to_owned(),
        name: None,
        link: PublicId(2),
    });
}

fn speaks_latvian(world: &mut World) {
    world.case.person.language = "lv".to_owned();
}

fn pinned_by_another_program(world: &mut World) {
    if let Some(pins) = &mut world.case.delivery.pins {
        pins.template -= 1;
    }
}

fn after(mut world: World, change: fn(&mut World)) -> Judged {
    change(&mut world);
    world.judge()
}

/// Language and contact point of what goes; `None` if it does not.
fn goes(judged: &Judged) -> Option<(&str, i64)> {
    match &judged.verdict.leaves {
        Leaves::Sending { pins, .. } => {
            assert_eq!(pins.date, BEFORE, "the Date never changes");
            Some((&pins.language, pins.contact.0))
        }
        _ => None,
    }
}

#[test]
fn what_may_have_arrived_keeps_its_language_and_its_address() {
    for first in [letter, confirmation] {
        let judged = after(first().doubtful(), speaks_latvian);
        assert_eq!(goes(&judged), Some(("en", 1)));
        for change in [moved, pinned_by_another_program] {
            let judged = after(first().doubtful(), change);
            assert_eq!(goes(&judged), None);
            let verdict = judged.verdict.decision.verdict;
            assert_eq!(verdict, Verdict::Suppress, "the store holds it");
        }
    }
}

#[test]
fn what_was_refused_is_written_as_of_now() {
    for first in [letter, confirmation] {
        assert_eq!(goes(&after(first(), speaks_latvian)), Some(("lv", 1)));
        assert_eq!(goes(&after(first(), moved)), Some(("en", 2)));
        let judged = after(first(), pinned_by_another_program);
        assert_eq!(goes(&judged), Some(("en", 1)));
    }
}
