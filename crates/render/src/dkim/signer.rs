//! Signatures above a finished message, one for each key of its author's domain.

use super::canon::{Cut, relax, simple_body};
use super::key::DkimKey;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write as _;

/// Fields that are signed wherever they occur, and once more than they occur, so that none can be added (RFC 6376 §8.15).
const SIGNED: [&str; 12] = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
];
/// Of those, the ones that are signed also where they are absent.
const ALWAYS: [&str; 5] = ["From", "To", "Reply-To", "Subject", "Date"];

/// The keys of all domains that sign.
#[derive(Debug, Default)]
pub struct Signers {
    keys: Vec<DkimKey>,
}

impl Signers {
    /// These keys sign.
    pub fn new(keys: Vec<DkimKey>) -> Self {
        Self { keys }
    }

    /// Whether nothing is signed.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The keys that sign for a domain: its own, or else those of the nearest domain above it (relaxed alignment, RFC 7489 §3.1.1).
    pub fn of<'s>(&'s self, domain: &str) -> Vec<&'s DkimKey> {
        let mut domain = domain.to_ascii_lowercase();
        loop {
            let keys = self.keys.iter().filter(|key| key.domain() == domain);
            let keys: Vec<&DkimKey> = keys.collect();
            if !keys.is_empty() {
                return keys;
            }
            let Some((_, above)) = domain.split_once('.') else {
                return Vec::new();
            };
            domain = above.to_owned();
        }
    }

    /// The message with a signature of each key of its author's domain above it; as it is, if there is none. Lines must end in CRLF:
    /// these very bytes must go over the wire.
    pub fn sign(&self, author: &str, message: Vec<u8>) -> Vec<u8> {
        if self.keys.is_empty() {
            return message;
        }
        let domain = author.rsplit('@').next().unwrap_or_default();
        let keys = self.of(domain);
        let Some(cut) = Cut::of(&message).filter(|_| !keys.is_empty()) else {
            return message;
        };
        let body = STANDARD.encode(digest(&SHA256, simple_body(cut.body)));
        let (names, fields) = signed(&cut);
        let mut whole = Vec::with_capacity(message.len() + 1024 * keys.len());
        for key in keys {
            let mut head = field(key, &names, &body);
            let mut data = fields.clone();
            relax(&head, &mut data);
            // The signature's own field comes last, without its line end (RFC 6376 §3.7).
            data.truncate(data.len() - 2);
            let Some(signature) = key.sign(&data) else {
                tracing::warn!(
                    key = key.record_name(),
                    "a message goes without this key's signature"
                );
                continue;
            };
            fold(&STANDARD.encode(signature), &mut head);
            whole.extend_from_slice(head.as_bytes());
            whole.extend_from_slice(b"\r\n");
        }
        whole.extend_from_slice(&message);
        whole
    }
}

/// The names of the signed fields as `h=` lists them, and the fields in that order, in relaxed form.
fn signed(cut: &Cut<'_>) -> (Vec<&'static str>, Vec<u8>) {
    let mut names = Vec::with_capacity(2 * SIGNED.len());
    let mut fields = Vec::with_capacity(2048);
    for name in SIGNED {
        let occurs = cut.fields.iter().rev();
        let occurs = occurs.filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let before = names.len();
        // From the last one up (RFC 6376 §5.4.2).
        for (_, field) in occurs {
            names.push(name);
            relax(field, &mut fields);
        }
        if names.len() > before || ALWAYS.contains(&name) {
            names.push(name);
        }
    }
    (names, fields)
}

/// A signature's field, up to where the signature stands.
fn field(key: &DkimKey, names: &[&str], body: &str) -> String {
    let mut text = format!(
        "DKIM-Signature: v=1; a={}; c=relaxed/simple; d={};\r\n\ts={}; h=",
        key.algorithm(),
        key.domain(),
        key.selector(),
    );
    let mut column = text.len();
    for (nth, name) in names.iter().enumerate() {
        if nth > 0 {
            text.push(':');
        }
        if text.len() - column + name.len() > 70 {
            text.push_str("\r\n\t");
            column = text.len();
        }
        text.push_str(name);
    }
    // Writing to a string cannot fail.
    write!(text, ";\r\n\tbh={body};\r\n\tb=").ok();
    text
}

/// The signature in lines.
fn fold(signature: &str, out: &mut String) {
    let mut rest = signature;
    while !rest.is_empty() {
        let (line, more) = rest.split_at(rest.len().min(70));
        out.push_str(line);
        if !more.is_empty() {
            out.push_str("\r\n\t");
        }
        rest = more;
    }
}
