//! Replies of a server (RFC 5321 §4.2), taken out of the bytes as they come, in whatever pieces they come. It never waits and
//! never reads by itself. What a reply says stays as it was said: operators look up the very code that the server gave.

use crate::fault::EnhancedCode;

/// A reply. Its lines are joined by line feeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) code: u16,
    pub(crate) text: String,
}

impl Reply {
    /// # Errors
    /// [`NotSmtp`] if its lines have several codes (one that says yes and no decides nothing), or one that means nothing.
    fn read(raw: &[u8]) -> Result<Self, NotSmtp> {
        let mut lines = raw.split_inclusive(|byte| *byte == b'\n');
        let first = Line::read(lines.next().unwrap_or_default())?;
        let code = std::str::from_utf8(first.code).map_err(|_| NotSmtp)?;
        let code = code.parse().map_err(|_| NotSmtp)?;
        if !(200..600).contains(&code) {
            return Err(NotSmtp);
        }
        let mut text = String::from_utf8_lossy(first.words).into_owned();
        let enhanced = EnhancedCode::leading(code, &text).map(|found| found.to_string());
        for line in lines {
            let line = Line::read(line)?;
            if line.code != first.code {
                return Err(NotSmtp);
            }
            let words = String::from_utf8_lossy(line.words);
            text.push('\n');
            text.push_str(without(&words, enhanced.as_deref()));
        }
        text.truncate(text.trim_end().len());
        Ok(Self { code, text })
    }

    /// Whether it says yes (2yz).
    pub(crate) fn is_positive(&self) -> bool {
        (200..300).contains(&self.code)
    }

    /// Whether it says no, for now or for good.
    pub(crate) fn is_negative(&self) -> bool {
        (400..600).contains(&self.code)
    }

    /// What it says, on one line.
    pub(crate) fn line(&self) -> String {
        self.text.replace('\n', " ")
    }
}

/// The server speaks, but not SMTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotSmtp;

/// The most bytes that a reply may have. The standard limits its lines (§4.5.3.1.5), not their number.
const LONGEST: usize = 64 << 10;

/// The replies still to be read, and the bytes from which they are read.
#[derive(Default)]
pub(crate) struct Replies {
    bytes: Vec<u8>,
    /// Where the reply begins that is not whole yet.
    begin: usize,
    /// Where its line begins that is not whole yet.
    line: usize,
    /// Up to where no end of that line was found.
    seen: usize,
}

impl Replies {
    /// Where the next bytes are put.
    pub(crate) fn buffer(&mut self) -> &mut Vec<u8> {
        self.bytes.drain(..self.begin);
        self.seen -= self.begin;
        self.line -= self.begin;
        self.begin = 0;
        &mut self.bytes
    }

    /// Whether bytes lie here that no reply was made of.
    pub(crate) fn has_more(&self) -> bool {
        self.begin < self.bytes.len()
    }

    /// The next whole reply; `None`: more bytes are needed.
    ///
    /// # Errors
    /// [`NotSmtp`] for what cannot be a reply, also one that is longer than any should be.
    pub(crate) fn next(&mut self) -> Result<Option<Reply>, NotSmtp> {
        while let Some(end) = self.end_of_line() {
            let line = Line::read(self.bytes.get(self.line..end).unwrap_or_default())?;
            let goes_on = line.goes_on;
            (self.line, self.seen) = (end, end);
            self.is_bearable()?;
            if !goes_on {
                let raw = self.bytes.get(self.begin..end).unwrap_or_default();
                self.begin = end;
                return Reply::read(raw).map(Some);
            }
        }
        self.seen = self.bytes.len();
        self.is_bearable()?;
        // What cannot become a line is not waited for.
        Line::read(self.bytes.get(self.line..).unwrap_or_default()).map(|_| None)
    }

    /// Behind the next line feed.
    fn end_of_line(&self) -> Option<usize> {
        let rest = self.bytes.get(self.seen..).unwrap_or_default();
        let feed = rest.iter().position(|byte| *byte == b'\n')?;
        Some(self.seen + feed + 1)
    }

    fn is_bearable(&self) -> Result<(), NotSmtp> {
        if self.seen - self.begin > LONGEST {
            return Err(NotSmtp);
        }
        Ok(())
    }
}

/// A line of a reply, or as much of it as has come.
struct Line<'l> {
    /// Three digits, when it is whole.
    code: &'l [u8],
    /// Whether another line follows.
    goes_on: bool,
    words: &'l [u8],
}

