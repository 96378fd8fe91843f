//! Addresses of the public pages. It never signs: tokens come from the key ring.

use lagom_model::PublicId;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

/// What of a mailbox is encoded in a `mailto:` address (RFC 6068 §2).
const NOT_PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'@')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'+')
    .remove(b'~');

/// The form in which an edition's public page is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageForm {
    /// Everything.
    Full,
    /// The short form.
    Short,
}

/// Builds the addresses that stand in letters. All are short: a long line in a mail breaks links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Urls {
    /// Without a slash at its end.
    base: String,
}

/// A base that no address can be built on.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum UrlsError {
    /// Not an address at all, or of another kind.
    #[error(
        "`{0}` is not an address for pages; write the public address of this installation, such as `https://letters.example.org`"
    )]
    NotHttp(String),
    /// It says more than an address and a folder.
    #[error("`{0}` has a query, a fragment or a password; leave it out of the public address")]
    TooMuch(String),
    /// Its folder has signs that mean something in the pages' own addresses.
    #[error("the folder in `{0}` may have letters, digits and `-`, `_`, `.`, `~`; use another")]
    Folder(String),
    /// Tokens would not stay on one line.
    #[error("`{0}` is longer than 200 characters; links in letters must be short")]
    TooLong(String),
}

impl Urls {
    /// Builder on a base address, with or without a folder and a slash at its end.
    ///
    /// # Errors
    /// [`UrlsError`] if it is not `http` or `https`, carries a query, fragment or password, has other signs
    /// than plain ones in its folder, or is longer than 200 characters.
    pub fn new(base: &str) -> Result<Self, UrlsError> {
        let url = Url::parse(base).map_err(|_| UrlsError::NotHttp(base.to_owned()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(UrlsError::NotHttp(base.to_owned()));
        }
        let secret = !url.username().is_empty() || url.password().is_some();
        if secret || url.query().is_some() || url.fragment().is_some() {
            return Err(UrlsError::TooMuch(base.to_owned()));
        }
        let plain = |sign: u8| sign.is_ascii_alphanumeric() || b"-_.~/%".contains(&sign);
        if !url.path().bytes().all(plain) {
            return Err(UrlsError::Folder(base.to_owned()));
        }
        let base = url.as_str().trim_end_matches('/').to_owned();
        if base.len() > 200 {
            return Err(UrlsError::TooLong(base));
        }
        Ok(Self { base })
    }

    /// The base, without a slash at its end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The preference page: `{base}/p/{token}`.
    pub fn preferences(&self, token: &str) -> String {
        [&self.base, "/p/", token].concat()
    }

    /// The page that says why a letter came, behind the preference link: `{base}/p/{token}/why/{letter}`.
    pub fn why(&self, token: &str, letter: PublicId) -> String {
        [&self.base, "/p/", token, "/why/", &letter.to_string()].concat()
    }

    /// The page (GET) and the one click (POST, RFC 8058) that leave: `{base}/u/{token}`.
    pub fn unsubscribe(&self, token: &str) -> String {
        [&self.base, "/u/", token].concat()
    }

    /// The page with the buttons that remind of an event: `{base}/r/{token}/{event}`.
    pub fn remind(&self, token: &str, event: i64) -> String {
        format!("{}/r/{token}/{event:x}", self.base)
    }

    /// The calendar file of the event that stands at a position of an edition: `{base}/i/{id}/{position}.ics`.
    pub fn calendar(&self, issue: PublicId, position: u32) -> String {
        format!("{}/i/{issue}/{position}.ics", self.base)
    }

    /// The page that takes an answer to "how is this for you?": `{base}/f/{token}`.
    pub fn feedback(&self, token: &str) -> String {
        [&self.base, "/f/", token].concat()
    }

    /// The page that confirms a joining or a return: `{base}/c/{token}`.
    pub fn confirm(&self, token: &str) -> String {
        [&self.base, "/c/", token].concat()
    }

    /// The page of what only the owner of the address may do: `{base}/s/{token}`.
    pub fn step_up(&self, token: &str) -> String {
        [&self.base, "/s/", token].concat()
    }

    /// The page on which one joins: `{base}/join`.
    pub fn join(&self) -> String {
        format!("{}/join", self.base)
    }

    /// The public page of an edition: `{base}/i/{id}`, with `?form=short` for the short form.
    pub fn issue(&self, issue: PublicId, form: PageForm) -> String {
        let form = match form {
            PageForm::Full => "",
            PageForm::Short => "?form=short",
        };
        [&self.base, "/i/", &issue.to_string(), form].concat()
    }

    /// The address that leaves by mail (RFC 6068): `mailto:{mailbox}?subject={token}`.
    pub fn unsubscribe_by_mail(mailbox: &str, token: &str) -> String {
        let mailbox = utf8_percent_encode(mailbox, NOT_PLAIN);
        format!("mailto:{mailbox}?subject={token}")
    }
}
