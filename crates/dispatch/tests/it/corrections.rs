//! Corrections at the gate: what they show, for what they wait, and which content a letter is pinned to.

use crate::events::Scene;
use crate::world::{NEWS, NOW, World, line, part};
use lagom_dispatch::Judged;
use lagom_model::{
    Cadence, EventStage, Form, ItemKind, Reason, Stop, StopCause, StopScope, Timestamp, Verdict,
};
use lagom_store::conformance::press::listing;
use lagom_store::{CorrectedHere, Leaves, Pins};

/// A correction of issue 1, of which items 2 and 3 of three were wrong.
fn scene() -> Scene {
    let mut scene = Scene::of(EventStage::Corrected, Timestamp::MAX);
    scene.listings = (0..3_u32)
        .map(|position| {
            let mut one = listing(i64::from(position) + 1, ItemKind::Article);
            one.position = position;
            one.topic = format!("topic{position}");
            one
        })
        .collect();
    scene.case.delivery.tells[0].key = 1;
    scene.case.delivery.tells[0].seq = 2;
    scene.gate.corrected = corrected(&[1, 2]);
    scene
}

fn corrected(changed: &[u32]) -> Vec<CorrectedHere> {
    vec![CorrectedHere {
        issue: 1,
        revision: 2,
        changed: changed.to_vec(),
    }]
}

fn shown(judged: &Judged) -> Vec<u32> {
    let parts = judged.contents.iter();
    let items = parts.flat_map(|part| &part.items);
    items.map(|item| item.position).collect()
}

fn verdict(judged: &Judged) -> Verdict {
    judged.verdict.decision.verdict
}

fn pins(judged: &Judged) -> &Pins {
    match &judged.verdict.leaves {
        Leaves::Sending { pins, .. } => pins,
        other => panic!("{other:?}"),
    }
}

#[test]
fn it_shows_what_was_wrong_of_the_topics_chosen() {
    let judged = scene().judge();
    assert_eq!(shown(&judged), [1, 2]);
    assert_eq!(pins(&judged).revisions, [(1, 2)]);
    assert_eq!(judged.verdict.decision.reasons[0], Reason::Corrected);
    let mut less = scene();
    less.case.lines[0].choices.topics = Some(["topic2".to_owned()].into());
    assert_eq!(shown(&less.judge()), [2]);
}

#[test]
fn caps_and_gap_do_not_hold_it_back_but_quiet_hours_do() {
    let judged = scene().touches(crate::world::full_week()).judge();
    assert!(matches!(verdict(&judged), Verdict::Send { .. }));
    let night = NOW.plus(14 * Timestamp::HOUR);
    let judged = scene().at(night).judge();
    assert!(
        matches!(verdict(&judged), Verdict::Defer { .. }),
        "{:?}",
        judged.verdict
    );
}

#[test]
fn it_goes_to_nobody_who_left_and_of_no_issue_taken_back() {
    let mut left = scene();
    left.case.person.stops = vec![Stop {
        scope: StopScope::Publication(NEWS),
        cause: StopCause::Own,
        at: NOW,
    }];
    let mut gone = scene();
    gone.gate.withdrawn = vec![1];
    let mut taken_back = scene();
    taken_back.gate.corrected = Vec::new();
    for scene in [left, gone, taken_back] {
        assert_eq!(verdict(&scene.judge()), Verdict::Suppress);
    }
}

#[test]
fn it_waits_while_its_issue_is_on_hold() {
    let mut held = scene();
    held.gate.visible_to.insert(NEWS, 0);
    let judged = held.judge();
    let due_at = NOW.plus(15 * Timestamp::MINUTE);
    assert_eq!(judged.verdict.leaves, Leaves::Planned { due_at });
}

/// A letter of issue 1 of the news.
fn letter() -> World {
    let cadence = Cadence::EveryIssue;
    World::new()
        .line(line(NEWS, cadence))
        .part(part(NEWS, 0, 2))
}

#[test]
fn a_letter_is_pinned_to_what_it_brings() {
    assert!(pins(&letter().judge()).revisions.is_empty());
    let judged = letter().corrected(corrected(&[0])).judge();
    assert_eq!(pins(&judged).revisions, [(1, 2)]);
    let of_another = CorrectedHere {
        issue: 3,
        ..corrected(&[0]).remove(0)
    };
    let judged = letter().corrected(vec![of_another]).judge();
    assert!(
        pins(&judged).revisions.is_empty(),
        "it brings nothing of it"
    );
}

#[test]
fn what_may_have_arrived_goes_again_only_as_it_was() {
    let again = || {
        let consumed = lagom_store::PartRow {
            consumed: true,
            form: Some(Form::Full),
            ..part(NEWS, 0, 2)
        };
        let world = World::new().line(line(NEWS, Cadence::EveryIssue));
        world.part(consumed).pinned(NOW).doubtful()
    };
    assert!(matches!(verdict(&again().judge()), Verdict::Send { .. }));
    let judged = again().corrected(corrected(&[0])).judge();
    assert_eq!(verdict(&judged), Verdict::Suppress, "the store holds it");
}
