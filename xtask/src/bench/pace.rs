//! The example `pace` of `crates/smtp`: what the client alone does, without store and gate.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::process::{cargo, quiet, target};

/// The program.
pub(super) struct Pace(PathBuf);

impl Pace {
    /// Builds it.
    ///
    /// # Errors
    /// When the build fails.
    pub(super) fn build() -> Result<Self> {
        let what = ["build", "--release", "--package", "lagom-smtp"];
        let example = ["--example", "pace"];
        if !cargo(what.into_iter().chain(example)).status()?.success() {
            bail!("the release build failed");
        }
        Ok(Self(target().join("release/examples/pace")))
    }

    /// Runs it with these words: messages a second.
    ///
    /// # Errors
    /// When a message was not accepted.
    pub(super) fn measure(&self, words: &[&str]) -> Result<f64> {
        let said = quiet(Command::new(&self.0).args(words))?;
        read(&said).with_context(|| format!("`{said}`"))
    }
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
}
