//! What a gate reads under the locks: the context that holds for all of it, and each row with its
//! person's facts. It never judges.

use crate::json;
use crate::row::Row;
use crate::sql::gate as sql;
use crate::units::person::{LineColumns, PersonColumns};
use crate::units::plan_read::open_letters;
use crate::units::{key, planned, priority};
use lagom_model::{
    Classes, DeliveryId, DeliveryState, EventStage, Form, IssueId, PublicId, PublicationId,
    SenderId, Seq, Tell, Timestamp, TouchFact, Zone,
};
use lagom_store::{
    AskKind, CarriedRow, Contact, CorrectedHere, DeliveryRow, Doubt, GateCase, GateContext,
    GateRequest, PartRow, Pins, Result, ServiceRequest, Wanted,
};
use serde::Deserialize;
use std::collections::HashSet;

/// The cells of a case, in the order of `gate::FACTS`.
const CELLS: [&str; 47] = [
    "id",
    "public_id",
    "kind",
    "sender_id",
    "class",
    "local_date",
    "ordinal",
    "planned_at",
    "due_at",
    "state",
    "attempts",
    "unknowns",
    "pins",
    "plan",
    "gated_at",
    "subscriber_id",
    "person",
    "link_id",
    "revision",
    "zone",
    "zone_before",
    "zone_changed_at",
    "language",
    "country",
    "confirmed",
    "erased",
    "paused_until",
    "season",
    "quiet",
    "limits",
    "wishes",
    "lot",
    "stops",
    "lines",
    "tells",
    "service",
    "parts",
    "touches",
    "last_touch",
    "carried_rows",
    "announced",
    "doubts",
    "open_letters",
    "contact_id",
    "contact_revision",
    "address",
    "full_name",
];

/// The rows of a gate's cases.
pub(crate) fn cases(answer: &Row) -> Result<Vec<Row>> {
    let text = answer.maybe_text("cases")?.unwrap_or_default();
    Ok(Row::of_cells(sql::FACTS.table(), &CELLS, text))
}

#[derive(Deserialize)]
struct VisibleTo {
    id: PublicationId,
    seq: Seq,
}

#[derive(Deserialize)]
struct Withdrawn {
    id: IssueId,
}

#[derive(Deserialize)]
struct Resting {
    sender_id: SenderId,
}

#[derive(Deserialize)]
struct CorrectedColumns {
    issue_id: IssueId,
    revision: i64,
    #[serde(deserialize_with = "json::embedded")]
    changed: Vec<u32>,
}

#[derive(Deserialize)]
struct Scheduled {
    publication_id: PublicationId,
    publish_at: Timestamp,
}

/// A part as lists give it.
#[derive(Deserialize)]
pub(crate) struct PartColumns {
    publication_id: PublicationId,
    from_seq: Seq,
    to_seq: Seq,
    form: Option<Form>,
    consumed: u8,
}

#[derive(Deserialize)]
struct TouchColumns {
    at: Timestamp,
    zone: Zone,
    #[serde(deserialize_with = "json::embedded")]
    classes: Classes,
    reading: u32,
}

#[derive(Deserialize)]
struct CarriedColumns {
    publication_id: PublicationId,
    seq: Seq,
    since: Timestamp,
    passes: u32,
    /// `waits`, `own`: settled by the row itself, or `gone`; `None`: it waits.
    fate: Option<String>,
}

#[derive(Deserialize)]
struct AnnouncedColumns {
    event_key: i64,
}

#[derive(Deserialize)]
struct DoubtColumns {
    id: DeliveryId,
    public_id: PublicId,
    #[serde(deserialize_with = "json::maybe_embedded")]
    pins: Option<Pins>,
    planned_at: Timestamp,
    issue: Option<PublicId>,
}

/// Parts by publication: those that a gate wrote, or those that are planned.
pub(crate) fn parts(row: &Row) -> Result<Vec<PartRow>> {
    if let Some(plan) = row.maybe_text("plan")? {
        let parts = planned::read(plan).map_err(|error| row.unreadable("plan", error))?;
        return Ok(parts.into_iter().map(planned::row).collect());
    }
    let parts: Vec<PartColumns> = row.json("parts")?;
    let mut parts: Vec<PartRow> = parts
        .into_iter()
        .map(|part| PartRow {
            publication: part.publication_id,
            from_seq: part.from_seq,
            to_seq: part.to_seq,
            form: part.form,
            consumed: part.consumed != 0,
        })
        .collect();
    parts.sort_by_key(|part| part.publication);
    Ok(parts)
}

#[derive(Deserialize)]
struct TellColumns {
    event_key: i64,
    stage: EventStage,
    publication_id: PublicationId,
    seq: Seq,
    until: Timestamp,
}

