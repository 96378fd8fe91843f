//! The gate: what it reads, and what each way of leaving it writes.

use super::scenes::{combined, watermarks};
use super::{Backend, World, judges, samples, world};
use crate::{After, Edit, GateCase, GateContext, GateVerdict, RunControl};
use lagom_model::{Cadence, DeliveryState, Reason, StopCause, StopScope, Timestamp};
use std::collections::BTreeSet;

const PLANNED: [DeliveryState; 1] = [DeliveryState::Planned];

/// Nothing passes before it is due, the longest overdue first, and never more than asked for.
pub async fn rows_pass_when_they_are_due<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    for n in 1..=3 {
        world.join(n, &[(world.news(), Cadence::EveryIssue)]).await;
    }
    world
        .publish_and_plan(world.news(), "one", samples::hour(1))
        .await;
    let owner = world.enter(samples::START).await;
    assert!(
        world
            .gate(owner, samples::hour(1).plus(-1))
            .await
            .is_empty()
    );

    let last = world.person(1).await.id;
    let put_off = |_: &_, case: &GateCase| {
        let later = i64::from(case.delivery.subscriber == last);
        judges::wait_until(samples::hour(2 + later))
    };
    assert_eq!(
        world
            .gate_with(owner, samples::hour(1), &put_off)
            .await
            .len(),
        3
    );
    assert!(world.gate(owner, samples::hour(1)).await.is_empty());
    let request = crate::GateRequest {
        limit: 2,
        ..world::gate_request(owner, samples::hour(3))
    };
    let judge = judges::send_all(samples::hour(3));
    let first = world.store.gate(request, &judge).await.unwrap();
    let who: BTreeSet<_> = first
        .iter()
        .map(|one| one.case.delivery.subscriber)
        .collect();
    assert_eq!(first.len(), 2);
    assert!(!who.contains(&last), "the longest overdue go first");
    let second = world.store.gate(request, &judge).await.unwrap();
    assert_eq!(second.len(), 1);
    assert!(
        world.store.gate(request, &judge).await.unwrap().is_empty(),
        "in flight is not due"
    );
}

/// The judge sees the row, the person, the lines, where to send, and the policy's version.
pub async fn the_judge_sees_what_is_known<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let owner = combined(&world).await;
    let person = world.person(1).await;
    let letter = world.letters(&PLANNED).await.remove(0);
    let policy = world.store.policy().await.unwrap().unwrap().version;
    let look = |context: &GateContext, case: &GateCase| {
        assert_eq!(context.policy, policy);
        for publication in [world.news(), world.tech()] {
            assert_eq!(context.visible_to.get(&publication), Some(&2));
        }
        assert!(context.withdrawn.is_empty() && context.schedule.is_empty());
        judges::wait_until(case.delivery.due_at)
    };
    let case = world.gate_one_with(owner, samples::START, &look).await.case;
    let sorted = |row: &crate::DeliveryRow| {
        let mut row = row.clone();
        row.parts.sort_by_key(|part| part.publication);
        row
    };
    assert_eq!(sorted(&case.delivery), sorted(&letter.row));
    assert_eq!(case.person, person.facts);
    let contact = case.contact.expect("there is an address");
    assert_eq!(
        (Some(contact.address), contact.name),
        (person.address, person.name)
    );
    assert_eq!(contact.link, person.link);
    let lines: BTreeSet<_> = case.lines.iter().map(|line| line.publication).collect();
    assert_eq!(lines, BTreeSet::from([world.news(), world.tech()]));
    assert!(
        case.lines
            .iter()
            .all(|line| (line.start_seq, line.watermark, line.carried) == (0, 0, 0))
    );
    assert!(case.touches.is_empty() && case.carried.is_empty());
    assert!(case.announced.is_empty() && case.doubts.is_empty());
}

/// A paused sender's rows wait; another sender's go. What goes on goes.
pub async fn a_paused_run_waits<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    world.join(2, &[(world.post(), Cadence::EveryIssue)]).await;
    for publication in [world.news(), world.post()] {
        world
            .publish_and_plan(publication, "one", samples::START)
            .await;
    }
    let harbour = world.sender(world.news());
    let owner = world.enter(samples::START).await;
    world
        .store
        .set_run(
            harbour,
            RunControl::Paused,
            "the relay refused us",
            samples::START,
        )
        .await
        .unwrap();
    let told = std::sync::Mutex::new(Vec::new());
    let judge = |context: &GateContext, case: &GateCase| {
        told.lock().unwrap().clone_from(&context.resting);
        judges::send(context, case, samples::START)
    };
    let gated = world.gate_one_with(owner, samples::START, &judge).await;
    assert_ne!(gated.case.delivery.sender, harbour);
    assert_eq!(told.into_inner().unwrap(), [harbour]);
    world.accept(owner, &[gated], samples::START).await;
    assert!(world.gate(owner, samples::hour(1)).await.is_empty());
    assert_eq!(
        world.store.upcoming().await.unwrap(),
        None,
        "a paused sender's row is not due"
    );
    world
        .store
        .set_run(harbour, RunControl::Go, "", samples::hour(2))
        .await
        .unwrap();
    let gated = world.gate_one(owner, samples::hour(2)).await;
    assert_eq!(gated.case.delivery.sender, harbour);
    world.is_sound().await;
}

