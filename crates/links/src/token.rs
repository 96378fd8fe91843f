//! Tokens: `v1.<key id>.<scope>.<subject>.<mac>`. A token says nothing that could be counted through,
//! and a changed character never verifies.

use crate::keyring::KeyRing;
use crate::scope::Scope;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lagom_model::{PublicId, Timestamp};
use subtle::ConstantTimeEq;

/// No token is longer, so that a link with one stays short in every mail program.
pub const MAX_TOKEN_LENGTH: usize = 64;

/// Why a token is worth nothing.
#[derive(Debug, Clone, Copy, thiserror::Error, PartialEq, Eq)]
pub enum LinkError {
    /// It does not look like a token, or is another spelling of one.
    #[error("this link is damaged; open it from the letter again, or copy the whole of it")]
    Malformed,
    /// It is good, or was, for something else.
    #[error("this link is meant for something else")]
    WrongScope,
    /// Its key is not in the ring.
    #[error("this link was made with a key that this installation does not have")]
    UnknownKey,
    /// It was changed, or made by somebody else.
    #[error("this link is damaged or was changed; open it from the letter again")]
    BadMac,
    /// Its key was retired too long ago.
    #[error("this link is too old; take one from a newer letter, or ask for a fresh one")]
    KeyTooOld,
}

impl KeyRing {
    /// The token of a subject for a scope, signed by the newest key.
    pub fn sign(&self, scope: Scope, subject: PublicId) -> String {
        let key = self.newest();
        let mut token = String::with_capacity(MAX_TOKEN_LENGTH);
        for field in ["v1", key.id(), scope.letter()] {
            token.push_str(field);
            token.push('.');
        }
        token.push_str(&subject.to_string());
        let code = key.code(scope, &token);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(code, &mut token);
        token
    }

    /// The subject of a token, if this ring signed it for this scope and its key still verifies.
    ///
    /// # Errors
    /// [`LinkError`] says why not; pages answer all of them alike.
    pub fn verify(&self, token: &str, scope: Scope, now: Timestamp) -> Result<PublicId, LinkError> {
        if token.len() > MAX_TOKEN_LENGTH {
            return Err(LinkError::Malformed);
        }
        let (signed, code) = token.rsplit_once('.').ok_or(LinkError::Malformed)?;
        let mut fields = signed.split('.');
        let mut field = || fields.next().ok_or(LinkError::Malformed);
        let (version, key_id, letter, subject) = (field()?, field()?, field()?, field()?);
        if version != "v1" || fields.next().is_some() {
            return Err(LinkError::Malformed);
        }
        let subject = PublicId::parse(subject).ok_or(LinkError::Malformed)?;
        let code = parse_code(code).ok_or(LinkError::Malformed)?;
        if Scope::parse(letter).ok_or(LinkError::Malformed)? != scope {
            return Err(LinkError::WrongScope);
        }
        let key = self.key(key_id).ok_or(LinkError::UnknownKey)?;
        if !bool::from(key.code(scope, signed).ct_eq(&code)) {
            return Err(LinkError::BadMac);
        }
        if key.verifies(now) {
            Ok(subject)
        } else {
            Err(LinkError::KeyTooOld)
        }
    }
}

/// The 128 bits of a code, in their one spelling.
fn parse_code(text: &str) -> Option<[u8; 16]> {
    // Same alphabet, same length, same rule against spare bits as a public id.
    PublicId::parse(text).map(|PublicId(bits)| bits.to_be_bytes())
}
