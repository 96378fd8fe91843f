//! The stage `tools`: what the tests need beside Rust and a C compiler. On Debian as root it is installed; elsewhere the
//! message names it. Never starts a service, and does nothing when all is there.

mod debian;
mod node;
mod python;
mod relays;

use std::path::PathBuf;

use anyhow::Result;

use crate::process::target;

/// Where tools live that are not the system's: thrown away with the build folder.
pub(crate) fn folder() -> PathBuf {
    target().join("tools")
}

/// Installs whatever is missing.
///
/// # Errors
/// When something is missing and cannot be installed: names it.
pub(crate) fn install() -> Result<()> {
    debian::install()?;
    relays::install()?;
    python::install()?;
    node::install()
}
