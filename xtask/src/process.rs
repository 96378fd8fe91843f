//! Running other programs, and where the workspace is. Never through a shell, and never stopping a process it did not start.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The workspace's root.
pub(crate) fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_path_buf()
}

/// The build folder, where everything that may be thrown away lives.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// `cargo` as it called us, in the workspace's root. What it told us about ourselves is not passed on: build scripts that look at
/// it (ring's) would run again each time, and all that needs them be built again.
pub(crate) fn cargo<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(words: I) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let ours = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        });
        if ours {
            command.env_remove(&name);
        }
    }
    command.args(words).current_dir(root()).stdin(Stdio::null());
    command
}

/// The command as one would type it.
pub(crate) fn spelled(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    std::iter::once(program)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Runs the command with its output going straight through.
///
/// # Errors
/// When it cannot be started, or ends with another status than zero.
pub(crate) fn pass_through(command: &mut Command) -> Result<()> {
    println!("$ {}", spelled(command));
    let status = command
        .status()
        .with_context(|| format!("`{}` could not be started", spelled(command)))?;
    if !status.success() {
        bail!("`{}` ended with {status}", spelled(command));
    }
    Ok(())
}

/// Runs the command quietly; what it said is shown only if it fails.
///
/// # Errors
/// When it cannot be started, or ends with another status than zero: with its output.
pub(crate) fn quiet(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("`{}` could not be started", spelled(command)))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let complained = String::from_utf8_lossy(&output.stderr);
        bail!(
            "`{}` ended with {}\n{said}{complained}",
            spelled(command),
            output.status
        );
    }
    Ok(said)
}

/// Whether the command can be run and ends well; its output is dropped.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs the command, shows its standard output live and gives each line to `seen`. Returns whether it ended well.
///
/// # Errors
/// When it cannot be started, or its output cannot be read.
pub(crate) fn watched(command: &mut Command, mut seen: impl FnMut(&str)) -> Result<bool> {
    println!("$ {}", spelled(command));
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{}` could not be started", spelled(command)))?;
    if let Some(output) = child.stdout.take() {
        let mut lines = BufReader::new(output);
        let mut line = Vec::new();
        let mut screen = std::io::stdout();
        while lines.read_until(b'\n', &mut line)? > 0 {
            screen.write_all(&line)?;
            screen.flush()?;
            seen(String::from_utf8_lossy(&line).trim_end());
            line.clear();
        }
    }
    Ok(child.wait()?.success())
}

/// The program by this name: on the path, or in the folders for administrators, which a user's path often lacks.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin", "/sbin", "/usr/local/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// Whether we are the administrator.
pub(crate) fn is_root() -> bool {
    quiet(Command::new("id").arg("-u")).is_ok_and(|said| said.trim() == "0")
}
