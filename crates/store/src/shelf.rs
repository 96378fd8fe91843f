//! Filling the shelf from the store.

use crate::{Content, Known, Result};
use lagom_model::Shelf;

/// Fetches what became visible since the last time: one statement a publication.
///
/// # Errors
/// Any failure of the store; what was fetched before it stays.
pub async fn refresh(
    shelf: &mut Shelf,
    store: &(impl Content + ?Sized),
    known: &Known,
) -> Result<()> {
    for publication in &known.publications {
        let above = shelf.top(publication.id);
        shelf.put(publication.id, store.listings(publication.id, above).await?);
    }
    Ok(())
}
