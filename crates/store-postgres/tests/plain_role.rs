//! A role without special rights may ask which server this is, and which timeline of it.

use lagom_testkit::postgres::Database;
use sqlx::{Connection, PgConnection, Row};

#[tokio::test]
async fn a_plain_role_may_ask_for_the_timeline() {
    let database = Database::create().await;
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    // A role that every server has, and that has no rights in these functions beyond everybody's.
    for function in [
        "pg_control_system()",
        "pg_current_wal_lsn()",
        "pg_walfile_name(pg_lsn)",
    ] {
        let row =
            sqlx::query("SELECT has_function_privilege('pg_signal_backend', $1, 'EXECUTE') AS may")
                .bind(function)
                .fetch_one(&mut connection)
                .await
                .unwrap();
        assert!(row.get::<bool, _>("may"), "{function}");
    }
}
