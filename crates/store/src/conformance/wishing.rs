//! Quiet hours and places of one's own, and what pages and explanations read besides: sizes, occasions, items
//! that were passed over.

use super::scenes::combined;
use super::{Backend, World, judges, samples};
use crate::{ContentSize, Edit, GateCase, GateContext, Leaves};
use lagom_model::{Cadence, ItemKind, LocalTime, QuietHours};

/// A reader's own quiet hours are kept, and taken back by undo.
pub async fn quiet_hours_of_ones_own_are_kept<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::Weekly)]).await;
    let time = |hour| LocalTime::new(hour, 30).unwrap();
    let quiet = Some(QuietHours {
        from: time(19),
        to: time(9),
    });
    let edit = Edit::Quiet { quiet };
    let (change, changed) = world
        .change(&person, vec![edit.clone()], samples::hour(1))
        .await;
    assert!(changed.changed);
    assert_eq!(world.person(1).await.facts.quiet, quiet);
    let again = world.person(1).await;
    let (_, changed) = world.change(&again, vec![edit], samples::hour(2)).await;
    assert!(!changed.changed, "the same again");
    let undone = world.store.undo(person.id, change, samples::hour(3)).await;
    assert!(undone.unwrap().changed);
    assert_eq!(world.person(1).await.facts.quiet, None);
}

/// Another place moves a line's slot; its choices, and since when they hold, stay. Undo moves it back, but no
/// slot that was planned since.
pub async fn another_place_moves_the_slots<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let mut line = samples::line(world.news(), Cadence::Weekly);
    line.next_due_at = Some(samples::day(4));
    let person = world.join_with(1, vec![line]).await;
    let before = world.line(1, world.news()).await;
    let zone = samples::zone("America/New_York");
    let edits = vec![
        Edit::Zone { zone: zone.clone() },
        Edit::Retime {
            publication: world.news(),
            next_due_at: Some(samples::day(5)),
        },
    ];
    let (change, _) = world.change(&person, edits, samples::hour(1)).await;
    let moved = world.line(1, world.news()).await;
    assert_eq!(moved.next_due_at, Some(samples::day(5)));
    assert_eq!(
        (moved.since, &moved.choices),
        (before.since, &before.choices)
    );
    assert_eq!(world.person(1).await.facts.zone, zone);
    let undone = world.store.undo(person.id, change, samples::hour(2)).await;
    assert!(undone.unwrap().changed);
    let back = world.line(1, world.news()).await;
    assert_eq!(back.next_due_at, Some(samples::day(4)));
    assert_eq!(world.person(1).await.facts.zone, person.facts.zone);
}

/// Sizes add up by topic and kind, the latest issue first; occasions are named once.
pub async fn sizes_and_occasions_tell_what_issues_bring<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let mut about = samples::article("flowers");
    about.occasion = Some("mothers-day".to_owned());
    let mut again = about.clone();
    "id:more-flowers".clone_into(&mut again.identity);
    again.short = None;
    let pier = samples::event("pier", samples::day(9));
    let one = vec![samples::article("boats")];
    world
        .publish(world.news(), "one", one, samples::hour(1))
        .await;
    let two = vec![about, again, pier];
    world
        .publish(world.news(), "two", two, samples::hour(2))
        .await;
    let sizes = world.store.sizes(100).await.unwrap();
    let of = |size: &ContentSize| (size.kind, size.items, size.words, size.short_items);
    let seen: Vec<_> = sizes.iter().map(of).collect();
    assert_eq!(
        seen,
        [
            (ItemKind::Event, 1, 120, 1),
            (ItemKind::Article, 2, 240, 1),
            (ItemKind::Article, 1, 120, 1),
        ]
    );
    assert!(sizes.iter().all(|size| size.publication == world.news()));
    assert_eq!(sizes.iter().map(|size| size.short_words).sum::<u32>(), 90);
    assert_eq!(world.store.occasions().await.unwrap(), ["mothers-day"]);
    let last = world.store.sizes(3).await.unwrap();
    assert_eq!(last.len(), 2, "only what lies in the last positions");
}

/// What was passed over is told while it waits, and after.
pub async fn what_was_passed_over_is_told<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let owner = combined(&world).await;
    let news = world.news();
    let pass_over = |context: &GateContext, case: &GateCase| {
        let mut verdict = judges::send(context, case, case.delivery.due_at);
        if let Leaves::Sending { pins, carry, .. } = &mut verdict.leaves {
            pins.carried.clear();
            carry.push((news, 2));
        }
        verdict
    };
    let gated = world.gate_one_with(owner, samples::START, &pass_over).await;
    let person = gated.case.delivery.subscriber;
    let rows = world.store.passed_over(person).await.unwrap();
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.publication, row.seq, row.passes, row.ended_at))
        .collect();
    assert_eq!(told, [(news, 2, 1, None)]);
    world.accept(owner, &[gated], samples::START).await;
    world.publish_and_plan(news, "two", samples::day(1)).await;
    let taking = world.gate_one(owner, samples::day(1)).await;
    let rows = world.store.passed_over(person).await.unwrap();
    assert_eq!(rows[0].ended_at, Some(samples::day(1)));
    assert_eq!(rows[0].taken_by, Some(taking.case.delivery.id));
}
