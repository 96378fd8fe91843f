//! The storage seam: what a backend must do, as whole units of work that are plain data.
//!
//! No transaction is ever exposed. A unit either happened or did not; a writer may merge waiting
//! units into one commit, a simulator may step them, and both backends mean the same. The suite in
//! `conformance` (feature `conformance`) says what "the same" is: every case is a named test on
//! each backend.
//!
//! Locks: every unit that writes touches, choices, stops or deliveries locks the *subscriber* rows
//! first, ordered by id, and no other row of a person. [`Planning::plan`], the reminders of
//! [`Events::plan_events`] and [`Delivering::gate`] skip people that are locked at the moment; all
//! others wait.
//!
//! To add a unit: a method here with its data, a conformance case, its statements in
//! `lagom-store-sql`.

mod archive;
mod audit;
mod content;
mod deliver;
mod error;
mod events;
mod foresee;
mod install;
mod join;
mod journal;
mod look;
mod people;
mod plan;
mod rates;
mod runs;
mod shelf;

#[cfg(feature = "conformance")]
pub mod conformance;

pub use archive::{Archive, Census, Page, PageSink, PageSource, Piece};
pub use audit::{
    Audit, LetterRecord, PastChange, PastChoices, PastPart, PastStop, PastTouch, PersonRecord,
    RecordPage,
};
pub use content::{
    Content, Corrected, CorrectedIssue, Correction, Found, IssueMove, IssueRow, IssueState,
    NewIssue, Published,
};
pub use deliver::{
    After, Backlog, Contact, CorrectedHere, Delivering, DeliveryRow, Doubt, EndedItem, GateCase,
    GateContext, GateFn, GatePart, GateRequest, GateVerdict, Gated, ItemFate, Leaves, Owner,
    PartRow, Pins, RecordReport, Recorded, Recovered, Silence,
};
pub use error::StoreError;
pub use events::{
    Brought, CorrectionRound, EventCase, EventFn, EventListing, EventMessage, EventReport,
    EventRequest, EventRound, EventSource, EventVerdict, Events, RemindChange, Reminder,
    ReminderMove, ReminderState, ReminderStep, RoundReach, Told,
};
pub use foresee::{Foresee, Forthcoming, OtherRow, Outlook, Subject, SubjectPage};
pub use install::{Install, Known, KnownPublication, KnownSender, Migrated, Schema};
pub use join::{
    Agreed, Ask, AskCase, AskFn, AskFor, AskKind, Confirm, Confirmed, Erased, Held, HistoryEntry,
    Joining, Presses, Requested, SentEntry, ServiceRequest, Wanted, WantedLine,
};
pub use journal::{Day, Journal, Notice, Work};
pub use look::{
    AttemptView, BalanceRow, ContentSize, DeliveryView, Look, MeasureCount, OutboxFilter,
    PassedOver, PlannedPart, Problem, Remark, Seen, StateCount, Upcoming,
};
pub use people::{
    By, Change, ChangeSource, Changed, Edit, ImportFate, ImportRow, ImportSummary, Line, NewLine,
    NewPerson, People, Person, PersonPage, UndoReport,
};
pub use plan::{
    CarriedRow, LineUpdate, OpenLetter, PlanCase, PlanFn, PlanLetter, PlanLine, PlanPart,
    PlanReport, PlanRequest, PlanSource, PlanVerdict, Planning, Release, Retiming,
};

pub use rates::{
    Ask as RateAsk, Grant, Limit, Pace, PlaceAsk, PlaceGrant, Places, RateKey, RateState, Rates,
    Share, domain_of,
};
pub use runs::{Answer, AnswerRequest, Answered, RunControl, RunState, Runs};

pub use lagom_model::{Listing, Shelf};
pub use shelf::refresh;

/// What every unit returns.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Everything a backend does. Use it as `Arc<dyn Store>`.
pub trait Store:
    Install
    + People
    + Joining
    + Content
    + Planning
    + Delivering
    + Runs
    + Archive
    + Events
    + Look
    + Foresee
    + Audit
    + Journal
    + Rates
{
}

impl<
    T: Install
        + People
        + Joining
        + Content
        + Planning
        + Delivering
        + Runs
        + Archive
        + Events
        + Look
        + Foresee
        + Audit
        + Journal
        + Rates,
> Store for T
{
}
