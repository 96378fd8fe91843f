//! This dispatcher's part of each relay's connections, leased in the store while it lives: looked after beside a run, given back when
//! it is over. It opens no connection and sends nothing; what it may not have stays closed.

use crate::course::Course;
use crate::relays::{Relay, Relays};
use crate::run::{DispatchTotals, Dispatcher};
use lagom_smtp::Connections;
use lagom_store::{Owner, PlaceAsk, PlaceGrant, Store, StoreError};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, Notify};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

/// So often it looks whether others came or went.
const LOOK: Duration = Duration::from_secs(2);
/// And while it has less than its part, which others are closing.
const SOON: Duration = Duration::from_millis(500);
/// At the end it waits so long for connections to close; what is not closed by then is free when its sign of life ends.
const PATIENCE: Duration = Duration::from_secs(10);

/// So long a run waits for a connection while other processes have all, and so often it looks.
const LONGEST_WAIT: Duration = Duration::from_mins(1);
const LOOK_FOR_CONNECTION: Duration = Duration::from_millis(250);

/// A lease, of nothing in the beginning: relays whose connections are shared open none.
pub struct Lease {
    side: Arc<Side>,
    keeper: Mutex<Option<JoinHandle<()>>>,
}

/// What looks after it.
struct Side {
    store: Arc<dyn Store>,
    relays: Arc<Relays>,
    owner: Owner,
    is_over: Notify,
}

/// When to look again.
#[derive(Debug, PartialEq, Eq)]
enum Rest {
    /// All is as it should be.
    Long,
    /// Others are closing what is this one's.
    Short,
    /// It is closing what is others'.
    UntilClosed,
}

impl Lease {
    /// A lease of nothing.
    pub fn new(store: Arc<dyn Store>, relays: Arc<Relays>, owner: Owner) -> Self {
        let side = Side {
            store,
            relays,
            owner,
            is_over: Notify::new(),
        };
        side.allow(0);
        Self {
            side: Arc::new(side),
            keeper: Mutex::default(),
        }
    }

    /// Leases what is this dispatcher's part, and looks after it from now on. The part may be none for a while.
    ///
    /// # Errors
    /// Any failure of the database: then it has none.
    pub async fn begin(&self) -> Result<(), StoreError> {
        let mut keeper = self.keeper.lock().await;
        if keeper.is_none() && self.side.shared().next().is_some() {
            let rest = self.side.turn(u32::MAX).await?;
            *keeper = Some(tokio::spawn(keep(Arc::clone(&self.side), rest)));
        }
        Ok(())
    }

    /// Closes the connections and gives everything back. From then on relays may open what they like again.
    pub async fn end(self) {
        if let Some(keeper) = self.keeper.lock().await.take() {
            self.side.is_over.notify_one();
            if let Err(error) = keeper.await {
                tracing::error!(%error, "nobody looked after the relays' connections");
            }
            self.side.allow(0);
            if timeout(PATIENCE, self.side.settled()).await.is_err() {
                tracing::warn!("a connection to a relay is slow to close");
            }
            if let Err(error) = self.side.turn(0).await {
                tracing::warn!(%error, "the relays' connections were not given back");
            }
        }
        self.side.allow(usize::MAX);
    }
}

impl Drop for Lease {
    /// Without it a dispatcher that is dropped would go on asking; what it had is free when its sign of life ends.
    fn drop(&mut self) {
        if let Some(keeper) = self.keeper.get_mut().take() {
            keeper.abort();
        }
    }
}

impl Dispatcher<'_> {
    /// Waits until a relay may have a connection, if something is due.
    pub(crate) async fn wait_for_a_connection(
        &self,
        course: &mut Course,
        may_go_on: &(dyn Fn(&DispatchTotals) -> bool + Send + Sync),
    ) -> Result<(), StoreError> {
        let began = Instant::now();
        while self.relays.all().all(Relay::is_closed) {
            let due = self.store.due_domains(self.clock.now(), 1).await?;
            if due.is_empty() {
                break;
            }
            course.waits(began.elapsed());
            course.ask(may_go_on);
            if began.elapsed() >= LONGEST_WAIT || course.is_stopped() {
                course.leave();
                break;
            }
            tokio::time::sleep(LOOK_FOR_CONNECTION).await;
        }
        Ok(())
    }
}

async fn keep(side: Arc<Side>, mut rest: Rest) {
    loop {
        let rests = async {
            match rest {
                Rest::Long => tokio::time::sleep(LOOK).await,
                Rest::Short => tokio::time::sleep(SOON).await,
                // What is slow to close is passed on in parts.
                Rest::UntilClosed => drop(timeout(LOOK, side.settled()).await),
            }
        };
        tokio::select! {
            () = side.is_over.notified() => return,
            () = rests => {}
        }
        rest = side.turn(u32::MAX).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the relays' connections stay as they are");
            Rest::Long
        });
    }
}

impl Side {
    /// Relays whose connections are shared: the name, how many all may have, and those here.
    fn shared(&self) -> impl Iterator<Item = (&str, u32, &dyn Connections)> {
        let all = self.relays.all();
        all.filter_map(|relay| {
            let connections = relay.transport.connections()?;
            Some((relay.name.as_str(), relay.connections?, connections))
        })
    }

    fn allow(&self, count: usize) {
        for (_, _, connections) in self.shared() {
            connections.allow(count);
        }
    }

    async fn settled(&self) {
        for (_, _, connections) in self.shared() {
            connections.settled().await;
        }
    }

    /// Tells what it holds, wants up to so many of each, and keeps to the answer.
    async fn turn(&self, wants: u32) -> Result<Rest, StoreError> {
        let ask = |(name, most, here): (&str, u32, &dyn Connections)| {
            let ask = PlaceAsk {
                most,
                holds: count(here.open().max(here.allowed())),
                wants: wants.min(most).min(count(here.most())),
            };
            (name.to_owned(), ask)
        };
        let asks: Vec<(String, PlaceAsk)> = self.shared().map(ask).collect();
        let grants = self.store.share_connections(self.owner, &asks).await?;
        let mut rest = Rest::Long;
        for ((name, _, here), grant) in self.shared().zip(&grants) {
            let PlaceGrant { may, fair, sharers } = *grant;
            let before = count(here.allowed());
            if may != before {
                tracing::debug!(
                    relay = name,
                    may,
                    before,
                    sharers,
                    "connections are shared anew"
                );
            }
            here.allow(usize::try_from(may).unwrap_or(usize::MAX));
            if count(here.open()) > may || before > may {
                rest = Rest::UntilClosed;
            } else if may < fair && rest == Rest::Long {
                rest = Rest::Short;
            }
        }
        Ok(rest)
    }
}

fn count(connections: usize) -> u32 {
    u32::try_from(connections).unwrap_or(u32::MAX)
}
