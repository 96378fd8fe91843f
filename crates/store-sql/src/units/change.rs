//! A change of what a person chose, and its undo, under the person's lock. It waits for the lock: a
//! stop must never be lost to a gate that holds it.

use crate::session::Session;
use crate::sql::{change as sql, people as people_sql};
use crate::units::edits::{Editing, RemarkWrite, Was};
use crate::units::import::{LineWrite, start_lines};
use crate::units::people::by_id;
use crate::units::person::scope_columns;
use crate::units::{announced, batch};
use crate::{Value, json};
use lagom_model::{Measure, PublicId, PublicationId, SubscriberId, Timestamp};
use lagom_store::{Change, ChangeSource, Changed, Edit, Person, Result, StoreError};
use serde::Serialize;

#[derive(Serialize)]
struct LineKey {
    subscriber: SubscriberId,
    publication: PublicationId,
}

#[derive(Serialize)]
struct DueWrite {
    subscriber: SubscriberId,
    publication: PublicationId,
    next_due_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct PromiseWrite {
    subscriber: SubscriberId,
    publication: PublicationId,
    version: i64,
}

/// Who names a change in the history.
struct Label<'a> {
    source: ChangeSource,
    wording: &'a str,
    change: PublicId,
}

async fn locked(session: &mut Session, id: SubscriberId) -> Result<Person> {
    session.run(&people_sql::LOCK_ONE, &[id.into()]).await?;
    read(session, id).await
}

async fn read(session: &mut Session, id: SubscriberId) -> Result<Person> {
    by_id(session, id)
        .await?
        .ok_or_else(|| StoreError::NotFound {
            what: "person",
            key: id.to_string(),
        })
}

pub(crate) async fn change(session: &mut Session, change: &Change) -> Result<Changed> {
    let person = locked(session, change.subscriber).await?;
    if change
        .revision
        .is_some_and(|revision| revision != person.revision)
    {
        return Err(StoreError::Conflict);
    }
    let key = [change.subscriber.into(), change.id.into()];
    if session.first(&sql::CHANGE, &key).await?.is_some() {
        // The same request again.
        return Ok(Changed {
            person,
            changed: false,
        });
    }
    let mut editing = Editing::new(person, change.at);
    let mut made: Vec<&Edit> = Vec::new();
    let mut inverse: Vec<Was> = Vec::new();
    for edit in &change.edits {
        if let Some(was) = editing.apply(edit) {
            made.push(edit);
            inverse.push(was);
        }
    }
    if made.is_empty() {
        return Ok(Changed {
            person: editing.person,
            changed: false,
        });
    }
    let label = Label {
        source: change.source,
        wording: &change.wording,
        change: change.id,
    };
    write(session, &editing, &label).await?;
    let values = [
        change.subscriber.into(),
        change.id.into(),
        change.at.into(),
        change.source.name().into(),
        change.wording.as_str().into(),
        json::write(&made).into(),
        json::write(&inverse).into(),
    ];
    session.run(&sql::PUT_CHANGE, &values).await?;
    Ok(Changed {
        person: read(session, change.subscriber).await?,
        changed: true,
    })
}

pub(crate) async fn undo(
    session: &mut Session,
    subscriber: SubscriberId,
    id: PublicId,
    now: Timestamp,
) -> Result<Changed> {
    let person = locked(session, subscriber).await?;
    let key = [subscriber.into(), id.into()];
    let Some(row) = session.first(&sql::CHANGE, &key).await? else {
        return Err(StoreError::NotFound {
            what: "change",
            key: id.to_string(),
        });
    };
    if row.maybe_at("undone_at")?.is_some() {
        return Ok(Changed {
            person,
            changed: false,
        });
    }
    let made_at = row.at("at")?;
    let edits: Vec<Edit> = row.json("edits")?;
    let inverse: Vec<Was> = row.json("inverse")?;
    let mut editing = Editing::new(person, now);
    let mut changed = false;
    // Backwards: the last edit of a change saw what the ones before it made.
    for (edit, was) in edits.iter().zip(inverse).rev() {
        changed |= editing.revert(edit, was, made_at);
    }
    if changed {
        let values = [subscriber.into(), id.into(), now.into()];
        session.run(&sql::MARK_UNDONE, &values).await?;
        let label = Label {
            source: ChangeSource::Undo,
            wording: "",
            change: id,
        };
        write(session, &editing, &label).await?;
        let values = [subscriber.into(), stop_label(id)];
        session.run(&sql::REVIVE_CARRIED, &values).await?;
    }
    Ok(Changed {
        person: read(session, subscriber).await?,
        changed,
    })
}

/// What a reader says of a letter's measure, under their lock: an erasure must not pass it by.
pub(crate) async fn say_measure(
    session: &mut Session,
    delivery: PublicId,
    measure: Measure,
    now: Timestamp,
) -> Result<()> {
    let missing = || StoreError::NotFound {
        what: "delivery",
        key: delivery.to_string(),
    };
    let row = session
        .first(&people_sql::BY_DELIVERY, &[delivery.into()])
        .await?;
    let row = row.ok_or_else(missing)?;
    let person: Value = row.int("subscriber_id")?.into();
    session
        .run(&people_sql::LOCK_ONE, std::slice::from_ref(&person))
        .await?;
    let values = [
        person,
        row.int("delivery_id")?.into(),
        now.into(),
        measure.name().into(),
    ];
    session
        .first(&sql::PUT_MEASURE, &values)
        .await?
        .ok_or_else(missing)?;
    Ok(())
}

/// Why a stop's carried items ended; names the change, so that its undo finds them.
fn stop_label(change: PublicId) -> Value {
    Value::from(format!("stopped by {change}"))
}

