//! A relay that takes longer for a recipient than a permission lasts: the letter is decided once more right before `DATA`, so that
//! it arrives at all, and what is said meanwhile still holds.

use std::thread::sleep;
use std::time::{Duration, Instant};

use lagom_catcher::{Action, Behaviour, Catcher, CatcherOptions, Step, When};
use tokio::runtime::Runtime;

use crate::support::{Backend, Finished, House, text};

const SATURDAY: &str = "2025-11-01T10:00:00Z";
const DUE: &str = "2025-11-03T10:00:00Z";
const PEOPLE: u64 = 2;

/// Longer than a permission lets a text begin.
const TARPIT: Duration = Duration::from_secs(26);

fn house(backend: Backend, catcher: &Catcher) -> House {
    let house = House::new(backend, &["north"]).to(&format!("smtp://{}", catcher.address()));
    let csv = "email,cadence:north\nann@one.example,every-issue\nbo@two.example,every-issue\n";
    house.import(SATURDAY, csv);
    let letter = text::letter("Snow", "Snow fell", &[]);
    house.publish(SATURDAY, "north", &letter, DUE);
    house
}

fn wait_for_recipients(catcher: &Catcher, count: u64) {
    let until = Instant::now() + Duration::from_mins(1);
    while catcher.seen(Step::Rcpt) < count {
        assert!(Instant::now() < until, "the server hears of nobody");
        sleep(Duration::from_millis(50));
    }
}

fn it_is_decided_once_more(backend: Backend) {
    let runtime = Runtime::new().unwrap();
    let started = runtime.block_on(Catcher::start("127.0.0.1:0", CatcherOptions::default()));
    let catcher = started.unwrap();
    catcher.behave(Behaviour::friendly().on(Step::Rcpt, When::Always, Action::Delay(TARPIT)));
    let house = house(backend, &catcher);
    let texts = || (catcher.seen(Step::Body), catcher.count());

    let first = house.tick(DUE);
    assert_eq!(texts(), (0, 0), "no text begins so late: {first}");
    let planned = |now: &str| house.outbox(now, "planned").len() as u64;
    assert_eq!(planned(DUE), PEOPLE);

    // From now on DATA waits for the recipient.
    let asked = catcher.seen(Step::Data);

    // The operator's word, given while the server thinks, comes before the text.
    let minute = "2025-11-03T10:01:00Z";
    let tick = house.start(["--json", "tick", "--now", minute]);
    wait_for_recipients(&catcher, 2 * PEOPLE);
    house.run_at(minute, &["run", "pause"]).ok();
    Finished::wait(tick).ok();
    assert_eq!((texts(), planned(minute)), ((0, 0), PEOPLE));
    assert_eq!(catcher.seen(Step::Data), asked);

    let minute = "2025-11-03T10:02:00Z";
    house.run_at(minute, &["run", "continue"]).ok();
    let last = house.tick(minute);
    assert_eq!(texts(), (PEOPLE, 2), "{last}");
    let sent = house.outbox(minute, "sent").len() as u64;
    assert_eq!((sent, planned(minute)), (PEOPLE, 0));
}

#[test]
fn it_is_decided_once_more_on_sqlite() {
    it_is_decided_once_more(Backend::Sqlite);
}

#[test]
fn it_is_decided_once_more_on_postgres() {
    it_is_decided_once_more(Backend::Postgres);
}
