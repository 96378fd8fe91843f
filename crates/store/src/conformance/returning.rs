//! Joining by a click, and the four kinds of return: only the click lifts a stop; imports never do.

use super::{Backend, World, judges, samples};
use crate::{
    Agreed, Ask, AskCase, AskFor, AskKind, By, Change, ChangeSource, Confirm, Confirmed, Edit,
    ImportFate, NewPerson, Person, Wanted, WantedLine,
};
use lagom_model::{
    Cadence, Choices, DeliveryKind, DeliveryState, Ids, MessageClass, PublicId, StopCause,
    StopScope, Timestamp,
};

/// The n-th sample reader asks for a newsletter.
fn wish(world: &World, n: u32, at: Timestamp) -> Ask {
    wish_in(world, n, at, None)
}

/// The same, pressed in a network.
pub(super) fn wish_in(world: &World, n: u32, at: Timestamp, network: Option<&str>) -> Ask {
    let address = samples::address(n);
    Ask {
        what: AskFor::Join {
            address_hash: samples::address_hash(&address),
            address,
            language: "lv".to_owned(),
            zone: samples::zone("Europe/Riga"),
            country: Some("LV".to_owned()),
            wanted: Wanted {
                lines: vec![WantedLine {
                    publication: world.news(),
                    choices: Choices::of(Cadence::Weekly),
                }],
                agreed: vec![Agreed {
                    key: "survey".to_owned(),
                    wording: "You may ask me.".to_owned(),
                }],
                wording: "Send it".to_owned(),
                how: "page".to_owned(),
                address_hash: None,
            },
            network: network.map(str::to_owned),
        },
        sender: world.sender(world.news()),
        at,
    }
}

async fn ask(world: &World, ask: &Ask) -> Option<AskKind> {
    let judge = |case: &AskCase| {
        let kind = if case.stops.is_empty() {
            AskKind::Join
        } else {
            AskKind::Return
        };
        case.asked.is_empty().then_some(kind)
    };
    let asked = world.store.ask(ask, &judge, world.ids.as_ref()).await;
    asked.unwrap()
}

/// What was judged when it was asked for.
pub(super) async fn case(world: &World, ask: &Ask) -> AskCase {
    let seen = std::sync::Mutex::new(None);
    let judge = |case: &AskCase| {
        *seen.lock().unwrap() = Some(case.clone());
        None
    };
    let asked = world.store.ask(ask, &judge, world.ids.as_ref()).await;
    assert_eq!(asked.unwrap(), None);
    seen.into_inner().unwrap().unwrap()
}

/// The subject of the link in the one service message that is due.
async fn subject(world: &World, now: Timestamp) -> PublicId {
    let owner = world.enter(now).await;
    let case = world.probe_one(owner, now).await;
    case.delivery.service.unwrap().subject
}

fn click(world: &World, person: &Person, subject: PublicId, at: Timestamp) -> Confirm {
    Confirm {
        subject,
        change: Change {
            subscriber: person.id,
            revision: Some(person.revision),
            id: world.ids.public_id(),
            source: ChangeSource::Confirmation,
            wording: "Yes".to_owned(),
            edits: vec![Edit::Choose {
                publication: world.news(),
                choices: Choices::of(Cadence::Weekly),
                next_due_at: Some(at.plus(Timestamp::DAY)),
            }],
            at,
        },
        lifts: person
            .facts
            .stops
            .iter()
            .map(|stop| (stop.scope, stop.cause))
            .collect(),
    }
}

/// Carries out what the link in the due message asks for.
async fn confirm(world: &World, now: Timestamp) -> Confirmed {
    let subject = subject(world, now).await;
    let found = world.store.requested(subject).await.unwrap().unwrap();
    let confirm = click(world, &found.person, subject, now);
    world.store.confirm(&confirm).await.unwrap()
}

/// Who is new is added without a confirmation: a message for them, and nothing else.
pub async fn who_asks_is_nobody_until_they_confirm<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let now = samples::START;
    assert_eq!(
        ask(&world, &wish(&world, 1, now)).await,
        Some(AskKind::Join)
    );
    let person = world.person(1).await;
    assert!(!person.facts.confirmed && person.lines.is_empty());
    assert_eq!(person.facts.language, "lv");
    let owner = world.enter(now).await;
    let case = world.probe_one(owner, now).await;
    let row = &case.delivery;
    assert_eq!(
        (row.kind, row.class, row.planned_at),
        (DeliveryKind::Service, MessageClass::Service, now)
    );
    let asked = row.service.clone().unwrap();
    assert_eq!(
        (asked.kind, asked.asked_at, asked.used_at),
        (AskKind::Join, now, None)
    );
    assert_eq!(asked.expires_at, now.plus(7 * Timestamp::DAY));
    assert_eq!(
        case.contact.unwrap().address,
        samples::address(1),
        "it goes to the address"
    );
    // The same again is judged by what was asked before.
    let again = wish(&world, 1, samples::hour(1));
    assert_eq!(case_asked(&world, &again).await, [now]);
    assert_eq!(ask(&world, &again).await, None);
    assert_eq!(world.letters(&[]).await.len(), 1);
    world.is_sound().await;
}

