//! Addresses: compared without case, found by a keyed hash that is never rotated. It never keeps one.

use hmac::{Hmac, KeyInit as _, Mac as _};
use lagom_smtp::Address;
use sha2::Sha256;
use std::fmt::{self, Write as _};

/// Hashes addresses for the directory: who is who, without the addresses themselves.
#[derive(Clone)]
pub struct AddressHasher {
    mac: Hmac<Sha256>,
}

impl AddressHasher {
    /// A hasher with the installation's address key. The key is never rotated: with another one
    /// nobody is found again, and nobody's stop holds.
    pub fn new(key: &[u8; 32]) -> Self {
        // HMAC fills a key up to its block with zeros (RFC 2104 §2).
        let mut block = [0; 64];
        for (place, byte) in block.iter_mut().zip(key) {
            *place = *byte;
        }
        Self {
            mac: Hmac::<Sha256>::new(&block.into()),
        }
    }

    /// The hash of an address: HMAC-SHA-256 of its lower-case form with the domain in A-labels, as 64 hexadecimal digits.
    pub fn hash(&self, address: &str) -> String {
        let mut mac = self.mac.clone();
        let text = address.trim();
        let address = text.parse::<Address>();
        let address = address.as_ref().map_or(text, Address::as_str);
        mac.update(address.to_lowercase().as_bytes());
        let digest = mac.finalize().into_bytes();
        let mut hex = String::with_capacity(64);
        for byte in digest {
            let _ = write!(hex, "{byte:02x}");
        }
        hex
    }
}

impl fmt::Debug for AddressHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AddressHasher")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_blanks_and_how_a_domain_is_written_do_not_make_another_person() {
        let hasher = AddressHasher::new(&[7; 32]);
        assert_eq!(
            hasher.hash(" Ann@Example.ORG "),
            hasher.hash("ann@example.org")
        );
        assert_ne!(
            hasher.hash("ann@example.org"),
            hasher.hash("bob@example.org")
        );
        assert_eq!(
            hasher.hash("ann@München.example"),
            hasher.hash("ann@xn--mnchen-3ya.example")
        );
        let other = AddressHasher::new(&[8; 32]);
        assert_ne!(
            hasher.hash("ann@example.org"),
            other.hash("ann@example.org")
        );
    }
}
