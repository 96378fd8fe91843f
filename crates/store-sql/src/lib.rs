//! The units of work, written once in the SQL that both databases speak. A backend brings
//! connections, transactions, its dialect and its signs of life ([`backend::Backend`]).
//!
//! | module | holds |
//! |---|---|
//! | `sql` | every statement, by unit, as data |
//! | `session` | the one function that runs SQL, and the count of what it ran |
//! | `dialect` | the few places where the two databases differ |
//! | `units` | the units themselves: read under locks, judge, write batches |
//!
//! It never runs a statement per person or per row: a batch is one JSON parameter (or
//! its cells are, see `bound`), a person's rows
//! come back as one JSON column, or all as one text where there are millions (planning). It never reads a clock or draws a random number, but for the
//! database's own clock in signs of life.

pub mod backend;
mod bound;
pub mod dialect;
mod json;
mod points;
mod row;
mod session;
mod sql;
mod statement;
mod trial;
mod units;
mod value;

pub use backend::{Answer, Backend, Link, Migration, Purpose, Trouble};
pub use dialect::Dialect;
pub use statement::Statement;
pub use value::Value;

use lagom_store::{Result, StoreError};
use session::Session;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// A store on a SQL database.
#[derive(Debug)]
pub struct SqlStore {
    backend: backend::Shared,
    statements: Arc<AtomicU64>,
    checked: AtomicBool,
}

impl SqlStore {
    /// On an opened database. The schema is checked by the first unit that needs it.
    pub fn new(backend: Arc<dyn Backend>) -> Self {
        Self {
            backend,
            statements: Arc::new(AtomicU64::new(0)),
            checked: AtomicBool::new(false),
        }
    }

    /// Asks the database to prepare every statement of the store; answers with how many there are.
    ///
    /// # Errors
    /// The first statement that it refuses.
    pub async fn prepare_all(&self) -> Result<usize> {
        let mut session = self.bare(Purpose::Write).await?;
        let mut count = 0;
        for statement in sql::all() {
            session.prepare(statement).await?;
            count += 1;
        }
        Ok(count)
    }

    /// Every statement, for tests that look at plans.
    pub fn every_statement() -> Vec<&'static Statement> {
        sql::all().collect()
    }

    /// A session for reading, outside any transaction.
    pub(crate) async fn read(&self) -> Result<Session> {
        self.check().await?;
        self.bare(Purpose::Read).await
    }

    /// A session in a transaction that writes; end it with [`Session::finish`].
    pub(crate) async fn write(&self) -> Result<Session> {
        self.check().await?;
        let mut session = self.bare(Purpose::Write).await?;
        session.begin().await?;
        Ok(session)
    }

    /// The same for a unit that a crash may take: what it writes is found due again.
    pub(crate) async fn repeat(&self) -> Result<Session> {
        self.check().await?;
        let mut session = self.bare(Purpose::Repeat).await?;
        session.begin().await?;
        Ok(session)
    }

    /// A session for reading, beside one that writes; `None`: what is written can be seen by that one alone.
    pub(crate) async fn aside(&self) -> Result<Option<Session>> {
        self.check().await?;
        if self.backend.stands_alone() {
            return Ok(None);
        }
        self.bare(Purpose::Read).await.map(Some)
    }

    /// A session, whatever the schema.
    pub(crate) async fn bare(&self, purpose: Purpose) -> Result<Session> {
        let link = self
            .backend
            .link(purpose)
            .await
            .map_err(|trouble| trouble.during("CONNECT"))?;
        Ok(Session::new(
            link,
            purpose,
            self.backend.dialect(),
            Arc::clone(&self.statements),
        ))
    }

    /// What was deleted leaves the files too, where the database can do that.
    pub(crate) async fn scrub(&self) -> Result<()> {
        self.backend
            .scrub()
            .await
            .map_err(|trouble| trouble.during("SCRUB"))
    }

    pub(crate) fn known_version(&self) -> i64 {
        self.backend
            .migrations()
            .last()
            .map_or(0, |migration| migration.version)
    }

    async fn check(&self) -> Result<()> {
        if self.checked.load(Ordering::Acquire) {
            return Ok(());
        }
        let mut session = self.bare(Purpose::Read).await?;
        let found = units::install::version(&mut session).await?;
        let known = self.known_version();
        match found.cmp(&known) {
            std::cmp::Ordering::Less => Err(StoreError::SchemaOlder { found, known }),
            std::cmp::Ordering::Greater => Err(StoreError::SchemaNewer { found, known }),
            std::cmp::Ordering::Equal => {
                self.checked.store(true, Ordering::Release);
                Ok(())
            }
        }
    }
}
