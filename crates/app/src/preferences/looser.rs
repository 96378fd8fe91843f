//! Where the policy in force is looser than the one that a line was made under: what a reader may accept.
//! It compares; what binds whom is the policy's.

use lagom_dispatch::Promises;
use lagom_model::{Cap, MessageClass, Policy, QuietHours};
use lagom_store::{Known, Person};
use std::borrow::Cow;
use std::sync::Arc;

/// The policy as it binds a person: in force, but no looser than what their lines were promised, and than what their
/// newsletters lower.
pub(super) fn bound<'p>(
    known: &Known,
    policy: &'p Policy,
    person: &Person,
    earlier: &[Policy],
) -> Cow<'p, Policy> {
    let lines = person.lines.iter();
    let lines = lines.map(|line| (line.publication, line.promise));
    let promises = Promises::new(earlier.iter().cloned(), known);
    let bound = promises.bound_by(policy, lines);
    bound.map_or(Cow::Borrowed(policy), |bound| {
        Cow::Owned(Arc::unwrap_or_clone(bound))
    })
}

/// One thing that the policy in force allows and the line's promise does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Looser {
    /// More messages.
    More {
        /// The class counted; `None`: all.
        class: Option<MessageClass>,
        /// The window in local dates.
        days: u32,
        /// What the promise allows at most, for who chose nothing.
        from: u32,
        /// What is allowed now; `None`: there is no such cap any more.
        to: Option<u32>,
    },
    /// More messages for who chooses so.
    HigherCeiling {
        /// The class counted; `None`: all.
        class: Option<MessageClass>,
        /// The window in local dates.
        days: u32,
        /// What the promise let nothing pass.
        from: u32,
        /// What nothing passes now.
        to: u32,
    },
    /// Messages closer together.
    Sooner {
        /// The promised gap in hours.
        from: u32,
        /// The gap now.
        to: u32,
    },
    /// Quiet hours that are not quiet any more.
    LessQuiet {
        /// The promised ones.
        from: QuietHours,
        /// The ones now.
        to: Option<QuietHours>,
    },
    /// Quiet days that are not quiet any more.
    FewerQuietDays,
}

/// What the policy in force allows beyond a promise, the caps of the longest windows first.
pub(super) fn looser(promise: &Policy, now: &Policy) -> Vec<Looser> {
    let mut found: Vec<Looser> = promise
        .caps
        .iter()
        .filter_map(|cap| more(cap, now))
        .collect();
    found.sort_by_key(|it| match it {
        Looser::More { class, days, .. } | Looser::HigherCeiling { class, days, .. } => {
            (class.is_some(), std::cmp::Reverse(*days))
        }
        _ => (true, std::cmp::Reverse(0)),
    });
    if now.gap_hours < promise.gap_hours {
        found.push(Looser::Sooner {
            from: promise.gap_hours,
            to: now.gap_hours,
        });
    }
    if let Some(from) = promise.quiet.filter(|from| !is_within(*from, now.quiet)) {
        found.push(Looser::LessQuiet {
            from,
            to: now.quiet,
        });
    }
    let (was, is) = (&promise.quiet_days, &now.quiet_days);
    let opened = was.weekdays.iter().any(|day| !is.weekdays.contains(day));
    if opened || (was.holidays && !is.holidays) {
        found.push(Looser::FewerQuietDays);
    }
    found
}

fn more(promised: &Cap, now: &Policy) -> Option<Looser> {
    let same = |cap: &&Cap| cap.class == promised.class && cap.days == promised.days;
    let cap = now.caps.iter().find(same);
    let to = match cap {
        Some(cap) if cap.default > promised.default => Some(cap.default),
        Some(cap) if cap.ceiling > promised.ceiling => {
            return Some(Looser::HigherCeiling {
                class: promised.class,
                days: promised.days,
                from: promised.ceiling,
                to: cap.ceiling,
            });
        }
        Some(_) => return None,
        None => None,
    };
    Some(Looser::More {
        class: promised.class,
        days: promised.days,
        from: promised.default,
        to,
    })
}

/// Whether every minute of a quiet span is quiet in another one, too.
fn is_within(span: QuietHours, other: Option<QuietHours>) -> bool {
    let holds = |quiet: QuietHours, minute: u16| {
        let (from, to) = (quiet.from.minutes(), quiet.to.minutes());
        if from <= to {
            (from..to).contains(&minute)
        } else {
            minute >= from || minute < to
        }
    };
    let other_holds = |minute| other.is_some_and(|other| holds(other, minute));
    (0..1440).all(|minute| !holds(span, minute) || other_holds(minute))
}
