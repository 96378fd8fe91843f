//! What mail must bring: each section and event that a person's choices entitle them to exactly once, in the right form;
//! nothing that they did not choose. What a short or full-up letter leaves out must stand behind its link.

mod events;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::anchors::{Anchor, Interner, links};
use super::letters::{Read, Section};
use super::mails::{Mail, MailPart};
use super::people::{Cadence, Person, Season};
use super::summary::Summary;
use super::{Finding, Pages, World};

/// Of a short letter's words, those that do not come from the issue: titles, dates, "And 3 more", repeated headings.
const FRAME_WORDS: usize = 60;

/// One person's mail, and what it is judged by.
pub(super) struct Case<'a> {
    pub(super) world: &'a World,
    pub(super) letters: &'a [Read],
    pub(super) pages: &'a BTreeMap<String, BTreeSet<Anchor>>,
    pub(super) interner: &'a Interner,
    pub(super) person: &'a Person,
    pub(super) mails: &'a [Mail],
}

/// The form in which a mail must come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Full,
    Short,
    Events,
}

pub(super) fn read_pages(
    pages: &Pages,
    interner: &mut Interner,
) -> BTreeMap<String, BTreeSet<Anchor>> {
    let read = pages.iter().map(|(path, html)| {
        let anchors = links(html)
            .into_iter()
            .map(|(address, words)| interner.anchor(&address, &words));
        (path.clone(), anchors.collect())
    });
    read.collect()
}

pub(super) fn check(case: &Case<'_>, findings: &mut Vec<Finding>, summary: &mut Summary) {
    let mut judge = Judge {
        case,
        findings,
        summary,
    };
    for (publication, cadence) in &case.person.lines {
        for letter in case
            .letters
            .iter()
            .filter(|letter| letter.publication == *publication)
        {
            judge.sections(*cadence, letter);
        }
    }
    judge.all_events();
    for mail in case.mails.iter().filter(|mail| !mail.alone) {
        judge.mail(mail);
    }
    judge.combined();
}

struct Judge<'a, 'f> {
    case: &'a Case<'a>,
    findings: &'f mut Vec<Finding>,
    summary: &'f mut Summary,
}

