//! Issues, from a file to the schedule.

use crate::Installation;
use lagom_model::{EventStart, IssueId, PublicId, Timestamp, Zone};
use lagom_render::content::{self, ContentError, Warning};
use lagom_store::{Found, IssueMove, IssueRow, IssueState, KnownPublication, NewIssue, StoreError};

/// A file that was added, or was there before.
#[derive(Debug, Clone)]
pub struct Added {
    /// The issue.
    pub issue: IssueRow,
    /// Whether the same text was added before.
    pub known: bool,
    /// What the operator would like to know about its content.
    pub warnings: Vec<Warning>,
}

/// Why a step with an issue did not happen.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// The text cannot be used.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// The store refused it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Adds a text as a draft of a publication. The same text twice is the same issue.
///
/// # Errors
/// [`IssueError`].
pub async fn add(
    installation: &Installation,
    publication: &KnownPublication,
    source: &str,
) -> Result<Added, IssueError> {
    let content::Examined { edition, warnings } = content::examine(source, &publication.def)?;
    let zone = &publication.def.zone;
    let expires_at = edition.items.iter().map(|item| expiry(item.starts?, zone));
    let found = installation
        .store
        .add_issue(NewIssue {
            public_id: installation.ids.public_id(),
            publication: publication.id,
            expires_at: expires_at.collect(),
            source: source.to_owned(),
            at: installation.clock.now(),
            edition,
        })
        .await?;
    let (issue, known) = match found {
        Found::Added(issue) => (issue, false),
        Found::Known(issue) => (issue, true),
    };
    Ok(Added {
        issue,
        known,
        warnings,
    })
}

/// When an event is of no use any more: at its start, or at the end of its date.
fn expiry(starts: EventStart, zone: &Zone) -> Option<Timestamp> {
    match starts {
        EventStart::At(at) => Some(at),
        EventStart::On(date) => date.succ_opt().map(|next| zone.start_of(next)),
    }
}

/// The issue that an operator means: a public id, or the beginning of one that fits only one issue.
///
/// # Errors
/// [`StoreError::NotFound`] if none or several fit.
pub async fn find(installation: &Installation, name: &str) -> Result<IssueRow, StoreError> {
    let unknown = || StoreError::NotFound {
        what: "issue",
        key: name.to_owned(),
    };
    if let Some(id) = PublicId::parse(name) {
        return installation.store.issue(id).await?.ok_or_else(unknown);
    }
    let all = installation.store.issues(None, u32::MAX).await?;
    let mut fits = all
        .into_iter()
        .filter(|issue| name.len() >= 4 && issue.public_id.to_string().starts_with(name));
    match (fits.next(), fits.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(unknown()),
    }
}

/// Schedules an issue: at an instant, but not before the minutes of grace are over (to the full minute),
/// in which it can still be held or withdrawn.
///
/// # Errors
/// [`StoreError::WrongState`] for an issue that is out already.
pub async fn schedule(
    installation: &Installation,
    issue: IssueId,
    at: Option<Timestamp>,
) -> Result<IssueRow, StoreError> {
    let now = installation.clock.now();
    let grace = i64::from(installation.settings.grace_minutes) * Timestamp::MINUTE;
    let earliest = now.plus(grace).up_to_minute();
    let at = at.map_or(earliest, |at| at.max(earliest));
    installation
        .store
        .move_issue(issue, IssueMove::Schedule(at), now)
        .await
}

/// Moves an issue on: hold, go on, withdraw.
///
/// # Errors
/// [`StoreError::WrongState`] if its state does not allow it.
pub async fn advance(
    installation: &Installation,
    issue: IssueId,
    step: IssueMove,
) -> Result<IssueRow, StoreError> {
    let now = installation.clock.now();
    installation.store.move_issue(issue, step, now).await
}

/// Whether readers may see it on its public page.
pub fn is_public(issue: &IssueRow) -> bool {
    issue.state == IssueState::Published
}
