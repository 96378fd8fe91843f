//! Readers complain: from one in a thousand letters on, a sender's run rests by itself, the operator is told, and only the operator's
//! word lets it go on.

use std::fmt::Write as _;

use lagom_model::{Ids as _, SeededIds, StopCause, StopScope, Timestamp};
use lagom_store::{Change, ChangeSource, Edit};
use tokio::runtime::Runtime;

use crate::support::{Backend, House, Mail, Receiver, store, text};

const OPERATOR: &str = "operator@example.org";
/// A week's letter, and when readers have complained about it.
const LETTER: &str = "2025-11-03T10:00:00Z";
const COMPLAINTS: &str = "2025-11-10T08:00:00Z";
/// The next letter is due, and goes when the operator has said so; by then the first one is older than a week.
const NEXT: &str = "2025-11-10T09:00:00Z";
const LATER: &str = "2025-11-10T11:00:00Z";
const AT_LAST: &str = "2025-11-10T12:00:00Z";

fn house(backend: Backend, receiver: &Receiver, people: usize) -> House {
    let mut house = House::new(backend, &["north"]);
    house.settings.mail = format!("\n[operator]\nmail = \"{OPERATOR}\"\n");
    let house = house.to(&receiver.relay());
    let mut csv = "email,cadence:north\n".to_owned();
    for nth in 0..people {
        writeln!(csv, "reader{nth}@example.org,every-issue").unwrap();
    }
    house.import("2025-11-01T10:00:00Z", &csv);
    for (title, news, at) in [("Snow", "Snow fell", LETTER), ("Rain", "Rain fell", NEXT)] {
        let letter = text::letter(title, news, &[]);
        house.publish("2025-11-01T10:00:00Z", "north", &letter, at);
    }
    house
}

/// Some readers' complaints arrive.
fn complain(house: &House, readers: std::ops::Range<usize>, now: &str) {
    let wanted: Vec<String> = readers
        .clone()
        .map(|nth| format!("reader{nth}@example.org"))
        .collect();
    let at = Timestamp::parse(now).unwrap();
    let ids = SeededIds::new(u64::try_from(readers.start).unwrap());
    Runtime::new().unwrap().block_on(async {
        let store = store::open(house).await;
        let people = store.people(None, 10_000).await.unwrap().people;
        for address in wanted {
            let of = |person: &&lagom_store::Person| person.address.as_ref() == Some(&address);
            let change = Change {
                subscriber: people.iter().find(of).unwrap().id,
                revision: None,
                id: ids.public_id(),
                source: ChangeSource::Page,
                wording: "a complaint".to_owned(),
                edits: vec![Edit::Stop {
                    scope: StopScope::Mailings,
                    cause: StopCause::Complaint,
                }],
                at,
            };
            store.change(&change).await.unwrap();
        }
    });
}

/// The operator's letters and the readers'.
fn sorted(mails: Vec<Mail>) -> (Vec<String>, usize) {
    let (operator, readers): (Vec<Mail>, Vec<Mail>) =
        mails.into_iter().partition(|mail| mail.to == OPERATOR);
    (operator.iter().map(Mail::text).collect(), readers.len())
}

fn a_run_rests(backend: Backend, people: usize, complaints: usize, how: &str) {
    let receiver = Receiver::start();
    let house = house(backend, &receiver, people);
    house.tick(LETTER);
    assert_eq!(sorted(receiver.take()), (Vec::new(), people));
    complain(&house, 0..2, COMPLAINTS);
    house.tick(COMPLAINTS);
    let state = |now| house.json_at(now, &["run", "status"])[0]["state"].clone();
    assert_eq!(state(COMPLAINTS), "go", "two are chance");
    complain(&house, 2..complaints, COMPLAINTS);
    house.run_at(NEXT, &["tick"]);
    assert_eq!(state(NEXT), how);
    let (mut told, letters) = sorted(receiver.take());
    assert_eq!(letters, 0, "nothing goes");
    let what = format!("{complaints} after {people} letters");
    // Besides the letter about an ordinary week.
    told.retain(|mail| mail.contains("too many readers complained"));
    assert_eq!(told.len(), 1, "{told:?}");
    let said = told[0].split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains(&what) && said.contains("lagom run continue"),
        "{said}"
    );

    house.run_at(LATER, &["tick"]);
    assert_eq!(
        sorted(receiver.take()),
        (Vec::new(), 0),
        "it rests, and that is known"
    );
    assert_eq!(
        state(LATER),
        how,
        "it is judged again when somebody complains"
    );
    house.json_at(LATER, &["run", "continue"]);
    house.tick(AT_LAST);
    let (told, letters) = sorted(receiver.take());
    assert_eq!(
        (told.len(), letters),
        (0, people - complaints),
        "what was let go counts no more"
    );
    assert_eq!(state(AT_LAST), "go");
}

#[test]
fn one_in_a_thousand_pauses_on_sqlite() {
    a_run_rests(Backend::Sqlite, 1_100, 3, "paused");
}

#[test]
fn three_in_a_thousand_stop_on_sqlite() {
    a_run_rests(Backend::Sqlite, 50, 3, "stopped");
}

#[test]
fn three_in_a_thousand_stop_on_postgres() {
    a_run_rests(Backend::Postgres, 50, 4, "stopped");
}
