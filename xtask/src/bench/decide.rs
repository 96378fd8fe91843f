//! `cargo xtask bench decide`: how many decisions a second one core makes, with every reason returned, over a million
//! questions drawn from a committed seed; and, where valgrind is at hand, how many instructions one takes. What is
//! asked stands in `crates/policy/benches/fixture`; nothing here decides.

use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::Figures;
use crate::process::{cargo, quiet, target};

pub(super) const WHAT: &str =
    "decisions a second on one core, over 1,000,000 questions with every reason [--decisions N]";

/// Decisions under valgrind, in all passes: enough for what is done once not to count.
const COUNTED: u32 = 20_000;
const PASSES: f64 = 5.0;

/// Runs the benchmark.
///
/// # Errors
/// When it cannot be built or run, or the questions are easier than they must be.
pub(super) fn run(words: &[&str]) -> Result<Figures> {
    let decisions: u32 = match words {
        [] => 1_000_000,
        ["--decisions", number] => number
            .parse()
            .with_context(|| format!("`{number}` is not a number of decisions"))?,
        _ => bail!(
            "`{}` is not understood; say `--decisions N`",
            words.join(" ")
        ),
    };
    let example = [
        "build",
        "--release",
        "-p",
        "lagom-policy",
        "--example",
        "decisions",
    ];
    quiet(&mut cargo(example))?;
    let program = target().join("release/examples/decisions");
    let told = quiet(Command::new(&program).arg(decisions.to_string()))?;
    let told: Value = serde_json::from_str(told.trim()).context("the benchmark's own line")?;
    let mut figures = figures(&told)?;
    if let Some(instructions) = instructions(&mut Command::new("valgrind"), &program) {
        figures.insert("instructions_per_decision", instructions);
    }
    Ok(figures)
}

/// The figures of the example's line.
fn figures(told: &Value) -> Result<Figures> {
    let number = |value: &Value, key: &str| {
        let number = value.get(key).and_then(Value::as_f64);
        number.with_context(|| format!("the benchmark's line has no `{key}`"))
    };
    let decisions = number(told, "decisions")?;
    let verdicts = told.get("verdicts").unwrap_or(&Value::Null);
    let share = |name: &str| 100.0 * number(verdicts, name).unwrap_or(0.0) / decisions;
    let figures = Figures::from([
        ("decisions_per_s_core", decisions / number(told, "seconds")?),
        ("reasons_per_decision", number(told, "reasons")? / decisions),
        ("least_touches", number(told, "least_touches")?),
        ("least_scheduled", number(told, "least_ahead")?),
        ("share_send", share("send")),
        ("share_defer", share("defer")),
        ("share_fold", share("fold")),
        ("share_expire", share("expire")),
        ("share_suppress", share("suppress")),
    ]);
    let at_least = |key: &str, least: f64| figures.get(key).is_some_and(|it| *it >= least);
    if !at_least("least_touches", 8.0) || !at_least("least_scheduled", 2.0) || share("send") > 70.0
    {
        bail!("the questions are too easy: {figures:?}");
    }
    Ok(figures)
}

/// Instructions of one decision, as callgrind counts them; `None` without valgrind.
fn instructions(valgrind: &mut Command, program: &std::path::Path) -> Option<f64> {
    let output = valgrind
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg("--toggle-collect=lagom_policy::decide::decide_into")
        .arg(program)
        .arg(COUNTED.to_string())
        .output()
        .ok()?;
    let counted = collected(&String::from_utf8_lossy(&output.stderr))?;
    Some(counted / f64::from(COUNTED) / PASSES)
}

fn collected(told: &str) -> Option<f64> {
    let line = told.lines().find_map(|line| line.split_once("Collected :"));
    line?.1.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(send: u32, touches: u32) -> Value {
        serde_json::json!({
            "decisions": 100, "seconds": 0.5, "reasons": 500, "least_touches": touches, "least_ahead": 2,
            "verdicts": { "send": send, "fold": 100 - send },
        })
    }

    #[test]
    fn the_example_s_line_becomes_figures() {
        let figures = figures(&told(60, 8)).unwrap();
        let read = |key: &str| figures.get(key).copied();
        assert_eq!(read("decisions_per_s_core"), Some(200.0));
        assert_eq!(read("share_fold"), Some(40.0));
        assert_eq!(read("share_expire"), Some(0.0));
    }

    #[test]
    fn easy_questions_are_refused() {
        assert!(figures(&told(71, 8)).is_err());
        assert!(figures(&told(60, 7)).is_err());
        assert!(figures(&Value::Null).is_err());
    }

    #[test]
    fn what_callgrind_collected_is_read() {
        assert_eq!(
            collected("==1== Events    : Ir\n==1== Collected : 160949555\n"),
            Some(160_949_555.0)
        );
        assert_eq!(collected("nothing"), None);
    }
}
