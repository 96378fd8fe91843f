//! A relay of Debian's, started in a copy of the root folder that `cargo xtask test --only tools` makes, and handing on all
//! that it takes to one next hop on loopback. It never leaves this machine and never touches a mail server that is installed.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use lagom_testkit::tools;
use tempfile::TempDir;

use crate::support::free_port;

/// Which relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Postfix,
    /// Postfix without CHUNKING.
    PostfixOfLines,
    Exim,
    /// Exim without CHUNKING.
    EximOfLines,
    /// It knows no CHUNKING.
    OpenSmtpd,
}

/// A running relay. Dropped: ended, its folder gone.
pub(super) struct Relay {
    child: Child,
    port: u16,
    root: TempDir,
}

impl Kind {
    pub(super) const ALL: [Self; 5] = [
        Self::Postfix,
        Self::PostfixOfLines,
        Self::Exim,
        Self::EximOfLines,
        Self::OpenSmtpd,
    ];

    /// Whether it offers CHUNKING.
    pub(super) fn takes_chunks(self) -> bool {
        matches!(self, Self::Postfix | Self::Exim)
    }

    /// Its program, kept in the foreground.
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Postfix | Self::PostfixOfLines => &["/usr/lib/postfix/sbin/master", "-d"],
            Self::Exim | Self::EximOfLines => &["/usr/sbin/exim4", "-bdf"],
            Self::OpenSmtpd => &["/usr/sbin/smtpd", "-d"],
        }
    }

    /// Where its configuration stands, and what.
    fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Postfix | Self::PostfixOfLines => &[
                ("etc/postfix/main.cf", include_str!("main.cf")),
                ("etc/postfix/master.cf", include_str!("master.cf")),
            ],
            Self::Exim | Self::EximOfLines => {
                &[("etc/exim4/exim4.conf", include_str!("exim4.conf"))]
            }
            Self::OpenSmtpd => &[("etc/smtpd.conf", include_str!("smtpd.conf"))],
        }
    }

    /// Folders that are its users', with their mode.
    fn folders(self) -> Vec<(String, &'static str, u32)> {
        match self {
            Self::Postfix | Self::PostfixOfLines => {
                let queues = [
                    "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold",
                    "incoming", "maildrop", "private", "public", "saved", "trace",
                ];
                let queue = |name| (format!("var/spool/postfix/{name}"), "postfix", 0o700);
                let mut folders = vec![
                    ("var/spool/postfix/pid".to_owned(), "root", 0o755),
                    ("var/lib/postfix".to_owned(), "postfix", 0o700),
                ];
                folders.extend(queues.map(queue));
                folders
            }
            Self::Exim | Self::EximOfLines => ["spool", "var/log"]
                .map(|name| (name.to_owned(), "Debian-exim", 0o750))
                .to_vec(),
            Self::OpenSmtpd => vec![("var/spool/smtpd".to_owned(), "root", 0o711)],
        }
    }
}

impl Relay {
    /// Starts one that hands on to a port of loopback.
    pub(super) fn start(kind: Kind, next: u16) -> Self {
        let root = tempfile::Builder::new()
            .prefix("lagom-it-relay-")
            .tempdir()
            .unwrap();
        let copied = Command::new("cp")
            .arg("-a")
            .arg(tools::relays().join("."))
            .arg(root.path())
            .status();
        assert!(
            copied.unwrap().success(),
            "the relay's root cannot be copied"
        );
        // `cp` gave it the mode of the original; the relays' users must be able to pass through.
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let port = free_port();
        configure(kind, root.path(), port, next);
        let said = fs::File::create(root.path().join("said")).unwrap();
        let child = Command::new("chroot")
            .arg(root.path())
            .args(kind.words())
            .current_dir(root.path())
            .stdin(Stdio::null())
            .stdout(said.try_clone().unwrap())
            .stderr(said)
            .spawn()
            .unwrap();
        let relay = Self { child, port, root };
        let until = Instant::now() + Duration::from_secs(30);
        while !relay.greets() {
            assert!(
                Instant::now() < until,
                "{kind:?} is silent: {}",
                relay.log()
            );
            sleep(Duration::from_millis(50));
        }
        relay
    }

    /// Its port of loopback.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// What it said, to understand a failure.
    pub(super) fn log(&self) -> String {
        let logs = fs::read_dir(self.root.path().join("var/log")).unwrap();
        let logs = logs.map(|entry| entry.unwrap().path());
        let files = logs.chain([self.root.path().join("said")]);
        files
            .filter_map(|path| fs::read_to_string(path).ok())
            .collect()
    }

    fn greets(&self) -> bool {
        let Ok(stream) = TcpStream::connect(("127.0.0.1", self.port)) else {
            return false;
        };
        stream
            .set_read_timeout(Some(Duration::from_secs(5)))
            .unwrap();
        let mut line = String::new();
        let read = BufReader::new(stream).read_line(&mut line);
        read.is_ok() && line.starts_with("220 ")
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn configure(kind: Kind, root: &Path, port: u16, next: u16) {
    let chunks = kind.takes_chunks();
    for (name, text) in kind.files() {
        let text = text
            .replace("@PORT@", &port.to_string())
            .replace("@NEXT@", &next.to_string())
            .replace("@CHUNKING@", if chunks { "*" } else { "" })
            .replace("@DISCARD@", if chunks { "" } else { "chunking" });
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let users = fs::read_to_string(root.join("etc/passwd")).unwrap();
    for (name, user, mode) in kind.folders() {
        let path = root.join(name);
        fs::create_dir_all(&path).unwrap();
        let line = users
            .lines()
            .find(|line| line.split(':').next() == Some(user));
        let id = line.unwrap().split(':').nth(2).unwrap().parse().unwrap();
        chown(&path, Some(id), Some(id)).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    }
}
