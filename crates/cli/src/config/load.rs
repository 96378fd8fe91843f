//! Reading the configuration: file, environment, secrets from files of their own.

use super::file::File;
use super::holidays;
use secrecy::{ExposeSecret as _, SecretString};
use std::path::{Path, PathBuf};

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// There is no file.
    #[error(
        "there is no configuration at `{}`; `lagom init` makes one, `--config FILE` names another",
        .0.display()
    )]
    NotThere(PathBuf),
    /// The file is no TOML.
    #[error("{message}")]
    Syntax {
        /// What the parser said, with file, line and column.
        message: String,
    },
    /// A section is missing: the file ends too early, or is another one's.
    #[error(
        "`{}`: {message}; `lagom init` writes a whole one, with every key explained",
        file.display()
    )]
    Lacking {
        /// The file.
        file: PathBuf,
        /// What it lacks.
        message: String,
    },
    /// A key's value cannot be used.
    #[error("configuration key `{key}`: {message}")]
    Value {
        /// The key, with its sections.
        key: String,
        /// What is wrong, and what to write instead.
        message: String,
    },
}

impl ConfigError {
    pub(crate) fn value(key: &str, message: &str) -> Self {
        Self::Value {
            key: key.to_owned(),
            message: message.to_owned(),
        }
    }
}

/// Keys that may hold a secret end so.
const SECRETS: [&str; 3] = ["password", "url", "relay"];

/// How a value of the environment ends its error.
const IN_ENVIRONMENT: &str = " in the environment";

/// The text of the file, which is TOML. An error names the place and quotes nothing: a secret may stand there.
fn read(path: &Path) -> Result<String, ConfigError> {
    let named = |what: &str| ConfigError::Syntax {
        message: format!("`{}`{what}", path.display()),
    };
    let text = std::fs::read_to_string(path)
        .map_err(|error| named(&format!(" cannot be read: {error}")))?;
    match text.parse::<toml::Table>() {
        Ok(_) => Ok(text),
        Err(error) => {
            let before = error.span().and_then(|span| text.get(..span.start));
            let before = before.unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let column = before
                .rsplit('\n')
                .next()
                .unwrap_or_default()
                .chars()
                .count()
                + 1;
            Err(named(&format!(
                ", line {line}, column {column}: {}",
                error.message()
            )))
        }
    }
}

/// Reads the file and what the environment says over it. Relative paths in it are relative to the
/// file's folder.
///
/// # Errors
/// [`ConfigError`] naming the file and line, or the key.
pub(crate) fn load(path: &Path) -> Result<File, ConfigError> {
    let mut file = load_for_restore(path)?;
    file.read_secrets()?;
    Ok(file)
}

/// The same, of the secrets the database's alone: the others come with the backup.
///
/// # Errors
/// [`ConfigError`] naming the file and line, or the key.
pub(crate) fn load_for_restore(path: &Path) -> Result<File, ConfigError> {
    if !path.exists() {
        return Err(ConfigError::NotThere(path.to_owned()));
    }
    let environment = config::Environment::with_prefix("LAGOM")
        .prefix_separator("__")
        .separator("__")
        .ignore_empty(true);
    let text = read(path)?;
    let merged = config::Config::builder()
        .add_source(config::File::from_str(&text, config::FileFormat::Toml))
        .add_source(environment)
        .build()
        .map_err(|error| ConfigError::Syntax {
            message: error.to_string(),
        })?;
    let mut file: File = serde_path_to_error::deserialize(merged).map_err(|error| {
        let in_no_section = error.path().iter().next().is_none();
        let key = error.path().to_string();
        // What a wrong value is might be the secret itself.
        let message = if SECRETS.iter().any(|ending| key.ends_with(ending)) {
            "it must be a text, in quotes".to_owned()
        } else {
            let message = error.into_inner().to_string();
            // The key is told before it.
            let key = message.find(" for key `").unwrap_or(message.len());
            let where_from = message.ends_with(IN_ENVIRONMENT).then_some(IN_ENVIRONMENT);
            let said = message.get(..key).unwrap_or_default();
            said.to_owned() + where_from.unwrap_or_default()
        };
        if in_no_section {
            let file = path.to_owned();
            return ConfigError::Lacking { file, message };
        }
        ConfigError::Value { key, message }
    })?;
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    for secret in file.secret_files() {
        *secret = folder.join(&*secret);
    }
    if let Some(path) = &file.database.url_file {
        file.database.url = secret("database.url_file", path)?;
    }
    let database = file.database.url.expose_secret();
    if let Some(joined) = joined(folder, database, "sqlite:") {
        file.database.url = joined.into();
    }
    let relays = file.relays.values_mut().map(|relay| &mut relay.relay);
    for relay in relays.chain([&mut file.mail.relay]) {
        // Of a Maildir's address `%` begins an encoded byte.
        let folder = folder.to_string_lossy().replace('%', "%25");
        if let Some(joined) = joined(Path::new(&folder), relay, "maildir:") {
            *relay = joined;
        }
    }
    file.keys.file = folder.join(&file.keys.file);
    file.mail.ca_file = file.mail.ca_file.map(|ca| folder.join(ca));
    for relay in file.relays.values_mut() {
        relay.ca_file = relay.ca_file.take().map(|ca| folder.join(ca));
    }
    file.look.templates = file.look.templates.map(|own| folder.join(own));
    for key in &mut file.dkim {
        key.key_file = folder.join(&key.key_file);
    }
    file.policy.known_holidays = holidays::read(&file.policy.holidays, folder)?;
    Ok(file)
}

impl File {
    /// The files that hold one secret each.
    fn secret_files(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let relays = self.relays.values_mut();
        let relays = relays.filter_map(|relay| relay.password_file.as_mut());
        [
            &mut self.database.url_file,
            &mut self.mail.password_file,
            &mut self.operator.heartbeat_url_file,
        ]
        .into_iter()
        .flatten()
        .chain(relays)
    }

    fn read_secrets(&mut self) -> Result<(), ConfigError> {
        if let Some(path) = &self.mail.password_file {
            self.mail.password = Some(secret("mail.password_file", path)?);
        }
        for (name, relay) in &mut self.relays {
            if let Some(path) = &relay.password_file {
                let key = format!("relays.{name}.password_file");
                relay.password = Some(secret(&key, path)?);
            }
        }
        if let Some(path) = &self.operator.heartbeat_url_file {
            let url = secret("operator.heartbeat_url_file", path)?;
            self.operator.heartbeat_url = Some(url);
        }
        Ok(())
    }
}

/// The address of a file or folder, if it is a relative one, from where the configuration stands.
fn joined(folder: &Path, address: &str, scheme: &str) -> Option<String> {
    let rest = address.trim().strip_prefix(scheme)?;
    let path = rest.strip_prefix("//").unwrap_or(rest);
    let relative = !path.is_empty() && !path.starts_with(['/', ':']);
    // What begins with `//` and names no absolute path is wrong for a Maildir: its own refusal says so.
    let whole = scheme == "maildir:" && rest != path;
    (relative && !whole).then(|| format!("{scheme}{}", folder.join(path).display()))
}

fn secret(key: &str, path: &Path) -> Result<SecretString, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        ConfigError::value(
            key,
            &format!("`{}` cannot be read: {error}", path.display()),
        )
    })?;
    Ok(text.trim_end().into())
}
