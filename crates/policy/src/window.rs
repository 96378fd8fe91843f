//! Local dates and the windows made of them, in the zone in force and, for a while after a change of
//! zone, in the zone before it. It counts nothing itself, and it never knows of an upper end: what
//! was reserved for later counts already.

use crate::clock::LocalClock;
use chrono::{Days, NaiveDate};
use lagom_model::{PersonFacts, Timestamp, Zone};

/// The calendar is exact between these instants (years −9977 to 9987); beyond them it stands still.
pub(crate) const FIRST: Timestamp = Timestamp(-377_000_000_000_000);
pub(crate) const LAST: Timestamp = Timestamp(253_000_000_000_000);

/// A local date, and the first instant after it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Day {
    /// Days since 1970-01-01.
    pub(crate) number: i64,
    pub(crate) next: Timestamp,
}

impl Day {
    /// The local date at an instant. A date that has begun stays begun, also where clocks are set
    /// back over midnight and show the day before once more.
    pub(crate) fn of(zone: &Zone, at: Timestamp) -> Self {
        Self::by(&LocalClock::of(zone), at)
    }

    /// The same by a clock.
    pub(crate) fn by(clock: &LocalClock<'_>, at: Timestamp) -> Self {
        if !clock.knows(at) {
            return Self::sought(clock, at);
        }
        let number = clock.date(at);
        let next = start_of(clock, number + 1);
        Self { number, next }
    }

    /// The same, where the clock may have been set back since the date began.
    #[cold]
    pub(crate) fn sought(clock: &LocalClock<'_>, at: Timestamp) -> Self {
        let at = at.clamp(FIRST, LAST);
        let number = clock.wall(at).div_euclid(Timestamp::DAY);
        let next = start_of(clock, number + 1);
        if next > at {
            return Self { number, next };
        }
        Self {
            number: number + 1,
            next: start_of(clock, number + 2),
        }
    }

    /// The date.
    pub(crate) fn date(self) -> NaiveDate {
        i32::try_from(self.number)
            .ok()
            .and_then(NaiveDate::from_epoch_days)
            .unwrap_or(NaiveDate::MAX)
    }

    /// The first instant of the window of `days` local dates that ends with this one.
    pub(crate) fn window(self, clock: &LocalClock<'_>, days: u32) -> Timestamp {
        start_of(clock, self.number + 1 - i64::from(days.max(1)))
    }
}

/// A date some days on, at most the calendar's last.
pub(crate) fn plus_days(date: NaiveDate, days: u32) -> NaiveDate {
    date.checked_add_days(Days::new(u64::from(days)))
        .unwrap_or(NaiveDate::MAX)
}

/// The first instant of the date with this number of days since 1970-01-01.
fn start_of(clock: &LocalClock<'_>, number: i64) -> Timestamp {
    let wall = number.saturating_mul(Timestamp::DAY);
    clock
        .known_instant(wall)
        .unwrap_or_else(|| start_beyond(clock, wall))
}

#[cold]
fn start_beyond(clock: &LocalClock<'_>, wall: i64) -> Timestamp {
    match Timestamp(wall) {
        before if before < FIRST => Timestamp(i64::MIN),
        beyond if beyond > LAST => beyond,
        _ => clock.instant(wall),
    }
}

/// The person's calendar at one instant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calendar<'a> {
    now: Timestamp,
    clock: LocalClock<'a>,
    today: Day,
    before: Option<Before<'a>>,
}

/// The zone that was in force until a change.
#[derive(Debug, Clone, Copy)]
struct Before<'a> {
    clock: LocalClock<'a>,
    today: Day,
    /// The date of the change, in the zone now in force.
    changed_on: i64,
}

impl<'a> Calendar<'a> {
    pub(crate) fn of(person: &'a PersonFacts, now: Timestamp) -> Self {
        let clock = LocalClock::around(&person.zone, now);
        let before = person.zone_before.as_ref();
        let before = before.filter(|(before, _)| *before != person.zone);
        let before = before.map(|(before, changed_at)| {
            let before = LocalClock::around(before, now);
            Before {
                clock: before,
                today: Day::by(&before, now),
                changed_on: clock.date(*changed_at),
            }
        });
        Self {
            now,
            clock,
            today: Day::by(&clock, now),
            before,
        }
    }

