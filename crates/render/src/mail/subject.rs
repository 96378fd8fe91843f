//! What a letter is called: its subject, its parts' titles and the line behind the subject. It never
//! mentions what it does not bring.

use super::letter::{Letter, LetterPart};
use crate::language::{Arg, Language, Languages};
use lagom_model::{EventStage, Form};

/// A joined subject is no longer than this many characters, so that it shows whole on most screens.
const SUBJECT: usize = 90;
/// What stands behind the subject is no longer than this many characters.
const PREHEADER: usize = 140;

/// The letter's subject, by its own or from its parts.
pub(super) fn subject(letter: &Letter<'_>, languages: &Languages) -> String {
    if let Some(subject) = &letter.subject {
        return subject.clone();
    }
    if let Some(notice) = letter.notice {
        return event_subject(letter, notice, languages);
    }
    let titles: Vec<String> = letter
        .parts
        .iter()
        .map(|part| part_subject(part, letter.language, languages))
        .collect();
    join(&titles, SUBJECT, |titles, more| {
        let args = [("titles", Arg::from(titles)), ("count", more.into())];
        languages.text(letter.language, "mail-subject-more", &args)
    })
}

/// The subject of a message about events: their titles, after what is said of them.
fn event_subject(letter: &Letter<'_>, notice: EventStage, languages: &Languages) -> String {
    let editions = letter.parts.iter().flat_map(|part| &part.editions);
    let items = editions.flat_map(|edition| &edition.items);
    let titles: Vec<&str> = items.map(|item| item.title).collect();
    let titles = join(&titles, SUBJECT, |titles, more| {
        let args = [("titles", Arg::from(titles)), ("count", more.into())];
        languages.text(letter.language, "mail-subject-more", &args)
    });
    let id = format!("mail-event-subject-{}", notice.name());
    languages.text(letter.language, &id, &[("titles", Arg::from(titles))])
}

/// What a part adds to the subject: its one edition's title, or how much it brings.
fn part_subject(part: &LetterPart<'_>, language: Language, languages: &Languages) -> String {
    let current = part.current();
    if part.form != Form::Events
        && let [edition] = current.as_slice()
    {
        return edition.title.to_owned();
    }
    let publication = ("publication", Arg::from(part.publication));
    if part.form == Form::Events {
        let events = Arg::from(events(part, language, languages));
        let args = [publication, ("events", events)];
        return languages.text(language, "mail-subject-events", &args);
    }
    let letters = Arg::from(letters(part, language, languages));
    if let Some(range) = range(part, language, languages) {
        let args = [publication, ("letters", letters), ("range", range.into())];
        return languages.text(language, "mail-subject-letters", &args);
    }
    let args = [publication, ("letters", letters)];
    languages.text(language, "mail-subject-letters-undated", &args)
}

/// A part's heading inside the letter, below the publication's name.
pub(super) fn part_title(
    part: &LetterPart<'_>,
    language: Language,
    languages: &Languages,
) -> String {
    if part.form == Form::Events {
        return events(part, language, languages);
    }
    if let [edition] = part.current().as_slice() {
        return edition.title.to_owned();
    }
    let letters = letters(part, language, languages);
    match range(part, language, languages) {
        Some(range) => {
            let args = [("letters", Arg::from(letters)), ("range", range.into())];
            languages.text(language, "mail-digest-title", &args)
        }
        None => letters,
    }
}

/// "4 letters".
fn letters(part: &LetterPart<'_>, language: Language, languages: &Languages) -> String {
    let count = Arg::from(part.current().len());
    languages.text(language, "count-letters", &[("count", count)])
}

/// "5 events", those one link away included.
fn events(part: &LetterPart<'_>, language: Language, languages: &Languages) -> String {
    let editions = part.editions.iter();
    let count: usize = editions
        .map(|edition| edition.items.len() + edition.linked as usize)
        .sum();
    languages.text(language, "count-events", &[("count", Arg::from(count))])
}

/// "12 May – 2 June", if the editions have dates.
fn range(part: &LetterPart<'_>, language: Language, languages: &Languages) -> Option<String> {
    let dates = || part.current().into_iter().filter_map(|it| it.date);
    let (first, last) = (dates().min()?, dates().max()?);
    Some(languages.date_range(language, first, last))
}

/// What mail programs show behind the subject: what is inside.
pub(super) fn preheader(letter: &Letter<'_>) -> String {
    if let Some(preheader) = &letter.preheader {
        return preheader.clone();
    }
    let editions = letter.parts.iter().flat_map(LetterPart::current);
    let items = editions.flat_map(|edition| &edition.items);
    let titles: Vec<&str> = items.map(|item| item.title).take(12).collect();
    let titles = join(&titles, PREHEADER, |titles, _| titles.to_owned());
    if !titles.is_empty() {
        return titles;
    }
    let mut editions = letter.parts.iter().flat_map(LetterPart::current);
    let intro = editions.find_map(|edition| edition.intro);
    let words = intro.map(|block| block.text.split_whitespace());
    let words: Vec<&str> = words.into_iter().flatten().take(20).collect();
    words.join(" ")
}

/// Titles joined by a middle dot, as many as fit (at least one); `more` says how many do not.
fn join(titles: &[impl AsRef<str>], most: usize, more: impl Fn(&str, usize) -> String) -> String {
    let mut joined = String::new();
    for (index, title) in titles.iter().enumerate() {
        let title = title.as_ref();
        let fits = joined.chars().count() + title.chars().count() + 3 <= most;
        if index > 0 {
            if !fits {
                return more(&joined, titles.len() - index);
            }
            joined.push_str(" · ");
        }
        joined.push_str(title);
    }
    joined
}
