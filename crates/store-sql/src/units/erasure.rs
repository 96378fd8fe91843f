//! Erasure: what names a person goes, what counts stays and names nobody. And what is held of a person, for who asks to
//! see it. It never touches a row in flight: that ends by its own outcome.

use crate::session::Session;
use crate::sql::{change as change_sql, erasure as sql, joining as joining_sql};
use crate::units::lock;
use crate::{Value, json};
use lagom_model::{Ids, Reason, StopCause, StopScope, SubscriberId, Timestamp};
use lagom_store::{Erased, Held, HistoryEntry, Result, SentEntry, StoreError};

pub(crate) async fn erase(
    session: &mut Session,
    subscriber: SubscriberId,
    ids: &dyn Ids,
    now: Timestamp,
) -> Result<Erased> {
    // The directory of addresses changes.
    session.run(&crate::sql::import::LOCK_ADDING, &[]).await?;
    lock(session, [subscriber]).await?;
    let id: Value = subscriber.into();
    let Some(row) = session.first(&sql::FIND, std::slice::from_ref(&id)).await? else {
        return Err(StoreError::NotFound {
            what: "person",
            key: subscriber.to_string(),
        });
    };
    let mut done = Erased {
        contacts: row.count("contacts")?,
        cancelled: 0,
        in_flight: row.count("in_flight")?,
    };
    let at = [id.clone(), now.into()];
    // Who asks to come back after an erasure and never does is as suppressed as before.
    if row.flag("confirmed")? {
        session.run(&sql::SUPPRESS, &at).await?;
    }
    let cancelled = [
        id.clone(),
        now.into(),
        json::write(&Reason::Stopped {
            scope: StopScope::Everything,
            cause: StopCause::Erasure,
        })
        .into(),
    ];
    done.cancelled =
        u32::try_from(session.run(&sql::CANCEL, &cancelled).await?.len()).unwrap_or(u32::MAX);
    for statement in [
        &sql::DROP_HASHES,
        &sql::DROP_CONTACTS,
        &sql::DROP_PROFILE,
        &sql::DROP_BYTES,
        &sql::DROP_REQUESTS,
        &sql::DROP_PUBLIC,
        &sql::DROP_LINKS,
        &sql::FORGET_ANNOUNCED,
        &sql::END_REMINDERS,
        &sql::CLOSE_LINES,
    ] {
        session.run(statement, std::slice::from_ref(&id)).await?;
    }
    for statement in [&sql::END_CARRIED, &sql::END_SUBSCRIPTIONS, &sql::STOP] {
        session.run(statement, &at).await?;
    }
    let values = [id, ids.public_id().into(), ids.public_id().into()];
    session.run(&sql::ANONYMISE, &values).await?;
    Ok(done)
}

/// Who asked to join, never confirmed, and can no longer.
pub(crate) async fn never_confirmed(
    session: &mut Session,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<SubscriberId>> {
    let old = now.plus(-90 * Timestamp::DAY);
    session
        .run(&joining_sql::FORGET_ASKS, &[old.into()])
        .await?;
    let hour_ago = now.plus(-Timestamp::HOUR);
    session
        .run(&joining_sql::FORGET_PRESSES, &[hour_ago.into()])
        .await?;
    let yesterday = now.plus(-Timestamp::DAY);
    session
        .run(&change_sql::FORGET_REMARKS, &[yesterday.into()])
        .await?;
    let rows = session
        .run(&sql::NEVER_CONFIRMED, &[now.into(), limit.into()])
        .await?;
    rows.iter().map(|row| row.int("id")).collect()
}

pub(crate) async fn held(session: &mut Session, subscriber: SubscriberId) -> Result<Held> {
    let id = [subscriber.into()];
    let mut held = Held::default();
    if let Some(row) = session.first(&joining_sql::PROFILE, &id).await? {
        held.since = row.at("created_at")?;
        held.attributes = row.maybe_json("attributes")?.unwrap_or_default();
        held.remark = match (row.maybe_at("remarked_at")?, row.maybe_text("remark")?) {
            (Some(at), Some(said)) => Some((at, said.to_owned())),
            _ => None,
        };
    }
    let sources = [
        ("choice", &joining_sql::CHOICES, true, true),
        ("stop", &joining_sql::STOPS, false, true),
        ("change", &joining_sql::CHANGES, true, false),
        ("consent", &joining_sql::CONSENTS, true, false),
        ("feedback", &joining_sql::MEASURES, false, false),
    ];
    for (about, statement, worded, of_publication) in sources {
        for row in session.run(statement, &id).await? {
            let publication = if of_publication {
                row.maybe_text("publication")?.map(str::to_owned)
            } else {
                None
            };
            held.history.push(HistoryEntry {
                at: row.at("at")?,
                how: row.text("source")?.to_owned(),
                wording: if worded {
                    row.text("wording")?.to_owned()
                } else {
                    String::new()
                },
                about: about.to_owned(),
                publication,
                detail: row.maybe_text("detail")?.map(str::to_owned),
                until: row.maybe_at("until")?,
            });
        }
    }
    held.history.sort_by(|a, b| {
        let key = |one: &HistoryEntry| (one.at, one.about.clone(), one.publication.clone());
        key(a).cmp(&key(b))
    });
    for row in session.run(&joining_sql::MESSAGES, &id).await? {
        held.messages.push(SentEntry {
            at: row.at("at")?,
            kind: row.text("kind")?.to_owned(),
            state: row.text("state")?.to_owned(),
            sender: row.text("sender")?.to_owned(),
        });
    }
    Ok(held)
}
