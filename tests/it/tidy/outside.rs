//! One function runs SQL and one writes to a socket: there the crash matrix has its points, and a second way out would pass
//! them by.

use super::{Text, none, texts};

/// A way to the outside, and the only files that may go it.
struct Way {
    marks: &'static [&'static str],
    files: &'static [&'static str],
}

const WAYS: [Way; 3] = [
    // The drivers: the two links, and the pools that they come from.
    Way {
        marks: &["sqlx::query", "sqlx::raw_sql", ".fetch_all(", ".execute("],
        files: &[
            "crates/store-sqlite/src/link.rs",
            "crates/store-postgres/src/link.rs",
        ],
    },
    // A link: the session, what wraps links, and the checkpoint, which no unit of work runs.
    Way {
        marks: &["link.fetch(", ".link\n            .fetch(", ".0.fetch("],
        files: &[
            "crates/store-sql/src/session.rs",
            "crates/store-sql/src/trial.rs",
            "crates/store-sqlite/src/backend.rs",
        ],
    },
    // A socket to a relay.
    Way {
        marks: &["AsyncWriteExt", ".write_all_buf("],
        files: &["crates/smtp/src/conversation.rs"],
    },
];

/// The crates of the product that touch the outside on the way of a letter.
const CRATES: [&str; 6] = [
    "crates/store-sql/src/",
    "crates/store-sqlite/src/",
    "crates/store-postgres/src/",
    "crates/smtp/src/",
    "crates/dispatch/src/",
    "crates/scheduler/src/",
];

fn check(files: &[Text]) -> Vec<String> {
    let product = files
        .iter()
        .filter(|file| CRATES.iter().any(|folder| file.path.starts_with(folder)));
    let second = product.flat_map(|file| {
        WAYS.iter().filter_map(|way| {
            let may = way.files.contains(&file.path.as_str());
            let mark = way.marks.iter().find(|mark| file.text.contains(*mark))?;
            (!may).then(|| {
                format!(
                    "{}: `{}` goes past the points of the crash matrix; go through {:?}",
                    file.path,
                    mark.trim(),
                    way.files
                )
            })
        })
    });
    second.collect()
}

#[test]
fn nothing_goes_past_the_points_of_the_crash_matrix() {
    none(&check(texts()));
}

#[test]
fn the_named_files_go_their_way() {
    for way in WAYS {
        for name in way.files {
            let file = texts().iter().find(|file| file.path == *name).unwrap();
            let goes = way.marks.iter().any(|mark| file.text.contains(mark));
            assert!(goes, "`{name}` has none of {:?}", way.marks);
        }
    }
}

#[test]
fn a_second_way_out_is_found() {
    let bad = [
        Text::sample("crates/store-sql/src/units/gate.rs", "link.fetch(sql)"),
        Text::sample("crates/store-sqlite/src/owners.rs", "sqlx::query(sql)"),
        Text::sample("crates/smtp/src/lane.rs", "use tokio::io::AsyncWriteExt;"),
    ];
    assert_eq!(check(&bad).len(), bad.len());
    assert!(check(&[Text::sample("crates/web/src/lib.rs", "sqlx::query(")]).is_empty());
}
