//! Joining and returning: a service message that is asked for, and what a click on its page carries out, each in one
//! transaction under the person's lock. It lets nobody in by itself.

use crate::row::Row;
use crate::session::Session;
use crate::sql::{import as import_sql, joining as sql, people as people_sql};
use crate::units::people::by_id;
use crate::units::person::scope_columns;
use crate::units::{change, key, lock};
use crate::{Value, json};
use lagom_model::{
    DeliveryId, DeliveryKind, Ids, PublicId, Stop, StopCause, StopScope, SubscriberId, Timestamp,
    Zone,
};
use lagom_store::{
    Ask, AskCase, AskFn, AskFor, AskKind, Confirm, Confirmed, Person, Presses, Requested, Result,
    ServiceRequest, StoreError, Wanted,
};

/// How far back asks matter: the rest after a complaint.
const REMEMBERED: i64 = 90 * Timestamp::DAY;

/// Who asks, as far as the store knows them.
struct Asker {
    person: Option<Person>,
    suppressed: Option<Timestamp>,
}

pub(crate) async fn ask(
    session: &mut Session,
    ask: &Ask,
    judge: AskFn<'_>,
    ids: &dyn Ids,
) -> Result<Option<AskKind>> {
    // Nobody else adds people, or counts asks, at the same time.
    session.run(&import_sql::LOCK_ADDING, &[]).await?;
    let asker = asker(session, &ask.what).await?;
    let presses = presses(session, ask).await?;
    let case = case(session, ask, &asker, presses).await?;
    let Some(kind) = judge(&case) else {
        return Ok(None);
    };
    let (id, zone) = match (&asker.person, &ask.what) {
        (Some(person), _) => (person.id, person.facts.zone.clone()),
        (None, AskFor::Join { zone, .. }) => (add(session, ask, &asker, ids).await?, zone.clone()),
        (None, _) => return Ok(None),
    };
    let contact = match &ask.what {
        AskFor::Address { address, .. } => Some(new_contact(session, id, address).await?),
        _ => None,
    };
    let delivery = message(session, ask, id, &zone).await?;
    let values = [
        ids.public_id().into(),
        kind.scope().into(),
        kind.name().into(),
        id.into(),
        delivery.into(),
        contact.into(),
        ask.at.into(),
        ask.at.plus(kind.lasts()).into(),
        json::write(&wanted(&ask.what)).into(),
    ];
    session.run(&sql::ADD_REQUEST, &values).await?;
    if let Some(hash) = hash_of(&ask.what) {
        session
            .run(&sql::NOTE_ASK, &[hash.into(), ask.at.into()])
            .await?;
    }
    Ok(Some(kind))
}

/// The hash of the address that the message goes to, if the limits over all publications hold for it.
fn hash_of(what: &AskFor) -> Option<&str> {
    match what {
        AskFor::Join { address_hash, .. } | AskFor::Address { address_hash, .. } => {
            Some(address_hash)
        }
        AskFor::StepUp { .. } => None,
    }
}

fn wanted(what: &AskFor) -> Wanted {
    match what {
        AskFor::Join {
            wanted,
            address_hash,
            ..
        } => Wanted {
            address_hash: Some(address_hash.clone()),
            ..wanted.clone()
        },
        AskFor::StepUp { .. } => Wanted::default(),
        AskFor::Address { address_hash, .. } => Wanted {
            address_hash: Some(address_hash.clone()),
            ..Wanted::default()
        },
    }
}

/// Finds and locks who asks.
async fn asker(session: &mut Session, what: &AskFor) -> Result<Asker> {
    let id = match what {
        AskFor::Join { address_hash, .. } => owner(session, address_hash).await?,
        AskFor::StepUp { subscriber } | AskFor::Address { subscriber, .. } => Some(*subscriber),
    };
    let mut person = None;
    if let Some(id) = id {
        lock(session, [id]).await?;
        person = by_id(session, id).await?;
    }
    let suppressed = match hash_of(what) {
        Some(hash) => {
            let row = session.first(&sql::SUPPRESSED, &[hash.into()]).await?;
            row.map(|row| row.at("since")).transpose()?
        }
        None => None,
    };
    Ok(Asker { person, suppressed })
}

async fn owner(session: &mut Session, hash: &str) -> Result<Option<SubscriberId>> {
    let row = session
        .first(&people_sql::BY_ADDRESS, &[hash.into()])
        .await?;
    row.map(|row| row.int("subscriber_id")).transpose()
}

