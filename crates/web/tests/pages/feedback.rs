//! Too much, right or too little: a letter's question, its answer, and one change that is proposed.

use crate::support::Site;
use axum::http::StatusCode;
use lagom_links::Scope;
use lagom_model::{Cadence, Measure};
use lagom_store::conformance::samples;

fn f(site: &Site) -> String {
    let token = site.house.keys.sign(Scope::Feedback, site.letter);
    format!("/f/{token}")
}

async fn cadences(site: &Site) -> Vec<Cadence> {
    let person = site.person().await;
    let lines = person.lines.iter();
    lines.map(|line| line.choices.cadence).collect()
}

async fn counted(site: &Site) -> Vec<(Measure, u64)> {
    let counts = site.world.store.measures(samples::START).await.unwrap();
    let counts = counts.iter();
    counts.map(|one| (one.measure, one.letters)).collect()
}

#[tokio::test]
async fn looking_changes_nothing_whatever_the_link_says() {
    let site = Site::new().await;
    let (f, before) = (f(&site), site.bytes());
    for query in [
        "",
        "?is=too-much",
        "?said=too-much",
        "?is=nonsense",
        "?what=fewer",
    ] {
        let page = site.get(&format!("{f}{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
    }
    assert!(site.bytes() == before, "looking changed a row");
    let named = site.get(&format!("{f}?is=too-little")).await.body;
    let first = named.split("big first").nth(1).unwrap();
    assert!(
        first
            .split("</button>")
            .next()
            .unwrap()
            .contains("Too little")
    );
}

#[tokio::test]
async fn an_answer_is_kept_and_a_proposal_waits_for_another_click() {
    let site = Site::new().await;
    let (f, before) = (f(&site), cadences(&site).await);
    let thanks = site.press(&f, "is=too-much").await;
    assert_eq!(thanks.heading(), "Thank you");
    assert!(thanks.body.contains("Would this suit you better?"));
    assert_eq!(counted(&site).await, [(Measure::TooMuch, 1)]);
    assert_eq!(cadences(&site).await, before, "signals change nothing");

    let done = site.press(&f, "accept=too-much").await;
    assert!(
        done.body
            .contains("Done. You get fewer letters from now on.")
    );
    assert_ne!(cadences(&site).await, before);
    let undo = format!("change={}", done.undo());
    let undone = site.press(&format!("{f}/undo"), &undo).await;
    assert!(undone.body.contains("Undone."));
    assert_eq!(cadences(&site).await, before);
    site.world.is_sound().await;
}

#[tokio::test]
async fn the_last_answer_counts() {
    let site = Site::new().await;
    let f = f(&site);
    site.press(&f, "is=too-much").await;
    let page = site.press(&f, "is=right").await;
    assert!(page.body.contains("Then all stays as it is."));
    assert!(!page.body.contains("Would this suit you better?"));
    assert_eq!(counted(&site).await, [(Measure::Right, 1)]);
}

#[tokio::test]
async fn too_little_proposes_one_step_more() {
    let site = Site::new().await;
    let (f, p) = (f(&site), site.p().await);
    for key in [samples::NEWS, samples::TECH] {
        let form = format!("do=how-often&newsletter={key}&choice=monthly");
        site.press(&p, &form).await;
    }
    let before = cadences(&site).await;
    assert_eq!(before, [Cadence::Monthly; 3]);
    let page = site.press(&f, "is=too-little").await;
    assert!(page.body.contains("Every second week"), "{}", page.body);
    let done = site.press(&f, "accept=too-little").await;
    assert!(done.body.contains("Done. Your next letter follows it."));
    let more = cadences(&site).await;
    let changed = more.iter().filter(|one| **one == Cadence::Fortnightly);
    assert_eq!(changed.count(), 1, "{more:?}");
    // Who has it all is offered nothing.
    for key in [samples::NEWS, samples::TECH, samples::POST] {
        let form = format!("do=how-often&newsletter={key}&choice=every-issue");
        site.post(&p, &form).await;
    }
    let most = site.press(&f, "is=too-little").await;
    assert!(
        most.body
            .contains("You already get every letter that there is.")
    );
}

#[tokio::test]
async fn a_proposal_taken_twice_is_one_step() {
    for measure in ["too-much", "too-little"] {
        let site = Site::new().await;
        let (f, p) = (f(&site), site.p().await);
        if measure == "too-little" {
            for key in [samples::NEWS, samples::TECH] {
                let form = format!("do=how-often&newsletter={key}&choice=monthly");
                site.press(&p, &form).await;
            }
        }
        let page = site.press(&f, &format!("is={measure}")).await.body;
        let proposed = page.split("name=\"proposed\" value=\"").nth(1).unwrap();
        let proposed = proposed.split('"').next().unwrap();
        let form = format!("proposed={proposed}&accept={measure}");
        let before = cadences(&site).await;
        site.press(&f, &form).await;
        let once = cadences(&site).await;
        assert_ne!(once, before, "{measure}");
        let again = site.press(&f, &form).await;
        assert!(again.body.contains("It was so already"), "{measure}");
        assert_eq!(cadences(&site).await, once, "{measure}");
    }
}

#[tokio::test]
async fn the_link_is_good_for_nothing_else() {
    let site = Site::new().await;
    let token = f(&site).replace("/f/", "");
    for other in ["/p/", "/u/", "/c/", "/s/"] {
        let page = site.get(&format!("{other}{token}")).await;
        assert_ne!(page.status, StatusCode::OK, "{other}");
    }
    for other in [site.p().await, site.u()] {
        let token = other.rsplit('/').next().unwrap();
        let page = site.get(&format!("/f/{token}")).await;
        assert_ne!(page.status, StatusCode::OK, "{other}");
    }
    let unknown = site.post(&f(&site), "do=stop&what=all").await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
}
