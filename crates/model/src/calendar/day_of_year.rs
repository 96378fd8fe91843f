//! A date's place in its year, without the year: what a season that is fixed asks for. It is no calendar.

use chrono::{Datelike, NaiveDate};

/// A date's place in its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOfYear {
    /// From 1 on.
    pub(super) ordinal: u16,
    pub(super) leap_year: bool,
}

/// From 1968-01-01 to 1970-01-01: every fourth year from there on is a leap year, until 2100.
const SINCE_LEAP_YEAR: i64 = 366 + 365;

/// 2100-01-01.
const END: i64 = 47_482;

impl DayOfYear {
    /// Of a date.
    pub fn of(date: NaiveDate) -> Option<Self> {
        let ordinal = u16::try_from(date.ordinal()).ok()?;
        let leap_year = date.leap_year();
        Some(Self { ordinal, leap_year })
    }

    /// Of the date with this number of days since 1970-01-01, if it is one of the years up to 2099.
    #[inline]
    pub fn of_number(number: i64) -> Option<Self> {
        if !(0..END).contains(&number) {
            return None;
        }
        let number = u32::try_from(number + SINCE_LEAP_YEAR).ok()?;
        let day = u16::try_from(number % (4 * 365 + 1)).ok()?;
        Some(match day.checked_sub(366) {
            None => Self {
                ordinal: day + 1,
                leap_year: true,
            },
            Some(day) => Self {
                ordinal: day % 365 + 1,
                leap_year: false,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_days_has_the_place_of_its_date() {
        for number in -400..60_000_i32 {
            let date = NaiveDate::from_epoch_days(number).unwrap();
            let known = (1970..2100).contains(&date.year());
            assert_eq!(
                DayOfYear::of_number(i64::from(number)),
                DayOfYear::of(date).filter(|_| known),
                "{date}"
            );
        }
    }
}
