//! What stands under "more choices" of each newsletter, and seasons and languages.

use super::ask::AS_USUAL;
use super::say::{amount, minutes_of};
use crate::house::House;
use chrono::Weekday;
use lagom_app::preferences::{MenuEntry, PublicationView, SeasonView, View};
use lagom_model::{Anchor, Cadence, Form, SeasonChoice};
use lagom_render::language::{Arg, Language};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct NewsletterSaid {
    key: String,
    name: String,
    description: String,
    paused: Option<String>,
    /// Nothing where there is one entry only.
    menu: Vec<EntrySaid>,
    when: Option<WhenSaid>,
    forms: Vec<ChoiceSaid>,
    topics: Vec<TopicSaid>,
    events: Vec<ChoiceSaid>,
}

impl NewsletterSaid {
    /// Whether there is something to choose of how often it comes.
    pub(super) fn has_often(&self) -> bool {
        !self.menu.is_empty() || self.when.is_some()
    }

    /// Whether there is something to choose of what it brings.
    pub(super) fn has_what(&self) -> bool {
        !(self.forms.is_empty() && self.topics.is_empty() && self.events.is_empty())
    }
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
    brings: String,
    taken: bool,
    first: bool,
}

/// On which day and at what time.
#[derive(Serialize)]
struct WhenSaid {
    now: String,
    /// To choose from, where the day is a weekday.
    weekdays: Vec<ChoiceSaid>,
    /// Where it is a day of the month.
    day: Option<u8>,
    time: String,
}

#[derive(Serialize)]
pub(super) struct SeasonSaid {
    pub(super) title: String,
    dates: Vec<String>,
    pub(super) now: String,
    pub(super) choices: Vec<ChoiceSaid>,
}

/// An entry of a list.
#[derive(Serialize)]
pub(super) struct ChoiceSaid {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) brings: String,
    pub(super) now: bool,
}

impl ChoiceSaid {
    pub(super) fn new(value: &str, label: String, now: bool) -> Self {
        Self {
            value: value.to_owned(),
            label,
            brings: String::new(),
            now,
        }
    }
}

/// The label of the entry that holds now.
pub(super) fn now_of(choices: &[ChoiceSaid]) -> String {
    let now = choices.iter().find(|choice| choice.now);
    now.map_or_else(String::new, |choice| choice.label.clone())
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
        brings: about_minutes(house, language, topic.minutes),
        taken: topic.taken,
        first: topic.favourite,
    });
    NewsletterSaid {
        key: line.key.clone(),
        name: line.name.clone(),
        description: line.description.clone(),
        paused,
        menu: entries
            .filter(|_| line.menu.len() > 1)
            .map(|entry| menu_entry(house, language, entry, Some(line.cadence)))
            .collect(),
        when: when(house, language, line),
        forms: forms(house, language, line),
        topics: topics.filter(|_| line.topics.len() > 1).collect(),
        events: events(house, language, line),
    }
}

/// An entry of a menu, with what it means in letters and minutes and what it does to the limit.
pub(super) fn menu_entry(
    house: &House,
    language: Language,
    entry: &MenuEntry,
    now: Option<Cadence>,
) -> EntrySaid {
    let events = entry.cadence == Cadence::EventsOnly;
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
    let label = format!("page-choice-{}", entry.cadence.name());
    EntrySaid {
        value: entry.cadence.name(),
        label: house.text(language, &label, &[]),
        brings: amount(house, language, entry.letters, entry.minutes, events),
        raises,
        now: now == Some(entry.cadence),
    }
}

/// `about 25 minutes a month`; nothing where that is not known.
fn about_minutes(house: &House, language: Language, minutes: Option<u32>) -> String {
    let minutes = minutes.filter(|minutes| *minutes > 0);
    minutes.map_or_else(String::new, |minutes| {
        let minutes = minutes_of(house, language, minutes);
        house.text(language, "page-minutes", &[("minutes", Arg::from(minutes))])
    })
}

/// When a line's digests come; `None` for letters that come with the issues.
fn when(house: &House, language: Language, line: &PublicationView) -> Option<WhenSaid> {
    if !line.cadence.has_slots() {
        return None;
    }
    let day = (line.cadence == Cadence::Monthly).then_some(line.anchor.day.unwrap_or(1));
    let weekdays: Vec<ChoiceSaid> = WEEKDAYS
        .into_iter()
        .filter(|_| day.is_none())
        .map(|weekday| {
            weekday_choice(
                house,
                language,
                weekday,
                line.anchor.weekday == Some(weekday),
            )
        })
        .collect();
    let time = line
        .anchor
        .time
        .map_or_else(String::new, |time| time.to_string());
    let now = when_said(house, language, line.anchor, day.is_some());
    Some(WhenSaid {
        now,
        weekdays,
        day,
        time,
    })
}

