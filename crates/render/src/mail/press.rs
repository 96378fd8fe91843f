//! The press: composes letters, and keeps a wire template of every content and shape that came more than once. It keeps them
//! for one run: content must not change under it.

use super::compose::{compose, render};
use super::error::RenderError;
use super::letter::Letter;
use super::shape::shape;
use super::stencil::Stencil;
use super::times::Times;
use crate::templates::Templates;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Shapes of one content that get a template; the others are composed singly.
const VARIANTS: usize = 32;
/// What templates may take of memory in all, in bytes, before all are forgotten.
const MEMORY: usize = 48 << 20;

/// Composes many letters of the same content.
#[derive(Debug, Default)]
pub struct Press {
    kept: Mutex<Kept>,
    times: Times,
}

#[derive(Debug, Default)]
struct Kept {
    contents: HashMap<Vec<u8>, HashMap<Vec<u8>, Variant>>,
    memory: usize,
}

/// What is known of a shape.
#[derive(Debug, Clone)]
enum Variant {
    /// It came once.
    Seen,
    /// It has a template.
    Cut(Arc<Stencil>),
    /// It has none, and gets none.
    Single,
}

/// What to do with a letter.
enum Way {
    Fill(Arc<Stencil>),
    Cut,
    Single,
}

impl Press {
    /// The bytes of a message, as from [`compose`]: the same headers, the same text and HTML. `contents` names, as the caller
    /// likes, everything that the letter borrows: two letters with the same name borrow the same.
    ///
    /// # Errors
    /// [`RenderError`] as for [`compose`].
    pub fn compose(
        &self,
        letter: &Letter<'_>,
        contents: &[u8],
        templates: &Templates,
    ) -> Result<Vec<u8>, RenderError> {
        let shape = shape(letter);
        let way = self.kept().way(contents, &shape);
        let stencil = match way {
            Way::Single => return compose(letter, templates),
            Way::Fill(stencil) => stencil,
            Way::Cut => {
                let real = render(letter, templates)?;
                let cut = Stencil::cut(letter, &real, templates, &self.times)?.map(Arc::new);
                self.kept().put(contents, &shape, cut.clone());
                match cut {
                    Some(stencil) => stencil,
                    None => return compose(letter, templates),
                }
            }
        };
        stencil.fill(letter, templates.languages(), &self.times)
    }

    /// How many templates there are.
    pub fn templates(&self) -> usize {
        let kept = self.kept();
        let variants = kept.contents.values().flat_map(HashMap::values);
        variants.filter(|it| matches!(it, Variant::Cut(_))).count()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn way(&mut self, contents: &[u8], shape: &[u8]) -> Way {
        let Some(variants) = self.contents.get_mut(contents) else {
            self.note(contents.len() + shape.len());
            let first = HashMap::from([(shape.to_vec(), Variant::Seen)]);
            self.contents.insert(contents.to_vec(), first);
            return Way::Single;
        };
        match variants.get(shape) {
            Some(Variant::Cut(stencil)) => Way::Fill(Arc::clone(stencil)),
            Some(Variant::Seen) => Way::Cut,
            Some(Variant::Single) => Way::Single,
            None => {
                if variants.len() < VARIANTS {
                    variants.insert(shape.to_vec(), Variant::Seen);
                    self.memory += shape.len();
                }
                Way::Single
            }
        }
    }

    fn put(&mut self, contents: &[u8], shape: &[u8], cut: Option<Arc<Stencil>>) {
        self.note(cut.as_ref().map_or(0, |cut| cut.size()));
        let variant = cut.map_or(Variant::Single, Variant::Cut);
        let variants = self.contents.entry(contents.to_vec()).or_default();
        variants.insert(shape.to_vec(), variant);
    }

    /// Counts what comes, and forgets everything when it gets too much.
    fn note(&mut self, bytes: usize) {
        if self.memory + bytes > MEMORY {
            self.contents.clear();
            self.memory = 0;
        }
        self.memory += bytes;
    }
}

#[cfg(test)]
mod tests;
