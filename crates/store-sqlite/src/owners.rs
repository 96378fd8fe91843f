//! What stands beside a SQLite file. A dispatcher's sign of life is a lock of the operating system on a file of its own: the
//! lock goes with the process, however it ends; no clock is asked. And a note says how far the database has come, so that
//! an older copy in its place is noticed.

use lagom_model::PublicId;
use lagom_store::{Result, StoreError};
use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// The file in which it stands how far the database has come.
const NOTE: &str = "newest";

/// The locks that this store holds, and the folder in which all are.
#[derive(Debug)]
pub(crate) struct Owners {
    folder: PathBuf,
    held: Mutex<HashMap<PublicId, File>>,
}

impl Owners {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            held: Mutex::new(HashMap::new()),
        }
    }

    fn path(&self, owner: PublicId) -> PathBuf {
        self.folder.join(owner.to_string())
    }

    pub(crate) fn appear(&self, owner: PublicId) -> Result<()> {
        let taken = std::fs::create_dir_all(&self.folder).and_then(|()| {
            // Ids are never used twice: nobody looks for this file before its owner stands in the database.
            let file = OpenOptions::new()
                .create(true)
                .truncate(false)
                .write(true)
                .open(self.path(owner))?;
            file.lock()?;
            Ok(file)
        });
        let file = taken.map_err(|error| StoreError::Unavailable {
            message: format!(
                "no lock can be taken in `{}`: {error}",
                self.folder.display()
            ),
            hint: "the folder of the database must be writable, on a disk of this machine"
                .to_owned(),
        })?;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.insert(owner, file);
        Ok(())
    }

    /// The installation and its last fence, as noted beside the database.
    pub(crate) fn remembered(&self) -> Option<(PublicId, i64)> {
        let note = std::fs::read_to_string(self.folder.join(NOTE)).ok()?;
        let (installation, fence) = note.trim().split_once(' ')?;
        Some((PublicId::parse(installation)?, fence.parse().ok()?))
    }

    /// Notes them. A note that is behind is harmless: it says of fewer copies that they are old.
    pub(crate) fn remember(&self, installation: PublicId, fence: i64) {
        let note = format!("{installation} {fence}\n");
        if let Err(error) = std::fs::write(self.folder.join(NOTE), note) {
            tracing::warn!(%error, "how far the database has come was not noted");
        }
    }

    pub(crate) fn disappear(&self, owner: PublicId) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        // First the name, then the lock: nobody can take a lock on a file that is about to go.
        if let Err(error) = std::fs::remove_file(self.path(owner))
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "a dispatcher's lock file could not be removed");
        }
        held.remove(&owner);
    }

    pub(crate) fn lives(&self, owner: PublicId) -> bool {
        {
            let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            if held.contains_key(&owner) {
                return true;
            }
        }
        // What cannot be told is taken for alive: a doubt is ended later rather than twice.
        match File::open(self.path(owner)) {
            Ok(file) => match file.try_lock_shared() {
                Ok(()) => false,
                Err(TryLockError::WouldBlock | TryLockError::Error(_)) => true,
            },
            Err(error) => error.kind() != std::io::ErrorKind::NotFound,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_that_is_gone_says_that_its_owner_is() {
        let folder = tempfile::tempdir().unwrap();
        let owners = Owners::new(folder.path().to_owned());
        let owner = PublicId(7);
        assert!(!owners.lives(owner), "never appeared");
        // A link to itself cannot be opened, like a file when all handles are in use.
        std::os::unix::fs::symlink(owners.path(owner), owners.path(owner)).unwrap();
        assert!(owners.lives(owner), "cannot be told");
        std::fs::remove_file(owners.path(owner)).unwrap();
        owners.appear(owner).unwrap();
        let other = Owners::new(folder.path().to_owned());
        assert!(other.lives(owner), "is there");
        drop(owners);
        assert!(!other.lives(owner), "was killed");
    }
}
