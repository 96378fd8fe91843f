//! A sign for a watching service: its address is asked for after each good run, so that it notices when none comes. What it answers
//! does not matter, and nothing about the run is told.

use crate::reach::client;
use url::Url;

/// The address of a watching service.
#[derive(Debug, Clone)]
pub struct Heartbeat {
    client: reqwest::Client,
    url: Url,
}

/// Why there can be no heartbeat.
#[derive(Debug, thiserror::Error)]
#[error("no client for it can be made: {0}")]
pub struct HeartbeatError(String);

impl Heartbeat {
    /// One to this address, `https` or `http`.
    ///
    /// # Errors
    /// [`HeartbeatError`] if there is no TLS to be had.
    pub fn new(url: Url) -> Result<Self, HeartbeatError> {
        let client = client().map_err(HeartbeatError)?;
        Ok(Self { client, url })
    }

    /// Gives the sign.
    pub(crate) async fn beat(&self) {
        let answer = self.client.get(self.url.clone()).send().await;
        // Its address is a secret: whoever knows it can feign our life.
        if let Err(error) = answer.and_then(reqwest::Response::error_for_status) {
            let error = error.without_url();
            tracing::warn!(%error, "the heartbeat was not taken");
        }
    }
}
