//! Cuts a text into its title, its intro and its sections. A section begins at a heading of level 1
//! or 2, and at any deeper heading that a topic names. It decides where a text is cut, never what
//! becomes of a section.

use super::header::key_and_value;
use super::listing;
use super::markdown::{Ev, Lines, first_link, plain_text};
use super::warning::Warning;
use lagom_model::catalogue::{ItemsRule, PublicationDef, TopicDef};
use lagom_model::content::ItemKind;
use pulldown_cmark::{Event, Tag, TagEnd};

/// A piece of a text under one heading.
#[derive(Debug)]
pub(super) struct Section<'a, 'p> {
    /// The heading, plain text.
    pub(super) title: String,
    /// The line of the heading.
    pub(super) line: usize,
    /// The level of the heading, 1 to 6.
    pub(super) level: usize,
    /// The topic; `None`: the publication's other topic.
    pub(super) topic: Option<&'p TopicDef>,
    /// The heading leads to a page: it names that page.
    pub(super) link: Option<String>,
    /// Its heading is named by a topic: it comes again in each edition, so its link names no item.
    pub(super) recurring: bool,
    /// What the author wrote in fields below the heading.
    pub(super) fields: Fields,
    /// Everything below the heading.
    pub(super) body: Vec<Ev<'a>>,
}

/// Fields of a section: `Key: value` lines right below its heading, `{#id}` in it.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// `Id:` or `{#id}`.
    pub(super) id: Option<String>,
    /// `Link:`.
    pub(super) link: Option<String>,
    /// `Language:`.
    pub(super) language: Option<String>,
    /// `Starts:`.
    pub(super) starts: Option<String>,
    /// `Ends:`.
    pub(super) ends: Option<String>,
    /// `Place:`.
    pub(super) place: Option<String>,
    /// `Cancelled:`.
    pub(super) cancelled: Option<String>,
    /// `Occasion:`.
    pub(super) occasion: Option<String>,
}

/// A text in its pieces.
#[derive(Debug, Default)]
pub(super) struct Cut<'a, 'p> {
    /// The text of a first heading of level 1 before anything else, if it is the title.
    pub(super) title: Option<String>,
    /// What stands before the first section.
    pub(super) intro: Vec<Ev<'a>>,
    /// The sections, in order.
    pub(super) sections: Vec<Section<'a, 'p>>,
}

/// Cuts a text. `title` is the header's, if it has one.
pub(super) fn cut<'a, 'p>(
    events: Vec<Ev<'a>>,
    title: Option<&str>,
    publication: &'p PublicationDef,
    source: Source<'_>,
    warnings: &mut Vec<Warning>,
) -> Cut<'a, 'p> {
    let mut cutter = Cutter {
        out: Cut::default(),
        publication,
        source,
        parent: None,
        warnings,
    };
    let mut depth = 0_usize;
    let mut heading: Option<Vec<Ev<'a>>> = None;
    for (event, range) in events {
        match &event {
            Event::Start(Tag::Heading { .. }) if depth == 0 => heading = Some(Vec::new()),
            Event::End(TagEnd::Heading(_)) if depth == 1 => {
                let mut whole = heading.take().unwrap_or_default();
                whole.push((event, range));
                cutter.heading(whole, title);
                depth = 0;
                continue;
            }
            _ => {}
        }
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        match &mut heading {
            Some(heading) => heading.push((event, range)),
            None => cutter.body().push((event, range)),
        }
    }
    cutter.out
}

/// The text that events point into.
#[derive(Clone, Copy)]
pub(super) struct Source<'s> {
    /// The text without header and comments.
    pub(super) text: &'s str,
    /// Its lines.
    pub(super) lines: &'s Lines,
}

struct Cutter<'a, 'p, 'w> {
    out: Cut<'a, 'p>,
    publication: &'p PublicationDef,
    source: Source<'w>,
    /// Topic and title of the last heading of level 1 or 2.
    parent: Option<(Option<&'p TopicDef>, String)>,
    warnings: &'w mut Vec<Warning>,
}

