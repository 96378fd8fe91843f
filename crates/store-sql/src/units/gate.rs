//! One gate, in the order of SEMANTICS: choose without locks, lock the people, read again, judge,
//! write. It never judges two rows of one person: the second must count the first one's unit.

use crate::session::Session;
use crate::sql::gate as sql;
use crate::units::gate_read::{cases, context, read};
use crate::units::gate_write::Writes;
use crate::units::record::record;
use crate::units::{batch, key, keys};
use lagom_model::{DeliveryId, SubscriberId};
use lagom_store::{GateFn, GateRequest, Gated, Leaves, RecordReport, Recorded, Result, StoreError};
use std::collections::HashSet;

/// How many rows are looked at for each that is asked for: some belong to one person, some people are locked.
const LOOK_AT: i64 = 4;

/// A record and a gate. Locks of people are waited for by the record alone, which is the first to take any.
pub(crate) async fn turn(
    session: &mut Session,
    outcomes: &[Recorded],
    request: GateRequest<'_>,
    judge: GateFn<'_>,
) -> Result<(RecordReport, Vec<Gated>)> {
    let report = if outcomes.is_empty() {
        RecordReport::default()
    } else {
        record(session, request.owner, outcomes, request.now).await?
    };
    Ok((report, gate(session, request, judge).await?))
}

pub(crate) async fn gate(
    session: &mut Session,
    request: GateRequest<'_>,
    judge: GateFn<'_>,
) -> Result<Vec<Gated>> {
    let chosen = choose(session, request).await?;
    let rows = lock(session, request, chosen).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let values = [
        batch(&rows),
        request.now.into(),
        request.touches_since.into(),
    ];
    let Some(answer) = session.first(&sql::FACTS, &values).await? else {
        return Ok(Vec::new());
    };
    if answer.int("moved")? > 0 {
        return Err(StoreError::Restored);
    }
    let context = context(&answer)?;
    // The names of one gate lie on one page of their directory, not on one for each row.
    let family = request.ids.public_id();
    let mut cases = cases(&answer)?
        .iter()
        .filter_map(|row| read(row, request, family, &context).transpose())
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
async fn choose(session: &mut Session, request: GateRequest<'_>) -> Result<Vec<DeliveryId>> {
    let look_at = i64::from(request.limit).saturating_mul(LOOK_AT);
    let values = [request.now.into(), look_at.into()];
    let Some(row) = session.first(&sql::CHOOSE, &values).await? else {
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
