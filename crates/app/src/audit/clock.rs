//! Local dates and quiet time as a calendar on the wall would tell them, apart from the arithmetic by which letters are decided.
//! Pure.

use chrono::{Datelike as _, Days, NaiveDate};
use lagom_model::{PersonFacts, Policy, Timestamp, Zone};

/// The local date; one that has begun stays begun where clocks go back over midnight.
pub(super) fn date(zone: &Zone, at: Timestamp) -> NaiveDate {
    let shown = zone.date(at);
    let next = shown.checked_add_days(Days::new(1)).unwrap_or(shown);
    if zone.start_of(next) <= at {
        next
    } else {
        shown
    }
}

/// When the last so many local dates began, today among them.
fn window(zone: &Zone, at: Timestamp, days: u32) -> Timestamp {
    let today = date(zone, at);
    let back = Days::new(u64::from(days.saturating_sub(1)));
    zone.start_of(today.checked_sub_days(back).unwrap_or(today))
}

/// The first instant that counts in a window of local dates: after a change of zone the stricter of both counts for as many dates.
pub(super) fn counts_from(
    zone: &Zone,
    before: Option<&(Zone, Timestamp)>,
    at: Timestamp,
    days: u32,
) -> Timestamp {
    let here = window(zone, at, days);
    let lately = |changed: &Timestamp| {
        let dates = date(zone, at) - date(zone, *changed);
        dates.num_days() < i64::from(days)
    };
    match before {
        Some((before, changed)) if lately(changed) => here.min(window(before, at, days)),
        _ => here,
    }
}

/// Why it is quiet for a person at an instant, if it is.
pub(super) fn quiet(
    policy: &Policy,
    person: &PersonFacts,
    zone: &Zone,
    at: Timestamp,
) -> Option<String> {
    let local = zone.local(at);
    let shows = local.format("%H:%M");
    let hours = person.quiet.or(policy.quiet);
    if let Some(hours) = hours.filter(|it| it.holds(local.time())) {
        let (from, to) = (hours.from, hours.to);
        return Some(format!("at {shows} in {zone}, quiet from {from} to {to}"));
    }
    let days = person.wishes.quiet_days.as_ref();
    let days = days.unwrap_or(&policy.quiet_days);
    let today = local.date();
    if days.weekdays.contains(&today.weekday()) {
        let weekday = today.weekday();
        return Some(format!("on {weekday} {today} in {zone}, a quiet day"));
    }
    let country = person.country.as_deref().filter(|_| days.holidays)?;
    let holidays = policy.holidays_of(country)?;
    let holds = holidays.holds_on(today);
    holds.then(|| format!("on {today} in {zone}, a public holiday"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Weekday;
    use lagom_model::QuietDays;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn riga() -> Zone {
        Zone::parse("Europe/Riga").unwrap()
    }

    #[test]
    fn a_window_begins_at_a_local_midnight() {
        // Riga is two hours ahead in winter, three from 29 March 2026 on.
        for (now, days, begins) in [
            ("2026-03-10T12:00:00Z", 1, "2026-03-09T22:00:00Z"),
            ("2026-03-09T22:00:00Z", 1, "2026-03-09T22:00:00Z"),
            ("2026-03-09T21:59:59Z", 1, "2026-03-08T22:00:00Z"),
            ("2026-03-30T12:00:00Z", 7, "2026-03-23T22:00:00Z"),
            ("2026-03-30T12:00:00Z", 1, "2026-03-29T21:00:00Z"),
        ] {
            let from = counts_from(&riga(), None, at(now), days);
            assert_eq!(from, at(begins), "{days} days at {now}");
        }
    }

    #[test]
    fn after_a_change_of_zone_the_stricter_counts_for_as_many_dates() {
        let west = Zone::parse("America/Los_Angeles").unwrap();
        let before = Some((west, at("2026-03-10T12:00:00Z")));
        for (now, begins) in [
            // It is the 11th in Riga, and still the 10th in the west.
            ("2026-03-11T00:00:00Z", "2026-03-09T07:00:00Z"),
            // On the third date it is over.
            ("2026-03-12T00:00:00Z", "2026-03-10T22:00:00Z"),
        ] {
            let from = counts_from(&riga(), before.as_ref(), at(now), 2);
            assert_eq!(from, at(begins), "{now}");
        }
    }

    #[test]
    fn quiet_is_what_the_wall_clock_and_the_calendar_say() {
        let policy = Policy {
            quiet_days: QuietDays {
                weekdays: vec![Weekday::Sun],
                holidays: false,
            },
            ..Policy::product()
        };
        let person = PersonFacts::new(riga(), "en");
        for (now, says) in [
            ("2026-03-10T18:59:59Z", None),
            ("2026-03-10T19:00:00Z", Some("21:00")),
            ("2026-03-10T05:59:00Z", Some("07:59")),
            ("2026-03-10T06:00:00Z", None),
            ("2026-03-08T10:00:00Z", Some("a quiet day")),
        ] {
            let found = quiet(&policy, &person, &riga(), at(now));
            match says {
                None => assert_eq!(found, None, "{now}"),
                Some(says) => assert!(found.unwrap().contains(says), "{now}"),
            }
        }
    }
}
