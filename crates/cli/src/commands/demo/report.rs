//! What the demonstration tells: two tables, what was promised and kept, and the same as JSON. It
//! counts nothing itself.

use super::calendar::monday;
use super::ledger::{Counts, Entry, Fate, Why};
use super::measure::Measures;
use super::promises::{Books, promises};
use comfy_table::{Attribute, Cell, CellAlignment, Table};
use lagom_model::{Cadence, DeliveryState, EventStage};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Everything that there is to tell.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) people: u64,
    pub(super) weeks: u32,
    pub(super) ticks: u32,
    pub(super) turns: u32,
    pub(super) seconds: f64,
    pub(super) counts: Counts,
    /// Messages about events, by what they say.
    pub(super) announcements: BTreeMap<EventStage, u64>,
    pub(super) measures: Measures,
    pub(super) books: Books,
}

/// What did not go at once, in the order in which it is told.
const ROWS: &[(Fate, Why, &str)] = &[
    (
        Fate::Deferred,
        Why::Quiet,
        "waited for morning: it was night",
    ),
    (
        Fate::Deferred,
        Why::Gap,
        "waited a little: one had just come",
    ),
    (Fate::Deferred, Why::Limit, "waited for room: limit reached"),
    (
        Fate::Folded,
        Why::Limit,
        "joined the next letter: limit reached",
    ),
    (
        Fate::Folded,
        Why::Pause,
        "joined a later letter: they paused",
    ),
    (Fate::Later, Why::Relay, "tried again: relay out of order"),
    (
        Fate::Held,
        Why::Relay,
        "perhaps lost: the next letter says so",
    ),
    (
        Fate::Cancelled,
        Why::Stopped,
        "not sent: they had left by then",
    ),
    (
        Fate::Cancelled,
        Why::NothingLeft,
        "not sent: nothing in it for them",
    ),
    (
        Fate::Expired,
        Why::Limit,
        "not sent: no room for it in time",
    ),
    (Fate::Expired, Why::Over, "not sent: the event was over"),
    (Fate::Failed, Why::Relay, "refused by the relay"),
];

const COLUMNS: [(Cadence, &str); 5] = [
    (Cadence::EveryIssue, "each issue"),
    (Cadence::Weekly, "weekly"),
    (Cadence::Fortnightly, "fortnightly"),
    (Cadence::Monthly, "monthly"),
    (Cadence::EventsOnly, "events"),
];

/// The report for people, at most 100 columns wide.
pub(super) fn text(told: &Told, styled: bool) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "\n{} readers, {} weeks, {} letters\n\n{}\n",
        number(told.people),
        told.weeks,
        number(told.measures.mails as u64),
        sent_table(told, styled).trim_fmt()
    );
    let _ = writeln!(
        text,
        "What did not go at once, and why\n\n{}\n",
        waited_table(told, styled).trim_fmt()
    );
    if !told.announcements.is_empty() {
        let _ = writeln!(text, "{}\n", wrapped(&about_events(told), 0));
    }
    let _ = writeln!(
        text,
        "What was promised, counted from the {} caught mails\n",
        number(told.measures.mails as u64)
    );
    for promise in promises(told) {
        let mark = if promise.kept { "✓" } else { "✗" };
        let _ = writeln!(text, "  {mark} {}", wrapped(&promise.text, 4));
    }
    for problem in told.books.problems.iter().take(8) {
        let _ = writeln!(text, "      {problem}");
    }
    let _ = writeln!(
        text,
        "\n{} changes of mind and {} ticks in {:.1} s.",
        number(u64::from(told.turns)),
        number(u64::from(told.ticks)),
        told.seconds
    );
    text
}

/// How many messages told of events outside letters.
fn about_events(told: &Told) -> String {
    let count = |stage| told.announcements.get(&stage).copied().unwrap_or(0);
    let reminders = count(EventStage::DayBefore) + count(EventStage::HourBefore);
    format!(
        "Events outside letters: {} were told of one alone, because their letter would have come too late; {} were \
         reminded, as they had asked; {} heard of a new time, and {} that one was called off.",
        number(count(EventStage::Announced)),
        number(reminders),
        number(count(EventStage::Changed)),
        number(count(EventStage::Cancelled)),
    )
}

fn sent_table(told: &Told, styled: bool) -> Table {
    let mut table = table("week of", styled);
    for week in 0..told.weeks {
        let label = monday(week).format("%-d %b %Y").to_string();
        let of_week = |entry: &Entry| entry.fate == Fate::Sent && entry.week == week;
        table.add_row(row(&label, &told.counts, of_week, false));
    }
    let sent = |entry: &Entry| entry.fate == Fate::Sent;
    table.add_row(row("all", &told.counts, sent, styled));
    table
}

