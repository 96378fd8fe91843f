//! An issue's life: draft, scheduled, published, on hold, withdrawn, and every wrong move.

use super::{Backend, World, judges, samples};
use crate::{GateCase, GateContext, IssueMove, IssueRow, IssueState, StoreError};
use lagom_model::{Cadence, DeliveryState, IssueId};
use std::sync::Mutex;

async fn step(world: &World, id: IssueId, step: IssueMove) -> IssueRow {
    world
        .store
        .move_issue(id, step, samples::hour(1))
        .await
        .unwrap()
}

/// What a gate of the due row is told about issues.
async fn context(world: &World) -> GateContext {
    let owner = world.enter(samples::day(1)).await;
    let seen = Mutex::new(GateContext::default());
    let look = |context: &GateContext, case: &GateCase| {
        seen.lock().unwrap().clone_from(context);
        judges::wait_until(case.delivery.due_at)
    };
    world.gate_with(owner, samples::day(1), &look).await;
    seen.into_inner().unwrap()
}

/// Moves that an issue's state does not allow are refused, and change nothing.
pub async fn wrong_moves_are_refused<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let later = IssueMove::Schedule(samples::day(9));
    let wrong = [
        (IssueState::Draft, vec![IssueMove::Hold, IssueMove::GoOn]),
        (IssueState::Scheduled, vec![IssueMove::GoOn]),
        (IssueState::Published, vec![later, IssueMove::GoOn]),
        (IssueState::OnHold, vec![later, IssueMove::Hold]),
        (
            IssueState::Withdrawn,
            vec![later, IssueMove::Hold, IssueMove::GoOn],
        ),
    ];
    for (state, moves) in wrong {
        let item = vec![samples::article(state.name())];
        let issue = world
            .draft(world.news(), state.name(), item, samples::START)
            .await;
        if state != IssueState::Draft {
            step(&world, issue.id, IssueMove::Schedule(samples::START)).await;
        }
        if matches!(
            state,
            IssueState::Published | IssueState::OnHold | IssueState::Withdrawn
        ) {
            world.store.publish_due(samples::START).await.unwrap();
        }
        if state == IssueState::OnHold {
            step(&world, issue.id, IssueMove::Hold).await;
        }
        if state == IssueState::Withdrawn {
            step(&world, issue.id, IssueMove::Withdraw).await;
        }
        for wrong in moves {
            let refused = world
                .store
                .move_issue(issue.id, wrong, samples::hour(2))
                .await;
            assert!(
                matches!(refused, Err(StoreError::WrongState { .. })),
                "{state:?}: {wrong:?}"
            );
            let row = world.store.issue(issue.public_id).await.unwrap().unwrap();
            assert_eq!(row.state, state, "{wrong:?}");
        }
    }
    let nothing = world
        .store
        .move_issue(987_654, IssueMove::Hold, samples::START)
        .await;
    assert!(
        matches!(nothing, Err(StoreError::NotFound { .. })),
        "{nothing:?}"
    );
}

/// A scheduled issue can be scheduled again.
pub async fn a_scheduled_issue_can_be_moved_in_time<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let item = vec![samples::article("a")];
    let issue = world
        .schedule(world.news(), "one", item, samples::hour(1))
        .await;
    let moved = step(&world, issue.id, IssueMove::Schedule(samples::day(1))).await;
    assert_eq!(
        (moved.state, moved.publish_at),
        (IssueState::Scheduled, Some(samples::day(1)))
    );
    assert!(
        world
            .store
            .publish_due(samples::hour(2))
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        world
            .store
            .publish_due(samples::day(1))
            .await
            .unwrap()
            .len(),
        1
    );
}

/// On hold before its time: nothing becomes visible until it goes on, then as scheduled.
pub async fn a_hold_before_its_time_goes_on_as_scheduled<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let item = vec![samples::article("a")];
    let issue = world
        .schedule(world.news(), "one", item, samples::hour(1))
        .await;
    assert_eq!(
        step(&world, issue.id, IssueMove::Hold).await.state,
        IssueState::OnHold
    );
    assert!(
        world
            .store
            .publish_due(samples::day(1))
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(world.store.upcoming().await.unwrap(), None);
    assert_eq!(
        step(&world, issue.id, IssueMove::GoOn).await.state,
        IssueState::Scheduled
    );
    assert_eq!(
        world
            .store
            .publish_due(samples::day(1))
            .await
            .unwrap()
            .len(),
        1
    );
}

