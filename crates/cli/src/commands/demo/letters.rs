//! What the two newsletters of the demonstration say: twelve letters each, and the events that they
//! list again until they are over. It never sends anything.

use super::calendar::{day, monday};
use chrono::{Days, NaiveDate};
use std::fmt::Write as _;

/// The key of "Fjord & Field".
pub(super) const FJORD: &str = "fjord-and-field";
/// The key of "The Tool Shed".
pub(super) const SHED: &str = "tool-shed";

/// Both, in the order of the week.
pub(super) const NEWSLETTERS: [&str; 2] = [FJORD, SHED];

const FJORD_LETTERS: [&str; 12] = [
    include_str!("../../../demo/fjord-and-field/01.md"),
    include_str!("../../../demo/fjord-and-field/02.md"),
    include_str!("../../../demo/fjord-and-field/03.md"),
    include_str!("../../../demo/fjord-and-field/04.md"),
    include_str!("../../../demo/fjord-and-field/05.md"),
    include_str!("../../../demo/fjord-and-field/06.md"),
    include_str!("../../../demo/fjord-and-field/07.md"),
    include_str!("../../../demo/fjord-and-field/08.md"),
    include_str!("../../../demo/fjord-and-field/09.md"),
    include_str!("../../../demo/fjord-and-field/10.md"),
    include_str!("../../../demo/fjord-and-field/11.md"),
    include_str!("../../../demo/fjord-and-field/12.md"),
];

const SHED_LETTERS: [&str; 12] = [
    include_str!("../../../demo/tool-shed/01.md"),
    include_str!("../../../demo/tool-shed/02.md"),
    include_str!("../../../demo/tool-shed/03.md"),
    include_str!("../../../demo/tool-shed/04.md"),
    include_str!("../../../demo/tool-shed/05.md"),
    include_str!("../../../demo/tool-shed/06.md"),
    include_str!("../../../demo/tool-shed/07.md"),
    include_str!("../../../demo/tool-shed/08.md"),
    include_str!("../../../demo/tool-shed/09.md"),
    include_str!("../../../demo/tool-shed/10.md"),
    include_str!("../../../demo/tool-shed/11.md"),
    include_str!("../../../demo/tool-shed/12.md"),
];

/// A line each: the first week, counted from 0, whose letter lists it; its date in days from the first
/// Monday, with its time of day if it has one; the end of its page's address; where; what; and perhaps from which
/// week on it has another date and time, or is called off.
const FJORD_EVENTS: &str = include_str!("../../../demo/fjord-and-field/events.txt");
const SHED_EVENTS: &str = include_str!("../../../demo/tool-shed/events.txt");

/// An event that letters list from a week on until its day has come.
struct Event {
    listed_from: u32,
    when: When,
    slug: &'static str,
    place: &'static str,
    title: &'static str,
    /// From a week on: another day, or none at all.
    later: Option<(u32, Option<When>)>,
}

/// A date, with its time of day as it stands in a letter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct When {
    on: NaiveDate,
    time: Option<&'static str>,
}

impl When {
    fn read(cell: &'static str) -> Option<Self> {
        let mut words = cell.split(' ');
        Some(Self {
            on: day(words.next()?.parse().ok()?),
            time: words.next(),
        })
    }
}

impl Event {
    fn read(line: &'static str) -> Option<Self> {
        let mut cells = line.split('|').map(str::trim);
        Some(Self {
            listed_from: cells.next()?.parse().ok()?,
            when: When::read(cells.next()?)?,
            slug: cells.next()?,
            place: cells.next()?,
            title: cells.next()?,
            later: match cells.next() {
                None => None,
                Some(cell) => {
                    let (week, when) = cell.split_once(": ")?;
                    let when = match when {
                        "cancelled" => None,
                        when => Some(When::read(when)?),
                    };
                    Some((week.parse().ok()?, when))
                }
            },
        })
    }

    /// When it is as a week's letter says, and whether it is called off.
    fn in_week(&self, week: u32) -> (When, bool) {
        match self.later.filter(|(from, _)| *from <= week) {
            Some((_, Some(when))) => (when, false),
            Some((_, None)) => (self.when, true),
            None => (self.when, false),
        }
    }
}

/// The day of the week on which a newsletter's letters come out, in days after Monday.
pub(super) fn weekday_of(newsletter: &str) -> u64 {
    if newsletter == FJORD { 1 } else { 3 }
}

