//! What an audit reads: people with all that is on record of them. It changes nothing, locks nothing, judges nothing and
//! reads no address.

use crate::SqlStore;
use crate::json;
use crate::row::Row;
use crate::session::Session;
use crate::sql::audit as sql;
use crate::units::edits::Was;
use crate::units::key;
use crate::units::person::{LineColumns, PersonColumns, StopColumns};
use async_trait::async_trait;
use lagom_model::{
    Choices, Classes, DeliveryId, DeliveryKind, DeliveryState, EventStage, Form, PublicId,
    PublicationId, Seq, StopCause, SubscriberId, Tell, Timestamp, Zone,
};
use lagom_store::{
    Audit, Edit, LetterRecord, PassedOver, PastChange, PastChoices, PastPart, PastStop, PastTouch,
    PersonRecord, Pins, PlanLine, RecordPage, Result,
};
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Deserialize)]
struct PastStopColumns {
    id: i64,
    lifted_at: Option<Timestamp>,
    #[serde(flatten)]
    stop: StopColumns,
}

#[derive(Deserialize)]
struct ChoicesColumns {
    publication_id: PublicationId,
    id: i64,
    #[serde(deserialize_with = "json::embedded")]
    choices: Choices,
    started_at: Timestamp,
    ended_at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct ChangeColumns {
    at: Timestamp,
    undone_at: Option<Timestamp>,
    #[serde(deserialize_with = "json::embedded")]
    edits: Vec<Edit>,
    #[serde(deserialize_with = "json::embedded")]
    inverse: Vec<Was>,
}

#[derive(Deserialize)]
struct LetterColumns {
    id: DeliveryId,
    public_id: Option<PublicId>,
    kind: DeliveryKind,
    state: DeliveryState,
    gated_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
    policy_version: Option<i64>,
    noted_by: Option<DeliveryId>,
    #[serde(deserialize_with = "json::maybe_embedded")]
    pins: Option<Pins>,
    asked_at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct ConsumedColumns {
    delivery_id: DeliveryId,
    publication_id: PublicationId,
    from_seq: Seq,
    to_seq: Seq,
    form: Option<Form>,
    subscription_id: Option<i64>,
}

#[derive(Deserialize)]
struct ToldColumns {
    delivery_id: DeliveryId,
    event_key: i64,
    stage: EventStage,
    publication_id: PublicationId,
    seq: Seq,
    until: Timestamp,
}

#[derive(Deserialize)]
struct PassedOverColumns {
    publication_id: PublicationId,
    seq: Seq,
    since: Timestamp,
    passes: u32,
    ended_at: Option<Timestamp>,
    end_reason: Option<String>,
    ended_by: Option<DeliveryId>,
}

#[derive(Deserialize)]
struct TouchedColumns {
    id: i64,
    at: Timestamp,
    again_at: Option<Timestamp>,
    zone: Zone,
    #[serde(deserialize_with = "json::embedded")]
    classes: Classes,
    state: String,
    delivery_id: Option<DeliveryId>,
}

impl From<ConsumedColumns> for PastPart {
    fn from(part: ConsumedColumns) -> Self {
        Self {
            publication: part.publication_id,
            from_seq: part.from_seq,
            to_seq: part.to_seq,
            form: part.form,
            choices: part.subscription_id,
        }
    }
}

impl From<ToldColumns> for Tell {
    fn from(tell: ToldColumns) -> Self {
        Self {
            key: tell.event_key,
            stage: tell.stage,
            publication: tell.publication_id,
            seq: tell.seq,
            until: tell.until,
        }
    }
}

impl From<ChangeColumns> for PastChange {
    fn from(change: ChangeColumns) -> Self {
        let pairs = change.edits.into_iter().zip(change.inverse);
        Self {
            at: change.at,
            undone_at: change.undone_at,
            edits: pairs
                .filter_map(|(made, was)| before(&made, was).map(|before| (made, before)))
                .collect(),
        }
    }
}

/// What was there before an edit, as the edit that would make it so again; `None` for what is not told.
fn before(made: &Edit, was: Was) -> Option<Edit> {
    Some(match (made, was) {
        (_, Was::PauseAll { until }) => Edit::PauseAll { until },
        (_, Was::Zone { zone }) => Edit::Zone { zone },
        (_, Was::Limits { limits }) => Edit::Limits { limits },
        (_, Was::Quiet { quiet }) => Edit::Quiet { quiet },
        (_, Was::Wish { wishes }) => Edit::Wish { wishes },
        (Edit::AcceptPolicy { publication, .. }, Was::Policy { version }) => Edit::AcceptPolicy {
            publication: *publication,
            version,
        },
        (Edit::Lift { scope }, Was::Stop { .. }) => Edit::Stop {
            scope: *scope,
            cause: StopCause::Own,
        },
        _ => return None,
    })
}

/// What stands with each letter.
fn by_letter<T>(rows: impl Iterator<Item = (DeliveryId, T)>) -> HashMap<DeliveryId, Vec<T>> {
    let mut letters: HashMap<DeliveryId, Vec<T>> = HashMap::new();
    for (letter, row) in rows {
        letters.entry(letter).or_default().push(row);
    }
    letters
}

fn letters(row: &Row) -> Result<Vec<LetterRecord>> {
    let consumed: Vec<ConsumedColumns> = row.json("consumed")?;
    let told: Vec<ToldColumns> = row.json("told")?;
    let mut parts = by_letter(
        consumed
            .into_iter()
            .map(|part| (part.delivery_id, part.into())),
    );
    let mut tells = by_letter(told.into_iter().map(|tell| (tell.delivery_id, tell.into())));
    let letters: Vec<LetterColumns> = row.json("letters")?;
    let mut letters: Vec<LetterRecord> = letters
        .into_iter()
        .map(|one| LetterRecord {
            id: one.id,
            public_id: one.public_id.unwrap_or_else(|| key::handle(one.id)),
            kind: one.kind,
            state: one.state,
            gated_at: one.gated_at,
            ended_at: one.ended_at,
            policy: one.policy_version,
            noted_by: one.noted_by,
            asked_at: one.asked_at,
            parts: parts.remove(&one.id).unwrap_or_default(),
            tells: tells.remove(&one.id).unwrap_or_default(),
            took: one.pins.map(|pins| pins.carried).unwrap_or_default(),
        })
        .collect();
    for letter in &mut letters {
        letter.parts.sort_by_key(|part| part.publication);
        letter.tells.sort_by_key(|tell| (tell.key, tell.stage));
    }
    letters.sort_by_key(|letter| letter.id);
    Ok(letters)
}

fn record(row: &Row) -> Result<PersonRecord> {
    let person = PersonColumns::read(row)?;
    let (lines, left): (Vec<_>, Vec<_>) = person.lines.into_iter().partition(LineColumns::in_force);
    let plan = |lines: Vec<LineColumns>| -> Vec<PlanLine> {
        lines.into_iter().map(LineColumns::into_plan_line).collect()
    };
    let mut stops: Vec<PastStopColumns> = row.json("every_stop")?;
    stops.sort_by_key(|stop| stop.id);
    let mut choices: Vec<ChoicesColumns> = row.json("chosen")?;
    choices.sort_by_key(|one| (one.publication_id, one.id));
    let mut changes: Vec<ChangeColumns> = row.json("changes")?;
    changes.sort_by_key(|change| (change.at, change.undone_at));
    let mut carried: Vec<PassedOverColumns> = row.json("passed_over")?;
    carried.sort_by_key(|item| (item.publication_id, item.seq));
    let mut touches: Vec<TouchedColumns> = row.json("touched")?;
    touches.sort_by_key(|touch| (touch.at, touch.id));
    Ok(PersonRecord {
        subscriber: person.id,
        public_id: row.id("person")?,
        facts: person.facts,
        lines: plan(lines),
        left: plan(left),
        stops: stops
            .into_iter()
            .map(|one| PastStop {
                stop: one.stop.into(),
                lifted_at: one.lifted_at,
            })
            .collect(),
        choices: choices
            .into_iter()
            .map(|one| PastChoices {
                publication: one.publication_id,
                number: one.id,
                choices: one.choices,
                from: one.started_at,
                until: one.ended_at,
            })
            .collect(),
        changes: changes
            .into_iter()
            .map(PastChange::from)
            .filter(|change| !change.edits.is_empty())
            .collect(),
        letters: letters(row)?,
        carried: carried
            .into_iter()
            .map(|item| PassedOver {
                publication: item.publication_id,
                seq: item.seq,
                since: item.since,
                passes: item.passes,
                ended_at: item.ended_at,
                how: item.end_reason,
                taken_by: item.ended_by,
            })
            .collect(),
        touches: touches
            .into_iter()
            .map(|touch| PastTouch {
                id: touch.id,
                at: touch.at,
                again_at: touch.again_at,
                zone: touch.zone,
                classes: touch.classes,
                counts: touch.state != "released",
                delivery: touch.delivery_id,
            })
            .collect(),
    })
}

async fn records(
    session: &mut Session,
    after: Option<SubscriberId>,
    limit: u32,
    since: Timestamp,
) -> Result<RecordPage> {
    let values = [after.unwrap_or(0).into(), limit.into(), since.into()];
    let rows = session.run(&sql::RECORDS, &values).await?;
    let people: Vec<PersonRecord> = rows.iter().map(record).collect::<Result<_>>()?;
    let full = u32::try_from(people.len()).unwrap_or(u32::MAX) >= limit;
    let after = people.last().map(|one| one.subscriber).filter(|_| full);
    Ok(RecordPage { people, after })
}

#[async_trait]
impl Audit for SqlStore {
    async fn records(
        &self,
        after: Option<SubscriberId>,
        limit: u32,
        since: Timestamp,
    ) -> Result<RecordPage> {
        records(&mut self.read().await?, after, limit, since).await
    }
}
