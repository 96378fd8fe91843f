//! `lagom issue`: from a file to a letter.

use crate::commands::import::unknown_publication;
use crate::failure::{Ending, Usage};
use crate::output::Output;
use crate::wire::{Flags, Wired};
use anyhow::Context as _;
use lagom_app::issues::Amendment;
use lagom_app::{issues, preview};
use lagom_model::{Form, ItemKind, Timestamp};
use lagom_render::content::minutes;
use lagom_store::{IssueMove, IssueRow, IssueState, KnownPublication};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    /// Add a Markdown file with a header block as a draft.
    Add {
        /// The file; `-` for standard input.
        file: PathBuf,
        /// Its publication; not needed if the header names one (`Publication: KEY`), or there is only one.
        #[arg(long, value_name = "KEY")]
        publication: Option<String>,
    },
    /// Issues, the latest first.
    List {
        /// Only of this publication.
        #[arg(long, value_name = "KEY")]
        publication: Option<String>,
        /// At most this many.
        #[arg(long, default_value_t = 50, value_name = "N")]
        limit: u32,
    },
    /// Show the letter as a reader would see it.
    Preview {
        /// The issue, or the first characters of its id.
        issue: String,
        /// The form.
        #[arg(long, default_value = "full", value_parser = form)]
        form: Form,
        /// The HTML part in place of the text part.
        #[arg(long)]
        html: bool,
    },
    /// Send the letter to one address, marked as a test. It counts nowhere.
    Test {
        /// The issue, or the first characters of its id.
        issue: String,
        /// Where to.
        #[arg(long, value_name = "ADDRESS")]
        to: String,
        /// The form.
        #[arg(long, default_value = "full", value_parser = form)]
        form: Form,
    },
    /// Let it become visible: at an instant, or when the minutes of grace are over.
    Schedule {
        /// The issue, or the first characters of its id.
        issue: String,
        /// When, as RFC 3339; never before the minutes of grace are over.
        #[arg(long, value_name = "T", value_parser = crate::instant)]
        at: Option<Timestamp>,
    },
    /// Stop it: nothing of it goes out until it goes on.
    Hold {
        /// The issue, or the first characters of its id.
        issue: String,
    },
    /// Let an issue on hold go on.
    GoOn {
        /// The issue, or the first characters of its id.
        issue: String,
    },
    /// Put right what it says. Who was brought what was wrong is written to, once; nobody else ever sees it.
    Correct {
        /// The issue, or the first characters of its id.
        issue: String,
        /// The issue as it should have been; `-` for standard input.
        #[arg(required_unless_present = "undo")]
        file: Option<PathBuf>,
        /// What was wrong, said to those readers above what is right.
        #[arg(long, value_name = "TEXT", conflicts_with = "undo")]
        because: Option<String>,
        /// Show the message and count its readers; change nothing.
        #[arg(long, conflicts_with = "undo")]
        dry_run: bool,
        /// Take the correction back, as long as nobody was written to.
        #[arg(long, conflicts_with = "file")]
        undo: bool,
    },
    /// Take it back for good. Who has it keeps it; nobody else gets it. What is added in its place comes to all.
    Withdraw {
        /// The issue, or the first characters of its id.
        issue: String,
    },
}

fn form(name: &str) -> Result<Form, String> {
    let all = [Form::Full, Form::Short, Form::Events];
    all.into_iter()
        .find(|form| form.name() == name)
        .ok_or_else(|| format!("there is no form `{name}`; there are `full`, `short`, `events`"))
}

