//! Where a crash test may end the process: around each write to a socket. Nothing without the feature `fail-points`.

use crate::conversation::{between, length};
#[cfg(feature = "fail-points")]
use lagom_failpoints::{Moment, pass};

/// What is written, by the command that it begins with, or `text` if it begins with none.
#[cfg(feature = "fail-points")]
fn place([bytes, _]: [&[u8]; 2]) -> String {
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
pub(crate) fn before(pieces: [&[u8]; 2]) {
    pass(&place(pieces), Moment::Before);
}

/// So many bytes of it are with the system: the first half, or all.
#[cfg(feature = "fail-points")]
pub(crate) fn written(pieces: [&[u8]; 2], so_far: usize) {
    if so_far >= length(pieces) {
        pass(&place(pieces), Moment::After);
    } else if so_far == half(pieces) {
        pass(&place(pieces), Moment::Amid);
    }
}

/// What is handed to the system next: no more than up to the half, so that there is a point in the middle.
#[cfg(feature = "fail-points")]
pub(crate) fn portion(pieces: [&[u8]; 2], so_far: usize) -> [&[u8]; 2] {
    let half = half(pieces);
    let end = if so_far < half { half } else { length(pieces) };
    between(pieces, so_far, end)
}

#[cfg(feature = "fail-points")]
const fn half(pieces: [&[u8]; 2]) -> usize {
    length(pieces) / 2
}

#[cfg(not(feature = "fail-points"))]
pub(crate) const fn before(_pieces: [&[u8]; 2]) {}

#[cfg(not(feature = "fail-points"))]
pub(crate) const fn written(_pieces: [&[u8]; 2], _so_far: usize) {}

/// What is handed to the system next: all that is left.
#[cfg(not(feature = "fail-points"))]
pub(crate) fn portion(pieces: [&[u8]; 2], so_far: usize) -> [&[u8]; 2] {
    between(pieces, so_far, length(pieces))
}
