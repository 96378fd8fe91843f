//! How the benchmark drives the example `planning`: one process fills a database, another plans in it and is watched.
//! Never reads the database itself: what was planned is what the example says.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::super::memory;
use crate::process::{cargo, quiet, spelled, target};

/// What planning did and used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Planned {
    pub(super) subscribers: u32,
    pub(super) letters: u64,
    pub(super) seconds: f64,
    pub(super) peak_mb: f64,
}

impl Planned {
    /// Subscribers of the publication a second, the ones that were not due among them.
    pub(super) fn per_second(self) -> f64 {
        f64::from(self.subscribers) / self.seconds
    }
}

/// The built example, and where its files go.
pub(super) struct Planner {
    program: PathBuf,
    folder: PathBuf,
}

impl Planner {
    /// Builds the example as it is released.
    ///
    /// # Errors
    /// When it cannot be built.
    pub(super) fn build(folder: PathBuf) -> Result<Self> {
        eprintln!("building the example `planning`");
        let words = [
            "build",
            "--release",
            "--package",
            "lagom-tests",
            "--example",
            "planning",
        ];
        if !cargo(words).status()?.success() {
            bail!("the release build failed");
        }
        let program = target().join("release/examples/planning");
        Ok(Self { program, folder })
    }

    /// Fills a SQLite file and plans in it. The file has a folder of its own, which goes with it: what stands beside a database
    /// remembers it, and would take the next one in its place for an old copy.
    pub(super) fn measure_file(&self, subscribers: u32, due: u32) -> Result<Planned> {
        let own = self.folder.join("database");
        fs::create_dir(&own)?;
        let file = own.join("planning.db");
        let planned = self.measure(&format!("sqlite://{}", file.display()), subscribers, due);
        fs::remove_dir_all(own)?;
        planned
    }

    /// Fills an empty database and plans in it.
    pub(super) fn measure(&self, url: &str, subscribers: u32, due: u32) -> Result<Planned> {
        let people = subscribers.to_string();
        quiet(Command::new(&self.program).args(["fill", url, &people, &due.to_string()]))?;
        let printed = self.folder.join("planned.out");
        let mut command = Command::new(&self.program);
        command
            .args(["plan", url, &people])
            .stdin(Stdio::null())
            .stdout(fs::File::create(&printed)?);
        let mut child = command
            .spawn()
            .with_context(|| format!("`{}` could not be started", spelled(&command)))?;
        let (status, peak_mb) = memory::watch(&mut child)?;
        let said = fs::read_to_string(&printed)?;
        if !status.success() {
            bail!("planning ended with {status}\n{said}");
        }
        read(&said, subscribers, peak_mb)
    }
}

fn read(said: &str, subscribers: u32, peak_mb: f64) -> Result<Planned> {
    let line = said.lines().last().unwrap_or_default();
    let summary: Value =
        serde_json::from_str(line).with_context(|| format!("the last line is not JSON: {line}"))?;
    let number = |key: &str| {
        summary
            .get(key)
            .with_context(|| format!("no `{key}`: {line}"))
    };
    Ok(Planned {
        subscribers,
        letters: number("letters")?
            .as_u64()
            .context("`letters` is no count")?,
        seconds: number("seconds")?
            .as_f64()
            .context("`seconds` is no number")?,
        peak_mb,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_example_says_is_read() {
        let said = "noise\n{\"letters\": 400, \"people\": 1000, \"seconds\": 0.5}\n";
        let planned = read(said, 1000, 80.0).unwrap();
        assert_eq!(planned.letters, 400);
        assert!((planned.per_second() - 2_000.0).abs() < 1e-9);
        assert!(read("nothing", 1, 1.0).is_err());
    }
}
