//! What scenarios share: an installation in a folder of its own, SMTP servers, a web client, mail as a reader sees it.
//! Everything goes through the binary, mail and HTTP.

pub(crate) mod cable;
pub(crate) mod http;
pub(crate) mod mail;
pub(crate) mod names;
pub(crate) mod receiver;
pub(crate) mod store;
pub(crate) mod text;

pub(crate) use lagom_tests::house::{Backend, Finished, House};
pub(crate) use mail::Mail;
pub(crate) use receiver::{Receiver, free_port};
