//! Messages as a mail program reads them: headers by the RFCs, both parts whole, nothing injected.

use super::{Letter, LetterKind, RenderError, check_templates, compose, render, samples};
use crate::language::{Language, inner_words};
use crate::templates::Templates;
use lagom_model::{Timestamp, Zone};
use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders};
use proptest::prelude::*;
use std::sync::LazyLock;

static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| Templates::embedded().unwrap());

fn sample(name: &str) -> Letter<'static> {
    let found = samples().into_iter().find(|(known, _)| *known == name);
    found.expect("the sample exists").1
}

fn bytes(letter: &Letter<'_>) -> Vec<u8> {
    compose(letter, &TEMPLATES).unwrap()
}

fn parsed(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).expect("it parses")
}

/// The header lines of a message, unfolded.
fn header_lines(bytes: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(bytes).unwrap();
    let (headers, _) = text.split_once("\r\n\r\n").unwrap();
    let unfolded = headers.replace("\r\n ", " ");
    unfolded.split("\r\n").map(str::to_owned).collect()
}

fn names(bytes: &[u8]) -> Vec<String> {
    let lines = header_lines(bytes);
    let names = lines
        .iter()
        .map(|line| line.split(':').next().unwrap().to_owned());
    names.collect()
}

#[test]
fn headers_are_what_the_rfcs_ask_for() {
    let bytes = bytes(&sample("single"));
    let lines = header_lines(&bytes);
    for expected in [
        "Date: Fri, 15 May 2026 10:00:00 +0000",
        "To: \"Astrid Lund\" <astrid@example.net>",
        "Subject: The first warm week",
        "Message-ID: <AAAAAAAAAAAAAAAAAAAAAQ@example.org>",
        "List-Unsubscribe: <https://letters.example.org/u/v1.k1.u.AAAAAAAAAAAAAAAAAAAAAQ.BBBBBBBBBBBBBBBBBBBBBA>, <mailto:leave@example.org?subject=v1.k1.u.AAAAAAAAAAAAAAAAAAAAAQ.BBBBBBBBBBBBBBBBBBBBBA>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "MIME-Version: 1.0",
    ] {
        assert!(
            lines.iter().any(|line| line == expected),
            "{expected}\nin {lines:#?}"
        );
    }
    let message = parsed(&bytes);
    let from = message.from().unwrap().first().unwrap();
    assert_eq!(from.name(), Some("Letters from Älvdal"));
    assert_eq!(from.address(), Some("letters@example.org"));
    let reply_to = message.reply_to().unwrap().first().unwrap();
    assert_eq!(reply_to.name(), Some("Älvdal"));
    let HeaderValue::Address(list) = message.list_id() else {
        panic!("{:?}", message.list_id())
    };
    let list = list.first().unwrap();
    assert_eq!(list.name(), Some("Letters from Älvdal"));
    assert_eq!(list.address(), Some("letters.news.example.org"));

    for absent in ["Precedence", "Feedback-ID", "Auto-Submitted", "Bcc", "Cc"] {
        assert!(!names(&bytes).iter().any(|name| name == absent), "{absent}");
    }
    // An address that leaves stands on one line, or mail programs cut it.
    let raw = std::str::from_utf8(&bytes).unwrap();
    let leave = raw
        .lines()
        .find(|line| line.starts_with("List-Unsubscribe:"))
        .unwrap();
    assert!(leave.ends_with('>'), "{leave}");
}

#[test]
fn system_mail_says_so_and_belongs_to_no_list() {
    let bytes = bytes(&sample("bare"));
    let names = names(&bytes);
    assert!(header_lines(&bytes).contains(&"Auto-Submitted: auto-generated".to_owned()));
    assert!(
        !names.iter().any(|name| name.starts_with("List-")),
        "{names:?}"
    );
    assert!(!names.contains(&"Reply-To".to_owned()), "{names:?}");
}

#[test]
fn both_parts_arrive_whole() {
    for (name, letter) in samples() {
        let rendered = render(&letter, &TEMPLATES).unwrap();
        let bytes = bytes(&letter);
        let message = parsed(&bytes);
        assert_eq!(message.subject(), Some(rendered.subject.as_str()), "{name}");
        let lf = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
        let text = message.body_text(0).unwrap();
        let html = message.body_html(0).unwrap();
        assert_eq!(lf(&text), rendered.text.trim_end(), "{name}");
        assert_eq!(lf(&html), rendered.html.trim_end(), "{name}");
        let kind = message.content_type().unwrap();
        let (subtype, parts) = match letter.calendar {
            Some(_) => ("mixed", 5),
            None => ("alternative", 3),
        };
        assert_eq!(kind.subtype(), Some(subtype), "{name}");
        assert_eq!(message.parts.len(), parts, "{name}");
        let at = message.date().unwrap().to_timestamp();
        assert_eq!(at * 1000, letter.date.0, "{name}");
    }
}

