//! How many decisions a second one core makes, over a million questions drawn from a committed seed, with every
//! reason returned: the heart of `cargo xtask bench decide`. Questions are drawn 64 at a time, as many as a gate
//! asks, and only deciding is timed. It prints one line of JSON; it never says whether that is good.

#[path = "../benches/fixture/mod.rs"]
mod fixture;

use fixture::Questions;
use lagom_model::{Decision, Policy, Verdict};
use lagom_policy::{decide, decide_into};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

const SEED: u64 = 20_261_121;
const BATCH: usize = 64;
const PASSES: usize = 5;

/// What one pass over all questions saw.
#[derive(Default)]
struct Pass {
    time: Duration,
    verdicts: BTreeMap<&'static str, u64>,
    reasons: usize,
    least_touches: Option<usize>,
    least_ahead: Option<usize>,
}

#[expect(clippy::print_stdout, reason = "the figures are what it is for")]
fn main() {
    let count = std::env::args().nth(1).and_then(|it| it.parse().ok());
    let count: usize = count.unwrap_or(1_000_000);
    let mut passes: Vec<Pass> = (0..PASSES).map(|_| pass(count)).collect();
    passes.sort_by_key(|pass| pass.time);
    let Some(median) = passes.get(PASSES / 2) else {
        return;
    };
    let figures = serde_json::json!({
        "decisions": count,
        "seconds": median.time.as_secs_f64(),
        "verdicts": median.verdicts,
        "reasons": median.reasons,
        "least_touches": median.least_touches,
        "least_ahead": median.least_ahead,
    });
    println!("{figures}");
}

fn pass(count: usize) -> Pass {
    let policy = Policy::product();
    let mut questions = Questions::new(SEED);
    let mut seen = Pass::default();
    let mut decision: Option<Decision> = None;
    let mut verdicts = Vec::with_capacity(BATCH);
    let mut left = count;
    while left > 0 {
        let batch: Vec<_> = (0..BATCH.min(left)).map(|_| questions.draw()).collect();
        left -= batch.len();
        for question in &batch {
            let (touches, ahead) = (question.facts.touches.len(), question.facts.ahead.len());
            seen.least_touches = Some(seen.least_touches.map_or(touches, |it| it.min(touches)));
            seen.least_ahead = Some(seen.least_ahead.map_or(ahead, |it| it.min(ahead)));
        }
        let first = batch.first();
        let buffer = decision.get_or_insert_with(|| match first {
            Some(it) => decide(&policy, &it.facts, &it.request, it.now),
            None => unreachable!("a batch has a question"),
        });
        verdicts.clear();
        let started = Instant::now();
        for question in &batch {
            let question = black_box(question);
            decide_into(
                &policy,
                &question.facts,
                &question.request,
                question.now,
                buffer,
            );
            verdicts.push((buffer.verdict, black_box(&buffer.reasons).len()));
        }
        seen.time += started.elapsed();
        for (verdict, reasons) in &verdicts {
            *seen.verdicts.entry(Verdict::name(*verdict)).or_default() += 1;
            seen.reasons += reasons;
        }
    }
    seen
}
