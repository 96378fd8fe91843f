//! Whom we trust: the machine's root certificates and perhaps one file more. A certificate that fails is never accepted, asked about or ignored.

use std::path::Path;
use std::sync::Arc;

use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::error::TransportError;

/// TLS to one relay.
#[derive(Clone)]
pub(crate) struct Tls {
    pub(crate) connector: TlsConnector,
    pub(crate) name: ServerName<'static>,
}

impl Tls {
    /// Reads the roots once; `extra` is a PEM file.
    pub(crate) fn to(host: &str, extra: Option<&Path>) -> Result<Self, TransportError> {
        let name =
            ServerName::try_from(host.to_owned()).map_err(|_| TransportError::ServerName {
                host: host.to_owned(),
            })?;
        let setup = |error: tokio_rustls::rustls::Error| TransportError::TlsSetup {
            reason: error.to_string(),
        };
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(setup)?
            .with_root_certificates(roots(extra)?)
            .with_no_client_auth();
        Ok(Self {
            connector: TlsConnector::from(Arc::new(config)),
            name,
        })
    }
}

fn roots(extra: Option<&Path>) -> Result<RootCertStore, TransportError> {
    let mut roots = RootCertStore::empty();
    let native = rustls_native_certs::load_native_certs();
    for error in &native.errors {
        tracing::debug!(%error, "some of the machine's root certificates could not be read");
    }
    roots.add_parsable_certificates(native.certs);
    if let Some(path) = extra {
        let failed = |reason: String| TransportError::RootCertificate {
            path: path.to_owned(),
            reason,
        };
        let mut found = 0;
        for certificate in
            CertificateDer::pem_file_iter(path).map_err(|error| failed(error.to_string()))?
        {
            let certificate = certificate.map_err(|error| failed(error.to_string()))?;
            roots
                .add(certificate)
                .map_err(|error| failed(error.to_string()))?;
            found += 1;
        }
        if found == 0 {
            return Err(failed("there is none in it".to_owned()));
        }
    }
    if roots.is_empty() {
        Err(TransportError::NoRoots)
    } else {
        Ok(roots)
    }
}
