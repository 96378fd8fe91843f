//! The forecast: the future under a policy, before anybody gets a letter.
//!
//! It runs the planner's and the gate's own functions ([`lagom_scheduler::plan_person`],
//! [`lagom_dispatch::Judge`]) over the real subscribers, from now to some weeks ahead, in memory. It reads
//! the store in pages and never writes to it; it sends nothing and knows no address.
//!
//! | module | holds |
//! |---|---|
//! | `horizon`, `rhythm` | what becomes visible when: scheduled issues, then assumed ones |
//! | `world`, `walk`, `announce` | one person in memory, from instant to instant |
//! | `asked` | what their cadences alone would bring |
//! | `tally`, `worst`, `change`, `relay` | what many lives add up to |
//! | `foretell` | one person's coming letters, each with what is decided |
//! | `run` | people in pages, on every core |
//! | `report`, `page` | plain data, and the page that shows it |

mod again;
mod announce;
mod asked;
mod assumptions;
mod change;
mod foretell;
mod horizon;
mod life;
pub mod page;
mod relay;
mod report;
mod rhythm;
mod rules;
mod run;
mod tally;
mod terms;
#[cfg(test)]
mod tests;
mod walk;
mod why;
mod world;
mod worst;
#[cfg(test)]
mod years;

pub use change::Moved;
pub use foretell::{Step, foretell};
pub use horizon::IssueAhead;
pub use life::Group;
pub use relay::{Limits, Peak};
pub use report::{
    Bin, Change, FateCount, GroupCount, GroupMove, Hour, IssueOutcome, Outcome, Report, TermChange,
    WeekOutcome,
};
pub use run::{Follow, ForecastError, Named, PersonWeeks, Question, forecast};
pub use terms::Term;
pub use why::{Fate, Why};
pub use worst::Starving;
