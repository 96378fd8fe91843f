//! Generators for the properties: people, messages and policies around the instants where clocks
//! change and dates begin. Nothing here knows a rule.

use chrono::NaiveDate;
use lagom_model::choice::Choices;
use lagom_model::facts::OwnLimit;
use lagom_model::{
    Ahead, Cadence, Cap, Classes, Facts, Form, Level, LineFacts, LocalTime, MessageClass, MonthDay,
    PartRequest, PersonFacts, Policy, QuietDays, QuietHours, Rank, Request, Season, SeasonChoice,
    Stop, StopCause, StopScope, Timestamp, TouchFact, Wishes, YearDay, Zone,
};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

pub(crate) const ZONES: [&str; 10] = [
    "Europe/Riga",
    "America/New_York",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kathmandu",
    "Africa/Cairo",
    "America/Havana",
    "America/Nuuk",
];

/// One decision's arguments.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) policy: Policy,
    pub(crate) facts: Facts,
    pub(crate) request: Request,
    pub(crate) now: Timestamp,
}

pub(crate) fn zone() -> impl Strategy<Value = Zone> {
    select(&ZONES[..]).prop_map(|name| Zone::parse(name).unwrap())
}

/// Instants of 2026, most of them near a clock change or a season's edge of some zone.
pub(crate) fn instant() -> impl Strategy<Value = Timestamp> {
    let landmarks = [
        "2026-03-08T07:00:00Z",
        "2026-03-28T22:00:00Z",
        "2026-03-29T01:00:00Z",
        "2026-04-04T15:00:00Z",
        "2026-10-24T21:00:00Z",
        "2026-10-25T01:00:00Z",
        "2026-10-29T21:00:00Z",
        "2026-11-01T06:00:00Z",
        "2026-12-20T00:00:00Z",
        "2027-01-07T00:00:00Z",
        "2026-07-01T12:00:00Z",
    ];
    let near = select(landmarks.to_vec()).prop_map(|text| Timestamp::parse(text).unwrap().0);
    let drift = prop_oneof![
        1 => -2 * Timestamp::DAY..2 * Timestamp::DAY,
        1 => (-96_i64..96).prop_map(|halves| halves * 30 * Timestamp::MINUTE),
        3 => (-96_i64..96, -31_000_i64..31_000)
            .prop_map(|(halves, off)| halves * 30 * Timestamp::MINUTE + off),
    ];
    (near, drift).prop_map(|(near, drift)| Timestamp(near + drift))
}

pub(crate) fn quiet() -> impl Strategy<Value = QuietHours> {
    let time = (0_u16..96).prop_map(|quarter| LocalTime::from_minutes(quarter * 15).unwrap());
    (time.clone(), time).prop_map(|(from, to)| QuietHours { from, to })
}

fn class() -> impl Strategy<Value = MessageClass> {
    select(vec![
        MessageClass::Service,
        MessageClass::Personal,
        MessageClass::Event,
        MessageClass::Issue,
        MessageClass::Issue,
        MessageClass::Issue,
        MessageClass::Offer,
    ])
}

fn season_choice() -> impl Strategy<Value = SeasonChoice> {
    select(SeasonChoice::ALL.to_vec())
}

fn form() -> impl Strategy<Value = Form> {
    select(vec![Form::Full, Form::Short, Form::Events])
}

fn days() -> impl Strategy<Value = u32> {
    prop_oneof![select(vec![1, 2, 7, 7, 14, 28]), 0_u32..30]
}

fn at_most() -> impl Strategy<Value = u32> {
    prop_oneof![9 => 1_u32..6, 1 => Just(0_u32)]
}

fn cap() -> impl Strategy<Value = Cap> {
    let class = option::weighted(0.3, class());
    (class, days(), at_most(), 1_u32..8).prop_map(|(class, days, default, ceiling)| Cap {
        class,
        days,
        default,
        ceiling,
    })
}

