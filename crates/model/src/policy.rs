//! The policy as data: the versioned set of rules and numbers that `lagom-policy` decides by.

use crate::calendar::{Holidays, MonthDay, QuietDays, Season, YearDay};
use crate::choice::SeasonChoice;
use crate::time::{LocalTime, Timestamp};
use crate::{Form, MessageClass, PublicationId};
use chrono::{NaiveTime, Timelike as _};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A cap on touches in a rolling window of local dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cap {
    /// The class it counts; `None`: all classes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<MessageClass>,
    /// The window: the last `days` local dates of the subscriber, today included.
    pub days: u32,
    /// For those who chose nothing.
    pub default: u32,
    /// What nothing passes; only the reader's own recorded choice goes above the default.
    pub ceiling: u32,
}

/// A daily span of the subscriber's wall clock in which nothing is sent: half-open, and if it
/// crosses midnight it belongs to its start day. `from == to`: none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct QuietHours {
    /// Its first minute.
    pub from: LocalTime,
    /// The first minute after it.
    pub to: LocalTime,
}

impl QuietHours {
    /// Whether the wall clock shows a time in it.
    pub fn holds(self, shown: NaiveTime) -> bool {
        let minute = shown.num_seconds_from_midnight() / 60;
        let (from, to) = (u32::from(self.from.minutes()), u32::from(self.to.minutes()));
        if from <= to {
            (from..to).contains(&minute)
        } else {
            minute >= from || minute < to
        }
    }
}

/// The versioned set of rules and numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Which policy this is; given by the store, 0 before that.
    #[serde(default)]
    pub version: i64,
    /// Caps, in all and per class.
    pub caps: Vec<Cap>,
    /// The minimum gap between two touches, in elapsed hours.
    pub gap_hours: u32,
    /// When nothing is sent, for who chose nothing else.
    pub quiet: Option<QuietHours>,
    /// The longest that content waits for room, in days of 24 hours.
    pub max_deferral_days: u32,
    /// Seasons; the first that holds on a date wins.
    pub seasons: Vec<Season>,
    /// Days on which nothing is sent, for who wished nothing else.
    #[serde(default)]
    pub quiet_days: QuietDays,
    /// Public holidays by country (ISO 3166-1 alpha-2, in capitals), of the countries that the operator named.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub holidays: BTreeMap<String, Holidays>,
    /// Over how many minutes after quiet time its letters are spread.
    #[serde(default)]
    pub spread_minutes: u32,
    /// After how many days without a letter the next one says why it comes; 0: it never does.
    #[serde(default)]
    pub silence_days: u32,
    /// How rarely readers are asked how their letters are.
    #[serde(default)]
    pub feedback: Feedback,
    /// Levels of service that a reader may pick; each lowers ceilings, none lifts one.
    #[serde(default)]
    pub levels: Vec<Level>,
    /// Publications that promise less, by key: for whoever has a line of one, its numbers hold where they are lower.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lowered: BTreeMap<String, Vec<Cap>>,
    /// How fast people read.
    #[serde(default)]
    pub reading: Reading,
    /// The version of an earlier policy whose promise keeps this one stricter for a person; never stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised: Option<i64>,
    /// The publication whose lower numbers made this policy stricter for a person; never stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lowered_by: Option<PublicationId>,
}

/// How rarely a letter's footer asks whether it is too much, right or too little.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Feedback {
    /// Nobody is asked twice within so many days.
    pub every_days: u32,
    /// Of a hundred readers so many are asked in that time; 0: nobody is.
    pub percent: u32,
}

impl Default for Feedback {
    /// Once in 180 days at most, a quarter of the readers.
    fn default() -> Self {
        Self {
            every_days: 180,
            percent: 25,
        }
    }
}

/// A named package that a reader picks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// The key, such as `calm`.
    pub key: String,
    /// The name that readers see.
    pub name: String,
    /// The caps that it lowers: for a cap of the same class and days, the lower numbers hold.
    pub caps: Vec<Cap>,
}

/// How fast people read, by language, with the source of the numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Reading {
    /// Words a minute by language (BCP 47 primary subtag).
    pub words_a_minute: BTreeMap<String, u32>,
    /// Words a minute for every other language.
    pub otherwise: u32,
    /// Where the numbers come from.
    pub source: String,
}

