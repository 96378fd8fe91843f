//! What an action changes: a pure function from what the person has to edits for the store. An empty
//! answer: it is so already. The watermark never moves here, so no choice repeats or loses an item.

use super::action::{Action, Leaving, PauseFor};
use super::error::Refusal;
use super::fewer::fewer;
use super::limits::{raised, raises};
use super::looser::bound;
use super::rhythm::{FOUR_WEEKS, Rhythm, letters_of};
use super::view::Beside;
use chrono::{Days, NaiveDate};
use lagom_model::{
    Anchor, Cadence, Choices, Policy, PublicationId, Return, StopCause, StopScope, Timestamp,
};
use lagom_policy::{next_slot, pause_end};
use lagom_render::language::Language;
use lagom_store::{Edit, Known, KnownPublication, Line, Person};
use std::collections::{BTreeMap, BTreeSet};

/// A pause is no longer than this.
const LONGEST_PAUSE_DAYS: u64 = 366;

/// The edits that an action comes to for this person at this instant.
///
/// # Errors
/// [`Refusal`] if it cannot be chosen.
pub fn edits(
    known: &Known,
    policy: &Policy,
    person: &Person,
    beside: &Beside,
    action: &Action,
    now: Timestamp,
) -> Result<Vec<Edit>, Refusal> {
    let ground = Ground {
        known,
        policy: &bound(known, policy, person, &beside.policies),
        person,
        occasions: &beside.occasions,
        now,
    };
    match action {
        Action::Fewer { letters } => Ok(ground.fewer(*letters)),
        Action::OnlyEvents => Ok(ground.each_line(|publication, _| only_events(publication))),
        Action::Pause(length, then) => ground.pause(*length, *then),
        Action::Resume => Ok(ground.resume()),
        Action::Stop(leaving) => ground.stop(leaving),
        Action::Restore(leaving) => ground.restore(leaving),
        Action::SetCadence {
            publication,
            cadence,
            anchor,
        } => ground.set_cadence(publication, *cadence, *anchor),
        Action::When {
            publication,
            anchor,
        } => ground.when(publication, *anchor),
        Action::Form { publication, form } => ground.form(publication, *form),
        Action::Favourites {
            publication,
            topics,
        } => ground.favourites(publication, topics),
        Action::TellAtOnce {
            publication,
            at_once,
        } => ground.tell_at_once(publication, *at_once),
        Action::Topics {
            publication,
            topics,
        } => ground.topics(publication, topics.as_ref()),
        Action::Season(choice) => Ok(if person.facts.season == *choice {
            Vec::new()
        } else {
            vec![Edit::Season { choice: *choice }]
        }),
        Action::Language(language) => ground.language(language),
        Action::Zone(zone) => Ok(ground.zone(zone)),
        Action::QuietHours(quiet) => ground.quiet_hours(*quiet),
        Action::QuietDays(days) => ground.quiet_days(days.as_ref()),
        Action::Most(most) => ground.most(*most),
        Action::MonthlyInstead { publication } => ground.monthly_instead(publication),
        Action::MinutesAWeek(minutes) => ground.minutes_a_week(*minutes),
        Action::NoOccasions(occasions) => ground.no_occasions(occasions),
        Action::Level(level) => ground.level(level.as_deref()),
        Action::Remark(said) => Ok(ground.remark(said)),
        Action::Accept {
            publication,
            version,
        } => ground.accept(publication, *version),
    }
}

/// Events only, if the menu has it.
pub(super) fn only_events(publication: &KnownPublication) -> Option<Cadence> {
    let has_it = publication.def.menu.contains(&Cadence::EventsOnly);
    has_it.then_some(Cadence::EventsOnly)
}

