//! What a reader can do, as plain data. It never knows how a page asks for it.

use chrono::NaiveDate;
use lagom_model::{Anchor, Cadence, SeasonChoice};
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
    /// Each line one step down its publication's menu.
    Fewer,
    /// Only events, wherever the menu has them.
    OnlyEvents,
    /// Nothing until a date.
    Pause(PauseFor),
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
}

impl Action {
    /// Whether it is a stop, which must not be lost to a change that came in between.
    pub const fn is_stop(&self) -> bool {
        matches!(self, Self::Stop(_))
    }
}
