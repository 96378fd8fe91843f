//! The stage of the demonstration: a database in a folder that goes away, a mail catcher, and an
//! installation wired by hand, with a clock that stands until it is set. Nothing reads a configuration
//! file, nothing leaves this machine.

use super::calendar::start_of;
use super::cast::{Member, csv};
use super::letters::{FJORD, SHED};
use crate::config::DatabaseSection;
use crate::database;
use anyhow::Context as _;
use lagom_app::import::{ImportOptions, import};
use lagom_app::tick::Tick;
use lagom_app::{AddressHasher, Installation, Settings};
use lagom_catcher::{Catcher, CatcherOptions};
use lagom_dispatch::Filler;
use lagom_links::{KeyRing, Urls};
use lagom_model::catalogue::{ItemsRule, TopicDef};
use lagom_model::{
    Anchor, Cadence, Catalogue, FixedClock, ItemKind, LocalTime, Policy, PublicationDef, SeededIds,
    SenderDef, Zone,
};
use lagom_render::templates::Templates;
use lagom_smtp::TransportOptions;
use std::collections::BTreeMap;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// The same ids in every run.
const SEED: u64 = 2_026;
/// Only the demonstration's own readers are found by it.
const ADDRESS_KEY: [u8; 32] = *b"a demonstration needs no secrets";
const SENDER: &str = "the-slow-post";

/// Everything that plays a part. The folder goes when it is dropped.
pub(super) struct Stage {
    pub(super) house: Installation,
    pub(super) addresses: AddressHasher,
    pub(super) clock: Arc<FixedClock>,
    pub(super) catcher: Catcher,
    pub(super) tick: Tick,
    _folder: TempDir,
}

impl Stage {
    /// Sets everything up; pages will be served by `listener`.
    pub(super) async fn set_up(listener: &TcpListener) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("lagom-demo-")
            .tempdir()
            .context("a temporary folder")?;
        let file = folder.path().join("lagom.db");
        let store = database::make(&DatabaseSection {
            url: format!("sqlite:{}", file.display()).into(),
            ..DatabaseSection::default()
        })
        .await?;
        store.migrate().await?;

        let now = start_of(0);
        let clock = Arc::new(FixedClock::new(now));
        let ids = Arc::new(SeededIds::new(SEED));
        let known = Arc::new(store.put_catalogue(&catalogue()?, &*ids, now).await?);
        let policy = Arc::new(store.put_policy(&Policy::product(), now).await?);
        let base_url = format!("http://{}", listener.local_addr()?);
        let keys = Arc::new(KeyRing::generate(&*ids, now));
        let filler = Arc::new(Filler {
            templates: Templates::embedded().context("the templates")?,
            urls: Urls::new(&base_url)?,
            keys: Arc::clone(&keys),
            known: Arc::clone(&known),
            signers: Arc::default(),
        });
        let catcher = Catcher::start("127.0.0.1:0", CatcherOptions::default()).await?;
        let relay = format!("smtp://{}", catcher.address());
        let transport = lagom_smtp::connect(&relay, TransportOptions::default())?;
        let settings = Settings {
            base_url,
            organisation: "The Slow Post".to_owned(),
            zone: Zone::parse("Europe/Oslo")?,
            language: "en".to_owned(),
            country: None,
            grace_minutes: 15,
            consents: Vec::new(),
        };
        Ok(Self {
            house: Installation {
                notes: lagom_app::Notes::default(),
                store,
                clock: Arc::clone(&clock) as _,
                ids,
                keys,
                addresses: AddressHasher::new(&ADDRESS_KEY),
                known,
                policy,
                settings: Arc::new(settings),
            },
            addresses: AddressHasher::new(&ADDRESS_KEY),
            clock,
            catcher,
            tick: Tick {
                relays: Arc::new(lagom_dispatch::Relays::one(transport).at_full_speed()),
                filler,
                catch_up_minutes: 0,
                operator: None,
                heartbeat: None,
            },
            _folder: folder,
        })
    }

    /// Imports the readers as an operator would: from a CSV file. A line that could not be used would be
    /// a defect.
    pub(super) async fn import(&self, cast: &[Member]) -> anyhow::Result<u64> {
        let file = csv(cast);
        let options = ImportOptions {
            file: "subscribers.csv".to_owned(),
            publications: Vec::new(),
        };
        let report = import(
            &self.house,
            &self.addresses,
            file.as_bytes(),
            &options,
            &|_| {},
        )
        .await?;
        if let Some(bad) = report.bad.first() {
            anyhow::bail!("line {} of the import: {}", bad.line, bad.reason);
        }
        Ok(report.added)
    }
}

fn catalogue() -> anyhow::Result<Catalogue> {
    let sender = SenderDef {
        key: SENDER.to_owned(),
        name: "The Slow Post".to_owned(),
        from: "letters@slowpost.example".to_owned(),
        reply_to: None,
        unsubscribe_mailbox: Some("leave@slowpost.example".to_owned()),
        bounce_address: Some("bounces@slowpost.example".to_owned()),
        list_domain: "letters.slowpost.example".to_owned(),
        address_block: Some("The Slow Post, The Old Ferry Office, Lisvik".to_owned()),
    };
    let fjord = publication(
        (FJORD, "Fjord & Field"),
        "A walk, something to eat and the news of a small place by the water, on Tuesdays.",
        "Europe/Oslo",
        vec![
            topic("walks", "Walks", "Out walking", ItemKind::Article),
            topic("kitchen", "Kitchen", "From the kitchen", ItemKind::Article),
            topic("news", "Small news", "Small news", ItemKind::News),
            topic("events", "What's on", "What's on", ItemKind::Event),
        ],
    )?;
    let shed = publication(
        (SHED, "The Tool Shed"),
        "How to mend things that were made to be mended, on Thursdays.",
        "Europe/London",
        vec![
            topic("bench", "On the bench", "On the bench", ItemKind::Article),
            topic("tools", "Tools", "One tool", ItemKind::Article),
            topic("fixes", "Small fixes", "Small fixes", ItemKind::News),
            topic("events", "Workshops", "Workshops", ItemKind::Event),
        ],
    )?;
    Ok(Catalogue {
        senders: BTreeMap::from([(sender.key.clone(), sender)]),
        publications: [fjord, shed]
            .map(|one| (one.key.clone(), one))
            .into_iter()
            .collect(),
    })
}

fn publication(
    (key, name): (&str, &str),
    description: &str,
    zone: &str,
    topics: Vec<TopicDef>,
) -> anyhow::Result<PublicationDef> {
    Ok(PublicationDef {
        key: key.to_owned(),
        sender: SENDER.to_owned(),
        name: name.to_owned(),
        description: description.to_owned(),
        language: "en".to_owned(),
        zone: Zone::parse(zone)?,
        menu: Cadence::ALL.to_vec(),
        default_cadence: Cadence::Weekly,
        anchor: Anchor {
            weekday: Some(chrono::Weekday::Fri),
            day: Some(1),
            time: LocalTime::new(9, 0),
        },
        issue_every_days: 7,
        topics,
        other_topic: "other".to_owned(),
        most_items: 24,
        least_items: 1,
        priority: 100,
    })
}

fn topic(key: &str, name: &str, heading: &str, kind: ItemKind) -> TopicDef {
    TopicDef {
        key: key.to_owned(),
        name: name.to_owned(),
        headings: vec![heading.to_owned()],
        kind,
        items: if kind == ItemKind::Event {
            ItemsRule::Bullets
        } else {
            ItemsRule::Section
        },
    }
}
