//! What becomes visible, when, and in which order.

use super::{Backend, World, samples};
use crate::{Found, IssueMove, IssueState, Published};
use lagom_model::{Cadence, EventStart, Ids, ItemKind};
use std::collections::BTreeSet;

/// The same text for the same publication is the same issue; for another one it is another.
pub async fn the_same_source_is_the_same_issue<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let items = || vec![samples::article("a")];
    let first = world
        .draft(world.news(), "one", items(), samples::START)
        .await;
    assert_eq!(first.state, IssueState::Draft);
    assert_eq!((first.title.as_str(), first.publish_at), ("one", None));
    assert_eq!(first.added_at, samples::START);
    assert_eq!(first.edition.items, items());
    let again = world.new_issue(world.news(), "one", items(), samples::hour(1));
    let Found::Known(known) = world.store.add_issue(again).await.unwrap() else {
        panic!("it was added twice");
    };
    assert_eq!((known.id, known.public_id), (first.id, first.public_id));
    assert_eq!(known.added_at, samples::START);
    let elsewhere = world
        .draft(world.tech(), "one", items(), samples::START)
        .await;
    assert_ne!(elsewhere.id, first.id);
}

/// Issues are listed with the latest first, and found by either id.
pub async fn issues_are_listed_and_found<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let mut added = Vec::new();
    for (n, publication) in (0..).zip([world.news(), world.tech(), world.news()]) {
        let items = vec![samples::article(&format!("item {n}"))];
        let title = format!("issue {n}");
        added.push(
            world
                .draft(publication, &title, items, samples::hour(n))
                .await,
        );
    }
    let listed = |publication, limit| {
        let store = world.store.clone();
        async move {
            let issues = store.issues(publication, limit).await.unwrap();
            issues.into_iter().map(|issue| issue.id).collect::<Vec<_>>()
        }
    };
    assert_eq!(
        listed(None, 10).await,
        [added[2].id, added[1].id, added[0].id]
    );
    assert_eq!(listed(None, 2).await, [added[2].id, added[1].id]);
    assert_eq!(
        listed(Some(world.news()), 10).await,
        [added[2].id, added[0].id]
    );
    let found = world
        .store
        .issue(added[1].public_id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (found.id, found.edition),
        (added[1].id, added[1].edition.clone())
    );
    assert!(
        world
            .store
            .issue(world.ids.public_id())
            .await
            .unwrap()
            .is_none()
    );
    let asked = [added[2].id, added[0].id];
    let found = world.store.issues_by_id(&asked).await.unwrap();
    let found: Vec<_> = found.into_iter().map(|issue| issue.id).collect();
    assert_eq!(found, [added[0].id, added[2].id]);
}

/// Items get their positions when they become visible, in the author's order, without a gap.
pub async fn positions_are_given_in_order<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let start = samples::day(3);
    let items = vec![
        samples::article("a"),
        samples::event("e", start),
        samples::article("b"),
    ];
    let first = world
        .publish(world.news(), "one", items, samples::START)
        .await;
    let expected = Published {
        issue: first.issue,
        publication: world.news(),
        items: 3,
        to_seq: 3,
    };
    assert_eq!(first, expected);
    let more = vec![samples::article("c")];
    let second = world
        .publish(world.news(), "two", more, samples::hour(1))
        .await;
    assert_eq!((second.items, second.to_seq), (1, 4));

    let listings = world.store.listings(world.news(), 0).await.unwrap();
    let told: Vec<_> = listings
        .iter()
        .map(|one| (one.seq, one.issue, one.position, one.kind, one.expires_at))
        .collect();
    let expected = [
        (1, first.issue, 0, ItemKind::Article, None),
        (2, first.issue, 1, ItemKind::Event, Some(start)),
        (3, first.issue, 2, ItemKind::Article, None),
        (4, second.issue, 0, ItemKind::Article, None),
    ];
    assert_eq!(told, expected);
    assert_eq!(listings[1].topic, "events");
    assert_eq!(listings[3].visible_at, samples::hour(1));
    assert!(
        listings
            .iter()
            .all(|one| one.previous_seq.is_none() && one.key >= 0)
    );
    let above: Vec<_> = world.store.listings(world.news(), 2).await.unwrap();
    assert_eq!(above.iter().map(|one| one.seq).collect::<Vec<_>>(), [3, 4]);
    assert!(
        world
            .store
            .listings(world.tech(), 0)
            .await
            .unwrap()
            .is_empty()
    );
    let again = world.store.publish_due(samples::hour(2)).await.unwrap();
    assert!(again.is_empty(), "nothing becomes visible twice");
}

