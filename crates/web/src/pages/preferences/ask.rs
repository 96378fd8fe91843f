//! From the page's forms to actions. It decides nothing: what cannot be chosen is refused behind it.

use crate::error::BadForm;
use crate::form::Fields;
use lagom_app::preferences::{Action, Leaving, PauseFor};
use lagom_model::{Cadence, SeasonChoice};

/// The action that a form asks for.
pub(super) fn asked(fields: &Fields) -> Result<Action, BadForm> {
    let action = match fields.get("do").unwrap_or_default() {
        "fewer" => Some(Action::Fewer),
        "only-events" => Some(Action::OnlyEvents),
        "pause" => pause(fields).map(Action::Pause),
        "resume" => Some(Action::Resume),
        "stop" => fields.get("what").and_then(leaving).map(Action::Stop),
        "restore" => fields.get("what").and_then(leaving).map(Action::Restore),
        "how-often" => how_often(fields),
        "topics" => topics(fields),
        "season" => season(fields),
        "language" => fields
            .get("choice")
            .map(|tag| Action::Language(tag.to_owned())),
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

fn pause(fields: &Fields) -> Option<PauseFor> {
    match fields.get("weeks") {
        Some(weeks) => weeks.parse().ok().map(PauseFor::Weeks),
        None => fields.get("until")?.parse().ok().map(PauseFor::Until),
    }
}

fn how_often(fields: &Fields) -> Option<Action> {
    Some(Action::SetCadence {
        publication: fields.get("newsletter")?.to_owned(),
        cadence: Cadence::parse(fields.get("choice")?)?,
        anchor: None,
    })
}

fn topics(fields: &Fields) -> Option<Action> {
    Some(Action::Topics {
        publication: fields.get("newsletter")?.to_owned(),
        topics: Some(fields.all("topic").map(str::to_owned).collect()),
    })
}

fn season(fields: &Fields) -> Option<Action> {
    match fields.get("choice")? {
        "default" => Some(Action::Season(None)),
        choice => SeasonChoice::parse(choice).map(|choice| Action::Season(Some(choice))),
    }
}
