//! An explanation as a person reads it at a terminal: at most 80 columns wide. It says nothing of its own.

use super::future::Coming;
use lagom_app::explain::{
    Because, Explanation, IssueExplained, LetterExplained, LetterNow, LineExplained,
};
use lagom_model::{Timestamp, Verdict, Zone};
use std::fmt::Write as _;

/// The widest line, in characters.
const WIDTH: usize = 80;

/// Whose words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    /// The operator's, with the numbers of the policy.
    Operator,
    /// The subscriber's.
    Reader,
}

/// The whole explanation.
pub(super) fn told(address: &str, it: &Explanation, future: &[Coming], voice: Voice) -> String {
    let mut page = Page {
        text: String::new(),
        zone: &it.zone,
        voice,
    };
    let zone = &it.zone;
    page.line(
        0,
        &format!("{address}  {}  {zone}  {}", it.person, it.language),
    );
    if let Some(issue) = &it.issue {
        page.issue(issue);
    }
    page.title("Newsletters");
    if it.lines.is_empty() {
        page.line(0, "none");
    }
    for line in &it.lines {
        page.newsletter(line);
    }
    for letter in &it.now {
        page.letter_now(letter);
    }
    if !future.is_empty() {
        page.title("To come, if nothing changes");
    }
    for one in future {
        page.coming(one);
    }
    if !it.letters.is_empty() {
        page.title("Letters, the latest first");
    }
    for letter in &it.letters {
        page.letter(letter);
    }
    page.text
}

struct Page<'a> {
    text: String,
    zone: &'a Zone,
    voice: Voice,
}

impl Page<'_> {
    /// A line, broken where it is too wide.
    fn line(&mut self, indent: usize, line: &str) {
        let mut column = 0;
        for word in line.split(' ') {
            let width = word.chars().count();
            if column > 0 && column + 1 + width > WIDTH {
                self.text.push('\n');
                column = 0;
            }
            if column == 0 {
                let deeper = if self.text.ends_with('\n') || self.text.is_empty() {
                    indent
                } else {
                    0
                };
                let _ = write!(self.text, "{:deeper$}", "");
                column = deeper;
            } else {
                self.text.push(' ');
                column += 1;
            }
            self.text.push_str(word);
            column += width;
        }
        self.text.push('\n');
    }

    fn title(&mut self, title: &str) {
        self.text.push('\n');
        self.line(0, title);
    }

    fn words<'w>(&self, operator: &'w str, reader: &'w str) -> &'w str {
        match self.voice {
            Voice::Operator => operator,
            Voice::Reader => reader,
        }
    }

    fn because(&mut self, because: &[Because]) {
        for reason in because {
            let words = self.words(&reason.operator, &reason.reader);
            self.line(2, words);
        }
    }

    fn issue(&mut self, issue: &IssueExplained) {
        self.title(&format!("{}  {}", issue.title, issue.state));
        let words = self.words(&issue.operator, &issue.reader);
        self.line(2, words);
        for item in &issue.items {
            self.line(2, &format!("– {}", item.title));
            let words = self.words(&item.operator, &item.reader);
            self.line(4, words);
        }
    }

    fn newsletter(&mut self, line: &LineExplained) {
        if self.voice == Voice::Reader {
            self.line(0, &line.reader);
            return;
        }
        let next = line
            .next
            .map_or("with the next issue".to_owned(), |at| self.local(at));
        let waiting = match line.waiting {
            0 => "nothing waits".to_owned(),
            1 => "1 item waits".to_owned(),
            more => format!("{more} items wait"),
        };
        let name = &line.publication;
        self.line(
            0,
            &format!("{name}: {}; next {next}; {waiting}", line.cadence),
        );
        if line.passed_over > 0 {
            self.line(
                2,
                &format!("{} of them passed over before", line.passed_over),
            );
        }
        if let Some(since) = line.waiting_since {
            let since = self.local(since);
            self.line(2, &format!("some of them since {since}, for room"));
        }
        if let Some(version) = line.promise {
            self.line(2, &format!("it keeps the promise of policy {version}"));
        }
    }

    fn letter_now(&mut self, letter: &LetterNow) {
        let verdict = verdict(self, letter.verdict);
        let items = match letter.items {
            0 => String::new(),
            1 => ", with 1 item".to_owned(),
            more => format!(", with {more} items"),
        };
        self.title(&format!(
            "A letter of {} now: {verdict}{items}",
            letter.sender
        ));
        self.because(&letter.because);
    }

    fn coming(&mut self, one: &Coming) {
        let at = self.local(one.instant);
        let brings = one.brings.join(", ");
        let then = one.then.map_or_else(String::new, |at| self.local(at));
        let becomes = match one.verdict {
            "send" => "goes".to_owned(),
            "fold" => format!("moves into the letter of {then}"),
            "defer" => format!("waits until {then}"),
            "expire" => "finds no room in time".to_owned(),
            _ => "does not go".to_owned(),
        };
        let items = match one.items {
            0 => String::new(),
            1 => ", 1 item".to_owned(),
            more => format!(", {more} items"),
        };
        self.line(
            0,
            &format!("{at}  {} of {brings}{items}: {becomes}", one.kind),
        );
        self.because(&one.because);
    }

    fn letter(&mut self, letter: &LetterExplained) {
        let at = self.local(letter.at);
        let brings = letter.brings.join(", ");
        self.line(0, &format!("{at}  {}  {brings}", letter.state.name()));
        let policy = letter.policy;
        let policy = policy.map_or_else(String::new, |version| format!("  policy {version}"));
        if self.voice == Voice::Operator {
            self.line(2, &format!("{}{policy}", letter.id));
        }
        self.because(&letter.because);
    }

    fn local(&self, at: Timestamp) -> String {
        self.zone.local(at).format("%a %Y-%m-%d %H:%M").to_string()
    }
}

fn verdict(page: &Page<'_>, verdict: Verdict) -> String {
    match verdict {
        Verdict::Send { .. } => "it would go".to_owned(),
        Verdict::Fold { into } => format!("it would move into the letter of {}", page.local(into)),
        Verdict::Defer { until } => format!("it would wait until {}", page.local(until)),
        Verdict::Expire => "there would be no room for it in time".to_owned(),
        Verdict::Suppress => "it would not go".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_no_wider_than_a_terminal_and_keep_their_indent() {
        let zone = Zone::UTC;
        let mut page = Page {
            text: String::new(),
            zone: &zone,
            voice: Voice::Operator,
        };
        page.line(4, &"waits ".repeat(40));
        page.line(0, "short");
        let widths = page.text.lines().map(|line| line.chars().count());
        assert!(widths.clone().all(|width| width <= WIDTH), "{}", page.text);
        let mut lines = page.text.lines();
        assert!(
            lines
                .by_ref()
                .take(3)
                .all(|line| line.starts_with("    waits"))
        );
        assert_eq!(page.text.lines().last(), Some("short"));
    }
}
