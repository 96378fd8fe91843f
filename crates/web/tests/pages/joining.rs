//! Joining: the form, the one mail, the click. The same answer to everybody.

use crate::support::{Answer, Site, ask, request};
use axum::http::{Method, StatusCode};
use lagom_app::Installation;
use lagom_app::joining::Consent;
use lagom_links::Scope;
use lagom_model::{Cadence, StopCause, StopScope};
use lagom_store::conformance::samples;
use lagom_store::{AskKind, By, Edit, NewPerson, Person, ServiceRequest};
use lagom_web::{WebOptions, router};
use std::collections::BTreeMap;
use std::sync::Arc;

const SENT: &str = "/join/sent?lang=en";

/// The service message that is due, if there is one: what a dispatcher's gate reads.
pub(crate) async fn asked(site: &Site) -> Option<ServiceRequest> {
    let now = site.house.clock.now();
    let owner = site.world.enter(now).await;
    let seen = site.world.probe(owner, now).await;
    let mut asked = seen.into_iter().filter_map(|case| case.delivery.service);
    let first = asked.next();
    assert!(asked.next().is_none(), "one message is due");
    first
}

/// Waits until the work behind the answers is done: nothing is due for a while, or something is.
async fn settled(site: &Site) -> Option<ServiceRequest> {
    for _ in 0..100 {
        if let Some(asked) = asked(site).await {
            return Some(asked);
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    None
}

fn confirm_page(site: &Site, asked: &ServiceRequest) -> String {
    let token = site.house.keys.sign(Scope::Confirm, asked.subject);
    format!("/c/{token}")
}

/// Asks for the news with this address.
async fn join(site: &Site, address: &str) -> Answer {
    let address = address.replace('@', "%40");
    let form = format!("address={address}&newsletter=harbour-news&how-often-harbour-news=weekly");
    site.post("/join/harbour-news", &form).await
}

async fn find(site: &Site, address: &str) -> Option<Person> {
    let by = By::AddressHash(site.house.addresses.hash(address));
    site.world.store.person(&by).await.unwrap()
}

/// A person whom the installation finds by their address.
pub(crate) async fn known(site: &Site, address: &str) -> Person {
    let person = NewPerson {
        address: address.to_owned(),
        address_hash: site.house.addresses.hash(address),
        lines: [site.world.news(), site.world.tech()]
            .map(|line| samples::line(line, Cadence::Monthly))
            .to_vec(),
        ..samples::reader(50)
    };
    site.world.import(&[person], samples::START).await;
    find(site, address).await.unwrap()
}

#[tokio::test]
async fn the_form_shows_what_there_is_and_ticks_no_consent() {
    let mut site = Site::new().await;
    with_consents(&mut site);
    let page = site.get("/join").await;
    assert_eq!(page.status, StatusCode::OK);
    for text in [
        "harbour-news",
        "harbour-tech",
        "orchard-post",
        "You may ask me",
    ] {
        assert!(page.body.contains(text), "{text}: {}", page.body);
    }
    let consent = page.body.split("name=\"consent\"").nth(1).unwrap();
    let tag = consent.split('>').next().unwrap();
    assert!(!tag.contains("checked"), "{tag}");
    let one = site.get("/join/harbour-news").await;
    for entry in ["value=\"weekly\"", ">Once a week", " (usual)</option>"] {
        assert!(one.body.contains(entry), "{entry}: {}", one.body);
    }
    assert!(!one.body.contains("harbour-tech"), "{}", one.body);
    assert_eq!(
        site.get("/join/nowhere").await.status,
        StatusCode::NOT_FOUND
    );
}

fn with_consents(site: &mut Site) {
    let settings = lagom_app::Settings {
        consents: vec![Consent {
            key: "survey".to_owned(),
            wordings: BTreeMap::new(),
            wording: "You may ask me".to_owned(),
            required: true,
        }],
        ..(*site.house.settings).clone()
    };
    site.house = Installation {
        settings: Arc::new(settings),
        ..site.house.clone()
    };
    site.router = router(site.house.clone(), WebOptions::default()).unwrap();
}

#[tokio::test]
async fn joining_takes_one_mail_and_one_click() {
    let site = Site::new().await;
    assert_eq!(join(&site, "new@example.net").await.location(), SENT);
    let asked = settled(&site).await.expect("a message is planned");
    assert_eq!(asked.kind, AskKind::Join);
    let address = confirm_page(&site, &asked);
    let page = site.get(&address).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body.contains("harbour-news (one letter a week)"),
        "{}",
        page.body
    );
    assert!(page.body.contains("n•••@e•••.net"), "{}", page.body);
    let person = find(&site, "new@example.net").await.unwrap();
    assert!(!person.facts.confirmed, "looking changes nothing");
    let welcome = site.post(&address, "do=yes").await;
    assert_eq!(welcome.status, StatusCode::OK);
    assert_eq!(welcome.heading(), "Welcome");
    let promise = "You get harbour-news (one letter a week): never more than 6 letters in four weeks, \
                   and never between 21:00 and 08:00.";
    assert!(welcome.body.contains(promise), "{}", welcome.body);
    let person = find(&site, "new@example.net").await.unwrap();
    assert!(person.facts.confirmed);
    let cadences: Vec<_> = person
        .lines
        .iter()
        .map(|line| line.choices.cadence)
        .collect();
    assert_eq!(cadences, [Cadence::Weekly]);
    assert!(person.lines[0].next_due_at.is_some());
    // The link works once; the page says so and gives nothing away.
    let again = site.post(&address, "do=yes").await;
    assert_eq!(again.heading(), "Done already");
    assert!(!again.body.contains("/p/"), "{}", again.body);
    let preferences = welcome
        .body
        .split("href=\"")
        .find(|it| it.starts_with("/p/"))
        .unwrap();
    let preferences = preferences.split('"').next().unwrap();
    assert_eq!(site.get(preferences).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_answer_is_the_same_to_known_unknown_and_stopped() {
    let site = Site::new().await;
    known(&site, "known@example.net").await;
    let stopped = known(&site, "stopped@example.net").await;
    let edits = vec![Edit::Stop {
        scope: StopScope::Everything,
        cause: StopCause::Complaint,
    }];
    site.world.change(&stopped, edits, samples::hour(1)).await;
    let mut answers = Vec::new();
    for name in ["known", "unknown", "stopped", "known", "stopped"] {
        let answer = join(&site, &format!("{name}@example.net")).await;
        let shown = site.get(answer.location()).await;
        answers.push((answer, shown));
    }
    for answer in &answers {
        assert_eq!(answer, &answers[0]);
    }
}

#[tokio::test]
async fn a_thousand_presses_for_one_address_from_a_thousand_networks_are_one_mail() {
    let site = Site::new().await;
    let options = WebOptions {
        behind_proxy: true,
        ..WebOptions::default()
    };
    let router = router(site.house.clone(), options).unwrap();
    let form = "address=bomb%40example.net&newsletter=harbour-news";
    let mut taken = 0;
    for n in 0..1_000 {
        let mut pressed = request(Method::POST, "/join/harbour-news", form);
        let from = format!("10.{}.{}.7", n / 250, n % 250);
        pressed
            .headers_mut()
            .insert("x-forwarded-for", from.parse().unwrap());
        let answer = ask(&router, pressed).await;
        taken += u32::from(answer.status == StatusCode::SEE_OTHER);
    }
    assert_eq!(taken, 1_000, "no network pressed twice");
    let asked = settled(&site).await.expect("one mail");
    assert_eq!(asked.kind, AskKind::Join);
    // The rest of the work.
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert!(self::asked(&site).await.is_some(), "still one");
    let all = site.world.letters(&[]).await;
    let service = all.iter().filter(|one| one.row.parts.is_empty());
    assert_eq!(service.count(), 1);
}

#[tokio::test]
async fn one_network_may_not_press_for_ever() {
    let site = Site::new().await;
    let options = WebOptions {
        behind_proxy: true,
        joins_an_hour_from_a_network: 3,
        ..WebOptions::default()
    };
    let router = router(site.house.clone(), options).unwrap();
    let mut statuses = Vec::new();
    for n in 0..5 {
        let form = format!("address=p{n}%40example.net&newsletter=harbour-news");
        let mut pressed = request(Method::POST, "/join/harbour-news", &form);
        let from = format!("192.0.2.{n}");
        pressed
            .headers_mut()
            .insert("x-forwarded-for", from.parse().unwrap());
        let answer = ask(&router, pressed).await;
        statuses.push(answer.status.as_u16());
    }
    assert_eq!(statuses, [303, 303, 303, 429, 429]);
}

#[tokio::test]
async fn what_cannot_be_carried_out_is_said_without_a_look_at_anybody() {
    let mut site = Site::new().await;
    for (form, text) in [
        (
            "address=nonsense&newsletter=harbour-news",
            "does not look like",
        ),
        ("address=&newsletter=harbour-news", "does not look like"),
        (
            "address=a%40b.example%0d%0aBcc:x%40y.example&newsletter=harbour-news",
            "does not look like",
        ),
        ("address=a%40b.example&newsletter=elsewhere", "list"),
        (
            "address=a%40b.example&newsletter=harbour-news&topics-harbour-news=gossip",
            "list",
        ),
        // What a form sends with every topic unticked.
        (
            "address=a%40b.example&newsletter=harbour-news&topics-harbour-news=",
            "With no topic left",
        ),
    ] {
        let answer = site.post("/join/harbour-news", form).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{form}");
        assert!(answer.body.contains(text), "{form}: {}", answer.body);
    }
    let nothing = site.post("/join", "address=a%40b.example").await;
    assert_eq!(nothing.status, StatusCode::BAD_REQUEST);
    with_consents(&mut site);
    let without = join(&site, "new@example.net").await;
    assert_eq!(without.status, StatusCode::BAD_REQUEST);
    assert!(without.body.contains("You may ask me"), "{}", without.body);
    let form = "address=new%40example.net&newsletter=harbour-news&consent=survey";
    let with = site.post("/join/harbour-news", form).await;
    assert_eq!(with.location(), SENT);
    let asked = settled(&site).await.unwrap();
    assert_eq!(asked.wanted.agreed.len(), 1);
}

#[tokio::test]
async fn the_form_of_many_newsletters_is_long() {
    let site = Site::new().await;
    let others = "&how-often-other=weekly&topics-other=".repeat(400);
    let form = format!("address=a%40b.example&newsletter=harbour-news{others}");
    assert_eq!(site.post("/join", &form).await.location(), SENT);
}

#[tokio::test]
async fn the_pages_stand_under_the_path_of_their_address() {
    let mut site = Site::new().await;
    let settings = lagom_app::Settings {
        base_url: "https://letters.example/sub".to_owned(),
        ..(*site.house.settings).clone()
    };
    site.house = Installation {
        settings: Arc::new(settings),
        ..site.house.clone()
    };
    site.router = router(site.house.clone(), WebOptions::default()).unwrap();
    for address in ["/sub", "/sub/", "/sub/join", "/sub/n/harbour-news"] {
        assert_eq!(site.get(address).await.status, StatusCode::OK, "{address}");
    }
    assert_eq!(site.get("/join").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_fills_in_what_nobody_sees_gets_the_same_answer_and_no_mail() {
    let site = Site::new().await;
    let form = "address=bot%40example.net&newsletter=harbour-news&website=spam";
    assert_eq!(site.post("/join/harbour-news", form).await.location(), SENT);
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert!(asked(&site).await.is_none());
    assert!(find(&site, "bot@example.net").await.is_none());
}

#[tokio::test]
async fn each_kind_of_return_works_by_ones_own_click() {
    for (scope, cause, days) in [
        (StopScope::Mailings, StopCause::Own, 1),
        (StopScope::Everything, StopCause::Own, 1),
        (StopScope::Mailings, StopCause::Complaint, 1),
        (StopScope::Everything, StopCause::HardBounce, 31),
    ] {
        let site = Site::new().await;
        let person = known(&site, "back@example.net").await;
        let edits = vec![Edit::Stop { scope, cause }];
        site.world.change(&person, edits, samples::hour(1)).await;
        site.clock.set(samples::day(days));
        join(&site, "back@example.net").await;
        let asked = settled(&site).await.expect("a message is planned");
        assert_eq!(asked.kind, AskKind::Return, "{cause:?}");
        let address = confirm_page(&site, &asked);
        let welcome = site.post(&address, "do=yes").await;
        assert_eq!(welcome.heading(), "Welcome back", "{cause:?}");
        let person = find(&site, "back@example.net").await.unwrap();
        let stops: Vec<_> = person.facts.stops.iter().map(|stop| stop.scope).collect();
        let other = StopScope::Publication(site.world.tech());
        assert_eq!(stops, [other], "what was not asked for stays stopped");
    }
}

#[tokio::test]
async fn a_bounced_mailbox_rests_and_a_complaint_is_answered_once() {
    let site = Site::new().await;
    let person = known(&site, "back@example.net").await;
    let edits = vec![Edit::Stop {
        scope: StopScope::Everything,
        cause: StopCause::HardBounce,
    }];
    site.world.change(&person, edits, samples::hour(1)).await;
    site.clock.set(samples::day(29));
    join(&site, "back@example.net").await;
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert!(asked(&site).await.is_none());

    let site = Site::new().await;
    let person = known(&site, "cross@example.net").await;
    let edits = vec![Edit::Stop {
        scope: StopScope::Mailings,
        cause: StopCause::Complaint,
    }];
    site.world.change(&person, edits, samples::hour(1)).await;
    join(&site, "cross@example.net").await;
    assert!(settled(&site).await.is_some());
    let before = site.world.letters(&[]).await.len();
    for day in [2, 30, 80] {
        site.clock.set(samples::day(day));
        join(&site, "cross@example.net").await;
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        assert_eq!(site.world.letters(&[]).await.len(), before, "day {day}");
    }
}

#[tokio::test]
async fn an_old_or_foreign_link_confirms_nothing() {
    let site = Site::new().await;
    join(&site, "new@example.net").await;
    let asked = settled(&site).await.unwrap();
    let address = confirm_page(&site, &asked);
    let now = site.house.clock.now();
    site.clock.set(now.plus(7 * lagom_model::Timestamp::DAY));
    for answer in [
        site.get(&address).await,
        site.post(&address, "do=yes").await,
    ] {
        assert_eq!(answer.status, StatusCode::GONE);
    }
    let other = site.house.keys.sign(Scope::StepUp, asked.subject);
    let answer = site.post(&format!("/c/{other}"), "do=yes").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let nobody = site
        .house
        .keys
        .sign(Scope::Confirm, site.house.ids.public_id());
    let answer = site.get(&format!("/c/{nobody}")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(
        !find(&site, "new@example.net")
            .await
            .unwrap()
            .facts
            .confirmed
    );
}

/// The piece for another page, from these templates.
fn snippet(site: &Site, own: &[(&str, &str)], key: &str, language: &str) -> Option<String> {
    let own = own.iter();
    let own = own.map(|(name, source)| ((*name).to_owned(), (*source).to_owned()));
    let templates = lagom_web::PageTemplates::with_overrides(own.collect()).unwrap();
    lagom_web::join_snippet(site.house.clone(), templates, Some(key), language).unwrap()
}

#[tokio::test]
async fn the_form_can_stand_on_another_page() {
    let site = Site::new().await;
    let html = snippet(&site, &[], "harbour-news", "lv").unwrap();
    assert!(
        html.contains("action=\"https:&#x2f;&#x2f;letters.example&#x2f;join&#x2f;harbour-news\"")
            || html.contains("https://letters.example/join/harbour-news"),
        "{html}"
    );
    assert!(html.contains("Jūsu e-pasta adrese"), "{html}");
    assert!(html.contains("value=\"snippet\""), "{html}");
    for banned in ["<script", "style=", "<html"] {
        assert!(!html.contains(banned), "{banned}: {html}");
    }
    assert_eq!(snippet(&site, &[], "nowhere", "en"), None);
}

#[tokio::test]
async fn the_form_on_another_page_is_the_operators_if_they_have_one() {
    let site = Site::new().await;
    let own = [
        (
            "snippet.html",
            "<form class=\"shop\">{% include \"join-fields.html\" %}</form>",
        ),
        (
            "join-fields.html",
            "<input name=\"address\" lang=\"{{ lang }}\">",
        ),
    ];
    for (templates, wanted) in [
        (
            &own[..],
            "<form class=\"shop\"><input name=\"address\" lang=\"es\"></form>",
        ),
        (
            &own[1..],
            "lang=\"es\">\n<input name=\"address\" lang=\"es\">\n</form>",
        ),
    ] {
        let html = snippet(&site, templates, "harbour-news", "es").unwrap();
        assert!(html.contains(wanted), "{html}");
    }
}

#[tokio::test]
async fn what_is_missing_is_said_in_the_forms_language_with_the_way_back() {
    let site = Site::new().await;
    for (form, said) in [
        ("address=nobody&newsletter=harbour-news", "name@example.org"),
        ("address=new%40example.net", "Elige al menos un boletín."),
    ] {
        let page = site.post("/join", &format!("{form}&lang=es")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        assert_eq!(page.heading(), "Una cosa más");
        for wanted in [said, "href=\"/join?lang=es\">Volver al formulario"] {
            assert!(page.body.contains(wanted), "{wanted}: {}", page.body);
        }
    }
}