pub(crate) fn policy() -> impl Strategy<Value = Policy> {
    let day = (1_u8..13, 1_u8..32)
        .prop_filter_map("no year has it", |(month, day)| MonthDay::new(month, day))
        .prop_map(YearDay::fixed);
    let season = (day.clone(), day, season_choice()).prop_map(|(from, to, form)| Season {
        key: "some".to_owned(),
        from,
        to,
        form,
        countries: Vec::new(),
        languages: Vec::new(),
    });
    (
        prop::collection::vec(cap(), 0..4),
        0_u32..60,
        option::of(quiet()),
        0_u32..20,
        prop::collection::vec(season, 0..2),
        0_u32..90,
        option::weighted(0.3, 0.5_f64..1.0),
    )
        .prop_map(
            |(caps, gap_hours, quiet, max_deferral_days, seasons, spread_minutes, level)| Policy {
                version: 7,
                levels: level.map(|share| calm(&caps, share)).into_iter().collect(),
                caps,
                gap_hours,
                quiet,
                max_deferral_days,
                seasons,
                spread_minutes,
                ..Policy::product()
            },
        )
}

/// A level that lets a share of every cap through.
fn calm(caps: &[Cap], share: f64) -> Level {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a small number"
    )]
    let lower = |number: u32| (f64::from(number) * share) as u32;
    let caps = caps.iter().map(|cap| Cap {
        default: lower(cap.default),
        ceiling: lower(cap.ceiling),
        ..*cap
    });
    Level {
        key: "calm".to_owned(),
        name: "Calm".to_owned(),
        caps: caps.collect(),
    }
}

/// An instant up to some days before another, or a little after it.
fn around(now: Timestamp, days: i64) -> impl Strategy<Value = Timestamp> {
    (-days * Timestamp::DAY..Timestamp::DAY / 2).prop_map(move |off| now.plus(off))
}

fn near_date(now: Timestamp) -> impl Strategy<Value = NaiveDate> {
    (-3_i64..6).prop_map(move |days| now.plus(days * Timestamp::DAY).utc().date_naive())
}

fn stop(now: Timestamp) -> impl Strategy<Value = Stop> {
    let scope = select(vec![
        StopScope::Publication(1),
        StopScope::Publication(2),
        StopScope::Mailings,
        StopScope::Everything,
    ]);
    let cause = select(vec![
        StopCause::Own,
        StopCause::Complaint,
        StopCause::HardBounce,
        StopCause::Erasure,
    ]);
    (scope, cause, around(now, 60)).prop_map(|(scope, cause, at)| Stop { scope, cause, at })
}

fn wishes() -> impl Strategy<Value = Wishes> {
    let days = (prop::collection::vec(0_u8..7, 0..3)).prop_map(|days| QuietDays {
        weekdays: days
            .into_iter()
            .filter_map(|day| day.try_into().ok())
            .collect(),
        holidays: false,
    });
    (
        option::weighted(0.2, 0_u32..60),
        option::weighted(0.2, days),
        option::weighted(0.4, Just("calm".to_owned())),
    )
        .prop_map(|(minutes_a_week, quiet_days, level)| Wishes {
            minutes_a_week,
            quiet_days,
            level,
            ..Wishes::default()
        })
}

fn person(now: Timestamp) -> impl Strategy<Value = PersonFacts> {
    let limit = (option::weighted(0.3, class()), days(), at_most());
    let limit = limit.prop_map(|(class, days, most)| OwnLimit { class, days, most });
    (
        zone(),
        option::weighted(0.3, (zone(), around(now, 30))),
        prop::bool::weighted(0.95),
        prop::collection::vec(stop(now), 0..2).prop_flat_map(|stops| {
            option::weighted(0.2, Just(stops)).prop_map(Option::unwrap_or_default)
        }),
        option::weighted(0.1, near_date(now)),
        option::of(season_choice()),
        option::of(quiet()),
        prop::collection::vec(limit, 0..3),
        wishes(),
        any::<u32>(),
    )
        .prop_map(
            |(
                zone,
                zone_before,
                confirmed,
                stops,
                paused_until,
                season,
                quiet,
                limits,
                wishes,
                lot,
            )| {
                PersonFacts {
                    zone_before,
                    confirmed,
                    stops,
                    paused_until,
                    season,
                    quiet,
                    limits,
                    wishes,
                    lot,
                    ..PersonFacts::new(zone, "en")
                }
            },
        )
}

