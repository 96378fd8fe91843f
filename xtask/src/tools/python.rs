//! A Python environment of our own with the independent SMTP server of the tests. Never installs into the system's Python.

use std::fs;
use std::process::Command;

use anyhow::Result;

use crate::process::{pass_through, quiet};

/// Pinned: a test that fails should fail because of our code.
const PACKAGES: [&str; 1] = ["aiosmtpd==1.4.6"];

/// Makes `target/tools/venv` unless it is as wanted.
///
/// # Errors
/// When the environment cannot be made or a package not be fetched.
pub(crate) fn install() -> Result<()> {
    let venv = super::folder().join("venv");
    let stamp = venv.join("lagom-packages");
    let wanted = PACKAGES.join("\n");
    if fs::read_to_string(&stamp).is_ok_and(|there| there == wanted) {
        println!("{} in `target/tools/venv`", PACKAGES.join(", "));
        return Ok(());
    }
    quiet(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&venv),
    )?;
    let mut pip = Command::new(venv.join("bin/python"));
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ])
    .args(PACKAGES);
    pass_through(&mut pip)?;
    fs::write(stamp, wanted)?;
    Ok(())
}
