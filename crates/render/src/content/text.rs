//! Clean HTML to plain text that reads well in a mail: 72 columns, links as `title <address>`. It
//! reads only what `sanitise::clean` writes (well-formed, few elements), never arbitrary HTML.

use super::tokens::{Token, Tokens, attribute, decoded};
use super::when::{self, When};
use super::words::words;
use std::fmt::Write;

/// The widest line, in characters; only a word or an address may be wider.
const COLUMNS: usize = 72;
/// A deeply nested text still gets that many.
const FEWEST_COLUMNS: usize = 24;

/// The text, and how many words of it are read (addresses not counted).
pub(super) fn plain(html: &str) -> (String, u32) {
    let mut writer = Writer::default();
    for token in Tokens::of(html) {
        match token {
            Token::Text(text) => writer.text(&decoded(text)),
            Token::Open(name, attributes) => writer.open(name, attributes),
            Token::Close(name) => writer.close(name),
        }
    }
    writer.flush();
    // A date is read in words.
    let count = words(&when::fill(&writer.read, When::in_numbers));
    (writer.out.trim_end().to_owned(), count)
}

/// What opens a block: its first line begins with one text, all others with another.
struct Prefix {
    first: Option<String>,
    rest: String,
}

#[derive(Default)]
struct Writer {
    out: String,
    prefixes: Vec<Prefix>,
    /// The running paragraph; a line break is a hard one.
    line: String,
    /// What is read, for counting.
    read: String,
    blank_before_next: bool,
    links: Vec<Link>,
    lists: Vec<List>,
    preformatted: bool,
    rows: Vec<Vec<String>>,
    in_cell: bool,
}

/// An open list.
struct List {
    /// The next number, if it is numbered.
    number: Option<u64>,
    begun: bool,
}

struct Link {
    address: String,
    label_from: usize,
}

impl Writer {
    fn text(&mut self, text: &str) {
        self.read.push_str(text);
        if self.preformatted {
            self.line.push_str(text);
        } else {
            self.line.extend(text.chars().map(|c| match c {
                '\n' | '\r' | '\t' => ' ',
                other => other,
            }));
        }
    }

