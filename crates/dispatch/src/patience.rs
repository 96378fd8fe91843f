//! Patience with a store that is busy or away. It is one for all that a run asks of its store: where nothing has been answered for so
//! long, the next question need not wait as long again.

use lagom_store::StoreError;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// For so long a store that answers nothing is asked again before the run gives up: a server is started again in that time, and an
/// outcome that is not recorded is in doubt. Rows in flight are then recovered by the next tick.
const LIMIT: Duration = Duration::from_mins(1);

/// Between two questions at first, and at most.
const PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// With a store: an outcome must not be lost.
#[derive(Clone, Default)]
pub(crate) struct Patience(Arc<Mutex<Option<Trouble>>>);

/// Since when nothing was answered, and how often it was asked meanwhile.
#[derive(Clone, Copy)]
struct Trouble {
    since: Instant,
    tries: u32,
}

impl Patience {
    /// Waits, if asking again may help.
    pub(crate) async fn bear(&self, error: StoreError) -> Result<(), StoreError> {
        // Another storage does not become the old one.
        if !error.is_transient() || matches!(error, StoreError::Restored) {
            return Err(error);
        }
        let Some(pause) = self.once_more(Instant::now()) else {
            return Err(error);
        };
        tracing::warn!(%error, "the store is asked again");
        tokio::time::sleep(pause).await;
        Ok(())
    }

    /// The store answered.
    pub(crate) fn eases(&self) {
        *self.trouble() = None;
    }

    /// How long to wait before it is asked again. `None`: it is given up.
    fn once_more(&self, now: Instant) -> Option<Duration> {
        let mut trouble = self.trouble();
        let trouble = trouble.get_or_insert(Trouble {
            since: now,
            tries: 0,
        });
        trouble.tries = trouble.tries.saturating_add(1);
        let goes_on = now.duration_since(trouble.since) < LIMIT;
        goes_on.then(|| (PAUSE * trouble.tries).min(LONGEST_PAUSE))
    }

    fn trouble(&self) -> std::sync::MutexGuard<'_, Option<Trouble>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_once_for_all_that_is_asked_and_begins_anew_with_an_answer() {
        let (patience, began) = (Patience::default(), Instant::now());
        assert_eq!(patience.once_more(began), Some(PAUSE));
        assert_eq!(patience.once_more(began), Some(PAUSE * 2));
        let last = began + LIMIT - PAUSE;
        assert!(patience.once_more(last) <= Some(LONGEST_PAUSE));
        let over = began + LIMIT;
        assert_eq!(patience.clone().once_more(over), None, "it is the run's");
        patience.eases();
        assert_eq!(patience.once_more(over), Some(PAUSE));
    }

    #[tokio::test]
    async fn what_cannot_change_is_not_asked_again() {
        let key = "1".to_owned();
        let gone = StoreError::NotFound {
            what: "delivery",
            key,
        };
        for error in [gone, StoreError::Restored] {
            assert!(Patience::default().bear(error).await.is_err());
        }
    }
}
