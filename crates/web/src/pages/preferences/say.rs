//! From the view to the words of the page. It reads nothing and decides nothing.

use super::menus::{ChoiceSaid, NewsletterSaid, SeasonSaid, languages, newsletter, seasons};
use super::offers::{
    InsteadSaid, PauseSaid, StopSaid, StoppedSaid, fewer, instead, only_events, pause, stopped,
    stops, stops_by_reach,
};
use super::promise::{NewerSaid, newer, promise, promise_more};
use super::wishes::{WishesSaid, wishes};
use crate::house::House;
use crate::pages::Done;
use chrono::{Days, NaiveDate};
use lagom_app::preferences::{PublicationView, Standing, View};
use lagom_model::{Cadence, MessageClass, StopCause, StopScope};
use lagom_render::language::{Arg, Language};
use serde::Serialize;

/// What the template `preferences.html` is given.
#[derive(Serialize)]
pub(super) struct Said {
    address: Option<String>,
    action: String,
    sentence: String,
    next: Option<String>,
    season: Option<String>,
    done: Option<DoneSaid>,
    instead: Option<InsteadSaid>,
    /// The group of choices that the last change was made in.
    open: &'static str,
    often_now: String,
    groups: GroupsSaid,
    /// Whether there is something to lessen, pause or stop.
    gets: bool,
    fewer: Option<String>,
    /// The letters in four weeks that "fewer" promises.
    fewer_letters: Option<u32>,
    only_events: Option<String>,
    events_now: bool,
    can_resume: bool,
    pauses: Vec<PauseSaid>,
    earliest: String,
    latest: String,
    stops: Vec<StopSaid>,
    stopped: Vec<StoppedSaid>,
    newsletters: Vec<NewsletterSaid>,
    seasons: Option<SeasonSaid>,
    languages: Vec<ChoiceSaid>,
    wishes: WishesSaid,
    remark: RemarkSaid,
    newer: Vec<NewerSaid>,
    promise: Vec<String>,
    promise_more: Option<String>,
}

/// Groups in which there may be nothing to choose: whether there is.
#[derive(Serialize)]
struct GroupsSaid {
    often: bool,
    what: bool,
}

/// The line for what would suit better.
#[derive(Serialize)]
struct RemarkSaid {
    note: String,
    /// The button that takes it back, if there is something to take back.
    withdraw: Option<String>,
}

#[derive(Serialize)]
struct DoneSaid {
    text: String,
    undo: Option<String>,
}

/// Everything that the page says.
pub(super) fn page(
    house: &House,
    language: Language,
    view: &View,
    action: &str,
    done: Option<Done>,
) -> Said {
    let iso = |date: Option<NaiveDate>| date.map_or_else(String::new, |date| date.to_string());
    let active = lines(view).next().is_some();
    let newsletters: Vec<NewsletterSaid> = lines(view)
        .map(|line| newsletter(house, language, view, line))
        .collect();
    Said {
        address: view.address.clone(),
        action: action.to_owned(),
        sentence: sentence(house, language, view),
        next: next(house, language, view),
        season: season_now(house, language, view),
        instead: done
            .filter(|done| done.what == "stop")
            .and_then(|_| instead(house, language, view)),
        open: done.map_or("", |done| group(done.what)),
        often_now: often_now(house, language, view),
        groups: GroupsSaid {
            often: newsletters.iter().any(NewsletterSaid::has_often),
            what: newsletters.iter().any(NewsletterSaid::has_what)
                || !view.wishes.occasions.is_empty(),
        },
        done: done.map(|done| DoneSaid {
            text: house.text(language, &format!("page-done-{}", done.what), &[]),
            undo: done.undo.map(|change| change.to_string()),
        }),
        gets: active,
        fewer: fewer(house, language, view),
        fewer_letters: view.fewer.as_ref().map(|fewer| fewer.letters),
        only_events: only_events(house, language, view),
        events_now: active && lines(view).all(|line| line.cadence == Cadence::EventsOnly),
        can_resume: view.can_resume,
        pauses: [2, 4, 8]
            .map(|weeks| pause(house, language, view, weeks))
            .into(),
        earliest: iso(view.today.checked_add_days(Days::new(1))),
        latest: iso(view.today.checked_add_days(Days::new(366))),
        stops: stops(house, language, view),
        stopped: stops_by_reach(view)
            .map(|stop| stopped(house, language, view, stop))
            .collect(),
        newsletters,
        seasons: seasons(house, language, view),
        languages: languages(view),
        wishes: wishes(house, language, view, action),
        remark: remark(house, language, view),
        newer: newer(house, language, view),
        promise: promise(house, language, view),
        promise_more: promise_more(house, language, view),
    }
}

fn remark(house: &House, language: Language, view: &View) -> RemarkSaid {
    let text = |id: &str| house.text(language, id, &[]);
    let note = if view.remarked {
        "page-remark-kept"
    } else {
        "page-remark-note"
    };
    RemarkSaid {
        note: text(note),
        withdraw: view.remarked.then(|| text("page-remark-withdraw")),
    }
}