/// The rhythms of the lines that no stop covers, some of them with another cadence.
pub(super) fn rhythms(
    known: &Known,
    person: &Person,
    instead: &BTreeMap<PublicationId, (Cadence, Anchor)>,
) -> Vec<Rhythm> {
    let brings = active(person).filter_map(|line| {
        let publication = known.publication(line.publication)?;
        let as_it_is = (line.choices.cadence, line.choices.anchor);
        let (cadence, anchor) = *instead.get(&line.publication).unwrap_or(&as_it_is);
        Some(Rhythm::of(publication, cadence, anchor))
    });
    brings.collect()
}

/// Lines that no stop covers.
pub(super) fn active(person: &Person) -> impl Iterator<Item = &Line> {
    person.lines.iter().filter(|line| {
        let stops = &person.facts.stops;
        !stops.iter().any(|stop| stop.covers(line.publication))
    })
}

/// The languages that pages speak or publications are written in, in this order.
pub(super) fn languages(known: &Known) -> Vec<String> {
    let spoken = Language::all().map(|language| language.tag().to_owned());
    let written = known.publications.iter().map(|it| it.def.language.clone());
    let mut seen = BTreeSet::new();
    let new = |tag: &String| seen.insert(tag.clone());
    spoken.chain(written).filter(new).collect()
}

/// What an action stands on.
pub(super) struct Ground<'a> {
    pub(super) known: &'a Known,
    /// The policy as it binds this person.
    pub(super) policy: &'a Policy,
    pub(super) person: &'a Person,
    /// Occasions that content was about.
    pub(super) occasions: &'a [String],
    pub(super) now: Timestamp,
}

impl<'a> Ground<'a> {
    /// A line by the key of its publication.
    pub(super) fn line(&self, key: &str) -> Result<(&'a KnownPublication, &'a Line), Refusal> {
        let publication = self.known.publication_by_key(key);
        publication
            .and_then(|publication| {
                let mut lines = self.person.lines.iter();
                let line = lines.find(|line| line.publication == publication.id)?;
                Some((publication, line))
            })
            .ok_or_else(|| Refusal::UnknownPublication(key.to_owned()))
    }

    /// The edit that puts these choices in force, if they differ. The line's next slot is computed
    /// anew only if its rhythm changed: a slot that has just come must not wait for the one after.
    pub(super) fn choose(
        &self,
        publication: &KnownPublication,
        line: &Line,
        choices: Choices,
    ) -> Option<Edit> {
        if choices == line.choices {
            return None;
        }
        let same_rhythm =
            choices.cadence == line.choices.cadence && choices.anchor == line.choices.anchor;
        let next_due_at = if same_rhythm {
            line.next_due_at
        } else {
            let anchor = choices.anchor.or(publication.def.anchor);
            let zone = &self.person.facts.zone;
            let slot = next_slot(choices.cadence, anchor, zone, self.now);
            // What was collected for a slot comes at that slot, or with the next issue if that is sooner.
            slot.or(line.next_due_at)
        };
        let publication = publication.id;
        Some(Edit::Choose {
            publication,
            choices: choices.following(&line.choices, self.now),
            next_due_at,
        })
    }

    /// Another cadence for each line that no stop covers, where there is one.
    fn each_line(
        &self,
        other: impl Fn(&KnownPublication, Cadence) -> Option<Cadence>,
    ) -> Vec<Edit> {
        let changed = active(self.person).filter_map(|line| {
            let publication = self.known.publication(line.publication)?;
            let cadence = other(publication, line.choices.cadence)?;
            let choices = Choices {
                cadence,
                ..line.choices.clone()
            };
            self.choose(publication, line, choices)
        });
        changed.collect()
    }

    /// As many steps down the menus as it takes to bring less; if the button promised another number, nothing: it was pressed before.
    fn fewer(&self, promised: Option<u32>) -> Vec<Edit> {
        let steps = fewer(self.known, self.policy, self.person);
        let steps = steps.filter(|steps| promised.is_none_or(|letters| steps.letters == letters));
        let lines = steps.map(|steps| steps.lines).unwrap_or_default();
        self.each_line(|publication, _| lines.get(&publication.id).map(|(cadence, _)| *cadence))
    }

