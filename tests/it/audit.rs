//! `lagom audit` says that the promise was kept after real ticks, and that it was not when a row says otherwise.

use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};
use std::fmt::Write as _;

use crate::support::{Backend, House, Receiver, text};

const BEGINS: &str = "2025-12-08T00:00:00Z";
const ENDS: &str = "2026-01-15T00:00:00Z";
const PEOPLE: usize = 40;
const AUDIT: [&str; 3] = ["audit", "--weeks", "8"];

fn csv() -> String {
    const CADENCES: [&str; 5] = [
        "every-issue",
        "weekly",
        "fortnightly",
        "monthly",
        "events-only",
    ];
    const ZONES: [&str; 3] = ["Europe/Riga", "Pacific/Tongatapu", "America/St_Johns"];
    let mut csv = "email,zone,season,cadence:north,cadence:south\n".to_owned();
    for nth in 0..PEOPLE {
        let season = ["", "full", "events", "nothing", ""][nth % 5];
        let (zone, north) = (ZONES[nth % 3], CADENCES[nth % 5]);
        let south = if nth % 3 == 0 {
            ""
        } else {
            CADENCES[(nth / 5 + nth) % 5]
        };
        writeln!(csv, "r{nth}@example.org,{zone},{season},{north},{south}").unwrap();
    }
    csv
}

/// Five weeks over a year's end, with every tick in between.
fn lived_in(backend: Backend, receiver: &Receiver) -> House {
    let house = House::new(backend, &["north", "south"]).to(&receiver.relay());
    house.import(BEGINS, &csv());
    for nth in 0..8_u32 {
        let letter = text::winter_letter(nth);
        let at = format!("2025-12-{:02}T11:00:00Z", 9 + nth * 2);
        house.publish(BEGINS, ["north", "south"][nth as usize % 2], &letter, &at);
    }
    let mut now = BEGINS.to_owned();
    while let Some(next) = house.next(&now).filter(|next| next.as_str() < ENDS) {
        now = next;
        house.tick(&now);
    }
    assert!(receiver.take().len() > PEOPLE, "hardly a mail");
    house
}

/// Does to the database what no command does.
fn tamper(house: &House, sql: &str) {
    let url = house.settings.database.clone();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let changed = runtime.block_on(async {
        if url.starts_with("sqlite:") {
            let mut connection = SqliteConnection::connect(&url).await.unwrap();
            let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection);
            let changed = done.await.unwrap().rows_affected();
            connection.close().await.unwrap();
            return changed;
        }
        let mut connection = PgConnection::connect(&url).await.unwrap();
        let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection);
        done.await.unwrap().rows_affected()
    });
    assert!(changed > 0, "nothing was changed by: {sql}");
}

fn audited(house: &House) -> Value {
    house.json_at(ENDS, &AUDIT)
}

/// What the audit finds in another house with the same past, where a row says otherwise.
fn after(house: &House, sql: &str) -> (House, Value) {
    let other = house.copy();
    tamper(&other, sql);
    let words = [&["--json"][..], &AUDIT].concat();
    let report = other.run_at(ENDS, &words).code(3).json();
    assert_eq!(report["kept"], false, "{report:#}");
    (other, report)
}

