//! Bytes of a message on the wire: every line ends by CRLF, nothing in it ends the text, and nothing of it is lost.

use lagom_smtp::{fuzzing, to_wire};

use super::{Target, Verdict, hash, must};

pub(super) const TARGET: Target = Target {
    name: "wire",
    run,
    seeds: Vec::new,
    words: &[
        "\r\n",
        "\n",
        "\r",
        ".",
        "\r\n.\r\n",
        "\n.\n",
        "\r.\r",
        "\n.\r\n",
        "\r\n.\n",
        "\0",
        "..",
        "\r\r\n",
    ],
};

fn run(input: &[u8]) -> Verdict {
    let wire = to_wire(input);
    must(wire.ends_with(b"\r\n"), || {
        "the last line has no end".to_owned()
    })?;
    let bare =
        (0..wire.len()).find(|at| (wire[*at] == b'\n') != (*at > 0 && wire[at - 1] == b'\r'));
    must(bare.is_none(), || format!("a bare line end at {bare:?}"))?;
    must(to_wire(&wire) == wire, || {
        "what is ready is changed again".to_owned()
    })?;
    let words = |bytes: &[u8]| {
        bytes
            .iter()
            .copied()
            .filter(|byte| !b"\r\n".contains(byte))
            .collect::<Vec<u8>>()
    };
    must(words(input) == words(&wire), || "bytes are lost".to_owned())?;

    let data = fuzzing::data(input);
    let lines: Vec<&[u8]> = data.split_inclusive(|byte| *byte == b'\n').collect();
    must(!lines.contains(&&b".\r\n"[..]), || {
        "the text ends early".to_owned()
    })?;
    let undone: Vec<&[u8]> = lines
        .iter()
        .map(|line| line.strip_prefix(b".").unwrap_or(line))
        .collect();
    must(undone.concat() == *wire, || {
        "dots are not undone".to_owned()
    })?;
    let shape = |line: &&[u8]| (line.len().min(4), line.first() == Some(&b'.'));
    Ok(hash(lines.iter().take(4).map(shape).collect::<Vec<_>>()))
}
