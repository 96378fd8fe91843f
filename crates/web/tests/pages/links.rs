//! Links: only what we signed, for what it was signed, as long as it is good.

use crate::support::Site;
use axum::http::StatusCode;
use lagom_links::Scope;
use lagom_model::{Ids, SeededIds, Timestamp};
use lagom_store::conformance::samples;

#[tokio::test]
async fn a_link_changed_in_any_place_is_refused_alike() {
    let site = Site::new().await;
    let before = site.bytes();
    let refused = site.get("/p/none").await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert_eq!(refused.heading(), "This link does not work");
    for good in [site.p().await, site.u()] {
        for place in 3..good.len() {
            let mut bytes = good.clone().into_bytes();
            bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
            let bad = String::from_utf8(bytes).unwrap();
            let answer = site.get(&bad).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{bad}");
            assert_eq!(answer.body, refused.body, "{bad}");
            for form in ["do=stop&what=all", "stop=all", "List-Unsubscribe=One-Click"] {
                let answer = site.post(&bad, form).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{bad}");
            }
            let answer = site.post(&format!("{bad}/undo"), "change=x").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{bad}");
        }
    }
    assert!(site.bytes() == before);
}

#[tokio::test]
async fn a_link_for_one_thing_is_no_link_for_another() {
    let site = Site::new().await;
    let link = site.person().await.link;
    let (p, u) = (site.p().await, site.u());
    for bad in [
        p.replacen("/p/", "/u/", 1),
        u.replacen("/u/", "/p/", 1),
        // A person's link, signed for leaving, names no letter; a letter's, no person.
        format!("/u/{}", site.house.keys.sign(Scope::Unsubscribe, link)),
        format!(
            "/p/{}",
            site.house.keys.sign(Scope::Preferences, site.letter)
        ),
        format!("/p/{}", site.house.keys.sign(Scope::StepUp, link)),
    ] {
        assert_eq!(site.get(&bad).await.status, StatusCode::NOT_FOUND, "{bad}");
        assert_eq!(
            site.post(&bad, "do=fewer").await.status,
            StatusCode::NOT_FOUND,
            "{bad}"
        );
    }
}

#[tokio::test]
async fn an_old_link_says_so_when_its_time_is_over() {
    let mut site = Site::new().await;
    let p = site.p().await;
    let mut ring = (*site.house.keys).clone();
    ring.rotate(&SeededIds::new(5), samples::day(1));
    site.house.keys = std::sync::Arc::new(ring);
    site.router = lagom_web::router(site.house.clone(), lagom_web::WebOptions::default()).unwrap();
    site.clock.set(samples::day(400));
    assert_eq!(site.get(&p).await.status, StatusCode::OK);
    site.clock.set(samples::day(401).plus(Timestamp::SECOND));
    let old = site.get(&p).await;
    assert_eq!(old.status, StatusCode::GONE);
    assert_eq!(old.heading(), "This link has grown too old");
}

#[tokio::test]
async fn a_subject_that_nobody_has_is_refused_like_a_bad_link() {
    let site = Site::new().await;
    let nobody = SeededIds::new(99).public_id();
    let refused = site.get("/p/none").await.body;
    for address in [
        format!("/p/{}", site.house.keys.sign(Scope::Preferences, nobody)),
        format!("/u/{}", site.house.keys.sign(Scope::Unsubscribe, nobody)),
    ] {
        let answer = site.get(&address).await;
        assert_eq!(
            (answer.status, answer.body),
            (StatusCode::NOT_FOUND, refused.clone())
        );
    }
}
