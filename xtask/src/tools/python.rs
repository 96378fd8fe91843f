//! A Python environment of our own with the independent SMTP server of the tests, an independent verifier of signatures, an
//! independent reader of calendar files,
//! and the public holidays that ours are compared with. Never installs into the system's Python, and never the package `tzdata`: zones are compared over the
//! very data that Lagom has.

use std::fs;
use std::process::Command;

use anyhow::Result;

use crate::process::{pass_through, quiet};

/// Pinned: a test that fails should fail because of our code.
const PACKAGES: [&str; 5] = [
    "aiosmtpd==1.4.6",
    "dkimpy==1.1.8",
    "PyNaCl==1.6.2",
    "holidays==0.109",
    "icalendar==5.0.13",
];

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
