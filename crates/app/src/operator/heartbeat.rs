//! A sign for a watching service: its address is asked for after each good run, so that it notices when none comes. What it answers
//! does not matter, and nothing about the run is told.

use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// So long the service may take.
const PATIENCE: Duration = Duration::from_secs(10);

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
        let unfit = |error: &dyn std::fmt::Display| HeartbeatError(error.to_string());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut roots = rustls::RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| unfit(&error))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::limited(3))
            .build();
        Ok(Self {
            client: client.map_err(|error| unfit(&error))?,
            url,
        })
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
