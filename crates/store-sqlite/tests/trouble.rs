//! What cannot be opened is said in the operator's words, with what to do; a unit that is dropped in the
//! middle leaves nothing behind.

use lagom_model::PublicId;
use lagom_store::{Delivering, Install, Look, StoreError};
use lagom_store_sqlite::{Options, open};
use lagom_testkit::sqlite::Database;

fn told(error: &StoreError, words: &[&str]) {
    let text = error.to_string();
    assert!(matches!(error, StoreError::Unusable { .. }), "{error:?}");
    for word in words {
        assert!(text.contains(word), "`{word}` is missing: {text}");
    }
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_named() {
    let database = Database::create();
    let file = database.folder().join("nowhere").join("lagom.db");
    let error = open(&Options::new(&file)).await.unwrap_err();
    told(&error, &["nowhere", "check that the folder exists"]);
}

#[cfg(unix)]
#[tokio::test]
async fn a_new_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let database = Database::create();
    let file = database.folder().join("new.db");
    let store = open(&Options::new(&file)).await.unwrap();
    store.migrate().await.unwrap();
    for name in ["new.db", "new.db-wal", "new.db-shm"] {
        let mode = std::fs::metadata(database.folder().join(name)).unwrap();
        assert_eq!(mode.permissions().mode() & 0o777, 0o600, "{name}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_named() {
    let database = Database::create();
    std::fs::write(
        database.path(),
        "Dear reader, this is not a database. ".repeat(50),
    )
    .unwrap();
    let error = open(&Options::parse(database.url()).unwrap())
        .await
        .unwrap_err();
    told(&error, &["lagom.db", "restore a backup"]);
}

#[test]
fn a_url_without_a_file_is_refused() {
    for url in ["sqlite://", "sqlite::memory:", "postgres://here/there"] {
        told(&Options::parse(url).unwrap_err(), &[url, "write it like"]);
    }
    let options = Options::parse("sqlite:///var/lib/lagom/lagom.db").unwrap();
    assert_eq!(options.file.to_str(), Some("/var/lib/lagom/lagom.db"));
}

#[tokio::test]
async fn units_want_a_migrated_schema() {
    let database = Database::create();
    let store = open(&Options::parse(database.url()).unwrap())
        .await
        .unwrap();
    assert_eq!(store.schema().await.unwrap().found, 0);
    let error = store.headcount().await.unwrap_err();
    assert!(
        matches!(error, StoreError::SchemaOlder { found: 0, .. }),
        "{error:?}"
    );
    store.migrate().await.unwrap();
    assert_eq!(store.headcount().await.unwrap(), 0);
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_to_a_database_leads_to_the_same_locks() {
    let database = Database::create();
    let store = open(&Options::parse(database.url()).unwrap())
        .await
        .unwrap();
    store.migrate().await.unwrap();
    let link = database.folder().join("link.db");
    std::os::unix::fs::symlink(database.path(), &link).unwrap();
    let by_link = open(&Options::new(&link)).await.unwrap();
    let now = lagom_model::Timestamp(1_000);
    let owner = by_link.enter(PublicId(7), now).await.unwrap();
    assert!(!database.folder().join("link.db.owners").exists());
    assert!(
        database
            .folder()
            .join("lagom.db.owners")
            .join(owner.id.to_string())
            .exists()
    );
    by_link.leave(owner).await.unwrap();
}

#[tokio::test]
async fn a_dispatchers_lock_file_goes_when_it_leaves() {
    let database = Database::create();
    let store = open(&Options::parse(database.url()).unwrap())
        .await
        .unwrap();
    store.migrate().await.unwrap();
    let now = lagom_model::Timestamp(1_000);
    let owner = store.enter(PublicId(7), now).await.unwrap();
    let folder = database.folder().join("lagom.db.owners");
    // Beside it stand the two locks of the turnstile.
    let files = || std::fs::read_dir(&folder).unwrap().count() - 2;
    assert_eq!(files(), 1);
    store.leave(owner).await.unwrap();
    assert_eq!(files(), 0);
}
