//! Looks at pages as they come: how large they are, and whether they make a browser ask anybody else. It never measures time.

use crate::jumping;
use crate::wire::Wire;

/// Pages that are looked at.
const PAGES: usize = 500;

/// What makes a browser ask somebody, up to the beginning of an address that is not ours.
const FOREIGN: [&str; 6] = ["=\"http:", "=\"https:", "=\"//", "url(", "@import", "=http"];

/// What was seen.
pub(crate) struct Seen {
    /// Bytes of the largest page.
    pub(crate) largest: usize,
    /// How often a page or what it loads names an address that is not ours.
    pub(crate) foreign: usize,
}

pub(crate) async fn at(address: &str, people: &[String]) -> Seen {
    let mut wire = Wire::open(address).await;
    let mut seen = Seen {
        largest: 0,
        foreign: 0,
    };
    let mut loaded = Vec::new();
    for path in jumping(people).take(PAGES) {
        let page = wire.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        seen.largest = seen.largest.max(page.body.len());
        let page = std::str::from_utf8(page.body).unwrap();
        seen.foreign += foreign(page);
        for asset in page.split('"').filter(|word| word.contains("/assets/")) {
            if !loaded.iter().any(|known| known == asset) {
                loaded.push(asset.to_owned());
            }
        }
    }
    for asset in loaded {
        let asset = wire.get(&asset).await;
        assert_eq!(asset.status, 200);
        seen.foreign += foreign(std::str::from_utf8(asset.body).unwrap());
    }
    seen
}

fn foreign(text: &str) -> usize {
    FOREIGN.iter().map(|mark| text.matches(mark).count()).sum()
}
