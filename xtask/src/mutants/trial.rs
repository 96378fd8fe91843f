//! Running cargo-mutants over one crate: quickly over all its mutants, or thoroughly over some that the quick tests did not notice. Builds in a folder of its own, so that no broken crate is ever taken for a good one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Judged;
use super::found::Found;
use crate::process::{cargo, pass_through, root, spelled, target};
use crate::tools;

/// Pinned: what counts as a mutant differs from version to version.
const VERSION: &str = "27.1.0";

/// How often a property is tried in the quick run: most mutants fall at once.
const FEW_CASES: &str = "60";

/// Tries a crate's mutants quickly, with few cases of each property; until an instant, if one is set.
///
/// # Errors
/// When cargo-mutants cannot be installed or run, or no mutant was tried.
pub(super) fn try_out(one: &Judged, shard: Option<&str>, until: Option<Instant>) -> Result<Found> {
    let program = install()?;
    let quick = folder(one).join("quick");
    let mut command = mutants(&program, one, &quick)?;
    command.env("PROPTEST_CASES", FEW_CASES);
    // On a busy machine tests may stand still for a while; only what goes round for ever is a time-out.
    command.args(["--minimum-test-timeout", "60"]);
    if let Some(shard) = shard {
        command.args(["--sharding", "round-robin", "--shard", shard]);
    }
    if until.is_some() {
        // Whenever it ends, what was tried is a fair sample.
        command.arg("--shuffle");
    }
    run(&mut command, until)?;
    let found = Found::read(&quick);
    if found.judged() == 0 {
        bail!("no mutant was tried; the log is in `{}`", quick.display());
    }
    Ok(found)
}

/// Tries some of a crate's mutants again, with every property at its full number of cases.
///
/// # Errors
/// When cargo-mutants cannot be run.
pub(super) fn try_again(one: &Judged, names: &[String]) -> Result<Found> {
    let full = folder(one).join("full");
    let mut command = mutants(&install()?, one, &full)?;
    // The first run began with the tests of what is not broken.
    command.args(["--baseline", "skip", "--timeout", "300"]);
    for name in names {
        command.arg("--re").arg(format!("^{}$", escaped(name)));
    }
    run(&mut command, None)?;
    Ok(Found::read(&full))
}

fn folder(one: &Judged) -> PathBuf {
    target().join("mutants").join(one.folder)
}

/// cargo-mutants over one crate, in a folder that is empty before.
fn mutants(program: &Path, one: &Judged, output: &Path) -> Result<Command> {
    if output.exists() {
        fs::remove_dir_all(output)?;
    }
    fs::create_dir_all(output)?;
    let mut command = Command::new(program);
    command
        .current_dir(root())
        .env("CARGO_TARGET_DIR", target().join("mutants").join("build"))
        .env("CARGO_PROFILE_DEV_DEBUG", "false")
        .env("CARGO_PROFILE_TEST_DEBUG", "false")
        // A property that fails need not find its smallest world.
        .env("PROPTEST_MAX_SHRINK_ITERS", "0")
        .args(["mutants", "--colors", "never", "--package"])
        .arg(format!("lagom-{}", one.folder))
        .args(["--cargo-arg=--lib", "--cargo-arg=--test", "--cargo-arg"])
        .arg(one.tests)
        .arg("--output")
        .arg(output);
    Ok(command)
}

/// A name as a regular expression that means nothing but it.
fn escaped(name: &str) -> String {
    let mut escaped = String::new();
    for letter in name.chars() {
        if r"\.+*?()|[]{}^$#&-~".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// Runs it to its end, or ends it when its time is up: what it found until then counts.
fn run(command: &mut Command, until: Option<Instant>) -> Result<()> {
    println!("$ {}", spelled(command));
    let mut child = command.spawn().context("cargo-mutants did not start")?;
    wait(&mut child, until)
}

fn wait(child: &mut Child, until: Option<Instant>) -> Result<()> {
    loop {
        if child.try_wait()?.is_some() {
            return Ok(());
        }
        if until.is_some_and(|until| Instant::now() >= until) {
            // The interrupt lets it end its own children and remove its copy of the tree.
            let id = child.id().to_string();
            pass_through(Command::new("kill").args(["-INT", &id]))?;
            child.wait()?;
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

fn install() -> Result<PathBuf> {
    let folder = tools::folder().join("cargo-mutants");
    let program = folder.join("bin/cargo-mutants");
    let stamp = folder.join("lagom-version");
    if program.is_file() && fs::read_to_string(&stamp).is_ok_and(|there| there == VERSION) {
        return Ok(program);
    }
    let mut install = cargo(["install", "cargo-mutants", "--locked", "--version", VERSION]);
    install.arg("--root").arg(&folder);
    pass_through(&mut install)?;
    fs::write(stamp, VERSION)?;
    Ok(program)
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_name_is_a_pattern_of_itself_only() {
        assert_eq!(
            escaped("src/a.rs:1:2: replace || with && in <impl Ord for A<'_>>::cmp"),
            r"src/a\.rs:1:2: replace \|\| with \&\& in <impl Ord for A<'_>>::cmp"
        );
    }
}
