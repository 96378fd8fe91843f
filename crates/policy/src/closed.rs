//! Quiet time: quiet hours and quiet days joined, and when it ends. Who is exempt from it is not said here.

use crate::clock::LocalClock;
use crate::quiet::{quiet_begins, quiet_until_by};
use crate::window::{Day, plus_days};
use chrono::{Datelike, NaiveDate};
use lagom_model::{Holidays, PersonFacts, Policy, QuietDays, QuietHours, Reason, Timestamp, Zone};

/// How many local dates ahead an open instant is looked for.
///
/// Real quiet time ends within two weeks (Russia's first days of January, with weekends on both sides).
/// What leaves no weekday open never ends: it then counts as closed for so many dates, and is looked at
/// again after them. Nothing is sent in between, `check` refuses such a policy, and the page such a choice.
pub const MOST_QUIET_DATES: u32 = 62;

/// When nothing is sent to a person: their own wish, else the policy's, for hours and for days.
#[derive(Debug, Clone, Copy)]
pub struct QuietTime<'a> {
    hours: Option<QuietHours>,
    /// A bit for each weekday, Monday's the lowest.
    weekdays: u8,
    holidays: Option<&'a Holidays>,
    clock: LocalClock<'a>,
}

/// That it is quiet, why, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed {
    /// The quiet hours, if they hold at the instant.
    pub hours: Option<QuietHours>,
    /// The first quiet date before the end, if there is one.
    pub day: Option<QuietDate>,
    /// The first open instant: always later than the instant asked about.
    pub until: Timestamp,
}

/// A quiet date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietDate {
    /// The date, where the person is.
    pub date: NaiveDate,
    /// Whether it is a public holiday, and its weekday not quiet.
    pub holiday: bool,
}

impl Closed {
    /// As reasons, with their numbers.
    pub(crate) fn reasons(&self) -> impl Iterator<Item = Reason> {
        let until = self.until;
        let hours = self.hours.map(|hours| Reason::Quiet {
            from: hours.from,
            to: hours.to,
            until,
        });
        let day = self.day.map(|day| Reason::QuietDay {
            date: day.date,
            holiday: day.holiday,
            until,
        });
        hours.into_iter().chain(day)
    }
}

impl<'a> QuietTime<'a> {
    /// Of a person under a policy. Without a country, or with one whose holidays the operator did not
    /// name, no day is a holiday.
    pub fn of(policy: &'a Policy, person: &'a PersonFacts) -> Self {
        let own = person.wishes.quiet_days.as_ref();
        let days = own.unwrap_or(&policy.quiet_days);
        let country = person.country.as_deref().filter(|_| days.holidays);
        let holidays = country.and_then(|country| policy.holidays_of(country));
        Self::new(person.quiet.or(policy.quiet), days, holidays, &person.zone)
    }

    /// Of hours and days in a zone.
    pub fn new(
        hours: Option<QuietHours>,
        days: &QuietDays,
        holidays: Option<&'a Holidays>,
        zone: &'a Zone,
    ) -> Self {
        let bits = days.weekdays.iter();
        Self {
            hours,
            weekdays: bits.fold(0, |all, day| all | 1 << day.num_days_from_monday()),
            holidays: holidays.filter(|_| days.holidays),
            clock: LocalClock::of(zone),
        }
    }

    /// The same, by a clock that has the offset at hand.
    pub(crate) fn by(self, clock: LocalClock<'a>) -> Self {
        Self { clock, ..self }
    }

    /// Whether it is quiet at an instant: why, and until when.
    #[inline(always)]
    pub fn closed(&self, at: Timestamp) -> Option<Closed> {
        let hours_end = self.hours_until(at);
        if self.has_days() {
            return self.closed_with_days(at, hours_end);
        }
        hours_end.map(|until| Closed {
            hours: self.hours,
            day: None,
            until,
        })
    }

    /// The same where some days are quiet, given when the quiet hours end that hold at the instant.
    fn closed_with_days(&self, at: Timestamp, hours_end: Option<Timestamp>) -> Option<Closed> {
        let date = Day::by(&self.clock, at).date();
        let farthest = plus_days(date, MOST_QUIET_DATES);
        let mut day = self.quiet_date(date);
        let mut until = hours_end.unwrap_or(at);
        loop {
            let today = Day::by(&self.clock, until).date();
            let Some(quiet) = self.quiet_date(today) else {
                break;
            };
            day = day.or(Some(quiet));
            let open = self.first_open_date(today, farthest);
            let midnight = self.clock.zone.start_of(open);
            let longer = self.hours_until(midnight).unwrap_or(midnight);
            // At the calendar's end nothing lies farther.
            if longer <= until {
                break;
            }
            until = longer;
            if open >= farthest {
                break;
            }
        }
        (until > at).then_some(Closed {
            hours: hours_end.and(self.hours),
            day,
            until,
        })
    }

    /// When the quiet time ends that holds at an instant; `None` if it is not quiet.
    pub fn closed_until(&self, at: Timestamp) -> Option<Timestamp> {
        self.closed(at).map(|closed| closed.until)
    }

    /// The next instant in `(now, end]` at which quiet hours end or begin, given what holds at `now`. Quiet
    /// days do so at local midnight. The two instants lie seconds apart.
    #[inline(always)]
    pub(crate) fn hours_change(
        &self,
        now: Timestamp,
        end: Timestamp,
        closed: Option<&Closed>,
    ) -> Option<Timestamp> {
        let hours = self.hours?;
        if closed.is_some_and(|closed| closed.hours.is_some()) {
            return quiet_until_by(hours, &self.clock, now);
        }
        quiet_begins(hours, &self.clock, now, end)
    }

    fn hours_until(&self, at: Timestamp) -> Option<Timestamp> {
        quiet_until_by(self.hours?, &self.clock, at)
    }

    const fn has_days(&self) -> bool {
        self.weekdays != 0 || self.holidays.is_some()
    }

    fn quiet_date(&self, date: NaiveDate) -> Option<QuietDate> {
        let weekday = self.weekdays & 1 << date.weekday().num_days_from_monday() != 0;
        let holiday = !weekday && self.holidays.is_some_and(|known| known.holds_on(date));
        (weekday || holiday).then_some(QuietDate { date, holiday })
    }

    /// The first date after a quiet one that is not quiet, or the farthest.
    fn first_open_date(&self, quiet: NaiveDate, farthest: NaiveDate) -> NaiveDate {
        let mut date = plus_days(quiet, 1);
        while date < farthest && self.quiet_date(date).is_some() {
            date = plus_days(date, 1);
        }
        date
    }
}
