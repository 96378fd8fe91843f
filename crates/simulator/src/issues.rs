//! Issues that the operator writes: articles, news, events and offers with marks that a server can read. Some items
//! are listed again, some have no short text, some are about an occasion.

use crate::dice::Dice;
use crate::mail::{full_mark, short_mark, title_mark};
use crate::model::Written;
use crate::scene::TOPICS;
use lagom_model::{Block, Edition, EventStart, ItemContent, ItemKind, Timestamp};

/// Writes issues; remembers the events that may be listed again.
#[derive(Debug)]
pub struct Author {
    dice: Dice,
    numbers: u64,
    events: Vec<ItemContent>,
    written: Vec<Written>,
}

/// An issue as it was written.
#[derive(Debug, Clone)]
pub struct Issue {
    /// Its content.
    pub edition: Edition,
    /// When each item's usefulness ends.
    pub expires_at: Vec<Option<Timestamp>>,
    /// What the model writes down.
    pub written: Vec<Written>,
}

impl Author {
    /// An author with dice of their own.
    pub const fn new(dice: Dice) -> Self {
        Self {
            dice,
            numbers: 0,
            events: Vec::new(),
            written: Vec::new(),
        }
    }

    /// An issue that becomes visible at about `at`.
    pub fn issue(&mut self, at: Timestamp) -> Issue {
        let mut items = Vec::new();
        for _ in 0..self.dice.within(1, 4) {
            let (content, written) = if self.dice.percent(20) && !self.events.is_empty() {
                self.listed_again()
            } else {
                self.new_item(at)
            };
            let is_there = items
                .iter()
                .any(|(one, _): &(ItemContent, Written)| one.identity == content.identity);
            if !is_there {
                items.push((content, written));
            }
        }
        self.numbers += 1;
        let (items, written): (Vec<_>, Vec<Written>) = items.into_iter().unzip();
        Issue {
            edition: Edition {
                title: format!("Issue {}", self.numbers),
                items,
                ..Edition::default()
            },
            expires_at: written.iter().map(|one| one.expires_at).collect(),
            written,
        }
    }

    fn listed_again(&mut self) -> (ItemContent, Written) {
        let place = self
            .dice
            .below(u64::try_from(self.events.len()).unwrap_or(1));
        let place = usize::try_from(place).unwrap_or(0);
        let one = self
            .events
            .get(place)
            .cloned()
            .zip(self.written.get(place).cloned());
        let Some((mut content, mut written)) = one else {
            return self.new_item(Timestamp(0));
        };
        // Now and then an event has another start, or is called off.
        if self.dice.percent(20) {
            let by = self.dice.within(6, 200) * Timestamp::HOUR;
            written.starts = written.starts.map(|at| at.plus(by));
            written.expires_at = written.starts;
            content.starts = written.starts.map(EventStart::At);
            written.moved = true;
        } else if self.dice.percent(15) {
            content.cancelled = true;
            written.moved = true;
        }
        (content, written)
    }

    fn new_item(&mut self, at: Timestamp) -> (ItemContent, Written) {
        self.numbers += 1;
        let number = self.numbers;
        let (topic, kind) = *self.dice.pick(&[
            TOPICS[0], TOPICS[0], TOPICS[0], TOPICS[1], TOPICS[2], TOPICS[2], TOPICS[3],
        ]);
        let starts = (kind == ItemKind::Event).then(|| {
            let hours = *self.dice.pick(&[20, 60, 24 * 9, 24 * 30, 24 * 50]);
            at.plus((hours + self.dice.within(0, 12)) * Timestamp::HOUR)
        });
        let has_short = self.dice.percent(70);
        let occasion = self.dice.percent(8).then(|| "mothers-day".to_owned());
        let words = u32::try_from(self.dice.within(40, 900)).unwrap_or(100);
        let identity = match kind {
            ItemKind::Event => format!("link:https://events.example/{number}"),
            _ => format!("id:{number}"),
        };
        let content = ItemContent {
            identity,
            kind,
            topic: topic.to_owned(),
            title: format!("About {}", title_mark(number)),
            link: Some(format!("https://events.example/{number}")),
            language: None,
            group: None,
            occasion: occasion.clone(),
            cancelled: false,
            ends: None,
            place: None,
            starts: starts.map(EventStart::At),
            full: block(&full_mark(number), words),
            short: has_short.then(|| block(&short_mark(number), words / 4)),
        };
        let written = Written {
            number,
            kind,
            topic: topic.to_owned(),
            starts,
            expires_at: starts,
            has_short,
            words,
            short_words: if has_short { words / 4 } else { 0 },
            occasion,
            moved: false,
        };
        if kind == ItemKind::Event {
            self.events.push(content.clone());
            self.written.push(written.clone());
        }
        (content, written)
    }
}

fn block(mark: &str, words: u32) -> Block {
    Block {
        html: format!("<p>All of {mark}.</p>"),
        text: format!("All of {mark}."),
        words,
    }
}
