//! The forecast against what then happens: weeks of real ticks bring everybody what was forecast, as long as nobody
//! changes anything and only what is scheduled comes out. And it changes nothing itself.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use jiff::{Timestamp, ToSpan as _};
use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;

use crate::support::{Backend, House};

/// A Monday.
const START: &str = "2026-03-02T06:00:00Z";
const WEEKS: usize = 5;
const CADENCES: [&str; 5] = [
    "every-issue",
    "weekly",
    "fortnightly",
    "monthly",
    "events-only",
];
const ZONES: [&str; 4] = [
    "Europe/Riga",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Pacific/Auckland",
];

fn start() -> Timestamp {
    START.parse().unwrap()
}

/// An installation with twenty readers of all kinds and letters scheduled over the weeks, more than the caps allow.
fn house() -> House {
    let house = House::new(Backend::Sqlite, &["north", "south"]);
    let mut csv = "email,zone,weekday,day,time,cadence:north,cadence:south\n".to_owned();
    for reader in 0..20 {
        let cadence = |nth: usize| CADENCES[nth % CADENCES.len()];
        let _ = writeln!(
            csv,
            "reader{reader}@example.org,{},{},{},{:02}:30,{},{}",
            ZONES[reader % ZONES.len()],
            ["mon", "wed", "fri"][reader % 3],
            1 + reader % 28,
            5 + reader % 17,
            cadence(reader),
            cadence(reader / 5 + reader)
        );
    }
    house.import(START, &csv);
    for (nth, publication) in (0..14).zip(["north", "south"].into_iter().cycle()) {
        let at = start() + (30 + nth * 58).hours();
        let event = at + (24 * 9).hours();
        let letter = format!(
            "Title: Letter {nth}\n\n# Letter {nth}\n\n## News {nth}\n\n{}\n\n## Upcoming Events\n\n\
             * {} | Town | [A meeting {nth}](https://events.example.org/{nth})\n",
            "Words that somebody reads. ".repeat(60),
            event.strftime("%Y-%m-%d")
        );
        house.publish(START, publication, &letter, &at.to_string());
    }
    house
}

/// What the forecast says of everybody: letters week by week.
fn forecast(house: &House) -> BTreeMap<String, Vec<usize>> {
    let weeks = WEEKS.to_string();
    let words = [
        "forecast",
        "--weeks",
        &weeks,
        "--only-scheduled",
        "--people",
        "people-weeks.csv",
    ];
    let report = house.json_at(START, &words);
    assert_eq!(report["people"], 20, "{report}");
    let csv = fs::read_to_string(house.path("people-weeks.csv")).unwrap();
    csv.lines()
        .skip(1)
        .map(|line| {
            let mut cells = line.split(',');
            let person = cells.next().unwrap().to_owned();
            let letters = cells.take(WEEKS).map(|cell| cell.parse().unwrap());
            (person, letters.collect())
        })
        .collect()
}

/// What then happens.
fn reality(house: &House) -> BTreeMap<String, Vec<usize>> {
    let end = start() + (i64::try_from(WEEKS).unwrap() * 7 * 24).hours();
    let mut now = start();
    house.tick(&now.to_string());
    while let Some(next) = house.next(&now.to_string()) {
        now = next.parse::<Timestamp>().unwrap().max(now);
        if now >= end {
            break;
        }
        house.tick(&now.to_string());
    }
    let mut letters: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for sent in house.outbox(&now.to_string(), "sent") {
        let at: Timestamp = sent["ended_at"].as_str().unwrap().parse().unwrap();
        let week = (at.as_second() - start().as_second()) / (7 * 24 * 3_600);
        let person = sent["person"].as_str().unwrap().to_owned();
        let weeks = letters.entry(person).or_insert_with(|| vec![0; WEEKS]);
        weeks[usize::try_from(week).unwrap()] += 1;
    }
    letters
}

#[test]
fn what_is_forecast_then_happens() {
    let house = house();
    let mut forecast = forecast(&house);
    forecast.retain(|_, weeks| weeks.iter().any(|letters| *letters > 0));
    let reality = reality(&house);
    let all: usize = reality.values().flatten().sum();
    assert!(all > 60, "only {all} letters went: this proves nothing");
    assert_eq!(forecast, reality);
}

