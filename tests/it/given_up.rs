//! A newsletter that the configuration names no more: what waits of it still comes, and nobody new is asked to join.

use crate::support::http;
use crate::support::{Backend, House, Receiver, text};

const SATURDAY: &str = "2025-11-01T10:00:00Z";
const FRIDAY: &str = "2025-11-07T10:00:00Z";

#[test]
fn its_readers_lose_nothing_and_nobody_joins() {
    let receiver = Receiver::start();
    let mut house = House::new(Backend::Sqlite, &["north", "south"]).to(&receiver.relay());
    let rows = text::people("cadence:south", &["ann,weekly"]);
    house.import(SATURDAY, &rows);
    house.publish(
        SATURDAY,
        "south",
        &text::letter("Snow", "Snow", &[]),
        SATURDAY,
    );
    assert_eq!(house.tick(SATURDAY)["messages"], 0);
    let told = house.run_at(SATURDAY, &["doctor", "--offline"]);
    assert!(!told.stdout.contains("names it no more"), "{}", told.stdout);

    house.settings.publications = vec!["north".to_owned()];
    house.configure();
    let told = house.run_at(SATURDAY, &["doctor", "--offline"]);
    assert!(
        told.stdout.contains("`south` is on record"),
        "{}",
        told.stdout
    );
    let form = house.run_at(SATURDAY, &["join-form"]).ok().stdout;
    assert!(form.contains("north") && !form.contains("south"), "{form}");
    let south = ["join-form", "--publication", "south"];
    house.run_at(SATURDAY, &south).code(2);
    house.write("more.md", text::letter("More", "More snow", &[]));
    let add = ["issue", "add", "more.md", "--publication", "south"];
    let refused = house.run_at(SATURDAY, &add).code(2);
    refused.says(&["`south` is on record"]);
    let file = ["import", "subscribers", "people.csv"];
    house
        .run_at(SATURDAY, &file)
        .code(1)
        .says(&["`cadence:south`"]);
    // Who names none means the one that is left.
    let added = house.json_at(SATURDAY, &["issue", "add", "more.md"]);
    assert_eq!(added["publication"], "north");

    let served = house.serve(SATURDAY);
    let archive = http::get(&served.address, "/n/south").body;
    assert!(
        archive.contains("Snow") && !archive.contains("/join/south"),
        "{archive}"
    );
    http::post(&served.address, "/join/south", "address=bob%40example.org").status(404);
    drop(served);

    assert_eq!(house.tick(FRIDAY)["messages"], 1);
    assert_eq!(receiver.take().len(), 1);
}
