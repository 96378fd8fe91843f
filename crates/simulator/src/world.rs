//! A world: one seed, one installation, one year. The director moves the clock from one instant at which
//! something is due to the next, lets everybody who has something to do come on, and decides who goes on at each step.

use crate::agenda::{Act, Agenda};
use crate::dice::Dice;
use crate::faults::Faults;
use crate::issues::Author;
use crate::machine::{Machine, Wiring};
use crate::model::{Model, PublicationTerms};
use crate::operator::Work;
use crate::readers::Visit;
use crate::scene::{Scene, reader};
use crate::stage::{ActorId, Stage};
use crate::tally::Tally;
use crate::watched::Shared;
use anyhow::Context as _;
use lagom_app::Settings;
use lagom_app::audit::{Question, audit};
use lagom_dispatch::Filler;
use lagom_links::{KeyRing, Urls};
use lagom_model::{DeliveryState, FixedClock, PublicId, SeededIds, SubscriberId, Timestamp, Zone};
use lagom_render::templates::Templates;
use lagom_store::{ImportRow, OutboxFilter};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::task::JoinHandle;

/// After the last disturbance everything comes to rest within so many days: a season, a month, the longest
/// deferral.
const REST_DAYS: i64 = 90;
/// Ticks are this coarse then.
const REST_GRID: i64 = 4 * Timestamp::HOUR;
/// No world takes more turns than this between two instants; one that does goes round in circles.
const MOST_STEPS: u64 = 200_000;

/// How big a world is.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// People.
    pub people: u32,
    /// Days with disturbances.
    pub days: i64,
}

impl Size {
    /// One year of a village.
    pub const USUAL: Self = Self {
        people: 800,
        days: 365,
    };

    /// How many subscriber-years it is.
    pub fn years(self) -> f64 {
        f64::from(self.people) * f64::from(i32::try_from(self.days).unwrap_or(i32::MAX)) / 365.0
    }
}

/// What a world came to.
#[derive(Debug, Clone, Default)]
pub struct Ran {
    /// Steps.
    pub steps: u64,
    /// Mails that the relay took.
    pub mails: u64,
    /// A hash of everything that was seen: the same seed, the same hash.
    pub trace: u64,
    /// How often everything occurred.
    pub tally: Tally,
    /// What did not hold, the first of it first.
    pub violations: Vec<String>,
    /// What is written down of the person whom the first is about.
    pub story: Vec<String>,
}

/// Runs the world of a seed.
///
/// # Errors
/// When the machine does not allow it: no place for files, a database that does not open.
pub fn run(seed: u64, size: Size) -> anyhow::Result<Ran> {
    run_with(seed, size, |_| {})
}

/// The same, with a model that was told something else than the product.
fn run_with(seed: u64, size: Size, doctor: impl FnOnce(&mut Model)) -> anyhow::Result<Ran> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .context("a runtime")?;
    runtime.block_on(async {
        let mut world = World::set_up(seed, size).await?;
        doctor(&mut world.wiring.shared.model());
        world.play().await?;
        Ok(world.ran())
    })
}

struct World {
    dice: Dice,
    size: Size,
    scene: Scene,
    wiring: Wiring,
    machines: Vec<Machine>,
    desk: Machine,
    author: Author,
    agenda: Agenda,
    actors: u64,
    steps: u64,
    off_until: Timestamp,
    disturbed: bool,
    playing: BTreeMap<ActorId, (JoinHandle<()>, Option<usize>)>,
    _folder: tempfile::TempDir,
}

/// Memory where there is any: a simulated database need not survive the machine.
fn folder() -> anyhow::Result<tempfile::TempDir> {
    let mut builder = tempfile::Builder::new();
    let named = builder.prefix("lagom-simulator-");
    let shared = named.tempdir_in("/dev/shm");
    shared.or_else(|_| named.tempdir()).context("a folder")
}

