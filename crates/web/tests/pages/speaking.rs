//! Four languages: the reader's own first, then what the browser asks for; the first screen; once a month instead
//! of a stop; letters in all.

use crate::support::{Site, request};
use axum::http::{Method, header};
use lagom_model::Cadence;
use lagom_store::conformance::samples;

#[tokio::test]
async fn a_reader_chooses_a_language_and_the_page_speaks_it() {
    let site = Site::new().await;
    let p = site.p().await;
    for (tag, says, undo) in [
        ("ru", "Готово. Следующее письмо придёт уже так.", "Отменить"),
        ("lv", "Gatavs. Nākamā vēstule nāks jau tā.", "Atcelt"),
        ("es", "Hecho. Tu próximo correo ya lo sigue.", "Deshacer"),
    ] {
        let page = site.press(&p, &format!("do=language&choice={tag}")).await;
        assert!(
            page.body.contains(&format!("<html lang=\"{tag}\"")),
            "{tag}"
        );
        assert!(
            page.body.contains(says) && page.body.contains(undo),
            "{tag}"
        );
        assert!(!page.body.contains("page-"), "a text is missing in {tag}");
        // Whoever reads another one finds it by its own name.
        for name in ["English", "Русский", "Latviešu", "Español"] {
            assert!(page.body.contains(&format!(">{name}</button>")), "{name}");
        }
    }
}

#[tokio::test]
async fn who_is_not_known_is_answered_in_the_browsers_language() {
    let site = Site::new().await;
    for (asked, says) in [
        ("ru-RU,ru;q=0.9,en;q=0.8", "Ссылка не работает"),
        ("lv", "Šī saite nedarbojas"),
        ("es-MX", "Este enlace no funciona"),
        ("de, fr", "This link does not work"),
    ] {
        let mut request = request(Method::GET, "/p/nonsense", "");
        let headers = request.headers_mut();
        headers.insert(header::ACCEPT_LANGUAGE, asked.parse().unwrap());
        let page = site.ask(request).await;
        assert_eq!(page.heading(), says, "{asked}");
    }
}

#[tokio::test]
async fn a_known_readers_own_language_comes_before_the_browsers() {
    let site = Site::new().await;
    let p = site.p().await;
    site.post(&p, "do=language&choice=lv").await;
    let mut request = request(Method::GET, &p, "");
    let headers = request.headers_mut();
    headers.insert(header::ACCEPT_LANGUAGE, "ru".parse().unwrap());
    let page = site.ask(request).await;
    assert!(page.body.contains("<html lang=\"lv\""));
}

#[tokio::test]
async fn after_a_stop_once_a_month_is_offered_once_and_works() {
    let site = Site::new().await;
    let p = site.p().await;
    let news = samples::NEWS;
    let offer = format!("Would {news} once a month suit you better?");
    assert!(!site.get(&p).await.body.contains(&offer));
    let page = site.press(&p, &format!("do=stop&what=n:{news}")).await;
    assert!(page.body.contains(&offer), "{}", page.body);
    assert!(!site.get(&p).await.body.contains(&offer), "once, not again");
    let page = site
        .press(&p, &format!("do=instead&newsletter={news}"))
        .await;
    assert!(page.body.contains("Done. It comes once a month."));
    let person = site.person().await;
    assert_eq!(person.facts.stops, []);
    let line = person
        .lines
        .iter()
        .find(|line| line.publication == site.world.news());
    assert_eq!(line.unwrap().choices.cadence, Cadence::Monthly);
    // A stop of everything is not haggled over.
    let page = site.press(&p, "do=stop&what=everything").await;
    assert!(!page.body.contains("once a month suit you"));
    site.world.is_sound().await;
}

#[tokio::test]
async fn the_stop_page_of_a_letter_offers_it_too() {
    let site = Site::new().await;
    let news = samples::NEWS;
    let page = site.press(&site.u(), &format!("stop=n:{news}")).await;
    assert!(page.body.contains("once a month suit you better?"));
    let page = site
        .press(&site.u(), &format!("do=instead&instead={news}"))
        .await;
    assert!(page.body.contains("Done. It comes once a month."));
    let person = site.person().await;
    let line = person
        .lines
        .iter()
        .find(|line| line.publication == site.world.news());
    assert_eq!(line.unwrap().choices.cadence, Cadence::Monthly);
    assert_eq!(person.facts.stops, []);
}

#[tokio::test]
async fn fewer_letters_in_all_is_a_limit_of_ones_own_and_is_undone() {
    let site = Site::new().await;
    let p = site.p().await;
    let page = site.press(&p, "do=most&choice=2").await;
    assert!(page.body.contains("Done. It holds at once."));
    assert!(
        page.body
            .contains("At most 2 letters in four weeks, as you chose.")
    );
    assert!(
        page.body.contains("id=\"much\" open"),
        "its group stays unfolded"
    );
    let undone = site
        .press(&format!("{p}/undo"), &format!("change={}", page.undo()))
        .await;
    assert!(!undone.body.contains("as you chose"));
    site.press(&p, "do=most&choice=2").await;
    let page = site.press(&p, "do=most&choice=default").await;
    assert!(!page.body.contains("as you chose"));
    for bad in ["do=most&choice=0", "do=most&choice=999", "do=most&choice=x"] {
        assert_eq!(site.post(&p, bad).await.status.as_u16(), 400, "{bad}");
    }
}

#[tokio::test]
async fn the_group_of_a_choice_stays_unfolded_and_the_others_folded() {
    let site = Site::new().await;
    let p = site.p().await;
    let news = samples::NEWS;
    let page = site
        .press(
            &p,
            &format!("do=how-often&newsletter={news}&choice=monthly"),
        )
        .await;
    assert!(page.body.contains("id=\"often\" open"));
    for folded in ["id=\"what\">", "id=\"when\">", "id=\"much\">"] {
        assert!(page.body.contains(folded), "{folded}");
    }
}