    /// The same person's calendar at another instant.
    pub(crate) fn at(&self, at: Timestamp) -> Self {
        let before = self.before.map(|before| Before {
            today: Day::by(&before.clock, at),
            ..before
        });
        Self {
            now: at,
            clock: self.clock,
            today: Day::by(&self.clock, at),
            before,
        }
    }

    /// The instant.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// Today, in the zone in force.
    pub(crate) fn date(&self) -> NaiveDate {
        self.today.date()
    }

    /// The same in days since 1970-01-01.
    pub(crate) fn today(&self) -> i64 {
        self.today.number
    }

    /// The zone in force.
    pub(crate) fn zone(&self) -> &'a Zone {
        self.clock.zone
    }

    /// The clock of the zone in force.
    pub(crate) fn clock(&self) -> LocalClock<'a> {
        self.clock
    }

    /// The clocks by which dates may count, with today by each: of the zone in force, and of the one before it.
    pub(crate) fn clocks(&self) -> impl Iterator<Item = (LocalClock<'a>, Day)> + use<'a> {
        let before = self.before.map(|before| (before.clock, before.today));
        std::iter::once((self.clock, self.today)).chain(before)
    }

    /// Whether no other zone than the one in force can count.
    pub(crate) const fn has_one_zone(&self) -> bool {
        self.before.is_none()
    }

    /// Whether a zone counts for a window of `days` local dates that ends with the date of an instant:
    /// the zone in force always, the one before it for as many dates after the change.
    pub(crate) fn counts(&self, zone: &Zone, at: Timestamp, days: u32) -> bool {
        self.before.is_none_or(|before| {
            zone == self.clock.zone || self.clock.date(at) <= before.changed_on + i64::from(days)
        })
    }

    /// The next instant at which a date changes, in either zone.
    pub(crate) fn midnight(&self) -> Timestamp {
        self.before.map_or(self.today.next, |before| {
            self.today.next.min(before.today.next)
        })
    }

    /// The first instant of the window of the last `days` local dates. For as many dates after a
    /// change of zone it is the earlier of both zones' starts: without an upper end the earlier
    /// start holds every touch that the later one holds, so it is the stricter.
    pub(crate) fn window(&self, days: u32) -> Timestamp {
        let start = self.today.window(&self.clock, days);
        match self.before {
            Some(before) if self.today.number <= before.changed_on + i64::from(days) => {
                start.min(before.today.window(&before.clock, days))
            }
            _ => start,
        }
    }

    /// The first instant at which a touch lies outside the window of `days` local dates.
    pub(crate) fn leaves_window(&self, touched: Timestamp, days: u32) -> Timestamp {
        let days = i64::from(days.max(1));
        let leaves = |clock: &LocalClock<'_>| start_of(clock, clock.date(touched) + days);
        let here = leaves(&self.clock);
        self.before.map_or(here, |before| {
            let lapse = start_of(&self.clock, before.changed_on + days + 1);
            here.max(leaves(&before.clock).min(lapse))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_that_has_begun_stays_begun_and_ends_with_its_own_end() {
        // In 2010 clocks of St John's were set back at 00:01, to 23:01 of the date before.
        let zone = Zone::parse("America/St_Johns").unwrap();
        let next = Timestamp::parse("2010-11-08T03:30:00Z").unwrap();
        for at in [
            "2010-11-07T02:30:00Z",
            "2010-11-07T03:00:00Z",
            "2010-11-07T03:30:00Z",
        ] {
            let day = Day::of(&zone, Timestamp::parse(at).unwrap());
            assert_eq!(
                (day.date().to_string().as_str(), day.next),
                ("2010-11-07", next),
                "{at}"
            );
        }
    }
}
