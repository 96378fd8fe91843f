//! Whose turn it is to write, among the processes that share a file. SQLite's own lock decides who may; but who waits for it
//! asks now and then, in pauses of up to a tenth of a second, and while another process writes all the time (a dispatcher at
//! full speed) a reader's choice would wait for seconds. Here who waits is next: they hold the door, and whoever was just
//! writing cannot pass them. It protects nothing, and does without if its files cannot be made.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::oneshot;

/// The two locks of the operating system that make a turnstile; they go with the process, however it ends.
#[derive(Debug)]
pub(crate) struct Turns {
    folder: PathBuf,
    patience: Duration,
    files: OnceLock<Option<Files>>,
}

#[derive(Debug)]
struct Files {
    /// Held by the one who is next.
    door: Arc<File>,
    /// Held by the one who writes.
    room: Arc<File>,
}

/// A turn; given back when dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    _room: Held,
}

#[derive(Debug)]
struct Held(Arc<File>);

impl Drop for Held {
    fn drop(&mut self) {
        if let Err(error) = self.0.unlock() {
            tracing::debug!(%error, "a turn could not be given back");
        }
    }
}

impl Turns {
    /// For a file whose locks stand in this folder; nobody waits longer than this.
    pub(crate) fn new(folder: PathBuf, patience: Duration) -> Self {
        Self {
            folder,
            patience,
            files: OnceLock::new(),
        }
    }

    /// Waits for a turn. `None`: there are no such files, or it took too long; SQLite decides then.
    pub(crate) async fn take(&self) -> Option<Turn> {
        let files = self.files.get_or_init(|| self.open()).as_ref()?;
        let turn = async {
            let door = hold(&files.door).await?;
            let room = hold(&files.room).await?;
            drop(door);
            Some(Turn { _room: room })
        };
        tokio::time::timeout(self.patience, turn).await.ok()?
    }

    fn open(&self) -> Option<Files> {
        let file = |name: &str| {
            let mut options = OpenOptions::new();
            options.create(true).truncate(false).write(true);
            options.open(self.folder.join(name)).map(Arc::new)
        };
        let files = std::fs::create_dir_all(&self.folder).and_then(|()| {
            Ok(Files {
                door: file("door")?,
                room: file("room")?,
            })
        });
        files
            .inspect_err(|error| tracing::debug!(%error, "writers of this file take no turns"))
            .ok()
    }
}

/// Waits without holding up the runtime, nor its end: in a thread that nobody waits for, since who holds the lock may be frozen.
/// Whoever stops waiting gives the lock back as soon as it comes.
async fn hold(file: &Arc<File>) -> Option<Held> {
    match file.try_lock() {
        Ok(()) => Some(Held(Arc::clone(file))),
        Err(TryLockError::WouldBlock) => {
            let file = Arc::clone(file);
            let (come, coming) = oneshot::channel();
            std::thread::spawn(move || {
                let held = file.lock().map(|()| Held(file));
                // Nobody hears it any more: then it is dropped, and given back.
                let _ = come.send(held);
            });
            coming.await.ok()?.ok()
        }
        Err(TryLockError::Error(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    fn turns(folder: &tempfile::TempDir) -> Turns {
        Turns::new(folder.path().join("owners"), Duration::from_millis(500))
    }

    /// Each `Turns` opens the files for itself, as each process does.
    #[tokio::test(flavor = "multi_thread")]
    async fn who_waits_comes_before_who_was_just_writing() {
        let folder = tempfile::tempdir().unwrap();
        let (busy, other) = (turns(&folder), turns(&folder));
        let first = busy.take().await.unwrap();
        let waiting = tokio::spawn(async move {
            let turn = other.take().await;
            (turn.is_some(), Instant::now())
        });
        // Until the other one stands in the door.
        let door = File::open(folder.path().join("owners/door")).unwrap();
        while door.try_lock_shared().is_ok() {
            door.unlock().unwrap();
            tokio::task::yield_now().await;
        }
        drop(first);
        let again = busy.take().await.unwrap();
        let now = Instant::now();
        let (came, at) = waiting.await.unwrap();
        assert!(came && at <= now, "the one in the door was passed");
        drop(again);
    }

    #[tokio::test]
    async fn nobody_waits_for_ever_nor_needs_the_files() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (turns(&folder), turns(&folder));
        let held = one.take().await.unwrap();
        assert!(other.take().await.is_none());
        drop(held);
        let nowhere = folder.path().join("a file");
        std::fs::write(&nowhere, "").unwrap();
        let without = Turns::new(nowhere, Duration::from_secs(1));
        assert!(without.take().await.is_none());
    }
}
