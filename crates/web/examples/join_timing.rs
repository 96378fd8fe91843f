//! What `cargo xtask bench join` measures: whether the form on which one joins tells by its answer or by its time who is known,
//! who is not, and who said stop. A real server on loopback, a real SQLite file, requests of the three classes in random
//! order. Prints one line of JSON. It never judges.
//!
//! The figure is the area under the curve of the best classifier by time alone: 0.5 knows nothing.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a measurement: it ends where a step fails, and its one line is its answer"
)]

use lagom_app::{AddressHasher, Installation, Settings};
use lagom_links::KeyRing;
use lagom_model::{Cadence, Ids, Policy, StopCause, StopScope, SystemClock, SystemIds, Timestamp};
use lagom_store::conformance::{World, samples};
use lagom_store::{By, Edit, NewPerson, Store};
use lagom_web::{Patience, WebOptions, router, serve as serve_pages};
use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const CLASSES: [&str; 3] = ["known", "unknown", "stopped"];

#[tokio::main]
async fn main() {
    let each: usize = std::env::args().nth(1).map_or(10_000, |number| {
        number.parse().expect("a number of requests")
    });
    let folder = tempfile::tempdir().unwrap();
    let options = lagom_store_sqlite::Options::new(folder.path().join("lagom.db"));
    let store: Arc<dyn Store> = Arc::new(lagom_store_sqlite::open(&options).await.unwrap());
    let world = World::on(store).await;
    let house = installation(&world);
    people(&world, &house, each).await;
    let server = serve(house).await;
    let mut order: Vec<usize> = (0..each * 3).collect();
    shuffle(&mut order);
    let mut times: [Vec<u128>; 3] = Default::default();
    let mut answers: HashSet<String> = HashSet::new();
    let mut stream = TcpStream::connect(server).await.unwrap();
    stream.set_nodelay(true).unwrap();
    for place in order {
        let (class, n) = (place % 3, place / 3);
        let (took, answer) = press(&mut stream, &address(CLASSES[class], n)).await;
        times[class].push(took);
        answers.insert(answer);
    }
    let area = |one: usize, other: usize| area(&times[one], &times[other]);
    println!(
        "{{\"requests_a_class\": {each}, \"different_answers\": {}, \"auc_known_unknown\": {:.4}, \
         \"auc_stopped_unknown\": {:.4}, \"auc_known_stopped\": {:.4}, \"median_us\": {:.1}}}",
        answers.len(),
        area(0, 1),
        area(2, 1),
        area(0, 2),
        median(&times[1])
    );
}

/// All addresses are of one length.
fn address(class: &str, n: usize) -> String {
    format!("{class:x<8}{n:06}@example.net")
}

fn installation(world: &World) -> Installation {
    Installation {
        notes: lagom_app::Notes::default(),
        store: Arc::clone(&world.store),
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds),
        keys: Arc::new(KeyRing::generate(&SystemIds, Timestamp(0))),
        addresses: AddressHasher::new(&[7; 32]),
        known: Arc::new(world.known.clone()),
        policy: Arc::new(Policy::product()),
        settings: Arc::new(Settings {
            base_url: "http://127.0.0.1".to_owned(),
            organisation: "The Example Press".to_owned(),
            zone: samples::zone("Europe/Riga"),
            language: "en".to_owned(),
            country: None,
            grace_minutes: 0,
            consents: Vec::new(),
        }),
    }
}

/// People who are known, and people who said stop.
async fn people(world: &World, house: &Installation, each: usize) {
    for class in ["known", "stopped"] {
        let all: Vec<NewPerson> = (0..each)
            .map(|n| {
                let address = address(class, n);
                NewPerson {
                    address_hash: house.addresses.hash(&address),
                    address,
                    lines: vec![samples::line(world.news(), Cadence::Weekly)],
                    ..samples::reader(1)
                }
            })
            .collect();
        for some in all.chunks(1_000) {
            world.import(some, samples::START).await;
        }
        if class == "known" {
            continue;
        }
        for person in &all {
            let by = By::AddressHash(person.address_hash.clone());
            let person = world.store.person(&by).await.unwrap().unwrap();
            let stop = Edit::Stop {
                scope: StopScope::Everything,
                cause: StopCause::Own,
            };
            world.change(&person, vec![stop], samples::START).await;
        }
    }
}

async fn serve(house: Installation) -> SocketAddr {
    let options = WebOptions {
        joins_a_minute: u32::MAX,
        joins_an_hour_from_a_network: u32::MAX,
        ..WebOptions::default()
    };
    let app = router(house, options).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let until = std::future::pending();
    tokio::spawn(serve_pages(listener, app, Patience::default(), until));
    address
}

/// One press: how long the answer took, in nanoseconds, and the answer without its date. When too many wait, it
/// comes again, as a browser would.
async fn press(stream: &mut TcpStream, address: &str) -> (u128, String) {
    let form = format!(
        "newsletter=harbour-news&address={}",
        address.replace('@', "%40")
    );
    let request = format!(
        "POST /join/harbour-news HTTP/1.1\r\nHost: localhost\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    loop {
        let began = Instant::now();
        stream.write_all(request.as_bytes()).await.unwrap();
        let answer = answer(stream).await;
        let took = began.elapsed().as_nanos();
        if answer.starts_with("HTTP/1.1 429") {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            continue;
        }
        assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
        let dated = |line: &&str| line.to_lowercase().starts_with("date:");
        let lines = answer.lines().filter(|line| !dated(line));
        return (took, lines.collect::<Vec<_>>().join("\n"));
    }
}

/// Reads one answer to the end of its body.
async fn answer(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let mut some = vec![0; 16_384];
    loop {
        let read = stream.read(&mut some).await.unwrap();
        assert!(read > 0, "the server hung up");
        answer.extend_from_slice(&some[..read]);
        let text = String::from_utf8_lossy(&answer).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            let is_it = name.eq_ignore_ascii_case("content-length");
            is_it.then(|| value.trim().parse::<usize>().unwrap())
        });
        if body.len() >= length.unwrap_or(0) {
            return text;
        }
    }
}

/// How often one of these took longer than one of those (Mann and Whitney's U, as a share).
fn area(one: &[u128], other: &[u128]) -> f64 {
    let mut all: Vec<(u128, bool)> = one.iter().map(|time| (*time, true)).collect();
    all.extend(other.iter().map(|time| (*time, false)));
    all.sort_unstable();
    let (mut below, mut longer) = (0_u64, 0_u64);
    for (_, is_one) in all {
        if is_one {
            longer += below;
        } else {
            below += 1;
        }
    }
    longer as f64 / (one.len() as f64 * other.len() as f64)
}

fn median(times: &[u128]) -> f64 {
    let mut times = times.to_vec();
    times.sort_unstable();
    times
        .get(times.len() / 2)
        .map_or(0.0, |time| *time as f64 / 1_000.0)
}

fn shuffle(order: &mut [usize]) {
    for place in (1..order.len()).rev() {
        let other = SystemIds.bits() % (place as u128 + 1);
        order.swap(place, usize::try_from(other).unwrap());
    }
}
