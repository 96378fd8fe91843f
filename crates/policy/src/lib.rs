//! Floor 1: the pure heart. What becomes of a message, and why; when a digest falls due; when it is
//! quiet; whether a listing belongs into a reader's letter; whether a policy can keep its menu.
//!
//! Every function here is total and deterministic: no I/O, no clock, no randomness, no `Result`. A
//! fact that is missing becomes a reason. The gate's judge asks [`decide`], and "why?" and the forecast
//! ask through that same judge, so what one of them says the others mean.
//!
//! # Recipes
//!
//! *A new rule*: a variant of [`lagom_model::Reason`] with its numbers; the rule as a pure function in a
//! file of its own; its place in the order that [`decide`] documents; its boundary in `valid_until`; a
//! case file for each side of that boundary in `cases/`; then raise [`REVISION`].
//!
//! *A new cadence*: a variant of [`lagom_model::Cadence`]; its slots in `slots.rs`; its letters in
//! `letters.rs`; case files. What it counts as, and its widest form, stand beside it.

#![expect(
    clippy::inline_always,
    reason = "deciding is one straight way through many small rules: apart they cost a tenth more"
)]

mod ahead;
mod ask;
mod asking;
mod bind;
mod budget;
mod caps;
mod clock;
mod closed;
mod confirmations;
mod decide;
mod entitlement;
mod letters;
mod menu;
mod minimum;
mod minutes;
mod problem;
mod quiet;
mod quiet_menu;
mod scene;
mod season;
mod shares;
mod slots;
mod spread;
mod stops;
mod touched;
mod window;

pub use asking::asks;
pub use bind::{bind, lower};
pub use caps::{Limit, limit};
pub use closed::{Closed, MOST_QUIET_DATES, QuietDate, QuietTime};
pub use confirmations::{may_confirm, may_step_up};
pub use decide::{OWN_REQUEST_MILLIS, VALIDITY_MILLIS, decide, decide_into, room_for_class};
pub use entitlement::{Claim, Entitlement, NotEntitled};
pub use letters::{letters_in, letters_per_four_weeks};
pub use menu::serves_menu;
pub use minimum::{DigestSize, below_minimum};
pub use problem::{MenuProblem, Problem, Severity};
pub use quiet::{open_minutes, quiet_until};
pub use quiet_menu::leaves_room;
pub use season::{pause_end, season_end_date, season_now};
pub use slots::next_slot;

/// The revision of the deciding code, recorded beside the policy's version with each decision.
/// Raised whenever the same facts could lead to another answer.
pub const REVISION: u32 = 2;
