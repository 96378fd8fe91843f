//! Names and titles with markup stay text, and no input becomes a header.

use crate::support::Site;
use axum::http::StatusCode;
use lagom_model::Catalogue;
use lagom_store::conformance::samples;
use lagom_web::WebOptions;

const EVIL: &str = "<b onclick=\"x\">'&</b><script>alert(1)</script>";

fn evil_catalogue() -> Catalogue {
    let mut catalogue = samples::catalogue();
    for publication in catalogue.publications.values_mut() {
        EVIL.clone_into(&mut publication.name);
        EVIL.clone_into(&mut publication.description);
        for topic in &mut publication.topics {
            EVIL.clone_into(&mut topic.name);
        }
    }
    catalogue
}

#[tokio::test]
async fn markup_in_names_and_titles_is_escaped_everywhere() {
    let site = Site::with(evil_catalogue(), WebOptions::default()).await;
    site.world
        .publish(
            site.world.news(),
            EVIL,
            vec![samples::article("x")],
            samples::hour(3),
        )
        .await;
    let issues = site.house.store.issues(None, 10).await.unwrap();
    let issue = issues.iter().find(|issue| issue.title == EVIL).unwrap();
    let (p, u) = (site.p().await, site.u());
    site.post(&p, "do=stop&what=n:harbour-tech").await;
    for address in [
        p,
        u,
        "/".to_owned(),
        format!("/n/{}", samples::NEWS),
        format!("/i/{}", issue.public_id),
    ] {
        let page = site.get(&address).await;
        assert_eq!(page.status, StatusCode::OK, "{address}");
        assert!(page.body.contains("&lt;script&gt;"), "{address}");
        let body = without_our_script(&page.body);
        for raw in ["<script", "<b onclick", "onclick=\"x\""] {
            assert!(!body.contains(raw), "{address}: {raw}");
        }
    }
}

/// A page without the one script that the frame asks for.
fn without_our_script(page: &str) -> String {
    let Some((before, rest)) = page.split_once("<script src=\"/assets/") else {
        return page.to_owned();
    };
    let (name, after) = rest.split_once("\" defer></script>").unwrap();
    let hash = name.strip_suffix(".js").unwrap();
    assert_eq!(hash.len(), 16, "{name}");
    format!("{before}{after}")
}

#[tokio::test]
async fn what_a_query_says_is_never_shown() {
    let site = Site::new().await;
    let p = site.p().await;
    for query in [
        "?what=%3Cscript%3E&done=%3Cscript%3E",
        "?done=%22%3E%3Cscript%3E&what=stop",
        "?what=nothing-we-know",
        "?%00=%ff",
    ] {
        let page = site.get(&format!("{p}{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        let body = without_our_script(&page.body);
        assert!(
            !body.contains("script") && !body.contains("name=\"change\""),
            "{query}"
        );
    }
}

#[tokio::test]
async fn no_line_break_reaches_a_header() {
    let site = Site::new().await;
    for address in [
        "/p/x%0d%0aset-cookie:%20a=b",
        "/u/x%0d%0aset-cookie:%20a=b",
        "/i/%0d%0a",
        "/n/%0d%0aset-cookie:%20a=b",
        "/assets/%0d%0a",
    ] {
        for answer in [
            site.get(address).await,
            site.post(address, "do=fewer").await,
        ] {
            assert_eq!(answer.header("set-cookie"), "", "{address}");
            assert_eq!(answer.header("location"), "", "{address}");
            assert!(
                answer.status.is_client_error(),
                "{address}: {}",
                answer.status
            );
        }
    }
}
