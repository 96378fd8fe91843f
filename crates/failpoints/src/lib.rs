//! Places where a process can be told to die as under `kill -9`: at once, with nothing flushed and nothing said. The crash
//! matrix (`cargo xtask crash`) is built on them.
//!
//! There are two kinds, each in the one function that touches the outside: before and after each statement of a database, and
//! before, in the middle of, and after each write to a socket. A product that is built without the feature `fail-points` of
//! the crates that use this one has none of them. It never decides by chance.
//!
//! | variable | means |
//! |---|---|
//! | `LAGOM_DIE_AT` | `POINT#N`: dies when that point is passed for the N-th time, counted from 1 |
//! | `LAGOM_POINTS_TO` | a file: each point that is passed is added to it, a line each |

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Where the point to die at is named.
pub const DIE_AT: &str = "LAGOM_DIE_AT";
/// Where the file of points is named.
pub const POINTS_TO: &str = "LAGOM_POINTS_TO";

/// When, seen from what is done at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Nothing of it is done.
    Before,
    /// Part of it is.
    Amid,
    /// All of it is, and nobody has heard of it.
    After,
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Before => "before",
            Self::Amid => "amid",
            Self::After => "after",
        })
    }
}

/// A point, and the time it is passed for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct End {
    point: String,
    nth: u32,
}

impl End {
    /// Reads `POINT#N`; a point alone is meant the first time.
    fn read(text: &str) -> Self {
        let split = text
            .rsplit_once('#')
            .and_then(|(point, nth)| Some((point, nth.parse().ok()?)));
        let (point, nth) = split.unwrap_or((text, 1));
        Self {
            point: point.to_owned(),
            nth,
        }
    }
}

/// What this process was told.
#[derive(Debug, Default)]
struct Orders {
    end: Option<End>,
    passed: AtomicU32,
    points: Option<Mutex<File>>,
}

impl Orders {
    fn of_the_environment() -> Self {
        let open = |path| OpenOptions::new().create(true).append(true).open(path).ok();
        Self {
            end: std::env::var(DIE_AT).ok().as_deref().map(End::read),
            passed: AtomicU32::new(0),
            points: std::env::var_os(POINTS_TO).and_then(open).map(Mutex::new),
        }
    }

    /// Whether the process ends here.
    fn ends_at(&self, point: &str) -> bool {
        let Some(end) = self.end.as_ref().filter(|end| end.point == point) else {
            return false;
        };
        self.passed.fetch_add(1, Ordering::SeqCst) + 1 == end.nth
    }
}

/// A point is passed: the process may end here, for ever.
///
/// `place` says what is done, as `sql/delivery.gate` or `wire/MAIL`.
pub fn pass(place: &str, moment: Moment) {
    static ORDERS: OnceLock<Orders> = OnceLock::new();
    let orders = ORDERS.get_or_init(Orders::of_the_environment);
    if orders.end.is_none() && orders.points.is_none() {
        return;
    }
    let point = format!("{place}/{moment}");
    if let Some(points) = &orders.points {
        let mut file = points.lock().unwrap_or_else(PoisonError::into_inner);
        // A list that cannot be written is found out by who reads it.
        let _ = file.write_all(format!("{point}\n").as_bytes());
    }
    if orders.ends_at(&point) {
        die();
    }
}

fn die() -> ! {
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    // Nobody comes back from SIGKILL; where it cannot be sent, this is the next best.
    std::process::abort()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nth_passing_of_the_named_point_is_the_end() {
        let orders = Orders {
            end: Some(End::read("sql/delivery.gate/before#3")),
            ..Orders::default()
        };
        let passes = [
            "sql/delivery.gate/before",
            "sql/delivery.gate/after",
            "sql/delivery.gate/before",
            "sql/delivery.gate/before",
            "sql/delivery.gate/before",
        ];
        let ends = passes.map(|point| orders.ends_at(point));
        assert_eq!(ends, [false, false, false, true, false]);
        assert!(!Orders::default().ends_at("sql/delivery.gate/before"));
    }

    #[test]
    fn a_point_without_a_number_is_meant_the_first_time() {
        let named = |nth| End {
            point: "wire/DATA/amid".to_owned(),
            nth,
        };
        assert_eq!(End::read("wire/DATA/amid"), named(1));
        assert_eq!(End::read("wire/DATA/amid#2"), named(2));
    }
}
