//! Issues, from a file to the schedule.

use crate::Installation;
use lagom_model::{
    Edition, EventStart, IssueId, ItemContent, ItemKind, PublicId, PublicationDef, Shelf,
    Timestamp, Zone,
};
use lagom_render::content::{self, ContentError, Warning};
use lagom_scheduler::{PlanTotals, Planner};
use lagom_store::{
    Corrected, Correction, Found, IssueMove, IssueRow, IssueState, KnownPublication, NewIssue,
    StoreError, refresh,
};

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
    /// Its header names another publication.
    #[error(
        "its header says `Publication: {named}`, and this would go to the readers of `{asked}`; correct one of the two"
    )]
    OtherPublication {
        /// The key in the header.
        named: String,
        /// The key of the publication that was asked for.
        asked: String,
    },
    /// The store refused it.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// Another content for an issue that is out keeps its items.
    #[error(
        "it has {found} items, the issue that is out has {listed}; a correction keeps them all, what is new goes into another issue"
    )]
    OtherItems {
        /// How many it has.
        found: usize,
        /// How many the issue has.
        listed: usize,
    },
    /// An item is another one.
    #[error("its item {place}, `{title}`, has another {what}; {hint}")]
    OtherItem {
        /// Its place, from 1.
        place: usize,
        /// Its title.
        title: String,
        /// What is not the same.
        what: &'static str,
        /// What to do.
        hint: &'static str,
    },
    /// It says the same.
    #[error("nothing in it reads otherwise than in the issue that is out")]
    NothingWrong,
}

