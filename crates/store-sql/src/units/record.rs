//! Recording outcomes under an owner's fence, in batches. An outcome of an older claim changes
//! nothing, but for the proof that a message arrived.

use crate::json;
use crate::session::Session;
use crate::sql::{gate as gate_sql, record as sql};
use crate::units::{batch, lock};
use lagom_model::{DeliveryId, DeliveryState, Outcome, Reason, SubscriberId, Timestamp};
use lagom_store::{After, Owner, Pins, RecordReport, Recorded, Result};
use serde::Serialize;
use std::collections::HashMap;

#[derive(Serialize)]
struct RowWrite {
    subscriber: SubscriberId,
    id: DeliveryId,
    state: &'static str,
    due_at: Option<Timestamp>,
    attempt: u8,
    unknown: u8,
    reason: Option<String>,
    ended_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct AttemptWrite<'a> {
    subscriber: SubscriberId,
    id: DeliveryId,
    n: i64,
    outcome: &'static str,
    code: Option<u16>,
    phase: &'a str,
    reply: &'a str,
}

#[derive(Serialize)]
struct TouchWrite {
    subscriber: SubscriberId,
    id: DeliveryId,
    touch: &'static str,
}

#[derive(Serialize)]
struct NoteWrite {
    subscriber: SubscriberId,
    id: DeliveryId,
    by: DeliveryId,
}

#[derive(Serialize)]
struct RowKey {
    subscriber: SubscriberId,
    id: DeliveryId,
}

fn row(one: &Recorded, now: Timestamp) -> RowWrite {
    let (state, due_at, reason) = match &one.after {
        After::Sent => (DeliveryState::Sent, None, None),
        After::Failed(reason) => (DeliveryState::Failed, None, Some(reason)),
        After::Planned { due_at, reason } => (DeliveryState::Planned, Some(*due_at), Some(reason)),
        After::Held(reason) => (DeliveryState::Held, None, Some(reason)),
        After::Resend { due_at } => (
            DeliveryState::Planned,
            Some(*due_at),
            Some(&Reason::OutcomeUnknown),
        ),
    };
    RowWrite {
        subscriber: one.subscriber,
        id: one.delivery,
        state: state.name(),
        due_at,
        attempt: u8::from(one.outcome.is_some()),
        unknown: u8::from(one.outcome == Some(Outcome::Unknown)),
        reason: reason.map(json::write),
        ended_at: state.is_final().then_some(now),
    }
}

/// What becomes of the unit: released when every attempt was definite and the message did not arrive.
fn unit(after: &After, unknowns: i64) -> &'static str {
    match after {
        After::Failed(_) | After::Planned { .. } if unknowns == 0 => "released",
        _ => "kept",
    }
}

pub(crate) async fn record(
    session: &mut Session,
    owner: Owner,
    outcomes: &[Recorded],
    now: Timestamp,
) -> Result<RecordReport> {
    lock(session, outcomes.iter().map(|one| one.subscriber)).await?;
    let rows: Vec<RowWrite> = outcomes.iter().map(|one| row(one, now)).collect();
    let values = [batch(&rows), owner.id.into(), owner.fence.into()];
    let written = session.run(&sql::WRITE, &values).await?;
    let mut counts: HashMap<DeliveryId, (i64, i64)> = HashMap::with_capacity(written.len());
    let mut pins: HashMap<DeliveryId, Pins> = HashMap::new();
    for row in &written {
        let id = row.int("id")?;
        counts.insert(id, (row.int("attempts")?, row.int("unknowns")?));
        if let Some(found) = row.maybe_json("pins")? {
            pins.insert(id, found);
        }
    }
    let mut batches = Batches::default();
    let mut late = Vec::new();
    for one in outcomes {
        match counts.get(&one.delivery) {
            Some((n, unknowns)) => batches.take(one, *n, *unknowns, pins.get(&one.delivery)),
            None if one.after == After::Sent => late.push(one),
            None => {}
        }
    }
    let written = counts.len();
    if !late.is_empty() {
        accept_late(session, &late, &mut batches, now).await?;
    }
    batches.write(session, owner, now).await?;
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(RecordReport {
        written: count(written),
        stale: count(outcomes.len().saturating_sub(written)),
    })
}

