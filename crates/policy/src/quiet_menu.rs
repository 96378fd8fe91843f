//! Whether quiet time leaves room for what the menus offer: the part of [`crate::serves_menu`] that looks at quiet
//! hours and days, and the same question for a reader's own choice. It knows no date.

use crate::problem::{Problem, Severity};
use crate::quiet::open_minutes;
use lagom_model::{Cadence, Policy, PublicationDef, QuietDays, QuietHours};

/// The least open time that a day must have, in minutes.
pub(crate) const LEAST_OPEN_MINUTES: u16 = 60;

/// What collides if quiet hours leave less than one open hour a day, or quiet weekdays no open day: such a
/// choice is refused when it is made. `None`: there is room. Each open day has its open hours, so the two
/// never collide with each other.
pub fn leaves_room(hours: Option<QuietHours>, days: &QuietDays) -> Option<Problem> {
    if let Some(quiet) = hours {
        let open_minutes = open_minutes(quiet);
        if open_minutes < LEAST_OPEN_MINUTES {
            return Some(Problem::AlwaysQuiet {
                quiet,
                open_minutes,
            });
        }
    }
    (days.open_weekdays() == 0).then_some(Problem::NoOpenDay)
}

pub(crate) fn check_quiet(policy: &Policy, report: &mut impl FnMut(Severity, Problem)) {
    let days = &policy.quiet_days;
    let hours = leaves_room(policy.quiet, &QuietDays::default());
    for problem in hours.into_iter().chain(leaves_room(None, days)) {
        report(Severity::Error, problem);
    }
    if days.holidays && policy.holidays.is_empty() {
        report(Severity::Warning, Problem::HolidaysOfNobody);
    }
}

/// Digests by weekday that would always wait for the next open day.
pub(crate) fn check_digest_day(
    policy: &Policy,
    publication: &PublicationDef,
    report: &mut impl FnMut(Severity, Problem),
) {
    let by_weekday = [Cadence::Weekly, Cadence::Fortnightly];
    let mut menu = publication.menu.iter();
    let quiet = &policy.quiet_days.weekdays;
    let weekday = publication.anchor.weekday.filter(|day| quiet.contains(day));
    if let (Some(weekday), true) = (weekday, menu.any(|it| by_weekday.contains(it))) {
        let publication = publication.key.clone();
        let problem = Problem::DigestOnQuietDay {
            publication,
            weekday,
        };
        report(Severity::Warning, problem);
    }
}
