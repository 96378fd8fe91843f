//! `cargo xtask bench rtt`: messages a second to a relay 50 ms away, over ten connections, after the first thousand: with
//! PIPELINING, with CHUNKING within the default in-doubt budget, with CHUNKING within a wide one. The example `pace` of `crates/smtp`,
//! which has the recorder and the distance in it. Never touches a store.

use anyhow::{Context, Result, bail};

use super::Figures;
use super::pace::Pace;

pub(super) const WHAT: &str =
    "messages a second over ten connections with 50 ms of round trip, crates/smtp alone";

/// The figure, and what the example is told: extension, budget, messages.
const RUNS: [(&str, &[&str]); 3] = [
    ("pipelining_msg_s", &["far", "32", "3000"]),
    ("chunking_msg_s", &["far", "CHUNKING", "32", "6000"]),
    ("chunking_wide_msg_s", &["far", "CHUNKING", "160", "20000"]),
];

/// Runs the benchmark.
///
/// # Errors
/// When the example cannot be built, or a message was not accepted.
pub(super) fn run(words: &[&str]) -> Result<Figures> {
    if let Some(word) = words.first() {
        bail!("`{word}` is not understood; there are no options");
    }
    let pace = Pace::build()?;
    let mut figures = Figures::new();
    for (key, words) in RUNS {
        let figure = pace.measure(words).context(key)?;
        eprintln!("{key}: {figure:.0}");
        figures.insert(key, figure);
    }
    Ok(figures)
}

#[cfg(test)]
mod tests {
    use super::*;

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
