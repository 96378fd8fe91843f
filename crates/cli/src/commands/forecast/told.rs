//! A forecast on a terminal: the numbers that decide, then where they come from. The page has the rest.

use comfy_table::{CellAlignment, Table, presets};
use lagom_forecast::page::{count, length, percent};
use lagom_forecast::{Bin, Group, Outcome, Report};
use lagom_model::{Timestamp, Zone};
use std::fmt::Write as _;

/// Rows of a list that are shown.
const ROWS: usize = 8;

pub(super) fn told(report: &Report, zone: &Zone) -> String {
    let mut text = format!(
        "The next {} weeks, {} to {}: {} people\n\n",
        report.weeks,
        date(zone, report.from),
        date(zone, report.until),
        count(report.people)
    );
    let mut say = |title: &str, table: &Table| {
        if table.row_count() > 0 {
            let _ = write!(
                text,
                "{title}{}{table}\n\n",
                if title.is_empty() { "" } else { "\n" }
            );
        }
    };
    let outcomes = &report.outcomes;
    say("", &figures(outcomes));
    if let Some(change) = &report.change {
        say("What would change", &terms(change));
        say("", &moves(change));
    }
    say(
        "How many letters somebody gets in a week",
        &bins(outcomes, |one| &one.touches),
    );
    say(
        "How many minutes they read",
        &bins(outcomes, |one| &one.reading),
    );
    say("What could not go as it was", &fates(outcomes));
    say("Queues at the relay", &peaks(outcomes, zone));
    say("What comes out", &issues(report, zone));
    say("Who fares worst", &worst(outcomes));
    if !report.limits.are_set() {
        text.push_str(
            "No limit of the relay is configured: set `mail.messages_per_hour` to see queues.\n",
        );
    }
    for sentence in &report.assumptions {
        let _ = writeln!(text, "· {sentence}");
    }
    text
}

