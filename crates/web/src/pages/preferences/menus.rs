//! What stands under "more choices": newsletters with their menus, seasons, languages.

use super::say::yes_no;
use crate::house::House;
use lagom_app::preferences::{MenuEntry, PublicationView, View};
use lagom_model::{Cadence, SeasonChoice};
use lagom_render::language::{Arg, Language};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct NewsletterSaid {
    key: String,
    name: String,
    description: String,
    paused: Option<String>,
    stopped: bool,
    menu: Vec<EntrySaid>,
    topics: Vec<TopicSaid>,
}

/// An entry of a menu.
#[derive(Serialize)]
pub(super) struct EntrySaid {
    pub(super) value: &'static str,
    pub(super) label: String,
    pub(super) brings: String,
    pub(super) raises: Option<String>,
    now: bool,
}

#[derive(Serialize)]
struct TopicSaid {
    key: String,
    name: String,
    taken: bool,
}

#[derive(Serialize)]
pub(super) struct SeasonSaid {
    pub(super) title: String,
    dates: String,
    pub(super) choices: Vec<ChoiceSaid>,
}

/// An entry of a list.
#[derive(Serialize)]
pub(super) struct ChoiceSaid {
    pub(super) value: String,
    pub(super) label: String,
    now: bool,
}

pub(super) fn newsletter(
    house: &House,
    language: Language,
    view: &View,
    line: &PublicationView,
) -> NewsletterSaid {
    let paused = line.paused_until.map(|until| {
        let date = house.coming(language, until, view.today);
        house.text(language, "page-paused-line", &[("date", Arg::from(date))])
    });
    let entries = line.menu.iter();
    let topics = line.topics.iter().map(|topic| TopicSaid {
        key: topic.key.clone(),
        name: topic.name.clone(),
        taken: topic.taken,
    });
    NewsletterSaid {
        key: line.key.clone(),
        name: line.name.clone(),
        description: line.description.clone(),
        paused,
        stopped: line.stopped.is_some(),
        menu: entries
            .map(|entry| menu_entry(house, language, entry, Some(line.cadence)))
            .collect(),
        topics: topics.collect(),
    }
}

/// An entry of a menu, with what it means in letters and what it does to the limit.
pub(super) fn menu_entry(
    house: &House,
    language: Language,
    entry: &MenuEntry,
    now: Option<Cadence>,
) -> EntrySaid {
    let events = entry.cadence == Cadence::EventsOnly;
    let brings = [
        ("letters", Arg::from(entry.letters)),
        ("most", yes_no(events)),
    ];
    // The longest window is the one that choices are counted in.
    let raise = entry.raises.iter().max_by_key(|raise| raise.days);
    let raises = raise.map(|raise| {
        let window = [("days", Arg::from(raise.days))];
        let args = [
            ("letters", Arg::from(entry.letters_in_all)),
            ("from", Arg::from(raise.from)),
            ("to", Arg::from(raise.to)),
            (
                "window",
                Arg::from(house.text(language, "window-days", &window)),
            ),
        ];
        house.text(language, "page-choice-raises", &args)
    });
    EntrySaid {
        value: entry.cadence.name(),
        label: house.text(
            language,
            &format!("page-choice-{}", entry.cadence.name()),
            &[],
        ),
        brings: house.text(language, "page-choice-brings", &brings),
        raises,
        now: now == Some(entry.cadence),
    }
}

/// The seasons, with what can be chosen for all of them.
pub(super) fn seasons(house: &House, language: Language, view: &View) -> Vec<SeasonSaid> {
    let said = view.seasons.iter().map(|season| {
        let key = format!("season-{}", season.key);
        let known = house.languages().has(language, &key);
        let name = house.text(language, if known { &key } else { "season-other" }, &[]);
        let default = [("form", Arg::from(season.form.name()))];
        let default = ChoiceSaid {
            value: "default".to_owned(),
            label: house.text(language, "page-season-default", &default),
            now: view.season.is_none(),
        };
        let own = SeasonChoice::ALL.into_iter().map(|choice| ChoiceSaid {
            value: choice.name().to_owned(),
            label: house.text(language, &format!("page-season-{}", choice.name()), &[]),
            now: view.season == Some(choice),
        });
        let range = house.every_year(language, season.from, season.to);
        SeasonSaid {
            title: house.text(language, "page-seasons", &[("season", Arg::from(name))]),
            dates: house.text(
                language,
                "page-season-dates",
                &[("range", Arg::from(range))],
            ),
            choices: [default].into_iter().chain(own).collect(),
        }
    });
    said.collect()
}

/// Nothing to choose where there is one language only.
pub(super) fn languages(view: &View) -> Vec<ChoiceSaid> {
    if view.languages.len() < 2 {
        return Vec::new();
    }
    let choices = view.languages.iter().map(|tag| ChoiceSaid {
        value: tag.clone(),
        label: language_name(tag),
        now: *tag == view.language,
    });
    choices.collect()
}

/// A language's own name for itself, which no catalogue translates; its tag, if we do not know it.
pub(super) fn language_name(tag: &str) -> String {
    let name = match tag.split('-').next().unwrap_or(tag) {
        "da" => "Dansk",
        "de" => "Deutsch",
        "en" => "English",
        "es" => "Español",
        "et" => "Eesti",
        "fi" => "Suomi",
        "fr" => "Français",
        "it" => "Italiano",
        "lt" => "Lietuvių",
        "lv" => "Latviešu",
        "nb" | "no" => "Norsk",
        "nl" => "Nederlands",
        "pl" => "Polski",
        "pt" => "Português",
        "ru" => "Русский",
        "sv" => "Svenska",
        "uk" => "Українська",
        _ => tag,
    };
    name.to_owned()
}
