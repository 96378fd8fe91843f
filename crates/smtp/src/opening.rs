//! From a relay's address to a connection on which messages can go: resolve, connect, encrypt, greet, log in.
//! Every failure here is definite; a password is never said before the protection that was asked for stands.

use std::any::Any;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use secrecy::ExposeSecret;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout};

use crate::exchange::trouble;
use crate::options::Timeouts;
use crate::outcome::{Phase, SendOutcome};
use crate::starttls;
use crate::stream::{Progress, Socket, Wire};
use crate::target::{RelayAddress, Security};
use crate::tls::Tls;

/// An open connection.
pub(crate) struct Connection {
    pub(crate) smtp: AsyncSmtpConnection,
    pub(crate) progress: Arc<Progress>,
    /// Transactions begun on it.
    pub(crate) used: u32,
    /// A transaction was left unfinished: RSET comes first.
    pub(crate) unfinished: bool,
    /// When it was last put back.
    pub(crate) idle_since: Instant,
}

/// All that opening needs to know.
pub(crate) struct Opener {
    pub(crate) address: RelayAddress,
    pub(crate) tls: Option<Tls>,
    pub(crate) hello: ClientId,
    pub(crate) timeouts: Timeouts,
}

impl Opener {
    /// Opens a connection.
    ///
    /// # Errors
    /// The outcome for the message that wanted to go.
    pub(crate) async fn open(&self) -> Result<Connection, SendOutcome> {
        let tcp = self.dial().await?;
        let (wire, progress) = match (self.address.security, &self.tls) {
            (Security::Implicit, Some(tls)) => Wire::new(self.encrypt(tcp, tls).await?),
            (Security::StartTls, Some(tls)) => {
                let mut tcp = tcp;
                starttls::negotiate(&mut tcp, &self.hello.to_string(), &self.timeouts).await?;
                Wire::greeted(self.encrypt(tcp, tls).await?)
            }
            (Security::Loopback | Security::None, _) => Wire::new(Socket::Plain(tcp)),
            (Security::Implicit | Security::StartTls, None) => {
                return Err(SendOutcome::try_later(Phase::Tls, "TLS is not set up"));
            }
        };
        let smtp = self.greet(wire, &progress).await?;
        let mut connection = Connection {
            smtp,
            progress,
            used: 0,
            unfinished: false,
            idle_since: Instant::now(),
        };
        self.log_in(&mut connection).await?;
        Ok(connection)
    }

    /// Resolves the name and tries its addresses in order.
    async fn dial(&self) -> Result<TcpStream, SendOutcome> {
        let RelayAddress {
            host,
            port,
            security,
            ..
        } = &self.address;
        let trouble = |what: &dyn std::fmt::Display| {
            SendOutcome::try_later(Phase::Connect, format!("`{host}` port {port}: {what}"))
        };
        let found = timeout(self.timeouts.connect, lookup_host((host.as_str(), *port))).await;
        let found = found
            .map_err(|_| trouble(&"the name could not be resolved in time"))?
            .map_err(|error| trouble(&error))?;
        let mut last = trouble(&"the name leads to no address");
        for address in found {
            if *security == Security::Loopback && !address.ip().is_loopback() {
                last =
                    trouble(&"the name leads off this machine, where plain text needs `?tls=none`");
                continue;
            }
            match self.dial_one(address).await {
                Ok(stream) => return Ok(stream),
                Err(error) => last = trouble(&error),
            }
        }
        Err(last)
    }

    async fn dial_one(&self, address: SocketAddr) -> std::io::Result<TcpStream> {
        let stream = timeout(self.timeouts.connect, TcpStream::connect(address)).await??;
        // Without it every message waits for a delayed acknowledgement: tens a second instead of thousands.
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    async fn encrypt(&self, tcp: TcpStream, tls: &Tls) -> Result<Socket, SendOutcome> {
        let handshake = tls.connector.connect(tls.name.clone(), tcp);
        match timeout(self.timeouts.tls, handshake).await {
            Ok(Ok(stream)) => Ok(Socket::Tls(Box::new(stream))),
            Ok(Err(error)) => Err(SendOutcome::try_later(Phase::Tls, error)),
            Err(_) => Err(SendOutcome::try_later(
                Phase::Tls,
                "the TLS handshake took too long",
            )),
        }
    }

    /// Greeting and EHLO.
    async fn greet(
        &self,
        wire: Wire,
        progress: &Progress,
    ) -> Result<AsyncSmtpConnection, SendOutcome> {
        let greeting = AsyncSmtpConnection::connect_with_transport(Box::new(wire), &self.hello);
        // The client library panics on some malformed EHLO replies; a server must not be able to end the run with one.
        let greeting = AssertUnwindSafe(greeting).catch_unwind();
        let limit = self.timeouts.greeting + self.timeouts.command;
        let phase = || {
            if progress.spoken() {
                Phase::Ehlo
            } else {
                Phase::Greeting
            }
        };
        match timeout(limit, greeting).await {
            Ok(Ok(Ok(smtp))) => Ok(smtp),
            Ok(Ok(Err(error))) => Err(trouble(&error, phase())),
            Ok(Err(panic)) => Err(malformed(&*panic)),
            Err(_) => Err(SendOutcome::try_later(
                phase(),
                "the server did not answer in time",
            )),
        }
    }

    async fn log_in(&self, connection: &mut Connection) -> Result<(), SendOutcome> {
        let Some(login) = &self.address.login else {
            return Ok(());
        };
        let mechanisms = [Mechanism::Plain, Mechanism::Login];
        if connection
            .smtp
            .server_info()
            .get_auth_mechanism(&mechanisms)
            .is_none()
        {
            let text = "the server offers no login by PLAIN or LOGIN on this connection; is the port right?";
            return Err(SendOutcome::try_later(Phase::Auth, text));
        }
        let credentials = Credentials::new(
            login.user.clone(),
            login.password.expose_secret().to_owned(),
        );
        let login = connection.smtp.auth(&mechanisms, &credentials);
        match timeout(self.timeouts.command, login).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(trouble(&error, Phase::Auth)),
            Err(_) => Err(SendOutcome::try_later(
                Phase::Auth,
                "the server did not answer in time",
            )),
        }
    }
}

fn malformed(panic: &(dyn Any + Send)) -> SendOutcome {
    let what = panic
        .downcast_ref::<&str>()
        .copied()
        .unwrap_or("no details");
    SendOutcome::try_later(
        Phase::Ehlo,
        format!("the reply to EHLO is malformed ({what})"),
    )
}
