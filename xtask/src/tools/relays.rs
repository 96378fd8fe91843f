//! Real relays to send through: Postfix, Exim and OpenSMTPD. As Debian packages they exclude each other, so that they are
//! unpacked beside each other into a root folder of their own, which the tests copy and enter by `chroot`. Never installs them
//! into the system, and adds no user to it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::debian;
use crate::process::{find_program, is_root, pass_through, quiet};

const PACKAGES: [&str; 4] = ["postfix", "exim4-base", "exim4-daemon-light", "opensmtpd"];

/// The programs of the packages that are run.
const PROGRAMS: [&str; 3] = [
    "usr/sbin/exim4",
    "usr/sbin/smtpd",
    "usr/lib/postfix/sbin/master",
];

/// Where Postfix keeps its programs and its own libraries.
const POSTFIX: &str = "usr/lib/postfix";

/// Changes whenever what is made here does.
const REVISION: &str = "1";

/// Users of the root folder, far from those of the system. OpenSMTPD and Exim have the names of theirs built in.
const USERS: [(&str, u32); 6] = [
    ("root", 0),
    ("postfix", 64_101),
    ("Debian-exim", 64_102),
    ("opensmtpd", 64_103),
    ("opensmtpq", 64_104),
    ("nobody", 65_534),
];

/// A group that no user of the same name has.
const POSTDROP: (&str, u32) = ("postdrop", 64_105);

/// Fills `target/tools/relays` unless it is as wanted.
///
/// # Errors
/// When this is not Debian, or we are not root, or a package cannot be fetched.
pub(crate) fn install() -> Result<()> {
    let folder = super::folder().join("relays");
    let stamp = folder.join("lagom-packages");
    let wanted = format!("{REVISION} {}", PACKAGES.join(" "));
    if fs::read_to_string(&stamp).is_ok_and(|there| there == wanted) {
        println!("{} in `target/tools/relays`", PACKAGES.join(", "));
        return Ok(());
    }
    if find_program("apt-get").is_none() || !is_root() {
        bail!(
            "missing: the relays {}; they are fetched with `apt-get` and run in a root folder of their own, so that this \
             stage needs Debian and root",
            PACKAGES.join(", ")
        );
    }
    let _ = fs::remove_dir_all(&folder);
    let packages = folder.join("packages");
    fs::create_dir_all(&packages)?;
    fetch(&packages)?;
    let root = folder.join("root");
    fs::create_dir_all(&root)?;
    let archives = archives(&packages)?;
    debian::install_libraries(&libraries(&archives)?)?;
    for archive in &archives {
        quiet(Command::new("dpkg").arg("-x").arg(archive).arg(&root))?;
    }
    fs::remove_dir_all(root.join("usr/share"))?;
    copy_libraries(&root)?;
    furnish(&root)?;
    fs::remove_dir_all(&packages)?;
    fs::write(stamp, wanted)?;
    Ok(())
}

fn fetch(into: &Path) -> Result<()> {
    let download = || {
        let mut command = Command::new("apt-get");
        command.args(["download", "--quiet"]).args(PACKAGES);
        pass_through(command.current_dir(into).stdin(Stdio::null()))
    };
    // The list of packages may be old, or not there at all.
    download().or_else(|_| debian::update().and_then(|()| download()))
}

fn archives(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?;
    let paths = entries.map(|entry| Ok(entry?.path()));
    paths.collect()
}

/// The packages of libraries that these need.
fn libraries(archives: &[PathBuf]) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for archive in archives {
        let mut ask = Command::new("dpkg-deb");
        let said = quiet(ask.arg("--field").arg(archive).arg("Depends"))?;
        // `libc6 (>= 2.36), debconf (>= 0.5) | debconf-2.0`: the first of each choice, without its version.
        let wanted = said
            .split(',')
            .filter_map(|one| one.split_whitespace().next());
        names.extend(
            wanted
                .filter(|name| name.starts_with("lib"))
                .map(str::to_owned),
        );
    }
    Ok(names)
}

/// Copies the libraries that the programs load, to where they look for them.
fn copy_libraries(root: &Path) -> Result<()> {
    let mut programs: Vec<PathBuf> = PROGRAMS.iter().map(|name| root.join(name)).collect();
    programs.extend(archives(&root.join(POSTFIX).join("sbin"))?);
    let own = root.join(POSTFIX);
    let mut libraries = BTreeSet::new();
    for program in programs {
        let mut ldd = Command::new("ldd");
        // Scripts are no programs to `ldd`.
        let Ok(said) = quiet(ldd.arg(&program).env("LD_LIBRARY_PATH", &own)) else {
            continue;
        };
        if let Some(line) = said.lines().find(|line| line.contains("not found")) {
            bail!("`{}` lacks a library: {}", program.display(), line.trim());
        }
        // `libssl.so.3 => /lib/x86_64-linux-gnu/libssl.so.3 (0x…)`, or the loader's path alone.
        let paths = said.split_whitespace().filter(|word| word.starts_with('/'));
        libraries.extend(paths.map(PathBuf::from));
    }
    for library in libraries.iter().filter(|path| !path.starts_with(root)) {
        let place = root.join(library.strip_prefix("/")?);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(library, &place)
            .with_context(|| format!("`{}` cannot be copied", library.display()))?;
    }
    Ok(())
}

/// Users, names, devices and folders.
fn furnish(root: &Path) -> Result<()> {
    for folder in [
        "dev",
        "etc",
        "run",
        "tmp",
        "var/log",
        "var/run",
        "var/lib/opensmtpd/empty",
    ] {
        fs::create_dir_all(root.join(folder))?;
    }
    let line = |(name, id): &(&str, u32)| format!("{name}:x:{id}:{id}::/:/bin/false\n");
    let users: String = USERS.iter().map(line).collect();
    let line = |(name, id): &(&str, u32)| format!("{name}:x:{id}:\n");
    let groups: String = USERS.iter().chain([&POSTDROP]).map(line).collect();
    for (name, content) in [
        ("passwd", users.as_str()),
        ("group", &groups),
        ("hosts", "127.0.0.1 localhost\n"),
        ("mailname", "relay.example.org\n"),
    ] {
        fs::write(root.join("etc").join(name), content)?;
    }
    for (device, minor) in [("null", "3"), ("urandom", "9")] {
        let mut make = Command::new("mknod");
        make.args(["-m", "666"]).arg(root.join("dev").join(device));
        quiet(make.args(["c", "1", minor]))?;
    }
    Ok(())
}
