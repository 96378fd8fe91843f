//! What comes off the press is what lettre composes for the same letter, to every mail program.

use super::{Press, VARIANTS};
use crate::mail::{Letter, Promise, compose, samples};
use crate::templates::Templates;
use lagom_model::{Timestamp, Zone};
use mail_parser::{Message, MessageParser, MimeHeaders};
use proptest::prelude::*;
use std::sync::LazyLock;

static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| Templates::embedded().unwrap());

fn parsed(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).expect("it parses")
}

/// Everything that a mail program reads.
fn read(bytes: &[u8]) -> Vec<String> {
    let message = parsed(bytes);
    let headers = message.headers_raw();
    let mut all: Vec<String> = headers
        .map(|(name, value)| format!("{name}:{value}"))
        .collect();
    for nth in 0..message.parts.len() {
        all.extend(message.body_text(nth).map(|text| format!("text {text}")));
        all.extend(message.body_html(nth).map(|html| format!("html {html}")));
    }
    for file in message.attachments() {
        let kind = file.content_type().map(|kind| format!("{kind:?}"));
        all.push(format!("{kind:?} {:?}", file.text_contents()));
    }
    all
}

/// Another person's letter of the same content.
fn to(letter: &Letter<'static>, person: u32, words: &str) -> Letter<'static> {
    let mut letter = letter.clone();
    let zones = [
        "Europe/Riga",
        "America/New_York",
        "Asia/Kolkata",
        "Europe/Stockholm",
    ];
    let zone = Zone::parse(zones[person as usize % zones.len()]).unwrap();
    letter.to.address = format!("person{person}@example.net");
    letter.to.name = Some(format!("{words} {person}"));
    letter.message_id = format!("<person-{person}@example.org>");
    letter.date = Timestamp(letter.date.0 + i64::from(person) * 1000);
    letter.footer.change_url = format!("https://letters.example.org/p/{person}?a=b&c='{words}'");
    if let Some(url) = &mut letter.footer.feedback_url {
        *url = format!("https://letters.example.org/f/{person}");
    }
    letter
        .footer
        .change_url
        .retain(|it| !it.is_whitespace() && !it.is_control());
    if let Some(name) = &mut letter.greeting_name {
        *name = format!("{words}{person}");
    }
    if let Some(list) = &mut letter.list {
        list.unsubscribe_https = format!("https://letters.example.org/u/{person}");
        list.unsubscribe_mailto = Some(format!("mailto:leave@example.org?subject={person}"));
    }
    for doubt in &mut letter.doubts {
        doubt.url = format!("https://letters.example.org/i/{person}");
    }
    for part in &mut letter.parts {
        part.stop_url = format!("https://letters.example.org/u/{person}?n=garden&x=1");
        let items = part
            .editions
            .iter_mut()
            .flat_map(|edition| &mut edition.items);
        for event in items.filter_map(|item| item.event.as_mut()) {
            event.reader = zone.clone();
            event.remind_url = event
                .remind_url
                .as_ref()
                .map(|_| format!("https://letters.example.org/r/{person}"));
        }
    }
    letter
}

#[test]
fn every_sample_reads_the_same_from_the_press() {
    let press = Press::default();
    for (name, mut letter) in samples() {
        letter.greeting_name = Some("Astrid".to_owned());
        for person in 0..6 {
            let letter = to(&letter, person, "Åsa <b>&amp;</b> \"Q\" .=20");
            let pressed = press.compose(&letter, name.as_bytes(), &TEMPLATES).unwrap();
            let composed = compose(&letter, &TEMPLATES).unwrap();
            assert_eq!(read(&pressed), read(&composed), "{name}, person {person}");
            assert!(pressed.is_ascii(), "{name}");
            for line in pressed.split(|byte| *byte == b'\n') {
                assert!(
                    line.is_empty() || line.ends_with(b"\r"),
                    "{name}: a bare LF"
                );
                // The first was composed singly.
                assert!(
                    person == 0 || !line.starts_with(b"."),
                    "{name}: a dot begins a line"
                );
            }
        }
    }
    // Each sample is of one shape, and so of one template.
    assert_eq!(press.templates(), samples().len());
}

#[test]
fn what_is_not_in_a_hole_makes_another_variant_up_to_a_limit() {
    let press = Press::default();
    let (_, letter) = samples().into_iter().next().unwrap();
    let send = |number: u32| {
        let mut letter = to(&letter, number, "P");
        letter.footer.promise = Some(Promise {
            number,
            most: 900,
            days: 28,
        });
        let pressed = press.compose(&letter, b"same", &TEMPLATES).unwrap();
        assert_eq!(
            read(&pressed),
            read(&compose(&letter, &TEMPLATES).unwrap()),
            "letter {number}"
        );
    };
    let more = u32::try_from(VARIANTS).unwrap() + 8;
    for _ in 0..3 {
        (0..more).for_each(send);
    }
    assert_eq!(press.templates(), VARIANTS);
}

#[test]
fn other_contents_never_share_a_template() {
    let press = Press::default();
    for round in 0..3 {
        for (name, letter) in samples() {
            let letter = to(&letter, round, "P");
            let pressed = press.compose(&letter, name.as_bytes(), &TEMPLATES).unwrap();
            let subject = parsed(&pressed).subject().map(str::to_owned);
            let composed = compose(&letter, &TEMPLATES).unwrap();
            assert_eq!(subject.as_deref(), parsed(&composed).subject(), "{name}");
        }
    }
}

#[test]
fn a_letter_that_contains_a_mark_is_composed_singly() {
    let press = Press::default();
    let (_, letter) = samples().into_iter().next().unwrap();
    let mut letter = to(&letter, 1, "P");
    letter.greeting_name = Some("\u{f0000}0\u{f0001}".to_owned());
    for _ in 0..3 {
        let pressed = press.compose(&letter, b"marked", &TEMPLATES).unwrap();
        assert_eq!(pressed, compose(&letter, &TEMPLATES).unwrap());
    }
    assert_eq!(press.templates(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_words_read_the_same(words in "(\\PC|[\r\n\t =.&<>'\"]|From |Bcc: x@y\\.z){0,120}", text in "(\\PC|[\r\n\t .=]|From |--=_){0,300}", nth in 0..12_usize) {
        let press = Press::default();
        let block = lagom_model::Block { html: text.clone(), text: text.clone(), words: 1 };
        let (name, mut letter) = samples().into_iter().nth(nth).unwrap();
        letter.greeting_name = Some("x".to_owned());
        letter.footer.address_block = Some(words.clone());
        let items = letter.parts.iter_mut().flat_map(|part| &mut part.editions).flat_map(|edition| &mut edition.items);
        // The block lives as long as the test, but not for ever: it is leaked.
        let block: &'static lagom_model::Block = Box::leak(Box::new(block));
        items.for_each(|item| item.block = item.block.map(|_| block));
        for person in 0..3 {
            let letter = to(&letter, person, &words);
            let pressed = press.compose(&letter, b"any", &TEMPLATES).unwrap();
            let composed = compose(&letter, &TEMPLATES).unwrap();
            prop_assert_eq!(read(&pressed), read(&composed), "{}", name);
        }
        prop_assert_eq!(press.templates(), 1);
    }
}