    fn open(&mut self, name: &str, attributes: &str) {
        match name {
            "a" => self.links.push(Link {
                address: attribute(attributes, "href").unwrap_or_default(),
                label_from: self.read.len(),
            }),
            "br" => self.line.push(if self.in_cell { ' ' } else { '\n' }),
            "img" => {
                if let Some(alt) = attribute(attributes, "alt").filter(|alt| !alt.is_empty()) {
                    let _ = write!(self.line, "[{alt}]");
                }
            }
            "del" | "s" => self.line.push_str("~~"),
            "code" if !self.preformatted => self.line.push('`'),
            "hr" => {
                self.block();
                self.emit("* * *");
                self.blank_before_next = true;
            }
            "ul" => self.list(None),
            "ol" => {
                let start = attribute(attributes, "start").and_then(|start| start.parse().ok());
                self.list(Some(start.unwrap_or(1)));
            }
            "li" => self.item(),
            "blockquote" => {
                self.block();
                self.indent("> ", "> ");
            }
            "pre" => {
                self.block();
                self.preformatted = true;
            }
            "td" | "th" => {
                self.flush();
                self.in_cell = true;
            }
            "tr" => {
                self.flush();
                self.rows.push(Vec::new());
            }
            _ if is_block(name) => self.block(),
            _ => {}
        }
        if is_block(name) {
            self.read.push(' ');
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "a" => self.end_link(),
            "del" | "s" => self.line.push_str("~~"),
            "code" if !self.preformatted => self.line.push('`'),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(),
            "pre" => self.end_preformatted(),
            "ul" | "ol" => {
                self.flush();
                self.lists.pop();
                self.blank_before_next = true;
            }
            "li" | "blockquote" => {
                self.flush();
                self.prefixes.pop();
                self.blank_before_next = true;
            }
            "td" | "th" => {
                self.in_cell = false;
                let cell = std::mem::take(&mut self.line);
                let cell: Vec<&str> = cell.split_whitespace().collect();
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell.join(" "));
                }
            }
            "table" => self.table(),
            _ if is_block(name) => self.block(),
            _ => {}
        }
        if is_block(name) {
            self.read.push(' ');
        }
    }

    /// Ends the running paragraph; the next block stands apart from it.
    fn block(&mut self) {
        if self.in_cell {
            self.line.push(' ');
            return;
        }
        if self.flush() {
            self.blank_before_next = true;
        }
    }

    fn list(&mut self, number: Option<u64>) {
        // A list stands close to the line of the item that it belongs to, apart from a paragraph.
        if self.flush() && self.lists.is_empty() {
            self.blank_before_next = true;
        } else if !self.lists.is_empty() {
            self.blank_before_next = false;
        }
        self.lists.push(List {
            number,
            begun: false,
        });
    }

    fn item(&mut self) {
        self.flush();
        let mut mark = "- ".to_owned();
        if let Some(list) = self.lists.last_mut() {
            // The first item keeps the list's distance, the others follow closely.
            self.blank_before_next &= !list.begun;
            list.begun = true;
            if let Some(number) = &mut list.number {
                mark = format!("{number}. ");
                *number = number.saturating_add(1);
            }
        }
        let rest = " ".repeat(mark.len());
        self.indent(&mark, &rest);
    }

    fn indent(&mut self, first: &str, rest: &str) {
        self.prefixes.push(Prefix {
            first: Some(first.to_owned()),
            rest: rest.to_owned(),
        });
    }

    fn end_link(&mut self) {
        let Some(link) = self.links.pop() else {
            return;
        };
        let label = self.read.get(link.label_from..).unwrap_or_default().trim();
        let address = link.address.trim_start_matches("mailto:");
        if address.is_empty() || label == address || label == link.address {
            return;
        }
        let address: String = address
            .chars()
            .map(|c| if c.is_whitespace() { '+' } else { c })
            .collect();
        let gap = if self.line.ends_with(char::is_whitespace) || self.line.is_empty() {
            ""
        } else {
            " "
        };
        let _ = write!(self.line, "{gap}<{address}>");
    }

    fn heading(&mut self) {
        let length = self.line.trim().chars().count().min(COLUMNS);
        if self.flush() {
            self.emit(&"-".repeat(length));
        }
        self.blank_before_next = false;
    }

    fn end_preformatted(&mut self) {
        self.preformatted = false;
        let code = std::mem::take(&mut self.line);
        for line in code.trim_matches('\n').split('\n') {
            self.emit(&format!("    {line}"));
        }
        self.blank_before_next = true;
    }

    /// Columns side by side if they fit, else a row as one line with bars.
    fn table(&mut self) {
        self.flush();
        let rows = std::mem::take(&mut self.rows);
        let mut widths: Vec<usize> = Vec::new();
        for row in &rows {
            for (column, cell) in row.iter().enumerate() {
                let width = cell.chars().count();
                match widths.get_mut(column) {
                    Some(widest) => *widest = width.max(*widest),
                    None => widths.push(width),
                }
            }
        }
        let whole: usize = widths.iter().map(|width| width + 2).sum();
        let fits = whole <= self.columns() + 2;
        for row in rows {
            if fits {
                let mut line = String::new();
                for (cell, width) in row.iter().zip(&widths) {
                    let _ = write!(line, "{cell:width$}  ");
                }
                self.emit(line.trim_end());
            } else {
                self.line = row.join(" | ");
                self.flush();
            }
        }
        self.blank_before_next = true;
    }

    fn columns(&self) -> usize {
        let used: usize = self.prefixes.iter().map(|p| p.rest.chars().count()).sum();
        COLUMNS.saturating_sub(used).max(FEWEST_COLUMNS)
    }

    /// Writes the running paragraph, if there is any.
    fn flush(&mut self) -> bool {
        if self.in_cell || self.preformatted {
            return false;
        }
        let paragraph = std::mem::take(&mut self.line);
        if paragraph.trim().is_empty() {
            return false;
        }
        for part in paragraph.trim().lines() {
            let mut line = String::new();
            let mut length = 0;
            for word in part.split_whitespace() {
                let width = when::columns(word);
                if length > 0 && length + 1 + width > self.columns() {
                    self.emit(&line);
                    line.clear();
                    length = 0;
                }
                if length > 0 {
                    line.push(' ');
                    length += 1;
                }
                line.push_str(word);
                length += width;
            }
            self.emit(&line);
        }
        true
    }

    fn emit(&mut self, line: &str) {
        if self.blank_before_next && !self.out.is_empty() {
            let started = self.prefixes.iter().take_while(|p| p.first.is_none());
            let blank: String = started.map(|prefix| prefix.rest.as_str()).collect();
            self.out.push_str(blank.trim_end());
            self.out.push('\n');
        }
        self.blank_before_next = false;
        let mut whole = String::new();
        for prefix in &mut self.prefixes {
            match prefix.first.take() {
                Some(first) => whole.push_str(&first),
                None => whole.push_str(&prefix.rest),
            }
        }
        whole.push_str(line);
        self.out.push_str(whole.trim_end());
        self.out.push('\n');
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "blockquote"
            | "br"
            | "caption"
            | "center"
            | "dd"
            | "div"
            | "dl"
            | "dt"
            | "figcaption"
            | "figure"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "hr"
            | "li"
            | "ol"
            | "p"
            | "pre"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}
