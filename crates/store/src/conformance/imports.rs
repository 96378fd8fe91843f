//! Imports: fill blanks only, never overwrite a choice, never lift a stop, send nothing.

use super::{Backend, World, samples};
use crate::{Edit, ImportFate, NewLine, NewPerson};
use lagom_model::{Cadence, Choices, SeasonChoice, StopCause, StopScope};

/// Who is new is added with everything that the file says; the batch's defaults fill the rest.
pub async fn a_new_person_is_added_whole<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let due = samples::day(4);
    let line = NewLine {
        next_due_at: Some(due),
        ..samples::line(world.news(), Cadence::Weekly)
    };
    let told = NewPerson {
        season: Some(SeasonChoice::Full),
        country: Some("NZ".to_owned()),
        language: Some("mi".to_owned()),
        lines: vec![line],
        ..samples::reader(2)
    };
    let silent = NewPerson {
        name: None,
        language: None,
        zone: None,
        ..samples::reader(3)
    };
    let fates = world.import(&[told, silent], samples::START).await;
    assert_eq!(fates, [ImportFate::Added, ImportFate::Added]);

    let told = world.person(2).await;
    assert_eq!(told.address, Some(samples::address(2)));
    assert_eq!(told.name.as_deref(), Some("Reader 2"));
    assert_eq!(told.facts.zone, samples::zone("Pacific/Auckland"));
    assert_eq!(told.facts.zone_before, None);
    assert_eq!(told.facts.language, "mi");
    assert_eq!(told.facts.country.as_deref(), Some("NZ"));
    assert_eq!(told.facts.season, Some(SeasonChoice::Full));
    assert!(told.facts.confirmed, "an import brings confirmed people");
    assert!(told.facts.stops.is_empty() && told.facts.limits.is_empty());
    assert_eq!(told.lines.len(), 1);
    assert_eq!(told.lines[0].choices, Choices::of(Cadence::Weekly));
    assert_eq!(told.lines[0].sender, world.sender(world.news()));
    assert_eq!(told.lines[0].next_due_at, Some(due));
    assert_eq!(told.lines[0].since, samples::START);
    assert_eq!((told.lines[0].start_seq, told.lines[0].watermark), (0, 0));

    let silent = world.person(3).await;
    assert_eq!(silent.name, None);
    assert_eq!(silent.facts.zone, samples::zone("Europe/Riga"));
    assert_eq!(silent.facts.language, "en");
    assert!(silent.lines.is_empty());
    assert_ne!(silent.link, told.link);
    assert_ne!(silent.public_id, told.public_id);
    assert_ne!(told.link, told.public_id);
}

/// What was visible before a person joined is not theirs.
pub async fn a_line_begins_with_what_comes_next<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let items = vec![samples::article("a"), samples::article("b")];
    let published = world
        .publish(world.news(), "one", items, samples::START)
        .await;
    world.plan(samples::START).await;
    world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    let line = world.line(1, world.news()).await;
    assert_eq!(
        (line.start_seq, line.watermark),
        (published.to_seq, published.to_seq)
    );
    world.is_sound().await;
}

/// The same file again finds everybody and changes nobody.
pub async fn the_same_people_again_are_unchanged<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let lines = vec![samples::line(world.news(), Cadence::EveryIssue)];
    let people: Vec<_> = (1..=3)
        .map(|n| NewPerson {
            lines: lines.clone(),
            ..samples::reader(n)
        })
        .collect();
    assert_eq!(
        world.import(&people, samples::START).await,
        [ImportFate::Added; 3]
    );
    let before = world.person(2).await;
    assert_eq!(
        world.import(&people, samples::hour(1)).await,
        [ImportFate::Unchanged; 3]
    );
    assert_eq!(world.person(2).await, before);
    assert_eq!(world.store.headcount().await.unwrap(), 3);
}

