//! Line ends as the wire wants them (RFC 5321 §2.3.8: only CRLF, never a bare CR or LF). Pure.

use std::borrow::Cow;

/// The message with every line ended by CRLF, the last one too. What already conforms is not copied.
///
/// A bare CR or LF becomes CRLF: left alone, servers disagree about where such a message ends ("SMTP smuggling").
pub fn to_wire(message: &[u8]) -> Cow<'_, [u8]> {
    if look(message).conforms {
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

/// What the wire has to know of a message.
struct Look {
    /// Every CR is followed by LF, every LF preceded by CR, and the end is a line's end.
    conforms: bool,
    /// A line begins with a dot.
    has_dots: bool,
}

/// Looks at every byte with its neighbour, once. It branches nowhere, so that many bytes are looked at together.
fn look(message: &[u8]) -> Look {
    let next = message.get(1..).unwrap_or_default();
    let (mut is_torn, mut has_dots) = (message.starts_with(b"\n"), message.starts_with(b"."));
    for (&one, &next) in message.iter().zip(next) {
        is_torn |= (one == b'\r') != (next == b'\n');
        has_dots |= one == b'\n' && next == b'.';
    }
    Look {
        conforms: !is_torn && message.ends_with(b"\r\n"),
        has_dots,
    }
}

/// The wire form for DATA: a dot at the start of a line is doubled (RFC 5321 §4.5.2), so that no line of the text is taken for
/// its end. What needs no change is not copied.
pub(crate) fn to_data(message: &[u8]) -> Cow<'_, [u8]> {
    let seen = look(message);
    if seen.conforms && !seen.has_dots {
        return Cow::Borrowed(message);
    }
    let wire = to_wire(message);
    let dots = memchr::memmem::find_iter(&wire, b"\n.").map(|at| at + 1);
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
        let cases: [(&[u8], &[u8]); 12] = [
            (b"a\r\nb\r\n", b"a\r\nb\r\n"),
            (b"\na\r\n", b"\r\na\r\n"),
            (b"\r\r\n", b"\r\n\r\n"),
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
        // Bytes are looked at in groups: wherever they end, nothing is passed over.
        for before in 0..100 {
            let text = [vec![b'a'; before], b"\r\n.\r\n".to_vec()].concat();
            let expected = [vec![b'a'; before], b"\r\n..\r\n".to_vec()].concat();
            assert_eq!(&*to_data(&text), expected, "{before}");
        }
    }
}
