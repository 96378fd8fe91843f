//! The house of sender `press` at one instant, as planner and judge see it: two publications with fixed ids, and listings
//! of them. Pure data for tests without a store; what a store must answer stands in [`samples`].

use super::samples;
use crate::{Known, KnownPublication, KnownSender};
use chrono::Weekday;
use lagom_model::{
    Anchor, EventStart, ItemKind, Listing, LocalTime, PublicId, PublicationDef, PublicationId,
    SenderId, Seq, Timestamp,
};

/// Friday, 6 March 2026, 09:00 in Riga: both publications' own slot.
pub const NOW: Timestamp = Timestamp(1_772_780_400_000);
/// The sender.
pub const PRESS: SenderId = 1;
/// Publication `news`.
pub const NEWS: PublicationId = 1;
/// Publication `tech`.
pub const TECH: PublicationId = 2;
/// The key of the event that [`event`] lists.
pub const EVENT: i64 = 900;

/// The sender and both publications.
pub fn known() -> Known {
    Known {
        senders: vec![KnownSender {
            id: PRESS,
            def: samples::sender("press"),
        }],
        publications: vec![publication(NEWS, "news"), publication(TECH, "tech")],
    }
}

fn publication(id: PublicationId, key: &str) -> KnownPublication {
    KnownPublication {
        id,
        public_id: PublicId(id.unsigned_abs().into()),
        sender: PRESS,
        retired: false,
        def: PublicationDef {
            anchor: Anchor {
                weekday: Some(Weekday::Fri),
                day: Some(1),
                time: LocalTime::new(9, 0),
            },
            ..samples::publication("press", key)
        },
    }
}

/// An item of its own without words or end, visible from [`NOW`] on.
pub fn listing(seq: Seq, kind: ItemKind) -> Listing {
    Listing {
        seq,
        previous_seq: None,
        issue: 1,
        position: 0,
        kind,
        topic: "other".to_owned(),
        language: None,
        key: seq,
        expires_at: None,
        visible_at: NOW,
        starts: None,
        cancelled: false,
        occasion: None,
        words: 0,
        short_words: 0,
    }
}

/// The event that starts then, listed by an issue of its own shortly before [`NOW`], later ones later.
pub fn event(seq: Seq, starts: Timestamp) -> Listing {
    Listing {
        issue: seq,
        topic: "events".to_owned(),
        key: EVENT,
        expires_at: Some(starts),
        visible_at: NOW.plus(seq - 100),
        starts: Some(EventStart::At(starts)),
        words: 30,
        ..listing(seq, ItemKind::Event)
    }
}
