//! Issues: drafts, their moves, their listings. An issue becomes visible in `publish`, nowhere else.

use crate::row::Row;
use crate::session::Session;
use crate::sql::{content as sql, install as install_sql};
use crate::units::Key;
use crate::units::batch;
use crate::units::correct::corrected_columns;
use crate::{Value, json};
use lagom_model::{EventStart, IssueId, Listing, PublicId, PublicationId, Seq, Timestamp};
use lagom_store::{Found, IssueMove, IssueRow, IssueState, NewIssue, Result, StoreError};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// An issue's row.
pub(crate) fn issue_row(row: &Row) -> Result<IssueRow> {
    Ok(IssueRow {
        id: row.int("id")?,
        public_id: row.id("public_id")?,
        publication: row.int("publication_id")?,
        title: row.text("title")?.to_owned(),
        state: row.word("state")?,
        publish_at: row.maybe_at("publish_at")?,
        added_at: row.at("added_at")?,
        revision: row.int("revision")?,
        edition: Arc::new(row.json("edition")?),
        corrected: corrected_columns(row)?,
    })
}

/// The hash that makes a source the same issue.
pub(crate) fn hash(source: &str) -> String {
    json::hex(&Sha256::digest(source.as_bytes()))
}

pub(crate) async fn add(session: &mut Session, issue: NewIssue) -> Result<Found> {
    let hash = hash(&issue.source);
    let values = [
        issue.public_id.into(),
        issue.publication.into(),
        issue.edition.title.as_str().into(),
        issue.at.into(),
        json::write(&issue.edition).into(),
        issue.source.into(),
        hash.as_str().into(),
        json::write(&issue.expires_at).into(),
    ];
    let added = session.first(&sql::ADD, &values).await?.is_some();
    let key = [issue.publication.into(), hash.into()];
    let row = session
        .first(&sql::BY_SOURCE, &key)
        .await?
        .ok_or_else(|| StoreError::TryAgain {
            message: "the issue that was added before is gone".to_owned(),
        })?;
    let row = issue_row(&row)?;
    Ok(if added {
        Found::Added(row)
    } else {
        Found::Known(row)
    })
}

pub(crate) async fn issue(session: &mut Session, id: PublicId) -> Result<Option<IssueRow>> {
    let row = session.first(&sql::BY_PUBLIC, &[id.into()]).await?;
    row.as_ref().map(issue_row).transpose()
}

pub(crate) async fn latest(
    session: &mut Session,
    publication: Option<PublicationId>,
    limit: u32,
) -> Result<Vec<IssueRow>> {
    let values = [publication.into(), limit.into()];
    let rows = session.run(&sql::LATEST, &values).await?;
    rows.iter().map(issue_row).collect()
}

pub(crate) async fn by_ids(session: &mut Session, ids: &[IssueId]) -> Result<Vec<IssueRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = ids.iter().map(|id| Key { id: *id }).collect();
    let rows = session.run(&sql::BY_IDS, &[batch(&ids)]).await?;
    rows.iter().map(issue_row).collect()
}

pub(crate) async fn listings(
    session: &mut Session,
    publication: PublicationId,
    above: Seq,
) -> Result<Vec<Listing>> {
    let values = [publication.into(), above.into()];
    let rows = session.run(&sql::LISTINGS, &values).await?;
    rows.iter().map(listing).collect()
}

/// A listing's row.
pub(crate) fn listing(row: &Row) -> Result<Listing> {
    Ok(Listing {
        seq: row.int("seq")?,
        previous_seq: row.maybe_int("previous_seq")?,
        issue: row.int("issue_id")?,
        position: row.count("position")?,
        kind: row.word("kind")?,
        topic: row.text("topic")?.to_owned(),
        language: row.maybe_text("language")?.map(str::to_owned),
        key: row.int("item_key")?,
        expires_at: row.maybe_at("expires_at")?,
        visible_at: row.at("visible_at")?,
        starts: match row.maybe_at("starts_at")? {
            Some(at) => Some(EventStart::At(at)),
            None => row.maybe_word("starts_on")?.map(EventStart::On),
        },
        cancelled: row.flag("cancelled")?,
        occasion: row.maybe_text("occasion")?.map(str::to_owned),
        words: row.count("words")?,
        short_words: row.count("short_words")?,
    })
}

/// Where an issue stands after a step.
#[derive(Debug, PartialEq, Eq)]
struct Stand {
    state: IssueState,
    resume: Option<IssueState>,
    publish_at: Option<Timestamp>,
}