/// What turns red, and what is done to the database for that.
const BROKEN: [(&str, &str); 13] = [
    // A hole in a line's ranges.
    (
        "no-fate",
        "UPDATE part SET to_seq = to_seq - 1 WHERE consumed = 1 AND to_seq > from_seq + 1 AND form IS NOT NULL",
    ),
    // A letter that went, and is said to have waited for another one.
    (
        "no-fate",
        "UPDATE delivery SET state = 'folded' WHERE kind = 'letter' AND state = 'sent'",
    ),
    // An item that waits no more, and nothing says why.
    (
        "no-fate",
        "INSERT INTO carried (subscriber_id, publication_id, seq, since, passes, ended_at, end_reason, ended_by)
            SELECT p.subscriber_id, p.publication_id, MAX(p.to_seq), 0, 1, 1, NULL, NULL FROM part p
            WHERE p.consumed = 1 AND p.to_seq > p.from_seq AND NOT EXISTS (SELECT 1 FROM carried c
                WHERE c.subscriber_id = p.subscriber_id AND c.publication_id = p.publication_id)
            GROUP BY p.subscriber_id, p.publication_id",
    ),
    // Taken along by a letter that never was.
    (
        "no-fate",
        "INSERT INTO carried (subscriber_id, publication_id, seq, since, passes, ended_at, end_reason, ended_by)
            SELECT p.subscriber_id, p.publication_id, MAX(p.to_seq), 0, 1, 1, 'taken', 7 FROM part p
            WHERE p.consumed = 1 AND p.to_seq > p.from_seq AND NOT EXISTS (SELECT 1 FROM carried c
                WHERE c.subscriber_id = p.subscriber_id AND c.publication_id = p.publication_id)
            GROUP BY p.subscriber_id, p.publication_id",
    ),
    // The same items in two letters.
    (
        "two-fates",
        "UPDATE part SET from_seq = from_seq - 1 WHERE consumed = 1 AND from_seq > 0 AND to_seq > from_seq",
    ),
    // Two more on the days before each.
    (
        "caps",
        "INSERT INTO touch (subscriber_id, id, at, again_at, zone, channel, classes, reading, source, state, delivery_id)
            SELECT t.subscriber_id, -t.id - n.n, t.at - n.n * 86400000, NULL, t.zone, 'email', t.classes, 0, 'shop', 'kept', NULL
            FROM touch t CROSS JOIN (SELECT 1 AS n UNION ALL SELECT 2) n",
    ),
    // One more an hour before each.
    (
        "gap",
        "INSERT INTO touch (subscriber_id, id, at, again_at, zone, channel, classes, reading, source, state, delivery_id)
            SELECT t.subscriber_id, -t.id, t.at - 3600000, NULL, t.zone, 'email', t.classes, 0, 'shop', 'kept', NULL
            FROM touch t",
    ),
    // At midnight in Greenwich it is two at night in Riga.
    ("quiet", "UPDATE touch SET at = at - at % 86400000"),
    // Whoever wished for no letters on weekdays had some.
    (
        "quiet",
        r#"UPDATE subscriber
            SET wishes = '{"quiet_days":{"weekdays":["Mon","Tue","Wed","Thu","Fri"],"holidays":false}}'"#,
    ),
    (
        "stops",
        "INSERT INTO stop (subscriber_id, id, scope, publication_id, cause, at, lifted_at)
            SELECT subscriber_id, 9, 'publication', MAX(publication_id), 'own', 0, NULL FROM line GROUP BY subscriber_id",
    ),
    (
        "pauses",
        "UPDATE subscriber SET paused_until = '2026-06-01'",
    ),
    (
        "pauses",
        r#"UPDATE subscription SET choices = replace(choices, '{"cadence"', '{"paused_until":"2026-06-01","cadence"')"#,
    ),
    ("counted", "UPDATE touch SET state = 'released'"),
];

fn kept_until_a_row_says_otherwise(backend: Backend) {
    let receiver = Receiver::start();
    let house = lived_in(backend, &receiver);
    let report = audited(&house);
    assert_eq!(report["kept"], true, "{report:#}");
    let balance = &report["balance"];
    let number = |value: &Value| value.as_u64().unwrap();
    let fates = balance["fates"].as_object().unwrap().values().map(number);
    let sum = fates.sum::<u64>() + number(&balance["under_way"]);
    assert_eq!(number(&balance["items"]), sum, "{balance:#}");
    let sent = number(&balance["fates"]["sent"]);
    assert!(sent > PEOPLE as u64, "{balance:#}");
    assert_eq!(report["people"], PEOPLE);
    let messages = number(&report["messages"]);
    assert!(messages > PEOPLE as u64, "{report:#}");
    assert_eq!(report["problems"], serde_json::json!([]));
    // One newsletter's items are some of all, and both of them are all.
    let of = |key: &str| {
        let words = [&AUDIT[..], &["--publication", key]].concat();
        number(&house.json_at(ENDS, &words)["balance"]["items"])
    };
    assert_eq!(of("north") + of("south"), sum);

    for (rule, sql) in BROKEN {
        let (other, report) = after(&house, sql);
        let broken = number(&report["broken"][rule]);
        assert!(broken > 0, "{sql}: {report:#}");
        let breaches = report["breaches"].as_array().unwrap();
        let named: Vec<&Value> = breaches.iter().filter(|it| it["rule"] == rule).collect();
        assert_eq!(named.len() as u64, broken.min(10), "{report:#}");
        assert!(!report.to_string().contains('@'), "an address in {report}");
        // The command that it names does tell more.
        let look: Vec<&str> = named[0]["look"].as_str().unwrap().split(' ').collect();
        other.run_at(ENDS, &look[1..]).ok();
        let told = other.run_at(ENDS, &AUDIT).code(3).stdout;
        assert!(told.contains("NOT kept") && told.contains("FAIL"), "{told}");
    }
}

#[test]
fn kept_until_a_row_says_otherwise_on_sqlite() {
    kept_until_a_row_says_otherwise(Backend::Sqlite);
}

#[test]
fn kept_until_a_row_says_otherwise_on_postgres() {
    kept_until_a_row_says_otherwise(Backend::Postgres);
}

#[test]
fn an_audit_says_what_it_cannot_answer() {
    let house = House::new(Backend::Sqlite, &["north"]);
    house.import(BEGINS, "email,cadence:north\nann@example.org,weekly\n");
    house
        .run_at(ENDS, &["audit", "--publication", "south"])
        .code(2)
        .says(&["`south`", "`north`"]);
    house
        .run_at(ENDS, &["audit", "--since", "2026-03-01"])
        .code(2)
        .says(&["`--since`"]);
    house
        .run_at(ENDS, &["audit", "--since", "yesterday"])
        .code(2)
        .says(&["`yesterday`", "2026-11-21"]);
    let told = house.run_at(ENDS, &["audit"]).ok().stdout;
    assert!(told.contains("the promise was kept"), "{told}");
}
