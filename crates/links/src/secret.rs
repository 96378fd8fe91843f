//! A key's secret: 32 bytes that are wiped when dropped and never printed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use lagom_model::Ids;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Sha256;
use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// 256 bits that nobody can guess; base64 (RFC 4648 §4) in the key file.
#[derive(Clone)]
pub(crate) struct Secret(Zeroizing<[u8; 32]>);

impl Secret {
    /// A new one.
    pub(crate) fn generate(ids: &dyn Ids) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        for half in bytes.chunks_exact_mut(16) {
            half.copy_from_slice(&ids.bits().to_be_bytes());
        }
        Self(bytes)
    }

    /// The key that a purpose signs with. One step of HMAC is enough to derive from a secret that is
    /// uniform already (RFC 5869 §3.3).
    pub(crate) fn derive(&self, purpose: &str) -> Self {
        Self(Zeroizing::new(authenticate(&self.0, purpose)))
    }

    /// The message's authentication code: HMAC-SHA-256 (RFC 2104), truncated to its leftmost 128
    /// bits (§5 allows no fewer than half).
    pub(crate) fn code(&self, message: &str) -> [u8; 16] {
        let mut code = [0; 16];
        for (to, from) in code.iter_mut().zip(authenticate(&self.0, message)) {
            *to = from;
        }
        code
    }
}

#[expect(
    clippy::expect_used,
    reason = "HMAC takes keys of any length; the error is the trait's, not the algorithm's"
)]
fn authenticate(key: &[u8; 32], message: &str) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().into()
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&*other.0).into()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = Zeroizing::new(STANDARD.encode(*self.0));
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        let bytes = STANDARD.decode(text.as_bytes()).map(Zeroizing::new);
        // The text itself never stands in the message: it may be most of a secret.
        let bytes = bytes.map_err(|_| D::Error::custom("a key's `secret` is not base64"))?;
        let secret = <[u8; 32]>::try_from(bytes.as_slice());
        let secret = secret.map_err(|_| D::Error::custom("a key's `secret` is not 32 bytes"))?;
        Ok(Self(Zeroizing::new(secret)))
    }
}
