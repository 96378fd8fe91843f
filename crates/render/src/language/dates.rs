//! Dates and times in words. The catalogue names months and weekdays; nothing is taken from the
//! machine's own settings.

use super::{Arg, Language, Languages};
use crate::content::when::When;
use chrono::{Datelike, NaiveDate};
use lagom_model::{EventStart, Timestamp, Zone};

/// From an instant to another, or to itself.
type Hours = (Timestamp, Timestamp);

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
        self.timed(language, zone.date(at), clock(at, zone))
    }

    /// `Friday 12 May, 08:00–10:00` on the wall clock of a zone; from a day on, both moments.
    fn hours(&self, language: Language, (from, until): Hours, zone: &Zone) -> String {
        if let Some(times) = clocks((from, until), zone) {
            return self.timed(language, zone.date(from), times);
        }
        let [from, until] = [from, until].map(|at| Arg::from(self.moment(language, at, zone)));
        self.text(language, "date-range", &[("from", from), ("to", until)])
    }

    /// When an event is: its date or dates; with a time, on its host's wall clock and, where that shows another
    /// time, on the reader's: `Thursday 12 March, 19:00 in Riga · 18:00 where you are`.
    pub fn event_time(&self, language: Language, when: When, host: &Zone, reader: &Zone) -> String {
        let hours = match when {
            When::Start(EventStart::At(at)) => (at, at),
            When::Hours(from, until) => (from, until),
            When::Start(EventStart::On(_)) | When::Days(_, _) => {
                return self.event_days(language, when).unwrap_or_default();
            }
        };
        let there = self.hours(language, hours, host);
        let whole = self.hours(language, hours, reader);
        if there == whole {
            return there;
        }
        let times = clocks(hours, reader).filter(|_| host.date(hours.0) == reader.date(hours.0));
        let here = times.unwrap_or(whole);
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
            When::Start(EventStart::At(_)) | When::Hours(_, _) => None,
        }
    }

    fn timed(&self, language: Language, date: NaiveDate, times: String) -> String {
        let date = Arg::from(self.weekday(language, date));
        self.text(
            language,
            "date-moment",
            &[("date", date), ("time", times.into())],
        )
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

/// `08:00` on the wall clock of a zone.
fn clock(at: Timestamp, zone: &Zone) -> String {
    zone.local(at).format("%H:%M").to_string()
}

/// `08:00–10:00`, or `08:00`; `None`: it takes a day or more.
fn clocks((from, until): Hours, zone: &Zone) -> Option<String> {
    let starts = clock(from, zone);
    match until.since(from) {
        ..=0 => Some(starts),
        1..Timestamp::DAY => Some(format!("{starts}–{}", clock(until, zone))),
        _ => None,
    }
}
