//! The big buttons and what has stopped, in words.

use super::menus::menu_entry;
use super::say::{lines, minutes_of};
use crate::house::House;
use chrono::Days;
use lagom_app::preferences::{Action, Leaving, StopView, View};
use lagom_model::{PublicationId, StopCause, StopScope};
use lagom_render::language::{Arg, Language};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct PauseSaid {
    weeks: u32,
    label: String,
    until: String,
}

/// A button that stops.
#[derive(Serialize)]
pub(super) struct StopSaid {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) still: String,
}

#[derive(Serialize)]
pub(super) struct StoppedSaid {
    label: String,
    /// The button's value, if it is the reader's own stop.
    restore: Option<String>,
    button: String,
}

/// "Would once a month suit you better?", said once, right after a stop.
#[derive(Serialize)]
pub(crate) struct InsteadSaid {
    key: String,
    pub(crate) question: String,
}

impl InsteadSaid {
    pub(crate) fn new(house: &House, language: Language, key: &str, name: &str) -> Self {
        let newsletter = [("newsletter", Arg::from(name.to_owned()))];
        Self {
            key: key.to_owned(),
            question: house.text(language, "page-instead", &newsletter),
        }
    }
}

/// One change that is proposed, as its button says it.
#[derive(Serialize)]
pub(crate) struct ProposalSaid {
    label: String,
    brings: String,
    raises: Option<String>,
}

/// Says a proposal: fewer, only events, or another rhythm of one newsletter.
pub(crate) fn proposal_said(
    house: &House,
    language: Language,
    view: &View,
    action: &Action,
) -> ProposalSaid {
    let plain = |id: &str, brings: Option<String>| ProposalSaid {
        label: house.text(language, id, &[]),
        brings: brings.unwrap_or_default(),
        raises: None,
    };
    match action {
        Action::Fewer { .. } => plain("page-fewer", fewer(house, language, view)),
        Action::SetCadence {
            publication,
            cadence,
            ..
        } => {
            let line = view.publications.iter();
            let line = line.filter(|line| line.key == *publication);
            let mut entries =
                line.flat_map(|line| line.menu.iter().map(move |entry| (line, entry)));
            let entry = entries.find(|(_, entry)| entry.cadence == *cadence);
            let said = entry.map(|(line, entry)| {
                let said = menu_entry(house, language, entry, None);
                ProposalSaid {
                    label: format!("{}: {}", line.name, said.label),
                    brings: said.brings,
                    raises: said.raises,
                }
            });
            said.unwrap_or_else(|| plain("page-how-often", None))
        }
        _ => plain("page-only-events", only_events(house, language, view)),
    }
}

/// The publication that the latest stop was about, if it was the reader's own, and about one.
pub(crate) fn just_stopped(stops: &[StopView]) -> Option<PublicationId> {
    let latest = stops.iter().max_by_key(|stop| stop.at)?;
    match latest.scope {
        StopScope::Publication(id) if latest.cause == StopCause::Own => Some(id),
        _ => None,
    }
}

pub(super) fn instead(house: &House, language: Language, view: &View) -> Option<InsteadSaid> {
    let id = just_stopped(&view.stops)?;
    let line = view.publications.iter().find(|line| line.id == id)?;
    line.monthly_is_fewer()
        .then(|| InsteadSaid::new(house, language, &line.key, &line.name))
}

/// What "fewer" would bring.
pub(super) fn fewer(house: &House, language: Language, view: &View) -> Option<String> {
    let fewer = view.fewer.as_ref()?;
    let letters = ("letters", Arg::from(fewer.letters));
    let Some(minutes) = fewer.minutes.filter(|minutes| *minutes > 0) else {
        return Some(house.text(language, "page-fewer-brings", &[letters]));
    };
    let minutes = ("minutes", Arg::from(minutes_of(house, language, minutes)));
    Some(house.text(language, "page-fewer-brings-minutes", &[letters, minutes]))
}