/// The server has messages whose rows were recovered meanwhile: they are `sent`.
async fn accept_late<'a>(
    session: &mut Session,
    late: &[&'a Recorded],
    batches: &mut Batches<'a>,
    now: Timestamp,
) -> Result<()> {
    let rows: Vec<_> = late
        .iter()
        .map(|one| RowKey {
            subscriber: one.subscriber,
            id: one.delivery,
        })
        .collect();
    let values = [
        batch(&rows),
        now.into(),
        json::write(&Reason::LateEvidence).into(),
    ];
    for row in session.run(&sql::LATE, &values).await? {
        let id = row.int("id")?;
        if let Some(one) = late.iter().find(|one| one.delivery == id) {
            let pins: Option<Pins> = row.maybe_json("pins")?;
            batches.take(one, row.int("attempts")?, 1, pins.as_ref());
        }
    }
    Ok(())
}

#[derive(Default)]
struct Batches<'a> {
    attempts: Vec<AttemptWrite<'a>>,
    touches: Vec<TouchWrite>,
    notes: Vec<NoteWrite>,
    failed: Vec<RowKey>,
}

impl<'a> Batches<'a> {
    fn take(&mut self, one: &'a Recorded, n: i64, unknowns: i64, pins: Option<&Pins>) {
        let (subscriber, id) = (one.subscriber, one.delivery);
        if let Some(outcome) = one.outcome {
            self.attempts.push(AttemptWrite {
                subscriber,
                id,
                n,
                outcome: outcome.name(),
                code: one.code,
                phase: &one.phase,
                reply: &one.reply,
            });
        }
        self.touches.push(TouchWrite {
            subscriber,
            id,
            touch: unit(&one.after, unknowns),
        });
        match one.after {
            After::Sent => {
                let notes = pins.map_or(&[][..], |pins| pins.notes.as_slice());
                self.notes.extend(notes.iter().map(|noted| NoteWrite {
                    subscriber,
                    id: *noted,
                    by: id,
                }));
            }
            After::Failed(_) => self.failed.push(RowKey { subscriber, id }),
            After::Planned { .. } | After::Held(_) | After::Resend { .. } => {}
        }
    }

    async fn write(&self, session: &mut Session, owner: Owner, now: Timestamp) -> Result<()> {
        if !self.attempts.is_empty() {
            let values = [
                batch(&self.attempts),
                now.into(),
                owner.id.into(),
                owner.fence.into(),
            ];
            session.run(&sql::ADD_ATTEMPTS, &values).await?;
        }
        if !self.touches.is_empty() {
            session.run(&sql::SETTLE, &[batch(&self.touches)]).await?;
        }
        if !self.notes.is_empty() {
            session.run(&sql::NOTE, &[batch(&self.notes)]).await?;
        }
        if !self.failed.is_empty() {
            // What it announced was not announced, and may not be missing elsewhere because of it.
            let values = [batch(&self.failed), now.into()];
            session.run(&sql::CARRY_UNTOLD, &values).await?;
            session
                .run(&gate_sql::UNANNOUNCE, &[batch(&self.failed)])
                .await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_definite_ends_release_the_unit() {
        let again = After::Planned {
            due_at: Timestamp(1),
            reason: Reason::NoAddress,
        };
        let table = [
            (After::Sent, 0, "kept"),
            (After::Failed(Reason::NoAddress), 0, "released"),
            (After::Failed(Reason::NoAddress), 1, "kept"),
            (again.clone(), 0, "released"),
            (again, 1, "kept"),
            (After::Held(Reason::OutcomeUnknown), 1, "kept"),
            (
                After::Resend {
                    due_at: Timestamp(1),
                },
                1,
                "kept",
            ),
        ];
        for (after, unknowns, wanted) in table {
            assert_eq!(unit(&after, unknowns), wanted, "{after:?}");
        }
    }
}
