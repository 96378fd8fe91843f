//! From the form to the letter: one mail, one click, the first letter; then leaving, coming back, being erased, and coming back from
//! that, each by the reader's own click.

use lagom_tests::house::Served;

use crate::support::mail::to;
use crate::support::{Backend, House, Mail, Receiver, http, text};

const WHO: &str = "Quetzalcoatl.Reader@example.net";
const FORM: &str =
    "address=Quetzalcoatl.Reader%40example.net&newsletter=north&how-often-north=every-issue";

/// Presses "join" at an instant and lets the next tick send what that brings.
fn ask(house: &House, receiver: &Receiver, at: &str, then: &str) -> Vec<Mail> {
    let served = house.serve(at);
    let answer = http::post(&served.address, "/join/north", FORM).status(303);
    assert_eq!(answer.header("location"), Some("/join/sent?lang=en"));
    // The work goes on after the answer.
    for _ in 0..100 {
        if house.next(then).is_some() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    drop(served);
    house.tick(then);
    receiver.take()
}

/// Opens the link of a confirmation, as scanners do and then as its reader does; the heading of the last page.
fn click(house: &House, mail: &Mail, at: &str) -> String {
    let link = mail.link("/c/");
    let path = http::path(&link);
    let served = house.serve(at);
    for method in ["GET", "HEAD", "OPTIONS", "GET"] {
        let looked = http::request(&served.address, method, path, None);
        assert!(looked.status < 500, "{method}");
        assert!(!looked.body.contains("Welcome"), "{method} changes nothing");
    }
    let pressed = http::post(&served.address, path, "do=yes").status(200);
    let heading = pressed.body.split("<h1>").nth(1).unwrap();
    heading.split("</h1>").next().unwrap().to_owned()
}

fn letters(house: &House, receiver: &Receiver, title: &str, at: &str) -> usize {
    let letter = text::letter(title, &format!("{title} came"), &[]);
    house.publish(at, "north", &letter, at);
    house.tick(at);
    let mails = receiver.take();
    to(&mails, WHO).len()
}

fn from_form_to_letter(backend: Backend) {
    let receiver = Receiver::start();
    let house = House::new(backend, &["north", "south"]).to(&receiver.relay());
    let mails = ask(
        &house,
        &receiver,
        "2025-11-03T10:00:00Z",
        "2025-11-03T10:01:00Z",
    );
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    assert_eq!(mail.to, WHO);
    assert_eq!(mail.subject(), "Please confirm: The north letter");
    assert_eq!(mail.header("List-Unsubscribe"), None);
    assert_eq!(
        mail.header("Auto-Submitted").as_deref(),
        Some("auto-generated")
    );
    // Not before the click, and not another mail on the same day.
    assert_eq!(
        letters(&house, &receiver, "Frost", "2025-11-03T11:00:00Z"),
        0
    );
    let again = ask(
        &house,
        &receiver,
        "2025-11-03T12:00:00Z",
        "2025-11-03T12:01:00Z",
    );
    assert!(again.is_empty());
    assert_eq!(click(&house, mail, "2025-11-03T13:00:00Z"), "Welcome");
    assert_eq!(
        letters(&house, &receiver, "Snow", "2025-11-04T10:00:00Z"),
        1
    );

    // Everything is stopped, on the page; and taken up again by a click.
    let link = house.json_at("2025-11-05T09:00:00Z", &["link", "--subscriber", WHO]);
    let link = link["url"].as_str().unwrap().to_owned();
    let served = house.serve("2025-11-05T09:00:00Z");
    http::post(
        &served.address,
        http::path(&link),
        "do=stop&what=everything",
    )
    .status(303);
    drop(served);
    assert_eq!(
        letters(&house, &receiver, "Rain", "2025-11-06T10:00:00Z"),
        0
    );
    let mails = ask(
        &house,
        &receiver,
        "2025-11-07T10:00:00Z",
        "2025-11-07T10:01:00Z",
    );
    let subject = "Do you want to come back? The north letter";
    assert_eq!(mails[0].subject(), subject);
    let heading = click(&house, &mails[0], "2025-11-07T10:05:00Z");
    assert_eq!(heading, "Welcome back");
    assert_eq!(
        letters(&house, &receiver, "Hail", "2025-11-08T10:00:00Z"),
        1
    );
    erased_and_back(&house, &receiver, backend);
}

fn erased_and_back(house: &House, receiver: &Receiver, backend: Backend) {
    let now = "2025-11-09T10:00:00Z";
    let kept = house.json_at(now, &["export", "--subscriber", WHO]);
    assert_eq!(kept["address"], WHO);
    assert!(kept["history"].as_array().unwrap().len() > 3, "{kept:#}");
    let dry = house.json_at(now, &["erase", "--subscriber", WHO, "--dry-run"]);
    assert_eq!(
        (&dry["contacts"], &dry["dry_run"]),
        (&1.into(), &true.into())
    );
    house.json_at(now, &["export", "--subscriber", WHO]);
    let erased = house.json_at(now, &["erase", "--subscriber", WHO]);
    assert_eq!(erased["dry_run"], serde_json::Value::Null, "{erased}");
    house
        .run_at(now, &["export", "--subscriber", WHO])
        .code(2)
        .says(&["there is no subscriber"]);
    if backend == Backend::Sqlite {
        for name in ["lagom.db", "lagom.db-wal"] {
            let bytes = std::fs::read(house.path(name)).unwrap_or_default();
            let found = bytes.windows(12).any(|some| some == b"Quetzalcoatl");
            assert!(!found, "the address is still in `{name}`");
        }
    }
    if backend == Backend::Postgres {
        let dump = dump(&house.settings.database);
        assert!(dump.contains("PostgreSQL database dump complete"), "{dump}");
        assert!(!dump.contains("Quetzalcoatl"), "the address is in a dump");
    }
    let import = house.import(now, &format!("email,cadence:north\n{WHO},weekly\n"));
    assert_eq!(
        (&import["added"], &import["stopped"]),
        (&0.into(), &1.into())
    );
    assert_eq!(letters(house, receiver, "Fog", "2025-11-10T10:00:00Z"), 0);
    let mails = ask(
        house,
        receiver,
        "2025-11-11T10:00:00Z",
        "2025-11-11T10:01:00Z",
    );
    let heading = click(house, &mails[0], "2025-11-11T10:05:00Z");
    assert_eq!(heading, "Welcome back");
    assert_eq!(letters(house, receiver, "Sun", "2025-11-12T10:00:00Z"), 1);
}

/// What `pg_dump` writes of a database.
fn dump(url: &str) -> String {
    let installed = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let mut programs = installed
        .filter_map(Result::ok)
        .map(|version| version.path().join("bin/pg_dump"))
        .filter(|program| program.exists());
    let program = programs.next().unwrap_or_else(|| "pg_dump".into());
    // What the driver adds to a URL means nothing to PostgreSQL's own programs.
    let url = url.split('?').next().unwrap_or(url);
    let output = std::process::Command::new(program).arg(url).output();
    let output = output.expect("`pg_dump` comes with PostgreSQL");
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn from_form_to_letter_on_sqlite() {
    from_form_to_letter(Backend::Sqlite);
}

#[test]
fn from_form_to_letter_on_postgres() {
    from_form_to_letter(Backend::Postgres);
}

#[test]
fn many_sign_ups_from_one_network_are_one_mail() {
    let receiver = Receiver::start();
    let house = House::new(Backend::Sqlite, &["north"]).to(&receiver.relay());
    let served = house.serve("2025-11-03T10:00:00Z");
    // Without a proxy of ours the header is anybody's word: all of these come from one network.
    let mut taken = 0;
    for n in 0..100 {
        let answer = http::post(&served.address, "/join/north", FORM);
        assert!(
            [303, 429].contains(&answer.status),
            "{n}: {}",
            answer.status
        );
        taken += usize::from(answer.status == 303);
    }
    assert_eq!(taken, 60, "one network has its limit");
    std::thread::sleep(std::time::Duration::from_millis(500));
    drop(served);
    house.tick("2025-11-03T10:01:00Z");
    assert_eq!(receiver.take().len(), 1);
}

/// Presses on two servers on one database, of which one is killed and begins anew: just so many mails go.
fn two_servers_send(backend: Backend, mails: usize, presses: impl Fn(usize) -> (String, String)) {
    const PRESSES: usize = 1_000;
    let receiver = Receiver::start();
    let mut house = House::new(backend, &["north"]).to(&receiver.relay());
    house.settings.topics = "\n[web]\nbehind_proxy = true\n".to_owned();
    house.configure();
    let now = "2025-11-03T10:00:00Z";
    let press = |served: &[&Served], nths: std::ops::Range<usize>| {
        for nth in nths {
            let (address, network) = presses(nth);
            let form = format!("address={address}%40example.net&newsletter=north");
            let server = &served[nth % served.len()].address;
            let answer = http::post_from(server, "/join/north", &form, &network);
            assert!([303, 429].contains(&answer.status), "{}", answer.status);
        }
    };
    let one = house.serve(now);
    let two = house.serve(now);
    press(&[&one, &two], 0..PRESSES / 2);
    drop(two);
    let two = house.serve(now);
    press(&[&one, &two], PRESSES / 2..PRESSES);
    // The work goes on after the answers; what is too much would come right behind.
    for _ in 0..200 {
        if house.outbox(now, "planned").len() >= mails {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    std::thread::sleep(std::time::Duration::from_secs(1));
    drop((one, two));
    house.tick("2025-11-03T10:01:00Z");
    assert_eq!(receiver.take().len(), mails);
}

/// For one address from a thousand networks; and for a thousand addresses from one network.
fn limits_hold_over_servers_and_restarts(backend: Backend) {
    let network = |nth: usize| format!("198.{}.{}.7", nth / 250, nth % 250);
    let one_address = |nth: usize| ("new".to_owned(), network(nth));
    two_servers_send(backend, 1, one_address);
    let one_network = |nth: usize| (format!("new{nth}"), network(1));
    two_servers_send(backend, 60, one_network);
}

#[test]
fn limits_hold_over_servers_and_restarts_on_sqlite() {
    limits_hold_over_servers_and_restarts(Backend::Sqlite);
}

#[test]
fn limits_hold_over_servers_and_restarts_on_postgres() {
    limits_hold_over_servers_and_restarts(Backend::Postgres);
}

#[test]
fn the_form_is_printed_for_another_page() {
    let mut house = House::new(Backend::Sqlite, &["north"]);
    let printed = house.run(["join-form", "--publication", "north"]).ok();
    for words in ["<form method=\"post\"", "name=\"address\"", "north"] {
        assert!(
            printed.stdout.contains(words),
            "{words}: {}",
            printed.stdout
        );
    }
    let none = house.run(["join-form", "--publication", "nowhere"]);
    none.code(2).says(&["`nowhere`"]);

    // An operator's own form is what stands there.
    std::fs::create_dir_all(house.path("own/pages")).unwrap();
    house.write(
        "own/pages/snippet.html",
        "<p>Our shop: {{ page.title }}</p>",
    );
    house.settings.topics = "\n[look]\ntemplates = \"own\"\n".to_owned();
    house.configure();
    let printed = house.run(["join-form", "--publication", "north"]).ok();
    assert_eq!(
        printed.stdout.trim(),
        "<p>Our shop: Get The north letter</p>"
    );
}
