//! Configuration: TOML, then environment (`LAGOM__SECTION__KEY`), then flags. Unknown keys are errors
//! that name the key. Nobody but this binary sees it: everyone else takes small option structs.

mod addresses;
mod catalogue;
mod dkim;
mod file;
pub(crate) mod holidays;
mod limits;
mod load;
mod look;
mod operator;
mod other;
mod problems;
mod reach;
mod seasons;

pub(crate) use file::{DatabaseSection, File};
pub(crate) use limits::WayOut;
pub(crate) use load::{ConfigError, load, load_for_restore};
pub(crate) use other::policy_of;
pub(crate) use problems::{Finding, problems};
pub(crate) use reach::is_this_machine;
