//! Dates and times in words. The catalogue names months and weekdays; nothing is taken from the
//! machine's own settings.

use super::{Arg, Language, Languages};
use crate::content::when::When;
use chrono::{Datelike, NaiveDate, Timelike};
use lagom_model::{EventStart, LocalTime, Timestamp, Zone};

impl Languages {
    /// `12 May 2026`.
    pub fn date(&self, language: Language, date: NaiveDate) -> String {
        self.dated(language, "date-full", date)
    }

    /// `12 May`.
    pub fn day(&self, language: Language, date: NaiveDate) -> String {
        self.dated(language, "date-day", date)
    }

    /// `Friday 12 May`.
    pub fn weekday(&self, language: Language, date: NaiveDate) -> String {
        self.dated(language, "date-weekday", date)
    }

    /// `12–19 May`, or `28 May – 2 June`; a single day as such. The order of the two does not matter.
    pub fn date_range(&self, language: Language, one: NaiveDate, other: NaiveDate) -> String {
        let (from, to) = (one.min(other), one.max(other));
        if from == to {
            return self.day(language, from);
        }
        if (from.year(), from.month()) == (to.year(), to.month()) {
            let args = [
                ("from", Arg::from(from.day())),
                ("to", to.day().into()),
                ("month", self.month(language, from).into()),
            ];
            return self.text(language, "date-range-month", &args);
        }
        let args = [
            ("from", Arg::from(self.day(language, from))),
            ("to", self.day(language, to).into()),
        ];
        self.text(language, "date-range", &args)
    }

    /// `Friday 12 May, 08:00` on the wall clock of a zone.
    pub fn moment(&self, language: Language, at: Timestamp, zone: &Zone) -> String {
        let local = zone.local(at);
        let minutes = local.hour() * 60 + local.minute();
        let time = u16::try_from(minutes)
            .ok()
            .and_then(LocalTime::from_minutes);
        let args = [
            ("date", Arg::from(self.weekday(language, local.date()))),
            (
                "time",
                time.unwrap_or(LocalTime::MIDNIGHT).to_string().into(),
            ),
        ];
        self.text(language, "date-moment", &args)
    }

    /// When an event is: its date or dates; with a time, on its host's wall clock and, where that shows another
    /// time, on the reader's: `Thursday 12 March, 19:00 in Riga · 18:00 where you are`.
    pub fn event_time(&self, language: Language, when: When, host: &Zone, reader: &Zone) -> String {
        let When::Start(EventStart::At(at)) = when else {
            return self.event_days(language, when).unwrap_or_default();
        };
        let there = self.moment(language, at, host);
        let (his, own) = (host.local(at), reader.local(at));
        if his == own {
            return there;
        }
        let here = if his.date() == own.date() {
            own.format("%H:%M").to_string()
        } else {
            self.moment(language, at, reader)
        };
        let city = host.name().rsplit('/').next().unwrap_or_default();
        let args = [
            ("there", Arg::from(there)),
            ("city", city.replace('_', " ").into()),
            ("here", here.into()),
        ];
        self.text(language, "event-time", &args)
    }

    /// The date or the dates of an event, in every zone the same; `None`: it is at an instant.
    pub fn event_days(&self, language: Language, when: When) -> Option<String> {
        match when {
            When::Days(first, last) => Some(self.date_range(language, first, last)),
            When::Start(EventStart::On(date)) => Some(self.weekday(language, date)),
            When::Start(EventStart::At(_)) => None,
        }
    }

    fn dated(&self, language: Language, pattern: &str, date: NaiveDate) -> String {
        let weekday = format!("weekday-{}", date.weekday().number_from_monday());
        let args = [
            ("day", Arg::from(date.day())),
            ("month", self.month(language, date).into()),
            ("year", date.year().into()),
            ("weekday", self.text(language, &weekday, &[]).into()),
        ];
        self.text(language, pattern, &args)
    }

    fn month(&self, language: Language, date: NaiveDate) -> String {
        self.text(language, &format!("month-{}", date.month()), &[])
    }
}
