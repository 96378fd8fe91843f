//! A key that signs: read from PEM, named by domain and selector, with the record that the name server must show. Its secret is never
//! shown.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject as _;
use std::fmt;

/// The weakest RSA key that receivers must verify and that is still worth anything, in bytes (RFC 8301 §3.2): 2,048 bits.
const LEAST_RSA: usize = 256;
/// The name of an RSA public key's algorithm in DER (RFC 8017 §A.1), which stands before it in a record.
const RSA_NAME: [u8; 15] = [
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/// Why a key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DkimError {
    /// It is not a private key in PEM.
    #[error(
        "this is no private key in PEM; make one with `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048` or `openssl genpkey -algorithm ED25519`"
    )]
    NotAKey,
    /// Its RSA modulus is short.
    #[error("an RSA key of {bits} bits is too weak to sign mail; make one of 2048")]
    Weak {
        /// Its bits.
        bits: usize,
    },
    /// A domain or selector that cannot stand in a record's name.
    #[error("`{0}` is not a domain name: letters, digits, dashes and dots")]
    Name(String),
    /// The record is not that of this key.
    #[error("the record at `{at}` {what}; it must read `{expected}`")]
    Record {
        /// The record's name.
        at: String,
        /// What is wrong with it.
        what: &'static str,
        /// What it must say.
        expected: String,
    },
}

/// A key with its domain and selector.
pub struct DkimKey {
    domain: String,
    selector: String,
    secret: Secret,
}

enum Secret {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Box<Ed25519KeyPair>),
}

impl fmt::Debug for DkimKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "DkimKey({}, {})", self.record_name(), self.algorithm())
    }
}

impl DkimKey {
    /// Reads a key: RSA of at least 2,048 bits (PKCS #8 or PKCS #1) or Ed25519 (PKCS #8), in PEM.
    ///
    /// # Errors
    /// [`DkimError`] names what is wrong, never the key.
    pub fn read(domain: &str, selector: &str, pem: &[u8]) -> Result<Self, DkimError> {
        for name in [domain, selector] {
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
            let whole = name.split('.').all(|label| !label.is_empty());
            if !whole || !name.bytes().all(allowed) || name.len() > 200 {
                return Err(DkimError::Name(name.to_owned()));
            }
        }
        let der = PrivateKeyDer::from_pem_slice(pem).map_err(|_| DkimError::NotAKey)?;
        let secret = match &der {
            PrivateKeyDer::Pkcs8(der) => {
                let der = der.secret_pkcs8_der();
                Ed25519KeyPair::from_pkcs8_maybe_unchecked(der)
                    .map(|key| Secret::Ed25519(Box::new(key)))
                    .or_else(|_| RsaKeyPair::from_pkcs8(der).map(|key| Secret::Rsa(Box::new(key))))
            }
            PrivateKeyDer::Pkcs1(der) => {
                RsaKeyPair::from_der(der.secret_pkcs1_der()).map(|key| Secret::Rsa(Box::new(key)))
            }
            _ => return Err(DkimError::NotAKey),
        };
        let secret = secret.map_err(|_| DkimError::NotAKey)?;
        if let Secret::Rsa(key) = &secret
            && key.public_modulus_len() < LEAST_RSA
        {
            let bits = 8 * key.public_modulus_len();
            return Err(DkimError::Weak { bits });
        }
        Ok(Self {
            domain: domain.to_ascii_lowercase(),
            selector: selector.to_ascii_lowercase(),
            secret,
        })
    }

