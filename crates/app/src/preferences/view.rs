//! What a reader has now and what each choice would bring, as data: a pure function of the person, the
//! catalogue, the policy and the clock. It holds no text and no address but the masked one.

use super::edits::{active, languages, only_events, raises_with, rhythms, step_down};
use super::limits::{Raise, caps_in_all};
use super::mask::mask;
use super::rhythm::{FOUR_WEEKS, letters_of};
use chrono::NaiveDate;
use lagom_model::policy::MonthDay;
use lagom_model::{
    Anchor, Cadence, Policy, PublicationId, QuietHours, SeasonChoice, StopCause, StopScope,
    Timestamp, Zone,
};
use lagom_policy::{
    letters_per_four_weeks, limit, pause_end, quiet_until, season_end_date, season_now,
};
use lagom_store::{Known, KnownPublication, Line, Person};
use std::collections::{BTreeMap, BTreeSet};

/// A letter of the outbox that is planned for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// When it falls due.
    pub at: Timestamp,
    /// The publications of its parts.
    pub publications: Vec<PublicationId>,
}

/// Everything that a preference page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The masked address, if there is one.
    pub address: Option<String>,
    /// The person's language (BCP 47).
    pub language: String,
    /// The person's zone.
    pub zone: Zone,
    /// Today, in that zone.
    pub today: NaiveDate,
    /// What they get now.
    pub standing: Standing,
    /// Their lines, by publication.
    pub publications: Vec<PublicationView>,
    /// The next letter, as far as it is known.
    pub next: Option<Next>,
    /// What "fewer" would bring; `None`: each line has the least that its menu offers.
    pub fewer: Option<Fewer>,
    /// What "only events" would bring; `None`: it would change nothing.
    pub only_events: Option<OnlyEvents>,
    /// The first local date on which letters come again, if everything is paused.
    pub paused_until: Option<NaiveDate>,
    /// Whether there is a pause to end, of everything or of a line.
    pub can_resume: bool,
    /// The standing choice for seasons.
    pub season: Option<SeasonChoice>,
    /// The policy's seasons that are for this person.
    pub seasons: Vec<SeasonView>,
    /// The languages that can be chosen.
    pub languages: Vec<String>,
    /// Stops in force.
    pub stops: Vec<StopView>,
    /// The limits over all letters, the shortest window first.
    pub limits: Vec<LimitView>,
    /// When nothing is sent.
    pub quiet: Option<QuietHours>,
}

/// What a person gets at the moment, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Letters come.
    Gets {
        /// So many in four weeks.
        letters: u32,
        /// At most so many: the events of letters, or more than the limit lets through.
        at_most: bool,
    },
    /// Everything is paused.
    Paused {
        /// The first local date on which letters come again.
        until: NaiveDate,
    },
    /// A stop of this scope covers all there is.
    Stopped {
        /// Its scope.
        scope: StopScope,
        /// Its cause.
        cause: StopCause,
    },
    /// There is no line.
    Nothing,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicationView {
    /// The publication.
    pub id: PublicationId,
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its sender's name.
    pub sender: String,
    /// What it is, in a sentence.
    pub description: String,
    /// The cadence in force.
    pub cadence: Cadence,
    /// When its digests come, all fields set.
    pub anchor: Anchor,
    /// Letters in four weeks with this cadence.
    pub letters: u32,
    /// When its next letter comes, if that is known.
    pub next: Option<Timestamp>,
    /// The first local date on which its letters come again, if the line is paused.
    pub paused_until: Option<NaiveDate>,
    /// The stop that covers it, if one does: the narrowest.
    pub stopped: Option<StopView>,
    /// What can be chosen.
    pub menu: Vec<MenuEntry>,
    /// Its topics.
    pub topics: Vec<TopicView>,
}

/// One entry of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuEntry {
    /// The cadence.
    pub cadence: Cadence,
    /// Letters in four weeks of this publication.
    pub letters: u32,
    /// Letters in four weeks of everything, if it is chosen.
    pub letters_in_all: u32,
    /// The limits that choosing it raises.
    pub raises: Vec<Raise>,
}

/// One topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicView {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Whether it is among those chosen.
    pub taken: bool,
}

/// The next letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// When it comes, at the earliest.
    pub at: Timestamp,
    /// What it brings.
    pub publications: Vec<PublicationId>,
}

/// What "fewer" would bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fewer {
    /// Letters in four weeks.
    pub letters: u32,
    /// The lines that change, with their new cadence.
    pub lines: Vec<(PublicationId, Cadence)>,
}

/// What "only events" would bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnlyEvents {
    /// Lines that bring only events then.
    pub changes: Vec<PublicationId>,
    /// Lines that stay as they are: their menus have no events.
    pub stays: Vec<PublicationId>,
}

