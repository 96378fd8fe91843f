//! The zones that the process knows: one entry for each name of the bundled tzdb, made once and never freed, its rules
//! read when they are first asked for. Finding one takes no lock.

use super::offsets::Offsets;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

/// A zone: its name and, once asked for, its rules.
pub(super) struct Known {
    pub(super) name: &'static str,
    rules: OnceLock<TimeZone>,
    offsets: OnceLock<Offsets>,
}

/// Coordinated universal time, here so that it can stand in a constant.
pub(super) static UTC: Known = Known::new("UTC");

static BUNDLED: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

static ALL: LazyLock<HashMap<&'static str, &'static Known>> = LazyLock::new(|| {
    let names = BUNDLED.available();
    // As many as the tzdb has names, for as long as the process lives.
    let others = names
        .filter(|name| name.as_str() != UTC.name)
        .map(|name| &*Box::leak(Box::new(Known::new(name.as_str().to_owned().leak()))));
    std::iter::once(&UTC)
        .chain(others)
        .map(|known| (known.name, known))
        .collect()
});

impl Known {
    const fn new(name: &'static str) -> Self {
        Self {
            name,
            rules: OnceLock::new(),
            offsets: OnceLock::new(),
        }
    }

    /// The rules, for every year.
    pub(super) fn rules(&self) -> &TimeZone {
        self.rules
            .get_or_init(|| BUNDLED.get(self.name).unwrap_or(TimeZone::UTC))
    }

    /// The offsets of the years that decisions are about.
    #[inline]
    pub(super) fn offsets(&self) -> &Offsets {
        match self.offsets.get() {
            Some(known) => known,
            None => self.offsets.get_or_init(|| Offsets::of(self.rules())),
        }
    }
}

/// The zone of a name, in whatever case.
pub(super) fn find(name: &str) -> Option<&'static Known> {
    if let Some(known) = ALL.get(name) {
        return Some(known);
    }
    let zone = BUNDLED.get(name).ok()?;
    ALL.get(zone.iana_name()?).copied()
}

/// All names, in order.
pub(super) fn names() -> Vec<&'static str> {
    let mut names: Vec<_> = ALL.keys().copied().collect();
    names.sort_unstable();
    names
}
