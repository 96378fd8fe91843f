//! Tokens of links: what was not signed never verifies, and what was has exactly one spelling.

use std::sync::LazyLock;

use lagom_links::{KeyRing, LinkError, Scope};
use lagom_model::{Ids as _, SeededIds, Timestamp};

use super::{Target, Verdict, hash, must};

pub(super) const TARGET: Target = Target {
    name: "tokens",
    run,
    seeds: || {
        SIGNED
            .1
            .iter()
            .map(|token| token.clone().into_bytes())
            .collect()
    },
    words: &[
        "v1.", ".", "..", "A", "_", "-", "=", "v2.", " ", "\n", "%2E", "é",
    ],
};

/// A ring of an old and a new key, and what both have signed.
static SIGNED: LazyLock<(KeyRing, Vec<String>)> = LazyLock::new(|| {
    let ids = SeededIds::new(11);
    let mut ring = KeyRing::generate(&ids, Timestamp(0));
    let sign = |ring: &KeyRing| Scope::ALL.map(|scope| ring.sign(scope, ids.public_id()));
    let old = sign(&ring);
    ring.rotate(&ids, Timestamp(1));
    let new = sign(&ring);
    (ring, [old, new].concat())
});

fn run(input: &[u8]) -> Verdict {
    let Ok(token) = std::str::from_utf8(input) else {
        return Ok(0);
    };
    let (ring, signed) = &*SIGNED;
    let now = Timestamp(2);
    let mut did = Vec::new();
    for scope in Scope::ALL {
        let answer = ring.verify(token, scope, now);
        if let Ok(subject) = answer {
            let known = signed.iter().any(|one| one == token) || ring.sign(scope, subject) == token;
            must(known, || format!("`{token}` verifies for {scope:?}"))?;
        }
        did.push(match answer {
            Ok(_) => 0,
            Err(LinkError::Malformed) => 1,
            Err(LinkError::WrongScope) => 2,
            Err(LinkError::UnknownKey) => 3,
            Err(LinkError::BadMac) => 4,
            Err(LinkError::KeyTooOld) => 5,
        });
    }
    let fields = token.split('.').map(str::len).map(usize::checked_ilog2);
    Ok(hash((did, fields.take(6).collect::<Vec<_>>())))
}
