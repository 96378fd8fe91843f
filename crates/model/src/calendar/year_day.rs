//! A day that every year has: fixed, or computed from Easter or from a weekday of a month. It has one
//! spelling, which configuration and the recorded policy share.

use super::easter;
use chrono::{Datelike, Month, NaiveDate, TimeDelta, Weekday};
use serde::de::{Deserializer, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A day of any year, 29 February included: in years that have none it is the 28th.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    month: u8,
    day: u8,
    /// Its place in a leap year, from 1 on.
    ordinal: u16,
}

impl MonthDay {
    /// From a month (1 to 12) and a day that some year has; `None` for all else.
    pub fn new(month: u8, day: u8) -> Option<Self> {
        let date = NaiveDate::from_ymd_opt(2024, u32::from(month), u32::from(day))?;
        let ordinal = u16::try_from(date.ordinal()).ok()?;
        Some(Self {
            month,
            day,
            ordinal,
        })
    }

    /// Its date in a year; `None` beyond the calendar's ends.
    pub fn in_year(self, year: i32) -> Option<NaiveDate> {
        let (month, day) = (u32::from(self.month), u32::from(self.day));
        NaiveDate::from_ymd_opt(year, month, day)
            .or_else(|| NaiveDate::from_ymd_opt(year, month, day - 1))
    }

    /// Its place in a year, from 1 on.
    #[inline]
    pub(super) const fn ordinal(self, leap_year: bool) -> u16 {
        const LEAP_DAY: u16 = 60;
        let missing = !leap_year && self.ordinal >= LEAP_DAY;
        self.ordinal - missing as u16
    }
}

/// A day that every year has.
///
/// | written | means |
/// |---|---|
/// | `12-20` | 20 December |
/// | `easter-47` | 47 days before Easter Sunday of the western churches |
/// | `orthodox-easter+1` | the day after Easter Sunday of the Orthodox churches |
/// | `second sunday of may` | `first` to `fourth` weekday of a month |
/// | `last monday of may` | the last such weekday of the month |
/// | `fourth thursday of november+1` | the day after it |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct YearDay {
    base: Base,
    /// Days after the base (before it, if negative); 0 for a fixed day.
    days: i16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Base {
    Fixed(MonthDay),
    Easter,
    OrthodoxEaster,
    Nth {
        nth: Nth,
        weekday: Weekday,
        month: Month,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Nth {
    First,
    Second,
    Third,
    Fourth,
    Last,
}

/// The most days that a computed day may lie before or after what it is computed from.
const MOST_DAYS: i16 = 180;

/// The text is no day of the year.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "`{0}` is no day of the year; write it like `12-20`, `easter-47`, `orthodox-easter+1`, \
     `second sunday of may` or `last monday of may`"
)]
pub struct YearDayError(pub String);

impl YearDay {
    /// A fixed day.
    pub const fn fixed(day: MonthDay) -> Self {
        Self {
            base: Base::Fixed(day),
            days: 0,
        }
    }

    /// Its date in a year; `None` beyond the calendar's ends. Days before or after something may lie in
    /// the year before or after.
    pub fn in_year(self, year: i32) -> Option<NaiveDate> {
        let base = match self.base {
            Base::Fixed(day) => day.in_year(year),
            Base::Easter => easter::western(year),
            Base::OrthodoxEaster => easter::orthodox(year),
            Base::Nth {
                nth,
                weekday,
                month,
            } => nth.in_month(year, weekday, month.number_from_month()),
        }?;
        if self.days == 0 {
            return Some(base);
        }
        base.checked_add_signed(TimeDelta::days(i64::from(self.days)))
    }

