//! `cargo xtask simulate --subscriber-years N [--seed S]`: builds the seeded simulator optimised and runs it; exit 1 on a
//! violation, with the command that replays it. What is simulated, and what must hold, is said in `crates/simulator`.

use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};

use crate::process::{cargo, pass_through, target};

/// What CI runs.
const CI: [&str; 2] = ["--subscriber-years", "10000"];

/// Builds the simulator and hands it the words.
///
/// # Errors
/// When it does not build, or cannot be started. A violation is an exit code, not an error.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    let mut given: Vec<&str> = words.iter().map(String::as_str).collect();
    if let Some(place) = given.iter().position(|word| *word == "--backend") {
        match given.get(place + 1) {
            Some(&"sqlite") => {
                given.drain(place..=place + 1);
            }
            _ => bail!(
                "the simulator runs on `--backend sqlite`; each machine of a world opens the file for itself"
            ),
        }
    }
    let status = simulator()?
        .args(given)
        .status()
        .context("the simulator could not be started")?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What CI checks.
///
/// # Errors
/// When it does not build, or something did not hold.
pub(crate) fn in_ci() -> Result<()> {
    pass_through(simulator()?.args(CI))
}

fn simulator() -> Result<Command> {
    pass_through(&mut cargo([
        "build",
        "--release",
        "--package",
        "lagom-simulator",
    ]))?;
    let mut command = Command::new(target().join("release/lagom-simulator"));
    command.stdin(Stdio::null());
    Ok(command)
}
