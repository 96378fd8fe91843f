//! The shape of `lagom.toml`, with the defaults. `config/lagom.example.toml` explains each key.

use lagom_model::catalogue::ItemsRule;
use lagom_model::policy::{Cap, Level, QuietHours, Reading};
use lagom_model::{Cadence, Holidays, ItemKind, LocalTime, Policy, QuietDays, Season, Zone};
use secrecy::SecretString;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) installation: InstallationSection,
    #[serde(default)]
    pub(crate) database: DatabaseSection,
    #[serde(default)]
    pub(crate) keys: KeysSection,
    pub(crate) mail: MailSection,
    #[serde(default)]
    pub(crate) web: WebSection,
    #[serde(default)]
    pub(crate) policy: PolicySection,
    #[serde(default)]
    pub(crate) senders: BTreeMap<String, SenderSection>,
    #[serde(default)]
    pub(crate) publications: BTreeMap<String, PublicationSection>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InstallationSection {
    pub(crate) organisation: String,
    pub(crate) base_url: String,
    #[serde(default = "utc")]
    pub(crate) zone: Zone,
    #[serde(default = "english")]
    pub(crate) language: String,
    pub(crate) country: Option<String>,
    #[serde(default = "grace")]
    pub(crate) grace_minutes: u32,
    #[serde(default = "grace")]
    pub(crate) catch_up_minutes: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DatabaseSection {
    pub(crate) url: SecretString,
    pub(crate) url_file: Option<PathBuf>,
}

impl Default for DatabaseSection {
    fn default() -> Self {
        Self {
            url: "sqlite:lagom.db".into(),
            url_file: None,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct KeysSection {
    pub(crate) file: PathBuf,
}

impl Default for KeysSection {
    fn default() -> Self {
        Self {
            file: "keys.toml".into(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailSection {
    pub(crate) relay: String,
    pub(crate) password: Option<SecretString>,
    pub(crate) password_file: Option<PathBuf>,
    pub(crate) ca_file: Option<PathBuf>,
    pub(crate) hello_name: Option<String>,
    #[serde(default = "connections")]
    pub(crate) connections: usize,
    #[serde(default = "reply_seconds")]
    pub(crate) reply_seconds: u64,
    pub(crate) messages_per_hour: Option<u32>,
    pub(crate) messages_per_day: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WebSection {
    pub(crate) listen: String,
}

impl Default for WebSection {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PolicySection {
    pub(crate) caps: Vec<Cap>,
    pub(crate) gap_hours: u32,
    pub(crate) quiet: Option<QuietHours>,
    pub(crate) max_deferral_days: u32,
    #[serde(deserialize_with = "super::seasons::read")]
    pub(crate) seasons: Vec<Season>,
    pub(crate) quiet_days: QuietDays,
    /// Countries whose holidays come with the program, and files of the operator's own.
    pub(crate) holidays: Vec<String>,
    /// What these files say.
    #[serde(skip)]
    pub(crate) known_holidays: BTreeMap<String, Holidays>,
    pub(crate) spread_minutes: u32,
    pub(crate) levels: Vec<Level>,
    pub(crate) reading: Reading,
}

impl Default for PolicySection {
    fn default() -> Self {
        let product = Policy::product();
        Self {
            caps: product.caps,
            gap_hours: product.gap_hours,
            quiet: product.quiet,
            max_deferral_days: product.max_deferral_days,
            seasons: product.seasons,
            quiet_days: product.quiet_days,
            holidays: Vec::new(),
            known_holidays: BTreeMap::new(),
            spread_minutes: product.spread_minutes,
            levels: product.levels,
            reading: product.reading,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SenderSection {
    pub(crate) name: String,
    pub(crate) from: String,
    pub(crate) reply_to: Option<String>,
    pub(crate) unsubscribe_mailbox: Option<String>,
    pub(crate) bounce_address: Option<String>,
    pub(crate) list_domain: Option<String>,
    pub(crate) address_block: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublicationSection {
    pub(crate) sender: Option<String>,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) description: String,
    pub(crate) language: Option<String>,
    pub(crate) zone: Option<Zone>,
    #[serde(default = "whole_menu")]
    pub(crate) menu: Vec<Cadence>,
    #[serde(default = "weekly")]
    pub(crate) default: Cadence,
    #[serde(default = "friday")]
    pub(crate) weekday: String,
    #[serde(default = "first")]
    pub(crate) day: u8,
    #[serde(default = "nine")]
    pub(crate) time: LocalTime,
    #[serde(default = "seven")]
    pub(crate) issue_every_days: u32,
    #[serde(default = "forty")]
    pub(crate) most_items: u32,
    #[serde(default = "one")]
    pub(crate) least_items: u32,
    #[serde(default = "usual_priority")]
    pub(crate) priority: u8,
    #[serde(default = "other")]
    pub(crate) other_topic: String,
    #[serde(default)]
    pub(crate) topics: BTreeMap<String, TopicSection>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TopicSection {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) headings: Vec<String>,
    #[serde(default = "article")]
    pub(crate) kind: ItemKind,
    #[serde(default)]
    pub(crate) items: ItemsRule,
}

fn utc() -> Zone {
    Zone::UTC
}

fn english() -> String {
    "en".to_owned()
}

const fn grace() -> u32 {
    15
}

const fn connections() -> usize {
    8
}

/// RFC 5321 §4.5.3.2.6: ten minutes for the reply to the final dot.
const fn reply_seconds() -> u64 {
    600
}

fn whole_menu() -> Vec<Cadence> {
    Cadence::ALL.to_vec()
}

const fn weekly() -> Cadence {
    Cadence::Weekly
}

fn friday() -> String {
    "fri".to_owned()
}

const fn first() -> u8 {
    1
}

fn nine() -> LocalTime {
    LocalTime::new(9, 0).unwrap_or(LocalTime::MIDNIGHT)
}

const fn one() -> u32 {
    1
}

const fn usual_priority() -> u8 {
    100
}

const fn seven() -> u32 {
    7
}

const fn forty() -> u32 {
    40
}

fn other() -> String {
    "other".to_owned()
}

const fn article() -> ItemKind {
    ItemKind::Article
}
