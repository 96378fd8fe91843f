//! `cargo xtask mutants`: breaks the policy and the scheduler on purpose, one small change at a time, and counts how many of
//! the changes a test notices. Never touches the working tree: cargo-mutants works in a copy.

mod found;
mod survivors;
mod trial;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use survivors::Survivors;

/// A crate that is judged, by its own tests.
struct Judged {
    /// Its folder in `crates`.
    folder: &'static str,
    /// Its integration tests.
    tests: &'static str,
}

const JUDGED: [Judged; 2] = [
    Judged {
        folder: "scheduler",
        tests: "it",
    },
    Judged {
        folder: "policy",
        tests: "policy",
    },
];

/// What must be noticed, in percent of the mutants that compile.
const WANTED: f64 = 90.0;

/// What part of the mutants is tried.
#[derive(Debug, Default)]
struct Part<'a> {
    /// One crate only.
    folder: Option<&'a str>,
    /// `K/N`: every N-th mutant, from the K-th on.
    shard: Option<&'a str>,
    /// A random sample: as many as can be tried until then.
    until: Option<Instant>,
}

impl Part<'_> {
    const fn is_all(&self) -> bool {
        self.shard.is_none() && self.until.is_none()
    }
}

/// `--shard K/N` takes every N-th mutant from the K-th on, `--minutes M` a random sample, as large as M minutes allow;
/// `--crate policy` or `--crate scheduler` one of the two.
///
/// # Errors
/// When cargo-mutants cannot be installed or run, or no mutant was tried. Mutants that survive are an exit code.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut part = Part::default();
    let mut rest = words.as_slice();
    while let [name, value, more @ ..] = rest {
        match *name {
            "--shard" => part.shard = Some(*value),
            "--minutes" => {
                let minutes: u64 = value.parse().context("`--minutes` takes a number")?;
                part.until = Some(Instant::now() + Duration::from_secs(60 * minutes));
            }
            "--crate" => part.folder = Some(*value),
            other => bail!("`cargo xtask mutants` does not know `{other}`"),
        }
        rest = more;
    }
    if let [left] = rest {
        bail!("`{left}` lacks its value, or is not known");
    }
    let chosen = |one: &&Judged| part.folder.is_none_or(|folder| folder == one.folder);
    let chosen: Vec<&Judged> = JUDGED.iter().filter(chosen).collect();
    if chosen.is_empty() {
        bail!("`--crate` takes one of {:?}", JUDGED.map(|one| one.folder));
    }
    let mut good = true;
    let mut left = chosen.len();
    for one in chosen {
        good &= judge(one, &part, left)?;
        left -= 1;
    }
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Tries one crate's mutants, with its share of the time left, and says what came of it. Whether that is good enough.
fn judge(one: &Judged, part: &Part<'_>, crates_left: usize) -> Result<bool> {
    let share = part.until.map(|until| {
        let left = until.saturating_duration_since(Instant::now());
        Instant::now() + left / u32::try_from(crates_left).unwrap_or(1).max(1)
    });
    let listed = Survivors::listed(one.folder)?;
    let mut found = trial::try_out(one, part.shard, share)?;
    let unlisted = listed.unlisted(&found.missed);
    if !unlisted.is_empty() {
        found = found.after(&unlisted, trial::try_again(one, &unlisted)?);
    }
    let new = listed.unlisted(&found.missed);
    for name in &new {
        println!("survived, and is not listed: {name}");
    }
    if part.is_all() {
        for name in listed.stale(&found.missed) {
            println!("listed, but noticed or gone: {name}");
        }
    }
    println!("{}: {found}", one.folder);
    if !new.is_empty() {
        println!(
            "write a test that notices it, or say in `{}` why none can",
            survivors::file(one.folder)
        );
    }
    Ok(new.is_empty() && found.noticed_percent() >= WANTED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_not_known_is_named() {
        let said = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
            run(&words).unwrap_err().to_string()
        };
        assert!(said(&["--fast", "1"]).contains("`--fast`"));
        assert!(said(&["--shard"]).contains("`--shard`"));
        assert!(said(&["--crate", "web"]).contains("policy"));
        assert!(said(&["--minutes", "ten"]).contains("`--minutes`"));
    }
}
