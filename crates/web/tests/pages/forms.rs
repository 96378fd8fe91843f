//! Forms that say nothing we know: 400 with a helpful page, and nothing is changed.

use crate::support::Site;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};

async fn send(site: &Site, address: &str, kind: &str, body: Vec<u8>) -> (StatusCode, String) {
    let request = Request::builder()
        .method(Method::POST)
        .uri(address)
        .header(header::CONTENT_TYPE, kind)
        .body(Body::from(body))
        .unwrap();
    let answer = site.ask(request).await;
    (answer.status, answer.body)
}

#[tokio::test]
async fn bad_forms_are_refused_with_a_helpful_page() {
    let site = Site::new().await;
    let p = site.p().await;
    let before = site.bytes();
    for (form, says) in [
        ("", "Go back, choose once more"),
        ("do=", "Go back, choose once more"),
        ("do=dance", "Go back, choose once more"),
        ("do=pause", "Go back, choose once more"),
        ("do=pause&weeks=many", "Go back, choose once more"),
        ("do=pause&weeks=-1", "Go back, choose once more"),
        ("do=pause&weeks=0", "A pause ends on a day after today"),
        (
            "do=pause&weeks=4000000000",
            "A pause ends on a day after today",
        ),
        ("do=pause&until=2026-02-30", "Go back, choose once more"),
        (
            "do=pause&until=1999-01-01",
            "A pause ends on a day after today",
        ),
        ("do=stop", "Go back, choose once more"),
        ("do=stop&what=", "Go back, choose once more"),
        ("do=stop&what=n:", "Go back, choose once more"),
        (
            "do=stop&what=n:nowhere",
            "That newsletter is not among yours",
        ),
        (
            "do=how-often&newsletter=harbour-news",
            "Go back, choose once more",
        ),
        (
            "do=how-often&newsletter=harbour-news&choice=hourly",
            "Go back, choose once more",
        ),
        (
            "do=how-often&newsletter=nowhere&choice=weekly",
            "That newsletter is not among yours",
        ),
        ("do=topics&newsletter=harbour-news", "With no topic left"),
        (
            "do=topics&newsletter=harbour-news&topic=gold",
            "That cannot be chosen any more",
        ),
        ("do=season&choice=never", "Go back, choose once more"),
        ("do=language&choice=tlh", "That cannot be chosen any more"),
        ("%ff%fe=%00", "Go back, choose once more"),
    ] {
        let answer = site.post(&p, form).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{form}");
        assert!(answer.body.contains(says), "{form}: {}", answer.body);
        assert!(
            answer
                .body
                .contains(&format!("<a href=\"{p}\">Back to your letters</a>"))
        );
    }
    for form in ["", "change=", "change=x", "change=AAAAAAAAAAAAAAAAAAAAAB"] {
        let answer = site.post(&format!("{p}/undo"), form).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{form}");
    }
    for form in [
        "stop=",
        "stop=n:",
        "stop=all&restore=all",
        "stop=n:nowhere",
        "restore=n:nowhere",
    ] {
        let answer = site.post(&site.u(), form).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{form}");
    }
    assert!(site.bytes() == before);
}

#[tokio::test]
async fn other_content_types_broken_multipart_and_large_bodies_are_refused() {
    let site = Site::new().await;
    let before = site.bytes();
    let one_click = b"List-Unsubscribe=One-Click".to_vec();
    for address in [site.p().await, site.u()] {
        for (kind, body, status) in [
            ("application/json", b"{}".to_vec(), 400),
            ("text/plain", one_click.clone(), 400),
            ("multipart/form-data", one_click.clone(), 400),
            (
                "multipart/form-data; boundary=x",
                b"--y\r\n\r\n".to_vec(),
                400,
            ),
            (
                "multipart/form-data; boundary=x",
                b"--x\r\n\r\nnameless\r\n--x--\r\n".to_vec(),
                400,
            ),
            (
                "application/x-www-form-urlencoded",
                vec![b'a'; 64 * 1024 + 1],
                413,
            ),
            (
                "application/x-www-form-urlencoded",
                b"a=b&".repeat(1_001),
                413,
            ),
        ] {
            let (found, page) = send(&site, &address, kind, body).await;
            assert_eq!(found.as_u16(), status, "{kind}: {page}");
            assert!(
                page.contains("<h1>We did not understand that</h1>"),
                "{kind}"
            );
        }
    }
    assert!(site.bytes() == before);
}

#[tokio::test]
async fn a_form_without_a_content_type_is_read_all_the_same() {
    let site = Site::new().await;
    let request = Request::builder().method(Method::POST).uri(site.u());
    let request = request
        .body(Body::from("List-Unsubscribe=One-Click"))
        .unwrap();
    assert_eq!(site.ask(request).await.status, StatusCode::OK);
    assert_eq!(site.person().await.facts.stops.len(), 2);
}

#[tokio::test]
async fn other_methods_are_not_allowed() {
    let site = Site::new().await;
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let request = Request::builder().method(method).uri(site.p().await);
        let answer = site.ask(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    }
}
