//! A server that is not there or lets nobody in is said in the operator's words, without the password.

use lagom_store::StoreError;
use lagom_store_postgres::{Options, open};
use lagom_testkit::postgres::Database;

async fn told(url: &str, hint: &str) {
    let refused = open(&Options::new(url)).await;
    assert!(
        matches!(
            refused,
            Err(StoreError::Unavailable { .. } | StoreError::Unusable { .. })
        ),
        "{refused:?}"
    );
    let text = refused
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    assert!(text.contains(hint), "`{hint}` is missing: {text}");
    assert!(!text.contains("secret"), "{text}");
}

#[tokio::test]
async fn a_server_that_is_not_there() {
    let hint = "check that the server runs";
    told("postgres://lagom:secret@127.0.0.1:9/lagom", hint).await;
}

#[tokio::test]
async fn a_url_that_is_none() {
    told("postgres:secret//%%", "write it like").await;
}

#[tokio::test]
async fn a_database_that_is_not_there() {
    let database = Database::create().await;
    let url = database
        .url()
        .replace(database.name(), "lagom_test_nowhere");
    told(&url, "make the database first").await;
}

#[test]
fn a_password_is_not_shown() {
    let options = Options::new("postgres://lagom:secret@db/lagom");
    assert!(!format!("{options:?}").contains("secret"));
}