/// An empty table: numbers stand to the right from a column on.
fn table(columns: usize, numbers_from: usize) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(vec![""; columns]);
    for (place, column) in table.column_iter_mut().enumerate() {
        if place >= numbers_from {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn header(table: &mut Table, names: impl IntoIterator<Item = String>) {
    table.set_header(names.into_iter().collect::<Vec<_>>());
}

/// The first column's name, then the policies.
fn header_of(table: &mut Table, first: &str, outcomes: &[Outcome]) {
    let names = outcomes.iter().map(|one| one.name.clone());
    header(table, std::iter::once(first.to_owned()).chain(names));
}

fn people_in(outcome: &Outcome, groups: &[Group]) -> u64 {
    let counted = outcome.groups.iter();
    counted
        .filter(|one| groups.contains(&one.group))
        .map(|one| one.people)
        .sum()
}

fn figures(outcomes: &[Outcome]) -> Table {
    type Read = fn(&Outcome) -> String;
    let rows: [(&str, Read); 9] = [
        ("letters", |one| count(one.letters)),
        ("letters a person and week", |one| {
            format!("{:.2}", one.letters_per_person_week)
        }),
        ("minutes a person and week", |one| {
            format!("{:.1}", one.minutes_per_person_week)
        }),
        ("people as often as they asked", |one| {
            count(people_in(one, &[Group::AsAsked]))
        }),
        ("people less often", |one| {
            count(people_in(one, &[Group::Fewer]))
        }),
        ("people less than half as often", |one| {
            count(people_in(one, &[Group::LessThanHalf, Group::Nothing]))
        }),
        ("people to whom something is never sent", |one| {
            count(one.people_who_lose_something)
        }),
        ("letters in the busiest hour", |one| {
            count(one.busiest.map_or(0, |hour| u64::from(hour.letters)))
        }),
        ("longest queue at the relay", |one| {
            one.peaks
                .first()
                .map_or_else(|| "none".to_owned(), |peak| length(peak.hours))
        }),
    ];
    let mut table = table(outcomes.len() + 1, 1);
    header_of(&mut table, "", outcomes);
    for (label, read) in rows {
        let values = outcomes.iter().map(read);
        table.add_row(std::iter::once(label.to_owned()).chain(values));
    }
    table
}

fn terms(change: &lagom_forecast::Change) -> Table {
    let mut table = table(3, 3);
    header(&mut table, ["term", "in force", "then"].map(str::to_owned));
    for one in &change.terms {
        table.add_row([&one.name, &one.before, &one.after]);
    }
    table
}

fn moves(change: &lagom_forecast::Change) -> Table {
    let mut table = table(2, 1);
    header(&mut table, ["people who", ""].map(str::to_owned));
    let all = [
        ("get more letters".to_owned(), change.more),
        ("get fewer letters".to_owned(), change.fewer),
        ("get them at other times".to_owned(), change.otherwise),
    ];
    let moved = change.moves.iter().map(|one| {
        let what = format!(
            "hear from you {} → {}",
            one.before.label(),
            one.after.label()
        );
        (what, one.people)
    });
    for (what, people) in all.into_iter().chain(moved) {
        table.add_row([what, count(people)]);
    }
    table
}

fn bins(outcomes: &[Outcome], of: impl Fn(&Outcome) -> &[Bin]) -> Table {
    let mut table = table(outcomes.len() + 1, 0);
    header_of(&mut table, "", outcomes);
    let labels = outcomes.first().map_or(&[][..], &of);
    for (place, bin) in labels.iter().enumerate() {
        let shares = outcomes.iter().filter_map(|one| of(one).get(place));
        let shares: Vec<String> = shares
            .map(|bin| format!("{} ({})", count(bin.person_weeks), percent(bin.share)))
            .collect();
        let used = |one: &Outcome| of(one).iter().skip(place).any(|bin| bin.person_weeks > 0);
        if outcomes.iter().any(used) {
            table.add_row(std::iter::once(bin.label.clone()).chain(shares));
        }
    }
    table
}

fn fates(outcomes: &[Outcome]) -> Table {
    let mut table = table(outcomes.len() + 2, 2);
    let names = outcomes.iter().map(|one| one.name.clone());
    header(
        &mut table,
        ["what", "why"].map(str::to_owned).into_iter().chain(names),
    );
    let mut seen = Vec::new();
    for fate in outcomes.iter().flat_map(|one| &one.fates) {
        let key = (fate.fate, fate.why);
        if !seen.contains(&key) {
            seen.push(key);
            let times = outcomes.iter().map(|one| {
                let mut fates = one.fates.iter();
                let found = fates.find(|it| (it.fate, it.why) == key);
                count(found.map_or(0, |it| it.times))
            });
            let words = [fate.fate.label().to_owned(), fate.label.clone()];
            table.add_row(words.into_iter().chain(times));
        }
    }
    table
}

fn peaks(outcomes: &[Outcome], zone: &Zone) -> Table {
    let mut table = table(5, 2);
    header(
        &mut table,
        [
            "from",
            "policy",
            "letters",
            "most waiting",
            "until all are out",
        ]
        .map(str::to_owned),
    );
    for outcome in outcomes {
        for peak in outcome.peaks.iter().take(ROWS) {
            table.add_row([
                moment(zone, peak.from),
                outcome.name.clone(),
                count(peak.letters),
                count(peak.most_waiting),
                length(peak.hours),
            ]);
        }
    }
    table
}

fn issues(report: &Report, zone: &Zone) -> Table {
    let mut table = table(5, 3);
    let needs = if report.limits.are_set() {
        "the relay needs"
    } else {
        ""
    };
    header(
        &mut table,
        ["when", "newsletter", "issue", "letters", needs].map(str::to_owned),
    );
    let issues = report
        .outcomes
        .first()
        .map_or(&[][..], |one| one.issues.as_slice());
    for issue in issues.iter().take(ROWS) {
        table.add_row([
            moment(zone, issue.at),
            issue.publication.clone(),
            issue.title.clone().unwrap_or_else(|| "assumed".to_owned()),
            count(issue.letters),
            issue.relay_hours.map_or_else(String::new, length),
        ]);
    }
    if issues.len() > ROWS {
        table.add_row([format!("and {} more", issues.len() - ROWS)]);
    }
    table
}

fn worst(outcomes: &[Outcome]) -> Table {
    let mut table = table(3, 1);
    header(
        &mut table,
        ["person", "asked for", "come"].map(str::to_owned),
    );
    let people = outcomes
        .first()
        .map_or(&[][..], |one| one.starving.as_slice());
    for one in people.iter().take(ROWS) {
        table.add_row([
            one.person.to_string(),
            one.asked.to_string(),
            one.got.to_string(),
        ]);
    }
    table
}

fn date(zone: &Zone, at: Timestamp) -> String {
    zone.local(at).format("%-d %b %Y").to_string()
}

fn moment(zone: &Zone, at: Timestamp) -> String {
    zone.local(at).format("%a %-d %b, %H:%M").to_string()
}
