//! `lagom join-form`: the form on which one joins, as a piece of HTML for another page.

use crate::failure::{Ending, Usage};
use crate::output::Output;
use crate::wire::Flags;
use serde_json::json;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// One newsletter; without it, all.
    #[arg(long, value_name = "KEY")]
    publication: Option<String>,
    /// The language of the form (BCP 47); without it, the installation's.
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
}

/// Prints the form, from the operator's own templates where there are some. Ours needs no script and brings no style: it
/// looks as the page around it.
pub(crate) async fn run(args: &Args, flags: &Flags, output: Output) -> anyhow::Result<Ending> {
    let wired = flags.wire().await?;
    let (installation, templates) = (wired.installation, wired.file.page_templates()?);
    let own = installation.settings.language.clone();
    let language = args.language.as_deref().unwrap_or(&own);
    let publication = args.publication.as_deref();
    let html = lagom_web::join_snippet(installation, templates, publication, language)?;
    let Some(html) = html else {
        let key = publication.unwrap_or_default();
        return Err(Usage(format!("there is no publication `{key}`")).into());
    };
    output.data(&json!({ "html": html }), &html)?;
    Ok(Ending::Done)
}
