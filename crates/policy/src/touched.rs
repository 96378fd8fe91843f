//! The touches of one person, as far as caps and gap care: how many there were since an instant, and the latest.
//! Which instant matters, and what the number means, is not said here.

use lagom_model::{Classes, MessageClass, Timestamp, TouchFact};

/// Before any touch.
const NEVER: Timestamp = Timestamp(i64::MIN);

/// Touches, in no order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Touched<'a> {
    pub(crate) all: &'a [TouchFact],
    /// The latest that uses a unit.
    pub(crate) last: Option<Timestamp>,
    /// Whether each of them uses a unit, as most people's do: then only their instants matter.
    only_units: bool,
}

impl<'a> Touched<'a> {
    pub(crate) fn of(all: &'a [TouchFact]) -> Self {
        let (mut last, mut only_units) = (NEVER, true);
        for touch in all {
            only_units &= uses_unit(touch.classes);
            last = last.max(touch.at);
        }
        if !only_units {
            last = last_unit(all);
        }
        Self {
            all,
            last: (last > NEVER).then_some(last),
            only_units,
        }
    }

    /// How many a cap counts from an instant on: of one class, or of all.
    pub(crate) fn since(&self, class: Option<MessageClass>, since: Timestamp) -> u32 {
        if !self.only_units || class.is_some() {
            return self.counted_since(class, since);
        }
        let mut units = 0;
        for touch in self.all {
            units += u32::from(touch.at >= since);
        }
        units
    }

    #[inline(never)]
    fn counted_since(&self, class: Option<MessageClass>, since: Timestamp) -> u32 {
        let mut units = 0;
        for touch in self.all {
            units += u32::from((touch.at >= since) & counts(class, touch));
        }
        units
    }

    /// When those were that a cap counts, in no order.
    pub(crate) fn counted(
        &self,
        class: Option<MessageClass>,
    ) -> impl Iterator<Item = Timestamp> + use<'a> {
        let counted = self.all.iter().filter(move |it| counts(class, it));
        counted.map(|it| it.at)
    }
}

/// When the latest of touches was that uses a unit.
#[inline(never)]
fn last_unit(all: &[TouchFact]) -> Timestamp {
    let units = all.iter().filter(|touch| uses_unit(touch.classes));
    units.map(|touch| touch.at).max().unwrap_or(NEVER)
}

fn counts(class: Option<MessageClass>, touch: &TouchFact) -> bool {
    match class {
        None => uses_unit(touch.classes),
        Some(class) => touch.classes.contains(class),
    }
}

/// Whether a touch of these classes uses a unit: pure service does not.
pub(crate) fn uses_unit(classes: Classes) -> bool {
    classes != Classes::one(MessageClass::Service)
}