/// Counts this press, whatever comes of it.
async fn presses(session: &mut Session, ask: &Ask) -> Result<Presses> {
    let AskFor::Join { network, .. } = &ask.what else {
        return Ok(Presses::default());
    };
    // A row a second is as good for a minute as a row a press.
    let second = ask.at.plus(-ask.at.0.rem_euclid(Timestamp::SECOND));
    let minute_ago = ask.at.plus(-Timestamp::MINUTE);
    Ok(Presses {
        in_a_minute: press(session, ("all", ""), second, minute_ago).await?,
        in_an_hour_from_network: match network {
            Some(network) => {
                let hour_ago = ask.at.plus(-Timestamp::HOUR);
                press(session, ("network", network), ask.at, hour_ago).await?
            }
            None => 0,
        },
    })
}

async fn press(
    session: &mut Session,
    (channel, hash): (&str, &str),
    at: Timestamp,
    since: Timestamp,
) -> Result<u32> {
    let values = |at: Timestamp| [channel.into(), hash.into(), at.into()];
    session.run(&sql::NOTE_PRESS, &values(at)).await?;
    let row = session.first(&sql::PRESSES, &values(since)).await?;
    let presses = row.map(|row| row.int("presses")).transpose()?;
    Ok(u32::try_from(presses.unwrap_or_default()).unwrap_or(u32::MAX))
}

async fn case(
    session: &mut Session,
    ask: &Ask,
    asker: &Asker,
    presses: Presses,
) -> Result<AskCase> {
    let since = ask.at.plus(-REMEMBERED);
    let mut asked = Vec::new();
    if let Some(hash) = hash_of(&ask.what) {
        let rows = session
            .run(&sql::ASKED, &[hash.into(), since.into()])
            .await?;
        for row in &rows {
            let (at, times) = (row.at("at")?, row.int("asks")?);
            asked.extend((0..times).map(|_| at));
        }
    } else if let Some(person) = &asker.person {
        let values = [
            person.id.into(),
            AskKind::StepUp.name().into(),
            since.into(),
        ];
        let rows = session.run(&sql::ASKED_BY, &values).await?;
        for row in &rows {
            asked.push(row.at("asked_at")?);
        }
    }
    let facts = asker.person.as_ref().map(|person| &person.facts);
    let mut stops = facts.map(|facts| facts.stops.clone()).unwrap_or_default();
    let mut taken = false;
    match (&ask.what, asker.suppressed) {
        (AskFor::Address { address_hash, .. }, _) => {
            taken = owner(session, address_hash).await?.is_some();
        }
        (_, Some(at)) if asker.person.is_none() => stops.push(erased(at)),
        _ => {}
    }
    Ok(AskCase {
        confirmed: facts.is_some_and(|facts| facts.confirmed),
        stops,
        asked,
        taken,
        presses,
    })
}

const fn erased(at: Timestamp) -> Stop {
    Stop {
        scope: StopScope::Everything,
        cause: StopCause::Erasure,
        at,
    }
}

/// Adds a person who has not confirmed.
async fn add(
    session: &mut Session,
    ask: &Ask,
    asker: &Asker,
    ids: &dyn Ids,
) -> Result<SubscriberId> {
    let AskFor::Join {
        address,
        address_hash,
        language,
        zone,
        country,
        ..
    } = &ask.what
    else {
        return Err(StoreError::NotFound {
            what: "person",
            key: String::new(),
        });
    };
    let (public_id, link) = (ids.public_id(), ids.public_id());
    let lot = u32::try_from(public_id.0 >> 96).unwrap_or_default();
    let values = [
        public_id.into(),
        link.into(),
        zone.name().into(),
        language.as_str().into(),
        country.clone().into(),
        lot.into(),
        ask.at.into(),
    ];
    let row = session.first(&sql::ADD_UNCONFIRMED, &values).await?;
    let row = row.ok_or_else(|| StoreError::TryAgain {
        message: "a new person has no key".to_owned(),
    })?;
    let id: SubscriberId = row.int("id")?;
    session
        .run(&sql::ADD_PUBLIC, &[public_id.into(), id.into()])
        .await?;
    session
        .run(&sql::ADD_LINK, &[link.into(), id.into()])
        .await?;
    session
        .run(&sql::ADD_HASH, &[address_hash.as_str().into(), id.into()])
        .await?;
    let values = [id.into(), address.as_str().into(), "active".into()];
    session.run(&sql::ADD_CONTACT, &values).await?;
    session.run(&sql::ADD_PROFILE, &[id.into()]).await?;
    if let Some(at) = asker.suppressed {
        session.run(&sql::PUT_STOP, &[id.into(), at.into()]).await?;
    }
    Ok(id)
}

