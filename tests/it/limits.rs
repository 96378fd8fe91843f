//! What a domain takes: four dispatchers keep one limit to the letter, use nearly all of it, and nobody else waits for it.

use std::fmt::Write as _;
use std::time::Instant;

use crate::support::{Backend, Finished, House, Receiver, text};

const SATURDAY: &str = "2025-11-01T10:00:00Z";
/// In the past of any clock: ticks here go by the machine's own.
const DUE: &str = "2025-11-03T10:00:00Z";
const MOST: u32 = 100;
const SLOW: usize = 900;
const FAST: usize = 300;

/// People at a domain that is limited, and at one that is not, with a letter each that is due.
fn due(backend: Backend, receiver: &Receiver) -> House {
    let mut house = House::new(backend, &["north"]).to(&receiver.relay());
    house.settings.policy =
        "[policy]\nspread_minutes = 0\nquiet = { from = \"00:00\", to = \"00:00\" }\n".to_owned();
    write!(
        house.settings.topics,
        "\n[[limits]]\ndomains = [\"slow.example\"]\nmessages_per_second = {MOST}\n"
    )
    .unwrap();
    house.configure();
    let mut csv = "email,cadence:north\n".to_owned();
    for nth in 0..SLOW + FAST {
        let domain = if nth % 4 == 3 {
            "fast.example"
        } else {
            "slow.example"
        };
        writeln!(csv, "reader{nth}@{domain},every-issue").unwrap();
    }
    house.import(SATURDAY, &csv);
    let letter = text::letter("Snow", "Snow fell", &[]);
    house.publish(SATURDAY, "north", &letter, DUE);
    house
}

/// The most that arrive within a second.
fn most_in_a_second(arrived: &[f64]) -> usize {
    let ends = arrived.iter().enumerate();
    let within = ends.map(|(first, at)| {
        let window = arrived[first..].iter();
        window.take_while(|other| **other < at + 1.0).count()
    });
    within.max().unwrap_or(0)
}

fn four_keep_one_limit(backend: Backend) {
    let receiver = Receiver::start();
    let house = due(backend, &receiver);
    let began = Instant::now();
    let ticks: Vec<_> = (0..4).map(|_| house.start(["--json", "tick"])).collect();
    let (mut sent, mut shares) = (0, Vec::new());
    for tick in ticks {
        let report = Finished::wait(tick).ok().json();
        assert_eq!(report["complete"], true, "{report}");
        let messages = report["messages"].as_u64().unwrap();
        sent += messages;
        shares.push(messages);
    }
    let took = began.elapsed().as_secs_f64();
    let arrivals = receiver.arrivals();
    let of = |domain: &str| -> Vec<f64> {
        let to = arrivals.iter().filter(|(to, _)| to.ends_with(domain));
        to.map(|(_, at)| *at).collect()
    };
    let (slow, fast) = (of("@slow.example"), of("@fast.example"));
    assert_eq!(
        (slow.len(), fast.len(), sent),
        (SLOW, FAST, (SLOW + FAST) as u64)
    );
    let most = most_in_a_second(&slow);
    let rate = f64::from(u32::try_from(SLOW).unwrap()) / (slow[SLOW - 1] - slow[0]);
    let fast_took = fast[FAST - 1] - arrivals[0].1;
    println!(
        "{backend:?}: at most {most} in a second, {rate:.1} a second, the others within {fast_took:.2} s, all in {took:.1} s, \
         by {shares:?}"
    );
    let most = u32::try_from(most).unwrap();
    assert!(most <= MOST + MOST / 20, "{most} in a second");
    // How near to the limit they come is the machine's affair; that they do not starve each other is not.
    assert!(rate >= 0.4 * f64::from(MOST), "{rate} a second");
    assert!(
        fast_took < 0.75 * took,
        "the others took {fast_took} s of {took} s"
    );
    assert!(house.outbox(DUE, "held").is_empty());
    let status = house.run(["run", "status"]).ok().stdout;
    let line = status
        .lines()
        .find(|line| line.starts_with("to slow.example: "));
    assert!(line.unwrap().contains(" of 100 in a second"), "{status}");
}

#[test]
fn four_dispatchers_on_sqlite() {
    four_keep_one_limit(Backend::Sqlite);
}

#[test]
fn four_dispatchers_on_postgres() {
    four_keep_one_limit(Backend::Postgres);
}
