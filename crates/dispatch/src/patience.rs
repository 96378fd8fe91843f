//! Patience with a store that is busy.

use lagom_store::StoreError;
use std::time::Duration;

/// How often a unit that failed because the store is busy is tried again before the run gives up (rows in flight are then recovered
/// by the next tick, in doubt).
const TRIES: u32 = 5;

/// With a store that is busy: an outcome must not be lost.
#[derive(Default)]
pub(crate) struct Patience {
    tries: u32,
}

impl Patience {
    /// Waits, if asking again may help.
    pub(crate) async fn bear(&mut self, error: StoreError) -> Result<(), StoreError> {
        if !error.is_transient() || self.tries >= TRIES {
            return Err(error);
        }
        self.tries += 1;
        let tries = self.tries;
        tracing::warn!(%error, tries, "the store is asked again");
        tokio::time::sleep(Duration::from_millis(200) * tries).await;
        Ok(())
    }
}
