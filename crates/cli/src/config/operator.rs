//! What the operator hears, from the configuration. It sends nothing.

use super::addresses::usable;
use super::file::File;
use super::load::ConfigError;
use chrono::Weekday;
use lagom_app::operator::{Heartbeat, HeartbeatError, Operator};
use lagom_model::Anchor;
use lagom_render::mail::Mailbox;
use secrecy::ExposeSecret as _;
use url::Url;

const HEARTBEAT: &str = "operator.heartbeat_url";

impl File {
    /// Who hears how runs go, if anybody.
    ///
    /// # Errors
    /// [`ConfigError::Value`] naming the key.
    pub(crate) fn operator(&self) -> Result<Option<Operator>, ConfigError> {
        let section = &self.operator;
        let weekday: Weekday = section.weekday.parse().map_err(|_| {
            let message = format!("`{}` is no weekday; write it like `mon`", section.weekday);
            ConfigError::value("operator.weekday", &message)
        })?;
        let Some(to) = &section.mail else {
            return Ok(None);
        };
        is_address("operator.mail", to)?;
        let first = self.senders.values().next();
        let from = section.from.as_ref();
        let from = from.or(first.map(|sender| &sender.from));
        let from = from.map_or("", String::as_str);
        is_address("operator.from", from)?;
        Ok(Some(Operator {
            to: to.clone(),
            from: Mailbox {
                name: Some(self.installation.organisation.clone()),
                address: from.to_owned(),
            },
            weekly: Anchor {
                weekday: Some(weekday),
                day: None,
                time: Some(section.time),
            },
        }))
    }

    /// The service that watches, if one does.
    ///
    /// # Errors
    /// [`ConfigError::Value`] naming the key.
    pub(crate) fn heartbeat(&self) -> Result<Option<Heartbeat>, ConfigError> {
        let heartbeat = self.heartbeat_url()?.map(Heartbeat::new);
        let unfit = |error: HeartbeatError| ConfigError::value(HEARTBEAT, &error.to_string());
        heartbeat.transpose().map_err(unfit)
    }

    /// Its address. It is a secret: no message shows it.
    ///
    /// # Errors
    /// [`ConfigError::Value`] naming the key.
    pub(super) fn heartbeat_url(&self) -> Result<Option<Url>, ConfigError> {
        let Some(url) = &self.operator.heartbeat_url else {
            return Ok(None);
        };
        let url = Url::parse(url.expose_secret().trim()).ok();
        let url = url.filter(|url| ["https", "http"].contains(&url.scheme()));
        let unfit = || {
            let hint = "it is no address of the web; write it like `https://…`";
            ConfigError::value(HEARTBEAT, hint)
        };
        url.ok_or_else(unfit).map(Some)
    }
}

fn is_address(key: &str, text: &str) -> Result<(), ConfigError> {
    usable(text).map_err(|problem| ConfigError::value(key, &problem))
}
