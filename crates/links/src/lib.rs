//! Floor 1: signed links. A token proves that Lagom made it, says for what ([`Scope`]) and about
//! whom (a random [`lagom_model::PublicId`]), and has exactly one valid spelling.
//!
//! It never stores anything, never looks a subject up, never reads a clock, and never shows a
//! secret: whether a subject is known, used or revoked is the store's business.
//!
//! | to | use |
//! |---|---|
//! | make a key ring for a new installation | [`KeyRing::generate`] |
//! | take a new key into use; the old one goes on verifying | [`KeyRing::rotate`] |
//! | sign and verify | [`KeyRing::sign`], [`KeyRing::verify`] |
//! | put a token into an address | [`Urls`] |
//!
//! To add a scope: a variant of [`Scope`], its letter in [`Scope::letter`], and an entry in
//! [`Scope::ALL`]; a token of another scope never verifies for it.

mod keyring;
mod scope;
mod secret;
mod token;
mod urls;

pub use keyring::{Key, KeyRing, KeyRingError, VERIFIES_AFTER_RETIREMENT_DAYS};
pub use scope::Scope;
pub use token::{LinkError, MAX_TOKEN_LENGTH};
pub use urls::{PageForm, Urls, UrlsError};

#[cfg(test)]
mod tests;
