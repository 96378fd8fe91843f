//! Two, four and eight dispatchers on one PostgreSQL, two and three on one SQLite file, while readers stop by one click, choose another
//! rhythm or lower their limit: what was still planned when a reader's word was taken is never sent, nobody gets a second copy, and every
//! letter is accounted for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use lagom_model::{DeliveryState, PublicId};
use lagom_store::{DeliveryView, OutboxFilter, Store};
use tokio::runtime::Runtime;

use crate::support::{Backend, Finished, House, Receiver, http, store, text};
use crate::twice::{NOW as FIRST, copies, due};

const PEOPLE: usize = 240;

/// Readers who change their mind during each race.
const CHANGING: usize = 30;

/// They do so in turns; after each it is looked up whose letters were still planned.
const AT_ONCE: usize = 6;

/// Between turns.
const PAUSE: Duration = Duration::from_millis(250);

/// Somebody, with the links of their first letter.
struct Reader {
    address: String,
    one_click: String,
    page: String,
}

impl Reader {
    /// Says what this reader wants, as the button of a page or of a mail program does: no letter more this week.
    fn speak(&self, server: &str, nth: usize) {
        let page = http::path(&self.page);
        let post = |path, form| http::post(server, path, form);
        match nth % 3 {
            0 => post(http::path(&self.one_click), "List-Unsubscribe=One-Click").status(200),
            1 => post(page, "do=most&choice=1").status(303),
            _ => post(page, "do=pause&weeks=8").status(303),
        };
    }
}

/// The database, looked at beside all that runs.
struct Books {
    runtime: Runtime,
    store: Arc<dyn Store>,
}

impl Books {
    fn open(house: &House) -> Self {
        let runtime = Runtime::new().unwrap();
        let store = runtime.block_on(store::open(house));
        Self { runtime, store }
    }

    fn rows(&self, states: &[DeliveryState]) -> Vec<DeliveryView> {
        let filter = OutboxFilter {
            states: states.to_vec(),
            subscriber: None,
            limit: 10_000,
        };
        self.runtime.block_on(self.store.outbox(&filter)).unwrap()
    }

    /// Addresses by the people's public ids.
    fn addresses(&self) -> BTreeMap<PublicId, String> {
        let people = self.runtime.block_on(self.store.people(None, 10_000));
        let people = people.unwrap().people.into_iter();
        people
            .map(|person| (person.public_id, person.address.unwrap()))
            .collect()
    }

    /// Nothing is in flight or in doubt, what is open is of those who spoke, and the store finds nothing wrong.
    fn balance(&self, spoke: &BTreeSet<String>) {
        use DeliveryState::{Failed, Held, Planned, Sending, Waiting};
        let addresses = self.addresses();
        for view in self.rows(&[Planned, Sending, Waiting, Held, Failed]) {
            let is_put_off = view.state == Planned && spoke.contains(&addresses[&view.person]);
            assert!(is_put_off, "{view:?}");
        }
        let problems = self.runtime.block_on(self.store.problems(100)).unwrap();
        assert!(problems.is_empty(), "{problems:#?}");
    }
}

/// Several dispatchers a week, each week more of them.
fn a_word_taken_before_the_gate_is_kept(backend: Backend, weeks: &[(u32, usize)]) {
    let receiver = Receiver::aiosmtpd(0.3);
    let house = due(backend, &receiver, PEOPLE);
    house.tick(FIRST);
    let books = Books::open(&house);
    let addresses = books.addresses();
    let mut mails = receiver.take();
    // Letters go in the order of the people: who speaks is one of the first, one of the last, one in between.
    mails.sort_by_key(|mail| {
        mail.to
            .split('@')
            .next()
            .unwrap()
            .bytes()
            .rev()
            .collect::<Vec<_>>()
    });
    let mut readers = mails.into_iter().map(|mail| Reader {
        address: mail.to.clone(),
        one_click: mail.one_click(),
        page: mail.link("/p/"),
    });
    let (mut spoke, mut in_time) = (BTreeSet::new(), 0);
    for &(week, dispatchers) in weeks {
        let now = format!("2025-11-{week}T10:00:00Z");
        let news = format!("Rain fell in week {week}");
        let letter = text::letter(&format!("Week {week}"), &news, &[]);
        let before = format!("2025-11-{:02}T10:00:00Z", week - 2);
        house.publish(&before, "north", &letter, &now);
        let served = house.serve(&now);
        let start = |_| house.start(["--json", "tick", "--now", &now]);
        let ticks: Vec<_> = (0..dispatchers).map(start).collect();
        let mut kept = BTreeSet::new();
        for _ in 0..CHANGING / AT_ONCE {
            sleep(PAUSE);
            let turn: Vec<Reader> = readers.by_ref().take(AT_ONCE).collect();
            for (nth, reader) in turn.iter().enumerate() {
                reader.speak(&served.address, nth);
                spoke.insert(reader.address.clone());
            }
            // Taken before this was asked: no gate may let these through any more.
            for view in books.rows(&[DeliveryState::Planned]) {
                let address = &addresses[&view.person];
                if turn.iter().any(|reader| reader.address == *address) {
                    kept.insert(address.clone());
                }
            }
        }
        for tick in ticks {
            let finished = Finished::wait(tick);
            assert!(matches!(finished.code, Some(0 | 75)), "{finished:#?}");
        }
        house.tick(&now);
        drop(served);
        let received = receiver.take();
        let copies = copies(&received);
        let twice = copies.iter().filter(|(_, count)| **count > 1);
        assert_eq!(
            twice.count(),
            0,
            "second copies by {dispatchers}: {copies:?}"
        );
        let broken: Vec<_> = kept
            .iter()
            .filter(|address| copies.contains_key(address.as_str()))
            .collect();
        assert!(broken.is_empty(), "{dispatchers} wrote to {broken:?}");
        let silent = addresses
            .values()
            .filter(|address| !spoke.contains(*address));
        let missed: Vec<_> = silent
            .filter(|address| !copies.contains_key(address.as_str()))
            .collect();
        assert!(missed.is_empty(), "{missed:?} got nothing");
        books.balance(&spoke);
        println!(
            "{backend:?}, {dispatchers} dispatchers: {} letters, {} of {CHANGING} spoke in time",
            copies.len(),
            kept.len()
        );
        in_time += kept.len();
    }
    assert!(in_time > 0, "nobody was in time: nothing was raced for");
    assert!(in_time < spoke.len(), "everybody was: nothing was either");
}

#[test]
fn under_two_four_and_eight_dispatchers_on_postgres() {
    a_word_taken_before_the_gate_is_kept(Backend::Postgres, &[(10, 2), (17, 4), (24, 8)]);
}

#[test]
fn under_two_and_three_dispatchers_on_sqlite() {
    a_word_taken_before_the_gate_is_kept(Backend::Sqlite, &[(10, 2), (17, 3)]);
}
