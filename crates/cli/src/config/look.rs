//! How mails and pages look: an operator's own templates, logo and colour, read and checked once. A template that fails with any
//! sample is refused here, not in the middle of a letter.

use super::file::File;
use super::load::ConfigError;
use lagom_render::mail::check_templates;
use lagom_render::templates::{Brand, Templates};
use lagom_web::PageTemplates;
use std::collections::BTreeMap;
use std::path::Path;

/// The most that a template's file may hold, in bytes.
const LARGEST: u64 = 256 * 1024;

impl File {
    /// The templates of mails.
    ///
    /// # Errors
    /// [`ConfigError::Value`] naming the key, the file and the line.
    pub(crate) fn mail_templates(&self) -> Result<Templates, ConfigError> {
        let own = self.own_templates("mail/", false)?;
        let refused = |error: &dyn std::fmt::Display| {
            ConfigError::value("look.templates", &error.to_string())
        };
        let checked = !own.is_empty();
        let templates = Templates::with_overrides(own)
            .map_err(|error| refused(&error))?
            .branded(&self.brand()?);
        if checked {
            check_templates(&templates).map_err(|error| refused(&error))?;
        }
        Ok(templates)
    }

    /// The templates of pages.
    ///
    /// # Errors
    /// [`ConfigError::Value`] naming the key, the file and the line.
    pub(crate) fn page_templates(&self) -> Result<PageTemplates, ConfigError> {
        let own = self.own_templates("pages/", true)?;
        let templates = PageTemplates::with_overrides(own)
            .map_err(|error| ConfigError::value("look.templates", &error.to_string()))?;
        Ok(templates.branded(&self.brand()?))
    }

    fn brand(&self) -> Result<Brand, ConfigError> {
        let look = &self.look;
        Brand::new(look.logo.as_deref(), look.colour.as_deref())
            .map_err(|error| ConfigError::value("look", &error.to_string()))
    }

    /// The operator's own files under a folder, by name; the folder's name goes or stays.
    fn own_templates(
        &self,
        under: &str,
        without: bool,
    ) -> Result<BTreeMap<String, String>, ConfigError> {
        let mut found = BTreeMap::new();
        if let Some(folder) = &self.look.templates {
            collect(folder, "", &mut found)
                .map_err(|message| ConfigError::value("look.templates", &message))?;
        }
        let known = |name: &String| name.starts_with("mail/") || name.starts_with("pages/");
        if let Some(stray) = found.keys().find(|name| !known(name)) {
            let message = format!("`{stray}` stands neither under `mail` nor under `pages`");
            return Err(ConfigError::value("look.templates", &message));
        }
        let named = found.into_iter().filter_map(|(name, source)| {
            let rest = name.strip_prefix(under)?.to_owned();
            Some((if without { rest } else { name }, source))
        });
        Ok(named.collect())
    }
}

/// Every file below a folder, named by its path.
fn collect(folder: &Path, path: &str, found: &mut BTreeMap<String, String>) -> Result<(), String> {
    let unreadable = |error: std::io::Error| format!("`{}`: {error}", folder.display());
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let inside = format!("{path}{name}");
        let kind = entry.metadata().map_err(unreadable)?;
        if kind.is_dir() {
            collect(&entry.path(), &format!("{inside}/"), found)?;
        } else if kind.len() > LARGEST {
            return Err(format!("`{inside}` is larger than {LARGEST} bytes"));
        } else {
            let text = std::fs::read_to_string(entry.path());
            found.insert(
                inside.clone(),
                text.map_err(|error| format!("`{inside}`: {error}"))?,
            );
        }
    }
    Ok(())
}
