//! From the page's forms to actions. It decides nothing: what cannot be chosen is refused behind it.

use crate::error::BadForm;
use crate::form::Fields;
use chrono::Weekday;
use lagom_app::preferences::{Action, Leaving, PauseFor};
use lagom_model::{
    Anchor, Cadence, Form, LocalTime, QuietDays, QuietHours, Return, SeasonChoice, Zone,
};
use std::collections::BTreeSet;

/// The value of a button that takes a choice of one's own back.
pub(super) const AS_USUAL: &str = "default";

/// The action that a form asks for.
pub(super) fn asked(fields: &Fields) -> Result<Action, BadForm> {
    let action = match fields.get("do").unwrap_or_default() {
        "fewer" => Some(Action::Fewer {
            letters: fields.get("letters").and_then(|said| said.parse().ok()),
        }),
        "only-events" => Some(Action::OnlyEvents),
        "pause" => pause(fields),
        "resume" => Some(Action::Resume),
        "stop" => fields.get("what").and_then(leaving).map(Action::Stop),
        "restore" => fields.get("what").and_then(leaving).map(Action::Restore),
        "how-often" | "when" | "form" | "topics" | "first" | "at-once" | "accept" | "instead" => {
            of_newsletter(fields)
        }
        "season" => season(fields),
        "language" => fields
            .get("choice")
            .map(|tag| Action::Language(tag.to_owned())),
        "zone" => fields
            .get("choice")
            .and_then(|name| Zone::parse(name).ok())
            .map(Action::Zone),
        "quiet-hours" => quiet_hours(fields),
        "quiet-days" => quiet_days(fields),
        "minutes" => minutes(fields),
        "most" => most(fields),
        "occasions" => Some(Action::NoOccasions(unticked(fields, "offered", "wanted"))),
        "remark" => fields
            .get("said")
            .map(|said| Action::Remark(said.to_owned())),
        "level" => fields.get("choice").map(|key| {
            let level = (key != AS_USUAL).then(|| key.to_owned());
            Action::Level(level)
        }),
        _ => None,
    };
    action.ok_or(BadForm::Unreadable)
}

/// What a stop or restore button names: `all`, `everything`, or `n:` and a newsletter's key.
pub(crate) fn leaving(value: &str) -> Option<Leaving> {
    match value {
        "all" => Some(Leaving::Mailings),
        "everything" => Some(Leaving::Everything),
        _ => {
            let key = value.strip_prefix("n:").filter(|key| !key.is_empty());
            key.map(|key| Leaving::Publication(key.to_owned()))
        }
    }
}

/// The choices on one newsletter.
fn of_newsletter(fields: &Fields) -> Option<Action> {
    let publication = fields.get("newsletter")?.to_owned();
    let choice = fields.get("choice");
    let topics = || fields.all("topic").map(str::to_owned).collect();
    Some(match fields.get("do")? {
        "how-often" => Action::SetCadence {
            publication,
            cadence: Cadence::parse(choice?)?,
            anchor: None,
        },
        "when" => Action::When {
            publication,
            anchor: anchor(fields)?,
        },
        "form" => Action::Form {
            publication,
            form: match choice? {
                "full" => None,
                "short" => Some(Form::Short),
                _ => return None,
            },
        },
        "topics" => Action::Topics {
            publication,
            topics: Some(topics()),
        },
        "first" => Action::Favourites {
            publication,
            topics: topics(),
        },
        "at-once" => Action::TellAtOnce {
            publication,
            at_once: yes_or_no(choice?)?,
        },
        "instead" => Action::MonthlyInstead { publication },
        "accept" => Action::Accept {
            publication,
            version: fields.get("version")?.parse().ok()?,
        },
        _ => return None,
    })
}

fn yes_or_no(value: &str) -> Option<bool> {
    match value {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// A weekday or a day of the month, and a time; a field that the form lacks is the newsletter's.
fn anchor(fields: &Fields) -> Option<Anchor> {
    let maybe = |name| fields.get(name).filter(|value| !value.is_empty());
    Some(Anchor {
        weekday: match maybe("weekday") {
            Some(day) => Some(day.parse().ok()?),
            None => None,
        },
        day: match maybe("day") {
            Some(day) => Some(day.parse().ok()?),
            None => None,
        },
        time: match maybe("time") {
            Some(time) => Some(LocalTime::parse(time)?),
            None => None,
        },
    })
}

fn pause(fields: &Fields) -> Option<Action> {
    let length = match fields.get("weeks") {
        Some(weeks) => weeks.parse().ok().map(PauseFor::Weeks),
        None => fields.get("until")?.parse().ok().map(PauseFor::Until),
    };
    let then = match fields.get("then") {
        None | Some("summary") => Return::Summary,
        Some("nothing") => Return::Nothing,
        Some(_) => return None,
    };
    Some(Action::Pause(length?, then))
}

fn season(fields: &Fields) -> Option<Action> {
    match fields.get("choice")? {
        AS_USUAL => Some(Action::Season(None)),
        choice => SeasonChoice::parse(choice).map(|choice| Action::Season(Some(choice))),
    }
}

/// Whether the button that takes a choice back was pressed.
fn as_usual(fields: &Fields) -> bool {
    fields.get("choice") == Some(AS_USUAL)
}

fn quiet_hours(fields: &Fields) -> Option<Action> {
    if as_usual(fields) {
        return Some(Action::QuietHours(None));
    }
    let time = |name| LocalTime::parse(fields.get(name)?);
    Some(Action::QuietHours(Some(QuietHours {
        from: time("from")?,
        to: time("to")?,
    })))
}

fn quiet_days(fields: &Fields) -> Option<Action> {
    if as_usual(fields) {
        return Some(Action::QuietDays(None));
    }
    let weekdays = fields.all("day").map(|day| day.parse::<Weekday>().ok());
    Some(Action::QuietDays(Some(QuietDays {
        weekdays: weekdays.collect::<Option<_>>()?,
        holidays: fields.get("holidays").is_some(),
    })))
}

fn most(fields: &Fields) -> Option<Action> {
    if as_usual(fields) {
        return Some(Action::Most(None));
    }
    let letters = fields.get("choice")?.parse().ok()?;
    Some(Action::Most(Some(letters)))
}

fn minutes(fields: &Fields) -> Option<Action> {
    if as_usual(fields) {
        return Some(Action::MinutesAWeek(None));
    }
    let minutes = fields.get("choice")?.parse().ok()?;
    Some(Action::MinutesAWeek(Some(minutes)))
}

/// What the form offered and the reader left unticked.
fn unticked(fields: &Fields, offered: &str, ticked: &str) -> BTreeSet<String> {
    let ticked: BTreeSet<&str> = fields.all(ticked).collect();
    let offered = fields.all(offered).filter(|key| !ticked.contains(key));
    offered.map(str::to_owned).collect()
}
