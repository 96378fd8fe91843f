//! Addresses with letters beyond ASCII. A domain is written so that every server reads it; before the `@` they go only where SMTPUTF8 is
//! spoken (RFC 6531). Where it is not, that letter fails by itself, and everybody else's goes.

use std::collections::BTreeMap;

use lagom_catcher::{Behaviour, Catcher, CatcherOptions};
use lagom_model::{Cadence, Choices, Ids as _, SeededIds, Timestamp, Zone};
use lagom_store::{ImportRow, NewLine, NewPerson};
use tokio::runtime::Runtime;

use crate::support::{Backend, House, Receiver, store, text};

const SATURDAY: &str = "2025-11-01T10:00:00Z";
const DUE: &str = "2025-11-03T10:00:00Z";
const PEOPLE: &str = "email,cadence:north\n\
    jürgen@münchen.example,every-issue\n\
    ann@example.org,every-issue\n\
    åsa@example.org,every-issue\n\
    eva@münchen.example,every-issue\n";
/// The last of them, in other letters.
const AGAIN: &str = "email,cadence:north\neva@XN--MNCHEN-3YA.example,every-issue\n";

/// Who got the letter, as their address stands in it, from a server that offers these extensions; and whose failed.
fn sent(backend: Backend, offers: &[&str]) -> (Vec<String>, usize) {
    let runtime = Runtime::new().unwrap();
    let started = runtime.block_on(Catcher::start("127.0.0.1:0", CatcherOptions::default()));
    let catcher = started.unwrap();
    catcher.behave(Behaviour::friendly().offering(offers.iter().copied()));
    let house = House::new(backend, &["north"]).to(&format!("smtp://{}", catcher.address()));
    house.import(SATURDAY, PEOPLE);
    house.import(SATURDAY, AGAIN);
    let letter = text::letter("Snow", "Snow fell", &[]);
    house.publish(SATURDAY, "north", &letter, DUE);
    house.tick(DUE);
    let mut came = Vec::new();
    for mail in catcher.messages() {
        let text = mail.text();
        let to = text.lines().find_map(|line| line.strip_prefix("To: "));
        let to = to.unwrap().to_owned();
        assert_eq!(mail.to, std::slice::from_ref(&to));
        came.push(to);
    }
    came.sort();
    assert!(house.outbox(DUE, "planned").is_empty());
    (came, house.outbox(DUE, "failed").len())
}

fn each_goes_where_it_can(backend: Backend) {
    let usual = ["PIPELINING", "8BITMIME", "SIZE 10000000"];
    let ascii = ["ann@example.org", "eva@xn--mnchen-3ya.example"];
    let (came, failed) = sent(backend, &usual);
    assert_eq!((came, failed), (ascii.map(str::to_owned).to_vec(), 2));

    let with_utf8 = [&usual[..], &["SMTPUTF8"]].concat();
    let all = [
        "ann@example.org",
        "eva@xn--mnchen-3ya.example",
        "jürgen@xn--mnchen-3ya.example",
        "åsa@example.org",
    ];
    let (came, failed) = sent(backend, &with_utf8);
    assert_eq!((came, failed), (all.map(str::to_owned).to_vec(), 0));
}

/// Puts a reader there whose address no command would take.
async fn plant(house: &House, address: &str) {
    let store = store::open(house).await;
    let known = store.catalogue().await.unwrap();
    let at = Timestamp::parse(SATURDAY).unwrap();
    let ids = SeededIds::new(7);
    let batch = ImportRow {
        batch: ids.public_id(),
        file: "by hand".to_owned(),
        language: "en".to_owned(),
        zone: Zone::parse("UTC").unwrap(),
        at,
    };
    let line = NewLine {
        publication: known.publication_by_key("north").unwrap().id,
        choices: Choices::of(Cadence::EveryIssue),
        next_due_at: None,
    };
    let reader = NewPerson {
        address: address.to_owned(),
        address_hash: "0".repeat(64),
        name: None,
        attributes: BTreeMap::new(),
        language: None,
        country: None,
        zone: None,
        season: None,
        lines: vec![line],
    };
    store.import(&batch, &[reader], &ids).await.unwrap();
}

#[test]
fn one_who_cannot_be_written_to_stops_nobody() {
    let receiver = Receiver::start();
    let house = House::new(Backend::Sqlite, &["north"]).to(&receiver.relay());
    house.import(SATURDAY, AGAIN);
    Runtime::new()
        .unwrap()
        .block_on(plant(&house, "nobody at all"));
    let rows: Vec<String> = (1..100).map(|nth| format!("r{nth},every-issue")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    house.import(SATURDAY, &text::people("cadence:north", &rows));
    let letter = text::letter("Snow", "Snow fell", &[]);
    house.publish(SATURDAY, "north", &letter, DUE);
    house.tick(DUE);
    assert_eq!(receiver.take().len(), 100);
    let failed = house.outbox(DUE, "failed");
    assert_eq!(failed.len(), 1);
    let said = failed.first().map(ToString::to_string).unwrap_or_default();
    assert!(said.contains("cannot stand in a message"), "{said}");
}

#[test]
fn each_goes_where_it_can_on_sqlite() {
    each_goes_where_it_can(Backend::Sqlite);
}

#[test]
fn each_goes_where_it_can_on_postgres() {
    each_goes_where_it_can(Backend::Postgres);
}
