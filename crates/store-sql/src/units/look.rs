//! What only reads: the outbox, what is next, the balance, problems.

use crate::SqlStore;
use crate::row::Row;
use crate::session::Session;
use crate::sql::{look as sql, people as people_sql};
use crate::units::batch;
use crate::units::gate_read::{delivery, name};
use crate::units::outbox::named;
use crate::units::{owners, people};
use async_trait::async_trait;
use lagom_model::{DeliveryState, Outcome, PublicId, SubscriberId, Timestamp};
use lagom_store::{
    AttemptView, BalanceRow, ContentSize, DeliveryView, Look, MeasureCount, OutboxFilter,
    PassedOver, Problem, Remark, Result, RunState, Seen, StateCount, Upcoming,
};
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
struct StateName {
    state: &'static str,
}

#[derive(Deserialize)]
struct AttemptColumns {
    n: i64,
    at: Timestamp,
    outcome: Outcome,
    code: Option<u16>,
    phase: String,
    reply: String,
}

fn view(row: &Row) -> Result<DeliveryView> {
    let mut attempts: Vec<AttemptColumns> = row.json("tries")?;
    attempts.sort_by_key(|attempt| attempt.n);
    let delivery = delivery(row)?;
    Ok(DeliveryView {
        person: row.id("person")?,
        state: row.word("state")?,
        pins: delivery.pins.clone(),
        row: delivery,
        decision: row.maybe_json("decision")?,
        waiting_for: row.maybe_text("waiting_for")?.map(str::to_owned),
        reason: row.maybe_json("reason")?,
        ended_at: row.maybe_at("ended_at")?,
        attempts: attempts
            .into_iter()
            .map(|attempt| AttemptView {
                at: attempt.at,
                outcome: attempt.outcome,
                code: attempt.code,
                phase: attempt.phase,
                reply: attempt.reply,
            })
            .collect(),
    })
}

async fn outbox(session: &mut Session, filter: &OutboxFilter) -> Result<Vec<DeliveryView>> {
    let default = [
        DeliveryState::Held,
        DeliveryState::Failed,
        DeliveryState::Waiting,
    ];
    let states = if filter.states.is_empty() {
        &default[..]
    } else {
        &filter.states
    };
    let states: Vec<_> = states
        .iter()
        .map(|state| StateName {
            state: state.name(),
        })
        .collect();
    let states = batch(&states);
    let rows = match filter.subscriber {
        Some(subscriber) => {
            let values = [states, filter.limit.into(), subscriber.into()];
            session.run(&sql::OUTBOX_OF, &values).await?
        }
        None => {
            session
                .run(&sql::OUTBOX, &[states, filter.limit.into()])
                .await?
        }
    };
    rows.iter().map(view).collect()
}

async fn problems(store: &SqlStore, session: &mut Session, limit: u32) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for row in session.run(&sql::ASTRAY, &[limit.into()]).await? {
        let state = row.text("state")?;
        problems.push(Problem {
            invariant: "D6".to_owned(),
            row: name(&row)?.to_string(),
            what: if state == "waiting" {
                "it is `waiting` and names nobody whom it waits for".to_owned()
            } else {
                "it is `sending` and has no owner".to_owned()
            },
        });
    }
    let dead = owners::dead(store, session).await?;
    if !dead.is_empty() {
        let values = [batch(&dead), limit.into()];
        for row in session.run(&sql::ORPHANS, &values).await? {
            problems.push(Problem {
                invariant: "D6".to_owned(),
                row: name(&row)?.to_string(),
                what: format!(
                    "it is `sending` under the dispatcher `{}`, which is gone; the next `lagom tick` ends it",
                    row.text("owner")?
                ),
            });
        }
    }
    for row in session.run(&sql::RANGE_BREAKS, &[limit.into()]).await? {
        problems.push(Problem {
            invariant: "D7".to_owned(),
            row: format!(
                "{} publication {}",
                row.text("person")?,
                row.int("publication_id")?
            ),
            what: format!(
                "its consumed ranges go on at {} where {} was to come",
                row.int("found")?,
                row.int("wanted")?
            ),
        });
    }
    problems.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(problems)
}

pub(crate) async fn balance(session: &mut Session) -> Result<Vec<BalanceRow>> {
    let rows = session.run(&sql::BALANCE, &[]).await?;
    rows.iter()
        .map(|row| {
            Ok(BalanceRow {
                publication: row.int("publication_id")?,
                local_date: row.date("local_date")?,
                state: row.word("state")?,
                parts: u64::from(row.count("parts")?),
            })
        })
        .collect()
}

#[async_trait]
impl Look for SqlStore {
    async fn upcoming(&self) -> Result<Option<Upcoming>> {
        let mut session = self.read().await?;
        let Some(row) = session.first(&sql::UPCOMING, &[]).await? else {
            return Ok(None);
        };
        let instants = [
            row.maybe_at("line_at")?,
            row.maybe_at("delivery_at")?,
            row.maybe_at("issue_at")?,
            row.maybe_at("release_at")?,
            row.maybe_at("retiming_at")?,
            row.maybe_at("goes_on_at")?,
            row.maybe_at("round_at")?,
            row.maybe_at("reminder_at")?,
            row.maybe_at("correction_at")?,
        ];
        let first = instants.into_iter().flatten().min();
        Ok(first.map(|at| Upcoming { at }))
    }

