//! An audit on a terminal: whether the promise was kept, the balance, and each promise with what broke it.

use lagom_app::audit::Report;
use lagom_forecast::page::count;
use lagom_model::{Timestamp, Zone};
use std::fmt::Write as _;

pub(super) fn told(report: &Report, zone: &Zone) -> String {
    let (from, until) = (day(zone, report.since), day(zone, report.until));
    let verdict = if report.kept {
        "the promise was kept"
    } else {
        "the promise was NOT kept"
    };
    // Writing to a string cannot fail.
    let mut text = format!("{from} to {until}: {verdict}\n\n");
    balance(&mut text, report);
    for (rule, broken) in &report.broken {
        let mark = if *broken == 0 { "ok  " } else { "FAIL" };
        let broken = match broken {
            0 => String::new(),
            broken => count(*broken),
        };
        let line = format!("{mark}  {:<46}{broken:>8}", rule.label());
        let _ = writeln!(text, "{}", line.trim_end());
        for breach in report.breaches.iter().filter(|it| it.rule == *rule) {
            let delivery = breach.delivery.map(|id| format!("letter {id}: "));
            let _ = writeln!(
                text,
                "      {}{}",
                delivery.unwrap_or_default(),
                breach.what
            );
            let _ = writeln!(text, "      → {}", breach.look);
        }
    }
    let mark = if report.problems.is_empty() {
        "ok  "
    } else {
        "FAIL"
    };
    let _ = writeln!(text, "{mark}  every row of the outbox is in order");
    for problem in &report.problems {
        let (invariant, row, what) = (&problem.invariant, &problem.row, &problem.what);
        let _ = writeln!(text, "      {invariant}  {row}: {what}");
    }
    text
}

fn balance(text: &mut String, report: &Report) {
    let it = &report.balance;
    let mut say = |indent: usize, name: &str, number: u64| {
        let width = 32 - indent;
        let number = count(number);
        let _ = writeln!(text, "{:indent$}{name:<width$}{number:>12}", "");
    };
    say(0, "people on record", report.people);
    say(0, "messages that reached them", report.messages);
    say(0, "items that were due to somebody", it.items);
    let others = [
        ("under way", it.under_way),
        ("with no fate", it.none),
        ("with two", it.two),
    ];
    for (name, number) in it.fates.named().into_iter().chain(others) {
        say(2, name, number);
    }
    say(0, "items that wait for a letter", it.waiting);
    let parts: u64 = report.parts.values().sum();
    say(0, "parts of letters", parts);
    for (state, number) in report.parts.iter().filter(|(_, number)| **number > 0) {
        say(2, state, *number);
    }
    text.push('\n');
}

fn day(zone: &Zone, at: Timestamp) -> String {
    zone.local(at).format("%-d %b %Y").to_string()
}
