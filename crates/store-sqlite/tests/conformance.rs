//! The conformance suite on SQLite: every case a test, each with a file of its own.

#![expect(clippy::unwrap_used, reason = "tests; helpers outside of them too")]

use lagom_model::PublicId;
use lagom_store::conformance::{Backend, Damage};
use lagom_store::{Owner, Result, Store};
use lagom_store_sqlite::Options;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use std::sync::Arc;

struct Sqlite(lagom_testkit::sqlite::Database);

impl Sqlite {
    async fn run(&self, statement: String) {
        let file = SqliteConnectOptions::new().filename(self.0.path());
        let mut connection: SqliteConnection = file.connect().await.unwrap();
        let done = sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&mut connection)
            .await
            .unwrap();
        assert_eq!(done.rows_affected(), 1, "exactly one row is damaged");
        connection.close().await.unwrap();
    }
}

#[async_trait::async_trait]
impl Backend for Sqlite {
    const SKIPS_LOCKED: bool = false;

    async fn fresh() -> Self {
        Self(lagom_testkit::sqlite::Database::create())
    }

    async fn open(&self) -> Result<Arc<dyn Store>> {
        let store = lagom_store_sqlite::open(&Options::parse(self.0.url())?).await?;
        Ok(Arc::new(store))
    }

    async fn kill(&self, store: Arc<dyn Store>, owner: Owner) {
        assert_eq!(
            Arc::strong_count(&store),
            1,
            "the process has no other handle"
        );
        drop(store);
        // What a kill leaves: the lock's file without the lock.
        assert!(lock_file(self, owner.id).exists());
    }

    async fn damage(&self, damage: Damage) {
        self.run(damaged(damage)).await;
    }
}

fn lock_file(sqlite: &Sqlite, owner: PublicId) -> std::path::PathBuf {
    let mut folder = sqlite.0.path().into_os_string();
    folder.push(".owners");
    std::path::PathBuf::from(folder).join(owner.to_string())
}

fn damaged(damage: Damage) -> String {
    match damage {
        Damage::NewerSchema => {
            "INSERT INTO schema_migration (version, name, applied_at, checksum) \
             SELECT MAX(version) + 1, 'from the future', 0, '' FROM schema_migration"
                .to_owned()
        }
        Damage::OlderState => {
            // The note beside the database says how far it had come.
            "UPDATE installation SET fence = fence - 1".to_owned()
        }
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

lagom_store::conformance_cases!(Sqlite);
