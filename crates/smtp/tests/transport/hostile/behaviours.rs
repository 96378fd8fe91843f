//! The table of hostile behaviours: after what, what the server does then, and what must come of the message. It opens no socket.

use lagom_smtp::{Phase, SendOutcome};

use After::{Chunk, Envelope, Hello, Nothing, StartTls, Text};
use Do::{Drip, EndlessLine, EndlessReply, Hear, HearUntil, Raw, Reset, Say, Sleep, Trickle};
use Kind::{Accepted, Later, Refused, Unknown};

/// How an ordinary beginning goes, before the server shows what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// A connection is open, and nothing was said.
    Nothing,
    /// It greeted, and heard EHLO.
    Hello,
    /// It offered STARTTLS, and heard that it is wanted.
    StartTls,
    /// It offered PIPELINING, and heard the whole envelope.
    Envelope,
    /// It said yes to the envelope, and heard the text with its end.
    Text,
    /// It offered CHUNKING, and heard envelope and text in one go.
    Chunk,
}

/// What a hostile server does, in order.
#[derive(Clone, Copy)]
pub(super) enum Do {
    /// Says this, whatever was heard.
    Say(&'static str),
    /// Says this byte by byte.
    Trickle(&'static str),
    /// Says bytes that are no text.
    Raw(&'static [u8]),
    /// Says one line for ever.
    EndlessLine,
    /// Says lines of a reply for ever.
    EndlessReply,
    /// Says a byte now and then, for ever: never silent, never done.
    Drip,
    /// Waits for so many lines.
    Hear(usize),
    /// Waits until it has heard this.
    HearUntil(&'static str),
    /// Waits longer than anybody does.
    Sleep,
    /// Closes with a reset.
    Reset,
}

/// The outcome's kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Accepted,
    Refused,
    Later,
    Unknown,
}

pub(super) fn kind(outcome: &SendOutcome) -> Kind {
    match outcome {
        SendOutcome::Accepted { .. } => Kind::Accepted,
        SendOutcome::Refused { .. } => Kind::Refused,
        SendOutcome::TryLater { .. } | SendOutcome::NotStarted { .. } => Kind::Later,
        SendOutcome::Unknown { .. } => Kind::Unknown,
    }
}

const GREETS: Do = Say("220 hello\r\n");
const OFFERS: Do = Say("250-host\r\n250 PIPELINING\r\n");
const HEARS_TEXT: Do = HearUntil("\r\n.\r\n");
const AGREES: Do = Say("250 ok\r\n250 ok\r\n354 go\r\n");

impl After {
    pub(super) const fn script(self) -> &'static [Do] {
        match self {
            Self::Nothing => &[],
            Self::Hello => &[GREETS, Hear(1)],
            Self::StartTls => &[
                GREETS,
                Hear(1),
                Say("250-host\r\n250 STARTTLS\r\n"),
                Hear(1),
            ],
            Self::Envelope => &[GREETS, Hear(1), OFFERS, Hear(3)],
            Self::Text => &[GREETS, Hear(1), OFFERS, Hear(3), AGREES, HEARS_TEXT],
            Self::Chunk => &[
                GREETS,
                Hear(1),
                Say("250-host\r\n250-PIPELINING\r\n250 CHUNKING\r\n"),
                HearUntil("Just right.\r\n"),
            ],
        }
    }
}

pub(super) type Row = (After, &'static str, &'static [Do], Kind, Phase);

/// After what, name, what the server does then, what comes of it.
#[rustfmt::skip]
pub(super) const BEHAVIOURS: [Row; 96] = [
    (Nothing, "closes at once", &[], Later, Phase::Greeting),
    (Nothing, "resets at once", &[Trickle("220 hel"), Reset], Later, Phase::Greeting),
    (Nothing, "speaks HTTP", &[Say("HTTP/1.1 400 Bad Request\r\n\r\n")], Later, Phase::Greeting),
    (Nothing, "greets with nonsense", &[Raw(b"\xff\xfe\0\x01\r\n")], Later, Phase::Greeting),
    (Nothing, "greets with nothing but a line end", &[Say("\r\n")], Later, Phase::Greeting),
    (Nothing, "greets without an end", &[EndlessLine], Later, Phase::Greeting),
    (Nothing, "greets in endless lines", &[EndlessReply], Later, Phase::Greeting),
    (Nothing, "greets with 354", &[Say("354 go\r\n")], Later, Phase::Greeting),
    (Nothing, "greets with 999", &[Say("999 hm\r\n")], Later, Phase::Greeting),
    (Nothing, "greets with half a line", &[Say("22"), Sleep], Later, Phase::Greeting),
    (Nothing, "trickles everything", &[Trickle("220 hello\r\n"), Hear(1), Trickle("250-host\r\n250 PIPELINING\r\n"), Hear(3), Trickle("250 ok\r\n250 ok\r\n354 go\r\n"), HEARS_TEXT, Trickle("250 2.0.0 kept\r\n")], Accepted, Phase::Reply),
    (Nothing, "ends lines with LF alone", &[Say("220 hello\n"), Hear(1), Say("250-host\n250 PIPELINING\n"), Hear(3), Say("250 ok\n250 ok\n354 go\n"), HEARS_TEXT, Say("250 kept\n")], Accepted, Phase::Reply),
    (Nothing, "says nothing but codes", &[Say("220\r\n"), Hear(1), Say("250\r\n"), Hear(1), Say("250\r\n"), Hear(1), Say("250\r\n"), Hear(1), Say("354\r\n"), HEARS_TEXT, Say("250\r\n")], Accepted, Phase::Reply),
    (Nothing, "greets with 421", &[Say("421 4.3.2 too busy\r\n")], Later, Phase::Greeting),
    (Nothing, "greets with 554", &[Say("554 5.7.1 not you\r\n")], Refused, Phase::Greeting),
    (Nothing, "drips its greeting", &[Drip], Later, Phase::Greeting),
    (Nothing, "greets and says more than that", &[Say("220 hello\r\n250-x\r\n250 CHUNKING\r\n")], Later, Phase::Ehlo),
    (Hello, "greets and is silent", &[Sleep], Later, Phase::Ehlo),
    (Hello, "offers in endless lines", &[EndlessReply], Later, Phase::Ehlo),
    (Hello, "offers yes and no", &[Say("250-yes\r\n550 no\r\n")], Later, Phase::Ehlo),
    (Hello, "answers EHLO with 421", &[Say("421 4.3.2 bye\r\n")], Later, Phase::Ehlo),
    (Hello, "answers EHLO with 554", &[Say("554 5.7.1 no\r\n")], Refused, Phase::Ehlo),
    (Hello, "answers EHLO and is gone", &[Reset], Later, Phase::Ehlo),
    (Hello, "drips its offer", &[Drip], Later, Phase::Ehlo),
    (Hello, "knows neither EHLO nor HELO", &[Say("502 what\r\n"), Hear(1), Say("502 what\r\n")], Refused, Phase::Ehlo),
    (Hello, "says goodbye behind its offer", &[Say("250-host\r\n250 PIPELINING\r\n421 4.3.2 bye\r\n"), Sleep], Later, Phase::Ehlo),
    (Hello, "says yes behind its offer of chunks", &[Say("250-host\r\n250 CHUNKING\r\n250 yes\r\n"), Sleep], Later, Phase::Ehlo),
    (Hello, "says yes behind its poor offer", &[Say("250 host\r\n250 yes\r\n"), Sleep], Later, Phase::Ehlo),
    (StartTls, "has no TLS just now", &[Say("454 4.7.0 not now\r\n")], Later, Phase::Tls),
    (StartTls, "refuses TLS", &[Say("554 5.7.3 no\r\n")], Later, Phase::Tls),
    (StartTls, "answers STARTTLS with 250", &[Say("250 ok\r\n")], Later, Phase::Tls),
    (StartTls, "answers STARTTLS with 354", &[Say("354 go\r\n")], Later, Phase::Tls),
    (StartTls, "answers STARTTLS with nonsense", &[Raw(b"\xff\r\n")], Later, Phase::Tls),
    (StartTls, "answers STARTTLS and is gone", &[Say("220 go\r\n"), Reset], Later, Phase::Tls),
    (StartTls, "answers STARTTLS and is silent", &[Say("220 go\r\n"), Sleep], Later, Phase::Tls),
    (StartTls, "agrees to TLS and goes on in the clear", &[Say("220 go\r\n"), HearUntil("\x16"), Say("250 PIPELINING\r\n"), Sleep], Later, Phase::Tls),
    (StartTls, "puts a reply in the clear behind STARTTLS", &[Say("220 go\r\n250 forged\r\n"), Sleep], Later, Phase::Tls),
    (StartTls, "answers the handshake with an alert", &[Say("220 go\r\n"), Raw(b"\x15\x03\x03\x00\x02\x02\x28")], Later, Phase::Tls),
    (StartTls, "is silent after STARTTLS", &[Sleep], Later, Phase::Tls),
    (Envelope, "answers MAIL with nonsense", &[Raw(b"\0\0\0")], Later, Phase::Mail),
    (Envelope, "answers MAIL with 354", &[Say("354 go\r\n")], Later, Phase::Mail),
    (Envelope, "answers MAIL and is gone", &[Say("250 ok\r\n"), Reset], Later, Phase::Rcpt),
    (Envelope, "leaves in the middle of the envelope", &[Say("250 ok\r\n421 bye\r\n")], Later, Phase::Rcpt),
    (Envelope, "answers RCPT with yes and no", &[Say("250 ok\r\n250-ok\r\n550 no\r\n")], Later, Phase::Rcpt),
    (Envelope, "answers DATA with 250", &[Say("250 ok\r\n250 ok\r\n250 ok\r\n")], Later, Phase::Data),
    (Envelope, "says one reply too many", &[Say("250 a\r\n250 b\r\n250 c\r\n354 d\r\n")], Later, Phase::Data),
    (Envelope, "answers DATA and is silent", &[Say("250 ok\r\n250 ok\r\n"), Sleep], Later, Phase::Data),
    (Envelope, "answers MAIL with 421", &[Say("421 4.3.2 bye\r\n")], Later, Phase::Mail),
    (Envelope, "answers an envelope with nothing", &[Sleep], Later, Phase::Mail),
    (Envelope, "is gone after an envelope", &[Reset], Later, Phase::Mail),
    (Envelope, "drips its answer to MAIL", &[Drip], Later, Phase::Mail),
    (Envelope, "answers MAIL without an end", &[EndlessReply], Later, Phase::Mail),
    (Envelope, "answers RCPT with 354", &[Say("250 ok\r\n354 go\r\n")], Later, Phase::Rcpt),
    (Envelope, "answers RCPT and is silent", &[Say("250 ok\r\n250 o"), Sleep], Later, Phase::Rcpt),
    (Envelope, "answers DATA with 421", &[Say("250 ok\r\n250 ok\r\n421 4.3.2 bye\r\n")], Later, Phase::Data),
    (Envelope, "answers DATA with nonsense", &[Say("250 ok\r\n250 ok\r\n"), Raw(b"\xff\r\n")], Later, Phase::Data),
    (Envelope, "answers DATA and is gone", &[Say("250 ok\r\n250 ok\r\n"), Reset], Later, Phase::Data),
    (Envelope, "leaves with 421 before the text", &[Say("250 ok\r\n250 ok\r\n354 go\r\n421 4.3.2 bye\r\n"), Sleep], Later, Phase::Body),
    (Envelope, "refuses the text before it came", &[Say("250 ok\r\n250 ok\r\n354 go\r\n552 5.3.4 large\r\n"), Sleep], Refused, Phase::Body),
    (Envelope, "accepts the text before it came", &[Say("250 ok\r\n250 ok\r\n354 go\r\n250 kept\r\n"), Sleep], Later, Phase::Body),
    (Envelope, "refuses a recipient and is gone", &[Say("250 ok\r\n550 5.1.1 no\r\n"), Reset], Refused, Phase::Rcpt),
    (Envelope, "refuses a recipient and leaves", &[Say("250 ok\r\n550 5.1.1 no\r\n421 bye\r\n")], Refused, Phase::Rcpt),
    (Text, "says yes in many lines", &[Say("250-2.0.0 a\r\n250-2.0.0 b\r\n250 2.0.0 c\r\n")], Accepted, Phase::Reply),
    (Text, "says yes and no to a text", &[Say("250-yes\r\n550 no\r\n")], Unknown, Phase::Reply),
    (Text, "says 354 to a text", &[Say("354 go on\r\n")], Unknown, Phase::Reply),
    (Text, "says nonsense to a text", &[Raw(b"\x80\x80\x80\r\n")], Unknown, Phase::Reply),
    (Text, "says half a yes to a text", &[Say("250 o"), Reset], Unknown, Phase::Reply),
    (Text, "says one line of a yes to a text", &[Say("250-ok\r\n"), Sleep], Unknown, Phase::Reply),
    (Text, "answers a text without an end", &[EndlessLine], Unknown, Phase::Reply),
    (Text, "says yes too late", &[Sleep, Say("250 ok\r\n")], Unknown, Phase::Reply),
    (Text, "leaves after a text with 421", &[Say("421 4.3.2 bye\r\n")], Later, Phase::Reply),
    (Text, "refuses a text and resets", &[Say("554 5.6.0 no\r\n"), Reset], Refused, Phase::Reply),
    (Text, "drips its answer to a text", &[Drip], Unknown, Phase::Reply),
    (Text, "answers a text in endless lines", &[EndlessReply], Unknown, Phase::Reply),
    (Text, "is gone after a text", &[Reset], Unknown, Phase::Reply),
    (Text, "says 999 to a text", &[Say("999 hm\r\n")], Unknown, Phase::Reply),
    (Text, "says 100 to a text", &[Say("100 wait\r\n")], Unknown, Phase::Reply),
    (Text, "puts off a text and is gone", &[Say("451 4.3.0 later\r\n"), Reset], Later, Phase::Reply),
    (Text, "accepts a text and is gone", &[Say("250 2.0.0 kept\r\n"), Reset], Accepted, Phase::Reply),
    (Text, "accepts a text and leaves", &[Say("250 2.0.0 kept\r\n421 4.3.2 bye\r\n")], Accepted, Phase::Reply),
    (Text, "accepts a text twice", &[Say("250 kept\r\n250 kept\r\n")], Accepted, Phase::Reply),
    (Text, "trickles its yes", &[Trickle("250-2.0.0 kept\r\n250 2.0.0 as 1\r\n")], Accepted, Phase::Reply),
    (Chunk, "accepts a chunk", &[Say("250 ok\r\n250 ok\r\n250 kept\r\n")], Accepted, Phase::Reply),
    (Chunk, "trickles its answers to a chunk", &[Trickle("250 ok\r\n250 ok\r\n250 kept\r\n")], Accepted, Phase::Reply),
    (Chunk, "refuses a chunk", &[Say("250 ok\r\n250 ok\r\n554 5.6.0 no\r\n")], Refused, Phase::Reply),
    (Chunk, "refuses the recipient of a chunk", &[Say("250 ok\r\n550 5.1.1 no\r\n554 5.5.1 none\r\n")], Refused, Phase::Rcpt),
    (Chunk, "refuses the sender of a chunk", &[Say("451 4.1.8 who\r\n503 rcpt\r\n503 bdat\r\n")], Later, Phase::Mail),
    (Chunk, "leaves with 421 instead of an answer to a chunk", &[Say("421 4.3.2 bye\r\n")], Later, Phase::Mail),
    (Chunk, "leaves with 421 after a chunk", &[Say("250 ok\r\n250 ok\r\n421 4.3.2 bye\r\n")], Later, Phase::Reply),
    (Chunk, "asks for more than a chunk", &[Say("250 ok\r\n250 ok\r\n354 go\r\n")], Unknown, Phase::Reply),
    (Chunk, "answers a chunk with nonsense", &[Raw(b"\x80\x80\r\n")], Unknown, Phase::Reply),
    (Chunk, "answers half a chunk", &[Say("250 ok\r\n25"), Reset], Unknown, Phase::Reply),
    (Chunk, "is silent after a chunk", &[Sleep], Unknown, Phase::Reply),
    (Chunk, "answers a chunk with one reply too few", &[Say("250 ok\r\n250 ok\r\n"), Sleep], Unknown, Phase::Reply),
    (Chunk, "drips its answer to a chunk", &[Drip], Unknown, Phase::Reply),
    (Chunk, "is gone after a chunk", &[Reset], Unknown, Phase::Reply),
];
