//! Every statement of the store is prepared by the database on the migrated schema, and none of
//! them walks over a table that grows with the people.

use lagom_store::Install;
use lagom_store_sql::{Dialect, SqlStore};
use lagom_store_sqlite::{Options, open};
use lagom_testkit::sqlite::Database;
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};

#[expect(clippy::unwrap_used, reason = "a test's own preparation")]
async fn migrated() -> (Database, SqlStore) {
    let database = Database::create();
    let store = open(&Options::parse(database.url()).unwrap())
        .await
        .unwrap();
    store.migrate().await.unwrap();
    (database, store)
}

#[tokio::test]
async fn every_statement_is_prepared() {
    let (_database, store) = migrated().await;
    let count = store.prepare_all().await.unwrap();
    assert!(count > 100, "{count}");
}

/// Statements that are reports, or rare, and may walk over a table.
const MAY_SCAN: [&str; 8] = [
    "delivery.outbox",
    "delivery.states",
    "part.balance",
    "line.range_breaks",
    "delivery.astray",
    "subscriber.headcount",
    "contact_directory.remove",
    "issue.latest",
];

#[tokio::test]
async fn no_unit_walks_over_a_table_that_grows() {
    let (database, _store) = migrated().await;
    let mut connection = SqliteConnection::connect(database.url()).await.unwrap();
    let small = [
        "json_each",
        "r",
        "p",
        "v",
        "c",
        "i",
        "x",
        "sender",
        "publication",
        "policy",
        "run_control",
        "retiming",
        "release",
        "import_batch",
        "issue",
        "schema_migration",
        "sqlite_master",
        "CONSTANT",
        "o",
        "b",
    ];
    for statement in SqlStore::every_statement() {
        if MAY_SCAN.contains(&statement.name()) {
            continue;
        }
        let sql = format!("EXPLAIN QUERY PLAN {}", statement.text(Dialect::Sqlite));
        let rows = sqlx::raw_sql(AssertSqlSafe(sql))
            .fetch_all(&mut connection)
            .await
            .unwrap();
        for row in rows {
            let detail: String = row.get("detail");
            let Some(table) = detail.strip_prefix("SCAN ") else {
                continue;
            };
            let name = table.split(' ').next().unwrap_or_default();
            // A virtual table is a list that the statement was given, and so are constant rows.
            let by_index = [
                "USING INDEX",
                "USING COVERING INDEX",
                "VIRTUAL TABLE",
                "CONSTANT ROWS",
            ]
            .iter()
            .any(|how| table.contains(how));
            assert!(
                by_index || small.contains(&name),
                "{}: {detail}",
                statement.name()
            );
        }
    }
}
