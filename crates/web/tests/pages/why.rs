//! "Why did I get this?": the reasons of this very letter, and what became of the others.

use crate::support::Site;
use axum::http::StatusCode;
use lagom_model::{Cadence, PublicId};
use lagom_render::language::{Languages, inner_words_in};

#[tokio::test]
async fn it_says_why_this_very_letter_came_and_what_became_of_the_last_ones() {
    let site = Site::new().await;
    let p = site.p().await;
    let page = site.get(&format!("{p}/why/{}", site.letter)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(
        page.heading().starts_with("This letter came on "),
        "{}",
        page.heading()
    );
    assert!(page.body.contains("With harbour-news, harbour-tech."));
    for part in ["News &lt;1&gt;", "Tech 1", "It came on "] {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
    assert!(
        page.body.contains(&format!("href=\"{p}\"")),
        "the way to change it"
    );
    assert!(!page.body.contains("<form"), "it only shows");
}

#[tokio::test]
async fn without_a_letter_it_says_what_became_of_the_last_ones() {
    let site = Site::new().await;
    let p = site.p().await;
    site.post(&p, "do=stop&what=n:harbour-tech").await;
    let page = site.get(&format!("{p}/why")).await;
    assert_eq!(
        page.heading(),
        "What came out lately, and what you got of it"
    );
    assert!(
        page.body.contains("You stopped harbour-tech."),
        "{}",
        page.body
    );
    assert!(
        site.get(&p)
            .await
            .body
            .contains(&format!("href=\"{p}/why\""))
    );
}

#[tokio::test]
async fn nobody_sees_the_letter_of_somebody_else() {
    let site = Site::new().await;
    site.world
        .join(1, &[(site.world.news(), Cadence::EveryIssue)])
        .await;
    let other = site.world.person(1).await;
    let link = site
        .house
        .keys
        .sign(lagom_links::Scope::Preferences, other.link);
    let own = site.get(&format!("/p/{link}/why")).await;
    assert_eq!(own.status, StatusCode::OK);
    for letter in [site.letter.to_string(), PublicId(5).to_string()] {
        let page = site.get(&format!("/p/{link}/why/{letter}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{letter}");
        assert!(!page.body.contains("harbour-news"));
    }
}

#[tokio::test]
async fn it_is_said_in_the_readers_language_without_inner_words() {
    let site = Site::new().await;
    let p = site.p().await;
    let languages = Languages::new();
    for tag in ["ru", "lv", "es"] {
        site.post(&p, &format!("do=language&choice={tag}")).await;
        let page = site.get(&format!("{p}/why/{}", site.letter)).await;
        assert!(
            page.body.contains(&format!("<html lang=\"{tag}\"")),
            "{tag}"
        );
        let language = languages.pick(&[tag]);
        let seen = page
            .body
            .split('>')
            .map(|rest| rest.split('<').next().unwrap());
        for text in seen {
            assert_eq!(inner_words_in(language, text), [""; 0], "{tag}: {text}");
        }
    }
}
