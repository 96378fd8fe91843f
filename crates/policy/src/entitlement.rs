//! Entitlement: whether one listing of an item belongs into a line's letter, by the choices in force
//! when the letter is gated. It judges one listing at a time; ranges, carried items and what another
//! publication announced already are the store's. Languages are not filtered.

use lagom_model::{Choices, Form, ItemKind, Listing, Seq, Timestamp};

/// Whether a listing belongs into a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entitlement {
    /// It does.
    Entitled,
    /// It does not.
    NotEntitled(NotEntitled),
}

/// Why a listing does not belong into a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotEntitled {
    /// It stands at or below the line's start.
    BeforeStart {
        /// Where the line starts.
        start: Seq,
    },
    /// The line had the item at an earlier listing.
    ListedBefore {
        /// That listing.
        previous: Seq,
    },
    /// It is not visible yet.
    NotVisible {
        /// When it will be.
        at: Timestamp,
    },
    /// The reader did not choose its topic.
    TopicNotChosen,
    /// The letter is made of events only, and this is none.
    NoEvent,
    /// It is of no use any more.
    Expired {
        /// Since when.
        at: Timestamp,
    },
}

/// Whether one listing belongs into one line's letter: [`judge`] without the why.
pub fn is_entitled(
    listing: &Listing,
    start: Seq,
    choices: &Choices,
    form: Form,
    now: Timestamp,
) -> bool {
    judge(listing, start, choices, form, now) == Entitlement::Entitled
}

/// Judges one listing for one line: `start` is the position at which the line starts, `form` the
/// form in which its letter goes now.
pub fn judge(
    listing: &Listing,
    start: Seq,
    choices: &Choices,
    form: Form,
    now: Timestamp,
) -> Entitlement {
    let why = if listing.seq <= start {
        NotEntitled::BeforeStart { start }
    } else if let Some(previous) = listing.previous_seq.filter(|previous| *previous > start) {
        NotEntitled::ListedBefore { previous }
    } else if listing.visible_at > now {
        let at = listing.visible_at;
        NotEntitled::NotVisible { at }
    } else if !choices.takes_topic(&listing.topic) {
        NotEntitled::TopicNotChosen
    } else if form == Form::Events && listing.kind != ItemKind::Event {
        NotEntitled::NoEvent
    } else if let Some(at) = listing.expires_at.filter(|at| *at <= now) {
        NotEntitled::Expired { at }
    } else {
        return Entitlement::Entitled;
    };
    Entitlement::NotEntitled(why)
}
