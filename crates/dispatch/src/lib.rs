//! The dispatcher: gate, fill, send, record. Never twice, never lost.
//!
//! [`Judge`] is the pure half: what the policy decides for a row and what that moves. [`Dispatcher`]
//! is the half with effects: it gates at most 32 rows in one transaction, sends them outside any
//! transaction, and records the outcomes in another; at most 64 are between gate and record. It plans
//! nothing.
//!
//! | of the judgement | holds |
//! |---|---|
//! | `pieces` | the row's parts, what they cover now, which are below their minimum |
//! | `contents`, `portion` | which items a letter brings, and how much of each is shown |
//! | `rank`, `ahead` | its place among what competes for room, and what is scheduled besides |
//! | `request` | the facts and the question for `lagom_policy::decide` |
//! | `leaves` | what the answer moves; what becomes of items that stay out |
//! | `pins` | what a message is written with |
//! | `event_judge`, `event_room`, `correction` | the same for announcements, reminders and corrections |
//! | `service` | messages that somebody asked for: whether they still go, and the mail they are |
//! | `promises` | the earlier policies that bind a person |
//!
//! | of the run | holds |
//! |---|---|
//! | `course` | what comes next: gate, record, wait or end; pure |
//! | `gate` | a gate of what is due, or of the one row that stands before `DATA` |
//! | `air` | the rows between gate and record: waiting, on their way |
//! | `relays`, `purse` | the ways out and their limits; the permits that this dispatcher holds |
//! | `lease` | this dispatcher's part of each relay's connections |
//! | `library` | the editions and listings that rows may show |
//! | `fill`, `event_fill`, `naming` | the message of a row, and what content it shares with others |
//! | `after`, `retry` | what follows an outcome |
//! | `patience`, `observer` | how long a busy store is waited for; who hears how the run goes |

mod after;
mod ahead;
mod air;
mod contents;
mod correction;
mod course;
mod event_fill;
mod event_judge;
mod event_room;
mod fill;
mod gate;
mod judge;
mod lease;
mod leaves;
mod library;
mod naming;
mod observer;
mod patience;
mod pieces;
mod pins;
mod portion;
mod promises;
mod purse;
mod rank;
mod relays;
mod request;
mod retry;
mod run;
mod service;
mod stale;

pub use after::{Trouble, after};
pub use contents::{EventRef, ItemRef, PartContents, Picked, Picker, Picking, Shown};
pub use event_fill::{calendar_event, put_right};
pub use fill::{Fill, FillError, Filler, TEMPLATE_REVISION};
pub use judge::{Judge, Judged};
pub use lease::Lease;
pub use library::Library;
pub use observer::{Nobody, Observer};
pub use promises::Promises;
pub use relays::{DomainLimits, Relay, Relays};
pub use run::{DispatchError, DispatchTotals, Dispatcher};