async fn case_asked(world: &World, ask: &Ask) -> Vec<Timestamp> {
    case(world, ask).await.asked
}

/// The click opens the line from now on, records consents, and works once.
pub async fn a_click_lets_in_once<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let now = samples::START;
    world
        .publish(
            world.news(),
            "before",
            vec![samples::article("before")],
            now,
        )
        .await;
    ask(&world, &wish(&world, 1, now)).await.unwrap();
    let subject = subject(&world, now).await;
    let found = world.store.requested(subject).await.unwrap().unwrap();
    let at = samples::hour(1);
    let confirm = click(&world, &found.person, subject, at);
    let Confirmed::Done(person) = world.store.confirm(&confirm).await.unwrap() else {
        panic!("it is carried out");
    };
    assert!(person.facts.confirmed);
    let line = world.line(1, world.news()).await;
    assert_eq!(
        (line.choices.cadence, line.start_seq, line.watermark),
        (Cadence::Weekly, 1, 1)
    );
    let held = world.store.held(person.id).await.unwrap();
    let consents: Vec<_> = held
        .history
        .iter()
        .filter(|one| one.about == "consent")
        .map(|one| (one.detail.clone().unwrap(), one.wording.clone(), one.at))
        .collect();
    assert_eq!(
        consents,
        [
            ("letters".to_owned(), "Send it".to_owned(), at),
            ("survey".to_owned(), "You may ask me.".to_owned(), at)
        ]
    );
    let withdrawn = world.store.withdraw(person.id, "survey", at).await;
    assert!(withdrawn.unwrap());
    let again = world.store.withdraw(person.id, "survey", at).await;
    assert!(!again.unwrap());
    // Once more: nothing.
    let later = click(&world, &person, subject, samples::hour(2));
    let before = world.store.confirm(&later).await.unwrap();
    assert_eq!(before, Confirmed::Before(person));
    world.is_sound().await;
}

/// A link that is too old, or that nobody made, carries nothing out; nor does a change behind its back.
pub async fn old_links_and_conflicts_carry_nothing_out<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let now = samples::START;
    ask(&world, &wish(&world, 1, now)).await.unwrap();
    let subject = subject(&world, now).await;
    let person = world.person(1).await;
    let unknown = click(&world, &person, PublicId(4711), now);
    let gone = world.store.confirm(&unknown).await.unwrap();
    assert_eq!(gone, Confirmed::Gone);
    let mut overtaken = click(&world, &person, subject, now);
    overtaken.change.revision = Some(person.revision + 1);
    assert!(world.store.confirm(&overtaken).await.is_err());
    let late = click(&world, &person, subject, now.plus(7 * Timestamp::DAY));
    assert_eq!(world.store.confirm(&late).await.unwrap(), Confirmed::Gone);
    assert!(!world.person(1).await.facts.confirmed);
}

/// Left, complained, bounced: an import revives none; the click revives each.
pub async fn each_stop_is_lifted_by_the_click_alone<B: Backend>(backend: &B) {
    let kinds = [
        (StopScope::Mailings, StopCause::Own),
        (StopScope::Mailings, StopCause::Complaint),
        (StopScope::Everything, StopCause::HardBounce),
        (StopScope::Everything, StopCause::Own),
    ];
    let world = World::new(backend).await;
    let at = samples::day(40);
    for (n, (scope, cause)) in (1..).zip(kinds) {
        let person = world.join(n, &[(world.news(), Cadence::Weekly)]).await;
        let edits = vec![Edit::Stop { scope, cause }];
        world.change(&person, edits, samples::START).await;
        let import = NewPerson {
            lines: vec![samples::line(world.tech(), Cadence::Weekly)],
            ..samples::reader(n)
        };
        let fates = world.import(&[import], at).await;
        assert_eq!(fates, [ImportFate::Stopped], "{cause:?}");
        assert_eq!(world.person(n).await.facts.stops.len(), 1, "{cause:?}");
        let asked = ask(&world, &wish(&world, n, at)).await;
        assert_eq!(asked, Some(AskKind::Return), "{cause:?}");
        let Confirmed::Done(person) = confirm(&world, at).await else {
            panic!("{cause:?}: it is carried out");
        };
        assert!(person.facts.stops.is_empty(), "{cause:?}");
        // The message was not sent: out of the way of the next.
        let owner = world.enter(at).await;
        world.gate_with(owner, at, &judges::heed_stops(at)).await;
    }
    world.is_sound().await;
}