/// The letter of a week, counted from 0, as its author would hand it in.
pub(super) fn letter(newsletter: &str, week: u32) -> Option<String> {
    let (letters, events, home) = shelf(newsletter);
    let source = letters.get(usize::try_from(week).ok()?)?;
    let date = monday(week).checked_add_days(Days::new(weekday_of(newsletter)))?;
    Some(
        source
            .replace("{{date}}", &date.to_string())
            .replace("{{events}}", listed(events, home, week, date).trim_end()),
    )
}

/// The words with which a letter in full opens. A short one leaves its opening out.
pub(super) fn openings() -> impl Iterator<Item = String> {
    FJORD_LETTERS.iter().chain(&SHED_LETTERS).map(|letter| {
        let body = letter.split_once("\n\n").map_or(*letter, |(_, body)| body);
        let words: Vec<&str> = body.split_whitespace().take(5).collect();
        words.join(" ")
    })
}

/// Where the pages of all events begin, by which letters are searched for them.
pub(super) const EVENT_PAGES: &str = ".example/events/";

fn shelf(newsletter: &str) -> (&'static [&'static str], &'static str, &'static str) {
    if newsletter == FJORD {
        (&FJORD_LETTERS, FJORD_EVENTS, "fjordandfield.example")
    } else {
        (&SHED_LETTERS, SHED_EVENTS, "toolshed.example")
    }
}

fn listed(events: &'static str, home: &str, week: u32, date: NaiveDate) -> String {
    let mut coming: Vec<Event> = events.lines().filter_map(Event::read).collect();
    coming.retain(|event| event.listed_from <= week && event.in_week(week).0.on > date);
    coming.sort_by_key(|event| event.in_week(week).0);
    let mut list = String::new();
    for event in coming {
        let (place, title, slug) = (event.place, event.title, event.slug);
        let (When { on, time }, cancelled) = event.in_week(week);
        let time = time.map_or_else(String::new, |time| format!(" {time}"));
        let off = if cancelled { " | Cancelled" } else { "" };
        // Writing to a string cannot fail.
        let _ = writeln!(
            list,
            "- {on}{time} | {place}{off} | [{title}](https://{home}/events/{slug})"
        );
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::demo::calendar::WEEKS;
    use std::collections::BTreeSet;

    fn all() -> Vec<String> {
        let weeks = 0..WEEKS;
        let both = |week| NEWSLETTERS.map(|key| letter(key, week).unwrap());
        weeks.flat_map(both).collect()
    }

    #[test]
    fn every_week_has_two_letters_of_its_own_with_something_on() {
        let letters = all();
        let titles: BTreeSet<_> = letters.iter().map(|text| text.lines().next()).collect();
        assert_eq!(titles.len(), 24);
        for letter in &letters {
            assert!(!letter.contains("{{"), "{letter}");
            assert!(letter.matches(EVENT_PAGES).count() >= 2, "{letter}");
        }
    }

    #[test]
    fn every_event_can_be_read() {
        for line in FJORD_EVENTS.lines().chain(SHED_EVENTS.lines()) {
            assert!(Event::read(line).is_some(), "{line}");
        }
    }

    #[test]
    fn one_event_is_moved_and_one_is_called_off() {
        let line = |week, slug: &str| {
            let letter = letter(FJORD, week).unwrap();
            let mut lines = letter.lines().filter(|line| line.contains(slug));
            lines.next().unwrap_or_default().to_owned()
        };
        assert!(line(4, "/ice-talk").starts_with("- 2026-12-13 18:00 | "));
        assert!(line(5, "/ice-talk").starts_with("- 2026-12-15 18:30 | "));
        assert!(!line(7, "/sledge").contains("| Cancelled |"));
        assert!(line(8, "/sledge").contains("| Cancelled |"));
    }

    #[test]
    fn events_come_again_in_letters_that_follow_each_other_and_stop_in_time() {
        let solstice = |week| letter(FJORD, week).unwrap().contains("/events/solstice");
        let weeks: Vec<u32> = (0..WEEKS).filter(|week| solstice(*week)).collect();
        assert_eq!(weeks, [5, 6]);
    }

    #[test]
    fn every_opening_is_found_in_one_letter_only() {
        let letters = all();
        for opening in openings() {
            let found = letters.iter().filter(|text| text.contains(&opening));
            assert_eq!(found.count(), 1, "{opening}");
        }
    }
}
