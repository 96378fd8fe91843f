//! What a server offers in reply to EHLO (RFC 5321 §4.1.1.1), and what a message needs of it. It never speaks.

/// The extensions that matter here.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each extension is offered or not"
)]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Offer {
    /// RFC 2920.
    pub(crate) pipelining: bool,
    /// BDAT, RFC 3030.
    pub(crate) chunking: bool,
    /// RFC 6152.
    pub(crate) eight_bit: bool,
    /// RFC 6531.
    pub(crate) utf8: bool,
    /// RFC 3207.
    pub(crate) starttls: bool,
    /// RFC 1870: the largest message in bytes; `Some(0)`: the size may be said, and there is no limit.
    pub(crate) size: Option<u64>,
    /// The mechanisms of AUTH (RFC 4954), in capitals.
    pub(crate) auth: Vec<String>,
}

impl Offer {
    /// Reads the reply to EHLO; its first line is the server's name. What is not known is passed over.
    pub(crate) fn read(reply: &str) -> Self {
        let mut offer = Self::default();
        for line in reply.lines().skip(1) {
            let line = line.to_ascii_uppercase();
            let mut words = line.split_whitespace();
            match words.next() {
                Some("PIPELINING") => offer.pipelining = true,
                Some("CHUNKING") => offer.chunking = true,
                Some("8BITMIME") => offer.eight_bit = true,
                Some("SMTPUTF8") => offer.utf8 = true,
                Some("STARTTLS") => offer.starttls = true,
                Some("SIZE") => {
                    let limit = words.next().and_then(|limit| limit.parse().ok());
                    offer.size = Some(limit.unwrap_or(0));
                }
                Some("AUTH") => offer.auth.extend(words.map(str::to_owned)),
                _ => {}
            }
        }
        offer
    }

    /// Whether a mechanism of AUTH is offered.
    pub(crate) fn authenticates_by(&self, mechanism: &str) -> bool {
        self.auth.iter().any(|offered| offered == mechanism)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_is_read_in_any_case_and_what_is_unknown_does_no_harm() {
        let offer = Offer::read(
            "mail.example.org\nPipelining\nsize 1000\n8bitmime\nAUTH plain LOGIN\nX-WHATEVER 7\n   \nCHUNKING",
        );
        assert_eq!(
            offer,
            Offer {
                pipelining: true,
                chunking: true,
                eight_bit: true,
                size: Some(1000),
                auth: vec!["PLAIN".to_owned(), "LOGIN".to_owned()],
                ..Offer::default()
            }
        );
        assert!(offer.authenticates_by("LOGIN") && !offer.authenticates_by("XOAUTH2"));
        assert_eq!(
            Offer::read("PIPELINING"),
            Offer::default(),
            "a name is no offer"
        );
        assert_eq!(Offer::read("a\nSIZE").size, Some(0));
    }
}
