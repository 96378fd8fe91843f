//! The main job on real input: a quarter of a year's letters to a thousand people of all kinds, over a year-end, judged by
//! the oracle. The letters are in `../shared/data`; where they are not, this scenario says so and passes.
//!
//! `LAGOM_TEST_PEOPLE=100` makes it quicker while working on it; `LAGOM_TEST_ONLY=7,248` takes only these of them, and
//! `LAGOM_TEST_KEEP=FOLDER` keeps their mail to look at.

mod people;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use jiff::{Timestamp, ToSpan as _};
use lagom_testkit::data;

use crate::oracle::{
    Capture, Finding, Letter, Oracle, Pages, Publication, Summary, World, count, product_rules,
};
use crate::support::{Backend, House, Mail, Receiver, http};

const PUBLICATIONS: [&str; 2] = ["north", "south"];

const TOPICS: &str = r#"
[publications.KEY.topics.community]
name = "Community"
headings = ["Updates from Rust Community"]
[publications.KEY.topics.crate]
name = "Crate of the week"
headings = ["Crate of the Week"]
[publications.KEY.topics.calls]
name = "Calls"
headings = ["Calls for Testing", "Call for Participation; projects and speakers", "Call for Participation"]
[publications.KEY.topics.project]
name = "The project"
headings = ["Updates from the Rust Project"]
kind = "news"
"#;

/// What is run: which letters, to how many people, over which weeks.
struct Plan {
    letters: Vec<String>,
    people: usize,
    /// Everything is set up then, before the first letter.
    begins: Timestamp,
    end: Timestamp,
    receiver: Receiver,
    /// `[policy]` in place of the product's.
    policy: &'static str,
}

#[test]
fn a_thousand_people_over_a_year_end_into_aiosmtpd() {
    let Some(folder) = data::folder("newsletter") else {
        return;
    };
    let people = std::env::var("LAGOM_TEST_PEOPLE").map_or(1_000, |number| number.parse().unwrap());
    // The last quarter of the year: neighbours repeat two thirds of their events, and some events are over in time.
    let letters = all_letters(&folder).split_off(40);
    let plan = Plan {
        letters,
        people,
        begins: at("2025-11-15T00:00:00Z"),
        end: at("2026-02-03T00:00:00Z"),
        receiver: Receiver::start(),
        policy: "[policy]\nspread_minutes = 0\n",
    };
    assert_eq!(plan.letters.len(), 13);
    let (findings, summary) = run(&plan);
    assert_none(&findings, &summary);
    // So many that each kind of letter must have come.
    if people::chosen(people).len() >= 1_000 {
        let parts = [summary.short_letters, summary.events_letters];
        assert!(summary.combined > 100 && parts.iter().all(|count| *count > 500));
        assert!(summary.sections_linked > 1_000 && summary.events_in_mail > 10_000);
    }
}

#[test]
fn a_shorter_run_into_smtp_sink() {
    let Some(folder) = data::folder("newsletter") else {
        return;
    };
    // Every fourth letter of the year's second half: far apart, so that no event is listed twice.
    let letters = all_letters(&folder)
        .into_iter()
        .step_by(4)
        .skip(10)
        .collect();
    let plan = Plan {
        letters,
        people: 120,
        begins: at("2025-12-13T00:00:00Z"),
        end: at("2026-01-14T00:00:00Z"),
        receiver: Receiver::smtp_sink(),
        policy: "[policy]\nspread_minutes = 0\n",
    };
    let (findings, summary) = run(&plan);
    assert_none(&findings, &summary);
}

#[test]
fn the_oracle_finds_what_a_careless_policy_does() {
    let Some(folder) = data::folder("newsletter") else {
        return;
    };
    let plan = Plan {
        letters: all_letters(&folder).split_off(49),
        people: 40,
        begins: at("2025-12-13T00:00:00Z"),
        end: at("2025-12-31T00:00:00Z"),
        receiver: Receiver::start(),
        policy: "[policy]\ncaps = [{ days = 7, default = 7, ceiling = 7 }]\ngap_hours = 1\nseasons = []\n\
                 quiet = { from = \"00:00\", to = \"00:00\" }",
    };
    let (findings, _) = run(&plan);
    for rule in ["quiet", "short"] {
        assert!(
            findings.iter().any(|finding| finding.rule == rule),
            "no `{rule}` in {findings:#?}"
        );
    }
}

#[test]
fn the_oracle_reads_the_real_letters() {
    let Some(folder) = data::folder("newsletter") else {
        return;
    };
    let mut world = product_rules();
    world.letters = all_letters(&folder)
        .into_iter()
        .map(|source| Letter {
            publication: 0,
            at: Timestamp::UNIX_EPOCH,
            source,
        })
        .collect();
    for (nth, (sections, events)) in count(&world).into_iter().enumerate() {
        assert!(
            (5..=8).contains(&sections),
            "letter {nth}: {sections} sections"
        );
        assert!(
            (20..=150).contains(&events),
            "letter {nth}: {events} events"
        );
    }
}

