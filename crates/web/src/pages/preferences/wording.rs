//! The record of consent: the words that the person saw on and beside the button they pressed.

use super::ask::AS_USUAL;
use super::{menus, offers, promise, say, wishes};
use crate::house::House;
use lagom_app::preferences::{Action, Leaving, PauseFor, PublicationView, View};
use lagom_model::{Cadence, Form, Return};
use lagom_render::language::{Arg, Language};

/// What was seen and pressed.
pub(in crate::pages) fn of(
    house: &House,
    language: Language,
    view: &View,
    action: &Action,
) -> String {
    let text = |id: &str| house.text(language, id, &[]);
    let words = match action {
        Action::Fewer { .. } => {
            vec![
                text("page-fewer"),
                offers::fewer(house, language, view).unwrap_or_default(),
            ]
        }
        Action::OnlyEvents => {
            let brings = offers::only_events(house, language, view);
            vec![text("page-only-events"), brings.unwrap_or_default()]
        }
        Action::Pause(length, then) => {
            let length = match length {
                PauseFor::Weeks(weeks) => {
                    let weeks = [("weeks", Arg::from(*weeks))];
                    house.text(language, "page-pause-weeks", &weeks)
                }
                PauseFor::Until(date) => house.languages().date(language, *date),
            };
            let then = match then {
                Return::Summary => "page-pause-then-summary",
                Return::Nothing => "page-pause-then-nothing",
            };
            vec![
                text("page-pause"),
                length,
                text("page-pause-then"),
                text(then),
            ]
        }
        Action::Resume => vec![text("page-resume")],
        Action::Stop(leaving) => stop(house, language, view, leaving),
        Action::Restore(leaving) => {
            let words = stop(house, language, view, leaving);
            vec![
                text("page-restore"),
                words.into_iter().nth(1).unwrap_or_default(),
            ]
        }
        Action::SetCadence { .. }
        | Action::Topics { .. }
        | Action::Favourites { .. }
        | Action::When { .. }
        | Action::Form { .. }
        | Action::TellAtOnce { .. }
        | Action::MonthlyInstead { .. }
        | Action::Accept { .. } => of_newsletter(house, language, view, action),
        Action::Season(_)
        | Action::Language(_)
        | Action::Zone(_)
        | Action::QuietHours(_)
        | Action::QuietDays(_)
        | Action::MinutesAWeek(_)
        | Action::Most(_)
        | Action::NoOccasions(_)
        | Action::Level(_)
        | Action::Remark(_) => of_all(house, language, view, action),
    };
    let words: Vec<String> = words
        .into_iter()
        .filter(|words| !words.is_empty())
        .collect();
    words.join(" – ")
}

/// The choices on one newsletter.
fn of_newsletter(house: &House, language: Language, view: &View, action: &Action) -> Vec<String> {
    let text = |id: &str| house.text(language, id, &[]);
    match action {
        Action::SetCadence {
            publication,
            cadence,
            ..
        } => {
            let line = line(view, publication);
            let entry =
                line.and_then(|line| line.menu.iter().find(|entry| entry.cadence == *cadence));
            let said = entry.map(|entry| menus::menu_entry(house, language, entry, None));
            let said = said.map(|said| [Some(said.label), Some(said.brings), said.raises]);
            let name = line.map(|line| line.name.clone());
            [name]
                .into_iter()
                .chain(said.into_iter().flatten())
                .flatten()
                .collect()
        }
        Action::Topics {
            publication,
            topics,
        } => {
            let chosen = |key: &String| topics.as_ref().is_none_or(|topics| topics.contains(key));
            let names = topic_names(view, publication, chosen);
            vec![name(view, publication), text("page-topics"), names]
        }
        Action::Favourites {
            publication,
            topics,
        } => {
            let names = topic_names(view, publication, |key| topics.contains(key));
            vec![name(view, publication), text("page-first"), names]
        }
        Action::When {
            publication,
            anchor,
        } => {
            let line = line(view, publication);
            let when = line.map(|line| {
                let monthly = line.cadence == Cadence::Monthly;
                menus::when_said(house, language, anchor.or(line.anchor), monthly)
            });
            let when = when.unwrap_or_default();
            vec![name(view, publication), text("page-when"), when]
        }
        Action::Form { publication, form } => {
            let value = form.unwrap_or(Form::Full).name();
            let line = line(view, publication);
            let forms = line.map(|line| menus::forms(house, language, line));
            let chosen = chosen(forms.unwrap_or_default(), value);
            vec![name(view, publication), text("page-form"), chosen]
        }
        Action::TellAtOnce {
            publication,
            at_once,
        } => {
            let value = if *at_once { "yes" } else { "no" };
            let line = line(view, publication);
            let events = line.map(|line| menus::events(house, language, line));
            let chosen = chosen(events.unwrap_or_default(), value);
            vec![name(view, publication), text("page-events"), chosen]
        }
        Action::MonthlyInstead { publication } => {
            let name = name(view, publication);
            let question = offers::InsteadSaid::new(house, language, publication, &name).question;
            vec![question, text("page-instead-button")]
        }
        Action::Accept { publication, .. } => {
            let newer = promise::newer(house, language, view).into_iter();
            let offered = newer.filter(|newer| newer.key == *publication);
            let words = offered.map(|newer| newer.text).collect();
            vec![text("page-newer-agree"), name(view, publication), words]
        }
        _ => Vec::new(),
    }
}

