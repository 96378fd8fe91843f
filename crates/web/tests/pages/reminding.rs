//! The page of an event: reminders by a button, a file for the calendar, and nothing by looking.

use crate::support::{Site, request};
use axum::http::{Method, StatusCode};
use lagom_links::Scope;
use lagom_model::{Lead, Timestamp};
use lagom_store::ReminderState;
use lagom_store::conformance::samples;

async fn key(site: &Site) -> i64 {
    let listings = site.world.store.listings(site.world.news(), 0).await;
    let mut events = listings.unwrap().into_iter();
    events.find(|one| one.starts.is_some()).unwrap().key
}

async fn address(site: &Site) -> String {
    let token = site
        .house
        .keys
        .sign(Scope::Remind, site.person().await.link);
    format!("/r/{token}/{:x}", key(site).await)
}

#[tokio::test]
async fn a_reminder_is_set_and_taken_back_by_a_button() {
    let site = Site::new().await;
    let address = address(&site).await;
    let page = site.get(&address).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Meet at pier"), "{}", page.body);
    assert!(page.body.contains("Remind me a day before"));
    assert!(page.body.contains("Remind me an hour before"));
    let set = site.press(&address, "remind=day").await;
    assert!(
        set.body.contains("Done. We will remind you."),
        "{}",
        set.body
    );
    assert!(set.body.contains("We remind you on"), "{}", set.body);
    let person = site.person().await.id;
    let reminders = site.world.store.reminders(person).await.unwrap();
    assert_eq!(reminders.len(), 1);
    let starts = samples::day(9);
    assert_eq!(
        (reminders[0].lead, reminders[0].due_at, reminders[0].until),
        (Lead::Day, starts.plus(-Timestamp::DAY), starts)
    );
    let back = site.press(&address, "forget=day").await;
    assert!(
        back.body.contains("Remind me a day before"),
        "{}",
        back.body
    );
    let reminders = site.world.store.reminders(person).await.unwrap();
    assert_eq!(reminders[0].state, ReminderState::TakenBack);
}

#[tokio::test]
async fn looking_changes_nothing() {
    let site = Site::new().await;
    let address = address(&site).await;
    let before = site.bytes();
    for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
        for query in ["", "?remind=day", "?what=remind"] {
            site.ask(request(
                method.clone(),
                &(address.clone() + query),
                "remind=day",
            ))
            .await;
        }
    }
    assert_eq!(site.bytes(), before);
}

#[tokio::test]
async fn only_reminders_that_can_still_come_are_offered() {
    let site = Site::new().await;
    let address = address(&site).await;
    site.clock.set(samples::day(9).plus(-2 * Timestamp::HOUR));
    let page = site.get(&address).await;
    assert!(!page.body.contains("a day before"), "{}", page.body);
    assert!(page.body.contains("an hour before"));
    let refused = site.post(&address, "remind=day").await;
    assert!(refused.status.is_client_error(), "{}", refused.status);
    site.clock.set(samples::day(9));
    let page = site.get(&address).await;
    assert!(
        page.body.contains("This has begun already."),
        "{}",
        page.body
    );
    assert!(!page.body.contains("<button"));
}

#[tokio::test]
async fn who_left_is_not_reminded() {
    let site = Site::new().await;
    let address = address(&site).await;
    let u = site.u();
    site.press(&u, "stop=everything").await;
    let page = site.get(&address).await;
    assert!(
        page.body.contains("You no longer get this newsletter"),
        "{}",
        page.body
    );
    let refused = site.post(&address, "remind=day").await;
    assert!(refused.status.is_client_error());
}

#[tokio::test]
async fn a_wrong_link_a_wrong_event_and_a_wrong_button_are_refused() {
    let site = Site::new().await;
    let good = address(&site).await;
    let other = site
        .house
        .keys
        .sign(Scope::Preferences, site.person().await.link);
    let (path, event) = good.rsplit_once('/').unwrap();
    for bad in [
        format!("/r/{other}/{event}"),
        format!("{path}/77"),
        format!("{path}/0{event}"),
        format!("{path}/{}", event.to_uppercase() + "x"),
    ] {
        for method in [Method::GET, Method::POST] {
            let answer = site.ask(request(method, &bad, "remind=day")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{bad}");
        }
    }
    for form in ["", "remind=week", "remind=day&forget=day", "stop=news"] {
        let answer = site.post(&good, form).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{form}");
    }
}

#[tokio::test]
async fn the_calendar_file_is_public_and_says_what_holds_now() {
    let site = Site::new().await;
    let issues = site.world.store.issues(Some(site.world.news()), 1).await;
    let issue = issues.unwrap()[0].public_id;
    let file = site.get(&format!("/i/{issue}/1.ics")).await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.body);
    assert_eq!(file.header("content-type"), "text/calendar; charset=utf-8");
    assert!(
        file.body.contains("SUMMARY:Meet at pier\r\n"),
        "{}",
        file.body
    );
    assert!(file.body.contains("METHOD:PUBLISH\r\n"));
    let moved = vec![samples::event("pier", samples::day(12))];
    let (news, at) = (site.world.news(), samples::hour(3));
    site.world.publish(news, "News 2", moved, at).await;
    let later = site.get(&format!("/i/{issue}/1.ics")).await;
    assert_ne!(later.body, file.body, "a later issue moved it");
    for bad in ["0.ics", "9.ics", "1.txt", "x.ics", "1"] {
        let answer = site.get(&format!("/i/{issue}/{bad}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{bad}");
    }
}
