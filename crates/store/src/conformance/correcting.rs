//! Corrections: an issue says something else, and who was brought what it said before is found, once.

use super::world::is_sending;
use super::{Backend, World, judges, samples};
use crate::{
    After, Brought, Corrected, Correction, CorrectionRound, EventCase, EventMessage, EventReport,
    EventRequest, EventSource, EventVerdict, GateCase, GateContext, Gated, IssueMove, IssueRow,
    Leaves, Owner, Result, StoreError,
};
use lagom_model::{
    Cadence, DeliveryKind, DeliveryState, EventStage, IssueId, ItemContent, MessageClass, Outcome,
    Reason, Seq, Tell, Timestamp,
};
use std::sync::Mutex;

/// What takes the place of an issue, told at noon of the first day.
fn correction(issue: IssueId, items: Vec<ItemContent>, changed: &[u32]) -> Correction {
    Correction {
        issue,
        edition: samples::edition("put right", items),
        source: "# put right\n".to_owned(),
        expires_at: Vec::new(),
        changed: changed.to_vec(),
        because: Some("It was wrong.".to_owned()),
        at: samples::hour(5),
    }
}

async fn correct(world: &World, correction: Correction) -> Result<Corrected> {
    world.store.correct(correction, samples::hour(4)).await
}

async fn row(world: &World, issue: IssueId) -> IssueRow {
    world.store.issues_by_id(&[issue]).await.unwrap().remove(0)
}

fn is_wrong_state<T>(result: &Result<T>) -> bool {
    matches!(result, Err(StoreError::WrongState { .. }))
}

/// An issue of the news with two articles, which is out.
async fn two_articles(world: &World) -> IssueId {
    let items = vec![samples::article("a"), samples::article("b")];
    let published = world.publish(world.news(), "one", items, samples::START);
    published.await.issue
}

/// What the second of its articles should have said.
fn second_put_right() -> Vec<ItemContent> {
    vec![samples::article("a"), samples::article("c")]
}

async fn rounds(world: &World, now: Timestamp) -> Vec<CorrectionRound> {
    world.store.corrections(now).await.unwrap()
}

async fn walk(
    world: &World,
    round: &CorrectionRound,
    judge: &(dyn Fn(&EventCase) -> EventVerdict + Send + Sync),
) -> EventReport {
    let request = EventRequest {
        source: EventSource::Correction(round.clone()),
        now: round.at,
        limit: 100,
    };
    world.store.plan_events(request, judge).await.unwrap()
}

/// Writes to everybody who was brought something; who was shown to the judge, and with what.
async fn tell(world: &World, round: &CorrectionRound) -> Vec<EventCase> {
    let seen = Mutex::new(Vec::new());
    let judge = |case: &EventCase| {
        seen.lock().unwrap().push(case.clone());
        let message = EventMessage {
            sender: world.sender(round.publication),
            class: MessageClass::Service,
            local_date: case.person.zone.date(round.at),
            due_at: round.at,
            tells: vec![Tell {
                key: round.issue,
                stage: EventStage::Corrected,
                publication: round.publication,
                seq: round.wrong[0],
                until: Timestamp::MAX,
            }],
        };
        EventVerdict {
            messages: Some(message)
                .filter(|_| !case.brought.is_empty())
                .into_iter()
                .collect(),
            reminders: Vec::new(),
        }
    };
    walk(world, round, &judge).await;
    seen.into_inner().unwrap()
}

/// Brought in a part: these places in the sequence.
fn parts(case: &EventCase) -> Vec<Vec<Seq>> {
    let parts = case.brought.iter().filter_map(|brought| match brought {
        Brought::Part { seqs, .. } => Some(seqs.clone()),
        Brought::Item(_) => None,
    });
    parts.collect()
}

/// A draft, and what is scheduled, simply say something else.
pub async fn what_nobody_was_brought_is_replaced<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let items = vec![samples::article("a")];
    let draft = world
        .draft(world.news(), "one", items, samples::START)
        .await;
    let corrected = correct(&world, correction(draft.id, second_put_right(), &[]))
        .await
        .unwrap();
    assert_eq!(corrected.letters_at, None);
    let now = row(&world, draft.id).await;
    assert_eq!((now.title.as_str(), now.revision), ("put right", 2));
    assert_eq!((now.edition.items.len(), now.corrected), (2, None));
    let same = correct(&world, correction(draft.id, second_put_right(), &[])).await;
    assert!(is_wrong_state(&same), "it says that already");
    assert!(is_wrong_state(
        &world
            .store
            .take_back_correction(draft.id, samples::hour(4))
            .await
    ));
    let other = world
        .draft(world.news(), "two", vec![], samples::START)
        .await;
    let taken = correct(&world, correction(other.id, vec![], &[])).await;
    assert!(is_wrong_state(&taken), "another issue has this text");
    let step = IssueMove::Withdraw;
    world
        .store
        .move_issue(other.id, step, samples::START)
        .await
        .unwrap();
    let gone = Correction {
        source: "# three\n".to_owned(),
        ..correction(other.id, vec![], &[])
    };
    assert!(is_wrong_state(&correct(&world, gone).await));
    assert!(rounds(&world, samples::day(9)).await.is_empty());
}