/// Runs a verb.
pub(crate) async fn run(verb: Verb, flags: &Flags, output: Output) -> anyhow::Result<Ending> {
    let wired = match verb {
        Verb::List { .. } | Verb::Preview { .. } => flags.ask().await?,
        _ => flags.wire().await?,
    };
    match verb {
        Verb::Add { file, publication } => {
            add(&wired, &file, publication, output).await?;
        }
        Verb::List { publication, limit } => {
            let publication = match publication {
                Some(key) => {
                    let known = &wired.installation.known;
                    let found = known.publication_by_key(&key);
                    Some(found.ok_or_else(|| unknown_publication(&key, known))?.id)
                }
                None => None,
            };
            let rows = wired.installation.store.issues(publication, limit).await?;
            let data: Vec<Value> = rows.iter().map(|row| described(&wired, row)).collect();
            output.data(&data, &table(&wired, &rows))?;
        }
        Verb::Preview { issue, form, html } => {
            let issue = issues::find(&wired.installation, &issue).await?;
            let filler = wired.filler()?;
            let letter = preview::preview(&wired.installation, &filler, &issue, form)?;
            let data = json!({
                "subject": letter.subject, "text": letter.text, "html": letter.html,
            });
            let text = if html {
                letter.html
            } else {
                format!("Subject: {}\n\n{}", letter.subject, letter.text)
            };
            output.data(&data, &text)?;
        }
        Verb::Test { issue, to, form } => return test(&wired, &issue, &to, form, output).await,
        Verb::Schedule { issue, at } => {
            let issue = issues::find(&wired.installation, &issue).await?;
            let issue = issues::schedule(&wired.installation, issue.id, at).await?;
            let at = issue
                .publish_at
                .map(|at| at.to_string())
                .unwrap_or_default();
            let text = format!(
                "`{}` goes out at {at}; until then `lagom issue hold {}` stops it",
                issue.title, issue.public_id
            );
            output.data(&described(&wired, &issue), &text)?;
        }
        Verb::Hold { issue } => advance(&wired, &issue, IssueMove::Hold, output).await?,
        Verb::GoOn { issue } => advance(&wired, &issue, IssueMove::GoOn, output).await?,
        Verb::Correct {
            issue, undo: true, ..
        } => {
            let issue = issues::find(&wired.installation, &issue).await?;
            let issue = issues::take_back_correction(&wired.installation, issue.id).await?;
            let text = format!("`{}` says again what it said before", issue.title);
            output.data(&described(&wired, &issue), &text)?;
        }
        Verb::Correct {
            issue,
            file,
            because,
            dry_run,
            ..
        } => {
            let file = file.unwrap_or_else(|| PathBuf::from("-"));
            let amended = Amended {
                issue: issues::find(&wired.installation, &issue).await?,
                source: read(&file)?,
                because,
            };
            correct(&wired, &amended, dry_run, output)
                .await
                .with_context(|| format!("`{}`", file.display()))?;
        }
        Verb::Withdraw { issue } => advance(&wired, &issue, IssueMove::Withdraw, output).await?,
    }
    Ok(Ending::Done)
}

async fn add(
    wired: &Wired,
    path: &Path,
    publication: Option<String>,
    output: Output,
) -> anyhow::Result<()> {
    let source = read(path)?;
    let place = || format!("`{}`", path.display());
    let publication = if let Some(key) = publication {
        the_publication(wired, Some(&key))?
    } else {
        let named = issues::named_publication(&source).with_context(place)?;
        the_publication(wired, named.as_deref()).with_context(place)?
    };
    let added = issues::add(&wired.installation, publication, &source)
        .await
        .with_context(place)?;
    let mut data = described(wired, &added.issue);
    if let Value::Object(fields) = &mut data {
        let warnings: Vec<_> = added.warnings.iter().map(ToString::to_string).collect();
        fields.insert("known".to_owned(), json!(added.known));
        fields.insert("warnings".to_owned(), json!(warnings));
    }
    let mut text = String::new();
    let issue = &added.issue;
    let known = if added.known {
        format!("is there already, {}", issue.state.name())
    } else {
        "is a draft now".to_owned()
    };
    let _ = writeln!(text, "`{}` {known}: {}", issue.title, issue.public_id);
    let (full, short) = reading(publication, issue);
    let _ = writeln!(
        text,
        "  items: {}; words: {} in full ({full} min), {} in short ({short} min)",
        issue.edition.items.len(),
        issue.edition.words(),
        issue.edition.short_words()
    );
    for warning in &added.warnings {
        let _ = writeln!(text, "  note: {warning}");
    }
    let _ = write!(text, "next: lagom issue preview {}", issue.public_id);
    if issue.state == IssueState::Draft {
        let _ = write!(text, " · lagom issue schedule {}", issue.public_id);
    }
    output.data(&data, &text)
}

/// An issue as it should have been.
struct Amended {
    issue: IssueRow,
    source: String,
    because: Option<String>,
}

async fn correct(
    wired: &Wired,
    amended: &Amended,
    dry_run: bool,
    output: Output,
) -> anyhow::Result<()> {
    let amendment = Amendment {
        source: &amended.source,
        because: amended.because.as_deref(),
    };
    let (house, issue) = (&wired.installation, &amended.issue);
    let (corrected, readers) = if dry_run {
        let (corrected, readers) = issues::try_correction(house, issue, amendment).await?;
        (corrected, Some(readers))
    } else {
        (issues::correct(house, issue, amendment).await?, None)
    };
    let at = corrected.letters_at.map(|at| at.to_string());
    let message = match &at {
        Some(_) => Some(preview::correction(house, &*wired.filler()?, &corrected)?),
        None => None,
    };
    let mut data = described(wired, &corrected.issue);
    if let Value::Object(fields) = &mut data {
        fields.insert("letters_at".to_owned(), json!(at));
        fields.insert("wrong_items".to_owned(), json!(corrected.wrong.len()));
        fields.insert("readers".to_owned(), json!(readers));
        let message = message.as_ref();
        let message =
            message.map(|it| json!({ "subject": it.subject, "text": it.text, "html": it.html }));
        fields.insert("message".to_owned(), json!(message));
    }
    let (title, id) = (&corrected.issue.title, corrected.issue.public_id);
    let text = match (&at, readers, &message) {
        (Some(at), Some(readers), Some(message)) => format!(
            "{readers} readers were brought what was wrong in `{title}`, and would be written to at {at}:\n\nSubject: {}\n\n{}",
            message.subject, message.text
        ),
        (Some(at), ..) => format!(
            "`{title}` is put right; who was brought what was wrong is written to at {at}; until then \
             `lagom issue correct {id} --undo` takes it back"
        ),
        (None, ..) => format!("`{title}` is put right; nobody was brought anything of it yet"),
    };
    output.of_trial(dry_run).data(&data, &text)
}