impl Default for Reading {
    /// Silent reading of non-fiction in English: 238 words a minute (Brysbaert 2019, a review of 190
    /// studies); it stands for every language until the configuration says better.
    fn default() -> Self {
        Self {
            words_a_minute: BTreeMap::new(),
            otherwise: 238,
            source: "Brysbaert 2019, doi:10.1016/j.jml.2019.104047".to_owned(),
        }
    }
}

impl Reading {
    /// Seconds that a number of words takes in a language, rounded up.
    pub fn seconds(&self, words: u32, language: &str) -> u32 {
        let primary = language.split('-').next().unwrap_or(language);
        let speed = self.words_a_minute.get(primary).copied();
        let speed = speed.unwrap_or(self.otherwise).max(1);
        words.saturating_mul(60).div_ceil(speed)
    }
}

impl Policy {
    /// The product's policy: `default` 2 in 7 days and 6 in 28, `ceiling` 5 in 7 and 16 in 28, gap
    /// 20 hours, quiet 21–08, short letters over the year's end.
    pub fn product() -> Self {
        let at = |hour| LocalTime::new(hour, 0).unwrap_or(LocalTime::MIDNIGHT);
        let cap = |days, default, ceiling| Cap {
            class: None,
            days,
            default,
            ceiling,
        };
        Self {
            version: 0,
            caps: vec![cap(7, 2, 5), cap(28, 6, 16)],
            gap_hours: 20,
            quiet: Some(QuietHours {
                from: at(21),
                to: at(8),
            }),
            max_deferral_days: 14,
            seasons: year_end().into_iter().collect(),
            quiet_days: QuietDays::default(),
            holidays: BTreeMap::new(),
            spread_minutes: 30,
            silence_days: 90,
            feedback: Feedback::default(),
            levels: Vec::new(),
            lowered: BTreeMap::new(),
            reading: Reading::default(),
            promised: None,
            lowered_by: None,
        }
    }

    /// The public holidays of a country, if the operator named it.
    pub fn holidays_of(&self, country: &str) -> Option<&Holidays> {
        let mut known = self.holidays.iter();
        let (_, holidays) = known.find(|(code, _)| code.eq_ignore_ascii_case(country))?;
        Some(holidays)
    }

    /// The gap in milliseconds.
    pub fn gap(&self) -> i64 {
        i64::from(self.gap_hours) * Timestamp::HOUR
    }

    /// The maximum deferral in milliseconds.
    pub fn max_deferral(&self) -> i64 {
        i64::from(self.max_deferral_days) * Timestamp::DAY
    }

    /// The longest window of any cap, in days; 0 without caps.
    pub fn longest_window(&self) -> u32 {
        let lowered = self.lowered.values().flatten();
        let caps = self.caps.iter().chain(lowered);
        caps.map(|cap| cap.days).max().unwrap_or(0)
    }
}

impl From<SeasonChoice> for Option<Form> {
    /// The form of the letters; `None` where there are none.
    fn from(choice: SeasonChoice) -> Self {
        match choice {
            SeasonChoice::Full => Some(Form::Full),
            SeasonChoice::Short => Some(Form::Short),
            SeasonChoice::Events => Some(Form::Events),
            SeasonChoice::Nothing => None,
        }
    }
}

/// Short letters from 20 December to 6 January.
fn year_end() -> Option<Season> {
    Some(Season {
        key: "year-end".to_owned(),
        from: YearDay::fixed(MonthDay::new(12, 20)?),
        to: YearDay::fixed(MonthDay::new(1, 6)?),
        form: SeasonChoice::Short,
        countries: Vec::new(),
        languages: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_hold_their_first_minute_and_not_their_last() {
        let hours = |from, to| QuietHours {
            from: LocalTime::parse(from).unwrap(),
            to: LocalTime::parse(to).unwrap(),
        };
        for (from, to, shown, wanted) in [
            ("21:00", "08:00", "20:59:59", false),
            ("21:00", "08:00", "21:00:00", true),
            ("21:00", "08:00", "00:00:00", true),
            ("21:00", "08:00", "07:59:59", true),
            ("21:00", "08:00", "08:00:00", false),
            ("12:00", "14:00", "13:59:59", true),
            ("12:00", "14:00", "14:00:00", false),
            ("12:00", "14:00", "11:59:59", false),
            ("12:00", "12:00", "12:00:00", false),
        ] {
            let held = hours(from, to).holds(shown.parse().unwrap());
            assert_eq!(held, wanted, "{shown} in {from}–{to}");
        }
    }
}
