//! Reading the configuration: file, environment, secrets from files of their own.

use super::file::File;
use super::holidays;
use secrecy::SecretString;
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

/// Reads the file and what the environment says over it. Relative paths in it are relative to the
/// file's folder.
///
/// # Errors
/// [`ConfigError`] naming the file and line, or the key.
pub(crate) fn load(path: &Path) -> Result<File, ConfigError> {
    if !path.is_file() {
        return Err(ConfigError::NotThere(path.to_owned()));
    }
    let environment = config::Environment::with_prefix("LAGOM")
        .prefix_separator("__")
        .separator("__")
        .try_parsing(true)
        .ignore_empty(true);
    let merged = config::Config::builder()
        .add_source(config::File::from(path).format(config::FileFormat::Toml))
        .add_source(environment)
        .build()
        .and_then(config::Config::try_deserialize::<serde_json::Value>)
        .map_err(|error| ConfigError::Syntax {
            message: error.to_string(),
        })?;
    let mut file: File = serde_path_to_error::deserialize(merged).map_err(|error| {
        let in_no_section = error.path().iter().next().is_none();
        let key = error.path().to_string();
        let message = error.into_inner().to_string();
        if in_no_section {
            let file = path.to_owned();
            return ConfigError::Lacking { file, message };
        }
        ConfigError::Value { key, message }
    })?;
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    file.read_secrets(folder)?;
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
    fn read_secrets(&mut self, folder: &Path) -> Result<(), ConfigError> {
        if let Some(path) = &self.database.url_file {
            self.database.url = secret("database.url_file", &folder.join(path))?;
        }
        if let Some(path) = &self.mail.password_file {
            self.mail.password = Some(secret("mail.password_file", &folder.join(path))?);
        }
        for (name, relay) in &mut self.relays {
            if let Some(path) = &relay.password_file {
                let key = format!("relays.{name}.password_file");
                relay.password = Some(secret(&key, &folder.join(path))?);
            }
        }
        if let Some(path) = &self.operator.heartbeat_url_file {
            let url = secret("operator.heartbeat_url_file", &folder.join(path))?;
            self.operator.heartbeat_url = Some(url);
        }
        Ok(())
    }
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
