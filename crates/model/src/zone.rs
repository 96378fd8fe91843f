//! IANA time zones: rules from the bundled tzdb, behind chrono's naive types.
//!
//! A local time that does not exist moves to the first instant after the gap; an ambiguous one is
//! the first. It never reads the machine's own zone data, so every machine agrees.
//!
//! Decisions ask for offsets all the time. Each zone that is used has its changes from 1970 to 2100
//! expanded once for the whole process (`offsets`); jiff answers for the years before and after, and a
//! property holds both to the same answers.

mod known;
mod offsets;

use crate::time::{LocalTime, Timestamp};
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use jiff::civil;
use jiff::tz::AmbiguousOffset;
use known::Known;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::hash::{Hash, Hasher};

/// A time zone with its IANA name: a reference to what the process knows of it. Cheap to copy and to compare.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(&'static Known);

/// A time in which a zone's offset stays the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steady {
    /// Its first instant, as far as it is known.
    pub from: Timestamp,
    /// The first instant after it, as far as it is known.
    pub until: Timestamp,
    /// Milliseconds east of Greenwich.
    pub offset: i64,
}

/// The text is not the name of a zone.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is not an IANA time zone; write it like `Europe/Riga`")]
pub struct ZoneError(pub String);

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(&known::UTC);

    /// The zone of this IANA name, such as `Europe/Riga`.
    ///
    /// # Errors
    /// [`ZoneError`] if the bundled data has no zone of that name.
    pub fn parse(name: &str) -> Result<Self, ZoneError> {
        known::find(name)
            .map(Self)
            .ok_or_else(|| ZoneError(name.to_owned()))
    }

    /// The names of all zones in the bundled data, in order.
    pub fn names() -> Vec<&'static str> {
        known::names()
    }

    /// The IANA name.
    pub fn name(&self) -> &'static str {
        self.0.name
    }

    /// The wall clock in this zone at an instant, with milliseconds.
    pub fn local(&self, at: Timestamp) -> NaiveDateTime {
        Timestamp(self.wall_millis(at)).utc().naive_utc()
    }

    /// The wall clock at an instant, as the milliseconds that a clock in UTC would then have since 1970.
    pub fn wall_millis(&self, at: Timestamp) -> i64 {
        at.0.saturating_add(self.offset_millis(at))
    }

    /// The time around an instant in which the offset stays the same; `None` outside the years that the
    /// process has at hand.
    #[inline]
    pub fn steady(&self, at: Timestamp) -> Option<Steady> {
        self.0.offsets().steady(at)
    }

    fn offset_millis(&self, at: Timestamp) -> i64 {
        match self.0.offsets().at(at) {
            Some(offset) => offset,
            None => self.offset_beyond(at),
        }
    }

    /// The offset at an instant outside the table; 0 outside jiff's years.
    #[cold]
    fn offset_beyond(&self, at: Timestamp) -> i64 {
        let offset = jiff::Timestamp::from_millisecond(at.0)
            .map_or(0, |at| self.0.rules().to_offset(at).seconds());
        i64::from(offset) * Timestamp::SECOND
    }

    /// The local date at an instant.
    pub fn date(&self, at: Timestamp) -> NaiveDate {
        let days = self.wall_millis(at).div_euclid(Timestamp::DAY);
        i32::try_from(days)
            .ok()
            .and_then(NaiveDate::from_epoch_days)
            .unwrap_or_else(|| self.local(at).date())
    }

    /// The instant of a wall-clock time: the first instant after a gap, the first of two.
    pub fn instant(&self, local: NaiveDateTime) -> Timestamp {
        let wall = local.and_utc().timestamp_millis();
        let first = self.0.offsets().first_showing(wall);
        first.unwrap_or_else(|| self.instant_beyond(local))
    }

    /// The same for a wall-clock time in [`Self::wall_millis`].
    pub fn instant_of_millis(&self, wall: i64) -> Timestamp {
        let first = self.0.offsets().first_showing(wall);
        first.unwrap_or_else(|| self.instant_beyond(Timestamp(wall).utc().naive_utc()))
    }

    /// The instant of a time of day on a date.
    pub fn at(&self, date: NaiveDate, time: LocalTime) -> Timestamp {
        let midnight = i64::from(date.to_epoch_days()) * Timestamp::DAY;
        let wall = midnight + i64::from(time.minutes()) * Timestamp::MINUTE;
        let first = self.0.offsets().first_showing(wall);
        first.unwrap_or_else(|| self.instant_beyond(time.on(date)))
    }

    /// The first instant of a local date.
    pub fn start_of(&self, date: NaiveDate) -> Timestamp {
        self.at(date, LocalTime::MIDNIGHT)
    }

    /// The instant of a wall-clock time by jiff's rules, for every year that they know.
    #[cold]
    fn instant_beyond(&self, local: NaiveDateTime) -> Timestamp {
        let Some(civil) = civil_of(local) else {
            return Timestamp(local.and_utc().timestamp_millis());
        };
        match self.0.rules().to_ambiguous_timestamp(civil).offset() {
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

    /// The last clock change at or before an instant.
    fn transition_before(&self, at: Timestamp) -> Option<Timestamp> {
        let just_after = jiff::Timestamp::from_millisecond(at.0.checked_add(1)?).ok()?;
        self.0
            .rules()
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

/// There is one `Known` for each name, so the reference says it all.
impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Zone {}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::ptr::from_ref(self.0).hash(state);
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
mod tests;