fn all_letters(folder: &Path) -> Vec<String> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    files.sort();
    let letters: Vec<String> = files
        .into_iter()
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    assert_eq!(letters.len(), 53);
    letters
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Runs the plan tick by tick and lets the oracle judge.
fn run(plan: &Plan) -> (Vec<Finding>, Summary) {
    let started = Instant::now();
    let house = house(plan);
    let mut world = world(plan);
    let csv = people::csv(plan.people);
    world.subscribers(&csv);
    let begins = plan.begins.to_string();
    let imported = house.import(&begins, &csv);
    assert_eq!(
        imported["added"],
        people::chosen(plan.people).len(),
        "{imported}"
    );
    for (letter, (_, events)) in world.letters.iter().zip(count(&world)) {
        house.write("letter.md", &letter.source);
        let key = PUBLICATIONS[letter.publication];
        let added = house.json_at(
            &begins,
            &["issue", "add", "letter.md", "--publication", key],
        );
        assert_eq!(
            added["events"], events,
            "the product and the oracle read different events: {added}"
        );
        let id = added["id"].as_str().unwrap();
        house.json_at(
            &begins,
            &["issue", "schedule", id, "--at", &letter.at.to_string()],
        );
    }
    let end = plan.end;
    let mut oracle = Oracle::new(world);
    let (mut now, mut ticks, mut accepted, mut arrived) = (plan.begins, 0, 0, 0);
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    while let Some(next) = house.next(&now.to_string()) {
        let next: Timestamp = next.parse().unwrap();
        if next >= end {
            break;
        }
        assert!(
            ticks == 0 || next > now,
            "`tick --next` says {next} after a tick at {now}"
        );
        now = next;
        ticks += 1;
        let totals = house.tick(&now.to_string());
        for (key, value) in totals.as_object().unwrap() {
            *seen.entry(key.clone()).or_default() += value.as_u64().unwrap_or(0);
        }
        assert_eq!(totals["complete"], true, "at {now}: {totals}");
        accepted += totals["messages"].as_u64().unwrap();
        for mail in plan.receiver.take() {
            arrived += 1;
            keep(&mail, now);
            oracle.hear(&Capture {
                at: now,
                to: mail.to.split(", ").map(str::to_owned).collect(),
                bytes: mail.bytes,
            });
        }
        assert_eq!(accepted, arrived, "at {now}: accepted is not what arrived");
    }
    let pages = pages(&house, &oracle, &now.to_string());
    let (findings, summary) = oracle.judge(&pages);
    println!(
        "{ticks} ticks in {:.0} s: {seen:?}\n{summary}",
        started.elapsed().as_secs_f64()
    );
    (findings, summary)
}

fn house(plan: &Plan) -> House {
    let mut house = House::new(Backend::Sqlite, &PUBLICATIONS);
    house.settings.topics = PUBLICATIONS.map(|key| TOPICS.replace("KEY", key)).concat();
    plan.policy.clone_into(&mut house.settings.policy);
    house.to(&plan.receiver.relay())
}

fn world(plan: &Plan) -> World {
    let mut world = product_rules();
    world.publications = PUBLICATIONS
        .map(|key| Publication {
            key: key.to_owned(),
            name: format!("The {key} letter"),
            zone: jiff::tz::TimeZone::UTC,
        })
        .to_vec();
    // North on Tuesdays, south on Fridays: one letter a week each.
    let first = plan.begins + 3_i64.days_of_hours() + 10.hours();
    world.letters = plan
        .letters
        .iter()
        .enumerate()
        .map(|(nth, source)| {
            let week = i64::try_from(nth / 2).unwrap();
            let publication = nth % 2;
            let days = week * 7 + if publication == 1 { 3 } else { 0 };
            Letter {
                publication,
                at: first + days.days_of_hours(),
                source: source.clone(),
            }
        })
        .collect();
    world.end = plan.end;
    world
}

/// Days as hours: a timestamp knows no days.
trait DaysOfHours {
    fn days_of_hours(self) -> jiff::Span;
}

impl DaysOfHours for i64 {
    fn days_of_hours(self) -> jiff::Span {
        (self * 24).hours()
    }
}

/// Keeps a mail, if asked to.
fn keep(mail: &Mail, now: Timestamp) {
    if let Ok(folder) = std::env::var("LAGOM_TEST_KEEP") {
        let name = format!("{folder}/{now}-{}.eml", mail.to);
        std::fs::write(name, &mail.bytes).unwrap();
    }
}

/// The public pages that letters link to.
fn pages(house: &House, oracle: &Oracle, now: &str) -> Pages {
    let served = house.serve(now);
    let fetch = |path: String| {
        let page = http::get(&served.address, &path).status(200).body;
        (path, page)
    };
    oracle.pages().into_iter().map(fetch).collect()
}

fn assert_none(findings: &[Finding], summary: &Summary) {
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings {
        *rules.entry(finding.rule).or_default() += 1;
    }
    let shown: Vec<String> = findings
        .iter()
        .take(40)
        .map(|finding| format!("{}: {}: {}", finding.rule, finding.who, finding.what))
        .collect();
    assert!(
        findings.is_empty(),
        "{rules:?}\n{}\n{summary}",
        shown.join("\n")
    );
}
