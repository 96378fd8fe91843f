//! Signatures as two independent verifiers judge them, `dkimpy` and `OpenDKIM`. Where one is absent, the test says so and passes;
//! `cargo xtask test --only tools` installs both.

use super::{DkimError, DkimKey, Signers};
use crate::mail::{Press, compose, samples};
use crate::templates::Templates;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn keys() -> Vec<DkimKey> {
    let rsa = DkimKey::generate_rsa().unwrap();
    let ed25519 = DkimKey::generate_ed25519().unwrap();
    vec![
        DkimKey::read("example.org", "r2026", rsa.as_bytes()).unwrap(),
        DkimKey::read("Example.org", "e2026", ed25519.as_bytes()).unwrap(),
    ]
}

fn fields(message: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(message).unwrap();
    let (header, _) = text.split_once("\r\n\r\n").unwrap();
    let unfolded = header.replace("\r\n\t", "").replace("\r\n ", " ");
    unfolded.split("\r\n").map(str::to_owned).collect()
}

/// Every sample as a letter and off the press, signed by both keys.
fn messages(signers: &Signers) -> Vec<Vec<u8>> {
    let templates = Templates::embedded().unwrap();
    let press = Press::default();
    let mut all = Vec::new();
    for (name, letter) in samples() {
        let mut made = vec![compose(&letter, &templates).unwrap()];
        for _ in 0..2 {
            made.push(press.compose(&letter, name.as_bytes(), &templates).unwrap());
        }
        let signed = made
            .into_iter()
            .map(|bytes| signers.sign(&letter.from.address, bytes));
        all.extend(signed);
    }
    all
}

