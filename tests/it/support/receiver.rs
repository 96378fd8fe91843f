//! Receiving servers that are not ours: `PyPI`'s aiosmtpd and Debian's `smtp-sink`. One capture folder per tick.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use lagom_testkit::tools;
use tempfile::TempDir;

use super::mail::Mail;

/// A running server. Dropped: ended, its folder gone.
pub(crate) struct Receiver {
    child: Child,
    folder: TempDir,
    port: u16,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Aiosmtpd,
    SmtpSink,
}

impl Receiver {
    /// aiosmtpd.
    pub(crate) fn start() -> Self {
        Self::aiosmtpd(0.0)
    }

    /// aiosmtpd that lets a client wait after each message.
    pub(crate) fn aiosmtpd(delay_seconds: f64) -> Self {
        let folder = folder();
        let script = folder.path().join("receive.py");
        fs::write(&script, include_str!("receive.py")).unwrap();
        let incoming = folder.path().join("incoming");
        fs::create_dir(&incoming).unwrap();
        let mut child = Command::new(tools::python())
            .arg(&script)
            .arg(&incoming)
            .arg(delay_seconds.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        Self {
            child,
            folder,
            port: line.trim().parse().expect("aiosmtpd did not start"),
            kind: Kind::Aiosmtpd,
        }
    }

    /// `smtp-sink`, a file per message.
    pub(crate) fn smtp_sink() -> Self {
        let folder = folder();
        let incoming = folder.path().join("incoming");
        fs::create_dir(&incoming).unwrap();
        let port = free_port();
        let mut command = Command::new(tools::smtp_sink());
        if runs_as_root() {
            command.args(["-u", "nobody"]);
            // Its user must be able to write there.
            for path in [folder.path(), &incoming] {
                open_to_all(path);
            }
        }
        let child = command
            .args(["-d", "incoming/%M."])
            .arg(format!("127.0.0.1:{port}"))
            .arg("256")
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let receiver = Self {
            child,
            folder,
            port,
            kind: Kind::SmtpSink,
        };
        let until = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "smtp-sink does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
        receiver
    }

    /// Its address for `mail.relay`.
    pub(crate) fn relay(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    fn incoming(&self) -> PathBuf {
        self.folder.path().join("incoming")
    }

    /// What came since it was asked last, in a capture folder that nothing is added to any more. Ask when no client is
    /// connected.
    pub(crate) fn take(&self) -> Vec<Mail> {
        let mut files: Vec<PathBuf> = fs::read_dir(self.incoming())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                self.kind == Kind::SmtpSink || path.extension().is_some_and(|end| end == "mail")
            })
            .collect();
        if files.is_empty() {
            return Vec::new();
        }
        let capture = self.folder.path().join("capture");
        fs::create_dir(&capture).unwrap();
        files.sort();
        let read = |path: PathBuf| {
            let kept = capture.join(path.file_name().unwrap());
            fs::rename(&path, &kept).unwrap();
            let bytes = fs::read(&kept).unwrap();
            match self.kind {
                Kind::Aiosmtpd => kept_by_aiosmtpd(&bytes),
                Kind::SmtpSink => kept_by_sink(&bytes),
            }
        };
        let mails = files.into_iter().flat_map(read).collect();
        fs::remove_dir_all(&capture).unwrap();
        mails
    }

    /// Who got a message when, in seconds of one clock, in order. Only aiosmtpd notes it.
    pub(crate) fn arrivals(&self) -> Vec<(String, f64)> {
        let noted = fs::read_to_string(self.folder.path().join("arrivals")).unwrap();
        let arrivals = noted.lines().map(|line| {
            let (at, to) = line.split_once(' ').unwrap();
            (to.to_owned(), at.parse().unwrap())
        });
        arrivals.collect()
    }

    /// How many messages have come since they were taken.
    pub(crate) fn count(&self) -> usize {
        let entries = fs::read_dir(self.incoming()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name());
        names
            .filter(|name| name.to_string_lossy().ends_with(".mail"))
            .count()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A relay that takes every message and never says so. Dropped: it speaks to nobody any more.
pub(crate) struct Mute {
    port: u16,
    over: Arc<AtomicBool>,
}

impl Mute {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let over = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&over);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                std::thread::spawn(move || take_and_say_nothing(&client.unwrap()));
            }
        });
        Self { port, over }
    }

    /// Its address for `mail.relay`.
    pub(crate) fn relay(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }
}

impl Drop for Mute {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        TcpStream::connect(("127.0.0.1", self.port)).ok();
    }
}

fn take_and_say_nothing(mut client: &TcpStream) {
    let said = BufReader::new(client);
    client.write_all(b"220 mute\r\n").ok();
    let mut in_message = false;
    for line in said.split(b'\n').map_while(Result::ok) {
        let answer: &[u8] = match (in_message, line.get(..4)) {
            (true, _) => continue,
            (false, Some(b"DATA")) => b"354 go on\r\n",
            (false, Some(b"QUIT")) => return,
            (false, _) => b"250 ok\r\n",
        };
        in_message = line.starts_with(b"DATA");
        if client.write_all(answer).is_err() {
            return;
        }
    }
}

fn folder() -> TempDir {
    tempfile::Builder::new()
        .prefix("lagom-it-mail-")
        .tempdir()
        .unwrap()
}

/// A line per recipient, a blank line, the message.
fn kept_by_aiosmtpd(bytes: &[u8]) -> Vec<Mail> {
    let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap();
    let to = String::from_utf8(bytes[..end].to_vec()).unwrap();
    vec![Mail {
        to: to.replace('\n', ", "),
        bytes: bytes[end + 2..].to_vec(),
    }]
}

/// `X-Client-…`, `X-Mail-Args`, `X-Rcpt-Args`, a `Received` field, then the message.
fn kept_by_sink(bytes: &[u8]) -> Vec<Mail> {
    let head_end = bytes
        .windows(2)
        .position(|pair| pair == b"\n\n")
        .unwrap_or(bytes.len());
    let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
    let recipients: Vec<&str> = head
        .lines()
        .filter_map(|line| line.strip_prefix("X-Rcpt-Args: <")?.split('>').next())
        .collect();
    vec![Mail {
        to: recipients.join(", "),
        bytes: bytes.to_vec(),
    }]
}

/// A port of loopback that nobody listens on.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn runs_as_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

fn open_to_all(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
}
