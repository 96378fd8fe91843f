//! What holds for everything that is sent, as the page shows it: quiet time, minutes, occasions, levels, and
//! newer promises.

use super::Looking;
use crate::preferences::limits::caps_in_all;
use crate::preferences::looser::looser;
use crate::preferences::view::{LevelView, OccasionView, Offer, WishesView};
use crate::preferences::wishes::MOST_MINUTES;
use lagom_model::{Level, QuietHours};
use lagom_policy::limit;
use std::collections::BTreeSet;

impl Looking<'_> {
    pub(super) fn quiet(&self) -> Option<QuietHours> {
        let own = self.person.facts.quiet;
        own.or(self.policy.quiet)
            .filter(|quiet| quiet.from != quiet.to)
    }

    pub(super) fn wishes(&self) -> WishesView {
        let facts = &self.person.facts;
        let own_days = facts.wishes.quiet_days.as_ref();
        let usual = self.policy.quiet.filter(|quiet| quiet.from != quiet.to);
        let country = facts.country.as_deref();
        WishesView {
            own_quiet: facts.quiet.is_some(),
            usual_quiet: usual,
            quiet_days: own_days.unwrap_or(&self.policy.quiet_days).clone(),
            own_quiet_days: own_days.is_some(),
            holidays_known: country
                .and_then(|country| self.policy.holidays_of(country))
                .is_some(),
            minutes_a_week: facts.wishes.minutes_a_week,
            most_minutes: MOST_MINUTES,
            occasions: self.occasions(),
            levels: self.levels(),
        }
    }

    /// The occasions that content was about, and those that the reader does without.
    fn occasions(&self) -> Vec<OccasionView> {
        let without = &self.person.facts.wishes.no_occasions;
        let known: BTreeSet<&String> = self.beside.occasions.iter().chain(without).collect();
        let views = known.into_iter().map(|key| OccasionView {
            key: key.clone(),
            wanted: !without.contains(key),
        });
        views.collect()
    }

    fn levels(&self) -> Vec<LevelView> {
        let facts = &self.person.facts;
        let picked = facts.wishes.level.as_ref();
        let most = |level: &Level| {
            let mut with_it = facts.clone();
            with_it.wishes.level = Some(level.key.clone());
            let longest = caps_in_all(self.policy).max_by_key(|cap| cap.days)?;
            let limit = limit(self.policy, longest, &with_it);
            Some((limit.most, longest.days))
        };
        let views = self.policy.levels.iter().map(|level| LevelView {
            key: level.key.clone(),
            name: level.name.clone(),
            most: most(level),
            picked: picked == Some(&level.key),
        });
        views.collect()
    }

    /// Where the policy in force is looser than what a line was promised.
    pub(super) fn offers(&self) -> Vec<Offer> {
        let newer = self.person.lines.iter().filter_map(|line| {
            let def = &self.known.publication(line.publication)?.def;
            let mut versions = self.beside.policies.iter();
            let promise = versions.find(|policy| policy.version == line.promise)?;
            Some(Offer {
                key: def.key.clone(),
                name: def.name.clone(),
                version: self.in_force.version,
                looser: looser(promise, self.in_force),
            })
        });
        newer.filter(|offer| !offer.looser.is_empty()).collect()
    }
}
