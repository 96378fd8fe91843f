//! A tick that is asked to end: what is on its way gets its answer, nothing new begins; asked twice, or when the time for that is
//! over, it ends at once. Nobody gets a second copy either way, and nobody is lost.

use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::support::{Backend, Finished, House, Mail, Receiver};
use crate::twice::{NOW, copies, due};

/// When all that was put off is due again.
const LATER: &str = "2025-11-03T11:00:00Z";

fn ask_to_end(tick: &Child) {
    let pid = Pid::from_raw(i32::try_from(tick.id()).unwrap()).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
}

/// A tick of which so many letters have arrived.
fn under_way(house: &House, receiver: &Receiver, words: &[&str], letters: usize) -> Child {
    let mut tick = house.start([&["tick", "--now", NOW], words].concat());
    let until = Instant::now() + Duration::from_mins(1);
    while receiver.count() < letters {
        assert!(Instant::now() < until, "nothing arrives");
        assert!(tick.try_wait().unwrap().is_none(), "it ended too soon");
        sleep(Duration::from_millis(5));
    }
    tick
}

/// Nobody twice; whoever has no letter has it held.
fn nobody_twice_nobody_lost(house: &House, received: &[Mail], people: usize) -> usize {
    let twice: Vec<_> = copies(received)
        .into_iter()
        .filter(|(_, count)| *count > 1)
        .collect();
    assert_eq!(twice, [], "second copies");
    let (sent, held) = (
        house.outbox(LATER, "sent").len(),
        house.outbox(LATER, "held").len(),
    );
    assert_eq!(sent + held, people);
    assert!(
        received.len() >= sent,
        "a letter is `sent` and did not arrive"
    );
    held
}

#[test]
fn what_is_on_its_way_is_answered() {
    let receiver = Receiver::aiosmtpd(0.03);
    let people = 300;
    let house = due(Backend::Sqlite, &receiver, people);
    let tick = under_way(&house, &receiver, &[], people / 3);
    ask_to_end(&tick);
    Finished::wait(tick).code(75);
    let half_way = receiver.count();
    assert!(half_way < people, "it went on");
    assert!(house.outbox(NOW, "sending").is_empty() && house.outbox(NOW, "held").is_empty());
    assert_eq!(house.outbox(NOW, "sent").len(), half_way);
    house.tick(LATER);
    let held = nobody_twice_nobody_lost(&house, &receiver.take(), people);
    assert_eq!(held, 0);
}

fn ends_at_once(words: &[&str], signals: usize) {
    // Nothing is answered within the test.
    let silent = Receiver::aiosmtpd(120.0);
    let people = 90;
    let mut house = due(Backend::Sqlite, &silent, people);
    let tick = under_way(&house, &silent, words, 5);
    let asked = Instant::now();
    for _ in 0..signals {
        ask_to_end(&tick);
        sleep(Duration::from_millis(300));
    }
    Finished::wait(tick).code(75).says(&["nothing goes twice"]);
    assert!(
        asked.elapsed() < Duration::from_secs(20),
        "it waited for answers"
    );
    let mut received = silent.take();
    assert!(received.len() < people);
    let quick = Receiver::start();
    house.settings.relay = quick.relay();
    house.configure();
    house.run_at(NOW, &["tick"]).code(75);
    house.run_at(LATER, &["tick"]).code(0);
    received.extend(quick.take());
    let held = nobody_twice_nobody_lost(&house, &received, people);
    assert!((5..=64).contains(&held), "{held} are held");
}

#[test]
fn the_second_signal_ends_it_at_once() {
    ends_at_once(&["--drain-seconds", "100"], 2);
}

#[test]
fn the_limit_ends_it() {
    ends_at_once(&["--drain-seconds", "1"], 1);
}