/// The group of "more choices" that a change belongs to: it stays unfolded when the page comes back.
fn group(what: &str) -> &'static str {
    match what {
        "how-often" | "when" => "often",
        "topics" | "form" | "first" | "at-once" | "occasions" => "what",
        "season" | "zone" | "quiet-hours" | "quiet-days" => "when",
        "minutes" | "most" | "level" => "much",
        _ => "",
    }
}

/// How often the newsletters come, each way said once.
fn often_now(house: &House, language: Language, view: &View) -> String {
    let mut said: Vec<String> = Vec::new();
    for line in lines(view) {
        let id = format!("page-choice-{}", line.cadence.name());
        let label = house.text(language, &id, &[]);
        if !said.contains(&label) {
            said.push(label);
        }
    }
    said.join(" · ")
}

/// The newsletters that come.
pub(super) fn lines(view: &View) -> impl Iterator<Item = &PublicationView> {
    view.publications
        .iter()
        .filter(|line| line.stopped.is_none())
}

/// How a catalogue's selector reads a fact.
pub(super) fn yes_no(yes: bool) -> Arg<'static> {
    Arg::from(if yes { "yes" } else { "no" })
}

/// `6 letters`, `2 offers`.
pub(super) fn amount_of(
    house: &House,
    language: Language,
    class: Option<MessageClass>,
    count: u32,
) -> String {
    let id = match class {
        Some(MessageClass::Event) => "count-announcements",
        Some(MessageClass::Offer) => "count-offers",
        Some(MessageClass::Service | MessageClass::Personal | MessageClass::Issue) | None => {
            "count-letters"
        }
    };
    house.text(language, id, &[("count", Arg::from(count))])
}

/// `25 minutes`.
pub(super) fn minutes_of(house: &House, language: Language, minutes: u32) -> String {
    house.text(
        language,
        "count-minutes",
        &[("minutes", Arg::from(minutes))],
    )
}

/// `about 4 letters, 25 minutes a month`; the minutes only where they are known.
pub(super) fn amount(
    house: &House,
    language: Language,
    letters: u32,
    minutes: Option<u32>,
    at_most: bool,
) -> String {
    let letters = amount_of(house, language, None, letters);
    let mut args = vec![("letters", Arg::from(letters)), ("most", yes_no(at_most))];
    let minutes = minutes.filter(|minutes| *minutes > 0);
    let Some(minutes) = minutes else {
        return house.text(language, "page-amount", &args);
    };
    args.push(("minutes", Arg::from(minutes_of(house, language, minutes))));
    house.text(language, "page-amount-minutes", &args)
}

/// What the reader gets now, in one sentence.
pub(in crate::pages) fn sentence(house: &House, language: Language, view: &View) -> String {
    let text = |id: &str| house.text(language, id, &[]);
    match view.standing {
        Standing::Nothing => text("page-get-nothing"),
        Standing::Paused { until } => {
            let date = house.coming(language, until, view.today);
            house.text(language, "page-get-paused", &[("date", Arg::from(date))])
        }
        Standing::Stopped { scope, cause } => match (cause, scope) {
            (StopCause::Complaint, _) => text("page-get-complaint"),
            (StopCause::HardBounce, _) => text("page-get-bounced"),
            (_, StopScope::Publication(_)) => text("page-get-nothing"),
            (_, scope) => {
                let everything = scope == StopScope::Everything;
                let scope = if everything { "everything" } else { "mailings" };
                house.text(language, "page-get-stopped", &[("scope", Arg::from(scope))])
            }
        },
        Standing::Gets {
            letters,
            at_most,
            minutes,
        } => {
            let amount = amount(house, language, letters, minutes, at_most);
            let lines: Vec<&PublicationView> = lines(view).collect();
            let name = |line: &PublicationView| Arg::from(line.name.clone());
            let amount = ("amount", Arg::from(amount));
            match lines.as_slice() {
                [only] => {
                    let often = ("often", Arg::from(only.cadence.name()));
                    let args = [("newsletter", name(only)), often, amount];
                    house.text(language, "page-get-one", &args)
                }
                [first, second] => {
                    let args = [("first", name(first)), ("second", name(second)), amount];
                    house.text(language, "page-get-two", &args)
                }
                more => {
                    let args = [("count", Arg::from(more.len())), amount];
                    house.text(language, "page-get-many", &args)
                }
            }
        }
    }
}

fn next(house: &House, language: Language, view: &View) -> Option<String> {
    lines(view).next()?;
    let Some(next) = &view.next else {
        let paused = matches!(view.standing, Standing::Paused { .. });
        return (!paused).then(|| house.text(language, "page-next-with-issue", &[]));
    };
    let date = house.coming_at(language, next.at, &view.zone, view.today);
    Some(house.text(language, "page-next", &[("date", Arg::from(date))]))
}

fn season_now(house: &House, language: Language, view: &View) -> Option<String> {
    if !matches!(view.standing, Standing::Gets { .. }) {
        return None;
    }
    let season = view
        .seasons
        .iter()
        .find(|season| season.holds_until.is_some())?;
    let last = season.holds_until?.pred_opt()?;
    let brings = view.season.unwrap_or(season.form);
    let args = [
        ("brings", Arg::from(brings.name())),
        ("date", Arg::from(house.until(language, last, view.today))),
    ];
    Some(house.text(language, "page-season-now", &args))
}
