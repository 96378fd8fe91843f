//! A unit's connection, and the one function that runs SQL. It counts statements; it never
//! interprets them.
//!
//! A statement here cannot be checked at compile time against two databases, so none is
//! `query!`: a test prepares every one of them on both migrated databases, and the conformance
//! suite executes them.

use crate::backend::{Link, Purpose};
use crate::bound::{Cells, Over, Script, WIDEST, parameters, room, together};
use crate::dialect::Dialect;
use crate::points;
use crate::row::Row;
use crate::statement::Statement;
use crate::units::batch;
use crate::value::Value;
use lagom_store::Result;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// How many batches one script holds: more gain nothing, and make more scripts.
const MOST_TOGETHER: usize = 8;

/// Batches that go to the database together, in their order. To SQLite they go as one script: its connection lives in a thread of
/// its own, and each errand there and back costs both threads a sleep.
#[derive(Default)]
pub(crate) struct Puts(Vec<Put>);

/// One batch: what the statement takes of the rows (their cells on SQLite, one JSON on PostgreSQL), and what it takes besides.
struct Put {
    over: Over,
    rows: Vec<Value>,
    besides: Vec<Value>,
}

impl Puts {
    /// A batch whose rows a statement takes cell by cell, with what it takes besides (`$2` and on). No rows, no batch.
    pub(crate) fn add<T: Cells>(
        &mut self,
        session: &Session,
        statement: &'static Statement,
        rows: &[T],
        besides: &[Value],
    ) {
        if session.dialect == Dialect::Postgres {
            self.0.extend((!rows.is_empty()).then(|| Put {
                over: (statement, rows.len()),
                rows: vec![batch(rows)],
                besides: besides.to_vec(),
            }));
            return;
        }
        self.0.extend(rows.chunks(WIDEST).map(|some| {
            let room = room(some.len());
            Put {
                over: (statement, room),
                rows: parameters(room, statement.columns(), some),
                besides: besides.to_vec(),
            }
        }));
    }
}

/// A connection while a unit uses it.
pub(crate) struct Session {
    link: Box<dyn Link>,
    purpose: Purpose,
    dialect: Dialect,
    counter: Arc<AtomicU64>,
}

impl Session {
    pub(crate) fn new(
        link: Box<dyn Link>,
        purpose: Purpose,
        dialect: Dialect,
        counter: Arc<AtomicU64>,
    ) -> Self {
        Self {
            link,
            purpose,
            dialect,
            counter,
        }
    }

    /// Whether row locks are a thing here; on SQLite the one writer is the lock.
    pub(crate) fn locks_rows(&self) -> bool {
        self.dialect == Dialect::Postgres
    }

    /// Runs a statement.
    pub(crate) async fn run(
        &mut self,
        statement: &'static Statement,
        values: &[Value],
    ) -> Result<Vec<Row>> {
        let script = Script {
            name: statement.name(),
            text: statement.text(self.dialect),
        };
        self.run_as(&[statement], script, values).await
    }

    /// Runs a statement's text, or that of several. The only place that does.
    async fn run_as(
        &mut self,
        statements: &[&'static Statement],
        Script { name, text }: Script,
        values: &[Value],
    ) -> Result<Vec<Row>> {
        let count = u64::try_from(statements.len()).unwrap_or(u64::MAX);
        self.counter.fetch_add(count, Ordering::Relaxed);
        for one in statements {
            points::before(one.name());
        }
        let began = Instant::now();
        let answer = self
            .link
            .fetch(text, values)
            .await
            .map_err(|trouble| trouble.during(name))?;
        for one in statements {
            points::after(one.name());
        }
        let (rows, us) = (answer.rows.len(), began.elapsed().as_micros());
        tracing::trace!(name, rows, us, "a statement ran");
        let columns: Arc<[String]> = answer.columns.into();
        let table = statements.first().map_or("", |one| one.table());
        Ok(answer
            .rows
            .into_iter()
            .map(|values| Row::new(table, Arc::clone(&columns), values))
            .collect())
    }

    /// Runs a statement over a batch whose rows it takes cell by cell, with what it takes besides (`$2` and on).
    pub(crate) async fn put<T: Cells + Sync>(
        &mut self,
        statement: &'static Statement,
        rows: &[T],
        besides: &[Value],
    ) -> Result<()> {
        let mut puts = Puts::default();
        puts.add(self, statement, rows, besides);
        self.put_all(puts).await
    }

    /// Runs statements over batches.
    pub(crate) async fn put_all(&mut self, Puts(puts): Puts) -> Result<()> {
        if self.dialect == Dialect::Postgres {
            for put in puts {
                let values: Vec<Value> = put.rows.into_iter().chain(put.besides).collect();
                self.run(put.over.0, &values).await?;
            }
            return Ok(());
        }
        let mut puts = puts.into_iter().peekable();
        while puts.peek().is_some() {
            let (mut over, mut statements) = (Vec::new(), Vec::new());
            let (mut values, mut besides) = (Vec::new(), Vec::new());
            for put in puts.by_ref().take(MOST_TOGETHER) {
                statements.push(put.over.0);
                over.push((put.over, put.besides.len()));
                values.extend(put.rows);
                besides.extend(put.besides);
            }
            values.extend(besides);
            self.run_as(&statements, together(&over), &values).await?;
        }
        Ok(())
    }

    /// The first row of a statement's answer.
    pub(crate) async fn first(
        &mut self,
        statement: &'static Statement,
        values: &[Value],
    ) -> Result<Option<Row>> {
        Ok(self.run(statement, values).await?.into_iter().next())
    }

    pub(crate) async fn begin(&mut self) -> Result<()> {
        points::before("BEGIN");
        let begun = self.link.begin().await;
        begun.map_err(|trouble| trouble.during("BEGIN"))?;
        points::after("BEGIN");
        Ok(())
    }

    /// Ends a unit: commits what went well, rolls back what did not.
    pub(crate) async fn finish<T>(mut self, done: Result<T>) -> Result<T> {
        if self.purpose == Purpose::Read {
            return done;
        }
        match done {
            Ok(value) => {
                points::before("COMMIT");
                let began = Instant::now();
                let committed = self.link.commit().await;
                committed.map_err(|trouble| trouble.during("COMMIT"))?;
                let us = began.elapsed().as_micros();
                tracing::trace!(us, "a unit was committed");
                points::after("COMMIT");
                Ok(value)
            }
            Err(error) => {
                // The first error is the one to tell; a connection that cannot roll back is closed.
                if let Err(trouble) = self.link.rollback().await {
                    tracing::debug!(?trouble, "a rollback failed");
                }
                Err(error)
            }
        }
    }

    pub(crate) async fn script(&mut self, name: &'static str, text: &'static str) -> Result<()> {
        self.link
            .script(text)
            .await
            .map_err(|trouble| trouble.during(name))
    }

    pub(crate) async fn prepare(&mut self, statement: &'static Statement) -> Result<()> {
        self.link
            .prepare(statement.text(self.dialect))
            .await
            .map_err(|trouble| trouble.during(statement.name()))
    }
}
