//! An installation's store, opened beside whatever runs: for what no command does or shows. Prefer a command.

use std::sync::Arc;

use lagom_store::Store;

use super::House;

/// Opens the house's database.
pub(crate) async fn open(house: &House) -> Arc<dyn Store> {
    let url = &house.settings.database;
    if url.starts_with("sqlite:") {
        let options = lagom_store_sqlite::Options::parse(url).unwrap();
        return Arc::new(lagom_store_sqlite::open(&options).await.unwrap());
    }
    let options = lagom_store_postgres::Options::new(url);
    Arc::new(lagom_store_postgres::open(&options).await.unwrap())
}