/// Another contact point, which is not in use yet.
async fn new_contact(session: &mut Session, id: SubscriberId, address: &str) -> Result<i64> {
    let values = [id.into(), address.into(), "unconfirmed".into()];
    let row = session.first(&sql::ADD_CONTACT, &values).await?;
    let row = row.ok_or_else(|| StoreError::TryAgain {
        message: "a new contact point has no key".to_owned(),
    })?;
    row.int("id")
}

/// The message in the outbox, due at once.
async fn message(
    session: &mut Session,
    ask: &Ask,
    id: SubscriberId,
    zone: &Zone,
) -> Result<DeliveryId> {
    let values = [id.into(), key::since(ask.at).into()];
    let rows = session.run(&sql::RECENT, &values).await?;
    let keys: Vec<DeliveryId> = rows
        .iter()
        .map(|row| row.int("id"))
        .collect::<Result<_>>()?;
    let (date, kind) = (zone.date(ask.at), DeliveryKind::Service);
    let ordinal = key::Recent::new(keys).next(id, date, kind);
    let delivery = key::key(id, date, ordinal, kind);
    let values = [
        id.into(),
        delivery.into(),
        date.to_string().into(),
        ordinal.into(),
        ask.sender.into(),
        ask.at.into(),
    ];
    session.run(&sql::ADD_MESSAGE, &values).await?;
    Ok(delivery)
}

fn request(row: &Row) -> Result<ServiceRequest> {
    let contact = match (
        row.maybe_int("contact_id")?,
        row.maybe_int("contact_revision")?,
        row.maybe_text("contact_value")?,
    ) {
        (Some(id), Some(revision), Some(value)) => Some((id, revision, value.to_owned())),
        _ => None,
    };
    Ok(ServiceRequest {
        kind: row.word("purpose")?,
        subject: row.id("subject")?,
        asked_at: row.at("asked_at")?,
        expires_at: row.at("expires_at")?,
        used_at: row.maybe_at("used_at")?,
        wanted: row.json("detail")?,
        contact,
    })
}

pub(crate) async fn requested(
    session: &mut Session,
    subject: PublicId,
) -> Result<Option<Requested>> {
    let Some(row) = session.first(&sql::REQUEST, &[subject.into()]).await? else {
        return Ok(None);
    };
    let person = by_id(session, row.int("subscriber_id")?).await?;
    let request = request(&row)?;
    Ok(person.map(|person| Requested { request, person }))
}

/// The link, read again under its person's lock.
async fn locked(session: &mut Session, subject: PublicId) -> Result<Option<Requested>> {
    let Some(row) = session.first(&sql::REQUEST, &[subject.into()]).await? else {
        return Ok(None);
    };
    lock(session, [row.int("subscriber_id")?]).await?;
    requested(session, subject).await
}

pub(crate) async fn confirm(session: &mut Session, confirm: &Confirm) -> Result<Confirmed> {
    // The directory of addresses may change.
    session.run(&import_sql::LOCK_ADDING, &[]).await?;
    let now = confirm.change.at;
    let Some(found) = locked(session, confirm.subject).await? else {
        return Ok(Confirmed::Gone);
    };
    let Requested { request, person } = found;
    if request.kind == AskKind::StepUp {
        return Ok(Confirmed::Gone);
    }
    if request.used_at.is_some() {
        return Ok(Confirmed::Before(person));
    }
    if request.expires_at <= now {
        return Ok(Confirmed::Gone);
    }
    if request.kind == AskKind::Address {
        if !move_address(session, &request, &person).await? {
            return Ok(Confirmed::Taken);
        }
    } else {
        let revision = confirm.change.revision;
        if revision.is_some_and(|revision| revision != person.revision) {
            return Err(StoreError::Conflict);
        }
        let_in(session, confirm, &request, &person).await?;
    }
    let values = [confirm.subject.into(), now.into()];
    session.run(&sql::USE_LINK, &values).await?;
    let person = by_id(session, person.id).await?;
    Ok(person.map_or(Confirmed::Gone, Confirmed::Done))
}

