//! How long people read: an estimate for pages, from what a publication's last issues brought. It knows
//! no letter that came out, and says nothing where no issue has come out yet.

use lagom_model::{Cadence, Choices, Form, ItemKind, PublicationDef, Reading};
use lagom_policy::letters_per_four_weeks;
use lagom_store::ContentSize;

/// The last issues that an estimate looks at.
const LAST_ISSUES: usize = 6;

/// What a publication's last issues brought, by topic.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Usual<'a> {
    sizes: Vec<&'a ContentSize>,
    issues: u64,
}

/// Items and words in all of the issues looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Amount {
    items: u64,
    words: u64,
}

impl<'a> Usual<'a> {
    /// What is usual of a publication; sizes come with the latest issue first.
    pub(super) fn of(publication: lagom_model::PublicationId, sizes: &'a [ContentSize]) -> Self {
        let of_it = sizes.iter().filter(|size| size.publication == publication);
        let mut issues = Vec::new();
        let mut taken = Vec::new();
        for size in of_it {
            if !issues.contains(&size.issue) {
                if issues.len() == LAST_ISSUES {
                    break;
                }
                issues.push(size.issue);
            }
            taken.push(size);
        }
        Self {
            sizes: taken,
            issues: issues.len() as u64,
        }
    }

    /// Minutes of reading in four weeks with these choices; `None`: no issue has come out yet.
    pub(super) fn minutes(
        &self,
        def: &PublicationDef,
        choices: &Choices,
        form: Form,
        reading: &Reading,
    ) -> Option<u32> {
        if self.issues == 0 {
            return None;
        }
        let amount = self.amount(choices, form);
        let issues = u64::from(letters_per_four_weeks(
            Cadence::EveryIssue,
            def.issue_every_days,
        ));
        let letters = match choices.cadence {
            Cadence::EveryIssue | Cadence::EventsOnly => issues,
            slots => u64::from(letters_per_four_weeks(slots, def.issue_every_days)),
        };
        let words = amount.words * issues / self.issues;
        let items = amount.items * issues / self.issues;
        // A letter made of several issues shows so many items; the rest is one link away.
        let shown = letters * u64::from(def.most_items);
        let words = if letters < issues && items > shown {
            words * shown / items
        } else {
            words
        };
        let words = u32::try_from(words).unwrap_or(u32::MAX);
        Some(reading.seconds(words, &def.language).div_ceil(60))
    }

    fn amount(&self, choices: &Choices, form: Form) -> Amount {
        let only_events = form == Form::Events || choices.cadence == Cadence::EventsOnly;
        let comes = |size: &&&ContentSize| {
            choices.takes_topic(&size.topic) && (!only_events || size.kind == ItemKind::Event)
        };
        let sizes = self.sizes.iter().filter(comes);
        sizes.fold(Amount::default(), |sum, size| {
            let (items, words) = match form {
                Form::Short => (size.short_items, size.short_words),
                Form::Full | Form::Events => (size.items, size.words),
            };
            Amount {
                items: sum.items + u64::from(items),
                words: sum.words + u64::from(words),
            }
        })
    }
}