/// The choices for all letters.
fn of_all(house: &House, language: Language, view: &View, action: &Action) -> Vec<String> {
    let text = |id: &str| house.text(language, id, &[]);
    match action {
        Action::Season(choice) => {
            let seasons = menus::seasons(house, language, view);
            let value = choice.map_or(AS_USUAL, |choice| choice.name());
            let said = seasons.map(|season| vec![season.title, chosen(season.choices, value)]);
            said.unwrap_or_default()
        }
        // The question and the button; the words are no part of the record.
        Action::Remark(_) => vec![text("page-remark"), text("page-remark-send")],
        Action::Language(tag) => vec![text("page-language"), menus::language_name(tag)],
        Action::Zone(zone) => vec![text("page-place"), wishes::place_name(zone.name())],
        Action::QuietHours(quiet) => {
            let hours = quiet.or(view.wishes.usual_quiet);
            let hours = wishes::hours_said(house, language, hours);
            vec![text("page-quiet-hours"), hours]
        }
        Action::QuietDays(days) => {
            let said = days
                .as_ref()
                .map(|days| wishes::days_said(house, language, days));
            let said = said.unwrap_or_else(|| text("page-days-as-usual"));
            vec![text("page-quiet-days"), said]
        }
        Action::MinutesAWeek(minutes) => {
            let most = minutes.map(|minutes| {
                let minutes = say::minutes_of(house, language, minutes);
                house.text(
                    language,
                    "page-reading-most",
                    &[("most", Arg::from(minutes))],
                )
            });
            let most = most.unwrap_or_else(|| text("page-reading-none"));
            vec![text("page-reading"), most]
        }
        Action::Most(most) => {
            let value = most.map_or_else(|| AS_USUAL.to_owned(), |most| most.to_string());
            let chosen = chosen(wishes::most(house, language, view), &value);
            vec![text("page-most"), chosen]
        }
        Action::NoOccasions(without) => {
            let names = without
                .iter()
                .map(|key| house.languages().occasion(language, key));
            let names = names.collect::<Vec<_>>().join(", ");
            let args = [("occasions", Arg::from(names))];
            let said = if without.is_empty() {
                text("page-occasions-all")
            } else {
                house.text(language, "page-occasions-without", &args)
            };
            vec![text("page-occasions"), said]
        }
        Action::Level(level) => {
            let value = level.as_deref().unwrap_or(AS_USUAL);
            let chosen = chosen(wishes::levels(house, language, &view.wishes), value);
            vec![text("page-level"), chosen]
        }
        _ => Vec::new(),
    }
}

fn line<'v>(view: &'v View, key: &str) -> Option<&'v PublicationView> {
    view.publications.iter().find(|line| line.key == key)
}

fn name(view: &View, key: &str) -> String {
    line(view, key).map_or_else(String::new, |line| line.name.clone())
}

/// The label of a list's entry.
fn chosen(choices: Vec<menus::ChoiceSaid>, value: &str) -> String {
    let mut choices = choices.into_iter();
    let chosen = choices.find(|choice| choice.value == value);
    chosen.map_or_else(String::new, |choice| choice.label)
}

fn topic_names(view: &View, key: &str, chosen: impl Fn(&String) -> bool) -> String {
    let topics = line(view, key).into_iter().flat_map(|line| &line.topics);
    let names = topics.filter(|topic| chosen(&topic.key));
    let names: Vec<&str> = names.map(|topic| topic.name.as_str()).collect();
    names.join(", ")
}

fn stop(house: &House, language: Language, view: &View, leaving: &Leaving) -> Vec<String> {
    let value = offers::leaving_value(leaving);
    let stops = offers::stops(house, language, view);
    let said = stops.into_iter().find(|stop| stop.value == value);
    let stop = house.text(language, "page-stop", &[]);
    match (said, leaving) {
        (Some(said), _) => vec![stop, said.label, said.still],
        (None, Leaving::Publication(key)) => {
            let known = house.installation.known.publication_by_key(key);
            let name = known.map_or_else(String::new, |known| known.def.name.clone());
            vec![stop, name]
        }
        (None, Leaving::Mailings) => vec![stop, house.text(language, "page-stop-all", &[])],
        (None, Leaving::Everything) => {
            vec![stop, house.text(language, "page-stop-everything", &[])]
        }
    }
}
