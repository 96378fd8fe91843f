//! Messages about events: rounds, what is told once, and the reminders that readers ask for.

use super::{Backend, World, judges, samples};
use crate::{
    EventCase, EventMessage, EventReport, EventRequest, EventRound, EventSource, EventVerdict,
    GateCase, GateContext, Leaves, NewLine, RemindChange, Reminder, ReminderMove, ReminderState,
    ReminderStep, RoundReach,
};
use lagom_model::{
    Cadence, Choices, DeliveryKind, DeliveryState, EventStage, Lead, MessageClass, PublicationId,
    Reason, SubscriberId, Tell, Timestamp, Verdict,
};
use std::collections::BTreeSet;
use std::sync::Mutex;

const EVERYBODY: RoundReach = RoundReach {
    everybody: true,
    at_once: false,
    slots_after: None,
    moved: BTreeSet::new(),
};

/// Publishes an issue of the news with one event, and returns the event's key.
async fn list(world: &World, title: &str, starts: Timestamp, at: Timestamp) -> i64 {
    let items = vec![samples::event("fair", starts)];
    world.publish(world.news(), title, items, at).await;
    let listings = world.store.listings(world.news(), 0).await.unwrap();
    listings.last().unwrap().key
}

async fn only_round(world: &World) -> EventRound {
    let rounds = world.store.event_rounds().await.unwrap();
    assert_eq!(rounds.len(), 1);
    rounds[0]
}

async fn plan(
    world: &World,
    source: EventSource,
    now: Timestamp,
    judge: &(dyn Fn(&EventCase) -> EventVerdict + Send + Sync),
) -> EventReport {
    let request = EventRequest {
        source,
        now,
        limit: 100,
    };
    world.store.plan_events(request, judge).await.unwrap()
}

/// What the judge of a round is shown.
async fn shown(world: &World, reach: RoundReach, now: Timestamp) -> Vec<EventCase> {
    let round = only_round(world).await;
    let seen = Mutex::new(Vec::new());
    let look = |case: &EventCase| {
        seen.lock().unwrap().push(case.clone());
        EventVerdict::default()
    };
    plan(world, EventSource::Round(round, reach), now, &look).await;
    seen.into_inner().unwrap()
}

fn tell(world: &World, key: i64, stage: EventStage, until: Timestamp) -> Tell {
    Tell {
        key,
        stage,
        publication: world.news(),
        seq: 1,
        until,
    }
}

fn message(world: &World, case: &EventCase, tell: Tell, now: Timestamp) -> EventMessage {
    EventMessage {
        sender: world.sender(world.news()),
        class: MessageClass::Event,
        local_date: case.person.zone.date(now),
        due_at: now,
        tells: vec![tell],
    }
}

fn announcing(
    world: &World,
    key: i64,
    until: Timestamp,
    now: Timestamp,
) -> impl Fn(&EventCase) -> EventVerdict + Send + Sync {
    let tell = tell(world, key, EventStage::Announced, until);
    move |case| EventVerdict {
        messages: vec![message(world, case, tell, now)],
        reminders: Vec::new(),
    }
}

/// A reader of the news, weekly, to whom an event was announced alone; the message is planned.
async fn announced(world: &World, people: u32) -> (SubscriberId, i64, Timestamp) {
    let person = world.join(1, &[(world.news(), Cadence::Weekly)]).await;
    let starts = samples::day(5);
    let key = list(world, "one", starts, samples::START).await;
    let source = EventSource::Round(only_round(world).await, EVERYBODY);
    let judge = announcing(world, key, starts, samples::START);
    let report = plan(world, source, samples::START, &judge).await;
    assert_eq!(
        (report.people, report.messages, report.done),
        (people, people, true)
    );
    (person.id, key, starts)
}

async fn reminder(world: &World, person: SubscriberId) -> Reminder {
    let mut reminders = world.store.reminders(person).await.unwrap();
    assert_eq!(reminders.len(), 1);
    reminders.remove(0)
}

fn wish(
    world: &World,
    person: SubscriberId,
    key: i64,
    due: Option<(Timestamp, Timestamp)>,
) -> RemindChange {
    RemindChange {
        subscriber: person,
        key,
        lead: Lead::Day,
        publication: world.news(),
        due,
        at: samples::START,
    }
}

