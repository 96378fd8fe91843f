//! Corrections: an issue says something else, for all who were not brought it yet, and who was brought what it said before is
//! found. It writes to nobody.

use crate::row::Row;
use crate::session::Session;
use crate::sql::{content as content_sql, correct as sql, install as install_sql};
use crate::units::content::{hash, issue_row};
use crate::units::{batch, keys};
use crate::{Value, json};
use lagom_model::{Choices, Edition, Form, IssueId, Seq, SubscriberId, Timestamp};
use lagom_store::{
    Brought, Corrected, CorrectedIssue, Correction, CorrectionRound, EventRequest, IssueRow,
    IssueState, Pins, Result, StoreError,
};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Serialize)]
struct ItemWrite<'a> {
    position: usize,
    identity: &'a str,
    words: u32,
    short_words: u32,
}

fn items(edition: &Edition) -> Value {
    let items = edition.items.iter().enumerate();
    let items: Vec<_> = items
        .map(|(position, item)| ItemWrite {
            position,
            identity: &item.identity,
            words: item.full.words,
            short_words: item.short.as_ref().map_or(0, |block| block.words),
        })
        .collect();
    batch(&items)
}

/// The issue's title and state, while no gate is under way that read it as it was.
async fn locked(session: &mut Session, issue: IssueId) -> Result<(String, IssueState)> {
    session.run(&install_sql::LOCK_RULES, &[]).await?;
    let row = session.first(&content_sql::LOCK, &[issue.into()]).await?;
    let row = row.ok_or_else(|| StoreError::NotFound {
        what: "issue",
        key: issue.to_string(),
    })?;
    Ok((row.text("title")?.to_owned(), row.word("state")?))
}

fn wrong(title: &str, state: &str, hint: &str) -> StoreError {
    StoreError::WrongState {
        what: format!("the issue `{title}`"),
        state: state.to_owned(),
        hint: hint.to_owned(),
    }
}

/// Gives an issue other content.
pub(crate) async fn correct(
    session: &mut Session,
    correction: &Correction,
    now: Timestamp,
) -> Result<Corrected> {
    let (title, state) = locked(session, correction.issue).await?;
    if state == IssueState::Withdrawn {
        return Err(wrong(
            &title,
            "withdrawn",
            "it was taken back for good; add another issue",
        ));
    }
    let hash = hash(&correction.source);
    let values = [correction.issue.into(), hash.as_str().into()];
    let says = session.first(&sql::SAYS, &values).await?;
    let says = says.ok_or(StoreError::Conflict)?;
    if says.text("source_hash")? == hash {
        return Err(wrong(
            &title,
            "as it stands in this file",
            "there is nothing to correct",
        ));
    }
    if let Some(other) = says.maybe_text("other")? {
        let hint =
            format!("it is the text of the issue `{other}`; a correction needs a text of its own");
        return Err(wrong(&title, "not the only one with this text", &hint));
    }
    let is_out = says.int("listed")? > 0;
    if is_out {
        if says.maybe_int("corrected_at")?.is_some() {
            let hint = "readers are written to once about an issue; tell them in another one";
            return Err(wrong(&title, "corrected already", hint));
        }
        let values = [
            correction.issue.into(),
            json::write(&correction.changed).into(),
            Value::from(correction.because.clone()),
            now.into(),
            correction.at.into(),
        ];
        session.run(&sql::ADD, &values).await?;
        let values = [correction.issue.into(), items(&correction.edition)];
        session.run(&sql::SET_WORDS, &values).await?;
        session.run(&sql::ADD_IDENTITIES, &values).await?;
    }
    let expires = (!is_out).then(|| json::write(&correction.expires_at));
    let content = (
        &correction.edition,
        correction.source.as_str(),
        hash.as_str(),
    );
    let issue = replace(session, correction.issue, content, expires).await?;
    Ok(Corrected {
        issue,
        wrong: correction.changed.clone(),
        letters_at: is_out.then_some(correction.at),
    })
}

async fn replace(
    session: &mut Session,
    issue: IssueId,
    (edition, source, hash): (&Edition, &str, &str),
    expires: Option<String>,
) -> Result<IssueRow> {
    let values = [
        issue.into(),
        edition.title.as_str().into(),
        json::write(edition).into(),
        source.into(),
        hash.into(),
        Value::from(expires),
    ];
    let row = session.first(&sql::REPLACE, &values).await?;
    issue_row(&row.ok_or(StoreError::Conflict)?)
}

