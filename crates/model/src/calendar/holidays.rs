//! The public holidays of a country, for a range of years. Outside these years no day is a holiday.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// The public holidays of a country in a range of years.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Written")]
pub struct Holidays {
    first_year: i32,
    last_year: i32,
    /// In order, each once, all within the years.
    dates: Vec<NaiveDate>,
}

/// As it is written down, in whatever order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    first_year: i32,
    last_year: i32,
    dates: Vec<NaiveDate>,
}

impl From<Written> for Holidays {
    fn from(written: Written) -> Self {
        Self::new(written.first_year, written.last_year, written.dates)
    }
}

impl Holidays {
    /// From dates in any order; those outside the years are left out.
    pub fn new(first_year: i32, last_year: i32, mut dates: Vec<NaiveDate>) -> Self {
        dates.retain(|date| (first_year..=last_year).contains(&date.year()));
        dates.sort_unstable();
        dates.dedup();
        Self {
            first_year,
            last_year,
            dates,
        }
    }

    /// Whether a date is a holiday. No date outside the years is.
    pub fn holds_on(&self, date: NaiveDate) -> bool {
        self.dates.binary_search(&date).is_ok()
    }

    /// The last year of which the holidays are known.
    pub const fn last_year(&self) -> i32 {
        self.last_year
    }

    /// The first year of which the holidays are known.
    pub const fn first_year(&self) -> i32 {
        self.first_year
    }

    /// The holidays, in order.
    pub fn dates(&self) -> &[NaiveDate] {
        &self.dates
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn outside_the_years_no_day_is_a_holiday() {
        let dates = [
            "2027-01-01",
            "2026-12-25",
            "2026-01-01",
            "2026-01-01",
            "2025-12-25",
        ];
        let holidays = Holidays::new(2026, 2026, dates.map(date).to_vec());
        assert_eq!(holidays.dates(), ["2026-01-01", "2026-12-25"].map(date));
        assert!(holidays.holds_on(date("2026-12-25")));
        for no in ["2025-12-25", "2027-01-01", "2026-12-24"] {
            assert!(!holidays.holds_on(date(no)), "{no}");
        }
    }

    #[test]
    fn what_was_recorded_out_of_order_reads_back_in_order() {
        let text = r#"{"first_year":2026,"last_year":2026,"dates":["2026-12-25","2026-01-01"]}"#;
        let holidays: Holidays = serde_json::from_str(text).unwrap();
        assert!(holidays.holds_on(date("2026-12-25")));
        let again = serde_json::to_string(&holidays).unwrap();
        assert_eq!(serde_json::from_str::<Holidays>(&again).unwrap(), holidays);
    }
}
