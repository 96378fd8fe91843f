//! The key ring: signs with the newest key, verifies with older ones for a while. It never drops a
//! key by itself, and never prints one.

use crate::scope::Scope;
use crate::secret::Secret;
use lagom_model::{Ids, Timestamp};
use serde::{Deserialize, Serialize};

/// For so many days of 24 hours a retired key goes on verifying: a letter that somebody kept for a
/// year still lets them leave.
pub const VERIFIES_AFTER_RETIREMENT_DAYS: i64 = 400;

/// One key of the ring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    id: String,
    secret: Secret,
    created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retired_at: Option<Timestamp>,
}

impl Key {
    fn generate(ids: &dyn Ids, now: Timestamp) -> Self {
        Self {
            id: key_id(ids.bits()),
            secret: Secret::generate(ids),
            created_at: now,
            retired_at: None,
        }
    }

    /// The name that stands in tokens.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Since when it signs, or signed.
    pub fn created_at(&self) -> Timestamp {
        self.created_at
    }

    /// Since when it no longer signs.
    pub fn retired_at(&self) -> Option<Timestamp> {
        self.retired_at
    }

    /// Whether its tokens are still good.
    pub(crate) fn verifies(&self, now: Timestamp) -> bool {
        self.retired_at.is_none_or(|retired| {
            now.since(retired) < VERIFIES_AFTER_RETIREMENT_DAYS * Timestamp::DAY
        })
    }

    /// The code of a message under this key's own key for that scope.
    pub(crate) fn code(&self, scope: Scope, message: &str) -> [u8; 16] {
        self.secret.code(scope, message)
    }
}

/// Keys, newest first. At least one, each with an id of its own, and only the newest not retired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "KeyFile", into = "KeyFile")]
pub struct KeyRing {
    newest: Key,
    older: Vec<Key>,
}

/// What the key file looks like.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    keys: Vec<Key>,
}

/// A key file that is no key ring.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyRingError {
    /// There is nothing to sign with.
    #[error("the key ring holds no key; make one with `lagom init`, or restore it from a backup")]
    Empty,
    /// The id could not stand in a token.
    #[error("the key id `{0}` is not 1 to 12 lower-case letters and digits")]
    Id(String),
    /// Two keys share an id.
    #[error("the key ring holds two keys `{0}`; each needs an id of its own")]
    Twice(String),
    /// The first key is retired, or another is not.
    #[error(
        "the key `{0}` is out of order: the first key signs and has no `retired_at`, all others have one"
    )]
    Order(String),
}

impl KeyRing {
    /// A ring of one new key.
    pub fn generate(ids: &dyn Ids, now: Timestamp) -> Self {
        Self {
            newest: Key::generate(ids, now),
            older: Vec::new(),
        }
    }

    /// Takes a new key into use and retires the present one.
    pub fn rotate(&mut self, ids: &dyn Ids, now: Timestamp) {
        let mut new = Key::generate(ids, now);
        while self.keys().any(|key| key.id == new.id) {
            new.id = key_id(ids.bits());
        }
        let mut retired = std::mem::replace(&mut self.newest, new);
        retired.retired_at = Some(now);
        self.older.insert(0, retired);
    }

    /// All keys, newest first.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.newest).chain(&self.older)
    }

    /// The key that signs.
    pub fn newest(&self) -> &Key {
        &self.newest
    }

    pub(crate) fn key(&self, id: &str) -> Option<&Key> {
        self.keys().find(|key| key.id == id)
    }
}

impl TryFrom<KeyFile> for KeyRing {
    type Error = KeyRingError;

    fn try_from(file: KeyFile) -> Result<Self, KeyRingError> {
        for (index, key) in file.keys.iter().enumerate() {
            if !is_key_id(&key.id) {
                return Err(KeyRingError::Id(key.id.clone()));
            }
            if file.keys.iter().take(index).any(|other| other.id == key.id) {
                return Err(KeyRingError::Twice(key.id.clone()));
            }
            if (index == 0) != key.retired_at.is_none() {
                return Err(KeyRingError::Order(key.id.clone()));
            }
        }
        let mut keys = file.keys.into_iter();
        let newest = keys.next().ok_or(KeyRingError::Empty)?;
        Ok(Self {
            newest,
            older: keys.collect(),
        })
    }
}

impl From<KeyRing> for KeyFile {
    fn from(ring: KeyRing) -> Self {
        let mut keys = ring.older;
        keys.insert(0, ring.newest);
        Self { keys }
    }
}

/// Six letters and digits out of random bits: enough to tell the keys of one ring apart.
fn key_id(bits: u128) -> String {
    (0..6)
        .filter_map(|place| u32::try_from((bits >> (place * 20)) % 36).ok())
        .filter_map(|digit| char::from_digit(digit, 36))
        .collect()
}

fn is_key_id(id: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (1..=12).contains(&id.len()) && id.bytes().all(allowed)
}