/// The issue says again what it said.
pub(crate) async fn take_back(session: &mut Session, issue: IssueId) -> Result<IssueRow> {
    let (title, state) = locked(session, issue).await?;
    let Some(row) = session.first(&sql::UNTOLD, &[issue.into()]).await? else {
        let hint = "there is no correction to take back";
        return Err(wrong(&title, &state.name().replace('-', " "), hint));
    };
    if row.int("after_subscriber")? > 0 || row.maybe_int("done_at")?.is_some() {
        let hint = "its readers are written to; `lagom run pause` stops what has not gone";
        return Err(wrong(&title, "corrected", hint));
    }
    let edition: Edition = row.json("before_edition")?;
    session.run(&sql::REMOVE, &[issue.into()]).await?;
    let values = [issue.into(), items(&edition)];
    session.run(&sql::SET_WORDS, &values).await?;
    let content = (
        &edition,
        row.text("before_source")?,
        row.text("before_hash")?,
    );
    replace(session, issue, content, None).await
}

/// Corrections whose readers can be written to.
pub(crate) async fn rounds(session: &mut Session, now: Timestamp) -> Result<Vec<CorrectionRound>> {
    let rows = session.run(&sql::OPEN, &[now.into()]).await?;
    rows.iter()
        .map(|row| {
            let mut wrong: Vec<Seq> = row.json("wrong")?;
            wrong.sort_unstable();
            Ok(CorrectionRound {
                issue: row.int("issue_id")?,
                publication: row.int("publication_id")?,
                revision: row.int("revision")?,
                wrong,
                at: row.at("at")?,
                after: row.int("after_subscriber")?,
            })
        })
        .collect()
}

fn bounds(round: &CorrectionRound) -> [Value; 2] {
    let bound = |seq: Option<&Seq>| Value::from(seq.copied().unwrap_or(0));
    [bound(round.wrong.first()), bound(round.wrong.last())]
}

/// The values that choose a round's next people.
pub(crate) fn of_round(round: &CorrectionRound, limit: u32) -> [Value; 5] {
    let [low, high] = bounds(round);
    [
        round.publication.into(),
        round.issue.into(),
        limit.into(),
        low,
        high,
    ]
}

/// What messages brought people of what was wrong.
pub(crate) async fn brought(
    session: &mut Session,
    round: &CorrectionRound,
    people: &[SubscriberId],
) -> Result<BTreeMap<SubscriberId, Vec<Brought>>> {
    let [low, high] = bounds(round);
    let values = [
        keys(people.iter().copied()),
        round.publication.into(),
        low,
        high,
    ];
    let mut brought: BTreeMap<SubscriberId, Vec<Brought>> = BTreeMap::new();
    for row in session.run(&sql::BROUGHT, &values).await? {
        let pins: Option<Pins> = row.maybe_json("pins")?;
        let knows = |pins: &Pins| {
            let mut revisions = pins.revisions.iter();
            revisions.any(|(issue, revision)| *issue == round.issue && *revision >= round.revision)
        };
        let Some(pins) = pins.filter(|pins| !knows(pins)) else {
            continue;
        };
        let (from, to) = (row.int("from_seq")?, row.int("to_seq")?);
        let passed: Vec<Seq> = row.maybe_json("passed")?.unwrap_or_default();
        let wrong = round.wrong.iter().copied();
        let seqs = wrong.filter(|seq| *seq > from && *seq <= to && !passed.contains(seq));
        let of_person = brought.entry(row.int("subscriber_id")?).or_default();
        let form: Option<Form> = row.maybe_word("form")?;
        let choices: Option<Choices> = row.maybe_json("choices")?;
        match form.zip(choices) {
            Some((form, choices)) => of_person.push(Brought::Part {
                seqs: seqs.collect(),
                form,
                choices,
                at: pins.date,
            }),
            None => of_person.extend(seqs.map(Brought::Item)),
        }
    }
    Ok(brought)
}

/// Moves a round on, past whom `request` was about.
pub(crate) async fn move_round(
    session: &mut Session,
    round: &CorrectionRound,
    (after, last): (SubscriberId, bool),
    request: &EventRequest,
) -> Result<()> {
    let done_at = last.then_some(request.now.0);
    let values = [round.issue.into(), after.into(), done_at.into()];
    session.run(&sql::MOVE_ROUND, &values).await?;
    Ok(())
}

/// An issue's correction as a row tells of it.
pub(crate) fn corrected_columns(row: &Row) -> Result<Option<Arc<CorrectedIssue>>> {
    let before: Option<Edition> = row.maybe_json("before_edition")?;
    let because = row.maybe_text("because")?.map(str::to_owned);
    Ok(before.map(|before| {
        Arc::new(CorrectedIssue {
            because,
            before: Arc::new(before),
        })
    }))
}