/// A gate of one row takes that row if it is due, and no other.
pub async fn a_row_is_gated_alone<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    for n in 1..=2 {
        world.join(n, &[(world.news(), Cadence::EveryIssue)]).await;
    }
    world
        .publish_and_plan(world.news(), "one", samples::hour(1))
        .await;
    let owner = world.enter(samples::START).await;
    let first = world.probe(owner, samples::hour(1)).await.remove(0);
    let only = |now| crate::GateRequest {
        only: Some(first.delivery.id),
        ..world::gate_request(owner, now)
    };
    let early = samples::hour(1).plus(-1);
    let judge = judges::send_all(early);
    assert!(
        world
            .store
            .gate(only(early), &judge)
            .await
            .unwrap()
            .is_empty()
    );
    let judge = judges::send_all(samples::hour(1));
    let gated = world
        .store
        .gate(only(samples::hour(1)), &judge)
        .await
        .unwrap();
    let ids: Vec<_> = gated.iter().map(|one| one.case.delivery.id).collect();
    assert_eq!(ids, [first.delivery.id]);
    let again = world
        .store
        .gate(only(samples::hour(1)), &judge)
        .await
        .unwrap();
    assert!(again.is_empty(), "in flight is not due");
    assert_eq!(world.gate(owner, samples::hour(1)).await.len(), 1);
    world.is_sound().await;
}

/// A row in flight returns and is judged anew in one turn: under the same name, with one unit, by what was said meanwhile. What is no
/// longer this owner's is left alone.
pub async fn a_row_in_flight_is_judged_anew<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let owner = world.enter(samples::START).await;
    let first = world.gate_one(owner, samples::START).await;
    let back = |now| {
        let after = After::Planned {
            due_at: now,
            reason: Reason::MailLimit { until: now },
        };
        [world::recorded(&first, None, after)]
    };
    let only = |now| crate::GateRequest {
        only: Some(first.case.delivery.id),
        ..world::gate_request(owner, now)
    };
    let turn = async |now| {
        let judge = judges::heed_stops(now);
        let turn = world.store.turn(&back(now), only(now), &judge).await;
        turn.unwrap().1
    };
    let again = turn(samples::START.plus(Timestamp::MINUTE)).await;
    assert!(again.iter().all(world::is_sending) && again.len() == 1);
    assert_eq!(
        again[0].case.delivery.public_id,
        first.case.delivery.public_id
    );
    assert!(
        again[0].case.touches.is_empty(),
        "it does not count against itself"
    );

    let edits = vec![Edit::Stop {
        scope: StopScope::Everything,
        cause: StopCause::Own,
    }];
    let at = samples::START.plus(2 * Timestamp::MINUTE);
    world.change(&person, edits, at).await;
    let last = turn(at).await;
    assert!(!last.iter().any(world::is_sending), "{last:?}");
    assert_eq!(
        world.letters(&[DeliveryState::Cancelled]).await.len(),
        1,
        "the stop came first"
    );
    assert!(turn(at).await.is_empty(), "it is nobody's now");
    world.is_sound().await;
}

/// A gate that is given up in the middle leaves nothing behind.
pub async fn a_gate_given_up_leaves_nothing_behind<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let owner = combined(&world).await;
    let doomed = world.clone();
    let died = tokio::spawn(async move {
        let die = |_: &GateContext, _: &GateCase| -> GateVerdict {
            panic!("this gate dies, as the case wants")
        };
        doomed.gate_with(owner, samples::START, &die).await
    });
    assert!(died.await.unwrap_err().is_panic());
    let other = world.again(backend).await;
    assert_eq!(other.letters(&PLANNED).await.len(), 1);
    assert_eq!(watermarks(&other).await, (0, 0));
    let rival = other.enter(samples::START).await;
    let gated = other.gate_one(rival, samples::START).await;
    assert!(world::is_sending(&gated), "it holds nobody up either");
    assert!(world.gate(owner, samples::START).await.is_empty());
}
