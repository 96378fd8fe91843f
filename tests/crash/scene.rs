//! The scene that every kill happens in: an installation with two letters that are due to thirty people, or with one letter and two
//! corrections, made once, and a copy of it with a recording server for each kill.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fmt::Write as _;

use lagom_catcher::{Action, Behaviour, Catcher, CatcherOptions, Step, When};
use lagom_model::PublicId;
use lagom_tests::house::{Backend, Finished, House};
use tokio::runtime::Runtime;

/// When the letters are due.
pub(crate) const NOW: &str = "2025-11-03T10:00:00Z";
/// When they were written, and the people imported.
const BEFORE: &str = "2025-11-01T10:00:00Z";

/// When letters went that are corrected, and when they were.
const WENT: &str = "2025-11-02T10:00:00Z";
const AFTER: &str = "2025-11-02T12:00:00Z";

/// Who reads only the letter of the north, who only the south's, who both in one message.
const NORTH: usize = 10;
const SOUTH: usize = 5;
const BOTH: usize = 15;
/// Messages whose last byte the server answers with "later": what was written is not yet sent.
const PUT_OFF: [u64; 4] = [3, 8, 13, 21];
/// Everybody.
pub(crate) const PEOPLE: usize = NORTH + SOUTH + BOTH;

/// An installation, ready for its tick.
pub(crate) struct Scene {
    house: House,
    /// What went before.
    past: BTreeSet<PublicId>,
}

/// A copy of it, with its own server.
pub(crate) struct Stage {
    pub(crate) house: House,
    /// Deliveries that went before, to another server.
    pub(crate) past: BTreeSet<PublicId>,
    pub(crate) catcher: Catcher,
    /// The catcher's sessions run on it.
    pub(crate) runtime: Runtime,
}

/// The n-th reader's address.
pub(crate) fn address(nth: usize) -> String {
    format!("reader{nth}@example.org")
}

impl Scene {
    /// Two letters are due; or, if what is in doubt is to be `resent`, one letter and corrections of two that went the day before.
    pub(crate) fn new(backend: Backend, resent: bool) -> Self {
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
        let issues = ["north", "south"].map(|publication| {
            let at = if resent { WENT } else { NOW };
            let issue = house.publish(BEFORE, publication, &letter(publication), at);
            (publication, issue)
        });
        let mut past = BTreeSet::new();
        if resent {
            house.tick(WENT);
            let went = house.outbox(WENT, "sent");
            let ids = went.iter().filter_map(|row| row["id"].as_str());
            past.extend(ids.filter_map(PublicId::parse));
            for (publication, issue) in issues {
                house.write("right.md", letter(publication).replace("Good", "Fine"));
                house.json_at(AFTER, &["issue", "correct", &issue, "right.md"]);
            }
            house.publish(AFTER, "south", &letter("sea"), NOW);
        }
        Self { house, past }
    }

    pub(crate) fn stage(&self) -> Stage {
        let runtime = Runtime::new().unwrap();
        let started = runtime.block_on(Catcher::start("127.0.0.1:0", CatcherOptions::default()));
        let catcher = started.unwrap();
        catcher.behave(PUT_OFF.iter().fold(Behaviour::friendly(), |relay, nth| {
            relay.on(
                Step::Dot,
                When::Nth(*nth),
                // Of this mailbox alone: a destination that puts off is sent less in real time, which a scene does not have.
                Action::reply(452, "4.2.2 later"),
            )
        }));
        let relay = format!("smtp://{}?tls=none", catcher.address());
        Stage {
            house: self.house.copy().to(&relay),
            past: self.past.clone(),
            catcher,
            runtime,
        }
    }
}

impl Stage {
    /// One tick, told something about its points.
    pub(crate) fn tick_with(&self, now: &str, variable: &str, value: &OsStr) -> Finished {
        let mut command = self.house.command(["--json", "tick", "--now", now]);
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
