//! The body of a message as it stands on the wire: where it ends, and how its dots are undone (RFC 5321 §4.5.2).
//! It never repairs line ends: only CRLF counts, so what a sender got wrong is seen.

use memchr::memmem;

/// The bytes that end a body after its first line.
const END: &[u8] = b"\r\n.\r\n";

/// Where a body ends.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Bytes of the body, its last CRLF included, still with doubled dots.
    pub(crate) body: usize,
    /// Bytes of the body and its end.
    pub(crate) whole: usize,
}

/// Looks for the end of the body in `input`, of which the first `searched` bytes are known to hold no end.
pub(crate) fn extent(input: &[u8], searched: usize) -> Option<Extent> {
    if searched < 3 && input.starts_with(b".\r\n") {
        return Some(Extent { body: 0, whole: 3 });
    }
    let from = searched.saturating_sub(END.len() - 1);
    let at = from + memmem::find(input.get(from..)?, END)?;
    Some(Extent {
        body: at + 2,
        whole: at + END.len(),
    })
}

/// Removes the dot that the sender put before every line that begins with one.
pub(crate) fn unstuff(body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(body.len());
    let mut rest = body.strip_prefix(b".").unwrap_or(body);
    while let Some(at) = memmem::find(rest, b"\r\n.") {
        let (line, after) = rest.split_at(at + 2);
        plain.extend_from_slice(line);
        rest = after.strip_prefix(b".").unwrap_or(after);
    }
    plain.extend_from_slice(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_found_across_reads() {
        assert_eq!(
            extent(b".\r\nQUIT\r\n", 0),
            Some(Extent { body: 0, whole: 3 })
        );
        assert_eq!(
            extent(b"a\r\n.\r\nMAIL", 0),
            Some(Extent { body: 3, whole: 6 })
        );
        assert_eq!(extent(b"a\r\n.\r", 0), None);
        assert_eq!(extent(b"a\r\n.\r\n", 5), Some(Extent { body: 3, whole: 6 }));
        assert_eq!(extent(b"a\n.\n", 0), None, "bare line feeds end nothing");
    }

    #[test]
    fn only_one_dot_at_a_line_start_goes() {
        assert_eq!(
            unstuff(b"..a\r\n..\r\nb.c\r\n...\r\n"),
            b".a\r\n.\r\nb.c\r\n..\r\n"
        );
        assert_eq!(unstuff(b"plain\r\n"), b"plain\r\n");
        assert_eq!(unstuff(b""), b"");
    }
}
