//! How the benchmark drives the product: all that it assumes about the command line and the configuration is here.
//! Never looks inside: it reads exit codes and the JSON summary that `--json` prints last.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::super::memory;
use crate::process::{cargo, quiet, spelled, target};

/// The issue goes out at a fixed instant, later than any real clock of today, so that the product never sees time run backwards.
const SCHEDULED: &str = "2031-03-04T09:00:00Z";
/// An hour later: past the minutes of grace.
const NOW: &str = "2031-03-04T10:00:00Z";

/// Builds the release binary and says where it is.
pub(in crate::bench) fn build() -> Result<PathBuf> {
    eprintln!("building the release binary");
    let status = cargo([
        "build",
        "--release",
        "--package",
        "lagom-cli",
        "--bin",
        "lagom",
    ])
    .status()?;
    if !status.success() {
        bail!("the release build failed");
    }
    Ok(target().join("release/lagom"))
}

/// What one tick did and used.
pub(in crate::bench) struct Tick {
    pub(in crate::bench) messages: u64,
    pub(in crate::bench) statements: u64,
    pub(in crate::bench) wall: Duration,
    pub(in crate::bench) peak_mb: f64,
}

/// A fresh installation in its own folder.
pub(in crate::bench) struct Installation {
    lagom: PathBuf,
    home: PathBuf,
    settings: Vec<(&'static str, String)>,
}

impl Installation {
    /// `lagom init`, with the relay at this port, and this PostgreSQL or else the embedded database.
    pub(in crate::bench) fn new(
        lagom: &Path,
        home: &Path,
        postgres: Option<String>,
        relay: u16,
    ) -> Result<Self> {
        let mut settings = vec![("LAGOM__MAIL__RELAY", format!("smtp://127.0.0.1:{relay}"))];
        settings.extend(postgres.map(|url| ("LAGOM__DATABASE__URL", url)));
        let installation = Self {
            lagom: lagom.to_path_buf(),
            home: home.to_path_buf(),
            settings,
        };
        fs::create_dir_all(home)?;
        quiet(installation.command(&["init", "."]).current_dir(home))?;
        quiet(&mut installation.command(&["migrate"]))?;
        Ok(installation)
    }

    /// Imports the people and schedules the letter.
    pub(in crate::bench) fn fill(&self, people: &Path, letter: &Path) -> Result<()> {
        let began = Instant::now();
        quiet(self.command(&["import", "subscribers"]).arg(people))?;
        eprintln!("imported in {:.1} s", began.elapsed().as_secs_f64());
        let added = quiet(self.command(&["issue", "add", "--json"]).arg(letter))?;
        let issue = last_object(&added)?;
        let id = issue
            .get("id")
            .and_then(Value::as_str)
            .context("`lagom issue add --json` printed no `id`")?;
        quiet(&mut self.command(&["issue", "schedule", id, "--at", SCHEDULED]))?;
        Ok(())
    }

    /// One that is there already, perhaps copied: its database is the one in this folder, whatever its configuration says.
    pub(in crate::bench) fn at(lagom: &Path, home: &Path, relay: u16) -> Self {
        Self {
            lagom: lagom.to_path_buf(),
            home: home.to_path_buf(),
            settings: vec![
                ("LAGOM__MAIL__RELAY", format!("smtp://127.0.0.1:{relay}")),
                ("LAGOM__DATABASE__URL", "sqlite:lagom.db".to_owned()),
            ],
        }
    }

    /// Imports the people of `people.csv` and schedules an issue of each of two publications for the same instant.
    pub(in crate::bench) fn fill_both(&self, first: &str, second: &str) -> Result<()> {
        quiet(&mut self.command(&["import", "subscribers", "people.csv"]))?;
        self.add("weekly", first, SCHEDULED)?;
        self.add("second", second, SCHEDULED)
    }

    /// Schedules an issue of a publication.
    pub(in crate::bench) fn add(&self, publication: &str, text: &str, at: &str) -> Result<()> {
        let file = format!("{publication}.md");
        fs::write(self.home.join(&file), text)?;
        let words = [
            "issue",
            "add",
            "--json",
            "--publication",
            publication,
            &file,
        ];
        let added = quiet(&mut self.command(&words))?;
        let issue = last_object(&added)?;
        let id = issue.get("id").and_then(Value::as_str);
        let id = id.context("`lagom issue add --json` printed no `id`")?;
        quiet(&mut self.command(&["issue", "schedule", id, "--at", at]))?;
        Ok(())
    }

