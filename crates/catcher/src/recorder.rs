//! What was caught, in memory and, if wished, in a folder. It never looks inside a message.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One accepted message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caught {
    /// Counts accepted messages from 1; never reused, also after `clear`.
    pub sequence: u64,
    /// Which connection brought it, counted from 1.
    pub connection: u64,
    /// Envelope sender; empty for a null sender.
    pub from: String,
    /// Envelope recipients in the order they were named.
    pub to: Vec<String>,
    /// The message as it was meant: CRLF line ends as they came, doubled dots undone.
    pub bytes: Arc<[u8]>,
}

impl Caught {
    /// The message as text, with what is not UTF-8 replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// The store behind a catcher.
#[derive(Debug)]
pub(crate) struct Recorder {
    kept: Mutex<Kept>,
    keep: usize,
    folder: Option<PathBuf>,
}

#[derive(Debug, Default)]
struct Kept {
    mails: VecDeque<Arc<Caught>>,
    last: u64,
}

impl Recorder {
    pub(crate) fn new(keep: usize, folder: Option<PathBuf>) -> Self {
        Self {
            kept: Mutex::default(),
            keep,
            folder,
        }
    }

    /// Numbers, writes (if there is a folder) and keeps a message.
    pub(crate) async fn keep(
        &self,
        connection: u64,
        from: &str,
        to: &[String],
        bytes: Vec<u8>,
    ) -> io::Result<u64> {
        let sequence = {
            let mut kept = self.lock();
            kept.last += 1;
            kept.last
        };
        if let Some(folder) = &self.folder {
            write_file(folder, sequence, from, to, &bytes).await?;
        }
        let caught = Arc::new(Caught {
            sequence,
            connection,
            from: from.to_owned(),
            to: to.to_vec(),
            bytes: bytes.into(),
        });
        let mut kept = self.lock();
        let place = kept.mails.partition_point(|mail| mail.sequence < sequence);
        kept.mails.insert(place, caught);
        while kept.mails.len() > self.keep {
            kept.mails.pop_front();
        }
        Ok(sequence)
    }

    pub(crate) fn since(&self, sequence: u64) -> Vec<Arc<Caught>> {
        let kept = self.lock();
        let from = kept.mails.partition_point(|mail| mail.sequence <= sequence);
        kept.mails.iter().skip(from).cloned().collect()
    }

    pub(crate) fn find(&self, to: &str) -> Vec<Arc<Caught>> {
        let named = |mail: &&Arc<Caught>| mail.to.iter().any(|name| name.eq_ignore_ascii_case(to));
        self.lock().mails.iter().filter(named).cloned().collect()
    }

    pub(crate) fn clear(&self) {
        self.lock().mails.clear();
    }

    pub(crate) fn len(&self) -> usize {
        self.lock().mails.len()
    }

    /// A panic elsewhere can't leave the list half changed, so a poisoned lock is still good.
    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `00000042.eml`: the envelope as header lines, then the message. It appears whole or not at all.
async fn write_file(
    folder: &Path,
    sequence: u64,
    from: &str,
    to: &[String],
    bytes: &[u8],
) -> io::Result<()> {
    let mut file = format!("Return-Path: <{from}>\r\n").into_bytes();
    for to in to {
        file.extend_from_slice(format!("X-Envelope-To: <{to}>\r\n").as_bytes());
    }
    file.extend_from_slice(bytes);
    let partial = folder.join(format!("{sequence:08}.partial"));
    tokio::fs::write(&partial, file).await?;
    tokio::fs::rename(&partial, folder.join(format!("{sequence:08}.eml"))).await
}
