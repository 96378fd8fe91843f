//! Commands shown in the documentation run: each `lagom …` in a code block tagged `console` is given to the binary with
//! `--help` behind it, so that a subcommand or an option which does not exist is found, and nothing is changed.

use std::process::{Command, Stdio};

use lagom_tests::lagom_bin;

use super::{Text, none, texts};

/// A command as shown, and where.
struct Shown {
    place: String,
    words: Vec<String>,
}

fn shown(file: &Text) -> Vec<Shown> {
    let mut inside = false;
    let mut found = Vec::new();
    for (line, number) in file.text.lines().zip(1..) {
        let line = line.trim();
        if let Some(tag) = line.strip_prefix("```") {
            inside = !inside && tag == "console";
        } else if inside && let Some(words) = words_after_lagom(line) {
            found.push(Shown {
                place: format!("{}:{number}", file.path),
                words,
            });
        }
    }
    found
}

/// The arguments of `lagom` in a line of a console block: `$ lagom tick --next  # when?` gives `tick`, `--next`.
fn words_after_lagom(line: &str) -> Option<Vec<String>> {
    let mut words = split(line.strip_prefix("$ ").unwrap_or(line))
        .into_iter()
        .peekable();
    while words
        .next_if(|word| word.contains('=') && word.starts_with(|c: char| c.is_ascii_uppercase()))
        .is_some()
    {}
    words.next_if(|word| word == "lagom" || word.ends_with("/lagom"))?;
    let stops = ["|", ">", ">>", "<", "&&", "||", ";", "\\", "&"];
    Some(
        words
            .take_while(|word| !stops.contains(&word.as_str()) && !word.starts_with('#'))
            .collect(),
    )
}

/// Words as a shell would split them, as far as documentation needs it: by spaces, with quotes.
fn split(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in line.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == ' ' => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn check(files: &[Text], understood: impl Fn(&[String]) -> bool) -> Vec<String> {
    let documents = files.iter().filter(|file| file.has_ending(&["md"]));
    documents
        .flat_map(shown)
        .filter(|shown| !understood(&shown.words))
        .map(|shown| {
            format!(
                "{}: `lagom {}` is not understood",
                shown.place,
                shown.words.join(" ")
            )
        })
        .collect()
}

fn binary_understands(words: &[String]) -> bool {
    let mut command = Command::new(lagom_bin());
    command.args(words).arg("--help");
    // Nothing of the machine that runs the test may be read or written.
    let folder = tempfile::tempdir().unwrap();
    command.current_dir(folder.path()).stdin(Stdio::null());
    command.output().unwrap().status.success()
}

#[test]
fn commands_in_the_documentation_exist() {
    none(&check(texts(), binary_understands));
}

#[test]
fn a_command_that_does_not_exist_is_found() {
    let text = "\
Words: `lagom fly`.
```console
$ lagom tick --next   # when is something due?
$ LAGOM__A=1 ./target/release/lagom check | less
$ lagom fly 'to the moon'
cargo xtask test
```
```text
lagom swim
```
";
    let known = |words: &[String]| words == ["tick", "--next"] || words == ["check"];
    let found = check(&[Text::sample("README.md", text)], known);
    assert_eq!(
        found,
        ["README.md:5: `lagom fly to the moon` is not understood"]
    );
}