/// The person is confirmed, their stops are lifted, their choices made, their consents recorded.
async fn let_in(
    session: &mut Session,
    confirm: &Confirm,
    request: &ServiceRequest,
    person: &Person,
) -> Result<()> {
    let now = confirm.change.at;
    let id: Value = person.id.into();
    for (scope, cause) in &confirm.lifts {
        let (scope, publication) = scope_columns(*scope);
        let values = [
            id.clone(),
            scope.into(),
            publication.into(),
            cause.name().into(),
            now.into(),
        ];
        session.run(&sql::LIFT, &values).await?;
    }
    session
        .run(&sql::CONFIRM, std::slice::from_ref(&id))
        .await?;
    if let Some(hash) = &request.wanted.address_hash {
        session
            .run(&sql::RELEASE_ADDRESS, &[hash.as_str().into()])
            .await?;
    }
    // Its revision was compared before the confirmation raised it.
    let change = lagom_store::Change {
        revision: None,
        ..confirm.change.clone()
    };
    change::change(session, &change).await?;
    let joined = lagom_store::Agreed {
        key: "letters".to_owned(),
        wording: request.wanted.wording.clone(),
    };
    for agreed in std::iter::once(&joined).chain(&request.wanted.agreed) {
        let values = [
            id.clone(),
            agreed.key.as_str().into(),
            agreed.wording.as_str().into(),
            request.wanted.how.as_str().into(),
            request.asked_at.into(),
            now.into(),
        ];
        session.run(&sql::ADD_CONSENT, &values).await?;
    }
    Ok(())
}

/// The new address takes the place of the old one, which is deleted; `false`: it is somebody else's by now.
async fn move_address(
    session: &mut Session,
    request: &ServiceRequest,
    person: &Person,
) -> Result<bool> {
    let (Some((contact, _, _)), Some(hash)) = (&request.contact, &request.wanted.address_hash)
    else {
        return Ok(false);
    };
    if let Some(other) = owner(session, hash).await?
        && other != person.id
    {
        return Ok(false);
    }
    let id: Value = person.id.into();
    let values = [id.clone(), (*contact).into()];
    session
        .run(&sql::DROP_CONTACT, std::slice::from_ref(&id))
        .await?;
    session.run(&sql::DROP_OTHERS, &values).await?;
    session.run(&sql::USE_CONTACT, &values).await?;
    session
        .run(&sql::DROP_HASHES, std::slice::from_ref(&id))
        .await?;
    let values = [hash.as_str().into(), id];
    session.run(&sql::ADD_HASH, &values).await?;
    session
        .run(&sql::RELEASE_ADDRESS, &[hash.as_str().into()])
        .await?;
    Ok(true)
}

pub(crate) async fn step_up(
    session: &mut Session,
    subject: PublicId,
    now: Timestamp,
) -> Result<Option<Person>> {
    let Some(Requested { request, person }) = locked(session, subject).await? else {
        return Ok(None);
    };
    let open = request.kind == AskKind::StepUp && request.expires_at > now;
    if !open || request.used_at.is_some() {
        return Ok(None);
    }
    let values = [subject.into(), now.into()];
    session.run(&sql::USE_LINK, &values).await?;
    Ok(Some(person))
}

pub(crate) async fn renew_links(
    session: &mut Session,
    subscriber: SubscriberId,
    link: PublicId,
    now: Timestamp,
) -> Result<()> {
    lock(session, [subscriber]).await?;
    let values = [subscriber.into(), now.into()];
    if session.first(&sql::REVOKE_LINK, &values).await?.is_none() {
        return Err(StoreError::NotFound {
            what: "person",
            key: subscriber.to_string(),
        });
    }
    let values = [subscriber.into(), link.into()];
    session.run(&sql::SET_LINK, &values).await?;
    let values = [link.into(), subscriber.into()];
    session.run(&sql::ADD_LINK, &values).await?;
    Ok(())
}

pub(crate) async fn revoked(session: &mut Session, link: PublicId) -> Result<Option<Person>> {
    let Some(row) = session.first(&sql::REVOKED, &[link.into()]).await? else {
        return Ok(None);
    };
    by_id(session, row.int("subscriber_id")?).await
}

pub(crate) async fn withdraw(
    session: &mut Session,
    subscriber: SubscriberId,
    key: &str,
    now: Timestamp,
) -> Result<bool> {
    lock(session, [subscriber]).await?;
    let values = [subscriber.into(), key.into(), now.into()];
    Ok(session.first(&sql::WITHDRAW, &values).await?.is_some())
}
