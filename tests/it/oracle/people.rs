//! The subscribers as the oracle reads them: the CSV file, and the calendar of each. Zones come from jiff directly.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::World;

/// Somebody of the CSV file.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) address: String,
    pub(crate) zone: TimeZone,
    /// What they chose for seasons; `None`: nothing.
    pub(crate) season: Option<Season>,
    /// Publication and cadence.
    pub(crate) lines: Vec<(usize, Cadence)>,
    pub(crate) weekday: Weekday,
    pub(crate) day: i8,
    pub(crate) time: jiff::civil::Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cadence {
    EveryIssue,
    Weekly,
    Fortnightly,
    Monthly,
    EventsOnly,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Season {
    Full,
    Short,
    Events,
    Nothing,
}

/// Reads the CSV file: `cadence:KEY` columns for the world's publications. Whoever gives no weekday, day or time has the
/// publications' own: Friday, the 1st, 09:00.
pub(crate) fn read(csv: &str, keys: &[String]) -> Vec<Person> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|title| title == name);
    let mut people = Vec::new();
    for record in reader.records() {
        let record = record.unwrap();
        let cell = |name: &str| {
            let cell = column(name).and_then(|at| record.get(at));
            cell.filter(|text| !text.is_empty())
        };
        let lines = keys.iter().enumerate().filter_map(|(nth, key)| {
            let cadence = cell(&format!("cadence:{key}"))?;
            Some((nth, cadence_of(cadence)))
        });
        people.push(Person {
            address: cell("email").unwrap().to_lowercase(),
            zone: TimeZone::get(cell("zone").unwrap_or("UTC")).unwrap(),
            season: cell("season").map(season_of),
            lines: lines.collect(),
            weekday: cell("weekday").map_or(Weekday::Friday, weekday_of),
            day: cell("day").map_or(1, |day| day.parse().unwrap()),
            time: cell("time").unwrap_or("09:00").parse().unwrap(),
        });
    }
    people
}

fn cadence_of(name: &str) -> Cadence {
    match name {
        "every-issue" => Cadence::EveryIssue,
        "weekly" => Cadence::Weekly,
        "fortnightly" => Cadence::Fortnightly,
        "monthly" => Cadence::Monthly,
        "events-only" => Cadence::EventsOnly,
        other => panic!("no cadence: {other}"),
    }
}

fn season_of(name: &str) -> Season {
    match name {
        "full" => Season::Full,
        "short" => Season::Short,
        "events" => Season::Events,
        "nothing" => Season::Nothing,
        other => panic!("no season's choice: {other}"),
    }
}

fn weekday_of(name: &str) -> Weekday {
    match name {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        other => panic!("no weekday: {other}"),
    }
}

impl Person {
    pub(crate) fn date(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }

    fn instant(&self, date: Date) -> Timestamp {
        let zoned = date.to_datetime(self.time).to_zoned(self.zone.clone());
        zoned.unwrap().timestamp()
    }

    /// The first slot of a cadence at or after an instant; an issue's letter falls due at once.
    pub(crate) fn slot(&self, cadence: Cadence, from: Timestamp) -> Timestamp {
        let mut date = self.date(from);
        loop {
            let fits = match cadence {
                Cadence::EveryIssue | Cadence::EventsOnly => return from,
                Cadence::Weekly => date.weekday() == self.weekday,
                Cadence::Fortnightly => date.weekday() == self.weekday && even_week(date),
                Cadence::Monthly => date.day() == self.day.min(date.days_in_month()),
            };
            if fits && self.instant(date) >= from {
                return self.instant(date);
            }
            date = date.tomorrow().unwrap();
        }
    }

    /// The latest moment at which what becomes visible at an instant may come: its slot, then the days for which what a
    /// cap blocks may wait, and a day's slack. If that touches a season in which they want nothing, or only events, it
    /// may wait for the first slot after it.
    pub(crate) fn latest(&self, world: &World, cadence: Cadence, visible: Timestamp) -> Timestamp {
        let slack = world.deferral_days + 1;
        let slot = self.slot(cadence, visible);
        let latest = days_after(slot, slack);
        let waits = matches!(self.season, Some(Season::Nothing | Season::Events));
        let (mut date, last) = (self.date(slot), self.date(latest));
        while date <= last && !world.in_season(date) {
            date = date.tomorrow().unwrap();
        }
        if !waits || date > last {
            return latest;
        }
        while world.in_season(date) {
            date = date.tomorrow().unwrap();
        }
        let morning = date.to_zoned(self.zone.clone()).unwrap().timestamp();
        days_after(self.slot(cadence, morning), slack)
    }
}

/// Weeks from Monday to Sunday, counted from Monday 1970-01-05.
fn even_week(date: Date) -> bool {
    let monday = jiff::civil::date(1970, 1, 5);
    let days = (date - monday).get_days();
    days.div_euclid(7) % 2 == 0
}

/// An instant some days later.
fn days_after(at: Timestamp, days: i64) -> Timestamp {
    at + (days * 24).hours()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_on_the_readers_wall_clock() {
        let csv = "email,zone,weekday,time,cadence:a,cadence:b\nX@example.org,Asia/Kathmandu,tue,18:30,weekly,\n";
        let people = read(csv, &["a".into(), "b".into()]);
        let person = &people[0];
        assert_eq!(person.lines, [(0, Cadence::Weekly)]);
        let from: Timestamp = "2025-12-23T12:45:00Z".parse().unwrap();
        assert_eq!(person.slot(Cadence::Weekly, from), from);
        let later = from + 1.second();
        assert_eq!(person.slot(Cadence::Weekly, later), days_after(from, 7));
        let fortnight = person.slot(Cadence::Fortnightly, later);
        assert!(fortnight == days_after(from, 7) || fortnight == days_after(from, 14));
        let monthly = person.slot(Cadence::Monthly, from);
        assert_eq!(person.date(monthly), jiff::civil::date(2026, 1, 1));
    }
}
