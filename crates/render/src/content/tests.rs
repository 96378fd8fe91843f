//! Sources as authors write them, and what becomes of them. Samples are our own; real letters are read
//! where they are and never copied.

mod events;
mod hostile;
mod newsletter;
mod occasions;
mod shapes;
mod short_form;

use super::when::fill;
use super::{ContentError, Examined, examine};
use lagom_model::catalogue::{ItemsRule, PublicationDef, TopicDef};
use lagom_model::choice::{Anchor, Cadence};
use lagom_model::content::{Edition, ItemContent, ItemKind};
use lagom_model::{LocalTime, Zone};

fn topic(key: &str, headings: &[&str], kind: ItemKind, items: ItemsRule) -> TopicDef {
    TopicDef {
        key: key.to_owned(),
        name: key.to_owned(),
        headings: headings.iter().map(|&heading| heading.to_owned()).collect(),
        kind,
        items,
    }
}

fn publication(topics: Vec<TopicDef>) -> PublicationDef {
    PublicationDef {
        key: "weekly".into(),
        sender: "harbour".into(),
        name: "Harbour Weekly".into(),
        description: "What happens in the harbour.".into(),
        language: "en".into(),
        zone: Zone::parse("Europe/Riga").unwrap(),
        menu: vec![Cadence::EveryIssue],
        default_cadence: Cadence::EveryIssue,
        anchor: Anchor {
            time: LocalTime::new(9, 0),
            ..Anchor::default()
        },
        issue_every_days: 7,
        topics,
        other_topic: "other".into(),
        most_items: 12,
        least_items: 1,
        priority: 100,
    }
}

/// A publication with events and news by bullets, and boats by section.
fn harbour() -> PublicationDef {
    publication(vec![
        topic(
            "events",
            &["What's on"],
            ItemKind::Event,
            ItemsRule::Bullets,
        ),
        topic(
            "boats",
            &["Boats", "New boats"],
            ItemKind::Article,
            ItemsRule::Section,
        ),
        topic(
            "webinars",
            &["Webinar"],
            ItemKind::Event,
            ItemsRule::Section,
        ),
        topic("news", &["In short"], ItemKind::News, ItemsRule::Bullets),
    ])
}

fn examined(source: &str) -> Examined {
    examine(source, &harbour()).unwrap()
}

fn edition(source: &str) -> Edition {
    examined(source).edition
}

/// The edition of a text under a header that is not of interest.
fn text(body: &str) -> Edition {
    edition(&format!("Title: Harbour\n\n{body}"))
}

/// A text with its marks made visible.
fn visible(text: &str) -> String {
    fill(text, |when| format!("[{when}]")).into_owned()
}

fn error(source: &str) -> ContentError {
    examine(source, &harbour()).unwrap_err()
}

fn titles(edition: &Edition) -> Vec<&str> {
    let items = edition.items.iter();
    items.map(|item| item.title.as_str()).collect()
}

fn only(edition: Edition) -> ItemContent {
    assert_eq!(edition.items.len(), 1, "{:?}", edition.items);
    edition.items.into_iter().next().unwrap()
}

/// The addresses that a piece of HTML links to.
fn hrefs(html: &str) -> Vec<String> {
    let pieces = html.split("href=\"").skip(1);
    pieces
        .filter_map(|piece| piece.split('"').next())
        .map(|address| address.replace("&amp;", "&"))
        .collect()
}
