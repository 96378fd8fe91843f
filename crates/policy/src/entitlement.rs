//! Entitlement: whether one listing of an item belongs into a line's letter, by the choices in force
//! when the letter is gated. It judges one listing at a time; ranges, carried items and what another
//! publication announced already are the store's. Languages are not filtered.

use crate::season::pause_end;
use lagom_model::{
    Choices, Form, ItemKind, Listing, PersonFacts, PublicationId, Reason, Return, Seq, Timestamp,
    Wishes,
};

/// What a line's reader is entitled to at an instant: made once for a letter, asked for each listing.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// The position at which the line starts.
    start: Seq,
    choices: &'a Choices,
    wishes: &'a Wishes,
    /// The form in which the line's letter goes.
    form: Form,
    /// What became visible meanwhile is not wanted: the reader came back from a pause and asked for nothing of that.
    unwanted: Option<Meanwhile>,
    now: Timestamp,
}

impl<'a> Claim<'a> {
    /// The claim of a line that starts after `start`, for a letter that goes in `form` now.
    pub fn new(
        person: &'a PersonFacts,
        choices: &'a Choices,
        start: Seq,
        form: Form,
        now: Timestamp,
    ) -> Self {
        Self {
            start,
            choices,
            wishes: &person.wishes,
            form,
            unwanted: nothing_of(person, choices),
            now,
        }
    }

    /// Whether a listing belongs into the letter: [`Claim::judge`] without the why.
    pub fn takes(&self, listing: &Listing) -> bool {
        self.judge(listing) == Entitlement::Entitled
    }

    /// Whether an event belongs into the letter by this listing of it, as its newest listing tells of it
    /// now: a line that had neither yet gets the newest, also where the first one's start has passed.
    pub fn takes_as(&self, listing: &Listing, newest: &Listing) -> bool {
        use Entitlement::NotEntitled as No;
        let by_this = matches!(
            self.judge(listing),
            Entitlement::Entitled | No(NotEntitled::Expired { .. })
        );
        let as_newest = matches!(
            self.judge(newest),
            Entitlement::Entitled | No(NotEntitled::ListedBefore { .. })
        );
        // A listing before is judged first, so the newest one's other rules are asked apart.
        let in_use = newest.visible_at <= self.now
            && newest.expires_at.is_none_or(|end| end > self.now)
            && self.choices.takes_topic(&newest.topic);
        by_this && as_newest && in_use
    }

    /// Judges one listing.
    pub fn judge(&self, listing: &Listing) -> Entitlement {
        let start = self.start;
        let why = if listing.seq <= start {
            NotEntitled::BeforeStart { start }
        } else if let Some(previous) = listing.previous_seq.filter(|previous| *previous > start) {
            NotEntitled::ListedBefore { previous }
        } else if listing.visible_at > self.now {
            let at = listing.visible_at;
            NotEntitled::NotVisible { at }
        } else if let Some(pause) = self.unwanted.filter(|pause| pause.holds(listing)) {
            NotEntitled::NothingOnReturn { at: pause.until }
        } else if let Some(at) = self.only_events_until(listing) {
            NotEntitled::OnlyEventsThen { until: at }
        } else if !self.choices.takes_topic(&listing.topic) {
            NotEntitled::TopicNotChosen
        } else if self.unwanted_occasion(listing).is_some() {
            NotEntitled::Occasion
        } else if self.form == Form::Events && listing.kind != ItemKind::Event {
            NotEntitled::NoEvent
        } else if let Some(at) = listing.expires_at.filter(|at| *at <= self.now) {
            NotEntitled::Expired { at }
        } else {
            return Entitlement::Entitled;
        };
        Entitlement::NotEntitled(why)
    }

    fn only_events_until(&self, listing: &Listing) -> Option<Timestamp> {
        let since = self.choices.articles_since?;
        let before = listing.kind != ItemKind::Event && listing.visible_at < since;
        before.then_some(since)
    }

    fn unwanted_occasion<'l>(&self, listing: &'l Listing) -> Option<&'l str> {
        let occasion = listing.occasion.as_deref()?;
        self.wishes
            .no_occasions
            .contains(occasion)
            .then_some(occasion)
    }
}

/// A pause, up to when the reader came, or comes, back.
#[derive(Debug, Clone, Copy)]
struct Meanwhile {
    /// `None`: nobody knows.
    since: Option<Timestamp>,
    until: Timestamp,
}

impl Meanwhile {
    /// Whether a listing became visible in it.
    fn holds(self, listing: &Listing) -> bool {
        let at = listing.visible_at;
        at < self.until && self.since.is_none_or(|since| at >= since)
    }
}

/// The pause of the line or of everything of which the reader asked for nothing.
fn nothing_of(person: &PersonFacts, choices: &Choices) -> Option<Meanwhile> {
    if choices.on_return != Return::Nothing {
        return None;
    }
    let until = choices.paused_until.max(person.paused_until)?;
    Some(Meanwhile {
        since: choices.paused_since,
        until: pause_end(until, &person.zone),
    })
}

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
    /// It came out in a pause, and the reader asked for nothing of that.
    NothingOnReturn {
        /// When the pause was, or is, over.
        at: Timestamp,
    },
    /// It came out while the reader had chosen events only, and this is none.
    OnlyEventsThen {
        /// Until when.
        until: Timestamp,
    },
    /// The reader did not choose its topic.
    TopicNotChosen,
    /// The reader wants to hear nothing of its occasion.
    Occasion,
    /// The letter is made of events only, and this is none.
    NoEvent,
    /// It is of no use any more.
    Expired {
        /// Since when.
        at: Timestamp,
    },
}

impl NotEntitled {
    /// It as a reason, where the vocabulary has one.
    pub fn reason(self, publication: PublicationId, listing: &Listing) -> Option<Reason> {
        match self {
            Self::NothingOnReturn { .. } => Some(Reason::NothingOnReturn { publication }),
            Self::Occasion => {
                let occasion = listing.occasion.clone()?;
                Some(Reason::Occasion { occasion })
            }
            Self::Expired { at } => Some(Reason::Expired { at }),
            Self::BeforeStart { .. }
            | Self::ListedBefore { .. }
            | Self::NotVisible { .. }
            | Self::OnlyEventsThen { .. }
            | Self::TopicNotChosen
            | Self::NoEvent => None,
        }
    }
}
