//! What a token promises: one spelling, one scope, two rotations, no secret shown.

use crate::{KeyRing, LinkError, MAX_TOKEN_LENGTH, PageForm, Scope, Urls, UrlsError};
use lagom_model::{Ids, PublicId, SeededIds, Timestamp};
use proptest::prelude::*;

/// What a case does to a good key file.
type Change = dyn Fn(&mut serde_json::Value);

const NOW: Timestamp = Timestamp(1_780_000_000_000);

fn ring() -> KeyRing {
    KeyRing::generate(&SeededIds::new(1), NOW)
}

fn days(count: i64) -> Timestamp {
    NOW.plus(count * Timestamp::DAY)
}

#[test]
fn a_token_verifies_and_is_short() {
    let subject = SeededIds::new(2).public_id();
    for scope in Scope::ALL {
        let token = ring().sign(scope, subject);
        assert_eq!(ring().verify(&token, scope, NOW), Ok(subject));
        assert!(token.len() <= MAX_TOKEN_LENGTH, "{token}");
        assert!(token.starts_with("v1."), "{token}");
    }
}

#[test]
fn a_token_is_the_same_for_ever() {
    // Letters outlive versions: this spelling must verify as long as `v1` is known. The code was
    // computed with another implementation of HMAC.
    let file = serde_json::json!({"keys": [{
        "id": "k1", "secret": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "created_at": 0,
    }]});
    let ring: KeyRing = serde_json::from_value(file).unwrap();
    let token = ring.sign(Scope::Preferences, PublicId(7));
    assert_eq!(
        token,
        "v1.k1.p.AAAAAAAAAAAAAAAAAAAABw.xRQcYJQJf5x5QS9vmrMQ3Q"
    );
}

#[test]
fn scopes_are_not_interchangeable() {
    let ring = ring();
    for made in Scope::ALL {
        for asked in Scope::ALL.into_iter().filter(|asked| *asked != made) {
            let token = ring.sign(made, PublicId(1));
            assert_eq!(ring.verify(&token, asked, NOW), Err(LinkError::WrongScope));
            let (from, to) = (
                format!(".{}.", made.letter()),
                format!(".{}.", asked.letter()),
            );
            let relabelled = token.replacen(&from, &to, 1);
            assert_eq!(ring.verify(&relabelled, asked, NOW), Err(LinkError::BadMac));
        }
    }
}

#[test]
fn after_two_rotations_the_first_links_still_work_and_then_grow_too_old() {
    let ids = SeededIds::new(3);
    let mut ring = KeyRing::generate(&ids, NOW);
    let first = ring.sign(Scope::Unsubscribe, PublicId(1));
    ring.rotate(&ids, days(100));
    let second = ring.sign(Scope::Unsubscribe, PublicId(2));
    ring.rotate(&ids, days(300));
    let third = ring.sign(Scope::Unsubscribe, PublicId(3));

    let check = |token: &str, day| ring.verify(token, Scope::Unsubscribe, days(day));
    assert_eq!(ring.keys().count(), 3);
    assert_eq!(check(&first, 499), Ok(PublicId(1)));
    assert_eq!(check(&first, 500), Err(LinkError::KeyTooOld));
    assert_eq!(check(&second, 699), Ok(PublicId(2)));
    assert_eq!(check(&second, 700), Err(LinkError::KeyTooOld));
    assert_eq!(check(&third, 100_000), Ok(PublicId(3)));
}

#[test]
fn another_installations_tokens_are_worth_nothing() {
    let other = KeyRing::generate(&SeededIds::new(99), NOW);
    let token = other.sign(Scope::Preferences, PublicId(1));
    let refused = ring().verify(&token, Scope::Preferences, NOW);
    assert_eq!(refused, Err(LinkError::UnknownKey));
    let id = ring().newest().id().to_owned();
    let renamed = token.replacen(other.newest().id(), &id, 1);
    let refused = ring().verify(&renamed, Scope::Preferences, NOW);
    assert_eq!(refused, Err(LinkError::BadMac));
}

#[test]
fn what_is_no_token_is_malformed() {
    let token = ring().sign(Scope::Confirm, PublicId(1));
    let long = format!("{token}{}", "A".repeat(100));
    let cut = &token[..token.len() - 1];
    let second_version = token.replacen("v1", "v2", 1);
    let padded = format!("{token}==");
    let spaced = format!("{token} ");
    for bad in [
        "",
        ".",
        "....",
        "v1.a.c.b.d",
        &long,
        cut,
        &second_version,
        &padded,
        &spaced,
    ] {
        let refused = ring().verify(bad, Scope::Confirm, NOW);
        assert_eq!(refused, Err(LinkError::Malformed), "{bad}");
    }
}

#[test]
fn the_key_file_comes_back_and_debug_shows_no_secret() {
    let ids = SeededIds::new(4);
    let mut ring = KeyRing::generate(&ids, NOW);
    ring.rotate(&ids, days(1));
    let file = serde_json::to_value(&ring).unwrap();
    assert_eq!(
        serde_json::from_value::<KeyRing>(file.clone()).unwrap(),
        ring
    );

    let shown = format!("{ring:?}");
    for key in file["keys"].as_array().unwrap() {
        assert!(!shown.contains(key["secret"].as_str().unwrap()), "{shown}");
    }
    assert!(shown.contains("Secret(…)"), "{shown}");
}

