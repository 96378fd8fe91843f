//! `cargo xtask bench tick`: one issue to 100,000 subscribers, from the release binary into `smtp-sink`, on both backends.
//! Figures are the worse of the two. Never measures import or planning apart from the tick that contains it.

mod product;
mod sample;
mod sink;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use self::product::{Installation, Tick};
use self::sink::Sink;
use super::Figures;
use crate::postgres::Cluster;
use crate::process::target;

pub(super) const WHAT: &str = "one issue to 100,000 subscribers into smtp-sink, the worse of both backends [--subscribers N] [--backend sqlite|postgres]";

struct Options {
    subscribers: u32,
    backends: Vec<Backend>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Backend {
    Sqlite,
    Postgres,
}

/// Runs the benchmark.
///
/// # Errors
/// When a part cannot be started, the product fails, or not every subscriber's letter was accepted.
pub(super) fn run(words: &[&str]) -> Result<Figures> {
    let options = options(words)?;
    let lagom = product::build()?;
    let folder = Folder::make()?;
    let people = folder.0.join("people.csv");
    fs::write(&people, sample::people(options.subscribers))?;
    let letter = folder.0.join("letter.md");
    fs::write(&letter, sample::letter())?;

    let mut worst: Option<Figures> = None;
    for backend in &options.backends {
        let home = folder.0.join(format!("{backend:?}").to_lowercase());
        let figures = one(
            &lagom,
            *backend,
            &home,
            &people,
            &letter,
            options.subscribers,
        )
        .with_context(|| format!("backend {backend:?}"))?;
        eprintln!("{backend:?}: {figures:?}");
        worst = Some(worst.map_or_else(|| figures.clone(), |before| worse(&before, &figures)));
    }
    worst.context("no backend was chosen")
}

fn options(words: &[&str]) -> Result<Options> {
    let mut options = Options {
        subscribers: 100_000,
        backends: vec![Backend::Sqlite, Backend::Postgres],
    };
    let mut rest = words;
    loop {
        rest = match rest {
            [] => return Ok(options),
            ["--subscribers", number, rest @ ..] => {
                options.subscribers = number
                    .parse()
                    .with_context(|| format!("`{number}` is not a number of subscribers"))?;
                rest
            }
            ["--backend", "sqlite", rest @ ..] => {
                options.backends = vec![Backend::Sqlite];
                rest
            }
            ["--backend", "postgres", rest @ ..] => {
                options.backends = vec![Backend::Postgres];
                rest
            }
            [word, ..] => bail!(
                "`{word}` is not understood; options are `--subscribers N` and `--backend sqlite|postgres`"
            ),
        };
    }
}

fn one(
    lagom: &Path,
    backend: Backend,
    home: &Path,
    people: &Path,
    letter: &Path,
    subscribers: u32,
) -> Result<Figures> {
    let cluster = (backend == Backend::Postgres)
        .then(Cluster::start)
        .transpose()?;
    let sink = Sink::start(home.parent().unwrap_or(home))?;
    let installation =
        Installation::new(lagom, home, cluster.as_ref().map(Cluster::url), sink.port())?;
    installation.fill(people, letter)?;
    let tick = installation.tick()?;
    let received = sink.stop()?;
    if tick.messages != u64::from(subscribers)
        || received.is_some_and(|count| count != tick.messages)
    {
        bail!(
            "{subscribers} letters were due, the tick says {}, smtp-sink received {received:?}",
            tick.messages
        );
    }
    Ok(figures(&tick))
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
fn figures(tick: &Tick) -> Figures {
    let messages = tick.messages as f64;
    Figures::from([
        ("messages_per_s", messages / tick.wall.as_secs_f64()),
        ("peak_rss_mb", tick.peak_mb),
        (
            "statements_per_1000",
            tick.statements as f64 * 1000.0 / messages.max(1.0),
        ),
    ])
}

/// The worse of two in each figure: a rate is worse when lower, all else when higher.
fn worse(one: &Figures, other: &Figures) -> Figures {
    let pick = |key: &str, a: f64, b: f64| {
        if key.ends_with("_per_s") {
            a.min(b)
        } else {
            a.max(b)
        }
    };
    one.iter()
        .map(|(key, value)| {
            (
                *key,
                other
                    .get(key)
                    .map_or(*value, |second| pick(key, *value, *second)),
            )
        })
        .collect()
}

/// The benchmark's folder, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn make() -> Result<Self> {
        let path = target()
            .join("tmp")
            .join(format!("lagom-bench-tick-{}", std::process::id()));
        fs::create_dir_all(&path)
            .with_context(|| format!("`{}` cannot be made", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("`{}` could not be removed: {error}", self.0.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_worse_figure_counts() {
        let one = Figures::from([("messages_per_s", 900.0), ("peak_rss_mb", 100.0)]);
        let other = Figures::from([("messages_per_s", 1200.0), ("peak_rss_mb", 140.0)]);
        assert_eq!(
            worse(&one, &other),
            Figures::from([("messages_per_s", 900.0), ("peak_rss_mb", 140.0)])
        );
    }

    #[test]
    fn figures_from_a_tick() {
        let tick = Tick {
            messages: 2_000,
            statements: 300,
            wall: Duration::from_millis(500),
            peak_mb: 80.0,
        };
        let expected = [
            ("messages_per_s", 4_000.0),
            ("peak_rss_mb", 80.0),
            ("statements_per_1000", 150.0),
        ];
        assert_eq!(figures(&tick), Figures::from(expected));
    }

    #[test]
    fn options_are_read_and_a_wrong_one_is_named() {
        let read = options(&["--subscribers", "500", "--backend", "postgres"]).unwrap();
        assert_eq!(
            (read.subscribers, read.backends),
            (500, vec![Backend::Postgres])
        );
        assert!(
            options(&["--fast"])
                .err()
                .unwrap()
                .to_string()
                .contains("`--fast`")
        );
    }
}
