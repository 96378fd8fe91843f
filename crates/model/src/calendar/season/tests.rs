//! Seasons: which dates they hold on, also over new year, and for whom.

use super::*;
use crate::calendar::MonthDay;
use proptest::prelude::*;

fn season(from: &str, to: &str) -> Season {
    Season {
        key: "some".to_owned(),
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        form: SeasonChoice::Short,
        countries: Vec::new(),
        languages: Vec::new(),
    }
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_window_holds_from_its_first_to_its_last_date() {
    for (from, to, first, last) in [
        ("12-20", "01-06", "2026-12-20", "2027-01-06"),
        ("07-01", "08-31", "2026-07-01", "2026-08-31"),
        ("easter-47", "easter", "2027-02-09", "2027-03-28"),
        (
            "orthodox-easter-1",
            "orthodox-easter+1",
            "2026-04-11",
            "2026-04-13",
        ),
        (
            "fourth thursday of november",
            "fourth thursday of november+1",
            "2026-11-26",
            "2026-11-27",
        ),
        (
            "12-31",
            "first monday of january-3",
            "2026-12-31",
            "2027-01-01",
        ),
        // Half a year off its year, it begins two years before it ends by the computed days.
        (
            "last monday of december+170",
            "last monday of november+170",
            "2025-06-18",
            "2026-05-13",
        ),
        ("03-03", "03-03", "2026-03-03", "2026-03-03"),
    ] {
        let it = season(from, to);
        let window = Some((date(first), date(last)));
        assert!(!it.holds_on(date(first).pred_opt().unwrap()), "{from} {to}");
        assert!(!it.holds_on(date(last).succ_opt().unwrap()), "{from} {to}");
        assert_eq!(it.window_on(date(first)), window, "{from} {to}");
        assert_eq!(it.window_on(date(last)), window, "{from} {to}");
        let middle = date(first) + (date(last) - date(first)) / 2;
        assert_eq!(it.window_on(middle), window, "{from} {to}");
        assert_eq!(it.window_from(date(first).pred_opt().unwrap()), window);
        assert_eq!(it.window_from(date(last)), window);
        assert!(it.window_from(date(last).succ_opt().unwrap()) > window);
        assert!(it.keeps_its_order(), "{from} {to}");
    }
}

#[test]
fn ends_that_change_places_are_found() {
    assert!(!season("easter", "04-10").keeps_its_order());
    assert!(!season("05-31", "last monday of may").keeps_its_order());
    assert!(season("05-31", "last monday of may-3").keeps_its_order());
}

#[test]
fn it_is_for_those_of_its_countries_and_languages() {
    let mut it = season("01-01", "01-08");
    assert!(it.is_for(None, "en"));
    it.countries = vec!["RU".to_owned()];
    assert!(it.is_for(Some("ru"), "en") && !it.is_for(Some("LV"), "en") && !it.is_for(None, "en"));
    it.countries.clear();
    it.languages = vec!["ru".to_owned(), "pt-BR".to_owned()];
    for (language, theirs) in [
        ("ru", true),
        ("RU-lv", true),
        ("pt-br", true),
        ("pt", false),
        ("run", false),
        ("", false),
        ("руß", false),
    ] {
        assert_eq!(it.is_for(None, language), theirs, "{language}");
    }
}

proptest! {
    #[test]
    fn a_window_is_the_same_on_each_of_its_dates(
        from in 0_i64..366, length in 0_i64..364, day in 0_i64..1500,
    ) {
        let on = |days| (date("2024-01-01") + chrono::TimeDelta::days(days)).format("%m-%d").to_string();
        let it = season(&on(from), &on((from + length) % 366));
        let today = date("2025-01-01") + chrono::TimeDelta::days(day);
        let Some((first, last)) = it.window_on(today) else {
            let (next, _) = it.window_from(today).unwrap();
            prop_assert!(next > today && (next - today).num_days() <= 366);
            return Ok(());
        };
        prop_assert!(first <= today && today <= last);
        prop_assert_eq!(it.window_on(first), Some((first, last)));
        prop_assert_eq!(it.window_on(last), Some((first, last)));
        prop_assert_eq!(it.window_from(today), Some((first, last)));
    }

    #[test]
    fn fixed_days_compare_as_their_windows_say(
        from in (1_u8..13, 1_u8..32), to in (1_u8..13, 1_u8..32), day in 0_i64..3000,
    ) {
        let on = |(month, day)| MonthDay::new(month, day).map(YearDay::fixed);
        let (Some(from), Some(to)) = (on(from), on(to)) else { return Ok(()) };
        let it = Season { from, to, ..season("01-01", "01-01") };
        let today = date("2023-01-01") + chrono::TimeDelta::days(day);
        prop_assert_eq!(it.holds_on(today), it.window_on(today).is_some());
    }
}
