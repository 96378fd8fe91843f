//! Holds a year against what its case expects. It knows the letters that went and what came out, and nothing
//! of how they were planned.

use super::case::Case;
use super::play::{Form, Item, Letter, Message, Year};
use chrono::Days;
use lagom_dispatch::Shown;
use lagom_model::{EventStage, PublicationId, Seq, Timestamp};
use std::collections::BTreeMap;

/// Quiet hours, and the minutes over which what they kept back is spread.
const LATE: i64 = 11 * Timestamp::HOUR + 31 * Timestamp::MINUTE;

/// What is not as it should be.
pub(super) fn check(case: &Case, year: &Year) -> Vec<String> {
    let mut wrong = Vec::new();
    letters(case, year, &mut wrong);
    items(case, year, &mut wrong);
    forms(case, year, &mut wrong);
    minutes(case, year, &mut wrong);
    reminders(case, year, &mut wrong);
    for rule in &case.expect.reasons {
        if !year.reasons.contains(rule) {
            wrong.push(format!(
                "`{rule}` had no say; these had: {:?}",
                year.reasons
            ));
        }
    }
    for rule in case.expect.never.intersection(&year.reasons) {
        wrong.push(format!("`{rule}` had a say"));
    }
    // For the eyes of who mends a case: `YEAR_LOG=1`.
    if !wrong.is_empty() && std::env::var_os("YEAR_LOG").is_some() {
        let log = year.log.iter().map(|line| format!("\n    {line}"));
        wrong.push(format!("({}){}", case.about, log.collect::<String>()));
    }
    wrong
}

fn local(letter: &Letter) -> String {
    letter
        .zone
        .local(letter.at)
        .format("%Y-%m-%d %H:%M")
        .to_string()
}

fn letters(case: &Case, year: &Year, wrong: &mut Vec<String>) {
    let expect = &case.expect;
    let went: Vec<String> = year.letters.iter().map(local).collect();
    if expect.letters.is_some_and(|letters| letters != went.len()) {
        wrong.push(format!("{} letters went: {went:?}", went.len()));
    }
    let mut months: BTreeMap<String, usize> = BTreeMap::new();
    for at in &went {
        *months.entry(at[..7].to_owned()).or_default() += 1;
    }
    for (month, expected) in &expect.a_month {
        let got = months.get(month).copied().unwrap_or(0);
        if got != *expected {
            wrong.push(format!(
                "{got} letters in {month}, not {expected}: {went:?}"
            ));
        }
    }
    for at in &expect.at {
        if !went.contains(at) {
            wrong.push(format!("no letter at {at}: {went:?}"));
        }
    }
    for at in &expect.not_at {
        if went.iter().any(|one| one.starts_with(at.as_str())) {
            wrong.push(format!("a letter at {at}"));
        }
    }
    for letter in &year.letters {
        let at = letter.zone.local(letter.at).format("%a %H:%M").to_string();
        if !expect.always_at.is_empty() && !expect.always_at.contains(&at) {
            wrong.push(format!("a letter at {} ({at})", local(letter)));
        }
    }
    for (of, with) in &expect.together {
        for letter in &year.letters {
            let brings = |key: &str| {
                let mut items = letter.brings.iter();
                items.any(|(publication, seq, _)| item(year, *publication, *seq).of == key)
            };
            if brings(of) && !brings(with) {
                wrong.push(format!("{} brings `{of}` without `{with}`", local(letter)));
            }
        }
    }
}

fn item(year: &Year, publication: PublicationId, seq: Seq) -> &Item {
    &year.items[&(publication, seq)]
}

/// Every item comes exactly once, but for those that the case names.
fn items(case: &Case, year: &Year, wrong: &mut Vec<String>) {
    let expect = &case.expect;
    let mut came: BTreeMap<(PublicationId, Seq), Vec<String>> = BTreeMap::new();
    for letter in &year.letters {
        for (publication, seq, _) in &letter.brings {
            let times = came.entry((*publication, *seq)).or_default();
            times.push(local(letter));
        }
    }
    for message in &year.messages {
        let new = message.tells.iter();
        for tell in new.filter(|tell| tell.stage == EventStage::Announced) {
            let times = came.entry((tell.publication, tell.seq)).or_default();
            times.push(format!("{} alone", case.zone.local(message.at)));
        }
    }
    let last = case
        .until
        .checked_sub_days(Days::new(u64::from(expect.tail_days)));
    let last = case.zone.start_of(last.unwrap());
    for (key, item) in &year.items {
        let times = came.get(key).map_or(&[][..], Vec::as_slice);
        let issue = item.name.split('.').next().unwrap_or_default();
        let asked = (expect.only.is_empty() || expect.only.contains(&item.kind))
            && !expect.not_of.contains(&item.of);
        let lost = expect
            .lost
            .iter()
            .any(|one| one == issue || *one == item.name);
        match (asked && !lost, times.len()) {
            (_, 2..) => wrong.push(format!("`{}` came more than once: {times:?}", item.name)),
            (true, 0) if item.visible_at < last => {
                wrong.push(format!("`{}` never came", item.name));
            }
            (false, 1) => wrong.push(format!("`{}` came: {times:?}", item.name)),
            _ => {}
        }
    }
}