/// What is out keeps what it said, says the new from then on to gates and pages, and is corrected once.
pub async fn what_is_out_is_corrected_once<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let issue = two_articles(&world).await;
    let corrected = correct(&world, correction(issue, second_put_right(), &[1])).await;
    let corrected = corrected.unwrap();
    assert_eq!(
        (corrected.letters_at, corrected.wrong),
        (Some(samples::hour(5)), vec![1])
    );
    let now = row(&world, issue).await;
    assert_eq!((now.title.as_str(), now.revision), ("put right", 2));
    let kept = now.corrected.clone().unwrap();
    assert_eq!(kept.because.as_deref(), Some("It was wrong."));
    assert_eq!(kept.before.title, "one");
    let was = now.as_it_was();
    assert_eq!((was.title.as_str(), was.revision), ("one", 1));
    let listings = world.store.listings(world.news(), 0).await.unwrap();
    assert_eq!(listings.len(), 2, "positions were given already");
    let again = Correction {
        source: "# put right again\n".to_owned(),
        ..correction(issue, second_put_right(), &[0])
    };
    assert!(is_wrong_state(&correct(&world, again).await));
    let next = world.store.upcoming().await.unwrap().unwrap();
    assert_eq!(next.at, samples::START, "a release is open");

    world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    world
        .publish_and_plan(world.news(), "two", samples::day(1))
        .await;
    let owner = world.enter(samples::day(1)).await;
    let seen = Mutex::new(GateContext::default());
    let look = |context: &GateContext, case: &GateCase| {
        seen.lock().unwrap().clone_from(context);
        judges::wait_until(case.delivery.due_at)
    };
    world.gate_with(owner, samples::day(1), &look).await;
    let context = seen.into_inner().unwrap();
    let [here] = context.corrected.as_slice() else {
        panic!("{:?}", context.corrected);
    };
    assert_eq!(
        (here.issue, here.revision, here.changed.as_slice()),
        (issue, 2, &[1][..])
    );
}

/// It is taken back whole until somebody was written to; held back while its issue is on hold.
pub async fn a_correction_is_taken_back_until_it_is_told<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let issue = two_articles(&world).await;
    correct(&world, correction(issue, second_put_right(), &[1]))
        .await
        .unwrap();
    let back = world
        .store
        .take_back_correction(issue, samples::hour(4))
        .await;
    let back = back.unwrap();
    assert_eq!(
        (back.title.as_str(), back.revision, back.corrected),
        ("one", 3, None)
    );
    correct(&world, correction(issue, second_put_right(), &[1]))
        .await
        .unwrap();
    assert!(
        rounds(&world, samples::hour(4)).await.is_empty(),
        "the minutes of grace"
    );
    let hold = |step| world.store.move_issue(issue, step, samples::hour(5));
    hold(IssueMove::Hold).await.unwrap();
    assert!(rounds(&world, samples::hour(6)).await.is_empty());
    hold(IssueMove::GoOn).await.unwrap();
    let round = rounds(&world, samples::hour(6)).await.remove(0);
    assert_eq!((round.revision, round.wrong.as_slice()), (4, &[2][..]));
    tell(&world, &round).await;
    assert!(rounds(&world, samples::hour(6)).await.is_empty());
    let late = world
        .store
        .take_back_correction(issue, samples::hour(6))
        .await;
    assert!(is_wrong_state(&late));
}

/// Four readers whose letters of one issue are sent, held, failed and planned again.
async fn four_ends(world: &World) -> (IssueId, Owner, Vec<Gated>) {
    for n in 1..=4 {
        world.join(n, &[(world.news(), Cadence::EveryIssue)]).await;
    }
    let issue = two_articles(world).await;
    world.plan(samples::START).await;
    let owner = world.enter(samples::START).await;
    let mut gated = world.gate(owner, samples::START).await;
    gated.sort_by_key(|one| one.case.delivery.subscriber);
    assert!(gated.iter().all(is_sending));
    (issue, owner, gated)
}

async fn end(world: &World, owner: Owner, gated: &Gated, outcome: Outcome, after: After) {
    world
        .record(owner, gated, outcome, after, samples::hour(3))
        .await;
}

