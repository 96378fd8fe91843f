//! Events: messages about them alone, and reminders that readers asked for. What is said to whom is
//! judged by pure functions of the scheduler; letters of issues are no business of this file.

use crate::Result;
use crate::plan::PlanLine;
use async_trait::async_trait;
use chrono::NaiveDate;
use lagom_model::{
    Choices, DeliveryId, Form, IssueId, Lead, Listing, MessageClass, PersonFacts, PublicId,
    PublicationId, Reason, SenderId, Seq, SubscriberId, Tell, Timestamp,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The events that one issue lists, while everybody who may have to hear of them alone is walked, in
/// the order of subscribers. It resumes where it stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventRound {
    /// Its internal key.
    pub id: i64,
    /// The publication.
    pub publication: PublicationId,
    /// The publication's last `seq` before the issue.
    pub from_seq: Seq,
    /// The publication's last `seq` with it.
    pub to_seq: Seq,
    /// When the issue became visible.
    pub at: Timestamp,
    /// The last subscriber that was planned.
    pub after: SubscriberId,
}

/// An issue that was corrected, while everybody who was brought something of it is walked, in the order of subscribers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionRound {
    /// The issue.
    pub issue: IssueId,
    /// Its publication.
    pub publication: PublicationId,
    /// The revision of its content since the correction.
    pub revision: i64,
    /// Positions in the publication's sequence of what was wrong, in order.
    pub wrong: Vec<Seq>,
    /// When its readers are written to.
    pub at: Timestamp,
    /// The last subscriber that was planned.
    pub after: SubscriberId,
}

/// Something that a message brought a person, or may have brought, of what a correction puts right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Brought {
    /// A part of a letter; what in its range was left out otherwise than by choice is not in `seqs`.
    Part {
        /// Wrong items in its range.
        seqs: Vec<Seq>,
        /// The form it went in.
        form: Form,
        /// The choices in force then.
        choices: Choices,
        /// When it went.
        at: Timestamp,
    },
    /// An item by itself: taken along by a later letter, or told alone.
    Item(Seq),
}

/// Who may have to hear of events in a round, so that nobody else's row is touched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RoundReach {
    /// Everybody with a line of the publication: an event was moved or called off.
    pub everybody: bool,
    /// Who wants to be told at once: an event is new.
    pub at_once: bool,
    /// Lines with slots whose next one lies after this instant, or is not known.
    pub slots_after: Option<Timestamp>,
    /// Events that were moved or called off: who had heard of them is told to the judge.
    pub moved: BTreeSet<i64>,
}

impl RoundReach {
    /// Whether it reaches nobody.
    pub fn is_empty(&self) -> bool {
        !self.everybody && !self.at_once && self.slots_after.is_none()
    }
}

/// Where people with event messages are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventSource {
    /// Lines of a round's publication, after its `after`.
    Round(EventRound, RoundReach),
    /// Lines of a corrected issue's publication, after its `after`.
    Correction(CorrectionRound),
    /// Reminders whose instant has come.
    Reminders,
}

/// A batch of event messages to plan.
#[derive(Debug, Clone)]
pub struct EventRequest {
    /// Where to look.
    pub source: EventSource,
    /// Now.
    pub now: Timestamp,
    /// At most this many people.
    pub limit: u32,
}

/// What a person was told of an event alone, or has an entry for on the short list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The event's key.
    pub key: i64,
    /// The stage's mark ([`lagom_model::EventStage::mark`]).
    pub mark: String,
    /// Whether it passed a gate already; `false`: the message can still say something else.
    pub gone: bool,
}

/// What became of a reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReminderState {
    /// Waits for its instant.
    Open,
    /// Its message is planned; what becomes of it stands on the delivery.
    Planned,
    /// The reader took it back.
    TakenBack,
    /// It ended without a message; the reason says why.
    Ended,
}

impl ReminderState {
    /// The name that stands in the database and in `--json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Planned => "planned",
            Self::TakenBack => "taken-back",
            Self::Ended => "ended",
        }
    }

    /// The state of this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Open, Self::Planned, Self::TakenBack, Self::Ended]
            .into_iter()
            .find(|state| state.name() == name)
    }
}

/// A reminder that a reader asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// The event's key.
    pub key: i64,
    /// How long before the start.
    pub lead: Lead,
    /// The publication that the reader read of it in.
    pub publication: PublicationId,
    /// When it is due.
    pub due_at: Timestamp,
    /// The end of the event's use when `due_at` was worked out.
    pub until: Timestamp,
    /// When the reader asked.
    pub asked_at: Timestamp,
    /// What became of it.
    pub state: ReminderState,
    /// Its message, once it is planned.
    pub delivery: Option<DeliveryId>,
    /// Why it ended without a message.
    pub reason: Option<Reason>,
}

