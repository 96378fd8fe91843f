//! Every action of the preference page, what it says afterwards, and its undo.

use crate::support::Site;
use axum::http::StatusCode;
use lagom_model::{Cadence, Choices, SeasonChoice, StopScope};
use lagom_store::Person;
use lagom_store::conformance::samples;

/// What a person chose, without the counters that every change moves.
fn chosen(person: &Person) -> (lagom_model::PersonFacts, Vec<(i64, Choices)>) {
    let lines = person
        .lines
        .iter()
        .map(|line| (line.publication, line.choices.clone()));
    (person.facts.clone(), lines.collect())
}

fn cadences(person: &Person) -> Vec<Cadence> {
    person
        .lines
        .iter()
        .map(|line| line.choices.cadence)
        .collect()
}

#[tokio::test]
async fn the_page_says_what_comes_and_whose_it_is() {
    let site = Site::new().await;
    let page = site.get(&site.p().await).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(
        page.heading(),
        "You get 3 newsletters, at most 6 letters a month."
    );
    assert!(page.body.contains("r•••@e•••.org"));
    assert!(!page.body.contains("reader0@"));
    assert!(page.body.contains("<html lang=\"en\" dir=\"ltr\">"));
    for button in ["Fewer", "Only events", "Pause", "Stop"] {
        assert!(page.body.contains(&format!("<b>{button}</b>")), "{button}");
    }
    assert!(page.body.contains("At most 6 letters in four weeks."));
}

#[tokio::test]
async fn every_action_is_done_said_and_undone() {
    let until = "2026-04-01";
    let news = samples::NEWS;
    let how_often = format!("do=how-often&newsletter={news}&choice=monthly");
    let topics = format!("do=topics&newsletter={news}&topic=events");
    let stop_one = format!("do=stop&what=n:{news}");
    let pause_until = format!("do=pause&until={until}");
    for (form, says) in [
        ("do=fewer", "Done. You get fewer letters from now on."),
        ("do=only-events", "Done. From now on you get only events."),
        ("do=pause&weeks=4", "Done. Your letters pause."),
        (pause_until.as_str(), "Done. Your letters pause."),
        (stop_one.as_str(), "Done. It is stopped, as you asked."),
        ("do=stop&what=all", "Done. It is stopped, as you asked."),
        (
            "do=stop&what=everything",
            "Done. It is stopped, as you asked.",
        ),
        (how_often.as_str(), "Done. Your next letter follows it."),
        (topics.as_str(), "Done. Your next letter follows it."),
        (
            "do=season&choice=nothing",
            "Done. We will remember it every year.",
        ),
    ] {
        let site = Site::new().await;
        let before = site.person().await;
        let p = site.p().await;
        let page = site.press(&p, form).await;
        assert!(page.body.contains(says), "{form}: {}", page.body);
        let after = site.person().await;
        assert_ne!(chosen(&after), chosen(&before), "{form}");
        assert!(after.revision > before.revision, "{form}");
        let undone = site
            .press(&format!("{p}/undo"), &format!("change={}", page.undo()))
            .await;
        assert!(
            undone.body.contains("Undone. All is as it was before."),
            "{form}"
        );
        assert_eq!(chosen(&site.person().await), chosen(&before), "{form}");
        site.world.is_sound().await;
    }
}

#[tokio::test]
async fn an_undo_that_undoes_nothing_says_so() {
    let site = Site::new().await;
    let p = site.p().await;
    let key = samples::NEWS;
    let press = async |form: &str| site.press(&p, &format!("{form}&newsletter={key}")).await;
    let first = press("do=how-often&choice=weekly").await;
    press("do=how-often&choice=monthly").await;
    let chosen_last = chosen(&site.person().await);
    for _ in 0..2 {
        let undo = format!("change={}", first.undo());
        let page = site.press(&format!("{p}/undo"), &undo).await;
        assert!(
            page.body.contains("Nothing was taken back"),
            "{}",
            page.body
        );
        assert_eq!(chosen(&site.person().await), chosen_last);
    }
}

#[tokio::test]
async fn fewer_pressed_twice_is_one_step() {
    let site = Site::new().await;
    let p = site.p().await;
    let page = site.get(&p).await.body;
    let promised = page.split("name=\"letters\" value=\"").nth(1).unwrap();
    let promised = promised.split('"').next().unwrap();
    let form = format!("letters={promised}&do=fewer");
    site.press(&p, &form).await;
    let once = chosen(&site.person().await);
    let again = site.press(&p, &form).await;
    assert!(again.body.contains("It was so already"), "{}", again.body);
    assert_eq!(chosen(&site.person().await), once);
}

#[tokio::test]
async fn fewer_goes_down_to_the_least_and_then_says_so() {
    let site = Site::new().await;
    let p = site.p().await;
    let (least, monthly) = ("page", Cadence::Monthly);
    site.press(&p, "do=fewer").await;
    assert_eq!(
        cadences(&site.person().await),
        [Cadence::Fortnightly, Cadence::Fortnightly, monthly]
    );
    site.press(&p, "do=fewer").await;
    assert_eq!(cadences(&site.person().await), [monthly; 3], "{least}");
    let page = site.press(&p, "do=fewer").await;
    assert!(
        page.body
            .contains("You already get the least that there is.")
    );
    assert!(
        !page.body.contains("name=\"change\""),
        "there is nothing to undo"
    );
}