/// What a hop may do: it unfolds and folds headers anew, adds its own, and appends empty lines.
fn after_a_hop(message: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(message).unwrap();
    let (header, body) = text.split_once("\r\n\r\n").unwrap();
    let header = header.replace(": ", ":  ").replace("; ", ";\r\n  ");
    format!("Received: from here by there; Fri, 15 May 2026 10:00:01 +0000\r\n{header}\r\n\r\n{body}\r\n").into_bytes()
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("lagom-dkim-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn python() -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let python = workspace
        .join(target.unwrap_or_else(|| "target".into()))
        .join("tools/venv/bin/python");
    let there = Command::new(&python)
        .args(["-c", "import dkim, nacl.signing"])
        .stderr(Stdio::null())
        .status();
    there.is_ok_and(|status| status.success()).then_some(python)
}

/// Verifies the signature of each message that is given by its file's name and prints one letter for each.
const DKIMPY: &str = r#"
import sys, dkim
records = dict(line.rstrip("\n").split(" ", 1) for line in open(sys.argv[1]))
def dns(name, timeout=5):
    return records.get(name.decode().rstrip(".")).encode()
def holds(verifier, nth):
    try:
        return verifier.verify(nth, dnsfunc=dns)
    except dkim.ValidationError:
        return False
for path in sys.argv[2:]:
    message = open(path, "rb").read()
    verifier = dkim.DKIM(message)
    count = message.split(b"\r\n\r\n")[0].count(b"DKIM-Signature:")
    print("".join("y" if holds(verifier, nth) else "n" for nth in range(count)))
"#;

#[test]
fn dkimpy_verifies_every_message_also_after_a_hop_and_no_changed_one() {
    let Some(python) = python() else {
        eprintln!("dkimpy is absent: nothing was verified by it");
        return;
    };
    let folder = folder("py");
    let keys = keys();
    let records = keys.iter();
    let records = records.map(|key| format!("{} {}", key.record_name(), key.record()));
    let records: Vec<String> = records.collect();
    fs::write(folder.join("records"), records.join("\n") + "\n").unwrap();
    let signers = Signers::new(keys);
    let mut paths = Vec::new();
    let mut expected = Vec::new();
    let mut add = |name: String, bytes: &[u8], answer: &'static str| {
        let path = folder.join(name);
        fs::write(&path, bytes).unwrap();
        paths.push(path);
        expected.push(answer);
    };
    for (nth, message) in messages(&signers).iter().enumerate() {
        add(format!("{nth}"), message, "yy");
        add(format!("{nth}-hop"), &after_a_hop(message), "yy");
        let text = String::from_utf8(message.clone()).unwrap();
        if nth % 9 == 0 {
            for (what, from, to) in [
                ("body", "\r\n--=_alternative--", "x\r\n--=_alternative--"),
                ("subject", "Subject: ", "Subject: Not "),
                (
                    "added",
                    "MIME-Version:",
                    "Subject: Another\r\nMIME-Version:",
                ),
                (
                    "from",
                    "MIME-Version:",
                    "From: other@example.net\r\nMIME-Version:",
                ),
            ] {
                let changed = text.replacen(from, to, 1);
                assert_ne!(changed, text, "{what}");
                add(format!("{nth}-{what}"), changed.as_bytes(), "nn");
            }
        }
        if text.contains("List-Unsubscribe") {
            for field in [
                "List-Unsubscribe:",
                "List-Unsubscribe-Post:",
                "List-Id:",
                "Message-ID:",
            ] {
                let changed = text.replacen(&format!("\r\n{field}"), &format!("\r\nX-{field}"), 1);
                assert_ne!(changed, text, "{field}");
                add(format!("{nth}-{field}"), changed.as_bytes(), "nn");
            }
        }
    }
    let mut verifier = Command::new(python);
    verifier
        .arg("-")
        .arg(folder.join("records"))
        .args(&paths)
        .stdin(Stdio::piped());
    let mut child = verifier.stdout(Stdio::piped()).spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(DKIMPY.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    fs::remove_dir_all(&folder).unwrap();
    let answers: Vec<&str> = said.lines().collect();
    assert_eq!(answers.len(), expected.len());
    for ((path, answer), expected) in paths.iter().zip(answers).zip(expected) {
        assert_eq!(answer, expected, "{}", path.display());
    }
}

#[test]
fn opendkim_verifies_every_message() {
    let Some(program) = ["/usr/sbin/opendkim", "/usr/local/sbin/opendkim"]
        .into_iter()
        .find(|path| Path::new(path).exists())
    else {
        eprintln!("OpenDKIM is absent: nothing was verified by it");
        return;
    };
    let folder = folder("open");
    // It verifies the first signature that it knows: each key by itself.
    for key in keys() {
        let kind = key.algorithm();
        let record = format!("{} {}\n", key.record_name(), key.record());
        fs::write(folder.join("keys"), record).unwrap();
        let conf = format!("Mode v\nTestPublicKeys {}\n", folder.join("keys").display());
        fs::write(folder.join("conf"), conf).unwrap();
        let signers = Signers::new(vec![key]);
        // Of each sample one: as a letter, or off the press.
        for (nth, message) in messages(&signers).iter().enumerate().step_by(4) {
            for (what, good, bytes) in [
                ("whole", true, message.clone()),
                ("changed", false, [message.as_slice(), b"x\r\n"].concat()),
            ] {
                let path = folder.join("message");
                fs::write(&path, &bytes).unwrap();
                let output = Command::new(program)
                    .args(["-vv", "-x"])
                    .arg(folder.join("conf"))
                    .arg("-t")
                    .arg(&path)
                    .output()
                    .unwrap();
                let said = String::from_utf8_lossy(&output.stdout)
                    + String::from_utf8_lossy(&output.stderr);
                assert_eq!(
                    said.contains("succeeded"),
                    good,
                    "{kind}, message {nth}, {what}: {said}"
                );
            }
        }
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn each_key_of_the_authors_domain_signs_and_no_other() {
    let templates = Templates::embedded().unwrap();
    let (_, letter) = samples().into_iter().next().unwrap();
    let bytes = compose(&letter, &templates).unwrap();
    let signers = Signers::new(keys());
    let signed = signers.sign("news@letters.EXAMPLE.org", bytes.clone());
    assert!(signed.ends_with(&bytes), "the message itself is as it was");
    let fields = fields(&signed);
    let signatures: Vec<&String> = fields
        .iter()
        .filter(|it| it.starts_with("DKIM-Signature:"))
        .collect();
    assert_eq!(signatures.len(), 2);
    for (signature, algorithm) in signatures.iter().zip(["rsa-sha256", "ed25519-sha256"]) {
        assert!(
            signature.contains(&format!("a={algorithm};")),
            "{signature}"
        );
        for name in [
            "From:From",
            "List-Unsubscribe:List-Unsubscribe",
            "List-Unsubscribe-Post",
            "List-Id:List-Id",
            "Message-ID:Message-ID",
        ] {
            assert!(signature.contains(name), "{name} in {signature}");
        }
    }
    for line in signed.split(|byte| *byte == b'\n') {
        assert!(line.len() < 999);
    }
    assert_eq!(signers.sign("news@example.net", bytes.clone()), bytes);
    assert_eq!(
        Signers::default().sign("news@example.org", bytes.clone()),
        bytes
    );
    // The nearest domain's keys, not those above it too.
    let near = DkimKey::generate_ed25519().unwrap();
    let mut keys = keys();
    keys.push(DkimKey::read("letters.example.org", "n", near.as_bytes()).unwrap());
    let signers = Signers::new(keys);
    let selectors = |domain| {
        signers
            .of(domain)
            .iter()
            .map(|key| key.selector().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(selectors("letters.example.org"), ["n"]);
    assert_eq!(selectors("example.org"), ["r2026", "e2026"]);
    assert_eq!(selectors("org"), [""; 0]);
}

#[test]
fn a_record_is_compared_as_name_servers_give_it() {
    for key in keys() {
        let record = key.record();
        let (tags, public) = record.split_once("p=").unwrap();
        let (one, two) = public.split_at(20);
        for right in [
            record.clone(),
            format!("\"{tags}p={one}\" \"{two}\""),
            format!("{tags} p = {one} {two} ; t=s"),
            format!(
                "v=DKIM1; h=sha1:sha256; s=email; {}",
                record.trim_start_matches("v=DKIM1; ")
            ),
        ] {
            assert_eq!(key.agrees(&right), Ok(()), "{right}");
        }
        let other = if key.algorithm() == "rsa-sha256" {
            "k=ed25519"
        } else {
            "k=rsa"
        };
        for (wrong, part) in [
            (format!("{tags}p="), "revoked"),
            (format!("{tags}p=AAAA"), "another key"),
            (format!("v=DKIM1; {other}; p={public}"), "another kind"),
            (format!("v=DKIM2; p={public}"), "another version"),
            (format!("{record}; h=sha1"), "SHA-256"),
            (format!("{record}; s=tlsrpt"), "not for mail"),
            (tags.to_owned(), "holds no key"),
            (String::new(), "kind"),
        ] {
            match key.agrees(&wrong) {
                Err(error) => {
                    let is_kind = part == "kind";
                    assert!(
                        is_kind || error.to_string().contains(part),
                        "{wrong}: {error}"
                    );
                    assert!(error.to_string().contains(&record), "{error}");
                }
                Ok(()) => panic!("{wrong} was taken"),
            }
        }
    }
}

#[test]
fn a_key_that_cannot_sign_is_refused_without_being_shown() {
    let good = DkimKey::generate_rsa().unwrap();
    for (domain, selector) in [
        ("", "a"),
        ("example..org", "a"),
        ("example.org", "a b"),
        ("example.org;", "a"),
    ] {
        let refused = DkimKey::read(domain, selector, good.as_bytes());
        assert!(
            matches!(refused, Err(DkimError::Name(_))),
            "{domain}, {selector}"
        );
    }
    for pem in [
        "",
        "secret",
        "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n",
    ] {
        let error = DkimKey::read("example.org", "a", pem.as_bytes()).unwrap_err();
        assert_eq!(error, DkimError::NotAKey);
    }
    let key = DkimKey::read("example.org", "a", good.as_bytes()).unwrap();
    assert_eq!(
        format!("{key:?}"),
        "DkimKey(a._domainkey.example.org, rsa-sha256)"
    );
}
