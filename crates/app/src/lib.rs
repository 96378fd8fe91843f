//! Use-cases that the web and the command line share: choosing, importing, adding issues, the tick,
//! explaining.
//!
//! Everything here works on an [`Installation`]; nothing here knows a configuration file, a database
//! by name or an HTTP request.

pub mod installation;

pub use installation::{Installation, Settings};