    /// The day, if it is fixed.
    pub(super) const fn as_fixed(self) -> Option<MonthDay> {
        match self.base {
            Base::Fixed(day) => Some(day),
            Base::Easter | Base::OrthodoxEaster | Base::Nth { .. } => None,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        if text.starts_with(|first: char| first.is_ascii_digit()) {
            return fixed(text).map(Self::fixed);
        }
        let orthodox = text.strip_prefix("orthodox-");
        let (base, days) = split_days(orthodox.unwrap_or(text))?;
        let base = match (base, orthodox) {
            ("easter", Some(_)) => Base::OrthodoxEaster,
            ("easter", None) => Base::Easter,
            (_, Some(_)) => return None,
            (text, None) => nth(text)?,
        };
        Some(Self { base, days })
    }
}

/// `easter-47` as `easter` and −47.
fn split_days(text: &str) -> Option<(&str, i16)> {
    let Some(at) = text.find(['+', '-']) else {
        return Some((text, 0));
    };
    let (base, days) = text.split_at_checked(at)?;
    let digits = days.get(1..)?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let days: i16 = days.parse().ok()?;
    (-MOST_DAYS..=MOST_DAYS)
        .contains(&days)
        .then_some((base.trim_end(), days))
}

/// `12-20`.
fn fixed(text: &str) -> Option<MonthDay> {
    let (month, day) = text.split_once('-')?;
    let number = |text: &str| {
        let two_digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        two_digits.then(|| text.parse().ok()).flatten()
    };
    MonthDay::new(number(month)?, number(day)?)
}

/// `second sunday of may`.
fn nth(text: &str) -> Option<Base> {
    let mut words = text.split_whitespace();
    let nth = words.next()?;
    let nth = Nth::ALL.into_iter().find(|it| it.word() == nth)?;
    let weekday = words.next()?.parse().ok()?;
    let of = words.next()? == "of";
    let month = words.next()?.parse().ok()?;
    (of && words.next().is_none()).then_some(Base::Nth {
        nth,
        weekday,
        month,
    })
}

impl Nth {
    const ALL: [Self; 5] = [
        Self::First,
        Self::Second,
        Self::Third,
        Self::Fourth,
        Self::Last,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
            Self::Third => "third",
            Self::Fourth => "fourth",
            Self::Last => "last",
        }
    }

    fn in_month(self, year: i32, weekday: Weekday, month: u32) -> Option<NaiveDate> {
        let date = |nth| NaiveDate::from_weekday_of_month_opt(year, month, weekday, nth);
        match self {
            Self::First => date(1),
            Self::Second => date(2),
            Self::Third => date(3),
            Self::Fourth => date(4),
            Self::Last => date(5).or_else(|| date(4)),
        }
    }
}

const fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "monday",
        Weekday::Tue => "tuesday",
        Weekday::Wed => "wednesday",
        Weekday::Thu => "thursday",
        Weekday::Fri => "friday",
        Weekday::Sat => "saturday",
        Weekday::Sun => "sunday",
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl fmt::Display for YearDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.base {
            Base::Fixed(day) => write!(f, "{day}")?,
            Base::Easter => f.write_str("easter")?,
            Base::OrthodoxEaster => f.write_str("orthodox-easter")?,
            Base::Nth {
                nth,
                weekday,
                month,
            } => write!(
                f,
                "{} {} of {}",
                nth.word(),
                weekday_name(weekday),
                month.name().to_ascii_lowercase()
            )?,
        }
        if self.days == 0 {
            Ok(())
        } else {
            write!(f, "{:+}", self.days)
        }
    }
}

impl FromStr for YearDay {
    type Err = YearDayError;

    fn from_str(text: &str) -> Result<Self, YearDayError> {
        let lower = text.trim().to_ascii_lowercase();
        Self::parse(&lower).ok_or_else(|| YearDayError(text.to_owned()))
    }
}

impl Serialize for YearDay {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// From its text, or from `{ month = 12, day = 20 }`: so do fixed days stand in policies that were recorded
/// before there were computed ones.
impl<'de> Deserialize<'de> for YearDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextOrTable)
    }
}

struct TextOrTable;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    month: u8,
    day: u8,
}

impl<'de> Visitor<'de> for TextOrTable {
    type Value = YearDay;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a day of the year, such as `12-20` or `easter-47`")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<YearDay, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<YearDay, A::Error> {
        let Table { month, day } = Table::deserialize(MapAccessDeserializer::new(map))?;
        let fixed = MonthDay::new(month, day).map(YearDay::fixed);
        fixed.ok_or_else(|| {
            serde::de::Error::custom(format!("no year has a day `{day}` in its month `{month}`"))
        })
    }
}

#[cfg(test)]
mod tests;
