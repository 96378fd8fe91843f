//! Leaving from a letter: the one click of RFC 8058, and the page with its buttons.

use crate::support::{Answer, Site};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use lagom_links::Scope;
use lagom_model::{DeliveryState, Outcome, PublicId, Reason, StopCause, StopScope};
use lagom_store::After;
use lagom_store::conformance::{World, judges, samples};

const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

async fn scopes(site: &Site) -> Vec<StopScope> {
    let person = site.person().await;
    let stops = person.facts.stops.iter();
    let stops = stops.inspect(|stop| assert_eq!(stop.cause, StopCause::Own));
    stops.map(|stop| stop.scope).collect()
}

fn both(world: &World) -> Vec<StopScope> {
    [world.news(), world.tech()]
        .map(StopScope::Publication)
        .into()
}

fn is_plain(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert!(answer.header("content-type").starts_with("text/plain"));
    assert_eq!(
        (answer.header("location"), answer.header("set-cookie")),
        ("", "")
    );
    assert_eq!(answer.body, "Done. These letters have stopped.\n");
}

#[tokio::test]
async fn one_click_stops_every_part_of_the_letter_and_nothing_else() {
    let site = Site::new().await;
    is_plain(&site.post(&site.u(), ONE_CLICK).await);
    assert_eq!(scopes(&site).await, both(&site.world));
    let revision = site.person().await.revision;
    is_plain(&site.post(&site.u(), ONE_CLICK).await);
    assert_eq!(
        site.person().await.revision,
        revision,
        "pressed twice it does nothing more"
    );
}

#[tokio::test]
async fn one_click_comes_as_multipart_too() {
    let site = Site::new().await;
    let body = "--mark\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\n\
                One-Click\r\n--mark--\r\n";
    let request = Request::builder()
        .method(Method::POST)
        .uri(site.u())
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=mark")
        .body(Body::from(body))
        .unwrap();
    is_plain(&site.ask(request).await);
    assert_eq!(scopes(&site).await, both(&site.world));
}

#[tokio::test]
async fn a_post_without_the_field_stops_nothing() {
    let site = Site::new().await;
    for form in [
        "",
        "List-Unsubscribe=",
        "List-Unsubscribe=Two-Clicks",
        "One-Click",
        "a=b",
    ] {
        let answer = site.post(&site.u(), form).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{form}");
    }
    assert_eq!(scopes(&site).await, []);
}

#[tokio::test]
async fn the_page_has_a_button_for_each_newsletter_of_the_letter() {
    let site = Site::new().await;
    let page = site.get(&site.u()).await;
    assert_eq!(page.heading(), "Which letters shall stop?");
    for button in [
        "Stop harbour-news",
        "Stop harbour-tech",
        "Stop all newsletters",
        "Stop everything",
    ] {
        assert!(
            page.body.contains(&format!("<span>{button}</span>")),
            "{button}"
        );
    }
    for still in [
        "Your other newsletters still come.",
        "We only answer what you ask us yourself.",
        "Nothing comes at all, unless you ask to come back.",
    ] {
        assert!(page.body.contains(still), "{still}");
    }
    assert!(!page.body.contains("orchard-post"), "not in this letter");
    let first = |page: &Answer| {
        page.body
            .split_once("class=\"big first\"")
            .unwrap()
            .1
            .split_once("<span>")
            .unwrap()
            .1
            .split_once("</span>")
            .unwrap()
            .0
            .to_owned()
    };
    assert_eq!(first(&page), "Stop harbour-news");
    let asked = site.get(&format!("{}?n={}", site.u(), samples::TECH)).await;
    assert_eq!(first(&asked), "Stop harbour-tech");
}

#[tokio::test]
async fn its_buttons_stop_and_restore() {
    let site = Site::new().await;
    let u = site.u();
    let page = site.press(&u, "stop=n:harbour-tech").await;
    assert_eq!(page.heading(), "You get no more of harbour-tech.");
    assert_eq!(
        scopes(&site).await,
        [StopScope::Publication(site.world.tech())]
    );
    let undone = site
        .press(&format!("{u}/undo"), &format!("change={}", page.undo()))
        .await;
    assert!(undone.body.contains("Undone. All is as it was before."));
    assert_eq!(scopes(&site).await, []);
    site.press(&u, "stop=n:harbour-tech").await;
    let page = site.press(&u, "stop=everything").await;
    assert_eq!(page.heading(), "You get nothing more from us.");
    assert!(
        !page.body.contains("Stop harbour-news"),
        "it would be one more button for nothing"
    );
    site.press(&u, "restore=everything").await;
    let page = site.press(&u, "restore=n:harbour-tech").await;
    assert_eq!(page.heading(), "Which letters shall stop?");
    assert_eq!(scopes(&site).await, []);
}

#[tokio::test]
async fn after_one_click_the_page_restores_any_part() {
    let site = Site::new().await;
    site.post(&site.u(), ONE_CLICK).await;
    let page = site.get(&site.u()).await;
    assert_eq!(
        page.heading(),
        "You get no more of harbour-news and harbour-tech."
    );
    site.press(&site.u(), "restore=n:harbour-news").await;
    assert_eq!(
        scopes(&site).await,
        [StopScope::Publication(site.world.tech())]
    );
}

/// A second letter, of which nobody knows whether it arrived.
async fn held(site: &Site) -> PublicId {
    let world = &site.world;
    let at = samples::day(3);
    world.publish_and_plan(world.news(), "News 2", at).await;
    let owner = world.enter(at).await;
    let gated = world.gate_with(owner, at, &judges::send_all(at)).await;
    let after = After::Held(Reason::OutcomeUnknown);
    world
        .record(owner, &gated[0], Outcome::Unknown, after, at)
        .await;
    site.clock.set(at);
    let held = gated[0].case.delivery.public_id;
    assert_eq!(world.state(held).await, DeliveryState::Held);
    held
}

#[tokio::test]
async fn a_post_shows_that_a_doubtful_letter_arrived_and_a_get_does_not() {
    let site = Site::new().await;
    let held = held(&site).await;
    let u = format!("/u/{}", site.house.keys.sign(Scope::Unsubscribe, held));
    assert_eq!(site.get(&u).await.status, StatusCode::OK);
    assert_eq!(site.world.state(held).await, DeliveryState::Held);
    is_plain(&site.post(&u, ONE_CLICK).await);
    assert_eq!(site.world.state(held).await, DeliveryState::Sent);
}
