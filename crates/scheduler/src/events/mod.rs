//! Events: who is told of one alone, who hears that it was moved or called off, and whose reminder has
//! come. Pure but for [`tick`], which asks the store for the people.
//!
//! | an event | goes |
//! |---|---|
//! | is new | into the next letter; alone if that leaves less than 48 hours before its start, or the reader wants to be told at once |
//! | is moved or called off | to those who were told of it, as service; to all others as a marked item |
//! | comes near | to those who asked to be reminded, as service |
//! | or any other item was wrong, and its issue is corrected | to those who were brought it, as service, once an issue |
//!
//! A message alone is hardly earlier than a letter that is due before the gap is over, and would push it
//! back: such letters tell of events themselves, and so do those of lines without slots, unless the reader
//! wants to be told at once. Who gets only events gets one letter an issue.

mod correction;
mod index;
mod reminders;
mod round;
mod tick;

pub use correction::plan_correction;
pub use index::EventIndex;
pub use reminders::{plan_reminders, reminder_due};
pub use round::{LEAST_NOTICE_MILLIS, RoundView};