pub(crate) fn touch(now: Timestamp) -> impl Strategy<Value = TouchFact> {
    (
        around(now, 40),
        zone(),
        prop::collection::vec(class(), 0..3),
        0_u32..900,
    )
        .prop_map(|(at, zone, classes, reading)| TouchFact {
            at,
            zone,
            classes: Classes::from(classes),
            reading,
        })
}

fn rank(now: Timestamp) -> impl Strategy<Value = Rank> {
    (class(), 98_u8..102, around(now, 3)).prop_map(|(class, priority, since)| Rank {
        priority,
        ..Rank::of(class, since)
    })
}

/// Something scheduled, from two days ago to four weeks ahead; more often soon.
pub(crate) fn ahead(now: Timestamp) -> impl Strategy<Value = Ahead> {
    let off = prop_oneof![
        1 => -2 * Timestamp::DAY..28 * Timestamp::DAY,
        2 => -Timestamp::DAY..5 * Timestamp::DAY,
        1 => -Timestamp::MINUTE..3 * Timestamp::DAY,
    ];
    (off, rank(now)).prop_map(move |(off, rank)| Ahead {
        at: now.plus(off),
        rank,
    })
}

fn line(now: Timestamp, publication: i64) -> impl Strategy<Value = LineFacts> {
    let cadence = select(Cadence::ALL.to_vec());
    let paused = option::weighted(0.15, near_date(now));
    (cadence, option::of(form()), paused).prop_map(move |(cadence, form, paused_until)| LineFacts {
        publication,
        choices: Choices {
            form,
            paused_until,
            ..Choices::of(cadence)
        },
    })
}

fn request(now: Timestamp) -> impl Strategy<Value = Request> {
    let contains = prop::collection::vec(class(), 0..3);
    let part =
        (1_i64..4, class(), contains).prop_map(|(publication, class, contains)| PartRequest {
            publication,
            class,
            contains: Classes::from(contains),
        });
    let some_time = |weight| option::weighted(weight, around(now.plus(5 * Timestamp::DAY), 10));
    (
        prop::collection::vec(part, 0..4),
        option::weighted(0.9, class()),
        rank(now),
        around(now, 20),
        some_time(0.3),
        option::weighted(
            0.3,
            (-2 * Timestamp::HOUR..1000).prop_map(move |off| now.plus(off)),
        ),
        some_time(0.2),
    )
        .prop_map(
            |(parts, class, rank, waiting_since, next_letter, asked_at, expires_at)| Request {
                parts,
                class,
                rank,
                waiting_since,
                next_letter,
                asked_at,
                expires_at,
            },
        )
}

/// Any world of 2026.
pub(crate) fn world() -> impl Strategy<Value = World> {
    instant().prop_flat_map(|now| {
        let lines = (line(now, 1), line(now, 2)).prop_map(|(one, two)| vec![one, two]);
        let touches = prop::collection::vec(touch(now), 0..7);
        let ahead = prop::collection::vec(ahead(now), 0..10);
        (policy(), person(now), lines, touches, ahead, request(now)).prop_map(
            move |(policy, person, lines, touches, ahead, request)| World {
                policy,
                facts: Facts {
                    person,
                    lines,
                    touches,
                    ahead,
                },
                request,
                now,
            },
        )
    })
}

impl World {
    pub(crate) fn decide_at(&self, now: Timestamp) -> lagom_model::Decision {
        lagom_policy::decide(&self.policy, &self.facts, &self.request, now)
    }

    pub(crate) fn decide(&self) -> lagom_model::Decision {
        self.decide_at(self.now)
    }
}
