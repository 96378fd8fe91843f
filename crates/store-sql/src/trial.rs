//! A trial: the same units on the same database, inside one transaction that is never committed. What
//! is tried sees itself and nobody else sees it. A trial keeps the locks it takes until it is dropped.

use crate::backend::{Answer, Backend, Link, Migration, Purpose, Shared, Trouble};
use crate::dialect::Dialect;
use crate::value::Value;
use async_trait::async_trait;
use lagom_model::PublicId;
use lagom_store::Result;
use std::sync::Arc;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// A backend whose units are savepoints.
pub(crate) struct Trial {
    inner: Shared,
    link: Arc<Mutex<Box<dyn Link>>>,
}

impl Trial {
    /// Opens the transaction that will never be committed.
    pub(crate) async fn begin(inner: Shared) -> std::result::Result<Self, Trouble> {
        let mut link = inner.link(Purpose::Write).await?;
        link.begin().await?;
        let link = Arc::new(Mutex::new(link));
        Ok(Self { inner, link })
    }
}

impl std::fmt::Debug for Trial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Trial").field(&self.inner).finish()
    }
}

#[async_trait]
impl Backend for Trial {
    fn dialect(&self) -> Dialect {
        self.inner.dialect()
    }

    fn migrations(&self) -> &'static [Migration] {
        self.inner.migrations()
    }

    async fn link(&self, _purpose: Purpose) -> std::result::Result<Box<dyn Link>, Trouble> {
        Ok(Box::new(Step(Arc::clone(&self.link).lock_owned().await)))
    }

    fn stands_alone(&self) -> bool {
        true
    }

    fn appear(&self, owner: PublicId) -> Result<()> {
        self.inner.appear(owner)
    }

    fn disappear(&self, owner: PublicId) {
        self.inner.disappear(owner);
    }

    fn lives(&self, owner: PublicId) -> Option<bool> {
        self.inner.lives(owner)
    }

    fn remembered(&self) -> Option<(PublicId, i64)> {
        self.inner.remembered()
    }

    fn lease(&self) -> i64 {
        self.inner.lease()
    }
}

/// The trial's connection while a unit uses it.
struct Step(OwnedMutexGuard<Box<dyn Link>>);

#[async_trait]
impl Link for Step {
    async fn begin(&mut self) -> std::result::Result<(), Trouble> {
        self.0.script("SAVEPOINT unit").await
    }

    async fn commit(&mut self) -> std::result::Result<(), Trouble> {
        self.0.script("RELEASE SAVEPOINT unit").await
    }

    async fn rollback(&mut self) -> std::result::Result<(), Trouble> {
        self.0.script("ROLLBACK TO SAVEPOINT unit").await
    }

    async fn fetch(
        &mut self,
        sql: &'static str,
        values: &[Value],
    ) -> std::result::Result<Answer, Trouble> {
        self.0.fetch(sql, values).await
    }

    async fn script(&mut self, sql: &'static str) -> std::result::Result<(), Trouble> {
        self.0.script(sql).await
    }

    async fn prepare(&mut self, sql: &'static str) -> std::result::Result<(), Trouble> {
        self.0.prepare(sql).await
    }
}
