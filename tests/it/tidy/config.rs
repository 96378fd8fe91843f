//! The example files in `config/` are TOML. (That Lagom understands every key is tested where the keys are known.)

use super::{Text, none, texts};

fn check(files: &[Text]) -> Vec<String> {
    let examples = files
        .iter()
        .filter(|file| file.path.starts_with("config/") && file.has_ending(&["toml"]));
    examples
        .filter_map(|file| {
            let error = file.text.parse::<toml::Table>().err()?;
            Some(format!("{}: {error}", file.path))
        })
        .collect()
}

#[test]
fn the_examples_are_toml() {
    none(&check(texts()));
}

#[test]
fn a_broken_example_is_found() {
    assert_eq!(
        check(&[Text::sample("config/seasons/bad.toml", "from = = 1\n")]).len(),
        1
    );
    none(&check(&[
        Text::sample("config/good.toml", "from = 1\n"),
        Text::sample("notes/bad.toml", "= ="),
    ]));
}
