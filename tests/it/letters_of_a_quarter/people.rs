//! Who gets the letters of a quarter: people of all cadences, zones, languages and seasons, always the same.

use std::fmt::Write as _;

/// Zones from the first to the last day of the world, with half and quarter hours among them.
const ZONES: [&str; 20] = [
    "Europe/Riga",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Adelaide",
    "America/St_Johns",
    "Pacific/Tongatapu",
    "Pacific/Pago_Pago",
    "Pacific/Auckland",
    "Asia/Tokyo",
    "America/Sao_Paulo",
    "Africa/Nairobi",
    "Asia/Dubai",
    "Pacific/Honolulu",
    "Australia/Lord_Howe",
    "Pacific/Marquesas",
    "Europe/Berlin",
    "UTC",
];

/// People of all kinds; the same for the same number. Cadences, zones and seasons have periods without a common divisor, so
/// that each meets each.
pub(super) fn csv(people: usize) -> String {
    const CADENCES: [&str; 5] = [
        "every-issue",
        "weekly",
        "fortnightly",
        "monthly",
        "events-only",
    ];
    const LANGUAGES: [&str; 4] = ["en", "de", "lv", "pt-BR"];
    let mut csv =
        "email,name,language,country,zone,season,weekday,time,cadence:north,cadence:south,city\n"
            .to_owned();
    for nth in chosen(people) {
        let zone = ZONES[nth % ZONES.len()];
        let round = nth / ZONES.len();
        let (north, south) = match round % 7 {
            // The same for both, one only, or two of a kind each.
            0..=2 => (CADENCES[round % 5], CADENCES[round % 5]),
            3 => (CADENCES[round % 5], ""),
            4 => ("", CADENCES[round % 5]),
            _ => (CADENCES[round % 5], CADENCES[(round / 5 + round) % 5]),
        };
        let season = match nth % 11 {
            3 => "full",
            5 => "events",
            7 => "nothing",
            9 => "short",
            _ => "",
        };
        // A few have an hour of their own.
        let (weekday, time) = match (nth % ZONES.len(), nth % 3) {
            (0 | 2 | 5, 1) => ("tue", "18:30"),
            _ => ("", ""),
        };
        let language = LANGUAGES[nth % LANGUAGES.len()];
        writeln!(
            csv,
            "Reader.{nth}@{}.example,\"Reader {nth}, Esq.\",{language},,{zone},{season},{weekday},{time},{north},{south},Town {}",
            ["mail", "post", "letters"][nth % 3],
            nth % 50
        )
        .unwrap();
    }
    csv
}

/// The people's numbers.
pub(super) fn chosen(people: usize) -> Vec<usize> {
    match std::env::var("LAGOM_TEST_ONLY") {
        Ok(only) => only.split(',').map(|nth| nth.parse().unwrap()).collect(),
        Err(_) => (0..people).collect(),
    }
}
