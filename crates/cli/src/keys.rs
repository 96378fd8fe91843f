//! The key file: the ring that signs links, and the key that addresses are found by. Whoever has it
//! can change anybody's choices, so only its owner may read it.

use lagom_links::KeyRing;
use lagom_model::{Ids, Timestamp};
use serde::{Deserialize, Serialize};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The key file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Keys {
    /// 64 hexadecimal digits. Never rotated: with another one nobody is found again.
    address_key: String,
    /// The keys that sign links.
    links: KeyRing,
}

/// For who cannot read the key file.
fn what_to_do(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::NotFound => "`lagom init` makes one, or restore it from a backup",
        std::io::ErrorKind::PermissionDenied => {
            "it belongs to another account: run Lagom by that one, or give it the file"
        }
        _ => "see the disk that it lies on",
    }
}

/// Why the key file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeysError {
    /// It cannot be read.
    #[error("the key file `{}` cannot be read: {error}; {}", path.display(), what_to_do(error))]
    Read {
        /// Where it should be.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// It cannot be written.
    #[error("the key file `{}` cannot be written: {error}", path.display())]
    Write {
        /// Where it should be.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// It is damaged.
    #[error("the key file `{}` is damaged: {message}; restore it from a backup", path.display())]
    Damaged {
        /// Where it is.
        path: PathBuf,
        /// What is wrong, without the keys.
        message: String,
    },
}

impl Keys {
    /// New keys.
    pub(crate) fn generate(ids: &dyn Ids, now: Timestamp) -> Self {
        Self {
            address_key: format!("{:032x}{:032x}", ids.bits(), ids.bits()),
            links: KeyRing::generate(ids, now),
        }
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`KeysError`] naming the file.
    pub(crate) fn read(path: &Path) -> Result<Self, KeysError> {
        let text = std::fs::read_to_string(path).map_err(|error| KeysError::Read {
            path: path.to_owned(),
            error,
        })?;
        let keys: Self = toml::from_str(&text).map_err(|error| KeysError::Damaged {
            path: path.to_owned(),
            message: error.message().to_owned(),
        })?;
        keys.address_key(path)?;
        Ok(keys)
    }

    /// Writes a new file that only its owner may read; never over an old one.
    ///
    /// # Errors
    /// [`KeysError::Write`].
    pub(crate) fn write_new(&self, path: &Path) -> Result<(), KeysError> {
        let failed = |error| KeysError::Write {
            path: path.to_owned(),
            error,
        };
        let text = toml::to_string(self)
            .map_err(|error| failed(std::io::Error::other(error.to_string())))?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let mut file = options.open(path).map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        file.sync_all().map_err(failed)
    }

    /// The key that addresses are found by.
    ///
    /// # Errors
    /// [`KeysError::Damaged`] if it is not 64 hexadecimal digits.
    pub(crate) fn address_key(&self, path: &Path) -> Result<[u8; 32], KeysError> {
        let mut key = [0; 32];
        let digits = self.address_key.as_bytes();
        let pairs = digits.chunks_exact(2).map(|pair| {
            std::str::from_utf8(pair)
                .ok()
                .and_then(|pair| u8::from_str_radix(pair, 16).ok())
        });
        let mut filled = 0;
        for (place, byte) in key.iter_mut().zip(pairs) {
            let Some(byte) = byte else { break };
            *place = byte;
            filled += 1;
        }
        if filled == 32 && digits.len() == 64 {
            Ok(key)
        } else {
            Err(KeysError::Damaged {
                path: path.to_owned(),
                message: "`address_key` is not 64 hexadecimal digits".to_owned(),
            })
        }
    }

    /// The keys that sign links.
    pub(crate) fn links(&self) -> &KeyRing {
        &self.links
    }
}
