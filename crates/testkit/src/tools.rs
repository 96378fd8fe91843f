//! Where the tools are that `cargo xtask test` installs: `smtp-sink`, real relays, aiosmtpd, holidays, Chromium, the Node packages.
//! Never installs anything, and never skips: a missing tool ends the test with advice.

use std::path::{Path, PathBuf};

/// Postfix's test server `smtp-sink`. As root it wants `-u USER`.
///
/// # Panics
/// When it is not installed.
pub fn smtp_sink() -> PathBuf {
    program("smtp-sink")
}

/// The browser.
///
/// # Panics
/// When it is not installed.
pub fn chromium() -> PathBuf {
    program("chromium")
}

/// Node.js.
///
/// # Panics
/// When it is not installed.
pub fn node() -> PathBuf {
    program("node")
}

/// The Python that has aiosmtpd and holidays.
///
/// # Panics
/// When it is not installed.
pub fn python() -> PathBuf {
    installed("venv/bin/python")
}

/// The folder `node_modules` with playwright-core and axe-core, for `NODE_PATH`.
///
/// # Panics
/// When it is not installed.
pub fn node_modules() -> PathBuf {
    installed("node/node_modules")
}

/// The root folder in which Postfix, Exim and OpenSMTPD are unpacked beside each other. Copy it before you enter it.
///
/// # Panics
/// When it is not there.
pub fn relays() -> PathBuf {
    installed("relays/root")
}

fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin", "/sbin"].map(PathBuf::from));
    match folders
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
    {
        Some(file) => file,
        None => missing(name),
    }
}

fn installed(name: &str) -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| workspace.join("target"), |dir| workspace.join(dir));
    let path = target.join("tools").join(name);
    if path.exists() { path } else { missing(name) }
}

fn missing(name: &str) -> ! {
    panic!("this test needs `{name}`; `cargo xtask test --only tools` installs it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_stage_tools_installs_is_found() {
        for path in [
            smtp_sink(),
            chromium(),
            node(),
            python(),
            relays().join("usr/sbin/exim4"),
            node_modules().join("axe-core"),
        ] {
            assert!(path.exists(), "{}", path.display());
        }
    }

    #[test]
    #[should_panic(expected = "cargo xtask test --only tools")]
    fn a_missing_tool_is_named_with_advice() {
        program("no-such-program");
    }
}
