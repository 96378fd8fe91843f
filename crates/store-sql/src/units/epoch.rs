//! The epoch: installation, storage, restore counter. An older state of the database that comes back is noticed by the next
//! dispatcher that enters, and by every gate: then all that was planned waits for the operator. It never guesses what was
//! sent since.
//!
//! PostgreSQL tells cluster and timeline; a new timeline of the same cluster is harmless if all that was written before it waited for
//! a standby. That is noted with the name while it is so, for the server that takes over has settings of its own: a gate does not
//! pass by another name than the one on record. SQLite cannot be asked: there a file beside the database remembers the last fence.

use crate::SqlStore;
use crate::session::Session;
use crate::sql::{install as install_sql, runs as sql};
use lagom_model::{PublicId, Timestamp};
use lagom_store::Result;

/// What a storage says of itself.
struct Epoch {
    installation: Option<PublicId>,
    fence: i64,
    /// Which storage it was.
    was: Option<String>,
    /// Which it is; `None`: that cannot be told.
    is: Option<String>,
}

impl Epoch {
    async fn read(session: &mut Session) -> Result<Option<Self>> {
        let Some(row) = session.first(&sql::EPOCH, &[]).await? else {
            return Ok(None);
        };
        let installation = row.maybe_text("public_id")?.map(|_| row.id("public_id"));
        Ok(Some(Self {
            installation: installation.transpose()?,
            fence: row.int("fence")?,
            was: row.maybe_text("incarnation")?.map(str::to_owned),
            is: row.maybe_text("present")?.map(str::to_owned),
        }))
    }

    /// Why it is an older state, if it is.
    fn older(&self, remembered: Option<(PublicId, i64)>) -> Option<&'static str> {
        if let Some((installation, fence)) = remembered
            && self.installation == Some(installation)
            && fence > self.fence
        {
            return Some("the database file is an older one than the one that ran last");
        }
        let (Some(was), Some(is)) = (&self.was, &self.is) else {
            return None;
        };
        let (was, is) = (Incarnation::of(was), Incarnation::of(is));
        if was.cluster != is.cluster {
            Some("the database was moved to another server")
        } else if was.timeline == is.timeline || was.is_synchronous {
            None
        } else {
            Some("the database server was restored, or another one took over")
        }
    }
}

/// A name of a storage in its parts: `CLUSTER/TIMELINE`, and `+` where commits wait for a standby.
#[derive(PartialEq, Eq)]
struct Incarnation<'a> {
    cluster: &'a str,
    timeline: &'a str,
    is_synchronous: bool,
}

impl<'a> Incarnation<'a> {
    fn of(name: &'a str) -> Self {
        let plain = name.strip_suffix('+');
        let (cluster, timeline) = plain.unwrap_or(name).split_once('/').unwrap_or((name, ""));
        Self {
            cluster,
            timeline,
            is_synchronous: plain.is_some(),
        }
    }
}

/// Looks whether this is the storage that ran last. If it is not, what was planned waits from now on. Returns the
/// installation.
pub(crate) async fn check(
    store: &SqlStore,
    session: &mut Session,
    now: Timestamp,
) -> Result<Option<PublicId>> {
    let remembered = store.backend.remembered();
    let Some(mut epoch) = Epoch::read(session).await? else {
        return Ok(None);
    };
    if epoch.older(remembered).is_some() {
        // Whoever else noticed it may have been faster.
        session.run(&install_sql::LOCK_RULES, &[]).await?;
        epoch = Epoch::read(session).await?.unwrap_or(epoch);
    }
    if let Some(why) = epoch.older(remembered) {
        let fence = remembered.map_or(0, |(_, fence)| fence);
        raise(session, why, fence, now).await?;
    } else if epoch.was != epoch.is {
        session.run(&sql::SETTLE, &[epoch.is.into()]).await?;
    }
    Ok(epoch.installation)
}

/// Raises the restore counter: what is planned waits for the operator, and so does all that is planned from now on. Fences
/// go on above `fence`.
pub(crate) async fn raise(
    session: &mut Session,
    why: &'static str,
    fence: i64,
    now: Timestamp,
) -> Result<()> {
    session.run(&install_sql::LOCK_RULES, &[]).await?;
    let is = Epoch::read(session).await?.and_then(|epoch| epoch.is);
    session.run(&sql::SETTLE, &[is.into()]).await?;
    session.run(&sql::RAISE, &[fence.into()]).await?;
    session.run(&sql::SUSPEND, &[]).await?;
    session.run(&sql::REST, &[now.into(), why.into()]).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_state_is_noticed() {
        let (house, other) = (PublicId(1), PublicId(2));
        let epoch = |was: Option<&str>, is: Option<&str>| Epoch {
            installation: Some(house),
            fence: 7,
            was: was.map(str::to_owned),
            is: is.map(str::to_owned),
        };
        let table = [
            (epoch(None, None), None, false),
            (epoch(None, None), Some((house, 7)), false),
            (epoch(None, None), Some((house, 8)), true),
            (epoch(None, None), Some((other, 8)), false),
            (epoch(None, Some("1/01")), None, false),
            (epoch(Some("1/01"), Some("1/01")), None, false),
            (epoch(Some("1/01"), Some("1/01+")), None, false),
            (epoch(Some("1/01+"), Some("1/01")), None, false),
            (epoch(Some("1/01"), Some("1/02")), None, true),
            (epoch(Some("1/01"), Some("1/02+")), None, true),
            (epoch(Some("1/01+"), Some("1/02")), None, false),
            (epoch(Some("1/01+"), Some("2/01+")), None, true),
            (epoch(Some("1/01"), None), None, false),
        ];
        for (nth, (epoch, remembered, older)) in table.into_iter().enumerate() {
            assert_eq!(epoch.older(remembered).is_some(), older, "row {nth}");
        }
    }
}