    /// A new RSA key of 2,048 bits, in PEM (PKCS #8).
    ///
    /// # Errors
    /// [`DkimError::NotAKey`] if the machine gives no randomness.
    pub fn generate_rsa() -> Result<String, DkimError> {
        use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
        let key = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| DkimError::NotAKey)?;
        let der: Pkcs8V1Der<'_> = key.as_der().map_err(|_| DkimError::NotAKey)?;
        Ok(pem(der.as_ref()))
    }

    /// A new Ed25519 key, in PEM (PKCS #8).
    ///
    /// # Errors
    /// [`DkimError::NotAKey`] if the machine gives no randomness.
    pub fn generate_ed25519() -> Result<String, DkimError> {
        let der = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new())
            .map_err(|_| DkimError::NotAKey)?;
        Ok(pem(der.as_ref()))
    }

    /// The domain that signs.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The selector.
    pub fn selector(&self) -> &str {
        &self.selector
    }

    /// The algorithm as a signature names it (RFC 6376 §3.3, RFC 8463 §3).
    pub fn algorithm(&self) -> &'static str {
        match &self.secret {
            Secret::Rsa(_) => "rsa-sha256",
            Secret::Ed25519(_) => "ed25519-sha256",
        }
    }

    /// The name of its record.
    pub fn record_name(&self) -> String {
        format!("{}._domainkey.{}", self.selector, self.domain)
    }

    /// What its record must say (RFC 6376 §3.6.1, RFC 8463 §4).
    pub fn record(&self) -> String {
        let kind = match &self.secret {
            Secret::Rsa(_) => "rsa",
            Secret::Ed25519(_) => "ed25519",
        };
        format!("v=DKIM1; k={kind}; p={}", STANDARD.encode(self.public()))
    }

    /// The public key as a record holds it.
    fn public(&self) -> Vec<u8> {
        let key = match &self.secret {
            // RFC 8463 §4.2: the bare key.
            Secret::Ed25519(key) => return key.public_key().as_ref().to_vec(),
            Secret::Rsa(key) => key.public_key().as_ref(),
        };
        // RFC 5280 §4.1.2.7: the algorithm's name, then the key as a string of bits.
        let mut bits = vec![0];
        bits.extend_from_slice(key);
        let mut inner = RSA_NAME.to_vec();
        der(0x03, &bits, &mut inner);
        let mut outer = Vec::new();
        der(0x30, &inner, &mut outer);
        outer
    }

    /// Whether a record's text belongs to this key. The strings of which name servers make a long text may stand one after the
    /// other, quoted or not.
    ///
    /// # Errors
    /// [`DkimError::Record`] says what is wrong and what it must say.
    pub fn agrees(&self, record: &str) -> Result<(), DkimError> {
        let what = |what| DkimError::Record {
            at: self.record_name(),
            what,
            expected: self.record(),
        };
        let joined: String = record.split('"').map(str::trim).collect();
        let tags: Vec<(&str, String)> = joined
            .split(';')
            .filter_map(|tag| tag.split_once('='))
            .map(|(name, value)| (name.trim(), value.split_whitespace().collect()))
            .collect();
        let tag = |name: &str| {
            let found = tags.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.as_str())
        };
        let kind = match &self.secret {
            Secret::Rsa(_) => "rsa",
            Secret::Ed25519(_) => "ed25519",
        };
        if tag("v").is_some_and(|version| version != "DKIM1") {
            return Err(what("is of another version of DKIM"));
        }
        if tag("k").unwrap_or("rsa") != kind {
            return Err(what("is of a key of another kind"));
        }
        if tag("h").is_some_and(|hashes| !hashes.split(':').any(|hash| hash == "sha256")) {
            return Err(what("does not allow SHA-256"));
        }
        let services = tag("s").unwrap_or("*");
        if !services
            .split(':')
            .any(|service| service == "*" || service == "email")
        {
            return Err(what("is not for mail"));
        }
        match tag("p") {
            None => Err(what("holds no key")),
            Some("") => Err(what("says that the key was revoked")),
            Some(public) if STANDARD.decode(public).ok().as_deref() == Some(&*self.public()) => {
                Ok(())
            }
            Some(_) => Err(what("holds another key")),
        }
    }

    /// Signs what was put together to be signed; `None` if the library refuses.
    pub(super) fn sign(&self, data: &[u8]) -> Option<Vec<u8>> {
        match &self.secret {
            Secret::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                let random = SystemRandom::new();
                key.sign(&RSA_PKCS1_SHA256, &random, data, &mut signature)
                    .ok()?;
                Some(signature)
            }
            Secret::Ed25519(key) => {
                // RFC 8463 §3: the hash is what is signed.
                let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, data);
                Some(key.sign(hash.as_ref()).as_ref().to_vec())
            }
        }
    }
}

/// A value in DER, with its tag and length (X.690 §8.1).
fn der(tag: u8, value: &[u8], out: &mut Vec<u8>) {
    out.push(tag);
    let length = value.len().to_be_bytes();
    let length: &[u8] = &length;
    let first = length.iter().position(|byte| *byte != 0);
    let short = length
        .get(first.unwrap_or(length.len() - 1)..)
        .unwrap_or_default();
    match short {
        [one] if *one < 0x80 => out.push(*one),
        many => {
            out.push(0x80 | u8::try_from(many.len()).unwrap_or(0));
            out.extend_from_slice(many);
        }
    }
    out.extend_from_slice(value);
}

/// A private key in PEM.
fn pem(der: &[u8]) -> String {
    let mut text = "-----BEGIN PRIVATE KEY-----\n".to_owned();
    let encoded = STANDARD.encode(der);
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at(rest.len().min(64));
        text.push_str(line);
        text.push('\n');
        rest = more;
    }
    text.push_str("-----END PRIVATE KEY-----\n");
    text
}
