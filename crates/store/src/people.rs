//! People: imports, choices with their history, stops, undo.

use crate::Result;
use async_trait::async_trait;
use chrono::NaiveDate;
use lagom_model::facts::OwnLimit;
use lagom_model::{
    Choices, Ids, Measure, PersonFacts, PublicId, PublicationId, QuietHours, SeasonChoice,
    SenderId, Seq, StopCause, StopScope, SubscriberId, Timestamp, Wishes, Zone,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A person to import.
#[derive(Clone)]
pub struct NewPerson {
    /// The address as written.
    pub address: String,
    /// The keyed hash of the address in lower case: what it is found by.
    pub address_hash: String,
    /// The name.
    pub name: Option<String>,
    /// Whatever else the file said.
    pub attributes: BTreeMap<String, String>,
    /// The language (BCP 47); `None`: the publication's.
    pub language: Option<String>,
    /// The country (ISO 3166-1 alpha-2).
    pub country: Option<String>,
    /// The zone.
    pub zone: Option<Zone>,
    /// The standing choice for seasons.
    pub season: Option<SeasonChoice>,
    /// Lines to open.
    pub lines: Vec<NewLine>,
}

/// A line to open, with the choices that it starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLine {
    /// Its publication.
    pub publication: PublicationId,
    /// Its choices.
    pub choices: Choices,
    /// When it falls due by itself (the policy's slot function).
    pub next_due_at: Option<Timestamp>,
}

/// Defaults for who brings none of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// The batch.
    pub batch: PublicId,
    /// The file's name, for the report.
    pub file: String,
    /// The language for who brings none.
    pub language: String,
    /// The zone for who brings none.
    pub zone: Zone,
    /// Now.
    pub at: Timestamp,
}

/// What became of an imported person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImportFate {
    /// A new person.
    Added,
    /// Known; blanks were filled or lines opened.
    Filled,
    /// Known; nothing to add.
    Unchanged,
    /// Known, and a stop of whatever scope is in force: nothing was done, an import never lifts a stop.
    Stopped,
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSummary {
    /// The batch.
    pub batch: PublicId,
    /// The file's name.
    pub file: String,
    /// When.
    pub at: Timestamp,
    /// People added.
    pub added: u32,
    /// People whose blanks were filled.
    pub filled: u32,
    /// Whether it was undone.
    pub undone: bool,
}

/// What an undone import took back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UndoReport {
    /// People removed: added by the batch, and nothing happened with them since (no change, no row in
    /// the outbox, no other batch). Of who has only planned letters, the lines are ended and the
    /// letters cancelled.
    pub removed: u32,
    /// Lines ended that the batch opened and their people had not changed.
    pub ended: u32,
    /// People left as they are: they chose for themselves since, or had letters.
    pub kept: u32,
}

/// How to find a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// By the keyed hash of an address.
    AddressHash(String),
    /// By the subject of the preference link.
    Link(PublicId),
    /// By public id.
    Public(PublicId),
    /// By a delivery's public id. Its `link` is the one in force when that went, which may be revoked since: whoever holds an
    /// old letter is not given a new link.
    Delivery(PublicId),
}

/// A person with everything they chose.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The internal key.
    pub id: SubscriberId,
    /// What leaves the system.
    pub public_id: PublicId,
    /// The subject of the preference link.
    pub link: PublicId,
    /// The address, if there is one.
    pub address: Option<String>,
    /// The name, if known.
    pub name: Option<String>,
    /// What would suit them better, in their own words.
    pub remark: Option<String>,
    /// Counts the changes: what [`Change::revision`] compares.
    pub revision: i64,
    /// What the policy may know.
    pub facts: PersonFacts,
    /// Lines whose subscription is in force, by publication.
    pub lines: Vec<Line>,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person")
            .field("public_id", &self.public_id)
            .field("facts", &self.facts)
            .field("lines", &self.lines)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for NewPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewPerson")
            .field("zone", &self.zone)
            .field("lines", &self.lines)
            .finish_non_exhaustive()
    }
}

/// A line with the subscription in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its publication.
    pub publication: PublicationId,
    /// The publication's sender.
    pub sender: SenderId,
    /// The choices in force.
    pub choices: Choices,
    /// Since when these choices are in force.
    pub since: Timestamp,
    /// Where the line began.
    pub start_seq: Seq,
    /// The end of its last consumed part.
    pub watermark: Seq,
    /// When it falls due by itself.
    pub next_due_at: Option<Timestamp>,
    /// Since when folded content waits on it.
    pub waiting_since: Option<Timestamp>,
    /// The version of the policy that the line was made under, or that its reader accepted since.
    pub promise: i64,
}

/// Who changed something, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeSource {
    /// The person, on the preference page.
    Page,
    /// The one-click POST of RFC 8058.
    OneClick,
    /// A mail to the unsubscribe mailbox.
    Mail,
    /// The operator.
    Operator,
    /// An import.
    Import,
    /// The person took a change back.
    Undo,
    /// The person, by the link of a confirmation.
    Confirmation,
}

impl ChangeSource {
    /// The name that stands in the database and in `--json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::OneClick => "one-click",
            Self::Mail => "mail",
            Self::Operator => "operator",
            Self::Import => "import",
            Self::Undo => "undo",
            Self::Confirmation => "confirmation",
        }
    }
}

