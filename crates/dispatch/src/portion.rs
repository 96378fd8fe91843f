//! Portions: how much of each item is shown where the reader's minutes are short. Favourites come first,
//! then the order of the letter; each goes in full if that fits, else short, else as a title. Pure.

use crate::contents::{ItemRef, PartContents, Shown};
use lagom_model::{Form, Listing, Reading, Shelf};
use lagom_store::{Known, PlanLine};

/// What reading takes: how fast people read, and what there is to read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words<'a> {
    pub(crate) known: &'a Known,
    pub(crate) shelf: &'a Shelf,
    pub(crate) reading: &'a Reading,
}

impl Words<'_> {
    /// Seconds that an item takes as it would be shown.
    fn seconds(&self, part: &PartContents, item: &ItemRef, shown: Shown) -> u32 {
        let Some(listing) = self.shelf.at(part.publication, item.seq) else {
            return 0;
        };
        let words = words(listing, part.form, shown);
        if words == 0 {
            return 0;
        }
        let publication = self.known.publication(part.publication);
        let language = publication.map_or("", |one| one.def.language.as_str());
        let language = listing.language.as_deref().unwrap_or(language);
        self.reading.seconds(words, language)
    }

    /// Seconds that a letter takes as it stands.
    pub(crate) fn in_all(&self, contents: &[PartContents]) -> u32 {
        let items = contents
            .iter()
            .flat_map(|part| part.items.iter().map(move |item| (part, item)));
        let seconds = items.map(|(part, item)| self.seconds(part, item, item.shown));
        seconds.fold(0, u32::saturating_add)
    }

    /// Fits a letter into what is left of the reader's minutes.
    pub(crate) fn fit(&self, contents: &mut [PartContents], lines: &[PlanLine], mut left: u32) {
        let mut order: Vec<(bool, usize, usize)> = Vec::new();
        for (nth_part, part) in contents.iter().enumerate() {
            for (nth, item) in part.items.iter().enumerate() {
                order.push((!self.is_favourite(part, item, lines), nth_part, nth));
            }
        }
        order.sort_unstable();
        for (_, nth_part, nth) in order {
            let Some(part) = contents.get(nth_part) else {
                continue;
            };
            let Some(item) = part.items.get(nth).copied() else {
                continue;
            };
            let fits = |shown: &Shown| self.seconds(part, &item, *shown) <= left;
            let has_short = self.seconds(part, &item, Shown::Short) > 0;
            let forms = [Some(Shown::AsPart), has_short.then_some(Shown::Short)];
            let shown = forms.into_iter().flatten().find(fits);
            let shown = shown.unwrap_or(Shown::Title);
            left = left.saturating_sub(self.seconds(part, &item, shown));
            let place = contents
                .get_mut(nth_part)
                .and_then(|part| part.items.get_mut(nth));
            if let Some(item) = place {
                item.shown = shown;
            }
        }
    }

    fn is_favourite(&self, part: &PartContents, item: &ItemRef, lines: &[PlanLine]) -> bool {
        let mut lines = lines.iter();
        let line = lines.find(|line| line.publication == part.publication);
        let listing = self.shelf.at(part.publication, item.seq);
        line.zip(listing)
            .is_some_and(|(line, listing)| line.choices.favourites.contains(&listing.topic))
    }
}

/// Words that a reader reads of an item. What has no short form stands behind a link in a short letter.
const fn words(listing: &Listing, form: Form, shown: Shown) -> u32 {
    match (shown, form) {
        (Shown::Title, _) => 0,
        (Shown::Short, _) | (Shown::AsPart, Form::Short) => listing.short_words,
        (Shown::AsPart, Form::Full | Form::Events) => listing.words,
    }
}
