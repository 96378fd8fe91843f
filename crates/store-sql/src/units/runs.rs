//! Run control, and the operator's word about what waits. Under the people's locks; it leaves messages in flight alone.

use crate::SqlStore;
use crate::bound::rows;
use crate::json;
use crate::session::Session;
use crate::sql::{gate as gate_sql, install as install_sql, people as people_sql, runs as sql};
use crate::units::gate_write::{LineWrite, PartWrite};
use crate::units::{batch, planned};
use async_trait::async_trait;
use lagom_model::{
    DeliveryId, DeliveryState, Form, MessageClass, PublicationId, Reason, SenderId, Seq,
    SubscriberId, Timestamp,
};
use lagom_store::{Answer, AnswerRequest, Answered, Result, RunControl, Runs};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A row that the answer is about.
#[derive(Debug, Clone, Copy, Serialize)]
struct Chosen {
    id: DeliveryId,
    subscriber: SubscriberId,
}

#[derive(Deserialize)]
struct LineColumns {
    publication_id: PublicationId,
    watermark: Seq,
}

rows! {
    struct EndWrite {
        subscriber: SubscriberId,
        id: DeliveryId,
        state: &'static str,
        reason: String,
        public_id: Option<String>,
        at: Timestamp,
        zone: String,
        classes: String,
    }
}

async fn set(
    session: &mut Session,
    sender: SenderId,
    control: RunControl,
    why: &str,
    now: Timestamp,
) -> Result<()> {
    session.run(&install_sql::LOCK_RULES, &[]).await?;
    let values = [sender.into(), control.name().into(), why.into(), now.into()];
    session.run(&sql::SET, &values).await?;
    Ok(())
}

async fn answer(session: &mut Session, request: AnswerRequest<'_>) -> Result<Answered> {
    let chosen = choose(session, request).await?;
    let more = chosen.len() >= usize::try_from(request.limit).unwrap_or(usize::MAX);
    if chosen.is_empty() {
        return Ok(Answered::default());
    }
    let people = chosen.iter().map(|row| row.subscriber);
    if session.locks_rows() {
        let values = [crate::units::keys(people)];
        session.run(&people_sql::LOCK_ALL, &values).await?;
    }
    let changed = match request.answer {
        Answer::Continue => {
            let values = [batch(&chosen), request.now.into()];
            session.run(&sql::GO_ON, &values).await?.len()
        }
        Answer::AllHeld => end(session, request, &chosen, Reason::OutcomeUnknown).await?,
        Answer::Skip { before } => {
            end(session, request, &chosen, Reason::Skipped { before }).await?
        }
    };
    let changed = u32::try_from(changed).unwrap_or(u32::MAX);
    Ok(Answered { changed, more })
}

/// Rows that the answer is about, without locks.
async fn choose(session: &mut Session, request: AnswerRequest<'_>) -> Result<Vec<Chosen>> {
    let run = session.first(&sql::ONE, &[request.sender.into()]).await?;
    let restored = match run {
        Some(run) if run.word::<RunControl>("state")? == RunControl::Restored => {
            Some(run.at("since")?)
        }
        _ => None,
    };
    let (waiting, planned) = match request.answer {
        Answer::Continue => (Some(i64::MAX), None),
        // What was planned since, but fell due before, may have been sent in the time that is lost.
        Answer::AllHeld => (Some(i64::MAX), restored.map(|since| since.0 + 1)),
        Answer::Skip { before } => (Some(before.0), Some(before.0)),
    };
    let limit = usize::try_from(request.limit).unwrap_or(usize::MAX);
    let mut chosen = Vec::new();
    for (statement, before) in [(&sql::WAITING, waiting), (&sql::OVERDUE, planned)] {
        let Some(before) = before else { continue };
        let left = limit.saturating_sub(chosen.len());
        let left = i64::try_from(left).unwrap_or(i64::MAX);
        let values = [request.sender.into(), before.into(), left.into()];
        for row in session.run(statement, &values).await? {
            chosen.push(Chosen {
                id: row.int("id")?,
                subscriber: row.int("subscriber_id")?,
            });
        }
    }
    Ok(chosen)
}

