//! Holds a transaction open: a judge that blocks until the case lets it go on. It never waits longer
//! than [`PATIENCE`].

use std::sync::{Condvar, Mutex};
use std::time::Duration;
use tokio::sync::Notify;

/// How long a case waits for what must happen.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// How long a case watches that something does *not* happen.
pub(super) const MOMENT: Duration = Duration::from_millis(400);

/// Stops whoever passes until it is opened, and says when somebody arrived.
#[derive(Debug, Default)]
pub(super) struct Latch {
    arrived: Notify,
    open: Mutex<bool>,
    opened: Condvar,
}

impl Latch {
    /// Called inside the judge: says that the transaction is open, and blocks.
    pub(super) fn pass(&self) {
        self.arrived.notify_one();
        tokio::task::block_in_place(|| {
            let open = self.open.lock().unwrap();
            let (open, _) = self
                .opened
                .wait_timeout_while(open, PATIENCE, |open| !*open)
                .unwrap();
            assert!(*open, "nobody opened the latch");
        });
    }

    /// Waits until somebody is inside.
    pub(super) async fn arrival(&self) {
        tokio::time::timeout(PATIENCE, self.arrived.notified())
            .await
            .expect("nobody arrived at the latch");
    }

    /// Lets everybody go on.
    pub(super) fn open(&self) {
        *self.open.lock().unwrap() = true;
        self.opened.notify_all();
    }
}