impl<'a, 'p> Cutter<'a, 'p, '_> {
    fn body(&mut self) -> &mut Vec<Ev<'a>> {
        match self.out.sections.last_mut() {
            Some(section) => &mut section.body,
            None => &mut self.out.intro,
        }
    }

    fn heading(&mut self, whole: Vec<Ev<'a>>, title: Option<&str>) {
        let text = plain_text(&whole);
        let Some((level, id, at)) = whole.first().and_then(|(event, range)| match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                Some((*level as usize, id.clone(), range.start))
            }
            _ => None,
        }) else {
            return;
        };
        let first = self.out.sections.is_empty() && self.out.intro.is_empty();
        let is_title = title.is_none_or(|title| title.eq_ignore_ascii_case(&text));
        if first && level == 1 && is_title && self.out.title.is_none() && !text.is_empty() {
            self.out.title = Some(text);
            return;
        }
        if self.lists_events() && listing::is_dated(&text) {
            self.body().extend(whole);
            return;
        }
        let topic = self.topic_of(&text);
        let continues = self
            .out
            .sections
            .last()
            .filter(|last| last.level > 2 && level <= last.level);
        let (topic, recurring) = match (topic, continues) {
            (Some(topic), _) => (Some(topic), true),
            (None, _) if level <= 2 => (None, false),
            (None, Some(_)) => return self.continue_parent(whole, text, level, at),
            (None, None) => {
                self.body().extend(whole);
                return;
            }
        };
        let number = self.source.lines.number(at);
        if level <= 2 {
            self.parent = Some((topic, text.clone()));
            if topic.is_none() && !text.is_empty() {
                self.warnings.push(Warning::UnmappedHeading {
                    line: number,
                    heading: text.clone(),
                });
            }
        }
        let inner = whole.get(1..whole.len() - 1).unwrap_or_default();
        let (link, body) = linked_heading(inner);
        self.out.sections.push(Section {
            title: text,
            line: number,
            level,
            topic,
            link,
            recurring,
            fields: Fields {
                id: id.map(|id| id.to_string()),
                ..Fields::default()
            },
            body,
        });
    }

    /// A heading that no topic names, after a deep section that one names: back in the parent.
    fn continue_parent(&mut self, whole: Vec<Ev<'a>>, text: String, level: usize, at: usize) {
        let (topic, parent) = self.parent.clone().unwrap_or_default();
        let bullets = topic.is_some_and(|topic| topic.items == ItemsRule::Bullets);
        let inner = whole.get(1..whole.len() - 1).unwrap_or_default();
        let (link, body) = linked_heading(inner);
        self.out.sections.push(Section {
            title: if bullets { parent } else { text },
            line: self.source.lines.number(at),
            level,
            topic,
            link: link.filter(|_| !bullets),
            recurring: bullets,
            fields: Fields::default(),
            body: if bullets { whole } else { body },
        });
    }

    fn lists_events(&self) -> bool {
        self.out.sections.last().is_some_and(|section| {
            section.topic.is_some_and(|topic| {
                topic.items == ItemsRule::Bullets && topic.kind == ItemKind::Event
            })
        })
    }

    fn topic_of(&self, heading: &str) -> Option<&'p TopicDef> {
        let wanted = comparable(heading);
        let named =
            |topic: &&TopicDef| topic.headings.iter().any(|name| comparable(name) == wanted);
        self.publication.topics.iter().find(named)
    }
}

/// A heading for comparing: without case, white space as one space, no colon at the end.
fn comparable(heading: &str) -> String {
    let folded = super::identity::folded(heading);
    folded.trim_end_matches(':').trim_end().to_owned()
}

/// The page that a heading leads to, if all of it is one link; else the heading's words as the
/// first paragraph, if there are links in them, so that none is lost.
fn linked_heading<'a>(inner: &[Ev<'a>]) -> (Option<String>, Vec<Ev<'a>>) {
    match first_link(inner) {
        Some((place, address))
            if place == (0..inner.len()) && super::sanitise::is_web(&address) =>
        {
            (Some(address), Vec::new())
        }
        Some((place, _)) => {
            let at = inner
                .get(place.start)
                .map_or(0..0, |(_, range)| range.clone());
            let mut paragraph = vec![(Event::Start(Tag::Paragraph), at.clone())];
            paragraph.extend_from_slice(inner);
            paragraph.push((Event::End(TagEnd::Paragraph), at));
            (None, paragraph)
        }
        None => (None, Vec::new()),
    }
}

/// Takes the fields off a section: its first paragraph, if each line of it is a known `Key: value`.
pub(super) fn take_fields(section: &mut Section<'_, '_>, source: Source<'_>) {
    let Some((Event::Start(Tag::Paragraph), range)) = section.body.first() else {
        return;
    };
    let paragraph = source.text.get(range.clone()).unwrap_or_default();
    let mut fields = Fields::default();
    for line in paragraph.trim().lines() {
        let Some((key, value)) = key_and_value(line.trim()) else {
            return;
        };
        let value = value.trim_start_matches('<').trim_end_matches('>');
        let field = match key.to_ascii_lowercase().as_str() {
            "id" => &mut fields.id,
            "link" => &mut fields.link,
            "language" => &mut fields.language,
            "starts" => &mut fields.starts,
            "ends" => &mut fields.ends,
            "place" => &mut fields.place,
            "cancelled" | "canceled" => &mut fields.cancelled,
            "occasion" => &mut fields.occasion,
            _ => return,
        };
        if value.is_empty() || field.replace(value.to_owned()).is_some() {
            return;
        }
    }
    let end = |(event, _): &Ev<'_>| matches!(event, Event::End(TagEnd::Paragraph));
    if let Some(end) = section.body.iter().position(end) {
        section.body.drain(..=end);
    }
    fields.id = fields.id.or_else(|| section.fields.id.take());
    section.fields = fields;
}
