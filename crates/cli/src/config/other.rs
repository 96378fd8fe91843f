//! Another policy from a file of its own: the `[policy]` table that a forecast compares with. It is never
//! put in force.

use super::file::PolicySection;
use super::holidays;
use super::load::ConfigError;
use std::path::Path;

/// The `[policy]` table of a file, such as a copy of the configuration; whatever else stands in it is left
/// alone. Paths in it are relative to the file's folder.
///
/// # Errors
/// [`ConfigError`] naming the file, or the key.
pub(crate) fn policy_of(path: &Path) -> Result<PolicySection, ConfigError> {
    let wrong = |what: &str| ConfigError::Syntax {
        message: format!("`{}`: {what}", path.display()),
    };
    let text = std::fs::read_to_string(path)
        .map_err(|error| wrong(&format!("it cannot be read: {error}")))?;
    let mut table: toml::Table =
        toml::from_str(&text).map_err(|error| wrong(&error.to_string()))?;
    let policy = table.remove("policy").ok_or_else(|| {
        wrong("it has no `[policy]` table; copy the one of the configuration and change it")
    })?;
    let mut section: PolicySection = serde_path_to_error::deserialize(policy).map_err(|error| {
        let key = format!("policy.{}", error.path());
        ConfigError::value(&key, &wrong(&error.into_inner().to_string()).to_string())
    })?;
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    section.known_holidays = holidays::read(&section.holidays, folder)?;
    Ok(section)
}
