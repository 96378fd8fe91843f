//! The terms of a policy in an operator's words: what two policies are compared by, line by line.

use lagom_model::{Cap, MessageClass, Policy, SeasonChoice};
use serde::Serialize;

/// A term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Term {
    /// Its name.
    pub name: String,
    /// What it says.
    pub value: String,
}

/// The terms of a policy.
pub(crate) fn terms(policy: &Policy) -> Vec<Term> {
    let mut terms = Vec::new();
    let mut say = |name: String, value: String| terms.push(Term { name, value });
    for cap in &policy.caps {
        say(cap_name(cap), cap_value(cap));
    }
    say(
        "between two letters".to_owned(),
        format!("{} hours", policy.gap_hours),
    );
    let quiet = policy.quiet.map_or_else(
        || "none".to_owned(),
        |quiet| format!("{}–{}", quiet.from, quiet.to),
    );
    say("quiet hours".to_owned(), quiet);
    say("quiet days".to_owned(), quiet_days(policy));
    say(
        "longest wait".to_owned(),
        format!("{} days", policy.max_deferral_days),
    );
    say(
        "spread after quiet time".to_owned(),
        format!("{} minutes", policy.spread_minutes),
    );
    for season in &policy.seasons {
        let form = match season.form {
            SeasonChoice::Full => "full letters",
            SeasonChoice::Short => "short letters",
            SeasonChoice::Events => "only events",
            SeasonChoice::Nothing => "no letters",
        };
        let mut value = format!("{form}, {} to {}", season.from, season.to);
        for list in [&season.countries, &season.languages] {
            if !list.is_empty() {
                value = format!("{value}, only {}", list.join(" "));
            }
        }
        say(format!("season `{}`", season.key), value);
    }
    for level in &policy.levels {
        say(format!("level `{}`", level.key), caps_value(&level.caps));
    }
    for (publication, caps) in &policy.lowered {
        say(format!("readers of `{publication}`"), caps_value(caps));
    }
    terms
}

fn caps_value(caps: &[Cap]) -> String {
    let caps = caps.iter();
    let caps: Vec<String> = caps
        .map(|cap| format!("{} {}", cap_name(cap), cap_value(cap)))
        .collect();
    caps.join(", ")
}

fn cap_name(cap: &Cap) -> String {
    let what = match cap.class {
        None => "letters",
        Some(MessageClass::Service) => "service messages",
        Some(MessageClass::Personal) => "personal letters",
        Some(MessageClass::Event) => "letters with events",
        Some(MessageClass::Issue) => "letters with issues",
        Some(MessageClass::Offer) => "letters with offers",
    };
    format!("{what} in {} days", cap.days)
}

fn cap_value(cap: &Cap) -> String {
    format!("{}, up to {} by choice", cap.default, cap.ceiling)
}

fn quiet_days(policy: &Policy) -> String {
    let days = &policy.quiet_days;
    let mut said: Vec<String> = days.weekdays.iter().map(ToString::to_string).collect();
    if days.holidays {
        said.push("public holidays".to_owned());
    }
    if said.is_empty() {
        "none".to_owned()
    } else {
        said.join(", ")
    }
}
