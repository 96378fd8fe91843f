//! What the page's template is given: sentences, drawings and rows, all made from the report. The template
//! only arranges them.

use super::Frame;
use super::bars::{Series, bars};
use super::heat::heat;
use super::svg::{count, length, percent};
use super::timeline::timeline;
use crate::life::Group;
use crate::report::{Bin, Outcome, Report};

use lagom_model::{Timestamp, Zone};
use serde::Serialize;

/// Rows of issues that are shown; the rest is counted.
const ISSUES: usize = 24;
/// Peaks that are shown.
const PEAKS: usize = 8;

#[derive(Debug, Serialize)]
pub(super) struct View {
    organisation: String,
    weeks: usize,
    from: String,
    until: String,
    made: String,
    zone: String,
    people: String,
    names: Vec<String>,
    lead: Vec<String>,
    figures: Vec<Figure>,
    letters: Chart,
    touches: Chart,
    reading: Chart,
    groups: Vec<Groups>,
    worst: Vec<Vec<String>>,
    relay: Vec<Relay>,
    fates: Vec<Fates>,
    change: Option<Changed>,
    issues: Vec<Vec<String>>,
    more_issues: usize,
    with_relay: bool,
    assumptions: Vec<String>,
}

/// A number that stands by itself.
#[derive(Debug, Serialize)]
struct Figure {
    value: String,
    label: String,
    /// The other policy's.
    other: Option<String>,
}

