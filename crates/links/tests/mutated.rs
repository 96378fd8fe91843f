//! A million changed tokens: none is accepted. Every change that a mail program, a careless hand or a clever one makes to a link.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests stand outside `#[test]` functions"
)]

use lagom_links::{KeyRing, Scope};
use lagom_model::{Ids, SeededIds, Timestamp};
use std::collections::HashSet;

const NOW: Timestamp = Timestamp(1_780_000_000_000);
const CHANGED: u32 = 1_000_000;
const LETTERS: &[u8] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ %\t\n\0";

/// Numbers from a seed, each from the one before (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % bound as u64).unwrap()
    }
}

/// Tokens of every scope, signed by three keys: the newest and two that were retired.
fn issued() -> (KeyRing, Vec<(Scope, String)>) {
    let ids = SeededIds::new(5);
    let mut ring = KeyRing::generate(&ids, NOW);
    let mut issued = Vec::new();
    for rotation in 0..3 {
        if rotation > 0 {
            ring.rotate(&ids, NOW);
        }
        for scope in Scope::ALL {
            for _ in 0..3 {
                issued.push((scope, ring.sign(scope, ids.public_id())));
            }
        }
    }
    (ring, issued)
}

/// One change to a token; most leave it looking like one.
fn change(token: &str, other: &str, dice: &mut Dice) -> String {
    let mut bytes = token.as_bytes().to_vec();
    let at = dice.below(bytes.len());
    let letter = LETTERS[dice.below(LETTERS.len())];
    match dice.below(9) {
        0 | 1 => bytes[at] = letter,
        2 => {
            let to = dice.below(bytes.len());
            bytes.swap(at, to);
        }
        3 => {
            bytes.remove(at);
        }
        4 => bytes.insert(at, letter),
        5 => bytes[at] ^= 0x20,
        // The last letter holds bits that say nothing: another spelling of the same.
        6 => {
            let last = bytes.len() - 1;
            bytes[last] = LETTERS[dice.below(64)];
        }
        // Another token's field in place of this one's.
        7 => {
            let mut fields: Vec<&str> = token.split('.').collect();
            let others: Vec<&str> = other.split('.').collect();
            let field = dice.below(fields.len());
            fields[field] = others[field];
            return fields.join(".");
        }
        _ => {
            bytes[at] = letter;
            let again = dice.below(bytes.len());
            bytes[again] = LETTERS[dice.below(64)];
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn of_a_million_changed_tokens_none_is_accepted() {
    let (ring, issued) = issued();
    for (scope, token) in &issued {
        assert!(
            ring.verify(token, *scope, NOW).is_ok(),
            "after two rotations"
        );
    }
    let genuine: HashSet<&str> = issued.iter().map(|(_, token)| token.as_str()).collect();
    let mut dice = Dice(2026);
    let (mut tried, mut looked_genuine) = (0, 0);
    while tried < CHANGED {
        let (scope, token) = &issued[dice.below(issued.len())];
        let (_, other) = &issued[dice.below(issued.len())];
        let changed = change(token, other, &mut dice);
        if genuine.contains(changed.as_str()) {
            continue;
        }
        tried += 1;
        let refused = ring.verify(&changed, *scope, NOW);
        looked_genuine += u32::from(refused == Err(lagom_links::LinkError::BadMac));
        assert!(refused.is_err(), "`{changed}` was made of `{token}`");
    }
    assert!(
        looked_genuine > CHANGED / 4,
        "most changes should reach the code itself: {looked_genuine}"
    );
}
