//! The name of what a letter brings, in bytes: letters of one sender with the same name show the same content, so that they can
//! be made from one wire template. Pure.

use crate::contents::{ItemRef, PartContents, Shown};
use lagom_model::{EventStage, Form, IssueId, SenderId};

/// The name of a letter's contents. Everything that a letter borrows of issues, publications and senders follows from it within one run, in
/// which no issue changes but by a correction (`revisions`); what else its templates see stands in the letter itself.
pub(crate) fn name(
    sender: SenderId,
    stage: Option<EventStage>,
    contents: &[PartContents],
    revisions: &[(IssueId, i64)],
) -> Vec<u8> {
    let items: usize = contents.iter().map(|part| part.all().count()).sum();
    let mut name = Name(Vec::with_capacity(32 + 40 * contents.len() + 32 * items));
    name.number(sender);
    name.0
        .extend_from_slice(stage.map_or("", EventStage::name).as_bytes());
    for part in contents {
        name.0.push(b'p');
        name.number(part.publication);
        name.0.push(match part.form {
            Form::Full => 0,
            Form::Short => 1,
            Form::Events => 2,
        });
        name.0.push(u8::from(part.waited));
        part.items.iter().for_each(|item| name.item(b'i', item));
        part.linked.iter().for_each(|item| name.item(b'l', item));
    }
    for (issue, revision) in revisions {
        name.0.push(b'r');
        name.number(*issue);
        name.number(*revision);
    }
    name.0
}

struct Name(Vec<u8>);

impl Name {
    fn number(&mut self, number: i64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn item(&mut self, kind: u8, item: &ItemRef) {
        self.0.push(kind);
        self.number(item.issue);
        self.number(i64::from(item.position));
        self.0.push(u8::from(item.carried));
        self.0.push(match item.shown {
            Shown::AsPart => 0,
            Shown::Short => 1,
            Shown::Title => 2,
        });
        let event = item.event.map(|event| (event.key, event.moved));
        self.0.push(match event {
            None => 0,
            Some((_, false)) => 1,
            Some((_, true)) => 2,
        });
        self.number(event.map_or(0, |(key, _)| key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contents::EventRef;
    use lagom_model::{MessageClass, Timestamp};
    use std::collections::HashSet;

    fn item() -> ItemRef {
        ItemRef {
            seq: 1,
            issue: 1,
            position: 0,
            visible_at: Timestamp(0),
            carried: false,
            class: MessageClass::Issue,
            shown: Shown::AsPart,
            event: None,
        }
    }

    fn part(items: Vec<ItemRef>) -> PartContents {
        PartContents {
            publication: 1,
            form: Form::Full,
            waited: false,
            items,
            linked: Vec::new(),
            events: Vec::new(),
        }
    }

    #[test]
    fn whatever_is_seen_has_another_name() {
        let event = |key, moved| Some(EventRef { key, moved });
        let one = || part(vec![item()]);
        let with = |item: ItemRef| vec![part(vec![item])];
        let table = [
            vec![],
            vec![one()],
            vec![one(), one()],
            vec![part(vec![item(), item()])],
            vec![PartContents {
                publication: 2,
                ..one()
            }],
            vec![PartContents {
                form: Form::Short,
                ..one()
            }],
            vec![PartContents {
                form: Form::Events,
                ..one()
            }],
            vec![PartContents {
                waited: true,
                ..one()
            }],
            vec![PartContents {
                linked: vec![item()],
                ..one()
            }],
            vec![PartContents {
                linked: vec![item()],
                ..part(vec![])
            }],
            with(ItemRef { issue: 2, ..item() }),
            with(ItemRef {
                position: 1,
                ..item()
            }),
            with(ItemRef {
                carried: true,
                ..item()
            }),
            with(ItemRef {
                shown: Shown::Short,
                ..item()
            }),
            with(ItemRef {
                shown: Shown::Title,
                ..item()
            }),
            with(ItemRef {
                event: event(1, false),
                ..item()
            }),
            with(ItemRef {
                event: event(1, true),
                ..item()
            }),
            with(ItemRef {
                event: event(2, false),
                ..item()
            }),
        ];
        let mut names: HashSet<Vec<u8>> = table.iter().map(|it| name(1, None, it, &[])).collect();
        names.insert(name(2, None, &table[1], &[]));
        names.insert(name(1, Some(EventStage::Announced), &table[1], &[]));
        names.insert(name(1, Some(EventStage::Changed), &table[1], &[]));
        names.insert(name(1, None, &table[1], &[(1, 2)]));
        names.insert(name(1, None, &table[1], &[(1, 3)]));
        assert_eq!(names.len(), table.len() + 5);
        // Where a reader's line stands does not show.
        let elsewhere = with(ItemRef { seq: 9, ..item() });
        assert_eq!(
            name(1, None, &elsewhere, &[]),
            name(1, None, &table[1], &[])
        );
    }
}