impl World {
    async fn set_up(seed: u64, size: Size) -> anyhow::Result<Self> {
        let mut dice = Dice::new(seed);
        let scene = Scene::draw(&mut dice.fork());
        let folder = folder()?;
        let file = folder.path().join("lagom.db");
        let desk = Machine::start(&file).await?;
        desk.store.migrate().await?;
        let ids = Arc::new(SeededIds::new(dice.bits()));
        let now = scene.start;
        let known = Arc::new(
            desk.store
                .put_catalogue(&scene.catalogue, &*ids, now)
                .await?,
        );
        let policy = desk.store.put_policy(&scene.policy, now).await?;
        let mut model = Model::default();
        model.policy_is(&policy);
        for publication in &known.publications {
            let terms = PublicationTerms {
                key: publication.def.key.clone(),
                sender: publication.sender,
                least_items: publication.def.least_items,
                priority: publication.def.priority,
            };
            model.publication_is(publication.id, terms);
        }
        let base_url = "https://letters.example.org".to_owned();
        let keys = Arc::new(KeyRing::generate(&*ids, now));
        let filler = Arc::new(Filler {
            templates: Templates::embedded().context("the templates")?,
            urls: Urls::new(&base_url)?,
            keys: Arc::clone(&keys),
            known: Arc::clone(&known),
            signers: Arc::default(),
        });
        let wiring = Wiring {
            shared: Arc::new(Shared {
                stage: Arc::new(Stage::default()),
                model: Mutex::new(model),
                faults: Mutex::new(Faults::new(dice.fork())),
                clock: Arc::new(FixedClock::new(now)),
                shelf: Mutex::default(),
            }),
            known,
            ids,
            keys,
            filler,
            settings: Arc::new(Settings {
                base_url,
                organisation: "Harbour and Orchard".to_owned(),
                zone: Zone::UTC,
                language: "en".to_owned(),
                country: None,
                grace_minutes: 0,
                consents: Vec::new(),
            }),
        };
        let mut world = Self {
            author: Author::new(dice.fork()),
            machines: vec![Machine::start(&file).await?, Machine::start(&file).await?],
            desk,
            agenda: Agenda::default(),
            actors: 0,
            steps: 0,
            off_until: now,
            disturbed: true,
            playing: BTreeMap::new(),
            dice,
            size,
            scene,
            wiring,
            _folder: folder,
        };
        world.people().await?;
        Ok(world)
    }

    /// Imports the readers, and draws the year.
    async fn people(&mut self) -> anyhow::Result<()> {
        let now = self.scene.start;
        let mut dice = self.dice.fork();
        let slot = |choices: &lagom_model::Choices, anchor, zone: &Zone| {
            lagom_policy::next_slot(choices.cadence, choices.anchor.or(anchor), zone, now)
        };
        let people: Vec<_> = (0..self.size.people)
            .map(|n| reader(&mut dice, &self.scene, &self.wiring.known, n, &slot))
            .collect();
        let row = ImportRow {
            batch: PublicId(1),
            file: "people.csv".to_owned(),
            language: "en".to_owned(),
            zone: Zone::UTC,
            at: now,
        };
        self.desk
            .store
            .import(&row, &people, &*self.wiring.ids)
            .await?;
        let page = self.desk.store.people(None, 10_000).await?;
        let ids: Vec<SubscriberId> = page.people.iter().map(|person| person.id).collect();
        for person in &page.people {
            self.wiring.shared.model().person_is(person, now);
        }
        let known = &self.wiring.known;
        self.agenda = Agenda::draw(&mut self.dice.fork(), known, &ids, now, self.size.days);
        Ok(())
    }

    fn now(&self) -> Timestamp {
        self.wiring.shared.now()
    }

    fn failed(&self) -> bool {
        !self.wiring.shared.model().violations.is_empty()
    }

    async fn play(&mut self) -> anyhow::Result<()> {
        let calm = self.scene.start.plus(self.size.days * Timestamp::DAY);
        let end = calm.plus(REST_DAYS * Timestamp::DAY);
        let mut last_look = self.scene.start;
        while !self.failed() {
            let now = self.now();
            if self.disturbed && now >= calm {
                self.disturbed = false;
                self.comes_to_rest().await?;
            }
            let upcoming = self.desk.store.upcoming().await?.map(|next| next.at);
            let ticks_at = upcoming.map(|at| self.on_grid(at.max(self.off_until)));
            let acts_at = self.agenda.next().filter(|_| self.disturbed);
            let Some(next) = [ticks_at, acts_at].into_iter().flatten().min() else {
                break;
            };
            if next > end {
                break;
            }
            let next = next.max(now.plus(1));
            self.wiring.shared.clock.set(next);
            if ticks_at.is_some_and(|at| at <= next) {
                self.ticks();
            }
            if self.disturbed {
                for act in self.agenda.due(next) {
                    self.act(act);
                }
            }
            self.scene_plays().await?;
            if self.now().since(last_look) > 30 * Timestamp::DAY {
                last_look = self.now();
                self.look().await?;
            }
        }
        if !self.failed() {
            self.look().await?;
            let filter = OutboxFilter {
                states: DeliveryState::ALL.to_vec(),
                subscriber: None,
                limit: u32::MAX,
            };
            let views = self.desk.store.outbox(&filter).await?;
            let people = self.desk.store.people(None, 10_000).await?.people;
            self.wiring.shared.model().at_rest(people, &views, calm);
            self.audit().await?;
        }
        Ok(())
    }

