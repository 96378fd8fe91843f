//! The conformance suite on PostgreSQL: every case a test, each with a database of its own. Without a
//! server it fails, it does not skip.

#![expect(clippy::unwrap_used, reason = "tests; helpers outside of them too")]

use lagom_store::conformance::{Backend, Damage};
use lagom_store::{Owner, Result, Store};
use lagom_store_postgres::Options;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::sync::Arc;

struct Postgres(lagom_testkit::postgres::Database);

impl Postgres {
    async fn run(&self, statement: String) {
        let mut connection = PgConnection::connect(self.0.url()).await.unwrap();
        let done = sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&mut connection)
            .await
            .unwrap();
        assert_eq!(done.rows_affected(), 1, "exactly one row is damaged");
        connection.close().await.unwrap();
    }
}

#[async_trait::async_trait]
impl Backend for Postgres {
    const SKIPS_LOCKED: bool = true;

    async fn fresh() -> Self {
        Self(lagom_testkit::postgres::Database::create().await)
    }

    async fn open(&self) -> Result<Arc<dyn Store>> {
        let store = lagom_store_postgres::open(&Options::new(self.0.url())).await?;
        Ok(Arc::new(store))
    }

    async fn kill(&self, store: Arc<dyn Store>, owner: Owner) {
        drop(store);
        // As if its lease had run out since.
        self.run(format!(
            "UPDATE dispatcher SET heartbeat_at = 0 WHERE id = '{}'",
            owner.id
        ))
        .await;
    }

    async fn damage(&self, damage: Damage) {
        self.run(damaged(damage)).await;
    }
}

fn damaged(damage: Damage) -> String {
    match damage {
        Damage::NewerSchema => {
            "INSERT INTO schema_migration (version, name, applied_at, checksum) \
             SELECT MAX(version) + 1, 'from the future', 0, '' FROM schema_migration"
                .to_owned()
        }
        Damage::OlderState => "UPDATE installation SET incarnation = '1/00000001'".to_owned(),
        Damage::WaitingForNobody(subscriber, delivery) => format!(
            "UPDATE delivery SET state = 'waiting', waiting_for = NULL \
             WHERE subscriber_id = {subscriber} AND id = {delivery}"
        ),
        Damage::WatermarkTooHigh(subscriber, publication) => format!(
            "UPDATE line SET watermark = watermark + 1 \
             WHERE subscriber_id = {subscriber} AND publication_id = {publication}"
        ),
    }
}

lagom_store::conformance_cases!(Postgres);
