//! What a reader has now and what each choice would bring, as data. It holds no text and no address
//! but the masked one.

use super::limits::Raise;
use chrono::NaiveDate;
use lagom_model::policy::MonthDay;
use lagom_model::{
    Anchor, Cadence, PublicationId, QuietHours, SeasonChoice, Stop, StopCause, StopScope,
    Timestamp, Zone,
};

/// A letter of the outbox that is planned for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// When it falls due.
    pub at: Timestamp,
    /// The publications of its parts.
    pub publications: Vec<PublicationId>,
}

/// Everything that a preference page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The masked address, if there is one.
    pub address: Option<String>,
    /// The person's language (BCP 47).
    pub language: String,
    /// The person's zone.
    pub zone: Zone,
    /// Today, in that zone.
    pub today: NaiveDate,
    /// What they get now.
    pub standing: Standing,
    /// Their lines, by publication.
    pub publications: Vec<PublicationView>,
    /// The next letter, as far as it is known.
    pub next: Option<Next>,
    /// What "fewer" would bring; `None`: each line has the least that its menu offers.
    pub fewer: Option<Fewer>,
    /// What "only events" would bring; `None`: it would change nothing.
    pub only_events: Option<OnlyEvents>,
    /// The first local date on which letters come again, if everything is paused.
    pub paused_until: Option<NaiveDate>,
    /// Whether there is a pause to end, of everything or of a line.
    pub can_resume: bool,
    /// The standing choice for seasons.
    pub season: Option<SeasonChoice>,
    /// The policy's seasons that are for this person.
    pub seasons: Vec<SeasonView>,
    /// The languages that can be chosen.
    pub languages: Vec<String>,
    /// Stops in force.
    pub stops: Vec<StopView>,
    /// The limits over all letters, the shortest window first.
    pub limits: Vec<LimitView>,
    /// When nothing is sent.
    pub quiet: Option<QuietHours>,
}

/// What a person gets at the moment, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Letters come.
    Gets {
        /// So many in four weeks.
        letters: u32,
        /// At most so many: the events of letters, or more than the limit lets through.
        at_most: bool,
    },
    /// Everything is paused.
    Paused {
        /// The first local date on which letters come again.
        until: NaiveDate,
    },
    /// A stop of this scope covers all there is.
    Stopped {
        /// Its scope.
        scope: StopScope,
        /// Its cause.
        cause: StopCause,
    },
    /// There is no line.
    Nothing,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicationView {
    /// The publication.
    pub id: PublicationId,
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its sender's name.
    pub sender: String,
    /// What it is, in a sentence.
    pub description: String,
    /// The cadence in force.
    pub cadence: Cadence,
    /// When its digests come, all fields set.
    pub anchor: Anchor,
    /// Letters in four weeks with this cadence.
    pub letters: u32,
    /// When its next letter comes, if that is known.
    pub next: Option<Timestamp>,
    /// The first local date on which its letters come again, if the line is paused.
    pub paused_until: Option<NaiveDate>,
    /// The stop that covers it, if one does: the narrowest.
    pub stopped: Option<StopView>,
    /// What can be chosen.
    pub menu: Vec<MenuEntry>,
    /// Its topics.
    pub topics: Vec<TopicView>,
}

/// One entry of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuEntry {
    /// The cadence.
    pub cadence: Cadence,
    /// Letters in four weeks of this publication.
    pub letters: u32,
    /// Letters in four weeks of everything, if it is chosen.
    pub letters_in_all: u32,
    /// The limits that choosing it raises.
    pub raises: Vec<Raise>,
}

/// One topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicView {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Whether it is among those chosen.
    pub taken: bool,
}

/// The next letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// When it comes, at the earliest.
    pub at: Timestamp,
    /// What it brings.
    pub publications: Vec<PublicationId>,
}

/// What "fewer" would bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fewer {
    /// Letters in four weeks.
    pub letters: u32,
    /// The lines that change, with their new cadence.
    pub lines: Vec<(PublicationId, Cadence)>,
}

/// What "only events" would bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnlyEvents {
    /// Lines that bring only events then.
    pub changes: Vec<PublicationId>,
    /// Lines that stay as they are: their menus have no events.
    pub stays: Vec<PublicationId>,
}

/// A season.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeasonView {
    /// Its key.
    pub key: String,
    /// Its first date.
    pub from: MonthDay,
    /// Its last date.
    pub to: MonthDay,
    /// What who said nothing gets.
    pub form: SeasonChoice,
    /// If it holds today: the first date after it.
    pub holds_until: Option<NaiveDate>,
}

/// A stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StopView {
    /// How far it reaches.
    pub scope: StopScope,
    /// Its cause; only one's own can be lifted on the page.
    pub cause: StopCause,
    /// When.
    pub at: Timestamp,
}

/// A limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitView {
    /// The window in local dates.
    pub days: u32,
    /// For who chose nothing.
    pub default: u32,
    /// The reader's own, if they chose one.
    pub own: Option<u32>,
    /// What nothing passes.
    pub ceiling: u32,
    /// The number in force.
    pub in_force: u32,
}

impl StopView {
    pub(super) fn of(stop: Stop) -> Self {
        Self {
            scope: stop.scope,
            cause: stop.cause,
            at: stop.at,
        }
    }
}
