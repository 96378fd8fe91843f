//! The folded choices: each is done, said and taken back without JavaScript; what leaves no room is refused with
//! what collides; a newer promise is offered and binds only who agrees.

use crate::support::{Answer, Site};
use axum::http::StatusCode;
use lagom_model::facts::Wishes;
use lagom_model::{Cap, Choices, Form, Level, PersonFacts, Policy, Return};
use lagom_store::Person;
use lagom_store::conformance::samples;

fn chosen(person: &Person) -> (PersonFacts, Vec<Choices>) {
    let mut facts = person.facts.clone();
    // A change of place is remembered, also when it was taken back.
    facts.zone_before = None;
    let lines = person.lines.iter();
    (facts, lines.map(|line| line.choices.clone()).collect())
}

/// A form of the first newsletter.
fn news(form: &str) -> String {
    format!("newsletter={}&{form}", samples::NEWS)
}

#[tokio::test]
async fn every_folded_choice_is_done_said_and_undone() {
    let follows = "Done. Your next letter follows it.";
    let at_once = "Done. It holds at once.";
    for (form, says) in [
        (news("do=when&weekday=mon&time=18:30"), follows),
        (news("do=form&choice=short"), follows),
        (news("do=first&topic=events"), follows),
        (
            news("do=at-once&choice=yes"),
            "Done. It holds from the next event on.",
        ),
        ("do=quiet-hours&from=22:00&to=06:30".to_owned(), at_once),
        ("do=quiet-days&day=sat&day=sun".to_owned(), at_once),
        (
            "do=minutes&choice=20".to_owned(),
            "Done. It holds from the next letter on.",
        ),
        (
            "do=zone&choice=America/New_York".to_owned(),
            "Done. Times are yours now.",
        ),
        (
            "do=pause&weeks=2&then=nothing".to_owned(),
            "Done. Your letters pause.",
        ),
    ] {
        let site = Site::new().await;
        let before = site.person().await;
        let p = site.p().await;
        let page = site.press(&p, &form).await;
        assert!(page.body.contains(says), "{form}: {}", page.body);
        let after = site.person().await;
        assert_ne!(chosen(&after), chosen(&before), "{form}");
        let undo = format!("change={}", page.undo());
        site.press(&format!("{p}/undo"), &undo).await;
        assert_eq!(chosen(&site.person().await), chosen(&before), "{form}");
        site.world.is_sound().await;
    }
}

#[tokio::test]
async fn the_folds_show_what_holds_now() {
    let site = Site::new().await;
    let p = site.p().await;
    for form in [
        news("do=how-often&choice=weekly"),
        news("do=when&weekday=mon&time=18:30"),
        news("do=form&choice=short"),
        "do=quiet-hours&from=22:00&to=06:30".to_owned(),
        "do=quiet-days&day=sun&day=sat".to_owned(),
        "do=minutes&choice=20".to_owned(),
        "do=zone&choice=America/New_York".to_owned(),
    ] {
        site.press(&p, &form).await;
    }
    let page = site.get(&p).await.body;
    for now in [
        "<small>Monday, 18:30</small>",
        "<small>The short letter</small>",
        "<small>22:00–06:30</small>",
        "<small>never 22:00–06:30</small>",
        "<small>Saturday, Sunday</small>",
        "<small>At most 20 minutes a week</small>",
        "Times are those of New York.",
        "As usual: 21:00–08:00",
    ] {
        assert!(page.contains(now), "{now} is missing in {page}");
    }
    for usual in ["quiet-hours", "quiet-days", "minutes"] {
        site.press(&p, &format!("do={usual}&choice=default")).await;
    }
    let facts = site.person().await.facts;
    assert_eq!((facts.quiet, facts.wishes), (None, Wishes::default()));
}

#[tokio::test]
async fn letters_and_minutes_stand_beside_every_cadence_and_form() {
    let site = Site::new().await;
    let page = site.get(&site.p().await).await.body;
    // One issue of two items of 120 words each, four of them in four weeks, at 238 words a minute.
    for brings in [
        "<span>Every letter</span><small>about 4 letters, 5 minutes a month</small>",
        "<span>Once a month</span><small>about 1 letter, 5 minutes a month</small>",
        "<span>Only events</span><small>at most 4 letters, 3 minutes a month</small>",
        "<span>The short letter</span><small>about 2 minutes a month</small>",
    ] {
        assert!(page.contains(brings), "{brings} is missing in {page}");
    }
}

#[tokio::test]
async fn what_leaves_no_room_is_refused_with_what_collides() {
    let site = Site::new().await;
    let p = site.p().await;
    let before = site.person().await;
    let every_day = "do=quiet-days&day=mon&day=tue&day=wed&day=thu&day=fri&day=sat&day=sun";
    for (form, says) in [
        (
            "do=quiet-hours&from=08:00&to=07:30",
            "Quiet from 08:00 to 07:30 would leave 30 minutes a day for letters.",
        ),
        (every_day, "leave one day open, or pause"),
        (
            "do=minutes&choice=0",
            "A limit lies between 1 and 600 minutes.",
        ),
        ("do=minutes&choice=-1", "Nothing was changed."),
        ("do=quiet-hours&from=8&to=x", "Nothing was changed."),
        ("do=zone&choice=Europe/Atlantis", "Nothing was changed."),
        ("do=level&choice=calm", "Nothing was changed;"),
    ] {
        let answer = site.post(&p, form).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{form}");
        assert!(answer.body.contains(says), "{form}: {}", answer.body);
        assert_eq!(site.person().await, before, "{form}");
    }
}

