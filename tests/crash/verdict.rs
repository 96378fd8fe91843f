//! What must hold after a kill: what the server accepted against what the outbox says of each delivery, and the invariants
//! that the store can check by itself. It knows nothing of where the kill was.

use std::collections::{BTreeMap, BTreeSet};

use lagom_catcher::Catcher;
use lagom_model::{DeliveryState, MessageClass, PublicId};
use lagom_store::{DeliveryView, OutboxFilter, Store};
use mail_parser::MessageParser;

use crate::ordeal::{Silence, Told};
use crate::scene::{PEOPLE, Stage};

/// The most rows that one dispatcher has in `sending`.
const MOST_IN_DOUBT: usize = 64;

/// What came of an ordeal.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    received: usize,
    second_copies: usize,
    held: usize,
    violations: Vec<String>,
}

impl Verdict {
    pub(crate) fn tell(self, told: &mut Told) {
        told.received = self.received;
        told.second_copies = self.second_copies;
        told.held = self.held;
        told.violations.extend(self.violations);
    }

    fn must(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.violations.push(what());
        }
    }
}

/// Copies that were accepted, by the id of their delivery, and what came to whom after the silence began.
struct Accepted {
    copies: BTreeMap<PublicId, usize>,
    late: Vec<(PublicId, String)>,
}

/// Judges.
pub(crate) async fn judge(
    store: &dyn Store,
    stage: &Stage,
    silence: &Silence,
    kills: usize,
    unreserved: Vec<String>,
) -> Verdict {
    let mut verdict = Verdict::default();
    let accepted = accepted(&stage.catcher, silence.after, &mut verdict);
    let mut rows = outbox(store).await;
    rows.retain(|view| !stage.past.contains(&view.row.public_id));
    let ids: BTreeMap<PublicId, &DeliveryView> =
        rows.iter().map(|view| (view.row.public_id, view)).collect();
    let in_state = |state| rows.iter().filter(move |view| view.state == state);
    verdict.received = accepted.copies.values().sum();
    verdict.second_copies = accepted.copies.values().map(|copies| copies - 1).sum();
    verdict.held = in_state(DeliveryState::Held).count();

    let seconds = verdict.second_copies;
    verdict.must(seconds <= kills * MOST_IN_DOUBT, || {
        format!("D1: {seconds} second copies after {kills} kills")
    });
    let is_service = |id| {
        let view: Option<&&DeliveryView> = ids.get(id);
        view.is_some_and(|view| view.row.class == MessageClass::Service)
    };
    for (id, copies) in &accepted.copies {
        let most = if is_service(id) { 2 } else { 1 };
        verdict.must(*copies <= most, || {
            format!("D1: `{id}` came {copies} times, {most} at most may")
        });
    }
    for (id, to) in &accepted.late {
        let lowered = silence.lowered.contains(to) && !is_service(id);
        verdict.must(!silence.stopped.contains(to) && !lowered, || {
            format!("D3, D4: after the stop or the lowered limit `{id}` came to {to}")
        });
    }
    for view in in_state(DeliveryState::Sent) {
        let id = view.row.public_id;
        verdict.must(accepted.copies.contains_key(&id), || {
            format!("D5: `{id}` is `sent`, and no server accepted it")
        });
    }
    for id in accepted.copies.keys() {
        let state = ids.get(id).map(|view| view.state);
        let known = matches!(state, Some(DeliveryState::Sent | DeliveryState::Held));
        verdict.must(known, || {
            format!("`{id}` was accepted, and the outbox says {state:?}")
        });
    }
    let people: BTreeSet<PublicId> = rows.iter().map(|view| view.person).collect();
    verdict.must(people.len() + silence.people.len() >= PEOPLE, || {
        format!(
            "only {} of {PEOPLE} people have a letter in the outbox",
            people.len()
        )
    });
    for view in rows.iter().filter(|view| is_open(view)) {
        let (id, state) = (view.row.public_id, view.state);
        let wants_none = silence.people.contains(&view.person);
        verdict.must(wants_none && state != DeliveryState::Sending, || {
            format!("D6: `{id}` of {} is still `{}`", view.person, state.name())
        });
    }
    let held = verdict.held;
    verdict.must(held <= kills * MOST_IN_DOUBT, || {
        format!("{held} are held after {kills} kills")
    });
    for id in unreserved {
        let violation = format!("D2: `{id}` went, and no touch of it is kept");
        verdict.violations.push(violation);
    }
    for problem in store.problems(100).await.unwrap() {
        verdict.violations.push(format!(
            "{}: {} {}",
            problem.invariant, problem.row, problem.what
        ));
    }
    verdict
}

fn is_open(view: &DeliveryView) -> bool {
    matches!(
        view.state,
        DeliveryState::Planned | DeliveryState::Sending | DeliveryState::Waiting
    )
}

async fn outbox(store: &dyn Store) -> Vec<DeliveryView> {
    let filter = OutboxFilter {
        states: DeliveryState::ALL.to_vec(),
        subscriber: None,
        limit: 10_000,
    };
    store.outbox(&filter).await.unwrap()
}

/// Reads what the server accepted.
fn accepted(catcher: &Catcher, after: u64, verdict: &mut Verdict) -> Accepted {
    let mut accepted = Accepted {
        copies: BTreeMap::new(),
        late: Vec::new(),
    };
    for mail in catcher.messages() {
        let parsed = MessageParser::default().parse(&*mail.bytes);
        let id = parsed.as_ref().and_then(|message| message.message_id());
        // Message-ID: <PUBLIC ID@DOMAIN>.
        let delivery = id.and_then(|id| PublicId::parse(id.split('@').next()?));
        let Some(delivery) = delivery else {
            let violation = format!("a message has the id {id:?}");
            verdict.violations.push(violation);
            continue;
        };
        *accepted.copies.entry(delivery).or_default() += 1;
        if mail.sequence > after {
            let late = mail.to.iter().map(|to| (delivery, to.clone()));
            accepted.late.extend(late);
        }
    }
    accepted
}