    /// The first instant from `at` on at which cron calls.
    fn on_grid(&self, at: Timestamp) -> Timestamp {
        let grid = if self.disturbed {
            self.scene.grid
        } else {
            REST_GRID
        };
        let at = at.max(self.now().plus(1));
        at.plus((-at.0).rem_euclid(grid))
    }

    /// The last disturbance is over: everything goes on, nothing goes wrong any more.
    async fn comes_to_rest(&mut self) -> anyhow::Result<()> {
        self.wiring.shared.faults().calm();
        self.off_until = self.now();
        let desk = Arc::clone(&self.desk.store);
        let work = Work::GoOn.play(self.dice.fork(), self.wiring.clone(), desk, self.actors + 1);
        self.comes_on(work, None);
        self.scene_plays().await
    }

    /// Invariants that the store itself knows to check.
    async fn look(&self) -> anyhow::Result<()> {
        let problems = self.desk.store.problems(100).await?;
        // What a machine that died has left is ended by the next tick.
        let in_doubt = |what: &str| what.contains("which is gone") && self.disturbed;
        for problem in problems.iter().filter(|problem| !in_doubt(&problem.what)) {
            let mut model = self.wiring.shared.model();
            model.complain(format!(
                "{}: row {}: {}",
                problem.invariant, problem.row, problem.what
            ));
        }
        Ok(())
    }

    /// What the operator's own recount finds.
    async fn audit(&self) -> anyhow::Result<()> {
        let question = Question {
            since: self.scene.start,
            now: self.now(),
            publication: None,
            examples: 20,
        };
        let known = &self.wiring.known;
        let found = audit(&*self.desk.store, known, question, &mut |_, _| ()).await?;
        let mut model = self.wiring.shared.model();
        if found.messages == 0 || found.balance.items == 0 {
            model.complain(format!("the audit saw nothing: {:?}", found.balance));
        }
        // The longest deferral is over.
        let carried = found.balance.fates.carried;
        if carried > 0 {
            model.complain(format!(
                "D7: {carried} items that were passed over still wait"
            ));
        }
        for breach in found.breaches {
            model.complain(format!("audit: {breach:?}"));
        }
        Ok(())
    }

    /// An actor comes on.
    fn comes_on(
        &mut self,
        part: impl Future<Output = ()> + Send + 'static,
        machine: Option<usize>,
    ) {
        self.actors += 1;
        let actor = self.actors;
        let stage = Arc::clone(&self.wiring.shared.stage);
        stage.enters(actor);
        let leaves = Leaves(Arc::clone(&stage), actor);
        let handle = tokio::spawn(async move {
            let _leaves = leaves;
            // Nobody does anything at the same time as somebody else, not even reading.
            stage.halt(actor, "comes on").await;
            part.await;
        });
        self.playing.insert(actor, (handle, machine));
    }

    fn ticks(&mut self) {
        let first = usize::try_from(self.dice.below(2)).unwrap_or(0);
        let both = self.dice.percent(25);
        for place in if both {
            vec![first, 1 - first]
        } else {
            vec![first]
        } {
            let Some(machine) = self.machines.get(place) else {
                continue;
            };
            let store = Arc::clone(&machine.store);
            self.wiring.shared.model().tally.count("event", "tick");
            let part = self.wiring.clone().tick(store, self.actors + 1);
            self.comes_on(part, Some(place));
        }
    }

    fn act(&mut self, act: Act) {
        let now = self.now();
        let work = match act {
            Act::Issue(publication) => {
                let at = now.plus(self.dice.within(1, 60) * Timestamp::HOUR);
                Work::Publish(publication, Box::new(self.author.issue(at)), at)
            }
            Act::Content => Work::Content,
            Act::Outbox => Work::Outbox,
            Act::Pause => Work::Pause,
            Act::GoOn => Work::GoOn,
            Act::Policy => Work::Policy,
            Act::Reader(person) => {
                self.visit(person);
                return;
            }
            Act::RelayDown(down) => {
                self.wiring.shared.faults().relay_down = down;
                return;
            }
            Act::Off(hours) => {
                self.off_until = now.plus(hours * Timestamp::HOUR);
                return;
            }
        };
        let desk = Arc::clone(&self.desk.store);
        let part = work.play(self.dice.fork(), self.wiring.clone(), desk, self.actors + 1);
        self.comes_on(part, None);
    }

    fn visit(&mut self, id: SubscriberId) {
        let dice = self.dice.fork();
        let visit = {
            let model = self.wiring.shared.model();
            let Some(reader) = model.people.get(&id) else {
                return;
            };
            Visit {
                person: reader.person.clone(),
                letter: reader.got.values().flatten().next_back().copied(),
                zones: self.scene.zones.clone(),
                dice,
            }
        };
        let desk = Arc::clone(&self.desk.store);
        let part = visit.play(self.wiring.clone(), desk, self.actors + 1);
        self.comes_on(part, None);
    }

