//! `cargo xtask bench rtt`: messages a second to a relay 50 ms away, over ten connections, after the first thousand: with
//! PIPELINING, with CHUNKING within the default in-doubt budget, with CHUNKING within a wide one. The example `rtt` of `crates/smtp`,
//! which has the recorder and the distance in it. Never touches a store.

use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::Figures;
use crate::process::{cargo, quiet, target};

pub(super) const WHAT: &str =
    "messages a second over ten connections with 50 ms of round trip, crates/smtp alone";

/// The figure, and what the example is told: extension, budget, messages.
const RUNS: [(&str, &[&str]); 3] = [
    ("pipelining_msg_s", &["32", "3000"]),
    ("chunking_msg_s", &["CHUNKING", "32", "6000"]),
    ("chunking_wide_msg_s", &["CHUNKING", "160", "20000"]),
];

/// Runs the benchmark.
///
/// # Errors
/// When the example cannot be built, or a message was not accepted.
pub(super) fn run(words: &[&str]) -> Result<Figures> {
    if let Some(word) = words.first() {
        bail!("`{word}` is not understood; there are no options");
    }
    let build = [
        "build",
        "--release",
        "--package",
        "lagom-smtp",
        "--example",
        "rtt",
    ];
    if !cargo(build).status()?.success() {
        bail!("the release build failed");
    }
    let program = target().join("release/examples/rtt");
    let mut figures = Figures::new();
    for (key, words) in RUNS {
        let said = quiet(Command::new(&program).args(words))?;
        let figure = read(&said).with_context(|| format!("{key}: `{said}`"))?;
        eprintln!("{key}: {figure:.0}");
        figures.insert(key, figure);
    }
    Ok(figures)
}

/// Messages a second, from the example's line.
fn read(said: &str) -> Result<f64> {
    let line: Value = serde_json::from_str(said.trim())?;
    let number = |key: &str| line.get(key).and_then(Value::as_f64);
    let (messages, seconds) = number("messages")
        .zip(number("seconds"))
        .context("figures are missing")?;
    Ok(messages / seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_line_is_read() {
        assert!((read("{\"messages\":300,\"seconds\":2}\n").unwrap() - 150.0).abs() < 1e-9);
        assert!(read("{\"messages\":300}").is_err());
        assert!(read("").is_err());
    }

    #[test]
    fn options_are_refused() {
        assert!(
            run(&["--fast"])
                .unwrap_err()
                .to_string()
                .contains("`--fast`")
        );
    }
}
