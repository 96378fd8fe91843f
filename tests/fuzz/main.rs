//! Fuzzing (`cargo xtask fuzz NAME --seconds N`): inputs of a corpus are changed by a seed, over and over; whatever makes the
//! target behave in a way that was not seen before joins the corpus of this run. A panic, a broken promise or an input that
//! takes long ends the run, and the input is kept for replay.
//!
//! It runs on the stable compiler and measures no coverage: a target says itself what it did. It never touches a network.
//!
//! To add a target: a file in `targets/`, a row in [`targets::ALL`], a folder in `corpus/`.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a program for developers: what it prints is its result, what does not work ends it"
)]

mod mutate;
mod options;
mod targets;

use std::collections::HashSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use mutate::{Dice, mutate};
use options::Options;
use targets::{Target, Verdict};

/// The most inputs that a run remembers.
const MOST_INPUTS: usize = 20_000;

/// What no input may take, also in a build for tests on a busy machine.
const TOO_LONG: Duration = Duration::from_secs(20);

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let options = match Options::read(&words) {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    // What a target panics with is told below, with its input.
    std::panic::set_hook(Box::new(|_| {}));
    let well = match &options.only {
        Some(file) => replay(options.target, file),
        None => fuzz(&options),
    };
    if well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// One kept input, once.
fn replay(target: &Target, file: &Path) -> bool {
    let verdict = judge(target, &fs::read(file).unwrap());
    match &verdict {
        Ok(_) => println!(
            "{}: nothing is wrong with `{}`",
            target.name,
            file.display()
        ),
        Err(what) => println!("{}: {what}", target.name),
    }
    verdict.is_ok()
}

/// Changed inputs until the time is over; whether nothing was found.
fn fuzz(options: &Options) -> bool {
    let target = options.target;
    let mut inputs = corpus(target);
    let given = inputs.len();
    assert!(given > 0, "the corpus of `{}` is empty", target.name);
    let mut seen = HashSet::new();
    for input in &inputs {
        match judge(target, input) {
            Ok(did) => seen.insert(did),
            Err(what) => return found(target, input, &what),
        };
    }
    let mut dice = Dice::new(options.seed);
    let (began, mut tried) = (Instant::now(), 0_u64);
    while began.elapsed() < Duration::from_secs(options.seconds) {
        let other = &inputs[dice.below(inputs.len())];
        let input = mutate(
            &inputs[dice.below(inputs.len())],
            other,
            target.words,
            &mut dice,
        );
        tried += 1;
        match judge(target, &input) {
            Ok(did) if inputs.len() < MOST_INPUTS && seen.insert(did) => inputs.push(input),
            Ok(_) => {}
            Err(what) => return found(target, &input, &what),
        }
    }
    println!(
        "{}: {tried} inputs in {} s, {given} given, {} more behaved in a new way; nothing found",
        target.name,
        options.seconds,
        inputs.len() - given
    );
    true
}

/// What the target did with an input, or what was wrong.
fn judge(target: &Target, input: &[u8]) -> Verdict {
    let began = Instant::now();
    let verdict = catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
    let verdict = verdict.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(format!("panicked: {}", text.unwrap_or_default()))
    });
    let took = began.elapsed();
    if took > TOO_LONG {
        return Err(format!("took {took:?}"));
    }
    verdict
}

/// Keeps an input and says how to see it again.
fn found(target: &Target, input: &[u8], what: &str) -> bool {
    let folder = PathBuf::from("target/fuzz").join(target.name);
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{:016x}", targets::hash(input)));
    fs::write(&file, input).unwrap();
    println!(
        "{}: {what}\n{:?}",
        target.name,
        String::from_utf8_lossy(input)
    );
    println!(
        "replay: cargo xtask fuzz {} --only {}",
        target.name,
        file.display()
    );
    false
}

/// The committed inputs of a target, in the order of their names, and those that it makes itself.
fn corpus(target: &Target) -> Vec<Vec<u8>> {
    let folder = lagom_tests::workspace_root()
        .join("tests/fuzz/corpus")
        .join(target.name);
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let committed = files.iter().map(|file| fs::read(file).unwrap());
    committed.chain((target.seeds)()).collect()
}
