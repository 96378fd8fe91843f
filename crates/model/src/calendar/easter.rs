//! Easter Sunday, western and Orthodox, by arithmetic for every year. Nothing here knows a custom that hangs on it.

use chrono::{Days, NaiveDate};

/// Easter of the Gregorian calendar (Meeus, *Astronomical Algorithms*, chapter 8).
pub(super) fn western(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let correction = (century + 8).div_euclid(25);
    let moon_shift = (century - correction + 1).div_euclid(3);
    let epact = (19 * golden + century - century.div_euclid(4) - moon_shift + 15).rem_euclid(30);
    let leap_part = 2 * century.rem_euclid(4) + 2 * of_century.div_euclid(4);
    let to_sunday = (32 + leap_part - epact - of_century.rem_euclid(4)).rem_euclid(7);
    let late = (golden + 11 * epact + 22 * to_sunday).div_euclid(451);
    since_march(year, epact + to_sunday - 7 * late + 114)
}

/// Easter of the Julian calendar, as a date of the Gregorian one (Meeus, chapter 8).
pub(super) fn orthodox(year: i32) -> Option<NaiveDate> {
    let full_moon = (19 * year.rem_euclid(19) + 15).rem_euclid(30);
    let to_sunday =
        (2 * year.rem_euclid(4) + 4 * year.rem_euclid(7) - full_moon + 34).rem_euclid(7);
    let julian = since_march(year, full_moon + to_sunday + 114)?;
    // How far the two calendars are apart from March of that year on.
    let apart = year.div_euclid(100) - year.div_euclid(400) - 2;
    match u64::try_from(apart) {
        Ok(days) => julian.checked_add_days(Days::new(days)),
        Err(_) => julian.checked_sub_days(Days::new(u64::from(apart.unsigned_abs()))),
    }
}

/// Both computations end with a number that holds the month (by 31) and the day before.
fn since_march(year: i32, coded: i32) -> Option<NaiveDate> {
    let month = u32::try_from(coded.div_euclid(31)).ok()?;
    let day = u32::try_from(coded.rem_euclid(31)).ok()? + 1;
    NaiveDate::from_ymd_opt(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Datelike, Weekday};

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn known_easters() {
        for (year, in_the_west, in_the_east) in [
            (1961, "1961-04-02", "1961-04-09"),
            (2008, "2008-03-23", "2008-04-27"),
            (2024, "2024-03-31", "2024-05-05"),
            (2025, "2025-04-20", "2025-04-20"),
            (2026, "2026-04-05", "2026-04-12"),
            (2027, "2027-03-28", "2027-05-02"),
            (2038, "2038-04-25", "2038-04-25"),
        ] {
            assert_eq!(western(year), Some(date(in_the_west)), "{year}");
            assert_eq!(orthodox(year), Some(date(in_the_east)), "{year}");
        }
    }

    #[test]
    fn easter_is_a_sunday_between_its_bounds() {
        for year in 1900..=2200 {
            let west = western(year).unwrap();
            let east = orthodox(year).unwrap();
            assert_eq!(west.weekday(), Weekday::Sun, "{year}");
            assert_eq!(east.weekday(), Weekday::Sun, "{year}");
            assert!(
                (322..=425).contains(&(west.month() * 100 + west.day())),
                "{year}"
            );
            assert!(east >= west && (east - west).num_days() <= 35, "{year}");
        }
    }
}
