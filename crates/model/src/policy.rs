//! The policy as data: the versioned set of rules and numbers that `lagom-policy` decides by.

use crate::calendar::QuietDays;
use crate::choice::SeasonChoice;
use crate::time::{LocalTime, Timestamp};
use crate::{Form, MessageClass};
use chrono::NaiveDate;
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

/// A day of any year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MonthDay {
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

/// A named window of dates, each year, with a form for everyone who has said nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Season {
    /// The key, such as `year-end`.
    pub key: String,
    /// Its first local date.
    pub from: MonthDay,
    /// Its last local date, included; before `from` in the calendar: the window crosses new year.
    pub to: MonthDay,
    /// What who said nothing gets.
    pub form: SeasonChoice,
    /// Only in these countries (ISO 3166-1 alpha-2); empty: everywhere.
    #[serde(default)]
    pub countries: Vec<String>,
    /// Only for these languages (BCP 47); empty: for all.
    #[serde(default)]
    pub languages: Vec<String>,
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
    /// Over how many minutes after quiet time its letters are spread.
    #[serde(default)]
    pub spread_minutes: u32,
    /// Levels of service that a reader may pick; each lowers ceilings, none lifts one.
    #[serde(default)]
    pub levels: Vec<Level>,
    /// How fast people read.
    #[serde(default)]
    pub reading: Reading,
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
            seasons: vec![Season {
                key: "year-end".to_owned(),
                from: MonthDay { month: 12, day: 20 },
                to: MonthDay { month: 1, day: 6 },
                form: SeasonChoice::Short,
                countries: Vec::new(),
                languages: Vec::new(),
            }],
            quiet_days: QuietDays::default(),
            spread_minutes: 30,
            levels: Vec::new(),
            reading: Reading::default(),
        }
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
        self.caps.iter().map(|cap| cap.days).max().unwrap_or(0)
    }
}

impl Season {
    /// Whether a date lies in it.
    pub fn holds_on(&self, date: NaiveDate) -> bool {
        use chrono::Datelike;
        let key = |month: u32, day: u32| month * 100 + day;
        let today = key(date.month(), date.day());
        let from = key(u32::from(self.from.month), u32::from(self.from.day));
        let to = key(u32::from(self.to.month), u32::from(self.to.day));
        if from <= to {
            (from..=to).contains(&today)
        } else {
            today >= from || today <= to
        }
    }

    /// Whether it is for someone of this country and language.
    pub fn is_for(&self, country: Option<&str>, language: &str) -> bool {
        let listed =
            |list: &[String], it: &str| list.iter().any(|one| one.eq_ignore_ascii_case(it));
        (self.countries.is_empty() || country.is_some_and(|it| listed(&self.countries, it)))
            && (self.languages.is_empty() || listed(&self.languages, language))
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
