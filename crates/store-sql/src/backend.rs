//! What a database adds to the units: connections, transactions, signs of life, migrations. A
//! backend never knows what a unit is for.

use crate::dialect::Dialect;
use crate::value::Value;
use async_trait::async_trait;
use lagom_model::PublicId;
use lagom_store::{Result, StoreError};
use std::fmt::Debug;
use std::sync::Arc;

/// A migration, embedded in the program.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Its version: 1, 2, …
    pub version: i64,
    /// Its name: the file's, without the ending.
    pub name: &'static str,
    /// Its text.
    pub script: &'static str,
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Only to read.
    Read,
    /// To read many things as of one instant, in a transaction.
    Snapshot,
    /// To write: on SQLite the one writer.
    Write,
    /// To write what is found due and written again if a crash takes it: a commit need not wait for the disk, where the
    /// database can make that exception for one transaction. Whoever reads it and commits makes it durable with that.
    Repeat,
}

/// What a driver gave: the columns' names, then the rows.
#[derive(Debug, Default)]
pub struct Answer {
    /// The names.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Value>>,
}

/// Why a driver failed.
#[derive(Debug)]
pub enum Trouble {
    /// Busy, deadlock, serialisation, a lost connection: safe to try again.
    TryAgain(String),
    /// The database cannot be reached now.
    Unavailable {
        /// What the driver said, without passwords.
        message: String,
        /// What to do.
        hint: String,
    },
    /// The database cannot be used until somebody puts it right: no database, no right to it.
    Unusable {
        /// What the driver said, without passwords.
        message: String,
        /// What to do.
        hint: String,
    },
    /// The statement was refused.
    Refused(String),
}

impl Trouble {
    /// As the store's error; `statement` was running.
    pub fn during(self, statement: &'static str) -> StoreError {
        match self {
            Self::TryAgain(message) => StoreError::TryAgain { message },
            Self::Unavailable { message, hint } => StoreError::Unavailable { message, hint },
            Self::Unusable { message, hint } => StoreError::Unusable { message, hint },
            Self::Refused(message) => StoreError::Statement { statement, message },
        }
    }
}

/// A connection. Dropped with a transaction open, it rolls back before anyone uses it again.
#[async_trait]
pub trait Link: Send {
    /// Begins a transaction: READ COMMITTED, or BEGIN IMMEDIATE.
    ///
    /// # Errors
    /// What the driver said.
    async fn begin(&mut self) -> std::result::Result<(), Trouble>;

    /// Commits.
    ///
    /// # Errors
    /// What the driver said.
    async fn commit(&mut self) -> std::result::Result<(), Trouble>;

    /// Rolls back.
    ///
    /// # Errors
    /// What the driver said.
    async fn rollback(&mut self) -> std::result::Result<(), Trouble>;

    /// Runs one statement. Only `Session::run` calls it.
    ///
    /// # Errors
    /// What the driver said.
    async fn fetch(
        &mut self,
        sql: &'static str,
        values: &[Value],
    ) -> std::result::Result<Answer, Trouble>;

    /// Runs a migration's script.
    ///
    /// # Errors
    /// What the driver said.
    async fn script(&mut self, sql: &'static str) -> std::result::Result<(), Trouble>;

    /// Asks the database whether it can run a statement, without running it.
    ///
    /// # Errors
    /// What the driver said.
    async fn prepare(&mut self, sql: &'static str) -> std::result::Result<(), Trouble>;
}

/// A database.
#[async_trait]
pub trait Backend: Send + Sync + Debug {
    /// Its dialect.
    fn dialect(&self) -> Dialect;

    /// The migrations for it, oldest first.
    fn migrations(&self) -> &'static [Migration];

    /// A connection.
    ///
    /// # Errors
    /// What the driver said.
    async fn link(&self, purpose: Purpose) -> std::result::Result<Box<dyn Link>, Trouble>;

    /// Takes what was deleted out of the files as far as the database can: on SQLite a checkpoint that
    /// truncates the log.
    ///
    /// # Errors
    /// What the driver said.
    async fn scrub(&self) -> std::result::Result<(), Trouble> {
        Ok(())
    }

    /// Whether there is one connection and no other that sees what it sees.
    fn stands_alone(&self) -> bool {
        false
    }

    /// A dispatcher appears: takes its sign of life, where the database's clock is not it.
    ///
    /// # Errors
    /// [`Unavailable`](StoreError::Unavailable) if the sign cannot be taken.
    fn appear(&self, owner: PublicId) -> Result<()>;

    /// A dispatcher leaves.
    fn disappear(&self, owner: PublicId);

    /// Whether a dispatcher shows its sign of life; `None`: the heartbeat by the database's clock decides.
    fn lives(&self, owner: PublicId) -> Option<bool>;

    /// The installation and its last fence as noted beside the database; `None` where that is not needed or not there.
    fn remembered(&self) -> Option<(PublicId, i64)> {
        None
    }

    /// Notes them.
    fn remember(&self, _installation: PublicId, _fence: i64) {}

    /// How long a heartbeat holds, in milliseconds.
    fn lease(&self) -> i64;
}

/// Shared by the sessions of one store.
pub(crate) type Shared = Arc<dyn Backend>;
