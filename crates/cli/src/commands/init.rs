//! `lagom init`: a new installation, ready for its first subscribers.

use crate::database;
use crate::failure::{Ending, Usage};
use crate::keys::Keys;
use crate::output::Output;
use crate::wire::Flags;
use anyhow::Context as _;
use lagom_model::SystemIds;
use serde_json::json;
use std::path::{Path, PathBuf};

/// The configuration that a new installation begins with.
const EXAMPLE: &str = include_str!("../../../../config/lagom.example.toml");

/// An issue that says how issues are written.
const LETTER: &str = include_str!("../../../../config/letter.example.md");

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Where; made if it is not there.
    #[arg(default_value = ".", value_name = "DIR")]
    folder: PathBuf,
}

/// Writes configuration, keys and a letter to begin with, never over old ones, and makes the database.
pub(crate) async fn run(args: &Args, flags: &Flags, output: Output) -> anyhow::Result<Ending> {
    let folder = &args.folder;
    std::fs::create_dir_all(folder)
        .with_context(|| format!("the folder `{}` cannot be made", folder.display()))?;
    let path = folder.join("lagom.toml");
    if path.exists() {
        let message = format!("`{}` is there already; nothing was changed", path.display());
        return Err(Usage(message).into());
    }
    std::fs::write(&path, EXAMPLE)
        .with_context(|| format!("`{}` cannot be written", path.display()))?;
    let keys = folder.join("keys.toml");
    if !keys.exists() {
        Keys::generate(&SystemIds, flags.clock().now()).write_new(&keys)?;
    }
    let letter = folder.join("letter.md");
    if !letter.exists() {
        std::fs::write(&letter, LETTER)
            .with_context(|| format!("`{}` cannot be written", letter.display()))?;
    }
    let flags = Flags {
        config: path.clone(),
        ..flags.clone()
    };
    let file = flags.file()?;
    let store = database::make(&file.database).await?;
    let migrated = store.migrate().await?;
    let text = next_steps(&path, &keys, &letter);
    let data =
        json!({ "config": path, "keys": keys, "letter": letter, "schema": migrated.version });
    output.data(&data, &text)?;
    Ok(Ending::Done)
}

fn next_steps(config: &Path, keys: &Path, letter: &Path) -> String {
    let (config, letter) = (config.display(), letter.display());
    format!(
        "A new installation stands here:
  {config}  what it is called, who sends, what readers may choose: edit it
  {}  the keys that sign readers' links: back it up, show it to nobody
  {letter}  an issue that says how issues are written

Next:
  lagom --config {config} check
  lagom --config {config} import subscribers people.csv   # your own file; only `email` must be there
  lagom --config {config} issue add {letter}
  lagom --config {config} tick          # from cron, every five minutes",
        keys.display()
    )
}
