//! A crowd: a batch of planning so large that it is worked on in several groups at once, with pages and gates in between.

use super::latch::{Latch, MOMENT, PATIENCE};
use super::{Backend, World, judges, samples};
use crate::{Changed, Edit, NewPerson, PlanCase, PlanReport, PlanSource};
use lagom_model::{Cadence, DeliveryState, StopCause, StopScope, SubscriberId};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::task::JoinHandle;

/// A batch that may be planned in two halves, each larger than what is locked while its first are judged.
const CROWD: u32 = 4_000;
/// Somebody of the first half who is not yet locked then.
const LATE: u32 = CROWD / 2;

/// Whose zone and stops a planner saw: whether the person lived in Tokyo, and how many stops there were.
type Seen = Arc<Mutex<BTreeMap<SubscriberId, (bool, usize)>>>;

async fn ends<T>(task: JoinHandle<T>) -> T {
    let ended = tokio::time::timeout(PATIENCE, task).await;
    ended.expect("it ends when the lock is free").unwrap()
}

/// People with a line of the news, and something new in it.
async fn crowd(world: &World, people: u32) {
    let people: Vec<_> = (1..=people)
        .map(|n| NewPerson {
            lines: vec![samples::line(world.news(), Cadence::EveryIssue)],
            ..samples::reader(n)
        })
        .collect();
    world.import(&people, samples::START).await;
    let item = vec![samples::article("a")];
    world
        .publish(world.news(), "one", item, samples::START)
        .await;
}

/// Plans the release in one batch, and notes what is seen; stops at the latch with one person.
fn plan_at(
    world: &World,
    seen: &Seen,
    latch: &Arc<Latch>,
    with: SubscriberId,
) -> JoinHandle<PlanReport> {
    let (world, seen, latch) = (world.clone(), Arc::clone(seen), Arc::clone(latch));
    tokio::spawn(async move {
        let release = world.store.releases().await.unwrap()[0];
        let plain = judges::release(release, samples::START);
        let judge = move |case: &PlanCase| {
            if case.subscriber == with {
                latch.pass();
            }
            let tokyo = case.person.zone == samples::zone("Asia/Tokyo");
            let fact = (tokyo, case.person.stops.len());
            seen.lock().unwrap().insert(case.subscriber, fact);
            plain(case)
        };
        let source = PlanSource::Release(release);
        world.plan_with(source, samples::START, CROWD, &judge).await
    })
}

/// A page on which the n-th reader moves to Tokyo and stops everything.
fn page(world: &World, n: u32) -> JoinHandle<Changed> {
    let world = world.clone();
    tokio::spawn(async move {
        let person = world.person(n).await;
        let zone = Edit::Zone {
            zone: samples::zone("Asia/Tokyo"),
        };
        let stop = Edit::Stop {
            scope: StopScope::Everything,
            cause: StopCause::Own,
        };
        let edits = vec![zone, stop];
        world.change(&person, edits, samples::START).await.1
    })
}

/// Who is being planned is not changed meanwhile: the page waits. Who is not yet locked is changed at once where people are
/// locked, and judged as changed; where there is one writer, the page waits too. Either way nothing is lost.
pub async fn a_page_waits_for_the_planner_or_wins<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    crowd(&world, CROWD).await;
    let (first, late) = (world.person(1).await.id, world.person(LATE).await.id);
    let pages = world.again(backend).await;
    let (seen, latch) = (Seen::default(), Arc::new(Latch::default()));
    let plan = plan_at(&world, &seen, &latch, first);
    latch.arrival().await;
    let waits = page(&pages, 1);
    tokio::time::sleep(MOMENT).await;
    assert!(!waits.is_finished(), "a page waits for who is planned");
    let wins = page(&world.again(backend).await, LATE);
    if B::SKIPS_LOCKED {
        ends(wins).await;
        latch.open();
    } else {
        tokio::time::sleep(MOMENT).await;
        assert!(!wins.is_finished(), "the one writer is taken");
        latch.open();
        ends(wins).await;
    }
    let report = ends(plan).await;
    assert_eq!((report.people, report.letters), (CROWD, CROWD));
    ends(waits).await;
    let seen = seen.lock().unwrap().clone();
    assert_eq!(seen[&first], (false, 0));
    let changed = if B::SKIPS_LOCKED {
        (true, 1)
    } else {
        (false, 0)
    };
    assert_eq!(seen[&late], changed);
    for n in [1, LATE] {
        let facts = world.person(n).await.facts;
        assert_eq!(facts.zone, samples::zone("Asia/Tokyo"));
        assert_eq!(facts.stops.len(), 1, "reader {n}");
    }
    world.is_sound().await;
}

/// A planner that waited for a person judges what then stands: the person's own row and all others.
pub async fn what_a_planner_waited_for_is_what_it_judges<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let lines = [world.news(), world.post()].map(|line| (line, Cadence::EveryIssue));
    let person = world.join(1, &lines).await;
    world
        .publish_and_plan(world.post(), "one", samples::START)
        .await;
    let item = vec![samples::article("b")];
    world
        .publish(world.news(), "two", item, samples::START)
        .await;
    let gate_latch = Arc::new(Latch::default());
    let owner = world.enter(samples::START).await;
    let gate = {
        let (world, latch) = (world.clone(), Arc::clone(&gate_latch));
        tokio::spawn(async move {
            let send = judges::send_all(samples::START);
            let judge = |context: &crate::GateContext, case: &crate::GateCase| {
                latch.pass();
                send(context, case)
            };
            world.gate_with(owner, samples::START, &judge).await
        })
    };
    gate_latch.arrival().await;
    // The page asks first, the planner after it; both wait for the gate.
    let pages = world.again(backend).await;
    let page = page(&pages, 1);
    tokio::time::sleep(MOMENT).await;
    let (seen, open) = (Seen::default(), Arc::new(Latch::default()));
    open.open();
    let planner = world.again(backend).await;
    let plan = plan_at(&planner, &seen, &open, person.id);
    tokio::time::sleep(MOMENT).await;
    gate_latch.open();
    ends(gate).await;
    ends(page).await;
    assert_eq!(ends(plan).await.people, 1);
    let seen = seen.lock().unwrap()[&person.id];
    // Where there is one writer, whose turn is next is anybody's; but nobody sees half of a change.
    let whole = if B::SKIPS_LOCKED {
        seen == (true, 1)
    } else {
        seen == (true, 1) || seen == (false, 0)
    };
    assert!(whole, "{seen:?}");
    world.is_sound().await;
}

/// Two planners at once, each in batches of several groups, plan each person once.
pub async fn two_planners_in_a_crowd_plan_each_person_once<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    crowd(&world, 1_300).await;
    let planner = |world: World| async move {
        for _ in 0..100 {
            let Some(release) = world.store.releases().await.unwrap().first().copied() else {
                return;
            };
            let request = crate::PlanRequest {
                source: PlanSource::Release(release),
                now: samples::START,
                limit: 1_200,
            };
            let judge = judges::release(release, samples::START);
            if let Err(error) = world.store.plan(request, &judge).await {
                assert!(error.is_transient(), "{error}");
            }
        }
        panic!("planning comes to no end");
    };
    let one = tokio::spawn(planner(world.clone()));
    let two = tokio::spawn(planner(world.again(backend).await));
    ends(one).await;
    ends(two).await;
    let letters = world.letters(&[DeliveryState::Planned]).await;
    let mut who: Vec<_> = letters.iter().map(|one| one.row.subscriber).collect();
    who.sort_unstable();
    who.dedup();
    assert_eq!((letters.len(), who.len()), (1_300, 1_300));
    world.is_sound().await;
}