    /// The same with a setting more.
    pub(in crate::bench) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.settings.push((name, value.to_owned()));
        self
    }

    /// The tick, measured from start to end of the process.
    pub(in crate::bench) fn tick(&self) -> Result<Tick> {
        let (summary, used, wall) = self.run_tick(NOW)?;
        Ok(Tick {
            messages: count(&summary, "messages")?,
            statements: count(&summary, "statements")?,
            wall,
            peak_mb: used.peak_mb,
        })
    }

    /// A tick at an instant: the messages that it sent, what it used, and how long it took.
    pub(in crate::bench) fn tick_at(&self, now: &str) -> Result<(u64, memory::Used, Duration)> {
        let (summary, used, wall) = self.run_tick(now)?;
        Ok((count(&summary, "messages")?, used, wall))
    }

    fn run_tick(&self, now: &str) -> Result<(Value, memory::Used, Duration)> {
        let printed = self.home.join("tick.out");
        let mut command = self.command(&["tick", "--json", "--now", now]);
        command.stdout(fs::File::create(&printed)?);
        let began = Instant::now();
        let mut child = command
            .spawn()
            .with_context(|| format!("`{}` could not be started", spelled(&command)))?;
        let used = memory::watch_all(&mut child)?;
        let wall = began.elapsed();
        let said = fs::read_to_string(&printed)?;
        if !used.status.success() {
            let status = used.status;
            bail!("`{}` ended with {status}\n{said}", spelled(&command));
        }
        Ok((last_object(&said)?, used, wall))
    }

    pub(in crate::bench) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.lagom);
        command
            .args(words)
            .current_dir(&self.home)
            .envs(self.settings.iter().cloned())
            .stdin(Stdio::null());
        command
    }
}

/// A number of a tick's summary.
fn count(summary: &Value, key: &str) -> Result<u64> {
    summary
        .get(key)
        .and_then(Value::as_u64)
        .with_context(|| format!("the tick's summary has no `{key}`: {summary}"))
}

/// The last line that is not empty, as a JSON object.
fn last_object(text: &str) -> Result<Value> {
    let line = text
        .lines()
        .rfind(|line| !line.trim().is_empty())
        .context("nothing was printed")?;
    serde_json::from_str(line).with_context(|| format!("the last line is not JSON: {line}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_is_the_last_line() {
        let summary = last_object("working\n{\"messages\": 3, \"statements\": 1}\n\n").unwrap();
        assert_eq!(summary.get("messages").and_then(Value::as_u64), Some(3));
        assert!(
            last_object("no summary\n")
                .unwrap_err()
                .to_string()
                .contains("no summary")
        );
    }

    /// Stands in for the product: notes its arguments and prints what the commands of the design print.
    const STAND_IN: &str = r#"#!/bin/sh
echo "$LAGOM__MAIL__RELAY $*" >> calls
case "$1 $2" in
  "issue add") echo '{"id": "i7"}' ;;
  "tick --json") echo working; echo '{"messages": 12, "statements": 5}' ;;
esac
"#;

    #[test]
    fn the_product_is_driven_from_init_to_tick() {
        let folder = target().join(format!("tmp/xtask-stand-in-{}", std::process::id()));
        let home = folder.join("home");
        fs::create_dir_all(&home).unwrap();
        let lagom = folder.join("lagom");
        // Written by another process: a file that we hold open for writing while a test beside us forks cannot be run.
        let write = r#"printf %s "$1" > "$2" && chmod 755 "$2""#;
        quiet(
            Command::new("sh")
                .args(["-c", write, "sh", STAND_IN])
                .arg(&lagom),
        )
        .unwrap();

        let installation = Installation::new(&lagom, &home, None, 2525).unwrap();
        installation
            .fill(Path::new("people.csv"), Path::new("letter.md"))
            .unwrap();
        let tick = installation.tick().unwrap();
        let calls = fs::read_to_string(home.join("calls")).unwrap();
        fs::remove_dir_all(&folder).unwrap();

        assert_eq!((tick.messages, tick.statements), (12, 5));
        let expected = [
            "init .",
            "migrate",
            "import subscribers people.csv",
            "issue add --json letter.md",
            "issue schedule i7 --at 2031-03-04T09:00:00Z",
            "tick --json --now 2031-03-04T10:00:00Z",
        ];
        assert_eq!(
            calls,
            expected
                .map(|call| format!("smtp://127.0.0.1:2525 {call}\n"))
                .concat()
        );
    }
}
