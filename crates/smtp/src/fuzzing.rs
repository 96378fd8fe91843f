//! What fuzz targets reach into, beside the public functions. Nothing without the feature `fuzzing`, and never in a product.

use crate::replies::Replies;
use crate::wire;

/// The replies in what a server said, in the pieces in which it came: code and text of each. `None` is the last one, where it
/// ceased to speak SMTP.
pub fn replies<'p>(pieces: impl IntoIterator<Item = &'p [u8]>) -> Vec<Option<(u16, String)>> {
    let mut found = Vec::new();
    let mut replies = Replies::default();
    for piece in pieces {
        replies.buffer().extend_from_slice(piece);
        loop {
            match replies.next() {
                Ok(Some(reply)) => found.push(Some((reply.code, reply.text))),
                Ok(None) => break,
                Err(_) => {
                    found.push(None);
                    return found;
                }
            }
        }
    }
    found
}

/// The bytes of a message as they stand behind DATA, before the final dot.
pub fn data(message: &[u8]) -> Vec<u8> {
    wire::to_data(message).into_owned()
}
