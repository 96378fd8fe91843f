//! Many worlds, one after the other on every core, until there are enough subscriber-years; what they came to, as a
//! text. It prints nothing itself.

use crate::tally::Tally;
use crate::world::{Ran, Size, run};
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

/// From so many subscriber-years on, what never occurred is a failure.
const LONG_ENOUGH: f64 = 2_000.0;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How many worlds.
    pub worlds: u64,
    /// The first one's seed; the others follow.
    pub seed: u64,
    /// How big each is.
    pub size: Size,
    /// How many at once.
    pub threads: usize,
}

/// What the worlds came to.
#[derive(Debug, Clone)]
pub struct Report {
    /// For people.
    pub text: String,
    /// Whether everything held, and everything occurred.
    pub good: bool,
}

impl Options {
    /// Reads the command line.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(words: &[String]) -> Result<Self, String> {
        let mut options = Self {
            worlds: 1,
            seed: 1,
            size: Size::USUAL,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
        };
        let mut years = None;
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let value = words
                .next()
                .and_then(|value| value.replace('_', "").parse::<u64>().ok());
            let value = value.ok_or_else(|| format!("`{word}` needs a number\n{USAGE}"))?;
            match word.as_str() {
                "--subscriber-years" => years = Some(value),
                "--worlds" => options.worlds = value,
                "--seed" => options.seed = value,
                "--people" => options.size.people = u32::try_from(value).unwrap_or(u32::MAX),
                "--days" => options.size.days = i64::try_from(value).unwrap_or(365),
                "--threads" => options.threads = usize::try_from(value).unwrap_or(1).max(1),
                _ => return Err(format!("`{word}` is not understood\n{USAGE}")),
            }
        }
        if let Some(years) = years {
            let people = u64::from(options.size.people.max(1));
            let days = u64::try_from(options.size.days.max(1)).unwrap_or(365);
            options.worlds = (years * 365).div_ceil(people * days).max(1);
        }
        Ok(options)
    }
}

const USAGE: &str = "usage: cargo xtask simulate --subscriber-years N [--seed S] [--worlds N] [--people N] [--days N] \
                     [--threads N]";

/// Runs them. `progress` hears a line now and then.
///
/// # Errors
/// When the machine does not allow it.
pub fn runs(options: &Options, progress: &(dyn Fn(String) + Sync)) -> anyhow::Result<Report> {
    let began = Instant::now();
    let next = AtomicU64::new(0);
    let broken = AtomicBool::new(false);
    let sum = Mutex::new(Sum::default());
    std::thread::scope(|scope| {
        for _ in 0..options.threads {
            scope.spawn(|| {
                while !broken.load(Ordering::SeqCst) {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    if number >= options.worlds {
                        return;
                    }
                    let seed = options.seed.wrapping_add(number);
                    let ran = run(seed, options.size);
                    let mut sum = sum.lock().unwrap_or_else(PoisonError::into_inner);
                    if !sum.take(seed, ran) {
                        broken.store(true, Ordering::SeqCst);
                    }
                    if sum.worlds % 20 == 0 {
                        progress(format!(
                            "{} of {} worlds, {:.0} s",
                            sum.worlds,
                            options.worlds,
                            began.elapsed().as_secs_f64()
                        ));
                    }
                }
            });
        }
    });
    let sum = sum.into_inner().unwrap_or_else(PoisonError::into_inner);
    sum.report(options, began.elapsed().as_secs_f64())
}

#[derive(Debug, Default)]
struct Sum {
    worlds: u64,
    steps: u64,
    mails: u64,
    trace: u64,
    tally: Tally,
    broken: Option<(u64, Ran)>,
    trouble: Option<anyhow::Error>,
}

impl Sum {
    /// Adds a world; says whether to go on.
    fn take(&mut self, seed: u64, ran: anyhow::Result<Ran>) -> bool {
        let ran = match ran {
            Ok(ran) => ran,
            Err(error) => {
                self.trouble = Some(error.context(format!("seed {seed}")));
                return false;
            }
        };
        self.worlds += 1;
        self.steps += ran.steps;
        self.mails += ran.mails;
        self.trace ^= ran.trace;
        self.tally.add(&ran.tally);
        let good = ran.violations.is_empty();
        let first = self.broken.as_ref().is_none_or(|(other, _)| seed < *other);
        if !good && first {
            self.broken = Some((seed, ran));
        }
        good
    }

    fn report(self, options: &Options, seconds: f64) -> anyhow::Result<Report> {
        if let Some(error) = self.trouble {
            return Err(error);
        }
        let mut text = self.tally.table();
        #[expect(clippy::cast_precision_loss, reason = "a report for people")]
        let years = options.size.years() * self.worlds as f64;
        let _ = writeln!(
            text,
            "\n{} worlds, {years:.0} subscriber-years, {} steps, {} mails, trace {:016x}, {seconds:.1} s",
            self.worlds, self.steps, self.mails, self.trace
        );
        let mut good = true;
        if let Some((seed, ran)) = &self.broken {
            good = false;
            let _ = writeln!(text, "\nVIOLATION in the world of seed {seed}:");
            for violation in ran.violations.iter().take(12) {
                let _ = writeln!(text, "  {violation}");
            }
            let _ = writeln!(text, "at step {}; the person's record:", ran.steps);
            for line in &ran.story {
                let _ = writeln!(text, "  {line}");
            }
            let _ = writeln!(
                text,
                "replay it with: cargo xtask simulate --worlds 1 --seed {seed} --people {} --days {}",
                options.size.people, options.size.days
            );
        } else if years >= LONG_ENOUGH {
            let missing = self.tally.missing();
            if !missing.is_empty() {
                good = false;
                let _ = writeln!(text, "\nNEVER OCCURRED: {}", missing.join(", "));
            }
        }
        Ok(Report { text, good })
    }
}
