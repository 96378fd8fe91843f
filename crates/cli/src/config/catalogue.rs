//! From the file's sections to the catalogue and the policy.

use super::file::{File, PublicationSection, SenderSection};
use super::load::ConfigError;
use chrono::Weekday;
use lagom_model::catalogue::TopicDef;
use lagom_model::{Anchor, Cap, Catalogue, Policy, PublicationDef, SenderDef};
use std::collections::BTreeMap;

impl File {
    /// Senders and publications.
    ///
    /// # Errors
    /// [`ConfigError::Value`] naming the key: an unknown sender, a weekday that is none.
    pub(crate) fn catalogue(&self) -> Result<Catalogue, ConfigError> {
        let senders = self.senders.iter();
        let mut catalogue = Catalogue {
            senders: senders
                .map(|(key, section)| (key.clone(), sender(key, section)))
                .collect(),
            ..Catalogue::default()
        };
        for (key, section) in &self.publications {
            let publication = self.publication(key, section)?;
            catalogue.publications.insert(key.clone(), publication);
        }
        Ok(catalogue)
    }

    /// What the form on which one joins asks for beside the choices.
    pub(crate) fn consents(&self) -> Vec<lagom_app::joining::Consent> {
        let consents = self.consents.iter();
        consents
            .map(|(key, section)| lagom_app::joining::Consent {
                key: key.clone(),
                wordings: section.wordings.clone(),
                wording: section.wording.clone(),
                required: section.required,
            })
            .collect()
    }

    /// The policy, without a version yet.
    pub(crate) fn policy(&self) -> Policy {
        Policy {
            version: 0,
            caps: self.policy.caps.clone(),
            gap_hours: self.policy.gap_hours,
            quiet: self.policy.quiet,
            max_deferral_days: self.policy.max_deferral_days,
            seasons: self.policy.seasons.clone(),
            quiet_days: self.policy.quiet_days.clone(),
            holidays: self.policy.known_holidays.clone(),
            spread_minutes: self.policy.spread_minutes,
            silence_days: self.policy.silence_days,
            feedback: self.policy.feedback,
            levels: self.policy.levels.clone(),
            lowered: self.lowered(),
            reading: self.policy.reading.clone(),
            promised: None,
            lowered_by: None,
        }
    }

    /// The caps that publications lower for their readers.
    fn lowered(&self) -> BTreeMap<String, Vec<Cap>> {
        let lowering = self.publications.iter();
        let lowering = lowering.filter(|(_, section)| !section.caps.is_empty());
        lowering
            .map(|(key, section)| (key.clone(), section.caps.clone()))
            .collect()
    }

    fn publication(
        &self,
        key: &str,
        section: &PublicationSection,
    ) -> Result<PublicationDef, ConfigError> {
        let sender = match (&section.sender, self.senders.len()) {
            (Some(sender), _) => sender.clone(),
            (None, 1) => self.senders.keys().next().cloned().unwrap_or_default(),
            (None, _) => {
                return Err(ConfigError::value(
                    &format!("publications.{key}.sender"),
                    "it is not said whose publication this is; name one of `[senders]`",
                ));
            }
        };
        if !self.senders.contains_key(&sender) {
            let message = format!("there is no sender `{sender}` under `[senders]`");
            return Err(ConfigError::value(
                &format!("publications.{key}.sender"),
                &message,
            ));
        }
        let weekday: Weekday = section.weekday.parse().map_err(|_| {
            let message = format!("`{}` is no weekday; write it like `fri`", section.weekday);
            ConfigError::value(&format!("publications.{key}.weekday"), &message)
        })?;
        if !(1..=31).contains(&section.day) {
            let message = format!("`{}` is no day of a month, 1 to 31", section.day);
            return Err(ConfigError::value(
                &format!("publications.{key}.day"),
                &message,
            ));
        }
        let topics = section.topics.iter().map(|(key, topic)| TopicDef {
            key: key.clone(),
            name: topic.name.clone(),
            headings: topic.headings.clone(),
            kind: topic.kind,
            items: topic.items,
        });
        Ok(PublicationDef {
            key: key.to_owned(),
            sender,
            name: section.name.clone(),
            description: section.description.clone(),
            language: section
                .language
                .clone()
                .unwrap_or_else(|| self.installation.language.clone()),
            zone: section
                .zone
                .clone()
                .unwrap_or_else(|| self.installation.zone.clone()),
            menu: section.menu.clone(),
            default_cadence: section.default,
            anchor: Anchor {
                weekday: Some(weekday),
                day: Some(section.day),
                time: Some(section.time),
            },
            issue_every_days: section.issue_every_days,
            topics: topics.collect(),
            other_topic: section.other_topic.clone(),
            most_items: section.most_items,
            least_items: section.least_items,
            priority: section.priority,
        })
    }
}

fn sender(key: &str, section: &SenderSection) -> SenderDef {
    let domain = section.from.rsplit('@').next().unwrap_or_default();
    SenderDef {
        key: key.to_owned(),
        name: section.name.clone(),
        from: section.from.clone(),
        reply_to: section.reply_to.clone(),
        unsubscribe_mailbox: section.unsubscribe_mailbox.clone(),
        bounce_address: section.bounce_address.clone(),
        list_domain: section
            .list_domain
            .clone()
            .unwrap_or_else(|| domain.to_owned()),
        address_block: section.address_block.clone(),
    }
}
