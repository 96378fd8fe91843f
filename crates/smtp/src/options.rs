//! What can be set about a transport besides its URL, with defaults that are right for most. No configuration file is read here.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

/// Settings of a transport. `Debug` shows no secret.
#[derive(Debug, Clone)]
pub struct TransportOptions {
    /// Connections open at once, at most; 8. Fewer for a while: [`Transport::connections`](crate::Transport::connections).
    pub connections: usize,
    /// What lost connections may leave in doubt altogether, in messages; 32. Connections × messages in flight stay within it.
    pub in_doubt: usize,
    /// Messages sent over one connection before it is closed, at most; 1,000.
    pub messages_per_connection: u32,
    /// How long a connection may stay open unused; 20 s.
    pub idle: Duration,
    /// The user to log in as; goes before the one in the URL.
    pub user: Option<String>,
    /// The password; goes before the one in the URL.
    pub password: Option<SecretString>,
    /// A PEM file with root certificates to trust besides the machine's own.
    pub root_certificate: Option<PathBuf>,
    /// The name said in EHLO; by default the address literal `[127.0.0.1]` (RFC 5321 §4.1.4), which public servers dislike.
    pub hello_name: Option<String>,
    /// How long each phase may take.
    pub timeouts: Timeouts,
}

impl Default for TransportOptions {
    fn default() -> Self {
        Self {
            connections: 8,
            in_doubt: 32,
            messages_per_connection: 1000,
            idle: Duration::from_secs(20),
            user: None,
            password: None,
            root_certificate: None,
            hello_name: None,
            timeouts: Timeouts::default(),
        }
    }
}

/// How long each phase may take. The defaults are the least that RFC 5321 §4.5.3.2 asks for, but for connecting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Resolving the name and opening the connection, each address by itself; 30 s.
    pub connect: Duration,
    /// The TLS handshake; 30 s.
    pub tls: Duration,
    /// The greeting (§4.5.3.2.1); 5 min.
    pub greeting: Duration,
    /// EHLO, AUTH, RSET, MAIL and RCPT each (§4.5.3.2.2 and 3); 5 min.
    pub command: Duration,
    /// DATA (§4.5.3.2.4); 2 min.
    pub data: Duration,
    /// Any 64 kB of the body (§4.5.3.2.5); 3 min.
    pub block: Duration,
    /// The reply to the final dot (§4.5.3.2.6); 10 min.
    pub reply: Duration,
    /// The farewell; 5 s.
    pub quit: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        let minutes = |n: u64| Duration::from_secs(60 * n);
        Self {
            connect: Duration::from_secs(30),
            tls: Duration::from_secs(30),
            greeting: minutes(5),
            command: minutes(5),
            data: minutes(2),
            block: minutes(3),
            reply: minutes(10),
            quit: Duration::from_secs(5),
        }
    }
}
