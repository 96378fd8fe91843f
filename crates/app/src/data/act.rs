//! What only the owner of the address may do, each by a link that works once; and the mails that bring such links.

use super::export::{Exported, Format, export};
use super::view::OwnerView;
use crate::Installation;
use crate::preferences::{PreferenceError, person_of};
use lagom_links::Scope;
use lagom_model::SenderId;
use lagom_policy::{may_confirm, may_step_up};
use lagom_smtp::Address;
use lagom_store::{Ask, AskCase, AskFor, AskKind, Erased, Person, Requested, StoreError};

/// Why a new address was not taken.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// It is no address. The link still works.
    #[error("this is not a mail address; write it like `name@example.org`")]
    Address,
    /// The link, or the store.
    #[error(transparent)]
    Preference(#[from] PreferenceError),
}

impl From<StoreError> for MoveError {
    fn from(error: StoreError) -> Self {
        Self::Preference(error.into())
    }
}

/// Sends a link that works once to the address of this preference link's person, if that may be.
///
/// # Errors
/// [`PreferenceError`] for a bad link and for any failure of the store.
pub async fn ask_step_up(house: &Installation, token: &str) -> Result<(), PreferenceError> {
    let person = person_of(house, token).await?;
    ask_by_person(house, &person).await
}

pub(super) async fn ask_by_person(
    house: &Installation,
    person: &Person,
) -> Result<(), PreferenceError> {
    let Some(sender) = sender(house, person) else {
        return Ok(());
    };
    let at = house.clock.now();
    let ask = Ask {
        what: AskFor::StepUp {
            subscriber: person.id,
        },
        sender,
        at,
    };
    let judge = |case: &AskCase| {
        let may = may_step_up(&case.asked, case.confirmed, &case.stops, at);
        may.then_some(AskKind::StepUp)
    };
    house.store.ask(&ask, &judge, &*house.ids).await?;
    Ok(())
}

/// Whose name a mail to this person bears: the sender of their first newsletter, else the first there is.
fn sender(house: &Installation, person: &Person) -> Option<SenderId> {
    let own = person.lines.first().map(|line| line.sender);
    own.or_else(|| house.known.senders.first().map(|one| one.id))
}

/// Who opened this link that works once. Changes nothing.
///
/// # Errors
/// [`PreferenceError::Gone`] if it was used or is too old.
pub async fn open(house: &Installation, token: &str) -> Result<OwnerView, PreferenceError> {
    Ok(OwnerView::of(&unused(house, token).await?.person))
}

async fn unused(house: &Installation, token: &str) -> Result<Requested, PreferenceError> {
    let now = house.clock.now();
    let subject = house.keys.verify(token, Scope::StepUp, now)?;
    let found = house.store.requested(subject).await?;
    let works = |found: &Requested| {
        let request = &found.request;
        request.kind == AskKind::StepUp && request.used_at.is_none() && request.expires_at > now
    };
    found.filter(works).ok_or(PreferenceError::Gone)
}

/// Uses the link up.
async fn used(house: &Installation, token: &str) -> Result<Person, PreferenceError> {
    let now = house.clock.now();
    let subject = house.keys.verify(token, Scope::StepUp, now)?;
    let person = house.store.step_up(subject, now).await?;
    person.ok_or(PreferenceError::Gone)
}

/// Everything that is kept of the person, to take along.
///
/// # Errors
/// [`PreferenceError`] for a bad link and for any failure of the store.
pub async fn take_away(
    house: &Installation,
    token: &str,
    format: Format,
) -> Result<Exported, PreferenceError> {
    let person = used(house, token).await?;
    Ok(export(house, &person, format).await?)
}

/// Replaces the links; answers with the token of the new preference page.
///
/// # Errors
/// [`PreferenceError`] for a bad link and for any failure of the store.
pub async fn renew_links(house: &Installation, token: &str) -> Result<String, PreferenceError> {
    let person = used(house, token).await?;
    let link = house.ids.public_id();
    let now = house.clock.now();
    house.store.renew_links(person.id, link, now).await?;
    Ok(house.keys.sign(Scope::Preferences, link))
}

/// Asks a new address to confirm, if the limits allow and it is nobody else's. The answer does not say whether it did.
///
/// # Errors
/// [`MoveError::Address`] before the link is used, [`PreferenceError`] as ever.
pub async fn ask_new_address(
    house: &Installation,
    token: &str,
    address: &str,
) -> Result<(), MoveError> {
    let address: Address = address.trim().parse().map_err(|_| MoveError::Address)?;
    let person = used(house, token).await?;
    let Some(sender) = sender(house, &person) else {
        return Ok(());
    };
    let at = house.clock.now();
    let ask = Ask {
        what: AskFor::Address {
            subscriber: person.id,
            address: address.as_str().to_owned(),
            address_hash: house.addresses.hash(address.as_str()),
        },
        sender,
        at,
    };
    let judge = |case: &AskCase| {
        // Their own stops are about what they get, not about where; the limits are the new address's.
        let may = case.confirmed && !case.taken && may_confirm(&case.asked, &[], at);
        may.then_some(AskKind::Address)
    };
    house.store.ask(&ask, &judge, &*house.ids).await?;
    Ok(())
}

/// Erases the person of this link.
///
/// # Errors
/// [`PreferenceError`] for a bad link and for any failure of the store.
pub async fn erase(house: &Installation, token: &str) -> Result<Erased, PreferenceError> {
    let person = used(house, token).await?;
    Ok(erase_person(house, &person).await?)
}

/// Erases a person: by their own link, or by the operator's hand.
///
/// # Errors
/// Any failure of the store.
pub async fn erase_person(house: &Installation, person: &Person) -> Result<Erased, StoreError> {
    let now = house.clock.now();
    house.store.erase(person.id, &*house.ids, now).await
}

/// Withdraws a consent of the person of this preference link. Answers whether it was given.
///
/// # Errors
/// [`PreferenceError`] for a bad link and for any failure of the store.
pub async fn withdraw(
    house: &Installation,
    token: &str,
    key: &str,
) -> Result<bool, PreferenceError> {
    let person = person_of(house, token).await?;
    let now = house.clock.now();
    Ok(house.store.withdraw(person.id, key, now).await?)
}