impl<'a> Judge<'a, '_> {
    fn find(&mut self, rule: &'static str, what: String) {
        self.findings.push(Finding {
            rule,
            who: self.case.person.address.clone(),
            what,
        });
    }

    /// The form that a line's letter must have on arrival.
    fn form(&self, cadence: Cadence, at: Timestamp) -> Form {
        let person = self.case.person;
        if cadence == Cadence::EventsOnly {
            return Form::Events;
        }
        if !self.case.world.in_season(person.date(at)) {
            return Form::Full;
        }
        match person.season {
            None | Some(Season::Short) => Form::Short,
            Some(Season::Full | Season::Nothing) => Form::Full,
            Some(Season::Events) => Form::Events,
        }
    }

    /// The first mail with a part of the publication from the letter's moment on: it consumes the letter.
    fn consuming(&self, letter: &Read) -> Option<(&'a Mail, &'a MailPart)> {
        parts(self.case.mails, letter.publication).find(|(mail, _)| mail.at >= letter.at)
    }

    /// The latest moment at which a letter's content may come.
    fn latest(&self, cadence: Cadence, letter: &Read) -> Timestamp {
        let (person, world) = (self.case.person, self.case.world);
        person.latest(world, cadence, letter.at)
    }

    /// Whether the person wants only events in a season that holds when a letter's content is due.
    fn only_events_then(&self, cadence: Cadence, letter: &Read) -> bool {
        let (person, world) = (self.case.person, self.case.world);
        let due = person.date(person.slot(cadence, letter.at));
        let days = [due, due.tomorrow().unwrap()];
        person.season == Some(Season::Events) && days.iter().any(|day| world.in_season(*day))
    }

    fn sections(&mut self, cadence: Cadence, letter: &'a Read) {
        let latest = self.latest(cadence, letter);
        let consuming = self.consuming(letter);
        for section in letter.sections.iter().filter(|section| !section.repeated) {
            if section.proof.is_empty() {
                self.summary.unproved += 1;
                continue;
            }
            let found: Vec<&Mail> = parts(self.case.mails, letter.publication)
                .filter(|(_, part)| !part.anchors.is_disjoint(&section.proof))
                .map(|(mail, _)| mail)
                .collect();
            let name = format!("“{}” of {}", section.title, letter.at);
            if found.len() > 1 {
                self.find("twice", format!("{name} came in {} mails", found.len()));
            }
            // A season of only events passes over all else, also where no event was left to tell.
            if found.is_empty() && self.only_events_then(cadence, letter) {
                continue;
            }
            let Some((mail, part)) = consuming else {
                if cadence != Cadence::EventsOnly && latest < self.case.world.end {
                    self.find("missing", format!("{name} never came"));
                }
                continue;
            };
            if found.iter().any(|other| other.at != mail.at) {
                self.find(
                    "twice",
                    format!("{name} came in another letter than its own"),
                );
            }
            let form = self.form(cadence, mail.at);
            if form == Form::Events {
                if !found.is_empty() {
                    self.find(
                        "events-only",
                        format!("{name} came at {}, but they want only events", mail.at),
                    );
                }
                continue;
            }
            if mail.at > latest {
                self.find(
                    "late",
                    format!("{name} came at {}, latest {latest}", mail.at),
                );
            }
            self.whole_or_linked(section, part, form, &name);
        }
    }

    fn whole_or_linked(&mut self, section: &Section, part: &MailPart, form: Form, name: &str) {
        if section.proof.is_subset(&part.anchors) {
            self.summary.sections_in_mail += 1;
            return;
        }
        let several = part.pages.len() > 1;
        let behind = |page: &String| {
            let anchors = self.case.pages.get(page);
            anchors.is_some_and(|anchors| section.proof.is_subset(anchors))
        };
        let partly = !section.proof.is_disjoint(&part.anchors);
        let linked = match form {
            // What is shortened stands whole on the page, what is left out is counted.
            Form::Short if partly => part.pages.iter().any(behind),
            Form::Short => part.more.iter().any(|(page, _)| behind(page)),
            Form::Full => several && !partly && part.more.iter().any(|(page, _)| behind(page)),
            Form::Events => false,
        };
        if linked {
            self.summary.sections_linked += 1;
        } else {
            let how = if partly { "is not whole" } else { "is missing" };
            self.find("missing", format!("{name} {how} in their letter"));
        }
    }

    /// What each part of a mail must look like by itself.
    fn mail(&mut self, mail: &'a Mail) {
        for part in &mail.parts {
            let mut lines = self.case.person.lines.iter();
            let Some((_, cadence)) =
                lines.find(|(publication, _)| *publication == part.publication)
            else {
                self.find(
                    "stranger",
                    format!("a part that they do not subscribe to at {}", mail.at),
                );
                continue;
            };
            match self.form(*cadence, mail.at) {
                Form::Full => {}
                Form::Events => {
                    self.summary.events_letters += 1;
                    self.only_events(mail, part);
                }
                Form::Short => {
                    self.summary.short_letters += 1;
                    self.short_enough(mail, part);
                }
            }
        }
    }

    fn only_events(&mut self, mail: &Mail, part: &MailPart) {
        let letters = self.case.letters.iter();
        let listed: Vec<&BTreeSet<String>> = letters
            .filter(|letter| letter.publication == part.publication)
            .map(|letter| &letter.event_addresses)
            .collect();
        let interner = self.case.interner;
        let other = part.anchors.iter().map(|anchor| interner.address(*anchor));
        let other: Vec<&str> = other
            .filter(|address| !listed.iter().any(|addresses| addresses.contains(*address)))
            .collect();
        if !other.is_empty() {
            self.find(
                "events-only",
                format!("at {} with {}", mail.at, other.join(" ")),
            );
        }
    }

    fn short_enough(&mut self, mail: &Mail, part: &MailPart) {
        let before = parts(self.case.mails, part.publication)
            .map(|(other, _)| other.at)
            .filter(|at| *at < mail.at)
            .max()
            .unwrap_or(Timestamp::MIN);
        let brought = self.case.letters.iter().filter(|letter| {
            letter.publication == part.publication && letter.at > before && letter.at <= mail.at
        });
        let (mut issues, mut words) = (0, 0);
        for letter in brought {
            issues += 1;
            words += letter.words;
        }
        let most = words * 2 / 5 + (issues + 1) * FRAME_WORDS;
        if part.words > most {
            let what = format!(
                "{} words at {}, the short form has at most {most}",
                part.words, mail.at
            );
            self.find("short", what);
        }
    }

    /// Who gets all publications once a week gets one letter with a part of each that came out since the last.
    fn combined(&mut self) {
        let person = self.case.person;
        let weekly = person.lines.len() > 1
            && person
                .lines
                .iter()
                .all(|(_, cadence)| *cadence == Cadence::Weekly)
            && !matches!(person.season, Some(Season::Events | Season::Nothing));
        if !weekly {
            return;
        }
        let mut before = Timestamp::MIN;
        for mail in self.case.mails.iter().filter(|mail| !mail.alone) {
            let came_out = |publication: &usize| {
                let mut letters = self.case.letters.iter();
                letters.any(|letter| {
                    letter.publication == *publication && letter.at > before && letter.at <= mail.at
                })
            };
            let expected: BTreeSet<usize> = person
                .lines
                .iter()
                .map(|line| line.0)
                .filter(came_out)
                .collect();
            let brought: BTreeSet<usize> = mail.parts.iter().map(|part| part.publication).collect();
            if expected != brought || brought.len() < mail.parts.len() {
                self.find(
                    "combined",
                    format!("parts {brought:?} at {}, not {expected:?}", mail.at),
                );
            }
            self.summary.combined += usize::from(mail.parts.len() > 1);
            before = mail.at;
        }
    }
}

/// The parts of a publication's letters; what tells of events alone is none.
fn parts(mails: &[Mail], publication: usize) -> impl Iterator<Item = (&Mail, &MailPart)> {
    let letters = mails.iter().filter(|mail| !mail.alone);
    letters.flat_map(move |mail| {
        let of = mail
            .parts
            .iter()
            .filter(move |part| part.publication == publication);
        of.map(move |part| (mail, part))
    })
}
