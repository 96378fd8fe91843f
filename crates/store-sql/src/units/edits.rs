//! What an edit means for a person, in memory: what must be written, and what was there before, for
//! the undo. Pure.

use crate::json;
use crate::units::import::LineWrite;
use chrono::NaiveDate;
use lagom_model::facts::OwnLimit;
use lagom_model::{
    Choices, PublicationId, QuietHours, SeasonChoice, Stop, StopCause, StopScope, Timestamp,
    Wishes, Zone,
};
use lagom_store::{Edit, Line, Person};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What was there before an edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "was", rename_all = "kebab-case")]
pub(crate) enum Was {
    /// The line's choices; `None`: no subscription was in force.
    Line {
        /// The choices.
        choices: Option<Choices>,
        /// When the line fell due by itself.
        next_due_at: Option<Timestamp>,
    },
    /// There was no such stop.
    NoStop,
    /// There was this stop, since then.
    Stop {
        /// Since when.
        at: Timestamp,
    },
    /// The pause of everything.
    PauseAll {
        /// Until then.
        until: Option<NaiveDate>,
    },
    /// The season's choice.
    Season {
        /// The choice.
        choice: Option<SeasonChoice>,
    },
    /// The language.
    Language {
        /// BCP 47.
        language: String,
    },
    /// The zone.
    Zone {
        /// The zone.
        zone: Zone,
    },
    /// The limits.
    Limits {
        /// All of them.
        limits: Vec<OwnLimit>,
    },
    /// When the line fell due by itself.
    Due {
        /// The instant.
        next_due_at: Option<Timestamp>,
    },
    /// The quiet hours.
    Quiet {
        /// The person's own.
        quiet: Option<QuietHours>,
    },
    /// The wishes.
    Wish {
        /// All of them.
        wishes: Wishes,
    },
    /// Another remark, or none: it stands beside the new one.
    Remark,
    /// The version of the policy whose promise held.
    Policy {
        /// The version.
        version: i64,
    },
}

/// A person while edits go over them, and what must be written.
#[derive(Debug)]
pub(crate) struct Editing {
    pub(crate) person: Person,
    pub(crate) at: Timestamp,
    /// Choices that come into force, by line.
    pub(crate) start: BTreeMap<PublicationId, LineWrite>,
    /// Lines that end.
    pub(crate) close: BTreeSet<PublicationId>,
    /// Whether a line begins that had no subscription in force.
    pub(crate) joins: bool,
    /// Lines that fall due at another instant, their choices as they are.
    pub(crate) retimed: BTreeMap<PublicationId, Option<Timestamp>>,
    /// Versions of the policy whose promise lines have from now on.
    pub(crate) promises: BTreeMap<PublicationId, i64>,
    /// Stops to put.
    pub(crate) stop: Vec<Stop>,
    /// Own stops to lift.
    pub(crate) lift: Vec<StopScope>,
    /// Lifted stops that hold again.
    pub(crate) restore: Vec<Stop>,
    /// Whether the person said something about seasons.
    pub(crate) season_said: bool,
    /// What becomes of the person's remark.
    pub(crate) remark: Option<RemarkWrite>,
}

/// What becomes of a remark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RemarkWrite {
    /// It is the person's from now on, or withdrawn.
    Said,
    /// The one before it is there again.
    Back,
}

impl Editing {
    pub(crate) const fn new(person: Person, at: Timestamp) -> Self {
        Self {
            person,
            at,
            start: BTreeMap::new(),
            close: BTreeSet::new(),
            joins: false,
            retimed: BTreeMap::new(),
            promises: BTreeMap::new(),
            stop: Vec::new(),
            lift: Vec::new(),
            restore: Vec::new(),
            season_said: false,
            remark: None,
        }
    }

