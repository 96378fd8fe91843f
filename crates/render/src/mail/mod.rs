//! From a letter to the bytes that go over the wire: subject, text and HTML by template, headers by
//! the RFCs. Pure: it reads no clock, draws no random number, stores and sends nothing.
//!
//! | to | use |
//! |---|---|
//! | make a message | [`compose`] |
//! | make many messages of the same content | [`Press`] |
//! | show a letter without its envelope | [`render`] |
//! | make a mail that somebody asked for by a button | [`compose_system`] |
//! | check an operator's own templates | [`check_templates`] |

mod compose;
mod error;
mod header;
mod hole;
mod letter;
mod note;
mod press;
mod quoted;
mod samples;
mod shape;
mod stencil;
mod subject;
mod system;
mod times;
mod view;

#[cfg(test)]
mod tests;

pub use compose::{Rendered, compose, render};
pub use error::RenderError;
pub use letter::{
    CalendarFile, Doubt, EditionPart, EventLines, Footer, Letter, LetterItem, LetterKind,
    LetterPart, List, Mailbox, Promise, Quiet,
};
pub use note::{Note, compose_note};
pub use press::Press;
pub use samples::{check_templates, samples};
pub use system::{SystemKind, SystemMail, compose_system, render_system, system_samples};
