//! One line of an import file: from cells to a person. Its reasons name columns and values, never
//! the address.

use super::columns::Columns;
use crate::{AddressHasher, Installation};
use chrono::Weekday;
use lagom_model::{Anchor, Cadence, Choices, Form, LocalTime, SeasonChoice, Timestamp, Zone};
use lagom_smtp::Address;
use lagom_store::{KnownPublication, NewLine, NewPerson};
use std::collections::BTreeSet;

/// The person that a line describes, or why it cannot be used.
pub(super) fn person(
    columns: &Columns,
    record: &csv::StringRecord,
    installation: &Installation,
    addresses: &AddressHasher,
    now: Timestamp,
) -> Result<NewPerson, String> {
    let cell = |column: Option<usize>| {
        column
            .and_then(|index| record.get(index))
            .filter(|text| !text.is_empty())
    };
    let address: Address = cell(Some(columns.email))
        .ok_or("the column `email` is empty")?
        .parse()
        .map_err(|_| "the column `email` holds no mail address".to_owned())?;
    let zone = cell(columns.zone).map(Zone::parse).transpose();
    let zone = zone.map_err(|error| format!("column `zone`: {error}"))?;
    let season = cell(columns.season).map(season).transpose()?;
    let language = cell(columns.language).map(language).transpose()?;
    let chosen = Chosen {
        cadence: cell(columns.cadence).map(cadence).transpose()?,
        anchor: Anchor {
            weekday: cell(columns.weekday).map(weekday).transpose()?,
            day: cell(columns.day).map(day).transpose()?,
            time: cell(columns.time).map(time).transpose()?,
        },
        topics: cell(columns.topics).map(topics),
        form: cell(columns.form).map(form).transpose()?.flatten(),
        favourites: cell(columns.favourites).map(topics).unwrap_or_default(),
        at_once: cell(columns.events_at_once).map(yes_or_no).transpose()?,
    };
    let slot_zone = zone.as_ref().unwrap_or(&installation.settings.zone);
    let mut lines = Vec::with_capacity(columns.publications.len());
    for (id, column) in &columns.publications {
        let Some(publication) = installation.known.publication(*id) else {
            continue;
        };
        let own = match column {
            Some(column) => match cell(Some(*column)) {
                Some(text) => Some(cadence(text)?),
                None => continue,
            },
            None => None,
        };
        lines.push(chosen.line(publication, own, slot_zone, now)?);
    }
    Ok(NewPerson {
        address_hash: addresses.hash(address.as_str()),
        address: address.as_str().to_owned(),
        name: cell(columns.name).map(str::to_owned),
        attributes: columns
            .attributes
            .iter()
            .filter_map(|(key, index)| Some((key.clone(), cell(Some(*index))?.to_owned())))
            .collect(),
        language,
        country: cell(columns.country)
            .map(country)
            .transpose()?
            .or_else(|| installation.settings.country.clone()),
        zone,
        season,
        lines,
    })
}

/// Two letters (ISO 3166-1), as calendars of holidays have them.
fn country(text: &str) -> Result<String, String> {
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        Ok(text.to_ascii_uppercase())
    } else {
        Err(format!(
            "`{text}` is no country; write its two letters, such as `LV`"
        ))
    }
}

/// The choices that a line makes for all publications.
struct Chosen {
    cadence: Option<Cadence>,
    anchor: Anchor,
    topics: Option<BTreeSet<String>>,
    form: Option<Form>,
    favourites: BTreeSet<String>,
    at_once: Option<bool>,
}

impl Chosen {
    fn line(
        &self,
        publication: &KnownPublication,
        own: Option<Cadence>,
        zone: &Zone,
        now: Timestamp,
    ) -> Result<NewLine, String> {
        let def = &publication.def;
        let cadence = own.or(self.cadence).unwrap_or(def.default_cadence);
        if !def.menu.contains(&cadence) {
            let menu: Vec<_> = def
                .menu
                .iter()
                .map(|one| format!("`{}`", one.name()))
                .collect();
            return Err(format!(
                "`{}` is not on the menu of `{}`; there are {}",
                cadence.name(),
                def.key,
                menu.join(", ")
            ));
        }
        let known = |topic: &&String| **topic == def.other_topic || def.topic(topic).is_some();
        let named = self.topics.iter().flatten().chain(&self.favourites);
        if let Some(unknown) = named.into_iter().find(|topic| !known(topic)) {
            return Err(format!("`{}` has no topic `{unknown}`", def.key));
        }
        let topics = self.topics.as_ref();
        let choices = Choices {
            anchor: self.anchor,
            topics: topics.and_then(|topics| def.choice_of(topics)),
            form: self.form,
            favourites: self.favourites.clone(),
            tell_at_once: self.at_once.unwrap_or(false),
            ..Choices::of(cadence)
        };
        let anchor = choices.anchor.or(def.anchor);
        Ok(NewLine {
            publication: publication.id,
            next_due_at: lagom_policy::next_slot(cadence, anchor, zone, now),
            choices,
        })
    }
}

fn cadence(text: &str) -> Result<Cadence, String> {
    let known = || {
        Cadence::ALL
            .map(|one| format!("`{}`", one.name()))
            .join(", ")
    };
    Cadence::parse(&text.to_lowercase())
        .ok_or_else(|| format!("`{text}` is no cadence; there are {}", known()))
}

fn topics(text: &str) -> BTreeSet<String> {
    let topics = text.split('|').map(|topic| topic.trim().to_lowercase());
    topics.collect()
}

fn form(text: &str) -> Result<Option<Form>, String> {
    match text.to_lowercase().as_str() {
        "full" => Ok(None),
        "short" => Ok(Some(Form::Short)),
        _ => Err(format!(
            "column `form`: `{text}` is neither `full` nor `short`"
        )),
    }
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(format!(
            "column `events-at-once`: `{text}` is neither `yes` nor `no`"
        )),
    }
}

fn season(text: &str) -> Result<SeasonChoice, String> {
    let known = || {
        SeasonChoice::ALL
            .map(|one| format!("`{}`", one.name()))
            .join(", ")
    };
    SeasonChoice::parse(&text.to_lowercase())
        .ok_or_else(|| format!("column `season`: `{text}` is none of {}", known()))
}

/// A language tag's shape (BCP 47): letters and digits in groups of at most eight.
fn language(text: &str) -> Result<String, String> {
    let mut groups = text.split(['-', '_']);
    let first = groups.next().unwrap_or_default();
    let shaped = (2..=3).contains(&first.len())
        && first.chars().all(|c| c.is_ascii_alphabetic())
        && groups
            .all(|g| (1..=8).contains(&g.len()) && g.chars().all(|c| c.is_ascii_alphanumeric()));
    if shaped {
        Ok(text.replace('_', "-"))
    } else {
        Err(format!(
            "column `language`: `{text}` is no language tag; write it like `en` or `pt-BR`"
        ))
    }
}

fn weekday(text: &str) -> Result<Weekday, String> {
    text.parse()
        .map_err(|_| format!("column `weekday`: `{text}` is no weekday; write it like `fri`"))
}

fn day(text: &str) -> Result<u8, String> {
    text.parse()
        .ok()
        .filter(|day| (1..=31).contains(day))
        .ok_or_else(|| format!("column `day`: `{text}` is no day of a month, 1 to 31"))
}

fn time(text: &str) -> Result<LocalTime, String> {
    LocalTime::parse(text)
        .ok_or_else(|| format!("column `time`: `{text}` is no time of day; write it like `09:00`"))
}
