//! The way out of a dry run: everything is accepted, nothing leaves.

use async_trait::async_trait;
use lagom_smtp::{Outgoing, SendOutcome, Transport};

/// Accepts every message and forgets it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Nowhere;

#[async_trait]
impl Transport for Nowhere {
    async fn send(&self, _mail: Outgoing) -> SendOutcome {
        SendOutcome::Accepted {
            code: 250,
            text: "a dry run".to_owned(),
        }
    }

    async fn probe(&self) -> Result<(), SendOutcome> {
        Ok(())
    }

    fn concurrency(&self) -> usize {
        1
    }

    fn describe(&self) -> String {
        "nowhere".to_owned()
    }

    async fn shutdown(&self) {}
}
