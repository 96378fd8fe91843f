//! The files with keys and secrets that a configuration names, for a backup and out of one. What is replaced is kept under
//! another name; nothing is ever overwritten.

use crate::config::File;
use anyhow::Context as _;
use lagom_app::backup::{Extra, Role};
use serde::Serialize;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// What stays of a key file that a backup's takes the place of.
const BEFORE: &str = "before-restore";

/// What is put beside a file that differs.
const BESIDE: &str = "from-backup";

/// Every such file.
///
/// # Errors
/// One that cannot be read, or is no text.
pub(crate) fn gather(config: &Path, file: &File) -> anyhow::Result<Vec<Extra>> {
    let mut paths = vec![
        (Role::Configuration, config.to_owned()),
        (Role::Keys, file.keys.file.clone()),
    ];
    paths.extend(secrets(file).map(|path| (Role::Secret, path.clone())));
    let mut seen = HashSet::new();
    paths.retain(|(_, path)| seen.insert(path.clone()));
    paths
        .into_iter()
        .map(|(role, path)| {
            let content = fs::read_to_string(&path)
                .with_context(|| format!("`{}`, which goes along", path.display()))?;
            Ok(Extra {
                role,
                name: name_of(&path),
                content,
            })
        })
        .collect()
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(OsStr::new("file"));
    name.to_string_lossy().into_owned()
}

/// What became of a file.
#[derive(Debug, Serialize)]
pub(crate) struct Written {
    /// Where it is.
    path: PathBuf,
    /// What is to be known about it.
    what: &'static str,
}

impl Written {
    pub(crate) fn told(&self) -> String {
        format!("{}  {}", self.path.display(), self.what)
    }
}

/// A file that is ready under a name of its own.
struct Ready {
    staged: Option<tempfile::NamedTempFile>,
    target: PathBuf,
    what: &'static str,
    /// Where what stands in its place goes.
    away: Option<PathBuf>,
}

/// Files that take their places when all else went well.
pub(crate) struct Staged(Vec<Ready>);

/// Writes the files of a backup beside their places.
///
/// # Errors
/// A folder that cannot be written.
pub(crate) fn stage(
    config: &Path,
    file: &File,
    extras: &[Extra],
    dry_run: bool,
) -> anyhow::Result<Staged> {
    let folder = config.parent().unwrap_or(Path::new("")).to_owned();
    let mut ready = Vec::new();
    for extra in extras {
        // A name is a name: whatever a file says, nothing is written elsewhere.
        let name = name_of(Path::new(&extra.name));
        let target = match extra.role {
            Role::Keys => file.keys.file.clone(),
            Role::Configuration | Role::Secret => configured(file, &name)
                .cloned()
                .unwrap_or_else(|| folder.join(&name)),
        };
        let there = fs::read_to_string(&target).ok();
        if there.as_deref() == Some(extra.content.as_str()) {
            continue;
        }
        let differs = there.is_some() || target.exists();
        let (target, away, what) = match (extra.role, differs) {
            (Role::Keys, true) => {
                let away = free(&target, BEFORE);
                let what = "the backup's keys; what stood there is beside it, `.before-restore`";
                (target, Some(away), what)
            }
            (_, true) => (
                free(&target, BESIDE),
                None,
                "differs from the one in use: compare them",
            ),
            (_, false) => (target, None, "from the backup"),
        };
        let staged = if dry_run {
            None
        } else {
            Some(staged(&target, &extra.content)?)
        };
        ready.push(Ready {
            staged,
            target,
            what,
            away,
        });
    }
    Ok(Staged(ready))
}

/// A secret's place in the present configuration.
fn configured<'f>(file: &'f File, name: &str) -> Option<&'f PathBuf> {
    secrets(file).find(|path| name_of(path) == name)
}

/// The files that hold the configuration's secrets.
fn secrets(file: &File) -> impl Iterator<Item = &PathBuf> {
    let keys = file.dkim.iter().map(|dkim| &dkim.key_file);
    keys.chain(file.ways_out().filter_map(|way| way.password_file))
        .chain(&file.database.url_file)
        .chain(&file.operator.heartbeat_url_file)
}