    /// Makes an edit; `None`: it changes nothing.
    pub(crate) fn apply(&mut self, edit: &Edit) -> Option<Was> {
        let facts = &mut self.person.facts;
        match edit {
            Edit::Choose {
                publication,
                choices,
                next_due_at,
            } => self.choose(*publication, choices, *next_due_at),
            Edit::Stop { scope, cause } => {
                let holds = |stop: &Stop| stop.scope == *scope && stop.cause == *cause;
                if facts.stops.iter().any(holds) {
                    return None;
                }
                let stop = Stop {
                    scope: *scope,
                    cause: *cause,
                    at: self.at,
                };
                facts.stops.push(stop);
                self.stop.push(stop);
                Some(Was::NoStop)
            }
            Edit::Lift { scope } => {
                let own = |stop: &Stop| stop.scope == *scope && stop.cause == StopCause::Own;
                let at = facts.stops.iter().find(|stop| own(stop))?.at;
                facts.stops.retain(|stop| !own(stop));
                self.lift.push(*scope);
                Some(Was::Stop { at })
            }
            Edit::PauseAll { until } => {
                changed(&mut facts.paused_until, until).map(|until| Was::PauseAll { until })
            }
            Edit::Season { choice } => {
                let was = changed(&mut facts.season, choice)?;
                self.season_said = true;
                Some(Was::Season { choice: was })
            }
            Edit::Language { language } => {
                changed(&mut facts.language, language).map(|language| Was::Language { language })
            }
            Edit::Zone { zone } => {
                let was = changed(&mut facts.zone, zone)?;
                facts.zone_before = Some((was.clone(), self.at));
                Some(Was::Zone { zone: was })
            }
            Edit::Limits { limits } => {
                changed(&mut facts.limits, limits).map(|limits| Was::Limits { limits })
            }
            Edit::Retime {
                publication,
                next_due_at,
            } => self.retime(*publication, *next_due_at),
            Edit::Quiet { quiet } => {
                changed(&mut facts.quiet, quiet).map(|quiet| Was::Quiet { quiet })
            }
            Edit::Wish { wishes } => {
                changed(&mut facts.wishes, wishes).map(|wishes| Was::Wish { wishes })
            }
            Edit::AcceptPolicy {
                publication,
                version,
            } => {
                let was = self.promise(*publication).filter(|was| was != version)?;
                self.promises.insert(*publication, *version);
                Some(Was::Policy { version: was })
            }
            Edit::Remark { said } => {
                changed(&mut self.person.remark, said)?;
                self.remark = Some(RemarkWrite::Said);
                Some(Was::Remark)
            }
        }
    }

    fn choose(
        &mut self,
        publication: PublicationId,
        choices: &Choices,
        next_due_at: Option<Timestamp>,
    ) -> Option<Was> {
        let line = self.line(publication);
        if line.is_some_and(|line| line.choices == *choices) {
            return None;
        }
        let was = Was::Line {
            choices: line.map(|line| line.choices.clone()),
            next_due_at: line.and_then(|line| line.next_due_at),
        };
        self.joins |= line.is_none();
        self.put_line(publication, choices, next_due_at);
        Some(was)
    }

    fn retime(&mut self, publication: PublicationId, at: Option<Timestamp>) -> Option<Was> {
        let mut lines = self.person.lines.iter_mut();
        let line = lines.find(|line| line.publication == publication)?;
        let next_due_at = changed(&mut line.next_due_at, &at)?;
        if let Some(write) = self.start.get_mut(&publication) {
            write.next_due_at = at;
        }
        self.retimed.insert(publication, at);
        Some(Was::Due { next_due_at })
    }

    /// The version of the policy whose promise a line has while the edits go over it.
    fn promise(&self, publication: PublicationId) -> Option<i64> {
        let accepted = self.promises.get(&publication).copied();
        accepted.or_else(|| self.line(publication).map(|line| line.promise))
    }

    fn line(&self, publication: PublicationId) -> Option<&Line> {
        let lines = &self.person.lines;
        lines.iter().find(|line| line.publication == publication)
    }

    fn put_line(
        &mut self,
        publication: PublicationId,
        choices: &Choices,
        next_due_at: Option<Timestamp>,
    ) {
        let line = LineWrite {
            subscriber: self.person.id,
            publication,
            choices: json::write(choices),
            cadence: choices.cadence.name(),
            pulse: u8::from(!choices.cadence.has_slots()),
            next_due_at,
        };
        self.close.remove(&publication);
        self.start.insert(publication, line);
        let lines = &mut self.person.lines;
        if let Some(line) = lines
            .iter_mut()
            .find(|line| line.publication == publication)
        {
            line.choices = choices.clone();
            line.next_due_at = next_due_at;
        } else {
            // Read again after the writes; until then only the choices matter.
            lines.push(Line {
                publication,
                sender: 0,
                choices: choices.clone(),
                since: self.at,
                start_seq: 0,
                watermark: 0,
                next_due_at,
                waiting_since: None,
                promise: 0,
            });
        }
    }