/// Only an issue that lists an event still to come opens a round.
pub async fn an_issue_with_events_opens_a_round<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (news, at) = (world.news(), samples::day(3));
    world
        .publish(news, "one", vec![samples::article("a")], at)
        .await;
    let over = samples::event("over", samples::day(2));
    world.publish(news, "two", vec![over], at).await;
    assert!(world.store.event_rounds().await.unwrap().is_empty());
    list(&world, "three", samples::day(9), at).await;
    let round = only_round(&world).await;
    assert_eq!((round.publication, round.at, round.after), (news, at, 0));
    assert_eq!((round.from_seq, round.to_seq), (2, 3));
    let next = world.store.upcoming().await.unwrap().unwrap();
    assert_eq!(next.at, at);
}

fn weekly(publication: PublicationId, at_once: bool, next: Option<Timestamp>) -> Vec<NewLine> {
    let mut line = samples::line(publication, Cadence::Weekly);
    line.choices = Choices {
        tell_at_once: at_once,
        ..line.choices
    };
    line.next_due_at = next;
    vec![line]
}

/// A round walks past whom it does not reach.
pub async fn a_round_reaches_whom_it_names<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let news = world.news();
    let near = world
        .join_with(1, weekly(news, false, Some(samples::day(1))))
        .await;
    let far = world
        .join_with(2, weekly(news, false, Some(samples::day(6))))
        .await;
    let at_once = world
        .join_with(3, weekly(news, true, Some(samples::day(1))))
        .await;
    let every = world.join(4, &[(news, Cadence::EveryIssue)]).await;
    world.join(5, &[(world.post(), Cadence::Weekly)]).await;
    let all = [near.id, far.id, at_once.id, every.id];
    let reaches = [
        (EVERYBODY, all.to_vec()),
        (
            RoundReach {
                at_once: true,
                ..RoundReach::default()
            },
            vec![at_once.id],
        ),
        (
            RoundReach {
                slots_after: Some(samples::day(5)),
                ..RoundReach::default()
            },
            vec![far.id],
        ),
        (RoundReach::default(), Vec::new()),
    ];
    for (nth, (reach, expected)) in reaches.into_iter().enumerate() {
        let at = samples::hour(i64::try_from(nth).unwrap());
        list(&world, &format!("issue {nth}"), samples::day(7), at).await;
        let cases = shown(&world, reach, at).await;
        let people: Vec<_> = cases.iter().map(|case| case.subscriber).collect();
        assert_eq!(people, expected);
        assert!(cases.iter().all(|case| case.told.is_empty()));
        assert!(world.store.event_rounds().await.unwrap().is_empty());
    }
}

/// An event is announced alone once, whoever plans it again; letters then know of it.
pub async fn an_event_is_told_alone_once<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (person, key, starts) = announced(&world, 1).await;
    let planned = world.letters(&[DeliveryState::Planned]).await;
    assert_eq!(planned.len(), 1);
    let row = &planned[0].row;
    assert_eq!(
        (row.subscriber, row.kind, row.class),
        (person, DeliveryKind::Event, MessageClass::Event)
    );
    assert_eq!(
        row.tells,
        [tell(&world, key, EventStage::Announced, starts)]
    );
    assert!(row.parts.is_empty());
    // Listed again, and judged as if nobody knew.
    list(&world, "two", starts, samples::hour(1)).await;
    let source = EventSource::Round(only_round(&world).await, EVERYBODY);
    let judge = announcing(&world, key, starts, samples::hour(1));
    let report = plan(&world, source, samples::hour(1), &judge).await;
    assert_eq!((report.people, report.messages), (1, 0));
    let owner = world.enter(samples::hour(2)).await;
    let sent = world.gate_one(owner, samples::hour(2)).await;
    assert_eq!(sent.case.delivery.tells.len(), 1);
    world.accept(owner, &[sent], samples::hour(2)).await;
    world.plan_slots(samples::day(8), 10).await;
    world.is_sound().await;
}

