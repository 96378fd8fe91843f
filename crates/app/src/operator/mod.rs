//! What the operator hears: at once what is held, failed, paused or broken; in an ordinary week one letter; and a sign
//! for a watching service after each good run. Nothing here goes to a subscriber, and nothing that fails here ends a run.

mod heartbeat;
mod letter;
mod matters;

pub use heartbeat::{Heartbeat, HeartbeatError};

use crate::Installation;
use crate::tick::TickReport;
use lagom_dispatch::{DispatchError, Filler, Lease, Relay};
use lagom_model::{Anchor, Cadence, Timestamp, Zone};
use lagom_policy::next_slot;
use lagom_render::mail::{Mailbox, Note, RenderError, compose_note};
use lagom_smtp::{Outgoing, SendOutcome};
use lagom_store::{Notice, Store, StoreError, Work};
use matters::{matters, unsaid};
use std::time::Duration;

/// So long a note may take; the next run tries again.
const PATIENCE: Duration = Duration::from_mins(1);

/// The matter under which the weekly letter is noted.
const WEEK: &str = "week";

/// The matter under which waits what could not be sent.
const WAITING: &str = "waiting";

/// Where the operator hears, and when their weekly letter comes.
#[derive(Debug, Clone)]
pub struct Operator {
    /// Who hears.
    pub to: String,
    /// As whom.
    pub from: Mailbox,
    /// Weekday and time of the weekly letter, in the installation's zone.
    pub weekly: Anchor,
}

/// What a note needs besides the operator.
pub(crate) struct Desk<'a> {
    pub(crate) installation: &'a Installation,
    pub(crate) relay: &'a Relay,
    pub(crate) lease: &'a Lease,
    pub(crate) filler: &'a Filler,
}

/// Why a note did not reach the operator.
#[derive(Debug, thiserror::Error)]
enum Unheard {
    #[error("{0}")]
    Store(#[from] StoreError),
    #[error("it cannot be composed: {0}")]
    Compose(#[from] RenderError),
    #[error("`operator.mail` or the sender's address cannot stand in an envelope")]
    Address,
    #[error("other processes have all connections to the relay")]
    Crowded,
    #[error("the relay did not take it: {0}")]
    Relay(&'static str),
}

impl Operator {
    /// Says what there is to say after a run. What the relay does not take waits for the next one. (That the relay is away is
    /// told by the exit code and the missing sign of life: no mail could.)
    pub(crate) async fn hear(&self, desk: &Desk<'_>, run: Result<&TickReport, &DispatchError>) {
        if let Err(error) = self.say(desk, run).await {
            tracing::warn!(%error, "the operator could not be told; the next run tries again");
        }
    }

    async fn say(
        &self,
        desk: &Desk<'_>,
        run: Result<&TickReport, &DispatchError>,
    ) -> Result<(), Unheard> {
        let store = &*desk.installation.store;
        let now = desk.installation.clock.now();
        let notices = store.notices().await?;
        let all = matters(run, &store.runs().await?, &desk.installation.known, now);
        let news = unsaid(all, &notices, now);
        let waiting = notices.iter().find(|notice| notice.matter == WAITING);
        let waiting = waiting.map_or("", |notice| &notice.said);
        if !news.is_empty() || !waiting.is_empty() {
            let text = letter::told(&news, waiting);
            let organisation = &desk.installation.settings.organisation;
            let sent = self
                .send(desk, letter::of(&news, &text, organisation), now)
                .await;
            let mut told: Vec<Notice> = news.iter().map(|matter| matter.told(now)).collect();
            told.push(Notice {
                matter: WAITING.to_owned(),
                said: if sent.is_err() { text } else { String::new() },
                at: now,
            });
            store.note_told(&told).await?;
            sent?;
        }
        match notices.iter().find(|notice| notice.matter == WEEK) {
            None => note_week(store, now).await?,
            Some(last) if self.week_is_over(last.at, &desk.installation.settings.zone, now) => {
                self.week(desk, last.at, now).await?;
            }
            Some(_) => {}
        }
        Ok(())
    }

    fn week_is_over(&self, last: Timestamp, zone: &Zone, now: Timestamp) -> bool {
        next_slot(Cadence::Weekly, self.weekly, zone, last).is_some_and(|slot| slot <= now)
    }

    /// The letter about the days (UTC) since the last one; none about days on which nothing happened.
    async fn week(&self, desk: &Desk<'_>, last: Timestamp, now: Timestamp) -> Result<(), Unheard> {
        let store = &*desk.installation.store;
        let (from, today) = (Zone::UTC.date(last), Zone::UTC.date(now));
        let mut days = store.work_since(from).await?;
        days.retain(|day| day.date < today);
        let work = days.iter().map(|day| day.work);
        let work = work.fold(Work::default(), Work::and);
        if work != Work::default() {
            let organisation = &desk.installation.settings.organisation;
            let note = letter::week(from, today, &work, organisation);
            self.send(desk, note, now).await?;
        }
        Ok(note_week(store, now).await?)
    }

    /// Sends a note. One whose outcome is unknown counts as sent: nothing goes twice.
    async fn send(
        &self,
        desk: &Desk<'_>,
        (subject, text): (String, String),
        now: Timestamp,
    ) -> Result<(), Unheard> {
        let from = &self.from.address;
        let domain = from.rsplit('@').next().unwrap_or_default();
        let bytes = compose_note(&Note {
            from: &self.from,
            to: &self.to,
            subject: &subject,
            text: &text,
            date: now,
            message_id: format!("<{}@{domain}>", desk.installation.ids.public_id()),
        })?;
        let bytes = desk.filler.signers.sign(from, bytes);
        let (sender, to) = (from.parse(), self.to.parse());
        let (Ok(sender), Ok(to)) = (sender, to) else {
            return Err(Unheard::Address);
        };
        desk.lease.begin().await?;
        if desk.relay.is_closed() {
            return Err(Unheard::Crowded);
        }
        let sending = desk.relay.transport.send(Outgoing::new(sender, to, bytes));
        match tokio::time::timeout(PATIENCE, sending).await {
            Ok(outcome) if outcome.is_accepted() || !outcome.is_definite() => Ok(()),
            Ok(outcome) => Err(Unheard::Relay(SendOutcome::as_str(&outcome))),
            // Whoever hangs so long may have taken it.
            Err(_) => Ok(()),
        }
    }
}

async fn note_week(store: &dyn Store, now: Timestamp) -> Result<(), StoreError> {
    let notice = Notice {
        matter: WEEK.to_owned(),
        said: String::new(),
        at: now,
    };
    store.note_told(&[notice]).await
}

#[cfg(test)]
mod tests;
