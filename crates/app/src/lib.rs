//! Use-cases that the web and the command line share: joining, choosing, one's own data, importing, adding issues, the tick,
//! explaining, backups.
//!
//! Everything here works on an [`Installation`]; nothing here knows a configuration file, a database
//! by name or an HTTP request.

pub mod addresses;
pub mod audit;
pub mod backup;
mod breakers;
pub mod data;
pub mod events;
pub mod explain;
pub mod import;
pub mod installation;
pub mod issues;
pub mod joining;
mod notes;
pub mod operator;
pub mod preferences;
pub mod preview;
mod printed;
mod reach;
pub mod runs;
pub mod tick;

pub use addresses::AddressHasher;
pub use installation::{Installation, Settings};
pub use notes::Notes;
pub use reach::reach;
