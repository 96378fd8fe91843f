//! A timeline of hours: letters that fall due, what waits for the relay, and what it takes. The drawing
//! stretches with the page; its words stand beside it in HTML.

use super::svg::{count, escape, nth, real, ticks};
use crate::report::Outcome;
use lagom_model::Timestamp;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const HEIGHT: f64 = 160.0;
/// Steps that a timeline shows at most: more are narrower than a pixel of a phone.
const STEPS: i64 = 420;

/// A timeline, and what its upper edge stands for.
pub(crate) struct Timeline {
    /// The drawing.
    pub(crate) svg: String,
    /// Letters at its upper edge.
    pub(crate) top: String,
    /// Letters at half its height.
    pub(crate) middle: String,
    /// Hours that a step stands for.
    pub(crate) hours_a_step: i64,
}

/// Draws the hours from one instant to another; a step shows its busiest hour.
pub(crate) fn timeline(
    outcome: &Outcome,
    limit: Option<u32>,
    (from, until): (Timestamp, Timestamp),
) -> Timeline {
    let hours = (until.since(from) / Timestamp::HOUR).max(1);
    let hours_a_step = hours.div_ceil_by(STEPS);
    let mut steps = BTreeMap::<i64, (u64, u64)>::new();
    for hour in &outcome.hours {
        let step = hour.at.since(from).max(0) / Timestamp::HOUR / hours_a_step;
        let (letters, waiting) = steps.entry(step).or_default();
        *letters = (*letters).max(u64::from(hour.letters));
        *waiting = (*waiting).max(hour.waiting);
    }
    let width = usize::try_from(hours / hours_a_step + 1).unwrap_or(1);
    let most = steps.values().map(|(letters, _)| *letters).max();
    let limit = limit.map(u64::from);
    let most = most.unwrap_or(0).max(limit.unwrap_or(0));
    let (step, number) = ticks(most);
    let top = step * number;
    let y = |value: u64| HEIGHT - HEIGHT * (real(value) / real(top)).min(1.0);
    let mut svg = format!(
        "<svg class=\"wide\" viewBox=\"0 0 {width} {HEIGHT}\" preserveAspectRatio=\"none\" role=\"img\" \
         aria-label=\"Letters by the hour: {} at most\">",
        escape(
            &outcome
                .busiest
                .map_or_else(|| "none".to_owned(), |hour| count(u64::from(hour.letters)))
        )
    );
    let mut waiting = String::new();
    let mut letters = String::new();
    for (place, (due, queue)) in &steps {
        let x = nth(usize::try_from(*place).unwrap_or(0));
        let _ = write!(letters, "M{x:.0} {HEIGHT}V{:.1}h1V{HEIGHT}z", y(*due));
        if *queue > 0 {
            let _ = write!(waiting, "M{x:.0} {HEIGHT}V{:.1}h1V{HEIGHT}z", y(*queue));
        }
    }
    for part in [1, 2] {
        let at = HEIGHT * f64::from(part) / 2.0 - HEIGHT / 2.0;
        let _ = write!(
            svg,
            "<line class=\"grid\" x1=\"0\" x2=\"{width}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>"
        );
    }
    let _ = write!(
        svg,
        "<path class=\"waiting\" d=\"{waiting}\"/><path class=\"s0\" d=\"{letters}\"/>"
    );
    if let Some(limit) = limit {
        let at = y(limit);
        let _ = write!(
            svg,
            "<line class=\"limit\" x1=\"0\" x2=\"{width}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>"
        );
    }
    svg.push_str("</svg>");
    Timeline {
        svg,
        top: count(top),
        middle: count(top / 2),
        hours_a_step,
    }
}

trait DivCeilBy {
    fn div_ceil_by(self, by: Self) -> Self;
}

impl DivCeilBy for i64 {
    fn div_ceil_by(self, by: Self) -> Self {
        ((self - 1) / by + 1).max(1)
    }
}