/// One person in a batch, read under their lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventCase {
    /// The internal key.
    pub subscriber: SubscriberId,
    /// The person.
    pub person: PersonFacts,
    /// All lines whose subscription is in force.
    pub lines: Vec<PlanLine>,
    /// What they were told of events alone, and the short list between publications.
    pub told: Vec<Told>,
    /// Of the round's moved events, those that a letter brought them.
    pub had: Vec<i64>,
    /// Of what a correction puts right, what messages brought them.
    pub brought: Vec<Brought>,
    /// Their reminders, but for those taken back.
    pub reminders: Vec<Reminder>,
}

/// What is planned for one person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventVerdict {
    /// Messages.
    pub messages: Vec<EventMessage>,
    /// Reminders that move, are planned or end; a planned one names its message by place.
    pub reminders: Vec<ReminderStep>,
}

/// A message about events to plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventMessage {
    /// Its sender.
    pub sender: SenderId,
    /// Its class: `event` for an announcement, else `service`.
    pub class: MessageClass,
    /// The local date of the row's creation in the subscriber's zone.
    pub local_date: NaiveDate,
    /// When it falls due.
    pub due_at: Timestamp,
    /// What it says, one entry an event.
    pub tells: Vec<Tell>,
}

/// A step of one reminder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderStep {
    /// The event's key.
    pub key: i64,
    /// Which of the event's reminders.
    pub lead: Lead,
    /// What becomes of it.
    pub becomes: ReminderMove,
}

/// What becomes of a reminder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReminderMove {
    /// It waits for another instant, because the event has another start.
    Waits {
        /// When it is due.
        due_at: Timestamp,
        /// The end of the event's use now.
        until: Timestamp,
    },
    /// Its message is planned.
    Planned {
        /// The message's place in [`EventVerdict::messages`].
        message: usize,
    },
    /// It ends without a message.
    Ends(Reason),
}

/// What a batch did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EventReport {
    /// People judged.
    pub people: u32,
    /// Messages added to the outbox.
    pub messages: u32,
    /// Whether the source has nothing more that is due, but for people who were skipped.
    pub done: bool,
}

/// Judges one person: pure, called under the person's lock.
pub type EventFn<'a> = &'a (dyn Fn(&EventCase) -> EventVerdict + Send + Sync);

/// A reader sets a reminder, or takes one back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemindChange {
    /// The person.
    pub subscriber: SubscriberId,
    /// The event's key.
    pub key: i64,
    /// How long before the start.
    pub lead: Lead,
    /// The publication that the reader read of it in.
    pub publication: PublicationId,
    /// When it is due and the end of the event's use; `None`: it is taken back.
    pub due: Option<(Timestamp, Timestamp)>,
    /// Now.
    pub at: Timestamp,
}

/// The newest visible listing of an event in one publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventListing {
    /// The publication.
    pub publication: PublicationId,
    /// The listing.
    pub listing: Listing,
    /// The public id of the issue that lists it.
    pub issue: PublicId,
}

/// Units about events.
#[async_trait]
pub trait Events: Send + Sync {
    /// Rounds that are not yet walked to their end, the oldest first.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn event_rounds(&self) -> Result<Vec<EventRound>>;

    /// Corrections whose readers can be written to at `now`: the issue is visible, and nothing that went before the correction
    /// is in flight any more, so that it is known who was brought what was wrong.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn corrections(&self, now: Timestamp) -> Result<Vec<CorrectionRound>>;

    /// Plans one batch in one transaction: locks the people (skipping who is locked for
    /// [`EventSource::Reminders`]: they stay due; waiting for them in a round, or its cursor would pass
    /// them), reads them, judges each, writes messages with what they say, the short list and
    /// reminders, moves the round's cursor. A stage that a person was told of an event already is never
    /// written again, and a message with nothing left to say is not written. A due reminder that the
    /// verdict does not name is ended.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn plan_events(&self, request: EventRequest, judge: EventFn<'_>) -> Result<EventReport>;

    /// Sets a reminder, or takes it back, under the person's lock. Whether that changed anything.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn remind(&self, change: &RemindChange) -> Result<bool>;

    /// All reminders that a person ever asked for.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn reminders(&self, subscriber: SubscriberId) -> Result<Vec<Reminder>>;

    /// The newest listing of an event in each publication, issues taken back or on hold left out.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn event(&self, key: i64) -> Result<Vec<EventListing>>;
}