/// What an event message says, by event.
fn tells(row: &Row) -> Result<Vec<Tell>> {
    let tells: Vec<TellColumns> = row.json("tells")?;
    let mut tells: Vec<Tell> = tells
        .into_iter()
        .map(|tell| Tell {
            key: tell.event_key,
            stage: tell.stage,
            publication: tell.publication_id,
            seq: tell.seq,
            until: tell.until,
        })
        .collect();
    tells.sort_by_key(|tell| (tell.until, tell.key, tell.stage));
    Ok(tells)
}

#[derive(Deserialize)]
struct ServiceColumns {
    subject: PublicId,
    purpose: AskKind,
    asked_at: Timestamp,
    expires_at: Timestamp,
    used_at: Option<Timestamp>,
    #[serde(deserialize_with = "json::embedded")]
    detail: Wanted,
    contact_id: Option<i64>,
    revision: Option<i64>,
    value: Option<String>,
}

/// What a service message answers, if somebody asked for it.
fn service(row: &Row) -> Result<Option<ServiceRequest>> {
    let found: Option<Vec<ServiceColumns>> = row.maybe_json("service")?;
    let one = found.into_iter().flatten().next();
    Ok(one.map(|one| ServiceRequest {
        kind: one.purpose,
        subject: one.subject,
        asked_at: one.asked_at,
        expires_at: one.expires_at,
        used_at: one.used_at,
        wanted: one.detail,
        contact: match (one.contact_id, one.revision, one.value) {
            (Some(id), Some(revision), Some(value)) => Some((id, revision, value)),
            _ => None,
        },
    }))
}

/// The public id of a row's delivery, or its handle until it has one.
pub(crate) fn name(row: &Row) -> Result<PublicId> {
    match row.maybe_text("public_id")? {
        Some(_) => row.id("public_id"),
        None => Ok(key::handle(row.int("id")?)),
    }
}

/// A delivery's row with its parts.
pub(crate) fn delivery(row: &Row) -> Result<DeliveryRow> {
    Ok(DeliveryRow {
        subscriber: row.int("subscriber_id")?,
        id: row.int("id")?,
        public_id: name(row)?,
        kind: row.word("kind")?,
        sender: row.int("sender_id")?,
        class: row.word("class")?,
        local_date: row.date("local_date")?,
        ordinal: row.int("ordinal")?,
        planned_at: row.at("planned_at")?,
        due_at: row.at("due_at")?,
        attempts: row.count("attempts")?,
        doubtful: row.int("unknowns")? > 0,
        pins: row.maybe_json("pins")?,
        parts: parts(row)?,
        tells: tells(row)?,
        service: service(row)?,
    })
}

/// What holds for the whole gate.
pub(crate) fn context(row: &Row) -> Result<GateContext> {
    let visible_to: Vec<VisibleTo> = row.json("visible_to")?;
    let withdrawn: Vec<Withdrawn> = row.json("withdrawn")?;
    let schedule: Vec<Scheduled> = row.json("schedule")?;
    let resting: Vec<Resting> = row.json("resting")?;
    let mut withdrawn: Vec<IssueId> = withdrawn.into_iter().map(|issue| issue.id).collect();
    withdrawn.sort_unstable();
    let mut schedule: Vec<_> = schedule
        .into_iter()
        .map(|issue| (issue.publication_id, issue.publish_at))
        .collect();
    schedule.sort_unstable();
    Ok(GateContext {
        policy: row.int("policy")?,
        visible_to: visible_to
            .into_iter()
            .map(|one| (one.id, one.seq))
            .collect(),
        withdrawn,
        schedule,
        resting: resting.into_iter().map(|one| one.sender_id).collect(),
        corrected: corrected(row)?,
    })
}

/// Issues that were corrected, in order.
fn corrected(row: &Row) -> Result<Vec<CorrectedHere>> {
    let corrected: Vec<CorrectedColumns> = row.json("corrected")?;
    let mut corrected: Vec<_> = corrected
        .into_iter()
        .map(|one| CorrectedHere {
            issue: one.issue_id,
            revision: one.revision,
            changed: one.changed,
        })
        .collect();
    corrected.sort_by_key(|one| one.issue);
    Ok(corrected)
}

/// A row that is still due, with what the writes need besides the case.
pub(crate) struct OpenCase {
    pub(crate) case: GateCase,
    /// By instant, class, key: the order of the gate.
    pub(crate) order: (Timestamp, i64, DeliveryId),
    /// Whether it has no public id yet but the one that this gate brings.
    pub(crate) unnamed: bool,
    /// Whether it passed a gate before.
    pub(crate) gated_before: bool,
    /// How many lines of the person are in force.
    pub(crate) lines_in_force: usize,
}

