//! Backups: an installation as one encrypted file, and back. It holds every table, and the files with keys and secrets that
//! the caller names. Streamed in bounded memory; what is damaged or cut short changes nothing.
//!
//! The file is an `age` file for a passphrase (<https://age-encryption.org/v1>); whoever has both can read all of it with the
//! tool of that name. Inside: lines of JSON, each followed by as many bytes as it says.

mod read;
mod write;

#[cfg(test)]
mod tests;

pub use read::{Opened, open};
pub use write::write;

use lagom_model::Timestamp;
use lagom_store::{Census, StoreError};
use serde::{Deserialize, Serialize};

/// Which kind of file it is.
const FORMAT: &str = "lagom-backup-1";

/// The work that a guess at the passphrase costs: 2¹⁷ blocks of scrypt, 128 MB and most of a second.
const WORK: u8 = 17;

/// The most work that opening may cost: eight seconds, two gigabytes.
const MOST_WORK: u8 = 21;

/// The longest piece that is believed.
const LONGEST: usize = 1 << 30;

/// A file that goes along.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extra {
    /// What it is for.
    pub role: Role,
    /// Its name, without folders.
    pub name: String,
    /// Its content.
    pub content: String,
}

impl std::fmt::Debug for Extra {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Extra({:?}, {})", self.role, self.name)
    }
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The keys that sign links and find addresses.
    Keys,
    /// The configuration.
    Configuration,
    /// Another secret that the configuration names.
    Secret,
}

/// What stands at the beginning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    format: String,
    /// The schema's version.
    pub schema: i64,
    /// When it was made.
    pub made_at: Timestamp,
    /// The files that go along.
    pub files: Vec<Extra>,
}

impl Header {
    /// Of a backup that is made now.
    pub fn new(schema: i64, made_at: Timestamp, files: Vec<Extra>) -> Self {
        Self {
            format: FORMAT.to_owned(),
            schema,
            made_at,
            files,
        }
    }
}

/// A line, and what follows it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Line {
    Rows {
        table: String,
        count: u64,
        bytes: usize,
    },
    End(Census),
}

/// Why a backup could not be made or used.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The store failed, or refused it.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// It cannot be written or read.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// It is not a file of this kind.
    #[error("it is no backup of Lagom, or it is damaged")]
    NotOurs,
    /// The passphrase does not open it.
    #[error("the passphrase does not open it, or it is damaged")]
    WrongPassphrase,
    /// Another version wrote it.
    #[error(
        "it holds schema version {found}, this program has {known}; use the version of Lagom that wrote it"
    )]
    OtherSchema {
        /// Its version.
        found: i64,
        /// This program's.
        known: i64,
    },
}