/// A drawing with the same numbers as a table.
#[derive(Debug, Serialize)]
struct Chart {
    svg: String,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// How people fare under one policy.
#[derive(Debug, Serialize)]
struct Groups {
    name: String,
    parts: Vec<GroupPart>,
}

#[derive(Debug, Serialize)]
struct GroupPart {
    class: &'static str,
    label: &'static str,
    width: String,
    share: String,
    people: String,
}

/// What one policy asks of the relay.
#[derive(Debug, Serialize)]
struct Relay {
    name: String,
    timeline: String,
    top: String,
    middle: String,
    dates: Vec<String>,
    step: Option<i64>,
    heat: String,
    busiest: Option<String>,
    limit: Option<String>,
    waits: bool,
    peaks: Vec<Vec<String>>,
    more_peaks: usize,
}

/// What could not go as planned, under one policy.
#[derive(Debug, Serialize)]
struct Fates {
    name: String,
    rows: Vec<FateRow>,
}

#[derive(Debug, Serialize)]
struct FateRow {
    fate: &'static str,
    why: String,
    times: String,
    width: String,
}

/// What the other policy changes.
#[derive(Debug, Serialize)]
struct Changed {
    terms: Vec<Vec<String>>,
    sentence: String,
    moves: Vec<Vec<String>>,
    sample: Vec<Vec<String>>,
}

impl View {
    pub(super) fn new(report: &Report, frame: &Frame) -> Self {
        let zone = &frame.zone;
        let outcomes = &report.outcomes;
        let issue_rows = outcomes.first().map_or_else(Vec::new, |outcome| {
            issues(outcome, zone, report.limits.are_set())
        });
        Self {
            organisation: frame.organisation.clone(),
            weeks: report.weeks,
            from: date(zone, report.from),
            until: date(zone, report.until),
            made: moment(zone, report.from),
            zone: zone.name().to_owned(),
            people: count(report.people),
            names: outcomes.iter().map(|one| one.name.clone()).collect(),
            lead: lead(report),
            figures: figures(outcomes),
            letters: letters(outcomes, zone),
            touches: histogram(outcomes, "letters in a week", |one| &one.touches),
            reading: histogram(outcomes, "minutes in a week", |one| &one.reading),
            groups: outcomes.iter().map(groups).collect(),
            worst: outcomes.first().map_or_else(Vec::new, worst),
            relay: outcomes
                .iter()
                .map(|one| relay(one, report, zone))
                .collect(),
            fates: outcomes.iter().map(fates).collect(),
            change: report.change.as_ref().map(|change| Changed {
                terms: change
                    .terms
                    .iter()
                    .map(|one| vec![one.name.clone(), one.before.clone(), one.after.clone()])
                    .collect(),
                sentence: change_sentence(report),
                moves: change
                    .moves
                    .iter()
                    .map(|one| {
                        vec![
                            one.before.label().to_owned(),
                            one.after.label().to_owned(),
                            count(one.people),
                        ]
                    })
                    .collect(),
                sample: change
                    .sample
                    .iter()
                    .map(|one| {
                        vec![
                            one.person.to_string(),
                            one.before.label().to_owned(),
                            one.after.label().to_owned(),
                            format!("{} → {}", one.letters_before, one.letters_after),
                        ]
                    })
                    .collect(),
            }),
            more_issues: issue_rows.len().saturating_sub(ISSUES),
            issues: issue_rows.into_iter().take(ISSUES).collect(),
            with_relay: report.limits.are_set(),
            assumptions: report.assumptions.clone(),
        }
    }
}

/// The most important things, in sentences.
fn lead(report: &Report) -> Vec<String> {
    let Some(outcome) = report.outcomes.first() else {
        return Vec::new();
    };
    let mut said = vec![format!(
        "{} letters go to {} people: {:.2} for each of them and week, {:.1} minutes of reading.",
        count(outcome.letters),
        count(report.people),
        outcome.letters_per_person_week,
        outcome.minutes_per_person_week
    )];
    let missing = missing(outcome);
    said.push(if missing == 0 {
        "Everybody hears from you as often as they asked.".to_owned()
    } else {
        format!(
            "{} people hear from you less often than they asked; for {} of them it is less than half.",
            count(missing),
            count(badly(outcome))
        )
    });
    if let Some(busiest) = outcome.busiest {
        let relay = match outcome.peaks.first() {
            Some(peak) => format!(
                "; your relay works {} at its longest queue",
                length(peak.hours)
            ),
            None if report.limits.are_set() => "; your relay takes that in its stride".to_owned(),
            None => String::new(),
        };
        said.push(format!(
            "The busiest hour brings {} letters{relay}.",
            count(u64::from(busiest.letters))
        ));
    }
    said
}

fn people_in(outcome: &Outcome, groups: &[Group]) -> u64 {
    let counted = outcome.groups.iter();
    counted
        .filter(|one| groups.contains(&one.group))
        .map(|one| one.people)
        .sum()
}

/// People who get fewer letters than they asked for.
fn missing(outcome: &Outcome) -> u64 {
    people_in(
        outcome,
        &[Group::Fewer, Group::LessThanHalf, Group::Nothing],
    )
}

/// People who get less than half.
fn badly(outcome: &Outcome) -> u64 {
    people_in(outcome, &[Group::LessThanHalf, Group::Nothing])
}

fn change_sentence(report: &Report) -> String {
    let (Some(change), [before, after]) = (&report.change, report.outcomes.as_slice()) else {
        return String::new();
    };
    let letters = match after.letters.cmp(&before.letters) {
        std::cmp::Ordering::Equal => "As many letters in all".to_owned(),
        std::cmp::Ordering::Less => {
            format!(
                "{} letters fewer in all",
                count(before.letters - after.letters)
            )
        }
        std::cmp::Ordering::Greater => {
            format!(
                "{} letters more in all",
                count(after.letters - before.letters)
            )
        }
    };
    let notice = [
        (change.more, "people get more letters"),
        (change.fewer, "people get fewer"),
        (
            change.otherwise,
            "get as many, at other times or with something else",
        ),
    ];
    let notice: Vec<String> = notice
        .into_iter()
        .filter(|(people, _)| *people > 0)
        .map(|(people, what)| format!("{} {what}", count(people)))
        .collect();
    let notice = if notice.is_empty() {
        "Nobody would notice".to_owned()
    } else {
        notice.join(", ")
    };
    format!(
        "{letters}. {notice}. {} people hear from you less often than they asked, instead of {}.",
        count(missing(after)),
        count(missing(before))
    )
}

fn figures(outcomes: &[Outcome]) -> Vec<Figure> {
    type Read = fn(&Outcome) -> String;
    let all: [(&str, Read); 6] = [
        ("letters", |one| count(one.letters)),
        ("letters a person and week", |one| {
            format!("{:.2}", one.letters_per_person_week)
        }),
        ("minutes a person and week", |one| {
            format!("{:.1}", one.minutes_per_person_week)
        }),
        ("people with fewer than they asked for", |one| {
            count(missing(one))
        }),
        ("letters in the busiest hour", |one| {
            count(one.busiest.map_or(0, |hour| u64::from(hour.letters)))
        }),
        ("people to whom something is never sent", |one| {
            count(one.people_who_lose_something)
        }),
    ];
    let Some(first) = outcomes.first() else {
        return Vec::new();
    };
    let other = outcomes.get(1);
    all.into_iter()
        .map(|(label, read)| Figure {
            value: read(first),
            label: label.to_owned(),
            other: other.map(read),
        })
        .collect()
}

fn letters(outcomes: &[Outcome], zone: &Zone) -> Chart {
    let weeks = outcomes.first().map_or(&[][..], |one| one.weeks.as_slice());
    let labels: Vec<String> = weeks
        .iter()
        .map(|week| zone.local(week.from).format("%-d %b").to_string())
        .collect();
    let series: Vec<Series<'_>> = outcomes
        .iter()
        .map(|one| Series {
            name: &one.name,
            values: one.weeks.iter().map(|week| week.letters).collect(),
        })
        .collect();
    let mut head = vec!["week from".to_owned()];
    for one in outcomes {
        let whose = whose(outcomes, one);
        head.extend(["letters", "people", "minutes"].map(|what| format!("{what}{whose}")));
    }
    let rows = labels.iter().enumerate().map(|(place, label)| {
        let mut row = vec![label.clone()];
        for week in outcomes.iter().filter_map(|one| one.weeks.get(place)) {
            row.extend([week.letters, week.readers, week.minutes].map(count));
        }
        row
    });
    Chart {
        svg: bars("Letters week by week", "letters", &labels, &series),
        rows: rows.collect(),
        head,
    }
}

/// Whose column it is, where there are several.
fn whose(outcomes: &[Outcome], one: &Outcome) -> String {
    if outcomes.len() < 2 {
        String::new()
    } else {
        format!(", {}", one.name)
    }
}

fn histogram(outcomes: &[Outcome], what: &str, bins: impl Fn(&Outcome) -> &[Bin]) -> Chart {
    let Some(first) = outcomes.first() else {
        return Chart {
            svg: String::new(),
            head: Vec::new(),
            rows: Vec::new(),
        };
    };
    // Empty bins at the end say nothing.
    let used = outcomes
        .iter()
        .filter_map(|one| bins(one).iter().rposition(|bin| bin.person_weeks > 0))
        .max()
        .map_or(3, |last| (last + 1).max(4));
    let labels: Vec<String> = bins(first)
        .iter()
        .take(used)
        .map(|bin| bin.label.clone())
        .collect();
    let series: Vec<Series<'_>> = outcomes
        .iter()
        .map(|one| Series {
            name: &one.name,
            values: bins(one)
                .iter()
                .take(used)
                .map(|bin| bin.person_weeks)
                .collect(),
        })
        .collect();
    let mut head = vec![what.to_owned()];
    for one in outcomes {
        let whose = whose(outcomes, one);
        head.extend([format!("weeks of people{whose}"), format!("share{whose}")]);
    }
    let rows = labels.iter().enumerate().map(|(place, label)| {
        let mut row = vec![label.clone()];
        for bin in outcomes.iter().filter_map(|one| bins(one).get(place)) {
            row.extend([count(bin.person_weeks), percent(bin.share)]);
        }
        row
    });
    Chart {
        svg: bars(what, "weeks of people", &labels, &series),
        rows: rows.collect(),
        head,
    }
}

fn groups(outcome: &Outcome) -> Groups {
    let some = outcome.groups.iter().filter(|one| one.people > 0);
    let parts = some.map(|one| GroupPart {
        class: match one.group {
            Group::AsAsked => "g-as-asked",
            Group::Fewer => "g-fewer",
            Group::LessThanHalf => "g-half",
            Group::Nothing => "g-nothing",
            Group::NothingAsked => "g-none",
        },
        label: one.label,
        width: format!("{:.3}", one.share * 100.0),
        share: percent(one.share),
        people: count(one.people),
    });
    Groups {
        name: outcome.name.clone(),
        parts: parts.collect(),
    }
}

fn worst(outcome: &Outcome) -> Vec<Vec<String>> {
    let people = outcome.starving.iter();
    people
        .map(|one| {
            vec![
                one.person.to_string(),
                one.asked.to_string(),
                one.got.to_string(),
            ]
        })
        .collect()
}

fn relay(outcome: &Outcome, report: &Report, zone: &Zone) -> Relay {
    let drawn = timeline(outcome, report.limits.per_hour, (report.from, report.until));
    let quarter = report.until.since(report.from) / 4;
    let dates = (0..5).map(|part| {
        let at = report.from.plus(quarter * part);
        zone.local(at).format("%-d %b").to_string()
    });
    let limits = [
        report
            .limits
            .per_hour
            .map(|most| format!("{} an hour", count(u64::from(most)))),
        report
            .limits
            .per_day
            .map(|most| format!("{} a day", count(u64::from(most)))),
    ];
    let limits: Vec<String> = limits.into_iter().flatten().collect();
    let peaks = outcome.peaks.iter().map(|peak| {
        vec![
            moment(zone, peak.from),
            count(peak.letters),
            count(peak.most_waiting),
            length(peak.hours),
        ]
    });
    Relay {
        name: outcome.name.clone(),
        timeline: drawn.svg,
        top: drawn.top,
        middle: drawn.middle,
        dates: dates.collect(),
        step: Some(drawn.hours_a_step).filter(|hours| *hours > 1),
        heat: heat(outcome, report.weeks, zone),
        busiest: outcome.busiest.map(|hour| {
            format!(
                "{} letters on {}",
                count(u64::from(hour.letters)),
                moment(zone, hour.at)
            )
        }),
        limit: (!limits.is_empty()).then(|| limits.join(", ")),
        waits: outcome.hours.iter().any(|hour| hour.waiting > 0),
        more_peaks: outcome.peaks.len().saturating_sub(PEAKS),
        peaks: peaks.take(PEAKS).collect(),
    }
}

fn fates(outcome: &Outcome) -> Fates {
    let most = outcome.fates.iter().map(|one| one.times).max().unwrap_or(1);
    let rows = outcome.fates.iter().map(|one| FateRow {
        fate: one.fate.label(),
        why: one.label.clone(),
        times: count(one.times),
        width: format!(
            "{:.1}",
            100.0 * super::svg::real(one.times) / super::svg::real(most)
        ),
    });
    Fates {
        name: outcome.name.clone(),
        rows: rows.collect(),
    }
}

fn issues(outcome: &Outcome, zone: &Zone, with_relay: bool) -> Vec<Vec<String>> {
    let issues = outcome.issues.iter();
    issues
        .map(|one| {
            let title = one.title.clone().unwrap_or_else(|| "assumed".to_owned());
            let mut row = vec![
                moment(zone, one.at),
                one.publication.clone(),
                title,
                count(one.letters),
            ];
            if with_relay {
                row.push(one.relay_hours.map_or_else(String::new, length));
            }
            row
        })
        .collect()
}

fn date(zone: &Zone, at: Timestamp) -> String {
    zone.local(at).format("%-d %B %Y").to_string()
}

/// Date and time, with the weekday.
fn moment(zone: &Zone, at: Timestamp) -> String {
    let local = zone.local(at);
    local.format("%a %-d %b, %H:%M").to_string()
}
