//! Several relays: they share by weight, one takes over when the other is away, and what may have arrived goes no other way.

use std::fmt::Write as _;

use crate::support::{Backend, House, Receiver, free_port, text};
use crate::twice::{NOW, copies};

const PEOPLE: usize = 120;

/// A letter for everybody that is due, and another relay beside the first one.
fn due(backend: Backend, first: &str, weight: u32, other: &str) -> House {
    let mut house = House::new(backend, &["north"]).to(first);
    house.settings.mail = format!("weight = {weight}");
    write!(
        house.settings.topics,
        "\n[relays.other]\nrelay = \"{other}\"\n"
    )
    .unwrap();
    house.configure();
    let mut csv = "email,cadence:north\n".to_owned();
    for nth in 0..PEOPLE {
        writeln!(csv, "reader{nth}@example.org,every-issue").unwrap();
    }
    house.import("2025-11-01T10:00:00Z", &csv);
    let letter = text::letter("Snow", "Snow fell", &[]);
    house.publish("2025-11-01T10:00:00Z", "north", &letter, NOW);
    house
}

fn share_by_weight(backend: Backend) {
    let (first, other) = (Receiver::start(), Receiver::start());
    let house = due(backend, &first.relay(), 3, &other.relay());
    assert_eq!(house.tick(NOW)["messages"], PEOPLE);
    let (many, few) = (first.take(), other.take());
    assert_eq!((many.len(), few.len()), (PEOPLE * 3 / 4, PEOPLE / 4));
    let all = [many, few].concat();
    assert_eq!(copies(&all).len(), PEOPLE, "each once");
}

#[test]
fn relays_share_by_weight_on_sqlite() {
    share_by_weight(Backend::Sqlite);
}

#[test]
fn relays_share_by_weight_on_postgres() {
    share_by_weight(Backend::Postgres);
}

fn one_takes_over(backend: Backend) {
    let other = Receiver::start();
    let nobody = format!("smtp://127.0.0.1:{}", free_port());
    let house = due(backend, &nobody, 1, &other.relay());
    let told = house.run_at(NOW, &["tick"]).ok();
    told.says(&["`mail`", "others carry its mail"]);
    let received = other.take();
    assert_eq!((received.len(), copies(&received).len()), (PEOPLE, PEOPLE));
    assert!(house.outbox(NOW, "held").is_empty());
}

#[test]
fn one_takes_over_from_another_on_sqlite() {
    one_takes_over(Backend::Sqlite);
}

#[test]
fn one_takes_over_from_another_on_postgres() {
    one_takes_over(Backend::Postgres);
}

#[test]
fn when_none_is_reached_nothing_is_lost() {
    let nobody = || format!("smtp://127.0.0.1:{}", free_port());
    let house = due(Backend::Sqlite, &nobody(), 1, &nobody());
    house
        .run_at(NOW, &["tick"])
        .code(75)
        .says(&["cannot be reached"]);
    assert_eq!(house.outbox(NOW, "planned").len(), PEOPLE);
}

#[test]
fn what_may_have_arrived_goes_no_other_way() {
    // It takes everything and says nothing.
    let silent = crate::support::receiver::Mute::start();
    let other = Receiver::start();
    let mut house = due(Backend::Sqlite, &silent.relay(), 1, &other.relay());
    house.settings.mail.push_str("\nreply_seconds = 1");
    house.configure();
    house.run_at(NOW, &["tick"]).code(75);
    let held = house.outbox(NOW, "held").len();
    let sent = other.take();
    assert!(held > 0);
    assert_eq!(held + sent.len(), PEOPLE);
    for later in ["2025-11-03T12:00:00Z", "2025-11-04T10:00:00Z"] {
        house.tick(later);
        assert_eq!(other.take().len(), 0, "a second copy by the other relay");
    }
}
