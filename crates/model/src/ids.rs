//! Public ids and where they come from. Only [`SystemIds`] asks the machine for randomness.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

/// What leaves the system in place of an internal key: 128 random bits, written as 22 characters
/// of base64url (RFC 4648 §5) with exactly one spelling.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicId(pub u128);

impl PublicId {
    /// Parses the 22 characters; `None` for anything else, other spellings of the same bits included.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 16] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let id = Self(u128::from_be_bytes(bytes));
        (id.to_string() == text).then_some(id)
    }

    /// The same, but for its first 48 bits, which become those of `other`. Ids that come together lie together in an index then, and
    /// 80 bits of each are still its own: enough that nobody guesses one.
    #[must_use]
    pub const fn beside(self, other: Self) -> Self {
        const OWN: u128 = u128::MAX >> 48;
        Self((self.0 & OWN) | (other.0 & !OWN))
    }
}

impl fmt::Display for PublicId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut spelt = [0; 22];
        let written = URL_SAFE_NO_PAD.encode_slice(self.0.to_be_bytes(), &mut spelt);
        let spelt = written.ok().and_then(|length| spelt.get(..length));
        let spelt = spelt.and_then(|spelt| std::str::from_utf8(spelt).ok());
        f.write_str(spelt.ok_or(fmt::Error)?)
    }
}

impl fmt::Debug for PublicId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicId({self})")
    }
}

impl TryFrom<String> for PublicId {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is not a public id"))
    }
}

impl From<PublicId> for String {
    fn from(id: PublicId) -> Self {
        id.to_string()
    }
}

/// Gives ids and random bits.
pub trait Ids: Send + Sync + fmt::Debug {
    /// 128 bits that nobody can guess.
    fn bits(&self) -> u128;

    /// A new public id. None begins with a dash: a command line would take it for a flag.
    fn public_id(&self) -> PublicId {
        loop {
            let id = PublicId(self.bits());
            if !id.to_string().starts_with('-') {
                return id;
            }
        }
    }
}

/// Ids from the machine's random source.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    #[expect(
        clippy::disallowed_methods,
        clippy::expect_used,
        reason = "the one place that reads the machine's randomness; without it no id may be given"
    )]
    fn bits(&self) -> u128 {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
        u128::from_be_bytes(bytes)
    }
}

/// Ids that repeat for the same seed: for tests, the simulator and the demonstration, never for a
/// real installation.
#[derive(Debug, Default)]
pub struct SeededIds(AtomicU64);

impl SeededIds {
    /// A sequence of ids that depends on `seed` alone.
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    fn next(&self) -> u64 {
        // splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut z = self.0.fetch_add(STEP, Ordering::SeqCst).wrapping_add(STEP);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

impl Ids for SeededIds {
    fn bits(&self) -> u128 {
        (u128::from(self.next()) << 64) | u128::from(self.next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_id_has_one_spelling() {
        let id = SeededIds::new(7).public_id();
        let text = id.to_string();
        assert_eq!(text.len(), 22);
        assert_eq!(PublicId::parse(&text), Some(id));
        // The last character carries two spare bits; setting one is another spelling.
        let respelled = format!("{}{}", &text[..21], 'B');
        assert_eq!(PublicId::parse(&respelled), None);
    }

    #[test]
    fn ids_beside_each_other_share_what_they_begin_with() {
        let ids = SeededIds::new(5);
        let (one, other) = (ids.public_id(), ids.public_id());
        let beside = other.beside(one);
        assert_eq!(beside.to_string()[..8], one.to_string()[..8]);
        assert_eq!(beside.to_string()[8..], other.to_string()[8..]);
    }

    #[test]
    fn no_public_id_looks_like_a_flag() {
        let ids = SeededIds::new(3);
        assert!((0..1_000).all(|_| !ids.public_id().to_string().starts_with('-')));
    }

    #[test]
    fn seeded_ids_repeat() {
        assert_eq!(SeededIds::new(1).bits(), SeededIds::new(1).bits());
        assert_ne!(SeededIds::new(1).bits(), SeededIds::new(2).bits());
    }
}
