//! A letter every four weeks at most, for who wanted one a week: what waited too long expires, and what came later does not go with it.

use crate::support::{Backend, House, Receiver, text};

const BEGINS: &str = "2025-09-01T00:00:00Z";

/// Fridays, when an issue comes out and a letter would be due.
const FRIDAYS: [&str; 5] = [
    "2025-09-05T09:00:00Z",
    "2025-09-12T09:00:00Z",
    "2025-09-19T09:00:00Z",
    "2025-09-26T09:00:00Z",
    "2025-10-03T09:00:00Z",
];

fn each_item_waits_for_itself(backend: Backend) {
    let receiver = Receiver::start();
    let mut house = House::new(backend, &["north"]).to(&receiver.relay());
    house.settings.policy =
        "[policy]\nspread_minutes = 0\nquiet = { from = \"00:00\", to = \"00:00\" }\n\
                             caps = [{ days = 28, default = 1, ceiling = 4 }]\n"
            .to_owned();
    house.configure();
    house.import(
        BEGINS,
        "email,cadence:north,zone\nann@example.org,weekly,UTC\n",
    );
    for (nth, friday) in FRIDAYS.iter().enumerate() {
        let at = friday.replace("09:00", "06:00");
        let letter = text::letter(&format!("Week {nth}"), &format!("News {nth}"), &[]);
        house.publish(BEGINS, "north", &letter, &at);
    }
    for friday in FRIDAYS {
        house.tick(friday);
    }
    let mails = receiver.take();
    let brought: Vec<Vec<usize>> = mails
        .iter()
        .map(|mail| {
            let said = mail.text();
            (0..5)
                .filter(|nth| said.contains(&format!("News {nth}")))
                .collect()
        })
        .collect();
    // Two weeks are the longest wait: for the news of week 1 until week 3, for those of week 2 until week 4.
    assert_eq!(brought, [vec![0], vec![2, 3, 4]]);
    let [.., last] = FRIDAYS;
    let audit = house.json_at(last, &["audit", "--weeks", "8"]);
    assert_eq!(audit["breaches"], serde_json::json!([]), "{audit}");
    let fates = &audit["balance"]["fates"];
    assert_eq!(
        (&fates["sent"], &fates["expired"]),
        (&4.into(), &1.into()),
        "{audit}"
    );
}

#[test]
fn each_item_waits_for_itself_on_sqlite() {
    each_item_waits_for_itself(Backend::Sqlite);
}

#[test]
fn each_item_waits_for_itself_on_postgres() {
    each_item_waits_for_itself(Backend::Postgres);
}
