//! The first screen's "Your next letter" and the future that `lagom explain` walks through: two answers to one question, of which
//! the page's costs no statement. They agree for every rhythm, day after day, but for one thing: the page counts on newsletters
//! that keep coming out, the walk supposes nothing beyond what is scheduled.

use chrono::{Days, NaiveDate};
use lagom_tests::house::Served;
use serde_json::Value;

use crate::support::http;
use crate::support::{Backend, House, Receiver, text};

/// People by name, with how often they want either newsletter.
const PEOPLE: [&str; 9] = [
    "every,every-issue,",
    "weekly,weekly,",
    "fortnightly,fortnightly,",
    "monthly,monthly,",
    "events,events-only,",
    "often,weekly,every-issue",
    "mixed,weekly,monthly",
    "rarely,monthly,fortnightly",
    "twice,weekly,weekly",
];

/// The date that a page gives the next letter.
fn on_the_page(served: &Served, path: &str, today: NaiveDate) -> Option<NaiveDate> {
    let page = http::get(&served.address, path).status(200).body;
    let (_, rest) = page.split_once("Your next letter: ")?;
    let said = rest.split('.').next().unwrap();
    let mut dates = today.iter_days().take(100);
    let found = dates.find(|date| date.format("%A %-d %B").to_string() == said);
    assert!(found.is_some(), "`{said}` is no date soon after {today}");
    found
}

/// The date of an instant in JSON.
fn date(at: &Value) -> Option<NaiveDate> {
    at.as_str()?.get(..10)?.parse().ok()
}

/// When the first letter goes that would go if nothing more came out.
fn foretold(explained: &Value) -> Option<NaiveDate> {
    let future = explained["future"].as_array().unwrap();
    let goes = |step: &&Value| step["kind"] == "letter" && step["verdict"] == "send";
    date(&future.iter().find(goes)?["at"])
}

/// Whether a newsletter's next date is this one, and nothing has come out for it yet: the page counts on it, the walk supposes nothing.
fn counts_on_more(explained: &Value, day: NaiveDate) -> bool {
    let lines = explained["lines"].as_array().unwrap();
    let mut idle = lines.iter().filter(|line| line["waiting"] == 0);
    idle.any(|line| date(&line["next"]) == Some(day))
}

#[test]
fn the_page_says_what_explain_foretells() {
    let receiver = Receiver::start();
    let house = House::new(Backend::Sqlite, &["north", "south"]).to(&receiver.relay());
    house.import(
        "2025-11-01T10:00:00Z",
        &text::people("cadence:north,cadence:south", &PEOPLE),
    );
    let first: NaiveDate = "2025-11-03".parse().unwrap();
    let mut differ = Vec::new();
    let (mut same, mut earlier) = (0, 0);
    let links = PEOPLE.map(|person| {
        let who = format!("{}@example.org", person.split(',').next().unwrap());
        let link = house.json_at("2025-11-01T10:00:00Z", &["link", "--subscriber", &who]);
        (who, http::path(link["url"].as_str().unwrap()).to_owned())
    });
    for day in 0..19 {
        let date = first + Days::new(day);
        let now = format!("{date}T10:00:00Z");
        // A letter of the north on Mondays, one of the south on every second Wednesday.
        for (publication, falls) in [("north", day % 7 == 0), ("south", day % 14 == 2)] {
            if falls {
                let title = format!("{publication} {date}");
                let events = [("2026-03-01", title.as_str())];
                let letter = text::letter(&title, &format!("News {title}"), &events);
                house.publish(&now, publication, &letter, &now);
            }
        }
        house.tick(&now);
        let looked = [0, 1, 4, 5, 7, 9, 11, 14, 18].contains(&day);
        let served = looked.then(|| house.serve(&now));
        for (who, path) in links.iter().filter(|_| looked) {
            let page = on_the_page(served.as_ref().unwrap(), path, date);
            let explained = house.json_at(&now, &["explain", "--subscriber", who]);
            let walk = foretold(&explained);
            let is_earlier = |page: NaiveDate| walk.is_none_or(|walk| page < walk);
            match page {
                _ if page == walk => same += 1,
                Some(page) if is_earlier(page) && counts_on_more(&explained, page) => earlier += 1,
                _ => differ.push(format!("{now} {who}: page {page:?}, walk {walk:?}")),
            }
        }
        // What fell due until tomorrow.
        let mut due = house.next(&now);
        let tomorrow = format!("{}T10:00:00Z", date + Days::new(1));
        while let Some(at) = due.filter(|at| *at < tomorrow) {
            house.tick(&at);
            due = house.next(&at);
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    assert!(same > 50 && earlier > 10, "{same} {earlier}");
}
