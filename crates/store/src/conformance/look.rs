//! Looking: what is due next, the outbox, the balance, what is broken.

use super::{Backend, Damage, World, judges, samples};
use crate::{After, GateCase, GateContext, GateVerdict, Leaves, NewLine, OutboxFilter};
use lagom_model::{Cadence, DeliveryState, Ids as _, Outcome, Reason, Timestamp, Verdict};
use std::collections::BTreeMap;

async fn upcoming(world: &World) -> Option<Timestamp> {
    world.store.upcoming().await.unwrap().map(|next| next.at)
}

/// The next instant is the earliest of lines, scheduled issues, open releases and planned rows.
pub async fn the_next_instant_is_named<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    assert_eq!(upcoming(&world).await, None);
    let line = NewLine {
        next_due_at: Some(samples::day(5)),
        ..samples::line(world.news(), Cadence::Weekly)
    };
    world.join_with(1, vec![line]).await;
    assert_eq!(upcoming(&world).await, Some(samples::day(5)));
    world.join(2, &[(world.post(), Cadence::EveryIssue)]).await;
    let item = vec![samples::article("a")];
    world
        .schedule(world.post(), "one", item, samples::day(2))
        .await;
    assert_eq!(upcoming(&world).await, Some(samples::day(2)));
    world.store.publish_due(samples::day(2)).await.unwrap();
    assert_eq!(
        upcoming(&world).await,
        Some(samples::day(2)),
        "an open release"
    );
    world.plan(samples::day(2)).await;
    assert_eq!(
        upcoming(&world).await,
        Some(samples::day(2)),
        "a planned row"
    );
    let owner = world.enter(samples::day(2)).await;
    let defer = |_: &_, _: &_| judges::wait_until(samples::day(3));
    world.gate_one_with(owner, samples::day(2), &defer).await;
    assert_eq!(upcoming(&world).await, Some(samples::day(3)));
    let gated = world.gate_one(owner, samples::day(3)).await;
    assert_eq!(
        upcoming(&world).await,
        Some(samples::day(5)),
        "in flight is not due"
    );
    world.accept(owner, &[gated], samples::day(3)).await;
    assert_eq!(upcoming(&world).await, Some(samples::day(5)));
}

/// A page sees the person as they are, what planned letters bring until they are gated, and another number for content as soon
/// as more comes out.
pub async fn a_page_sees_who_comes_and_what_is_planned<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let lines = [
        (world.news(), Cadence::EveryIssue),
        (world.post(), Cadence::EveryIssue),
    ];
    let person = world.join(1, &lines).await;
    world.join(2, &lines).await;
    let seen = async || world.store.seen(person.link).await.unwrap().unwrap();
    let before = seen().await;
    assert_eq!((&before.person, before.planned.len()), (&person, 0));
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let planned = seen().await;
    assert_ne!(planned.content, before.content);
    let parts = planned.planned.iter();
    let parts: Vec<_> = parts.map(|part| (part.publication, part.at)).collect();
    assert_eq!(parts, [(world.news(), samples::START)]);
    assert_eq!(seen().await.content, planned.content);
    let owner = world.enter(samples::START).await;
    let gated = world.gate(owner, samples::START).await;
    assert_eq!(seen().await.planned, [], "in flight is not planned");
    world.accept(owner, &gated, samples::START).await;
    assert_eq!(seen().await.planned, []);
    for nobody in [world.ids.public_id(), person.public_id] {
        assert_eq!(world.store.seen(nobody).await.unwrap(), None);
    }
}

/// When [`six_ends`] happen: in Auckland it is the next date already.
const THEN: Timestamp = samples::hour(4);

/// Six readers whose letters of two parts come to six ends: sent, held, expired, cancelled, folded,
/// still planned.
async fn six_ends(world: &World) {
    let mut readers = Vec::new();
    for n in 1..=6 {
        let lines = [world.news(), world.tech()].map(|line| (line, Cadence::EveryIssue));
        readers.push(world.join(n, &lines).await.id);
    }
    for publication in [world.news(), world.tech()] {
        let item = vec![samples::article("a")];
        world.publish(publication, "one", item, THEN).await;
    }
    world.plan(THEN).await;
    let nth = |case: &GateCase| {
        let same = |id: &_| *id == case.delivery.subscriber;
        readers.iter().position(same).unwrap()
    };
    let owner = world.enter(THEN).await;
    let judge = |context: &GateContext, case: &GateCase| -> GateVerdict {
        let parts = judges::parts(context, case, None);
        let (lines, carry) = (Vec::new(), Vec::new());
        match nth(case) {
            0 | 1 => judges::send(context, case, THEN),
            2 => judges::end(Verdict::Expire, judges::expired(parts, lines)),
            3 => judges::end(Verdict::Suppress, Leaves::Cancelled { parts, lines }),
            4 => {
                let into = Verdict::Fold {
                    into: samples::day(1),
                };
                judges::end(into, Leaves::Folded { carry, lines })
            }
            _ => judges::wait_until(samples::day(1)),
        }
    };
    let gated = world.gate_with(owner, THEN, &judge).await;
    assert_eq!(gated.len(), 6);
    for one in &gated {
        let (outcome, after) = match nth(&one.case) {
            0 => (Outcome::Accepted, After::Sent),
            1 => (Outcome::Unknown, After::Held(Reason::OutcomeUnknown)),
            _ => continue,
        };
        world.record(owner, one, outcome, after, THEN).await;
    }
}

