//! The ways out, and what they and the recipients' domains take. It sends nothing.

use lagom_smtp::Transport;
use lagom_store::Limit;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A relay.
#[derive(Clone)]
pub struct Relay {
    /// Its name: in the store, in the configuration, to the operator. It never changes.
    pub name: String,
    /// The way there.
    pub transport: Arc<dyn Transport>,
    /// How many messages go this way for each that goes by a relay of weight 1.
    pub weight: u32,
    /// What it takes.
    pub limits: Vec<Limit>,
    /// How many connections to it all dispatchers together may have open ([`Lease`](crate::Lease)); `None`: nobody counts them.
    pub connections: Option<u32>,
}

impl Relay {
    /// The name of the only relay, or of the first one.
    pub const FIRST: &str = "mail";

    /// The first one, without limits.
    pub fn new(transport: Arc<dyn Transport>) -> Self {
        Self {
            name: Self::FIRST.to_owned(),
            transport,
            weight: 1,
            limits: Vec::new(),
            connections: None,
        }
    }

    /// Whether it may have no connection now: others have all of them.
    pub fn is_closed(&self) -> bool {
        let connections = self.transport.connections();
        connections.is_some_and(|connections| connections.allowed() == 0)
    }
}

/// What domains take, through all relays together.
#[derive(Debug, Clone, Default)]
pub struct DomainLimits {
    /// Domains (lower case) with the name under which they share limits, and these.
    pub named: BTreeMap<String, (String, Vec<Limit>)>,
    /// Each other domain by itself.
    pub others: Vec<Limit>,
}

impl DomainLimits {
    /// The name of a domain's share, and its limits.
    pub fn of<'a>(&'a self, domain: &'a str) -> (&'a str, &'a [Limit]) {
        match self.named.get(domain) {
            Some((name, limits)) => (name, limits),
            None => (domain, &self.others),
        }
    }

    fn are_set(&self) -> bool {
        !self.named.is_empty() || !self.others.is_empty()
    }
}

/// All ways out; there is at least one.
#[derive(Clone)]
pub struct Relays {
    first: Relay,
    more: Vec<Relay>,
    /// What domains take.
    pub domains: DomainLimits,
    /// Whether a destination that asks for less (421, 4yz) is sent less for some minutes of the database's clock.
    pub gives_way: bool,
}

impl Relays {
    /// These relays.
    pub fn new(first: Relay, more: Vec<Relay>, domains: DomainLimits) -> Self {
        Self {
            first,
            more,
            domains,
            gives_way: true,
        }
    }

    /// The same, at full speed whatever destinations ask: for a clock that is not the database's.
    #[must_use]
    pub fn at_full_speed(self) -> Self {
        Self {
            gives_way: false,
            ..self
        }
    }

    /// One way, without limits.
    pub fn one(transport: Arc<dyn Transport>) -> Self {
        Self::new(Relay::new(transport), Vec::new(), DomainLimits::default())
    }

    /// The first one.
    pub fn first(&self) -> &Relay {
        &self.first
    }

    /// All of them, in order.
    pub fn all(&self) -> impl Iterator<Item = &Relay> {
        std::iter::once(&self.first).chain(&self.more)
    }

    /// Whether there is one of this name.
    pub fn has(&self, name: &str) -> bool {
        self.all().any(|relay| relay.name == name)
    }

    /// Whether anything is limited.
    pub fn are_limited(&self) -> bool {
        self.domains.are_set() || self.all().any(|relay| !relay.limits.is_empty())
    }

    /// Waits for the sends in flight, says goodbye everywhere.
    pub async fn shutdown(&self) {
        for relay in self.all() {
            relay.transport.shutdown().await;
        }
    }
}