/// The rules of an issue's life; the error says what can be done instead.
fn moved(
    state: IssueState,
    resume: Option<IssueState>,
    publish_at: Option<Timestamp>,
    step: IssueMove,
) -> std::result::Result<Stand, &'static str> {
    use IssueState::{Draft, OnHold, Published, Scheduled, Withdrawn};
    let stand = |state, resume| Stand {
        state,
        resume,
        publish_at,
    };
    match (step, state) {
        (IssueMove::Schedule(at), Draft | Scheduled) => Ok(Stand {
            state: Scheduled,
            resume: None,
            publish_at: Some(at),
        }),
        (IssueMove::Hold, Scheduled | Published) => Ok(stand(OnHold, Some(state))),
        (IssueMove::GoOn, OnHold) => Ok(stand(resume.unwrap_or(Scheduled), None)),
        (IssueMove::Withdraw, Draft | Scheduled | Published) => Ok(stand(Withdrawn, Some(state))),
        (IssueMove::Withdraw, OnHold) => Ok(stand(Withdrawn, resume)),
        (IssueMove::Schedule(_), OnHold) => Err("let it go on, or withdraw it"),
        (IssueMove::Schedule(_), Published) => Err("it is visible already; add another issue"),
        (_, Withdrawn) => Err("it was taken back for good; add another issue"),
        (IssueMove::Hold, Draft) => Err("a draft goes nowhere; schedule it when it is ready"),
        (IssueMove::Hold, OnHold) => Err("it is stopped already"),
        (IssueMove::GoOn, Draft) => Err("schedule it first"),
        (IssueMove::GoOn, Scheduled | Published) => Err("it is not on hold"),
    }
}

pub(crate) async fn step(
    session: &mut Session,
    id: IssueId,
    step: IssueMove,
    now: Timestamp,
) -> Result<IssueRow> {
    // No gate is under way that read the issue as it was.
    session.run(&install_sql::LOCK_RULES, &[]).await?;
    let Some(row) = session.first(&sql::LOCK, &[id.into()]).await? else {
        return Err(StoreError::NotFound {
            what: "issue",
            key: id.to_string(),
        });
    };
    let state: IssueState = row.word("state")?;
    let resume = row.maybe_word("resume_state")?;
    let next = moved(state, resume, row.maybe_at("publish_at")?, step).map_err(|hint| {
        StoreError::WrongState {
            what: format!("the issue `{}`", row.text("title").unwrap_or("?")),
            state: state.name().replace('-', " "),
            hint: hint.to_owned(),
        }
    })?;
    let values = [
        id.into(),
        next.state.name().into(),
        Value::from(next.resume.map(|state| state.name().to_owned())),
        next.publish_at.map(|at| at.0).into(),
    ];
    let row = session
        .first(&sql::MOVE, &values)
        .await?
        .ok_or(StoreError::Conflict)?;
    let issue = issue_row(&row)?;
    let opens_the_way = match step {
        IssueMove::GoOn => issue.state == IssueState::Published,
        // What came after it waited behind it.
        IssueMove::Withdraw => state == IssueState::OnHold && resume == Some(IssueState::Published),
        IssueMove::Schedule(_) | IssueMove::Hold => false,
    };
    if opens_the_way {
        let values = [issue.publication.into(), now.into()];
        session.run(&sql::OPEN_RELEASE, &values).await?;
    }
    Ok(issue)
}

#[cfg(test)]
mod tests {
    use super::*;
    use IssueState::{Draft, OnHold, Published, Scheduled, Withdrawn};

    #[test]
    fn only_these_moves_are_allowed() {
        let at = IssueMove::Schedule(Timestamp(1));
        let table = [
            (at, [true, true, false, false, false]),
            (IssueMove::Hold, [false, true, true, false, false]),
            (IssueMove::GoOn, [false, false, false, true, false]),
            (IssueMove::Withdraw, [true, true, true, true, false]),
        ];
        for (step, allowed) in table {
            let states = [Draft, Scheduled, Published, OnHold, Withdrawn];
            for (state, allowed) in states.into_iter().zip(allowed) {
                let found = moved(state, None, None, step);
                assert_eq!(found.is_ok(), allowed, "{step:?} from {state:?}");
            }
        }
    }

    #[test]
    fn what_was_visible_goes_on_as_published() {
        let next = moved(OnHold, Some(Published), None, IssueMove::GoOn);
        assert_eq!(next.map(|stand| stand.state), Ok(Published));
    }
}