async fn write(session: &mut Session, editing: &Editing, label: &Label<'_>) -> Result<()> {
    write_person(session, editing).await?;
    write_lines(session, editing, label).await?;
    write_dues(session, editing).await?;
    write_promises(session, editing).await?;
    write_remark(session, editing, label).await?;
    write_stops(session, editing, label).await
}

async fn write_person(session: &mut Session, editing: &Editing) -> Result<()> {
    let facts = &editing.person.facts;
    let (zone_before, zone_changed_at) = match &facts.zone_before {
        Some((zone, at)) => (Some(zone.name().to_owned()), Some(at.0)),
        None => (None, None),
    };
    let values = [
        editing.person.id.into(),
        facts.zone.name().into(),
        zone_before.into(),
        zone_changed_at.into(),
        facts.language.as_str().into(),
        facts.paused_until.map(|date| date.to_string()).into(),
        facts.season.map(|season| season.name().to_owned()).into(),
        json::write(&facts.limits).into(),
        i64::from(editing.season_said).into(),
        json::write(&facts.wishes).into(),
        facts.quiet.as_ref().map(json::write).into(),
    ];
    session.run(&sql::UPDATE_PERSON, &values).await?;
    Ok(())
}

async fn write_lines(session: &mut Session, editing: &Editing, label: &Label<'_>) -> Result<()> {
    let person = editing.person.id;
    let touched = editing.start.keys().chain(editing.close.iter());
    let touched: Vec<_> = touched
        .map(|publication| LineKey {
            subscriber: person,
            publication: *publication,
        })
        .collect();
    if touched.is_empty() {
        return Ok(());
    }
    let values = [batch(&touched), editing.at.into()];
    session.run(&sql::END_SUBSCRIPTIONS, &values).await?;
    if !editing.close.is_empty() {
        let closed = editing.close.iter();
        let closed: Vec<_> = closed
            .map(|publication| LineKey {
                subscriber: person,
                publication: *publication,
            })
            .collect();
        let closed = batch(&closed);
        let values = [closed.clone(), editing.at.into(), stop_label(label.change)];
        session.run(&sql::END_CARRIED_OF_LINES, &values).await?;
        session.run(&sql::CLOSE_LINES, &[closed]).await?;
    }
    if editing.joins {
        announced::remember(session, [person], editing.at).await?;
    }
    let lines: Vec<&LineWrite> = editing.start.values().collect();
    if !lines.is_empty() {
        start_lines(
            session,
            &lines,
            editing.at,
            label.source.name(),
            label.wording,
            Some(label.change.to_string()),
        )
        .await?;
    }
    Ok(())
}

async fn write_dues(session: &mut Session, editing: &Editing) -> Result<()> {
    // A line whose choices changed as well brings its instant with them.
    let retimed = editing.retimed.iter();
    let retimed: Vec<_> = retimed
        .filter(|(publication, _)| !editing.start.contains_key(publication))
        .map(|(publication, next_due_at)| DueWrite {
            subscriber: editing.person.id,
            publication: *publication,
            next_due_at: *next_due_at,
        })
        .collect();
    if !retimed.is_empty() {
        session.run(&sql::RETIME_LINES, &[batch(&retimed)]).await?;
    }
    Ok(())
}

async fn write_promises(session: &mut Session, editing: &Editing) -> Result<()> {
    let accepted = editing.promises.iter();
    let accepted: Vec<_> = accepted
        .map(|(publication, version)| PromiseWrite {
            subscriber: editing.person.id,
            publication: *publication,
            version: *version,
        })
        .collect();
    let Some(newest) = accepted.iter().map(|one| one.version).max() else {
        return Ok(());
    };
    let written = session
        .run(&sql::ACCEPT_POLICY, &[batch(&accepted)])
        .await?;
    if written.len() < accepted.len() {
        return Err(StoreError::NotFound {
            what: "policy",
            key: newest.to_string(),
        });
    }
    Ok(())
}

/// A remark, beside the one before it; or that one again, if no other was given since.
async fn write_remark(session: &mut Session, editing: &Editing, label: &Label<'_>) -> Result<()> {
    let (person, change) = (editing.person.id.into(), label.change.into());
    match editing.remark {
        None => {}
        Some(RemarkWrite::Said) => {
            let values = [
                person,
                editing.person.remark.clone().into(),
                editing.at.into(),
                change,
            ];
            session.run(&sql::PUT_REMARK, &values).await?;
        }
        Some(RemarkWrite::Back) => {
            session
                .run(&sql::REMARK_BACK, &[person, editing.at.into(), change])
                .await?;
        }
    }
    Ok(())
}

async fn write_stops(session: &mut Session, editing: &Editing, label: &Label<'_>) -> Result<()> {
    let person: Value = editing.person.id.into();
    for stop in &editing.stop {
        let (scope, publication) = scope_columns(stop.scope);
        let values = [
            person.clone(),
            scope.into(),
            publication.into(),
            stop.cause.name().into(),
            stop.at.into(),
        ];
        session.run(&sql::PUT_STOP, &values).await?;
        let values = [
            person.clone(),
            publication.into(),
            editing.at.into(),
            stop_label(label.change),
        ];
        session.run(&sql::END_CARRIED_OF_STOP, &values).await?;
    }
    for scope in &editing.lift {
        let (scope, publication) = scope_columns(*scope);
        let values = [
            person.clone(),
            scope.into(),
            publication.into(),
            editing.at.into(),
        ];
        session.run(&sql::LIFT_STOP, &values).await?;
    }
    for stop in &editing.restore {
        let (scope, publication) = scope_columns(stop.scope);
        let values = [
            person.clone(),
            scope.into(),
            publication.into(),
            stop.at.into(),
        ];
        session.run(&sql::RESTORE_STOP, &values).await?;
    }
    Ok(())
}