/// Who has it, and who may have it, is written to once; who has it not, and who gets it later, never. Nobody is, while what went
/// before is in flight.
pub async fn who_was_brought_what_was_wrong_is_found<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (issue, owner, gated) = four_ends(&world).await;
    correct(&world, correction(issue, second_put_right(), &[1]))
        .await
        .unwrap();
    assert!(
        rounds(&world, samples::hour(6)).await.is_empty(),
        "four are in flight"
    );
    let again = After::Planned {
        due_at: samples::day(1),
        reason: Reason::RunPaused,
    };
    let ends = [
        (Outcome::Accepted, After::Sent),
        (Outcome::Unknown, After::Held(Reason::OutcomeUnknown)),
        (
            Outcome::Refused,
            After::Failed(Reason::Refused { code: 550 }),
        ),
        (Outcome::TryLater, again),
    ];
    for (gated, (outcome, after)) in gated.iter().zip(ends) {
        end(&world, owner, gated, outcome, after).await;
    }
    world.join(5, &[(world.news(), Cadence::EveryIssue)]).await;
    let round = rounds(&world, samples::hour(6)).await.remove(0);
    let cases = tell(&world, &round).await;
    let brought: Vec<_> = cases
        .iter()
        .map(|case| (case.subscriber, parts(case)))
        .collect();
    let person = |nth: usize| gated[nth].case.delivery.subscriber;
    assert_eq!(
        brought,
        [
            (person(0), vec![vec![2]]),
            (person(1), vec![vec![2]]),
            (person(2), vec![]),
            (person(3), vec![])
        ]
    );
    let told = world.letters(&[DeliveryState::Planned]).await;
    let mut told: Vec<_> = told
        .iter()
        .filter(|view| view.row.kind == DeliveryKind::Event)
        .map(|view| (view.row.subscriber, view.row.class))
        .collect();
    told.sort_unstable();
    let service = MessageClass::Service;
    assert_eq!(told, [(person(0), service), (person(1), service)]);
    assert!(rounds(&world, samples::day(9)).await.is_empty());
    // A round that was not moved on, as after a crash, tells nobody twice.
    tell(&world, &round).await;
    let planned = world.letters(&[DeliveryState::Planned]).await;
    assert_eq!(
        planned.len(),
        3,
        "two corrections and the letter to try again"
    );
    world.is_sound().await;
}

/// What passed its gate after the correction brought what is right.
pub async fn what_went_put_right_was_not_wrong<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    let issue = two_articles(&world).await;
    world.plan(samples::START).await;
    correct(&world, correction(issue, second_put_right(), &[1]))
        .await
        .unwrap();
    let owner = world.enter(samples::hour(4)).await;
    let pinned = |context: &GateContext, case: &GateCase| {
        let mut verdict = judges::send(context, case, samples::hour(4));
        if let Leaves::Sending { pins, .. } = &mut verdict.leaves {
            pins.revisions = vec![(issue, 2)];
        }
        verdict
    };
    let gated = world.gate_one_with(owner, samples::hour(4), &pinned).await;
    world.accept(owner, &[gated], samples::hour(4)).await;
    let round = rounds(&world, samples::hour(6)).await.remove(0);
    let cases = tell(&world, &round).await;
    assert_eq!(cases.len(), 1);
    assert!(cases[0].brought.is_empty(), "{:?}", cases[0].brought);
}

/// An item that a letter left out was not brought by it, but by the letter that took it along.
pub async fn what_was_passed_over_was_not_brought<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    let issue = two_articles(&world).await;
    world.plan(samples::START).await;
    let owner = world.enter(samples::START).await;
    let news = world.news();
    let without = |context: &GateContext, case: &GateCase| {
        let mut verdict = judges::send(context, case, samples::START);
        if let Leaves::Sending { carry, .. } = &mut verdict.leaves {
            carry.push((news, 2));
        }
        verdict
    };
    let gated = world.gate_one_with(owner, samples::START, &without).await;
    world.accept(owner, &[gated], samples::START).await;
    let before = world.store.trial().await.unwrap();
    before
        .correct(
            correction(issue, second_put_right(), &[1]),
            samples::hour(4),
        )
        .await
        .unwrap();
    let trial = World {
        store: before,
        ..world.clone()
    };
    let round = rounds(&trial, samples::hour(6)).await.remove(0);
    assert!(parts(&tell(&trial, &round).await[0]).concat().is_empty());
    drop(trial);

    world.publish_and_plan(news, "two", samples::day(1)).await;
    let gated = world.gate_one(owner, samples::day(1)).await;
    world.accept(owner, &[gated], samples::day(1)).await;
    let late = Correction {
        at: samples::day(2),
        ..correction(issue, second_put_right(), &[1])
    };
    world.store.correct(late, samples::day(2)).await.unwrap();
    let round = rounds(&world, samples::day(2)).await.remove(0);
    let cases = tell(&world, &round).await;
    assert!(
        cases[0].brought.contains(&Brought::Item(2)),
        "{:?}",
        cases[0].brought
    );
    assert!(parts(&cases[0]).concat().is_empty());
}