/// On hold after it was visible: nothing of it nor of later issues passes; going on plans it again.
pub async fn a_hold_closes_the_way_until_it_goes_on<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    let (mut published, mut ids) = (Vec::new(), Vec::new());
    for title in ["one", "two", "three"] {
        let items = vec![
            samples::article(title),
            samples::article(&format!("{title} b")),
        ];
        let one = world
            .publish(world.news(), title, items, samples::START)
            .await;
        world.plan(samples::START).await;
        ids.push(one.issue);
        published.push(one);
    }
    let pass = |context: &GateContext| context.visible_to.get(&world.news()).copied();
    assert_eq!(pass(&context(&world).await), Some(6));
    step(&world, ids[1], IssueMove::Hold).await;
    assert_eq!(
        pass(&context(&world).await),
        Some(2),
        "up to the first issue on hold"
    );

    let owner = world.enter(samples::day(1)).await;
    let gated = world.gate_one(owner, samples::day(1)).await;
    world.accept(owner, &[gated], samples::day(1)).await;
    assert_eq!(world.line(1, world.news()).await.watermark, 2);
    assert!(world.store.releases().await.unwrap().is_empty());

    assert_eq!(
        step(&world, ids[1], IssueMove::GoOn).await.state,
        IssueState::Published
    );
    let releases = world.store.releases().await.unwrap();
    assert!(
        releases.iter().any(|release| release.to_seq >= 4),
        "{releases:?}"
    );
    let report = world.plan(samples::day(2)).await;
    assert_eq!((report.people, report.letters), (1, 1));
    let gated = world.gate_one(owner, samples::day(2)).await;
    world.accept(owner, &[gated], samples::day(2)).await;
    assert_eq!(world.line(1, world.news()).await.watermark, 6);
    world.is_sound().await;
}

/// A withdrawn issue is named to every gate, and a scheduled one never becomes visible.
pub async fn a_withdrawn_issue_is_named_to_the_gate<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    let item = vec![samples::article("a")];
    let published = world
        .publish(world.news(), "one", item, samples::START)
        .await;
    world.plan(samples::START).await;
    assert!(context(&world).await.withdrawn.is_empty());
    let row = step(&world, published.issue, IssueMove::Withdraw).await;
    assert_eq!(row.state, IssueState::Withdrawn);
    let told = context(&world).await;
    assert_eq!(told.withdrawn, [published.issue]);
    assert_eq!(
        told.visible_to.get(&world.news()),
        Some(&1),
        "it closes nothing behind it"
    );

    let item = vec![samples::article("b")];
    let scheduled = world
        .schedule(world.news(), "two", item, samples::hour(1))
        .await;
    step(&world, scheduled.id, IssueMove::Withdraw).await;
    assert!(
        world
            .store
            .publish_due(samples::day(1))
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(world.letters(&[DeliveryState::Planned]).await.len(), 1);
}

/// Taking back the issue on hold opens the way for later ones: they are planned again.
pub async fn withdrawing_what_is_on_hold_opens_the_way<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    let owner = world.enter(samples::START).await;
    let first = vec![samples::article("a")];
    let first = world
        .publish(world.news(), "one", first, samples::START)
        .await;
    step(&world, first.issue, IssueMove::Hold).await;
    let second = vec![samples::article("b")];
    world
        .publish(world.news(), "two", second, samples::START)
        .await;
    world.plan(samples::START).await;
    let drop_it = |_: &GateContext, _: &GateCase| {
        let leaves = crate::Leaves::Cancelled {
            parts: Vec::new(),
            lines: Vec::new(),
        };
        judges::end(lagom_model::Verdict::Suppress, leaves)
    };
    world.gate_one_with(owner, samples::hour(1), &drop_it).await;
    assert!(world.store.releases().await.unwrap().is_empty());

    step(&world, first.issue, IssueMove::Withdraw).await;
    assert_eq!(world.plan(samples::day(1)).await.letters, 1);
    let gated = world.gate_one(owner, samples::day(1)).await;
    assert_eq!(gated.case.delivery.parts[0].to_seq, 2);
}
