//! A store with the sample catalogue, and the steps that cases take on it. It panics where a step fails:
//! it is for tests alone.

use super::{Backend, judges, samples};
use crate::{
    After, By, Change, ChangeSource, Changed, DeliveryView, Edit, Found, GateCase, GateFn,
    GateRequest, Gated, ImportFate, ImportRow, IssueMove, IssueRow, Known, Leaves, Line, NewIssue,
    NewLine, NewPerson, OutboxFilter, Owner, Person, PlanFn, PlanReport, PlanRequest, PlanSource,
    Published, RecordReport, Recorded, Store,
};
use lagom_model::{
    Cadence, DeliveryState, Ids, ItemContent, Outcome, Policy, PublicId, PublicationId, SeededIds,
    SenderId, Seq, Timestamp,
};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex};

/// A store with the sample catalogue and the product's policy.
#[derive(Clone)]
pub struct World {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The catalogue as the store knows it.
    pub known: Known,
    /// Ids that repeat.
    pub ids: Arc<SeededIds>,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World").finish_non_exhaustive()
    }
}

impl World {
    /// On a backend's empty database.
    pub async fn new<B: Backend>(backend: &B) -> Self {
        Self::on(backend.open().await.unwrap()).await
    }

    /// On an open store: migrates it, writes the catalogue and the policy.
    pub async fn on(store: Arc<dyn Store>) -> Self {
        let ids = Arc::new(SeededIds::new(2026));
        store.migrate().await.unwrap();
        let known = store
            .put_catalogue(&samples::catalogue(), ids.as_ref(), samples::START)
            .await
            .unwrap();
        store
            .put_policy(&Policy::product(), samples::START)
            .await
            .unwrap();
        Self { store, known, ids }
    }

    /// The same world through another handle.
    pub async fn again<B: Backend>(&self, backend: &B) -> Self {
        Self {
            store: backend.open().await.unwrap(),
            ..self.clone()
        }
    }

    /// The publication [`samples::NEWS`].
    pub fn news(&self) -> PublicationId {
        self.publication(samples::NEWS)
    }

    /// The publication [`samples::TECH`], of the same sender.
    pub fn tech(&self) -> PublicationId {
        self.publication(samples::TECH)
    }

    /// The publication [`samples::POST`], of another sender.
    pub fn post(&self) -> PublicationId {
        self.publication(samples::POST)
    }

    fn publication(&self, key: &str) -> PublicationId {
        self.known.publication_by_key(key).unwrap().id
    }

    /// A publication's sender.
    pub fn sender(&self, publication: PublicationId) -> SenderId {
        self.known.publication(publication).unwrap().sender
    }

    /// A new batch.
    pub fn batch(&self, at: Timestamp) -> ImportRow {
        ImportRow {
            batch: self.ids.public_id(),
            file: "people.csv".to_owned(),
            language: "en".to_owned(),
            zone: samples::zone("Europe/Riga"),
            at,
        }
    }

    /// Imports people in a batch of their own.
    pub async fn import(&self, people: &[NewPerson], at: Timestamp) -> Vec<ImportFate> {
        let batch = self.batch(at);
        let fates = self.store.import(&batch, people, self.ids.as_ref()).await;
        fates.unwrap()
    }

    /// The n-th sample reader joins, with these lines.
    pub async fn join(&self, n: u32, lines: &[(PublicationId, Cadence)]) -> Person {
        let lines = lines
            .iter()
            .map(|(id, cadence)| samples::line(*id, *cadence));
        self.join_with(n, lines.collect()).await
    }

    /// The n-th sample reader joins, with lines as they stand.
    pub async fn join_with(&self, n: u32, lines: Vec<NewLine>) -> Person {
        let person = NewPerson {
            lines,
            ..samples::reader(n)
        };
        let fates = self.import(&[person], samples::START).await;
        assert_eq!(fates, [ImportFate::Added]);
        self.person(n).await
    }

    /// The n-th sample reader, who must be there.
    pub async fn person(&self, n: u32) -> Person {
        self.find(n).await.expect("the reader is known")
    }

    /// The n-th sample reader.
    pub async fn find(&self, n: u32) -> Option<Person> {
        let hash = samples::address_hash(&samples::address(n));
        self.store.person(&By::AddressHash(hash)).await.unwrap()
    }

    /// The n-th sample reader's line of a publication.
    pub async fn line(&self, n: u32, publication: PublicationId) -> Line {
        let person = self.person(n).await;
        let mut lines = person.lines.into_iter();
        lines
            .find(|line| line.publication == publication)
            .expect("the line is in force")
    }