fn read(path: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        std::io::stdin().read_to_end(&mut bytes)?;
    } else {
        bytes = std::fs::read(path).with_context(|| format!("`{}`", path.display()))?;
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let line = error
            .as_bytes()
            .iter()
            .take(good)
            .filter(|byte| **byte == b'\n')
            .count()
            + 1;
        let message = format!(
            "`{}`, line {line}: it is not UTF-8; save it as UTF-8",
            path.display()
        );
        anyhow::anyhow!(message)
    })
}

async fn test(
    wired: &Wired,
    issue: &str,
    to: &str,
    form: Form,
    output: Output,
) -> anyhow::Result<Ending> {
    let issue = issues::find(&wired.installation, issue).await?;
    let (filler, relays) = (wired.filler()?, wired.relays()?);
    let transport = &*relays.first().transport;
    let outcome = preview::test(&wired.installation, &filler, transport, &issue, form, to).await?;
    relays.shutdown().await;
    let data =
        json!({ "outcome": outcome.as_str(), "code": outcome.code(), "reply": outcome.text() });
    output.data(&data, &outcome.to_string())?;
    Ok(if outcome.is_accepted() {
        Ending::Done
    } else if outcome.may_retry() {
        Ending::TryLater
    } else {
        anyhow::bail!("the test was not sent: {outcome}")
    })
}

async fn advance(
    wired: &Wired,
    issue: &str,
    step: IssueMove,
    output: Output,
) -> anyhow::Result<()> {
    let issue = issues::find(&wired.installation, issue).await?;
    let issue = issues::advance(&wired.installation, issue.id, step).await?;
    let text = format!("`{}` is {} now", issue.title, issue.state.name());
    output.data(&described(wired, &issue), &text)
}

fn the_publication<'w>(
    wired: &'w Wired,
    key: Option<&str>,
) -> anyhow::Result<&'w KnownPublication> {
    let known = &wired.installation.known;
    let offered: Vec<_> = known.offered().collect();
    match (key, offered.as_slice()) {
        (Some(key), _) => known
            .offered_by_key(key)
            .ok_or_else(|| unknown_publication(key, known)),
        (None, [only]) => Ok(only),
        (None, all) => {
            let keys: Vec<_> = all.iter().map(|one| format!("`{}`", one.def.key)).collect();
            let message = format!(
                "say which with `--publication KEY`, or in the file's header, `Publication: KEY`; there are {}",
                keys.join(", ")
            );
            Err(Usage(message).into())
        }
    }
}

fn described(wired: &Wired, issue: &IssueRow) -> Value {
    let publication = wired.installation.known.publication(issue.publication);
    let (full, short) = publication.map_or((0, 0), |one| reading(one, issue));
    let items = &issue.edition.items;
    json!({
        "id": issue.public_id,
        "publication": publication.map(|one| &one.def.key),
        "title": issue.title,
        "state": issue.state,
        "publish_at": issue.publish_at.map(|at| at.to_string()),
        "added_at": issue.added_at.to_string(),
        "items": items.len(),
        "events": items.iter().filter(|item| item.kind == ItemKind::Event).count(),
        "words": issue.edition.words(),
        "short_words": issue.edition.short_words(),
        "minutes": full,
        "short_minutes": short,
    })
}

/// Reading times of both forms, in minutes.
fn reading(publication: &KnownPublication, issue: &IssueRow) -> (u32, u32) {
    let language = issue
        .edition
        .language
        .as_deref()
        .unwrap_or(&publication.def.language);
    let words = (issue.edition.words(), issue.edition.short_words());
    (minutes(words.0, language), minutes(words.1, language))
}

fn table(wired: &Wired, rows: &[IssueRow]) -> String {
    if rows.is_empty() {
        return "there is none yet; `lagom issue add FILE` adds one".to_owned();
    }
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    table.set_header(["issue", "publication", "state", "goes out", "title"]);
    for row in rows {
        let publication = wired.installation.known.publication(row.publication);
        table.add_row([
            row.public_id.to_string(),
            publication
                .map(|one| one.def.key.clone())
                .unwrap_or_default(),
            row.state.name().to_owned(),
            row.publish_at.map(|at| at.to_string()).unwrap_or_default(),
            row.title.clone(),
        ]);
    }
    table.to_string()
}
