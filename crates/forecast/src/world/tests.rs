//! A letter that was refused, in a life that goes on.

use super::*;
use lagom_dispatch::Judged;
use lagom_model::{Decision, PersonFacts, Verdict, Zone};
use lagom_store::{GateVerdict, Pins};

const NOW: Timestamp = Timestamp(1_772_409_600_000);
const NEWS: PublicationId = 2;

fn item(seq: Seq, own: bool) -> CarriedRow {
    CarriedRow {
        publication: NEWS,
        seq,
        since: NOW,
        passes: 1,
        own,
    }
}

fn pins(carried: &[Seq]) -> Pins {
    Pins {
        date: NOW,
        language: "en".to_owned(),
        template: 0,
        contact: (1, 1),
        key: String::new(),
        carried: carried.iter().map(|seq| (NEWS, *seq)).collect(),
        notes: Vec::new(),
        count: None,
        silence: None,
        asks: false,
        resend: false,
        revisions: Vec::new(),
        relay: None,
    }
}

/// A person for whom item 7 waits, with a letter that waits for its first gate.
fn subject() -> Subject {
    Subject {
        subscriber: 1,
        public_id: PublicId(1),
        person: PersonFacts::new(Zone::parse("UTC").unwrap(), "en"),
        reachable: true,
        lines: Vec::new(),
        left: Vec::new(),
        touches: Vec::new(),
        carried: vec![item(7, false)],
        announced: Vec::new(),
        planned: vec![DeliveryRow {
            id: 200,
            due_at: NOW.plus(1),
            ..blank(1)
        }],
        reminders: Vec::new(),
    }
}

/// A letter of theirs that took item 3 along and left out item 5, which another one had since; it was refused.
fn refused() -> OtherRow {
    OtherRow {
        row: DeliveryRow {
            id: 100,
            due_at: NOW,
            pins: Some(pins(&[3])),
            ..blank(1)
        },
        own: vec![item(3, true)],
        gone: vec![(NEWS, 5)],
    }
}

/// What a gate read of the next due row, which goes the way that `leaves` says.
fn gated(
    world: &mut World,
    now: Timestamp,
    leaves: Leaves,
) -> (DeliveryId, Vec<CarriedRow>, Vec<Seq>) {
    let mut read = None;
    let verdict = GateVerdict {
        decision: Decision {
            verdict: Verdict::Suppress,
            parts: Vec::new(),
            left_out: Classes::NONE,
            reading_left: None,
            reasons: Vec::new(),
            policy: 0,
            revision: 0,
        },
        leaves,
        ends: Vec::new(),
    };
    let judge = |case: &GateCase| {
        let gone = case.gone.iter().map(|(_, seq)| *seq);
        read = Some((case.delivery.id, case.carried.clone(), gone.collect()));
        Judged {
            verdict,
            contents: Vec::new(),
        }
    };
    assert!(world.gate(now, &mut Life::default(), judge));
    read.unwrap()
}

fn sending(takes: &[Seq], carry: &[Seq]) -> Leaves {
    Leaves::Sending {
        pins: pins(takes),
        classes: Vec::new(),
        reading: 0,
        parts: Vec::new(),
        carry: carry.iter().map(|seq| (NEWS, *seq)).collect(),
        announces: Vec::new(),
        lines: Vec::new(),
    }
}

#[test]
fn a_refused_letter_knows_what_it_took_along_and_what_is_gone() {
    let mut world = World::new(subject(), &[refused()]);
    let later = Leaves::Planned {
        due_at: NOW.plus(2),
    };
    let (own, waits) = (item(3, true), item(7, false));
    let first = gated(&mut world, NOW, later);
    assert_eq!(first, (100, vec![own, waits], vec![5]));
    // The other letter knows nothing of that, and takes along what waits.
    let other = gated(&mut world, NOW.plus(1), sending(&[7], &[]));
    assert_eq!(other, (200, vec![waits], vec![]));
    let again = gated(&mut world, NOW.plus(2), sending(&[3], &[]));
    assert_eq!(again, (100, vec![own], vec![5, 7]));
    assert_eq!(world.gate.carried, []);
}

#[test]
fn what_it_leaves_out_waits_again_and_the_rest_went_with_it() {
    for (carry, left) in [(&[3][..], vec![3, 7]), (&[], vec![7])] {
        let mut world = World::new(subject(), &[refused()]);
        gated(&mut world, NOW, sending(&[], carry));
        let waits = world.gate.carried.iter();
        let waits: Vec<_> = waits.map(|row| (row.seq, row.own)).collect();
        let left: Vec<_> = left.into_iter().map(|seq| (seq, false)).collect();
        assert_eq!(waits, left);
    }
}
