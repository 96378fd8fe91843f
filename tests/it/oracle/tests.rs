//! The oracle must be able to fail: a faithful run has no findings, and each doctored one has the one it was doctored for.

use std::fmt::Write as _;

use super::*;

const NORTH: &str = "Title: North\nDate: 2025-12-02\n\nHello.\n\n## News\n";
const PEOPLE: &str = "\
email,zone,season,cadence:north,cadence:south
ann@example.org,UTC,,weekly,weekly
eve@example.org,UTC,,events-only,events-only
ned@example.org,UTC,,every-issue,
zed@example.org,UTC,nothing,every-issue,
";

/// A mail before it is written.
#[derive(Debug, Clone)]
struct Draft {
    at: &'static str,
    to: &'static str,
    /// Publication and HTML.
    parts: Vec<(&'static str, String)>,
    drop_header: &'static str,
    date: Option<&'static str>,
    id: Option<&'static str>,
}

fn draft(at: &'static str, to: &'static str, parts: &[(&'static str, String)]) -> Draft {
    Draft {
        at,
        to,
        parts: parts.to_vec(),
        drop_header: "",
        date: None,
        id: None,
    }
}

fn link(name: &str) -> String {
    format!("<p><a href=\"https://e.example/{name}\">{name}</a></p>\n")
}

fn section(name: &str) -> String {
    format!(
        "<h2>News</h2>\n{}<p>{}</p>\n",
        link(name),
        "word ".repeat(200)
    )
}

fn more() -> String {
    "<p><a href=\"https://letters.example.org/i/n2\">And 2 more, 1 minute</a></p>\n".to_owned()
}

fn letter(publication: usize, at: &str, news: &str, events: &[(&str, &str)]) -> Letter {
    let mut source = format!(
        "{NORTH}[{news}](https://e.example/{news})\n{}\n\n## Upcoming Events\n",
        "word ".repeat(200)
    );
    for (day, name) in events {
        let _ = writeln!(
            source,
            "* {day} | Oslo | [Group](https://g.example/)\n    * [**{name}**](https://e.example/{name})"
        );
    }
    Letter {
        publication,
        at: at.parse().unwrap(),
        source,
    }
}

fn world() -> World {
    let mut world = product_rules();
    world.publications = ["north", "south"]
        .map(|key| Publication {
            key: key.to_owned(),
            name: format!("The {key} letter"),
            zone: jiff::tz::TimeZone::UTC,
        })
        .to_vec();
    world.subscribers(PEOPLE);
    world.letters = vec![
        letter(
            0,
            "2025-12-02T10:00:00Z",
            "n1",
            &[("2025-12-20", "e1"), ("2025-12-04", "e2")],
        ),
        letter(
            1,
            "2025-12-05T08:00:00Z",
            "s1",
            &[("2025-12-20", "e1"), ("2026-01-30", "e3")],
        ),
        letter(0, "2025-12-23T10:00:00Z", "n2", &[("2026-01-31", "e4")]),
    ];
    world.end = "2026-02-05T00:00:00Z".parse().unwrap();
    world
}

fn faithful() -> Vec<Draft> {
    let n1 = || section("n1") + &link("e1") + &link("e2");
    let late_n1 = section("n1") + &link("e1");
    let n2 = || link("e4") + &more();
    vec![
        draft(
            "2025-12-02T10:00:00Z",
            "eve",
            &[("north", link("e1") + &link("e2"))],
        ),
        draft("2025-12-02T10:00:00Z", "ned", &[("north", n1())]),
        draft("2025-12-02T10:00:00Z", "zed", &[("north", n1())]),
        draft("2025-12-05T08:00:00Z", "eve", &[("south", link("e3"))]),
        draft(
            "2025-12-05T09:00:00Z",
            "ann",
            &[("north", late_n1), ("south", section("s1") + &link("e3"))],
        ),
        draft("2025-12-23T10:00:00Z", "eve", &[("north", link("e4"))]),
        draft("2025-12-23T10:00:00Z", "ned", &[("north", n2())]),
        draft("2025-12-26T09:00:00Z", "ann", &[("north", n2())]),
        draft(
            "2026-01-07T08:00:00Z",
            "zed",
            &[("north", section("n2") + &link("e4"))],
        ),
    ]
}

fn write(draft: &Draft, number: usize) -> Capture {
    let at: Timestamp = draft.at.parse().unwrap();
    let date: Timestamp = draft.date.unwrap_or(draft.at).parse().unwrap();
    let date = date.strftime("%a, %d %b %Y %H:%M:%S +0000");
    let id = draft.id.map_or_else(|| number.to_string(), str::to_owned);
    let to = format!("{}@example.org", draft.to);
    let headers = [
        format!("Date: {date}"),
        "From: Letters <letters@example.org>".to_owned(),
        format!("To: {to}"),
        "Subject: A letter".to_owned(),
        format!("Message-ID: <{id}@example.org>"),
        "List-Id: North <north.example.org>".to_owned(),
        "List-Unsubscribe: <https://letters.example.org/u/x>, <mailto:leave@example.org>"
            .to_owned(),
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click".to_owned(),
        "Content-Type: multipart/alternative; boundary=b".to_owned(),
    ];
    let name = |key: &str| format!("The {key} letter");
    let kept = headers
        .iter()
        .filter(|line| draft.drop_header.is_empty() || !line.starts_with(draft.drop_header));
    let mut mail = kept.fold(String::new(), |mail, line| mail + line + "\r\n");
    mail += "\r\n--b\r\nContent-Type: text/plain\r\n\r\n";
    for (key, _) in &draft.parts {
        let _ = write!(mail, "{}\r\n\r\n", name(key));
    }
    mail += "--b\r\nContent-Type: text/html\r\n\r\n";
    for (key, html) in &draft.parts {
        let stop = format!(
            "<a href=\"https://letters.example.org/u/x?n={key}\">Stop {} only</a>",
            name(key)
        );
        let _ = write!(
            mail,
            "<p>{}</p>\r\n{}{stop}\r\n",
            name(key),
            html.replace('\n', "\r\n")
        );
    }
    mail += "--b--\r\n";
    Capture {
        at,
        to: vec![to],
        bytes: mail.into_bytes(),
    }
}

fn judged(drafts: &[Draft], page: &str) -> (Vec<Finding>, Summary) {
    let mut oracle = Oracle::new(world());
    for (number, draft) in drafts.iter().enumerate() {
        oracle.hear(&write(draft, number));
    }
    let pages = oracle
        .pages()
        .into_iter()
        .map(|path| (path, page.to_owned()));
    let pages = pages.collect();
    oracle.judge(&pages)
}

fn page() -> String {
    section("n2") + &link("e4")
}

/// Judges a faithful run after the doctor was at it, and asks for a finding of this rule to this person.
fn found(rule: &str, who: &str, doctor: impl FnOnce(&mut Vec<Draft>)) {
    let mut drafts = faithful();
    doctor(&mut drafts);
    drafts.sort_by_key(|draft| draft.at);
    let (findings, _) = judged(&drafts, &page());
    let named = |finding: &&Finding| finding.rule == rule && finding.who.starts_with(who);
    assert!(
        findings.iter().any(|finding| named(&finding)),
        "no `{rule}` for {who} in {findings:#?}"
    );
    let others: Vec<_> = findings
        .iter()
        .filter(|finding| !finding.who.starts_with(who))
        .collect();
    assert!(others.is_empty(), "others are blamed: {others:#?}");
}

fn of<'d>(drafts: &'d mut [Draft], to: &str, nth: usize) -> &'d mut Draft {
    drafts
        .iter_mut()
        .filter(|draft| draft.to == to)
        .nth(nth)
        .unwrap()
}

#[test]
fn a_faithful_run_has_no_findings() {
    let (findings, summary) = judged(&faithful(), &page());
    assert_eq!(findings, []);
    assert_eq!((summary.combined, summary.sections_linked), (1, 2));
    println!("{summary}");
}

#[test]
fn a_mail_too_many_is_found() {
    found("cap", "ned", |drafts| {
        for at in ["2025-12-03T12:00:00Z", "2025-12-04T12:00:00Z"] {
            drafts.push(draft(at, "ned", &[("north", link("other"))]));
        }
    });
}

#[test]
fn mails_too_near_to_each_other_are_found() {
    found("gap", "ned", |drafts| {
        drafts.push(draft(
            "2025-12-02T20:00:00Z",
            "ned",
            &[("north", link("other"))],
        ));
    });
}

#[test]
fn a_mail_in_the_night_is_found() {
    found("quiet", "ned", |drafts| {
        of(drafts, "ned", 0).at = "2025-12-02T21:00:00Z";
    });
    found("quiet", "ned", |drafts| {
        of(drafts, "ned", 0).at = "2025-12-03T07:59:59Z";
    });
}

#[test]
fn a_weekly_letter_at_another_hour_is_found() {
    found("weekly", "ann", |drafts| {
        of(drafts, "ann", 0).at = "2025-12-05T10:00:00Z";
    });
}

#[test]
fn two_letters_instead_of_one_are_found() {
    found("combined", "ann", |drafts| {
        let part = of(drafts, "ann", 0).parts.pop().unwrap();
        drafts.push(draft("2025-12-12T09:00:00Z", "ann", &[part]));
    });
}

#[test]
fn a_missing_event_is_found() {
    found("missing", "eve", |drafts| {
        of(drafts, "eve", 0).parts[0].1 = link("e2");
    });
}

#[test]
fn an_event_that_was_over_in_time_is_not_missed() {
    let mut drafts = faithful();
    drafts.retain(|draft| draft.to != "ann");
    let (findings, _) = judged(&drafts, &page());
    let about = |event: &str| findings.iter().any(|finding| finding.what.contains(event));
    assert!(about("/e1") && !about("/e2"), "{findings:#?}");
}

#[test]
fn an_event_told_twice_is_found() {
    found("twice", "eve", |drafts| {
        of(drafts, "eve", 1).parts[0].1 += &link("e1");
    });
    found("twice", "eve", |drafts| {
        of(drafts, "eve", 0).parts[0].1 += &link("e1");
    });
}

#[test]
fn news_among_only_events_are_found() {
    found("events-only", "eve", |drafts| {
        of(drafts, "eve", 0).parts[0].1 += &link("n1");
    });
    found("events-only", "eve", |drafts| {
        of(drafts, "eve", 0).parts[0].1 += &link("advert");
    });
}

#[test]
fn a_long_letter_at_new_year_is_found() {
    found("short", "ned", |drafts| {
        of(drafts, "ned", 1).parts[0].1 = section("n2") + &link("e4");
    });
}

#[test]
fn a_letter_in_a_season_of_silence_is_found() {
    found("season", "zed", |drafts| {
        of(drafts, "zed", 1).at = "2025-12-23T10:00:00Z";
    });
}

#[test]
fn a_missing_section_is_found() {
    found("missing", "ned", |drafts| {
        of(drafts, "ned", 0).parts[0].1 = link("e1") + &link("e2");
    });
    found("missing", "zed", |drafts| {
        drafts.retain(|draft| draft.to != "zed" || draft.at.starts_with("2025"));
    });
}

#[test]
fn a_short_letter_that_leads_nowhere_is_found() {
    let (findings, _) = judged(&faithful(), &link("e4"));
    let rules: Vec<_> = findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["missing", "missing"]);
    found("missing", "ned", |drafts| {
        of(drafts, "ned", 1).parts[0].1 = link("e4");
    });
}

#[test]
fn a_section_that_comes_again_is_found() {
    found("twice", "ned", |drafts| {
        drafts.push(draft(
            "2025-12-04T12:00:00Z",
            "ned",
            &[("north", section("n1"))],
        ));
    });
}

#[test]
fn a_second_copy_is_found() {
    found("twice", "ned", |drafts| {
        of(drafts, "ned", 0).id = Some("same");
        of(drafts, "ned", 1).id = Some("same");
    });
}

#[test]
fn a_header_that_is_wrong_or_missing_is_found() {
    found("headers", "ned@", |drafts| {
        of(drafts, "ned", 0).date = Some("2025-12-02T10:00:01Z");
    });
    for header in [
        "From",
        "To",
        "Subject",
        "Message-ID",
        "List-Id",
        "List-Unsubscribe:",
        "List-Unsubscribe-Post",
    ] {
        found("headers", "ned@", |drafts| {
            of(drafts, "ned", 0).drop_header = header;
        });
    }
}

#[test]
fn a_stranger_is_found() {
    found("stranger", "who", |drafts| {
        drafts.push(draft(
            "2025-12-04T12:00:00Z",
            "who",
            &[("north", link("x"))],
        ));
    });
}
