//! Calendars as they are found: folded lines, ends, repetitions, and what is no holiday.

use super::*;

fn event(lines: &str) -> String {
    format!(
        "BEGIN:VEVENT\r\nUID:x\r\nDTSTAMP:20260101T000000Z\r\n{}\r\nEND:VEVENT\r\n",
        lines.replace('\n', "\r\n")
    )
}

fn calendar(events: &[&str]) -> String {
    let events: String = events.iter().map(|lines| event(lines)).collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n{events}END:VCALENDAR\r\n")
}

fn read(events: &[&str], years: Option<(i32, i32)>) -> (Vec<String>, Vec<String>) {
    let (file, left_out) = holidays(&calendar(events), "EE", "ee.ics", years).unwrap();
    let days = file.days.iter().map(|(day, name)| format!("{day} {name}"));
    (days.collect(), left_out)
}

#[test]
fn whole_days_become_holidays() {
    let (days, left_out) = read(
        &[
            "DTSTART;VALUE=DATE:20260224\nSUMMARY:Independence \n Day",
            "DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227\nSUMMARY:Christmas\\, all of it",
            "DTSTART;VALUE=DATE:20270101\nDTEND;VALUE=DATE:20270101\nSUMMARY:New Year",
        ],
        None,
    );
    let expected = [
        "2026-02-24 Independence Day",
        "2026-12-24 Christmas, all of it",
        "2026-12-25 Christmas, all of it",
        "2026-12-26 Christmas, all of it",
        "2027-01-01 New Year",
    ];
    assert_eq!(days, expected);
    assert!(left_out.is_empty(), "{left_out:?}");
}

#[test]
fn what_returns_every_year_has_a_day_in_each() {
    let events = [
        "DTSTART;VALUE=DATE:20250224\nRRULE:FREQ=YEARLY\nSUMMARY:Independence Day",
        "DTSTART;VALUE=DATE:20200229\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29\nSUMMARY:Leap Day",
    ];
    let (days, _) = read(&events, Some((2024, 2026)));
    assert_eq!(
        days,
        [
            "2024-02-29 Leap Day",
            "2025-02-24 Independence Day",
            "2026-02-24 Independence Day"
        ]
    );
    let error = holidays(&calendar(&events), "EE", "ee.ics", None).unwrap_err();
    assert!(error.to_string().contains("`--years FROM-TO`"), "{error}");
}

#[test]
fn two_names_of_a_day_stand_side_by_side_and_no_name_twice() {
    let (days, _) = read(
        &[
            "DTSTART;VALUE=DATE:20260501\nSUMMARY:Labour Day",
            "DTSTART;VALUE=DATE:20260501\nSUMMARY:Spring Day",
            "DTSTART;VALUE=DATE:20260501\nSUMMARY:Labour Day",
        ],
        None,
    );
    assert_eq!(days, ["2026-05-01 Labour Day; Spring Day"]);
}

#[test]
fn what_is_no_holiday_is_left_out_and_named() {
    let (days, left_out) = read(
        &[
            "DTSTART;VALUE=DATE:20260501\nSUMMARY:Labour Day",
            "DTSTART:20260502T100000Z\nSUMMARY:Parade",
            "DTSTART;VALUE=DATE:20260503\nRRULE:FREQ=YEARLY;BYDAY=1SU\nSUMMARY:Mothers",
            "DTSTART;VALUE=DATE:20260601\nDTEND;VALUE=DATE:20260901\nSUMMARY:School is out",
            "DTSTART;VALUE=DATE:20260504\nSTATUS:CANCELLED\nSUMMARY:Called off",
            "SUMMARY:Some day",
            "DTSTART;VALUE=DATE:20280101\nSUMMARY:Too late",
        ],
        Some((2026, 2027)),
    );
    assert_eq!(days, ["2026-05-01 Labour Day"]);
    let parts = [
        "`Parade`: it has a time",
        "`Mothers`: its repetition",
        "lasts 92 days",
        "`Some day`",
        "1 days outside 2026",
    ];
    assert_eq!(left_out.len(), parts.len(), "{left_out:?}");
    for (what, part) in left_out.iter().zip(parts) {
        assert!(what.contains(part), "{what}");
    }
}

#[test]
fn what_is_no_calendar_is_refused() {
    for text in [
        "",
        "country = \"EE\"",
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
    ] {
        assert!(holidays(text, "EE", "ee.ics", None).is_err(), "{text}");
    }
    for bad in [
        "",
        "2026-",
        "26-27",
        "2027-2026",
        "2000-2100",
        "2026-2027-2028",
    ] {
        assert!(years(bad).is_err(), "{bad}");
    }
    assert_eq!(years("2026"), Ok((2026, 2026)));
}

#[test]
fn the_file_reads_back() {
    let (file, _) = holidays(
        &calendar(&["DTSTART;VALUE=DATE:20260501\nSUMMARY:A \"day\""]),
        "EE",
        "ee.ics",
        None,
    )
    .unwrap();
    let text = toml::to_string(&file).unwrap();
    assert_eq!(HolidayFile::parse(&text), Ok(file));
}