/// A case; `None`: the row is no longer due (another dispatcher was faster, the run was paused). New public ids begin like `family`.
pub(crate) fn read(
    row: &Row,
    request: GateRequest<'_>,
    family: PublicId,
    context: &GateContext,
) -> Result<Option<OpenCase>> {
    let now = request.now;
    let state: DeliveryState = row.word("state")?;
    let rests = context.resting.contains(&row.int("sender_id")?);
    if state != DeliveryState::Planned || row.at("due_at")? > now || rests {
        return Ok(None);
    }
    let person = PersonColumns::read(row)?;
    let mut delivery = delivery(row)?;
    let unnamed = row.maybe_text("public_id")?.is_none();
    if unnamed {
        delivery.public_id = request.ids.public_id().beside(family);
    }
    let of_parts: HashSet<PublicationId> =
        delivery.parts.iter().map(|part| part.publication).collect();
    let lines_in_force = person.lines_in_force().count();
    let lines = person
        .lines
        .into_iter()
        .filter(|line| line.in_force() || of_parts.contains(&line.publication()))
        .map(LineColumns::into_plan_line)
        .collect();
    let order = (delivery.due_at, priority(delivery.class), delivery.id);
    let PassedOver { carried, gone } = passed_over(row)?;
    let case = GateCase {
        person: person.facts,
        contact: contact(row, delivery.service.as_ref())?,
        lines,
        touches: touches(row)?,
        last_touch: row.maybe_at("last_touch")?,
        carried,
        gone,
        announced: announced(row)?,
        doubts: doubts(row)?,
        open: open_letters(row)?,
        delivery,
    };
    Ok(Some(OpenCase {
        order,
        unnamed,
        gated_before: row.maybe_int("gated_at")?.is_some(),
        lines_in_force,
        case,
    }))
}

fn contact(row: &Row, service: Option<&ServiceRequest>) -> Result<Option<Contact>> {
    if let Some((id, revision, address)) = service.and_then(|one| one.contact.clone()) {
        return Ok(Some(Contact {
            id,
            revision,
            address,
            name: None,
            link: row.id("link_id")?,
        }));
    }
    let Some(id) = row.maybe_int("contact_id")? else {
        return Ok(None);
    };
    Ok(Some(Contact {
        id,
        revision: row.int("contact_revision")?,
        address: row.text("address")?.to_owned(),
        name: row.maybe_text("full_name")?.map(str::to_owned),
        link: row.id("link_id")?,
    }))
}

pub(crate) fn touches(row: &Row) -> Result<Vec<TouchFact>> {
    let touches: Vec<TouchColumns> = row.json("touches")?;
    let mut touches: Vec<TouchFact> = touches
        .into_iter()
        .map(|touch| TouchFact {
            at: touch.at,
            zone: touch.zone,
            classes: touch.classes,
            reading: touch.reading,
        })
        .collect();
    touches.sort_by_key(|touch| touch.at);
    Ok(touches)
}

/// Items that letters passed over.
#[derive(Default)]
pub(crate) struct PassedOver {
    /// They wait, or come with the row.
    pub(crate) carried: Vec<CarriedRow>,
    pub(crate) gone: Vec<(PublicationId, Seq)>,
}

pub(crate) fn passed_over(row: &Row) -> Result<PassedOver> {
    let mut rows: Vec<CarriedColumns> = row.json("carried_rows")?;
    rows.sort_by_key(|item| (item.publication_id, item.seq));
    let mut passed = PassedOver::default();
    for item in rows {
        let fate = item.fate.as_deref().unwrap_or("waits");
        if fate == "waits" || fate == "own" {
            passed.carried.push(CarriedRow {
                publication: item.publication_id,
                seq: item.seq,
                since: item.since,
                passes: item.passes,
                own: fate == "own",
            });
        } else {
            passed.gone.push((item.publication_id, item.seq));
        }
    }
    Ok(passed)
}

fn announced(row: &Row) -> Result<Vec<i64>> {
    let announced: Vec<AnnouncedColumns> = row.json("announced")?;
    let mut keys: Vec<i64> = announced.into_iter().map(|event| event.event_key).collect();
    keys.sort_unstable();
    Ok(keys)
}

fn doubts(row: &Row) -> Result<Vec<Doubt>> {
    let doubts: Vec<DoubtColumns> = row.json("doubts")?;
    let mut doubts: Vec<Doubt> = doubts
        .into_iter()
        .map(|doubt| Doubt {
            delivery: doubt.id,
            public_id: doubt.public_id,
            date: doubt.pins.map_or(doubt.planned_at, |pins| pins.date),
            issue: doubt.issue,
        })
        .collect();
    doubts.sort_by_key(|doubt| (doubt.date, doubt.delivery));
    Ok(doubts)
}
