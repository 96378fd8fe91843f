//! One line as the page shows it: when it comes next, and what each choice would bring in letters and
//! minutes.

use super::{Looking, covers, reach};
use crate::preferences::edits::{raises_with, rhythms};
use crate::preferences::rhythm::{FOUR_WEEKS, letters_of};
use crate::preferences::view::{FormEntry, MenuEntry, PublicationView, StopView, TopicView};
use lagom_model::{Cadence, Choices, Form, ItemKind, Timestamp};
use lagom_policy::{QuietTime, letters_per_four_weeks, pause_end};
use lagom_store::{KnownPublication, Line};
use std::collections::{BTreeMap, BTreeSet};

impl Looking<'_> {
    pub(super) fn line(&self, line: &Line) -> Option<PublicationView> {
        let publication = self.known.publication(line.publication)?;
        let def = &publication.def;
        let choices = &line.choices;
        let sender = self.known.sender(publication.sender);
        let stops = self.person.facts.stops.iter();
        let covering = stops.filter(|stop| stop.covers(line.publication));
        let is_event = |kind: ItemKind| kind == ItemKind::Event;
        Some(PublicationView {
            id: publication.id,
            key: def.key.clone(),
            name: def.name.clone(),
            sender: sender.map_or_else(String::new, |it| it.def.name.clone()),
            description: def.description.clone(),
            cadence: choices.cadence,
            anchor: choices.anchor.or(def.anchor),
            letters: letters_per_four_weeks(choices.cadence, def.issue_every_days),
            minutes: self.minutes(publication.id, choices),
            short: choices.form == Some(Form::Short),
            forms: self.forms(line),
            tell_at_once: choices.tell_at_once,
            has_events: def.topics.iter().any(|topic| is_event(topic.kind)),
            next: self.next_of(line),
            paused_until: choices.paused_until.filter(|until| *until > self.today),
            stopped: covering
                .min_by_key(|stop| reach(stop.scope))
                .map(|stop| StopView::of(*stop)),
            menu: self.menu(publication, line),
            topics: self.topics(publication, choices),
        })
    }

    /// When the next letter of a line comes at the earliest: a planned one, else its own slot; not while a
    /// stop covers it, not before the end of a pause, and not in quiet time.
    fn next_of(&self, line: &Line) -> Option<Timestamp> {
        let facts = &self.person.facts;
        let mut stops = facts.stops.iter();
        if stops.any(|stop| covers(stop.scope, line.publication)) {
            return None;
        }
        let planned = self.beside.planned.iter();
        let in_outbox = planned
            .filter(|letter| letter.publication == line.publication)
            .map(|letter| letter.at);
        let at = in_outbox.chain(line.next_due_at).min()?.max(self.now);
        let pauses = [facts.paused_until, line.choices.paused_until];
        let paused = pauses
            .into_iter()
            .flatten()
            .map(|until| pause_end(until, &facts.zone))
            .max();
        let at = paused.map_or(at, |end| at.max(end));
        let closed = QuietTime::of(self.policy, facts).closed_until(at);
        Some(closed.unwrap_or(at))
    }

    fn menu(&self, publication: &KnownPublication, line: &Line) -> Vec<MenuEntry> {
        let (def, choices) = (&publication.def, &line.choices);
        let offered = |cadence: &Cadence| def.menu.contains(cadence);
        let menu = Cadence::ALL.into_iter().filter(offered).map(|cadence| {
            let instead = BTreeMap::from([(line.publication, (cadence, choices.anchor))]);
            let with_it = Choices {
                cadence,
                ..choices.clone()
            };
            MenuEntry {
                cadence,
                letters: letters_per_four_weeks(cadence, def.issue_every_days),
                minutes: self.minutes(publication.id, &with_it),
                letters_in_all: letters_of(&rhythms(self.known, self.person, &instead), FOUR_WEEKS),
                raises: raises_with(
                    self.known,
                    self.policy,
                    self.person,
                    line,
                    cadence,
                    choices.anchor,
                ),
            }
        });
        menu.collect()
    }

    /// Full and short; nothing to choose where only events come.
    fn forms(&self, line: &Line) -> Vec<FormEntry> {
        if line.choices.cadence == Cadence::EventsOnly {
            return Vec::new();
        }
        let entry = |form| {
            let choices = Choices {
                form: Some(form),
                ..line.choices.clone()
            };
            FormEntry {
                form,
                minutes: self.minutes(line.publication, &choices),
            }
        };
        [Form::Full, Form::Short].map(entry).into()
    }

    fn topics(&self, publication: &KnownPublication, choices: &Choices) -> Vec<TopicView> {
        let topics = publication.def.topics.iter().map(|topic| {
            let alone = Choices {
                topics: Some(BTreeSet::from([topic.key.clone()])),
                ..choices.clone()
            };
            TopicView {
                key: topic.key.clone(),
                name: topic.name.clone(),
                taken: choices.takes_topic(&topic.key),
                favourite: choices.favourites.contains(&topic.key),
                minutes: self.minutes(publication.id, &alone),
            }
        });
        topics.collect()
    }
}
