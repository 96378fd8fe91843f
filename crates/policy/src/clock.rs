//! A person's wall clock: what their zone says, with the offset around one instant at hand. It answers exactly as
//! the zone does, only sooner, and it never says what time it is.

use crate::window::Day;
use lagom_model::{Timestamp, Zone};

/// A local date in milliseconds of its wall clock.
const DAY: u64 = Timestamp::DAY.unsigned_abs();

/// Longer than the time for which a clock that is set back shows again what it showed before.
const REPEATED: i64 = 2 * Timestamp::DAY;

/// A zone, and a time in which its offset is known to stay the same.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LocalClock<'a> {
    pub(crate) zone: &'a Zone,
    /// From here on the offset holds, and nothing is shown for the second time; after 1970 in any case.
    from: i64,
    /// For so long; in milliseconds.
    lasts: u64,
    /// In milliseconds.
    offset: i64,
}

impl<'a> LocalClock<'a> {
    /// Of a zone, nothing known.
    pub(crate) const fn of(zone: &'a Zone) -> Self {
        Self {
            zone,
            from: i64::MAX,
            lasts: 0,
            offset: 0,
        }
    }

    /// Of a zone, with the offset around an instant.
    pub(crate) fn around(zone: &'a Zone, at: Timestamp) -> Self {
        let Some(steady) = zone.steady(at) else {
            return Self::of(zone);
        };
        let from = steady.from.plus(REPEATED).0.max(REPEATED);
        let lasts = steady.until.0.saturating_sub(from);
        Self {
            zone,
            from,
            lasts: u64::try_from(lasts).unwrap_or(0),
            offset: steady.offset,
        }
    }

    /// Whether the offset at hand holds at an instant.
    pub(crate) const fn knows(&self, at: Timestamp) -> bool {
        // What lies before is, without a sign, farther than anything lasts.
        at.0.wrapping_sub(self.from).cast_unsigned() < self.lasts
    }

    /// The wall clock at an instant, as the milliseconds that a clock in UTC would then have since 1970.
    pub(crate) fn wall(&self, at: Timestamp) -> i64 {
        if self.knows(at) {
            at.0 + self.offset
        } else {
            self.zone.wall_millis(at)
        }
    }

    /// The number of the local date at an instant, in days since 1970-01-01.
    pub(crate) fn date(&self, at: Timestamp) -> i64 {
        if self.knows(at) {
            // After 1970, so it has no sign.
            ((at.0 + self.offset).cast_unsigned() / DAY).cast_signed()
        } else {
            self.date_beyond(at)
        }
    }

    #[cold]
    #[inline(never)]
    fn date_beyond(&self, at: Timestamp) -> i64 {
        Day::sought(self, at).number
    }

    /// The first instant at which the clock shows this, or the first after a gap.
    pub(crate) fn instant(&self, wall: i64) -> Timestamp {
        let known = self.known_instant(wall);
        known.unwrap_or_else(|| self.zone.instant_of_millis(wall))
    }

    /// The same, if the offset at hand says it.
    pub(crate) fn known_instant(&self, wall: i64) -> Option<Timestamp> {
        let at = Timestamp(wall.wrapping_sub(self.offset));
        self.knows(at).then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_answers_as_the_zone_does_across_every_clock_change() {
        for name in [
            "Europe/Riga",
            "America/Nuuk",
            "Australia/Lord_Howe",
            "Asia/Beirut",
            "Asia/Tokyo",
            "Africa/Casablanca",
        ] {
            let zone = Zone::parse(name).unwrap();
            let start = Timestamp::parse("2026-01-01T00:00:00Z").unwrap();
            for day in (0..366).step_by(30) {
                let clock = LocalClock::around(&zone, start.plus(day * Timestamp::DAY));
                for half_hour in 0..366 * 48 {
                    let at = start.plus(half_hour * 30 * Timestamp::MINUTE);
                    assert_eq!(clock.wall(at), zone.wall_millis(at), "{name} {at}");
                    assert_eq!(clock.date(at), Day::of(&zone, at).number, "{name} {at}");
                    assert_eq!(
                        clock.instant(at.0),
                        zone.instant_of_millis(at.0),
                        "{name} {at}"
                    );
                }
            }
        }
    }
}
