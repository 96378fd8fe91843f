//! What separates the cells of a file: a comma (RFC 4180), or what spreadsheets write where the comma is a decimal sign.

use std::io::{Cursor, Read, Result};

/// Commas come first: they win a tie.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// A first line is not longer, in bytes.
const LONGEST: usize = 64 * 1024;

/// A file from its beginning, and what separates its cells. A pipe may bring the first line in pieces.
pub(super) fn separated<R: Read>(mut source: R) -> Result<(impl Read, u8)> {
    let mut beginning = Vec::new();
    let mut piece = [0; 4096];
    while beginning.len() <= LONGEST && !beginning.contains(&b'\n') {
        match source.read(&mut piece)? {
            0 => break,
            some => beginning.extend(piece.iter().take(some)),
        }
    }
    let separator = separator_of(&beginning);
    Ok((Cursor::new(beginning).chain(source), separator))
}

/// What stands most often in the first line, outside quotes.
fn separator_of(beginning: &[u8]) -> u8 {
    let first = beginning.split(|byte| b"\r\n".contains(byte)).next();
    let pieces = first.unwrap_or_default().split(|byte| *byte == b'"');
    let outside = pieces.step_by(2);
    let times = |one: u8| -> usize {
        let pieces = outside.clone();
        pieces
            .map(|piece| piece.split(|byte| *byte == one).count() - 1)
            .sum()
    };
    // The last of the most frequent is taken.
    let all = SEPARATORS.into_iter().rev();
    all.max_by_key(|one| times(*one)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_says_what_separates_cells() {
        for (line, separator) in [
            ("email,name\nann@example.org,a;b;c\n", b','),
            ("email;name;zone\r\nann@example.org;Ann;x,y,z\r\n", b';'),
            ("email\tname\n", b'\t'),
            ("\u{feff}email;\"name, first, last\"\n", b';'),
            ("email\nann@example.org\n", b','),
            ("a;b,c\n", b','),
            ("", b','),
        ] {
            assert_eq!(separator_of(line.as_bytes()), separator, "{line:?}");
        }
    }
}
