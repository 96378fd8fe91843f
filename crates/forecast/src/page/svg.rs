//! What every chart needs: numbers as people read them, ticks at round values, text that cannot break out.

/// A number with its thousands set apart: `12,345`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share as a percentage; what is more than nothing never reads as nothing, what is less than all never
/// as all.
pub fn percent(share: f64) -> String {
    let hundred = share * 100.0;
    if share > 0.0 && hundred < 0.1 {
        "under 0.1 %".to_owned()
    } else if share < 1.0 && hundred > 99.9 {
        "over 99.9 %".to_owned()
    } else if (hundred - hundred.round()).abs() < 0.05 {
        format!("{hundred:.0} %")
    } else {
        format!("{hundred:.1} %")
    }
}

/// Hours as a length of time: `5 hours`, `10 days`.
pub fn length(hours: u64) -> String {
    match hours {
        0 | 1 => "an hour".to_owned(),
        2..=47 => format!("{hours} hours"),
        _ if hours.is_multiple_of(24) => format!("{} days", hours / 24),
        _ => format!("{:.1} days", real(hours) / 24.0),
    }
}

/// A count as a length in a drawing.
#[expect(
    clippy::cast_precision_loss,
    reason = "a drawing needs no more than a few digits"
)]
pub(crate) const fn real(count: u64) -> f64 {
    count as f64
}

/// A place in a list as a length in a drawing.
#[expect(
    clippy::cast_precision_loss,
    reason = "a drawing needs no more than a few digits"
)]
pub(crate) const fn nth(place: usize) -> f64 {
    place as f64
}

/// Text inside an element or an attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// The step between round ticks from 0 to at least `most`, and how many there are above 0.
pub(crate) fn ticks(most: u64) -> (u64, u64) {
    let most = most.max(4);
    let mut power = 1_u64;
    loop {
        for round in [1, 2, 5] {
            let step = round * power;
            if step.saturating_mul(4) >= most {
                return (step, most.div_ceil(step));
            }
        }
        power = power.saturating_mul(10);
    }
}

/// A short form of a number for an axis: `1.5k`, `2M`.
pub(crate) fn short(number: u64) -> String {
    let scaled = |unit: u64, sign: &str| {
        let whole = real(number) / real(unit);
        if number.is_multiple_of(unit) {
            format!("{whole:.0}{sign}")
        } else {
            format!("{whole:.1}{sign}")
        }
    };
    match number {
        0..1_000 => number.to_string(),
        1_000..1_000_000 => scaled(1_000, "k"),
        _ => scaled(1_000_000, "M"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        let counts = [0, 999, 1_000, 1_234_567].map(count);
        assert_eq!(counts, ["0", "999", "1,000", "1,234,567"]);
        let shares = [0.0, 0.000_1, 0.123, 0.5, 0.999_9, 1.0].map(percent);
        let read = [
            "0 %",
            "under 0.1 %",
            "12.3 %",
            "50 %",
            "over 99.9 %",
            "100 %",
        ];
        assert_eq!(shares, read);
        let lengths = [1, 5, 48, 60, 240].map(length);
        assert_eq!(
            lengths,
            ["an hour", "5 hours", "2 days", "2.5 days", "10 days"]
        );
        assert_eq!(
            [950, 1_500, 2_000, 2_000_000].map(short),
            ["950", "1.5k", "2k", "2M"]
        );
    }

    #[test]
    fn ticks_are_round_and_reach_the_top() {
        for most in [0, 1, 4, 7, 19, 50, 51, 999, 12_345] {
            let (step, number) = ticks(most);
            assert!(step * number >= most, "{most}");
            assert!((2..=5).contains(&number), "{most}: {number} ticks");
        }
        assert_eq!(ticks(100), (50, 2));
        assert_eq!(ticks(80), (20, 4));
    }

    #[test]
    fn text_cannot_break_out() {
        assert_eq!(escape("<a b='c'>&\""), "&lt;a b=&#39;c&#39;&gt;&amp;&quot;");
    }
}