/// Who was erased can come back by a click, as somebody new; an import can't bring them back, before or after they ask.
pub async fn who_was_erased_comes_back_by_a_click_alone<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::Weekly)]).await;
    let erased = samples::hour(1);
    let ids = world.ids.as_ref();
    world.store.erase(person.id, ids, erased).await.unwrap();
    assert!(world.find(1).await.is_none());
    let import = || async {
        let line = samples::line(world.news(), Cadence::Weekly);
        let person = NewPerson {
            lines: vec![line],
            ..samples::reader(1)
        };
        world.import(&[person], samples::hour(2)).await
    };
    assert_eq!(import().await, [ImportFate::Stopped]);
    assert!(world.find(1).await.is_none(), "an import revives nobody");
    let at = samples::hour(3);
    let seen = case(&world, &wish(&world, 1, at)).await;
    let causes: Vec<_> = seen
        .stops
        .iter()
        .map(|stop| (stop.cause, stop.at))
        .collect();
    assert_eq!(causes, [(StopCause::Erasure, erased)]);
    assert_eq!(
        ask(&world, &wish(&world, 1, at)).await,
        Some(AskKind::Return)
    );
    assert_eq!(import().await, [ImportFate::Stopped]);
    let Confirmed::Done(back) = confirm(&world, at).await else {
        panic!("it is carried out");
    };
    assert_ne!(back.id, person.id, "nobody knows who they were");
    assert!(back.facts.confirmed && back.facts.stops.is_empty());
    // A name of the file fills a blank, as with anybody.
    assert_eq!(import().await, [ImportFate::Filled]);
    world.is_sound().await;
}

/// An erasure takes what names a person, cancels what waits, and leaves the sums.
pub async fn an_erasure_leaves_sums_and_no_name<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let every = Cadence::EveryIssue;
    let person = world.join(1, &[(world.news(), every)]).await;
    world.join(2, &[(world.news(), every)]).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let owner = world.enter(samples::START).await;
    let sent = world.gate(owner, samples::START).await;
    world.accept(owner, &sent, samples::START).await;
    world
        .publish_and_plan(world.news(), "two", samples::day(2))
        .await;
    let ids = world.ids.as_ref();
    let now = samples::day(2);
    let done = world.store.erase(person.id, ids, now).await.unwrap();
    assert_eq!((done.contacts, done.cancelled, done.in_flight), (1, 1, 0));
    for by in [
        By::Public(person.public_id),
        By::Link(person.link),
        By::AddressHash(samples::address_hash(&samples::address(1))),
    ] {
        assert_eq!(world.store.person(&by).await.unwrap(), None, "{by:?}");
    }
    let states: Vec<_> = world
        .letters(&[])
        .await
        .iter()
        .filter(|one| one.row.subscriber == person.id)
        .map(|one| one.state)
        .collect();
    assert_eq!(states.len(), 2, "what counts stays");
    assert!(states.contains(&DeliveryState::Sent));
    assert!(states.contains(&DeliveryState::Cancelled));
    assert!(world.store.erase(person.id, ids, now).await.is_err());
    // The other's letter goes.
    let owner = world.enter(now).await;
    assert_eq!(world.gate(owner, now).await.len(), 1);
    world.is_sound().await;
}

/// A row in flight when its person is erased ends by its own outcome.
pub async fn an_erasure_leaves_what_is_in_flight<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    world
        .publish_and_plan(world.news(), "one", samples::START)
        .await;
    let owner = world.enter(samples::START).await;
    let gated = world.gate_one(owner, samples::START).await;
    let ids = world.ids.as_ref();
    let now = samples::hour(1);
    let done = world.store.erase(person.id, ids, now).await.unwrap();
    assert_eq!((done.cancelled, done.in_flight), (0, 1));
    world.accept(owner, &[gated], now).await;
    let letters = world.letters(&[DeliveryState::Sent]).await;
    assert_eq!(letters.len(), 1);
    world.is_sound().await;
}

/// Who asks and never confirms is forgotten when the link is too old, and is as unknown as before.
pub async fn who_never_confirms_is_forgotten<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let now = samples::START;
    ask(&world, &wish(&world, 1, now)).await.unwrap();
    let ids = world.ids.as_ref();
    let week = now.plus(7 * Timestamp::DAY);
    let early = world.store.forget_unconfirmed(ids, week.plus(-1), 10).await;
    assert_eq!(early.unwrap(), 0);
    let forgotten = world.store.forget_unconfirmed(ids, week, 10).await;
    assert_eq!(forgotten.unwrap(), 1);
    assert!(world.find(1).await.is_none());
    // Nobody is suppressed: an import may add them.
    let fates = world.import(&[samples::reader(1)], week).await;
    assert_eq!(fates, [ImportFate::Added]);
    let again = world.store.forget_unconfirmed(ids, week, 10).await;
    assert_eq!(again.unwrap(), 0);
    world.is_sound().await;
}

