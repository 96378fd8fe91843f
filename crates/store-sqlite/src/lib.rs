//! SQLite behind the store: one writer, several readers, WAL with `synchronous=FULL` (`NORMAL` for what is found due again).
//!
//! Several processes may share one file: a unit that writes begins with `BEGIN IMMEDIATE` and waits
//! its turn (`turns`). Deleted rows are overwritten (`secure_delete`). It knows nothing of what a unit is
//! for: those are in `lagom-store-sql`.

mod backend;
mod link;
mod owners;
mod turns;

use backend::Sqlite;
use lagom_store::{Result, StoreError};
use lagom_store_sql::SqlStore;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// A store in a SQLite file.
pub type SqliteStore = SqlStore;

/// How to open a file.
#[derive(Debug, Clone)]
pub struct Options {
    /// The file; made if it does not exist, its folder is not.
    pub file: PathBuf,
    /// How long a unit waits for another process's transaction.
    pub busy_timeout: Duration,
    /// How many readers may be open at once.
    pub readers: u32,
}

impl Options {
    /// The defaults for a file.
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self {
            file: file.into(),
            busy_timeout: Duration::from_secs(30),
            readers: 4,
        }
    }

    /// The defaults for a URL such as `sqlite:///var/lib/lagom/lagom.db` or `sqlite://lagom.db`.
    ///
    /// # Errors
    /// [`Unusable`](StoreError::Unusable) if it names no file.
    pub fn parse(url: &str) -> Result<Self> {
        let rest = url
            .strip_prefix("sqlite://")
            .or_else(|| url.strip_prefix("sqlite:"));
        match rest.map(|rest| rest.split('?').next().unwrap_or(rest)) {
            Some(file) if !file.is_empty() && file != ":memory:" => Ok(Self::new(file)),
            _ => Err(StoreError::Unusable {
                message: format!("`{url}` names no file"),
                hint: "write it like `sqlite:///var/lib/lagom/lagom.db`".to_owned(),
            }),
        }
    }
}

/// Opens a file. It changes no schema: that is [`Install::migrate`](lagom_store::Install::migrate).
///
/// # Errors
/// [`Unusable`](StoreError::Unusable) if the file cannot be opened.
pub async fn open(options: &Options) -> Result<SqliteStore> {
    let backend = Sqlite::open(options)
        .await
        .map_err(|trouble| trouble.during("OPEN"))?;
    Ok(SqlStore::new(Arc::new(backend)))
}
