//! Limits of what relays and recipients' domains take, kept by all dispatchers together: each leases its share. What a
//! share may be is said by [`Share`], and by [`Places`] of connections, which are pure; this is how the store keeps them. It
//! chooses no row and sends nothing.

mod pace;
mod places;
mod share;

pub use pace::Pace;
pub use places::{PlaceAsk, PlaceGrant, Places};
pub use share::{Ask, Grant, Limit, Share};

use crate::{Owner, Result};
use async_trait::async_trait;
use lagom_model::Timestamp;
use serde::{Deserialize, Serialize};

/// What a limit is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RateKey {
    /// The relay's name; empty: through whichever relay.
    pub relay: String,
    /// The recipients' domain, or the first of those that share a limit; empty: whomever it is for.
    pub domain: String,
}

/// The domain of an address as limits know it, in lower case; empty if it has none.
pub fn domain_of(address: &str) -> String {
    let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    domain.to_lowercase()
}

/// How a share stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateState {
    /// What it is about.
    pub key: RateKey,
    /// How it stands.
    pub share: Share,
    /// Who has its connections, if it is a relay's.
    pub places: Places,
    /// The database's clock.
    pub now: Timestamp,
}

/// Units of limits.
#[async_trait]
pub trait Rates: Send + Sync {
    /// A dispatcher says what it holds of each share and what has landed, and asks for more: the answers in the order of the
    /// asks. It is by the database's clock, so that dispatchers on several machines keep one limit. What a dead dispatcher
    /// holds counts as landed when its sign of life has ended.
    ///
    /// # Errors
    /// Any failure of the database: then nothing was granted.
    async fn exchange(&self, owner: Owner, asks: &[(RateKey, Ask)]) -> Result<Vec<Grant>>;

    /// A dispatcher says how many connections it holds to relays (by their names) and how many are of use to it: how many it may
    /// have from now on, in the order of the asks. What a dead dispatcher had is free when its sign of life has ended.
    ///
    /// # Errors
    /// Any failure of the database: then nothing changed.
    async fn share_connections(
        &self,
        owner: Owner,
        asks: &[(String, PlaceAsk)],
    ) -> Result<Vec<PlaceGrant>>;

    /// How the shares stand, by their keys.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn rates(&self) -> Result<Vec<RateState>>;

    /// The domains (lower case) to which the first rows that are due go, as a gate would look at them; an empty one: there is no
    /// address.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn due_domains(&self, now: Timestamp, limit: u32) -> Result<Vec<String>>;
}
