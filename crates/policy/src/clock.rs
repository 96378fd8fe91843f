//! A person's wall clock: what their zone says, with the offset around one instant at hand. It answers exactly as
//! the zone does, only sooner, and it never says what time it is.

use lagom_model::{Timestamp, Zone};

/// Longer than the time for which a clock that is set back shows again what it showed before.
const REPEATED: i64 = 2 * Timestamp::DAY;

/// A zone, and a time in which its offset is known to stay the same.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LocalClock<'a> {
    pub(crate) zone: &'a Zone,
    /// From here on the offset holds, and nothing is shown for the second time.
    from: i64,
    /// Up to here.
    until: i64,
    /// In milliseconds.
    offset: i64,
}

impl<'a> LocalClock<'a> {
    /// Of a zone, nothing known.
    pub(crate) const fn of(zone: &'a Zone) -> Self {
        Self {
            zone,
            from: i64::MAX,
            until: i64::MIN,
            offset: 0,
        }
    }

    /// Of a zone, with the offset around an instant.
    pub(crate) fn around(zone: &'a Zone, at: Timestamp) -> Self {
        zone.steady(at).map_or(Self::of(zone), |steady| Self {
            zone,
            from: steady.from.0.saturating_add(REPEATED),
            until: steady.until.0,
            offset: steady.offset,
        })
    }

    /// The wall clock at an instant, as the milliseconds that a clock in UTC would then have since 1970.
    pub(crate) fn wall(&self, at: Timestamp) -> i64 {
        if self.from <= at.0 && at.0 < self.until {
            at.0 + self.offset
        } else {
            self.zone.wall_millis(at)
        }
    }

    /// The first instant at which the clock shows this, or the first after a gap.
    pub(crate) fn instant(&self, wall: i64) -> Timestamp {
        let at = wall.saturating_sub(self.offset);
        if self.from <= at && at < self.until {
            Timestamp(at)
        } else {
            self.zone.instant_of_millis(wall)
        }
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
