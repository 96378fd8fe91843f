//! Leaving from a letter: the one click of RFC 8058, and the page behind it, whose buttons stop or
//! restore. Looking changes nothing; every change is also evidence that the letter arrived.

use super::act::{Asked, again, change, is_erased, take_back};
use super::edits::active;
use super::error::PreferenceError;
use super::fewer::monthly_is_fewer;
use super::view::{Beside, StopView};
use super::{Action, edits, mask};
use crate::Installation;
use lagom_links::Scope;
use lagom_model::{PublicId, PublicationId, StopCause, StopScope};
use lagom_store::{By, ChangeSource, DeliveryView, Edit, Person};
use std::collections::BTreeSet;

/// What a letter's stop page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterView {
    /// The masked address, if there is one.
    pub address: Option<String>,
    /// The person's language (BCP 47).
    pub language: String,
    /// The newsletters of the letter.
    pub parts: Vec<LetterPart>,
    /// Whether more than one newsletter comes at present.
    pub several: bool,
    /// Stops in force.
    pub stops: Vec<StopView>,
    /// The token of the person's preference page.
    pub preferences: String,
}

/// A newsletter of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterPart {
    /// The publication.
    pub id: PublicationId,
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The stop of just this newsletter, if there is one.
    pub stopped: Option<StopView>,
    /// Whether it could come once a month, which would be fewer letters.
    pub monthly: bool,
}

/// What leaving came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// What the page shows now.
    pub view: LetterView,
    /// What takes it back; `None`: it was so already.
    pub undo: Option<PublicId>,
}

/// What the stop page of a letter shows. Changes nothing.
///
/// # Errors
/// [`PreferenceError`] for a bad link and for any failure of the store.
pub async fn letter(house: &Installation, token: &str) -> Result<LetterView, PreferenceError> {
    let found = found(house, token).await?;
    Ok(found.view(house, &found.person))
}

/// The one click (RFC 8058): ends every newsletter of the letter. A letter that names none ends all
/// mailings. Pressed twice it does nothing more.
///
/// # Errors
/// [`PreferenceError`] for a bad link and for any failure of the store.
pub async fn one_click(
    house: &Installation,
    token: &str,
    wording: &str,
) -> Result<Left, PreferenceError> {
    let found = found(house, token).await?;
    let parts: Vec<StopScope> = found.publications().map(StopScope::Publication).collect();
    let scopes = if parts.is_empty() {
        vec![StopScope::Mailings]
    } else {
        parts
    };
    let stops = &found.person.facts.stops;
    let is_so = |scope: &StopScope| {
        let own = |stop: &lagom_model::Stop| stop.scope == *scope && stop.cause == StopCause::Own;
        stops.iter().any(own)
    };
    let missing = scopes.into_iter().filter(|scope| !is_so(scope));
    let edits = missing
        .map(|scope| Edit::Stop {
            scope,
            cause: StopCause::Own,
        })
        .collect();
    found
        .leave(house, ChangeSource::OneClick, wording, edits)
        .await
}

/// A button of the letter's stop page: a stop, taking a stop of one's own back, or once a month instead of it.
///
/// # Errors
/// [`PreferenceError`] for a bad link, for what cannot be chosen, and for any failure of the store.
pub async fn from_letter(
    house: &Installation,
    token: &str,
    action: &Action,
    wording: &str,
) -> Result<Left, PreferenceError> {
    let found = found(house, token).await?;
    let now = house.clock.now();
    let beside = Beside::default();
    let edits = edits(
        &house.known,
        &house.policy,
        &found.person,
        &beside,
        action,
        now,
    )?;
    found.leave(house, ChangeSource::Page, wording, edits).await
}

/// Takes back what a button of the page, or the one click, changed; whether anything was.
///
/// # Errors
/// [`PreferenceError`] for a bad link, an unknown change, and for any failure of the store.
pub async fn undo_from_letter(
    house: &Installation,
    token: &str,
    change: PublicId,
) -> Result<bool, PreferenceError> {
    let found = found(house, token).await?;
    let changed = take_back(house, &found.person, change).await?;
    found.note_arrival(house).await;
    Ok(changed)
}

/// A letter and the person it went to.
struct Found {
    person: Person,
    delivery: DeliveryView,
}

async fn found(house: &Installation, token: &str) -> Result<Found, PreferenceError> {
    let subject = house
        .keys
        .verify(token, Scope::Unsubscribe, house.clock.now())?;
    let delivery = house
        .store
        .delivery(subject)
        .await?
        .ok_or(PreferenceError::Gone)?;
    let person = house.store.person(&By::Delivery(subject)).await?;
    let person = person
        .filter(|person| !is_erased(person))
        .ok_or(PreferenceError::Gone)?;
    Ok(Found { person, delivery })
}

impl Found {
    fn publications(&self) -> impl Iterator<Item = PublicationId> {
        let row = &self.delivery.row;
        let told: BTreeSet<PublicationId> = row.tells.iter().map(|tell| tell.publication).collect();
        row.parts.iter().map(|part| part.publication).chain(told)
    }

    /// Stops are taken whatever else changed meanwhile; only a busy database is tried again.
    async fn leave(
        self,
        house: &Installation,
        source: ChangeSource,
        wording: &str,
        edits: Vec<Edit>,
    ) -> Result<Left, PreferenceError> {
        let mut tries = 0;
        let (person, undo) = loop {
            let asked = Asked {
                source,
                wording,
                revision: None,
            };
            match change(house, &self.person, asked, edits.clone()).await {
                Ok(done) => break done,
                Err(error) => again(&mut tries, error).await?,
            }
        };
        self.note_arrival(house).await;
        Ok(Left {
            view: self.view(house, &person),
            undo,
        })
    }

    /// A POST from a letter's link shows that the letter arrived. The reader's wish is done already:
    /// if this fails, the next letter notes a doubt that is none.
    async fn note_arrival(&self, house: &Installation) {
        let delivery = self.delivery.row.public_id;
        if let Err(error) = house.store.evidence(delivery, house.clock.now()).await {
            tracing::warn!(%delivery, %error, "evidence of arrival was not recorded");
        }
    }

    fn view(&self, house: &Installation, person: &Person) -> LetterView {
        let stops: Vec<StopView> = person
            .facts
            .stops
            .iter()
            .map(|stop| StopView {
                scope: stop.scope,
                cause: stop.cause,
                at: stop.at,
            })
            .collect();
        let parts = self.publications().filter_map(|id| {
            let publication = house.known.publication(id)?;
            let mut own = stops.iter();
            Some(LetterPart {
                id,
                key: publication.def.key.clone(),
                name: publication.def.name.clone(),
                stopped: own
                    .find(|stop| stop.scope == StopScope::Publication(id))
                    .copied(),
                monthly: person
                    .lines
                    .iter()
                    .find(|line| line.publication == id)
                    .is_some_and(|line| monthly_is_fewer(&publication.def, line.choices.cadence)),
            })
        });
        LetterView {
            address: person.address.as_deref().map(mask),
            language: person.facts.language.clone(),
            parts: parts.collect(),
            several: active(person).nth(1).is_some(),
            stops: stops.clone(),
            preferences: house.keys.sign(Scope::Preferences, person.link),
        }
    }
}
