//! What the oracle saw, in numbers: so that a green run says how much it looked at.

use std::collections::BTreeMap;
use std::fmt;

use super::World;
use super::letters::Read;
use super::mails::Mail;
use super::people::{Cadence, Person};

#[derive(Debug, Default)]
pub(crate) struct Summary {
    pub(crate) people: usize,
    pub(crate) letters: usize,
    pub(crate) mails: usize,
    /// Mails with more than one part, to those who get all once a week.
    pub(crate) combined: usize,
    pub(crate) short_letters: usize,
    pub(crate) events_letters: usize,
    pub(crate) sections_in_mail: usize,
    pub(crate) sections_linked: usize,
    pub(crate) events_in_mail: usize,
    pub(crate) events_excused: BTreeMap<&'static str, usize>,
    /// Sections without a link of their own: not followed.
    pub(crate) unproved: usize,
    sections: usize,
    listed: usize,
    events: usize,
    /// People with at least one mail.
    reached: usize,
    most: BTreeMap<i64, usize>,
    least_gap_hours: Option<i64>,
    by_cadence: BTreeMap<String, (usize, usize)>,
}

impl Summary {
    pub(super) fn of(world: &World, letters: &[Read], mails: usize) -> Self {
        let listed = letters.iter().flat_map(|letter| &letter.events);
        let mut events: Vec<&str> = listed.map(|event| event.address.as_str()).collect();
        let listed = events.len();
        events.sort_unstable();
        events.dedup();
        Self {
            people: world.people.len(),
            letters: letters.len(),
            mails,
            sections: letters.iter().map(|letter| letter.sections.len()).sum(),
            listed,
            events: events.len(),
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, world: &World, person: &Person, mails: &[Mail]) {
        self.reached += usize::from(!mails.is_empty());
        for (days, _) in &world.caps {
            let most = self.most.entry(*days).or_default();
            for (nth, mail) in mails.iter().enumerate() {
                let today = person.date(mail.at);
                let first = today.checked_sub(jiff::Span::new().days(days - 1)).unwrap();
                let in_window = |mail: &&Mail| person.date(mail.at) >= first;
                *most = (*most).max(mails[..=nth].iter().filter(in_window).count());
            }
        }
        for pair in mails.windows(2) {
            let hours = (pair[1].at.as_millisecond() - pair[0].at.as_millisecond()) / 3_600_000;
            self.least_gap_hours =
                Some(self.least_gap_hours.map_or(hours, |least| least.min(hours)));
        }
        let names: Vec<&str> = person
            .lines
            .iter()
            .map(|(_, cadence)| name(*cadence))
            .collect();
        let (people, sent) = self.by_cadence.entry(names.join(" + ")).or_default();
        *people += 1;
        *sent += mails.len();
    }
}

const fn name(cadence: Cadence) -> &'static str {
    match cadence {
        Cadence::EveryIssue => "every-issue",
        Cadence::Weekly => "weekly",
        Cadence::Fortnightly => "fortnightly",
        Cadence::Monthly => "monthly",
        Cadence::EventsOnly => "events-only",
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} letters ({} sections, {} listings of {} events), {} people ({} reached), {} mails",
            self.letters,
            self.sections,
            self.listed,
            self.events,
            self.people,
            self.reached,
            self.mails
        )?;
        for (days, most) in &self.most {
            writeln!(f, "  most in {days} days: {most}")?;
        }
        writeln!(f, "  least gap: {} h", self.least_gap_hours.unwrap_or(-1))?;
        writeln!(
            f,
            "  combined letters to all-weekly people: {}; short parts: {}; events-only parts: {}",
            self.combined, self.short_letters, self.events_letters
        )?;
        writeln!(
            f,
            "  sections: {} in mail, {} one link away, {} without a link to follow",
            self.sections_in_mail, self.sections_linked, self.unproved
        )?;
        writeln!(
            f,
            "  events: {} in mail once; not in mail: {:?}",
            self.events_in_mail, self.events_excused
        )?;
        for (cadence, (people, mails)) in &self.by_cadence {
            writeln!(f, "  {people:>5} people, {mails:>6} mails  {cadence}")?;
        }
        Ok(())
    }
}
