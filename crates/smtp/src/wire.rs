//! Line ends as the wire wants them (RFC 5321 §2.3.8: only CRLF, never a bare CR or LF). Pure.

use std::borrow::Cow;

/// The message with every line ended by CRLF, the last one too. What already conforms is not copied.
///
/// A bare CR or LF becomes CRLF: left alone, servers disagree about where such a message ends ("SMTP smuggling").
pub fn to_wire(message: &[u8]) -> Cow<'_, [u8]> {
    if conforms(message) {
        return Cow::Borrowed(message);
    }
    let mut wire = Vec::with_capacity(message.len() + message.len() / 32 + 2);
    let mut bytes = message.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\r' => {
                bytes.next_if_eq(&b'\n');
                wire.extend_from_slice(b"\r\n");
            }
            b'\n' => wire.extend_from_slice(b"\r\n"),
            other => wire.push(other),
        }
    }
    if !wire.ends_with(b"\r\n") {
        wire.extend_from_slice(b"\r\n");
    }
    Cow::Owned(wire)
}

/// Whether every CR is followed by LF, every LF preceded by CR, and the end is a line's end.
fn conforms(message: &[u8]) -> bool {
    let is_pair = |at: usize| at > 0 && message.get(at - 1) == Some(&b'\r');
    let mut lines = 0;
    for at in memchr::memchr_iter(b'\n', message) {
        if !is_pair(at) {
            return false;
        }
        lines += 1;
    }
    memchr::memchr_iter(b'\r', message).count() == lines && message.ends_with(b"\r\n")
}

/// The wire form for DATA: a dot at the start of a line is doubled (RFC 5321 §4.5.2), so that no line of the text is taken for
/// its end. What needs no change is not copied.
pub(crate) fn to_data(message: &[u8]) -> Cow<'_, [u8]> {
    let wire = to_wire(message);
    let mut dots = memchr::memmem::find_iter(&wire, b"\n.")
        .map(|at| at + 1)
        .peekable();
    if !wire.starts_with(b".") && dots.peek().is_none() {
        return wire;
    }
    let mut stuffed = Vec::with_capacity(wire.len() + 16);
    if wire.starts_with(b".") {
        stuffed.push(b'.');
    }
    let mut from = 0;
    for dot in dots {
        stuffed.extend_from_slice(wire.get(from..dot).unwrap_or_default());
        stuffed.push(b'.');
        from = dot;
    }
    stuffed.extend_from_slice(wire.get(from..).unwrap_or_default());
    Cow::Owned(stuffed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_crlf() {
        let cases: [(&[u8], &[u8]); 10] = [
            (b"a\r\nb\r\n", b"a\r\nb\r\n"),
            (b"a\nb\n", b"a\r\nb\r\n"),
            (b"a\rb\r", b"a\r\nb\r\n"),
            (b"a\r\r\nb", b"a\r\n\r\nb\r\n"),
            (b"a\n\r\nb", b"a\r\n\r\nb\r\n"),
            (b"a\n.\nb", b"a\r\n.\r\nb\r\n"),
            (b"a\r\n.\nb\r\n", b"a\r\n.\r\nb\r\n"),
            (b"\n", b"\r\n"),
            (b"", b"\r\n"),
            (b"a", b"a\r\n"),
        ];
        for (message, expected) in cases {
            assert_eq!(&*to_wire(message), expected, "{message:?}");
            assert_eq!(
                to_wire(&to_wire(message)),
                to_wire(message),
                "twice changes nothing"
            );
        }
        assert!(matches!(to_wire(b"a\r\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn dots_that_begin_a_line_are_doubled_and_no_others() {
        let cases: [(&[u8], &[u8]); 6] = [
            (b".", b"..\r\n"),
            (b"a.b\r\n", b"a.b\r\n"),
            (b"a\r\n.\r\nb\r\n", b"a\r\n..\r\nb\r\n"),
            (b"a\n.\nb", b"a\r\n..\r\nb\r\n"),
            (b"..a\r\n..\r\n", b"...a\r\n...\r\n"),
            (b"\r.\r", b"\r\n..\r\n"),
        ];
        for (message, expected) in cases {
            assert_eq!(&*to_data(message), expected, "{message:?}");
        }
        assert!(matches!(to_data(b"a\r\n"), Cow::Borrowed(_)));
    }
}
