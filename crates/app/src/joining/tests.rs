//! What a return lifts, and what it leaves stopped.

use super::confirm::{edits, lifts};
use lagom_model::{
    Anchor, Cadence, Choices, LocalTime, PersonFacts, PublicId, PublicationDef, PublicationId,
    Stop, StopCause, StopScope, Timestamp, Zone,
};
use lagom_store::{Edit, Known, KnownPublication, Line, Person, WantedLine};
use std::collections::BTreeSet;

const NOW: Timestamp = Timestamp(1_772_438_400_000);

fn known() -> Known {
    let publication = |id: PublicationId| KnownPublication {
        id,
        public_id: PublicId(1),
        sender: 1,
        retired: false,
        def: PublicationDef {
            key: format!("p{id}"),
            sender: "press".to_owned(),
            name: format!("P{id}"),
            description: String::new(),
            language: "en".to_owned(),
            zone: Zone::UTC,
            menu: Cadence::ALL.to_vec(),
            default_cadence: Cadence::Weekly,
            anchor: Anchor {
                weekday: Some(chrono::Weekday::Fri),
                day: Some(1),
                time: LocalTime::new(9, 0),
            },
            issue_every_days: 7,
            most_items: 40,
            least_items: 1,
            priority: 100,
            topics: Vec::new(),
            other_topic: "other".to_owned(),
        },
    };
    Known {
        senders: Vec::new(),
        publications: vec![publication(1), publication(2), publication(3)],
    }
}

fn person(lines: &[PublicationId], stops: &[(StopScope, StopCause)]) -> Person {
    let line = |publication: &PublicationId| Line {
        publication: *publication,
        sender: 1,
        choices: Choices::of(Cadence::Monthly),
        since: NOW,
        start_seq: 0,
        watermark: 0,
        next_due_at: None,
        waiting_since: None,
        promise: 1,
    };
    let stop = |(scope, cause): &(StopScope, StopCause)| Stop {
        scope: *scope,
        cause: *cause,
        at: NOW,
    };
    Person {
        id: 7,
        public_id: PublicId(7),
        link: PublicId(8),
        address: None,
        name: None,
        remark: None,
        revision: 1,
        facts: PersonFacts {
            stops: stops.iter().map(stop).collect(),
            ..PersonFacts::new(Zone::UTC, "en")
        },
        lines: lines.iter().map(line).collect(),
    }
}

fn wants(publication: PublicationId) -> Vec<WantedLine> {
    vec![WantedLine {
        publication,
        choices: Choices::of(Cadence::Weekly),
    }]
}

/// What is chosen and what is stopped by the edits.
fn told(edits: &[Edit]) -> (BTreeSet<PublicationId>, BTreeSet<PublicationId>) {
    let (mut chosen, mut stopped) = (BTreeSet::new(), BTreeSet::new());
    for edit in edits {
        match edit {
            Edit::Choose { publication, .. } => {
                chosen.insert(*publication);
            }
            Edit::Stop {
                scope: StopScope::Publication(publication),
                cause: StopCause::Own,
            } => {
                stopped.insert(*publication);
            }
            other => panic!("{other:?}"),
        }
    }
    (chosen, stopped)
}

#[test]
fn coming_back_to_one_newsletter_leaves_the_others_stopped() {
    for (scope, cause) in [
        (StopScope::Mailings, StopCause::Own),
        (StopScope::Everything, StopCause::Own),
        (StopScope::Mailings, StopCause::Complaint),
        (StopScope::Everything, StopCause::HardBounce),
    ] {
        let person = person(&[1, 2, 3], &[(scope, cause)]);
        assert_eq!(lifts(&person, &wants(1)), [(scope, cause)]);
        let (chosen, stopped) = told(&edits(&known(), &person, &wants(1), NOW));
        assert_eq!(chosen, BTreeSet::from([1]));
        assert_eq!(stopped, BTreeSet::from([2, 3]), "{cause:?}");
    }
}

#[test]
fn a_stop_of_another_newsletter_stays() {
    let stops = [
        (StopScope::Publication(1), StopCause::Own),
        (StopScope::Publication(2), StopCause::Own),
    ];
    let person = person(&[1, 2, 3], &stops);
    assert_eq!(lifts(&person, &wants(1)), [stops[0]]);
    let (chosen, stopped) = told(&edits(&known(), &person, &wants(1), NOW));
    assert_eq!((chosen.len(), stopped.len()), (1, 0));
}

#[test]
fn what_is_stopped_already_is_not_stopped_twice() {
    let stops = [
        (StopScope::Mailings, StopCause::Own),
        (StopScope::Publication(2), StopCause::Own),
    ];
    let person = person(&[1, 2, 3], &stops);
    let (_, stopped) = told(&edits(&known(), &person, &wants(1), NOW));
    assert_eq!(stopped, BTreeSet::from([3]));
}

#[test]
fn joining_again_keeps_what_else_was_chosen() {
    let mut known_person = person(&[1], &[]);
    known_person.lines[0].choices.tell_at_once = true;
    let edits = edits(&known(), &known_person, &wants(1), NOW);
    let [Edit::Choose { choices, .. }] = edits.as_slice() else {
        panic!("{edits:?}");
    };
    assert!(choices.tell_at_once);
    assert_eq!(choices.cadence, Cadence::Weekly);
    // Asked for as it is: nothing to change.
    let same = vec![WantedLine {
        publication: 1,
        choices: Choices::of(Cadence::Monthly),
    }];
    assert!(super::confirm::edits(&known(), &known_person, &same, NOW).is_empty());
}