/// The balance counts every part once, under the state of its delivery.
pub async fn the_balance_is_the_sum_over_states<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    six_ends(&world).await;
    let mut by_state = BTreeMap::<_, u64>::new();
    let rows = world.store.balance().await.unwrap();
    for row in &rows {
        *by_state.entry((row.publication, row.state)).or_default() += row.parts;
    }
    let states = [
        DeliveryState::Planned,
        DeliveryState::Sent,
        DeliveryState::Held,
        DeliveryState::Expired,
        DeliveryState::Cancelled,
    ];
    let expected: BTreeMap<_, u64> = [world.news(), world.tech()]
        .into_iter()
        .flat_map(|publication| states.map(|state| ((publication, state), 1)))
        .collect();
    assert_eq!(
        by_state, expected,
        "a folded letter's parts wait at the watermark"
    );
    let mut letters: u64 = 0;
    for view in world.letters(&[]).await {
        letters += view.row.parts.len() as u64;
    }
    assert_eq!(rows.iter().map(|row| row.parts).sum::<u64>(), letters);
    let dates: std::collections::BTreeSet<_> = rows.iter().map(|row| row.local_date).collect();
    assert!(
        dates.len() >= 2,
        "in Auckland it is another date: {dates:?}"
    );
    world.is_sound().await;
}

/// Deliveries are counted by state, and the outbox shows the states asked for, the latest first.
pub async fn the_outbox_shows_what_is_asked_for<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    six_ends(&world).await;
    let counts = world.store.states().await.unwrap();
    let counts: BTreeMap<_, _> = counts
        .iter()
        .map(|one| (one.state, one.count))
        .filter(|(_, count)| *count > 0)
        .collect();
    let states = [
        DeliveryState::Planned,
        DeliveryState::Sent,
        DeliveryState::Held,
        DeliveryState::Folded,
        DeliveryState::Expired,
        DeliveryState::Cancelled,
    ];
    assert_eq!(counts, states.map(|state| (state, 1)).into());
    let open = OutboxFilter {
        limit: 10,
        ..OutboxFilter::default()
    };
    let shown = world.store.outbox(&open).await.unwrap();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].state, DeliveryState::Held);
    let one = world.person(1).await;
    let mine = OutboxFilter {
        states: DeliveryState::ALL.to_vec(),
        subscriber: Some(one.id),
        limit: 10,
    };
    let shown = world.store.outbox(&mine).await.unwrap();
    assert_eq!(shown.len(), 1);
    assert_eq!(
        (shown[0].row.subscriber, shown[0].person),
        (one.id, one.public_id)
    );

    world
        .publish_and_plan(world.news(), "two", samples::day(3))
        .await;
    let latest = OutboxFilter {
        states: DeliveryState::ALL.to_vec(),
        subscriber: Some(one.id),
        limit: 1,
    };
    let shown = world.store.outbox(&latest).await.unwrap();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].row.planned_at, samples::day(3));
    assert_eq!(world.store.delivery(one.public_id).await.unwrap(), None);
}

/// A row that waits for nobody is a problem, and so is a watermark above its parts; each is named.
pub async fn broken_rows_are_named<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    six_ends(&world).await;
    world.is_sound().await;
    let waiting = world.letters(&[DeliveryState::Planned]).await.remove(0);
    backend
        .damage(Damage::WaitingForNobody(
            waiting.row.subscriber,
            waiting.row.id,
        ))
        .await;
    let one = world.person(1).await;
    backend
        .damage(Damage::WatermarkTooHigh(one.id, world.news()))
        .await;
    let mut problems = world.store.problems(10).await.unwrap();
    problems.sort_by(|one, other| one.invariant.cmp(&other.invariant));
    let named: Vec<_> = problems
        .iter()
        .map(|problem| problem.invariant.as_str())
        .collect();
    assert_eq!(named, ["D6", "D7"], "{problems:?}");
    let told = format!("{problems:?}");
    assert!(!told.contains("@example.org"), "{told}");
    assert_eq!(world.store.problems(1).await.unwrap().len(), 1);
}
