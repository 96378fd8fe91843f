//! From the person to the view: a pure function of the person, what is read beside them, the catalogue,
//! the policy and the clock.

mod line;
mod wishes;

use super::edits::{active, languages, only_events, rhythms};
use super::fewer::fewer;
use super::limits::{caps_in_all, most_in_force};
use super::looser::bound;
use super::mask::mask;
use super::reading::Usual;
use super::rhythm::{FOUR_WEEKS, letters_of};
use super::view::{
    Beside, Fewer, LimitView, Next, OnlyEvents, PublicationView, SeasonView, Standing, StopView,
    View,
};
use chrono::NaiveDate;
use lagom_model::{
    Anchor, Cadence, Choices, Form, LimitSource, Policy, PublicationId, StopScope, Timestamp,
};
use lagom_policy::{limit, season_end_date, season_now};
use lagom_store::{Known, Line, Person};
use std::collections::BTreeMap;

/// The view of a person at an instant.
pub fn view_of(
    known: &Known,
    policy: &Policy,
    person: &Person,
    beside: &Beside,
    now: Timestamp,
) -> View {
    Looking {
        known,
        policy: &bound(known, policy, person, &beside.policies),
        in_force: policy,
        person,
        beside,
        now,
        today: person.facts.zone.date(now),
    }
    .view()
}

/// Who is looked at, with what.
#[derive(Clone, Copy)]
struct Looking<'a> {
    known: &'a Known,
    /// The policy as it binds this person.
    policy: &'a Policy,
    /// The policy in force.
    in_force: &'a Policy,
    person: &'a Person,
    beside: &'a Beside,
    now: Timestamp,
    today: NaiveDate,
}

impl Looking<'_> {
    fn view(&self) -> View {
        let facts = &self.person.facts;
        let lines = self.person.lines.iter();
        let publications: Vec<PublicationView> = lines.filter_map(|line| self.line(line)).collect();
        let paused_until = facts.paused_until.filter(|until| *until > self.today);
        let line_paused = publications.iter().any(|line| line.paused_until.is_some());
        View {
            address: self.person.address.as_deref().map(mask),
            language: facts.language.clone(),
            zone: facts.zone.clone(),
            today: self.today,
            standing: self.standing(),
            next: next_letter(&publications),
            publications,
            fewer: self.fewer(),
            only_events: self.events(),
            paused_until,
            can_resume: paused_until.is_some() || line_paused,
            season: facts.season,
            seasons: self.seasons(),
            languages: languages(self.known),
            remarked: self.person.remark.is_some(),
            stops: facts.stops.iter().map(|stop| StopView::of(*stop)).collect(),
            limits: self.limits(),
            quiet: self.quiet(),
            wishes: self.wishes(),
            offers: self.offers(),
        }
    }

    fn standing(&self) -> Standing {
        let person = self.person;
        if person.lines.is_empty() {
            return Standing::Nothing;
        }
        let stops = person.facts.stops.iter();
        let widest = stops.max_by_key(|stop| reach(stop.scope));
        if let (None, Some(stop)) = (active(person).next(), widest) {
            return Standing::Stopped {
                scope: stop.scope,
                cause: stop.cause,
            };
        }
        let paused = person.facts.paused_until;
        if let Some(until) = paused.filter(|until| *until > self.today) {
            return Standing::Paused { until };
        }
        let instead = BTreeMap::new();
        let letters = letters_of(&rhythms(self.known, person, &instead), FOUR_WEEKS);
        let most = most_in_force(self.policy, &person.facts);
        let events = active(person).any(|line| line.choices.cadence == Cadence::EventsOnly);
        Standing::Gets {
            letters: letters.min(most),
            at_most: events || letters > most,
            minutes: self.minutes_in_all(&instead),
        }
    }

    fn fewer(&self) -> Option<Fewer> {
        let steps = fewer(self.known, self.policy, self.person)?;
        let lines = steps.lines.iter();
        Some(Fewer {
            letters: steps.letters,
            minutes: self.minutes_in_all(&steps.lines),
            lines: lines.map(|(id, (cadence, _))| (*id, *cadence)).collect(),
        })
    }

    /// Minutes of reading in four weeks of everything that no stop covers, with other cadences for some
    /// lines; never more than the reader's own limit. `None`: some of it has never come out.
    fn minutes_in_all(&self, instead: &BTreeMap<PublicationId, (Cadence, Anchor)>) -> Option<u32> {
        let of_line = |line: &Line| {
            let cadence = instead.get(&line.publication).map(|(cadence, _)| *cadence);
            let choices = Choices {
                cadence: cadence.unwrap_or(line.choices.cadence),
                ..line.choices.clone()
            };
            self.minutes(line.publication, &choices)
        };
        let all: Option<Vec<u32>> = active(self.person).map(of_line).collect();
        let most = self.person.facts.wishes.minutes_a_week;
        let most = most.map_or(u32::MAX, |week| week.saturating_mul(FOUR_WEEKS / 7));
        Some(all?.into_iter().fold(0, u32::saturating_add).min(most))
    }

    /// Minutes of reading in four weeks of one publication with these choices.
    fn minutes(&self, publication: PublicationId, choices: &Choices) -> Option<u32> {
        let known = self.known.publication(publication)?;
        let form = choices.form.unwrap_or(Form::Full);
        let usual = Usual::of(publication, &self.beside.sizes);
        usual.minutes(&known.def, choices, form, &self.policy.reading)
    }

    fn events(&self) -> Option<OnlyEvents> {
        let has_events = |line: &&Line| {
            let publication = self.known.publication(line.publication);
            publication.and_then(only_events).is_some()
        };
        let (with, without): (Vec<&Line>, Vec<&Line>) = active(self.person).partition(has_events);
        let is_so = with
            .iter()
            .all(|line| line.choices.cadence == Cadence::EventsOnly);
        let ids = |lines: Vec<&Line>| lines.into_iter().map(|line| line.publication).collect();
        (!is_so).then(|| OnlyEvents {
            changes: ids(with),
            stays: ids(without),
        })
    }

    fn seasons(&self) -> Vec<SeasonView> {
        let (facts, today) = (&self.person.facts, self.today);
        let now = season_now(self.policy, facts, today).map(|(season, ..)| season.key.as_str());
        let seasons = self.policy.seasons.iter();
        let theirs =
            seasons.filter(|season| season.is_for(facts.country.as_deref(), &facts.language));
        theirs
            .filter_map(|season| {
                let (from, to) = season.window_from(today)?;
                let holds = now == Some(season.key.as_str());
                Some(SeasonView {
                    key: season.key.clone(),
                    from,
                    to,
                    form: season.form,
                    holds_until: holds.then(|| season_end_date(season, today)),
                })
            })
            .collect()
    }

    fn limits(&self) -> Vec<LimitView> {
        let mut limits: Vec<LimitView> = caps_in_all(self.policy)
            .map(|cap| {
                let in_force = limit(self.policy, cap, &self.person.facts);
                let chosen = in_force.set_by != LimitSource::Default;
                LimitView {
                    days: cap.days,
                    default: cap.default,
                    own: chosen.then_some(in_force.most),
                    ceiling: in_force.ceiling,
                    in_force: in_force.most,
                }
            })
            .collect();
        limits.sort_by_key(|limit| limit.days);
        limits
    }
}

fn reach(scope: StopScope) -> u8 {
    match scope {
        StopScope::Publication(_) => 0,
        StopScope::Mailings => 1,
        StopScope::Everything => 2,
    }
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
