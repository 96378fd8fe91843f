//! Joining and coming back: what the form offers, the one mail it sends, what a click on that mail's page carries out. The form's
//! answer never depends on who is known; nothing but the click lets anybody in.
//!
//! [`check`] is pure and looks at the form alone; [`ask`] does the work after the answer; [`look`] and
//! [`confirm`] are the page of the mail's link.

mod ask;
mod confirm;
mod form;
#[cfg(test)]
mod tests;

pub use ask::{JoinError, JoinLimits, JoinLine, JoinRequest, Wish, ask, check};
pub use confirm::{Asked, AskedLine, Click, Promise, Welcome, confirm, look};
pub use form::{JoinForm, JoinOffer, JoinTopic, form};

/// A consent that the form asks for beside the choices. Never ticked beforehand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Its key, under which it is recorded.
    pub key: String,
    /// What the reader agrees to, by language (BCP 47).
    pub wordings: std::collections::BTreeMap<String, String>,
    /// The wording for all other languages.
    pub wording: String,
    /// Whether nobody joins without it.
    pub required: bool,
}

impl Consent {
    /// What a reader of this language agrees to.
    pub fn in_language(&self, language: &str) -> &str {
        self.wordings.get(language).unwrap_or(&self.wording)
    }
}
