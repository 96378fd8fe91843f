//! Points: which ones a tick passes, and which of their passings are tried. It kills nobody.

use std::collections::BTreeMap;
use std::collections::hash_map::DefaultHasher;
use std::fmt;
use std::fs;
use std::hash::{Hash, Hasher};

use crate::options::Options;
use crate::scene::{NOW, Scene};

/// The most passings of one point that are tried of `--every`.
const MOST_PASSINGS: u32 = 12;

/// A passing of a point.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Point {
    pub(crate) name: String,
    pub(crate) nth: u32,
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.name, self.nth)
    }
}

impl Point {
    /// Reads what [`Point`] prints.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let split = text.rsplit_once('#');
        let point = split.and_then(|(name, nth)| Some((name, nth.parse().ok()?)));
        let (name, nth) = point.ok_or(format!(
            "`{text}` is no point; write it like `sql/COMMIT/before#3`"
        ))?;
        Ok(Self {
            name: name.to_owned(),
            nth,
        })
    }

    /// Whether the seed chooses it, one in so many.
    fn is_chosen(&self, options: &Options) -> bool {
        let mut hasher = DefaultHasher::new();
        (self, options.seed).hash(&mut hasher);
        hasher.finish().is_multiple_of(options.one_in)
    }
}

/// The points that an undisturbed tick of the scene passes, each with the passings that are to be tried.
pub(crate) fn chosen(scene: &Scene, options: &Options) -> Vec<Point> {
    let passed = passed(scene);
    let points = passed.iter().flat_map(|(name, times)| {
        let nths: Vec<u32> = if options.every {
            (1..=(*times).min(MOST_PASSINGS)).collect()
        } else if *times > 1 {
            vec![1, *times]
        } else {
            vec![1]
        };
        let point = |nth| Point {
            name: name.clone(),
            nth,
        };
        nths.into_iter().map(point)
    });
    points.filter(|point| point.is_chosen(options)).collect()
}

/// How often each point is passed.
fn passed(scene: &Scene) -> BTreeMap<String, u32> {
    let stage = scene.stage();
    let list = stage.house.path("points");
    let finished = stage.tick_with(NOW, lagom_failpoints::POINTS_TO, list.as_os_str());
    finished.ok();
    let text = fs::read_to_string(&list).unwrap_or_default();
    let mut times = BTreeMap::new();
    for line in text.lines() {
        *times.entry(line.to_owned()).or_default() += 1;
    }
    assert!(
        times.len() > 50,
        "a tick passes {} points: was `lagom` built with the feature `fail-points`?",
        times.len()
    );
    times
}
