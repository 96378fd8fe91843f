//! Everything that is kept of a person, to take along: JSON for programs, CSV (RFC 4180) for tables. It changes nothing.

use crate::Installation;
use lagom_model::{PersonFacts, Timestamp};
use lagom_store::{Held, Person, StoreError};
use serde::Serialize;
use std::collections::BTreeMap;

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One object.
    Json,
    /// One line a fact.
    Csv,
}

/// An export.
#[derive(Clone, PartialEq, Eq)]
pub struct Exported {
    /// The file's name.
    pub name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Its text.
    pub text: String,
}

impl std::fmt::Debug for Exported {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// What is kept.
#[derive(Serialize)]
struct Everything<'a> {
    address: Option<&'a str>,
    name: Option<&'a str>,
    other: &'a BTreeMap<String, String>,
    known_since: String,
    would_suit_better: Option<Words<'a>>,
    choices: Vec<Chosen<'a>>,
    facts: &'a PersonFacts,
    history: Vec<History<'a>>,
    messages: Vec<Message<'a>>,
}

#[derive(Serialize)]
struct Words<'a> {
    at: String,
    said: &'a str,
}

#[derive(Serialize)]
struct Chosen<'a> {
    newsletter: &'a str,
    since: String,
    choices: &'a lagom_model::Choices,
}

#[derive(Serialize)]
struct History<'a> {
    at: String,
    about: &'a str,
    newsletter: Option<&'a str>,
    how: &'a str,
    wording: &'a str,
    detail: Option<&'a str>,
    until: Option<String>,
}

#[derive(Serialize)]
struct Message<'a> {
    at: String,
    kind: &'a str,
    state: &'a str,
    sender: &'a str,
}

/// Everything that is kept of a person.
///
/// # Errors
/// Any failure of the store.
pub async fn export(
    house: &Installation,
    person: &Person,
    format: Format,
) -> Result<Exported, StoreError> {
    let held = house.store.held(person.id).await?;
    let everything = everything(house, person, &held);
    Ok(match format {
        Format::Json => Exported {
            name: "my-data.json",
            media_type: "application/json",
            text: serde_json::to_string_pretty(&everything).unwrap_or_default() + "\n",
        },
        Format::Csv => Exported {
            name: "my-data.csv",
            media_type: "text/csv; charset=utf-8",
            text: table(&everything),
        },
    })
}

fn everything<'a>(house: &'a Installation, person: &'a Person, held: &'a Held) -> Everything<'a> {
    let name = |id| {
        let publication = house.known.publication(id);
        publication.map_or("", |one| one.def.name.as_str())
    };
    let named = |key: &'a Option<String>| -> Option<&'a str> {
        let key = key.as_deref()?;
        let publication = house.known.publication_by_key(key);
        Some(publication.map_or(key, |one| one.def.name.as_str()))
    };
    Everything {
        address: person.address.as_deref(),
        name: person.name.as_deref(),
        other: &held.attributes,
        known_since: text(held.since),
        would_suit_better: held.remark.as_ref().map(|(at, said)| Words {
            at: text(*at),
            said,
        }),
        choices: person
            .lines
            .iter()
            .map(|line| Chosen {
                newsletter: name(line.publication),
                since: text(line.since),
                choices: &line.choices,
            })
            .collect(),
        facts: &person.facts,
        history: held
            .history
            .iter()
            .map(|one| History {
                at: text(one.at),
                about: &one.about,
                newsletter: named(&one.publication),
                how: &one.how,
                wording: &one.wording,
                detail: one.detail.as_deref(),
                until: one.until.map(text),
            })
            .collect(),
        messages: held
            .messages
            .iter()
            .map(|one| Message {
                at: text(one.at),
                kind: &one.kind,
                state: &one.state,
                sender: &one.sender,
            })
            .collect(),
    }
}

fn text(at: Timestamp) -> String {
    at.to_string()
}

/// One line a fact: what it is about, when, what, how, until when.
fn table(all: &Everything<'_>) -> String {
    let mut rows: Vec<[String; 5]> =
        vec![["about", "at", "what", "how", "until"].map(str::to_owned)];
    let mut fact = |about: &str, at: &str, what: &str, how: &str, until: &str| {
        rows.push([about, at, what, how, until].map(harmless));
    };
    fact("address", "", all.address.unwrap_or_default(), "", "");
    fact("name", "", all.name.unwrap_or_default(), "", "");
    for (key, value) in all.other {
        fact(key, "", value, "", "");
    }
    fact("known-since", &all.known_since, "", "", "");
    if let Some(words) = &all.would_suit_better {
        fact("would-suit-better", &words.at, words.said, "", "");
    }
    fact("language", "", &all.facts.language, "", "");
    fact("zone", "", all.facts.zone.name(), "", "");
    fact(
        "country",
        "",
        all.facts.country.as_deref().unwrap_or_default(),
        "",
        "",
    );
    for one in &all.choices {
        let choices = serde_json::to_string(one.choices).unwrap_or_default();
        fact("gets", &one.since, one.newsletter, &choices, "");
    }
    for one in &all.history {
        let what = [one.newsletter, one.detail, Some(one.wording)];
        let what: Vec<&str> = what
            .into_iter()
            .flatten()
            .filter(|text| !text.is_empty())
            .collect();
        let until = one.until.as_deref().unwrap_or_default();
        fact(one.about, &one.at, &what.join(" · "), one.how, until);
    }
    for one in &all.messages {
        fact(one.kind, &one.at, one.sender, one.state, "");
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in &rows {
        // Writing to memory does not fail.
        if let Err(error) = writer.write_record(row) {
            tracing::error!(%error, "a line of an export could not be written");
        }
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A cell that no table program takes for a formula.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, kept) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-3", "'-3"),
            ("ann@example.org", "ann@example.org"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell), kept);
        }
    }
}
