//! Shares of limits: read under their locks, one turn each, written. A crash may take the last turns, so a commit need not wait for
//! the disk. It decides nothing: `Share` does.

use crate::row::Row;
use crate::session::Session;
use crate::sql::rates as sql;
use crate::units::batch;
use crate::{SqlStore, json};
use async_trait::async_trait;
use lagom_model::{PublicId, Timestamp};
use lagom_store::{Grant, Owner, RateAsk, RateKey, RateState, Rates, Result, Share};
use serde::Serialize;
use std::collections::BTreeMap;

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
        now: row.at("now")?,
    })
}

async fn exchange(
    store: &SqlStore,
    session: &mut Session,
    owner: Owner,
    asks: &[(RateKey, RateAsk)],
) -> Result<Vec<Grant>> {
    // In order, or two that add the same shares wait for each other.
    let mut keys: Vec<&RateKey> = asks.iter().map(|(key, _)| key).collect();
    keys.sort_unstable();
    let mut rows = session.run(&sql::LOCK, &[batch(&keys)]).await?;
    if rows.len() < asks.len() {
        session.run(&sql::ADD, &[batch(&keys)]).await?;
        rows = session.run(&sql::LOCK, &[batch(&keys)]).await?;
    }
    let mut states: BTreeMap<RateKey, RateState> = BTreeMap::new();
    for row in &rows {
        let found = state(row)?;
        states.insert(found.key.clone(), found);
    }
    let gone = gone(store, session, owner, states.values()).await?;
    let mut grants = Vec::with_capacity(asks.len());
    for (key, ask) in asks {
        let grant = states.get_mut(key).map(|found| {
            let now = found.now;
            found.share.turn(owner.id, ask, &gone, now.0)
        });
        grants.push(grant.unwrap_or_default());
    }
    let writes: Vec<ShareWrite> = states
        .into_values()
        .map(|found| ShareWrite {
            relay: found.key.relay,
            domain: found.key.domain,
            state: json::write(&found.share),
        })
        .collect();
    session.run(&sql::WRITE, &[batch(&writes)]).await?;
    Ok(grants)
}

/// Holders other than the owner that show no sign of life.
async fn gone(
    store: &SqlStore,
    session: &mut Session,
    owner: Owner,
    states: impl Iterator<Item = &RateState>,
) -> Result<Vec<PublicId>> {
    let holders = states.flat_map(|found| found.share.holders());
    let mut holders: Vec<PublicId> = holders.filter(|id| *id != owner.id).collect();
    holders.sort_unstable();
    holders.dedup();
    if holders.is_empty() {
        return Ok(holders);
    }
    let rows: Vec<Holder> = holders.iter().map(|id| Holder { id: *id }).collect();
    let values = [batch(&rows), store.backend.lease().into()];
    let beating = session.run(&sql::ALIVE, &values).await?;
    let beating: Vec<PublicId> = beating
        .iter()
        .map(|row| row.id("id"))
        .collect::<Result<_>>()?;
    let lives = |id: &PublicId| store.backend.lives(*id).unwrap_or(beating.contains(id));
    holders.retain(|id| !lives(id));
    Ok(holders)
}

/// The domain of an address, in lower case.
fn domain(address: &str) -> String {
    let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    domain.to_lowercase()
}

#[async_trait]
impl Rates for SqlStore {
    async fn exchange(&self, owner: Owner, asks: &[(RateKey, RateAsk)]) -> Result<Vec<Grant>> {
        let mut session = self.repeat().await?;
        let done = exchange(self, &mut session, owner, asks).await;
        session.finish(done).await
    }

    async fn rates(&self) -> Result<Vec<RateState>> {
        let rows = self.read().await?.run(&sql::ALL_SHARES, &[]).await?;
        rows.iter().map(state).collect()
    }

    async fn due_domains(&self, now: Timestamp, limit: u32) -> Result<Vec<String>> {
        let values = [now.into(), limit.into()];
        let rows = self.read().await?.run(&sql::DUE, &values).await?;
        let address = |row: &Row| Ok(row.maybe_text("address")?.map(domain).unwrap_or_default());
        rows.iter().map(address).collect()
    }
}
