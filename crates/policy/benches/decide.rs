//! `cargo bench -p lagom-policy`: one decision of each kind, and the functions that it spends its time in.

mod fixture;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use fixture::{Question, Questions};
use lagom_model::{Policy, Timestamp};
use lagom_policy::{QuietTime, bind, decide, decide_into};
use std::hint::black_box;

const SEED: u64 = 7;

/// The first question with an answer of this name.
fn question(answer: &str) -> Option<Question> {
    let policy = Policy::product();
    let mut questions = Questions::new(SEED);
    let mut drawn = (0..10_000).map(|_| questions.draw());
    drawn.find(|it| {
        decide(&policy, &it.facts, &it.request, it.now)
            .verdict
            .name()
            == answer
    })
}

fn decisions(criterion: &mut Criterion) {
    let policy = Policy::product();
    for answer in ["send", "fold", "defer", "expire", "suppress"] {
        let Some(it) = question(answer) else { continue };
        let mut decision = decide(&policy, &it.facts, &it.request, it.now);
        criterion.bench_function(&format!("decide/{answer}"), |bench| {
            bench.iter(|| {
                let it = black_box(&it);
                decide_into(&policy, &it.facts, &it.request, it.now, &mut decision);
                decision.reasons.len()
            });
        });
    }
}

fn parts(criterion: &mut Criterion) {
    let policy = Policy::product();
    let Some(it) = question("send") else { return };
    criterion.bench_function("quiet time", |bench| {
        let quiet = QuietTime::of(&policy, &it.facts.person);
        bench.iter(|| black_box(&quiet).closed_until(black_box(it.now)));
    });
    criterion.bench_function("date and its first instant", |bench| {
        let zone = &it.facts.person.zone;
        bench.iter(|| zone.start_of(zone.date(black_box(it.now.plus(Timestamp::HOUR)))));
    });
    criterion.bench_function("bind", |bench| {
        let mut promise = policy.clone();
        promise.version = 0;
        promise.gap_hours = 48;
        bench.iter_batched(
            || &promise,
            |it| bind(&policy, &[it]).gap_hours,
            BatchSize::SmallInput,
        );
    });
}

criterion_group!(benches, decisions, parts);
criterion_main!(benches);
