//! Why a page could not be shown or a change not be made. It never carries a token or an address.

use lagom_links::LinkError;
use lagom_model::{Cadence, QuietHours};
use lagom_store::StoreError;

/// Why a use-case of this module did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum PreferenceError {
    /// The link proves nothing.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The link is genuine, but whom or what it was about is no longer there.
    #[error("this link leads to nothing any more; take one from a newer letter")]
    Gone,
    /// What was asked for cannot be chosen.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store could not do it. Nothing was changed.
    #[error("{0}")]
    Store(#[from] StoreError),
}

/// Why a choice was not taken. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no line of that publication.
    #[error("there is no newsletter `{0}` among yours; reload the page and choose again")]
    UnknownPublication(String),
    /// The publication's menu does not have it.
    #[error("`{publication}` cannot come {}; choose one of those on its list", cadence.name())]
    NotOnMenu {
        /// The publication's key.
        publication: String,
        /// What was asked for.
        cadence: Cadence,
    },
    /// The publication has no such topic.
    #[error("`{publication}` has no topic `{topic}`; reload the page and choose again")]
    UnknownTopic {
        /// The publication's key.
        publication: String,
        /// What was asked for.
        topic: String,
    },
    /// No topic at all would be a stop in disguise.
    #[error("no topic is left of `{0}`; to get nothing of it, stop it")]
    NoTopic(String),
    /// A pause has an end, later than today and at most a year ahead.
    #[error("a pause ends on a date after today and within a year; choose such a date")]
    PauseEnd,
    /// The stop is not one that the reader made.
    #[error("this stop cannot be lifted here; it is not one that you made")]
    NotYourStop,
    /// No publication and no page has that language.
    #[error("`{0}` is not a language that letters or pages come in; choose one of the list")]
    UnknownLanguage(String),
    /// Quiet hours that leave less than an open hour a day; equal ends are no hours at all.
    #[error("quiet from {} to {} leaves {open_minutes} minutes a day; leave at least an hour", quiet.from, quiet.to)]
    TooQuiet {
        /// The hours that were asked for.
        quiet: QuietHours,
        /// Minutes of a day that are left.
        open_minutes: u16,
    },
    /// Quiet days that leave no day of the week.
    #[error("with all seven days quiet nothing could be sent; leave one day open, or pause")]
    NoOpenDay,
    /// No or too many minutes of reading.
    #[error("a limit in minutes lies between 1 and {most}; to get nothing, pause or stop")]
    BadMinutes {
        /// The most that can be chosen.
        most: u32,
    },
    /// No or too many letters.
    #[error("a limit in letters lies between 1 and {most}; to get nothing, pause or stop")]
    BadMost {
        /// The most that can be chosen.
        most: u32,
    },
    /// There is no such occasion.
    #[error("there is no occasion `{0}`; reload the page and choose again")]
    UnknownOccasion(String),
    /// The policy has no such level.
    #[error("there is no level `{0}`; reload the page and choose again")]
    UnknownLevel(String),
    /// The policy that was accepted is not the one in force.
    #[error("our promise has changed once more; reload the page and read it again")]
    NotInForce,
    /// A digest's weekday, day or time does not exist.
    #[error("there is no such time for a letter; choose a day of the month from 1 to 31")]
    BadAnchor,
}
