//! The folder that a benchmark works in. Never kept: it is removed with all that is in it when the benchmark ends.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process::target;

/// A folder below the build's own, removed when dropped.
pub(super) struct Folder(PathBuf);

impl Folder {
    /// A new one for the benchmark of this name.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(super) fn make(bench: &str) -> Result<Self> {
        let name = format!("lagom-bench-{bench}-{}", std::process::id());
        let path = target().join("tmp").join(name);
        fs::create_dir_all(&path)
            .with_context(|| format!("`{}` cannot be made", path.display()))?;
        Ok(Self(path))
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("`{}` could not be removed: {error}", self.0.display());
        }
    }
}
