//! A season: a named window of dates that comes every year. Which form it brings whom is only data here.

use super::day_of_year::DayOfYear;
use super::year_day::YearDay;
use crate::choice::SeasonChoice;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A named window of dates, each year, with a form for everyone who has said nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Season {
    /// The key, such as `year-end`.
    pub key: String,
    /// Its first local date.
    pub from: YearDay,
    /// Its last local date, included; before `from` in the year: the window crosses new year.
    pub to: YearDay,
    /// What who said nothing gets.
    pub form: SeasonChoice,
    /// Only in these countries (ISO 3166-1 alpha-2); empty: everywhere.
    #[serde(default)]
    pub countries: Vec<String>,
    /// Only for these languages (BCP 47; `ru` is also for `ru-LV`); empty: for all.
    #[serde(default)]
    pub languages: Vec<String>,
}

impl Season {
    /// Whether a date lies in it.
    pub fn holds_on(&self, date: NaiveDate) -> bool {
        let fixed = DayOfYear::of(date).and_then(|day| self.holds_on_day(day));
        fixed.unwrap_or_else(|| self.window_on(date).is_some())
    }

    /// Whether a day of the year lies in it, if that says it: decisions ask this often, and most seasons are fixed.
    #[inline]
    pub fn holds_on_day(&self, day: DayOfYear) -> Option<bool> {
        let (from, to) = (self.from.as_fixed()?, self.to.as_fixed()?);
        let (from, to) = (from.ordinal(day.leap_year), to.ordinal(day.leap_year));
        let (begun, not_over) = (from <= day.ordinal, day.ordinal <= to);
        Some(if from <= to {
            begun && not_over
        } else {
            begun || not_over
        })
    }

    /// The first and the last date of its window that holds on a date, if one does.
    pub fn window_on(&self, date: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        self.windows_around(date)
            .find(|(first, last)| (*first..=*last).contains(&date))
    }

    /// The first and the last date of its window that holds on a date or, if none does, of the next.
    pub fn window_from(&self, date: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        self.windows_around(date)
            .filter(|(_, last)| *last >= date)
            .min()
    }

    /// The windows that may hold on a date, and the next: a computed day may lie half a year off its year,
    /// and a window lasts a year at most.
    fn windows_around(&self, date: NaiveDate) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
        let years = [0, -1, 1, -2].map(|off| date.year().saturating_add(off));
        years.into_iter().filter_map(|year| self.begun_in(year))
    }

    /// The window that begins in a year (by its `from`, wherever days before or after move that).
    fn begun_in(&self, year: i32) -> Option<(NaiveDate, NaiveDate)> {
        let first = self.from.in_year(year)?;
        let last = self.to.in_year(year)?;
        if first <= last {
            return Some((first, last));
        }
        let last = self.to.in_year(year.checked_add(1)?)?;
        (first <= last).then_some((first, last))
    }

    /// Whether its ends come in the same order every year (1970 to 2100). Where they do not, as with
    /// Easter as the start and 10 April as the end, the window lasts nearly a year in some of them.
    pub fn keeps_its_order(&self) -> bool {
        let crosses = |year| Some(self.from.in_year(year)? > self.to.in_year(year)?);
        let first = crosses(1970);
        (1970..=2100).all(|year| crosses(year) == first)
    }

    /// Whether it is for someone of this country and language.
    pub fn is_for(&self, country: Option<&str>, language: &str) -> bool {
        let from_there = |code: &String| country.is_some_and(|it| code.eq_ignore_ascii_case(it));
        (self.countries.is_empty() || self.countries.iter().any(from_there))
            && (self.languages.is_empty() || self.languages.iter().any(|one| covers(one, language)))
    }
}

/// Whether a language is another, or a variety of it.
fn covers(wanted: &str, language: &str) -> bool {
    let (whole, wanted_length) = (language.as_bytes(), wanted.len());
    whole
        .get(..wanted_length)
        .is_some_and(|start| start.eq_ignore_ascii_case(wanted.as_bytes()))
        && whole.get(wanted_length).is_none_or(|next| *next == b'-')
}

#[cfg(test)]
mod tests;