    async fn last_run(&self) -> Result<Option<Timestamp>> {
        owners::last_run(&mut self.read().await?).await
    }

    async fn outbox(&self, filter: &OutboxFilter) -> Result<Vec<DeliveryView>> {
        outbox(&mut self.read().await?, filter).await
    }

    async fn delivery(&self, public_id: PublicId) -> Result<Option<DeliveryView>> {
        let mut session = self.read().await?;
        let Some((_, id)) = named(&mut session, public_id).await? else {
            return Ok(None);
        };
        let row = session.first(&sql::DELIVERY, &[id.into()]).await?;
        row.as_ref().map(view).transpose()
    }

    async fn seen(&self, link: PublicId) -> Result<Option<Seen>> {
        people::seen(&mut self.read().await?, link).await
    }

    async fn states(&self) -> Result<Vec<StateCount>> {
        let rows = self.read().await?.run(&sql::STATES, &[]).await?;
        rows.iter()
            .map(|row| {
                Ok(StateCount {
                    state: row.word("state")?,
                    count: u64::from(row.count("number")?),
                })
            })
            .collect()
    }

    async fn balance(&self) -> Result<Vec<BalanceRow>> {
        balance(&mut self.read().await?).await
    }

    async fn problems(&self, limit: u32) -> Result<Vec<Problem>> {
        problems(self, &mut self.read().await?, limit).await
    }

    async fn runs(&self) -> Result<Vec<RunState>> {
        let rows = self.read().await?.run(&sql::RUNS, &[]).await?;
        rows.iter()
            .map(|row| {
                Ok(RunState {
                    sender: row.int("sender_id")?,
                    control: row.word("state")?,
                    why: row.text("why")?.to_owned(),
                    since: row.at("since")?,
                    until: row.maybe_at("until_at")?,
                    waiting: u64::from(row.count("waiting")?),
                    planned: u64::from(row.count("planned")?),
                })
            })
            .collect()
    }

    async fn sizes(&self, listings: u32) -> Result<Vec<ContentSize>> {
        let values = [listings.into()];
        let rows = self.read().await?.run(&sql::SIZES, &values).await?;
        rows.iter()
            .map(|row| {
                Ok(ContentSize {
                    publication: row.int("publication_id")?,
                    issue: row.int("issue_id")?,
                    topic: row.text("topic")?.to_owned(),
                    kind: row.word("kind")?,
                    items: row.count("items")?,
                    words: row.count("words")?,
                    short_items: row.count("short_items")?,
                    short_words: row.count("short_words")?,
                })
            })
            .collect()
    }

    async fn passed_over(&self, subscriber: SubscriberId) -> Result<Vec<PassedOver>> {
        let values = [subscriber.into()];
        let rows = self.read().await?.run(&sql::PASSED_OVER, &values).await?;
        rows.iter()
            .map(|row| {
                Ok(PassedOver {
                    publication: row.int("publication_id")?,
                    seq: row.int("seq")?,
                    since: row.at("since")?,
                    passes: row.count("passes")?,
                    ended_at: row.maybe_at("ended_at")?,
                    how: row.maybe_text("end_reason")?.map(str::to_owned),
                    taken_by: row.maybe_int("ended_by")?,
                })
            })
            .collect()
    }

    async fn occasions(&self) -> Result<Vec<String>> {
        let rows = self.read().await?.run(&sql::OCCASIONS, &[]).await?;
        rows.iter()
            .map(|row| Ok(row.text("occasion")?.to_owned()))
            .collect()
    }

    async fn measures(&self, since: Timestamp) -> Result<Vec<MeasureCount>> {
        let rows = self
            .read()
            .await?
            .run(&sql::MEASURES, &[since.into()])
            .await?;
        rows.iter()
            .map(|row| {
                Ok(MeasureCount {
                    sender: row.int("sender_id")?,
                    measure: row.word("measure")?,
                    letters: row.count("letters").map(u64::from)?,
                })
            })
            .collect()
    }

    async fn remarks(&self, since: Timestamp, limit: u32) -> Result<Vec<Remark>> {
        let values = [since.into(), limit.into()];
        let rows = self.read().await?.run(&sql::REMARKS, &values).await?;
        rows.iter()
            .map(|row| {
                Ok(Remark {
                    person: row.id("person")?,
                    at: row.at("remarked_at")?,
                    language: row.text("language")?.to_owned(),
                    said: row.text("remark")?.to_owned(),
                })
            })
            .collect()
    }

    async fn clock(&self) -> Result<Timestamp> {
        let row = self.read().await?.first(&sql::CLOCK, &[]).await?;
        row.map_or(Ok(Timestamp(0)), |row| row.at("now"))
    }

    async fn headcount(&self) -> Result<u64> {
        let row = self
            .read()
            .await?
            .first(&people_sql::HEADCOUNT, &[])
            .await?;
        row.map_or(Ok(0), |row| row.count("people").map(u64::from))
    }
}