    /// A change by a person on the page, whatever the revision. Returns its id too.
    pub async fn change(
        &self,
        person: &Person,
        edits: Vec<Edit>,
        at: Timestamp,
    ) -> (PublicId, Changed) {
        let change = self.edits(person, edits, at);
        (change.id, self.store.change(&change).await.unwrap())
    }

    /// A change to make.
    pub fn edits(&self, person: &Person, edits: Vec<Edit>, at: Timestamp) -> Change {
        Change {
            subscriber: person.id,
            revision: None,
            id: self.ids.public_id(),
            source: ChangeSource::Page,
            wording: "as shown".to_owned(),
            edits,
            at,
        }
    }

    /// An issue to add.
    pub fn new_issue(
        &self,
        publication: PublicationId,
        title: &str,
        items: Vec<ItemContent>,
        at: Timestamp,
    ) -> NewIssue {
        samples::issue(
            self.ids.as_ref(),
            publication,
            samples::edition(title, items),
            at,
        )
    }

    /// Adds an issue, which is a draft then.
    pub async fn draft(
        &self,
        publication: PublicationId,
        title: &str,
        items: Vec<ItemContent>,
        at: Timestamp,
    ) -> IssueRow {
        let issue = self.new_issue(publication, title, items, at);
        match self.store.add_issue(issue).await.unwrap() {
            Found::Added(row) => row,
            Found::Known(row) => panic!("`{}` was there before", row.title),
        }
    }

    /// Adds an issue and schedules it.
    pub async fn schedule(
        &self,
        publication: PublicationId,
        title: &str,
        items: Vec<ItemContent>,
        at: Timestamp,
    ) -> IssueRow {
        let draft = self.draft(publication, title, items, at).await;
        let step = IssueMove::Schedule(at);
        self.store.move_issue(draft.id, step, at).await.unwrap()
    }

    /// Adds an issue and makes it visible at once.
    pub async fn publish(
        &self,
        publication: PublicationId,
        title: &str,
        items: Vec<ItemContent>,
        at: Timestamp,
    ) -> Published {
        let issue = self.schedule(publication, title, items, at).await;
        let published = self.store.publish_due(at).await.unwrap();
        published
            .into_iter()
            .find(|one| one.issue == issue.id)
            .expect("the issue became visible")
    }

    /// Publishes an issue of one article, and plans it.
    pub async fn publish_and_plan(&self, publication: PublicationId, title: &str, at: Timestamp) {
        let article = samples::article(title);
        self.publish(publication, title, vec![article], at).await;
        self.plan(at).await;
    }

    /// Plans every open release to its end.
    pub async fn plan(&self, now: Timestamp) -> PlanReport {
        let mut total = PlanReport::default();
        for _ in 0..10_000 {
            let Some(release) = self.store.releases().await.unwrap().first().copied() else {
                total.done = true;
                return total;
            };
            let judge = judges::release(release, now);
            let source = PlanSource::Release(release);
            let report = self.plan_with(source, now, 1_000, &judge).await;
            total.people += report.people;
            total.letters += report.letters;
            total.joined += report.joined;
        }
        panic!("planning a release comes to no end");
    }

    /// Plans one batch of slots, up to what is visible.
    pub async fn plan_slots(&self, now: Timestamp, limit: u32) -> PlanReport {
        let judge = judges::slots(self.visible().await, now);
        self.plan_with(PlanSource::Slots, now, limit, &judge).await
    }

    /// Plans one batch.
    pub async fn plan_with(
        &self,
        source: PlanSource,
        now: Timestamp,
        limit: u32,
        judge: PlanFn<'_>,
    ) -> PlanReport {
        let request = PlanRequest { source, now, limit };
        self.store.plan(request, judge).await.unwrap()
    }

    /// The last `seq` of every publication.
    pub async fn visible(&self) -> BTreeMap<PublicationId, Seq> {
        let mut visible = BTreeMap::new();
        for publication in &self.known.publications {
            let listings = self.store.listings(publication.id, 0).await.unwrap();
            visible.insert(publication.id, listings.last().map_or(0, |last| last.seq));
        }
        visible
    }

    /// A dispatcher enters.
    pub async fn enter(&self, now: Timestamp) -> Owner {
        self.store.enter(self.ids.public_id(), now).await.unwrap()
    }

    /// One gate that sends everything.
    pub async fn gate(&self, owner: Owner, now: Timestamp) -> Vec<Gated> {
        self.gate_with(owner, now, &judges::send_all(now)).await
    }

