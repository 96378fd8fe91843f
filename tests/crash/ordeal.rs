//! One ordeal: a tick is killed at a point, some readers change their mind before anybody notices, ticks go on until all is
//! quiet. It judges nothing but exit codes.

use std::ffi::OsStr;
use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use lagom_model::facts::OwnLimit;
use lagom_model::{Ids as _, PublicId, SeededIds, StopCause, StopScope, Timestamp};
use lagom_store::{Change, ChangeSource, Edit, Person, Store};

use sqlx::{Connection as _, PgConnection, SqliteConnection};

use crate::options::Variant;
use crate::points::Point;
use crate::scene::{NOW, Scene, Stage, address};
use crate::verdict;

/// The ticks after the kill: soon, again, and when what the server put off once or twice is due again.
const AFTERWARDS: [&str; 4] = [
    "2025-11-03T10:01:00Z",
    "2025-11-03T10:02:00Z",
    "2025-11-03T12:30:00Z",
    "2025-11-03T18:00:00Z",
];

/// One reader of each kind of letter stops everything after the kill, the next one lowers the limit to nothing.
const STOPS: [usize; 3] = [4, 12, 22];
const LOWERS: [usize; 3] = [5, 13, 23];

/// How long what was on the wire may take to arrive.
const SETTLES: Duration = Duration::from_millis(60);

/// What went, or may have gone, and has no touch that is kept.
const UNRESERVED: &str = "SELECT d.public_id FROM delivery d WHERE d.state IN ('sent', 'held') AND NOT EXISTS
    (SELECT 1 FROM touch t WHERE t.subscriber_id = d.subscriber_id AND t.id = d.id AND t.state = 'kept')";

/// What one ordeal brought to light.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// How many ticks were killed there: none, if the point was not reached.
    pub(crate) kills: usize,
    /// Messages that the server accepted.
    pub(crate) received: usize,
    /// Copies beyond the first of one delivery.
    pub(crate) second_copies: usize,
    /// Deliveries held.
    pub(crate) held: usize,
    pub(crate) violations: Vec<String>,
}

/// A kill at a point.
pub(crate) struct Ordeal<'a> {
    stage: Stage,
    twice: bool,
    point: &'a Point,
}

/// Readers who changed their mind. From then on who stopped gets nothing, and who lowered their limit no letter; no limit counts
/// service.
#[derive(Debug, Default)]
pub(crate) struct Silence {
    /// Everything up to this message had arrived before.
    pub(crate) after: u64,
    pub(crate) stopped: Vec<String>,
    pub(crate) lowered: Vec<String>,
    pub(crate) people: Vec<PublicId>,
}

impl<'a> Ordeal<'a> {
    pub(crate) fn new(scene: &Scene, variant: Variant, point: &'a Point) -> Self {
        Self {
            stage: scene.stage(),
            twice: variant.twice,
            point,
        }
    }

    pub(crate) fn undergo(self) -> Told {
        let mut told = Told::default();
        self.deadly_tick(NOW, &mut told);
        let after = self.stage.catcher.accepted();
        let store = self.store();
        let mut silence = self.stage.runtime.block_on(change_of_mind(&*store));
        silence.after = after;
        self.bereave();
        if self.twice {
            self.deadly_tick(AFTERWARDS[0], &mut told);
            self.bereave();
        }
        for now in AFTERWARDS {
            let finished = self.stage.house.run_at(now, &["--json", "tick"]);
            if !matches!(finished.code, Some(0 | 75)) {
                told.violations
                    .push(format!("the tick at {now} ended so: {finished:#?}"));
            }
        }
        let unreserved = self.stage.runtime.block_on(self.unreserved());
        let judged = verdict::judge(&*store, &self.stage, &silence, told.kills, unreserved);
        self.stage.runtime.block_on(judged).tell(&mut told);
        told
    }

    /// A tick that is killed at the point, if it passes there.
    fn deadly_tick(&self, now: &str, told: &mut Told) {
        let point = self.point.to_string();
        let deadly = lagom_failpoints::DIE_AT;
        let finished = self.stage.tick_with(now, deadly, OsStr::new(&point));
        match finished.code {
            None => told.kills += 1,
            Some(0 | 75) => {}
            Some(_) => told
                .violations
                .push(format!("the tick at {now} ended so: {finished:#?}")),
        }
        sleep(SETTLES);
    }

    /// What went, or may have gone, without a touch that is kept.
    async fn unreserved(&self) -> Vec<String> {
        let url = &self.stage.house.settings.database;
        if url.starts_with("sqlite:") {
            let mut connection = SqliteConnection::connect(url).await.unwrap();
            let ids = sqlx::query_scalar(UNRESERVED).fetch_all(&mut connection);
            return ids.await.unwrap();
        }
        let mut connection = PgConnection::connect(url).await.unwrap();
        let ids = sqlx::query_scalar(UNRESERVED).fetch_all(&mut connection);
        ids.await.unwrap()
    }

    /// On PostgreSQL a lease of the dead must run out first: it runs out now. (On SQLite the lock of a file is the sign of life.)
    fn bereave(&self) {
        let url = &self.stage.house.settings.database;
        if url.starts_with("sqlite:") {
            return;
        }
        self.stage.runtime.block_on(async {
            let mut connection = PgConnection::connect(url).await.unwrap();
            let silent = "UPDATE dispatcher SET heartbeat_at = 0";
            sqlx::raw_sql(silent)
                .execute(&mut connection)
                .await
                .unwrap();
            connection.close().await.unwrap();
        });
    }

    fn store(&self) -> Arc<dyn Store> {
        let url = &self.stage.house.settings.database;
        self.stage.runtime.block_on(async {
            if url.starts_with("sqlite:") {
                let options = lagom_store_sqlite::Options::parse(url).unwrap();
                let store = lagom_store_sqlite::open(&options).await;
                return Arc::new(store.unwrap()) as Arc<dyn Store>;
            }
            let options = lagom_store_postgres::Options::new(url);
            Arc::new(lagom_store_postgres::open(&options).await.unwrap())
        })
    }
}

/// Some stop, some lower their limit.
async fn change_of_mind(store: &dyn Store) -> Silence {
    let ids = SeededIds::new(7);
    let at = Timestamp::parse(NOW).unwrap().plus(Timestamp::SECOND);
    let stop = Edit::Stop {
        scope: StopScope::Everything,
        cause: StopCause::Own,
    };
    let nothing = OwnLimit {
        class: None,
        days: 7,
        most: 0,
    };
    let lower = Edit::Limits {
        limits: vec![nothing],
    };
    let mut silence = Silence::default();
    for (who, edit) in [(STOPS, stop), (LOWERS, lower)] {
        for nth in who {
            let person = reader(store, nth).await;
            let change = Change {
                subscriber: person.id,
                revision: None,
                id: ids.public_id(),
                source: ChangeSource::Page,
                wording: "as shown".to_owned(),
                edits: vec![edit.clone()],
                at,
            };
            store.change(&change).await.unwrap();
            match edit {
                Edit::Stop { .. } => silence.stopped.push(address(nth)),
                _ => silence.lowered.push(address(nth)),
            }
            silence.people.push(person.public_id);
        }
    }
    silence
}

/// The n-th reader, found among all as the scene is small.
async fn reader(store: &dyn Store, nth: usize) -> Person {
    let people = store.people(None, 1_000).await.unwrap().people;
    let of_address = |person: &Person| person.address == Some(address(nth));
    people.into_iter().find(of_address).unwrap()
}
