//! Quiet days through the binary: from a calendar to a file, from the file to the configuration, from there to a letter
//! that waits. What a quiet day is exactly, the policy's own tests say.

use crate::support::{Backend, House, Receiver, text};

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n\
    BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20260224\r\nSUMMARY:Independence Day\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:2\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260225T100000Z\r\nSUMMARY:Parade\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

const POLICY: &str = "[policy]\nspread_minutes = 0\nquiet_days = { weekdays = [\"sat\", \"sun\"], holidays = true }\n\
    holidays = [\"LV\", \"holidays/ee.toml\"]\n";

const IMPORT: [&str; 5] = ["holidays", "import", "estonia.ics", "--country", "EE"];

fn house() -> House {
    let house = House::new(Backend::Sqlite, &["north"]);
    house.write("estonia.ics", CALENDAR);
    house
}

#[test]
fn a_letter_waits_for_the_end_of_the_holiday_where_the_reader_is() {
    let mut house = house();
    house.run(IMPORT).ok();
    POLICY.clone_into(&mut house.settings.policy);
    let receiver = Receiver::start();
    let house = house.to(&receiver.relay());
    let (before, holiday, after) = (
        "2026-02-20T10:00:00Z",
        "2026-02-24T10:00:00Z",
        "2026-02-25T06:00:00Z",
    );
    let people = "email,country,zone,cadence:north\nann@example.org,LV,Europe/Riga,every-issue\n\
                  bob@example.org,EE,Europe/Tallinn,every-issue\n";
    house.import(before, people);
    house.publish(
        before,
        "north",
        &text::letter("Snow", "Snow fell", &[]),
        holiday,
    );
    house.tick(holiday);
    let to = |mails: Vec<crate::support::Mail>| {
        mails.into_iter().map(|mail| mail.to).collect::<Vec<_>>()
    };
    assert_eq!(to(receiver.take()), ["ann@example.org"]);
    assert_eq!(house.next(holiday).as_deref(), Some(after));
    house.tick(after);
    assert_eq!(to(receiver.take()), ["bob@example.org"]);
}

#[test]
fn check_says_where_the_years_of_the_holidays_end() {
    let mut house = house();
    house.run(IMPORT).ok();
    POLICY.clone_into(&mut house.settings.policy);
    house.configure();
    let found = |now| {
        let found = house.json_at(now, &["check"]);
        let found = found.as_array().unwrap().iter();
        let about_years = found.filter(|one| one["key"] == "policy.holidays");
        about_years
            .map(|one| one["message"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(found("2025-12-31T10:00:00Z"), [""; 0]);
    let in_the_last_year = found("2026-06-01T10:00:00Z");
    assert!(
        in_the_last_year.len() == 1
            && in_the_last_year[0].contains("holidays of `EE` end with 2026")
    );
    let later = found("2027-01-01T10:00:00Z");
    assert!(
        later[0].contains("`EE` ended with 2026") && later[1].contains("`LV` end with 2027"),
        "{later:?}"
    );
    // No day is quiet for want of days: the letter of a later year simply goes.
    house.settings.policy = POLICY.replace(
        "\"sat\"",
        "\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\"",
    );
    house.configure();
    let refused = house.run(["check"]).code(2);
    assert!(
        refused.stdout.contains("all seven weekdays are quiet"),
        "{refused:?}"
    );
}

#[test]
fn an_import_of_a_calendar_writes_once_and_names_what_it_left_out() {
    let house = house();
    let dry = house.run(IMPORT.iter().copied().chain(["--dry-run"])).ok();
    assert!(dry.stdout.contains("left out: `Parade`"), "{dry:?}");
    dry.says(&["a dry run"]);
    assert!(!house.path("holidays/ee.toml").exists());
    let made = house.run(["--json"].into_iter().chain(IMPORT)).ok().json();
    assert_eq!(made["days"]["2026-02-24"], "Independence Day");
    assert!(house.path("holidays/ee.toml").exists());
    house
        .run(IMPORT)
        .code(2)
        .says(&["holidays/ee.toml", "--replace"]);
    house.run(IMPORT.iter().copied().chain(["--replace"])).ok();
    house
        .run(["holidays", "import", "lagom.toml", "--country", "EE"])
        .code(2)
        .says(&["no calendar"]);
    house
        .run(["holidays", "import", "estonia.ics", "--country", "Estonia"])
        .code(2)
        .says(&["`Estonia` is no country"]);
    house
        .run(["holidays", "import", "gone.ics", "--country", "EE"])
        .code(1)
        .says(&["gone.ics"]);
    let listed = house.run(["--json", "holidays", "list"]).ok().json();
    assert_eq!(listed.as_array().unwrap().len(), 7);
}
