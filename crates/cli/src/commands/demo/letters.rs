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

/// An event that letters list from a week on until its day has come.
struct Event {
    slug: &'static str,
    title: &'static str,
    place: &'static str,
    /// The first week, counted from 0, whose letter lists it.
    listed_from: u32,
    /// Its date, in days from the first Monday.
    on_day: i64,
}

const fn event(
    slug: &'static str,
    title: &'static str,
    place: &'static str,
    listed_from: u32,
    on_day: i64,
) -> Event {
    Event {
        slug,
        title,
        place,
        listed_from,
        on_day,
    }
}

const FJORD_EVENTS: &[Event] = &[
    event(
        "seal-count",
        "The seal count, from the harbour wall",
        "Lisvik",
        0,
        12,
    ),
    event(
        "knitting-aloud",
        "Knitting aloud: bring wool and a ghost story",
        "The library, Lisvik",
        0,
        17,
    ),
    event(
        "bread-evening",
        "One evening, four breads",
        "The school kitchen, Lisvik",
        0,
        24,
    ),
    event(
        "starlight",
        "A walk by starlight, if there is any",
        "Åsen",
        1,
        20,
    ),
    event("smokehouse", "Open smokehouse", "Hornøy quay", 2, 33),
    event(
        "lamp-walk",
        "The lamp walk, together",
        "The quay, Lisvik",
        3,
        34,
    ),
    event(
        "winter-birds",
        "Winter birds for beginners",
        "Online, 19:00 Oslo time",
        3,
        38,
    ),
    event(
        "ice-talk",
        "How to read the ice, with Torhild and her drill",
        "Åsen",
        4,
        41,
    ),
    event(
        "gingerbread",
        "Gingerbread village: bring a house",
        "The school kitchen, Lisvik",
        4,
        44,
    ),
    event("solstice", "To meet the sun", "The split rock", 5, 49),
    event(
        "carols",
        "Carols on the ferry, both ways",
        "The ferry, 18:00",
        5,
        51,
    ),
    event("sledge", "Full-moon sledging", "Bjørnstølen", 7, 60),
    event(
        "notebook",
        "Begin a notebook: an hour of writing",
        "Online, 19:00 Oslo time",
        7,
        65,
    ),
    event(
        "tracks",
        "Tracks before sunrise",
        "The sawmill, Lisvik",
        8,
        69,
    ),
    event(
        "owl-evening",
        "An evening with the owl (quietly)",
        "The church, Lisvik",
        9,
        75,
    ),
    event("skating", "Skating with music", "Åsen", 9, 76),
    event("seeds", "Seed swap", "The library, Lisvik", 10, 82),
    event(
        "ridge-lunch",
        "Lunch on the postman's stone",
        "Hornet",
        10,
        83,
    ),
    event(
        "boats",
        "Tar, oakum and other smells: boats in spring",
        "Hornøy quay",
        11,
        96,
    ),
];

const SHED_EVENTS: &[Event] = &[
    event("sharpening-1", "Bring your worst knife", "The shed", 0, 13),
    event(
        "mending-circle",
        "Mending circle: socks, elbows, pride",
        "Ashby village hall",
        0,
        18,
    ),
    event("dovetail", "Your first dovetail", "The shed", 0, 26),
    event("soap-finish", "Soap on wood, a morning", "The shed", 1, 27),
    event(
        "repair-cafe-nov",
        "Repair café",
        "Ashby village hall",
        2,
        27,
    ),
    event(
        "bicycle-hour",
        "The winter bicycle hour",
        "Online, 19:00 London time",
        2,
        31,
    ),
    event(
        "hide-glue",
        "Hide glue and what it forgives",
        "The shed",
        3,
        40,
    ),
    event(
        "sharpening-2",
        "Ten minutes, one stone",
        "Online, 19:00 London time",
        4,
        45,
    ),
    event(
        "presents",
        "Make a darning kit to give away",
        "Ashby village hall",
        4,
        47,
    ),
    event(
        "repair-cafe-dec",
        "Repair café, with mince pies",
        "Ashby village hall",
        5,
        48,
    ),
    event(
        "stairs",
        "Under the stairs: a house call",
        "Online, 19:00 London time",
        6,
        58,
    ),
    event("inventory", "The great drawer", "The shed", 7, 62),
    event(
        "chairs-1",
        "Chairs, part one: taking apart",
        "The shed",
        8,
        69,
    ),
    event("solder", "Solder without fear", "Ashby village hall", 8, 74),
    event(
        "repair-cafe-jan",
        "Repair café",
        "Ashby village hall",
        9,
        76,
    ),
    event(
        "chairs-2",
        "Chairs, part two: together again",
        "The shed",
        9,
        83,
    ),
    event(
        "flea-market",
        "To the flea market, with a torch",
        "Ashby station, 06:40",
        10,
        82,
    ),
    event("plane", "One old plane each", "The shed", 10, 90),
    event("spoons", "Spoons from the hedge", "The shed", 11, 97),
];

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

fn shelf(newsletter: &str) -> (&'static [&'static str], &'static [Event], &'static str) {
    if newsletter == FJORD {
        (&FJORD_LETTERS, FJORD_EVENTS, "fjordandfield.example")
    } else {
        (&SHED_LETTERS, SHED_EVENTS, "toolshed.example")
    }
}

fn listed(events: &[Event], home: &str, week: u32, date: NaiveDate) -> String {
    let mut list = String::new();
    for event in events {
        let on = day(event.on_day);
        if event.listed_from <= week && on > date {
            let (title, place, slug) = (event.title, event.place, event.slug);
            // Writing to a string cannot fail.
            let _ = writeln!(
                list,
                "- {on} | {place} | [{title}](https://{home}/events/{slug})"
            );
        }
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
