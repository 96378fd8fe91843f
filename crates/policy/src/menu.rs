//! Whether a policy can serve the menu of an installation: what `check` refuses or warns of. Plain
//! data in, typed problems out; it changes nothing and knows no person.

use crate::letters::{days_between, letters_in};
use crate::problem::{MenuProblem, Problem, Severity};
use crate::quiet_menu::{check_digest_day, check_quiet};
use lagom_model::{Cadence, Cap, Policy, PublicationDef};

/// Checks that a policy can serve the menus of all publications of an installation: each cadence,
/// alone on its publication, fits every ceiling and the gap; quiet hours leave an hour a day and quiet
/// days a weekday; seasons end after they begin. Warns of digests in quiet time, and of default cadences that together pass the defaults (who chose
/// nothing would have letters folded).
pub fn serves_menu(policy: &Policy, publications: &[&PublicationDef]) -> Vec<MenuProblem> {
    let mut found = Vec::new();
    let mut report = |severity, problem| found.push(MenuProblem { severity, problem });
    for cap in &policy.caps {
        check_cap(cap, &mut report);
    }
    check_quiet(policy, &mut report);
    for season in &policy.seasons {
        if !season.keeps_its_order() {
            let season = season.key.clone();
            report(Severity::Error, Problem::SeasonOrder { season });
        }
    }
    for publication in publications {
        for cap in policy.lowered.get(&publication.key).into_iter().flatten() {
            check_cap(cap, &mut report);
        }
        for cadence in &publication.menu {
            check_cadence(policy, publication, *cadence, &mut report);
        }
        check_digest_time(policy, publication, &mut report);
        check_digest_day(policy, publication, &mut report);
    }
    check_defaults(policy, publications, &mut report);
    found
}

fn check_cap(cap: &Cap, report: &mut impl FnMut(Severity, Problem)) {
    let class = cap.class;
    if cap.days == 0 {
        report(Severity::Error, Problem::EmptyWindow { class });
    }
    if cap.default > cap.ceiling {
        let problem = Problem::DefaultAboveCeiling {
            class,
            days: cap.days,
            default: cap.default,
            ceiling: cap.ceiling,
        };
        report(Severity::Error, problem);
    }
}

fn check_cadence(
    policy: &Policy,
    publication: &PublicationDef,
    cadence: Cadence,
    report: &mut impl FnMut(Severity, Problem),
) {
    let every = publication.issue_every_days;
    let class = cadence.class();
    let counting = |cap: &&Cap| cap.class.is_none_or(|counted| counted == class);
    let lowered = policy.lowered.get(&publication.key);
    let caps = policy.caps.iter().chain(lowered.into_iter().flatten());
    for cap in caps.filter(counting) {
        let letters = letters_in(cadence, every, cap.days);
        if letters > cap.ceiling {
            let problem = Problem::AboveCeiling {
                publication: publication.key.clone(),
                cadence,
                class: cap.class,
                days: cap.days,
                letters,
                ceiling: cap.ceiling,
            };
            report(Severity::Error, problem);
        }
    }
    let days_between = days_between(cadence, every);
    if policy.gap_hours > days_between.saturating_mul(24) {
        let problem = Problem::GapTooLong {
            publication: publication.key.clone(),
            cadence,
            gap_hours: policy.gap_hours,
            days_between,
        };
        report(Severity::Error, problem);
    }
}

fn check_digest_time(
    policy: &Policy,
    publication: &PublicationDef,
    report: &mut impl FnMut(Severity, Problem),
) {
    let digests = publication.menu.iter().any(|cadence| cadence.has_slots());
    let (Some(quiet), Some(time), true) = (policy.quiet, publication.anchor.time, digests) else {
        return;
    };
    let in_quiet = if quiet.from <= quiet.to {
        (quiet.from..quiet.to).contains(&time)
    } else {
        time >= quiet.from || time < quiet.to
    };
    if in_quiet {
        let publication = publication.key.clone();
        let problem = Problem::DigestInQuiet {
            publication,
            time,
            quiet,
        };
        report(Severity::Warning, problem);
    }
}

fn check_defaults(
    policy: &Policy,
    publications: &[&PublicationDef],
    report: &mut impl FnMut(Severity, Problem),
) {
    // Digests of one sender that fall due together are one letter.
    let one_letter = |a: &PublicationDef, b: &PublicationDef| {
        a.sender == b.sender
            && a.default_cadence == b.default_cadence
            && a.default_cadence.has_slots()
            && a.anchor == b.anchor
    };
    let separate = publications.iter().enumerate().filter(|(index, one)| {
        let mut earlier = publications.iter().take(*index);
        !earlier.any(|other| one_letter(one, other))
    });
    let separate: Vec<_> = separate.map(|(_, one)| one).collect();
    let in_all = |cap: &&Cap| cap.class.is_none();
    for cap in policy.caps.iter().filter(in_all) {
        let letters = separate
            .iter()
            .map(|one| letters_in(one.default_cadence, one.issue_every_days, cap.days))
            .fold(0, u32::saturating_add);
        if letters > cap.default {
            let problem = Problem::DefaultsAboveDefault {
                days: cap.days,
                letters,
                default: cap.default,
            };
            report(Severity::Warning, problem);
        }
    }
}
