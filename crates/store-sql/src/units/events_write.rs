//! What a batch of event messages writes, a statement for each table that changes; and a reminder that
//! a reader sets or takes back. What a person was told once is left out, whatever the verdict says.

use crate::json;
use crate::session::Session;
use crate::sql::events as sql;
use crate::units::key::{self, Recent};
use crate::units::{batch, lock, priority};
use chrono::NaiveDate;
use lagom_model::{
    DeliveryId, DeliveryKind, EventStage, PublicationId, SenderId, Seq, SubscriberId, Tell,
    Timestamp,
};
use lagom_store::{
    EventCase, EventMessage, EventRequest, EventSource, EventVerdict, RemindChange, ReminderMove,
    ReminderState, ReminderStep, Result,
};
use serde::Serialize;
use std::collections::BTreeSet;

#[derive(Serialize)]
struct MessageWrite {
    subscriber: SubscriberId,
    id: DeliveryId,
    local_date: NaiveDate,
    ordinal: i64,
    sender: SenderId,
    class: &'static str,
    priority: i64,
    due_at: Timestamp,
}

#[derive(Serialize)]
struct PartWrite {
    subscriber: SubscriberId,
    delivery: DeliveryId,
    key: i64,
    stage: &'static str,
    mark: String,
    publication: PublicationId,
    seq: Seq,
    until: Timestamp,
}

#[derive(Serialize)]
struct ReminderWrite {
    subscriber: SubscriberId,
    key: i64,
    lead: &'static str,
    state: &'static str,
    due_at: Option<Timestamp>,
    until: Option<Timestamp>,
    delivery: Option<DeliveryId>,
    reason: Option<String>,
}

/// The writes of one batch.
#[derive(Default)]
pub(crate) struct Writes {
    new: Vec<MessageWrite>,
    parts: Vec<PartWrite>,
    told: Vec<usize>,
    reminders: Vec<ReminderWrite>,
}

impl Writes {
    /// How many messages there are.
    pub(crate) fn messages(&self) -> u32 {
        u32::try_from(self.new.len()).unwrap_or(u32::MAX)
    }

    pub(crate) fn take(
        &mut self,
        case: &EventCase,
        verdict: EventVerdict,
        recent: &mut Recent,
        request: &EventRequest,
    ) {
        let messages = verdict.messages.iter();
        let written: Vec<Option<DeliveryId>> = messages
            .map(|message| self.message(case, message, recent))
            .collect();
        let mut named = BTreeSet::new();
        for step in verdict.reminders {
            named.insert((step.key, step.lead));
            self.reminders.push(step_of(case, step, &written));
        }
        if request.source == EventSource::Reminders {
            let due = case.reminders.iter().filter(|one| {
                one.state == ReminderState::Open
                    && one.due_at <= request.now
                    && !named.contains(&(one.key, one.lead))
            });
            let ended = due.map(|one| ReminderWrite {
                subscriber: case.subscriber,
                key: one.key,
                lead: one.lead.name(),
                state: ReminderState::Ended.name(),
                due_at: None,
                until: None,
                delivery: None,
                reason: None,
            });
            self.reminders.extend(ended);
        }
    }

    /// A message without what the person was told already; `None`: nothing is left of it.
    fn message(
        &mut self,
        case: &EventCase,
        message: &EventMessage,
        recent: &mut Recent,
    ) -> Option<DeliveryId> {
        let known = |tell: &Tell| {
            let mark = tell.stage.mark(tell.until);
            let mut told = case.told.iter();
            !tell.stage.is_reminder() && told.any(|one| one.key == tell.key && one.mark == mark)
        };
        let tells: Vec<&Tell> = message.tells.iter().filter(|tell| !known(tell)).collect();
        if tells.is_empty() {
            return None;
        }
        let (kind, date) = (DeliveryKind::Event, message.local_date);
        let ordinal = recent.next(case.subscriber, date, kind);
        let id = key::key(case.subscriber, date, ordinal, kind);
        self.new.push(MessageWrite {
            subscriber: case.subscriber,
            id,
            local_date: date,
            ordinal,
            sender: message.sender,
            class: message.class.name(),
            priority: priority(message.class),
            due_at: message.due_at,
        });
        for tell in tells {
            if !tell.stage.is_reminder() {
                self.told.push(self.parts.len());
            }
            self.parts.push(PartWrite {
                subscriber: case.subscriber,
                delivery: id,
                key: tell.key,
                stage: tell.stage.name(),
                mark: tell.stage.mark(tell.until),
                publication: tell.publication,
                seq: tell.seq,
                until: tell.until,
            });
        }
        Some(id)
    }

    pub(crate) async fn write(&self, session: &mut Session, now: Timestamp) -> Result<()> {
        if !self.new.is_empty() {
            session
                .run(&sql::ADD_MESSAGES, &[batch(&self.new), now.into()])
                .await?;
            session.run(&sql::ADD_PARTS, &[batch(&self.parts)]).await?;
        }
        if !self.told.is_empty() {
            let told: Vec<&PartWrite> = self
                .told
                .iter()
                .filter_map(|at| self.parts.get(*at))
                .collect();
            let rows = batch(&told);
            session
                .run(&sql::ADD_TOLD, std::slice::from_ref(&rows))
                .await?;
            session.run(&sql::KEEP_LONGER, &[rows]).await?;
        }
        if !self.reminders.is_empty() {
            session
                .run(&sql::STEP_REMINDERS, &[batch(&self.reminders)])
                .await?;
        }
        Ok(())
    }
}

fn step_of(case: &EventCase, step: ReminderStep, written: &[Option<DeliveryId>]) -> ReminderWrite {
    let mut write = ReminderWrite {
        subscriber: case.subscriber,
        key: step.key,
        lead: step.lead.name(),
        state: ReminderState::Ended.name(),
        due_at: None,
        until: None,
        delivery: None,
        reason: None,
    };
    match step.becomes {
        ReminderMove::Waits { due_at, until } => {
            write.state = ReminderState::Open.name();
            write.due_at = Some(due_at);
            write.until = Some(until);
        }
        ReminderMove::Planned { message } => {
            write.delivery = written.get(message).copied().flatten();
            if write.delivery.is_some() {
                write.state = ReminderState::Planned.name();
            }
        }
        ReminderMove::Ends(reason) => write.reason = Some(json::write(&reason)),
    }
    write
}

/// Sets a reminder, or takes it back, under the person's lock.
pub(crate) async fn remind(session: &mut Session, change: &RemindChange) -> Result<bool> {
    lock(session, [change.subscriber]).await?;
    let key = [
        change.subscriber.into(),
        change.key.into(),
        change.lead.name().into(),
    ];
    let Some((due_at, until)) = change.due else {
        let taken = session.first(&sql::TAKE_BACK, &key).await?.is_some();
        let stage = EventStage::of_reminder(change.lead).name();
        let values = [change.subscriber.into(), change.key.into(), stage.into()];
        session.run(&sql::UNSAY, &values).await?;
        return Ok(taken);
    };
    let mut values = key.to_vec();
    values.extend([
        change.publication.into(),
        due_at.into(),
        until.into(),
        change.at.into(),
    ]);
    Ok(session.first(&sql::SET_REMINDER, &values).await?.is_some())
}
