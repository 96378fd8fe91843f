//! `cargo xtask bench plan`: how fast a tick plans a release of a publication with a million subscribers, on both backends,
//! with 40 in a hundred due and with all. Fixture and planning are the example `planning` of the package in `tests/`.
//! Never sends anything, and counts the memory of the process that plans, not of a database server.

mod planner;

use anyhow::{Context, Result};

use self::planner::{Planned, Planner};
use super::Figures;
use super::folder::Folder;
use super::scale::{Backend, Scale};
use crate::postgres::Cluster;

pub(super) const WHAT: &str = "planning a release for 1,000,000 subscribers, 40 % and all of them due [--subscribers N] [--backend sqlite|postgres]";

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
    let scale = Scale::read(words, 1_000_000)?;
    let folder = Folder::make("plan")?;
    let planner = Planner::build(folder.path().to_owned())?;
    let mut figures = Figures::new();
    for backend in &scale.backends {
        for (due, sqlite, postgres) in SHARES {
            let key = match backend {
                Backend::Sqlite => sqlite,
                Backend::Postgres => postgres,
            };
            let small = one(&planner, *backend, (scale.subscribers / 10).max(1), due)?;
            let whole = one(&planner, *backend, scale.subscribers, due)?;
            eprintln!("{backend:?}, {due} % due: {small:?}, {whole:?}");
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
fn one(planner: &Planner, backend: Backend, subscribers: u32, due: u32) -> Result<Planned> {
    let cluster = (backend == Backend::Postgres)
        .then(Cluster::start)
        .transpose()?;
    let planned = match &cluster {
        Some(cluster) => planner.measure(&cluster.url(), subscribers, due),
        None => planner.measure_file(subscribers, due),
    };
    planned.with_context(|| format!("{backend:?}, {subscribers} subscribers, {due} % due"))
}

/// Keeps the worst of a figure that is worse when higher.
fn raise(figures: &mut Figures, key: &'static str, value: f64) {
    let worst = figures.entry(key).or_insert(value);
    *worst = worst.max(value);
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
}
