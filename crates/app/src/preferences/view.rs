//! What a reader has now and what each choice would bring, as data. It holds no text and no address
//! but the masked one.

use super::limits::Raise;
use super::looser::Looser;
use chrono::NaiveDate;
use lagom_model::{
    Anchor, Cadence, Form, Policy, PublicationId, QuietDays, QuietHours, SeasonChoice, Stop,
    StopCause, StopScope, Timestamp, Zone,
};
use lagom_store::{ContentSize, PlannedPart};
use std::sync::Arc;

/// What is read beside the person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// What letters of the outbox bring that are planned for them.
    pub planned: Vec<PlannedPart>,
    /// What the last issues brought, the latest first.
    pub sizes: Arc<[ContentSize]>,
    /// Occasions that content was about.
    pub occasions: Arc<[String]>,
    /// Earlier versions of the policy, as far as their lines keep one's promise.
    pub policies: Arc<[Policy]>,
}

/// Everything that a preference page shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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
    /// Whether the reader said what would suit them better. Never the words: a forwarded letter leads here too.
    pub remarked: bool,
    /// Stops in force.
    pub stops: Vec<StopView>,
    /// The limits over all letters, the shortest window first.
    pub limits: Vec<LimitView>,
    /// When nothing is sent.
    pub quiet: Option<QuietHours>,
    /// What else holds for everything that is sent.
    pub wishes: WishesView,
    /// Where the policy in force is looser than what was promised.
    pub offers: Vec<Offer>,
}

/// What holds for everything that is sent, and what can be chosen for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WishesView {
    /// Whether the quiet hours are the reader's own.
    pub own_quiet: bool,
    /// The quiet hours for who chose none.
    pub usual_quiet: Option<QuietHours>,
    /// The days on which nothing is sent.
    pub quiet_days: QuietDays,
    /// Whether these days are the reader's own.
    pub own_quiet_days: bool,
    /// Whether the public holidays where the reader is are known.
    pub holidays_known: bool,
    /// The reader's limit in minutes of reading a week.
    pub minutes_a_week: Option<u32>,
    /// The most that can be chosen.
    pub most_minutes: u32,
    /// Occasions that can be done without.
    pub occasions: Vec<OccasionView>,
    /// Levels, if the policy has them.
    pub levels: Vec<LevelView>,
}

/// An occasion.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OccasionView {
    /// Its key.
    pub key: String,
    /// Whether the reader wants to hear of it.
    pub wanted: bool,
}

/// A level.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LevelView {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The most letters of the longest window with it, and its days.
    pub most: Option<(u32, u32)>,
    /// Whether the reader picked it.
    pub picked: bool,
}

/// A newer promise of one line, to be accepted or not.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Offer {
    /// The publication's key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The version of the policy in force.
    pub version: i64,
    /// What it allows beyond the promise, the weightiest first; never empty.
    pub looser: Vec<Looser>,
}

/// What a person gets at the moment, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Letters come.
    Gets {
        /// So many in four weeks.
        letters: u32,
        /// At most so many: the events of letters, or more than the limit lets through.
        at_most: bool,
        /// Minutes of reading in four weeks; `None`: nothing has come out yet.
        minutes: Option<u32>,
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
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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
    /// Minutes of reading in four weeks; `None`: nothing has come out yet.
    pub minutes: Option<u32>,
    /// Whether its letters are short outside seasons.
    pub short: bool,
    /// What each form brings.
    pub forms: Vec<FormEntry>,
    /// Whether new events are told at once, alone.
    pub tell_at_once: bool,
    /// Whether it has events at all.
    pub has_events: bool,
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

impl PublicationView {
    /// Whether it could come once a month, which would be fewer letters.
    pub fn monthly_is_fewer(&self) -> bool {
        let mut menu = self.menu.iter();
        let monthly = menu.find(|entry| entry.cadence == Cadence::Monthly);
        self.cadence != Cadence::EventsOnly
            && monthly.is_some_and(|monthly| monthly.letters < self.letters)
    }
}

/// One entry of a menu.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MenuEntry {
    /// The cadence.
    pub cadence: Cadence,
    /// Letters in four weeks of this publication.
    pub letters: u32,
    /// Minutes of reading in four weeks of this publication.
    pub minutes: Option<u32>,
    /// Letters in four weeks of everything, if it is chosen.
    pub letters_in_all: u32,
    /// The limits that choosing it raises.
    pub raises: Vec<Raise>,
}

/// A form that letters can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FormEntry {
    /// The form.
    pub form: Form,
    /// Minutes of reading in four weeks of this publication.
    pub minutes: Option<u32>,
}

/// One topic.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TopicView {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Whether it is among those chosen.
    pub taken: bool,
    /// Whether it comes first.
    pub favourite: bool,
    /// Minutes of reading in four weeks that it brings.
    pub minutes: Option<u32>,
}

/// The next letter.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Next {
    /// When it comes, at the earliest.
    pub at: Timestamp,
    /// What it brings.
    pub publications: Vec<PublicationId>,
}

/// What "fewer" would bring.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fewer {
    /// Letters in four weeks.
    pub letters: u32,
    /// Minutes of reading in four weeks; `None`: nothing has come out yet.
    pub minutes: Option<u32>,
    /// The lines that change, with their new cadence.
    pub lines: Vec<(PublicationId, Cadence)>,
}

/// What "only events" would bring.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OnlyEvents {
    /// Lines that bring only events then.
    pub changes: Vec<PublicationId>,
    /// Lines that stay as they are: their menus have no events.
    pub stays: Vec<PublicationId>,
}

/// A season.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SeasonView {
    /// Its key.
    pub key: String,
    /// The first date of the window that holds today, or of the next.
    pub from: NaiveDate,
    /// The last date of that window.
    pub to: NaiveDate,
    /// What who said nothing gets.
    pub form: SeasonChoice,
    /// If it holds today: the first date after it.
    pub holds_until: Option<NaiveDate>,
}

/// A stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StopView {
    /// How far it reaches.
    pub scope: StopScope,
    /// Its cause; only one's own can be lifted on the page.
    pub cause: StopCause,
    /// When.
    pub at: Timestamp,
}

/// A limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
