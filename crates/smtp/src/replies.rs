//! Replies of a server, taken out of the bytes as they come, in whatever pieces they come. It never waits and never reads by itself.

use smtp_proto::Error;
use smtp_proto::response::parser::ResponseReceiver;

/// A reply. Its lines are joined by line feeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) code: u16,
    pub(crate) text: String,
}

impl Reply {
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

/// The most bytes that a reply may have.
const LONGEST: usize = 64 << 10;

/// The replies still to be read, and the bytes from which they are read.
#[derive(Default)]
pub(crate) struct Replies {
    bytes: Vec<u8>,
    /// Where the reply begins that is not whole yet.
    begin: usize,
    /// Up to where the receiver has seen it.
    seen: usize,
    receiver: ResponseReceiver,
}

impl Replies {
    /// Where the next bytes are put.
    pub(crate) fn buffer(&mut self) -> &mut Vec<u8> {
        self.bytes.drain(..self.begin);
        self.seen -= self.begin;
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
        let rest = self.bytes.get(self.seen..).unwrap_or_default();
        let mut iter = rest.iter();
        let parsed = self.receiver.parse(&mut iter);
        self.seen = self.bytes.len() - iter.len();
        match parsed {
            Ok(reply) => {
                let raw = self.bytes.get(self.begin..self.seen).unwrap_or_default();
                let of_one_code = all_lines_begin_alike(raw);
                self.begin = self.seen;
                self.receiver.reset();
                if !(200..600).contains(&reply.code) || !of_one_code {
                    return Err(NotSmtp);
                }
                let text = match reply.esc {
                    [0, ..] => reply.message,
                    [class, subject, detail] => {
                        format!("{class}.{subject}.{detail} {}", reply.message)
                    }
                };
                Ok(Some(Reply {
                    code: reply.code,
                    text: text.trim_end().to_owned(),
                }))
            }
            Err(Error::NeedsMoreData { .. }) if self.seen - self.begin <= LONGEST => Ok(None),
            Err(_) => Err(NotSmtp),
        }
    }
}

/// Whether all lines of a reply have the same code (RFC 5321 §4.2.1): one that says yes and no decides nothing.
fn all_lines_begin_alike(raw: &[u8]) -> bool {
    let mut codes = raw
        .trim_ascii_end()
        .split(|byte| *byte == b'\n')
        .map(|line| line.get(..3));
    let first = codes.next();
    codes.all(|code| Some(code) == first)
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
    }
}
