//! The promise, in numbers that hold for this reader.

use super::say::{amount_of, yes_no};
use crate::house::House;
use lagom_app::preferences::{Looser, Offer, View};
use lagom_model::QuietHours;
use lagom_render::language::{Arg, Language};
use serde::Serialize;

fn window(house: &House, language: Language, days: u32) -> Arg<'static> {
    Arg::from(house.text(language, "window-days", &[("days", Arg::from(days))]))
}

/// What holds, a line each.
pub(super) fn promise(house: &House, language: Language, view: &View) -> Vec<String> {
    let limits = view.limits.iter().map(|limit| {
        let letters = [("count", Arg::from(limit.in_force))];
        let args = [
            (
                "most",
                Arg::from(house.text(language, "count-letters", &letters)),
            ),
            ("window", window(house, language, limit.days)),
            ("own", yes_no(limit.own.is_some())),
        ];
        house.text(language, "page-promise-limit", &args)
    });
    let quiet = view.quiet.map(|quiet| {
        let args = [
            ("from", Arg::from(quiet.from.to_string())),
            ("to", Arg::from(quiet.to.to_string())),
        ];
        house.text(language, "page-promise-quiet", &args)
    });
    limits.chain(quiet).collect()
}

/// A newer promise that a reader may agree to.
#[derive(Serialize)]
pub(super) struct NewerSaid {
    pub(super) key: String,
    pub(super) name: String,
    version: i64,
    pub(super) text: String,
}

/// What the policy in force allows beyond what was promised, one newsletter after the other.
pub(super) fn newer(house: &House, language: Language, view: &View) -> Vec<NewerSaid> {
    let offers = view.offers.iter().map(|offer| {
        let allowed = offer.looser.iter();
        let mut sentences: Vec<String> = allowed
            .map(|looser| sentence(house, language, offer, *looser))
            .collect();
        sentences.push(house.text(language, "page-newer-keep", &[]));
        NewerSaid {
            key: offer.key.clone(),
            name: offer.name.clone(),
            version: offer.version,
            text: sentences.join(" "),
        }
    });
    offers.collect()
}

fn sentence(house: &House, language: Language, offer: &Offer, looser: Looser) -> String {
    let hour = |hours: Option<QuietHours>| {
        let (from, to) = hours.map_or_else(Default::default, |quiet| {
            (quiet.from.to_string(), quiet.to.to_string())
        });
        vec![("from", Arg::from(from)), ("to", Arg::from(to))]
    };
    let (id, mut args) = match looser {
        Looser::More { days, to: None, .. } => (
            "page-newer-no-limit",
            vec![("window", window(house, language, days))],
        ),
        Looser::More {
            class,
            days,
            to: Some(to),
            ..
        } => (
            "page-newer-more",
            vec![
                ("most", Arg::from(amount_of(house, language, class, to))),
                ("window", window(house, language, days)),
            ],
        ),
        Looser::HigherCeiling {
            class, days, to, ..
        } => (
            "page-newer-ceiling",
            vec![
                ("most", Arg::from(amount_of(house, language, class, to))),
                ("window", window(house, language, days)),
            ],
        ),
        Looser::Sooner { to, .. } => ("page-newer-sooner", vec![("hours", Arg::from(to))]),
        Looser::LessQuiet { to: None, .. } => ("page-newer-no-quiet", Vec::new()),
        Looser::LessQuiet { to, .. } => ("page-newer-less-quiet", hour(to)),
        Looser::FewerQuietDays => ("page-newer-quiet-days", Vec::new()),
    };
    args.push(("newsletter", Arg::from(offer.name.clone())));
    house.text(language, id, &args)
}

/// What only a choice of the reader's can change.
pub(super) fn promise_more(house: &House, language: Language, view: &View) -> Option<String> {
    let longest = view
        .limits
        .last()
        .filter(|limit| limit.in_force < limit.ceiling)?;
    let args = [
        ("ceiling", Arg::from(longest.ceiling)),
        ("window", window(house, language, longest.days)),
    ];
    Some(house.text(language, "page-promise-more", &args))
}