#[test]
fn a_forecast_changes_nothing() {
    let house = house();
    house.tick(START);
    let before = dump(&house);
    assert!(
        before.len() > 20_000,
        "there is little to change: {}",
        before.len()
    );
    house.write("other.toml", "[policy]\ngap_hours = 96\n");
    let words = [
        "forecast",
        "--weeks",
        "6",
        "--policy",
        "other.toml",
        "--html",
        "report.html",
    ];
    house.run_at(START, &words).ok();
    assert!(before == dump(&house), "the database was written to");
}

/// Every row of every table.
fn dump(house: &House) -> String {
    use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};
    let file = SqliteConnectOptions::new().filename(house.path("lagom.db"));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut connection = file.connect().await.unwrap();
        let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
        let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut connection).await.unwrap();
        let mut dump = String::new();
        for table in tables {
            let columns = format!("SELECT group_concat('quote(' || name || ')', ' || '','' || ') FROM pragma_table_info('{table}')");
            let columns: String = sqlx::query_scalar(AssertSqlSafe(columns)).fetch_one(&mut connection).await.unwrap();
            let rows = format!("SELECT {columns} FROM \"{table}\" ORDER BY 1");
            let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(rows)).fetch_all(&mut connection).await.unwrap();
            let _ = writeln!(dump, "{table}\n{}", rows.join("\n"));
        }
        connection.close().await.unwrap();
        dump
    })
}

#[test]
fn another_policy_is_compared_and_never_put_in_force() {
    let house = house();
    house.write(
        "stricter.toml",
        "[policy]\nspread_minutes = 0\ngap_hours = 120\ncaps = [{ days = 28, default = 2, ceiling = 3 }]\n",
    );
    let words = [
        "forecast",
        "--weeks",
        "5",
        "--only-scheduled",
        "--policy",
        "stricter.toml",
    ];
    let report = house.json_at(START, &words);
    let letters = |nth: usize| report["outcomes"][nth]["letters"].as_u64().unwrap();
    assert!(
        letters(0) > letters(1) && letters(1) > 0,
        "{} {}",
        letters(0),
        letters(1)
    );
    let change = &report["change"];
    assert!(change["fewer"].as_u64().unwrap() > 0);
    let terms: Vec<&str> = change["terms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|term| term["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        terms,
        [
            "letters in 7 days",
            "letters in 28 days",
            "between two letters"
        ]
    );
    let again = house.json_at(START, &["forecast", "--weeks", "5", "--only-scheduled"]);
    assert_eq!(again["outcomes"][0]["letters"], letters(0));
    assert_eq!(again["change"], Value::Null);

    house.write("odd.toml", "[policy]\ngap_ours = 3\n");
    let odd = house
        .run_at(START, &["forecast", "--policy", "odd.toml"])
        .code(2);
    odd.says(&["odd.toml", "gap_ours"]);
    house.write("none.toml", "[mail]\n");
    house
        .run_at(START, &["forecast", "--policy", "none.toml"])
        .code(2)
        .says(&["none.toml", "[policy]"]);
}

#[test]
fn the_page_asks_for_nothing_and_names_nobody() {
    let mut house = house();
    "messages_per_hour = 2".clone_into(&mut house.settings.mail);
    house.configure();
    let told = house
        .run_at(
            START,
            &["forecast", "--weeks", "4", "--html", "report.html"],
        )
        .ok();
    assert!(
        told.stdout.contains("Queues at the relay"),
        "{}",
        told.stdout
    );
    let page = fs::read_to_string(house.path("report.html")).unwrap();
    for outside in [
        "http:", "https:", "//", "src=", "@import", "<script", "<link",
    ] {
        assert!(!page.contains(outside), "`{outside}` stands in the page");
    }
    assert!(page.matches("<svg").count() >= 5);
    for text in [&page, &told.stdout] {
        assert!(
            !text.contains("reader") || !text.contains("@example.org"),
            "somebody is named"
        );
        assert!(!text.contains("@example.org"));
    }
}
