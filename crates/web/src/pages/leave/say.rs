//! The words of the stop page. It reads nothing and decides nothing.

use super::address;
use crate::house::House;
use crate::pages::Done;
use crate::pages::preferences::{InsteadSaid, just_stopped, leaving_value};
use lagom_app::preferences::{Action, Leaving, LetterView, StopView};
use lagom_model::{StopCause, StopScope};
use lagom_render::language::{Arg, Language};
use serde::Serialize;

/// What a redirect can say was done.
const DONE: &[&str] = &[
    "stop",
    "restore",
    "instead",
    "undo",
    "not-undone",
    "already",
];

/// What the template `leave.html` is given.
#[derive(Serialize)]
pub(super) struct Said {
    address: Option<String>,
    action: String,
    preferences: String,
    heading: String,
    done: Option<String>,
    undo: Option<String>,
    parts: Vec<Part>,
    wider: Vec<Part>,
    all_gone: bool,
    instead: Option<InsteadSaid>,
}

/// A newsletter, or all of them, with its button.
#[derive(Serialize)]
struct Part {
    label: String,
    /// The button's field and value; `None`: it cannot be changed here.
    field: Option<&'static str>,
    value: String,
    button: String,
    /// What still comes, beside a button that stops.
    still: Option<String>,
    stopped: bool,
}

/// Everything that the page says.
pub(super) fn say(
    house: &House,
    language: Language,
    view: &LetterView,
    token: &str,
    query: Option<&str>,
) -> Said {
    let done = Done::of_query(query, DONE);
    let asked = asked_for(query);
    let widest = [StopScope::Everything, StopScope::Mailings]
        .into_iter()
        .find_map(|scope| view.stops.iter().find(|stop| stop.scope == scope));
    let mut parts: Vec<Part> = view
        .parts
        .iter()
        .map(|part| {
            let leaving = Leaving::Publication(part.key.clone());
            self::part(
                house,
                language,
                &leaving,
                part.stopped.as_ref(),
                &part.name,
                view.several,
            )
        })
        .collect();
    // Where a wider stop holds, a narrower one would only be one more button.
    parts.retain(|part| part.stopped || widest.is_none());
    // The newsletter whose own stop link was followed comes first.
    parts.sort_by_key(|part| Some(part.value.as_str()) != asked.as_deref());
    let wider = [
        (Leaving::Mailings, StopScope::Mailings, "page-leave-all"),
        (
            Leaving::Everything,
            StopScope::Everything,
            "page-leave-everything",
        ),
    ];
    let everything = widest.is_some_and(|stop| stop.scope == StopScope::Everything);
    let wider = wider.into_iter().filter_map(|(leaving, scope, label)| {
        let stop = view.stops.iter().find(|stop| stop.scope == scope);
        let label = house.text(language, label, &[]);
        (stop.is_some() || !everything)
            .then(|| part(house, language, &leaving, stop, &label, view.several))
    });
    let all_gone = widest.is_some() || parts.iter().all(|part| part.stopped);
    let stopped = done.filter(|done| done.what == "stop");
    let instead = stopped.and_then(|_| {
        let id = just_stopped(&view.stops)?;
        let part = view.parts.iter().find(|part| part.id == id)?;
        let said = || InsteadSaid::new(house, language, &part.key, &part.name);
        part.monthly.then(said)
    });
    Said {
        instead,
        address: view.address.clone(),
        action: address(house, token),
        preferences: format!("{}/p/{}", house.mount(), view.preferences),
        heading: heading(house, language, view, widest),
        undo: done
            .and_then(|done| done.undo)
            .map(|change| change.to_string()),
        done: done.map(|done| house.text(language, &format!("page-done-{}", done.what), &[])),
        parts,
        wider: wider.collect(),
        all_gone,
    }
}

/// `?n=<key>`: the newsletter whose own stop link was followed.
fn asked_for(query: Option<&str>) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(query?.as_bytes());
    let (_, key) = pairs.find(|(name, _)| name == "n")?;
    Some(leaving_value(&Leaving::Publication(key.into_owned())))
}

