//! Dispatchers: fences, signs of life, and what dead ones left in flight. Nothing is taken from a
//! live one.

use crate::session::Session;
use crate::sql::{install as install_sql, owners as sql};
use crate::units::{batch, epoch, keys, lock};
use crate::{SqlStore, json};
use lagom_model::{DeliveryState, PublicId, Reason, Timestamp};
use lagom_store::{Backlog, Owner, Recovered, Result, StoreError};
use serde::Serialize;

/// How much earlier than the last run a clock may be: two that enter at once come in either order,
/// and machines' clocks differ a little.
const CLOCKS_DIFFER: i64 = 10 * Timestamp::SECOND;

/// An owner that left rows in flight.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Dead {
    pub(crate) owner: PublicId,
    pub(crate) fence: i64,
}

pub(crate) async fn enter(store: &SqlStore, id: PublicId, now: Timestamp) -> Result<Owner> {
    store.backend.appear(id)?;
    let mut session = store.write().await?;
    let done = enter_row(store, &mut session, id, now).await;
    let done = session.finish(done).await;
    match done {
        Ok((owner, installation)) => {
            if let Some(installation) = installation {
                store.backend.remember(installation, owner.fence);
            }
            Ok(owner)
        }
        Err(error) => {
            store.backend.disappear(id);
            Err(error)
        }
    }
}

async fn enter_row(
    store: &SqlStore,
    session: &mut Session,
    id: PublicId,
    now: Timestamp,
) -> Result<(Owner, Option<PublicId>)> {
    let installation = epoch::check(store, session, now).await?;
    let values = [now.into(), now.plus(CLOCKS_DIFFER).into()];
    let Some(row) = session.first(&sql::ENTER, &values).await? else {
        let last = last_run(session).await?.unwrap_or_default();
        return Err(StoreError::ClockWentBack { now, last });
    };
    let fence = row.int("fence")?;
    let values = [id.into(), fence.into(), now.into()];
    session.run(&sql::ADD, &values).await?;
    session.run(&sql::GO_ON, &[now.into()]).await?;
    Ok((Owner { id, fence }, installation))
}

pub(crate) async fn last_run(session: &mut Session) -> Result<Option<Timestamp>> {
    match session.first(&sql::LAST_RUN, &[]).await? {
        Some(row) => row.maybe_at("last_run_at"),
        None => Ok(None),
    }
}

pub(crate) async fn heartbeat(store: &SqlStore, owner: Owner) -> Result<()> {
    // Where a lock of the operating system is the sign of life, there is nothing to write.
    if store.backend.lives(owner.id).is_some() {
        return Ok(());
    }
    let mut session = store.write().await?;
    let values = [owner.id.into(), owner.fence.into()];
    let done = session.run(&sql::BEAT, &values).await.map(|_| ());
    session.finish(done).await
}

pub(crate) async fn leave(store: &SqlStore, owner: Owner) -> Result<()> {
    let mut session = store.write().await?;
    let values = [owner.id.into(), owner.fence.into()];
    let done = session.run(&sql::LEAVE, &values).await.map(|_| ());
    session.finish(done).await?;
    store.backend.disappear(owner.id);
    Ok(())
}

/// Owners with rows in flight that show no sign of life.
pub(crate) async fn dead(store: &SqlStore, session: &mut Session) -> Result<Vec<Dead>> {
    let values = [store.backend.lease().into()];
    let rows = session.run(&sql::IN_FLIGHT, &values).await?;
    let mut dead = Vec::new();
    for row in &rows {
        let one = Dead {
            owner: row.id("owner")?,
            fence: row.int("fence")?,
        };
        let alive = match store.backend.lives(one.owner) {
            Some(alive) => alive,
            None => row.flag("alive")?,
        };
        if !alive {
            dead.push(one);
        }
    }
    Ok(dead)
}

pub(crate) async fn recover(store: &SqlStore, now: Timestamp) -> Result<Recovered> {
    // Most runs find nothing: they do not take the writer.
    if dead(store, &mut store.read().await?).await?.is_empty() {
        return Ok(Recovered::default());
    }
    let mut session = store.write().await?;
    let done = end_dead(store, &mut session, now).await;
    let (recovered, gone) = session.finish(done).await?;
    for one in gone {
        store.backend.disappear(one.owner);
    }
    Ok(recovered)
}

async fn end_dead(
    store: &SqlStore,
    session: &mut Session,
    now: Timestamp,
) -> Result<(Recovered, Vec<Dead>)> {
    let mut recovered = Recovered::default();
    let gone = dead(store, session).await?;
    let owners = batch(&gone);
    let rows = session
        .run(&sql::LEFT_BEHIND, std::slice::from_ref(&owners))
        .await?;
    if rows.is_empty() {
        return Ok((recovered, gone));
    }
    let people: Vec<_> = rows
        .iter()
        .map(|row| row.int("subscriber_id"))
        .collect::<Result<_>>()?;
    lock(session, people).await?;
    session
        .run(&sql::UNKNOWN, &[owners.clone(), now.into()])
        .await?;
    let values = [
        owners,
        now.into(),
        json::write(&Reason::OutcomeUnknown).into(),
    ];
    for row in session.run(&sql::RECOVER, &values).await? {
        match row.word("state")? {
            DeliveryState::Held => recovered.held += 1,
            _ => recovered.resend += 1,
        }
    }
    Ok((recovered, gone))
}

/// What is due, by sender; these senders' runs are paused until an instant.
pub(crate) async fn hold_backlog(
    session: &mut Session,
    until: Timestamp,
    now: Timestamp,
) -> Result<Vec<Backlog>> {
    session.run(&install_sql::LOCK_RULES, &[]).await?;
    let rows = session.run(&sql::BACKLOG, &[now.into()]).await?;
    let backlog: Vec<Backlog> = rows
        .iter()
        .map(|row| {
            Ok(Backlog {
                sender: row.int("sender_id")?,
                messages: u64::from(row.count("messages")?),
                people: u64::from(row.count("people")?),
                oldest: row.at("oldest")?,
            })
        })
        .collect::<Result<_>>()?;
    let senders = keys(backlog.iter().map(|one| one.sender));
    let values = [senders, until.into(), now.into()];
    session.run(&sql::HOLD_RUNS, &values).await?;
    Ok(backlog)
}
