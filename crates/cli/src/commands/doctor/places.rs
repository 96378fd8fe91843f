//! What is examined on this machine and beside it: keys, database, disk, relay, the readers' pages. Each question is asked once.

use super::line::Line;
use crate::commands::run::resting;
use crate::config::{File, WayOut};
use crate::database;
use crate::keys::Keys;
use crate::wire::{self, Flags};
use lagom_model::Catalogue;
use lagom_store::{Known, KnownPublication, Store};
use secrecy::ExposeSecret as _;
use std::path::{Path, PathBuf};

/// Clocks may be so far apart, in milliseconds.
const APART: i64 = 5_000;
/// Less room than this on a disk is little, and than that none, in MiB.
const LITTLE: u64 = 1_024;
const NONE: u64 = 100;
/// So many broken rows are told of.
const TOLD: u32 = 5;

/// The key ring.
pub(super) fn keys(file: &File) -> Line {
    match Keys::read(&file.keys.file) {
        Ok(keys) => {
            let count = keys.links().keys().count();
            Line::ok(
                "keys",
                format!("`{}` holds {count}", file.keys.file.display()),
            )
        }
        Err(error) => Line::fail(
            "keys",
            error.to_string(),
            "without these keys no link in any letter works",
        ),
    }
}

/// The database: whether it opens, its schema, its clock, and what stands in it.
pub(super) async fn database(file: &File, flags: &Flags) -> Vec<Line> {
    let broken = |error: &dyn std::fmt::Display, hint: &str| {
        vec![Line::fail("database", error.to_string(), hint)]
    };
    let store = match database::open(&file.database).await {
        Ok(store) => store,
        Err(error) => return broken(&error, "see `database.url`"),
    };
    if let Err(error) = database::check_schema(&*store).await {
        return broken(&error, "nothing was sent");
    }
    let mut lines = match rows(&*store, flags).await {
        Ok(lines) => lines,
        Err(error) => return broken(&error, "see the database's own log"),
    };
    if let (Ok(known), Ok(catalogue)) = (store.catalogue().await, file.catalogue()) {
        let now = flags.clock().now();
        match resting(&*store, &known, now).await {
            Ok(runs) => lines.extend(runs.into_iter().map(|run| {
                Line::warn(
                    "runs",
                    run,
                    "`lagom run status` says more, `lagom run continue` lets letters go",
                )
            })),
            Err(error) => lines.extend(broken(&error, "see the database's own log")),
        }
        lines.extend(retired(known, &catalogue));
    }
    lines
}

/// Publications on record that the configuration names no more: somebody gave one up, or another name.
fn retired(mut known: Known, catalogue: &Catalogue) -> Vec<Line> {
    known.retire(catalogue);
    let retired = known.publications.iter().filter(|one| one.retired);
    let line = |one: &KnownPublication| {
        Line::warn(
            "publications",
            format!(
                "`{}` is on record, and the configuration names it no more",
                one.def.key
            ),
            "its readers keep what waits, and nobody can join; if its key was changed, change it back: by another key it is another newsletter",
        )
    };
    retired.map(line).collect()
}

async fn rows(store: &dyn Store, flags: &Flags) -> Result<Vec<Line>, lagom_store::StoreError> {
    let version = store.schema().await?.found;
    let mut lines = vec![Line::ok(
        "database",
        format!("opens, schema version {version}"),
    )];
    let (here, there) = (flags.clock().now(), store.clock().await?);
    let apart = here.since(there).abs();
    lines.push(if apart <= APART || flags.now.is_some() {
        Line::ok("clock", "goes with the database's")
    } else {
        let found = format!("is {} s from the database's", apart / 1_000);
        Line::fail("clock", found, "set both machines' clocks by a time server")
    });
    let problems = store.problems(TOLD).await?;
    if problems.is_empty() {
        lines.push(Line::ok(
            "rows",
            "every letter is final, due, in flight or waits with a name",
        ));
    }
    lines.extend(problems.iter().map(|problem| {
        let found = format!("{}: `{}` {}", problem.invariant, problem.row, problem.what);
        Line::fail(
            "rows",
            found,
            "this is a defect: keep a backup of the database, and report it",
        )
    }));
    Ok(lines)
}

