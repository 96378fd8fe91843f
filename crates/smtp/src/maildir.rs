//! The Maildir transport: one file per message, complete or not there at all. It never overwrites a file and never reads one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::error::TransportError;
use crate::outcome::{Phase, SendOutcome};
use crate::outgoing::{Content, Outgoing, Permission};
use crate::transport::Transport;
use crate::wire::to_wire;

/// Tells the files of one process apart, over all its Maildirs.
static FILES: AtomicU64 = AtomicU64::new(0);

/// A Maildir.
pub(crate) struct Maildir {
    folder: Arc<PathBuf>,
    writers: Semaphore,
    concurrency: usize,
}

impl Maildir {
    /// Makes `tmp`, `new` and `cur` where they are missing.
    pub(crate) fn open(folder: PathBuf, concurrency: usize) -> Result<Self, TransportError> {
        if concurrency == 0 {
            return Err(TransportError::Zero {
                option: "connections",
            });
        }
        for name in ["tmp", "new", "cur"] {
            fs::create_dir_all(folder.join(name)).map_err(|source| TransportError::Maildir {
                path: folder.clone(),
                source,
            })?;
        }
        Ok(Self {
            folder: Arc::new(folder),
            writers: Semaphore::new(concurrency),
            concurrency,
        })
    }
}

#[async_trait]
impl Transport for Maildir {
    async fn send(&self, mail: Outgoing) -> SendOutcome {
        let Ok(_writer) = self.writers.acquire().await else {
            return SendOutcome::NotStarted {
                phase: Phase::Connect,
            };
        };
        let permitted = match &mail.content {
            Content::Ready(permitted) => Some(permitted.clone()),
            Content::Late { gate, .. } => gate.open().await,
        };
        let Some(permitted) =
            permitted.filter(|permitted| permitted.permission.allows_body(Instant::now()))
        else {
            return SendOutcome::NotStarted { phase: Phase::Rcpt };
        };
        let mut file = envelope(&mail).into_bytes();
        file.extend_from_slice(&to_wire(&permitted.bytes));
        let folder = self.folder.clone();
        let written =
            tokio::task::spawn_blocking(move || deliver(&folder, &file, permitted.permission))
                .await;
        written.unwrap_or_else(|error| SendOutcome::unknown(Phase::Body, error))
    }

    async fn probe(&self) -> Result<(), SendOutcome> {
        let folder = self.folder.clone();
        let tried = tokio::task::spawn_blocking(move || {
            let (path, file) = create(&folder)?;
            drop(file);
            fs::remove_file(path)
        });
        match tried.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(SendOutcome::try_later(Phase::Connect, error)),
            Err(error) => Err(SendOutcome::try_later(Phase::Connect, error)),
        }
    }

    fn concurrency(&self) -> usize {
        self.concurrency
    }

    fn describe(&self) -> String {
        format!("Maildir {}", self.folder.display())
    }

    async fn shutdown(&self) {
        let all = u32::try_from(self.concurrency).unwrap_or(u32::MAX);
        let nothing_in_flight = self.writers.acquire_many(all).await;
        self.writers.close();
        drop(nothing_in_flight);
    }
}

/// The envelope as header lines above the message's own.
fn envelope(mail: &Outgoing) -> String {
    let (from, to) = (mail.envelope_from.as_str(), mail.envelope_to.as_str());
    format!("Return-Path: <{from}>\r\nDelivered-To: {to}\r\nX-Envelope-To: {to}\r\n")
}

/// Writes to `tmp`, makes it durable, moves it to `new`, makes that durable too.
fn deliver(folder: &Path, bytes: &[u8], permission: Permission) -> SendOutcome {
    let (path, mut file) = match create(folder) {
        Ok(created) => created,
        Err(error) => return SendOutcome::try_later(Phase::Data, error),
    };
    let name = match write(&mut file, bytes) {
        Ok(name) => name,
        Err(error) => return abandon(&path, SendOutcome::try_later(Phase::Body, error)),
    };
    if !permission.allows_dot(Instant::now()) {
        return abandon(&path, SendOutcome::NotStarted { phase: Phase::Body });
    }
    let new = folder.join("new");
    if let Err(error) = fs::rename(&path, new.join(&name)) {
        return abandon(&path, SendOutcome::try_later(Phase::Body, error));
    }
    match File::open(&new).and_then(|folder| folder.sync_all()) {
        Ok(()) => SendOutcome::Accepted {
            code: 250,
            text: format!("delivered as {name}"),
        },
        Err(error) => SendOutcome::unknown(Phase::Reply, error),
    }
}

fn create(folder: &Path) -> io::Result<(PathBuf, File)> {
    let number = FILES.fetch_add(1, Ordering::Relaxed);
    let path = folder
        .join("tmp")
        .join(format!("P{}Q{number}", std::process::id()));
    match OpenOptions::new().write(true).create_new(true).open(&path) {
        Ok(file) => Ok((path, file)),
        // Left behind by a process that had our number and was killed; nobody delivers it any more.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(&path)?;
            Ok((
                path.clone(),
                OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .open(&path)?,
            ))
        }
        Err(error) => Err(error),
    }
}

/// Returns the name in `new`: the file's own time, its inode, this process and its count, so it is unique on the file system.
fn write(file: &mut File, bytes: &[u8]) -> io::Result<String> {
    file.write_all(bytes)?;
    file.sync_all()?;
    let facts = file.metadata()?;
    let number = FILES.fetch_add(1, Ordering::Relaxed);
    Ok(format!(
        "{}.M{}P{}Q{number}I{}.localhost",
        facts.mtime(),
        facts.mtime_nsec() / 1000,
        std::process::id(),
        facts.ino(),
    ))
}

fn abandon(path: &Path, outcome: SendOutcome) -> SendOutcome {
    if let Err(error) = fs::remove_file(path) {
        tracing::debug!(%error, "an unfinished file stays in the Maildir's tmp");
    }
    outcome
}
