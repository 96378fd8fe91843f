//! `lagom link`: a signed link to a subscriber's preference page.

use crate::failure::{Ending, Usage};
use crate::output::Output;
use crate::wire::{Flags, Wired};
use lagom_links::{Scope, Urls};
use lagom_model::PublicId;
use lagom_store::{By, Person};
use serde_json::json;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The subscriber's address.
    #[arg(long, value_name = "ADDRESS")]
    subscriber: String,
}

/// Prints the link. Whoever has it can change this person's choices.
pub(crate) async fn run(args: &Args, flags: &Flags, output: Output) -> anyhow::Result<Ending> {
    let wired = flags.ask().await?;
    let person = find(&wired, &args.subscriber).await?;
    let token = wired
        .installation
        .keys
        .sign(Scope::Preferences, person.link);
    let url = Urls::new(&wired.installation.settings.base_url)?.preferences(&token);
    output.data(&json!({ "url": url }), &url)?;
    Ok(Ending::Done)
}

/// The person of an address, or of a public id, as reports name people.
pub(crate) async fn find(wired: &Wired, address: &str) -> anyhow::Result<Person> {
    let by = match PublicId::parse(address) {
        Some(id) => By::Public(id),
        None => By::AddressHash(wired.addresses.hash(address)),
    };
    let person = wired.installation.store.person(&by).await?;
    person.ok_or_else(|| Usage(format!("there is no subscriber `{address}`")).into())
}