#[test]
fn a_calendar_file_is_attached_with_its_method() {
    for (name, method) in [("announcement", "PUBLISH"), ("cancelled", "CANCEL")] {
        let letter = sample(name);
        let bytes = bytes(&letter);
        assert_wire(&bytes);
        let message = parsed(&bytes);
        let attached = message.attachment(0).unwrap();
        assert_eq!(attached.attachment_name(), Some("event.ics"), "{name}");
        let kind = attached.content_type().unwrap();
        assert_eq!((kind.ctype(), kind.subtype()), ("text", Some("calendar")));
        assert_eq!(kind.attribute("method"), Some(method), "{name}");
        assert_eq!(kind.attribute("charset"), Some("utf-8"), "{name}");
        let file = attached.text_contents().unwrap();
        assert_eq!(file, letter.calendar.unwrap().text, "{name}");
        assert!(file.contains(&format!("METHOD:{method}\r\n")), "{file}");
    }
}

#[test]
fn an_event_says_its_time_where_it_is_and_where_the_reader_is() {
    let rendered = render(&sample("announcement"), &TEMPLATES).unwrap();
    let when = "Saturday 23 May, 18:00 in Stockholm · 17:00 where you are";
    assert!(rendered.text.contains(when), "{}", rendered.text);
    assert!(rendered.html.contains(when), "{}", rendered.html);
    assert_eq!(rendered.subject, "Grafting for beginners");
    let moved = render(&sample("moved"), &TEMPLATES).unwrap();
    assert_eq!(moved.subject, "New time: Grafting for beginners");
    let off = render(&sample("cancelled"), &TEMPLATES).unwrap();
    assert_eq!(off.subject, "Called off: Grafting for beginners");
    assert!(!off.html.contains("/r/v1"), "nobody is reminded of it");
}

#[test]
fn a_text_tells_when_its_event_is_once_and_on_the_readers_clock() {
    let mut letter = sample("events");
    let event = letter.parts[0].editions[0].items[0].event.as_mut().unwrap();
    event.reader = Zone::parse("Europe/Lisbon").unwrap();
    let (english, latvian) = (render(&letter, &TEMPLATES).unwrap(), {
        letter.language = Language::all().find(|it| it.tag() == "lv").unwrap();
        render(&letter, &TEMPLATES).unwrap()
    });
    for (rendered, whens) in [
        (
            english,
            [
                "Saturday 23 May, 10:00 in Stockholm · 09:00 where you are",
                "30–31 May · all day",
                "Thursday 28 May, 19:00",
            ],
        ),
        (
            latvian,
            [
                "sestdiena, 23. maijs, plkst. 10:00 (Stockholm) · 09:00 pie jums",
                "30.–31. maijs · all day",
                "ceturtdiena, 28. maijs, plkst. 19:00",
            ],
        ),
    ] {
        for part in [&rendered.text, &rendered.html] {
            for when in whens {
                assert_eq!(part.matches(when).count(), 1, "{when} in {part}");
            }
            assert!(!part.contains("2026-05-"), "{part}");
            let marks = '\u{f0000}'..='\u{f0003}';
            assert!(!part.contains(|c| marks.contains(&c)), "{part}");
        }
    }
}

/// CRLF only, ASCII only, short lines.
fn assert_wire(bytes: &[u8]) {
    assert!(bytes.is_ascii());
    assert!(bytes.ends_with(b"\r\n"));
    for line in bytes.split(|byte| *byte == b'\n') {
        assert!(line.len() <= 999, "{}", line.len());
        let line = line.strip_suffix(b"\r").unwrap_or_else(|| {
            assert!(line.is_empty(), "a line ends without CR");
            line
        });
        assert!(!line.contains(&b'\r'), "a CR stands alone");
        assert!(!line.contains(&0), "a NUL");
    }
}

#[test]
fn the_wire_is_clean_and_the_bytes_repeat() {
    for (name, letter) in samples() {
        assert_wire(&bytes(&letter));
        assert_eq!(bytes(&letter), bytes(&letter), "{name}");
    }
}

/// What readers see of HTML: the text between the tags.
fn visible(html: &str) -> String {
    let body = html.split("</head>").nth(1).unwrap();
    let pieces = body
        .split('<')
        .map(|it| it.split_once('>').map_or("", |(_, text)| text));
    pieces.collect::<Vec<_>>().join(" ")
}