/// A season.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeasonView {
    /// Its key.
    pub key: String,
    /// Its first date.
    pub from: MonthDay,
    /// Its last date.
    pub to: MonthDay,
    /// What who said nothing gets.
    pub form: SeasonChoice,
    /// If it holds today: the first date after it.
    pub holds_until: Option<NaiveDate>,
}

/// A stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StopView {
    /// How far it reaches.
    pub scope: StopScope,
    /// Its cause; only one's own can be lifted on the page.
    pub cause: StopCause,
    /// When.
    pub at: Timestamp,
}

/// A limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitView {
    /// The window in local dates.
    pub days: u32,
    /// For who chose nothing.
    pub default: u32,
    /// The reader's own, if they chose one.
    pub own: Option<u32>,
    /// What nothing passes.
    pub ceiling: u32,
    /// The number in force.
    pub in_force: u32,
}

/// The view of a person at an instant.
pub fn view_of(
    known: &Known,
    policy: &Policy,
    person: &Person,
    planned: &[Planned],
    now: Timestamp,
) -> View {
    let facts = &person.facts;
    let today = facts.zone.date(now);
    let quiet = facts
        .quiet
        .or(policy.quiet)
        .filter(|quiet| quiet.from != quiet.to);
    let mut view = View {
        address: person.address.as_deref().map(mask),
        language: facts.language.clone(),
        zone: facts.zone.clone(),
        today,
        standing: standing(known, policy, person, today),
        publications: Vec::new(),
        next: None,
        fewer: fewer(known, person),
        only_events: events(known, person),
        paused_until: facts.paused_until.filter(|until| *until > today),
        can_resume: false,
        season: facts.season,
        seasons: seasons(policy, person, today),
        languages: languages(known),
        stops: facts.stops.iter().map(|stop| StopView::of(*stop)).collect(),
        limits: limits(policy, person),
        quiet,
    };
    let lines = person.lines.iter();
    view.publications = lines
        .filter_map(|line| {
            let publication = known.publication(line.publication)?;
            let next = next_of(line, planned, &view, now);
            Some(line_view(
                known,
                policy,
                person,
                publication,
                line,
                next,
                today,
            ))
        })
        .collect();
    let line_paused = view
        .publications
        .iter()
        .any(|line| line.paused_until.is_some());
    view.can_resume = view.paused_until.is_some() || line_paused;
    view.next = next_letter(&view.publications);
    view
}

impl StopView {
    fn of(stop: lagom_model::Stop) -> Self {
        Self {
            scope: stop.scope,
            cause: stop.cause,
            at: stop.at,
        }
    }
}

fn standing(known: &Known, policy: &Policy, person: &Person, today: NaiveDate) -> Standing {
    if person.lines.is_empty() {
        return Standing::Nothing;
    }
    let widest = person
        .facts
        .stops
        .iter()
        .max_by_key(|stop| reach(stop.scope));
    if let (None, Some(stop)) = (active(person).next(), widest) {
        return Standing::Stopped {
            scope: stop.scope,
            cause: stop.cause,
        };
    }
    if let Some(until) = person.facts.paused_until.filter(|until| *until > today) {
        return Standing::Paused { until };
    }
    let letters = letters_of(&rhythms(known, person, &BTreeMap::new()), FOUR_WEEKS);
    let most = caps_in_all(policy)
        .filter(|cap| cap.days == FOUR_WEEKS)
        .map(|cap| limit(cap, &person.facts).0)
        .min()
        .unwrap_or(u32::MAX);
    let events = active(person).any(|line| line.choices.cadence == Cadence::EventsOnly);
    Standing::Gets {
        letters: letters.min(most),
        at_most: events || letters > most,
    }
}

fn reach(scope: StopScope) -> u8 {
    match scope {
        StopScope::Publication(_) => 0,
        StopScope::Mailings => 1,
        StopScope::Everything => 2,
    }
}

fn fewer(known: &Known, person: &Person) -> Option<Fewer> {
    let lines: Vec<_> = active(person)
        .filter_map(|line| {
            let publication = known.publication(line.publication)?;
            let cadence = step_down(publication, line.choices.cadence)?;
            Some((line.publication, cadence, line.choices.anchor))
        })
        .collect();
    let instead = lines
        .iter()
        .map(|(id, cadence, anchor)| (*id, (*cadence, *anchor)));
    let letters = letters_of(&rhythms(known, person, &instead.collect()), FOUR_WEEKS);
    let lines: Vec<_> = lines
        .into_iter()
        .map(|(id, cadence, _)| (id, cadence))
        .collect();
    (!lines.is_empty()).then_some(Fewer { letters, lines })
}

