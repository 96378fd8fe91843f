//! Where a crash test may end the process: around each write to a socket. Nothing without the feature `fail-points`.

#[cfg(feature = "fail-points")]
use lagom_failpoints::{Moment, pass};

/// What is written, by the command that it begins with, or `text` if it begins with none.
#[cfg(feature = "fail-points")]
fn place(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| !byte.is_ascii_uppercase());
    let word = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
    match std::str::from_utf8(word) {
        Ok(
            word @ ("EHLO" | "HELO" | "STARTTLS" | "AUTH" | "MAIL" | "RCPT" | "DATA" | "BDAT"
            | "RSET" | "QUIT"),
        ) => format!("wire/{word}"),
        _ => "wire/text".to_owned(),
    }
}

/// Before anything of it is written.
#[cfg(feature = "fail-points")]
pub(crate) fn before(bytes: &[u8]) {
    pass(&place(bytes), Moment::Before);
}

/// So many bytes of it are with the system: the first half, or all.
#[cfg(feature = "fail-points")]
pub(crate) fn written(bytes: &[u8], so_far: usize) {
    if so_far >= bytes.len() {
        pass(&place(bytes), Moment::After);
    } else if so_far == half(bytes) {
        pass(&place(bytes), Moment::Amid);
    }
}

/// What is handed to the system next: no more than up to the half, so that there is a point in the middle.
#[cfg(feature = "fail-points")]
pub(crate) fn portion(bytes: &[u8], so_far: usize) -> &[u8] {
    let half = half(bytes);
    let end = if so_far < half { half } else { bytes.len() };
    bytes.get(so_far..end).unwrap_or_default()
}

#[cfg(feature = "fail-points")]
const fn half(bytes: &[u8]) -> usize {
    bytes.len() / 2
}

#[cfg(not(feature = "fail-points"))]
pub(crate) const fn before(_bytes: &[u8]) {}

#[cfg(not(feature = "fail-points"))]
pub(crate) const fn written(_bytes: &[u8], _so_far: usize) {}

/// What is handed to the system next: all that is left.
#[cfg(not(feature = "fail-points"))]
pub(crate) fn portion(bytes: &[u8], so_far: usize) -> &[u8] {
    bytes.get(so_far..).unwrap_or_default()
}
