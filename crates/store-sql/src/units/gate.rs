//! One gate, in the order of SEMANTICS: choose without locks, lock the people, read again, judge,
//! write. It never judges two rows of one person: the second must count the first one's unit.

use crate::session::Session;
use crate::sql::gate as sql;
use crate::units::gate_read::{context, read};
use crate::units::gate_write::Writes;
use crate::units::{batch, key, keys};
use lagom_model::{DeliveryId, SubscriberId};
use lagom_store::{GateFn, GateRequest, Gated, Leaves, Result, StoreError};
use serde::Serialize;
use std::collections::HashSet;

/// How many rows are looked at for each that is asked for: some belong to one person, some people are locked.
const LOOK_AT: i64 = 4;

#[derive(Debug, Clone, Copy, Serialize)]
struct RowKey {
    subscriber: SubscriberId,
    id: DeliveryId,
    first: u8,
}

pub(crate) async fn gate(
    session: &mut Session,
    request: GateRequest<'_>,
    judge: GateFn<'_>,
) -> Result<Vec<Gated>> {
    let chosen = choose(session, request).await?;
    let rows = lock(session, request, &chosen).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let values = [
        batch(&rows),
        request.now.into(),
        request.touches_since.into(),
    ];
    let answer = session.run(&sql::FACTS, &values).await?;
    for row in &answer {
        if row.maybe_int("moved")?.is_some_and(|moved| moved > 0) {
            return Err(StoreError::Restored);
        }
    }
    let Some(context) = context(&answer)? else {
        return Ok(Vec::new());
    };
    let mut cases = answer
        .iter()
        .filter_map(|row| read(row, request).transpose())
        .collect::<Result<Vec<_>>>()?;
    cases.sort_by_key(|case| case.order);
    let mut writes = Writes::new(request, &context);
    let mut judged = Vec::with_capacity(cases.len());
    for mut open in cases {
        let verdict = judge(&context, &open.case);
        writes.take(&open, &verdict);
        if open.unnamed && !matches!(verdict.leaves, Leaves::Sending { .. }) {
            let delivery = &mut open.case.delivery;
            delivery.public_id = key::handle(delivery.id);
        }
        judged.push(Gated {
            case: open.case,
            verdict,
        });
    }
    writes.write(session).await?;
    Ok(judged)
}

/// Due rows in their order, the first of each person.
async fn choose(session: &mut Session, request: GateRequest<'_>) -> Result<Vec<RowKey>> {
    let look_at = i64::from(request.limit).saturating_mul(LOOK_AT);
    let values = [request.now.into(), look_at.into()];
    let rows = session.run(&sql::CHOOSE, &values).await?;
    let mut people = HashSet::new();
    let mut chosen = Vec::new();
    for row in rows {
        let subscriber = row.int("subscriber_id")?;
        if people.insert(subscriber) {
            chosen.push(RowKey {
                subscriber,
                id: row.int("id")?,
                first: 0,
            });
        }
    }
    Ok(chosen)
}

/// The rows whose people this gate now holds: the first `limit` that are free.
async fn lock(
    session: &mut Session,
    request: GateRequest<'_>,
    chosen: &[RowKey],
) -> Result<Vec<RowKey>> {
    let limit = usize::try_from(request.limit).unwrap_or(usize::MAX).max(1);
    let mut rows: Vec<RowKey> = Vec::new();
    if session.locks_rows() {
        // Only when all of them are locked does it try the next ones.
        for some in chosen.chunks(limit) {
            let people = keys(some.iter().map(|row| row.subscriber));
            let free: HashSet<SubscriberId> = session
                .run(&sql::LOCK, &[people])
                .await?
                .iter()
                .map(|row| row.int("id"))
                .collect::<Result<_>>()?;
            rows.extend(some.iter().filter(|row| free.contains(&row.subscriber)));
            if !rows.is_empty() {
                break;
            }
        }
    } else {
        rows.extend(chosen.iter().take(limit));
    }
    if let Some(first) = rows.first_mut() {
        first.first = 1;
    }
    Ok(rows)
}
