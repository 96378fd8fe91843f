//! One line of Python's answers, asked of Lagom: the same question, and whether the answer is the same.

use chrono::{Days, NaiveDate, Weekday};
use lagom_model::{Anchor, Cadence, Holidays, LocalTime, QuietDays, QuietHours, Timestamp, Zone};
use lagom_policy::{QuietTime, next_slot};

/// Checks a line without its first word.
///
/// # Errors
/// What Lagom answers instead.
pub(super) fn check(zone: &Zone, what: &str, line: &str) -> Result<(), String> {
    let words: Vec<&str> = line.split(' ').collect();
    let (question, expected) = words.split_at(words.len() - 1);
    let number = |nth: usize| question[nth].parse::<i64>().unwrap();
    let got = match what {
        "local" => zone.wall_millis(seconds(number(0))) / 1000,
        "instant" => {
            let local = seconds(number(0)).utc().naive_utc();
            zone.instant(local).0 / 1000
        }
        "slot" => slot(zone, question).0 / 1000,
        "closed" => return same(&closed(zone, question), expected[0]),
        other => panic!("no question: {other}"),
    };
    same(&got.to_string(), expected[0])
}

fn same(got: &str, expected: &str) -> Result<(), String> {
    if got == expected {
        Ok(())
    } else {
        Err(got.to_owned())
    }
}

fn seconds(at: i64) -> Timestamp {
    Timestamp(at * 1000)
}

fn time(minutes: &str) -> LocalTime {
    LocalTime::from_minutes(minutes.parse().unwrap()).unwrap()
}

fn slot(zone: &Zone, question: &[&str]) -> Timestamp {
    let anchor = Anchor {
        weekday: Some(Weekday::try_from(question[1].parse::<u8>().unwrap()).unwrap()),
        day: Some(question[2].parse().unwrap()),
        time: Some(time(question[3])),
    };
    let cadence = Cadence::parse(question[0]).unwrap();
    let after = seconds(question[4].parse().unwrap());
    next_slot(cadence, anchor, zone, after).unwrap()
}

fn closed(zone: &Zone, question: &[&str]) -> String {
    let hours = QuietHours {
        from: time(question[0]),
        to: time(question[1]),
    };
    let bits: u8 = question[2].parse().unwrap();
    let week = (0..7_u8).filter(|day| bits >> day & 1 == 1);
    let epoch = NaiveDate::default();
    let holidays = question[3]
        .parse::<u64>()
        .ok()
        .map(|day| epoch + Days::new(day));
    let days = QuietDays {
        weekdays: week.map(|day| Weekday::try_from(day).unwrap()).collect(),
        holidays: holidays.is_some(),
    };
    let known = Holidays::new(2000, 2100, holidays.into_iter().collect());
    let quiet = QuietTime::new(Some(hours), &days, Some(&known), zone);
    let until = quiet.closed_until(seconds(question[4].parse().unwrap()));
    until.map_or("open".to_owned(), |until| (until.0 / 1000).to_string())
}
