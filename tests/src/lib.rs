//! What the scenarios in `it/` and the crash matrix share: where the workspace is, the binary under test, and an installation
//! that it works in.
//! Never reaches into the product's crates: scenarios see what an operator and a reader see.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::return_self_not_must_use,
    reason = "for tests only: what does not work ends them"
)]

pub mod house;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use cargo_metadata::Message;

/// The workspace's root.
pub fn workspace_root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

/// The binary `lagom`, built once per test run; or the one that the variable `LAGOM_TEST_BINARY` names.
///
/// # Panics
/// When it does not build.
pub fn lagom_bin() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(build)
}

fn build() -> PathBuf {
    if let Some(binary) = std::env::var_os("LAGOM_TEST_BINARY") {
        return binary.into();
    }
    // The same packages and targets as in `cargo test --workspace`, so that nothing which it built is built again
    // with other features. (`CARGO_BIN_EXE_lagom` exists only inside the package that owns the binary.)
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let words = [
        "build",
        "--quiet",
        "--workspace",
        "--bin",
        "lagom",
        "--test",
        "it",
    ];
    let built = Command::new(cargo)
        .args(words)
        .arg("--message-format=json-render-diagnostics")
        .current_dir(workspace_root())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output();
    let output = match built {
        Ok(output) if output.status.success() => output.stdout,
        Ok(output) => panic!("`cargo {}` ended with {}", words.join(" "), output.status),
        Err(error) => panic!("cargo could not be started: {error}"),
    };
    let binary = Message::parse_stream(output.as_slice()).find_map(|message| match message {
        Ok(Message::CompilerArtifact(artifact)) if artifact.target.name == "lagom" => {
            artifact.executable
        }
        _ => None,
    });
    match binary {
        Some(path) => path.into_std_path_buf(),
        None => panic!("`cargo {}` built no binary `lagom`", words.join(" ")),
    }
}
