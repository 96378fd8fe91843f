//! When the store or the time fails: a kind page, 503, and when to come back.

use crate::support::{Site, ask, empty_store, request};
use axum::http::{Method, StatusCode};
use lagom_store::conformance::world::gate_request;
use lagom_store::conformance::{judges, samples};
use lagom_store::{GateCase, GateContext};
use lagom_web::{WebOptions, router};
use std::sync::Arc;
use std::time::Duration;

#[tokio::test]
async fn a_store_that_fails_is_a_503_with_retry_after() {
    let site = Site::new().await;
    let (p, u) = (site.p().await, site.u());
    let (store, _folder) = empty_store().await;
    let mut house = site.house.clone();
    house.store = store;
    let router = router(house, WebOptions::default()).unwrap();
    for (method, address, form) in [
        (Method::GET, p.as_str(), ""),
        (Method::POST, &p, "do=fewer"),
        (Method::GET, &u, ""),
        (Method::POST, &u, "stop=all"),
        (Method::GET, "/", ""),
    ] {
        let answer = ask(&router, request(method.clone(), address, form)).await;
        assert_eq!(
            answer.status,
            StatusCode::SERVICE_UNAVAILABLE,
            "{method} {address}"
        );
        assert_eq!(answer.header("retry-after"), "30");
        assert_eq!(answer.heading(), "One moment");
        assert!(
            !answer.body.contains("schema"),
            "nothing of the inside is shown"
        );
    }
    let click = ask(
        &router,
        request(Method::POST, &u, "List-Unsubscribe=One-Click"),
    )
    .await;
    assert_eq!(click.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(click.header("content-type").starts_with("text/plain"));
    let health = ask(&router, request(Method::GET, "/healthz", "")).await;
    assert_eq!(health.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(site.get("/healthz").await.body, "ok\n");
}

#[tokio::test]
async fn what_takes_too_long_is_answered_and_the_change_is_made_all_the_same() {
    let site = Site::new().await;
    let p = site.p().await;
    let options = WebOptions {
        timeout: Duration::from_millis(300),
        ..WebOptions::default()
    };
    let impatient = router(site.house.clone(), options).unwrap();
    let at = samples::day(1);
    site.world
        .publish_and_plan(site.world.news(), "News 2", at)
        .await;
    let owner = site.world.enter(at).await;
    // A gate holds the database's pen for longer than the page may take.
    let store = Arc::clone(&site.house.store);
    let gate = tokio::task::spawn_blocking(move || {
        let slow = |context: &GateContext, case: &GateCase| {
            std::thread::sleep(Duration::from_millis(1500));
            judges::send(context, case, at)
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let gated = runtime.block_on(store.gate(gate_request(owner, at), &slow));
        gated.unwrap().len()
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let answer = ask(&impatient, request(Method::POST, &p, "do=stop&what=all")).await;
    assert_eq!(
        answer.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "{}",
        answer.body
    );
    assert_eq!(gate.await.unwrap(), 1);
    for _ in 0..200 {
        if !site.person().await.facts.stops.is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the stop was lost with the page");
}
