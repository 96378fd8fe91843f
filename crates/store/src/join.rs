//! Joining, coming back, and what only the owner of an address may do: service messages that are asked for, the
//! links in them, what a click on their pages carries out, erasure.
//!
//! Nothing here lets anybody in without a click: [`Joining::ask`] only sends, [`Joining::confirm`] carries out.

use crate::Result;
use crate::people::{Change, Person};
use async_trait::async_trait;
use lagom_model::{
    Choices, Ids, PublicId, PublicationId, SenderId, Stop, StopCause, StopScope, SubscriberId,
    Timestamp, Zone,
};
use serde::{Deserialize, Serialize};

/// What a service message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AskKind {
    /// Confirms a joining.
    Join,
    /// Confirms the return of somebody whose letters are stopped, or who was erased.
    Return,
    /// Opens what only the owner of the address may do.
    StepUp,
    /// Confirms a new address; goes there.
    Address,
}

impl AskKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Join, Self::Return, Self::StepUp, Self::Address];

    /// The name that stands in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Return => "return",
            Self::StepUp => "step-up",
            Self::Address => "address",
        }
    }

    /// The scope of its link, as it stands in the database.
    pub const fn scope(self) -> &'static str {
        match self {
            Self::StepUp => "step-up",
            Self::Join | Self::Return | Self::Address => "confirm",
        }
    }

    /// How long its link can be used, in milliseconds.
    pub const fn lasts(self) -> i64 {
        match self {
            Self::StepUp => 30 * Timestamp::MINUTE,
            Self::Join | Self::Return | Self::Address => 7 * Timestamp::DAY,
        }
    }
}

/// A line that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WantedLine {
    /// Its publication.
    pub publication: PublicationId,
    /// The choices.
    pub choices: Choices,
}

/// A consent that somebody gave beside their choices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    /// Its key in the configuration.
    pub key: String,
    /// What they saw.
    pub wording: String,
}

/// What a message's link carries out. Never an address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// Lines to open, or to choose anew.
    pub lines: Vec<WantedLine>,
    /// Consents, each recorded for itself.
    pub agreed: Vec<Agreed>,
    /// What they saw and pressed.
    pub wording: String,
    /// Where they did: `page` or `snippet`.
    pub how: String,
    /// The keyed hash of a new address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_hash: Option<String>,
}

/// Who asks for what.
#[derive(Clone)]
pub enum AskFor {
    /// An address that wants letters, known or not.
    Join {
        /// As written.
        address: String,
        /// Its keyed hash.
        address_hash: String,
        /// For who is new (BCP 47).
        language: String,
        /// For who is new.
        zone: Zone,
        /// For who is new.
        country: Option<String>,
        /// What they want.
        wanted: Wanted,
        /// Keyed hash of the network in which it was pressed, if that is known.
        network: Option<String>,
    },
    /// A person who wants to do what only they may.
    StepUp {
        /// The person.
        subscriber: SubscriberId,
    },
    /// A person who moves to another address.
    Address {
        /// The person.
        subscriber: SubscriberId,
        /// As written.
        address: String,
        /// Its keyed hash.
        address_hash: String,
    },
}

impl std::fmt::Debug for AskFor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Join { .. } => "Join",
            Self::StepUp { .. } => "StepUp",
            Self::Address { .. } => "Address",
        })
    }
}

/// A service message that is asked for.
#[derive(Debug, Clone)]
pub struct Ask {
    /// By whom, and what for.
    pub what: AskFor,
    /// Whose name it bears.
    pub sender: SenderId,
    /// Now: when it was asked for.
    pub at: Timestamp,
}

/// What is known when a message is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskCase {
    /// Whether the person confirmed an address before.
    pub confirmed: bool,
    /// Stops in force; an erased address has one of that cause.
    pub stops: Vec<Stop>,
    /// When such messages went before: to the address, over all publications; for a step-up to the person.
    pub asked: Vec<Timestamp>,
    /// Whether a new address belongs to somebody else already.
    pub taken: bool,
    /// How often "join" was pressed lately, this time among them.
    pub presses: Presses,
}

/// How often "join" was pressed lately, in whichever process and for whomever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Presses {
    /// In the last minute.
    pub in_a_minute: u32,
    /// In the last hour in the same network; 0 if that is not known.
    pub in_an_hour_from_network: u32,
}

/// Judges whether the message goes: pure, called under the locks. `None`: it does not.
pub type AskFn<'a> = &'a (dyn Fn(&AskCase) -> Option<AskKind> + Send + Sync);

/// A service message as gate and pages read it.
#[derive(Clone, PartialEq, Eq)]
pub struct ServiceRequest {
    /// What it is about.
    pub kind: AskKind,
    /// The subject of its link.
    pub subject: PublicId,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// From when on its link is of no use.
    pub expires_at: Timestamp,
    /// When its link was used.
    pub used_at: Option<Timestamp>,
    /// What the link carries out.
    pub wanted: Wanted,
    /// The contact point that it goes to, if not the one in use: key, revision, address.
    pub contact: Option<(i64, i64, String)>,
}

impl std::fmt::Debug for ServiceRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServiceRequest")
            .field("kind", &self.kind)
            .field("asked_at", &self.asked_at)
            .field("expires_at", &self.expires_at)
            .field("used_at", &self.used_at)
            .finish_non_exhaustive()
    }
}