fn events(known: &Known, person: &Person) -> Option<OnlyEvents> {
    let has_events = |line: &&Line| {
        known
            .publication(line.publication)
            .and_then(only_events)
            .is_some()
    };
    let (with, without): (Vec<&Line>, Vec<&Line>) = active(person).partition(has_events);
    let is_so = with
        .iter()
        .all(|line| line.choices.cadence == Cadence::EventsOnly);
    let ids = |lines: Vec<&Line>| lines.into_iter().map(|line| line.publication).collect();
    (!is_so).then(|| OnlyEvents {
        changes: ids(with),
        stays: ids(without),
    })
}

fn seasons(policy: &Policy, person: &Person, today: NaiveDate) -> Vec<SeasonView> {
    let facts = &person.facts;
    let now = season_now(policy, facts, today).map(|(season, ..)| season.key.as_str());
    let theirs = policy
        .seasons
        .iter()
        .filter(|season| season.is_for(facts.country.as_deref(), &facts.language));
    theirs
        .map(|season| SeasonView {
            key: season.key.clone(),
            from: season.from,
            to: season.to,
            form: season.form,
            holds_until: (now == Some(season.key.as_str())).then(|| season_end_date(season, today)),
        })
        .collect()
}

fn limits(policy: &Policy, person: &Person) -> Vec<LimitView> {
    let mut limits: Vec<LimitView> = caps_in_all(policy)
        .map(|cap| {
            let (in_force, own_choice) = limit(cap, &person.facts);
            LimitView {
                days: cap.days,
                default: cap.default,
                own: own_choice.then_some(in_force),
                ceiling: cap.ceiling,
                in_force,
            }
        })
        .collect();
    limits.sort_by_key(|limit| limit.days);
    limits
}

/// When the next letter of a line comes at the earliest: a planned one, else its own slot; not while a
/// stop covers it, not before the end of a pause, and not in quiet hours.
fn next_of(line: &Line, planned: &[Planned], view: &View, now: Timestamp) -> Option<Timestamp> {
    if view
        .stops
        .iter()
        .any(|stop| covers(stop.scope, line.publication))
    {
        return None;
    }
    let in_outbox = planned
        .iter()
        .filter(|letter| letter.publications.contains(&line.publication))
        .map(|letter| letter.at);
    let at = in_outbox.chain(line.next_due_at).min()?.max(now);
    let pauses = [view.paused_until, line.choices.paused_until];
    let paused = pauses
        .into_iter()
        .flatten()
        .map(|until| pause_end(until, &view.zone))
        .max();
    let at = paused.map_or(at, |end| at.max(end));
    let quiet_end = view
        .quiet
        .and_then(|quiet| quiet_until(quiet, &view.zone, at));
    Some(quiet_end.unwrap_or(at))
}

fn covers(scope: StopScope, publication: PublicationId) -> bool {
    match scope {
        StopScope::Publication(stopped) => stopped == publication,
        StopScope::Mailings | StopScope::Everything => true,
    }
}

fn next_letter(lines: &[PublicationView]) -> Option<Next> {
    let at = lines.iter().filter_map(|line| line.next).min()?;
    let with_it = lines.iter().filter(|line| line.next == Some(at));
    Some(Next {
        at,
        publications: with_it.map(|line| line.id).collect(),
    })
}

fn line_view(
    known: &Known,
    policy: &Policy,
    person: &Person,
    publication: &KnownPublication,
    line: &Line,
    next: Option<Timestamp>,
    today: NaiveDate,
) -> PublicationView {
    let def = &publication.def;
    let choices = &line.choices;
    let letters = |cadence| letters_per_four_weeks(cadence, def.issue_every_days);
    let menu = BTreeSet::from_iter(def.menu.iter().copied())
        .into_iter()
        .map(|cadence| {
            let instead = BTreeMap::from([(line.publication, (cadence, choices.anchor))]);
            MenuEntry {
                cadence,
                letters: letters(cadence),
                letters_in_all: letters_of(&rhythms(known, person, &instead), FOUR_WEEKS),
                raises: raises_with(known, policy, person, line, cadence, choices.anchor),
            }
        });
    let covering = person
        .facts
        .stops
        .iter()
        .filter(|stop| stop.covers(line.publication));
    PublicationView {
        id: publication.id,
        key: def.key.clone(),
        name: def.name.clone(),
        sender: known
            .sender(publication.sender)
            .map_or_else(String::new, |it| it.def.name.clone()),
        description: def.description.clone(),
        cadence: choices.cadence,
        anchor: choices.anchor.or(def.anchor),
        letters: letters(choices.cadence),
        next,
        paused_until: choices.paused_until.filter(|until| *until > today),
        stopped: covering
            .min_by_key(|stop| reach(stop.scope))
            .map(|stop| StopView::of(*stop)),
        menu: menu.collect(),
        topics: def
            .topics
            .iter()
            .map(|topic| TopicView {
                key: topic.key.clone(),
                name: topic.name.clone(),
                taken: choices.takes_topic(&topic.key),
            })
            .collect(),
    }
}
