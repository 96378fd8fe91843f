//! Wiring: from flags and configuration to an installation that use-cases work on.

use crate::config::{self, File, WayOut};
use crate::database;
use crate::failure::Usage;
use crate::keys::Keys;
use crate::nowhere::Nowhere;
use crate::upcoming::{self, Upcoming};
use lagom_app::tick::Tick;
use lagom_app::{AddressHasher, Installation, Settings};
use lagom_dispatch::{Filler, Relay, Relays};
use lagom_links::Urls;
use lagom_model::{Clock, FixedClock, SystemClock, SystemIds, Timestamp};
use lagom_smtp::{Timeouts, Transport, TransportOptions};
use lagom_store::Store;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// What flags say for every command.
#[derive(Debug, Clone)]
pub(crate) struct Flags {
    /// The configuration file.
    pub(crate) config: PathBuf,
    /// A clock that stands still at this instant.
    pub(crate) now: Option<Timestamp>,
    /// Nothing leaves and nothing is kept.
    pub(crate) dry_run: bool,
}

/// A wired installation with what only some commands need.
pub(crate) struct Wired {
    pub(crate) installation: Installation,
    pub(crate) addresses: AddressHasher,
    pub(crate) file: File,
    dry_run: bool,
}

impl Flags {
    /// The clock: the machine's, or one that stands still.
    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        match self.now {
            Some(now) => Arc::new(FixedClock::new(now)),
            None => Arc::new(SystemClock),
        }
    }

    /// The configuration, refused if it cannot be used.
    pub(crate) fn file(&self) -> anyhow::Result<File> {
        let file = config::load(&self.config)?;
        if let Some(finding) = config::problems(&file, self.clock().now())
            .into_iter()
            .find(|found| found.error)
        {
            let place = format!("configuration key `{}`", finding.key);
            return Err(Usage(format!("{place}: {}", finding.message)).into());
        }
        if self.now.is_some() && !self.dry_run && !file.ways_out().all(|way| is_harmless(way.relay))
        {
            let message = "`--now` is allowed only with a Maildir, a relay on this machine or \
                           `--dry-run`: mail that leaves must bear the true time";
            return Err(Usage(message.to_owned()).into());
        }
        Ok(file)
    }

    /// The database alone; for a dry run one that forgets everything.
    pub(crate) async fn store(&self) -> anyhow::Result<(Arc<dyn Store>, File)> {
        let file = self.file()?;
        let store = database::open(&file.database).await?;
        if self.dry_run {
            database::check_schema(&*store).await?;
            return Ok((store.trial().await?, file));
        }
        Ok((store, file))
    }

    /// The database to read only. The clock may stand anywhere: nothing leaves, nothing is kept.
    pub(crate) async fn to_read(&self) -> anyhow::Result<(Arc<dyn Store>, File)> {
        let harmless = Self {
            dry_run: true,
            ..self.clone()
        };
        let file = harmless.file()?;
        let store = database::open(&file.database).await?;
        database::check_schema(&*store).await?;
        Ok((store, file))
    }

    /// Everything: the catalogue and the policy of the configuration become those in force.
    pub(crate) async fn wire(&self) -> anyhow::Result<Wired> {
        let (store, file) = self.store().await?;
        database::check_schema(&*store).await?;
        let keys = Keys::read(&file.keys.file)?;
        let now = self.clock().now();
        let catalogue = file.catalogue()?;
        let mut known = store.put_catalogue(&catalogue, &SystemIds, now).await?;
        known.retire(&catalogue);
        let policy = store.put_policy(&file.policy(), now).await?;
        self.wired(store, file, &keys, Upcoming { known, policy })
    }

    /// Everything, to ask: the rules are those of the next tick, and nothing is changed, not even which are in force.
    pub(crate) async fn ask(&self) -> anyhow::Result<Wired> {
        let (store, file) = self.to_read().await?;
        let keys = Keys::read(&file.keys.file)?;
        let rules = upcoming::rules(&*store, &file).await?;
        self.wired(store, file, &keys, rules)
    }

    fn wired(
        &self,
        store: Arc<dyn Store>,
        file: File,
        keys: &Keys,
        rules: Upcoming,
    ) -> anyhow::Result<Wired> {
        let section = &file.installation;
        let settings = Settings {
            base_url: section.base_url.trim_end_matches('/').to_owned(),
            organisation: section.organisation.clone(),
            zone: section.zone.clone(),
            language: section.language.clone(),
            country: section.country.clone(),
            grace_minutes: section.grace_minutes,
            consents: file.consents(),
        };
        let addresses = AddressHasher::new(&keys.address_key(&file.keys.file)?);
        let installation = Installation {
            notes: lagom_app::Notes::default(),
            store,
            clock: self.clock(),
            ids: Arc::new(SystemIds),
            keys: Arc::new(keys.links().clone()),
            addresses: addresses.clone(),
            known: Arc::new(rules.known),
            policy: Arc::new(rules.policy),
            settings: Arc::new(settings),
        };
        Ok(Wired {
            installation,
            addresses,
            file,
            dry_run: self.dry_run,
        })
    }
}

