//! Dates as pages say them.

use crate::house::House;
use chrono::NaiveDate;
use lagom_model::{Timestamp, Zone};
use lagom_render::language::Language;

impl House {
    /// `Friday 12 May`; far ahead, where that could be misread, `12 May 2027`.
    pub(crate) fn coming(&self, language: Language, date: NaiveDate, today: NaiveDate) -> String {
        if is_near(date, today) {
            self.languages().weekday(language, date)
        } else {
            self.languages().date(language, date)
        }
    }

    /// `12 May`; far ahead, where that could be misread, `12 May 2027`.
    pub(crate) fn until(&self, language: Language, date: NaiveDate, today: NaiveDate) -> String {
        if is_near(date, today) {
            self.languages().day(language, date)
        } else {
            self.languages().date(language, date)
        }
    }

    /// The date of an instant, as [`Self::coming`] says it.
    pub(crate) fn coming_at(
        &self,
        language: Language,
        at: Timestamp,
        zone: &Zone,
        today: NaiveDate,
    ) -> String {
        self.coming(language, zone.date(at), today)
    }
}

/// Whether a date without its year can only be this one.
fn is_near(date: NaiveDate, today: NaiveDate) -> bool {
    (date - today).num_days().abs() < 300
}