/// A change of what a person chose: all of it or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The person.
    pub subscriber: SubscriberId,
    /// The revision that the edits were computed from; another one is a conflict. `None`: any (a
    /// stop must not be lost to a conflict).
    pub revision: Option<i64>,
    /// What names the change, for undo.
    pub id: PublicId,
    /// How.
    pub source: ChangeSource,
    /// What the person saw and pressed (the consent record).
    pub wording: String,
    /// What changes.
    pub edits: Vec<Edit>,
    /// Now.
    pub at: Timestamp,
}

/// One edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "kebab-case")]
pub enum Edit {
    /// The choices on a line: ends the subscription's row and starts another. A line that had no
    /// subscription in force is joined again, from what is visible now on.
    Choose {
        /// The line's publication.
        publication: PublicationId,
        /// The choices.
        choices: Choices,
        /// When the line falls due by itself.
        next_due_at: Option<Timestamp>,
    },
    /// A stop. Lines it covers end their carried items.
    Stop {
        /// Its scope.
        scope: StopScope,
        /// Its cause.
        cause: StopCause,
    },
    /// Lifts the person's own stop of this scope.
    Lift {
        /// Its scope.
        scope: StopScope,
    },
    /// Pauses everything until a local date, or ends the pause.
    PauseAll {
        /// The first local date on which letters come again.
        until: Option<NaiveDate>,
    },
    /// The standing choice for seasons.
    Season {
        /// The choice.
        choice: Option<SeasonChoice>,
    },
    /// The language.
    Language {
        /// BCP 47.
        language: String,
    },
    /// The zone; the one before is remembered with the instant.
    Zone {
        /// The zone.
        zone: Zone,
    },
    /// The reader's own limits.
    Limits {
        /// All of them.
        limits: Vec<OwnLimit>,
    },
    /// Another instant at which a line falls due by itself (another zone moves its slots).
    Retime {
        /// The line's publication.
        publication: PublicationId,
        /// The instant.
        next_due_at: Option<Timestamp>,
    },
    /// Quiet hours of the person's own; `None`: the policy's.
    Quiet {
        /// The hours.
        quiet: Option<QuietHours>,
    },
    /// What else the person wishes of everything that is sent.
    Wish {
        /// All of it.
        wishes: Wishes,
    },
    /// A line's reader accepts another version of the policy: its promise holds from now on.
    AcceptPolicy {
        /// The line's publication.
        publication: PublicationId,
        /// The version.
        version: i64,
    },
    /// What would suit the person better, in their own words. The record of the change says that it was said, never what: the
    /// words are personal data and stand with the name.
    Remark {
        /// The words; `None`: withdrawn, and so when it is read back from the record.
        #[serde(skip)]
        said: Option<String>,
    },
}

/// What a change did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The person now.
    pub person: Person,
    /// Whether anything was different from before.
    pub changed: bool,
}

/// A page of people, for streams in bounded memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonPage {
    /// The people, by internal key.
    pub people: Vec<Person>,
    /// Where the next page starts; `None`: there is none.
    pub after: Option<SubscriberId>,
}

/// Units about people.
#[async_trait]
pub trait People: Send + Sync {
    /// Imports up to 1,000 people of a batch in one transaction. Fills blanks only, never
    /// overwrites a choice, never lifts a stop, sends nothing. The answer has an entry per person, in order;
    /// the same address twice: the second finds the first.
    ///
    /// # Errors
    /// Any failure of the database: then none of them was imported.
    async fn import(
        &self,
        row: &ImportRow,
        people: &[NewPerson],
        ids: &dyn Ids,
    ) -> Result<Vec<ImportFate>>;

    /// Batches, the latest first.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn imports(&self) -> Result<Vec<ImportSummary>>;

    /// Takes a batch back as far as its people have not acted since.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound) for an unknown batch.
    async fn undo_import(&self, batch: PublicId, now: Timestamp) -> Result<UndoReport>;

    /// A person.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn person(&self, by: &By) -> Result<Option<Person>>;

    /// People in the order of their internal keys.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn people(&self, after: Option<SubscriberId>, limit: u32) -> Result<PersonPage>;

    /// Changes what a person chose, under the person's lock (waiting for it).
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) if the revision is another one.
    async fn change(&self, change: &Change) -> Result<Changed>;

    /// Takes a change back: what it changed becomes what it was before, unless it was changed again
    /// since. Undoing twice does nothing.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound) for an unknown change of that person.
    async fn undo(
        &self,
        subscriber: SubscriberId,
        change: PublicId,
        now: Timestamp,
    ) -> Result<Changed>;

    /// What the reader of a letter says of its measure; the last word counts. It changes nothing else.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound) for an unknown letter, or one of somebody who was erased.
    async fn say_measure(&self, delivery: PublicId, measure: Measure, now: Timestamp)
    -> Result<()>;

    /// Late evidence that a held delivery arrived (a POST from a page that one of its links
    /// opened, never a GET): `held` becomes `sent`. Answers whether it did.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn evidence(&self, delivery: PublicId, now: Timestamp) -> Result<bool>;
}
