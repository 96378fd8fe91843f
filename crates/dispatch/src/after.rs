//! What follows an attempt: from the outcome on the wire to what the store records. Pure.

use crate::retry::retry_at;
use lagom_model::{DeliveryKind, MessageClass, Outcome, Policy, Reason, Timestamp};
use lagom_smtp::{EnhancedCode, Phase, SendOutcome};
use lagom_store::{After, DeliveryRow, Pins, Recorded};

/// How long what never met a server waits, so that the next tick tries again.
const NOT_REACHED_MILLIS: i64 = 5 * Timestamp::MINUTE;

/// What an outcome says about the whole run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The relay is not reached: no use in going on now.
    Relay {
        /// What happened, without addresses.
        what: String,
    },
    /// The relay refuses the sender: the sender's run is paused.
    Sender {
        /// What it said, without addresses.
        what: String,
    },
}

/// What to record for a row, pinned as it was sent, and its outcome, and what that means for the run. `valid_until` is the
/// end of the permission with which it was sent.
pub fn after(
    row: &DeliveryRow,
    pins: Option<&Pins>,
    outcome: &SendOutcome,
    policy: &Policy,
    valid_until: Timestamp,
    now: Timestamp,
) -> (Recorded, Option<Trouble>) {
    let attempts = row.attempts + 1;
    let end = row.planned_at.plus(policy.max_deferral());
    let (kind, follows, trouble) = match outcome {
        SendOutcome::Accepted { .. } => (Some(Outcome::Accepted), After::Sent, None),
        SendOutcome::NotStarted { .. } => {
            let due_at = valid_until.max(now.plus(1));
            (
                None,
                After::Planned {
                    due_at,
                    reason: later(row.attempts, None, due_at),
                },
                None,
            )
        }
        _ if outcome.is_connection_trouble() => {
            let due_at = now.plus(NOT_REACHED_MILLIS);
            let reason = later(row.attempts, outcome.code(), due_at);
            let what = outcome.to_string();
            (
                None,
                After::Planned { due_at, reason },
                Some(Trouble::Relay { what }),
            )
        }
        _ if outcome.is_senders_fault() => {
            let reason = Reason::SenderRefused {
                code: outcome.code(),
            };
            let what = outcome.to_string();
            let follows = After::Planned {
                due_at: now,
                reason,
            };
            (
                Some(Outcome::Refused),
                follows,
                Some(Trouble::Sender { what }),
            )
        }
        SendOutcome::TryLater { code, .. } => {
            let follows = match retry_at(attempts, now, end) {
                Some(due_at) => After::Planned {
                    due_at,
                    reason: later(attempts, *code, due_at),
                },
                None => ended(row, Reason::TriedLongEnough { attempts }),
            };
            (Some(Outcome::TryLater), follows, None)
        }
        SendOutcome::Refused { code, .. } => (
            Some(Outcome::Refused),
            ended(row, Reason::Refused { code: *code }),
            None,
        ),
        SendOutcome::Unknown { .. } if is_resent(row, pins) => (
            Some(Outcome::Unknown),
            After::Resend {
                due_at: now.plus(NOT_REACHED_MILLIS),
            },
            None,
        ),
        SendOutcome::Unknown { .. } => (
            Some(Outcome::Unknown),
            After::Held(Reason::OutcomeUnknown),
            None,
        ),
    };
    let recorded = Recorded {
        subscriber: row.subscriber,
        delivery: row.id,
        outcome: kind,
        code: outcome.code(),
        phase: outcome.phase().as_str().to_owned(),
        reply: outcome.text().to_owned(),
        after: follows,
    };
    (recorded, trouble)
}

/// Whether an outcome says more of the relay than of the message: it is away, it does not let us in, or it asks for a pause.
pub(crate) fn is_of_relay(outcome: &SendOutcome) -> bool {
    let no_way_in = outcome.is_senders_fault() && outcome.phase() < Phase::Mail;
    let pause = matches!(
        outcome,
        SendOutcome::TryLater {
            code: Some(421),
            ..
        }
    );
    outcome.is_connection_trouble() || no_way_in || pause
}

/// Whether the destination asks for less: 4yz, but for what concerns this one mailbox (X.1.z, X.2.z of RFC 3463); or it took so long
/// that the permission ended.
pub(crate) fn asks_for_less(outcome: &SendOutcome, is_late: bool) -> bool {
    match outcome {
        SendOutcome::TryLater {
            code: Some(code),
            text,
            phase,
        } => {
            let subject = EnhancedCode::leading(*code, text).map(|found| found.subject);
            *phase >= Phase::Mail && !matches!(subject, Some(1 | 2))
        }
        SendOutcome::NotStarted { .. } => is_late,
        _ => false,
    }
}

/// What to record when other relays carry on: the message is due again at once. One that may have arrived already waits for its
/// own relay: none other may carry it.
pub(crate) fn elsewhere(row: &DeliveryRow, outcome: &SendOutcome, now: Timestamp) -> Recorded {
    let is_attempt = outcome.phase() >= Phase::Mail && outcome.code().is_some();
    let attempts = row.attempts + u32::from(is_attempt);
    let wait = if row.doubtful { NOT_REACHED_MILLIS } else { 0 };
    let due_at = now.plus(wait);
    Recorded {
        subscriber: row.subscriber,
        delivery: row.id,
        outcome: is_attempt.then_some(Outcome::TryLater),
        code: outcome.code(),
        phase: outcome.phase().as_str().to_owned(),
        reply: outcome.text().to_owned(),
        after: After::Planned {
            due_at,
            reason: later(attempts, outcome.code(), due_at),
        },
    }
}

/// The end of a row that no attempt brought through: failed; but one that may have arrived by an earlier attempt is
/// held, and noted (SEMANTICS, "States").
fn ended(row: &DeliveryRow, reason: Reason) -> After {
    if row.doubtful {
        After::Held(reason)
    } else {
        After::Failed(reason)
    }
}

/// Whether an unknown outcome is answered by sending once more: service and personal messages, an
/// announcement that no letter could note in time, and only the first time.
fn is_resent(row: &DeliveryRow, pins: Option<&Pins>) -> bool {
    let class = matches!(row.class, MessageClass::Service | MessageClass::Personal);
    let alone = pins.is_some_and(|pins| pins.resend);
    row.kind != DeliveryKind::Letter && (class || alone) && !row.doubtful
}

fn later(attempts: u32, code: Option<u16>, until: Timestamp) -> Reason {
    Reason::TryLater {
        attempts,
        code,
        until,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_asks_for_less_and_a_mailbox_does_not() {
        let said = |code, text: &str, phase| SendOutcome::from_reply(code, text, phase);
        for (outcome, is_late, expected) in [
            (said(421, "4.7.0 too many", Phase::Mail), false, true),
            (said(450, "4.7.1 slow down", Phase::Rcpt), false, true),
            (said(451, "later", Phase::Reply), false, true),
            (said(452, "4.2.2 full", Phase::Rcpt), false, false),
            (
                said(450, "4.1.1 unknown for now", Phase::Rcpt),
                false,
                false,
            ),
            (said(421, "4.3.2 closing", Phase::Greeting), false, false),
            (said(550, "5.7.1 no", Phase::Rcpt), false, false),
            (SendOutcome::NotStarted { phase: Phase::Rcpt }, true, true),
            (
                SendOutcome::NotStarted {
                    phase: Phase::Connect,
                },
                false,
                false,
            ),
        ] {
            assert_eq!(asks_for_less(&outcome, is_late), expected, "{outcome}");
        }
    }
}
