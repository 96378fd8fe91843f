//! Pages that were composed, kept for the next reader who has the same choices: such pages differ in nothing but link and
//! address. It never keeps either of them, and never a page that says what was just done.

use crate::error::WebError;
use lagom_app::preferences::View;
use lagom_render::language::Language;
use minijinja::HtmlEscape;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// Pages in one generation. With two generations of some 20 kB a page that is 20 MB at most.
const MOST: usize = 500;

/// What stands in a composed page where the page's own path goes, and the address. Both are of the characters that Unicode
/// leaves to each for their own use (U+E000 and on): no operator's text brings them, and escaping leaves them alone.
pub(super) const PATH: &str = "\u{e000}\u{e001}\u{e000}";
pub(super) const ADDRESS: &str = "\u{e000}\u{e002}\u{e000}";

/// Composed pages, by what they say.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Generations<Key>>);

/// What was asked for lately, and what before that: the older half is forgotten as a whole.
struct Generations<K> {
    young: HashMap<K, Arc<Composed>>,
    old: HashMap<K, Arc<Composed>>,
}

impl<K> Default for Generations<K> {
    fn default() -> Self {
        Self {
            young: HashMap::new(),
            old: HashMap::new(),
        }
    }
}

/// All that a page depends on. The address is none, or [`ADDRESS`].
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    language: &'static str,
    view: View,
}

/// A page with holes.
struct Composed(Vec<Piece>);

enum Piece {
    Text(String),
    Path,
    Address,
}

impl Kept {
    /// The page of this view, composed by `compose` unless it is known. `compose` is given a view and a path that hold the
    /// marks.
    pub(super) fn page(
        &self,
        language: Language,
        mut view: View,
        path: &str,
        compose: impl FnOnce(&View, &str) -> Result<String, WebError>,
    ) -> Result<String, WebError> {
        let address = view.address.take();
        view.address = address.as_ref().map(|_| ADDRESS.to_owned());
        let key = Key {
            language: language.tag(),
            view,
        };
        let page = if let Some(page) = self.find(&key) {
            page
        } else {
            let page = Arc::new(Composed::read(&compose(&key.view, PATH)?));
            self.keep(key, Arc::clone(&page));
            page
        };
        Ok(page.filled(path, address.as_deref().unwrap_or_default()))
    }

    fn find(&self, key: &Key) -> Option<Arc<Composed>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(page) = kept.young.get(key) {
            return Some(Arc::clone(page));
        }
        let (key, page) = kept.old.remove_entry(key)?;
        kept.put(key, Arc::clone(&page));
        Some(page)
    }

    fn keep(&self, key: Key, page: Arc<Composed>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.put(key, page);
    }
}

impl<K: Eq + Hash> Generations<K> {
    fn put(&mut self, key: K, page: Arc<Composed>) {
        if self.young.len() >= MOST {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, page);
    }
}

impl Composed {
    fn read(html: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = html;
        loop {
            let next = [(PATH, Piece::Path), (ADDRESS, Piece::Address)]
                .into_iter()
                .filter_map(|(mark, piece)| Some((rest.find(mark)?, mark, piece)))
                .min_by_key(|(place, ..)| *place);
            let Some((place, mark, piece)) = next else {
                pieces.push(Piece::Text(rest.to_owned()));
                return Self(pieces);
            };
            let (before, after) = rest.split_at(place);
            pieces.push(Piece::Text(before.to_owned()));
            pieces.push(piece);
            rest = after.strip_prefix(mark).unwrap_or(after);
        }
    }

    fn filled(&self, path: &str, address: &str) -> String {
        let (path, address) = (escaped(path), escaped(address));
        let length = |piece: &Piece| match piece {
            Piece::Text(text) => text.len(),
            Piece::Path => path.len(),
            Piece::Address => address.len(),
        };
        let mut page = String::with_capacity(self.0.iter().map(length).sum());
        for piece in &self.0 {
            page.push_str(match piece {
                Piece::Text(text) => text,
                Piece::Path => &path,
                Piece::Address => &address,
            });
        }
        page
    }
}

/// As the templates escape.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    // Writing to a string cannot fail.
    write!(escaped, "{}", HtmlEscape(text)).ok();
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_and_escaped() {
        let page = format!("<p>{ADDRESS}</p><a href=\"{PATH}/why\"></a><form action=\"{PATH}\">");
        let filled = Composed::read(&page).filled("/p/v1.k", "a&…@example.org");
        let path = "&#x2f;p&#x2f;v1.k";
        assert_eq!(
            filled,
            format!(
                "<p>a&amp;…@example.org</p><a href=\"{path}/why\"></a><form action=\"{path}\">"
            )
        );
        assert_eq!(Composed::read("plain").filled("/p", "a"), "plain");
    }

    #[test]
    fn the_older_half_is_forgotten_as_a_whole() {
        let mut kept = Generations::default();
        let page = Arc::new(Composed::read("page"));
        for n in 0..=2 * MOST {
            kept.put(n, Arc::clone(&page));
        }
        assert!(kept.young.len() + kept.old.len() <= 2 * MOST);
        assert!(!kept.old.contains_key(&0) && kept.young.contains_key(&(2 * MOST)));
    }
}
