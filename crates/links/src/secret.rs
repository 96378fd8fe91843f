//! A key's secret: 32 bytes that are wiped when dropped and never printed. What follows from it for each scope is worked out once,
//! and wiped as well.

use crate::scope::Scope;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use lagom_model::Ids;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Sha256;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// HMAC-SHA-256 (RFC 2104) with its key taken in: a message and the end are all that is left to do.
type Begun = Hmac<Sha256>;

/// 256 bits that nobody can guess; base64 (RFC 4648 §4) in the key file.
#[derive(Clone)]
pub(crate) struct Secret {
    bytes: Zeroizing<[u8; 32]>,
    /// The scopes' own keys, taken in: a letter has three links or more, and each would need them anew.
    scopes: OnceLock<BTreeMap<Scope, Begun>>,
}

impl Secret {
    /// A new one.
    pub(crate) fn generate(ids: &dyn Ids) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        for half in bytes.chunks_exact_mut(16) {
            half.copy_from_slice(&ids.bits().to_be_bytes());
        }
        Self::of(bytes)
    }

    const fn of(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self {
            bytes,
            scopes: OnceLock::new(),
        }
    }

    /// A message's authentication code under the scope's own key, truncated to its leftmost 128 bits (§5 allows no fewer than
    /// half).
    pub(crate) fn code(&self, scope: Scope, message: &str) -> [u8; 16] {
        let all = || Scope::ALL.map(|scope| (scope, self.begin(scope))).into();
        let scopes = self.scopes.get_or_init(all);
        let begun = scopes.get(&scope).cloned();
        let whole = finish(begun.unwrap_or_else(|| self.begin(scope)), message);
        let mut code = [0; 16];
        for (to, from) in code.iter_mut().zip(whole) {
            *to = from;
        }
        code
    }

    /// The key that a scope signs with. One step of HMAC is enough to derive from a secret that is uniform already (RFC 5869 §3.3).
    fn begin(&self, scope: Scope) -> Begun {
        let purpose = format!("lagom link v1 {}", scope.letter());
        begin(&Zeroizing::new(finish(begin(&self.bytes), &purpose)))
    }
}

#[expect(
    clippy::expect_used,
    reason = "HMAC takes keys of any length; the error is the trait's, not the algorithm's"
)]
fn begin(key: &[u8; 32]) -> Begun {
    Begun::new_from_slice(key).expect("HMAC takes keys of any length")
}

fn finish(mut begun: Begun, message: &str) -> [u8; 32] {
    begun.update(message.as_bytes());
    begun.finalize().into_bytes().into()
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.bytes.ct_eq(&*other.bytes).into()
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
        let text = Zeroizing::new(STANDARD.encode(*self.bytes));
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
        Ok(Self::of(Zeroizing::new(secret)))
    }
}
