//! What a reader answers when a letter asks how it is. The answer is kept and changes nothing; the page proposes one change, which
//! is taken by another click, and by nothing else.

use super::act::{self, Outcome, is_erased};
use super::action::Action;
use super::error::PreferenceError;
use super::view::{PublicationView, Standing, View};
use crate::Installation;
use lagom_links::Scope;
use lagom_model::{Cadence, Measure, PublicId};
use lagom_store::{By, StoreError};

/// What the page that asks is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackView {
    /// What the reader has now.
    pub view: View,
    /// The token of the preference page.
    pub preferences: String,
}

/// Whom a letter's question went to. Changes nothing.
///
/// # Errors
/// [`PreferenceError`] for a bad link and for any failure of the store.
pub async fn asked_by_letter(
    house: &Installation,
    token: &str,
) -> Result<FeedbackView, PreferenceError> {
    let preferences = preferences(house, token).await?;
    Ok(FeedbackView {
        view: act::view(house, &preferences).await?,
        preferences,
    })
}

/// Keeps an answer. It is also evidence that the letter arrived.
///
/// # Errors
/// [`PreferenceError`] for a bad link and for any failure of the store.
pub async fn say_measure(
    house: &Installation,
    token: &str,
    measure: Measure,
) -> Result<(), PreferenceError> {
    let letter = letter(house, token)?;
    let now = house.clock.now();
    let mut tries = 0;
    loop {
        match house.store.say_measure(letter, measure, now).await {
            Ok(()) => break,
            Err(StoreError::NotFound { .. }) => return Err(PreferenceError::Gone),
            Err(error) => act::again(&mut tries, error).await?,
        }
    }
    if let Err(error) = house.store.evidence(letter, now).await {
        tracing::warn!(delivery = %letter, %error, "evidence of arrival was not recorded");
    }
    Ok(())
}

/// Takes the change that is proposed for an answer; nothing if there is none any more.
///
/// # Errors
/// [`PreferenceError`] for a bad link and for any failure of the store.
pub async fn accept_proposal(
    house: &Installation,
    token: &str,
    action: &Action,
    wording: &str,
) -> Result<Outcome, PreferenceError> {
    let preferences = preferences(house, token).await?;
    act::act(house, &preferences, action, wording).await
}

/// Takes it back; whether anything was.
///
/// # Errors
/// [`PreferenceError`] for a bad link, an unknown change, and for any failure of the store.
pub async fn undo_proposal(
    house: &Installation,
    token: &str,
    change: PublicId,
) -> Result<bool, PreferenceError> {
    let preferences = preferences(house, token).await?;
    act::undo(house, &preferences, change).await
}

/// The change that is proposed for an answer: one step, the one that changes least.
pub fn proposal(view: &View, measure: Measure) -> Option<Action> {
    if !matches!(view.standing, Standing::Gets { .. }) {
        return None;
    }
    match measure {
        Measure::Right => None,
        Measure::TooMuch => {
            let events = view.only_events.as_ref();
            let events = events.filter(|events| !events.changes.is_empty());
            let fewer = view.fewer.as_ref().map(|fewer| Action::Fewer {
                letters: Some(fewer.letters),
            });
            fewer.or(events.map(|_| Action::OnlyEvents))
        }
        Measure::TooLittle => {
            let lines = view.publications.iter();
            let comes =
                |line: &&PublicationView| line.stopped.is_none() && line.paused_until.is_none();
            let steps = lines.filter(comes).flat_map(|line| {
                let entries = line.menu.iter();
                let more = entries.filter(|entry| {
                    entry.cadence != Cadence::EventsOnly && entry.letters > line.letters
                });
                more.map(move |entry| (line, entry))
            });
            let (line, entry) = steps.min_by_key(|(_, entry)| entry.letters_in_all)?;
            Some(Action::SetCadence {
                publication: line.key.clone(),
                cadence: entry.cadence,
                anchor: None,
            })
        }
    }
}

fn letter(house: &Installation, token: &str) -> Result<PublicId, PreferenceError> {
    let now = house.clock.now();
    Ok(house.keys.verify(token, Scope::Feedback, now)?)
}

/// The preference token of the person whom the letter went to.
async fn preferences(house: &Installation, token: &str) -> Result<String, PreferenceError> {
    let letter = letter(house, token)?;
    let person = house.store.person(&By::Delivery(letter)).await?;
    let person = person.filter(|person| !is_erased(person));
    let person = person.ok_or(PreferenceError::Gone)?;
    Ok(house.keys.sign(Scope::Preferences, person.link))
}
