//! Rows on their way to a destination so slow that a permission given before would have ended by `DATA`: once it has accepted the
//! recipient, the run is asked for a gate of that row alone. It asks the store nothing itself.

use super::{Chosen, Flight, Landed, Landing, Sky, locked};
use crate::fill::FillError;
use crate::library::Library;
use async_trait::async_trait;
use lagom_model::{Clock, Verdict};
use lagom_smtp::{Address, Content, LateGate, Outgoing, Permitted, ReversePath, SendOutcome};
use lagom_store::Gated;
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;

/// A row that stands before `DATA`.
pub(crate) struct Ask {
    flight: Box<Flight>,
    answer: oneshot::Sender<(Box<Flight>, Word)>,
}

/// What the run says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// It goes, by its new permission.
    Go,
    /// Not now; its outcome says when.
    No,
    /// It does not go, and the store has it on record.
    Settled,
}

impl Ask {
    /// The row, as it passed its first gate.
    pub(crate) fn flight(&self) -> &Flight {
        &self.flight
    }

    /// It may not go now: the run ends, or the store failed.
    pub(crate) fn refuse(self) {
        self.say(Word::No);
    }

    /// A gate's answer, with what the row brings if it goes.
    pub(crate) fn gated(
        mut self,
        gated: Option<Gated>,
        mut chosen: Chosen,
        library: &Arc<Library>,
        clock: &dyn Clock,
    ) {
        let goes = gated.and_then(|gated| match gated.verdict.decision.verdict {
            Verdict::Send { valid_until } => Some((gated, valid_until)),
            _ => None,
        });
        let Some((gated, valid_until)) = goes else {
            return self.say(Word::Settled);
        };
        let contents = chosen.contents.remove(&gated.case.delivery.id);
        let route = std::mem::take(&mut self.flight.route);
        let contents = contents.unwrap_or_default();
        *self.flight = Flight::new(gated, valid_until, route, contents, library, clock);
        self.say(Word::Go);
    }

    fn say(self, word: Word) {
        if self.answer.send((self.flight, word)).is_err() {
            tracing::debug!("nobody waits any more for a late gate");
        }
    }
}

/// A row's gate before `DATA`, and the row itself meanwhile.
pub(super) struct LastLook {
    sky: Arc<Sky>,
    from: ReversePath,
    to: Address,
    kept: Mutex<Kept>,
}

struct Kept {
    /// `None`: it is asked about, or nobody will hear of it.
    flight: Option<Box<Flight>>,
    settled: bool,
    unfilled: Option<String>,
}

impl LastLook {
    /// The row and its message: what it would say now gives the envelope.
    pub(super) fn at(sky: &Arc<Sky>, flight: Box<Flight>, mail: Outgoing) -> (Arc<Self>, Outgoing) {
        let start = flight.permission;
        let look = Arc::new(Self {
            sky: Arc::clone(sky),
            from: mail.envelope_from.clone(),
            to: mail.envelope_to.clone(),
            kept: Mutex::new(Kept {
                flight: Some(flight),
                settled: false,
                unfilled: None,
            }),
        });
        let gate: Arc<dyn LateGate> = look.clone();
        let mail = Outgoing::late(mail.envelope_from, mail.envelope_to, gate, start);
        (look, mail)
    }

    /// How it ended. `None`: nobody will hear of it.
    pub(super) fn landed(&self, outcome: SendOutcome) -> Option<Landed> {
        let mut kept = locked(&self.kept);
        let flight = kept.flight.take()?;
        let landing = match kept.unfilled.take() {
            _ if kept.settled => Landing::Settled,
            Some(message) => Landing::Unfilled(message),
            None => Landing::Ended(outcome),
        };
        Some((flight, landing))
    }

    /// The message as it goes now, if it goes where the server was told.
    fn fill(&self, flight: &Flight) -> Result<Option<Permitted>, FillError> {
        let mail = self.sky.mail(flight)?;
        Ok(as_told(mail, &self.from, &self.to))
    }
}

/// The text of a message, if its envelope is the one that the server accepted: a reader may have another address by now.
fn as_told(mail: Outgoing, from: &ReversePath, to: &Address) -> Option<Permitted> {
    match mail.content {
        Content::Ready(text) if (&mail.envelope_from, &mail.envelope_to) == (from, to) => {
            Some(text)
        }
        _ => None,
    }
}

#[async_trait]
impl LateGate for LastLook {
    async fn open(&self) -> Option<Permitted> {
        let flight = locked(&self.kept).flight.take()?;
        let (answer, heard) = oneshot::channel();
        self.sky.ask(Ask { flight, answer });
        let (flight, word) = heard.await.ok()?;
        let filled = match word {
            Word::Go => self.fill(&flight),
            Word::No | Word::Settled => Ok(None),
        };
        let mut kept = locked(&self.kept);
        kept.flight = Some(flight);
        kept.settled = word == Word::Settled;
        filled.unwrap_or_else(|error| {
            kept.unfilled = Some(error.to_string());
            None
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_where_the_server_was_told_and_nowhere_else() {
        let from: ReversePath = "press@example.org".parse().unwrap();
        let [to, other] = ["ann@example.org", "ann@example.net"].map(|at| at.parse().unwrap());
        let mail = |to: &Address| Outgoing::new(from.clone(), to.clone(), &b"text"[..]);
        assert!(as_told(mail(&to), &from, &to).is_some());
        assert!(as_told(mail(&other), &from, &to).is_none());
        let bounces = "bounces@example.org".parse().unwrap();
        assert!(as_told(mail(&to), &bounces, &to).is_none());
    }
}
