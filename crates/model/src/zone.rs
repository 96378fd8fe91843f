//! IANA time zones: rules from the bundled tzdb, behind chrono's naive types.
//!
//! A local time that does not exist moves to the first instant after the gap; an ambiguous one is
//! the first. It never reads the machine's own zone data, so every machine agrees.

use crate::time::{LocalTime, Timestamp};
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use jiff::civil;
use jiff::tz::{AmbiguousOffset, TimeZone};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::hash::{Hash, Hasher};

/// A time zone with its IANA name. Cheap to clone.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(TimeZone);

/// The text is not the name of a zone.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is not an IANA time zone; write it like `Europe/Riga`")]
pub struct ZoneError(pub String);

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// The zone of this IANA name, such as `Europe/Riga`.
    ///
    /// # Errors
    /// [`ZoneError`] if the bundled data has no zone of that name.
    pub fn parse(name: &str) -> Result<Self, ZoneError> {
        TimeZone::get(name)
            .ok()
            .filter(|zone| zone.iana_name().is_some())
            .map(Self)
            .ok_or_else(|| ZoneError(name.to_owned()))
    }

    /// The IANA name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The wall clock in this zone at an instant, with milliseconds.
    pub fn local(&self, at: Timestamp) -> NaiveDateTime {
        let offset = self.offset_seconds(at);
        at.plus(i64::from(offset) * Timestamp::SECOND)
            .utc()
            .naive_utc()
    }

    /// Seconds east of Greenwich at an instant.
    pub fn offset_seconds(&self, at: Timestamp) -> i32 {
        jiff::Timestamp::from_millisecond(at.0).map_or(0, |at| self.0.to_offset(at).seconds())
    }

    /// The local date at an instant.
    pub fn date(&self, at: Timestamp) -> NaiveDate {
        self.local(at).date()
    }

    /// The instant of a wall-clock time: the first instant after a gap, the first of two.
    pub fn instant(&self, local: NaiveDateTime) -> Timestamp {
        let Some(civil) = civil_of(local) else {
            return Timestamp(local.and_utc().timestamp_millis());
        };
        match self.0.to_ambiguous_timestamp(civil).offset() {
            AmbiguousOffset::Unambiguous { offset }
            | AmbiguousOffset::Fold { before: offset, .. } => with_offset(local, offset.seconds()),
            // In a gap the earlier offset's reading lies after the transition, and so does every
            // wall time of the gap; the transition itself is what "first instant after" means.
            AmbiguousOffset::Gap { before, .. } => {
                let after_gap = with_offset(local, before.seconds());
                self.transition_before(after_gap).unwrap_or(after_gap)
            }
        }
    }

    /// The instant of a time of day on a date.
    pub fn at(&self, date: NaiveDate, time: LocalTime) -> Timestamp {
        self.instant(time.on(date))
    }

    /// The first instant of a local date.
    pub fn start_of(&self, date: NaiveDate) -> Timestamp {
        self.at(date, LocalTime::MIDNIGHT)
    }

    /// The last clock change at or before an instant.
    fn transition_before(&self, at: Timestamp) -> Option<Timestamp> {
        let just_after = jiff::Timestamp::from_millisecond(at.0.checked_add(1)?).ok()?;
        self.0
            .preceding(just_after)
            .next()
            .map(|change| Timestamp(change.timestamp().as_millisecond()))
    }
}

fn with_offset(local: NaiveDateTime, seconds: i32) -> Timestamp {
    Timestamp(local.and_utc().timestamp_millis()).plus(-i64::from(seconds) * Timestamp::SECOND)
}

fn civil_of(local: NaiveDateTime) -> Option<civil::DateTime> {
    civil::DateTime::new(
        i16::try_from(local.year()).ok()?,
        i8::try_from(local.month()).ok()?,
        i8::try_from(local.day()).ok()?,
        i8::try_from(local.hour()).ok()?,
        i8::try_from(local.minute()).ok()?,
        i8::try_from(local.second()).ok()?,
        i32::try_from(local.nanosecond()).ok()?,
    )
    .ok()
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name())
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Zone {}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl TryFrom<String> for Zone {
    type Error = ZoneError;
    fn try_from(name: String) -> Result<Self, ZoneError> {
        Self::parse(&name)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn riga() -> Zone {
        Zone::parse("Europe/Riga").unwrap()
    }

    fn wall(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn a_time_in_a_gap_is_the_first_instant_after_it() {
        // Clocks in Riga go from 03:00 to 04:00 on 29 March 2026.
        for inside in [
            "2026-03-29T03:00:00",
            "2026-03-29T03:30:00",
            "2026-03-29T03:59:59",
        ] {
            let at = riga().instant(wall(inside));
            assert_eq!(at.to_string(), "2026-03-29T01:00:00Z", "{inside}");
        }
    }

    #[test]
    fn an_ambiguous_time_is_the_first_of_the_two() {
        let at = riga().instant(wall("2026-10-25T03:30:00"));
        assert_eq!(at.to_string(), "2026-10-25T00:30:00Z");
    }

    #[test]
    fn a_day_whose_midnight_does_not_exist_starts_after_the_gap() {
        // Clocks in Beirut go from 00:00 to 01:00 on 29 March 2026.
        let beirut = Zone::parse("Asia/Beirut").unwrap();
        let start = beirut.start_of(NaiveDate::from_ymd_opt(2026, 3, 29).unwrap());
        assert_eq!(start.to_string(), "2026-03-28T22:00:00Z");
        assert_eq!(beirut.local(start), wall("2026-03-29T01:00:00"));
    }

    #[test]
    fn names_are_checked() {
        assert!(Zone::parse("Europe/Riga").is_ok());
        for bad in ["Europe/Atlantis", "", "+03:00", "riga"] {
            assert!(Zone::parse(bad).is_err(), "{bad}");
        }
    }
}
