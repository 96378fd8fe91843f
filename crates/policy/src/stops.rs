//! Stops: what may still come in spite of one (SEMANTICS, "Stops"). They are absolute; this file
//! never weighs them against anything, and it lifts none.

use crate::confirmations::BOUNCE_REST;
use lagom_model::{MessageClass, Stop, StopCause, StopScope, Timestamp};

/// What a message asks, as far as stops care.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asking {
    pub(crate) class: MessageClass,
    /// When the person asked for it.
    pub(crate) asked_at: Option<Timestamp>,
    /// Whether that was within the hour.
    pub(crate) within_the_hour: bool,
    pub(crate) now: Timestamp,
}

/// Whether a stop forbids a part of a publication. Of all parts only a personal answer passes, and
/// only a stop of mailings.
pub(crate) fn forbids_part(stop: &Stop, publication: i64, class: MessageClass) -> bool {
    let answer = class == MessageClass::Personal
        && stop.scope == StopScope::Mailings
        && matches!(stop.cause, StopCause::Own | StopCause::Complaint);
    stop.covers(publication) && !answer
}

/// Whether a stop forbids a message without parts, by the table in SEMANTICS. How often a
/// confirmation may be asked for is judged where it is asked for, not here.
pub(crate) fn forbids_message(stop: &Stop, asking: Asking) -> bool {
    let service = asking.class == MessageClass::Service;
    let answer = asking.class == MessageClass::Personal;
    // "That they ask for": since the stop, not before it.
    let asked_since = asking.asked_at.is_some_and(|asked| asked >= stop.at);
    let allowed = match (stop.cause, stop.scope) {
        (StopCause::Own, StopScope::Publication(_)) => true,
        (StopCause::Own, StopScope::Mailings) => answer || (service && asking.within_the_hour),
        (StopCause::Own, StopScope::Everything) | (StopCause::Erasure, _) => service && asked_since,
        (StopCause::Complaint, _) => answer || (service && asked_since),
        (StopCause::HardBounce, _) => {
            service && asked_since && asking.now.since(stop.at) >= BOUNCE_REST
        }
    };
    !allowed
}
