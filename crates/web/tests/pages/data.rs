//! My data: what a reader sees, and what only the owner of the address may do, by links that work once.

use crate::joining::{asked, known};
use crate::support::{Site, now};
use axum::http::StatusCode;
use lagom_links::Scope;
use lagom_model::{Ids, StopCause};
use lagom_store::conformance::samples;
use lagom_store::{AskKind, By, Person};

fn data_page(site: &Site, person: &Person) -> String {
    let token = site.house.keys.sign(Scope::Preferences, person.link);
    format!("/p/{token}/data")
}

/// Asks for a link that works once, and opens the outbox for it.
async fn step_up(site: &Site, person: &Person) -> String {
    let sent = site.post(&data_page(site, person), "do=link").await;
    assert!(sent.location().ends_with("?what=asked"));
    let asked = asked(site).await.expect("a message is planned");
    assert_eq!(asked.kind, AskKind::StepUp);
    let token = site.house.keys.sign(Scope::StepUp, asked.subject);
    format!("/s/{token}")
}

#[tokio::test]
async fn the_history_says_what_when_and_how() {
    let site = Site::new().await;
    let person = known(&site, "ann@example.net").await;
    let preferences = data_page(&site, &person).replace("/data", "");
    site.press(&preferences, "do=stop&what=n%3Aharbour-tech")
        .await;
    let page = site.get(&data_page(&site, &person)).await;
    assert_eq!(page.status, StatusCode::OK);
    for text in [
        "harbour-news",
        "Stopped harbour-tech",
        "from a list that we were given",
        "people.csv",
    ] {
        assert!(page.body.contains(text), "{text}: {}", page.body);
    }
    assert!(!page.body.contains("ann@example.net"));
}

#[tokio::test]
async fn an_export_holds_what_is_kept_and_uses_the_link_up() {
    let site = Site::new().await;
    let person = known(&site, "ann@example.net").await;
    let preferences = data_page(&site, &person).replace("/data", "");
    site.press(&preferences, "do=remark&said=Fewer+quaggas")
        .await;
    let address = step_up(&site, &person).await;
    assert_eq!(site.get(&address).await.status, StatusCode::OK);
    let file = site.post(&address, "do=export&as=json").await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header("content-type"), "application/json");
    assert!(file.header("content-disposition").contains("attachment"));
    let kept = [
        "ann@example.net",
        "Reader 50",
        "harbour-news",
        "people.csv",
        "Fewer quaggas",
    ];
    for text in kept {
        assert!(file.body.contains(text), "{text}: {}", file.body);
    }
    for again in [
        site.get(&address).await,
        site.post(&address, "do=export&as=csv").await,
    ] {
        assert_eq!(again.status, StatusCode::GONE);
        assert!(!again.body.contains("Reader 50"));
    }
}

#[tokio::test]
async fn an_erasure_by_the_link_leaves_nothing_in_the_files() {
    let site = Site::new().await;
    let marked = "Zanzibar.Quetzal@example.net";
    let person = known(&site, marked).await;
    let token = person.public_id.to_string();
    let found = |site: &Site, text: &str| {
        let needle = text.as_bytes();
        site.bytes()
            .iter()
            .any(|file| file.windows(needle.len()).any(|bytes| bytes == needle))
    };
    let preferences = data_page(&site, &person).replace("/data", "");
    for said in ["Fewer+xylophones", "Fewer+quaggas"] {
        site.press(&preferences, &format!("do=remark&said={said}"))
            .await;
    }
    for text in [marked, "Reader 50", &token, "xylophones", "quaggas"] {
        assert!(found(&site, text), "`{text}` is in the files");
    }
    let address = step_up(&site, &person).await;
    // Without the tick: nothing.
    let unsure = site.post(&address, "do=erase").await;
    assert_eq!(unsure.status, StatusCode::BAD_REQUEST);
    let done = site.post(&address, "do=erase&sure=yes").await;
    assert_eq!(done.heading(), "You are erased");
    for text in [
        marked,
        "Zanzibar",
        "Reader 50",
        "xylophones",
        "quaggas",
        &token,
        &person.link.to_string(),
    ] {
        assert!(!found(&site, text), "`{text}` is still in the files");
    }
    let gone = site.get(&data_page(&site, &person)).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let problems = site.world.store.problems(5).await.unwrap();
    assert!(problems.is_empty(), "{problems:?}");
}

