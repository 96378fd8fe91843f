//! Content: Markdown to items and forms; templates, languages, MIME.

pub mod calendar;
pub mod content;
pub mod dkim;
pub mod language;
pub mod mail;
pub mod templates;