/// The key of the publication that a text names in its header, if it names one.
///
/// # Errors
/// [`IssueError::Content`] if its header cannot be read.
pub fn named_publication(source: &str) -> Result<Option<String>, IssueError> {
    Ok(content::publication_of(source)?)
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
    let content::Examined {
        edition,
        mut warnings,
    } = examine(source, &publication.def)?;
    let (zone, now) = (&publication.def.zone, installation.clock.now());
    let expires_at = edition.items.iter().map(|item| expiry(item, zone));
    let expires_at: Vec<Option<Timestamp>> = expires_at.collect();
    let items = edition.items.iter().zip(&expires_at);
    let begun = items.filter(|(item, end)| !item.cancelled && end.is_some_and(|end| end <= now));
    warnings.extend(begun.map(|(item, _)| Warning::EventHasBegun {
        title: item.title.clone(),
    }));
    let found = installation
        .store
        .add_issue(NewIssue {
            public_id: installation.ids.public_id(),
            publication: publication.id,
            expires_at,
            source: source.to_owned(),
            at: now,
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

/// The edition that a text describes, unless it says that it is another publication's.
fn examine(source: &str, publication: &PublicationDef) -> Result<content::Examined, IssueError> {
    let examined = content::examine(source, publication)?;
    let named = examined.edition.header.get("publication");
    match named.filter(|named| **named != publication.key) {
        Some(named) => Err(IssueError::OtherPublication {
            named: named.clone(),
            asked: publication.key.clone(),
        }),
        None => Ok(examined),
    }
}

/// What an operator says of a correction.
#[derive(Debug, Clone, Copy)]
pub struct Amendment<'a> {
    /// The text that takes the place of the issue's.
    pub source: &'a str,
    /// What was wrong, for the readers who were brought it.
    pub because: Option<&'a str>,
}

/// Gives an issue another content. Of one that is out, whoever was brought what was wrong is written to when the minutes of grace
/// are over; everybody else only ever sees the new content.
///
/// # Errors
/// [`IssueError`].
pub async fn correct(
    installation: &Installation,
    issue: &IssueRow,
    amendment: Amendment<'_>,
) -> Result<Corrected, IssueError> {
    let publication = installation.known.publication(issue.publication);
    let publication = publication.ok_or_else(|| StoreError::NotFound {
        what: "publication",
        key: issue.publication.to_string(),
    })?;
    let edition = examine(amendment.source, &publication.def)?.edition;
    let listings = installation.store.listings(issue.publication, 0).await?;
    let is_out = listings.iter().any(|listing| listing.issue == issue.id);
    let changed = if is_out {
        wrong_items(&issue.edition, &edition)?
    } else {
        Vec::new()
    };
    let zone = &publication.def.zone;
    let expires_at = edition.items.iter().map(|item| expiry(item, zone));
    let now = installation.clock.now();
    let correction = Correction {
        issue: issue.id,
        expires_at: expires_at.collect(),
        source: amendment.source.to_owned(),
        changed,
        because: amendment.because.map(str::to_owned),
        at: after_grace(installation, now),
        edition,
    };
    Ok(installation.store.correct(correction, now).await?)
}

/// How many readers a correction would be written to, tried out and not done.
///
/// # Errors
/// [`IssueError`].
pub async fn try_correction(
    installation: &Installation,
    issue: &IssueRow,
    amendment: Amendment<'_>,
) -> Result<(Corrected, u64), IssueError> {
    let trial = Installation {
        store: installation.store.trial().await?,
        ..installation.clone()
    };
    let corrected = correct(&trial, issue, amendment).await?;
    let planner = Planner {
        store: &*trial.store,
        known: &trial.known,
        policy: &trial.policy,
    };
    let mut readers = 0;
    if let Some(at) = corrected.letters_at {
        let mut shelf = Shelf::new();
        refresh(&mut shelf, &*trial.store, &trial.known).await?;
        let mut totals = PlanTotals::default();
        let go_on = |_: &PlanTotals| true;
        planner
            .plan_corrections(&shelf, at, &mut totals, &go_on)
            .await?;
        readers = totals.letters;
    }
    Ok((corrected, readers))
}

/// Takes a correction back, as long as nobody was written to.
///
/// # Errors
/// [`StoreError::WrongState`] if there is none, or it is too late.
pub async fn take_back_correction(
    installation: &Installation,
    issue: IssueId,
) -> Result<IssueRow, StoreError> {
    let now = installation.clock.now();
    installation.store.take_back_correction(issue, now).await
}

/// Positions of the items that read otherwise than they should; all of them if title or introduction do.
fn wrong_items(was: &Edition, is: &Edition) -> Result<Vec<u32>, IssueError> {
    if was.items.len() != is.items.len() {
        return Err(IssueError::OtherItems {
            found: is.items.len(),
            listed: was.items.len(),
        });
    }
    let frame = (&was.title, &was.intro) != (&is.title, &is.intro);
    let mut wrong = Vec::new();
    for (position, (was, is)) in (0_u32..).zip(was.items.iter().zip(&is.items)) {
        if let Some((what, hint)) = another(was, is) {
            return Err(IssueError::OtherItem {
                place: position as usize + 1,
                title: is.title.clone(),
                what,
                hint,
            });
        }
        let same = ItemContent {
            identity: is.identity.clone(),
            ..was.clone()
        };
        if frame || same != *is {
            wrong.push(position);
        }
    }
    if wrong.is_empty() {
        return Err(IssueError::NothingWrong);
    }
    Ok(wrong)
}

/// What makes an item another one than before, and what to do then: positions, and who wants them, are given already.
fn another(was: &ItemContent, is: &ItemContent) -> Option<(&'static str, &'static str)> {
    let keep = "a correction keeps items in their places; what is new goes into another issue";
    let event = "list the event again in another issue: who had heard of it is told of the change";
    let is_event = was.kind == ItemKind::Event;
    [
        (was.kind == is.kind, "kind", keep),
        (was.topic == is.topic, "topic", keep),
        (was.language == is.language, "language", keep),
        (was.occasion == is.occasion, "occasion", keep),
        (was.starts == is.starts, "start", event),
        (last_use(was) == last_use(is), "last date", event),
        (was.cancelled == is.cancelled, "state", event),
        (!is_event || was.identity == is.identity, "link", event),
    ]
    .into_iter()
    .find_map(|(same, what, hint)| (!same).then_some((what, hint)))
}

/// Until when it is of use to hear of an event: its start, or the last of its dates.
fn last_use(item: &ItemContent) -> Option<EventStart> {
    let last = item.ends.filter(|ends| matches!(ends, EventStart::On(_)));
    last.or(item.starts)
}

/// When an event is of no use any more: at its start, or at the end of its last date.
fn expiry(item: &ItemContent, zone: &Zone) -> Option<Timestamp> {
    match last_use(item)? {
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
    let earliest = after_grace(installation, now);
    let at = at.map_or(earliest, |at| at.max(earliest));
    installation
        .store
        .move_issue(issue, IssueMove::Schedule(at), now)
        .await
}

/// When the minutes of grace are over, to the full minute.
fn after_grace(installation: &Installation, now: Timestamp) -> Timestamp {
    let grace = i64::from(installation.settings.grace_minutes) * Timestamp::MINUTE;
    now.plus(grace).up_to_minute()
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