#[test]
fn samples_read_calmly() {
    for (name, letter) in samples() {
        let rendered = render(&letter, &TEMPLATES).unwrap();
        let all = format!(
            "{}\n{}\n{}",
            rendered.subject,
            rendered.text,
            visible(&rendered.html)
        );
        assert_eq!(inner_words(&all), [""; 0], "{name}");
        for mistake in ["None", "none", "undefined", "{$", "{ $", "{{", "mail-"] {
            assert!(!all.contains(mistake), "{name} shows `{mistake}`:\n{all}");
        }
        assert!(
            !rendered.text.contains("\n\n\n\n"),
            "{name}:\n{}",
            rendered.text
        );
        assert!(!rendered.text.starts_with('\n'), "{name}");
    }
    check_templates(&TEMPLATES).unwrap();
}

#[test]
fn both_parts_say_the_same() {
    // Whatever can be followed in one part can be followed in the other.
    let links = |text: &str| {
        let ends = |letter: char| letter.is_whitespace() || "\"<>,".contains(letter);
        let text = text.replace("&amp;", "&");
        let mut links: Vec<String> = text
            .match_indices("https://")
            .map(|(at, _)| text[at..].split(ends).next().unwrap().to_owned())
            .collect();
        links.sort();
        links.dedup();
        links
    };
    for (name, letter) in samples() {
        let rendered = render(&letter, &TEMPLATES).unwrap();
        assert_eq!(links(&rendered.text), links(&rendered.html), "{name}");
    }
}

#[test]
fn samples_look_as_they_did() {
    for (name, letter) in samples() {
        let rendered = render(&letter, &TEMPLATES).unwrap();
        insta::assert_snapshot!(
            format!("{name}.txt"),
            format!("{}\n\n{}", rendered.subject, rendered.text)
        );
        let body = rendered.html.split("</head>").nth(1).unwrap();
        insta::assert_snapshot!(format!("{name}.html"), body);
    }
}

#[test]
fn subjects_say_what_is_inside() {
    let subject = |letter: &Letter<'_>| render(letter, &TEMPLATES).unwrap().subject;
    assert_eq!(subject(&sample("single")), "The first warm week");
    assert_eq!(
        subject(&sample("combined")),
        "The first warm week · Sharp tools, quiet work"
    );
    // What is brought along from before does not count.
    assert_eq!(
        subject(&sample("digest")),
        "Garden Notes: 2 letters, 14–21 May"
    );
    assert_eq!(subject(&sample("events")), "Garden Notes: 5 events");
    assert_eq!(subject(&sample("test")), "Test: The first warm week");

    let mut digest = sample("digest");
    digest.parts[0].editions[0].date = None;
    digest.parts[0].editions[1].date = None;
    assert_eq!(subject(&digest), "Garden Notes: 2 letters");
    digest.subject = Some("My own".to_owned());
    assert_eq!(subject(&digest), "My own");

    let mut many = sample("combined");
    many.parts = (0..9).flat_map(|_| sample("combined").parts).collect();
    assert_eq!(
        subject(&many),
        "The first warm week · Sharp tools, quiet work · The first warm week and 15 more"
    );
}

#[test]
fn what_was_left_over_alone_is_simply_the_letter() {
    let mut letter = sample("digest");
    letter.parts[0].editions.retain(|edition| edition.earlier);
    let rendered = render(&letter, &TEMPLATES).unwrap();
    assert_eq!(rendered.subject, "Sharp tools, quiet work");
    assert!(!rendered.text.contains("Earlier"), "{}", rendered.text);
}

#[test]
fn addresses_that_lead_elsewhere_are_left_out() {
    let mut letter = sample("single");
    letter.parts[0].editions[0].items[1].link = Some("javascript:alert(1)");
    letter.footer.why_url = Some("https://example.org/a b".to_owned());
    let rendered = render(&letter, &TEMPLATES).unwrap();
    assert!(!rendered.html.contains("javascript:"));
    assert!(!rendered.html.contains("Why this letter"));
    assert!(rendered.html.contains("The old plum tree"));
}

#[test]
fn a_reader_may_have_letters_beyond_ascii_before_the_at() {
    let mut letter = sample("single");
    letter.to.address = "jürgen@example.org".into();
    let mail = String::from_utf8(compose(&letter, &TEMPLATES).unwrap()).unwrap();
    let beyond: Vec<&str> = mail.lines().filter(|line| !line.is_ascii()).collect();
    assert_eq!(beyond, ["To: \"Astrid Lund\" <jürgen@example.org>"]);
}

