//! The scheduler: finds what is due and plans it into the outbox, one letter per person and sender.
//!
//! What falls due is judged by pure functions ([`plan_person`]) over facts that the store reads
//! under the person's lock; this crate holds no state between ticks and never sends. Planning is
//! idempotent and resumes: a release remembers how far it came, a slot moves on only in the
//! transaction that planned its letter.

mod context;
mod events;
mod letters;
mod person;
mod retime;
mod tick;
mod wake;

pub use context::PlanContext;
pub use events::{
    EventIndex, LEAST_NOTICE_MILLIS, RoundView, plan_correction, plan_reminders, reminder_due,
};
pub use person::plan_person;
pub use retime::retime;
pub use tick::{PlanTotals, Planner};
pub use wake::asleep_until;
