//! Programs from Debian's packages. Never starts the services that come with them, and never replaces an installed mail server.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::postgres;
use crate::process::{find_program, is_root, pass_through, succeeds};

/// A need, how to see that it is met, and the packages that meet it.
struct Need {
    what: &'static str,
    met: fn() -> bool,
    packages: &'static [&'static str],
}

const NEEDS: [Need; 7] = [
    Need {
        what: "the PostgreSQL server",
        met: || postgres::programs().is_some(),
        packages: &["postgresql"],
    },
    Need {
        what: "`smtp-sink`, Postfix's test server",
        met: || find_program("smtp-sink").is_some(),
        packages: &["postfix"],
    },
    Need {
        what: "OpenDKIM, which verifies signatures",
        met: || find_program("opendkim").is_some(),
        packages: &["opendkim"],
    },
    Need {
        what: "the browser Chromium",
        met: || find_program("chromium").is_some(),
        packages: &["chromium"],
    },
    Need {
        what: "Chromium's driver",
        met: || find_program("chromedriver").is_some(),
        packages: &["chromium-driver"],
    },
    Need {
        what: "Python with `venv`",
        met: has_venv,
        packages: &["python3-venv"],
    },
    Need {
        what: "Node.js with `npm`",
        met: || find_program("node").is_some() && find_program("npm").is_some(),
        packages: &["nodejs", "npm"],
    },
];

fn has_venv() -> bool {
    succeeds(Command::new("python3").args(["-c", "import venv, ensurepip"]))
}

/// Installs the packages of every need that is not met.
///
/// # Errors
/// When one is missing and this is not Debian, or we are not root, or `apt-get` fails.
pub(crate) fn install() -> Result<()> {
    remove_our_policy();
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.met)()).collect();
    if missing.is_empty() {
        println!("PostgreSQL, smtp-sink, OpenDKIM, Chromium, Python and Node.js are there");
        return Ok(());
    }
    let mut packages: Vec<&str> = missing
        .iter()
        .flat_map(|need| need.packages)
        .copied()
        .collect();
    if find_program("node").is_some() {
        // Who has Node.js from elsewhere keeps it; Debian's `npm` alone would replace it.
        packages.retain(|name| *name != "nodejs");
    }
    let wanted = missing
        .iter()
        .map(|need| need.what)
        .collect::<Vec<_>>()
        .join(", ");
    let hint = format!(
        "missing: {wanted}; as root on Debian: apt-get install {}",
        packages.join(" ")
    );
    if find_program("apt-get").is_none() {
        bail!(
            "{hint}\nThis is not Debian: install the same programs in your system's way and start again."
        );
    }
    if !is_root() {
        bail!(
            "{hint}\nOnly root can install them: run the line above with `sudo`, then start again."
        );
    }
    if packages.contains(&"postfix") && Path::new("/usr/sbin/sendmail").exists() {
        bail!(
            "{hint}\nThis machine has a mail server, which the package `postfix` would replace. Put a `smtp-sink` on the path yourself."
        );
    }

    println!("installing {}", packages.join(", "));
    let quiet_services = QuietServices::begin()?;
    update()?;
    if packages.contains(&"postfix") {
        preseed("postfix postfix/main_mailer_type select No configuration\n")?;
    }
    let mut words = vec!["install", "--yes", "--quiet", "--no-install-recommends"];
    words.extend(packages);
    apt(&words)?;
    drop(quiet_services);

    match missing.iter().find(|need| !(need.met)()) {
        Some(need) => bail!("{} is still missing after the installation", need.what),
        None => Ok(()),
    }
}

/// Fetches the list of packages.
///
/// # Errors
/// When it cannot be fetched.
pub(super) fn update() -> Result<()> {
    apt(&["update", "--quiet"])
}

/// Installs packages of libraries, which start nothing and ask nothing.
///
/// # Errors
/// When `apt-get` fails.
pub(super) fn install_libraries(names: &BTreeSet<String>) -> Result<()> {
    // What is installed stays as it is: this is not the moment to upgrade somebody's machine.
    let words = [
        "install",
        "--yes",
        "--quiet",
        "--no-install-recommends",
        "--no-upgrade",
    ];
    let names = names.iter().map(String::as_str);
    apt(&words.into_iter().chain(names).collect::<Vec<_>>())
}

fn apt(words: &[&str]) -> Result<()> {
    let mut command = Command::new("apt-get");
    command
        .args(words)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null());
    pass_through(&mut command)
}

/// Answers a package's question before it is asked.
fn preseed(answer: &str) -> Result<()> {
    use std::io::Write;
    let mut child = Command::new("debconf-set-selections")
        .stdin(Stdio::piped())
        .spawn()
        .context("`debconf-set-selections` could not be started")?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(answer.as_bytes())?;
    }
    if !child.wait()?.success() {
        bail!("`debconf-set-selections` refused `{}`", answer.trim_end());
    }
    Ok(())
}

/// Debian asks this file whether a package may start its service.
const POLICY: &str = "/usr/sbin/policy-rc.d";
const OUR_POLICY: &str = "#!/bin/sh\n# Made by `cargo xtask test` while it installs packages; safe to delete.\nexit 101\n";

/// While it lives, installed packages do not start their services. A policy that was there before stays as it is.
struct QuietServices;

impl QuietServices {
    fn begin() -> Result<Self> {
        if !Path::new(POLICY).exists() {
            fs::write(POLICY, OUR_POLICY)?;
            fs::set_permissions(POLICY, fs::Permissions::from_mode(0o755))?;
        }
        Ok(Self)
    }
}

impl Drop for QuietServices {
    fn drop(&mut self) {
        remove_our_policy();
    }
}

fn remove_our_policy() {
    if fs::read_to_string(POLICY).is_ok_and(|text| text == OUR_POLICY)
        && fs::remove_file(POLICY).is_err()
    {
        eprintln!("`{POLICY}` is left of an earlier run; delete it as root");
    }
}
