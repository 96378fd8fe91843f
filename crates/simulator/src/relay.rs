//! The simulated relay: a `Transport` that takes a turn at each phase of SMTP, refuses, loses and delays as
//! the dice say, and shows the model what it took. It reads what stands in the mail, like any server.

use crate::faults::Mood;
use crate::mail::Mail;
use crate::stage::ActorId;
use crate::watched::Shared;
use async_trait::async_trait;
use lagom_model::Timestamp;
use lagom_smtp::{Content, Outgoing, Phase, SendOutcome, Transport};
use std::sync::Arc;

/// How long a slow conversation takes: longer than any permission.
const SLOW_MILLIS: i64 = 40 * Timestamp::SECOND;
/// No body starts in the last seconds of a permission.
const BODY_MARGIN: i64 = 5 * Timestamp::SECOND;

/// The way out of one actor.
pub struct Relay {
    /// Whose.
    pub actor: ActorId,
    /// What all actors share.
    pub shared: Arc<Shared>,
    /// How many sends at once.
    pub connections: usize,
}

impl Relay {
    async fn phase(&self, phase: Phase) {
        let stage = &self.shared.stage;
        stage.halt_send(self.actor, phase.as_str()).await;
    }

    /// All up to the recipient.
    async fn envelope(&self, mood: Mood) -> Result<(), SendOutcome> {
        self.phase(Phase::Connect).await;
        if mood == Mood::Away {
            return Err(lost(Phase::Connect));
        }
        self.phase(Phase::Mail).await;
        if mood == Mood::RefusesSender {
            return Err(SendOutcome::from_reply(
                550,
                "5.7.1 not from you",
                Phase::Mail,
            ));
        }
        self.phase(Phase::Rcpt).await;
        match mood {
            Mood::LaterAtRcpt => Err(SendOutcome::from_reply(450, "4.2.1 later", Phase::Rcpt)),
            Mood::RefusesAtRcpt => Err(SendOutcome::from_reply(550, "5.1.1 nobody", Phase::Rcpt)),
            Mood::Slow => {
                let late = self.shared.now().plus(SLOW_MILLIS);
                self.shared.clock.set(late);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The text, and what the server says of it.
    async fn text(&self, mood: Mood, mail: &Mail) -> SendOutcome {
        self.phase(Phase::Data).await;
        let until = self.shared.model().permitted_until(mail.delivery);
        let allowed = |now: Timestamp, margin| until.is_some_and(|until| now.plus(margin) < until);
        if !allowed(self.shared.now(), BODY_MARGIN) {
            return SendOutcome::NotStarted { phase: Phase::Data };
        }
        self.phase(Phase::Body).await;
        if mood == Mood::LostInBody {
            return lost(Phase::Body);
        }
        if !allowed(self.shared.now(), 0) {
            return SendOutcome::NotStarted { phase: Phase::Body };
        }
        // The last byte leaves: from here on the server may have it.
        let now = self.shared.now();
        let takes = matches!(mood, Mood::Takes | Mood::TakesAndIsLost | Mood::Slow);
        self.shared.model().last_byte(mail, takes, now);
        self.phase(Phase::Reply).await;
        match mood {
            Mood::LaterAtDot => SendOutcome::from_reply(451, "4.3.0 later", Phase::Reply),
            Mood::RefusesAtDot => SendOutcome::from_reply(554, "5.6.0 no", Phase::Reply),
            Mood::TakesAndIsLost | Mood::DropsAndIsLost => SendOutcome::Unknown {
                phase: Phase::Reply,
                text: "the connection was lost".to_owned(),
            },
            _ => SendOutcome::Accepted {
                code: 250,
                text: "2.0.0 ok".to_owned(),
            },
        }
    }
}

fn lost(phase: Phase) -> SendOutcome {
    SendOutcome::TryLater {
        code: None,
        text: "the connection was lost".to_owned(),
        phase,
    }
}

#[async_trait]
impl Transport for Relay {
    async fn send(&self, mail: Outgoing) -> SendOutcome {
        let _sending = self.shared.stage.send_begins(self.actor);
        let mood = self.shared.faults().relay();
        if let Err(outcome) = self.envelope(mood).await {
            return outcome;
        }
        let permitted = match &mail.content {
            Content::Ready(permitted) => Some(permitted.clone()),
            Content::Late { gate, .. } => {
                let stage = &self.shared.stage;
                stage.halt_send(self.actor, "late gate").await;
                gate.open().await
            }
        };
        let Some(permitted) = permitted else {
            return SendOutcome::NotStarted { phase: Phase::Rcpt };
        };
        match Mail::read(mail.envelope_to.as_str(), &permitted.bytes) {
            Ok(read) => self.text(mood, &read).await,
            Err(what) => {
                self.shared.model().complain(what);
                SendOutcome::NotStarted {
                    phase: Phase::Connect,
                }
            }
        }
    }

    async fn probe(&self) -> Result<(), SendOutcome> {
        Ok(())
    }

    fn concurrency(&self) -> usize {
        self.connections
    }

    fn describe(&self) -> String {
        "a simulated relay".to_owned()
    }

    async fn shutdown(&self) {}
}
