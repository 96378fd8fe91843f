//! The calendar as data: days of the year fixed or computed, seasons, public holidays, quiet days. What
//! follows from them is the policy's to say, and no file is read here.

mod day_of_year;
mod easter;
mod holidays;
mod season;
mod year_day;

pub use day_of_year::DayOfYear;
pub use holidays::Holidays;
pub use season::Season;
pub use year_day::{MonthDay, YearDay, YearDayError};

use chrono::Weekday;
use serde::{Deserialize, Serialize};

/// Days on which nothing is sent but what quiet hours would let through: half-open local dates.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QuietDays {
    /// Weekdays, such as Saturday and Sunday.
    pub weekdays: Vec<Weekday>,
    /// Whether the public holidays of the person's country are quiet.
    pub holidays: bool,
}

impl QuietDays {
    /// Whether it names no day at all.
    pub fn is_none(&self) -> bool {
        self.weekdays.is_empty() && !self.holidays
    }

    /// How many of the seven weekdays are not quiet.
    pub fn open_weekdays(&self) -> usize {
        let week = (0..7).filter_map(|day| Weekday::try_from(day).ok());
        week.filter(|day| !self.weekdays.contains(day)).count()
    }
}
