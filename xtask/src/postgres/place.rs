//! Where a throw-away cluster lives and whose it is: a folder that PostgreSQL's own account can reach, removed afterwards.
//! Never removes a folder whose run or whose server is still alive.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{find_program, is_root, quiet, succeeds, target};

/// PostgreSQL refuses to run as the administrator; Debian's package brings this account.
const ACCOUNT: &str = "postgres";

const FOLDER: &str = "lagom-postgres-";

/// A socket's path may have 107 bytes; `/.s.PGSQL.12345` comes on top of the folder.
const LONGEST_FOLDER: usize = 90;

/// The folder of one cluster and the account that owns it. Dropped: removed.
pub(super) struct Place {
    pub(super) folder: PathBuf,
    account: Option<&'static str>,
}

impl Place {
    /// The folder of this process, or another one beside it.
    pub(super) fn make(suffix: &str) -> Result<Self> {
        let account = is_root().then_some(ACCOUNT);
        if account.is_some() && !succeeds(Command::new("id").arg("-u").arg(ACCOUNT)) {
            bail!(
                "PostgreSQL refuses to run as root and there is no account `{ACCOUNT}`; install the package `postgresql`, or run as a user"
            );
        }
        let candidates = [target().join("tmp"), std::env::temp_dir()];
        for parent in &candidates {
            fs::create_dir_all(parent)
                .with_context(|| format!("`{}` cannot be made", parent.display()))?;
            remove_left_behind(parent);
            let folder = parent.join(format!("{FOLDER}{}{suffix}", std::process::id()));
            if folder.as_os_str().len() > LONGEST_FOLDER {
                continue;
            }
            fs::create_dir_all(&folder)
                .with_context(|| format!("`{}` cannot be made", folder.display()))?;
            let place = Self { folder, account };
            if place.belongs_to_its_account()? {
                return Ok(place);
            }
        }
        bail!(
            "the account `{ACCOUNT}` can reach neither `{}` nor `{}`; set TMPDIR to a folder that it can",
            candidates[0].display(),
            candidates[1].display()
        )
    }

    /// Hands the folder over; false when the account cannot get there, because a folder above is closed to it.
    fn belongs_to_its_account(&self) -> Result<bool> {
        let Some(account) = self.account else {
            return Ok(true);
        };
        quiet(
            Command::new("chown")
                .arg(format!("{account}:"))
                .arg(&self.folder),
        )?;
        let mut test = Command::new("setpriv");
        test.args(identity(account))
            .args(["test", "-w"])
            .arg(&self.folder)
            .current_dir("/");
        Ok(succeeds(&mut test))
    }

    pub(super) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    /// The program under the folder's account, ending when we end.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = if find_program("setpriv").is_some() {
            let mut wrapped = Command::new("setpriv");
            wrapped.args(self.account.map(identity).unwrap_or_default());
            wrapped.args(["--pdeathsig", "INT", "--"]).arg(program);
            wrapped
        } else {
            Command::new(program)
        };
        command.current_dir(&self.folder);
        // A developer's own settings must not reach the throw-away server.
        for name in [
            "PGDATA",
            "PGPORT",
            "PGHOST",
            "PGUSER",
            "PGDATABASE",
            "PGOPTIONS",
        ] {
            command.env_remove(name);
        }
        command
    }

    pub(super) fn end_of_log(&self) -> String {
        let text = fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines
            .get(lines.len().saturating_sub(15)..)
            .unwrap_or_default()
            .join("\n")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("`{}` could not be removed: {error}", self.folder.display());
        }
    }
}

fn identity(account: &str) -> Vec<String> {
    vec![
        format!("--reuid={account}"),
        format!("--regid={account}"),
        "--init-groups".to_owned(),
    ]
}

/// Removes folders of runs that were killed: those whose number is no living process and whose server is gone.
fn remove_left_behind(parent: &Path) {
    if !Path::new("/proc/self").exists() {
        return;
    }
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if owner(&entry.file_name()).is_some_and(|pid| !alive(pid)) && !server_alive(&entry.path())
        {
            // What another run removes at the same moment is gone all the same.
            fs::remove_dir_all(entry.path()).ok();
        }
    }
}

fn owner(name: &OsStr) -> Option<u32> {
    let rest = name.to_str()?.strip_prefix(FOLDER)?;
    rest.split('-').next()?.parse().ok()
}

fn server_alive(folder: &Path) -> bool {
    let first_line = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap_or_default();
    first_line
        .lines()
        .next()
        .and_then(|line| line.trim().parse().ok())
        .is_some_and(alive)
}

/// Whether this process runs; one that is dead but not yet collected by its parent does not.
fn alive(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name in parentheses may itself contain anything, so the state follows the last one.
    stat.rsplit_once(") ")
        .is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_names_its_owner() {
        assert_eq!(owner(OsStr::new("lagom-postgres-42")), Some(42));
        assert_eq!(owner(OsStr::new("lagom-postgres-42-standby")), Some(42));
        assert_eq!(owner(OsStr::new("lagom-postgres-x")), None);
        assert_eq!(owner(OsStr::new("something-42")), None);
    }

    #[test]
    fn what_a_killed_run_left_is_removed_and_nothing_else() {
        let parent = target().join("tmp/xtask-left-behind");
        let names = [
            "lagom-postgres-4294967295",
            &format!("{FOLDER}{}", std::process::id()),
            "other",
        ];
        for name in names {
            fs::create_dir_all(parent.join(name)).unwrap();
        }
        remove_left_behind(&parent);
        let there = names.map(|name| parent.join(name).exists());
        fs::remove_dir_all(&parent).unwrap();
        assert_eq!(there, [false, true, true]);
    }
}
