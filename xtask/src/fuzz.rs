//! `cargo xtask fuzz NAME [--seconds N] [--seed S] [--only FILE]`: builds the program in `tests/fuzz` and runs one of its targets;
//! exit 1 on a finding, with the command that replays it.

use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, ensure};

use crate::process::{cargo, pass_through, root, target};

/// The targets that CI runs.
const TARGETS: [&str; 4] = ["replies", "wire", "tokens", "content"];

/// How long CI runs each.
const SECONDS: &str = "20";

/// Runs a target with these words.
///
/// # Errors
/// When it does not build or start. A finding is an exit code, not an error.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    let status = fuzzer()?.args(words).status();
    let status = status.context("fuzzing could not be started")?;
    Ok(ExitCode::from(
        u8::try_from(status.code().unwrap_or(1)).unwrap_or(1),
    ))
}

/// What CI checks.
///
/// # Errors
/// When it does not build or start, or something was found.
pub(crate) fn in_ci() -> Result<()> {
    for name in TARGETS {
        let code = run(&[name, "--seconds", SECONDS].map(str::to_owned))?;
        ensure!(
            code == ExitCode::SUCCESS,
            "fuzzing `{name}` found something"
        );
    }
    Ok(())
}

/// The built program. Built with the whole workspace, so that what `cargo test --workspace` built serves again.
fn fuzzer() -> Result<Command> {
    pass_through(&mut cargo(["build", "--workspace", "--example", "fuzz"]))?;
    let mut command = Command::new(target().join("debug/examples/fuzz"));
    command.current_dir(root()).stdin(Stdio::null());
    Ok(command)
}
