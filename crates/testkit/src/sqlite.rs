//! A SQLite file per test, in a folder of its own. Never opens it: that is the store's business.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A place for a database that does not exist yet. Dropped: its folder goes, with the files beside the database.
#[derive(Debug)]
pub struct Database {
    folder: TempDir,
    url: String,
}

impl Database {
    /// Makes the folder.
    ///
    /// # Panics
    /// When the system's folder for temporary files cannot be written.
    pub fn create() -> Self {
        match tempfile::Builder::new().prefix("lagom-test-").tempdir() {
            Ok(folder) => {
                let url = format!("sqlite://{}", folder.path().join("lagom.db").display());
                Self { folder, url }
            }
            Err(error) => panic!(
                "no folder for a test database in `{}`: {error}",
                std::env::temp_dir().display()
            ),
        }
    }

    /// Its URL, `sqlite://…`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its file.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("lagom.db")
    }

    /// The folder, for what else the test wants thrown away.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_goes_with_all_that_is_in_it() {
        let database = Database::create();
        std::fs::write(database.path(), "not a database").unwrap();
        assert!(database.url().starts_with("sqlite:///") && database.url().ends_with("/lagom.db"));
        let folder = database.folder().to_path_buf();
        drop(database);
        assert!(!folder.exists());
    }
}
