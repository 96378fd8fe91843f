//! The show after the play: where to look, and the server behind it. The clock stands still now; what is
//! changed on the pages stays until the program ends.

use super::calendar::moment;
use super::mailroom::mailroom;
use super::play::Played;
use super::reading::parse;
use super::stage::Stage;
use crate::commands::serve::signalled;
use lagom_catcher::Caught;
use lagom_links::{PageForm, Scope, Urls};
use lagom_model::Cadence;
use lagom_store::By;
use lagom_web::{Patience, WebOptions, router};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use tokio::net::TcpListener;

/// A page to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Place {
    pub(super) what: String,
    pub(super) url: String,
}

/// The pages to look at: the mail, two letters, one reader of each cadence, a letter in the browser.
///
/// # Errors
/// Any failure of the store.
pub(super) async fn places(stage: &Stage, played: &Played) -> anyhow::Result<Vec<Place>> {
    let house = &stage.house;
    let urls = Urls::new(&house.settings.base_url)?;
    let mut places = vec![Place {
        what: "all caught mail".to_owned(),
        url: format!("{}/mail", urls.base()),
    }];
    places.extend(letters_to_look_at(played, &urls));
    let mut found = BTreeMap::new();
    for arrival in played.arrivals.iter().rev() {
        if found.len() == Cadence::ALL.len() {
            break;
        }
        let Some(address) = arrival.mail.to.first() else {
            continue;
        };
        let hash = stage.addresses.hash(address);
        let person = house.store.person(&By::AddressHash(hash)).await?;
        let Some(person) = person.filter(|person| person.facts.stops.is_empty()) else {
            continue;
        };
        let mut cadences = person.lines.iter().map(|line| line.choices.cadence);
        if let Some(cadence) = cadences.next().filter(|one| cadences.all(|it| it == *one)) {
            let name = person.name.clone().unwrap_or_default();
            let token = house.keys.sign(Scope::Preferences, person.link);
            found
                .entry(cadence)
                .or_insert((name, urls.preferences(&token)));
        }
    }
    places.extend(found.into_iter().map(|(cadence, (name, url))| Place {
        what: format!("{name}'s page ({})", plainly(cadence)),
        url,
    }));
    let issues = house.store.issues(None, 50).await?;
    let public = issues
        .iter()
        .filter(|issue| lagom_app::issues::is_public(issue));
    places.extend(public.take(1).map(|issue| Place {
        what: "a letter in the browser".to_owned(),
        url: urls.issue(issue.public_id, PageForm::Full),
    }));
    Ok(places)
}

/// Two letters that are worth a look.
fn letters_to_look_at(played: &Played, urls: &Urls) -> Vec<Place> {
    let both = || played.arrivals.iter().zip(&played.readings);
    let doubt = both().find(|(_, reading)| reading.notes_doubt);
    let short = both().find(|(arrival, reading)| {
        let in_season = arrival.at >= moment(7, 1, 0) && !reading.in_full;
        in_season && brings_both(&arrival.mail)
    });
    let what = [
        (
            short,
            "both newsletters in one short letter, over the holidays",
        ),
        (doubt, "a letter that says the one before may be lost"),
    ];
    what.into_iter()
        .filter_map(|(found, what)| {
            let (arrival, _) = found?;
            Some(Place {
                what: what.to_owned(),
                url: format!("{}/mail/{}", urls.base(), arrival.mail.sequence),
            })
        })
        .collect()
}

fn brings_both(mail: &Caught) -> bool {
    let message = parse(mail);
    let text = message.as_ref().and_then(|message| message.body_text(0));
    text.is_some_and(|text| text.contains("Fjord & Field") && text.contains("The Tool Shed"))
}

fn plainly(cadence: Cadence) -> &'static str {
    match cadence {
        Cadence::EveryIssue => "each issue",
        Cadence::Weekly => "weekly",
        Cadence::Fortnightly => "every two weeks",
        Cadence::Monthly => "monthly",
        Cadence::EventsOnly => "only events",
    }
}

/// The pages as a list for people.
pub(super) fn told(places: &[Place]) -> String {
    let mut text =
        String::from("\nTo look around (only on this machine; the clock stands still now)\n\n");
    for place in places {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {}\n    {}", place.what, place.url);
    }
    text.push_str("\nCtrl-C ends it. Nothing is kept.\n");
    text
}

/// Serves the pages and the mail until SIGTERM or SIGINT.
///
/// # Errors
/// The pages cannot be made.
pub(super) async fn serve(
    stage: &Stage,
    played: Played,
    listener: TcpListener,
) -> anyhow::Result<()> {
    let pages = router(stage.house.clone(), WebOptions::default())?;
    let app = pages.merge(mailroom(played.arrivals));
    lagom_web::serve(listener, app, Patience::default(), signalled()).await;
    Ok(())
}
