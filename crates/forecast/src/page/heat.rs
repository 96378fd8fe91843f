//! A heat map of the week: how many letters fall due in each hour of each weekday, on average.

use super::svg::{count, nth, real};
use crate::report::Outcome;
use chrono::{Datelike, Timelike};
use lagom_model::Zone;
use std::fmt::Write as _;

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const CELL: f64 = 13.0;
const LEFT: f64 = 34.0;
const TOP: f64 = 16.0;

/// Draws the week on a zone's wall clock. The darker, the more.
pub(crate) fn heat(outcome: &Outcome, weeks: usize, zone: &Zone) -> String {
    let mut cells = [[0_u64; 24]; 7];
    for hour in &outcome.hours {
        let local = zone.local(hour.at);
        let day = local.weekday().num_days_from_monday();
        if let Some(cell) = usize::try_from(day)
            .ok()
            .and_then(|day| cells.get_mut(day))
            .and_then(|day| day.get_mut(usize::try_from(local.hour()).unwrap_or(24)))
        {
            *cell += u64::from(hour.letters);
        }
    }
    let most = cells.iter().flatten().copied().max().unwrap_or(0).max(1);
    let weeks = u64::try_from(weeks).unwrap_or(1).max(1);
    let mut svg = format!(
        "<svg viewBox=\"0 0 {:.0} {:.0}\" role=\"img\" aria-label=\"Letters by weekday and hour\">",
        LEFT + 24.0 * CELL + 1.0,
        TOP + 7.0 * CELL + 2.0
    );
    for hour in (0..24).step_by(3) {
        let x = LEFT + CELL * f64::from(hour);
        let _ = write!(
            svg,
            "<text class=\"label start\" x=\"{x:.1}\" y=\"11\">{hour:02}</text>"
        );
    }
    for ((place, day), name) in cells.iter().enumerate().zip(DAYS) {
        let y = TOP + CELL * nth(place);
        let _ = write!(
            svg,
            "<text class=\"tick\" x=\"{:.1}\" y=\"{:.1}\">{name}</text>",
            LEFT - 5.0,
            y + 10.0
        );
        for (hour, letters) in day.iter().enumerate() {
            // The root, or one great hour would leave all others blank.
            let heat = (real(*letters) / real(most)).sqrt();
            let _ = write!(
                svg,
                "<rect class=\"cell\" x=\"{:.1}\" y=\"{y:.1}\" width=\"12\" height=\"12\" rx=\"2\" \
                 fill-opacity=\"{:.2}\"><title>{name} {hour:02}:00: {} letters a week</title></rect>",
                LEFT + CELL * nth(hour),
                0.06 + 0.94 * heat,
                count(letters / weeks)
            );
        }
    }
    svg.push_str("</svg>");
    svg
}