    fn today(&self) -> NaiveDate {
        self.person.facts.zone.date(self.now)
    }

    fn pause(&self, length: PauseFor, then: Return) -> Result<Vec<Edit>, Refusal> {
        let today = self.today();
        let until = match length {
            PauseFor::Weeks(weeks) => today.checked_add_days(Days::new(u64::from(weeks) * 7)),
            PauseFor::Until(date) => Some(date),
        };
        let last = today.checked_add_days(Days::new(LONGEST_PAUSE_DAYS));
        let until = until
            .filter(|until| *until > today && last.is_some_and(|last| *until <= last))
            .ok_or(Refusal::PauseEnd)?;
        let is_so = self.person.facts.paused_until == Some(until);
        let pause = (!is_so).then_some(Edit::PauseAll { until: Some(until) });
        // What a pause brings when it ends stands with the choices of each line.
        let returns = active(self.person).filter_map(|line| {
            let publication = self.known.publication(line.publication)?;
            let choices = Choices {
                on_return: then,
                paused_since: (then == Return::Nothing).then(|| self.went(line)),
                ..line.choices.clone()
            };
            self.choose(publication, line, choices)
        });
        Ok(pause.into_iter().chain(returns).collect())
    }

    /// When a line's reader went who wants nothing of the pause: now, unless an earlier one goes on, or ended and no letter told of
    /// what is left of it.
    fn went(&self, line: &Line) -> Timestamp {
        let (choices, facts) = (&line.choices, &self.person.facts);
        let until = choices.paused_until.max(facts.paused_until);
        let earlier = choices.paused_since.zip(until);
        let earlier = earlier.filter(|(_, until)| {
            let back = pause_end(*until, &facts.zone);
            let publication = self.known.publication(line.publication);
            let anchor = publication.map(|one| choices.anchor.or(one.def.anchor));
            let slot =
                anchor.and_then(|it| next_slot(choices.cadence, it, &facts.zone, back.plus(-1)));
            slot.unwrap_or(back) > self.now
        });
        earlier.map_or(self.now, |(since, _)| since)
    }

    fn resume(&self) -> Vec<Edit> {
        let everything = self
            .person
            .facts
            .paused_until
            .map(|_| Edit::PauseAll { until: None });
        let today = self.today();
        let lines = self.person.lines.iter().filter_map(|line| {
            let publication = self.known.publication(line.publication)?;
            let until = line
                .choices
                .paused_until
                .max(self.person.facts.paused_until);
            // Who asked for nothing on return gets nothing of the pause, also if it ends early.
            let back = until
                .filter(|_| line.choices.on_return == Return::Nothing)
                .map(|until| until.min(today));
            let choices = Choices {
                paused_until: back,
                ..line.choices.clone()
            };
            self.choose(publication, line, choices)
        });
        everything.into_iter().chain(lines).collect()
    }

    fn scope(&self, leaving: &Leaving) -> Result<StopScope, Refusal> {
        Ok(match leaving {
            // Also where no line is in force any more: a stop is never refused for that.
            Leaving::Publication(key) => {
                let publication = self.known.publication_by_key(key);
                let unknown = || Refusal::UnknownPublication(key.clone());
                StopScope::Publication(publication.ok_or_else(unknown)?.id)
            }
            Leaving::Mailings => StopScope::Mailings,
            Leaving::Everything => StopScope::Everything,
        })
    }

    fn stop(&self, leaving: &Leaving) -> Result<Vec<Edit>, Refusal> {
        let scope = self.scope(leaving)?;
        let mut stops = self.person.facts.stops.iter();
        let is_so = stops.any(|stop| stop.scope == scope && stop.cause == StopCause::Own);
        let stop = Edit::Stop {
            scope,
            cause: StopCause::Own,
        };
        Ok(if is_so { Vec::new() } else { vec![stop] })
    }

