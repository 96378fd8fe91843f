//! The databases are real, apart from each other, and gone afterwards.

use super::*;

async fn exists(name: &str) -> bool {
    let mut connection = connect(&server()).await;
    let found: Option<i32> = sqlx::query_scalar("SELECT 1 FROM pg_database WHERE datname = $1")
        .bind(name)
        .fetch_optional(&mut connection)
        .await
        .unwrap();
    found.is_some()
}

#[tokio::test]
async fn two_databases_are_apart_and_go_away_though_somebody_is_connected() {
    let one = Database::create().await;
    let other = Database::create().await;
    let mut in_one = PgConnection::connect(one.url()).await.unwrap();
    let mut in_other = PgConnection::connect(other.url()).await.unwrap();
    sqlx::raw_sql("CREATE TABLE here (x BIGINT)")
        .execute(&mut in_one)
        .await
        .unwrap();
    sqlx::raw_sql("SELECT x FROM here")
        .execute(&mut in_other)
        .await
        .unwrap_err();

    let names = [one.name().to_owned(), other.name().to_owned()];
    assert!(exists(&names[0]).await && exists(&names[1]).await);
    drop((one, other));
    assert!(!exists(&names[0]).await && !exists(&names[1]).await);
}

#[tokio::test]
async fn the_server_is_as_durable_as_in_production() {
    let mut connection = connect(&server()).await;
    for (setting, wanted) in [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("server_encoding", "UTF8"),
    ] {
        let found: String = sqlx::query_scalar("SELECT current_setting($1)")
            .bind(setting)
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(found, wanted, "{setting}");
    }
}