/// What a message about events did not tell is not announced: its letters may bring it.
pub async fn a_message_that_does_not_go_announces_nothing<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    for n in 2..=3 {
        world.join(n, &[(world.news(), Cadence::Weekly)]).await;
    }
    announced(&world, 3).await;
    let gone = Mutex::new(0);
    let end = |_: &GateContext, _: &GateCase| {
        let mut gone = gone.lock().unwrap();
        *gone += 1;
        let (parts, lines) = (Vec::new(), Vec::new());
        match *gone {
            1 => judges::end(Verdict::Expire, judges::expired(parts, lines)),
            2 => judges::end(Verdict::Suppress, Leaves::Cancelled { parts, lines }),
            _ => {
                let (into, carry) = (samples::day(1), Vec::new());
                judges::end(Verdict::Fold { into }, Leaves::Folded { carry, lines })
            }
        }
    };
    let owner = world.enter(samples::hour(2)).await;
    world.gate_with(owner, samples::hour(2), &end).await;
    list(&world, "two", samples::day(5), samples::hour(3)).await;
    let cases = shown(&world, EVERYBODY, samples::hour(3)).await;
    assert_eq!(cases.len(), 3);
    for case in cases {
        assert!(case.told.is_empty(), "{:?}", case.told);
    }
}

/// Who was told alone is known, and whether the message has gone.
pub async fn what_was_told_is_known<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let (_, key, _) = announced(&world, 1).await;
    list(&world, "two", samples::day(6), samples::hour(1)).await;
    let told = shown(&world, EVERYBODY, samples::hour(1))
        .await
        .remove(0)
        .told;
    assert_eq!(told.len(), 1);
    assert_eq!(
        (told[0].key, told[0].mark.as_str(), told[0].gone),
        (key, "announced", false)
    );
    let owner = world.enter(samples::hour(2)).await;
    let sent = world.gate_one(owner, samples::hour(2)).await;
    world.accept(owner, &[sent], samples::hour(2)).await;
    list(&world, "three", samples::day(7), samples::hour(3)).await;
    let told = shown(&world, EVERYBODY, samples::hour(3))
        .await
        .remove(0)
        .told;
    assert!(told[0].gone);
}

/// Of a moved event it is known whom letters brought it; who was brought the moved listing knows.
pub async fn who_had_an_event_is_known<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let news = world.news();
    let had = world.join(1, &[(news, Cadence::EveryIssue)]).await;
    let not = world.join(2, &[(news, Cadence::Weekly)]).await;
    let key = list(&world, "one", samples::day(5), samples::START).await;
    shown(&world, RoundReach::default(), samples::START).await;
    world.plan(samples::START).await;
    let owner = world.enter(samples::START).await;
    let sent = world.gate_one(owner, samples::START).await;
    world.accept(owner, &[sent], samples::START).await;
    let moved = RoundReach {
        moved: BTreeSet::from([key]),
        ..EVERYBODY
    };
    list(&world, "two", samples::day(6), samples::hour(1)).await;
    let round = only_round(&world).await;
    let by_person = |cases: Vec<EventCase>| {
        let pairs = cases.into_iter().map(|case| (case.subscriber, case.had));
        pairs.collect::<Vec<_>>()
    };
    let cases = shown(&world, moved.clone(), samples::hour(1)).await;
    assert_eq!(
        by_person(cases),
        [(had.id, vec![key]), (not.id, Vec::new())]
    );
    // The letter with the moved listing goes, and the round is walked again.
    world.plan(samples::hour(1)).await;
    let sent = world.gate_one(owner, samples::hour(2)).await;
    world.accept(owner, &[sent], samples::hour(2)).await;
    let seen = Mutex::new(Vec::new());
    let look = |case: &EventCase| {
        seen.lock().unwrap().push(case.clone());
        EventVerdict::default()
    };
    let again = EventRound { after: 0, ..round };
    let source = EventSource::Round(again, moved);
    plan(&world, source, samples::hour(3), &look).await;
    for case in seen.into_inner().unwrap() {
        assert!(case.had.is_empty());
    }
}

