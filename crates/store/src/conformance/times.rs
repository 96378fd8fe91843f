//! Times that move with the catalogue: the lines of a publication are timed anew, in batches.

use super::{Backend, World, samples};
use crate::{LineUpdate, NewLine, PlanCase, PlanSource, PlanVerdict};
use lagom_model::{Anchor, Cadence, Timestamp};

fn later(case: &PlanCase, publication: i64) -> PlanVerdict {
    let lines = case
        .lines
        .iter()
        .filter(|line| line.publication == publication);
    let lines = lines.map(|line| LineUpdate {
        publication,
        next_due_at: line.next_due_at.map(|at| at.plus(Timestamp::DAY)),
        waiting_since: line.waiting_since,
    });
    PlanVerdict {
        letters: Vec::new(),
        lines: lines.collect(),
    }
}

/// Another anchor in the catalogue: every line with slots is judged once, in batches, and nobody else.
pub async fn a_moved_publication_times_its_lines_once<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let due = samples::hour(48);
    for n in 1..=3 {
        let weekly = NewLine {
            next_due_at: Some(due),
            ..samples::line(world.news(), Cadence::Weekly)
        };
        world.join_with(n, vec![weekly]).await;
    }
    world.join(4, &[(world.news(), Cadence::EveryIssue)]).await;
    assert!(world.store.retimings().await.unwrap().is_empty());

    let mut catalogue = samples::catalogue();
    let known = world.store.catalogue().await.unwrap();
    let key = &known.publication(world.news()).unwrap().def.key;
    let news = catalogue.publications.get_mut(key).unwrap();
    news.anchor = Anchor {
        day: Some(27),
        ..news.anchor
    };
    for _ in 0..2 {
        // The same again moves nothing more.
        let put = world
            .store
            .put_catalogue(&catalogue, &*world.ids, samples::START);
        put.await.unwrap();
        assert_eq!(world.store.retimings().await.unwrap().len(), 1);
    }
    let next = world.store.upcoming().await.unwrap().map(|next| next.at);
    assert_eq!(next, Some(samples::START));

    let news = world.news();
    let judge = move |case: &PlanCase| later(case, news);
    let mut people = 0;
    for _ in 0..4 {
        let Some(moved) = world.store.retimings().await.unwrap().pop() else {
            break;
        };
        let source = PlanSource::Times(moved);
        people += world
            .plan_with(source, samples::START, 2, &judge)
            .await
            .people;
    }
    assert_eq!(people, 3);
    assert!(world.store.retimings().await.unwrap().is_empty());
    for n in 1..=3 {
        let line = world.line(n, news).await;
        assert_eq!(line.next_due_at, Some(due.plus(Timestamp::DAY)));
    }
    assert_eq!(world.line(4, news).await.next_due_at, None);
}
