//! The one vocabulary of reasons, for policy, scheduler, dispatcher, console, logs and pages.
//!
//! A reason carries its numbers. It never carries an address, a name or a text of a person's. How a
//! reason reads, to operators and to readers, stands in the catalogues of `lagom-render`.
//!
//! To add a reason: a variant here, a line in each catalogue, a case file in `crates/policy/cases`.

use crate::choice::{Cadence, SeasonChoice};
use crate::stop::{StopCause, StopScope};
use crate::time::{LocalTime, Timestamp};
use crate::{Form, MessageClass, PublicationId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What set the limit of a cap for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LimitSource {
    /// The policy's default: the reader chose nothing.
    Default,
    /// The reader's own recorded choice.
    OwnChoice,
    /// The reader asked for more than the ceiling.
    Ceiling,
    /// The level that the reader picked lowers it.
    Level,
}

/// Why: a rule that had a say, or an outcome that made one necessary.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(
    tag = "rule",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case"
)]
pub enum Reason {
    /// The cadence that the line's choices ask for.
    Chosen {
        /// The line's publication.
        publication: PublicationId,
        /// The cadence.
        cadence: Cadence,
    },
    /// The form that the line's choices ask for.
    FormChosen {
        /// The line's publication.
        publication: PublicationId,
        /// The form.
        form: Form,
    },
    /// A season holds today.
    Season {
        /// The season's key.
        season: String,
        /// What it brings this person.
        brings: SeasonChoice,
        /// Whether the reader's standing choice said so, and not the season itself.
        own_choice: bool,
    },
    /// The address has not been confirmed.
    Unconfirmed,
    /// A stop forbids it.
    Stopped {
        /// How far the stop reaches.
        scope: StopScope,
        /// Who or what caused it.
        cause: StopCause,
    },
    /// A pause of the line, or of everything.
    Paused {
        /// The paused publication; `None`: everything.
        publication: Option<PublicationId>,
        /// The first local date on which letters come again.
        until: NaiveDate,
    },
    /// A cap, full or with room.
    Cap {
        /// The class it counts; `None`: all.
        class: Option<MessageClass>,
        /// Its window in local dates.
        days: u32,
        /// Units used in the window.
        used: u32,
        /// The number in force for this person.
        limit: u32,
        /// What set it.
        set_by: LimitSource,
        /// What the reader asked for, if they did: more than the limit where a ceiling bounds it.
        asked: Option<u32>,
        /// What nothing passes.
        ceiling: u32,
    },
    /// Room is left for a message of higher order that is scheduled already.
    LeavesRoom {
        /// That message's class.
        class: MessageClass,
        /// When it falls due.
        at: Timestamp,
        /// The window in local dates whose cap has no room for both; `None`: the gap between them is
        /// too short.
        days: Option<u32>,
    },
    /// A class's cap is full: its items stay out, the message goes.
    LeftOut {
        /// The class.
        class: MessageClass,
    },
    /// The reader's own limit in minutes of reading.
    Minutes {
        /// Minutes in seven local dates.
        limit: u32,
        /// Seconds of reading that they brought already.
        used_seconds: u32,
    },
    /// The policy became looser since; the line keeps the promise that it was made under.
    EarlierPromise {
        /// The version of that policy.
        version: i64,
    },
    /// A publication that the person has promises fewer messages than the policy does.
    LoweredBy {
        /// The publication.
        publication: PublicationId,
    },
    /// A quiet day where the person is.
    QuietDay {
        /// The date.
        date: NaiveDate,
        /// Whether it is a public holiday, and not a weekday that is quiet.
        holiday: bool,
        /// When quiet time ends.
        until: Timestamp,
    },
    /// What waited for the end of quiet time is spread over the minutes after it.
    Spread {
        /// This one's moment.
        at: Timestamp,
    },
    /// A digest with too little in it waits for its next slot.
    BelowMinimum {
        /// The line's publication.
        publication: PublicationId,
        /// The items that it would have.
        items: u32,
        /// The fewest that make a digest.
        least: u32,
        /// The next slot.
        until: Timestamp,
    },
    /// More waited than a letter shows; the rest is one link away.
    Overflow {
        /// The line's publication.
        publication: PublicationId,
        /// Items that it shows.
        shown: u32,
        /// Items one link away.
        linked: u32,
    },
    /// The pause is over, and the reader chose to get nothing of what came out meanwhile.
    NothingOnReturn {
        /// The line's publication.
        publication: PublicationId,
    },
    /// The reader wants to hear nothing of an occasion.
    Occasion {
        /// Its key.
        occasion: String,
    },
    /// An event is announced alone: the next letter would come too late, or the reader asked to be told at
    /// once.
    AnnouncedAlone {
        /// When the event starts.
        starts: Timestamp,
        /// Whether the reader asked to be told at once.
        at_once: bool,
    },
    /// A reminder that the reader asked for.
    Reminder {
        /// When the event starts.
        starts: Timestamp,
    },
    /// The event was announced to the reader, and its time has changed since.
    EventChanged {
        /// When it starts now.
        starts: Timestamp,
    },
    /// The event was announced to the reader, and was called off since.
    EventCancelled,
    /// A letter brought the reader what was wrong, and its issue was corrected since.
    Corrected,
    /// It could not arrive before the event starts.
    TooLate {
        /// When the event starts.
        starts: Timestamp,
    },
    /// The gap since the last touch is not over.
    Gap {
        /// The minimum gap in hours.
        hours: u32,
        /// The last touch.
        last: Timestamp,
        /// When the gap is over.
        until: Timestamp,
    },
    /// It is quiet where the person is.
    Quiet {
        /// The first minute of the quiet hours.
        from: LocalTime,
        /// The first minute after them.
        to: LocalTime,
        /// When they end.
        until: Timestamp,
    },
    /// Service in answer to the person's own request is exempt from caps, gap and quiet hours.
    OwnRequest {
        /// When they asked.
        asked_at: Timestamp,
    },
    /// Service is exempt from caps and gap.
    ServiceExempt,
    /// The content moves into the next letter of that sender.
    NextLetter {
        /// When it falls due.
        at: Timestamp,
    },
    /// No letter falls due in time: it gets one of its own at the first instant with room.
    OwnLetter {
        /// That instant.
        at: Timestamp,
    },
    /// There is no instant with room within the maximum deferral.
    NoWindow {
        /// Since when the content waits.
        since: Timestamp,
        /// The maximum deferral in days.
        days: u32,
    },
    /// It is of no use any more.
    Expired {
        /// Since when.
        at: Timestamp,
    },
    /// Nothing that the choices in force ask for is left in it.
    NothingLeft,
    /// The issue was withdrawn.
    Withdrawn,
    /// The operator cancelled it.
    Cancelled,
    /// The operator let all that fell due before an instant end: it is stale, or was sent in a time that is lost.
    Skipped {
        /// The instant.
        before: Timestamp,
    },
    /// The import that brought the person was undone.
    ImportUndone,
    /// There is no address to send to.
    NoAddress,
    /// The sender's run is paused or stopped.
    RunPaused,
    /// The server said try later, or was not reached; it is tried again.
    TryLater {
        /// How many attempts there were.
        attempts: u32,
        /// The reply's code, if there was one.
        code: Option<u16>,
        /// When it is tried again.
        until: Timestamp,
    },
    /// The limit of what a relay or the recipient's provider takes is used up: it waits for its turn.
    MailLimit {
        /// When it is looked at again.
        until: Timestamp,
    },
    /// The server refused it for good.
    Refused {
        /// The reply's code.
        code: u16,
    },
    /// It was tried until its own end.
    TriedLongEnough {
        /// How many attempts there were.
        attempts: u32,
    },
    /// The server refused the *sender* (authentication, policy): the run is paused, nobody is stopped.
    SenderRefused {
        /// The reply's code, if there was one.
        code: Option<u16>,
    },
    /// Nobody knows whether it arrived: the reply to its last byte is missing.
    OutcomeUnknown,
    /// The next letter said that it may not have arrived.
    NotedInNextLetter,
    /// Evidence that it arrived came later.
    LateEvidence,
}
