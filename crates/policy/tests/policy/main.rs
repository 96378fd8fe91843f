//! One binary for the policy's tests: the corpus of case files, tables for calendars and menus, and
//! properties against an independent, naive model. It never reads the clock.

#![cfg(test)]

mod cases;
mod class_room;
mod closed;
mod entitlement;
mod menu;
mod naive;
mod properties;
mod quiet;
mod seasons;
mod slots;
mod world;

/// How often a property is tried: so many times, or as often as `PROPTEST_CASES` asks for.
fn times(usual: u32) -> proptest::test_runner::Config {
    let asked = std::env::var("PROPTEST_CASES").ok();
    proptest::test_runner::Config {
        cases: asked.and_then(|it| it.parse().ok()).unwrap_or(usual),
        failure_persistence: None,
        ..proptest::test_runner::Config::default()
    }
}
