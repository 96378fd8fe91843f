//! Quoted-printable (RFC 2045 §6.7) of one block, on lines of its own. It knows nothing of what is before or behind it, so
//! that blocks encoded once can stand together in any order. Whole messages are lettre's.

/// The longest line, without its CRLF and the `=` of a soft break (RFC 2045 §6.7, rule 5).
const LINE: usize = 75;
const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Encodes a text that begins a line, and returns the column at its end. Any kind of line break becomes CRLF; what is odd at the
/// start of a line (a dot, `From `) or at its end (white space) is written so that no server changes it.
pub(super) fn quote(text: &str, out: &mut Vec<u8>) -> usize {
    let bytes = text.as_bytes();
    let mut column = 0;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if column > 0 {
            // What stands for itself wherever it is goes as a whole.
            let rest = bytes.get(at..).unwrap_or_default();
            let rest = rest.get(..LINE.saturating_sub(column)).unwrap_or(rest);
            let run = rest.iter().position(|byte| !is_plain(*byte, true));
            let run = run.unwrap_or(rest.len());
            out.extend_from_slice(rest.get(..run).unwrap_or_default());
            (at, column) = (at + run, column + run);
            if run > 0 {
                continue;
            }
        }
        let next = bytes.get(at + 1).copied();
        match byte {
            b'\r' | b'\n' => {
                out.extend_from_slice(b"\r\n");
                column = 0;
                at += if byte == b'\r' && next == Some(b'\n') {
                    2
                } else {
                    1
                };
                continue;
            }
            _ => at += 1,
        }
        let ends_line = matches!(next, None | Some(b'\r' | b'\n'));
        if column >= LINE || (column + 3 > LINE && !is_plain(byte, ends_line)) {
            out.extend_from_slice(b"=\r\n");
            column = 0;
        }
        let rest = bytes.get(at - 1..).unwrap_or_default();
        let odd = column == 0 && (byte == b'.' || rest.starts_with(b"From "));
        if is_plain(byte, ends_line) && !odd {
            out.push(byte);
            column += 1;
        } else {
            out.push(b'=');
            out.extend(HEX.get(usize::from(byte >> 4)));
            out.extend(HEX.get(usize::from(byte & 15)));
            column += 3;
        }
    }
    column
}

/// Ends a block within a line: what follows begins a line on the wire, and none in the text.
pub(super) fn soften(column: usize, out: &mut Vec<u8>) {
    if column > 0 {
        out.extend_from_slice(b"=\r\n");
    }
}

/// Whether a byte stands for itself (rules 2 and 3).
const fn is_plain(byte: u8, ends_line: bool) -> bool {
    match byte {
        b' ' | b'\t' => !ends_line,
        b'=' => false,
        _ => byte.is_ascii_graphic(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quoted(text: &str) -> String {
        let mut out = Vec::new();
        quote(text, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_servers_change_is_written_otherwise() {
        let table = [
            ("a\nb\r\nc\rd", "a\r\nb\r\nc\r\nd"),
            (".dot\n..\na.", "=2Edot\r\n=2E.\r\na."),
            ("From here\nFromage", "=46rom here\r\nFromage"),
            ("end \nend\t", "end=20\r\nend=09"),
            ("a=b", "a=3Db"),
            ("å", "=C3=A5"),
            ("\u{0}", "=00"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(quoted(text), expected, "{text:?}");
        }
        assert_eq!(quoted(&"x".repeat(76)), format!("{}=\r\nx", "x".repeat(75)));
    }

    proptest! {
        #[test]
        fn blocks_in_any_number_read_as_one_text(blocks in prop::collection::vec("(\\PC|[\r\n\t .=]|From |[a-z ]{40}){0,60}", 0..6)) {
            let mut out = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n".to_vec();
            let head = out.len();
            // A break between blocks may not fall between CR and LF.
            let blocks: Vec<String> = blocks.iter().map(|block| block.replace('\r', "\n")).collect();
            for block in &blocks {
                let column = quote(block, &mut out);
                soften(column, &mut out);
            }
            for line in out[head..].split(|byte| *byte == b'\n') {
                prop_assert!(line.len() <= 77 && !line.starts_with(b".") && line.is_ascii());
            }
            let message = mail_parser::MessageParser::default().parse(&out).unwrap();
            let read = message.body_text(0).unwrap_or_default().replace("\r\n", "\n");
            prop_assert_eq!(read, blocks.concat());
        }
    }
}
