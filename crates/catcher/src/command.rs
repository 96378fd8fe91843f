//! One command line of SMTP, understood (RFC 5321 §4.1.1). It never judges whether the command fits the moment.

/// A command line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command<'a> {
    Ehlo,
    Helo,
    StartTls,
    /// The whole argument: mechanism and initial response.
    Auth(&'a str),
    /// The reverse path without its angle brackets; empty for a null sender.
    Mail(&'a str),
    /// The forward path without its angle brackets.
    Rcpt(&'a str),
    Data,
    /// BDAT (RFC 3030): so many bytes follow, and whether they are the message's last.
    Chunk {
        size: usize,
        last: bool,
    },
    Rset,
    Noop,
    Quit,
    /// A verb that is understood but whose argument is not.
    Malformed,
    Unknown,
}

/// Reads a line that was already freed of its line end.
pub(crate) fn parse(line: &[u8]) -> Command<'_> {
    let Ok(line) = std::str::from_utf8(line) else {
        return Command::Unknown;
    };
    let line = line.trim_end();
    let (verb, argument) = line.split_once(' ').unwrap_or((line, ""));
    let is = |name: &str| verb.eq_ignore_ascii_case(name);
    if is("MAIL") {
        path(argument, "FROM:").map_or(Command::Malformed, Command::Mail)
    } else if is("RCPT") {
        match path(argument, "TO:") {
            Some(to) if !to.is_empty() => Command::Rcpt(to),
            _ => Command::Malformed,
        }
    } else if is("DATA") {
        Command::Data
    } else if is("BDAT") {
        chunk(argument).unwrap_or(Command::Malformed)
    } else if is("RSET") {
        Command::Rset
    } else if is("NOOP") {
        Command::Noop
    } else if is("QUIT") {
        Command::Quit
    } else if is("EHLO") {
        Command::Ehlo
    } else if is("HELO") {
        Command::Helo
    } else if is("STARTTLS") {
        Command::StartTls
    } else if is("AUTH") {
        Command::Auth(argument)
    } else {
        Command::Unknown
    }
}

fn chunk<'a>(argument: &str) -> Option<Command<'a>> {
    let (size, mark) = argument.split_once(' ').unwrap_or((argument, ""));
    let last = mark.eq_ignore_ascii_case("LAST");
    (last || mark.is_empty()).then_some(Command::Chunk {
        size: size.parse().ok()?,
        last,
    })
}

/// The address between the angle brackets after `keyword`; parameters behind it are ignored.
fn path<'a>(argument: &'a str, keyword: &str) -> Option<&'a str> {
    let head = argument.get(..keyword.len())?;
    if !head.eq_ignore_ascii_case(keyword) {
        return None;
    }
    let rest = argument.get(keyword.len()..)?.trim_start();
    let (address, _parameters) = rest.strip_prefix('<')?.split_once('>')?;
    Some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_understood() {
        let cases: &[(&[u8], Command<'_>)] = &[
            (
                b"mail from:<ann@example.org> BODY=8BITMIME",
                Command::Mail("ann@example.org"),
            ),
            (b"MAIL FROM:<>", Command::Mail("")),
            (b"MAIL ann@example.org", Command::Malformed),
            (
                b"RCPT TO: <bob@example.org>",
                Command::Rcpt("bob@example.org"),
            ),
            (b"RCPT TO:<>", Command::Malformed),
            (b"ehlo there", Command::Ehlo),
            (b"AUTH PLAIN AGEAYg==", Command::Auth("PLAIN AGEAYg==")),
            (b"QUIT ", Command::Quit),
            (
                b"BDAT 5 LAST",
                Command::Chunk {
                    size: 5,
                    last: true,
                },
            ),
            (b"BDAT five", Command::Malformed),
            (b"XYZZY", Command::Unknown),
            (b"\xff\xfe", Command::Unknown),
            (b"", Command::Unknown),
        ];
        for (line, expected) in cases {
            assert_eq!(&parse(line), expected, "{}", String::from_utf8_lossy(line));
        }
    }
}
