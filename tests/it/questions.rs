//! Commands that only ask: they tell what stands and what will be, and change nothing, not even the rules in force.

use crate::support::{Backend, House, store, text};

const BEFORE: &str = "2025-11-01T10:00:00Z";
const NOW: &str = "2025-11-03T10:00:00Z";
const WHO: [&str; 2] = ["--subscriber", "ann@example.org"];

/// Ann, and a letter that is due at [`NOW`].
fn house(backend: Backend) -> (House, String) {
    let house = House::new(backend, &["north"]);
    house.import(BEFORE, &text::people("cadence:north", &["ann,every-issue"]));
    let letter = text::letter("Snow", "Snow fell", &[]);
    let id = house.publish(BEFORE, "north", &letter, NOW);
    (house, id)
}

/// How many versions of the policy there are, and what the newsletter is called on record.
fn in_force(house: &House) -> (usize, String) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = store::open(house).await;
        let known = store.catalogue().await.unwrap();
        let name = known.publication_by_key("north").unwrap().def.name.clone();
        (store.policies().await.unwrap().len(), name)
    })
}

fn a_question_puts_nothing_in_force(backend: Backend) {
    let (mut house, id) = house(backend);
    let before = in_force(&house);
    house.settings.policy = "[policy]\nspread_minutes = 0\ngap_hours = 30\n".to_owned();
    house.settings.publication = "description = \"What the north wind brings.\"".to_owned();
    house.configure();
    let config = std::fs::read_to_string(house.path("lagom.toml")).unwrap();
    house.write(
        "lagom.toml",
        config.replace("The north letter", "North Wind"),
    );
    let questions: [&[&str]; 12] = [
        &["explain", WHO[0], WHO[1]],
        &["link", WHO[0], WHO[1]],
        &["export", WHO[0], WHO[1]],
        &["feedback"],
        &["forecast", "--weeks", "1"],
        &["audit"],
        &["import", "list"],
        &["issue", "list"],
        &["issue", "preview", &id],
        &["outbox", "list"],
        &["run", "status"],
        &["tick", "--next"],
    ];
    for question in questions {
        house.run_at(NOW, question).ok();
        assert_eq!(in_force(&house), before, "{question:?}");
    }
    // What is asked is answered by the rules to come.
    let listed = house.json_at(NOW, &["explain", WHO[0], WHO[1]]).to_string();
    assert!(listed.contains("North Wind"), "{listed}");
    house.tick(NOW);
    assert_eq!(in_force(&house), (before.0 + 1, "North Wind".to_owned()));
}

#[test]
fn a_question_puts_nothing_in_force_sqlite() {
    a_question_puts_nothing_in_force(Backend::Sqlite);
}

#[test]
fn a_question_puts_nothing_in_force_postgres() {
    a_question_puts_nothing_in_force(Backend::Postgres);
}

#[test]
fn before_the_first_tick_there_is_no_run() {
    let house = House::new(Backend::Sqlite, &["north"]);
    let status = house.run_at(NOW, &["run", "status"]).ok();
    assert!(
        status.stdout.contains("no run is on record yet"),
        "{status:?}"
    );
}

fn what_a_pause_holds_back_is_told(backend: Backend) {
    let (house, _) = house(backend);
    house.run_at(NOW, &["run", "pause"]).ok();
    assert_eq!(house.tick(NOW)["messages"], 0);
    let planned = &house.outbox(NOW, "planned")[0];
    assert_eq!(planned["run_rests"], true, "{planned}");
    let list = ["outbox", "list", "--state", "planned"];
    let listed = house.run_at(NOW, &list).ok().stdout;
    assert!(listed.contains("planned; its run rests"), "{listed}");
    let status = house.json_at(NOW, &["run", "status"]);
    assert_eq!(status[0]["planned"], 1, "{status}");
    let status = house.run_at(NOW, &["run", "status"]).ok().stdout;
    assert!(
        status.contains("1 message waits until it goes on"),
        "{status}"
    );

    house.run_at(NOW, &["run", "continue"]).ok();
    let planned = &house.outbox(NOW, "planned")[0];
    assert_eq!(planned["run_rests"], false, "{planned}");
    let status = house.json_at(NOW, &["run", "status"]);
    assert_eq!(status[0]["planned"], 0, "{status}");
    assert_eq!(house.tick(NOW)["messages"], 1);
}

#[test]
fn what_a_pause_holds_back_is_told_sqlite() {
    what_a_pause_holds_back_is_told(Backend::Sqlite);
}

#[test]
fn what_a_pause_holds_back_is_told_postgres() {
    what_a_pause_holds_back_is_told(Backend::Postgres);
}
