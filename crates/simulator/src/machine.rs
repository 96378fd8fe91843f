//! A machine on which Lagom runs: its own handle on the database, so that its sign of life goes when it dies, and
//! what every use-case is wired with. The product's own ticks and pages run here.

use crate::relay::Relay;
use crate::stage::ActorId;
use crate::watched::{Shared, Watched};
use lagom_app::tick::Tick;
use lagom_app::{Installation, Settings};
use lagom_dispatch::{DispatchError, Filler, Nobody, Relays};
use lagom_links::KeyRing;
use lagom_model::SeededIds;
use lagom_store::{Known, Result, Store, StoreError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What every actor of a world is wired with.
#[derive(Clone)]
pub struct Wiring {
    /// What all actors share.
    pub shared: Arc<Shared>,
    /// Senders and publications.
    pub known: Arc<Known>,
    /// The source of ids.
    pub ids: Arc<SeededIds>,
    /// The keys that sign links.
    pub keys: Arc<KeyRing>,
    /// Composes messages.
    pub filler: Arc<Filler>,
    /// The installation's settings.
    pub settings: Arc<Settings>,
}

/// A machine.
pub struct Machine {
    file: PathBuf,
    /// Its handle.
    pub store: Arc<dyn Store>,
}

impl Machine {
    /// Starts one on a database.
    ///
    /// # Errors
    /// What the store says.
    pub async fn start(file: &Path) -> Result<Self> {
        let options = lagom_store_sqlite::Options {
            readers: 1,
            ..lagom_store_sqlite::Options::new(file)
        };
        Ok(Self {
            file: file.to_path_buf(),
            store: Arc::new(lagom_store_sqlite::open(&options).await?),
        })
    }

    /// Starts again after a crash: with another handle.
    ///
    /// # Errors
    /// What the store says.
    pub async fn restart(&mut self) -> Result<()> {
        *self = Self::start(&self.file).await?;
        Ok(())
    }
}

impl Wiring {
    /// An installation as one actor sees it.
    ///
    /// # Errors
    /// What the store says.
    pub async fn installation(
        &self,
        store: &Arc<dyn Store>,
        actor: ActorId,
    ) -> Result<Installation> {
        let watched = Watched {
            inner: Arc::clone(store),
            actor,
            shared: Arc::clone(&self.shared),
        };
        let policy = lagom_store::Install::policy(&watched).await?;
        Ok(Installation {
            notes: lagom_app::Notes::default(),
            store: Arc::new(watched),
            clock: Arc::clone(&self.shared.clock) as _,
            ids: Arc::clone(&self.ids) as _,
            keys: Arc::clone(&self.keys),
            addresses: lagom_app::AddressHasher::new(&[7; 32]),
            known: Arc::clone(&self.known),
            policy: Arc::new(policy.unwrap_or_else(lagom_model::Policy::product)),
            settings: Arc::clone(&self.settings),
        })
    }

    /// One tick, as cron would call it.
    pub async fn tick(self, store: Arc<dyn Store>, actor: ActorId) {
        let house = match self.installation(&store, actor).await {
            Ok(house) => house,
            Err(error) => return self.complain("a tick did not begin", &error),
        };
        let tick = Tick {
            relays: Arc::new(
                Relays::one(Arc::new(Relay {
                    actor,
                    shared: Arc::clone(&self.shared),
                    connections: 1 + usize::try_from(actor % 3).unwrap_or(0),
                }))
                .at_full_speed(),
            ),
            filler: Arc::clone(&self.filler),
            catch_up_minutes: 0,
            operator: None,
            heartbeat: None,
        };
        match tick.run(&house, &Nobody, &|_| true).await {
            Ok(_) => {}
            Err(DispatchError::Store(error)) => self.complain("a tick failed", &error),
            Err(error) => self
                .shared
                .model()
                .complain(format!("a tick failed: {error}")),
        }
    }

    /// A failure that was not simulated is a violation.
    pub fn complain(&self, what: &str, error: &StoreError) {
        let simulated = error.is_transient() && error.to_string().contains("simulated");
        if !simulated {
            self.shared.model().complain(format!("{what}: {error}"));
        }
    }
}
