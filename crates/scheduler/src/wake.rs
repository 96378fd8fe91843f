//! Until when a line sleeps: a pause of the line, a pause of everything, a season in which the
//! reader wants nothing.

use lagom_model::{Choices, PersonFacts, Policy, SeasonChoice, Timestamp};
use lagom_policy::{pause_end, season_end_date, season_now};

/// The instant at which a line wakes, if it sleeps now.
pub fn asleep_until(
    policy: &Policy,
    person: &PersonFacts,
    choices: &Choices,
    now: Timestamp,
) -> Option<Timestamp> {
    let today = person.zone.date(now);
    let nothing = season_now(policy, person, today)
        .filter(|(_, brings, _)| *brings == SeasonChoice::Nothing)
        .map(|(season, ..)| season_end_date(season, today));
    [person.paused_until, choices.paused_until, nothing]
        .into_iter()
        .flatten()
        .filter(|until| *until > today)
        .max()
        .map(|until| pause_end(until, &person.zone))
}
