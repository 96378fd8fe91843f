//! DKIM (RFC 6376, RFC 8463): a message signed by its author's domain. It signs finished bytes and changes none of them; it asks no
//! name server: what a record should say is worked out, and compared with what somebody read there.
//!
//! | to | use |
//! |---|---|
//! | read a key | [`DkimKey::read`] |
//! | sign a message with every key of its author's domain | [`Signers::sign`] |
//! | say what the name server must answer | [`DkimKey::record`] |
//! | compare that with what it answers | [`DkimKey::agrees`] |

mod canon;
mod key;
mod signer;

pub use key::{DkimError, DkimKey};
pub use signer::Signers;

#[cfg(test)]
mod tests;
