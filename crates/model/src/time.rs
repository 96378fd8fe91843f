//! Points in time and local times of day. Milliseconds, truncated once at the source; never a float.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Later than every instant that Lagom handles.
    pub const MAX: Self = Self(i64::MAX);

    /// One second, in milliseconds.
    pub const SECOND: i64 = 1_000;
    /// One minute, in milliseconds.
    pub const MINUTE: i64 = 60 * Self::SECOND;
    /// One hour, in milliseconds.
    pub const HOUR: i64 = 60 * Self::MINUTE;
    /// Twenty-four elapsed hours, in milliseconds (a *local date* may be longer or shorter).
    pub const DAY: i64 = 24 * Self::HOUR;

    /// This instant moved by some milliseconds, saturating.
    #[must_use]
    pub const fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to this instant (negative if `earlier` is later).
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// This instant, or the next full minute after it.
    #[must_use]
    pub const fn up_to_minute(self) -> Self {
        self.plus((-self.0).rem_euclid(Self::MINUTE))
    }

    /// Parses RFC 3339, such as `2026-11-21T09:00:00Z`; `None` if it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text)
            .ok()
            .map(|at| Self(at.timestamp_millis()))
    }

    /// As chrono's instant in UTC; instants out of chrono's range become the epoch.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is printed parses to the same instant: milliseconds are left out only where there are none.
        let pattern = match self.0.rem_euclid(Self::SECOND) {
            0 => "%Y-%m-%dT%H:%M:%SZ",
            _ => "%Y-%m-%dT%H:%M:%S%.3fZ",
        };
        write!(f, "{}", self.utc().format(pattern))
    }
}

/// A time of day on some wall clock, in minutes since midnight (0 to 1439).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LocalTime(u16);

impl LocalTime {
    /// Midnight.
    pub const MIDNIGHT: Self = Self(0);

    /// From hours and minutes; `None` outside 00:00 to 23:59.
    pub const fn new(hour: u16, minute: u16) -> Option<Self> {
        if hour < 24 && minute < 60 {
            Some(Self(hour * 60 + minute))
        } else {
            None
        }
    }

    /// From minutes since midnight; `None` from 1440 on.
    pub const fn from_minutes(minutes: u16) -> Option<Self> {
        if minutes < 1440 {
            Some(Self(minutes))
        } else {
            None
        }
    }

    /// Minutes since midnight.
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// Parses `HH:MM`; `None` if it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let (hour, minute) = text.trim().split_once(':')?;
        if hour.len() > 2 || minute.len() != 2 {
            return None;
        }
        Self::new(hour.parse().ok()?, minute.parse().ok()?)
    }

    /// This time on a date.
    pub fn on(self, date: NaiveDate) -> chrono::NaiveDateTime {
        date.and_hms_opt(u32::from(self.0 / 60), u32::from(self.0 % 60), 0)
            .unwrap_or_default()
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl TryFrom<String> for LocalTime {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is no time of day; write it as `09:00`"))
    }
}

impl From<LocalTime> for String {
    fn from(time: LocalTime) -> Self {
        time.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_times_parse_strictly() {
        assert_eq!(LocalTime::parse("09:05").map(LocalTime::minutes), Some(545));
        for bad in ["24:00", "9", "9:5", "09:60", "", "x:00", "009:00"] {
            assert_eq!(LocalTime::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_printed_parses_to_the_same_instant() {
        for at in [0, 1_234, -1, 1_772_438_400_000, 1_772_438_400_007] {
            assert_eq!(
                Timestamp::parse(&Timestamp(at).to_string()),
                Some(Timestamp(at))
            );
        }
        assert_eq!(Timestamp(1_000).to_string(), "1970-01-01T00:00:01Z");
    }

    #[test]
    fn timestamps_truncate_to_milliseconds() {
        assert_eq!(
            Timestamp::parse("1970-01-01T00:00:01.2345Z"),
            Some(Timestamp(1234))
        );
    }
}
