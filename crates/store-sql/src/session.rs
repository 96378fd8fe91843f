//! A unit's connection, and the one function that runs SQL. It counts statements; it never
//! interprets them.
//!
//! A statement here cannot be checked at compile time against two databases, so none is
//! `query!`: a test prepares every one of them on both migrated databases, and the conformance
//! suite executes them.

use crate::backend::{Link, Purpose};
use crate::bound::{Cells, WIDEST, parameters};
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
        self.run_as(statement, statement.text(self.dialect), values)
            .await
    }

    /// Runs a statement's text. The only place that does.
    async fn run_as(
        &mut self,
        statement: &'static Statement,
        text: &'static str,
        values: &[Value],
    ) -> Result<Vec<Row>> {
        self.counter.fetch_add(1, Ordering::Relaxed);
        points::before(statement.name());
        let began = Instant::now();
        let answer = self
            .link
            .fetch(text, values)
            .await
            .map_err(|trouble| trouble.during(statement.name()))?;
        points::after(statement.name());
        let (name, rows, us) = (
            statement.name(),
            answer.rows.len(),
            began.elapsed().as_micros(),
        );
        tracing::trace!(name, rows, us, "a statement ran");
        let columns: Arc<[String]> = answer.columns.into();
        let table = statement.table();
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
        if rows.is_empty() {
            return Ok(());
        }
        if self.dialect == Dialect::Postgres {
            let values: Vec<Value> = [batch(rows)]
                .into_iter()
                .chain(besides.iter().cloned())
                .collect();
            return self.run(statement, &values).await.map(drop);
        }
        for some in rows.chunks(WIDEST) {
            let (text, room) = statement.over(some.len());
            let values = parameters(room, statement.columns(), some, besides);
            self.run_as(statement, text, &values).await?;
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
