//! A chart of upright bars, one or two beside each other at each label. Drawn at the width of a phone, so
//! that its text is readable there too.

use super::svg::{count, escape, nth, real, short, ticks};
use std::fmt::Write as _;

/// Bars of one colour.
pub(crate) struct Series<'a> {
    /// What they stand for.
    pub(crate) name: &'a str,
    /// Their values, one a label.
    pub(crate) values: Vec<u64>,
}

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 190.0;
const LEFT: f64 = 34.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 24.0;
/// Labels under the bars that fit beside each other.
const LABELS: usize = 8;

/// Draws the bars. `title` is read out; `unit` stands behind a value in its tooltip.
pub(crate) fn bars(title: &str, unit: &str, labels: &[String], series: &[Series<'_>]) -> String {
    let most = series.iter().flat_map(|one| &one.values).copied().max();
    let (step, number) = ticks(most.unwrap_or(0));
    let top = real(step * number);
    let floor = HEIGHT - BOTTOM;
    let height = |value: u64| (floor - TOP) * real(value) / top;
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">",
        escape(title)
    );
    for tick in 0..=number {
        let y = floor - height(step * tick);
        let _ = write!(
            svg,
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
             <text class=\"tick\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            LEFT - 5.0,
            y + 3.5,
            short(step * tick)
        );
    }
    let slot = (WIDTH - LEFT) / nth(labels.len().max(1));
    let bar = slot * 0.74 / nth(series.len().max(1));
    for (nth_series, one) in series.iter().enumerate() {
        for (place, value) in one.values.iter().enumerate() {
            let x = LEFT + slot * nth(place) + slot * 0.13 + bar * nth(nth_series);
            let tall = height(*value);
            let label = labels.get(place).map_or("", String::as_str);
            let _ = write!(
                svg,
                "<rect class=\"s{nth_series}\" x=\"{x:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{tall:.2}\" rx=\"1.5\">\
                 <title>{}: {} {unit}{}</title></rect>",
                floor - tall,
                (bar - 1.0).max(0.8),
                escape(label),
                count(*value),
                named(series, one),
            );
        }
    }
    let every = labels.len().div_ceil(LABELS).max(1);
    for (place, label) in labels.iter().enumerate().step_by(every) {
        let _ = write!(
            svg,
            "<text class=\"label\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            LEFT + slot * (nth(place) + 0.5),
            HEIGHT - 7.0,
            escape(label)
        );
    }
    svg.push_str("</svg>");
    svg
}

/// Whose bar it is, where there are several.
fn named(all: &[Series<'_>], one: &Series<'_>) -> String {
    if all.len() < 2 {
        String::new()
    } else {
        format!(" ({})", escape(one.name))
    }
}
