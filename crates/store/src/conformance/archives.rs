//! Backups: all of it comes back, or nothing does. (That they go from one backend to the other, a scenario shows.)

use super::scenes::in_flight;
use super::{Backend, World, samples};
use crate::{After, Census, Page, Piece, RunControl, Store, StoreError};
use lagom_model::{Cadence, DeliveryState, Outcome, Reason, SeededIds};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a store gave.
async fn dumped(store: &dyn Store) -> (Vec<Page>, Census) {
    let mut pages = Vec::new();
    let mut sink = |page| {
        pages.push(page);
        Ok(())
    };
    let census = store.dump(&mut sink).await.unwrap();
    (pages, census)
}

/// Takes it into a store.
async fn taken(
    store: &dyn Store,
    pages: &[Page],
    census: Option<Census>,
) -> Result<Census, StoreError> {
    let pages = pages.iter().cloned().map(Piece::Page);
    let mut pieces = pages.chain(census.map(Piece::End));
    let mut source = || Ok(pieces.next());
    store.restore(&mut source, samples::day(1)).await
}

/// Rows by table, but of tables that a restore changes.
fn rows(pages: &[Page]) -> BTreeMap<&str, Vec<&str>> {
    let mut rows: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for page in pages {
        if !matches!(
            page.table.as_str(),
            "installation" | "run_control" | "delivery"
        ) {
            rows.entry(&page.table).or_default().push(&page.rows);
        }
    }
    rows
}

/// People with letters in every state, a doubt and a name that no ASCII holds.
async fn lived_in<B: Backend>(backend: &B) -> World {
    let world = World::new(backend).await;
    let (owner, first) = in_flight(&world).await;
    world
        .record(
            owner,
            &first,
            Outcome::Unknown,
            After::Held(Reason::OutcomeUnknown),
            samples::START,
        )
        .await;
    for n in 20..30 {
        world
            .join(
                n,
                &[
                    (world.news(), Cadence::EveryIssue),
                    (world.post(), Cadence::Weekly),
                ],
            )
            .await;
    }
    let title = "Zażółć \"gęślą\"\n\u{1f40c} \\ 'jaźń'";
    world
        .publish_and_plan(world.news(), title, samples::hour(2))
        .await;
    let gated = world.gate(owner, samples::hour(2)).await;
    world.accept(owner, &gated[..4], samples::hour(2)).await;
    world
        .publish_and_plan(world.post(), "two", samples::hour(3))
        .await;
    world
}

/// A second database with the same catalogue, as a new installation of the same configuration would have.
async fn empty<B: Backend>() -> (B, World) {
    let backend = B::fresh().await;
    let world = World::new(&backend).await;
    (backend, world)
}

/// Every row comes back as it was, and new rows get keys of their own.
pub async fn a_backup_comes_back_whole<B: Backend>(backend: &B) {
    let world = lived_in(backend).await;
    let (pages, census) = dumped(&*world.store).await;
    assert!(census.rows["delivery"] >= 11 && census.rows["subscriber"] >= 11);
    let (_other, back) = empty::<B>().await;
    let came = taken(&*back.store, &pages, Some(census.clone())).await;
    assert_eq!(came.unwrap(), census);
    let (again, after) = dumped(&*back.store).await;
    assert_eq!(rows(&again), rows(&pages));
    assert_eq!(after.rows, census.rows);
    let titles = back.store.issues(None, 10).await.unwrap();
    assert!(titles.iter().any(|issue| issue.title.contains('\u{1f40c}')));
    let back = World {
        ids: Arc::new(SeededIds::new(77)),
        ..back
    };
    back.join(40, &[(back.news(), Cadence::EveryIssue)]).await;
    back.draft(
        back.news(),
        "new",
        vec![samples::article("new")],
        samples::day(2),
    )
    .await;
    let owner = back.enter(samples::day(2)).await;
    back.store.recover(owner, samples::day(2)).await.unwrap();
    back.is_sound().await;
}

