//! The oracle of the main job. It reads only the CSV file, the letters with their schedule, the captures with the
//! harness's time, and the public pages that the letters link to; it shares no code with the product and knows SEMANTICS,
//! not the database. Whatever it finds is a broken promise.

mod anchors;
mod budget;
mod contents;
mod letters;
mod mails;
mod people;
mod summary;
mod tests;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, date};

pub(crate) use letters::Letter;
pub(crate) use mails::Capture;
pub(crate) use people::Person;
pub(crate) use summary::Summary;

/// What was promised, to whom, and what came out when.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) publications: Vec<Publication>,
    pub(crate) people: Vec<Person>,
    pub(crate) letters: Vec<Letter>,
    /// The heading of the list of events.
    pub(crate) events_heading: String,
    pub(crate) base_url: String,
    pub(crate) from: String,
    pub(crate) list_domain: String,
    /// Days and most letters in them.
    pub(crate) caps: Vec<(i64, usize)>,
    pub(crate) gap_hours: i64,
    /// First quiet hour, first open one.
    pub(crate) quiet: (i8, i8),
    /// First and last date of the season in which who said nothing gets the short form.
    pub(crate) season: (Date, Date),
    /// The days for which what a cap blocks may wait.
    pub(crate) deferral_days: i64,
    /// The first instant that was not simulated any more.
    pub(crate) end: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) struct Publication {
    pub(crate) key: String,
    pub(crate) name: String,
    /// Dates of events end in it.
    pub(crate) zone: jiff::tz::TimeZone,
}

/// A broken promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) rule: &'static str,
    pub(crate) who: String,
    pub(crate) what: String,
}

/// Public pages by path: the HTML.
pub(crate) type Pages = BTreeMap<String, String>;

impl World {
    /// Subscribers from a CSV file with a column `cadence:KEY` for each publication.
    pub(crate) fn subscribers(&mut self, csv: &str) {
        let keys: Vec<String> = self
            .publications
            .iter()
            .map(|one| one.key.clone())
            .collect();
        self.people = people::read(csv, &keys);
    }

    fn in_season(&self, date: Date) -> bool {
        (self.season.0..=self.season.1).contains(&date)
    }
}

/// How many sections and events each letter has, as the oracle reads them.
pub(crate) fn count(world: &World) -> Vec<(usize, usize)> {
    let mut interner = anchors::Interner::default();
    let letters = letters::read(&world.letters, &world.events_heading, &mut interner);
    let counts = letters
        .iter()
        .map(|letter| (letter.sections.len(), letter.events.len()));
    counts.collect()
}

/// The numbers of the product's policy.
pub(crate) fn product_rules() -> World {
    World {
        publications: Vec::new(),
        people: Vec::new(),
        letters: Vec::new(),
        events_heading: "Upcoming Events".to_owned(),
        base_url: "https://letters.example.org".to_owned(),
        from: "letters@example.org".to_owned(),
        list_domain: "example.org".to_owned(),
        caps: vec![(7, 2), (28, 6)],
        gap_hours: 20,
        quiet: (21, 8),
        season: (date(2025, 12, 20), date(2026, 1, 6)),
        deferral_days: 14,
        end: Timestamp::MAX,
    }
}

/// An oracle that is fed capture by capture, so that a year of mail need not be kept.
#[derive(Debug)]
pub(crate) struct Oracle {
    world: World,
    reader: mails::Reader,
    mails: BTreeMap<String, Vec<mails::Mail>>,
    count: usize,
}

impl Oracle {
    pub(crate) fn new(world: World) -> Self {
        Self {
            world,
            reader: mails::Reader::default(),
            mails: BTreeMap::new(),
            count: 0,
        }
    }

    /// Hears of a mail, in the order of arrival.
    pub(crate) fn hear(&mut self, capture: &Capture) {
        self.count += 1;
        if let Some(mail) = self.reader.read(&self.world, capture) {
            self.mails.entry(mail.to.clone()).or_default().push(mail);
        }
    }

    /// All public pages that the mails link to, as paths.
    pub(crate) fn pages(&self) -> Vec<String> {
        let parts = self.mails.values().flatten().flat_map(|mail| &mail.parts);
        let mut pages: Vec<String> = parts.flat_map(|part| part.pages.iter().cloned()).collect();
        pages.sort_unstable();
        pages.dedup();
        pages
    }

    /// The judgement.
    pub(crate) fn judge(mut self, pages: &Pages) -> (Vec<Finding>, Summary) {
        let letters = letters::read(
            &self.world.letters,
            &self.world.events_heading,
            &mut self.reader.interner,
        );
        let pages = contents::read_pages(pages, &mut self.reader.interner);
        let mut findings = std::mem::take(&mut self.reader.findings);
        let mut summary = Summary::of(&self.world, &letters, self.count);
        for person in &self.world.people {
            let mails = self.mails.remove(&person.address).unwrap_or_default();
            let case = contents::Case {
                world: &self.world,
                letters: &letters,
                pages: &pages,
                interner: &self.reader.interner,
                person,
                mails: &mails,
            };
            budget::check(&self.world, person, &mails, &mut findings);
            contents::check(&case, &mut findings, &mut summary);
            summary.add(&self.world, person, &mails);
        }
        for (stranger, mails) in &self.mails {
            findings.push(Finding {
                rule: "stranger",
                who: stranger.clone(),
                what: format!("{} mails for somebody who is not in the file", mails.len()),
            });
        }
        (findings, summary)
    }
}
