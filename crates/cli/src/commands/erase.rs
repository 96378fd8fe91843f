//! `lagom erase`: a person's data by the operator's hand, as their own button does it.

use crate::commands::link::find;
use crate::failure::Ending;
use crate::output::{Output, counted};
use crate::wire::Flags;
use lagom_app::data;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The subscriber's address.
    #[arg(long, value_name = "ADDRESS")]
    subscriber: String,
    /// Say what would be erased; erase nothing.
    #[arg(long)]
    dry_run: bool,
}

/// Erases. It cannot be undone.
pub(crate) async fn run(args: &Args, mut flags: Flags, output: Output) -> anyhow::Result<Ending> {
    flags.dry_run = args.dry_run;
    let wired = flags.wire().await?;
    let person = find(&wired, &args.subscriber).await?;
    let erased = data::erase_person(&wired.installation, &person).await?;
    let would = if args.dry_run { "would be " } else { "" };
    let text = format!(
        "{} of {} {would}erased; {} {would}cancelled; what is in flight ({}) ends by itself",
        counted(erased.contacts, "address", "addresses"),
        person.public_id,
        counted(erased.cancelled, "waiting message", "waiting messages"),
        erased.in_flight
    );
    output.of_trial(args.dry_run).data(&erased, &text)?;
    Ok(Ending::Done)
}