#[test]
fn a_wrong_key_file_says_what_is_wrong() {
    let good = serde_json::to_value(ring()).unwrap();
    let with = |change: &Change| {
        let mut file = good.clone();
        change(&mut file);
        serde_json::from_value::<KeyRing>(file)
            .unwrap_err()
            .to_string()
    };
    let cases: [(&Change, &str); 7] = [
        (&|file| file["keys"] = serde_json::json!([]), "holds no key"),
        (&|file| file["keys"][0]["id"] = "UPPER".into(), "`UPPER`"),
        (
            &|file| file["keys"][0]["secret"] = "c2hvcnQ=".into(),
            "32 bytes",
        ),
        (&|file| file["keys"][0]["secret"] = "§".into(), "not base64"),
        (
            &|file| file["keys"][0]["retired_at"] = 1.into(),
            "out of order",
        ),
        (&|file| file["keys"][0]["colour"] = 1.into(), "colour"),
        (
            &|file| {
                let mut again = file["keys"][0].clone();
                again["retired_at"] = 1.into();
                file["keys"].as_array_mut().unwrap().push(again);
            },
            "two keys",
        ),
    ];
    for (change, expected) in cases {
        let message = with(change);
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn addresses_are_short_and_stand_on_the_base() {
    let urls = Urls::new("https://Letters.example.org/").unwrap();
    assert_eq!(urls.preferences("T"), "https://letters.example.org/p/T");
    assert_eq!(urls.unsubscribe("T"), "https://letters.example.org/u/T");
    assert_eq!(urls.confirm("T"), "https://letters.example.org/c/T");
    let page = "https://letters.example.org/i/AAAAAAAAAAAAAAAAAAAAAQ";
    assert_eq!(urls.issue(PublicId(1), PageForm::Full), page);
    assert_eq!(
        urls.issue(PublicId(1), PageForm::Short),
        format!("{page}?form=short")
    );
    let folder = Urls::new("http://127.0.0.1:8025/letters/").unwrap();
    assert_eq!(folder.preferences("T"), "http://127.0.0.1:8025/letters/p/T");
    assert_eq!(
        Urls::unsubscribe_by_mail("leave+a b@example.org", "T"),
        "mailto:leave+a%20b@example.org?subject=T"
    );
    assert_eq!(
        Urls::unsubscribe_by_mail("leave+a-b@example.org", "T"),
        "mailto:leave+a-b@example.org?subject=T"
    );
    let token = ring().sign(Scope::Unsubscribe, PublicId(1));
    assert!(urls.unsubscribe(&token).len() < 100);
}

#[test]
fn a_base_that_cannot_carry_links_is_refused() {
    let refused = |base: &str| Urls::new(base).unwrap_err();
    assert!(matches!(
        refused("letters.example.org"),
        UrlsError::NotHttp(_)
    ));
    assert!(matches!(
        refused("ftp://example.org"),
        UrlsError::NotHttp(_)
    ));
    assert!(matches!(
        refused("https://example.org/?a=b"),
        UrlsError::TooMuch(_)
    ));
    assert!(matches!(
        refused("https://me:pass@example.org"),
        UrlsError::TooMuch(_)
    ));
    let long = format!("https://example.org/{}", "a".repeat(200));
    assert!(matches!(refused(&long), UrlsError::TooLong(_)));
    for folder in ["*all", ":letters", "let{ters}", "a/*b"] {
        let base = format!("https://a.example/{folder}");
        match Urls::new(&base) {
            Err(error) => assert!(matches!(error, UrlsError::Folder(_)), "{base}: {error}"),
            // Written with percent signs it is plain.
            Ok(urls) => assert!(urls.base().contains("%7B"), "{base}"),
        }
    }
}

proptest! {
    #[test]
    fn no_changed_token_verifies(
        subject: u128, place in 0_usize..64, byte in 0x20_u8..0x7f, scope in 0_usize..5,
    ) {
        let scope = Scope::ALL[scope];
        let token = ring().sign(scope, PublicId(subject));
        let mut changed = token.clone().into_bytes();
        let place = place % changed.len();
        prop_assume!(changed[place] != byte);
        changed[place] = byte;
        let changed = String::from_utf8(changed).unwrap();
        prop_assert!(ring().verify(&changed, scope, NOW).is_err(), "{changed}");
    }

    #[test]
    fn no_other_text_verifies(text in "\\PC{0,80}") {
        prop_assert!(ring().verify(&text, Scope::Preferences, NOW).is_err());
    }

    #[test]
    fn longer_and_shorter_tokens_do_not_verify(subject: u128, cut in 1_usize..56, more in "[A-Za-z0-9_.-]{1,8}") {
        let token = ring().sign(Scope::Feedback, PublicId(subject));
        prop_assert!(ring().verify(&token[..cut], Scope::Feedback, NOW).is_err());
        let longer = format!("{token}{more}");
        prop_assert!(ring().verify(&longer, Scope::Feedback, NOW).is_err());
    }
}