impl Wired {
    /// Composes messages.
    pub(crate) fn filler(&self) -> anyhow::Result<Arc<Filler>> {
        Ok(Arc::new(Filler {
            templates: self.file.mail_templates()?,
            urls: Urls::new(&self.installation.settings.base_url)?,
            keys: Arc::clone(&self.installation.keys),
            known: Arc::clone(&self.installation.known),
            signers: Arc::new(self.file.signers()?),
        }))
    }

    /// The ways out; for a dry run one that leads nowhere and takes everything.
    pub(crate) fn relays(&self) -> anyhow::Result<Relays> {
        if self.dry_run {
            return Ok(Relays::one(Arc::new(Nowhere)));
        }
        let first = self.relay(self.file.first_way_out())?;
        let more = self.file.more_ways_out().map(|way| self.relay(way));
        let more = more.collect::<anyhow::Result<_>>()?;
        let relays = Relays::new(first, more, self.file.domain_limits());
        Ok(if self.file.mail.give_way {
            relays
        } else {
            relays.at_full_speed()
        })
    }

    fn relay(&self, way: WayOut<'_>) -> anyhow::Result<Relay> {
        Ok(Relay {
            name: way.name.to_owned(),
            weight: way.weight,
            limits: way.limits(),
            connections: Some(u32::try_from(way.connections).unwrap_or(u32::MAX)),
            ..Relay::new(transport(&self.file, way)?)
        })
    }

    /// A tick's parts.
    pub(crate) fn tick(&self) -> anyhow::Result<Tick> {
        Ok(Tick {
            relays: Arc::new(self.relays()?),
            filler: self.filler()?,
            catch_up_minutes: self.file.installation.catch_up_minutes,
            operator: self.file.operator()?.filter(|_| !self.dry_run),
            heartbeat: self.file.heartbeat()?.filter(|_| !self.dry_run),
        })
    }
}

/// One of the ways out that a configuration names.
///
/// # Errors
/// Its relay cannot be used.
pub(crate) fn transport(file: &File, way: WayOut<'_>) -> anyhow::Result<Arc<dyn Transport>> {
    let (key, relay) = (way.section(), way.relay);
    lagom_smtp::connect(relay, options(file, way))
        .map_err(|error| Usage(format!("configuration key `{key}.relay`: {error}")).into())
}

/// Whether it can be used, as far as its form says.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn examine(file: &File, way: WayOut<'_>) -> Result<(), lagom_smtp::TransportError> {
    let relay = way.relay;
    lagom_smtp::examine(relay, options(file, way))
}

fn options(file: &File, way: WayOut<'_>) -> TransportOptions {
    let mail = &file.mail;
    let timeouts = Timeouts {
        reply: Duration::from_secs(mail.reply_seconds),
        ..Timeouts::default()
    };
    TransportOptions {
        connections: way.connections,
        password: way.password.cloned(),
        root_certificate: way.ca_file.cloned(),
        hello_name: mail.hello_name.clone().or_else(|| public_name(file)),
        timeouts,
        ..TransportOptions::default()
    }
}

/// The name of the machine that readers' pages stand on, if it is a public one: what it says in
/// EHLO (RFC 5321 §4.1.1.1) unless the operator says otherwise.
fn public_name(file: &File) -> Option<String> {
    let base = url::Url::parse(&file.installation.base_url).ok()?;
    let name = base.domain()?;
    name.contains('.').then(|| name.to_owned())
}

/// Whether nothing can leave this machine through a relay.
fn is_harmless(relay: &str) -> bool {
    if relay.starts_with("maildir:") {
        return true;
    }
    url::Url::parse(relay).is_ok_and(|url| config::is_this_machine(&url))
}