/// A listing tells of its item what a letter is judged by.
pub async fn a_listing_tells_what_its_item_is<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let mut fair = samples::event("fair", samples::day(30));
    fair.cancelled = true;
    fair.occasion = Some("mothers-day".to_owned());
    let mut days = samples::event("days", samples::day(30));
    let first = samples::day(30).utc().date_naive();
    days.starts = Some(EventStart::On(first));
    let items = vec![samples::article("a"), fair, days];
    world
        .publish(world.news(), "one", items, samples::START)
        .await;
    let listings = world.store.listings(world.news(), 0).await.unwrap();
    let [article, event, days] = &listings[..] else {
        panic!("three items were listed: {listings:?}");
    };
    assert_eq!((article.words, article.short_words), (120, 30));
    assert_eq!(article.starts, None);
    assert_eq!((article.cancelled, &article.occasion), (false, &None));
    assert_eq!(event.starts, Some(EventStart::At(samples::day(30))));
    assert_eq!(days.starts, Some(EventStart::On(first)));
    assert!(event.cancelled);
    assert_eq!(event.occasion.as_deref(), Some("mothers-day"));
}

/// An item that is listed again names its listing before; the same event has one key everywhere.
pub async fn an_item_listed_again_names_its_listing_before<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let event = || samples::event("fair", samples::day(30));
    let first = vec![samples::article("a"), event()];
    world
        .publish(world.news(), "one", first, samples::START)
        .await;
    world
        .publish(world.news(), "two", vec![event()], samples::hour(1))
        .await;
    let third = vec![samples::article("b"), event()];
    world
        .publish(world.news(), "three", third, samples::hour(2))
        .await;
    world
        .publish(world.post(), "one", vec![event()], samples::hour(2))
        .await;
    let listings = world.store.listings(world.news(), 0).await.unwrap();
    let previous: Vec<_> = listings.iter().map(|one| one.previous_seq).collect();
    assert_eq!(previous, [None, None, Some(2), None, Some(3)]);
    let elsewhere = &world.store.listings(world.post(), 0).await.unwrap()[0];
    assert_eq!(
        elsewhere.previous_seq, None,
        "positions are a publication's own"
    );
    assert_eq!(elsewhere.key, listings[1].key);
    assert_eq!(listings[4].key, listings[1].key);
    let keys: BTreeSet<_> = listings.iter().map(|one| one.key).collect();
    assert_eq!(keys.len(), 3);
}

/// What an issue that was taken back listed is as if it had not been listed, when it is listed again.
pub async fn what_was_taken_back_was_never_listed<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let items = || {
        vec![
            samples::article("a"),
            samples::event("fair", samples::day(30)),
        ]
    };
    let publish =
        async |title: &str, items, at| world.publish(world.news(), title, items, at).await;
    let take_back = async |issue| {
        let moved = world
            .store
            .move_issue(issue, IssueMove::Withdraw, samples::day(1));
        moved.await.unwrap();
    };
    publish("one", vec![samples::article("a")], samples::START).await;
    let two = publish("two", items(), samples::hour(1)).await;
    let three = publish("three", items(), samples::hour(2)).await;
    take_back(two.issue).await;
    take_back(three.issue).await;
    publish("four", items(), samples::day(1)).await;
    publish("five", items(), samples::day(2)).await;
    let listings = world.store.listings(world.news(), 0).await.unwrap();
    let previous: Vec<_> = listings.iter().map(|one| one.previous_seq).collect();
    let [.., article, event, again, once_more] = &previous[..] else {
        panic!("{previous:?}");
    };
    assert_eq!((article, event), (&Some(1), &None), "{previous:?}");
    assert_eq!((again, once_more), (&Some(6), &Some(7)), "{previous:?}");
}