fn heading(
    house: &House,
    language: Language,
    view: &LetterView,
    widest: Option<&StopView>,
) -> String {
    let text = |id: &str| house.text(language, id, &[]);
    let named = |id: &str, name: &str| {
        house.text(language, id, &[("newsletter", Arg::from(name.to_owned()))])
    };
    match widest.map(|stop| stop.scope) {
        Some(StopScope::Everything) => return text("page-leave-left-everything"),
        Some(_) => return text("page-leave-left-all"),
        None => {}
    }
    let stopped = view.parts.iter().filter(|part| part.stopped.is_some());
    let stopped: Vec<&str> = stopped.map(|part| part.name.as_str()).collect();
    match (stopped.as_slice(), view.parts.as_slice()) {
        ([], [one]) => named("page-leave-one", &one.name),
        ([], _) => text("page-leave-some"),
        ([first, second], _) => {
            let both = [
                ("first", Arg::from((*first).to_owned())),
                ("second", Arg::from((*second).to_owned())),
            ];
            named(
                "page-leave-left-one",
                &house.text(language, "page-both", &both),
            )
        }
        (more, _) => named("page-leave-left-one", &more.join(", ")),
    }
}

fn part(
    house: &House,
    language: Language,
    leaving: &Leaving,
    stop: Option<&StopView>,
    name: &str,
    several: bool,
) -> Part {
    let text = |id: &str| house.text(language, id, &[]);
    let named = |id: &str| house.text(language, id, &[("newsletter", Arg::from(name.to_owned()))]);
    let one = matches!(leaving, Leaving::Publication(_));
    let still = match leaving {
        Leaving::Publication(_) if several => "page-stop-one-still",
        Leaving::Publication(_) => "page-stop-one-only",
        Leaving::Mailings => "page-stop-all-still",
        Leaving::Everything => "page-stop-everything-still",
    };
    let (label, button) = match (stop, leaving) {
        (None, _) if one => (name.to_owned(), named("page-leave-stop")),
        (None, _) => (name.to_owned(), name.to_owned()),
        (Some(_), Leaving::Mailings) => (text("page-stopped-all"), text("page-restore")),
        (Some(_), Leaving::Everything) => (text("page-stopped-everything"), text("page-restore")),
        (Some(_), Leaving::Publication(_)) => {
            (named("page-stopped-one"), named("page-restore-one"))
        }
    };
    let field = match stop.map(|stop| stop.cause) {
        None => Some("stop"),
        Some(StopCause::Own) => Some("restore"),
        Some(_) => None,
    };
    Part {
        label,
        field,
        value: leaving_value(leaving),
        button,
        still: stop.is_none().then(|| text(still)),
        stopped: stop.is_some(),
    }
}

/// The words on and above the button that was pressed.
pub(super) fn wording(house: &House, language: Language, action: &Action) -> String {
    let text = |id: &str| house.text(language, id, &[]);
    let (leaving, stops) = match action {
        Action::Stop(leaving) => (leaving, true),
        Action::Restore(leaving) => (leaving, false),
        Action::MonthlyInstead { publication } => {
            let known = house.installation.known.publication_by_key(publication);
            let name = known.map_or_else(String::new, |known| known.def.name.clone());
            let said = InsteadSaid::new(house, language, publication, &name);
            return said.question + " – " + &text("page-instead-button");
        }
        _ => return String::new(),
    };
    match (leaving, stops) {
        (Leaving::Publication(key), _) => {
            let known = house.installation.known.publication_by_key(key);
            let name = known.map_or_else(String::new, |known| known.def.name.clone());
            let id = if stops {
                "page-leave-stop"
            } else {
                "page-restore-one"
            };
            house.text(language, id, &[("newsletter", Arg::from(name))])
        }
        (Leaving::Mailings, true) => text("page-leave-all"),
        (Leaving::Everything, true) => text("page-leave-everything"),
        (Leaving::Mailings, false) => text("page-stopped-all") + " " + &text("page-restore"),
        (Leaving::Everything, false) => {
            text("page-stopped-everything") + " " + &text("page-restore")
        }
    }
}
