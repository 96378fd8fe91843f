//! A site with one reader of two newsletters of one sender and one of another, and their first letter.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use lagom_app::{Installation, Settings};
use lagom_links::{KeyRing, Scope};
use lagom_model::{Cadence, Catalogue, FixedClock, Policy, PublicId, SeededIds, Timestamp, Zone};
use lagom_store::conformance::{World, judges, samples};
use lagom_store::{Person, Store};
use lagom_web::{WebOptions, router};
use std::sync::Arc;
use tempfile::TempDir;
use tower::ServiceExt;

pub(crate) struct Site {
    pub(crate) world: World,
    pub(crate) house: Installation,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) router: Router,
    /// The letter that brought both newsletters of the first sender.
    pub(crate) letter: PublicId,
    folder: TempDir,
}

/// An answer, read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Where a redirect leads.
    pub(crate) fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        self.header("location")
    }

    /// The one main heading.
    pub(crate) fn heading(&self) -> &str {
        let mut headings = self.body.split("<h1").skip(1);
        let heading = headings.next().expect("a page has a heading");
        assert_eq!(headings.next(), None, "a page has one main heading");
        let inner = heading.split_once('>').unwrap().1;
        inner.split_once("</h1>").unwrap().0
    }

    /// The change that the page's undo button takes back.
    pub(crate) fn undo(&self) -> String {
        let (_, rest) = self
            .body
            .split_once("name=\"change\" value=\"")
            .expect("an undo button");
        rest.split_once('"').unwrap().0.to_owned()
    }
}

pub(crate) fn now() -> Timestamp {
    samples::hour(10)
}

impl Site {
    pub(crate) async fn new() -> Self {
        Self::with(samples::catalogue(), WebOptions::default()).await
    }

    pub(crate) async fn with(catalogue: Catalogue, options: WebOptions) -> Self {
        let folder = TempDir::new().unwrap();
        let store = open(&folder).await;
        let mut world = World::on(Arc::clone(&store)).await;
        world.known = store
            .put_catalogue(&catalogue, world.ids.as_ref(), samples::START)
            .await
            .unwrap();
        let (news, tech, post) = (world.news(), world.tech(), world.post());
        let every = Cadence::EveryIssue;
        world
            .join(0, &[(news, every), (tech, every), (post, Cadence::Monthly)])
            .await;
        let issued = samples::hour(1);
        let story = |name| {
            vec![
                samples::article(name),
                samples::event("pier", samples::day(9)),
            ]
        };
        world
            .publish(news, "News <1>", story("boats"), issued)
            .await;
        world.publish(tech, "Tech 1", story("cranes"), issued).await;
        world.plan(issued).await;
        let owner = world.enter(samples::hour(2)).await;
        let sent = world
            .gate_with(owner, samples::hour(2), &judges::send_all(samples::hour(2)))
            .await;
        world.accept(owner, &sent, samples::hour(2)).await;
        let letters = world.letters(&[]).await;
        assert_eq!((letters.len(), letters[0].row.parts.len()), (1, 2));
        let letter = letters[0].row.public_id;
        let clock = Arc::new(FixedClock::new(now()));
        let house = installation(&world, Arc::clone(&clock)).await;
        let router = router(house.clone(), options).unwrap();
        Self {
            world,
            house,
            clock,
            router,
            letter,
            folder,
        }
    }

    pub(crate) async fn person(&self) -> Person {
        self.world.person(0).await
    }

    /// The address of the reader's preference page.
    pub(crate) async fn p(&self) -> String {
        format!(
            "/p/{}",
            self.house
                .keys
                .sign(Scope::Preferences, self.person().await.link)
        )
    }

    /// The address of the letter's stop page.
    pub(crate) fn u(&self) -> String {
        format!(
            "/u/{}",
            self.house.keys.sign(Scope::Unsubscribe, self.letter)
        )
    }

    pub(crate) async fn ask(&self, request: Request<Body>) -> Answer {
        ask(&self.router, request).await
    }

    pub(crate) async fn get(&self, address: &str) -> Answer {
        self.ask(request(Method::GET, address, "")).await
    }

    /// Presses a button of a form.
    pub(crate) async fn post(&self, address: &str, form: &str) -> Answer {
        self.ask(request(Method::POST, address, form)).await
    }

    /// Presses a button and follows the redirect.
    pub(crate) async fn press(&self, address: &str, form: &str) -> Answer {
        let pressed = self.post(address, form).await;
        let shown = self.get(pressed.location()).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
        shown
    }

    /// Every byte of the database and of the files beside it that hold rows.
    pub(crate) fn bytes(&self) -> Vec<Vec<u8>> {
        let file = |name: &str| std::fs::read(self.folder.path().join(name)).unwrap_or_default();
        vec![file("lagom.db"), file("lagom.db-wal")]
    }
}

pub(crate) async fn ask(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    Answer {
        status: parts.status,
        headers: parts.headers,
        // As a browser reads it: a slash may be written as a reference.
        body: String::from_utf8(body.to_vec())
            .unwrap()
            .replace("&#x2f;", "/"),
    }
}

pub(crate) fn request(method: Method, address: &str, form: &str) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(address)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.to_owned()))
        .unwrap()
}

async fn open(folder: &TempDir) -> Arc<dyn Store> {
    let options = lagom_store_sqlite::Options::new(folder.path().join("lagom.db"));
    Arc::new(lagom_store_sqlite::open(&options).await.unwrap())
}

/// A store whose schema was never made: every unit fails.
pub(crate) async fn empty_store() -> (Arc<dyn Store>, TempDir) {
    let folder = TempDir::new().unwrap();
    (open(&folder).await, folder)
}

async fn installation(world: &World, clock: Arc<FixedClock>) -> Installation {
    let ids = Arc::new(SeededIds::new(77));
    Installation {
        notes: lagom_app::Notes::default(),
        store: Arc::clone(&world.store),
        clock,
        keys: Arc::new(KeyRing::generate(ids.as_ref(), samples::START)),
        addresses: lagom_app::AddressHasher::new(&[7; 32]),
        ids,
        known: Arc::new(world.known.clone()),
        policy: Arc::new(
            world
                .store
                .policy()
                .await
                .unwrap()
                .unwrap_or_else(Policy::product),
        ),
        settings: Arc::new(Settings {
            base_url: "https://letters.example".to_owned(),
            organisation: "Harbour & Orchard".to_owned(),
            zone: Zone::UTC,
            language: "en".to_owned(),
            country: None,
            grace_minutes: 0,
            consents: Vec::new(),
        }),
    }
}
