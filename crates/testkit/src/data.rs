//! Real data that may lie beside the checkout, in `../shared/data`. It is never copied into the tree; a test that reads it
//! says so when it is absent, and passes.

use std::path::{Path, PathBuf};

/// The folder of this name in `../shared/data`; without it a line on standard error and `None`.
///
/// ```
/// let Some(letters) = lagom_testkit::data::folder("newsletter") else {
///     return; // already said
/// };
/// assert!(letters.is_dir());
/// ```
pub fn folder(name: &str) -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = workspace.join("../shared/data").join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!(
        "ABSENT: `../shared/data/{name}` is not beside the checkout; what this test would read there is not tested"
    );
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_none() {
        assert_eq!(folder("no such folder"), None);
    }
}
