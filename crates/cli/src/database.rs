//! The one place that names backends: from a URL to a store.

use crate::config::DatabaseSection;
use crate::failure::Usage;
use lagom_store::{Store, StoreError};
use secrecy::ExposeSecret as _;
use std::sync::Arc;
use std::time::Duration;

/// Opens the configured database: `sqlite:FILE` (made if it is not there) or `postgres://…`.
///
/// # Errors
/// A URL that is neither, or a database that cannot be opened.
pub(crate) async fn open(section: &DatabaseSection) -> anyhow::Result<Arc<dyn Store>> {
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
