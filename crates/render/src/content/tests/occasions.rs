//! What content is about an occasion: as the whole letter says, or as a section does.

use super::*;

fn occasions(edition: &Edition) -> Vec<Option<&str>> {
    let items = edition.items.iter();
    items.map(|item| item.occasion.as_deref()).collect()
}

#[test]
fn a_section_names_its_occasion_and_the_header_that_of_all_others() {
    let one = text("## Flowers\n\nOccasion: Mothers-Day\n\nFor her.\n\n## Boats\n\nAs ever.\n");
    assert_eq!(occasions(&one), [Some("mothers-day"), None]);
    assert!(!one.items[0].full.text.contains("Occasion"));
    let whole = edition(
        "Title: Eggs\nOccasion: easter\n\n## Flowers\n\nOccasion: mothers-day\n\nFor her.\n\n## Eggs\n\nFor all.\n",
    );
    assert_eq!(occasions(&whole), [Some("mothers-day"), Some("easter")]);
}

#[test]
fn every_bullet_of_a_section_has_its_occasion() {
    let two = text("## In short\n\nOccasion: easter\n\n- One thing.\n- Another thing.\n");
    assert_eq!(occasions(&two), [Some("easter"), Some("easter")]);
}

#[test]
fn an_occasion_is_a_key() {
    let source = "Title: Eggs\n\n## Flowers\n\nOccasion: Mother's Day!\n\nFor her.\n";
    assert!(matches!(
        error(source),
        ContentError::BadField {
            key: "Occasion",
            ..
        }
    ));
    let source = "Title: Eggs\nOccasion: -easter\n\n## Eggs\n\nFor all.\n";
    assert!(matches!(error(source), ContentError::BadField { .. }));
}