/// Room where the database and letters are written.
pub(super) fn room(file: &File) -> Vec<Line> {
    let url = file.database.url.expose_secret();
    let database = url.strip_prefix("sqlite:").map(|path| {
        let path = path.split('?').next().unwrap_or(path);
        let folder = Path::new(path).parent().unwrap_or(Path::new(""));
        folder.to_owned()
    });
    let letters = file.mail.relay.strip_prefix("maildir:").map(PathBuf::from);
    let mut folders: Vec<PathBuf> = database.into_iter().chain(letters).collect();
    folders.dedup();
    folders.iter().map(|folder| room_in(folder)).collect()
}

fn room_in(folder: &Path) -> Line {
    let here = Path::new(".");
    let folder = if folder.as_os_str().is_empty() {
        here
    } else {
        folder
    };
    // A folder that is made when the first letter goes.
    let there = folder.ancestors().find(|one| one.exists()).unwrap_or(here);
    let shown = folder.display();
    match rustix::fs::statvfs(there) {
        Ok(disk) => room_left(
            &shown.to_string(),
            disk.f_bavail.saturating_mul(disk.f_frsize) / (1 << 20),
        ),
        Err(error) => Line::warn(
            "disk",
            format!("`{shown}` cannot be looked at: {error}"),
            "see its rights",
        ),
    }
}

fn room_left(folder: &str, mebibytes: u64) -> Line {
    let found = format!("`{folder}` has {mebibytes} MiB left");
    let hint = "make room; when there is none, nothing is sent";
    match mebibytes {
        0..NONE => Line::fail("disk", found, hint),
        NONE..LITTLE => Line::warn("disk", found, hint),
        _ => Line::ok("disk", found),
    }
}

/// Whether a relay takes us: connects, encrypts, logs in, and sends nothing.
pub(super) async fn relay(file: &File, way: WayOut<'_>) -> Line {
    let key = format!("{}.relay", way.section());
    let transport = match wire::transport(file, way) {
        Ok(transport) => transport,
        Err(error) => return Line::fail("relay", error.to_string(), format!("see `{key}`")),
    };
    let place = transport.describe();
    let probed = transport.probe().await;
    transport.shutdown().await;
    match probed {
        Ok(()) => Line::ok("relay", format!("`{place}` takes us")),
        Err(outcome) => {
            let found = format!("`{place}` does not take us: {outcome}");
            let hint = format!("see `{key}`, its password, and the relay's own log");
            Line::fail("relay", found, hint)
        }
    }
}

/// Whether the readers' pages answer where letters say they stand.
pub(super) async fn pages(file: &File) -> Line {
    let base = file.installation.base_url.trim_end_matches('/');
    let hint = "links in letters lead there: see `installation.base_url`, the server in front, and `lagom serve`";
    match lagom_app::reach(&format!("{base}/healthz")).await {
        Ok(200) => Line::ok("pages", format!("`{base}` answers")),
        Ok(code) => Line::fail("pages", format!("`{base}/healthz` answers {code}"), hint),
        Err(error) => Line::fail("pages", format!("`{base}` does not answer: {error}"), hint),
    }
}

#[cfg(test)]
mod tests {
    use super::super::line::Health::{Fail, Ok, Warn};
    use super::*;

    #[test]
    fn little_room_is_told_of() {
        for (left, health) in [
            (0, Fail),
            (99, Fail),
            (100, Warn),
            (1_023, Warn),
            (1_024, Ok),
        ] {
            assert_eq!(room_left("here", left).health, health, "{left}");
        }
        assert_eq!(room_in(Path::new("/")).of, "disk");
        assert!(
            room_in(Path::new("not/yet/made"))
                .found
                .contains("not/yet/made")
        );
    }
}
