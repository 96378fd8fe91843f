//! `cargo xtask takeover`: the PostgreSQL that Lagom works on is killed, and its standby takes over; exit 1 on a violation. What must
//! hold is said in `tests/takeover`.

use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, ensure};

use crate::postgres::{Cluster, STANDBY, VARIABLE};
use crate::process::{cargo, pass_through, target};

const SCENES: [&str; 2] = ["behind", "waited-for"];

/// Runs all scenes, or the one that is named.
///
/// # Errors
/// When a part does not build or start. A violation is an exit code, not an error.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let scenes = if words.is_empty() { &SCENES } else { &*words };
    pass_through(&mut cargo([
        "build",
        "--workspace",
        "--bin",
        "lagom",
        "--example",
        "takeover",
    ]))?;
    let mut code = ExitCode::SUCCESS;
    for scene in scenes {
        let primary = Cluster::start()?;
        let standby = primary.standby()?;
        let status = Command::new(target().join("debug/examples/takeover"))
            .arg(scene)
            .env("LAGOM_TEST_BINARY", target().join("debug/lagom"))
            .env(VARIABLE, primary.url())
            .env(STANDBY, standby.url())
            .stdin(Stdio::null())
            .status()
            .context("the scene could not be started")?;
        if !status.success() {
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}

/// What CI checks.
///
/// # Errors
/// When a part does not build or start, or something did not hold.
pub(crate) fn in_ci() -> Result<()> {
    ensure!(run(&[])? == ExitCode::SUCCESS, "a scene found a violation");
    Ok(())
}
