//! Shares of limits and of connections: read under their locks, one turn each, written. A crash may take the last turns, so a commit
//! need not wait for the disk. It decides nothing: `Share` and `Places` do.

use crate::row::Row;
use crate::session::Session;
use crate::sql::rates as sql;
use crate::units::batch;
use crate::{SqlStore, json};
use async_trait::async_trait;
use lagom_model::{PublicId, Timestamp};
use lagom_store::{
    Grant, Owner, PlaceAsk, PlaceGrant, Places, RateAsk, RateKey, RateState, Rates, Result, Share,
    domain_of,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// Who is silent for so long (milliseconds) has lost its connections, however long its lease is for what it sends: at worst a relay sees a
/// few too many for a moment, while nobody else could send at all.
const SILENCE: i64 = 30 * Timestamp::SECOND;

#[derive(Serialize)]
struct ShareWrite {
    relay: String,
    domain: String,
    state: String,
}

#[derive(Serialize)]
struct Holder {
    id: PublicId,
}

fn state(row: &Row) -> Result<RateState> {
    let share = match row.text("state")? {
        "" => Share::default(),
        _ => row.json("state")?,
    };
    Ok(RateState {
        key: RateKey {
            relay: row.text("relay")?.to_owned(),
            domain: row.text("domain")?.to_owned(),
        },
        share,
        places: match row.text("connections")? {
            "" => Places::default(),
            _ => row.json("connections")?,
        },
        now: row.at("now")?,
    })
}

async fn exchange(
    store: &SqlStore,
    session: &mut Session,
    owner: Owner,
    asks: &[(RateKey, RateAsk)],
) -> Result<Vec<Grant>> {
    let mut states = locked(session, asks.iter().map(|(key, _)| key.clone()).collect()).await?;
    let holders = states.values().flat_map(|found| found.share.holders());
    let lease = store.backend.lease();
    let gone = gone(store, session, owner, holders.collect(), lease).await?;
    let mut grants = Vec::with_capacity(asks.len());
    for (key, ask) in asks {
        let grant = states.get_mut(key).map(|found| {
            let now = found.now;
            found.share.turn(owner.id, ask, &gone, now.0)
        });
        grants.push(grant.unwrap_or_default());
    }
    let writes = states
        .into_values()
        .map(|found| write(found.key, &found.share));
    let writes: Vec<ShareWrite> = writes.collect();
    session.run(&sql::WRITE, &[batch(&writes)]).await?;
    Ok(grants)
}

async fn share_connections(
    store: &SqlStore,
    session: &mut Session,
    owner: Owner,
    asks: &[(String, PlaceAsk)],
) -> Result<Vec<PlaceGrant>> {
    let of_relay = |relay: &String| RateKey {
        relay: relay.clone(),
        domain: String::new(),
    };
    let keys = asks.iter().map(|(relay, _)| of_relay(relay)).collect();
    let mut states = locked(session, keys).await?;
    let holders = states.values().flat_map(|found| found.places.holders());
    let lease = store.backend.lease().min(SILENCE);
    let gone = gone(store, session, owner, holders.collect(), lease).await?;
    let (mut grants, mut writes) = (Vec::with_capacity(asks.len()), Vec::new());
    for (relay, ask) in asks {
        let key = of_relay(relay);
        let Some(found) = states.get_mut(&key) else {
            grants.push(PlaceGrant::default());
            continue;
        };
        let before = found.places.clone();
        grants.push(found.places.turn(owner.id, ask, &gone));
        if found.places != before {
            writes.push(write(key, &found.places));
        }
    }
    // Mostly nobody came or went.
    if !writes.is_empty() {
        session.run(&sql::WRITE_PLACES, &[batch(&writes)]).await?;
    }
    Ok(grants)
}

fn write(key: RateKey, state: &impl Serialize) -> ShareWrite {
    ShareWrite {
        relay: key.relay,
        domain: key.domain,
        state: json::write(state),
    }
}

/// How shares stand, under their locks.
async fn locked(
    session: &mut Session,
    mut keys: Vec<RateKey>,
) -> Result<BTreeMap<RateKey, RateState>> {
    // In order, or two that add the same shares wait for each other.
    keys.sort_unstable();
    let mut rows = session.run(&sql::LOCK, &[batch(&keys)]).await?;
    if rows.len() < keys.len() {
        session.run(&sql::ADD, &[batch(&keys)]).await?;
        rows = session.run(&sql::LOCK, &[batch(&keys)]).await?;
    }
    let mut states = BTreeMap::new();
    for row in &rows {
        let found = state(row)?;
        states.insert(found.key.clone(), found);
    }
    Ok(states)
}

/// Holders other than the owner that show no sign of life.
async fn gone(
    store: &SqlStore,
    session: &mut Session,
    owner: Owner,
    mut holders: Vec<PublicId>,
    lease: i64,
) -> Result<Vec<PublicId>> {
    holders.retain(|id| *id != owner.id);
    holders.sort_unstable();
    holders.dedup();
    if holders.is_empty() {
        return Ok(holders);
    }
    let rows: Vec<Holder> = holders.iter().map(|id| Holder { id: *id }).collect();
    let values = [batch(&rows), lease.into()];
    let beating = session.run(&sql::ALIVE, &values).await?;
    let beating: Vec<PublicId> = beating
        .iter()
        .map(|row| row.id("id"))
        .collect::<Result<_>>()?;
    let lives = |id: &PublicId| store.backend.lives(*id).unwrap_or(beating.contains(id));
    holders.retain(|id| !lives(id));
    Ok(holders)
}

#[async_trait]
impl Rates for SqlStore {
    async fn exchange(&self, owner: Owner, asks: &[(RateKey, RateAsk)]) -> Result<Vec<Grant>> {
        let mut session = self.repeat().await?;
        let done = exchange(self, &mut session, owner, asks).await;
        session.finish(done).await
    }

    async fn share_connections(
        &self,
        owner: Owner,
        asks: &[(String, PlaceAsk)],
    ) -> Result<Vec<PlaceGrant>> {
        let mut session = self.repeat().await?;
        let done = share_connections(self, &mut session, owner, asks).await;
        session.finish(done).await
    }

    async fn rates(&self) -> Result<Vec<RateState>> {
        let rows = self.read().await?.run(&sql::ALL_SHARES, &[]).await?;
        rows.iter().map(state).collect()
    }

    async fn due_domains(&self, now: Timestamp, limit: u32) -> Result<Vec<String>> {
        let values = [now.into(), limit.into()];
        let rows = self.read().await?.run(&sql::DUE, &values).await?;
        let address = |row: &Row| {
            Ok(row
                .maybe_text("address")?
                .map(domain_of)
                .unwrap_or_default())
        };
        rows.iter().map(address).collect()
    }
}