fn waited_table(told: &Told, styled: bool) -> Table {
    let mut table = table("", styled);
    let named = |entry: &Entry| {
        let mut rows = ROWS.iter();
        rows.any(|(fate, why, _)| (entry.fate, entry.why) == (*fate, *why))
    };
    for (fate, why, label) in ROWS {
        let of_row = |entry: &Entry| (entry.fate, entry.why) == (*fate, *why);
        if told.counts.count(of_row) > 0 {
            table.add_row(row(label, &told.counts, of_row, false));
        }
    }
    let other = |entry: &Entry| entry.fate != Fate::Sent && !named(entry);
    if told.counts.count(other) > 0 {
        table.add_row(row("for another reason", &told.counts, other, false));
    }
    table
}

fn table(corner: &str, styled: bool) -> Table {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    if styled {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    let columns = COLUMNS.iter().map(|(_, name)| *name).chain(["all"]);
    let header = std::iter::once(bold(Cell::new(corner), styled))
        .chain(columns.map(|name| bold(figure(name), styled)));
    table.set_header(header);
    table
}

fn row(label: &str, counts: &Counts, matches: impl Fn(&Entry) -> bool, strong: bool) -> Vec<Cell> {
    let of = |cadence: Option<Cadence>| {
        counts.count(|entry| matches(entry) && cadence.is_none_or(|one| one == entry.cadence))
    };
    let figures = COLUMNS.iter().map(|(cadence, _)| of(Some(*cadence)));
    let figures = figures.chain([of(None)]).map(|count| {
        let text = if count == 0 {
            "·".to_owned()
        } else {
            number(count)
        };
        bold(figure(&text), strong)
    });
    std::iter::once(bold(Cell::new(label), strong))
        .chain(figures)
        .collect()
}

fn figure(text: &str) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

fn bold(cell: Cell, strong: bool) -> Cell {
    if strong {
        cell.add_attribute(Attribute::Bold)
    } else {
        cell
    }
}

/// A sentence in lines of at most 96 columns; all but the first are indented.
fn wrapped(sentence: &str, indent: usize) -> String {
    let mut text = String::new();
    let mut column = indent;
    for word in sentence.split_whitespace() {
        let width = word.chars().count();
        if column + width >= 96 {
            text.push('\n');
            text.push_str(&" ".repeat(indent));
            column = indent;
        } else if column > indent {
            text.push(' ');
        }
        text.push_str(word);
        column += width + 1;
    }
    text
}

/// A number with its thousands apart.
pub(super) fn number(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The same for programs.
pub(super) fn data(told: &Told) -> Value {
    let weeks: Vec<Value> = (0..told.weeks)
        .map(|week| {
            let mut cadences = serde_json::Map::new();
            for (cadence, _) in COLUMNS {
                let fates = Fate::ALL.into_iter().map(|fate| {
                    let of = |entry: &Entry| {
                        (entry.week, entry.cadence, entry.fate) == (week, cadence, fate)
                    };
                    (fate.name().to_owned(), json!(told.counts.count(of)))
                });
                let fates: serde_json::Map<_, _> = fates.collect();
                cadences.insert(cadence.name().to_owned(), fates.into());
            }
            json!({ "week_of": monday(week).to_string(), "cadences": cadences })
        })
        .collect();
    let waited = told
        .counts
        .iter()
        .filter(|(entry, _)| entry.fate != Fate::Sent);
    let waited: Vec<Value> = waited
        .map(|(entry, count)| {
            json!({
                "week_of": monday(entry.week).to_string(),
                "cadence": entry.cadence.name(),
                "what": entry.fate.name(),
                "why": entry.why.name(),
                "letters": count,
            })
        })
        .collect();
    let promises: Vec<Value> = promises(told)
        .into_iter()
        .map(|promise| json!({ "kept": promise.kept, "promise": promise.text }))
        .collect();
    let states = |books: &[(DeliveryState, u64)]| -> Value {
        let states = books.iter();
        let states: serde_json::Map<_, _> = states
            .map(|(state, count)| (state.name().to_owned(), json!(count)))
            .collect();
        states.into()
    };
    json!({
        "people": told.people,
        "weeks": weeks,
        "not_at_once": waited,
        "measured": told.measures,
        "events": told.announcements,
        "promises": promises,
        "planned": told.books.planned,
        "letters": states(&told.books.letters),
        "parts": states(&told.books.parts),
        "problems": told.books.problems,
        "changes": told.turns,
        "ticks": told.ticks,
        "seconds": told.seconds,
    })
}

#[cfg(test)]
mod tests;
