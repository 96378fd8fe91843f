//! From a relay's address to a connection on which messages can go: resolve, connect, encrypt, greet, log in.
//! Every failure here is definite; a password is never said before the protection that was asked for stands.

use std::net::SocketAddr;

use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use crate::conversation::{Broken, Conversation};
use crate::login::log_in;
use crate::offer::Offer;
use crate::options::Timeouts;
use crate::outcome::{Phase, SendOutcome};
use crate::replies::Reply;
use crate::target::{RelayAddress, Security};
use crate::tls::Tls;

/// An open connection, before its first message.
pub(crate) struct Opened {
    pub(crate) conversation: Conversation,
    pub(crate) offer: Offer,
}

/// All that opening needs to know.
pub(crate) struct Opener {
    pub(crate) address: RelayAddress,
    pub(crate) tls: Option<Tls>,
    pub(crate) hello: String,
    pub(crate) timeouts: Timeouts,
}

impl Opener {
    /// Opens a connection.
    ///
    /// # Errors
    /// The outcome for the message that wanted to go.
    pub(crate) async fn open(&self) -> Result<Opened, SendOutcome> {
        let mut conversation = Conversation::plain(self.dial().await?);
        if self.address.security == Security::Implicit {
            conversation = self.encrypt(conversation).await?;
        }
        self.greeting(&mut conversation).await?;
        let mut offer = self.hello(&mut conversation).await?;
        if self.address.security == Security::StartTls {
            self.begin_tls(&mut conversation, &offer).await?;
            conversation = self.encrypt(conversation).await?;
            // What was offered in the clear counts for nothing (RFC 3207 §4.2).
            offer = self.hello(&mut conversation).await?;
        }
        if let Some(login) = &self.address.login {
            log_in(&mut conversation, &offer, login, self.timeouts.command).await?;
        }
        Ok(Opened {
            conversation,
            offer,
        })
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

    async fn encrypt(&self, conversation: Conversation) -> Result<Conversation, SendOutcome> {
        let Some(tls) = &self.tls else {
            return Err(SendOutcome::try_later(Phase::Tls, "TLS is not set up"));
        };
        let encrypted = conversation
            .encrypt(&tls.connector, tls.name.clone(), self.timeouts.tls)
            .await;
        encrypted.map_err(|Broken(what)| SendOutcome::try_later(Phase::Tls, what))
    }

    async fn greeting(&self, conversation: &mut Conversation) -> Result<(), SendOutcome> {
        let reply = conversation.reply(self.timeouts.greeting).await;
        positive(reply, Phase::Greeting).map(drop)
    }

    /// EHLO, and HELO for a server that does not know it (RFC 5321 §3.2).
    async fn hello(&self, conversation: &mut Conversation) -> Result<Offer, SendOutcome> {
        let reply = self.ask(conversation, "EHLO").await;
        if matches!(&reply, Ok(reply) if matches!(reply.code, 500 | 502 | 504)) {
            let reply = self.ask(conversation, "HELO").await;
            return positive(reply, Phase::Ehlo).map(|_| Offer::default());
        }
        positive(reply, Phase::Ehlo).map(|reply| Offer::read(&reply.text))
    }

    async fn ask(&self, conversation: &mut Conversation, verb: &str) -> Result<Reply, Broken> {
        let command = format!("{verb} {}\r\n", self.hello);
        conversation
            .ask(command.as_bytes(), self.timeouts.command)
            .await
    }

    /// The few words before the handshake (RFC 3207). It never goes on in the clear.
    async fn begin_tls(
        &self,
        conversation: &mut Conversation,
        offer: &Offer,
    ) -> Result<(), SendOutcome> {
        let limit = self.timeouts.command;
        if !offer.starttls {
            part(conversation, &self.timeouts).await;
            return Err(SendOutcome::try_later(
                Phase::Tls,
                "the server does not offer STARTTLS, which is required; nothing was sent in the clear",
            ));
        }
        let reply = conversation.ask(b"STARTTLS\r\n", limit).await;
        let reply = reply.map_err(|Broken(what)| SendOutcome::try_later(Phase::Tls, what))?;
        if reply.code != 220 {
            part(conversation, &self.timeouts).await;
            return Err(SendOutcome::TryLater {
                code: Some(reply.code),
                text: crate::redact::redact(&reply.line()),
                phase: Phase::Tls,
            });
        }
        Ok(())
    }
}

/// Says goodbye, without minding the answer.
pub(crate) async fn part(conversation: &mut Conversation, timeouts: &Timeouts) {
    let farewell = async {
        conversation.say(b"QUIT\r\n", timeouts.quit).await?;
        conversation.reply(timeouts.quit).await
    };
    if let Err(Broken(what)) = farewell.await {
        tracing::debug!(what, "the server did not answer QUIT");
    }
}

fn positive(reply: Result<Reply, Broken>, phase: Phase) -> Result<Reply, SendOutcome> {
    match reply {
        Ok(reply) if reply.is_positive() => Ok(reply),
        Ok(reply) if reply.is_negative() => {
            Err(SendOutcome::from_reply(reply.code, &reply.line(), phase))
        }
        Ok(reply) => {
            let text = format!("the server answered with {}", reply.code);
            Err(SendOutcome::try_later(phase, text))
        }
        Err(Broken(what)) => Err(SendOutcome::try_later(phase, what)),
    }
}
