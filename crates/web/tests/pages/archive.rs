//! Public pages: what came out is there, what did not is not.

use crate::support::Site;
use axum::http::StatusCode;
use lagom_model::EventStart;
use lagom_store::IssueMove;
use lagom_store::conformance::samples;

#[tokio::test]
async fn only_what_came_out_can_be_read() {
    let site = Site::new().await;
    let world = &site.world;
    let story = || vec![samples::article("gulls")];
    let draft = world
        .draft(world.news(), "A draft", story(), samples::hour(3))
        .await;
    let waits = world
        .schedule(world.news(), "Tomorrow", story(), samples::day(1))
        .await;
    let held = world
        .schedule(world.tech(), "On hold", story(), samples::hour(4))
        .await;
    let back = world
        .schedule(world.post(), "Taken back", story(), samples::hour(4))
        .await;
    world.store.publish_due(samples::hour(4)).await.unwrap();
    world
        .store
        .move_issue(held.id, IssueMove::Hold, samples::hour(5))
        .await
        .unwrap();
    world
        .store
        .move_issue(back.id, IssueMove::Withdraw, samples::hour(5))
        .await
        .unwrap();
    for (issue, status) in [(&draft, 404), (&waits, 404), (&held, 404), (&back, 410)] {
        let answer = site.get(&format!("/i/{}", issue.public_id)).await;
        assert_eq!(answer.status.as_u16(), status, "{}", issue.title);
        assert!(!answer.body.contains("gulls"), "{}", issue.title);
    }
    for address in [
        "/",
        "/n/harbour-news",
        "/n/harbour-tech",
        "/n/orchard-post",
        "/n/harbour-news/feed.atom",
        "/n/harbour-tech/feed.atom",
        "/n/orchard-post/feed.atom",
    ] {
        let page = site.get(address).await;
        assert_eq!(page.status, StatusCode::OK);
        for hidden in ["A draft", "Tomorrow", "On hold", "Taken back"] {
            assert!(!page.body.contains(hidden), "{address}: {hidden}");
        }
    }
    for nothing in [
        "/n/nowhere",
        "/n/nowhere/feed.atom",
        "/i/none",
        "/i/AAAAAAAAAAAAAAAAAAAAAA",
    ] {
        assert_eq!(
            site.get(nothing).await.status,
            StatusCode::NOT_FOUND,
            "{nothing}"
        );
    }
}

#[tokio::test]
async fn an_issue_is_there_in_both_forms() {
    let site = Site::new().await;
    let issues = site
        .house
        .store
        .issues(Some(site.world.news()), 10)
        .await
        .unwrap();
    let full = site.get(&format!("/i/{}", issues[0].public_id)).await;
    assert_eq!(full.heading(), "News &lt;1&gt;");
    assert!(full.body.contains("<p>All about boats.</p>"));
    assert!(full.body.contains(">About boats</a></h2>"));
    assert!(
        full.header("content-security-policy")
            .contains("img-src https:")
    );
    assert_eq!(full.header("vary"), "accept-language");
    let short = site
        .get(&format!("/i/{}?form=short", issues[0].public_id))
        .await;
    assert!(
        short
            .body
            .contains("aria-current=\"page\">In short, 1 minute</a>"),
        "{}",
        short.body
    );
    assert_ne!(short.body, full.body);
}

#[tokio::test]
async fn home_and_archive_list_the_letters() {
    let site = Site::new().await;
    let home = site.get("/").await;
    assert_eq!(home.heading(), "Harbour &amp; Orchard");
    for shown in [
        "/n/harbour-news",
        "/n/harbour-tech",
        "/n/orchard-post",
        "Tech 1",
    ] {
        assert!(home.body.contains(shown), "{shown}");
    }
    assert!(
        home.body.contains("Nothing has come out yet."),
        "the third newsletter's list"
    );
    let archive = site.get("/n/harbour-news").await;
    assert_eq!(archive.heading(), "harbour-news");
    assert!(archive.body.contains("2 March 2026"));
    let join = "href=\"/join/harbour-news\">Get harbour-news</a>";
    assert!(archive.body.contains(join), "{}", archive.body);
}

#[tokio::test]
async fn the_archive_is_a_feed() {
    let site = Site::new().await;
    let page = site.get("/n/harbour-news").await.body;
    let address = "/n/harbour-news/feed.atom";
    assert_eq!(page.matches(address).count(), 2, "head and body: {page}");
    let answer = site.get(address).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.header("content-type"),
        "application/atom+xml; charset=utf-8"
    );
    let feed = atom_syndication::Feed::read_from(answer.body.as_bytes()).unwrap();
    assert_eq!(feed.lang.as_deref(), Some("en"));
    assert_eq!(
        feed.links[0].href,
        format!("https://letters.example{address}")
    );
    let [entry] = feed.entries.as_slice() else {
        panic!("{feed:?}");
    };
    assert_eq!(entry.title.value, "News <1>");
    assert_eq!(feed.updated, entry.updated);
    assert_eq!(entry.updated.timestamp_millis(), samples::hour(1).0);
    let path = entry.links[0].href.strip_prefix("https://letters.example");
    let issue = site.get(path.unwrap()).await;
    assert_eq!(issue.status, StatusCode::OK);
    let content = entry.content.as_ref().unwrap();
    assert_eq!(content.content_type.as_deref(), Some("html"));
    assert!(content.value.as_ref().unwrap().contains("boats"));
}

#[tokio::test]
async fn pages_and_feed_say_a_lists_dates_in_words() {
    let site = Site::new().await;
    let starts = samples::day(9);
    let mut event = samples::event("quay", starts);
    event.full.html = format!("<p>Quay walk<br>\u{f0002}{starts}\u{f0003}<br>Riga</p>");
    let mut days = samples::event("mole", starts);
    days.starts = "2026-03-04".parse().ok().map(EventStart::On);
    let range = "2026-03-02/2026-03-04";
    days.full.html = format!("<p>Mole days<br>\u{f0002}{range}\u{f0003} · Riga</p>");
    let news = site.world.news();
    let at = samples::hour(2);
    let items = vec![event, days];
    let issue = site.world.schedule(news, "Dated", items, at).await;
    site.world.store.publish_due(at).await.unwrap();
    let page = site.get(&format!("/i/{}", issue.public_id)).await.body;
    let feed = site.get("/n/harbour-news/feed.atom").await.body;
    let when = "Wednesday 11 March, 10:00";
    let on_page = format!("<br><span lang=\"en\">{when}</span><br>Riga");
    assert!(page.contains(&on_page), "{page}");
    assert_eq!(
        page.matches(when).count(),
        1,
        "no line says it again: {page}"
    );
    assert!(feed.contains(when), "{feed}");
    for body in [&page, &feed] {
        assert_eq!(body.matches("2–4 March").count(), 1, "{body}");
        assert!(!body.contains(range), "{body}");
        assert!(
            !body.contains(|c| ('\u{f0002}'..='\u{f0003}').contains(&c)),
            "{body}"
        );
    }
}
