//! From a letter to the bytes that go over the wire: subject, text and HTML by template, headers by
//! the RFCs. Pure: it reads no clock, draws no random number, stores and sends nothing.
//!
//! | to | use |
//! |---|---|
//! | make a message | [`compose`] |
//! | show a letter without its envelope | [`render`] |
//! | check an operator's own templates | [`check_templates`] |

mod compose;
mod error;
mod header;
mod letter;
mod samples;
mod subject;
mod view;

#[cfg(test)]
mod tests;

pub use compose::{Rendered, compose, render};
pub use error::RenderError;
pub use letter::{
    CalendarFile, Doubt, EditionPart, EventLines, Footer, Letter, LetterItem, LetterKind,
    LetterPart, List, Mailbox, Promise,
};
pub use samples::{check_templates, samples};
