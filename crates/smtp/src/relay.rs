//! The SMTP transport: a small pool of connections to one relay, so that many sends can go at once.
//! It never has more connections open than it may, and never asks an idle one whether it is still there.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use lettre::transport::smtp::extension::ClientId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use crate::error::TransportError;
use crate::exchange::{self, Left};
use crate::opening::{Connection, Opener};
use crate::options::TransportOptions;
use crate::outcome::{Phase, SendOutcome};
use crate::outgoing::Outgoing;
use crate::target::{RelayAddress, Security};
use crate::tls::Tls;
use crate::transport::Transport;

/// A relay.
pub(crate) struct Relay {
    pool: Arc<Pool>,
}

struct Pool {
    opener: Opener,
    options: TransportOptions,
    /// One permit for each connection that may be open.
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
    reaping: AtomicBool,
}

impl Relay {
    pub(crate) fn new(
        address: RelayAddress,
        options: TransportOptions,
    ) -> Result<Self, TransportError> {
        if options.connections == 0 {
            return Err(TransportError::Zero {
                option: "connections",
            });
        }
        if options.messages_per_connection == 0 {
            return Err(TransportError::Zero {
                option: "messages_per_connection",
            });
        }
        let tls = match address.security {
            Security::StartTls | Security::Implicit => {
                Some(Tls::to(&address.host, options.root_certificate.as_deref())?)
            }
            Security::Loopback | Security::None => None,
        };
        let opener = Opener {
            address,
            tls,
            hello: hello(options.hello_name.as_deref())?,
            timeouts: options.timeouts,
        };
        let pool = Pool {
            opener,
            permits: Arc::new(Semaphore::new(options.connections)),
            options,
            idle: Mutex::default(),
            reaping: AtomicBool::new(false),
        };
        Ok(Self {
            pool: Arc::new(pool),
        })
    }

    /// Waits for the right to use a connection, no longer than the message may wait.
    async fn permit(&self, mail: Option<&Outgoing>) -> Option<OwnedSemaphorePermit> {
        let permit = self.pool.permits.clone().acquire_owned();
        match mail.and_then(|mail| mail.early_permission().body_before()) {
            Some(limit) => timeout_at(limit, permit).await.ok()?.ok(),
            None => permit.await.ok(),
        }
    }
}

#[async_trait]
impl Transport for Relay {
    async fn send(&self, mail: Outgoing) -> SendOutcome {
        let permit = self.permit(Some(&mail)).await;
        let in_time = mail.early_permission().allows_body(Instant::now());
        let Some(permit) = permit.filter(|_| in_time) else {
            return SendOutcome::NotStarted {
                phase: Phase::Connect,
            };
        };
        let timeouts = &self.pool.options.timeouts;
        if let Some(mut connection) = self.pool.take() {
            let exchange = exchange::send(&mut connection, &mail, timeouts).await;
            if exchange.connection != Left::Stale {
                self.pool.put(connection, exchange.connection, permit);
                return exchange.outcome;
            }
        }
        let mut connection = match self.pool.opener.open().await {
            Ok(connection) => connection,
            Err(outcome) => return outcome,
        };
        let exchange = exchange::send(&mut connection, &mail, timeouts).await;
        self.pool.put(connection, exchange.connection, permit);
        exchange.outcome
    }

    async fn probe(&self) -> Result<(), SendOutcome> {
        let Some(permit) = self.permit(None).await else {
            return Err(SendOutcome::NotStarted {
                phase: Phase::Connect,
            });
        };
        let connection = self.pool.opener.open().await?;
        self.pool.put(connection, Left::Usable, permit);
        Ok(())
    }

    fn concurrency(&self) -> usize {
        self.pool.options.connections
    }

    fn describe(&self) -> String {
        self.pool.opener.address.to_string()
    }

    async fn shutdown(&self) {
        let all = u32::try_from(self.pool.options.connections).unwrap_or(u32::MAX);
        // Having all permits means that nothing is in flight; who waits behind us then finds the door closed.
        let nothing_in_flight = self.pool.permits.acquire_many(all).await;
        self.pool.permits.close();
        drop(nothing_in_flight);
        let idle = std::mem::take(&mut *self.pool.idle());
        futures::future::join_all(
            idle.into_iter()
                .map(|connection| self.pool.part(connection)),
        )
        .await;
    }
}

impl Pool {
    /// The connection used last, so that those not needed grow old.
    fn take(&self) -> Option<Connection> {
        self.idle().pop()
    }

    /// Takes a connection back, or closes it, and only then gives its place free.
    fn put(self: &Arc<Self>, mut connection: Connection, left: Left, permit: OwnedSemaphorePermit) {
        if left != Left::Usable {
            return;
        }
        if connection.used >= self.options.messages_per_connection {
            let pool = self.clone();
            tokio::spawn(async move {
                pool.part(connection).await;
                drop(permit);
            });
            return;
        }
        connection.idle_since = Instant::now();
        self.idle().push(connection);
        drop(permit);
        if !self.reaping.swap(true, Ordering::AcqRel) {
            let pool = Arc::downgrade(self);
            let pause = self.options.idle;
            tokio::spawn(async move {
                loop {
                    sleep(pause).await;
                    let Some(pool) = pool.upgrade() else { return };
                    if pool.reap().await {
                        return;
                    }
                }
            });
        }
    }

    /// Closes what was idle too long; true when nothing is left to watch.
    async fn reap(&self) -> bool {
        let (old, done) = {
            let mut idle = self.idle();
            let fresh_from = idle
                .partition_point(|connection| connection.idle_since.elapsed() >= self.options.idle);
            let old: Vec<Connection> = idle.drain(..fresh_from).collect();
            let done = idle.is_empty();
            if done {
                self.reaping.store(false, Ordering::Release);
            }
            (old, done)
        };
        for connection in old {
            self.part(connection).await;
        }
        done
    }

    async fn part(&self, mut connection: Connection) {
        if timeout(self.options.timeouts.quit, connection.smtp.quit())
            .await
            .is_err()
        {
            tracing::debug!("the relay did not answer QUIT");
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The name for EHLO: a domain or an address literal (RFC 5321 §4.1.1.1).
fn hello(name: Option<&str>) -> Result<ClientId, TransportError> {
    match name {
        None => Ok(ClientId::Ipv4(std::net::Ipv4Addr::LOCALHOST)),
        Some(name)
            if !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-._[]:".contains(c)) =>
        {
            Ok(ClientId::Domain(name.to_owned()))
        }
        Some(name) => Err(TransportError::HelloName {
            name: name.to_owned(),
        }),
    }
}
