//! `cargo xtask bench plan`: how fast a tick plans a release of a publication with a million subscribers, on both backends,
//! with 40 in a hundred due and with all. Fixture and planning are the example `planning` of the package in `tests/`.
//! Never sends anything, and counts the memory of the process that plans, not of a database server.

mod planner;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use self::planner::{Planned, Planner};
use super::Figures;
use crate::postgres::Cluster;
use crate::process::target;

pub(super) const WHAT: &str = "planning a release for 1,000,000 subscribers, 40 % and all of them due [--subscribers N] [--backend sqlite|postgres]";

struct Options {
    subscribers: u32,
    backends: Vec<&'static str>,
}

/// What is measured of one backend: the share that is due, in a hundred, and the figure it makes.
const SHARES: [(u32, &str, &str); 2] = [
    (40, "sqlite_40_per_s", "postgres_40_per_s"),
    (100, "sqlite_all_per_s", "postgres_all_per_s"),
];

/// Runs the benchmark.
///
/// # Errors
/// When a part cannot be started, or not everybody who was due got a letter planned.
pub(super) fn run(words: &[&str]) -> Result<Figures> {
    let options = options(words)?;
    let folder = Folder::make()?;
    let planner = Planner::build(folder.0.clone())?;
    let mut figures = Figures::new();
    for backend in &options.backends {
        for (due, sqlite, postgres) in SHARES {
            let key = if *backend == "sqlite" {
                sqlite
            } else {
                postgres
            };
            let small = one(&planner, backend, (options.subscribers / 10).max(1), due)?;
            let whole = one(&planner, backend, options.subscribers, due)?;
            eprintln!("{backend}, {due} % due: {small:?}, {whole:?}");
            figures.insert(key, whole.per_second());
            raise(&mut figures, "peak_rss_mb", whole.peak_mb);
            raise(
                &mut figures,
                "linearity",
                small.per_second() / whole.per_second(),
            );
        }
    }
    Ok(figures)
}

/// Fills a database of its own and plans in it.
fn one(planner: &Planner, backend: &str, subscribers: u32, due: u32) -> Result<Planned> {
    let cluster = (backend == "postgres").then(Cluster::start).transpose()?;
    let planned = match &cluster {
        Some(cluster) => planner.measure(&cluster.url(), subscribers, due),
        None => planner.measure_file(subscribers, due),
    };
    planned.with_context(|| format!("{backend}, {subscribers} subscribers, {due} % due"))
}

/// Keeps the worst of a figure that is worse when higher.
fn raise(figures: &mut Figures, key: &'static str, value: f64) {
    let worst = figures.entry(key).or_insert(value);
    *worst = worst.max(value);
}

fn options(words: &[&str]) -> Result<Options> {
    let mut options = Options {
        subscribers: 1_000_000,
        backends: vec!["sqlite", "postgres"],
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
                options.backends = vec!["sqlite"];
                rest
            }
            ["--backend", "postgres", rest @ ..] => {
                options.backends = vec!["postgres"];
                rest
            }
            [word, ..] => bail!(
                "`{word}` is not understood; options are `--subscribers N` and `--backend sqlite|postgres`"
            ),
        };
    }
}

/// The benchmark's folder, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn make() -> Result<Self> {
        let name = format!("lagom-bench-plan-{}", std::process::id());
        let path = target().join("tmp").join(name);
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

    #[test]
    fn the_worst_is_kept() {
        let mut figures = Figures::new();
        for value in [1.05, 1.2, 0.9] {
            raise(&mut figures, "linearity", value);
        }
        assert_eq!(figures, Figures::from([("linearity", 1.2)]));
    }

    #[test]
    fn options_are_read_and_a_wrong_one_is_named() {
        let read = options(&["--subscribers", "500", "--backend", "postgres"]).unwrap();
        assert_eq!((read.subscribers, read.backends), (500, vec!["postgres"]));
        let wrong = options(&["--fast"]).err().unwrap();
        assert!(wrong.to_string().contains("`--fast`"));
    }
}