/// `Friday, 09:00`, or `day 31, 09:00`.
pub(super) fn when_said(
    house: &House,
    language: Language,
    anchor: Anchor,
    of_month: bool,
) -> String {
    let time = anchor
        .time
        .map_or_else(String::new, |time| time.to_string());
    if of_month {
        let args = [
            ("day", Arg::from(u32::from(anchor.day.unwrap_or(1)))),
            ("time", Arg::from(time)),
        ];
        return house.text(language, "page-when-month", &args);
    }
    let weekday = anchor
        .weekday
        .map(|weekday| weekday_name(house, language, weekday));
    let args = [
        ("weekday", Arg::from(weekday.unwrap_or_default())),
        ("time", Arg::from(time)),
    ];
    house.text(language, "page-when-week", &args)
}

/// The days of a week.
pub(super) const WEEKDAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

pub(super) fn weekday_name(house: &House, language: Language, weekday: Weekday) -> String {
    let id = format!("weekday-{}", weekday.number_from_monday());
    house.text(language, &id, &[])
}

pub(super) fn weekday_choice(
    house: &House,
    language: Language,
    weekday: Weekday,
    now: bool,
) -> ChoiceSaid {
    let value = weekday.to_string().to_lowercase();
    ChoiceSaid::new(&value, weekday_name(house, language, weekday), now)
}

/// In full or in short.
pub(super) fn forms(house: &House, language: Language, line: &PublicationView) -> Vec<ChoiceSaid> {
    let choices = line.forms.iter().map(|entry| {
        let short = entry.form == Form::Short;
        let label = house.text(language, &format!("page-form-{}", entry.form.name()), &[]);
        ChoiceSaid {
            brings: about_minutes(house, language, entry.minutes),
            ..ChoiceSaid::new(entry.form.name(), label, line.short == short)
        }
    });
    choices.collect()
}

/// How a new event is told.
pub(super) fn events(house: &House, language: Language, line: &PublicationView) -> Vec<ChoiceSaid> {
    if !line.has_events || line.cadence == Cadence::EventsOnly {
        return Vec::new();
    }
    let choice = |value, at_once| {
        let label = house.text(language, &format!("page-events-{value}"), &[]);
        ChoiceSaid::new(value, label, line.tell_at_once == at_once)
    };
    vec![choice("no", false), choice("yes", true)]
}

/// The seasons, with what can be chosen for all of them; `None` where there is none.
pub(super) fn seasons(house: &House, language: Language, view: &View) -> Option<SeasonSaid> {
    let first = view.seasons.first()?;
    let name = |season: &SeasonView| house.languages().season(language, &season.key);
    let mut names: Vec<String> = view.seasons.iter().map(name).collect();
    names.dedup();
    let dates = view.seasons.iter().map(|season| {
        let range = house
            .languages()
            .date_range(language, season.from, season.to);
        let args = [
            ("range", Arg::from(range)),
            ("season", Arg::from(name(season))),
        ];
        house.text(language, "page-season-dates", &args)
    });
    let alike = view.seasons.iter().all(|season| season.form == first.form);
    let form = [("form", Arg::from(first.form.name()))];
    let default = if alike {
        house.text(language, "page-season-default", &form)
    } else {
        house.text(language, "page-season-default-mixed", &[])
    };
    let default = ChoiceSaid::new(AS_USUAL, default, view.season.is_none());
    let own = SeasonChoice::ALL.into_iter().map(|choice| {
        let label = house.text(language, &format!("page-season-{}", choice.name()), &[]);
        ChoiceSaid::new(choice.name(), label, view.season == Some(choice))
    });
    let choices: Vec<ChoiceSaid> = [default].into_iter().chain(own).collect();
    let names = [("season", Arg::from(names.join(", ")))];
    Some(SeasonSaid {
        title: house.text(language, "page-seasons", &names),
        dates: dates.collect(),
        now: now_of(&choices),
        choices,
    })
}

/// Nothing to choose where there is one language only.
pub(super) fn languages(view: &View) -> Vec<ChoiceSaid> {
    if view.languages.len() < 2 {
        return Vec::new();
    }
    let choices = view
        .languages
        .iter()
        .map(|tag| ChoiceSaid::new(tag, language_name(tag), *tag == view.language));
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
