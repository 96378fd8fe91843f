//! The crash matrix (`cargo xtask crash`): the real binary is killed, as by `kill -9`, at every point where it touches a
//! database or a socket; then it is started again, and what a recording server received must agree with the outbox and with
//! D1 to D7. It needs a binary that was built with the feature `fail-points`, which `LAGOM_TEST_BINARY` names.
//!
//! With `--resent` the tick that is killed sends corrections besides letters. They are service: what is in doubt goes once more
//! with the same Message-ID; the copies that this makes are counted against what one dispatcher may leave in doubt, nothing comes a
//! third time, and no letter a second. With `--twice` the tick that comes to put things right is killed at the same point.
//! `--every` tries each passing of a point in place of the first and the last; `--full` is the product, that in all four variants.
//!
//! What it sees was tried by breaking the product on purpose (SQLite, one point in six):
//!
//! | broken | seen |
//! |---|---|
//! | recovery returns every unknown row to `planned` | red: D1, letters came twice; D6, their rows stay `planned` |
//! | what was written counts as accepted, whatever the server answers | red at 35 of 39 points: D5, `sent` and not accepted |
//! | the gate reserves no touch | red at 39 of 39: D2, went without a touch that is kept |
//! | the record does not compare the fence | nothing: who is killed never records; conformance `a_stale_fence_writes_nothing` is red |
//!
//! Killed and never frozen: SIGSTOP, several dispatchers and lost relays have scenarios of their own in `it/`.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a program for developers: what it prints is its result, what does not work ends it"
)]

mod options;
mod ordeal;
mod points;
mod scene;
mod verdict;

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use options::{Options, Variant};
use ordeal::{Ordeal, Told};
use points::Point;
use scene::Scene;

/// Ordeals side by side: each has a folder, a server and a database of its own.
const AT_ONCE: usize = 2;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let options = match Options::read(&words) {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    let began = Instant::now();
    let mut total = true;
    for variant in options.variants() {
        let scene = Scene::new(options.backend, variant.resent);
        let points = match &options.only {
            Some(point) => vec![point.clone()],
            None => points::chosen(&scene, &options),
        };
        println!("{} points on {:?}{variant}", points.len(), options.backend);
        let told = all(&scene, variant, &points);
        total &= report(&told, &options, variant);
    }
    println!("took {:.1} s", began.elapsed().as_secs_f64());
    if total {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// One ordeal for each point.
fn all(scene: &Scene, variant: Variant, points: &[Point]) -> Vec<(Point, Told)> {
    let (next, told) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(point) = points.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let outcome = Ordeal::new(scene, variant, point).undergo();
                    for violation in &outcome.violations {
                        eprintln!("{point}: {violation}");
                    }
                    let mut told = told.lock().unwrap();
                    told.push((point.clone(), outcome));
                    if told.len() % 25 == 0 {
                        eprintln!("{} of {}", told.len(), points.len());
                    }
                }
            });
        }
    });
    told.into_inner().unwrap()
}

/// Prints the figures; whether everything held.
fn report(told: &[(Point, Told)], options: &Options, variant: Variant) -> bool {
    let sum = |count: fn(&Told) -> usize| told.iter().map(|(_, told)| count(told)).sum::<usize>();
    let most = |count: fn(&Told) -> usize| told.iter().map(|(_, told)| count(told)).max();
    let violated: Vec<&Point> = told
        .iter()
        .filter(|(_, told)| !told.violations.is_empty())
        .map(|(point, _)| point)
        .collect();
    println!(
        "killed there     {}, and {} of them again",
        sum(|told| told.kills.min(1)),
        sum(|told| told.kills / 2)
    );
    println!("received         {}", sum(|told| told.received));
    println!(
        "second copies    {} in all, at most {} at one point",
        sum(|told| told.second_copies),
        most(|told| told.second_copies).unwrap_or(0)
    );
    println!(
        "held             {} in all, at most {} at one point",
        sum(|told| told.held),
        most(|told| told.held).unwrap_or(0)
    );
    println!("violated         {}", violated.len());
    for point in &violated {
        println!(
            "replay: cargo xtask crash --backend {}{variant} --only '{point}'",
            options.backend_name()
        );
    }
    // A matrix whose points are hardly ever reached proves nothing.
    let reached = told.iter().filter(|(_, told)| told.kills > 0).count();
    let enough = 10 * reached >= 9 * told.len();
    if !enough {
        println!("only {reached} of {} points were reached", told.len());
    }
    violated.is_empty() && enough && !told.is_empty()
}
