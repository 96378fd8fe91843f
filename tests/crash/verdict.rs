//! What must hold after a kill: what the server accepted against what the outbox says of each delivery, and the invariants
//! that the store can check by itself. It knows nothing of where the kill was.

use std::collections::{BTreeMap, BTreeSet};

use lagom_catcher::Catcher;
use lagom_model::{DeliveryState, PublicId};
use lagom_store::{DeliveryView, OutboxFilter, Store};
use mail_parser::MessageParser;

use crate::ordeal::{Silence, Told};
use crate::scene::PEOPLE;

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

/// Copies that were accepted, by the id of their delivery, and by address what came after the silence began.
struct Accepted {
    copies: BTreeMap<PublicId, usize>,
    unwanted: Vec<String>,
}

/// Judges.
pub(crate) async fn judge(store: &dyn Store, catcher: &Catcher, silence: &Silence) -> Verdict {
    let mut verdict = Verdict::default();
    let accepted = accepted(catcher, silence, &mut verdict);
    let rows = outbox(store).await;
    let ids: BTreeMap<PublicId, &DeliveryView> =
        rows.iter().map(|view| (view.row.public_id, view)).collect();
    let in_state = |state| rows.iter().filter(move |view| view.state == state);
    verdict.received = accepted.copies.values().sum();
    verdict.second_copies = accepted.copies.values().map(|copies| copies - 1).sum();
    verdict.held = in_state(DeliveryState::Held).count();

    let seconds = verdict.second_copies;
    verdict.must(seconds == 0, || format!("D1: {seconds} second copies"));
    verdict.must(accepted.unwanted.is_empty(), || {
        format!(
            "D3, D4: after the stop or the lowered limit came {:?}",
            accepted.unwanted
        )
    });
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
    verdict.must(held <= MOST_IN_DOUBT, || {
        format!("{held} are held after one kill")
    });
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
fn accepted(catcher: &Catcher, silence: &Silence, verdict: &mut Verdict) -> Accepted {
    let mut accepted = Accepted {
        copies: BTreeMap::new(),
        unwanted: Vec::new(),
    };
    for mail in catcher.messages() {
        let parsed = MessageParser::default().parse(&*mail.bytes);
        let id = parsed.as_ref().and_then(|message| message.message_id());
        // Message-ID: <PUBLIC ID@DOMAIN>.
        let delivery = id.and_then(|id| PublicId::parse(id.split('@').next()?));
        match delivery {
            Some(delivery) => *accepted.copies.entry(delivery).or_default() += 1,
            None => verdict
                .violations
                .push(format!("a message has the id {id:?}")),
        }
        let late = mail.sequence > silence.after;
        let unwanted = mail
            .to
            .iter()
            .filter(|to| late && silence.addresses.contains(to));
        accepted.unwanted.extend(unwanted.cloned());
    }
    accepted
}
