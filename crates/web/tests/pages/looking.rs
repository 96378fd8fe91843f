//! GET, HEAD and OPTIONS change nothing, and every answer carries its headers.

use crate::support::{Site, request};
use axum::http::{Method, StatusCode};
use lagom_render::language::inner_words;
use lagom_store::conformance::samples;

/// An address of every kind, with what redirects and scanners add.
async fn addresses(site: &Site) -> Vec<String> {
    let (p, u) = (site.p().await, site.u());
    let issues = site.house.store.issues(None, 10).await.unwrap();
    let issue = issues[0].public_id;
    let letter = site.letter;
    vec![
        format!("{p}/undo"),
        format!("{p}?do=fewer&done={letter}&what=fewer"),
        format!("{p}?what=undo"),
        format!("{p}/place?do=zone&choice=Europe/Paris"),
        format!("{p}/why"),
        format!("{p}/why/{letter}?do=stop&what=all"),
        format!("{p}/why/nobody"),
        p,
        format!("{u}?List-Unsubscribe=One-Click"),
        format!("{u}?n={}", samples::TECH),
        format!("{u}?stop=all"),
        format!("{u}/undo?change={letter}"),
        u,
        format!("/i/{issue}"),
        format!("/i/{issue}?form=short"),
        format!("/n/{}", samples::NEWS),
        "/".to_owned(),
        "/healthz".to_owned(),
        "/assets/none.css".to_owned(),
        "/nowhere".to_owned(),
    ]
}

#[tokio::test]
async fn looking_changes_no_row() {
    let site = Site::new().await;
    let addresses = addresses(&site).await;
    let (person, before) = (site.person().await, site.bytes());
    for address in &addresses {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            let asked = format!("{method} {address}");
            let answer = site.ask(request(method, address, "do=stop&what=all")).await;
            assert_ne!(answer.status, StatusCode::SEE_OTHER, "{asked}");
            assert!(answer.status.as_u16() < 500, "{asked}: {}", answer.status);
            assert!(site.bytes() == before, "{asked} changed the database");
        }
    }
    assert_eq!(site.person().await, person);
    // The same comparison sees a change when there is one.
    site.post(&site.p().await, "do=fewer").await;
    assert!(site.bytes() != before);
}

#[tokio::test]
async fn every_answer_carries_the_headers_and_no_cookie() {
    let site = Site::new().await;
    for address in addresses(&site).await {
        for method in [Method::GET, Method::POST, Method::PUT] {
            let answer = site.ask(request(method, &address, "x=y")).await;
            let policy = answer.header("content-security-policy");
            assert!(
                policy.starts_with("default-src 'none'; style-src 'self';"),
                "{address}"
            );
            assert!(
                policy.contains("frame-ancestors 'none'; base-uri 'none'"),
                "{address}"
            );
            let script = policy.contains("script-src 'self'; connect-src 'self';");
            // Pages that show an issue's own markup have no script at all.
            assert!(script != policy.contains("img-src"), "{address}: {policy}");
            assert!(!policy.contains("unsafe"), "{address}");
            assert_eq!(answer.header("referrer-policy"), "no-referrer", "{address}");
            assert_eq!(
                answer.header("x-content-type-options"),
                "nosniff",
                "{address}"
            );
            assert_eq!(answer.header("set-cookie"), "", "{address}");
            if address.starts_with("/p/") || address.starts_with("/u/") {
                assert_eq!(answer.header("cache-control"), "no-store", "{address}");
            }
            let scripts = answer.body.matches("<script").count();
            let ours = answer.body.matches("<script src=\"/assets/").count();
            assert_eq!(scripts, ours, "{address}");
            assert!(ours <= usize::from(script), "{address}");
            for inline in ["style=", " onclick", " onload", "javascript:"] {
                assert!(!answer.body.contains(inline), "{address}: {inline}");
            }
        }
    }
}

#[tokio::test]
async fn token_pages_stay_out_of_search_engines_and_public_ones_do_not() {
    let site = Site::new().await;
    for address in [site.p().await, site.u()] {
        let answer = site.get(&address).await;
        assert_eq!(answer.header("x-robots-tag"), "noindex, nofollow");
        assert!(
            answer
                .body
                .contains("<meta name=\"robots\" content=\"noindex, nofollow\">")
        );
    }
    let home = site.get("/").await;
    assert!(!home.body.contains("noindex") && home.header("x-robots-tag").is_empty());
}

#[tokio::test]
async fn the_style_sheet_is_kept_for_ever_and_the_page_is_small() {
    let site = Site::new().await;
    let page = site.get(&site.p().await).await;
    let (_, rest) = page.body.split_once("href=\"/assets/").unwrap();
    let name = rest.split_once('"').unwrap().0;
    let css = site.get(&format!("/assets/{name}")).await;
    assert_eq!(css.status, StatusCode::OK);
    assert_eq!(css.header("content-type"), "text/css; charset=utf-8");
    assert!(css.header("cache-control").contains("immutable"));
    let (_, rest) = page.body.split_once("src=\"/assets/").unwrap();
    let js = site
        .get(&format!("/assets/{}", rest.split_once('"').unwrap().0))
        .await;
    assert_eq!(js.header("content-type"), "text/javascript; charset=utf-8");
    let all = page.body.len() + css.body.len() + js.body.len();
    assert!(all < 40_000, "{all}");
    for elsewhere in ["http://", "https://", "//cdn", "import(", "eval("] {
        assert!(!js.body.contains(elsewhere), "{elsewhere}");
    }
    assert!(!css.body.contains("url(") && !css.body.contains("@import"));
}

#[tokio::test]
async fn readers_meet_no_inner_word() {
    let site = Site::new().await;
    for address in addresses(&site).await {
        let page = site.get(&address).await.body;
        // Outside tags is what readers see; inside them stand names of ours.
        let mut seen = String::new();
        let mut inside = false;
        for letter in page.chars() {
            match letter {
                '<' => inside = true,
                '>' => inside = false,
                letter if !inside => seen.push(letter),
                _ => {}
            }
        }
        assert_eq!(inner_words(&seen), [""; 0], "{address}");
        assert!(
            !seen.contains("page-"),
            "a text is missing on {address}: {seen}"
        );
    }
}
