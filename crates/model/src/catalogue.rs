//! The catalogue: senders and their publications as the operator configured them.

use crate::choice::{Anchor, Cadence};
use crate::zone::Zone;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A From, brand and reply address; owns publications.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SenderDef {
    /// The key in configuration, lower-case words with dashes.
    pub key: String,
    /// The name readers see.
    pub name: String,
    /// The address in From.
    pub from: String,
    /// The address in Reply-To, if it differs.
    pub reply_to: Option<String>,
    /// Where requests to leave by mail go (the mailto of List-Unsubscribe).
    pub unsubscribe_mailbox: Option<String>,
    /// The envelope's sender, to which bounces return.
    pub bounce_address: Option<String>,
    /// The domain part of List-Id (RFC 2919), such as `news.example.org`.
    pub list_domain: String,
    /// The postal address that letters show, if any.
    pub address_block: Option<String>,
}

/// How the sections under a topic are cut into items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemsRule {
    /// A section is one item.
    #[default]
    Section,
    /// Each bullet is an item.
    Bullets,
}

/// A topic of a publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicDef {
    /// The key in configuration and in CSV files.
    pub key: String,
    /// The name readers see.
    pub name: String,
    /// The headings (as text, compared without case) whose sections belong to it.
    pub headings: Vec<String>,
    /// What its items are.
    pub kind: crate::content::ItemKind,
    /// How its sections are cut into items.
    pub items: ItemsRule,
}

/// A newsletter of a sender: cadence menu, topics, send time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicationDef {
    /// The key in configuration, lower-case words with dashes.
    pub key: String,
    /// The key of its sender.
    pub sender: String,
    /// The name readers see.
    pub name: String,
    /// One sentence that says what it is.
    pub description: String,
    /// Its language (BCP 47).
    pub language: String,
    /// Its zone.
    pub zone: Zone,
    /// What a subscriber may choose.
    pub menu: Vec<Cadence>,
    /// What a subscriber gets who chose nothing.
    pub default_cadence: Cadence,
    /// When digests come for who chose no other time: weekday, day of month and time, all set.
    pub anchor: Anchor,
    /// How often an issue comes out, in days: what forecasts and promises reckon with.
    pub issue_every_days: u32,
    /// Topics, in the order in which letters show them when a digest orders by topic.
    pub topics: Vec<TopicDef>,
    /// The topic of sections that no heading maps: one of `topics`, or one that nobody chooses.
    pub other_topic: String,
    /// The most items that a letter made of several issues shows; the rest is one link away.
    pub most_items: u32,
    /// The fewest items that make a digest; fewer wait for its next slot.
    #[serde(default = "one")]
    pub least_items: u32,
    /// The operator's priority among letters that compete for room: 0 comes first.
    #[serde(default = "usual_priority")]
    pub priority: u8,
}

impl PublicationDef {
    /// A topic that its readers can choose.
    pub fn topic(&self, key: &str) -> Option<&TopicDef> {
        self.topics.iter().find(|topic| topic.key == key)
    }

    /// A reader's choice of topics as it is kept. All of them is no choice, so that a new one comes along; and what no
    /// topic names comes along with any choice, because nobody could take it.
    pub fn choice_of(&self, topics: &BTreeSet<String>) -> Option<BTreeSet<String>> {
        if self.topics.iter().all(|topic| topics.contains(&topic.key)) {
            return None;
        }
        let unnamed = Some(&self.other_topic).filter(|key| self.topic(key).is_none());
        Some(topics.iter().chain(unnamed).cloned().collect())
    }
}

const fn one() -> u32 {
    1
}

const fn usual_priority() -> u8 {
    100
}

/// Everything the operator configured that people can subscribe to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Catalogue {
    /// Senders by key.
    pub senders: BTreeMap<String, SenderDef>,
    /// Publications by key.
    pub publications: BTreeMap<String, PublicationDef>,
}
