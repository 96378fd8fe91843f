//! What people choose: a change ends a row and starts another, all of it or nothing; undo.

use super::{Backend, World, samples};
use crate::{Change, Edit, Person, StoreError};
use chrono::NaiveDate;
use lagom_model::facts::OwnLimit;
use lagom_model::{
    Cadence, Choices, Form, Ids, Policy, PublicationId, Return, SeasonChoice, StopCause, StopScope,
    Wishes,
};

fn choose(publication: PublicationId, cadence: Cadence) -> Edit {
    Edit::Choose {
        publication,
        choices: Choices::of(cadence),
        next_due_at: None,
    }
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// New choices begin at the change; the line, its start and its watermark go on.
pub async fn a_change_ends_a_row_and_starts_another<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    let items = vec![samples::article("a"), samples::article("b")];
    world
        .publish(world.news(), "one", items, samples::hour(1))
        .await;
    let choices = Choices {
        topics: Some(["events".to_owned()].into()),
        form: Some(Form::Short),
        paused_until: Some(date("2026-04-01")),
        on_return: Return::Nothing,
        ..Choices::of(Cadence::Weekly)
    };
    let edit = Edit::Choose {
        publication: world.news(),
        choices: choices.clone(),
        next_due_at: Some(samples::day(4)),
    };
    let (_, changed) = world.change(&person, vec![edit], samples::hour(2)).await;
    assert!(changed.changed);
    assert_eq!(changed.person, world.person(1).await);
    assert!(changed.person.revision > person.revision);
    let line = world.line(1, world.news()).await;
    assert_eq!(line.choices, choices);
    assert_eq!(line.since, samples::hour(2));
    assert_eq!(line.next_due_at, Some(samples::day(4)));
    assert_eq!(
        (line.start_seq, line.watermark),
        (0, 0),
        "nothing is lost by a change"
    );
}

/// What was computed from choices that are no longer in force is refused whole.
pub async fn an_old_revision_is_a_conflict<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    let weekly = vec![choose(world.news(), Cadence::Weekly)];
    world.change(&person, weekly, samples::hour(1)).await;
    let before = world.person(1).await;
    let late = Change {
        revision: Some(person.revision),
        ..world.edits(
            &person,
            vec![choose(world.news(), Cadence::Monthly)],
            samples::hour(2),
        )
    };
    let refused = world.store.change(&late).await;
    assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
    assert_eq!(world.person(1).await, before);
    let fresh = Change {
        revision: Some(before.revision),
        ..late
    };
    assert!(world.store.change(&fresh).await.unwrap().changed);
    assert_eq!(
        world.line(1, world.news()).await.choices.cadence,
        Cadence::Monthly
    );
}

/// Choosing what is in force already says that nothing is different.
pub async fn the_same_choice_again_changes_nothing<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    let same = vec![
        choose(world.news(), Cadence::EveryIssue),
        Edit::Language {
            language: "en".to_owned(),
        },
        Edit::Zone {
            zone: person.facts.zone.clone(),
        },
        Edit::Season { choice: None },
        Edit::PauseAll { until: None },
    ];
    let (_, changed) = world.change(&person, same, samples::hour(1)).await;
    assert!(!changed.changed);
    assert_eq!(changed.person.facts, person.facts);
    assert_eq!(world.line(1, world.news()).await.since, samples::START);
}

/// Everything a person can say about themselves is kept, and can be taken away again.
pub async fn every_standing_choice_is_kept<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[]).await;
    let limits = vec![OwnLimit::in_all(7, 4), OwnLimit::in_all(28, 12)];
    let edits = vec![
        Edit::Season {
            choice: Some(SeasonChoice::Nothing),
        },
        Edit::Limits {
            limits: limits.clone(),
        },
        Edit::Language {
            language: "lv".to_owned(),
        },
        Edit::PauseAll {
            until: Some(date("2026-05-01")),
        },
    ];
    let (_, changed) = world.change(&person, edits, samples::hour(1)).await;
    let facts = &changed.person.facts;
    assert_eq!(facts.season, Some(SeasonChoice::Nothing));
    assert_eq!(facts.limits, limits);
    assert_eq!(facts.language, "lv");
    assert_eq!(facts.paused_until, Some(date("2026-05-01")));
    let none = vec![
        Edit::Season { choice: None },
        Edit::Limits { limits: Vec::new() },
        Edit::PauseAll { until: None },
    ];
    let (_, changed) = world.change(&person, none, samples::hour(2)).await;
    let facts = &changed.person.facts;
    assert_eq!((facts.season, facts.paused_until), (None, None));
    assert!(facts.limits.is_empty());
}

