//! What a reader sees of their data. Nothing here changes anything but for the one mail that is asked for.

use super::act::ask_by_person;
use crate::Installation;
use crate::preferences::{PreferenceError, mask, person_of};
use lagom_links::Scope;
use lagom_model::{Timestamp, Zone};
use lagom_store::{HistoryEntry, Person};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataView {
    /// The masked address, if there is one.
    pub address: Option<String>,
    /// The person's language (BCP 47).
    pub language: String,
    /// The zone in which instants are told.
    pub zone: Zone,
    /// Since when they are known.
    pub since: Timestamp,
    /// What they chose and agreed to, the latest first.
    pub history: Vec<DataEntry>,
}

/// One entry of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataEntry {
    /// As recorded.
    pub recorded: HistoryEntry,
    /// The newsletter's name, if it is about one.
    pub newsletter: Option<String>,
    /// The key of a consent that can be withdrawn.
    pub withdraw: Option<String>,
}

/// Who opened a link that works once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerView {
    /// The masked address, if there is one.
    pub address: Option<String>,
    /// The person's language (BCP 47).
    pub language: String,
}

impl OwnerView {
    pub(super) fn of(person: &Person) -> Self {
        Self {
            address: person.address.as_deref().map(mask),
            language: person.facts.language.clone(),
        }
    }
}

/// What is kept of the person of this preference link. Changes nothing.
///
/// # Errors
/// [`PreferenceError`] for a bad link and for any failure of the store.
pub async fn look(house: &Installation, token: &str) -> Result<DataView, PreferenceError> {
    let person = person_of(house, token).await?;
    let held = house.store.held(person.id).await?;
    let name = |key: &Option<String>| {
        let publication = house.known.publication_by_key(key.as_deref()?)?;
        Some(publication.def.name.clone())
    };
    let open_consent = |entry: &HistoryEntry| {
        // Letters themselves are left by a stop.
        let is_one = entry.about == "consent" && entry.until.is_none();
        let key = entry.detail.clone().filter(|_| is_one);
        key.filter(|key| key != "letters")
    };
    // A change and the choices that it made would say the same twice.
    let shown = |entry: &HistoryEntry| entry.about != "change";
    let mut history: Vec<DataEntry> = held
        .history
        .into_iter()
        .filter(shown)
        .map(|entry| DataEntry {
            newsletter: name(&entry.publication),
            withdraw: open_consent(&entry),
            recorded: entry,
        })
        .collect();
    history.reverse();
    Ok(DataView {
        address: person.address.as_deref().map(mask),
        language: person.facts.language.clone(),
        zone: person.facts.zone.clone(),
        since: held.since,
        history,
    })
}

/// Whose link to their preferences or to an event this was before they made their links new. Changes nothing.
///
/// # Errors
/// [`PreferenceError::Gone`] if it never was one, or still is.
pub async fn fresh(house: &Installation, token: &str) -> Result<OwnerView, PreferenceError> {
    Ok(OwnerView::of(&revoked(house, token).await?))
}

/// Sends a fresh link to the address of whose link this was.
///
/// # Errors
/// [`PreferenceError::Gone`] if it never was one, or still is.
pub async fn send_fresh(house: &Installation, token: &str) -> Result<(), PreferenceError> {
    let person = revoked(house, token).await?;
    ask_by_person(house, &person).await
}

async fn revoked(house: &Installation, token: &str) -> Result<Person, PreferenceError> {
    let now = house.clock.now();
    let signed = |scope| house.keys.verify(token, scope, now);
    let subject = signed(Scope::Preferences).or_else(|_| signed(Scope::Remind))?;
    let person = house.store.revoked(subject).await?;
    person.ok_or(PreferenceError::Gone)
}
