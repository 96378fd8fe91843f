//! What can be wrong between a policy and a menu, with its numbers, and how that reads to the operator.
//! It judges nothing; `menu.rs` does.

use crate::quiet_menu::LEAST_OPEN_MINUTES;
use chrono::Weekday;
use lagom_model::{Cadence, LocalTime, MessageClass, QuietHours};
use std::fmt;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It works, but not as readers will expect.
    Warning,
    /// The policy cannot keep what the menu promises.
    Error,
}

/// A problem, and how bad it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuProblem {
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub problem: Problem,
}

/// What is wrong between a policy and a menu. Its `Display` says it to the operator, with a hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A cap counts no dates at all.
    EmptyWindow {
        /// The class it counts; `None`: all.
        class: Option<MessageClass>,
    },
    /// A cap's default lies above its ceiling.
    DefaultAboveCeiling {
        /// The class it counts; `None`: all.
        class: Option<MessageClass>,
        /// Its window in local dates.
        days: u32,
        /// The default.
        default: u32,
        /// The ceiling.
        ceiling: u32,
    },
    /// A cadence brings more letters than a ceiling allows.
    AboveCeiling {
        /// The publication's key.
        publication: String,
        /// The cadence on its menu.
        cadence: Cadence,
        /// The class that the cap counts; `None`: all.
        class: Option<MessageClass>,
        /// The cap's window in local dates.
        days: u32,
        /// The letters in such a window.
        letters: u32,
        /// The cap's ceiling.
        ceiling: u32,
    },
    /// The gap is longer than the time between two letters of a cadence.
    GapTooLong {
        /// The publication's key.
        publication: String,
        /// The cadence on its menu.
        cadence: Cadence,
        /// The gap in hours.
        gap_hours: u32,
        /// The days between two letters.
        days_between: u32,
    },
    /// The quiet hours leave too little of a day.
    AlwaysQuiet {
        /// The quiet hours.
        quiet: QuietHours,
        /// What they leave, in minutes a day.
        open_minutes: u16,
    },
    /// Every weekday is quiet.
    NoOpenDay,
    /// Public holidays are quiet, but no country's are known.
    HolidaysOfNobody,
    /// A season's two ends change places from year to year.
    SeasonOrder {
        /// The season's key.
        season: String,
    },
    /// Digests fall due on a quiet weekday and come only after it.
    DigestOnQuietDay {
        /// The publication's key.
        publication: String,
        /// The weekday of its digests.
        weekday: Weekday,
    },
    /// Digests fall due in quiet hours and come only after them.
    DigestInQuiet {
        /// The publication's key.
        publication: String,
        /// When its digests fall due.
        time: LocalTime,
        /// The quiet hours.
        quiet: QuietHours,
    },
    /// Who chose nothing is subscribed to more than the default lets through.
    DefaultsAboveDefault {
        /// The cap's window in local dates.
        days: u32,
        /// The letters that all publications' default cadences bring in such a window.
        letters: u32,
        /// The cap's default.
        default: u32,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyWindow { class } => write!(
                f,
                "the cap on {} has `days = 0`, which counts nothing; give it at least 1",
                counted(*class)
            ),
            Self::DefaultAboveCeiling {
                class,
                days,
                default,
                ceiling,
            } => write!(
                f,
                "the cap on {} in {days} days has a default of `{default}` above its ceiling of \
                 `{ceiling}`; lower the default or raise the ceiling",
                counted(*class)
            ),
            Self::AboveCeiling {
                publication,
                cadence,
                class,
                days,
                letters,
                ceiling,
            } => write!(
                f,
                "`{publication}` offers `{}`, up to {letters} letters in {days} days, but the ceiling on \
                 {} is `{ceiling}`; take it off the menu, raise the ceiling, or correct \
                 `issue_every_days`",
                cadence.name(),
                counted(*class)
            ),
            Self::GapTooLong {
                publication,
                cadence,
                gap_hours,
                days_between,
            } => write!(
                f,
                "`{publication}` offers `{}`, a letter every {days_between} days, but the gap between two \
                 messages is `{gap_hours}` hours; shorten the gap or take it off the menu",
                cadence.name()
            ),
            Self::AlwaysQuiet {
                quiet,
                open_minutes,
            } => write!(
                f,
                "quiet hours from `{}` to `{}` leave {open_minutes} minutes of a day, and {LEAST_OPEN_MINUTES} \
                 are needed; shorten them",
                quiet.from, quiet.to
            ),
            Self::NoOpenDay => f.write_str(
                "all seven weekdays are quiet, so that nothing would ever be sent; leave at least one open",
            ),
            Self::HolidaysOfNobody => f.write_str(
                "public holidays are quiet, but `holidays` names no country, so that no day is one; name the \
                 countries of your readers, such as `holidays = [\"LV\"]`",
            ),
            Self::SeasonOrder { season } => write!(
                f,
                "the season `{season}` ends before it begins in some years and after it in others; choose two days \
                 whose order never changes"
            ),
            Self::DigestOnQuietDay {
                publication,
                weekday,
            } => write!(
                f,
                "the digests of `{publication}` fall due on a quiet day, `{weekday}`, and will come on the next open \
                 one; choose another weekday"
            ),
            Self::DigestInQuiet {
                publication,
                time,
                quiet,
            } => write!(
                f,
                "the digests of `{publication}` fall due at `{time}`, within the quiet hours, and will come \
                 at `{}`; choose a time outside `{}` to `{}`",
                quiet.to, quiet.from, quiet.to
            ),
            Self::DefaultsAboveDefault {
                days,
                letters,
                default,
            } => write!(
                f,
                "who subscribes to every publication and chooses nothing has up to {letters} letters in \
                 {days} days due, but gets `{default}`, the rest folded; raise the default or choose calmer \
                 default cadences"
            ),
        }
    }
}

fn counted(class: Option<MessageClass>) -> &'static str {
    class.map_or("all messages", MessageClass::name)
}
