//! What a server says, in whatever pieces it comes: the same replies, each with a code that exists, and no address in what is
//! stored of them.

use lagom_smtp::{Phase, SendOutcome, fuzzing};

use super::{Target, Verdict, hash, must};

pub(super) const TARGET: Target = Target {
    name: "replies",
    run,
    seeds: Vec::new,
    words: &[
        "220 ",
        "250-",
        "250 ",
        "354 ",
        "421 ",
        "451 4.3.0 ",
        "550 5.1.1 ",
        "999 ",
        "\r\n",
        "\n",
        "\r",
        "\0",
        "<a@b.example>",
        "\"a b\"@[127.0.0.1]",
        "ü@ü.example",
        "250-SIZE 1\r\n",
        "250 PIPELINING\r\n",
    ],
};

/// The first byte says how large the pieces are.
fn run(input: &[u8]) -> Verdict {
    let Some((size, said)) = input.split_first() else {
        return Ok(0);
    };
    let whole = fuzzing::replies([said]);
    let pieces = fuzzing::replies(said.chunks(usize::from(*size).max(1)));
    must(whole == pieces, || {
        format!("{whole:?} in one piece, {pieces:?} in several")
    })?;
    for (code, text) in whole.iter().flatten() {
        must((200..600).contains(code), || {
            format!("there is no code {code}")
        })?;
        let outcome = SendOutcome::from_reply(*code, text, Phase::Rcpt);
        let kept = outcome.text();
        must(kept.chars().count() <= 500, || {
            format!("{} characters are kept", kept.chars().count())
        })?;
        must(!shows_an_address(kept), || {
            format!("an address is kept: {kept:?}")
        })?;
    }
    let shape = |reply: &Option<(u16, String)>| {
        let (code, text) = reply.as_ref()?;
        Some((code / 100, text.lines().count().min(3), text.is_empty()))
    };
    Ok(hash(whole.iter().take(6).map(shape).collect::<Vec<_>>()))
}

/// Letters or digits on both sides of an at sign.
fn shows_an_address(text: &str) -> bool {
    let around = text.match_indices('@').map(|(at, _)| {
        (
            text[..at].chars().next_back(),
            text[at + 1..].chars().next(),
        )
    });
    let part = |one: Option<char>| one.is_some_and(char::is_alphanumeric);
    around
        .into_iter()
        .any(|(before, after)| part(before) && part(after))
}
