//! The SMTP transport: a queue and a few lanes to one relay, so that many sends can go at once.
//! It never has more connections open than it may, and never asks an idle one whether it is still there.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use crate::connections::Connections;
use crate::doubt::{Doubt, Room};
use crate::error::TransportError;
use crate::lane;
use crate::opening::Opener;
use crate::options::TransportOptions;
use crate::outcome::{Phase, SendOutcome};
use crate::outgoing::Outgoing;
use crate::queue::Queue;
use crate::target::{RelayAddress, Security};
use crate::tls::Tls;
use crate::transport::Transport;

/// A relay.
pub(crate) struct Relay {
    shared: Arc<Shared>,
    lanes: Mutex<JoinSet<()>>,
}

/// What all lanes share.
pub(crate) struct Shared {
    pub(crate) opener: Opener,
    pub(crate) options: TransportOptions,
    pub(crate) queue: Queue,
    pub(crate) doubt: Doubt,
}

impl Shared {
    /// Room for one more message in flight on a connection with so many.
    pub(crate) fn room(&self, flying: usize) -> Option<Room> {
        self.doubt.room(flying, self.queue.widest())
    }

    /// Room for the first message in flight on a connection.
    pub(crate) async fn first_room(&self) -> Room {
        self.doubt.first(|| self.queue.widest()).await
    }
}

impl Relay {
    pub(crate) fn new(
        address: RelayAddress,
        mut options: TransportOptions,
    ) -> Result<Self, TransportError> {
        for (option, zero) in [
            ("connections", options.connections == 0),
            (
                "messages_per_connection",
                options.messages_per_connection == 0,
            ),
            ("in_doubt", options.in_doubt == 0),
        ] {
            if zero {
                return Err(TransportError::Zero { option });
            }
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
        // A connection with nothing that may be in doubt would stand idle.
        options.connections = options.connections.min(options.in_doubt);
        let shared = Shared {
            opener,
            queue: Queue::new(options.connections),
            doubt: Doubt::new(options.in_doubt),
            options,
        };
        Ok(Self {
            shared: Arc::new(shared),
            lanes: Mutex::default(),
        })
    }

    fn start(&self, lane: impl Future<Output = ()> + Send + 'static) {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        while lanes.try_join_next().is_some() {}
        lanes.spawn(lane);
    }
}

#[async_trait]
impl Transport for Relay {
    async fn send(&self, mail: Outgoing) -> SendOutcome {
        let not_started = SendOutcome::NotStarted {
            phase: Phase::Connect,
        };
        let permission = mail.may_wait();
        if !permission.allows_body(Instant::now()) {
            return not_started;
        }
        let Some(mut submitted) = self.shared.queue.submit(mail) else {
            return not_started;
        };
        if submitted.start_lane {
            self.start(lane::run(Arc::clone(&self.shared)));
        }
        if let Some(limit) = permission.body_before() {
            match timeout_at(limit, &mut submitted.outcome).await {
                Ok(outcome) => return outcome.unwrap_or_else(|_| abandoned()),
                // Once a lane has it, its outcome counts and nothing else.
                Err(_) if self.shared.queue.withdraw(submitted.ticket).is_some() => {
                    return not_started;
                }
                Err(_) => {}
            }
        }
        submitted.outcome.await.unwrap_or_else(|_| abandoned())
    }

    async fn probe(&self) -> Result<(), SendOutcome> {
        let mut opened = self.shared.opener.open().await?;
        if self.shared.queue.enter_free() {
            self.start(lane::run_open(Arc::clone(&self.shared), opened));
        } else {
            crate::opening::part(&mut opened.conversation, &self.shared.options.timeouts).await;
        }
        Ok(())
    }

    fn concurrency(&self) -> usize {
        // As many again as may be in flight: they follow at once, also when the replies to all of a connection's come together.
        let depth = self.shared.doubt.depth(self.shared.queue.widest());
        (2 * depth * self.shared.queue.most()).max(1)
    }

    fn connections(&self) -> Option<&dyn Connections> {
        Some(self)
    }

    fn describe(&self) -> String {
        self.shared.opener.address.to_string()
    }

    async fn shutdown(&self) {
        self.shared.queue.close();
        let lanes = std::mem::take(&mut *self.lanes.lock().unwrap_or_else(PoisonError::into_inner));
        lanes.join_all().await;
    }
}

#[async_trait]
impl Connections for Relay {
    fn most(&self) -> usize {
        self.shared.options.connections
    }

    fn allowed(&self) -> usize {
        self.shared.queue.most()
    }

    fn open(&self) -> usize {
        self.shared.queue.lanes()
    }

    fn allow(&self, count: usize) {
        for _ in 0..self.shared.queue.allow(count.min(self.most())) {
            self.start(lane::run(Arc::clone(&self.shared)));
        }
    }

    async fn settled(&self) {
        self.shared.queue.settled().await;
    }
}

/// A lane ended without an answer, which only a panic or the end of the runtime can cause.
fn abandoned() -> SendOutcome {
    SendOutcome::unknown(Phase::Reply, "the connection's task ended unexpectedly")
}

/// The name for EHLO: a domain or an address literal (RFC 5321 §4.1.1.1).
fn hello(name: Option<&str>) -> Result<String, TransportError> {
    match name {
        None => Ok("[127.0.0.1]".to_owned()),
        Some(name)
            if !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-._[]:".contains(c)) =>
        {
            Ok(name.to_owned())
        }
        Some(name) => Err(TransportError::HelloName {
            name: name.to_owned(),
        }),
    }
}
