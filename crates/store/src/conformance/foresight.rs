//! Foreseeing: what a forecast reads is what publishing and the gate will find.

use super::{Backend, World, samples};
use crate::{GateCase, OtherRow, RemindChange, ReminderState, Subject};
use lagom_model::{Cadence, Lead, Timestamp};

async fn subjects(world: &World) -> Vec<Subject> {
    let store = &world.store;
    let page = store.subjects(None, 1_000, Timestamp(0)).await.unwrap();
    assert_eq!(page.after, None);
    page.people
}

/// Scheduled issues are foreseen with the very listings that publishing them makes, in order, with what was
/// listed before.
pub async fn scheduled_issues_are_foreseen<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let items = |names: &[&str]| names.iter().map(|name| samples::article(name)).collect();
    world
        .publish(world.news(), "out", items(&["a", "b"]), samples::START)
        .await;
    let days = [(1, "one", ["b", "c"]), (2, "two", ["c", "a"])];
    for (day, title, names) in days {
        let at = samples::day(day);
        world.schedule(world.news(), title, items(&names), at).await;
    }
    let later = samples::day(9);
    world
        .schedule(world.tech(), "later", items(&["z"]), later)
        .await;

    let outlook = world.store.outlook(samples::day(3)).await.unwrap();
    let titles: Vec<_> = outlook.forthcoming.iter().map(|one| &one.title).collect();
    assert_eq!(titles, ["one", "two"]);
    assert_eq!(outlook.gate.visible_to[&world.news()], 2);
    assert_eq!(outlook.gate.schedule.len(), 3, "also what lies beyond");
    let foreseen = outlook.forthcoming.into_iter();
    let foreseen: Vec<_> = foreseen.flat_map(|one| one.listings).collect();

    for (day, ..) in days {
        world.store.publish_due(samples::day(day)).await.unwrap();
    }
    let made = world.store.listings(world.news(), 2).await.unwrap();
    assert_eq!(foreseen, made);
}

/// People come with their lines, their touches, what was planned for them and whether mail reaches them.
pub async fn people_are_foreseen_as_the_gate_would_read_them<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    world.join(2, &[(world.news(), Cadence::Weekly)]).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let before = subjects(&world).await;
    assert_eq!(before.len(), 2);
    assert!(
        before
            .iter()
            .all(|one| one.reachable && one.touches.is_empty())
    );
    assert_eq!(before[1].planned, []);
    let planned = before[0].planned.clone();
    assert_eq!(planned.len(), 1);

    let owner = world.enter(samples::START).await;
    let case = world.probe_one(owner, samples::START).await;
    // The gate judges it under the public id that it would go by.
    let unnamed = crate::DeliveryRow {
        public_id: planned[0].public_id,
        ..case.delivery
    };
    assert_eq!(planned, [unnamed]);
    assert_eq!(
        (&before[0].person, &before[0].lines),
        (&case.person, &case.lines)
    );

    let gated = world.gate_one(owner, samples::START).await;
    world.accept(owner, &[gated], samples::START).await;
    let after = subjects(&world).await;
    assert_eq!(after[0].planned, []);
    assert_eq!(after[0].touches.len(), 1);
    assert_eq!(after[0].touches[0].at, samples::START);
    let page = world
        .store
        .subjects(None, 1, samples::hour(1))
        .await
        .unwrap();
    assert_eq!(page.after, Some(before[0].subscriber));
    assert_eq!(
        page.people[0].touches,
        [],
        "they lie before what was asked for"
    );
}

/// Of the one letter that was refused a forecast reads what its gate does: what it took along, and what is gone for it.
pub(super) async fn is_foreseen(world: &World, case: &GateCase) {
    let outlook = world.store.outlook(samples::day(3)).await.unwrap();
    let [foreseen] = <[OtherRow; 1]>::try_from(outlook.others).unwrap();
    assert_eq!(foreseen.row, case.delivery);
    let own = case.carried.iter().filter(|row| row.own).copied();
    assert_eq!(foreseen.own, own.collect::<Vec<_>>());
    assert_eq!(foreseen.gone, case.gone);
}

/// Reminders that wait are foreseen, the earliest first; one that was taken back is not.
pub async fn reminders_that_wait_are_foreseen<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::Weekly)]).await;
    let starts = samples::day(5);
    let items = vec![samples::event("fair", starts)];
    world
        .publish(world.news(), "one", items, samples::START)
        .await;
    let key = world.store.listings(world.news(), 0).await.unwrap()[0].key;
    let wish = |lead: Lead, due: Option<(Timestamp, Timestamp)>| RemindChange {
        subscriber: person.id,
        key,
        lead,
        publication: world.news(),
        due,
        at: samples::START,
    };
    for lead in [Lead::Hour, Lead::Day] {
        let due = starts.plus(-lead.millis());
        let change = wish(lead, Some((due, starts)));
        assert!(world.store.remind(&change).await.unwrap());
    }
    let seen = subjects(&world).await.remove(0).reminders;
    let all: Vec<_> = seen.iter().map(|one| (one.lead, one.state)).collect();
    let open = ReminderState::Open;
    assert_eq!(all, [(Lead::Day, open), (Lead::Hour, open)]);
    assert_eq!(
        (seen[0].key, seen[0].due_at, seen[0].until),
        (key, starts.plus(-Lead::Day.millis()), starts)
    );
    assert!(world.store.remind(&wish(Lead::Day, None)).await.unwrap());
    let seen = subjects(&world).await.remove(0).reminders;
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].lead, Lead::Hour);
}
