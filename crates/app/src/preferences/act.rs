//! The use-cases of the preference page. A change that another one overtook is decided again from what
//! is then true; a stop needs no such luck and is taken in any case.

use super::action::Action;
use super::edits::edits;
use super::error::PreferenceError;
use super::look::view_of;
use super::view::{Beside, View};
use crate::Installation;
use lagom_links::Scope;
use lagom_model::PublicId;
use lagom_store::{Change, ChangeSource, Edit, Line, Person, Seen, StoreError};
use std::sync::Arc;
use std::time::Duration;

/// How often a change is decided again after a conflict or a busy database.
const TRIES: u32 = 8;

/// The longest wording that is recorded, in characters.
const LONGEST_WORDING: usize = 500;

/// What an action came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What the person has now.
    pub view: View,
    /// What takes it back; `None`: nothing was changed, it was so already.
    pub undo: Option<PublicId>,
}

/// What the person of this preference link has now. Changes nothing.
///
/// # Errors
/// [`PreferenceError`] for a bad link and for any failure of the store.
pub async fn view(house: &Installation, token: &str) -> Result<View, PreferenceError> {
    view_of_seen(house, seen(house, token).await?).await
}

/// Does what the person of this preference link asks for. `wording` is what they saw and pressed: it
/// is kept as the record of their consent.
///
/// # Errors
/// [`PreferenceError`] for a bad link, for what cannot be chosen, and for any failure of the store. Nothing was
/// changed then.
pub async fn act(
    house: &Installation,
    token: &str,
    action: &Action,
    wording: &str,
) -> Result<Outcome, PreferenceError> {
    let mut tries = 0;
    loop {
        let (person, beside) = looked_at(house, seen(house, token).await?).await?;
        let now = house.clock.now();
        let edits = edits(&house.known, &house.policy, &person, &beside, action, now)?;
        let revision = (!action.is_stop()).then_some(person.revision);
        let asked = Asked {
            source: ChangeSource::Page,
            wording,
            revision,
        };
        match change(house, &person, asked, edits).await {
            Ok((person, undo)) => {
                let view = view_of_person(house, &person).await?;
                return Ok(Outcome { view, undo });
            }
            Err(error) => again(&mut tries, error).await?,
        }
    }
}

/// Takes a change back, as far as nothing was chosen again since; whether anything was.
///
/// # Errors
/// [`PreferenceError`] for a bad link, an unknown change, and for any failure of the store.
pub async fn undo(
    house: &Installation,
    token: &str,
    change: PublicId,
) -> Result<bool, PreferenceError> {
    let person = person(house, token).await?;
    take_back(house, &person, change).await
}

/// The person of a preference link.
pub(crate) async fn person(house: &Installation, token: &str) -> Result<Person, PreferenceError> {
    Ok(seen(house, token).await?.person)
}

/// The person of a preference link, with what is planned for them.
async fn seen(house: &Installation, token: &str) -> Result<Seen, PreferenceError> {
    let now = house.clock.now();
    let subject = house.keys.verify(token, Scope::Preferences, now)?;
    let seen = house.store.seen(subject).await?;
    seen.filter(|seen| !is_erased(&seen.person))
        .ok_or(PreferenceError::Gone)
}

pub(super) fn is_erased(person: &Person) -> bool {
    let mut stops = person.facts.stops.iter();
    stops.any(|stop| stop.cause == lagom_model::StopCause::Erasure)
}

pub(crate) async fn view_of_person(
    house: &Installation,
    person: &Person,
) -> Result<View, PreferenceError> {
    let seen = house.store.seen(person.link).await?;
    view_of_seen(house, seen.ok_or(PreferenceError::Gone)?).await
}

async fn view_of_seen(house: &Installation, seen: Seen) -> Result<View, PreferenceError> {
    let (person, beside) = looked_at(house, seen).await?;
    let now = house.clock.now();
    Ok(view_of(&house.known, &house.policy, &person, &beside, now))
}

/// A person with what is known beside them, for their page and for their choices.
async fn looked_at(house: &Installation, seen: Seen) -> Result<(Person, Beside), StoreError> {
    let notes = house.notes.of(&*house.store, seen.content).await?;
    let earlier = |line: &Line| line.promise < house.policy.version;
    let policies = if seen.person.lines.iter().any(earlier) {
        house.notes.policies(&*house.store).await?
    } else {
        Arc::default()
    };
    let beside = Beside {
        planned: seen.planned,
        sizes: notes.sizes,
        occasions: notes.occasions,
        policies,
    };
    Ok((seen.person, beside))
}

/// How a change was asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) source: ChangeSource,
    pub(super) wording: &'a str,
    pub(super) revision: Option<i64>,
}

/// One change; its id if it changed anything.
pub(super) async fn change(
    house: &Installation,
    person: &Person,
    asked: Asked<'_>,
    edits: Vec<Edit>,
) -> Result<(Person, Option<PublicId>), StoreError> {
    if edits.is_empty() {
        return Ok((person.clone(), None));
    }
    let change = Change {
        subscriber: person.id,
        revision: asked.revision,
        id: house.ids.public_id(),
        source: asked.source,
        wording: asked.wording.chars().take(LONGEST_WORDING).collect(),
        edits,
        at: house.clock.now(),
    };
    let done = house.store.change(&change).await?;
    Ok((done.person, done.changed.then_some(change.id)))
}

pub(super) async fn take_back(
    house: &Installation,
    person: &Person,
    change: PublicId,
) -> Result<bool, PreferenceError> {
    let mut tries = 0;
    loop {
        match house.store.undo(person.id, change, house.clock.now()).await {
            Ok(done) => return Ok(done.changed),
            Err(StoreError::NotFound { .. }) => return Err(PreferenceError::Gone),
            Err(error) => again(&mut tries, error).await?,
        }
    }
}

/// Waits a moment if the unit may succeed when it is tried again; else that is the end.
pub(crate) async fn again(tries: &mut u32, error: StoreError) -> Result<(), StoreError> {
    *tries += 1;
    let passing = matches!(error, StoreError::Conflict | StoreError::TryAgain { .. });
    if !passing || *tries >= TRIES {
        return Err(error);
    }
    tokio::time::sleep(Duration::from_millis(u64::from(*tries) * 10)).await;
    Ok(())
}
