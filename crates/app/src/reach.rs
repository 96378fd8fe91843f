//! Asking for a page of the web: the heartbeat's service, our own pages as the world sees them. It follows few redirects, and
//! keeps nothing of what is answered.

use std::sync::Arc;
use std::time::Duration;

/// So long a server may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A client that trusts whom the machine trusts.
///
/// # Errors
/// There is no TLS to be had.
pub(crate) fn client() -> Result<reqwest::Client, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::limited(3))
        .build()
        .map_err(|error| error.to_string())
}

/// The status with which an address of the web answers.
///
/// # Errors
/// Why it does not answer.
pub async fn reach(url: &str) -> Result<u16, String> {
    let answer = client()?.get(url).send().await;
    let answer = answer.map_err(|error| {
        let mut cause: &dyn std::error::Error = &error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        cause.to_string()
    })?;
    Ok(answer.status().as_u16())
}