/// Ends rows with what they would have brought.
async fn end(
    session: &mut Session,
    request: AnswerRequest<'_>,
    chosen: &[Chosen],
    reason: Reason,
) -> Result<usize> {
    let mut answer = session.run(&sql::FACTS, &[batch(chosen)]).await?;
    answer.sort_by_key(|row| row.int("id").unwrap_or_default());
    let assumed = request.answer == Answer::AllHeld;
    let (mut rows, mut parts) = (Vec::new(), Vec::new());
    let mut watermarks: HashMap<(SubscriberId, PublicationId), Seq> = HashMap::new();
    for row in &answer {
        let (id, subscriber) = (row.int("id")?, row.int("subscriber_id")?);
        // One that may have arrived before ends as held, whatever the answer.
        let held = assumed || row.int("unknowns")? > 0;
        let (state, reason) = if held {
            (DeliveryState::Held, &Reason::OutcomeUnknown)
        } else {
            (DeliveryState::Expired, &reason)
        };
        let class: MessageClass = row.word("class")?;
        let unnamed = row.maybe_text("public_id")?.is_none();
        rows.push(EndWrite {
            subscriber,
            id,
            state: state.name(),
            reason: json::write(reason),
            public_id: (held && unnamed).then(|| request.ids.public_id().to_string()),
            at: row.at("due_at")?.min(request.now),
            zone: row.text("zone")?.to_owned(),
            classes: json::write(&[class]),
        });
        let lines: Vec<LineColumns> = row.json("lines")?;
        let plan = match row.maybe_text("plan")? {
            Some(plan) => planned::read(plan).map_err(|error| row.unreadable("plan", error))?,
            None => Vec::new(),
        };
        for part in plan {
            let line = lines
                .iter()
                .find(|one| one.publication_id == part.publication);
            let Some(line) = line else { continue };
            let stands = watermarks
                .entry((subscriber, part.publication))
                .or_insert(line.watermark);
            if part.to_seq <= *stands {
                continue;
            }
            parts.push(PartWrite {
                subscriber,
                delivery: id,
                publication: part.publication,
                from_seq: *stands,
                to_seq: part.to_seq,
                form: held.then_some(Form::Full),
            });
            *stands = part.to_seq;
        }
    }
    let line = |((subscriber, publication), stands)| {
        LineWrite::moved(subscriber, publication, Some(stands))
    };
    let lines: Vec<LineWrite> = watermarks.into_iter().map(line).collect();
    write(session, request.now, assumed, &rows, &parts, &lines).await?;
    Ok(rows.len())
}

async fn write(
    session: &mut Session,
    now: Timestamp,
    assumed: bool,
    rows: &[EndWrite],
    parts: &[PartWrite],
    lines: &[LineWrite],
) -> Result<()> {
    let at = [now.into()];
    session.put(&sql::END, rows, &at).await?;
    let named: Vec<&EndWrite> = rows.iter().filter(|row| row.public_id.is_some()).collect();
    session.put(&gate_sql::NAME, &named, &[]).await?;
    if assumed {
        session.put(&sql::COUNT, rows, &[]).await?;
        session.put(&sql::TAKE_CARRIED, parts, &at).await?;
    }
    session.put(&gate_sql::CONSUME, parts, &[]).await?;
    session.put(&gate_sql::MOVE_LINES, lines, &[]).await
}

#[async_trait]
impl Runs for SqlStore {
    async fn complaints(&self, since: Timestamp) -> Result<Vec<(SenderId, u64)>> {
        let rows = self
            .read()
            .await?
            .run(&sql::COMPLAINTS, &[since.into()])
            .await?;
        rows.iter()
            .map(|row| Ok((row.int("sender_id")?, row.count("complaints")?.into())))
            .collect()
    }

    async fn sent_since(&self, sender: SenderId, since: Timestamp, up_to: u64) -> Result<u64> {
        let up_to = i64::try_from(up_to).unwrap_or(i64::MAX);
        let values = [sender.into(), since.into(), up_to.into()];
        let row = self.read().await?.first(&sql::SENT_SINCE, &values).await?;
        row.map_or(Ok(0), |row| row.count("sent").map(u64::from))
    }

    async fn set_run(
        &self,
        sender: SenderId,
        control: RunControl,
        why: &str,
        now: Timestamp,
    ) -> Result<()> {
        let mut session = self.write().await?;
        let done = set(&mut session, sender, control, why, now).await;
        session.finish(done).await
    }

    async fn answer(&self, request: AnswerRequest<'_>) -> Result<Answered> {
        let mut session = self.write().await?;
        let done = answer(&mut session, request).await;
        session.finish(done).await
    }
}
