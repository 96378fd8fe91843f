//! `lagom doctor` before a name server of our own, a relay and the pages: all well, and each thing ill.

use serde_json::Value;

use crate::support::names::{Kind, NameServer, Row};
use crate::support::{Backend, House, Receiver};

const NOW: &str = "2025-11-03T10:00:00Z";

/// An Ed25519 key, made by OpenSSL; it signs nothing outside this test.
fn key(house: &House, name: &str) -> String {
    let path = house.path(name);
    let made = std::process::Command::new("openssl")
        .args(["genpkey", "-algorithm", "ed25519", "-out"])
        .arg(&path)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let public = std::process::Command::new("openssl")
        .args(["pkey", "-pubout", "-outform", "DER", "-in"])
        .arg(&path)
        .output()
        .unwrap();
    // The last 32 bytes of the DER are the key itself (RFC 8463).
    let raw = &public.stdout[public.stdout.len() - 32..];
    format!("v=DKIM1; k=ed25519; p={}", base64(raw))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let whole = chunk.iter().chain(&[0, 0]).take(3);
        let bits = whole.fold(0_usize, |bits, byte| (bits << 8) | usize::from(*byte));
        for place in 0..4 {
            let is_there = place <= chunk.len();
            let letter = LETTERS[(bits >> (18 - 6 * place)) & 63];
            text.push(if is_there { char::from(letter) } else { '=' });
        }
    }
    text
}

fn house(relay: &str) -> (House, String) {
    let mut house = House::new(Backend::Sqlite, &["north"]).to(relay);
    let record = key(&house, "dkim.pem");
    house.settings.topics =
        "\n[[dkim]]\ndomain = \"example.org\"\nselector = \"2026a\"\nkey_file = \"dkim.pem\"\n"
            .to_owned();
    house.configure();
    (house, record)
}

fn row(name: &str, kind: Kind, data: &str) -> Row {
    (name.to_owned(), kind, data.to_owned())
}

fn well(record: &str) -> Vec<Row> {
    vec![
        row("example.org", Kind::Txt, "v=spf1 mx -all"),
        row("example.org", Kind::Mx, "mx.example.org"),
        row(
            "_dmarc.example.org",
            Kind::Txt,
            "v=DMARC1; p=reject; rua=mailto:d@example.org",
        ),
        row("2026a._domainkey.example.org", Kind::Txt, record),
    ]
}

/// What it says of everything, and its exit code. The pages are served meanwhile, if wished.
fn examine(house: &mut House, names: &NameServer, serves: bool) -> (Vec<Value>, Option<i32>) {
    let served = serves.then(|| house.serve(NOW));
    let base = served
        .as_ref()
        .map_or_else(|| "127.0.0.1:9".to_owned(), |served| served.address.clone());
    let address = names.address.to_string();
    let mut command = house.command(["--json", "doctor", "--name-server", &address]);
    command.env("LAGOM__INSTALLATION__BASE_URL", format!("http://{base}"));
    let finished = crate::support::Finished::of(command);
    let lines = finished.json();
    (lines.as_array().unwrap().clone(), finished.code)
}

fn health<'l>(lines: &'l [Value], of: &str) -> &'l str {
    let line = lines.iter().find(|line| line["of"] == of);
    line.unwrap_or_else(|| panic!("nothing of `{of}` in {lines:#?}"))["health"]
        .as_str()
        .unwrap()
}

#[test]
fn all_is_well() {
    let receiver = Receiver::start();
    let (mut house, record) = house(&receiver.relay());
    let names = NameServer::start(well(&record));
    let (lines, code) = examine(&mut house, &names, true);
    let ill: Vec<_> = lines.iter().filter(|line| line["health"] != "ok").collect();
    assert!(ill.is_empty(), "{ill:#?}");
    assert_eq!(code, Some(0));
    for of in [
        "configuration",
        "keys",
        "database",
        "clock",
        "rows",
        "disk",
        "relay",
        "pages",
        "dkim",
        "spf",
        "mx",
        "dmarc",
        "alignment",
    ] {
        assert_eq!(health(&lines, of), "ok", "{of}");
    }
    let asked = names.asked();
    for name in [
        "example.org",
        "_dmarc.example.org",
        "2026a._domainkey.example.org",
    ] {
        assert!(asked.iter().any(|one| one == name), "{asked:?}");
    }
    assert!(receiver.take().is_empty(), "it sends nothing");
}

#[test]
fn each_ill_is_told_with_what_to_do() {
    let receiver = Receiver::start();
    let (mut house, record) = house(&receiver.relay());
    let table: [(&str, Option<Row>, &str); 6] = [
        ("2026a._domainkey.example.org", None, "dkim"),
        (
            "2026a._domainkey.example.org",
            Some(row(
                "2026a._domainkey.example.org",
                Kind::Txt,
                "v=DKIM1; k=ed25519; p=AAAA",
            )),
            "dkim",
        ),
        ("_dmarc.example.org", None, "dmarc"),
        ("example.org", None, "spf"),
        ("example.org", None, "mx"),
        ("example.org", Some(row("example.org", Kind::Mx, ".")), "mx"),
    ];
    for (gone, instead, of) in table {
        let mut rows = well(&record);
        rows.retain(|(name, ..)| name != gone);
        rows.extend(instead);
        let names = NameServer::start(rows);
        let (lines, code) = examine(&mut house, &names, true);
        assert_eq!(
            (health(&lines, of), code),
            ("fail", Some(2)),
            "without {gone}: {lines:#?}"
        );
        let line = lines.iter().find(|line| line["of"] == of).unwrap();
        assert!(line["hint"].is_string(), "{line}");
    }
}

#[test]
fn what_does_not_answer_is_told() {
    let receiver = Receiver::start();
    let (mut house, record) = house(&receiver.relay());
    drop(receiver);
    let names = NameServer::start(well(&record));
    let (lines, code) = examine(&mut house, &names, false);
    assert_eq!(
        (health(&lines, "relay"), health(&lines, "pages")),
        ("fail", "fail")
    );
    assert_eq!((health(&lines, "spf"), code), ("ok", Some(2)));
    let plain = house.run(["doctor", "--offline"]);
    assert!(plain.stdout.contains("FAIL  relay"), "{}", plain.stdout);
    assert!(!plain.stdout.contains("spf"), "{}", plain.stdout);
}