fn free(target: &Path, ending: &str) -> PathBuf {
    let mut name = target.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    let mut nth = 1;
    let mut path = PathBuf::from(&name);
    while path.exists() {
        nth += 1;
        let mut next = name.clone();
        next.push(format!("-{nth}"));
        path = PathBuf::from(next);
    }
    path
}

/// Temporary files may be read by their owner alone.
fn staged(target: &Path, content: &str) -> anyhow::Result<tempfile::NamedTempFile> {
    use std::io::Write as _;
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = tempfile::Builder::new()
        .prefix(".lagom-restore-")
        .tempfile_in(folder)
        .with_context(|| format!("beside `{}`", target.display()))?;
    file.write_all(content.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

impl Staged {
    /// Puts them in their places.
    ///
    /// # Errors
    /// One that cannot be moved; the others stay where they are.
    pub(crate) fn put(self) -> anyhow::Result<Vec<Written>> {
        let mut written = Vec::new();
        for one in self.0 {
            if let Some(staged) = one.staged {
                if let Some(away) = &one.away {
                    fs::rename(&one.target, away)
                        .with_context(|| format!("`{}`", one.target.display()))?;
                }
                staged
                    .persist_noclobber(&one.target)
                    .with_context(|| format!("`{}`", one.target.display()))?;
            }
            written.push(Written {
                path: one.target,
                what: one.what,
            });
        }
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(folder: &Path) -> (PathBuf, File) {
        let text = format!(
            "[installation]\norganisation = 'x'\nbase_url = 'https://letters.example.org'\n[mail]\nrelay = 'maildir:x'\n\
             password_file = '{0}/password'\n[keys]\nfile = '{0}/keys.toml'\n",
            folder.display()
        );
        let config = folder.join("lagom.toml");
        fs::write(&config, &text).unwrap();
        (config, toml::from_str(&text).unwrap())
    }

    fn read(folder: &Path, name: &str) -> Option<String> {
        fs::read_to_string(folder.join(name)).ok()
    }

    #[test]
    fn secrets_go_along_and_come_back() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (config, file) = house(one.path());
        fs::write(one.path().join("keys.toml"), "keys").unwrap();
        fs::write(one.path().join("password"), "secret").unwrap();
        let extras = gather(&config, &file).unwrap();
        assert_eq!(extras.len(), 3);
        assert!(!format!("{extras:?}").contains("secret"));

        let (config, file) = house(other.path());
        fs::write(other.path().join("keys.toml"), "newer keys").unwrap();
        stage(&config, &file, &extras, true).unwrap().put().unwrap();
        assert_eq!(
            read(other.path(), "keys.toml").as_deref(),
            Some("newer keys")
        );
        drop(stage(&config, &file, &extras, false).unwrap());
        assert_eq!(
            read(other.path(), "password"),
            None,
            "nothing before the end"
        );
        let written = stage(&config, &file, &extras, false)
            .unwrap()
            .put()
            .unwrap();
        assert_eq!(written.len(), 3);
        assert_eq!(read(other.path(), "keys.toml").as_deref(), Some("keys"));
        assert_eq!(
            read(other.path(), "keys.toml.before-restore").as_deref(),
            Some("newer keys")
        );
        assert_eq!(read(other.path(), "password").as_deref(), Some("secret"));
        assert!(read(other.path(), "lagom.toml.from-backup").is_some());
        assert!(
            read(other.path(), "lagom.toml")
                .unwrap()
                .contains(&*other.path().to_string_lossy())
        );
    }

    #[test]
    fn a_name_never_leaves_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let (config, file) = house(folder.path());
        let extra = Extra {
            role: Role::Secret,
            name: "../../elsewhere".to_owned(),
            content: "x".to_owned(),
        };
        stage(&config, &file, &[extra], false)
            .unwrap()
            .put()
            .unwrap();
        assert_eq!(read(folder.path(), "elsewhere").as_deref(), Some("x"));
    }
}
