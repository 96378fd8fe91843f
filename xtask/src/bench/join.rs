//! `cargo xtask bench join`: whether the form on which one joins tells who is known, who is not, and who said stop: by what it says,
//! or by how long it takes. Requests of the three classes in random order, to a real server on loopback; the figures are areas under
//! the curve of a classifier by time, 0.5 when it knows nothing. What is asked stands in `crates/web/examples/join_timing.rs`.

use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::Figures;
use crate::process::{cargo, quiet, target};

pub(super) const WHAT: &str = "what the join form tells of an address, 10,000 requests each of known, unknown, stopped [--requests N]";

const KEYS: [&str; 6] = [
    "requests_a_class",
    "different_answers",
    "auc_known_unknown",
    "auc_stopped_unknown",
    "auc_known_stopped",
    "median_us",
];

/// Runs the benchmark.
///
/// # Errors
/// When it cannot be built or run.
pub(super) fn run(words: &[&str]) -> Result<Figures> {
    let requests: u32 = match words {
        [] => 10_000,
        ["--requests", number] => number
            .parse()
            .with_context(|| format!("`{number}` is not a number of requests"))?,
        _ => bail!(
            "`{}` is not understood; say `--requests N`",
            words.join(" ")
        ),
    };
    let example = [
        "build",
        "--release",
        "-p",
        "lagom-web",
        "--example",
        "join_timing",
    ];
    quiet(&mut cargo(example))?;
    let program = target().join("release/examples/join_timing");
    let told = quiet(Command::new(&program).arg(requests.to_string()))?;
    figures(told.trim())
}

/// The figures of the example's line.
fn figures(told: &str) -> Result<Figures> {
    let told: Value = serde_json::from_str(told).context("the benchmark's own line")?;
    KEYS.into_iter()
        .map(|key| {
            let number = told.get(key).and_then(Value::as_f64);
            let number = number.with_context(|| format!("the benchmark's line has no `{key}`"))?;
            Ok((key, number))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_must_have_every_figure() {
        let line = r#"{"requests_a_class": 10, "different_answers": 1, "auc_known_unknown": 0.5,
            "auc_stopped_unknown": 0.51, "auc_known_stopped": 0.49, "median_us": 80.5}"#;
        let read = figures(line).unwrap();
        assert_eq!(read.get("auc_stopped_unknown"), Some(&0.51));
        assert!(figures(r#"{"requests_a_class": 10}"#).is_err());
    }
}