    /// Takes an edit back, unless it was changed again since. `made_at` is when it was made. Answers
    /// whether anything changed.
    pub(crate) fn revert(&mut self, edit: &Edit, was: Was, made_at: Timestamp) -> bool {
        let facts = &mut self.person.facts;
        match (edit, was) {
            (
                Edit::Choose {
                    publication,
                    choices,
                    ..
                },
                Was::Line {
                    choices: before,
                    next_due_at,
                },
            ) => {
                if self.line(*publication).map(|line| &line.choices) != Some(choices) {
                    return false;
                }
                if let Some(before) = before {
                    self.put_line(*publication, &before, next_due_at);
                } else {
                    self.start.remove(publication);
                    self.close.insert(*publication);
                }
                true
            }
            (Edit::Stop { scope, cause }, Was::NoStop) => {
                let this = |stop: &Stop| {
                    stop.scope == *scope && stop.cause == *cause && stop.at == made_at
                };
                // Only what the person said themselves can be taken back.
                if *cause != StopCause::Own || !facts.stops.iter().any(this) {
                    return false;
                }
                facts.stops.retain(|stop| !this(stop));
                self.lift.push(*scope);
                true
            }
            (Edit::Lift { scope }, Was::Stop { at }) => {
                let stop = Stop {
                    scope: *scope,
                    cause: StopCause::Own,
                    at,
                };
                let own = |one: &Stop| one.scope == stop.scope && one.cause == stop.cause;
                if facts.stops.iter().any(own) {
                    return false;
                }
                facts.stops.push(stop);
                self.restore.push(stop);
                true
            }
            (Edit::PauseAll { until }, Was::PauseAll { until: was }) => {
                back(&mut facts.paused_until, until, was)
            }
            (Edit::Season { choice }, Was::Season { choice: was }) => {
                back(&mut facts.season, choice, was)
            }
            (Edit::Language { language }, Was::Language { language: was }) => {
                back(&mut facts.language, language, was)
            }
            (Edit::Zone { zone }, Was::Zone { zone: was }) => self.zone_back(zone, was),
            (Edit::Limits { limits }, Was::Limits { limits: was }) => {
                back(&mut facts.limits, limits, was)
            }
            (
                Edit::Retime {
                    publication,
                    next_due_at,
                },
                Was::Due { next_due_at: was },
            ) => {
                // A slot that has come since was planned, and the line goes on from there.
                let still = self.line(*publication).map(|line| line.next_due_at);
                still == Some(*next_due_at) && self.retime(*publication, was).is_some()
            }
            (Edit::Quiet { quiet }, Was::Quiet { quiet: was }) => {
                back(&mut facts.quiet, quiet, was)
            }
            (Edit::Wish { wishes }, Was::Wish { wishes: was }) => {
                back(&mut facts.wishes, wishes, was)
            }
            (
                Edit::AcceptPolicy {
                    publication,
                    version,
                },
                Was::Policy { version: was },
            ) => {
                let still = self.promise(*publication) == Some(*version);
                if still {
                    self.promises.insert(*publication, was);
                }
                still
            }
            (Edit::Remark { .. }, Was::Remark) => {
                // The record does not know the words: whether this is still the last remark, the row says.
                self.remark = Some(RemarkWrite::Back);
                true
            }
            _ => false,
        }
    }
}

impl Editing {
    /// The zone before, if it was not changed again; the one that it replaces is remembered.
    fn zone_back(&mut self, zone: &Zone, was: Zone) -> bool {
        let facts = &mut self.person.facts;
        let now = facts.zone.clone();
        let done = back(&mut facts.zone, zone, was);
        if done {
            facts.zone_before = Some((now, self.at));
        }
        done
    }
}

/// Sets a value; the one before, if it was another.
fn changed<T: PartialEq + Clone>(place: &mut T, value: &T) -> Option<T> {
    (place != value).then(|| std::mem::replace(place, value.clone()))
}

/// Sets a value back, if it is still the one that the edit made.
fn back<T: PartialEq>(place: &mut T, made: &T, was: T) -> bool {
    let same = place == made;
    if same {
        *place = was;
    }
    same
}
