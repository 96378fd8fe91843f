//! The few plain words before a STARTTLS handshake (RFC 3207): greeting, EHLO, STARTTLS. It never goes on in the clear: not when
//! the server does not offer TLS, not when it says more than it should.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::options::Timeouts;
use crate::outcome::{Phase, SendOutcome};

/// The most that a reply may hold, in bytes.
const LONGEST_REPLY: usize = 64 << 10;

/// Brings a fresh connection to the point where the handshake begins.
///
/// # Errors
/// The outcome for the message that wanted to go: `TryLater` or `Refused`.
pub(crate) async fn negotiate(
    stream: &mut TcpStream,
    hello: &str,
    timeouts: &Timeouts,
) -> Result<(), SendOutcome> {
    let mut talk = Talk {
        stream,
        buffer: Vec::new(),
    };
    let late =
        |phase: Phase| move |_| SendOutcome::try_later(phase, "the server did not answer in time");

    let greeting = talk.reply(Phase::Greeting);
    positive(
        timeout(timeouts.greeting, greeting)
            .await
            .map_err(late(Phase::Greeting))??,
        Phase::Greeting,
    )?;

    let ehlo = talk.ask(format!("EHLO {hello}\r\n"), Phase::Ehlo);
    let offer = positive(
        timeout(timeouts.command, ehlo)
            .await
            .map_err(late(Phase::Ehlo))??,
        Phase::Ehlo,
    )?;
    if !offer
        .lines
        .iter()
        .skip(1)
        .any(|line| line.trim().eq_ignore_ascii_case("STARTTLS"))
    {
        talk.part(timeouts).await;
        return Err(SendOutcome::try_later(
            Phase::Tls,
            "the server does not offer STARTTLS, which is required; nothing was sent in the clear",
        ));
    }

    let begin = talk.ask("STARTTLS\r\n".to_owned(), Phase::Tls);
    let reply = timeout(timeouts.command, begin)
        .await
        .map_err(late(Phase::Tls))??;
    if reply.code != 220 {
        talk.part(timeouts).await;
        return Err(SendOutcome::TryLater {
            code: Some(reply.code),
            text: crate::redact::redact(&reply.lines.join(" ")),
            phase: Phase::Tls,
        });
    }
    if !talk.buffer.is_empty() {
        return Err(SendOutcome::try_later(
            Phase::Tls,
            "the server spoke in the clear after STARTTLS; somebody may be between us and it",
        ));
    }
    Ok(())
}

struct Reply {
    code: u16,
    lines: Vec<String>,
}

struct Talk<'a> {
    stream: &'a mut TcpStream,
    buffer: Vec<u8>,
}

impl Talk<'_> {
    async fn ask(&mut self, command: String, phase: Phase) -> Result<Reply, SendOutcome> {
        let written = self.stream.write_all(command.as_bytes()).await;
        written.map_err(|error| SendOutcome::try_later(phase, error))?;
        self.reply(phase).await
    }

    async fn reply(&mut self, phase: Phase) -> Result<Reply, SendOutcome> {
        let mut lines = Vec::new();
        loop {
            while let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                let line = String::from_utf8_lossy(&line);
                let (code, last, text) = split(line.trim_end())
                    .ok_or_else(|| SendOutcome::try_later(phase, "this is not an SMTP server"))?;
                lines.push(text.to_owned());
                if last {
                    return Ok(Reply { code, lines });
                }
            }
            if self.buffer.len() + lines.len() * 80 > LONGEST_REPLY {
                return Err(SendOutcome::try_later(
                    phase,
                    "the server's reply is too long",
                ));
            }
            match self.stream.read_buf(&mut self.buffer).await {
                Ok(0) => {
                    return Err(SendOutcome::try_later(
                        phase,
                        "the server closed the connection",
                    ));
                }
                Ok(_) => {}
                Err(error) => return Err(SendOutcome::try_later(phase, error)),
            }
        }
    }

    /// Says goodbye, without minding the answer.
    async fn part(&mut self, timeouts: &Timeouts) {
        let farewell = self.ask("QUIT\r\n".to_owned(), Phase::Tls);
        if !matches!(timeout(timeouts.quit, farewell).await, Ok(Ok(_))) {
            tracing::debug!("the server did not answer QUIT");
        }
    }
}

fn positive(reply: Reply, phase: Phase) -> Result<Reply, SendOutcome> {
    match reply.code {
        200..=299 => Ok(reply),
        code => Err(SendOutcome::from_reply(code, &reply.lines.join(" "), phase)),
    }
}

/// Code, whether it is the last line, text.
fn split(line: &str) -> Option<(u16, bool, &str)> {
    let code = line
        .get(..3)?
        .parse()
        .ok()
        .filter(|code| (200..600).contains(code))?;
    match line.get(3..4) {
        None => Some((code, true, "")),
        Some(" ") => Some((code, true, line.get(4..)?)),
        Some("-") => Some((code, false, line.get(4..)?)),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reply_lines_are_split() {
        assert_eq!(split("250-STARTTLS"), Some((250, false, "STARTTLS")));
        assert_eq!(split("250 ok then"), Some((250, true, "ok then")));
        assert_eq!(split("220"), Some((220, true, "")));
        for wrong in ["", "25", "abc ok", "250+x", "100 x", "HTTP/1.1 400"] {
            assert_eq!(split(wrong), None, "{wrong}");
        }
    }
}
