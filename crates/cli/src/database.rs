//! The one place that names backends: from a URL to a store.

use crate::config::DatabaseSection;
use crate::failure::Usage;
use lagom_store::{Store, StoreError};
use secrecy::ExposeSecret as _;
use std::sync::Arc;
use std::time::Duration;

/// Opens the configured database: `sqlite:FILE` or `postgres://…`. A file that is not there is a wrong path: an empty
/// database in its place would send nothing, and nobody would know why.
///
/// # Errors
/// A URL that is neither, or a database that is not there or cannot be opened.
pub(crate) async fn open(section: &DatabaseSection) -> anyhow::Result<Arc<dyn Store>> {
    if kind(section) == Ok(Kind::Sqlite) {
        let url = section.url.expose_secret();
        let file = lagom_store_sqlite::Options::parse(url)?.file;
        if !file.exists() {
            let message = format!(
                "configuration key `database.url`: there is no database `{}`; correct the path, or make a new one there with \
                 `lagom migrate`",
                file.display()
            );
            return Err(Usage(message).into());
        }
    }
    make(section).await
}

/// The same; a file that is not there is made.
///
/// # Errors
/// A URL that is neither, or a database that cannot be opened.
pub(crate) async fn make(section: &DatabaseSection) -> anyhow::Result<Arc<dyn Store>> {
    let url = section.url.expose_secret();
    let refused = |what| Usage(format!("configuration key `database.url`: {what}"));
    Ok(match kind(section).map_err(refused)? {
        Kind::Sqlite => {
            let options = lagom_store_sqlite::Options::parse(url)?;
            Arc::new(lagom_store_sqlite::open(&options).await?)
        }
        Kind::Postgres => {
            let options = lagom_store_postgres::Options {
                lease: Duration::from_secs(section.lease_seconds),
                ..lagom_store_postgres::Options::new(url)
            };
            Arc::new(lagom_store_postgres::open(&options).await?)
        }
    })
}

/// A kind of database that this program knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// What kind a URL names.
///
/// # Errors
/// It is neither. The message does not quote it: it may hold a password.
pub(crate) fn kind(section: &DatabaseSection) -> Result<Kind, &'static str> {
    let url = section.url.expose_secret();
    let schemes = [
        ("sqlite:", Kind::Sqlite),
        ("postgres://", Kind::Postgres),
        ("postgresql://", Kind::Postgres),
    ];
    let known = schemes.iter().find(|(scheme, _)| url.starts_with(scheme));
    known
        .map(|(_, kind)| *kind)
        .ok_or("it begins with neither `sqlite:` nor `postgres://`")
}

/// Refuses a database whose schema is not this program's.
///
/// # Errors
/// [`StoreError::SchemaNewer`], [`StoreError::SchemaOlder`].
pub(crate) async fn check_schema(store: &dyn Store) -> Result<(), StoreError> {
    let schema = store.schema().await?;
    let (found, known) = (schema.found, schema.known);
    match found.cmp(&known) {
        std::cmp::Ordering::Greater => Err(StoreError::SchemaNewer { found, known }),
        std::cmp::Ordering::Less => Err(StoreError::SchemaOlder { found, known }),
        std::cmp::Ordering::Equal => Ok(()),
    }
}
