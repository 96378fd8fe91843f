//! `cargo xtask bench tick`: one issue to 100,000 subscribers, from the release binary into `smtp-sink`, on both backends.
//! Figures are the worse of the two. Never measures import or planning apart from the tick that contains it.

pub(super) mod product;
mod sample;
pub(super) mod sink;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use self::product::{Installation, Tick};
use self::sink::Sink;
use super::Figures;
use super::folder::Folder;
use super::scale::{Backend, Scale};
use crate::postgres::Cluster;

pub(super) const WHAT: &str = "one issue to 100,000 subscribers into smtp-sink, the worse of both backends [--subscribers N] [--backend sqlite|postgres]";

/// Runs the benchmark.
///
/// # Errors
/// When a part cannot be started, the product fails, or not every subscriber's letter was accepted.
pub(super) fn run(words: &[&str]) -> Result<Figures> {
    let scale = Scale::read(words, 100_000)?;
    let lagom = product::build()?;
    let folder = Folder::make("tick")?;
    let people = folder.path().join("people.csv");
    fs::write(&people, sample::people(scale.subscribers))?;
    let letter = folder.path().join("letter.md");
    fs::write(&letter, sample::letter())?;

    let mut worst: Option<Figures> = None;
    for backend in &scale.backends {
        let home = folder.path().join(format!("{backend:?}").to_lowercase());
        let figures = one(&lagom, *backend, &home, &people, &letter, scale.subscribers)
            .with_context(|| format!("backend {backend:?}"))?;
        eprintln!("{backend:?}: {figures:?}");
        worst = Some(worst.map_or_else(|| figures.clone(), |before| worse(&before, &figures)));
    }
    worst.context("no backend was chosen")
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
}
