//! When a class has room again: for the items that a letter left out because their class was full.

use lagom_model::choice::Choices;
use lagom_model::{
    Cadence, Cap, Classes, Facts, LineFacts, MessageClass, PartRequest, PersonFacts, Policy, Rank,
    Request, Timestamp, TouchFact, Zone,
};
use lagom_policy::room_for_class;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// One offer in seven days at most, asked about on 10 November in Riga after these offers.
fn room(most: u32, offers: &[&str]) -> Option<Timestamp> {
    let now = at("2026-11-10T10:00:00Z");
    let policy = Policy {
        caps: vec![Cap {
            class: Some(MessageClass::Offer),
            days: 7,
            default: most,
            ceiling: most,
        }],
        ..Policy::product()
    };
    let touch = |text: &&str| TouchFact {
        at: at(text),
        zone: Zone::UTC,
        classes: Classes::one(MessageClass::Offer),
        reading: 0,
    };
    let facts = Facts {
        person: PersonFacts::new(Zone::parse("Europe/Riga").unwrap(), "en"),
        lines: vec![LineFacts {
            publication: 1,
            choices: Choices::of(Cadence::EveryIssue),
        }],
        touches: offers.iter().map(touch).collect(),
        ahead: Vec::new(),
    };
    let request = Request {
        parts: vec![PartRequest {
            publication: 1,
            class: MessageClass::Issue,
            contains: Classes::one(MessageClass::Offer),
        }],
        class: None,
        rank: Rank::of(MessageClass::Issue, now),
        waiting_since: now,
        next_letter: None,
        asked_at: None,
        expires_at: None,
    };
    let class = MessageClass::Offer;
    room_for_class(&policy, &facts, &request, class, now)
}

#[test]
fn a_class_has_room_once_enough_of_its_items_left_the_window() {
    let (sixth, eighth) = ("2026-11-06T10:00:00Z", "2026-11-08T10:00:00Z");
    let now = Some(at("2026-11-10T10:00:00Z"));
    assert_eq!(room(1, &[]), now);
    assert_eq!(room(2, &[eighth]), now);
    assert_eq!(room(1, &[eighth]), Some(at("2026-11-14T22:00:00Z")));
    assert_eq!(room(2, &[sixth, eighth]), Some(at("2026-11-12T22:00:00Z")));
    assert_eq!(room(1, &[sixth, eighth]), Some(at("2026-11-14T22:00:00Z")));
    assert_eq!(room(0, &[eighth]), None);
}
