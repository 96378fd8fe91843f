//! Auditing: what is on record of a person is all that was written, page by page, and reading it changes nothing.

use super::scenes::{combined, readers};
use super::{Backend, World, judges, samples};
use crate::{Edit, GateCase, GateContext, Leaves, PastPart, PersonRecord};
use lagom_model::{
    Cadence, DeliveryState, Form, LocalTime, QuietHours, StopCause, StopScope, Timestamp,
};

async fn records(world: &World, since: Timestamp) -> Vec<PersonRecord> {
    let page = world.store.records(None, 1_000, since).await.unwrap();
    assert_eq!(page.after, None);
    page.people
}

/// A letter is on record with what it consumed, its touch and what it passed over; one that ended before the instant asked for
/// is not.
pub async fn a_letter_is_on_record_with_all_it_did<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let owner = combined(&world).await;
    let (news, tech) = (world.news(), world.tech());
    let pass_over = |context: &GateContext, case: &GateCase| {
        let mut verdict = judges::send(context, case, case.delivery.due_at);
        if let Leaves::Sending { carry, .. } = &mut verdict.leaves {
            carry.push((news, 2));
        }
        verdict
    };
    let gated = world.gate_one_with(owner, samples::START, &pass_over).await;
    world
        .accept(owner, std::slice::from_ref(&gated), samples::hour(1))
        .await;

    let record = records(&world, samples::START).await.remove(0);
    let person = world.person(1).await;
    assert_eq!(
        (record.subscriber, record.public_id),
        (person.id, person.public_id)
    );
    assert_eq!(record.facts, person.facts);
    let watermarks: Vec<_> = record.lines.iter().map(|line| line.watermark).collect();
    assert_eq!((watermarks, record.left.len()), (vec![2, 2], 0));
    let [letter] = record.letters.as_slice() else {
        panic!("one letter: {:?}", record.letters);
    };
    assert_eq!(letter.public_id, gated.case.delivery.public_id);
    assert_eq!(
        (
            letter.state,
            letter.gated_at,
            letter.ended_at,
            letter.policy
        ),
        (
            DeliveryState::Sent,
            Some(samples::START),
            Some(samples::hour(1)),
            Some(1)
        )
    );
    let part = |publication| PastPart {
        publication,
        from_seq: 0,
        to_seq: 2,
        form: Some(Form::Full),
        choices: Some(1),
    };
    assert_eq!(letter.parts, [part(news), part(tech)]);
    let [touch] = record.touches.as_slice() else {
        panic!("one touch: {:?}", record.touches);
    };
    assert_eq!(
        (touch.at, touch.again_at, touch.counts, touch.delivery),
        (samples::START, None, true, Some(letter.id))
    );
    assert_eq!(&touch.zone, &person.facts.zone);
    let carried: Vec<_> = record
        .carried
        .iter()
        .map(|row| (row.publication, row.seq, row.ended_at))
        .collect();
    assert_eq!(carried, [(news, 2, None)]);

    let later = records(&world, samples::hour(2)).await.remove(0);
    assert_eq!((later.letters.len(), later.touches.len()), (0, 0));
    assert_eq!(later.carried, record.carried);
    world.is_sound().await;
}

/// Choices, stops and changes are on record with when they held, and what was there before; taken back ones too.
pub async fn what_was_chosen_is_on_record_with_its_end<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::Weekly)]).await;
    let hour = |hour| LocalTime::new(hour, 0).unwrap();
    let quiet = Some(QuietHours {
        from: hour(18),
        to: hour(9),
    });
    let (change, _) = world
        .change(&person, vec![Edit::Quiet { quiet }], samples::hour(1))
        .await;
    world
        .store
        .undo(person.id, change, samples::hour(2))
        .await
        .unwrap();
    let scope = StopScope::Mailings;
    let stop = Edit::Stop {
        scope,
        cause: StopCause::Own,
    };
    world.change(&person, vec![stop], samples::hour(3)).await;
    let lift = vec![Edit::Lift { scope }];
    let (lifted, _) = world.change(&person, lift, samples::hour(4)).await;

    let record = records(&world, samples::START).await.remove(0);
    let [chosen] = record.choices.as_slice() else {
        panic!("chosen once: {:?}", record.choices);
    };
    assert_eq!(
        (chosen.publication, chosen.number, chosen.from, chosen.until),
        (world.news(), 1, samples::START, None)
    );
    assert_eq!(chosen.choices.cadence, Cadence::Weekly);
    let stops: Vec<_> = record
        .stops
        .iter()
        .map(|one| (one.stop.scope, one.stop.at, one.lifted_at))
        .collect();
    assert_eq!(stops, [(scope, samples::hour(3), Some(samples::hour(4)))]);
    let [quieter, lifting] = record.changes.as_slice() else {
        panic!("what matters later: {:?}", record.changes);
    };
    assert_eq!(
        (quieter.at, quieter.undone_at),
        (samples::hour(1), Some(samples::hour(2)))
    );
    let before = Edit::Quiet { quiet: None };
    assert_eq!(quieter.edits, [(Edit::Quiet { quiet }, before)]);
    assert_eq!((lifting.at, lifting.edits.len()), (samples::hour(4), 1));

    // A stop that holds again stands beside the one that was lifted.
    world
        .store
        .undo(person.id, lifted, samples::hour(5))
        .await
        .unwrap();
    let record = records(&world, samples::hour(5)).await.remove(0);
    let ends: Vec<_> = record.stops.iter().map(|one| one.lifted_at).collect();
    assert_eq!(ends, [Some(samples::hour(4)), None]);
    let undone: Vec<_> = record.changes.iter().map(|one| one.undone_at).collect();
    assert_eq!(undone, [Some(samples::hour(5))], "only what is as late");
}

/// Records come in pages by key, and nobody comes twice.
pub async fn records_come_page_by_page<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    readers(&world, 5).await;
    let (mut after, mut seen, mut sizes) = (None, Vec::new(), Vec::new());
    loop {
        let page = world.store.records(after, 2, samples::START).await.unwrap();
        sizes.push(page.people.len());
        seen.extend(page.people.iter().map(|one| one.subscriber));
        let Some(last) = page.after else { break };
        after = Some(last);
    }
    let everybody: Vec<_> = records(&world, samples::START).await;
    let everybody: Vec<_> = everybody.iter().map(|one| one.subscriber).collect();
    assert_eq!((seen.len(), sizes), (5, vec![2, 2, 1]));
    assert_eq!(seen, everybody);
}