/// What was planned waits; what was in flight ends as unknown by the next dispatcher; the counter is higher than before.
pub async fn what_came_back_waits_for_the_operator<B: Backend>(backend: &B) {
    let world = lived_in(backend).await;
    let planned = world.letters(&[DeliveryState::Planned]).await.len();
    let in_flight = world.letters(&[DeliveryState::Sending]).await.len();
    assert!(in_flight > 0);
    let (pages, census) = dumped(&*world.store).await;
    let (_other, back) = empty::<B>().await;
    taken(&*back.store, &pages, Some(census)).await.unwrap();
    assert_eq!(back.letters(&[DeliveryState::Waiting]).await.len(), planned);
    for run in back.store.runs().await.unwrap() {
        assert_eq!(run.control, RunControl::Restored);
    }
    let owner = back.enter(samples::day(1)).await;
    assert!(back.gate(owner, samples::day(2)).await.is_empty());
    back.store.recover(owner, samples::day(1)).await.unwrap();
    assert_eq!(back.letters(&[DeliveryState::Sending]).await.len(), 0);
    assert_eq!(
        back.letters(&[DeliveryState::Held]).await.len(),
        in_flight + 1
    );
    back.is_sound().await;
}

/// What is written while a backup is made is in it whole or not at all.
pub async fn a_backup_is_of_one_instant<B: Backend>(backend: &B) {
    let world = lived_in(backend).await;
    let before = dumped(&*world.store).await;
    let other = world.again(backend).await;
    let (page, pages) = std::sync::mpsc::channel();
    let (go, going) = std::sync::mpsc::channel::<()>();
    let mut first = true;
    let mut sink = move |one: Page| {
        page.send(one).map_err(|error| error.to_string())?;
        if std::mem::take(&mut first) {
            tokio::task::block_in_place(|| going.recv()).map_err(|error| error.to_string())?;
        }
        Ok(())
    };
    let store = Arc::clone(&world.store);
    let dump = tokio::spawn(async move { store.dump(&mut sink).await });
    let first = tokio::task::block_in_place(|| pages.recv()).unwrap();
    other.join(50, &[(other.news(), Cadence::EveryIssue)]).await;
    other
        .publish_and_plan(other.news(), "meanwhile", samples::hour(4))
        .await;
    go.send(()).unwrap();
    let census = dump.await.unwrap().unwrap();
    let pages: Vec<Page> = std::iter::once(first).chain(pages).collect();
    assert_eq!((pages, census), before);
    assert_ne!(dumped(&*world.store).await, before);
}

/// Where people are already, nothing is taken in.
pub async fn a_backup_comes_into_an_empty_database_only<B: Backend>(backend: &B) {
    let world = lived_in(backend).await;
    let (pages, census) = dumped(&*world.store).await;
    let refused = taken(&*world.store, &pages, Some(census.clone())).await;
    assert!(
        matches!(refused, Err(StoreError::WrongState { .. })),
        "{refused:?}"
    );
    assert_eq!(dumped(&*world.store).await, (pages, census));
}

/// One that is cut short, misses rows or holds a table that nobody knows leaves everything as it was.
pub async fn a_backup_that_does_not_add_up_changes_nothing<B: Backend>(backend: &B) {
    let world = lived_in(backend).await;
    let (pages, census) = dumped(&*world.store).await;
    let (_other, back) = empty::<B>().await;
    let before = dumped(&*back.store).await;
    let mut unknown = pages.clone();
    "elsewhere".clone_into(&mut unknown[0].table);
    let mut twice = pages.clone();
    twice.push(pages[pages.len() - 1].clone());
    let mut balance = census.clone();
    balance.balance.pop();
    let table = [
        (pages.clone(), None),
        (pages[..pages.len() - 1].to_vec(), Some(census.clone())),
        (unknown, Some(census.clone())),
        (twice, Some(census.clone())),
        (pages.clone(), Some(balance)),
    ];
    for (nth, (pieces, end)) in table.into_iter().enumerate() {
        let refused = taken(&*back.store, &pieces, end).await;
        assert!(
            matches!(refused, Err(StoreError::Archive { .. })),
            "row {nth}: {refused:?}"
        );
        assert_eq!(dumped(&*back.store).await, before, "row {nth}");
    }
    taken(&*back.store, &pages, Some(census)).await.unwrap();
}
