//! Occasions that content is about: `Occasion: mothers-day` in the header block, or below a heading. It knows
//! no list of them: an occasion is what authors and readers call by the same key.

use super::error::ContentError;

/// How a key is written.
const HINT: &str = "a key of lower-case words with dashes, such as `mothers-day`";

/// The key that a field names.
///
/// # Errors
/// [`ContentError::BadField`] if it is no key; `line` is where it stands.
pub(super) fn key(value: &str, line: usize) -> Result<String, ContentError> {
    let key = value.trim().to_ascii_lowercase();
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let dash = |at: Option<u8>| at.is_none_or(|byte| byte == b'-');
    if dash(key.bytes().next()) || dash(key.bytes().last()) || !key.bytes().all(fits) {
        return Err(ContentError::BadField {
            line,
            key: "Occasion",
            value: value.to_owned(),
            hint: HINT,
        });
    }
    Ok(key)
}