    fn restore(&self, leaving: &Leaving) -> Result<Vec<Edit>, Refusal> {
        let scope = self.scope(leaving)?;
        let stops = self
            .person
            .facts
            .stops
            .iter()
            .filter(|stop| stop.scope == scope);
        let causes: Vec<StopCause> = stops.map(|stop| stop.cause).collect();
        if causes.contains(&StopCause::Own) {
            Ok(vec![Edit::Lift { scope }])
        } else if causes.is_empty() {
            Ok(Vec::new())
        } else {
            Err(Refusal::NotYourStop)
        }
    }

    /// Lifts the reader's own stop of this publication alone, and has it come once a month.
    fn monthly_instead(&self, key: &str) -> Result<Vec<Edit>, Refusal> {
        let lifted = self.restore(&Leaving::Publication(key.to_owned()))?;
        let monthly = self.set_cadence(key, Cadence::Monthly, None)?;
        Ok(lifted.into_iter().chain(monthly).collect())
    }

    fn set_cadence(
        &self,
        key: &str,
        cadence: Cadence,
        anchor: Option<Anchor>,
    ) -> Result<Vec<Edit>, Refusal> {
        let (publication, line) = self.line(key)?;
        if !publication.def.menu.contains(&cadence) {
            return Err(Refusal::NotOnMenu {
                publication: key.to_owned(),
                cadence,
            });
        }
        let anchor = anchor.unwrap_or(line.choices.anchor);
        if anchor.day.is_some_and(|day| !(1..=31).contains(&day)) {
            return Err(Refusal::BadAnchor);
        }
        let choices = Choices {
            cadence,
            anchor,
            ..line.choices.clone()
        };
        let chosen = self.choose(publication, line, choices);
        let limits = chosen.as_ref().and_then(|_| {
            let raises = raises_with(self.known, self.policy, self.person, line, cadence, anchor);
            raised(&self.person.facts, &raises).map(|limits| Edit::Limits { limits })
        });
        Ok(chosen.into_iter().chain(limits).collect())
    }

    fn topics(&self, key: &str, topics: Option<&BTreeSet<String>>) -> Result<Vec<Edit>, Refusal> {
        let (publication, line) = self.line(key)?;
        let def = &publication.def;
        if let Some(chosen) = topics {
            if let Some(topic) = chosen.iter().find(|topic| def.topic(topic).is_none()) {
                let (publication, topic) = (key.to_owned(), topic.clone());
                return Err(Refusal::UnknownTopic { publication, topic });
            }
            if chosen.is_empty() {
                return Err(Refusal::NoTopic(key.to_owned()));
            }
        }
        let topics = topics.and_then(|chosen| def.choice_of(chosen));
        let choices = Choices {
            topics,
            ..line.choices.clone()
        };
        Ok(self
            .choose(publication, line, choices)
            .into_iter()
            .collect())
    }

    fn language(&self, language: &str) -> Result<Vec<Edit>, Refusal> {
        if !languages(self.known)
            .iter()
            .any(|offered| offered == language)
        {
            return Err(Refusal::UnknownLanguage(language.to_owned()));
        }
        let is_so = self.person.facts.language == language;
        let language = language.to_owned();
        Ok(if is_so {
            Vec::new()
        } else {
            vec![Edit::Language { language }]
        })
    }
}

/// The raises that another cadence on one line needs: none where it brings no more than before, and
/// none for events only, whose letters come seldom and never need room of their own.
pub(super) fn raises_with(
    known: &Known,
    policy: &Policy,
    person: &Person,
    line: &Line,
    cadence: Cadence,
    anchor: Anchor,
) -> Vec<super::limits::Raise> {
    let before = rhythms(known, person, &BTreeMap::new());
    let instead = BTreeMap::from([(line.publication, (cadence, anchor))]);
    let after = rhythms(known, person, &instead);
    let no_more = letters_of(&after, FOUR_WEEKS) <= letters_of(&before, FOUR_WEEKS);
    if no_more || cadence == Cadence::EventsOnly {
        return Vec::new();
    }
    raises(policy, &person.facts, &after)
}
