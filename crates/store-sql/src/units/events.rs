//! Event messages and reminders: choose, lock, read, judge, write, for a batch of people in one
//! transaction. It gates nothing; what is said of an event is written once.

use crate::SqlStore;
use crate::row::Row;
use crate::session::Session;
use crate::sql::{correct as correct_sql, events as sql, people as people_sql};
use crate::units::content::listing;
use crate::units::correct;
use crate::units::events_write::Writes;
use crate::units::key::{self, Recent};
use crate::units::person::{LineColumns, PersonColumns};
use crate::units::{Key, batch, keys};
use crate::{Value, json};
use lagom_model::{Choices, DeliveryId, Lead, PublicationId, Reason, SubscriberId, Timestamp};
use lagom_store::{
    EventCase, EventFn, EventListing, EventReport, EventRequest, EventRound, EventSource, Reminder,
    ReminderState, Result, RoundReach, Told,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
struct ToldColumns {
    event_key: i64,
    stage: String,
    waits: u32,
}

#[derive(Deserialize)]
struct ReminderColumns {
    event_key: i64,
    lead: Lead,
    publication_id: PublicationId,
    due_at: Timestamp,
    until: Timestamp,
    asked_at: Timestamp,
    state: ReminderState,
    delivery_id: Option<DeliveryId>,
    #[serde(deserialize_with = "json::maybe_embedded")]
    reason: Option<Reason>,
}

pub(crate) async fn rounds(session: &mut Session) -> Result<Vec<EventRound>> {
    let rows = session.run(&sql::ROUNDS, &[]).await?;
    rows.iter()
        .map(|row| {
            Ok(EventRound {
                id: row.int("id")?,
                publication: row.int("publication_id")?,
                from_seq: row.int("from_seq")?,
                to_seq: row.int("to_seq")?,
                at: row.at("at")?,
                after: row.int("after_subscriber")?,
            })
        })
        .collect()
}

/// Who is next, each once, and whether there is nobody after them.
struct Chosen {
    people: Vec<SubscriberId>,
    last: bool,
}

async fn choose(session: &mut Session, request: &EventRequest) -> Result<Chosen> {
    let limit = request.limit.max(1);
    let rows = match &request.source {
        EventSource::Round(_, reach) if reach.is_empty() => Vec::new(),
        EventSource::Round(round, reach) => {
            let values = of_round(round, reach, limit);
            session.run(&sql::OF_ROUND, &values).await?
        }
        EventSource::Correction(round) if round.wrong.is_empty() => Vec::new(),
        EventSource::Correction(round) => {
            let values = correct::of_round(round, limit);
            session.run(&correct_sql::OF_ROUND, &values).await?
        }
        EventSource::Reminders => {
            let values = [request.now.into(), limit.into()];
            session.run(&sql::DUE_REMINDERS, &values).await?
        }
    };
    let mut people: Vec<SubscriberId> = Vec::with_capacity(rows.len());
    for row in &rows {
        let id = row.int("subscriber_id")?;
        if !people.contains(&id) {
            people.push(id);
        }
    }
    Ok(Chosen {
        last: rows.len() < usize::try_from(limit).unwrap_or(usize::MAX),
        people,
    })
}

fn of_round(round: &EventRound, reach: &RoundReach, limit: u32) -> [Value; 7] {
    let flag = |yes: bool| Value::from(i64::from(yes));
    [
        round.publication.into(),
        round.id.into(),
        limit.into(),
        flag(reach.everybody),
        flag(reach.at_once),
        flag(reach.slots_after.is_some()),
        reach.slots_after.unwrap_or_default().into(),
    ]
}

pub(crate) async fn plan(
    store: &SqlStore,
    request: &EventRequest,
    judge: EventFn<'_>,
) -> Result<EventReport> {
    // Walking past many lines that it does not reach must not hold the writer.
    let chosen = choose(&mut store.read().await?, request).await?;
    let mut session = store.write().await?;
    let done = plan_chosen(&mut session, request, &chosen, judge).await;
    session.finish(done).await
}

async fn plan_chosen(
    session: &mut Session,
    request: &EventRequest,
    chosen: &Chosen,
    judge: EventFn<'_>,
) -> Result<EventReport> {
    let mut report = EventReport {
        done: chosen.last,
        ..EventReport::default()
    };
    let people = lock(session, &request.source, &chosen.people).await?;
    if !people.is_empty() {
        let had = had(session, &request.source, &people).await?;
        let mut brought = match &request.source {
            EventSource::Correction(round) => correct::brought(session, round, &people).await?,
            _ => BTreeMap::new(),
        };
        let rows = session
            .run(
                &sql::FACTS,
                &[keys(people.iter().copied()), key::since(request.now).into()],
            )
            .await?;
        let mut writes = Writes::default();
        for row in &rows {
            let mut case = case(row, &had)?;
            case.brought = brought.remove(&case.subscriber).unwrap_or_default();
            let mut recent = Recent::new(row.json("recent")?);
            writes.take(&case, judge(&case), &mut recent, request);
        }
        report.messages = writes.messages();
        report.people = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        writes.write(session, request.now).await?;
    }
    if let EventSource::Round(round, _) = &request.source {
        let after = chosen.people.last().copied().unwrap_or(0);
        let done_at = chosen.last.then_some(request.now.0);
        let values = [round.id.into(), after.into(), done_at.into()];
        session.run(&sql::MOVE_ROUND, &values).await?;
    }
    if let EventSource::Correction(round) = &request.source {
        let after = chosen.people.last().copied().unwrap_or(0);
        correct::move_round(session, round, (after, chosen.last), request).await?;
    }
    Ok(report)
}

async fn lock(
    session: &mut Session,
    source: &EventSource,
    people: &[SubscriberId],
) -> Result<Vec<SubscriberId>> {
    if people.is_empty() || !session.locks_rows() {
        return Ok(people.to_vec());
    }
    let statement = match source {
        EventSource::Round(..) | EventSource::Correction(_) => &people_sql::LOCK_ALL,
        EventSource::Reminders => &people_sql::LOCK_FREE,
    };
    let rows = session
        .run(statement, &[keys(people.iter().copied())])
        .await?;
    rows.iter().map(|row| row.int("id")).collect()
}

/// Of the round's moved events, those that letters brought, by person; who was brought the moved
/// listing itself knows already.
async fn had(
    session: &mut Session,
    source: &EventSource,
    people: &[SubscriberId],
) -> Result<BTreeMap<SubscriberId, BTreeSet<i64>>> {
    let mut had: BTreeMap<SubscriberId, BTreeSet<i64>> = BTreeMap::new();
    let EventSource::Round(round, reach) = source else {
        return Ok(had);
    };
    if reach.moved.is_empty() {
        return Ok(had);
    }
    let moved: Vec<Key> = reach.moved.iter().map(|id| Key { id: *id }).collect();
    let values = [keys(people.iter().copied()), batch(&moved)];
    let mut know = BTreeSet::new();
    for row in session.run(&sql::HAD, &values).await? {
        let (person, key) = (row.int("subscriber_id")?, row.int("item_key")?);
        let choices: Choices = row.json("choices")?;
        if !choices.takes_topic(row.text("topic")?) {
            continue;
        }
        if row.int("publication_id")? == round.publication && row.int("seq")? > round.from_seq {
            know.insert((person, key));
        } else {
            had.entry(person).or_default().insert(key);
        }
    }
    for (person, key) in know {
        if let Some(keys) = had.get_mut(&person) {
            keys.remove(&key);
        }
    }
    Ok(had)
}

fn case(row: &Row, had: &BTreeMap<SubscriberId, BTreeSet<i64>>) -> Result<EventCase> {
    let person = PersonColumns::read(row)?;
    let told: Vec<ToldColumns> = row.json("told")?;
    let mut told: Vec<Told> = told
        .into_iter()
        .map(|one| Told {
            key: one.event_key,
            mark: one.stage,
            gone: one.waits == 0,
        })
        .collect();
    told.sort_by(|one, other| (one.key, &one.mark).cmp(&(other.key, &other.mark)));
    let reminders = listed_reminders(row)?;
    Ok(EventCase {
        subscriber: person.id,
        lines: person
            .lines_in_force()
            .cloned()
            .map(LineColumns::into_plan_line)
            .collect(),
        had: had
            .get(&person.id)
            .map(|keys| keys.iter().copied().collect())
            .unwrap_or_default(),
        brought: Vec::new(),
        person: person.facts,
        told,
        reminders,
    })
}

/// A person's reminders in the list of a row, the earliest first.
pub(crate) fn listed_reminders(row: &Row) -> Result<Vec<Reminder>> {
    let reminders: Vec<ReminderColumns> = row.json("reminders")?;
    let mut reminders: Vec<Reminder> = reminders.into_iter().map(reminder).collect();
    reminders.sort_by_key(|one| (one.due_at, one.key, one.lead));
    Ok(reminders)
}

fn reminder(columns: ReminderColumns) -> Reminder {
    Reminder {
        key: columns.event_key,
        lead: columns.lead,
        publication: columns.publication_id,
        due_at: columns.due_at,
        until: columns.until,
        asked_at: columns.asked_at,
        state: columns.state,
        delivery: columns.delivery_id,
        reason: columns.reason,
    }
}

/// A person's reminders, as rows.
pub(crate) async fn reminders(
    session: &mut Session,
    subscriber: SubscriberId,
) -> Result<Vec<Reminder>> {
    let rows = session.run(&sql::OF_PERSON, &[subscriber.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Reminder {
                key: row.int("event_key")?,
                lead: row.word("lead")?,
                publication: row.int("publication_id")?,
                due_at: row.at("due_at")?,
                until: row.at("until")?,
                asked_at: row.at("asked_at")?,
                state: row.word("state")?,
                delivery: row.maybe_int("delivery_id")?,
                reason: row.maybe_json("reason")?,
            })
        })
        .collect()
}

/// The newest visible listing of an event, by publication.
pub(crate) async fn event(session: &mut Session, key: i64) -> Result<Vec<EventListing>> {
    let rows = session.run(&sql::NEWEST, &[key.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(EventListing {
                publication: row.int("publication_id")?,
                listing: listing(row)?,
                issue: row.id("issue")?,
            })
        })
        .collect()
}