impl<'l> Line<'l> {
    /// # Errors
    /// [`NotSmtp`] if no line of a reply begins like this.
    fn read(line: &'l [u8]) -> Result<Self, NotSmtp> {
        let line = line.trim_ascii_end();
        let (code, rest) = line.split_at_checked(3).unwrap_or((line, &[]));
        let (goes_on, words) = match rest {
            [] => (false, rest),
            [b' ', words @ ..] => (false, words),
            [b'-', words @ ..] => (true, words),
            _ => return Err(NotSmtp),
        };
        if !code.iter().all(u8::is_ascii_digit) {
            return Err(NotSmtp);
        }
        Ok(Self {
            code,
            goes_on,
            words,
        })
    }
}

/// The words of a further line without the code that every line repeats (RFC 2034 §4).
fn without<'l>(words: &'l str, enhanced: Option<&str>) -> &'l str {
    let rest = enhanced.and_then(|code| words.strip_prefix(code));
    match rest {
        Some(rest) if rest.is_empty() || rest.starts_with(' ') => rest.trim_start(),
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(pieces: &[&[u8]]) -> Vec<Result<Reply, NotSmtp>> {
        let mut replies = Replies::default();
        let mut found = Vec::new();
        for piece in pieces {
            replies.buffer().extend_from_slice(piece);
            loop {
                match replies.next() {
                    Ok(Some(reply)) => found.push(Ok(reply)),
                    Ok(None) => break,
                    Err(error) => {
                        found.push(Err(error));
                        return found;
                    }
                }
            }
        }
        found
    }

    fn reply(code: u16, text: &str) -> Reply {
        Reply {
            code,
            text: text.to_owned(),
        }
    }

    #[test]
    fn replies_come_in_any_pieces_and_several_at_once() {
        let whole: &[u8] = b"250-host\r\n250-SIZE 100\r\n250 8BITMIME\r\n550 5.1.1 no\r\n221\r\n";
        let expected = [
            Ok(reply(250, "host\nSIZE 100\n8BITMIME")),
            Ok(reply(550, "5.1.1 no")),
            Ok(reply(221, "")),
        ];
        assert_eq!(all(&[whole]), expected);
        let bytes: Vec<&[u8]> = whole.chunks(1).collect();
        assert_eq!(all(&bytes), expected);
    }

    #[test]
    fn what_is_no_reply_is_told_from_what_is_not_whole_yet() {
        assert_eq!(all(&[b"25"]), []);
        for wrong in [
            &b"HTTP/1.1 400 Bad Request\r\n"[..],
            b"999 what\r\n",
            b"100 what\r\n",
            b"250+x\r\n",
            b"250-yes\r\n550 no\r\n",
            b"\r\n",
            b"\0\0\0\0",
        ] {
            assert_eq!(all(&[wrong]), [Err(NotSmtp)], "{wrong:?}");
        }
        let endless = b"250-x\r\n".repeat(20_000);
        assert_eq!(all(&[&endless]), [Err(NotSmtp)]);
        let long_line = [b"250 ".to_vec(), vec![b'x'; 100_000]].concat();
        assert_eq!(all(&[&long_line]), [Err(NotSmtp)]);
        let whole = [endless, b"250 x\r\n".to_vec()].concat();
        assert_eq!(all(&[&whole]), [Err(NotSmtp)]);
    }

    #[test]
    fn a_long_answer_is_an_answer() {
        let line = "550-5.7.1 This message does not meet our requirements, see the page.\r\n";
        let novel = [&line.repeat(800), "550 5.7.1 It was refused.\r\n"].concat();
        assert!(novel.len() > 50_000);
        let bytes: Vec<&[u8]> = novel.as_bytes().chunks(1_460).collect();
        let found = all(&bytes);
        let [Ok(found)] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert_eq!(found.code, 550);
        assert!(found.text.starts_with("5.7.1 This message"));
        assert!(found.text.ends_with("page.\nIt was refused."));
    }

    #[test]
    fn a_code_is_told_as_it_was_given() {
        let expected = [
            Ok(reply(550, "5.7.509 Access denied\nsee the page")),
            Ok(reply(
                451,
                "4.7.500 Server busy\n4.7.5001 is no code of ours",
            )),
            Ok(reply(250, "2.0.0")),
        ];
        let said = b"550-5.7.509 Access denied\r\n550 5.7.509 see the page\r\n\
            451-4.7.500 Server busy\r\n451-4.7.5001 is no code of ours\r\n451 4.7.500\r\n250 2.0.0\n";
        assert_eq!(all(&[said]), expected);
    }
}
