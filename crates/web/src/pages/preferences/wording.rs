//! The record of consent: the words that the person saw on and beside the button they pressed.

use super::{menus, offers};
use crate::house::House;
use lagom_app::preferences::{Action, Leaving, PauseFor, View};
use lagom_render::language::{Arg, Language};

/// What was seen and pressed.
pub(super) fn of(house: &House, language: Language, view: &View, action: &Action) -> String {
    let text = |id: &str| house.text(language, id, &[]);
    let words = match action {
        Action::Fewer => {
            vec![
                text("page-fewer"),
                offers::fewer(house, language, view).unwrap_or_default(),
            ]
        }
        Action::OnlyEvents => {
            let brings = offers::only_events(house, language, view);
            vec![text("page-only-events"), brings.unwrap_or_default()]
        }
        Action::Pause(PauseFor::Weeks(weeks)) => {
            let weeks = [("weeks", Arg::from(*weeks))];
            vec![
                text("page-pause"),
                house.text(language, "page-pause-weeks", &weeks),
            ]
        }
        Action::Pause(PauseFor::Until(date)) => {
            vec![
                text("page-pause-save"),
                house.languages().date(language, *date),
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
        Action::SetCadence {
            publication,
            cadence,
            ..
        } => {
            let line = view
                .publications
                .iter()
                .find(|line| line.key == *publication);
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
            let line = view
                .publications
                .iter()
                .find(|line| line.key == *publication);
            let chosen = line
                .into_iter()
                .flat_map(|line| &line.topics)
                .filter(|topic| {
                    topics
                        .as_ref()
                        .is_none_or(|topics| topics.contains(&topic.key))
                });
            let chosen: Vec<&str> = chosen.map(|topic| topic.name.as_str()).collect();
            let name = line.map_or_else(String::new, |line| line.name.clone());
            vec![name, text("page-topics"), chosen.join(", ")]
        }
        Action::Season(choice) => {
            let seasons = menus::seasons(house, language, view);
            let value = choice.map_or("default", |choice| choice.name());
            let season = seasons.into_iter().next();
            let said = season.map(|season| {
                let chosen = season.choices.into_iter().find(|one| one.value == value);
                vec![
                    season.title,
                    chosen.map_or_else(String::new, |chosen| chosen.label),
                ]
            });
            said.unwrap_or_default()
        }
        Action::Language(tag) => vec![text("page-language"), menus::language_name(tag)],
    };
    let words: Vec<String> = words
        .into_iter()
        .filter(|words| !words.is_empty())
        .collect();
    words.join(" – ")
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
