//! Envelope addresses that are safe to write on the wire. They never show themselves in `Debug`, so no log can hold one.

use std::fmt;
use std::str::FromStr;

/// A mailbox: checked once, so that no address can smuggle a command into the conversation.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(lettre::Address);

/// The text is no mail address. It does not repeat the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not a mail address ({reason}); it should look like `name@example.org`")]
pub struct AddressError {
    reason: String,
}

impl Address {
    /// The address as written.
    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }

    /// Whether it can only go to a server with SMTPUTF8 (RFC 6531).
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
        text.parse()
            .map(Self)
            .map_err(|error: lettre::address::AddressError| failed(&error))
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
            "jürgen@münchen.example",
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
    fn an_address_hides_in_debug() {
        let path: ReversePath = "ann@example.org".parse().unwrap();
        assert!(!format!("{path:?}").contains("ann"));
    }
}