/// What is scheduled for later is not visible, and the gate knows of it.
pub async fn a_later_issue_stays_hidden<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    world.join(1, &[(world.news(), Cadence::EveryIssue)]).await;
    let later = samples::day(2);
    let item = vec![samples::article("a")];
    let issue = world.schedule(world.tech(), "later", item, later).await;
    assert_eq!(
        (issue.state, issue.publish_at),
        (IssueState::Scheduled, Some(later))
    );
    assert!(
        world
            .store
            .publish_due(later.plus(-1))
            .await
            .unwrap()
            .is_empty()
    );
    assert!(world.store.releases().await.unwrap().is_empty());
    assert!(
        world
            .store
            .listings(world.tech(), 0)
            .await
            .unwrap()
            .is_empty()
    );

    world
        .publish_and_plan(world.news(), "now", samples::START)
        .await;
    let owner = world.enter(samples::START).await;
    let schedule = std::sync::Mutex::new(Vec::new());
    let look = |context: &crate::GateContext, case: &crate::GateCase| {
        schedule.lock().unwrap().clone_from(&context.schedule);
        super::judges::wait_until(case.delivery.due_at)
    };
    world.gate_with(owner, samples::START, &look).await;
    assert_eq!(*schedule.lock().unwrap(), [(world.tech(), later)]);

    assert_eq!(world.store.publish_due(later).await.unwrap().len(), 1);
    let issue = world.store.issue(issue.public_id).await.unwrap().unwrap();
    assert_eq!(issue.state, IssueState::Published);
    let releases = world.store.releases().await.unwrap();
    assert_eq!(releases.len(), 1);
    assert_eq!(
        (releases[0].publication, releases[0].to_seq),
        (world.tech(), 1)
    );
    assert_eq!((releases[0].at, releases[0].after), (later, 0));
}

/// Publishers at once never give a position twice, and never leave one out. Each schedules issues of its own, so that
/// they publish different issues of one publication at the same time.
pub async fn publishers_at_once_never_share_a_position<B: Backend>(backend: &B) {
    let world = World::new(backend).await;
    let other = world.again(backend).await;
    let publish = |world: World, name: &'static str| async move {
        let mut published = Vec::new();
        for n in 0..12 {
            let items = (0..5).map(|item| samples::article(&format!("{name}{n}-{item}")));
            let title = format!("{name} {n}");
            world
                .schedule(world.news(), &title, items.collect(), samples::START)
                .await;
            match world.store.publish_due(samples::START).await {
                Ok(more) => published.extend(more),
                Err(error) => assert!(error.is_transient(), "{error}"),
            }
        }
        published
    };
    let one = tokio::spawn(publish(world.clone(), "one"));
    let two = tokio::spawn(publish(other, "two"));
    let mut published = one.await.unwrap();
    published.extend(two.await.unwrap());
    published.extend(world.store.publish_due(samples::START).await.unwrap());

    let issues: BTreeSet<_> = published.iter().map(|one| one.issue).collect();
    assert_eq!(
        (published.len(), issues.len()),
        (24, 24),
        "each issue became visible once"
    );
    let listings = world.store.listings(world.news(), 0).await.unwrap();
    let positions: Vec<_> = listings.iter().map(|one| one.seq).collect();
    assert_eq!(positions, (1..=120).collect::<Vec<_>>());
    let whole = |five: &[crate::Listing]| five.iter().all(|one| one.issue == five[0].issue);
    assert!(listings.chunks(5).all(whole));
    assert_eq!(world.store.releases().await.unwrap().len(), 24);
}
