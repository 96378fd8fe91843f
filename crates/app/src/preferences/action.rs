//! What a reader can do, as plain data. It never knows how a page asks for it.

use chrono::NaiveDate;
use lagom_model::{Anchor, Cadence, Form, QuietDays, QuietHours, Return, SeasonChoice, Zone};
use std::collections::BTreeSet;

/// How far a reader's "no" reaches. Publications go by the operator's key, as pages name them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Leaving {
    /// Nothing of this publication.
    Publication(String),
    /// No mailings.
    Mailings,
    /// Nothing at all.
    Everything,
}

/// How long a pause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PauseFor {
    /// So many weeks from today.
    Weeks(u32),
    /// Until this local date, on which letters come again.
    Until(NaiveDate),
}

/// What a reader can do on the preference page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Each line down its publication's menu, as many steps as it takes to bring less.
    Fewer {
        /// How many letters in four weeks the button promised. If it would bring another number by now, it was pressed
        /// before, and nothing changes.
        letters: Option<u32>,
    },
    /// Only events, wherever the menu has them.
    OnlyEvents,
    /// Nothing until a date, and what comes when it is over.
    Pause(PauseFor, Return),
    /// End the pause, of everything and of single lines.
    Resume,
    /// A stop.
    Stop(Leaving),
    /// Take back a stop of one's own.
    Restore(Leaving),
    /// How often, and for digests when.
    SetCadence {
        /// The publication's key.
        publication: String,
        /// How often.
        cadence: Cadence,
        /// When; `None`: as it was.
        anchor: Option<Anchor>,
    },
    /// On which day and at what time its digests come.
    When {
        /// The publication's key.
        publication: String,
        /// When; what it leaves out is the publication's.
        anchor: Anchor,
    },
    /// In which form outside seasons; `None`: full.
    Form {
        /// The publication's key.
        publication: String,
        /// The form.
        form: Option<Form>,
    },
    /// Topics that come first, and in full, where room is short.
    Favourites {
        /// The publication's key.
        publication: String,
        /// The topics' keys.
        topics: BTreeSet<String>,
    },
    /// Whether new events are told at once, alone.
    TellAtOnce {
        /// The publication's key.
        publication: String,
        /// Whether.
        at_once: bool,
    },
    /// Which topics.
    Topics {
        /// The publication's key.
        publication: String,
        /// The topics' keys; `None`: all, also those that come later.
        topics: Option<BTreeSet<String>>,
    },
    /// The standing choice for seasons; `None`: as the season says.
    Season(Option<SeasonChoice>),
    /// The language (BCP 47).
    Language(String),
    /// The zone whose clock holds.
    Zone(Zone),
    /// Quiet hours; `None`: the policy's.
    QuietHours(Option<QuietHours>),
    /// Quiet days; `None`: the policy's.
    QuietDays(Option<QuietDays>),
    /// The most letters in all, in the policy's longest window; `None`: as promised.
    Most(Option<u32>),
    /// A stopped publication comes again, once a month.
    MonthlyInstead {
        /// The publication's key.
        publication: String,
    },
    /// The most minutes of reading a week; `None`: no limit.
    MinutesAWeek(Option<u32>),
    /// Occasions that the reader wants to hear nothing of: all of them.
    NoOccasions(BTreeSet<String>),
    /// The level; `None`: none of them.
    Level(Option<String>),
    /// What would suit the reader better, in their own words; empty: what was said is withdrawn.
    Remark(String),
    /// Accepts what the policy in force allows, for one publication.
    Accept {
        /// The publication's key.
        publication: String,
        /// The version that the reader saw.
        version: i64,
    },
}

impl Action {
    /// Whether it is a stop, which must not be lost to a change that came in between.
    pub const fn is_stop(&self) -> bool {
        matches!(self, Self::Stop(_))
    }
}