/// An address is compared without case and belongs to one person, also within a batch.
pub async fn an_address_twice_in_a_batch_is_one_person<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let first = NewPerson {
        lines: vec![samples::line(world.news(), Cadence::EveryIssue)],
        ..samples::reader(1)
    };
    let shouted = samples::address(1).to_uppercase();
    let second = NewPerson {
        address_hash: samples::address_hash(&shouted),
        address: shouted,
        lines: vec![samples::line(world.post(), Cadence::Monthly)],
        ..samples::reader(1)
    };
    let people = [first.clone(), second, samples::reader(2), first];
    let fates = world.import(&people, samples::START).await;
    let expected = [
        ImportFate::Added,
        ImportFate::Filled,
        ImportFate::Added,
        ImportFate::Unchanged,
    ];
    assert_eq!(fates, expected);
    assert_eq!(world.store.headcount().await.unwrap(), 2);
    let person = world.person(1).await;
    assert_eq!(person.address, Some(samples::address(1)));
    assert_eq!(person.lines.len(), 2);
}

/// Blanks are filled; what is there stays.
pub async fn an_import_fills_blanks_and_overwrites_nothing<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let sparse = NewPerson {
        name: None,
        lines: vec![samples::line(world.news(), Cadence::Weekly)],
        ..samples::reader(1)
    };
    world.import(&[sparse], samples::START).await;
    let rich = NewPerson {
        name: Some("A name".to_owned()),
        country: Some("LV".to_owned()),
        season: Some(SeasonChoice::Short),
        zone: Some(samples::zone("Asia/Tokyo")),
        language: Some("ja".to_owned()),
        lines: vec![
            samples::line(world.news(), Cadence::EveryIssue),
            samples::line(world.tech(), Cadence::EventsOnly),
        ],
        ..samples::reader(1)
    };
    assert_eq!(
        world.import(&[rich], samples::hour(1)).await,
        [ImportFate::Filled]
    );
    let person = world.person(1).await;
    assert_eq!(person.name.as_deref(), Some("A name"));
    assert_eq!(person.facts.country.as_deref(), Some("LV"));
    assert_eq!(person.facts.season, Some(SeasonChoice::Short));
    assert_eq!(person.facts.zone, samples::zone(samples::ZONES[1]));
    assert_eq!(person.facts.language, "en");
    assert_eq!(
        world.line(1, world.news()).await.choices.cadence,
        Cadence::Weekly
    );
    assert_eq!(
        world.line(1, world.tech()).await.choices.cadence,
        Cadence::EventsOnly
    );

    let other = NewPerson {
        name: Some("Another name".to_owned()),
        country: Some("EE".to_owned()),
        season: Some(SeasonChoice::Nothing),
        ..samples::reader(1)
    };
    assert_eq!(
        world.import(&[other], samples::hour(2)).await,
        [ImportFate::Unchanged]
    );
    assert_eq!(world.person(1).await, person);
}

/// Nothing is done with who stopped, and the stop stays.
pub async fn an_import_never_lifts_a_stop<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let scopes = [
        StopScope::Publication(world.news()),
        StopScope::Mailings,
        StopScope::Everything,
    ];
    for (n, scope) in (1..).zip(scopes) {
        let person = world.join(n, &[(world.news(), Cadence::EveryIssue)]).await;
        let stop = Edit::Stop {
            scope,
            cause: StopCause::Own,
        };
        world.change(&person, vec![stop], samples::hour(1)).await;
        let before = world.person(n).await;
        let back = NewPerson {
            country: Some("LV".to_owned()),
            lines: vec![samples::line(world.news(), Cadence::EveryIssue)],
            ..samples::reader(n)
        };
        assert_eq!(
            world.import(&[back], samples::hour(2)).await,
            [ImportFate::Stopped]
        );
        assert_eq!(world.person(n).await, before, "{scope:?}");
        assert_eq!(before.facts.stops.len(), 1);
    }
}
