//! What is signed of a message: its header fields in relaxed form, its body as it stands (RFC 6376 §3.4.2, §3.4.3). Bodies are
//! quoted-printable or base64, in which no server changes white space; header fields are folded anew on the way. Pure.

/// A message cut into its fields and its body.
pub(super) struct Cut<'m> {
    /// Name and the whole field, folded lines included, without its last line end.
    pub(super) fields: Vec<(&'m str, &'m str)>,
    pub(super) body: &'m [u8],
}

impl<'m> Cut<'m> {
    /// Cuts a message whose lines end in CRLF; `None`: it has no header, or one that is not ASCII.
    pub(super) fn of(message: &'m [u8]) -> Option<Self> {
        let end = memchr::memmem::find(message, b"\r\n\r\n")?;
        let (header, rest) = message.split_at_checked(end + 2)?;
        let header = std::str::from_utf8(header).ok()?;
        let mut fields = Vec::with_capacity(16);
        let mut from = 0;
        let mut at = 0;
        for line in header.split_inclusive("\r\n") {
            at += line.len();
            let next = header.as_bytes().get(at);
            if matches!(next, Some(b' ' | b'\t')) {
                continue;
            }
            let field = header.get(from..at)?.strip_suffix("\r\n")?;
            from = at;
            let (name, _) = field.split_once(':')?;
            fields.push((name.trim_end(), field));
        }
        Some(Self {
            fields,
            body: rest.get(2..)?,
        })
    }
}

/// A field in relaxed form, with its line end: the name in lower case, the value unfolded, its white space single, none at its ends.
pub(super) fn relax(field: &str, out: &mut Vec<u8>) {
    let (name, value) = field.split_once(':').unwrap_or((field, ""));
    out.extend(
        name.trim_end()
            .bytes()
            .map(|byte| byte.to_ascii_lowercase()),
    );
    out.push(b':');
    let start = out.len();
    for byte in value.bytes() {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {
                if out.len() > start && out.last() != Some(&b' ') {
                    out.push(b' ');
                }
            }
            other => out.push(other),
        }
    }
    if out.len() > start && out.last() == Some(&b' ') {
        out.pop();
    }
    out.extend_from_slice(b"\r\n");
}

/// The body without the empty lines at its end; an empty body is one line end.
pub(super) fn simple_body(body: &[u8]) -> &[u8] {
    let mut body = body;
    while let Some(shorter) = body.strip_suffix(b"\r\n") {
        if !shorter.is_empty() && !shorter.ends_with(b"\r\n") {
            return body;
        }
        if shorter.is_empty() {
            return b"\r\n";
        }
        body = shorter;
    }
    if body.is_empty() { b"\r\n" } else { body }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_relaxed_as_the_rfc_shows() {
        // RFC 6376 §3.4.5.
        let table = [
            ("A: X", "a:X\r\n"),
            ("B : Y\t\r\n\tZ  ", "b:Y Z\r\n"),
            ("C:", "c:\r\n"),
            (
                "Subject:  two   words\r\n and more",
                "subject:two words and more\r\n",
            ),
        ];
        for (field, expected) in table {
            let mut out = Vec::new();
            relax(field, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected, "{field:?}");
        }
    }

    #[test]
    fn empty_lines_at_the_end_do_not_count() {
        let table: [(&[u8], &[u8]); 6] = [
            (b"", b"\r\n"),
            (b"\r\n\r\n", b"\r\n"),
            (b"a\r\n", b"a\r\n"),
            (b"a\r\n\r\n\r\n", b"a\r\n"),
            (b"a\r\n\r\nb\r\n\r\n", b"a\r\n\r\nb\r\n"),
            (b" C \r\nD \t E\r\n\r\n\r\n", b" C \r\nD \t E\r\n"),
        ];
        for (body, expected) in table {
            assert_eq!(simple_body(body), expected, "{body:?}");
        }
    }

    #[test]
    fn a_message_is_cut_at_its_fields() {
        let cut = Cut::of(b"From: a\r\nSubject: b\r\n c\r\nTo : d\r\n\r\nbody\r\n").unwrap();
        let expected = [
            ("From", "From: a"),
            ("Subject", "Subject: b\r\n c"),
            ("To", "To : d"),
        ];
        assert_eq!(cut.fields, expected);
        assert_eq!(cut.body, b"body\r\n");
        assert!(Cut::of(b"no header").is_none());
        assert!(Cut::of(b"no colon\r\n\r\n").is_none());
    }
}
