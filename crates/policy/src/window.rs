//! Local dates and the windows made of them, in the zone in force and, for a while after a change of
//! zone, in the zone before it. It counts nothing itself, and it never knows of an upper end: what
//! was reserved for later counts already.

use chrono::{Days, NaiveDate};
use lagom_model::{PersonFacts, Timestamp, Zone};

/// The calendar is exact between these instants (years −9977 to 9987); beyond them it stands still.
const FIRST: Timestamp = Timestamp(-377_000_000_000_000);
const LAST: Timestamp = Timestamp(253_000_000_000_000);

/// A local date and the first instant after it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Day {
    pub(crate) date: NaiveDate,
    pub(crate) next: Timestamp,
}

impl Day {
    /// The local date at an instant. A date that has begun stays begun, also where clocks are set
    /// back over midnight and show the day before once more.
    pub(crate) fn of(zone: &Zone, at: Timestamp) -> Self {
        let at = at.clamp(FIRST, LAST);
        let date = zone.date(at);
        let next = zone.start_of(plus_days(date, 1));
        if next > at {
            return Self { date, next };
        }
        let date = plus_days(date, 1);
        Self {
            date,
            next: zone.start_of(plus_days(date, 1)),
        }
    }
}

/// A date some days on, at most the calendar's last.
pub(crate) fn plus_days(date: NaiveDate, days: u32) -> NaiveDate {
    date.checked_add_days(Days::new(u64::from(days)))
        .unwrap_or(NaiveDate::MAX)
}

/// The first instant of the window of `days` local dates that ends with `date`.
fn window_start(zone: &Zone, date: NaiveDate, days: u32) -> Timestamp {
    date.checked_sub_days(Days::new(u64::from(days.saturating_sub(1))))
        .map_or(Timestamp(i64::MIN), |first| zone.start_of(first))
}

/// The person's calendar at one instant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calendar<'a> {
    zone: &'a Zone,
    today: Day,
    before: Option<Before<'a>>,
}

/// The zone that was in force until a change.
#[derive(Debug, Clone, Copy)]
struct Before<'a> {
    zone: &'a Zone,
    today: Day,
    /// The date of the change, in the zone now in force.
    changed_on: NaiveDate,
}

impl<'a> Calendar<'a> {
    pub(crate) fn of(person: &'a PersonFacts, now: Timestamp) -> Self {
        let zone = &person.zone;
        let before = person
            .zone_before
            .as_ref()
            .filter(|(before, _)| before != zone)
            .map(|(before, changed_at)| Before {
                zone: before,
                today: Day::of(before, now),
                changed_on: Day::of(zone, *changed_at).date,
            });
        Self {
            zone,
            today: Day::of(zone, now),
            before,
        }
    }

    /// Today, in the zone in force.
    pub(crate) fn date(&self) -> NaiveDate {
        self.today.date
    }

    /// The zone in force.
    pub(crate) fn zone(&self) -> &'a Zone {
        self.zone
    }

    /// The next instants at which a date changes: in the zone in force, and in the one before it.
    pub(crate) fn midnights(&self) -> [Option<Timestamp>; 2] {
        [
            Some(self.today.next),
            self.before.map(|before| before.today.next),
        ]
    }

    /// The first instant of the window of the last `days` local dates. For as many dates after a
    /// change of zone it is the earlier of both zones' starts: without an upper end the earlier
    /// start holds every touch that the later one holds, so it is the stricter.
    pub(crate) fn window(&self, days: u32) -> Timestamp {
        let start = window_start(self.zone, self.today.date, days);
        match self.before {
            Some(before) if self.today.date <= plus_days(before.changed_on, days) => {
                start.min(window_start(before.zone, before.today.date, days))
            }
            _ => start,
        }
    }

    /// The first instant at which a touch lies outside the window of `days` local dates.
    pub(crate) fn leaves_window(&self, touched: Timestamp, days: u32) -> Timestamp {
        let days = days.max(1);
        let leaves = |zone: &Zone| zone.start_of(plus_days(Day::of(zone, touched).date, days));
        let here = leaves(self.zone);
        self.before.map_or(here, |before| {
            let lapse = plus_days(plus_days(before.changed_on, days), 1);
            here.max(leaves(before.zone).min(self.zone.start_of(lapse)))
        })
    }
}
