//! One row of the outbox by hand: cancelled, resent, or proved to have arrived. Never a row in flight.

use crate::json;
use crate::session::Session;
use crate::sql::{outbox as sql, people as people_sql};
use crate::units::key;
use lagom_model::{DeliveryId, DeliveryState, PublicId, Reason, SubscriberId, Timestamp};
use lagom_store::{Result, StoreError};

/// A row under its person's lock.
struct Held {
    subscriber: SubscriberId,
    id: DeliveryId,
    state: DeliveryState,
    /// Whether an attempt of it may have arrived.
    doubtful: bool,
}

/// Person and key of a row, by its public id or its handle.
pub(crate) async fn named(
    session: &mut Session,
    public_id: PublicId,
) -> Result<Option<(SubscriberId, DeliveryId)>> {
    if let Some(row) = key::of_handle(public_id) {
        return Ok(Some(row));
    }
    let found = session
        .first(&people_sql::BY_DELIVERY, &[public_id.into()])
        .await?;
    let row = found.map(|found| Ok((found.int("subscriber_id")?, found.int("delivery_id")?)));
    row.transpose()
}

async fn find(session: &mut Session, public_id: PublicId) -> Result<Option<Held>> {
    let Some((subscriber, id)) = named(session, public_id).await? else {
        return Ok(None);
    };
    session
        .run(&people_sql::LOCK_ONE, &[subscriber.into()])
        .await?;
    let row = session
        .first(&sql::STATE, &[subscriber.into(), id.into()])
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Held {
        subscriber,
        id,
        state: row.word("state")?,
        doubtful: row.int("unknowns")? > 0,
    }))
}

async fn must_find(session: &mut Session, public_id: PublicId) -> Result<Held> {
    find(session, public_id)
        .await?
        .ok_or_else(|| StoreError::NotFound {
            what: "delivery",
            key: public_id.to_string(),
        })
}

fn wrong(public_id: PublicId, state: DeliveryState, hint: &str) -> StoreError {
    StoreError::WrongState {
        what: format!("the delivery `{public_id}`"),
        state: format!("`{}`", state.name()),
        hint: hint.to_owned(),
    }
}

async fn set(
    session: &mut Session,
    row: &Held,
    state: DeliveryState,
    due_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
    reason: Option<Reason>,
) -> Result<()> {
    let values = [
        row.subscriber.into(),
        row.id.into(),
        state.name().into(),
        due_at.map(|at| at.0).into(),
        ended_at.map(|at| at.0).into(),
        reason.map(|reason| json::write(&reason)).into(),
    ];
    session.run(&sql::SET_STATE, &values).await?;
    Ok(())
}

pub(crate) async fn cancel(
    session: &mut Session,
    public_id: PublicId,
    now: Timestamp,
) -> Result<DeliveryState> {
    let row = must_find(session, public_id).await?;
    if !matches!(row.state, DeliveryState::Planned | DeliveryState::Waiting) {
        let hint = "only what is planned or waiting can be cancelled";
        return Err(wrong(public_id, row.state, hint));
    }
    if row.doubtful {
        // Its first copy may have arrived: only the second one is taken back.
        let held = DeliveryState::Held;
        let reason = Some(Reason::OutcomeUnknown);
        set(session, &row, held, None, Some(now), reason).await?;
        return Ok(held);
    }
    let end = DeliveryState::Cancelled;
    set(session, &row, end, None, Some(now), Some(Reason::Cancelled)).await?;
    let values = [row.subscriber.into(), row.id.into()];
    session.run(&crate::sql::events::FORGET, &values).await?;
    Ok(end)
}

pub(crate) async fn resend(
    session: &mut Session,
    public_id: PublicId,
    now: Timestamp,
) -> Result<DeliveryState> {
    let row = must_find(session, public_id).await?;
    if !matches!(row.state, DeliveryState::Held | DeliveryState::Failed) {
        let hint = "only what is held or failed can be sent again";
        return Err(wrong(public_id, row.state, hint));
    }
    set(session, &row, DeliveryState::Planned, Some(now), None, None).await?;
    Ok(DeliveryState::Planned)
}

pub(crate) async fn evidence(
    session: &mut Session,
    public_id: PublicId,
    now: Timestamp,
) -> Result<bool> {
    let Some(row) = find(session, public_id).await? else {
        return Ok(false);
    };
    if row.state != DeliveryState::Held {
        return Ok(false);
    }
    let reason = Some(Reason::LateEvidence);
    set(session, &row, DeliveryState::Sent, None, Some(now), reason).await?;
    Ok(true)
}