/// What "only events" would bring.
pub(super) fn only_events(house: &House, language: Language, view: &View) -> Option<String> {
    let events = view.only_events.as_ref()?;
    if events.stays.is_empty() {
        return Some(house.text(language, "page-only-events-brings", &[]));
    }
    let names = events.changes.iter().filter_map(|id| {
        let line = view.publications.iter().find(|line| line.id == *id);
        line.map(|line| line.name.as_str())
    });
    let names = names.collect::<Vec<_>>().join(", ");
    let names = [("newsletters", Arg::from(names))];
    Some(house.text(language, "page-only-events-some", &names))
}

pub(super) fn pause(house: &House, language: Language, view: &View, weeks: u32) -> PauseSaid {
    let until = view.today.checked_add_days(Days::new(u64::from(weeks) * 7));
    let until = until.map_or_else(String::new, |until| {
        house.until(language, until, view.today)
    });
    PauseSaid {
        weeks,
        label: house.text(language, "page-pause-weeks", &[("weeks", Arg::from(weeks))]),
        until: house.text(language, "page-pause-until", &[("date", Arg::from(until))]),
    }
}

/// The value of a stop or restore button; `ask.rs` reads it back.
pub(crate) fn leaving_value(leaving: &Leaving) -> String {
    match leaving {
        Leaving::Publication(key) => format!("n:{key}"),
        Leaving::Mailings => "all".to_owned(),
        Leaving::Everything => "everything".to_owned(),
    }
}

/// The stops that can be made, each with what still comes.
pub(super) fn stops(house: &House, language: Language, view: &View) -> Vec<StopSaid> {
    let text = |id: &str| house.text(language, id, &[]);
    let several = lines(view).count() > 1;
    let one_still = text(if several {
        "page-stop-one-still"
    } else {
        "page-stop-one-only"
    });
    let one = lines(view).map(|line| StopSaid {
        value: leaving_value(&Leaving::Publication(line.key.clone())),
        label: line.name.clone(),
        still: one_still.clone(),
    });
    let has = |scope| view.stops.iter().any(|stop| stop.scope == scope);
    let all = (!has(StopScope::Mailings) && !has(StopScope::Everything)).then(|| StopSaid {
        value: leaving_value(&Leaving::Mailings),
        label: text("page-stop-all"),
        still: text("page-stop-all-still"),
    });
    let everything = (!has(StopScope::Everything)).then(|| StopSaid {
        value: leaving_value(&Leaving::Everything),
        label: text("page-stop-everything"),
        still: text("page-stop-everything-still"),
    });
    one.chain(all).chain(everything).collect()
}

/// The stops in force, the widest first.
pub(super) fn stops_by_reach(view: &View) -> impl Iterator<Item = &StopView> {
    let mut stops: Vec<&StopView> = view.stops.iter().collect();
    stops.sort_by_key(|stop| match stop.scope {
        StopScope::Everything => 0,
        StopScope::Mailings => 1,
        StopScope::Publication(_) => 2,
    });
    stops.into_iter()
}

pub(super) fn stopped(
    house: &House,
    language: Language,
    view: &View,
    stop: &StopView,
) -> StoppedSaid {
    let text = |id: &str| house.text(language, id, &[]);
    let own = stop.cause == StopCause::Own;
    let (label, leaving) = match stop.scope {
        StopScope::Mailings => (text("page-stopped-all"), Some(Leaving::Mailings)),
        StopScope::Everything => (text("page-stopped-everything"), Some(Leaving::Everything)),
        StopScope::Publication(id) => {
            let known = house.installation.known.publication(id);
            let line = view.publications.iter().find(|line| line.id == id);
            let name = known.map(|known| known.def.name.clone());
            let name = name
                .or_else(|| line.map(|line| line.name.clone()))
                .unwrap_or_default();
            let args = [("newsletter", Arg::from(name))];
            let key = known.map(|known| known.def.key.clone());
            (
                house.text(language, "page-stopped-one", &args),
                key.map(Leaving::Publication),
            )
        }
    };
    let button = text(if own {
        "page-restore"
    } else {
        "page-stopped-elsewhere"
    });
    let restore = leaving
        .filter(|_| own)
        .map(|leaving| leaving_value(&leaving));
    StoppedSaid {
        label,
        restore,
        button,
    }
}