#[tokio::test]
async fn another_address_must_confirm_before_letters_go_there() {
    let site = Site::new().await;
    let person = known(&site, "old@example.net").await;
    let address = step_up(&site, &person).await;
    let bad = site.post(&address, "do=address&address=nonsense").await;
    assert_eq!(bad.status, StatusCode::BAD_REQUEST);
    let sent = site
        .post(&address, "do=address&address=fresh%40example.net")
        .await;
    assert_eq!(sent.heading(), "Look into your mailbox");
    let now = site.house.clock.now();
    let owner = site.world.enter(now).await;
    let due = site.world.probe(owner, now).await;
    let mail = due
        .iter()
        .find(|case| {
            let service = case.delivery.service.as_ref();
            service.is_some_and(|one| one.kind == AskKind::Address)
        })
        .or_else(|| due.first());
    let mut subject = mail.and_then(|case| case.delivery.service.clone());
    // The step-up of the same person goes first; the next gate brings the other.
    if subject
        .as_ref()
        .is_none_or(|one| one.kind != AskKind::Address)
    {
        let gated = site.world.gate(owner, now).await;
        site.world.accept(owner, &gated, now).await;
        subject = asked(&site).await;
    }
    let asked = subject.unwrap();
    assert_eq!(asked.kind, AskKind::Address);
    let token = site.house.keys.sign(Scope::Confirm, asked.subject);
    let page = site.get(&format!("/c/{token}")).await;
    assert!(page.body.contains("f•••@e•••.net"), "{}", page.body);
    let by = |address: &str| By::AddressHash(site.house.addresses.hash(address));
    let store = &site.world.store;
    assert!(
        store
            .person(&by("old@example.net"))
            .await
            .unwrap()
            .is_some()
    );
    let done = site.post(&format!("/c/{token}"), "do=yes").await;
    assert_eq!(done.heading(), "Your letters come here now");
    assert!(
        store
            .person(&by("old@example.net"))
            .await
            .unwrap()
            .is_none()
    );
    let moved = store
        .person(&by("fresh@example.net"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(moved.id, person.id);
}

#[tokio::test]
async fn new_links_leave_the_old_ones_worthless() {
    let site = Site::new().await;
    let person = known(&site, "ann@example.net").await;
    let old = data_page(&site, &person).replace("/data", "");
    let address = step_up(&site, &person).await;
    let done = site.post(&address, "do=links").await;
    assert_eq!(done.heading(), "Your links are new");
    let remind = site.house.keys.sign(Scope::Remind, person.link);
    let others = [
        data_page(&site, &person),
        format!("{old}/place"),
        format!("{old}/why"),
        format!("/r/{remind}/1"),
    ];
    let revoked = site.get(&old).await;
    let pressed = site.post(&old, "do=fewer").await;
    let mut answers = vec![("the page", &revoked), ("a press", &pressed)];
    let mut shown = Vec::new();
    for address in &others {
        shown.push(site.get(address).await);
    }
    answers.extend(others.iter().map(String::as_str).zip(&shown));
    for (which, answer) in answers {
        assert_eq!(answer.status, StatusCode::GONE, "{which}");
        let offers = answer.body.contains("Send me a fresh link");
        assert!(offers, "{which}: {}", answer.body);
    }
    let fresh = revoked.body.split("action=\"").nth(1).unwrap();
    let fresh = fresh.split('"').next().unwrap().to_owned();
    let sent = site.post(&fresh, "do=yes").await;
    assert_eq!(sent.heading(), "Look into your mailbox");
    let by = By::Public(person.public_id);
    let now = site.world.store.person(&by).await.unwrap().unwrap();
    let new = site.house.keys.sign(Scope::Preferences, now.link);
    assert_eq!(site.get(&format!("/p/{new}")).await.status, StatusCode::OK);
    // Nobody's: no button.
    let nobody = site.house.keys.sign(Scope::Preferences, site.letter);
    let answer = site.get(&format!("/fresh/{nobody}")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn looking_changes_no_row() {
    let site = Site::new().await;
    let person = known(&site, "ann@example.net").await;
    let once = step_up(&site, &person).await;
    let before = site.bytes();
    for address in [
        data_page(&site, &person),
        once,
        "/join".to_owned(),
        "/join/harbour-news".to_owned(),
        "/join/sent".to_owned(),
    ] {
        assert_eq!(site.get(&address).await.status, StatusCode::OK, "{address}");
    }
    assert_eq!(before, site.bytes());
}

#[tokio::test]
async fn who_is_stopped_by_a_bounce_gets_no_link() {
    let site = Site::new().await;
    let person = known(&site, "ann@example.net").await;
    let edits = vec![lagom_store::Edit::Stop {
        scope: lagom_model::StopScope::Everything,
        cause: StopCause::HardBounce,
    }];
    site.world.change(&person, edits, samples::hour(3)).await;
    let sent = site.post(&data_page(&site, &person), "do=link").await;
    assert!(sent.location().ends_with("?what=asked"), "the same answer");
    assert!(asked(&site).await.is_none());
}

#[tokio::test]
async fn whoever_holds_an_old_letter_is_given_no_new_link() {
    let site = Site::new().await;
    let (old, person) = (site.p().await, site.person().await);
    let new = site.world.ids.public_id();
    let renewed = site.world.store.renew_links(person.id, new, now()).await;
    renewed.unwrap();
    let page = site.get(&site.u()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains(&site.p().await), "{}", page.body);
    assert!(page.body.contains(&old), "{}", page.body);
}
