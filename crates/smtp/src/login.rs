//! Logging in (RFC 4954): PLAIN, LOGIN and XOAUTH2, one password each way. It never says a password that the caller had no leave to say.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret;

use crate::conversation::{Broken, Conversation};
use crate::offer::Offer;
use crate::outcome::{Phase, SendOutcome};
use crate::replies::Reply;
use crate::target::Login;

/// How a login is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mechanism {
    /// RFC 4616.
    Plain,
    /// Older than the standard, and still the only one that some servers offer.
    Login,
    /// The password is an OAuth 2 access token.
    XOAuth2,
}

/// Logs in by the first mechanism that both sides know. XOAUTH2 is used where nothing else is offered: its password is a token.
///
/// # Errors
/// The outcome for the message that wanted to go.
pub(crate) async fn log_in(
    conversation: &mut Conversation,
    offer: &Offer,
    login: &Login,
    limit: Duration,
) -> Result<(), SendOutcome> {
    let known = [
        ("PLAIN", Mechanism::Plain),
        ("LOGIN", Mechanism::Login),
        ("XOAUTH2", Mechanism::XOAuth2),
    ];
    let Some((_, mechanism)) = known
        .into_iter()
        .find(|(name, _)| offer.authenticates_by(name))
    else {
        let text = "the server offers no login by PLAIN, LOGIN or XOAUTH2 on this connection; is the port right?";
        return Err(SendOutcome::try_later(Phase::Auth, text));
    };
    let reply = say(conversation, mechanism, login, limit).await;
    let reply = reply.map_err(|Broken(what)| SendOutcome::try_later(Phase::Auth, what))?;
    match reply.code {
        235 => Ok(()),
        code if reply.is_negative() => {
            Err(SendOutcome::from_reply(code, &reply.line(), Phase::Auth))
        }
        code => {
            let text = format!("the server answered AUTH with {code}");
            Err(SendOutcome::try_later(Phase::Auth, text))
        }
    }
}

async fn say(
    conversation: &mut Conversation,
    mechanism: Mechanism,
    login: &Login,
    limit: Duration,
) -> Result<Reply, Broken> {
    let (user, password) = (login.user.as_str(), login.password.expose_secret());
    let mut lines = Lines {
        conversation,
        limit,
    };
    match mechanism {
        Mechanism::Plain => {
            let secret = format!("\0{user}\0{password}");
            lines.begin("PLAIN", &secret).await
        }
        Mechanism::Login => {
            let mut reply = lines.ask("AUTH LOGIN").await?;
            for secret in [user, password] {
                if reply.code != 334 {
                    return Ok(reply);
                }
                reply = lines.ask(&STANDARD.encode(secret)).await?;
            }
            Ok(reply)
        }
        Mechanism::XOAuth2 => {
            let token = format!("user={user}\x01auth=Bearer {password}\x01\x01");
            let reply = lines.begin("XOAUTH2", &token).await?;
            // A refusal comes as a challenge with its reason, and must be answered with nothing.
            if reply.code == 334 {
                return lines.ask("").await;
            }
            Ok(reply)
        }
    }
}

/// The longest `AUTH`, its line end included, in bytes: that of any command (RFC 4954 §4).
const LONGEST: usize = 512;

/// What is said line by line.
struct Lines<'c> {
    conversation: &'c mut Conversation,
    limit: Duration,
}

impl Lines<'_> {
    async fn ask(&mut self, line: &str) -> Result<Reply, Broken> {
        let line = [line, "\r\n"].concat();
        self.conversation.ask(line.as_bytes(), self.limit).await
    }

    /// Says the mechanism and its secret at once; where that would be too long, the secret when the server asks for it.
    async fn begin(&mut self, mechanism: &str, secret: &str) -> Result<Reply, Broken> {
        let secret = STANDARD.encode(secret);
        let whole = format!("AUTH {mechanism} {secret}");
        if whole.len() + "\r\n".len() <= LONGEST {
            return self.ask(&whole).await;
        }
        let reply = self.ask(&format!("AUTH {mechanism}")).await?;
        if reply.code != 334 {
            return Ok(reply);
        }
        self.ask(&secret).await
    }
}