    /// One gate.
    pub async fn gate_with(&self, owner: Owner, now: Timestamp, judge: GateFn<'_>) -> Vec<Gated> {
        let request = gate_request(owner, now);
        self.store.gate(request, judge).await.unwrap()
    }

    /// The one row that is due, sent through the gate.
    pub async fn gate_one(&self, owner: Owner, now: Timestamp) -> Gated {
        let mut gated = self.gate(owner, now).await;
        assert_eq!(gated.len(), 1, "one row is due");
        gated.remove(0)
    }

    /// The one row that is due, with this verdict.
    pub async fn gate_one_with(&self, owner: Owner, now: Timestamp, judge: GateFn<'_>) -> Gated {
        let mut gated = self.gate_with(owner, now, judge).await;
        assert_eq!(gated.len(), 1, "one row is due");
        gated.remove(0)
    }

    /// What a gate would read of the rows that are due; it leaves them as they are.
    pub async fn probe(&self, owner: Owner, now: Timestamp) -> Vec<GateCase> {
        let seen = Mutex::new(Vec::new());
        let look = |_: &crate::GateContext, case: &GateCase| {
            seen.lock().unwrap().push(case.clone());
            judges::wait_until(case.delivery.due_at)
        };
        self.gate_with(owner, now, &look).await;
        seen.into_inner().unwrap()
    }

    /// The one row that is due, as a gate would read it.
    pub async fn probe_one(&self, owner: Owner, now: Timestamp) -> GateCase {
        let mut seen = self.probe(owner, now).await;
        assert_eq!(seen.len(), 1, "one row is due");
        seen.remove(0)
    }

    /// Records one outcome.
    pub async fn record(
        &self,
        owner: Owner,
        gated: &Gated,
        outcome: Outcome,
        after: After,
        now: Timestamp,
    ) -> RecordReport {
        let outcomes = [recorded(gated, Some(outcome), after)];
        self.store.record(owner, &outcomes, now).await.unwrap()
    }

    /// Records that the server accepted what is in flight among these.
    pub async fn accept(&self, owner: Owner, gated: &[Gated], now: Timestamp) -> RecordReport {
        let in_flight = gated.iter().filter(|one| is_sending(one));
        let outcomes: Vec<_> = in_flight
            .map(|one| recorded(one, Some(Outcome::Accepted), After::Sent))
            .collect();
        self.store.record(owner, &outcomes, now).await.unwrap()
    }

    /// A delivery, with everything that is known of it.
    pub async fn view(&self, delivery: PublicId) -> DeliveryView {
        let view = self.store.delivery(delivery).await.unwrap();
        view.expect("the delivery is known")
    }

    /// A delivery's state.
    pub async fn state(&self, delivery: PublicId) -> DeliveryState {
        self.view(delivery).await.state
    }

    /// Every delivery in these states; empty: in any.
    pub async fn letters(&self, states: &[DeliveryState]) -> Vec<DeliveryView> {
        let states = if states.is_empty() {
            DeliveryState::ALL.to_vec()
        } else {
            states.to_vec()
        };
        let filter = OutboxFilter {
            states,
            subscriber: None,
            limit: 10_000,
        };
        self.store.outbox(&filter).await.unwrap()
    }

    /// Asserts that no row breaks an invariant and that the balance over parts is whole.
    pub async fn is_sound(&self) {
        let problems = self.store.problems(5).await.unwrap();
        assert!(problems.is_empty(), "{problems:?}");
    }
}

/// Ids of what leaves the gates.
static IDS: LazyLock<SeededIds> = LazyLock::new(|| SeededIds::new(1926));

/// A request for 64 rows, with the touches of 40 days.
pub fn gate_request(owner: Owner, now: Timestamp) -> GateRequest<'static> {
    GateRequest {
        owner,
        now,
        limit: 64,
        only: None,
        touches_since: now.plus(-40 * Timestamp::DAY),
        ids: &*IDS,
    }
}

/// Whether a judged row is in flight now.
pub fn is_sending(gated: &Gated) -> bool {
    matches!(gated.verdict.leaves, Leaves::Sending { .. })
}

/// An outcome to record.
pub fn recorded(gated: &Gated, outcome: Option<Outcome>, after: After) -> Recorded {
    let code = match outcome {
        Some(Outcome::Accepted) => Some(250),
        Some(Outcome::Refused) => Some(550),
        Some(Outcome::TryLater) => Some(450),
        Some(Outcome::Unknown) | None => None,
    };
    Recorded {
        subscriber: gated.case.delivery.subscriber,
        delivery: gated.case.delivery.id,
        outcome,
        code,
        phase: "data".to_owned(),
        reply: "as the server said".to_owned(),
        after,
    }
}
