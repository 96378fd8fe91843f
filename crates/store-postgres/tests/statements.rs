//! Every statement of the store is prepared by the database on the migrated schema, whose tables
//! and columns are those of SQLite.

use lagom_store::Install;
use lagom_store_postgres::{Options, open};
use lagom_testkit::postgres::Database;
use sqlx::{Connection, PgConnection, Row};
use std::collections::BTreeSet;

#[tokio::test]
async fn every_statement_is_prepared() {
    let database = Database::create().await;
    let store = open(&Options::new(database.url())).await.unwrap();
    store.migrate().await.unwrap();
    let count = store.prepare_all().await.unwrap();
    assert!(count > 100, "{count}");
}

#[tokio::test]
async fn the_schema_is_the_same_as_on_sqlite() {
    let database = Database::create().await;
    let store = open(&Options::new(database.url())).await.unwrap();
    store.migrate().await.unwrap();
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    let rows = sqlx::query(
        "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS found
            FROM information_schema.columns WHERE table_schema = 'public'
            AND table_name NOT IN ('part_balance', 'range_break')",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let found: BTreeSet<String> = rows.iter().map(|row| row.get("found")).collect();
    assert_eq!(found, columns_of_sqlite());
}

/// The columns as SQLite's migration writes them.
fn columns_of_sqlite() -> BTreeSet<String> {
    let script = include_str!("../../../migrations/sqlite/0001_house.sql");
    let mut columns = BTreeSet::new();
    let mut table = "";
    for line in script.lines() {
        if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
            table = rest.trim_end_matches(" (");
        } else if line.starts_with(')') {
            table = "";
        } else if !table.is_empty() {
            let mut words = line.split_whitespace();
            let (Some(name), Some(kind)) = (words.next(), words.next()) else {
                continue;
            };
            let kind = match kind.trim_end_matches(',') {
                "INTEGER" => "bigint",
                "TEXT" => "text",
                _ => continue,
            };
            let filled = line.contains("NOT NULL") || line.contains("PRIMARY KEY");
            let empty = if filled { "NO" } else { "YES" };
            columns.insert(format!("{table}.{name} {kind} {empty}"));
        }
    }
    columns
}