/// A reminder waits for its instant, becomes a message, and can be taken back until that goes.
pub async fn a_reminder_is_planned_when_it_is_due<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::Weekly)]).await.id;
    let (due, until) = (samples::day(4), samples::day(5));
    let set = wish(&world, person, 77, Some((due, until)));
    assert!(world.store.remind(&set).await.unwrap());
    assert!(
        !world.store.remind(&set).await.unwrap(),
        "it is set already"
    );
    let one = reminder(&world, person).await;
    assert_eq!(
        (one.key, one.lead, one.due_at, one.until),
        (77, Lead::Day, due, until)
    );
    assert_eq!(one.state, ReminderState::Open);
    assert_eq!(world.store.upcoming().await.unwrap().unwrap().at, due);
    let tell = tell(&world, 77, EventStage::DayBefore, until);
    let judge = |case: &EventCase| EventVerdict {
        messages: vec![EventMessage {
            class: MessageClass::Service,
            ..message(&world, case, tell, due)
        }],
        reminders: vec![ReminderStep {
            key: 77,
            lead: Lead::Day,
            becomes: ReminderMove::Planned { message: 0 },
        }],
    };
    let early = plan(&world, EventSource::Reminders, due.plus(-1), &judge).await;
    assert_eq!((early.people, early.done), (0, true));
    let report = plan(&world, EventSource::Reminders, due, &judge).await;
    assert_eq!((report.people, report.messages), (1, 1));
    let again = plan(&world, EventSource::Reminders, due, &judge).await;
    assert_eq!(again.messages, 0);
    let row = world.letters(&[DeliveryState::Planned]).await.remove(0).row;
    let one = reminder(&world, person).await;
    assert_eq!(
        (one.state, one.delivery),
        (ReminderState::Planned, Some(row.id))
    );
    assert_eq!(row.tells, [tell]);
    let back = wish(&world, person, 77, None);
    assert!(world.store.remind(&back).await.unwrap());
    assert!(!world.store.remind(&back).await.unwrap());
    let row = world.letters(&[DeliveryState::Planned]).await.remove(0).row;
    assert!(row.tells.is_empty(), "it says no more what was taken back");
    assert!(world.store.remind(&set).await.unwrap(), "asked for again");
}

/// Reminders move with their event, and end with a reason.
pub async fn reminders_move_and_end<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::Weekly)]).await.id;
    let (due, until) = (samples::day(4), samples::day(5));
    let key = list(&world, "one", until, samples::START).await;
    let set = wish(&world, person, key, Some((due, until)));
    world.store.remind(&set).await.unwrap();
    let step = |becomes: ReminderMove| {
        move |case: &EventCase| {
            assert_eq!(case.reminders.len(), 1);
            EventVerdict {
                messages: Vec::new(),
                reminders: vec![ReminderStep {
                    key,
                    lead: Lead::Day,
                    becomes: becomes.clone(),
                }],
            }
        }
    };
    let later = ReminderMove::Waits {
        due_at: samples::day(8),
        until: samples::day(9),
    };
    let source = EventSource::Round(only_round(&world).await, EVERYBODY);
    plan(&world, source, samples::START, &step(later)).await;
    let one = reminder(&world, person).await;
    assert_eq!((one.due_at, one.until), (samples::day(8), samples::day(9)));
    list(&world, "two", samples::day(9), samples::hour(1)).await;
    let source = EventSource::Round(only_round(&world).await, EVERYBODY);
    let ends = ReminderMove::Ends(Reason::EventCancelled);
    plan(&world, source, samples::hour(1), &step(ends)).await;
    let one = reminder(&world, person).await;
    assert_eq!(
        (one.state, one.reason),
        (ReminderState::Ended, Some(Reason::EventCancelled))
    );
}

/// A due reminder that the judge does not name is ended, or it would be due for ever.
pub async fn a_due_reminder_that_nobody_names_is_ended<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::Weekly)]).await.id;
    let due = Some((samples::day(4), samples::day(5)));
    let set = wish(&world, person, 7, due);
    world.store.remind(&set).await.unwrap();
    let silent = |_: &EventCase| EventVerdict::default();
    plan(&world, EventSource::Reminders, samples::day(4), &silent).await;
    assert_eq!(reminder(&world, person).await.state, ReminderState::Ended);
}

/// The newest listing of an event is found by its key, in each publication that lists it.
pub async fn an_event_is_found_by_its_key<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let key = list(&world, "one", samples::day(5), samples::START).await;
    list(&world, "two", samples::day(6), samples::hour(1)).await;
    let items = vec![
        samples::article("a"),
        samples::event("fair", samples::day(7)),
    ];
    world
        .publish(world.post(), "three", items, samples::hour(2))
        .await;
    let found = world.store.event(key).await.unwrap();
    let told: Vec<_> = found
        .iter()
        .map(|one| (one.publication, one.listing.seq, one.listing.expires_at))
        .collect();
    let mut expected = vec![
        (world.news(), 2, Some(samples::day(6))),
        (world.post(), 2, Some(samples::day(7))),
    ];
    expected.sort_unstable();
    assert_eq!(told, expected);
    assert!(world.store.event(key + 1).await.unwrap().is_empty());
}
