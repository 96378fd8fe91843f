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
    let url = section.url.expose_secret();
    if url.starts_with("sqlite:") {
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
    if url.starts_with("sqlite:") {
        let options = lagom_store_sqlite::Options::parse(url)?;
        return Ok(Arc::new(lagom_store_sqlite::open(&options).await?));
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        let options = lagom_store_postgres::Options {
            lease: Duration::from_secs(section.lease_seconds),
            ..lagom_store_postgres::Options::new(url)
        };
        return Ok(Arc::new(lagom_store_postgres::open(&options).await?));
    }
    let message =
        "configuration key `database.url`: it begins with neither `sqlite:` nor `postgres://`";
    Err(Usage(message.to_owned()).into())
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
