//! Days of the year: what their spellings mean, and that each has one.

use super::*;
use proptest::prelude::*;

fn day(text: &str) -> YearDay {
    text.parse().unwrap()
}

#[test]
fn the_dates_of_known_years() {
    for (text, year, date) in [
        ("12-20", 2026, "2026-12-20"),
        ("02-29", 2028, "2028-02-29"),
        ("02-29", 2027, "2027-02-28"),
        ("easter", 2026, "2026-04-05"),
        ("easter-47", 2026, "2026-02-17"),
        ("easter+1", 2027, "2027-03-29"),
        ("orthodox-easter", 2026, "2026-04-12"),
        ("orthodox-easter-48", 2026, "2026-02-23"),
        ("second sunday of may", 2026, "2026-05-10"),
        ("first monday of january", 2024, "2024-01-01"),
        ("fourth thursday of november+1", 2026, "2026-11-27"),
        ("last monday of may", 2026, "2026-05-25"),
        ("last monday of may", 2027, "2027-05-31"),
        ("last sunday of february", 2032, "2032-02-29"),
        ("first monday of january-5", 2024, "2023-12-27"),
    ] {
        let date: NaiveDate = date.parse().unwrap();
        assert_eq!(day(text).in_year(year), Some(date), "{text} {year}");
    }
}

#[test]
fn spaces_and_capitals_do_not_matter() {
    for (written, means) in [
        (" Easter-47 ", "easter-47"),
        ("Last  Monday of May", "last monday of may"),
        ("second sun of may +1", "second sunday of may+1"),
        ("Orthodox-Easter", "orthodox-easter"),
        ("easter+0", "easter"),
    ] {
        assert_eq!(day(written).to_string(), means);
    }
}

#[test]
fn what_no_year_has_is_refused_with_an_example() {
    for bad in [
        "",
        "12",
        "13-01",
        "00-10",
        "06-31",
        "02-30",
        "1-1",
        "12-20-3",
        "12-+1",
        "+1-01",
        "easter+",
        "easter-+1",
        "easter 47",
        "easter+181",
        "easter-99999",
        "orthodox",
        "orthodox-",
        "orthodox-easter*2",
        "fifth sunday of may",
        "second sunday of maybe",
        "second sunday may",
        "second sunday of may of",
        "last of may",
        "-47",
    ] {
        let error = bad.parse::<YearDay>().unwrap_err();
        assert!(error.to_string().contains("`easter-47`"), "{bad}");
    }
}

#[test]
fn fixed_days_of_recorded_policies_still_read() {
    let read = |json| serde_json::from_str::<YearDay>(json);
    assert_eq!(read(r#"{"month":12,"day":20}"#).unwrap(), day("12-20"));
    assert_eq!(read(r#""12-20""#).unwrap(), day("12-20"));
    assert!(
        read(r#"{"month":6,"day":31}"#)
            .unwrap_err()
            .to_string()
            .contains("`31`")
    );
    assert!(read(r#"{"month":6,"day":3,"hour":1}"#).is_err());
    assert!(read("1220").is_err());
}

fn any_day() -> impl Strategy<Value = YearDay> {
    let fixed = (1_u8..13, 1_u8..32)
        .prop_filter_map("no year has it", |(month, day)| MonthDay::new(month, day))
        .prop_map(YearDay::fixed);
    let base = prop_oneof![
        Just(Base::Easter),
        Just(Base::OrthodoxEaster),
        (0_usize..5, 0_u8..7, 1_u8..13).prop_map(|(nth, weekday, month)| Base::Nth {
            nth: Nth::ALL[nth],
            weekday: Weekday::try_from(weekday).unwrap(),
            month: Month::try_from(month).unwrap(),
        }),
    ];
    let computed = (base, -MOST_DAYS..=MOST_DAYS).prop_map(|(base, days)| YearDay { base, days });
    prop_oneof![fixed, computed]
}

proptest! {
    #[test]
    fn each_day_reads_back_from_its_one_spelling(day in any_day()) {
        let text = day.to_string();
        prop_assert_eq!(text.parse::<YearDay>(), Ok(day));
        let json = serde_json::to_string(&day).unwrap();
        prop_assert_eq!(&json, &format!("\"{text}\""));
        prop_assert_eq!(serde_json::from_str::<YearDay>(&json).unwrap(), day);
    }

    #[test]
    fn every_year_has_it(day in any_day(), year in 1..9999) {
        let date = day.in_year(year).unwrap();
        let new_year = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        prop_assert!((-180..366 + 180).contains(&(date - new_year).num_days()));
        day.in_year(i32::MAX);
        day.in_year(i32::MIN);
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,20}") {
        let _ = text.parse::<YearDay>();
    }
}
