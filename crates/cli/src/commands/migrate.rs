//! `lagom migrate`: brings the database to this program's version.

use crate::database;
use crate::failure::Ending;
use crate::output::Output;
use crate::wire::Flags;
use serde_json::json;

/// Applies what is missing and says what it did.
pub(crate) async fn run(flags: &Flags, output: Output) -> anyhow::Result<Ending> {
    let store = database::make(&flags.file()?.database).await?;
    let done = store.migrate().await?;
    let text = if done.applied.is_empty() {
        format!("the database is at version {} already", done.version)
    } else {
        format!(
            "applied {}; the database is at version {}",
            done.applied.join(", "),
            done.version
        )
    };
    output.data(
        &json!({ "applied": done.applied, "version": done.version }),
        &text,
    )?;
    Ok(Ending::Done)
}