    /// Lets everybody who came on play to their end, one step of one of them at a time.
    async fn scene_plays(&mut self) -> anyhow::Result<()> {
        let shared = Arc::clone(&self.wiring.shared);
        for _ in 0..MOST_STEPS {
            let halts = shared.stage.settled().await;
            self.finished().await;
            if halts.is_empty() || self.failed() {
                return Ok(());
            }
            let halt = *self.dice.pick(&halts);
            self.steps += 1;
            {
                let mut model = shared.model();
                model.trace(halt.place);
                model.tally.count("step", halt.place);
            }
            if self.dice.percent(3) {
                let later = self.now().plus(self.dice.within(0, 4_000));
                shared.clock.set(later);
            }
            let crashes = shared.faults().crash();
            let machine = self
                .playing
                .get(&halt.actor)
                .and_then(|(_, machine)| *machine);
            match machine.filter(|_| crashes) {
                Some(machine) => self.crash(halt.actor, machine).await?,
                None => shared.stage.go_on(halt.turn),
            }
        }
        shared
            .model()
            .complain(format!("it goes round in circles at {}", self.now()));
        Ok(())
    }

    /// Looks after those who are done: one that panicked is a violation.
    async fn finished(&mut self) {
        let done: Vec<ActorId> = self
            .playing
            .iter()
            .filter(|(_, (handle, _))| handle.is_finished())
            .map(|(actor, _)| *actor)
            .collect();
        for actor in done {
            if let Some((handle, _)) = self.playing.remove(&actor)
                && let Err(error) = handle.await
                && error.is_panic()
            {
                let mut model = self.wiring.shared.model();
                model.complain(format!("somebody panicked: {error}"));
            }
        }
    }

    /// A machine dies in mid-step: what it ran is gone, its sign of life too.
    async fn crash(&mut self, actor: ActorId, machine: usize) -> anyhow::Result<()> {
        let shared = Arc::clone(&self.wiring.shared);
        let dead: Vec<ActorId> = self
            .playing
            .iter()
            .filter(|(one, (_, on))| **one == actor || *on == Some(machine))
            .map(|(one, _)| *one)
            .collect();
        for actor in dead {
            if let Some((handle, _)) = self.playing.remove(&actor) {
                handle.abort();
                let _ = handle.await;
            }
            shared.stage.exits(actor);
            shared.model().died(actor);
            shared.model().tally.count("event", "crash");
        }
        if let Some(machine) = self.machines.get_mut(machine) {
            machine.restart().await?;
        }
        Ok(())
    }

    fn ran(&self) -> Ran {
        let model = self.wiring.shared.model();
        let mails = model.deliveries.values().map(|one| one.copies.len());
        Ran {
            steps: self.steps,
            mails: u64::try_from(mails.sum::<usize>()).unwrap_or(u64::MAX),
            trace: model.trace,
            tally: model.tally.clone(),
            violations: model.violations.clone(),
            story: model.about.map_or_else(Vec::new, |who| model.story(who)),
        }
    }
}

/// Leaves the stage when it is dropped, also after a panic.
struct Leaves(Arc<Stage>, ActorId);

impl Drop for Leaves {
    fn drop(&mut self) {
        self.0.exits(self.1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Size = Size {
        people: 12,
        days: 60,
    };

    #[test]
    fn a_seed_replays_its_world_exactly() {
        let (one, again) = (run(11, SMALL).unwrap(), run(11, SMALL).unwrap());
        assert_eq!(one.violations, Vec::<String>::new());
        assert!(one.mails > 0 && one.steps > 100, "{one:?}");
        assert_eq!((one.trace, one.steps), (again.trace, again.steps));
        assert_eq!(one.tally, again.tally);
        assert_ne!(one.trace, run(12, SMALL).unwrap().trace);
    }

    /// A product that kept another promise than the model knows of is found, with its first step.
    #[test]
    fn a_product_that_breaks_its_promise_is_found() {
        let found = |doctor: fn(&mut lagom_model::Policy), of: &str| {
            let ran = run_with(11, SMALL, |model| {
                if let Some(policy) = model.policies.last_mut() {
                    doctor(policy);
                }
            });
            let violations = ran.unwrap().violations;
            let named = violations.iter().any(|what| what.contains(of));
            assert!(named, "{of}: {violations:?}");
        };
        found(|policy| policy.gap_hours = 24 * 20, "the gap of 480 hours");
        found(
            |policy| policy.caps.iter_mut().for_each(|cap| cap.default = 0),
            "of at most 0",
        );
        found(
            |policy| {
                policy.quiet_days.weekdays = (0..7)
                    .filter_map(|day| chrono::Weekday::try_from(day).ok())
                    .collect();
            },
            "a quiet weekday",
        );
    }
}
