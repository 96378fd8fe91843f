//! The promise, in numbers that hold for this reader.

use super::say::yes_no;
use crate::house::House;
use lagom_app::preferences::View;
use lagom_render::language::{Arg, Language};

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
