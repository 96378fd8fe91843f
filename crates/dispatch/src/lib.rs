//! The dispatcher: gate, fill, send, record. Never twice, never lost.
//!
//! [`Judge`] is the pure half: what the policy decides for a row and what that moves. [`Dispatcher`]
//! is the half with effects: it gates at most [`GATE_ROWS`] rows in one transaction, sends them
//! outside any transaction, and records the outcomes in another. It plans nothing.

mod after;
mod contents;
mod fill;
mod judge;
mod library;
mod observer;
mod request;
mod retry;
mod run;

pub use after::{Trouble, after};
pub use contents::{ItemRef, PartContents, Picker};
pub use fill::{Fill, FillError, Filler};
pub use judge::{Judge, Judged};
pub use library::Library;
pub use observer::{Nobody, Observer};
pub use retry::retry_at;
pub use run::{DispatchError, DispatchTotals, Dispatcher, GATE_ROWS};
