//! The shape of `lagom.toml`, with the defaults. `config/lagom.example.toml` explains each key.

use lagom_model::catalogue::ItemsRule;
use lagom_model::policy::{Cap, Level, QuietHours, Reading};
use lagom_model::{
    Cadence, Feedback, Holidays, ItemKind, LocalTime, Policy, QuietDays, Season, Zone,
};
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
    /// Relays beside that of `[mail]`.
    #[serde(default)]
    pub(crate) relays: BTreeMap<String, RelaySection>,
    /// What recipients' domains take.
    #[serde(default)]
    pub(crate) limits: Vec<LimitSection>,
    /// What the operator hears.
    #[serde(default)]
    pub(crate) operator: OperatorSection,
    #[serde(default)]
    pub(crate) web: WebSection,
    #[serde(default)]
    pub(crate) policy: PolicySection,
    #[serde(default)]
    pub(crate) senders: BTreeMap<String, SenderSection>,
    #[serde(default)]
    pub(crate) publications: BTreeMap<String, PublicationSection>,
    /// Keys that sign mail.
    #[serde(default)]
    pub(crate) dkim: Vec<DkimSection>,
    /// How mails and pages look.
    #[serde(default)]
    pub(crate) look: LookSection,
    /// What the form on which one joins asks for beside the choices.
    #[serde(default)]
    pub(crate) consents: BTreeMap<String, ConsentSection>,
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
    pub(crate) lease_seconds: u64,
}

impl Default for DatabaseSection {
    fn default() -> Self {
        Self {
            url: "sqlite:lagom.db".into(),
            url_file: None,
            lease_seconds: 30,
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
    #[serde(default = "one")]
    pub(crate) weight: u32,
    pub(crate) messages_per_second: Option<u32>,
    pub(crate) messages_per_hour: Option<u32>,
    pub(crate) messages_per_day: Option<u32>,
    #[serde(default = "yes")]
    pub(crate) give_way: bool,
}

/// A relay beside that of `[mail]`, which says the rest.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RelaySection {
    pub(crate) relay: String,
    pub(crate) password: Option<SecretString>,
    pub(crate) password_file: Option<PathBuf>,
    pub(crate) ca_file: Option<PathBuf>,
    #[serde(default = "connections")]
    pub(crate) connections: usize,
    #[serde(default = "one")]
    pub(crate) weight: u32,
    pub(crate) messages_per_second: Option<u32>,
    pub(crate) messages_per_hour: Option<u32>,
    pub(crate) messages_per_day: Option<u32>,
}

/// What some domains take together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LimitSection {
    /// Their names; `*` alone: every other domain, each by itself.
    pub(crate) domains: Vec<String>,
    /// Messages under way at once.
    pub(crate) at_once: Option<u32>,
    pub(crate) messages_per_second: Option<u32>,
    pub(crate) messages_per_hour: Option<u32>,
    pub(crate) messages_per_day: Option<u32>,
}

/// What the operator hears, and where.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OperatorSection {
    /// Their address; without it they hear nothing by mail.
    pub(crate) mail: Option<String>,
    /// As whom; without it the first sender's address.
    pub(crate) from: Option<String>,
    /// When the weekly letter comes.
    pub(crate) weekday: String,
    pub(crate) time: LocalTime,
    /// Asked for after each good run.
    pub(crate) heartbeat_url: Option<SecretString>,
    pub(crate) heartbeat_url_file: Option<PathBuf>,
}

impl Default for OperatorSection {
    fn default() -> Self {
        Self {
            mail: None,
            from: None,
            weekday: "mon".to_owned(),
            time: nine(),
            heartbeat_url: None,
            heartbeat_url_file: None,
        }
    }
}

/// A key that signs the mail of a domain, or will, or did: several may stand in the name server at once.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DkimSection {
    pub(crate) domain: String,
    pub(crate) selector: String,
    pub(crate) key_file: PathBuf,
    /// What the name server answers, for `lagom check`.
    pub(crate) record: Option<String>,
    /// Whether it signs now.
    #[serde(default = "yes")]
    pub(crate) sign: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WebSection {
    pub(crate) listen: String,
    /// Whether a server in front names its clients in `X-Forwarded-For`.
    pub(crate) behind_proxy: bool,
    /// How many may press "join" in a minute, from wherever.
    pub(crate) joins_a_minute: u32,
    /// How many in an hour from one network.
    pub(crate) joins_an_hour_from_a_network: u32,
}

impl Default for WebSection {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            behind_proxy: false,
            joins_a_minute: 1_200,
            joins_an_hour_from_a_network: 60,
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
    pub(crate) silence_days: u32,
    pub(crate) feedback: Feedback,
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
            silence_days: product.silence_days,
            feedback: product.feedback,
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
    /// Lower numbers than the policy's, for whoever has this newsletter.
    #[serde(default)]
    pub(crate) caps: Vec<Cap>,
    #[serde(default = "other")]
    pub(crate) other_topic: String,
    #[serde(default)]
    pub(crate) topics: BTreeMap<String, TopicSection>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LookSection {
    /// A folder with `mail/…` and `pages/…`, in place of the program's own templates.
    pub(crate) templates: Option<PathBuf>,
    /// The address of a picture that stands above every mail.
    pub(crate) logo: Option<String>,
    /// `#rrggbb`.
    pub(crate) colour: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConsentSection {
    /// For all languages that have none of their own.
    pub(crate) wording: String,
    /// By language (BCP 47).
    #[serde(default)]
    pub(crate) wordings: BTreeMap<String, String>,
    /// Whether nobody joins without it.
    #[serde(default)]
    pub(crate) required: bool,
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

const fn yes() -> bool {
    true
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