/// Wishes are kept whole, and undone.
pub async fn wishes_are_kept<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[]).await;
    assert_eq!(person.facts.wishes, Wishes::default());
    let wishes = Wishes {
        no_occasions: ["mothers-day".to_owned()].into(),
        minutes_a_week: Some(20),
        level: Some("calm".to_owned()),
        ..Wishes::default()
    };
    let edit = Edit::Wish {
        wishes: wishes.clone(),
    };
    let (id, changed) = world.change(&person, vec![edit], samples::hour(1)).await;
    assert_eq!(changed.person.facts.wishes, wishes);
    let undone = world.store.undo(person.id, id, samples::hour(2)).await;
    assert_eq!(undone.unwrap().person.facts.wishes, Wishes::default());
}

/// A line keeps the policy that it was made under until its reader accepts another that exists.
pub async fn a_line_keeps_its_policy_until_another_is_accepted<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let both = [world.news(), world.tech()].map(|line| (line, Cadence::EveryIssue));
    let person = world.join(1, &both).await;
    let looser = Policy {
        gap_hours: 1,
        ..Policy::product()
    };
    let looser = world.store.put_policy(&looser, samples::hour(1)).await;
    let version = looser.unwrap().version;
    let weekly = choose(world.news(), Cadence::Weekly);
    world.change(&person, vec![weekly], samples::hour(2)).await;
    let promise = async |publication| world.line(1, publication).await.promise;
    let first = version - 1;
    assert_eq!(promise(world.news()).await, first, "a choice changes none");

    let accept = |version| Edit::AcceptPolicy {
        publication: world.news(),
        version,
    };
    let unknown = world.edits(&person, vec![accept(version + 1)], samples::hour(3));
    let refused = world.store.change(&unknown).await;
    assert!(
        matches!(refused, Err(StoreError::NotFound { .. })),
        "{refused:?}"
    );
    let edits = vec![accept(version)];
    let (id, changed) = world.change(&person, edits, samples::hour(4)).await;
    assert!(changed.changed);
    assert_eq!(promise(world.news()).await, version);
    assert_eq!(
        promise(world.tech()).await,
        first,
        "another line keeps its own"
    );
    let (_, again) = world
        .change(&person, vec![accept(version)], samples::hour(5))
        .await;
    assert!(!again.changed);
    let undone = world.store.undo(person.id, id, samples::hour(6)).await;
    assert!(undone.unwrap().changed);
    assert_eq!(promise(world.news()).await, first);
}

/// The zone before a change is remembered, with the instant.
pub async fn a_change_of_zone_is_remembered<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[]).await;
    let tokyo = samples::zone("Asia/Tokyo");
    let edit = Edit::Zone {
        zone: tokyo.clone(),
    };
    let (_, changed) = world.change(&person, vec![edit], samples::hour(5)).await;
    let facts = &changed.person.facts;
    assert_eq!(facts.zone, tokyo);
    let before = (samples::zone("America/New_York"), samples::hour(5));
    assert_eq!(facts.zone_before, Some(before));
}

/// Joining another publication begins with what comes next.
pub async fn joining_later_begins_with_what_comes_next<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    let items = vec![samples::article("a"), samples::article("b")];
    let published = world
        .publish(world.tech(), "one", items, samples::hour(1))
        .await;
    let edits = vec![choose(world.tech(), Cadence::EveryIssue)];
    world.change(&person, edits, samples::hour(2)).await;
    let line = world.line(1, world.tech()).await;
    assert_eq!(
        (line.start_seq, line.watermark),
        (published.to_seq, published.to_seq)
    );
    assert_eq!(world.person(1).await.lines.len(), 2);
    world.plan(samples::hour(2)).await;
    assert!(
        world.letters(&[]).await.is_empty(),
        "nothing old is planned for them"
    );
}

