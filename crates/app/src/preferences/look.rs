//! From the person to the view: a pure function of the person, the catalogue, the policy and the clock.

use super::edits::{active, languages, only_events, raises_with, rhythms};
use super::limits::{caps_in_all, most_in_force};
use super::mask::mask;
use super::rhythm::{FOUR_WEEKS, letters_of};
use super::view::{
    Fewer, LimitView, MenuEntry, Next, OnlyEvents, Planned, PublicationView, SeasonView, Standing,
    StopView, TopicView, View,
};
use chrono::NaiveDate;
use lagom_model::{Anchor, Cadence, LimitSource, Policy, PublicationId, StopScope, Timestamp};
use lagom_policy::{
    letters_per_four_weeks, limit, pause_end, quiet_until, season_end_date, season_now,
};
use lagom_store::{Known, KnownPublication, Line, Person};
use std::collections::BTreeMap;

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
        fewer: fewer(known, policy, person),
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
    let most = most_in_force(policy, &person.facts);
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

fn fewer(known: &Known, policy: &Policy, person: &Person) -> Option<Fewer> {
    let lines = super::edits::fewer(known, policy, person);
    let anchor = |id: PublicationId| {
        let line = person.lines.iter().find(|line| line.publication == id);
        line.map_or_else(Anchor::default, |line| line.choices.anchor)
    };
    let instead = lines
        .iter()
        .map(|(id, cadence)| (*id, (*cadence, anchor(*id))));
    let letters = letters_of(&rhythms(known, person, &instead.collect()), FOUR_WEEKS)
        .min(most_in_force(policy, &person.facts));
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
            let (in_force, set_by, _) = limit(cap, &person.facts);
            let own_choice = set_by != LimitSource::Default;
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
    let offered = |cadence: &Cadence| def.menu.contains(cadence);
    let menu = Cadence::ALL.into_iter().filter(offered).map(|cadence| {
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
