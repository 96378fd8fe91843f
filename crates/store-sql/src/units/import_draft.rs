//! What an import makes of one person, in memory: blanks are filled, nothing else. Pure; it never
//! overwrites what is there.

use lagom_model::{Choices, PublicId, PublicationId, SeasonChoice, SubscriberId, Timestamp, Zone};
use lagom_store::{ImportFate, NewPerson};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a batch filled in a known person: what its undo takes back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Filled {
    /// Lines that it opened.
    pub(crate) lines: BTreeSet<PublicationId>,
    /// Whether it filled the name.
    pub(crate) name: bool,
    /// Attributes that it added.
    pub(crate) attributes: BTreeSet<String>,
    /// The default that stood where it filled the language.
    pub(crate) language: Option<String>,
    /// The default that stood where it filled the zone.
    pub(crate) zone: Option<Zone>,
    /// Whether it filled the country.
    pub(crate) country: bool,
    /// Whether it filled the season.
    pub(crate) season: bool,
}

impl Filled {
    pub(crate) fn merge(&mut self, other: Self) {
        self.lines.extend(other.lines);
        self.attributes.extend(other.attributes);
        self.name |= other.name;
        self.country |= other.country;
        self.season |= other.season;
        self.language = other.language.or(self.language.take());
        self.zone = other.zone.or(self.zone.take());
    }
}

/// A line to open.
#[derive(Debug, Clone)]
pub(crate) struct Opening {
    pub(crate) choices: Choices,
    pub(crate) next_due_at: Option<Timestamp>,
}

/// A person while a batch goes over them.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a column, or a fact of its own"
)]
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// `None` until a new person has their key.
    pub(crate) id: Option<SubscriberId>,
    pub(crate) public_id: PublicId,
    pub(crate) link: PublicId,
    pub(crate) hash: String,
    pub(crate) address: String,
    pub(crate) name: Option<String>,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) language: String,
    pub(crate) language_known: bool,
    pub(crate) zone: Zone,
    pub(crate) zone_known: bool,
    pub(crate) country: Option<String>,
    pub(crate) season: Option<SeasonChoice>,
    pub(crate) season_known: bool,
    /// A stop is in force: nothing is done.
    pub(crate) stopped: bool,
    /// Publications whose line has a subscription in force.
    pub(crate) open: BTreeSet<PublicationId>,
    /// Lines that this batch opens.
    pub(crate) openings: BTreeMap<PublicationId, Opening>,
    /// What was filled, for the undo.
    pub(crate) filled: Filled,
    /// Whether a row must be written though nobody sees a difference.
    pub(crate) touched: bool,
}

impl Draft {
    /// Fills the blanks that `person` has something for.
    pub(crate) fn fill(&mut self, person: &NewPerson) -> ImportFate {
        if self.stopped {
            return ImportFate::Stopped;
        }
        let before = self.filled.clone();
        if self.name.is_none() && person.name.is_some() {
            self.name.clone_from(&person.name);
            self.filled.name = true;
        }
        for (key, value) in &person.attributes {
            if !self.attributes.contains_key(key) {
                self.attributes.insert(key.clone(), value.clone());
                self.filled.attributes.insert(key.clone());
            }
        }
        if let (false, Some(language)) = (self.language_known, &person.language) {
            self.touched = true;
            self.language_known = true;
            if *language != self.language {
                self.filled.language =
                    Some(std::mem::replace(&mut self.language, language.clone()));
            }
        }
        if let (false, Some(zone)) = (self.zone_known, &person.zone) {
            self.touched = true;
            self.zone_known = true;
            if *zone != self.zone {
                self.filled.zone = Some(std::mem::replace(&mut self.zone, zone.clone()));
            }
        }
        if self.country.is_none() && person.country.is_some() {
            self.country.clone_from(&person.country);
            self.filled.country = true;
        }
        if self.season.is_none() && !self.season_known && person.season.is_some() {
            self.season = person.season;
            self.filled.season = true;
        }
        for line in &person.lines {
            if self.open.insert(line.publication) {
                let opening = Opening {
                    choices: line.choices.clone(),
                    next_due_at: line.next_due_at,
                };
                self.openings.insert(line.publication, opening);
                self.filled.lines.insert(line.publication);
            }
        }
        if self.filled == before {
            ImportFate::Unchanged
        } else {
            self.touched = true;
            ImportFate::Filled
        }
    }
}