#[test]
fn what_cannot_stand_in_a_header_is_refused_without_being_shown() {
    let refuse = |change: &dyn Fn(&mut Letter<'static>)| {
        let mut letter = sample("single");
        change(&mut letter);
        let error = compose(&letter, &TEMPLATES).unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
        error
    };
    let address = |error| matches!(error, RenderError::Address { .. });
    let header = |error| matches!(error, RenderError::Header { .. });
    assert!(address(refuse(
        &|it| it.to.address = "secret@example.org\r\nBcc: x@example.org".into()
    )));
    assert!(address(refuse(&|it| it.to.address = "secret".into())));
    assert!(address(refuse(
        &|it| it.from.address = "sécret@example.org".into()
    )));
    assert!(address(refuse(&|it| it.from.address = String::new())));
    assert!(header(refuse(
        &|it| it.message_id = "<a@b>\r\nX: secret".into()
    )));
    assert!(header(refuse(&|it| it.message_id = "a@b".into())));
    let list = |change: fn(&mut super::List)| refuse(&move |it| change(it.list.as_mut().unwrap()));
    assert!(header(list(
        |it| it.domain = "example.org>\r\nX: secret".into()
    )));
    assert!(header(list(
        |it| it.unsubscribe_https = "https://example.org/secret>,".into()
    )));
    assert!(header(list(
        |it| it.unsubscribe_https = "javascript:secret".into()
    )));
    assert!(header(list(
        |it| it.unsubscribe_mailto = Some("mailto:a b@secret".into())
    )));
    let long = list(|it| it.unsubscribe_https = format!("https://e.org/{}", "a".repeat(2000)));
    assert!(matches!(long, RenderError::TooLong { .. }));
    assert!(matches!(refuse(&|it| it.parts.clear()), RenderError::Empty));
    assert!(matches!(
        refuse(&|it| it.date = Timestamp::MAX),
        RenderError::Date
    ));
    assert!(matches!(
        refuse(&|it| it.date = Timestamp(-1)),
        RenderError::Date
    ));
}

#[test]
fn list_names_of_every_kind_come_back() {
    for name in [
        "Plain words",
        "Rust, Weekly (\"new\") \\",
        "Ämne",
        "Сад и огород каждую неделю, без спешки и без лишних слов",
        "=?x?=",
    ] {
        let mut letter = sample("single");
        letter.list.as_mut().unwrap().name = name.to_owned();
        let bytes = bytes(&letter);
        let message = parsed(&bytes);
        let HeaderValue::Address(list) = message.list_id() else {
            panic!("{name}")
        };
        assert_eq!(list.first().unwrap().name(), Some(name));
        assert_eq!(
            list.first().unwrap().address(),
            Some("letters.news.example.org"),
            "{name}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_words_become_a_header(words in "(\\PC|[\r\n\t\0]|Bcc: x@y\\.z|=\\?utf-8\\?q\\?){0,300}") {
        let plain = bytes(&sample("single"));
        let mut letter = sample("single");
        letter.to.name = Some(words.clone());
        letter.from.name = Some(words.clone());
        letter.subject = Some(words.clone());
        letter.list.as_mut().unwrap().name.clone_from(&words);
        letter.greeting_name = Some(words.clone());
        letter.footer.address_block = Some(words.clone());
        letter.kind = LetterKind::Letter;
        let bytes = bytes(&letter);
        assert_wire(&bytes);
        prop_assert_eq!(names(&bytes), names(&plain));
        let message = parsed(&bytes);
        prop_assert_eq!(message.to().unwrap().first().unwrap().address(), Some("astrid@example.net"));
        prop_assert_eq!(message.from().unwrap().first().unwrap().address(), Some("letters@example.org"));
        prop_assert_eq!(message.parts.len(), 3);
    }

    #[test]
    fn any_content_arrives_whole(text in "(\\PC|[\r\n\t.]|--=_|\r\n\\.\r\n){0,400}") {
        let block = lagom_model::Block { html: text.clone(), text: text.clone(), words: 1 };
        let mut letter = sample("single");
        letter.parts[0].editions[0].items[0].block = Some(&block);
        let rendered = render(&letter, &TEMPLATES).unwrap();
        let bytes = bytes(&letter);
        assert_wire(&bytes);
        let message = parsed(&bytes);
        let lf = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n").trim_end().to_owned();
        prop_assert_eq!(lf(&message.body_text(0).unwrap()), lf(&rendered.text));
        prop_assert_eq!(lf(&message.body_html(0).unwrap()), lf(&rendered.html));
    }
}