/// Whom a file brings is confirmed, also if they asked before and did not confirm; and is not forgotten then.
pub async fn an_import_brings_who_asked_and_did_not_confirm<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let now = samples::START;
    ask(&world, &wish(&world, 1, now)).await.unwrap();
    let line = samples::line(world.news(), Cadence::Weekly);
    let person = NewPerson {
        lines: vec![line],
        ..samples::reader(1)
    };
    let fates = world.import(&[person], samples::hour(1)).await;
    assert_eq!(fates, [ImportFate::Filled]);
    assert!(world.person(1).await.facts.confirmed);
    let ids = world.ids.as_ref();
    let later = now.plus(8 * Timestamp::DAY);
    let forgotten = world.store.forget_unconfirmed(ids, later, 10).await;
    assert_eq!(forgotten.unwrap(), 0);
    world.line(1, world.news()).await;
}

/// A new address takes the old one's place when it confirms; one that is somebody else's never does.
pub async fn a_new_address_must_confirm<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::Weekly)]).await;
    world.join(2, &[(world.news(), Cadence::Weekly)]).await;
    let now = samples::START;
    let to = |n: u32| Ask {
        what: AskFor::Address {
            subscriber: person.id,
            address: samples::address(n),
            address_hash: samples::address_hash(&samples::address(n)),
        },
        sender: world.sender(world.news()),
        at: now,
    };
    assert!(case(&world, &to(2)).await.taken);
    assert!(!case(&world, &to(3)).await.taken);
    let judge = |_: &AskCase| Some(AskKind::Address);
    let ids = world.ids.as_ref();
    world.store.ask(&to(3), &judge, ids).await.unwrap().unwrap();
    let owner = world.enter(now).await;
    let case = world.probe_one(owner, now).await;
    assert_eq!(case.contact.unwrap().address, samples::address(3));
    assert_eq!(world.person(1).await.address, Some(samples::address(1)));
    let subject = case.delivery.service.unwrap().subject;
    let confirm = click(&world, &person, subject, now);
    let Confirmed::Done(moved) = world.store.confirm(&confirm).await.unwrap() else {
        panic!("it is carried out");
    };
    assert_eq!(moved.address, Some(samples::address(3)));
    assert!(world.find(1).await.is_none(), "the old address is gone");
    assert_eq!(world.person(3).await.id, person.id);
}

/// A step-up works once; links that are made new leave the old ones worthless, and known as such.
pub async fn a_step_up_works_once_and_links_can_be_renewed<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::Weekly)]).await;
    let now = samples::START;
    let ask = Ask {
        what: AskFor::StepUp {
            subscriber: person.id,
        },
        sender: world.sender(world.news()),
        at: now,
    };
    let judge = |case: &AskCase| case.confirmed.then_some(AskKind::StepUp);
    let ids = world.ids.as_ref();
    world.store.ask(&ask, &judge, ids).await.unwrap().unwrap();
    let subject = subject(&world, now).await;
    let half = now.plus(30 * Timestamp::MINUTE);
    assert!(world.store.step_up(subject, half).await.unwrap().is_none());
    let used = world.store.step_up(subject, half.plus(-1)).await.unwrap();
    assert_eq!(used.map(|one| one.id), Some(person.id));
    let again = world.store.step_up(subject, half.plus(-1)).await.unwrap();
    assert!(again.is_none(), "it works once");
    assert!(world.store.revoked(person.link).await.unwrap().is_none());
    let new = world.ids.public_id();
    let renewed = world.store.renew_links(person.id, new, now).await;
    renewed.unwrap();
    let by = By::Link(person.link);
    assert_eq!(world.store.person(&by).await.unwrap(), None);
    let now_mine = world.store.person(&By::Link(new)).await.unwrap();
    assert_eq!(now_mine.map(|one| one.id), Some(person.id));
    let revoked = world.store.revoked(person.link).await.unwrap();
    assert_eq!(revoked.map(|one| one.id), Some(person.id));
}

/// A thousand who ask at once for one address are one message.
pub async fn asks_at_once_for_one_address_are_one_message<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let mut asking = Vec::new();
    for _ in 0..4 {
        let world = world.again(backend).await;
        asking.push(tokio::spawn(async move {
            let mut sent = 0;
            for minute in 0..10 {
                let at = samples::START.plus(minute * Timestamp::MINUTE);
                sent += u32::from(ask(&world, &wish(&world, 1, at)).await.is_some());
            }
            sent
        }));
    }
    let mut sent = 0;
    for one in asking {
        sent += one.await.unwrap();
    }
    assert_eq!(sent, 1);
    assert_eq!(world.letters(&[]).await.len(), 1);
    world.is_sound().await;
}
