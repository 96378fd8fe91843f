//! What leaves is signed by every key of its sender's domain, and two hops later an independent verifier still says so.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::support::{Backend, House, Receiver, text};

const NOW: &str = "2025-11-03T10:00:00Z";

/// Verifies every signature of each message that is named; `y` or `n` for each.
const DKIMPY: &str = r#"
import sys, dkim
records = dict(line.rstrip("\n").split(" ", 1) for line in open(sys.argv[1]))
def dns(name, timeout=5):
    return records[name.decode().rstrip(".")].encode()
for path in sys.argv[2:]:
    message = open(path, "rb").read()
    verifier = dkim.DKIM(message)
    count = message.split(b"\r\n\r\n")[0].count(b"DKIM-Signature:")
    print("".join("y" if verifier.verify(nth, dnsfunc=dns) else "n" for nth in range(count)))
"#;

fn key(house: &House, name: &str, words: &[&str]) {
    let made = Command::new("openssl")
        .arg("genpkey")
        .args(words)
        .arg("-out")
        .arg(house.path(name))
        .stderr(Stdio::null())
        .status();
    assert!(made.unwrap().success(), "openssl makes a key");
}

#[test]
fn letters_are_signed_by_all_keys_and_verify_after_a_hop() {
    let receiver = Receiver::aiosmtpd(0.0);
    let house = House::new(Backend::Sqlite, &["north"]).to(&receiver.relay());
    key(
        &house,
        "rsa.pem",
        &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    );
    key(&house, "ed.pem", &["-algorithm", "ED25519"]);
    let toml = fs::read_to_string(house.path("lagom.toml")).unwrap();
    let from = toml
        .lines()
        .find_map(|line| line.strip_prefix("from = \""))
        .unwrap();
    let domain = from
        .split('@')
        .nth(1)
        .unwrap()
        .trim_end_matches('"')
        .to_owned();
    let section = |selector: &str, file: &str, sign: bool| {
        format!(
            "\n[[dkim]]\ndomain = \"{domain}\"\nselector = \"{selector}\"\nkey_file = \"{file}\"\nsign = {sign}\n"
        )
    };
    let sections = [
        section("r1", "rsa.pem", true),
        section("e1", "ed.pem", true),
        section("e2", "ed.pem", false),
    ];
    house.write("lagom.toml", toml + &sections.concat());

    // What to publish is what `check` says.
    let findings = house.run(["--json", "check"]).json();
    let mut records = String::new();
    for found in findings.as_array().unwrap() {
        let message = found["message"].as_str().unwrap();
        let mut quoted = message.split('`').skip(1).step_by(2);
        if let (Some(name), Some(record)) = (quoted.next(), quoted.next())
            && name.contains("._domainkey.")
        {
            writeln!(records, "{name} {record}").unwrap();
        }
    }
    assert_eq!(records.lines().count(), 3, "{findings}");

    let csv = text::people(
        "cadence:north",
        &["a,every-issue", "b,every-issue", "c,every-issue"],
    );
    house.import("2025-11-01T10:00:00Z", &csv);
    let letter = text::letter("Snow", "Snow fell", &[("2026-03-01", "Snow fair")]);
    house.publish("2025-11-01T10:00:00Z", "north", &letter, NOW);
    assert_eq!(house.tick(NOW)["messages"], 3);
    let mails = receiver.take();
    assert_eq!(mails.len(), 3);

    let mut paths = vec![house.write("records", records)];
    for (nth, mail) in mails.iter().enumerate() {
        let signatures: Vec<String> = String::from_utf8(mail.bytes.clone())
            .unwrap()
            .split("\r\n")
            .filter(|line| line.starts_with("DKIM-Signature:"))
            .map(str::to_owned)
            .collect();
        assert_eq!(
            signatures.len(),
            2,
            "one that only stands in the name server does not sign"
        );
        paths.push(house.write(&format!("mail-{nth}"), &mail.bytes));
    }
    let mut verifier = Command::new(lagom_testkit::tools::python());
    verifier
        .arg("-")
        .args(&paths)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = verifier.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(DKIMPY.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "yy\nyy\nyy\n");
}
