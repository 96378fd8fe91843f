//! Run control by the operator's hand: pause, stop, go on, and the answers to a restore or a long outage. It sends nothing.

use crate::Installation;
use lagom_model::{SenderId, Shelf, Timestamp};
use lagom_scheduler::Planner;
use lagom_store::{Answer, AnswerRequest, RunControl, RunState, StoreError};

/// Messages that change in one transaction, so that pages and gates get the writer in between.
const STEP: u32 = 500;

/// Why a run rests that the operator paused or stopped: nobody needs to be told of their own doing.
pub(crate) const OWN_DOING: [&str; 2] = [PAUSED, STOPPED];
const PAUSED: &str = "the operator paused it";
const STOPPED: &str = "the operator stopped it";

/// What the operator says about a sender's run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// Nothing goes until it goes on.
    Pause,
    /// Nothing goes until the operator says so, whatever else would let it go on.
    Stop,
    /// It goes on; what waits for the operator goes.
    Continue,
    /// What waits for the operator was probably sent: it is held, the next letter says so, and the run goes on.
    AllHeld,
    /// What fell due before an instant ends; a restored run goes on.
    Skip {
        /// The instant.
        before: Timestamp,
    },
}

/// The run of a sender, by its key as configured; of all of them for `None`.
///
/// # Errors
/// [`StoreError::NotFound`] for a sender that is not configured.
pub fn senders(
    installation: &Installation,
    key: Option<&str>,
) -> Result<Vec<SenderId>, StoreError> {
    let senders = &installation.known.senders;
    let Some(key) = key else {
        return Ok(senders.iter().map(|sender| sender.id).collect());
    };
    let named = senders.iter().find(|sender| sender.def.key == key);
    let found = named.map(|sender| vec![sender.id]);
    found.ok_or_else(|| StoreError::NotFound {
        what: "sender",
        key: key.to_owned(),
    })
}

/// Carries a word out for a sender; returns how many messages it changed. `progress` hears how many so far.
///
/// What fell due in the meantime is planned first, so that the answer reaches it too.
///
/// # Errors
/// Any failure of the store; what was done before it stays done, and saying it again goes on.
pub async fn say(
    installation: &Installation,
    sender: SenderId,
    word: Word,
    progress: &(dyn Fn(u64) + Send + Sync),
) -> Result<u64, StoreError> {
    let now = installation.clock.now();
    let store = &installation.store;
    let run = run_of(installation, sender).await?;
    let set = |control, why: &'static str| store.set_run(sender, control, why, now);
    match word {
        Word::Pause => {
            set(RunControl::Paused, PAUSED).await?;
            Ok(0)
        }
        Word::Stop => {
            set(RunControl::Stopped, STOPPED).await?;
            Ok(0)
        }
        Word::Continue => {
            let changed = answer(installation, sender, Answer::Continue, progress).await?;
            set(RunControl::Go, "").await?;
            Ok(changed)
        }
        Word::AllHeld | Word::Skip { .. } => {
            let restored = run.is_some_and(|run| run.control == RunControl::Restored);
            plan(installation).await?;
            let said = match word {
                Word::Skip { before } => Answer::Skip { before },
                _ => Answer::AllHeld,
            };
            let mut changed = answer(installation, sender, said, progress).await?;
            if restored {
                changed += answer(installation, sender, Answer::Continue, &|_| {}).await?;
                set(RunControl::Go, "").await?;
            }
            Ok(changed)
        }
    }
}

async fn run_of(
    installation: &Installation,
    sender: SenderId,
) -> Result<Option<RunState>, StoreError> {
    let runs = installation.store.runs().await?;
    Ok(runs.into_iter().find(|run| run.sender == sender))
}

async fn plan(installation: &Installation) -> Result<(), StoreError> {
    let planner = Planner {
        store: &*installation.store,
        known: &installation.known,
        policy: &installation.policy,
    };
    let now = installation.clock.now();
    planner
        .plan_due(&mut Shelf::new(), now, &|_| true)
        .await
        .map(|_| ())
}

async fn answer(
    installation: &Installation,
    sender: SenderId,
    answer: Answer,
    progress: &(dyn Fn(u64) + Send + Sync),
) -> Result<u64, StoreError> {
    let mut changed = 0;
    loop {
        let request = AnswerRequest {
            sender,
            answer,
            limit: STEP,
            ids: &*installation.ids,
            now: installation.clock.now(),
        };
        let step = installation.store.answer(request).await?;
        changed += u64::from(step.changed);
        progress(changed);
        if !step.more {
            return Ok(changed);
        }
    }
}