#[tokio::test]
async fn the_place_page_lists_places_and_changes_nothing() {
    let site = Site::new().await;
    let p = site.p().await;
    let (person, bytes) = (site.person().await, site.bytes());
    let page = site.get(&format!("{p}/place")).await;
    assert_eq!(page.status, StatusCode::OK);
    let riga = "<option value=\"Europe/Riga\" selected>Riga</option>";
    let new_york = "<option value=\"America/New_York\">New York</option>";
    for option in [riga, new_york, "<optgroup label=\"Asia\">"] {
        assert!(page.body.contains(option), "{option}");
    }
    assert!(!page.body.contains("Etc/"), "technical zones");
    assert!(page.body.contains(&format!("action=\"{p}\"")));
    assert_eq!(site.person().await, person);
    assert!(site.bytes() == bytes);
    let bad = site.get("/p/v1.nothing/place").await;
    assert_eq!(bad.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn occasions_that_content_is_about_can_be_done_without() {
    let site = Site::new().await;
    let p = site.p().await;
    assert!(!site.get(&p).await.body.contains("Occasions"));
    let mut flowers = samples::article("flowers");
    flowers.occasion = Some("mothers-day".to_owned());
    let world = &site.world;
    world
        .publish(world.news(), "Flowers", vec![flowers], samples::hour(3))
        .await;
    let page = site.get(&p).await.body;
    assert!(page.contains("<span>Mother’s Day</span>"), "{page}");
    let page = site.press(&p, "do=occasions&offered=mothers-day").await;
    assert!(page.body.contains("without Mother’s Day"), "{}", page.body);
    let without = site.person().await.facts.wishes.no_occasions;
    assert_eq!(without.into_iter().collect::<Vec<_>>(), ["mothers-day"]);
    let both = "do=occasions&offered=mothers-day&wanted=mothers-day";
    site.press(&p, both).await;
    assert_eq!(site.person().await.facts.wishes, Wishes::default());
}

/// A page of the same installation under a newer policy.
async fn under(site: &mut Site, policy: Policy) -> Answer {
    let policy = site.house.store.put_policy(&policy, samples::hour(9));
    site.house.policy = std::sync::Arc::new(policy.await.unwrap());
    let options = lagom_web::WebOptions::default();
    site.router = lagom_web::router(site.house.clone(), options).unwrap();
    site.get(&site.p().await).await
}

#[tokio::test]
async fn levels_are_offered_where_the_policy_has_them() {
    let mut site = Site::new().await;
    let calm = Level {
        key: "calm".to_owned(),
        name: "Calm & quiet".to_owned(),
        caps: vec![Cap {
            class: None,
            days: 28,
            default: 2,
            ceiling: 4,
        }],
    };
    let policy = Policy {
        levels: vec![calm],
        ..Policy::product()
    };
    let page = under(&mut site, policy).await.body;
    assert!(page.contains("at most 2 letters in four weeks"), "{page}");
    let page = site.press(&site.p().await, "do=level&choice=calm").await;
    assert_eq!(
        site.person().await.facts.wishes.level.as_deref(),
        Some("calm")
    );
    assert!(
        page.body
            .contains("At most 2 letters in four weeks, as you chose."),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a_newer_promise_is_offered_and_binds_only_who_agrees() {
    let mut site = Site::new().await;
    let product = Policy::product();
    let first = site.house.store.put_policy(&product, samples::START).await;
    first.unwrap();
    // The reader joins once more under the first version.
    let world = &site.world;
    world
        .join(7, &[(world.news(), lagom_model::Cadence::Weekly)])
        .await;
    let reader = site.world.person(7).await;
    let mut looser = Policy::product();
    looser.caps[1].default = 8;
    under(&mut site, looser).await;
    let token = site
        .house
        .keys
        .sign(lagom_links::Scope::Preferences, reader.link);
    let p = format!("/p/{token}");
    let page = site.get(&p).await.body;
    let offer = "harbour-news may now send up to 8 letters in four weeks. For you our earlier promise \
                 holds, unless you agree to this.";
    assert!(page.contains(offer), "{page}");
    assert!(page.contains("At most 6 letters in four weeks."), "{page}");
    let form = news("do=accept&version=2");
    let agreed = site.press(&p, &form).await;
    assert!(agreed.body.contains("Done. Thank you."));
    assert!(!agreed.body.contains("may now send"));
    assert!(agreed.body.contains("At most 8 letters in four weeks."));
    let undo = format!("change={}", agreed.undo());
    let back = site.press(&format!("{p}/undo"), &undo).await.body;
    assert!(back.contains(offer) && back.contains("At most 6 letters"));
    let old = site.post(&p, &news("do=accept&version=1")).await;
    assert_eq!(old.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_pause_keeps_what_its_end_brings() {
    let site = Site::new().await;
    let p = site.p().await;
    site.press(&p, "do=pause&until=2026-04-01&then=nothing")
        .await;
    let person = site.person().await;
    let nothing = |line: &lagom_store::Line| line.choices.on_return == Return::Nothing;
    assert!(person.lines.iter().all(nothing));
    assert!(
        person
            .lines
            .iter()
            .all(|line| line.choices.form != Some(Form::Short))
    );
}
