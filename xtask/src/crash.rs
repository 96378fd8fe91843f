//! `cargo xtask crash`: the crash matrix. Builds the binary with its fail points beside the ordinary one, and the program in
//! `tests/crash` that kills it at each of them; exit 1 on a violation, with the command that replays it.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result};

use crate::postgres::{Cluster, VARIABLE};
use crate::process::{cargo, pass_through, target};

/// What CI runs: every point on SQLite, a quarter of them on PostgreSQL; a quarter again with messages that go once more when they
/// are in doubt, killed twice.
const CI: [&[&str]; 3] = [
    &["--backend", "sqlite"],
    &["--backend", "postgres", "--one-in", "4"],
    &[
        "--backend",
        "sqlite",
        "--resent",
        "--twice",
        "--one-in",
        "4",
    ],
];

/// Runs the matrix with these words.
///
/// # Errors
/// When a part does not build or start. A violation is an exit code, not an error.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    let mut command = matrix()?;
    let cluster = words
        .iter()
        .any(|word| word == "postgres")
        .then(Cluster::start)
        .transpose()?;
    if let Some(cluster) = &cluster {
        command.env(VARIABLE, cluster.url());
    }
    let status = command.args(words).status();
    let status = status.context("the crash matrix could not be started")?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What CI checks.
///
/// # Errors
/// When a part does not build or start, or something did not hold.
pub(crate) fn in_ci() -> Result<()> {
    for words in CI {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let code = run(&words)?;
        anyhow::ensure!(
            code == ExitCode::SUCCESS,
            "the crash matrix found a violation"
        );
    }
    Ok(())
}

/// The built program, pointed to the built binary. Built with the whole workspace, so that what `cargo test --workspace` built
/// serves again.
fn matrix() -> Result<Command> {
    pass_through(&mut cargo(["build", "--workspace", "--example", "crash"]))?;
    let mut command = Command::new(target().join("debug/examples/crash"));
    command.env("LAGOM_TEST_BINARY", binary()?);
    command.stdin(Stdio::null());
    Ok(command)
}

/// The binary with its fail points, in a folder of its own: the next ordinary build replaces the one beside it.
fn binary() -> Result<OsString> {
    pass_through(&mut cargo([
        "build",
        "--workspace",
        "--features",
        "lagom-cli/fail-points",
        "--bin",
        "lagom",
    ]))?;
    let built: PathBuf = target().join("debug/lagom");
    let folder = target().join("crash");
    let copy = folder.join("lagom");
    fs::create_dir_all(&folder)
        .and_then(|()| fs::copy(&built, &copy))
        .with_context(|| {
            format!(
                "`{}` cannot be copied to `{}`",
                built.display(),
                copy.display()
            )
        })?;
    Ok(copy.into_os_string())
}
