//! One gate, in the order of SEMANTICS: choose without locks, lock the people, read again, judge,
//! write. It never judges two rows of one person: the second must count the first one's unit.

use crate::row::Row;
use crate::session::Session;
use crate::sql::gate as sql;
use crate::units::gate_read::{OpenCase, cases as cases_of, context, read};
use crate::units::gate_write::Writes;
use crate::units::meanwhile::Meanwhile;
use crate::units::record::Record;
use crate::units::{batch, key, keys};
use lagom_model::{DeliveryId, SubscriberId};
use lagom_store::{GateFn, GateRequest, Gated, Leaves, RecordReport, Recorded, Result, StoreError};
use std::collections::HashSet;
use std::pin::pin;

/// How many rows are looked at for each that is asked for: some belong to one person, and where people are locked one by one, some are.
const LOOK_AT: i64 = 4;
const LOOK_AT_UNLOCKED: i64 = 2;

/// A record and a gate. Locks of people are waited for by the record alone, which is the first to take any. Where the gate's people
/// are others than the record's, the rows of the one are judged while the database writes the other.
pub(crate) async fn turn(
    session: &mut Session,
    outcomes: &[Recorded],
    request: GateRequest<'_>,
    judge: GateFn<'_>,
) -> Result<(RecordReport, Vec<Gated>)> {
    if outcomes.is_empty() {
        let gated = gate(session, request, judge).await?;
        return Ok((RecordReport::default(), gated));
    }
    let record = Record::read(session, request.owner, outcomes, request.now).await?;
    let report = record.report;
    let chosen = choose(session, request).await?;
    let recorded: HashSet<SubscriberId> = outcomes.iter().map(|one| one.subscriber).collect();
    let is_apart = |id: &DeliveryId| !recorded.contains(&key::person_of(*id));
    if chosen.iter().all(is_apart)
        && let Some(answer) = facts(session, request, chosen).await?
    {
        let gated = pass(session, request, judge, &answer, Some(&record)).await?;
        if !gated.is_empty() {
            return Ok((report, gated));
        }
    } else {
        record.write(session).await?;
    }
    // What the one frees the other may take.
    Ok((report, gate(session, request, judge).await?))
}

pub(crate) async fn gate(
    session: &mut Session,
    request: GateRequest<'_>,
    judge: GateFn<'_>,
) -> Result<Vec<Gated>> {
    let chosen = choose(session, request).await?;
    match facts(session, request, chosen).await? {
        Some(answer) => pass(session, request, judge, &answer, None).await,
        None => Ok(Vec::new()),
    }
}

/// Locks the people of these rows, and reads again. `None`: none is free.
async fn facts(
    session: &mut Session,
    request: GateRequest<'_>,
    chosen: Vec<DeliveryId>,
) -> Result<Option<Row>> {
    let rows = lock(session, request, chosen).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let values = [
        batch(&rows),
        request.now.into(),
        request.touches_since.into(),
    ];
    let answer = session.first(&sql::FACTS, &values).await?;
    if let Some(answer) = &answer
        && answer.int("moved")? > 0
    {
        return Err(StoreError::Restored);
    }
    Ok(answer)
}

/// Judges the rows and writes the verdicts; a record that is to be written is written meanwhile.
async fn pass(
    session: &mut Session,
    request: GateRequest<'_>,
    judge: GateFn<'_>,
    answer: &Row,
    record: Option<&Record<'_>>,
) -> Result<Vec<Gated>> {
    let judged = {
        let recording = pin!(async {
            match record {
                Some(record) => record.write(session).await,
                None => Ok(()),
            }
        });
        let mut recording = Meanwhile::new(recording);
        let judged = judged(request, judge, answer, &mut recording).await;
        recording.end().await?;
        judged?
    };
    let (writes, gated) = judged;
    writes.write(session).await?;
    Ok(gated)
}

/// The verdicts, by the facts.
async fn judged<F: Future<Output = Result<()>>>(
    request: GateRequest<'_>,
    judge: GateFn<'_>,
    answer: &Row,
    recording: &mut Meanwhile<'_, F>,
) -> Result<(Writes, Vec<Gated>)> {
    recording.go_on().await;
    let context = context(answer)?;
    // The names of one gate lie on one page of their directory, not on one for each row.
    let family = request.ids.public_id();
    let mut cases = Vec::new();
    for row in cases_of(answer)? {
        cases.extend(read(&row, request, family, &context)?);
        recording.go_on().await;
    }
    cases.sort_by_key(|case: &OpenCase| case.order);
    let mut writes = Writes::new(request, &context);
    let mut gated = Vec::with_capacity(cases.len());
    for mut open in cases {
        let verdict = judge(&context, &open.case);
        writes.take(&open, &verdict);
        if open.unnamed && !matches!(verdict.leaves, Leaves::Sending { .. }) {
            let delivery = &mut open.case.delivery;
            delivery.public_id = key::handle(delivery.id);
        }
        gated.push(Gated {
            case: open.case,
            verdict,
        });
        recording.go_on().await;
    }
    Ok((writes, gated))
}

/// Due rows in their order, the first of each person.
async fn choose(session: &mut Session, request: GateRequest<'_>) -> Result<Vec<DeliveryId>> {
    let each = if session.locks_rows() {
        LOOK_AT
    } else {
        LOOK_AT_UNLOCKED
    };
    let look_at = i64::from(request.limit).saturating_mul(each);
    let (statement, which) = match request.only {
        Some(id) => (&sql::CHOOSE_ONE, id),
        None => (&sql::CHOOSE, look_at),
    };
    let values = [request.now.into(), which.into()];
    let Some(row) = session.first(statement, &values).await? else {
        return Ok(Vec::new());
    };
    let mut chosen: Vec<DeliveryId> = row.json("ids")?;
    let mut people = HashSet::new();
    chosen.retain(|id| people.insert(key::person_of(*id)));
    Ok(chosen)
}

/// The rows whose people this gate now holds: the first `limit` that are free.
async fn lock(
    session: &mut Session,
    request: GateRequest<'_>,
    mut chosen: Vec<DeliveryId>,
) -> Result<Vec<DeliveryId>> {
    let limit = usize::try_from(request.limit).unwrap_or(usize::MAX).max(1);
    if !session.locks_rows() {
        chosen.truncate(limit);
        return Ok(chosen);
    }
    // Only when all of them are locked does it try the next ones.
    for some in chosen.chunks(limit) {
        let people = keys(some.iter().copied().map(key::person_of));
        let free: HashSet<SubscriberId> = session
            .run(&sql::LOCK, &[people])
            .await?
            .iter()
            .map(|row| row.int("id"))
            .collect::<Result<_>>()?;
        let is_free = |id: &DeliveryId| free.contains(&key::person_of(*id));
        let rows: Vec<DeliveryId> = some.iter().copied().filter(is_free).collect();
        if !rows.is_empty() {
            return Ok(rows);
        }
    }
    Ok(Vec::new())
}
