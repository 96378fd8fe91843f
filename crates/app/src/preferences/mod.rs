//! Choosing: what a reader gets now, what a change would bring, changing it, and taking it back.
//!
//! Decisions are pure functions over data ([`edits`], [`view_of`]); the use-cases ([`view`], [`act`],
//! [`undo`], [`letter`], [`one_click`] …) read, decide and hand one unit of work to the store. Texts
//! are the pages' business: nothing here speaks a language. Reading never changes anything, and no
//! token or address is ever logged.
//!
//! # Recipes
//!
//! *A new action*: a variant of [`Action`] with its pure decision in `edits.rs`, a test there, a form and
//! its texts in `lagom-web`.

mod act;
mod action;
mod edits;
mod error;
mod feedback;
mod fewer;
mod leave;
mod limits;
mod look;
mod looser;
mod mask;
mod reading;
mod rhythm;
mod view;
mod wishes;

pub use act::{Outcome, act, undo, view};
pub(crate) use act::{again, person as person_of, view_of_person};
pub use action::{Action, Leaving, PauseFor};
pub use edits::edits;
pub use error::{PreferenceError, Refusal};
pub use feedback::{
    FeedbackView, accept_proposal, asked_by_letter, proposal, say_measure, undo_proposal,
};
pub use leave::{Left, LetterPart, LetterView, from_letter, letter, one_click, undo_from_letter};
pub use limits::Raise;
pub use look::view_of;
pub use looser::Looser;
pub use mask::mask;
pub use view::{
    Beside, Fewer, FormEntry, LevelView, LimitView, MenuEntry, Next, OccasionView, Offer,
    OnlyEvents, PublicationView, SeasonView, Standing, StopView, TopicView, View, WishesView,
};

#[cfg(test)]
mod tests;
