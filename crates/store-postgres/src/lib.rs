//! PostgreSQL behind the store: several dispatchers, on one or many machines.
//!
//! Units run at READ COMMITTED and lock the subscribers they write about, in order. A dispatcher's
//! sign of life is a heartbeat by the database's clock. It knows nothing of what a unit is for:
//! those are in `lagom-store-sql`.

mod backend;
mod link;

use backend::Postgres;
use lagom_store::Result;
use lagom_store_sql::SqlStore;
use std::sync::Arc;
use std::time::Duration;

/// A store in a PostgreSQL database.
pub type PostgresStore = SqlStore;

/// How to connect.
#[derive(Clone)]
pub struct Options {
    /// `postgres://user@host:port/database`; never shown, it may hold a password.
    pub url: String,
    /// How many connections may be open at once.
    pub connections: u32,
    /// How long a heartbeat holds; in production above the sum of the SMTP limits.
    /// A transaction that falls silent for so long is rolled back by the server, or one that is frozen
    /// would keep all others waiting.
    pub lease: Duration,
    /// How long a unit waits for a connection.
    pub acquire_timeout: Duration,
}

impl Options {
    /// The defaults for a URL.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            connections: 8,
            lease: Duration::from_secs(30),
            acquire_timeout: Duration::from_secs(10),
        }
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("connections", &self.connections)
            .field("lease", &self.lease)
            .finish_non_exhaustive()
    }
}

/// Connects. It changes no schema: that is [`Install::migrate`](lagom_store::Install::migrate).
///
/// # Errors
/// [`Unavailable`](lagom_store::StoreError::Unavailable) if the server does not answer or lets nobody in.
pub async fn open(options: &Options) -> Result<PostgresStore> {
    let backend = Postgres::open(options)
        .await
        .map_err(|trouble| trouble.during("CONNECT"))?;
    Ok(SqlStore::new(Arc::new(backend)))
}
