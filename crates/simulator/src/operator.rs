//! What the operator does: writes issues, stops and withdraws them, lets paused runs go on, looks into the outbox, changes the
//! policy. Through the product's own use-cases.

use crate::dice::Dice;
use crate::issues::Issue;
use crate::machine::Wiring;
use crate::stage::ActorId;
use lagom_app::Installation;
use lagom_app::issues;
use lagom_model::{DeliveryState, PublicationId, Timestamp};
use lagom_store::{
    Found, IssueMove, IssueState, NewIssue, OutboxFilter, Result, RunControl, Store, StoreError,
};
use std::sync::Arc;

/// A piece of the operator's work.
pub enum Work {
    /// An issue is written and scheduled.
    Publish(PublicationId, Box<Issue>, Timestamp),
    /// Something with the last issues.
    Content,
    /// Something with the outbox.
    Outbox,
    /// A run is paused.
    Pause,
    /// Everything that waits for the operator goes on.
    GoOn,
    /// Another policy comes into force.
    Policy,
}

impl Work {
    /// Does it.
    pub async fn play(self, mut dice: Dice, wiring: Wiring, store: Arc<dyn Store>, actor: ActorId) {
        let house = match wiring.installation(&store, actor).await {
            Ok(house) => house,
            Err(error) => return wiring.complain("a command did not begin", &error),
        };
        let done = match self {
            Self::Publish(publication, issue, at) => {
                publish(&wiring, &house, publication, *issue, at).await
            }
            Self::Content => content(&house, &mut dice).await,
            Self::Outbox => outbox(&house, &mut dice).await,
            Self::Pause => {
                let sender = dice.pick(&house.known.senders).id;
                let now = house.clock.now();
                house
                    .store
                    .set_run(sender, RunControl::Paused, "the operator looks", now)
                    .await
            }
            Self::GoOn => go_on(&house).await,
            Self::Policy => policy(&house, &mut dice).await,
        };
        match done {
            Ok(()) | Err(StoreError::WrongState { .. } | StoreError::NotFound { .. }) => {}
            Err(error) => wiring.complain("a command failed", &error),
        }
    }
}

async fn publish(
    wiring: &Wiring,
    house: &Installation,
    publication: PublicationId,
    issue: Issue,
    at: Timestamp,
) -> Result<()> {
    let found = house
        .store
        .add_issue(NewIssue {
            public_id: house.ids.public_id(),
            publication,
            source: issue.edition.title.clone(),
            edition: issue.edition,
            expires_at: issue.expires_at,
            at: house.clock.now(),
        })
        .await?;
    let (Found::Added(row) | Found::Known(row)) = found;
    wiring.shared.model().issue_written(row.id, issue.written);
    issues::schedule(house, row.id, Some(at)).await?;
    Ok(())
}

async fn content(house: &Installation, dice: &mut Dice) -> Result<()> {
    let issues = house.store.issues(None, 4).await?;
    if issues.is_empty() {
        return Ok(());
    }
    let issue = dice.pick(&issues);
    let step = match issue.state {
        IssueState::OnHold => IssueMove::GoOn,
        _ if dice.percent(60) => IssueMove::Hold,
        _ => IssueMove::Withdraw,
    };
    issues::advance(house, issue.id, step).await?;
    Ok(())
}

async fn outbox(house: &Installation, dice: &mut Dice) -> Result<()> {
    let held = dice.percent(60);
    let states = if held {
        vec![DeliveryState::Held, DeliveryState::Failed]
    } else {
        vec![DeliveryState::Planned]
    };
    let filter = OutboxFilter {
        states,
        subscriber: None,
        limit: 8,
    };
    let rows = house.store.outbox(&filter).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let row = dice.pick(&rows);
    let now = house.clock.now();
    if held {
        house.store.resend(row.row.public_id, now).await?;
    } else {
        house.store.cancel(row.row.public_id, now).await?;
    }
    Ok(())
}

async fn go_on(house: &Installation) -> Result<()> {
    let now = house.clock.now();
    for run in house.store.runs().await? {
        if run.control.rests() {
            house
                .store
                .set_run(run.sender, RunControl::Go, "", now)
                .await?;
        }
    }
    for issue in house.store.issues(None, u32::MAX).await? {
        if issue.state == IssueState::OnHold {
            issues::advance(house, issue.id, IssueMove::GoOn).await?;
        }
    }
    Ok(())
}

/// Stricter or looser, within what serves.
async fn policy(house: &Installation, dice: &mut Dice) -> Result<()> {
    let mut policy = (*house.policy).clone();
    for cap in &mut policy.caps {
        let by = i64::from(cap.default) + dice.within(-1, 1);
        cap.default = u32::try_from(by.max(1)).unwrap_or(1).min(cap.ceiling);
    }
    policy.gap_hours = *dice.pick(&[policy.gap_hours, 20, 6]);
    house.store.put_policy(&policy, house.clock.now()).await?;
    Ok(())
}
