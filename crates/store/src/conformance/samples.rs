//! Samples that repeat: a catalogue of two senders and three publications, people in three zones, editions with
//! items and events. Pure data; the tests of scheduler and dispatcher use them too. Written for
//! tests; no person and no letter of the real world is among them.

use crate::{NewIssue, NewLine, NewPerson};
use chrono::Weekday;
use lagom_model::catalogue::{ItemsRule, TopicDef};
use lagom_model::{
    Anchor, Block, Cadence, Catalogue, Choices, Edition, EventStart, Ids, ItemContent, ItemKind,
    LocalTime, PublicationDef, PublicationId, SenderDef, Timestamp, Zone,
};
use std::collections::BTreeMap;

/// Monday, 2 March 2026, 08:00 in UTC: when the samples begin.
pub const START: Timestamp = Timestamp(1_772_438_400_000);

/// The key of the first publication of sender `harbour`.
pub const NEWS: &str = "harbour-news";
/// The key of the second publication of sender `harbour`.
pub const TECH: &str = "harbour-tech";
/// The key of the only publication of sender `orchard`.
pub const POST: &str = "orchard-post";

/// The zones that people live in, in turn.
pub const ZONES: [&str; 3] = ["Europe/Riga", "America/New_York", "Pacific/Auckland"];

/// So many hours after [`START`].
pub const fn hour(hours: i64) -> Timestamp {
    START.plus(hours * Timestamp::HOUR)
}

/// So many days of 24 hours after [`START`].
pub const fn day(days: i64) -> Timestamp {
    START.plus(days * Timestamp::DAY)
}

/// The zone of this name.
///
/// # Panics
/// If there is none.
pub fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

/// Two senders, three publications, every cadence on every menu.
pub fn catalogue() -> Catalogue {
    let senders = ["harbour", "orchard"].map(|key| (key.to_owned(), sender(key)));
    let publications = [("harbour", NEWS), ("harbour", TECH), ("orchard", POST)]
        .map(|(sender, key)| (key.to_owned(), publication(sender, key)));
    Catalogue {
        senders: senders.into(),
        publications: publications.into(),
    }
}

/// A sender of this key.
pub fn sender(key: &str) -> SenderDef {
    SenderDef {
        key: key.to_owned(),
        name: format!("The {key} team"),
        from: format!("letters@{key}.example"),
        reply_to: None,
        unsubscribe_mailbox: Some(format!("leave@{key}.example")),
        bounce_address: Some(format!("bounces@{key}.example")),
        list_domain: format!("lists.{key}.example"),
        address_block: None,
    }
}

/// A publication of a sender, with topics `stories` and `events`.
pub fn publication(sender: &str, key: &str) -> PublicationDef {
    let topic = |key: &str, kind, items| TopicDef {
        key: key.to_owned(),
        name: key.to_owned(),
        headings: vec![key.to_owned()],
        kind,
        items,
    };
    PublicationDef {
        key: key.to_owned(),
        sender: sender.to_owned(),
        name: key.to_owned(),
        description: "What happened, and what comes.".to_owned(),
        language: "en".to_owned(),
        zone: zone("Europe/Riga"),
        menu: Cadence::ALL.to_vec(),
        default_cadence: Cadence::EveryIssue,
        anchor: Anchor {
            weekday: Some(Weekday::Fri),
            day: Some(1),
            time: LocalTime::new(9, 0),
        },
        issue_every_days: 7,
        topics: vec![
            topic("stories", ItemKind::Article, ItemsRule::Section),
            topic("events", ItemKind::Event, ItemsRule::Bullets),
        ],
        other_topic: "stories".to_owned(),
        most_items: 12,
        least_items: 1,
        priority: 100,
    }
}

/// The address of the n-th reader.
pub fn address(n: u32) -> String {
    format!("reader{n}@example.org")
}

/// What stands for the keyed hash of an address: the same for every spelling of its case.
pub fn address_hash(address: &str) -> String {
    let hash = address
        .to_lowercase()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("{hash:016x}")
}

/// The n-th reader: in one of [`ZONES`], without lines.
pub fn reader(n: u32) -> NewPerson {
    NewPerson {
        address: address(n),
        address_hash: address_hash(&address(n)),
        name: Some(format!("Reader {n}")),
        attributes: BTreeMap::new(),
        language: Some("en".to_owned()),
        country: None,
        zone: Some(zone(ZONES[n as usize % ZONES.len()])),
        season: None,
        lines: Vec::new(),
    }
}

/// A line with nothing chosen but the cadence.
pub fn line(publication: PublicationId, cadence: Cadence) -> NewLine {
    NewLine {
        publication,
        choices: Choices::of(cadence),
        next_due_at: None,
    }
}

/// An article of this name; the name makes its identity.
pub fn article(name: &str) -> ItemContent {
    ItemContent {
        identity: format!("id:{name}"),
        kind: ItemKind::Article,
        topic: "stories".to_owned(),
        title: format!("About {name}"),
        link: Some(format!("https://harbour.example/{name}")),
        language: None,
        group: None,
        occasion: None,
        cancelled: false,
        starts: None,
        ends: None,
        place: None,
        full: block(name, 120),
        short: Some(block(name, 30)),
    }
}

/// An event of this name; the name makes its identity.
pub fn event(name: &str, starts: Timestamp) -> ItemContent {
    ItemContent {
        identity: format!("link:https://harbour.example/{name}"),
        kind: ItemKind::Event,
        topic: "events".to_owned(),
        title: format!("Meet at {name}"),
        starts: Some(EventStart::At(starts)),
        ..article(name)
    }
}

fn block(name: &str, words: u32) -> Block {
    Block {
        html: format!("<p>All about {name}.</p>"),
        text: format!("All about {name}."),
        words,
    }
}

/// An edition of these items.
pub fn edition(title: &str, items: Vec<ItemContent>) -> Edition {
    Edition {
        title: title.to_owned(),
        items,
        ..Edition::default()
    }
}

/// An issue to add; its source is its title, its events expire when they start.
pub fn issue(
    ids: &dyn Ids,
    publication: PublicationId,
    edition: Edition,
    at: Timestamp,
) -> NewIssue {
    let expires_at = edition
        .items
        .iter()
        .map(|item| match item.starts {
            Some(EventStart::At(at)) => Some(at),
            _ => None,
        })
        .collect();
    NewIssue {
        public_id: ids.public_id(),
        publication,
        source: format!("# {}\n", edition.title),
        edition,
        expires_at,
        at,
    }
}
