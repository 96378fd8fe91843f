//! Envelope addresses that are safe to write on the wire. They never show themselves in `Debug`, so no log can hold one.

use std::fmt;
use std::str::FromStr;

/// The longest address in bytes: a path without its brackets (RFC 5321 §4.5.3.1.3).
const LONGEST: usize = 254;

/// A mailbox: checked once, so that no address can smuggle a command into the conversation. Its domain is kept in A-labels
/// (`xn--…`, RFC 5890 §2.3.2.1), which every server takes.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(lettre::Address);

/// The text is no mail address. It does not repeat the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not a mail address ({reason}); it should look like `name@example.org`")]
pub struct AddressError {
    reason: String,
}

impl Address {
    /// The address as written, but for its domain.
    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }

    /// Whether it can only go to a server with SMTPUTF8 (RFC 6531): its local part has letters beyond ASCII.
    pub fn needs_utf8(&self) -> bool {
        !self.as_str().is_ascii()
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let failed = |reason: &dyn fmt::Display| AddressError {
            reason: reason.to_string(),
        };
        if text.chars().any(char::is_control) {
            return Err(failed(&"it holds a control character"));
        }
        let failed_to_read = |error: lettre::address::AddressError| failed(&error);
        let mut read: lettre::Address = text.parse().map_err(failed_to_read)?;
        if !read.domain().is_ascii() {
            let domain = idna::domain_to_ascii(read.domain());
            let domain = domain.map_err(|_| failed(&"its domain cannot be written in A-labels"))?;
            read = lettre::Address::new(read.user(), domain).map_err(failed_to_read)?;
        }
        let address = Self(read);
        if address.as_str().len() > LONGEST {
            return Err(failed(&"it is longer than 254 bytes"));
        }
        Ok(address)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Address(…)")
    }
}

/// Where a bounce goes: a mailbox, or nowhere (RFC 5321 §4.5.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReversePath {
    /// To this mailbox.
    To(Address),
    /// `<>`: nothing comes back. For messages that are themselves answers of a machine.
    Null,
}

impl ReversePath {
    /// The mailbox, if there is one.
    pub fn address(&self) -> Option<&Address> {
        match self {
            Self::To(address) => Some(address),
            Self::Null => None,
        }
    }

    /// The address as written; empty for [`ReversePath::Null`].
    pub fn as_str(&self) -> &str {
        self.address().map_or("", Address::as_str)
    }
}

impl FromStr for ReversePath {
    type Err = AddressError;

    /// An empty text is the null path.
    fn from_str(text: &str) -> Result<Self, AddressError> {
        if text.is_empty() {
            Ok(Self::Null)
        } else {
            text.parse().map(Self::To)
        }
    }
}

impl From<Address> for ReversePath {
    fn from(address: Address) -> Self {
        Self::To(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_are_addresses() {
        for good in [
            "ann@example.org",
            "ann+x@example.org",
            "\"a b\"@example.org",
        ] {
            assert_eq!(good.parse::<Address>().unwrap().as_str(), good);
        }
        for bad in [
            "",
            "ann",
            "ann@",
            "@nowhere.test",
            "a@b\r\nRCPT TO:<c@d>",
            "a@b>c",
            "a@b c",
            // What becomes ASCII as a domain is written anew.
            "a@b＞.example",
            "a@b＠c.example",
            "a@b\u{3000}c.example",
        ] {
            let error = bad.parse::<Address>().unwrap_err().to_string();
            assert!(
                bad.is_empty() || bad.len() < 5 || !error.contains(bad),
                "{error}"
            );
        }
        assert_eq!("".parse::<ReversePath>().unwrap(), ReversePath::Null);
        assert!("nobody".parse::<ReversePath>().is_err());
    }

    #[test]
    fn a_domain_is_written_as_every_server_reads_it() {
        for (text, address, needs_utf8) in [
            ("ann@münchen.example", "ann@xn--mnchen-3ya.example", false),
            (
                "jürgen@MÜNCHEN.example",
                "jürgen@xn--mnchen-3ya.example",
                true,
            ),
            ("Ann@Example.ORG", "Ann@Example.ORG", false),
        ] {
            let read: Address = text.parse().unwrap();
            assert_eq!((read.as_str(), read.needs_utf8()), (address, needs_utf8));
        }
    }

    #[test]
    fn an_address_fits_into_a_path() {
        let of = |labels: usize| format!("ann@{}example", "long-label.".repeat(labels));
        assert!(of(22).parse::<Address>().is_ok(), "{}", of(22).len());
        assert!(of(23).parse::<Address>().is_err(), "{}", of(23).len());
    }

    #[test]
    fn an_address_hides_in_debug() {
        let path: ReversePath = "ann@example.org".parse().unwrap();
        assert!(!format!("{path:?}").contains("ann"));
    }
}
