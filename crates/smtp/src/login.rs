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
    let mut ask = async |line: String| {
        let line = format!("{line}\r\n");
        conversation.ask(line.as_bytes(), limit).await
    };
    match mechanism {
        Mechanism::Plain => {
            let secret = STANDARD.encode(format!("\0{user}\0{password}"));
            ask(format!("AUTH PLAIN {secret}")).await
        }
        Mechanism::Login => {
            let mut reply = ask("AUTH LOGIN".to_owned()).await?;
            for secret in [user, password] {
                if reply.code != 334 {
                    return Ok(reply);
                }
                reply = ask(STANDARD.encode(secret)).await?;
            }
            Ok(reply)
        }
        Mechanism::XOAuth2 => {
            let token = format!("user={user}\x01auth=Bearer {password}\x01\x01");
            let reply = ask(format!("AUTH XOAUTH2 {}", STANDARD.encode(token))).await?;
            // A refusal comes as a challenge with its reason, and must be answered with nothing.
            if reply.code == 334 {
                return ask(String::new()).await;
            }
            Ok(reply)
        }
    }
}
