//! The SMTP recorder behind the demonstration and the tests: it accepts mail on a socket and keeps it.
//! It never relays, never resolves a name and never delivers anything to anybody.
//!
//! | to | use |
//! |---|---|
//! | start one on a free port | [`Catcher::start`] |
//! | read what came | [`Catcher::messages`], [`Catcher::find`], [`Catcher::since`] |
//! | count who is there | [`Catcher::open`], [`Catcher::most_open`] |
//! | make it misbehave at a step of the protocol | [`Behaviour`], [`Catcher::behave`] |
//! | serve a stream of your own (TLS, a pipe) | [`Catcher::attach`] |
//!
//! ```
//! use lagom_catcher::{Action, Behaviour, Catcher, CatcherOptions, Step, When};
//!
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! let catcher = Catcher::start("127.0.0.1:0", CatcherOptions::default()).await?;
//! println!("send mail to smtp://{}", catcher.address());
//!
//! // The second recipient it is told about does not exist.
//! catcher.behave(Behaviour::friendly().on(
//!     Step::Rcpt,
//!     When::Nth(2),
//!     Action::reply(550, "5.1.1 no such mailbox"),
//! ));
//!
//! assert_eq!(catcher.count(), 0);
//! catcher.shutdown().await;
//! # Ok::<(), lagom_catcher::CatcherError>(())
//! # }).unwrap();
//! ```

mod behaviour;
mod body;
mod command;
mod recorder;
mod server;
mod session;

pub use behaviour::{Action, Behaviour, Step, When};
pub use recorder::Caught;
pub use server::{Catcher, CatcherError, CatcherOptions, Greeting};