/// Undo brings back all that a change changed; a second undo finds nothing to do.
pub async fn undo_brings_back_what_was<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    let edits = vec![
        choose(world.news(), Cadence::Monthly),
        Edit::Season {
            choice: Some(SeasonChoice::Short),
        },
        Edit::PauseAll {
            until: Some(date("2026-06-01")),
        },
        Edit::Stop {
            scope: StopScope::Mailings,
            cause: StopCause::Own,
        },
    ];
    let (id, changed) = world.change(&person, edits, samples::hour(1)).await;
    assert_eq!(changed.person.facts.stops.len(), 1);
    let undone = world
        .store
        .undo(person.id, id, samples::hour(2))
        .await
        .unwrap();
    assert!(undone.changed);
    assert_eq!(undone.person.facts, person.facts);
    assert_eq!(undone.person.lines[0].choices, person.lines[0].choices);
    let twice = world
        .store
        .undo(person.id, id, samples::hour(3))
        .await
        .unwrap();
    assert!(!twice.changed);
    let without_revision = |person: &Person| (person.facts.clone(), person.lines.clone());
    assert_eq!(
        without_revision(&twice.person),
        without_revision(&undone.person)
    );
}

/// What was changed again since stays as it was chosen last.
pub async fn undo_leaves_what_was_changed_again<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    let first = vec![
        choose(world.news(), Cadence::Weekly),
        Edit::Language {
            language: "lv".to_owned(),
        },
    ];
    let (first, _) = world.change(&person, first, samples::hour(1)).await;
    let second = vec![choose(world.news(), Cadence::Monthly)];
    world.change(&person, second, samples::hour(2)).await;
    let undone = world
        .store
        .undo(person.id, first, samples::hour(3))
        .await
        .unwrap();
    assert_eq!(undone.person.lines[0].choices.cadence, Cadence::Monthly);
    assert_eq!(undone.person.facts.language, "en");
}

/// Undoing a join leaves the publication again.
pub async fn undoing_a_join_leaves_again<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    let edits = vec![choose(world.tech(), Cadence::EveryIssue)];
    let (id, _) = world.change(&person, edits, samples::hour(1)).await;
    let undone = world
        .store
        .undo(person.id, id, samples::hour(2))
        .await
        .unwrap();
    let left: Vec<_> = undone
        .person
        .lines
        .iter()
        .map(|line| line.publication)
        .collect();
    assert_eq!(left, [world.news()]);
    world
        .publish_and_plan(world.tech(), "one", samples::hour(3))
        .await;
    assert!(world.letters(&[]).await.is_empty());
}

/// A change is undone by its own person only.
pub async fn another_persons_change_is_not_found<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let one = world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    let other = world.join(2, &[]).await;
    let edits = vec![choose(world.news(), Cadence::Weekly)];
    let (id, _) = world.change(&one, edits, samples::hour(1)).await;
    for (subscriber, change) in [(other.id, id), (one.id, world.ids.public_id())] {
        let error = world.store.undo(subscriber, change, samples::hour(2)).await;
        assert!(
            matches!(error, Err(StoreError::NotFound { .. })),
            "{error:?}"
        );
    }
    assert_eq!(
        world.line(1, world.news()).await.choices.cadence,
        Cadence::Weekly
    );
}

/// Who left and joins again begins with what comes next; what came out in between is not theirs.
pub async fn joining_again_begins_with_what_comes_next<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let person = world.join(1, &[]).await;
    let join = || vec![choose(world.tech(), Cadence::EveryIssue)];
    let (joined, _) = world.change(&person, join(), samples::START).await;
    world
        .publish_and_plan(world.tech(), "one", samples::START)
        .await;
    let owner = world.enter(samples::START).await;
    let gated = world.gate(owner, samples::START).await;
    world.accept(owner, &gated, samples::START).await;
    assert_eq!(world.line(1, world.tech()).await.watermark, 1);
    world
        .store
        .undo(person.id, joined, samples::hour(1))
        .await
        .unwrap();
    assert!(world.person(1).await.lines.is_empty());
    world
        .publish_and_plan(world.tech(), "two", samples::hour(2))
        .await;

    world.change(&person, join(), samples::hour(3)).await;
    let line = world.line(1, world.tech()).await;
    assert_eq!(
        (line.start_seq, line.watermark, line.since),
        (2, 2, samples::hour(3))
    );
    world
        .publish_and_plan(world.tech(), "three", samples::day(1))
        .await;
    let gated = world.gate_one(owner, samples::day(1)).await;
    let part = gated.case.delivery.parts[0];
    assert_eq!((part.from_seq, part.to_seq), (2, 3));
    world.accept(owner, &[gated], samples::day(1)).await;
    world.is_sound().await;
}
