//! Every page through the router, on a real SQLite file.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests stand outside `#[test]` functions"
)]

mod archive;
mod choosing;
mod data;
mod escaping;
mod feedback;
mod forms;
mod joining;
mod leaving;
mod links;
mod looking;
mod remarking;
mod reminding;
mod speaking;
mod support;
mod trouble;
mod waiting;
mod why;
mod wishes;
