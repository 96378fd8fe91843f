//! `cargo xtask mutants`: breaks the policy and the scheduler on purpose, one small change at a time, and counts how many of
//! the changes a test notices. Never touches the working tree: cargo-mutants works in a copy.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process::{cargo, pass_through, root, spelled, target};
use crate::tools;

/// Pinned: what counts as a mutant differs from version to version.
const VERSION: &str = "27.1.0";

/// The crates that are judged, each by its own tests and those of the crates that drive it.
const JUDGED: [&str; 2] = ["lagom-policy", "lagom-scheduler"];

/// What must be noticed, in percent of the mutants that compile.
const WANTED: f64 = 90.0;

/// What one run found, a mutant a line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// A test failed: noticed.
    caught: usize,
    /// The tests did not end: noticed.
    timeout: usize,
    /// It did not compile: says nothing.
    unviable: usize,
    /// No test noticed.
    missed: Vec<String>,
}

impl Found {
    fn read(folder: &Path) -> Self {
        let lines = |name: &str| -> Vec<String> {
            let text = fs::read_to_string(folder.join(name)).unwrap_or_default();
            text.lines().map(str::to_owned).collect()
        };
        Self {
            caught: lines("caught.txt").len(),
            timeout: lines("timeout.txt").len(),
            unviable: lines("unviable.txt").len(),
            missed: lines("missed.txt"),
        }
    }

    fn judged(&self) -> usize {
        self.caught + self.timeout + self.missed.len()
    }

    /// How many were noticed, in percent.
    #[expect(clippy::cast_precision_loss, reason = "counts of some hundreds")]
    pub(crate) fn killed(&self) -> f64 {
        let noticed = self.caught + self.timeout;
        100.0 * noticed as f64 / self.judged().max(1) as f64
    }
}

/// `--shard K/N` takes every N-th mutant from the K-th on, `--minutes M` stops after M minutes and judges what was tried.
///
/// # Errors
/// When cargo-mutants cannot be installed or run, or no mutant was tried.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (mut shard, mut minutes) = (None, None);
    let mut rest = words.as_slice();
    while let [name, value, more @ ..] = rest {
        match *name {
            "--shard" => shard = Some(*value),
            "--minutes" => minutes = Some(value.parse().context("`--minutes` takes a number")?),
            other => bail!("`cargo xtask mutants` does not know `{other}`"),
        }
        rest = more;
    }
    if let [left] = rest {
        bail!("`{left}` lacks its value, or is not known");
    }
    let found = sample(shard, minutes)?;
    Ok(if found.killed() >= WANTED {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Tries a sample, prints what survived, and returns what was found.
///
/// # Errors
/// As [`run`].
pub(crate) fn sample(shard: Option<&str>, minutes: Option<u64>) -> Result<Found> {
    let program = install()?;
    let out = target().join("mutants");
    fs::create_dir_all(&out)?;
    let mut command = Command::new(program);
    command
        .current_dir(root())
        .args(["mutants", "--no-shuffle", "--colors", "never", "--output"])
        .arg(&out);
    for package in JUDGED {
        command.args(["--package", package]);
    }
    if let Some(shard) = shard {
        command.args(["--shard", shard]);
    }
    println!("$ {}", spelled(&command));
    let began = Instant::now();
    let mut child = command.spawn().context("cargo-mutants did not start")?;
    wait(
        &mut child,
        began,
        minutes.map(|it| Duration::from_secs(60 * it)),
    )?;
    let found = Found::read(&out.join("mutants.out"));
    if found.judged() == 0 {
        bail!("no mutant was tried; the log is in `target/mutants`");
    }
    for missed in &found.missed {
        println!("survived: {missed}");
    }
    println!(
        "{} of {} mutants noticed ({:.1} %); {} did not compile",
        found.caught + found.timeout,
        found.judged(),
        found.killed(),
        found.unviable
    );
    Ok(found)
}

/// Waits for the end, or ends the run when its time is up: what it found until then counts.
fn wait(child: &mut Child, began: Instant, limit: Option<Duration>) -> Result<()> {
    loop {
        if child.try_wait()?.is_some() {
            return Ok(());
        }
        if limit.is_some_and(|limit| began.elapsed() >= limit) {
            // The interrupt lets it end its own children and remove its copy of the tree.
            let id = child.id().to_string();
            pass_through(Command::new("kill").args(["-INT", &id]))?;
            child.wait()?;
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

fn install() -> Result<std::path::PathBuf> {
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
    use super::*;

    #[test]
    fn only_mutants_that_compile_are_judged() {
        let found = Found {
            caught: 8,
            timeout: 1,
            unviable: 20,
            missed: vec!["one".to_owned()],
        };
        assert_eq!(found.judged(), 10);
        assert!((found.killed() - 90.0).abs() < 1e-9);
        assert!(Found::default().killed() < WANTED);
    }

    #[test]
    fn a_word_that_is_not_known_is_named() {
        let error = run(&["--fast".into(), "1".into()]).unwrap_err();
        assert!(error.to_string().contains("`--fast`"), "{error}");
        let error = run(&["--shard".into()]).unwrap_err();
        assert!(error.to_string().contains("`--shard`"), "{error}");
    }
}