/// A link of a service message, with whom it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requested {
    /// The message.
    pub request: ServiceRequest,
    /// The person.
    pub person: Person,
}

/// What a click on the page of a confirmation carries out, all of it or nothing.
#[derive(Debug, Clone)]
pub struct Confirm {
    /// The link's subject.
    pub subject: PublicId,
    /// The change of choices; its revision must be the one that was read.
    pub change: Change,
    /// Stops that the click lifts, whoever caused them.
    pub lifts: Vec<(StopScope, StopCause)>,
}

/// What became of a click.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmed {
    /// It was carried out; the person now.
    Done(Person),
    /// The link was used before; the person now.
    Before(Person),
    /// The link is too old, or nobody knows it.
    Gone,
    /// The new address belongs to somebody else by now.
    Taken,
}

/// What an erasure did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Erased {
    /// Contact points that are gone.
    pub contacts: u32,
    /// Messages that were planned or waiting and are cancelled.
    pub cancelled: u32,
    /// Messages in flight, which end by their own outcome.
    pub in_flight: u32,
}

/// One entry of a person's history of choices and consents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// When.
    pub at: Timestamp,
    /// How: `page`, `one-click`, `import`, `confirmation` …
    pub how: String,
    /// What the person saw and pressed; for an import the file's name.
    pub wording: String,
    /// What it is about: `choice`, `stop`, `consent`, `feedback` or `change`.
    pub about: String,
    /// The publication's key, if it is about one.
    pub publication: Option<String>,
    /// The choices, the scope of a stop, the consent's key, or the measure.
    pub detail: Option<String>,
    /// When it ended, was lifted, taken back or withdrawn.
    pub until: Option<Timestamp>,
}

/// A message that went to a person, or was meant to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentEntry {
    /// When it fell due.
    pub at: Timestamp,
    /// The kind: `letter`, `event`, `service`, `personal`.
    pub kind: String,
    /// What became of it.
    pub state: String,
    /// The sender's key.
    pub sender: String,
}

/// Everything that is held about a person beside [`Person`] itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Held {
    /// Other facts that came with them.
    pub attributes: std::collections::BTreeMap<String, String>,
    /// When they said what would suit them better, and what.
    pub remark: Option<(Timestamp, String)>,
    /// Since when they are known.
    pub since: Timestamp,
    /// Choices, stops, changes and consents, the oldest first.
    pub history: Vec<HistoryEntry>,
    /// Messages, the oldest first.
    pub messages: Vec<SentEntry>,
}

/// Units about joining and about what only the owner of an address may do.
#[async_trait]
pub trait Joining: Send + Sync {
    /// Asks for a service message: judges under the locks whether it goes, and plans it. Who is new is added
    /// without a confirmation, and gets nothing else. Answers what was planned.
    ///
    /// # Errors
    /// Any failure of the database: then nothing was asked for.
    async fn ask(&self, ask: &Ask, judge: AskFn<'_>, ids: &dyn Ids) -> Result<Option<AskKind>>;

    /// A link of a service message, used or not.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn requested(&self, subject: PublicId) -> Result<Option<Requested>>;

    /// Carries out what the page of a confirmation asked: the person is confirmed, stops are lifted, choices made,
    /// consents recorded, the link used. For a new address: it takes the place of the old one, which is deleted.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) if the person changed something meanwhile.
    async fn confirm(&self, confirm: &Confirm) -> Result<Confirmed>;

    /// Uses the link of a step-up, once. Answers with its person; `None`: it is too old, used, or none.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn step_up(&self, subject: PublicId, now: Timestamp) -> Result<Option<Person>>;

    /// Replaces the subject of a person's preference links: all links that were sent become worthless.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound) for an unknown person.
    async fn renew_links(
        &self,
        subscriber: SubscriberId,
        link: PublicId,
        now: Timestamp,
    ) -> Result<()>;

    /// Whose preference link this was before it was replaced.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn revoked(&self, link: PublicId) -> Result<Option<Person>>;

    /// Withdraws a consent of this key, if it is given.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn withdraw(&self, subscriber: SubscriberId, key: &str, now: Timestamp) -> Result<bool>;

    /// Everything that is held about a person beside the person's row.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn held(&self, subscriber: SubscriberId) -> Result<Held>;

    /// Erases a person, as SEMANTICS says: the tables with personal data lose their rows, the public id is
    /// replaced, what is planned or waiting is cancelled, the rest stays and names nobody. The keyed hash keeps the
    /// address suppressed. A person who never confirmed leaves nothing to suppress.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound) for an unknown or erased person.
    async fn erase(
        &self,
        subscriber: SubscriberId,
        ids: &dyn Ids,
        now: Timestamp,
    ) -> Result<Erased>;

    /// Forgets who asked to join, never confirmed, and can no longer; asks older than 90 days; presses older than an hour; and remarks that were replaced or
    /// withdrawn a day ago. At most `limit` people; answers how many.
    ///
    /// # Errors
    /// Any failure of the database.
    async fn forget_unconfirmed(&self, ids: &dyn Ids, now: Timestamp, limit: u32) -> Result<u32>;
}
