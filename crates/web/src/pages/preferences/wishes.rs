//! What stands under "more choices" for all letters: quiet time, reading time, occasions, levels, the place.

use super::ask::AS_USUAL;
use super::menus::{ChoiceSaid, WEEKDAYS, now_of, weekday_choice, weekday_name};
use super::say::{amount_of, minutes_of};
use crate::house::House;
use lagom_app::preferences::{View, WishesView};
use lagom_model::{QuietDays, QuietHours};
use lagom_render::language::{Arg, Language};
use serde::Serialize;

/// The limits in minutes of reading that the page offers.
const MINUTES: [u32; 5] = [10, 20, 30, 60, 120];

/// The limits in letters that the page offers, as far as they are below what was promised.
const LETTERS: [u32; 5] = [1, 2, 4, 8, 12];

/// What holds for all letters.
#[derive(Serialize)]
pub(super) struct WishesSaid {
    hours: HoursSaid,
    days: DaysSaid,
    most: ListSaid,
    minutes: ListSaid,
    occasions: Vec<ChoiceSaid>,
    occasions_now: String,
    level: ListSaid,
    place: String,
    place_address: String,
}

/// A list with the label of what holds now.
#[derive(Serialize)]
pub(super) struct ListSaid {
    now: String,
    pub(super) choices: Vec<ChoiceSaid>,
}

#[derive(Serialize)]
struct HoursSaid {
    now: String,
    /// When no letter comes, as the group says it while it is folded up.
    never: String,
    from: String,
    to: String,
    /// What the button that takes the reader's own hours back says.
    back: Option<String>,
}

#[derive(Serialize)]
struct DaysSaid {
    now: String,
    days: Vec<ChoiceSaid>,
    /// Whether public holidays are quiet, where they are known.
    holidays: Option<bool>,
    back: bool,
}

pub(super) fn wishes(house: &House, language: Language, view: &View, action: &str) -> WishesSaid {
    let wishes = &view.wishes;
    let occasions = occasions(house, language, wishes);
    let unwanted = occasions.iter().filter(|one| !one.now);
    let unwanted: Vec<&str> = unwanted.map(|one| one.label.as_str()).collect();
    let occasions_now = if unwanted.is_empty() {
        house.text(language, "page-occasions-all", &[])
    } else {
        let without = [("occasions", Arg::from(unwanted.join(", ")))];
        house.text(language, "page-occasions-without", &without)
    };
    let place = [("place", Arg::from(place_name(view.zone.name())))];
    WishesSaid {
        hours: hours(house, language, view),
        days: days(house, language, wishes),
        most: listed(most(house, language, view)),
        minutes: listed(minutes(house, language, wishes)),
        occasions,
        occasions_now,
        level: listed(levels(house, language, wishes)),
        place: house.text(language, "page-place-now", &place),
        place_address: format!("{action}/place"),
    }
}

fn listed(choices: Vec<ChoiceSaid>) -> ListSaid {
    ListSaid {
        now: now_of(&choices),
        choices,
    }
}

/// `21:00–08:00`, or that there is no quiet time.
pub(super) fn hours_said(house: &House, language: Language, quiet: Option<QuietHours>) -> String {
    let Some(quiet) = quiet else {
        return house.text(language, "page-quiet-none", &[]);
    };
    let args = [
        ("from", Arg::from(quiet.from.to_string())),
        ("to", Arg::from(quiet.to.to_string())),
    ];
    house.text(language, "page-quiet-span", &args)
}

fn hours(house: &House, language: Language, view: &View) -> HoursSaid {
    let wishes = &view.wishes;
    let back = wishes.own_quiet.then(|| {
        let usual = hours_said(house, language, wishes.usual_quiet);
        house.text(language, "page-as-usual", &[("usual", Arg::from(usual))])
    });
    let now = hours_said(house, language, view.quiet);
    let time = |of: fn(&QuietHours) -> String| view.quiet.as_ref().map(of).unwrap_or_default();
    HoursSaid {
        never: view.quiet.map_or_else(String::new, |_| {
            house.text(
                language,
                "page-group-when-never",
                &[("hours", Arg::from(now.as_str()))],
            )
        }),
        now,
        from: time(|quiet| quiet.from.to_string()),
        to: time(|quiet| quiet.to.to_string()),
        back,
    }
}

/// The quiet days by name.
pub(super) fn days_said(house: &House, language: Language, days: &QuietDays) -> String {
    let weekdays = days.weekdays.iter();
    let mut names: Vec<String> = weekdays
        .map(|weekday| weekday_name(house, language, *weekday))
        .collect();
    if days.holidays {
        names.push(house.text(language, "page-quiet-holidays", &[]));
    }
    if names.is_empty() {
        return house.text(language, "page-quiet-none", &[]);
    }
    names.join(", ")
}

