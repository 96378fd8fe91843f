//! What tests share: databases of their own, the tools that `cargo xtask test` installs, the data beside the checkout.
//! For tests only: it panics with advice where the product would return an error, and no crate of the product depends on it
//! but as a dev-dependency.
//!
//! ```no_run
//! # async fn example() {
//! let postgres = lagom_testkit::postgres::Database::create().await;
//! let sqlite = lagom_testkit::sqlite::Database::create();
//! for url in [postgres.url(), sqlite.url()] {
//!     // open the store at `url`; both databases are gone when the variables are
//! #   let _ = url;
//! }
//! # }
//! ```

#![expect(
    clippy::panic,
    clippy::print_stderr,
    reason = "for tests only: a missing server ends the test with advice"
)]

pub mod data;
pub mod postgres;
pub mod sqlite;
pub mod tools;
