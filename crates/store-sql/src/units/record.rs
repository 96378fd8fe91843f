//! Recording outcomes under an owner's fence, in batches. An outcome of an older claim changes
//! nothing, but for the proof that a message arrived.

use crate::bound::rows;
use crate::json;
use crate::row::Row;
use crate::session::{Puts, Session};
use crate::sql::{gate as gate_sql, record as sql};
use crate::units::{batch, lock};
use lagom_model::{DeliveryId, DeliveryState, Outcome, Reason, SubscriberId, Timestamp};
use lagom_store::{After, Owner, Pins, RecordReport, Recorded, Result};
use std::collections::HashMap;

rows! {
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

    struct AttemptWrite<'a> {
        subscriber: SubscriberId,
        id: DeliveryId,
        n: i64,
        outcome: &'static str,
        code: Option<u16>,
        phase: &'a str,
        reply: &'a str,
    }

    struct NoteWrite {
        subscriber: SubscriberId,
        id: DeliveryId,
        by: DeliveryId,
    }

    struct RowKey {
        subscriber: SubscriberId,
        id: DeliveryId,
    }
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

/// Whether the unit is released: every attempt was definite, and the message did not arrive.
fn is_released(after: &After, unknowns: i64) -> bool {
    matches!(after, After::Failed(_) | After::Planned { .. }) && unknowns == 0
}

/// What a row that is still its owner's says of itself.
struct Mine {
    attempts: i64,
    unknowns: i64,
    pins: Option<Pins>,
}

const CELLS: [&str; 4] = ["id", "attempts", "unknowns", "pins"];

/// Which of these rows are still this owner's.
async fn mine(
    session: &mut Session,
    owner: Owner,
    outcomes: &[Recorded],
) -> Result<HashMap<DeliveryId, Mine>> {
    let ids: Vec<DeliveryId> = outcomes.iter().map(|one| one.delivery).collect();
    let values = [batch(&ids), owner.id.into(), owner.fence.into()];
    let answer = session.first(&sql::MINE, &values).await?;
    let text = answer
        .as_ref()
        .map_or(Ok(None), |row| row.maybe_text("mine"))?;
    let rows = Row::of_cells(sql::MINE.table(), &CELLS, text.unwrap_or_default());
    let one = |row: &Row| {
        let mine = Mine {
            attempts: row.int("attempts")?,
            unknowns: row.int("unknowns")?,
            pins: row.maybe_json("pins")?,
        };
        Ok((row.int("id")?, mine))
    };
    rows.iter().map(one).collect()
}

pub(crate) async fn record(
    session: &mut Session,
    owner: Owner,
    outcomes: &[Recorded],
    now: Timestamp,
) -> Result<RecordReport> {
    let record = Record::read(session, owner, outcomes, now).await?;
    record.write(session).await?;
    Ok(record.report)
}

/// What is to be written of outcomes, when their people are locked and it is known which rows are still their owner's.
pub(crate) struct Record<'a> {
    pub(crate) report: RecordReport,
    owner: Owner,
    now: Timestamp,
    batches: Batches<'a>,
}

impl<'a> Record<'a> {
    pub(crate) async fn read(
        session: &mut Session,
        owner: Owner,
        outcomes: &'a [Recorded],
        now: Timestamp,
    ) -> Result<Self> {
        lock(session, outcomes.iter().map(|one| one.subscriber)).await?;
        let mine = mine(session, owner, outcomes).await?;
        let mut batches = Batches::default();
        let mut late = Vec::new();
        for one in outcomes {
            match mine.get(&one.delivery) {
                Some(mine) => {
                    let row = row(one, now);
                    let n = mine.attempts + i64::from(row.attempt);
                    let unknowns = mine.unknowns + i64::from(row.unknown);
                    batches.rows.push(row);
                    batches.take(one, n, unknowns, mine.pins.as_ref());
                }
                None if one.after == After::Sent => late.push(one),
                None => {}
            }
        }
        if !late.is_empty() {
            accept_late(session, &late, &mut batches, now).await?;
        }
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let report = RecordReport {
            written: count(mine.len()),
            stale: count(outcomes.len().saturating_sub(mine.len())),
        };
        Ok(Self {
            report,
            owner,
            now,
            batches,
        })
    }

    pub(crate) async fn write(&self, session: &mut Session) -> Result<()> {
        let (now, batches) = (self.now, &self.batches);
        let attempts = [now.into(), self.owner.id.into(), self.owner.fence.into()];
        let mut puts = Puts::default();
        puts.add(session, &sql::WRITE, &batches.rows, &[]);
        puts.add(session, &sql::ADD_ATTEMPTS, &batches.attempts, &attempts);
        puts.add(session, &sql::RELEASE, &batches.released, &[]);
        puts.add(session, &sql::NOTE, &batches.notes, &[]);
        // What it announced was not announced, and may not be missing elsewhere because of it.
        puts.add(session, &sql::CARRY_UNTOLD, &batches.failed, &[now.into()]);
        puts.add(session, &gate_sql::UNANNOUNCE, &batches.failed, &[]);
        session.put_all(puts).await
    }
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
    rows: Vec<RowWrite>,
    attempts: Vec<AttemptWrite<'a>>,
    released: Vec<RowKey>,
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
        if is_released(&one.after, unknowns) {
            self.released.push(RowKey { subscriber, id });
        }
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
            (After::Sent, 0, false),
            (After::Failed(Reason::NoAddress), 0, true),
            (After::Failed(Reason::NoAddress), 1, false),
            (again.clone(), 0, true),
            (again, 1, false),
            (After::Held(Reason::OutcomeUnknown), 1, false),
            (
                After::Resend {
                    due_at: Timestamp(1),
                },
                1,
                false,
            ),
        ];
        for (after, unknowns, wanted) in table {
            assert_eq!(is_released(&after, unknowns), wanted, "{after:?}");
        }
    }
}
