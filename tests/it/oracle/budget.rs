//! When mail may come: caps over rolling windows of local dates, the gap, quiet hours, the rhythm of those who chose one
//! letter a week.

use super::mails::Mail;
use super::people::{Cadence, Person, Season};
use super::{Finding, World};

pub(super) fn check(world: &World, person: &Person, mails: &[Mail], findings: &mut Vec<Finding>) {
    let mut find = |rule: &'static str, what: String| {
        findings.push(Finding {
            rule,
            who: person.address.clone(),
            what,
        });
    };
    for (nth, mail) in mails.iter().enumerate() {
        let local = mail.at.to_zoned(person.zone.clone());
        let today = local.date();
        for (days, most) in &world.caps {
            let first = today.checked_sub(jiff::Span::new().days(days - 1)).unwrap();
            let before = &mails[..=nth];
            let used = before
                .iter()
                .filter(|mail| (first..=today).contains(&person.date(mail.at)))
                .count();
            if used > *most {
                find(
                    "cap",
                    format!("{used} mails in the {days} days to {today}, at most {most}"),
                );
            }
        }
        if let Some(last) = nth.checked_sub(1).map(|before| &mails[before]) {
            let hours = (mail.at.as_millisecond() - last.at.as_millisecond()) / 3_600_000;
            if hours < world.gap_hours {
                find(
                    "gap",
                    format!("{hours} hours between {} and {}", last.at, mail.at),
                );
            }
        }
        if local.hour() >= world.quiet.0 || local.hour() < world.quiet.1 {
            find("quiet", format!("a mail at {local}"));
        }
        if person.season == Some(Season::Nothing) && world.in_season(today) {
            find(
                "season",
                format!("a mail on {today}, but they want none in the season"),
            );
        }
    }
    let weekly = !person.lines.is_empty()
        && person
            .lines
            .iter()
            .all(|(_, cadence)| *cadence == Cadence::Weekly);
    if weekly {
        for mail in mails.iter().filter(|mail| !mail.alone) {
            if person.slot(Cadence::Weekly, mail.at) != mail.at {
                let local = mail.at.to_zoned(person.zone.clone());
                find("weekly", format!("a mail at {local}, not at their hour"));
            }
        }
    }
}
