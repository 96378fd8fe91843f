//! From a calendar's events (RFC 5545) to the days of a file of holidays. It reads no file, and takes nothing for a
//! holiday that is not a whole day.

use crate::config::holidays::HolidayFile;
use crate::failure::Usage;
use chrono::{Datelike as _, NaiveDate};
use icalendar::{Calendar, Component as _, DatePerhapsTime, Event, EventStatus};
use std::collections::BTreeMap;

/// The most days that one event may last.
const MOST_DAYS: usize = 31;
/// The most years that a file may cover.
const MOST_YEARS: i32 = 50;

/// `2026-2027`.
pub(super) fn years(text: &str) -> Result<(i32, i32), String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let year = |text: &str| {
        text.parse()
            .ok()
            .filter(|year| (1900..=2200).contains(year))
    };
    match (year(first), year(last)) {
        (Some(first), Some(last)) if (0..MOST_YEARS).contains(&(last - first)) => Ok((first, last)),
        _ => Err(format!(
            "`{text}` are no years; write them like `2026-2027`"
        )),
    }
}

/// The holidays in a calendar, and what was left out of them, in words.
///
/// # Errors
/// [`Usage`] if the text is no calendar, or nothing in it can be used.
pub(super) fn holidays(
    text: &str,
    country: &str,
    source: &str,
    years: Option<(i32, i32)>,
) -> Result<(HolidayFile, Vec<String>), Usage> {
    let calendar: Calendar = text.trim_start_matches('\u{feff}').parse().map_err(|_| {
        Usage(format!(
            "`{source}` is no calendar that can be read (RFC 5545)"
        ))
    })?;
    let mut left_out = Vec::new();
    let mut found = Vec::new();
    for event in calendar.events() {
        match Found::of(event) {
            Ok(Some(one)) => found.push(one),
            Ok(None) => {}
            Err(why) => left_out.push(why),
        }
    }
    let years = years.or_else(|| own_years(&found)).ok_or_else(|| {
        let hint = "; `--years FROM-TO` says for which years those are that return every year";
        let hint = if found.is_empty() { "" } else { hint };
        Usage(format!(
            "there is no day of a certain year in `{source}`{hint}"
        ))
    })?;
    let mut days: BTreeMap<NaiveDate, String> = BTreeMap::new();
    let mut outside = 0_usize;
    for (day, name) in found.iter().flat_map(|one| one.days(years)) {
        if !(years.0..=years.1).contains(&day.year()) {
            outside += 1;
            continue;
        }
        let names = days.entry(day).or_default();
        if names.is_empty() {
            names.push_str(name);
        } else if !names.split("; ").any(|one| one == name) {
            names.push_str("; ");
            names.push_str(name);
        }
    }
    if outside > 0 {
        left_out.push(format!("{outside} days outside {} to {}", years.0, years.1));
    }
    let file = HolidayFile {
        country: country.to_owned(),
        years,
        source: source.to_owned(),
        days,
    };
    Ok((file, left_out))
}

/// An event that is a holiday: its first day, how many it lasts, and whether it returns.
struct Found {
    name: String,
    first: NaiveDate,
    days: usize,
    yearly: bool,
}

impl Found {
    /// `None` if it was cancelled; else why it is left out.
    fn of(event: &Event) -> Result<Option<Self>, String> {
        if event.get_status() == Some(EventStatus::Cancelled) {
            return Ok(None);
        }
        let name = event.get_summary().unwrap_or("holiday").trim().to_owned();
        let first = match event.get_start() {
            Some(DatePerhapsTime::Date(date)) => date,
            Some(DatePerhapsTime::DateTime(_)) => {
                return Err(format!(
                    "`{name}`: it has a time of day, and a holiday is a whole day"
                ));
            }
            None => return Err(format!("`{name}`: its day cannot be read")),
        };
        let days = match event.get_end() {
            // The end is the first day after it (RFC 5545 §3.6.1).
            Some(DatePerhapsTime::Date(end)) => {
                usize::try_from((end - first).num_days()).unwrap_or(0)
            }
            _ => 1,
        };
        if days > MOST_DAYS {
            return Err(format!(
                "`{name}`: it lasts {days} days, more than {MOST_DAYS}"
            ));
        }
        let yearly = match event.property_value("RRULE") {
            None => false,
            Some(rule) if is_plain_yearly(rule, first) => true,
            Some(rule) => {
                return Err(format!(
                    "`{name}`: its repetition `{rule}` is not simply every year"
                ));
            }
        };
        Ok(Some(Self {
            name,
            first,
            days: days.max(1),
            yearly,
        }))
    }

    fn days(&self, years: (i32, i32)) -> impl Iterator<Item = (NaiveDate, &str)> {
        let firsts: Vec<NaiveDate> = if self.yearly {
            let from = self.first.year().max(years.0);
            // 29 February returns in leap years only, as RFC 5545 has it.
            (from..=years.1)
                .filter_map(|year| self.first.with_year(year))
                .collect()
        } else {
            vec![self.first]
        };
        let all = firsts
            .into_iter()
            .flat_map(|first| first.iter_days().take(self.days));
        all.map(|day| (day, self.name.as_str()))
    }
}

/// `FREQ=YEARLY`, perhaps with the event's own month and day said once more.
fn is_plain_yearly(rule: &str, first: NaiveDate) -> bool {
    let (month, day) = (first.month().to_string(), first.day().to_string());
    rule.split(';').all(|part| match part.split_once('=') {
        Some(("FREQ", frequency)) => frequency == "YEARLY",
        Some(("INTERVAL", interval)) => interval == "1",
        Some(("BYMONTH", months)) => months == month,
        Some(("BYMONTHDAY", days)) => days == day,
        Some(("WKST", _)) => true,
        _ => false,
    })
}

/// The years of the days that do not return.
fn own_years(found: &[Found]) -> Option<(i32, i32)> {
    let certain = found
        .iter()
        .filter(|one| !one.yearly)
        .map(|one| one.first.year());
    let (first, last) = (certain.clone().min()?, certain.max()?);
    (last - first < MOST_YEARS).then_some((first, last))
}

#[cfg(test)]
mod tests;
