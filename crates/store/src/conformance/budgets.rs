//! Budgets of statements: what a gate, a record and a batch of planning may cost, whatever the number of people.

use super::{Backend, World, judges, samples};
use crate::{GateCase, GateContext, NewPerson, PlanCase, PlanSource};
use lagom_model::Cadence;

/// A gate of 64 rows and their record take at most 12 statements, 15 if events are announced and items carried;
/// planning 1,000 people takes at most 8.
pub async fn statements_stay_within_their_budget<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let people: Vec<_> = (1..=1_000)
        .map(|n| NewPerson {
            lines: vec![
                samples::line(world.news(), Cadence::EveryIssue),
                samples::line(world.tech(), Cadence::EveryIssue),
            ],
            ..samples::reader(n)
        })
        .collect();
    let before = world.store.statements();
    world.import(&people, samples::START).await;
    let imported = world.store.statements() - before;
    assert!(
        imported <= 30,
        "{imported} statements for an import of 1,000"
    );

    let item = vec![
        samples::article("a"),
        samples::event("fair", samples::day(9)),
    ];
    world
        .publish(world.news(), "one", item, samples::START)
        .await;
    let release = world.store.releases().await.unwrap()[0];
    let judge = judges::release(release, samples::START);
    let source = PlanSource::Release(release);
    let before = world.store.statements();
    let report = world.plan_with(source, samples::START, 1_000, &judge).await;
    let planned = world.store.statements() - before;
    assert_eq!((report.people, report.letters), (1_000, 1_000));
    assert!(planned <= 8, "{planned} statements to plan 1,000 people");

    let owner = world.enter(samples::START).await;
    let plain = judges::send_all(samples::START);
    let everything = |context: &GateContext, case: &GateCase| {
        let mut verdict = plain(context, case);
        if let crate::Leaves::Sending {
            announces, carry, ..
        } = &mut verdict.leaves
        {
            announces.push((7, samples::day(9)));
            carry.push((case.delivery.parts[0].publication, 1));
        }
        verdict
    };
    let judges: [(crate::GateFn<'_>, u64); 2] = [(&plain, 12), (&everything, 15)];
    for (judge, budget) in judges {
        let before = world.store.statements();
        let gated = world.gate_with(owner, samples::START, judge).await;
        assert_eq!(gated.len(), 64);
        let report = world.accept(owner, &gated, samples::START).await;
        assert_eq!(report.written, 64);
        let sent = world.store.statements() - before;
        assert!(
            sent <= budget,
            "{sent} statements for a gate of 64 and its record, {budget} allowed"
        );
    }
}

/// Slots of 1,000 people are planned within the same budget.
pub async fn slots_stay_within_their_budget<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let people: Vec<_> = (1..=1_000)
        .map(|n| NewPerson {
            lines: vec![crate::NewLine {
                next_due_at: Some(samples::START),
                ..samples::line(world.news(), Cadence::Weekly)
            }],
            ..samples::reader(n)
        })
        .collect();
    world.import(&people, samples::START).await;
    let item = vec![samples::article("a")];
    world
        .publish(world.news(), "one", item, samples::START)
        .await;
    let visible = world.visible().await;
    let slots = judges::slots(visible, samples::START);
    let judge = |case: &PlanCase| slots(case);
    let before = world.store.statements();
    let report = world
        .plan_with(PlanSource::Slots, samples::START, 1_000, &judge)
        .await;
    let planned = world.store.statements() - before;
    assert_eq!((report.people, report.letters), (1_000, 1_000));
    assert!(planned <= 9, "{planned} statements to plan 1,000 people");
}
