//! Node packages that drive and judge our pages in a browser. Never downloads a browser: Debian's Chromium is used.

use std::fs;
use std::process::{Command, Stdio};

use anyhow::Result;

use crate::process::pass_through;

/// Pinned: a test that fails should fail because of our code.
const PACKAGES: [&str; 2] = ["playwright-core@1.65.1", "axe-core@4.14.1"];

/// Fills `target/tools/node` unless it is as wanted.
///
/// # Errors
/// When a package cannot be fetched.
pub(crate) fn install() -> Result<()> {
    let folder = super::folder().join("node");
    let stamp = folder.join("lagom-packages");
    let wanted = PACKAGES.join("\n");
    if fs::read_to_string(&stamp).is_ok_and(|there| there == wanted) {
        println!("{} in `target/tools/node`", PACKAGES.join(", "));
        return Ok(());
    }
    fs::create_dir_all(&folder)?;
    // Without a manifest here, npm would look for one in the folders above.
    fs::write(folder.join("package.json"), "{\"private\": true}\n")?;
    let mut npm = Command::new("npm");
    npm.args([
        "install",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--no-save",
    ])
    .args(PACKAGES);
    pass_through(npm.current_dir(&folder).stdin(Stdio::null()))?;
    fs::write(stamp, wanted)?;
    Ok(())
}