#[tokio::test]
async fn a_choice_that_needs_more_says_so_beside_its_button_and_raises_the_limit() {
    let site = Site::new().await;
    let p = site.p().await;
    for key in [samples::NEWS, samples::TECH] {
        site.press(&p, &format!("do=how-often&newsletter={key}&choice=monthly"))
            .await;
    }
    let post = format!("do=how-often&newsletter={}&choice=weekly", samples::POST);
    site.press(&p, &post).await;
    assert_eq!(site.person().await.facts.limits, []);
    let page = site.get(&p).await;
    let says = "About 8 letters in four weeks in all; raises your limit from 6 to 8 in four weeks.";
    assert!(!page.body.contains(says));
    site.press(
        &p,
        &format!("do=how-often&newsletter={}&choice=weekly", samples::TECH),
    )
    .await;
    let page = site.get(&p).await;
    assert!(
        page.body
            .contains("About 12 letters in four weeks in all; raises your limit from ")
    );
    let page = site
        .press(
            &p,
            &format!(
                "do=how-often&newsletter={}&choice=every-issue",
                samples::NEWS
            ),
        )
        .await;
    let limits = site.person().await.facts.limits;
    let limits: Vec<_> = limits.iter().map(|own| (own.days, own.most)).collect();
    assert_eq!(limits, [(7, 3), (28, 12)]);
    assert!(
        page.body
            .contains("At most 12 letters in four weeks, as you chose.")
    );
    let undo = format!("change={}", page.undo());
    site.press(&format!("{p}/undo"), &undo).await;
    let limits = site.person().await.facts.limits;
    assert!(limits.iter().all(|own| own.most < 12), "{limits:?}");
}

#[tokio::test]
async fn a_pause_ends_by_its_button() {
    let site = Site::new().await;
    let p = site.p().await;
    let page = site.press(&p, "do=pause&weeks=2").await;
    assert_eq!(
        page.heading(),
        "Your letters are paused until Monday 16 March."
    );
    assert!(page.body.contains("value=\"resume\""));
    let page = site.press(&p, "do=resume").await;
    assert!(page.body.contains("Done. Your letters come again."));
    assert_eq!(site.person().await.facts.paused_until, None);
}

#[tokio::test]
async fn stops_have_their_scope_and_can_be_taken_back() {
    let site = Site::new().await;
    let p = site.p().await;
    let page = site
        .press(&p, &format!("do=stop&what=n:{}", samples::NEWS))
        .await;
    assert!(
        page.heading().contains("orchard-post"),
        "{}",
        page.heading()
    );
    assert!(page.body.contains("harbour-news is stopped."));
    let page = site.press(&p, "do=stop&what=everything").await;
    assert_eq!(
        page.heading(),
        "You get nothing from us: you stopped everything."
    );
    assert!(!page.body.contains("<b>Fewer</b>"));
    let scopes = |person: &Person| {
        person
            .facts
            .stops
            .iter()
            .map(|stop| stop.scope)
            .collect::<Vec<_>>()
    };
    assert_eq!(scopes(&site.person().await).len(), 2);
    site.press(&p, "do=restore&what=everything").await;
    assert_eq!(
        scopes(&site.person().await),
        [StopScope::Publication(site.world.news())]
    );
    site.press(&p, &format!("do=restore&what=n:{}", samples::NEWS))
        .await;
    assert_eq!(scopes(&site.person().await), []);
    let again = site.press(&p, "do=restore&what=everything").await;
    assert!(
        again
            .body
            .contains("It was so already; nothing has changed.")
    );
}

#[tokio::test]
async fn the_season_choice_is_standing() {
    let site = Site::new().await;
    let p = site.p().await;
    let page = site.get(&p).await;
    assert!(page.body.contains("Over the holidays"));
    assert!(page.body.contains("20 December – 6 January (the holidays)"));
    site.press(&p, "do=season&choice=full").await;
    assert_eq!(site.person().await.facts.season, Some(SeasonChoice::Full));
    site.press(&p, "do=season&choice=default").await;
    assert_eq!(site.person().await.facts.season, None);
}

#[tokio::test]
async fn undoing_twice_and_undoing_what_is_not_ours_does_no_harm() {
    let site = Site::new().await;
    let p = site.p().await;
    let page = site.press(&p, "do=stop&what=all").await;
    let undo = format!("change={}", page.undo());
    site.press(&format!("{p}/undo"), &undo).await;
    let person = site.person().await;
    site.press(&format!("{p}/undo"), &undo).await;
    assert_eq!(chosen(&site.person().await), chosen(&person));
    let foreign = format!("change={}", site.letter);
    let answer = site.post(&format!("{p}/undo"), &foreign).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn changes_at_once_are_all_taken() {
    let site = Site::new().await;
    let p = site.p().await;
    let stop_tech = format!("do=stop&what=n:{}", samples::TECH);
    let (season, pause, stop, fewer) = tokio::join!(
        site.post(&p, "do=season&choice=short"),
        site.post(&p, "do=pause&weeks=4"),
        site.post(&p, &stop_tech),
        site.post(&p, "do=fewer"),
    );
    for answer in [season, pause, stop, fewer] {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }
    let person = site.person().await;
    assert_eq!(person.facts.season, Some(SeasonChoice::Short));
    assert!(person.facts.paused_until.is_some());
    assert_eq!(person.facts.stops.len(), 1);
}