fn forms(case: &Case, year: &Year, wrong: &mut Vec<String>) {
    let count = |form: Form| {
        let items = year.letters.iter().flat_map(|letter| &letter.brings);
        items.filter(|(.., one)| *one == form).count()
    };
    let pairs = [
        ("linked", case.expect.linked, count(Form::Linked)),
        (
            "titles",
            case.expect.titles,
            count(Form::Shown(Shown::Title)),
        ),
        (
            "short",
            case.expect.shorts,
            count(Form::Shown(Shown::Short)),
        ),
    ];
    for (what, expected, got) in pairs {
        if expected.is_some_and(|expected| expected != got) {
            wrong.push(format!("{got} {what}"));
        }
    }
}

/// Each reminder that is asked for comes once: not before its instant, before the start, and hardly later than quiet
/// time makes it.
fn reminders(case: &Case, year: &Year, wrong: &mut Vec<String>) {
    let expect = &case.expect;
    let announce = |message: &&Message| {
        let mut tells = message.tells.iter();
        tells.any(|tell| tell.stage == EventStage::Announced)
    };
    let alone = year.messages.iter().filter(announce).count();
    if expect.told_alone.is_some_and(|told| told != alone) {
        wrong.push(format!("{alone} messages announced events alone"));
    }
    let mut all = 0;
    for message in &year.messages {
        let count = message.tells.iter().filter(|tell| tell.stage.is_reminder());
        let count = count.count();
        all += count;
        let at = case.zone.local(message.at).format("%H:%M").to_string();
        let fits = |one: &String| at.starts_with(one.as_str());
        if count > 0 && !expect.reminded_at.is_empty() && !expect.reminded_at.iter().any(fits) {
            wrong.push(format!("a reminder at {}", case.zone.local(message.at)));
        }
    }
    if expect.reminders.is_some_and(|reminders| reminders != all) {
        wrong.push(format!("{all} reminders came"));
    }
    for one in &year.asked {
        let name = &year.items[&one.place].name;
        let stage = EventStage::of_reminder(one.lead);
        let says = |message: &&Message| {
            let mut tells = message.tells.iter();
            tells.any(|tell| tell.stage == stage && (tell.publication, tell.seq) == one.place)
        };
        let came: Vec<Timestamp> = year
            .messages
            .iter()
            .filter(says)
            .map(|one| one.at)
            .collect();
        let due = one.starts.plus(-one.lead.millis());
        let useless = |at: &Timestamp| *at < due || *at >= one.starts || at.since(due) > LATE;
        match (expect.not_reminded.contains(name), came.as_slice()) {
            (false, []) if one.starts < case.ends() => {
                wrong.push(format!("nobody reminded of `{name}` ({:?})", one.lead));
            }
            (true, [at, ..]) => wrong.push(format!("a reminder of `{name}` at {at}")),
            (_, [_, _, ..]) => wrong.push(format!("`{name}` more than once: {came:?}")),
            (_, [at]) if useless(at) => {
                wrong.push(format!("a reminder of `{name}` at {at}, due at {due}"));
            }
            _ => {}
        }
    }
}

fn minutes(case: &Case, year: &Year, wrong: &mut Vec<String>) {
    let Some(minutes) = case.expect.minutes else {
        return;
    };
    for letter in &year.letters {
        let last = letter.zone.date(letter.at);
        let first = letter
            .zone
            .start_of(last.checked_sub_days(Days::new(6)).unwrap());
        let week = year.letters.iter();
        let week = week.filter(|one| (first..=letter.at).contains(&one.at));
        let seconds: u32 = week.map(|one| one.reading).sum();
        if seconds > minutes * 60 {
            let at = Timestamp::to_string(&letter.at);
            wrong.push(format!(
                "{seconds} seconds of reading in the week up to {at}"
            ));
        }
    }
}
