//! Rules of the repository, as tests. Each check is a pure function from what was found to a list of complaints, and is
//! itself tested with a bad sample: a rule that cannot fail does not hold. Never changes a file.

mod commands;
mod config;
mod dependencies;
mod floors;
mod marks;
mod migrations;
mod outside;
mod source;
mod words;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use cargo_metadata::{Metadata, MetadataCommand};
use lagom_tests::workspace_root;

/// Fails with all complaints at once.
fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// A text file of the repository.
struct Text {
    /// From the workspace's root, with `/`.
    path: String,
    text: String,
}

impl Text {
    fn sample(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    fn has_ending(&self, endings: &[&str]) -> bool {
        Path::new(&self.path)
            .extension()
            .and_then(|ending| ending.to_str())
            .is_some_and(|ending| endings.contains(&ending))
    }
}

/// Every text file of the repository: not what is built, downloaded or hidden.
fn texts() -> &'static [Text] {
    static TEXTS: OnceLock<Vec<Text>> = OnceLock::new();
    TEXTS.get_or_init(|| {
        let mut found = Vec::new();
        gather(workspace_root(), &mut found);
        assert!(
            found.len() > 30,
            "only {} files were found: the walk is broken",
            found.len()
        );
        found
    })
}

fn gather(folder: &Path, found: &mut Vec<Text>) {
    for path in entries(folder) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !name.starts_with('.')
                && !["target", "node_modules", "lagom-data"].contains(&name.as_str())
            {
                gather(&path, found);
            }
        } else if let Ok(text) = fs::read_to_string(&path) {
            let path = path.strip_prefix(workspace_root()).unwrap();
            found.push(Text {
                path: path.to_string_lossy().replace('\\', "/"),
                text,
            });
        }
    }
}

/// The folder's entries, sorted; none if there is no such folder.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
}

/// What cargo knows of the workspace and its dependencies on this machine's platform. (For all platforms, cargo would have
/// to download packages that are never built here.)
fn metadata() -> &'static Metadata {
    static METADATA: OnceLock<Metadata> = OnceLock::new();
    METADATA.get_or_init(|| {
        let version = Command::new("rustc").arg("-vV").output().unwrap().stdout;
        let version = String::from_utf8(version).unwrap();
        let host = version
            .lines()
            .find_map(|line| line.strip_prefix("host: "))
            .unwrap();
        let platform = ["--filter-platform".to_owned(), host.to_owned()];
        MetadataCommand::new()
            .current_dir(workspace_root())
            .other_options(platform)
            .exec()
            .unwrap()
    })
}