fn days(house: &House, language: Language, wishes: &WishesView) -> DaysSaid {
    let quiet = &wishes.quiet_days;
    let days = WEEKDAYS.map(|weekday| {
        let now = quiet.weekdays.contains(&weekday);
        weekday_choice(house, language, weekday, now)
    });
    DaysSaid {
        now: days_said(house, language, quiet),
        days: days.into(),
        holidays: wishes.holidays_known.then_some(quiet.holidays),
        back: wishes.own_quiet_days,
    }
}

/// Limits in letters in all, what was promised first. Only fewer than promised, and what holds now: what
/// needs more letters raises the limit by itself, and says so.
pub(super) fn most(house: &House, language: Language, view: &View) -> Vec<ChoiceSaid> {
    let Some(longest) = view.limits.last() else {
        return Vec::new();
    };
    let said = |id: &str, letters: u32| {
        let window = house.text(
            language,
            "window-days",
            &[("days", Arg::from(longest.days))],
        );
        let most = amount_of(house, language, None, letters);
        let args = [("most", Arg::from(most)), ("window", Arg::from(window))];
        house.text(language, id, &args)
    };
    let usual = said("page-most-usual", longest.default);
    let usual = ChoiceSaid::new(AS_USUAL, usual, longest.own.is_none());
    let mut offered: Vec<u32> = LETTERS
        .into_iter()
        .filter(|letters| *letters < longest.default)
        .chain(longest.own)
        .collect();
    offered.sort_unstable();
    offered.dedup();
    let own = offered.into_iter().map(|letters| {
        let now = longest.own == Some(letters);
        ChoiceSaid::new(&letters.to_string(), said("page-most-own", letters), now)
    });
    let choices: Vec<ChoiceSaid> = std::iter::once(usual).chain(own).collect();
    // One entry is nothing to choose.
    if choices.len() < 2 {
        return Vec::new();
    }
    choices
}

/// Limits in minutes of reading a week, none first.
pub(super) fn minutes(house: &House, language: Language, wishes: &WishesView) -> Vec<ChoiceSaid> {
    let none = house.text(language, "page-reading-none", &[]);
    let none = ChoiceSaid::new(AS_USUAL, none, wishes.minutes_a_week.is_none());
    let mut offered = MINUTES.to_vec();
    offered.extend(wishes.minutes_a_week);
    offered.sort_unstable();
    offered.dedup();
    let limits = offered.into_iter().map(|minutes| {
        let most = [("most", Arg::from(minutes_of(house, language, minutes)))];
        let label = house.text(language, "page-reading-most", &most);
        let now = wishes.minutes_a_week == Some(minutes);
        ChoiceSaid::new(&minutes.to_string(), label, now)
    });
    std::iter::once(none).chain(limits).collect()
}

/// Occasions; `now`: the reader wants to hear of it.
pub(super) fn occasions(house: &House, language: Language, wishes: &WishesView) -> Vec<ChoiceSaid> {
    let occasions = wishes.occasions.iter().map(|occasion| {
        let name = house.languages().occasion(language, &occasion.key);
        ChoiceSaid::new(&occasion.key, name, occasion.wanted)
    });
    occasions.collect()
}

/// Levels, none first; nothing where the installation has none.
pub(super) fn levels(house: &House, language: Language, wishes: &WishesView) -> Vec<ChoiceSaid> {
    if wishes.levels.is_empty() {
        return Vec::new();
    }
    let none = house.text(language, "page-level-none", &[]);
    let picked = wishes.levels.iter().any(|level| level.picked);
    let none = ChoiceSaid::new(AS_USUAL, none, !picked);
    let levels = wishes.levels.iter().map(|level| {
        let brings = level.most.map(|(most, days)| {
            let window = house.text(language, "window-days", &[("days", Arg::from(days))]);
            let most = amount_of(house, language, None, most);
            let args = [("most", Arg::from(most)), ("window", Arg::from(window))];
            house.text(language, "page-level-brings", &args)
        });
        ChoiceSaid {
            brings: brings.unwrap_or_default(),
            ..ChoiceSaid::new(&level.key, level.name.clone(), level.picked)
        }
    });
    std::iter::once(none).chain(levels).collect()
}

/// `New York` of `America/New_York`.
pub(super) fn place_name(zone: &str) -> String {
    let place = zone.rsplit('/').next().unwrap_or(zone);
    place.replace('_', " ")
}
