//! The scene that every kill happens in: an installation with two letters that are due to thirty people, made once, and a
//! copy of it with a recording server for each kill.

use std::ffi::OsStr;
use std::fmt::Write as _;

use lagom_catcher::{Catcher, CatcherOptions};
use lagom_tests::house::{Backend, Finished, House};
use tokio::runtime::Runtime;

/// When the letters are due.
pub(crate) const NOW: &str = "2025-11-03T10:00:00Z";
/// When they were written, and the people imported.
const BEFORE: &str = "2025-11-01T10:00:00Z";

/// Who reads only the letter of the north, who only the south's, who both in one message.
const NORTH: usize = 10;
const SOUTH: usize = 5;
const BOTH: usize = 15;
/// Everybody.
pub(crate) const PEOPLE: usize = NORTH + SOUTH + BOTH;

/// An installation, ready for its tick.
pub(crate) struct Scene(House);

/// A copy of it, with its own server.
pub(crate) struct Stage {
    pub(crate) house: House,
    pub(crate) catcher: Catcher,
    /// The catcher's sessions run on it.
    pub(crate) runtime: Runtime,
}

/// The n-th reader's address.
pub(crate) fn address(nth: usize) -> String {
    format!("reader{nth}@example.org")
}

impl Scene {
    pub(crate) fn new(backend: Backend) -> Self {
        let house = House::new(backend, &["north", "south"]);
        let mut csv = "email,cadence:north,cadence:south\n".to_owned();
        for nth in 0..PEOPLE {
            let choices = if nth < NORTH {
                "every-issue,"
            } else if nth < NORTH + SOUTH {
                ",every-issue"
            } else {
                "every-issue,every-issue"
            };
            let _ = writeln!(csv, "{},{choices}", address(nth));
        }
        house.import(BEFORE, &csv);
        for publication in ["north", "south"] {
            house.publish(BEFORE, publication, &letter(publication), NOW);
        }
        Self(house)
    }

    pub(crate) fn stage(&self) -> Stage {
        let runtime = Runtime::new().unwrap();
        let started = runtime.block_on(Catcher::start("127.0.0.1:0", CatcherOptions::default()));
        let catcher = started.unwrap();
        let relay = format!("smtp://{}?tls=none", catcher.address());
        Stage {
            house: self.0.copy().to(&relay),
            catcher,
            runtime,
        }
    }
}

impl Stage {
    /// One tick when the letters are due, told something about its points.
    pub(crate) fn tick_with(&self, variable: &str, value: &OsStr) -> Finished {
        let mut command = self.house.command(["--json", "tick", "--now", NOW]);
        command.env(variable, value);
        Finished::of(command)
    }
}

fn letter(of: &str) -> String {
    format!(
        "Title: The {of}\nDate: 2025-12-01\n\nGood morning.\n\n## News\n\n[Snow in the {of}](https://news.example/{of}) is \
         what happened.\n\n## Upcoming Events\n\n* 2026-03-01 | Riga, LV | [**{of} fair**](https://events.example/{of})\n"
    )
}
