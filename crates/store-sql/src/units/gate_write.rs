//! What a gate writes: the verdicts of all its rows, a statement for each table that changes. It
//! writes verdicts as they stand.

use crate::bound::rows;
use crate::json;
use crate::session::{Puts, Session};
use crate::sql::gate as sql;
use crate::units::announced::AnnouncedWrite;
use crate::units::gate_read::OpenCase;
use lagom_model::{
    DeliveryId, DeliveryKind, DeliveryState, Form, PublicationId, Reason, Seq, SubscriberId,
    Timestamp,
};
use lagom_store::{
    GateContext, GatePart, GateRequest, GateVerdict, Leaves, LineUpdate, Owner, Pins, Result,
};
use std::collections::BTreeMap;

rows! {
    struct RowWrite {
        subscriber: SubscriberId,
        id: DeliveryId,
        state: &'static str,
        due_at: Timestamp,
        gated_at: Option<Timestamp>,
        public_id: Option<String>,
        owner: Option<String>,
        fence: Option<i64>,
        pins: Option<String>,
        decision: String,
        policy: i64,
        ended_at: Option<Timestamp>,
        reason: Option<String>,
    }

    struct TouchWrite {
        subscriber: SubscriberId,
        id: DeliveryId,
        zone: String,
        classes: String,
        reading: u32,
    }

    /// A part that is consumed.
    pub(crate) struct PartWrite {
        pub(crate) subscriber: SubscriberId,
        pub(crate) delivery: DeliveryId,
        pub(crate) publication: PublicationId,
        pub(crate) from_seq: Seq,
        pub(crate) to_seq: Seq,
        pub(crate) form: Option<Form>,
    }

    /// A line that moves.
    pub(crate) struct LineWrite {
        subscriber: SubscriberId,
        publication: PublicationId,
        watermark: Option<Seq>,
        instants: u8,
        next_due_at: Option<Timestamp>,
        waiting_since: Option<Timestamp>,
    }

    struct ItemWrite {
        subscriber: SubscriberId,
        delivery: DeliveryId,
        publication: PublicationId,
        seq: Seq,
    }

    struct EndWrite {
        subscriber: SubscriberId,
        delivery: DeliveryId,
        publication: PublicationId,
        seq: Seq,
        fate: &'static str,
    }

    struct RowKey {
        subscriber: SubscriberId,
        id: DeliveryId,
    }
}

impl LineWrite {
    /// To a watermark, if to any; its instants stay.
    pub(crate) const fn moved(
        subscriber: SubscriberId,
        publication: PublicationId,
        watermark: Option<Seq>,
    ) -> Self {
        Self {
            subscriber,
            publication,
            watermark,
            instants: 0,
            next_due_at: None,
            waiting_since: None,
        }
    }
}

/// The writes of one gate.
pub(crate) struct Writes {
    now: Timestamp,
    owner: Owner,
    policy: i64,
    rows: Vec<RowWrite>,
    touches: Vec<TouchWrite>,
    parts: Vec<PartWrite>,
    lines: BTreeMap<(SubscriberId, PublicationId), LineWrite>,
    taken: Vec<ItemWrite>,
    given_back: Vec<RowKey>,
    carried: Vec<ItemWrite>,
    ended: Vec<EndWrite>,
    unannounced: Vec<RowKey>,
    announced: Vec<AnnouncedWrite>,
}

impl Writes {
    pub(crate) const fn new(request: GateRequest<'_>, context: &GateContext) -> Self {
        Self {
            now: request.now,
            owner: request.owner,
            policy: context.policy,
            rows: Vec::new(),
            touches: Vec::new(),
            parts: Vec::new(),
            lines: BTreeMap::new(),
            taken: Vec::new(),
            given_back: Vec::new(),
            carried: Vec::new(),
            ended: Vec::new(),
            unannounced: Vec::new(),
            announced: Vec::new(),
        }
    }

    pub(crate) fn take(&mut self, open: &OpenCase, verdict: &GateVerdict) {
        let mut row = self.row(open, verdict);
        if open.case.delivery.doubtful && ends(&verdict.leaves) {
            self.rows.push(self.held(row));
            return;
        }
        self.ended.extend(verdict.ends.iter().map(|item| EndWrite {
            subscriber: row.subscriber,
            delivery: row.id,
            publication: item.publication,
            seq: item.seq,
            fate: item.fate.name(),
        }));
        match &verdict.leaves {
            Leaves::Planned { due_at } => {
                row.state = DeliveryState::Planned.name();
                row.due_at = *due_at;
            }
            Leaves::Sending {
                pins,
                classes,
                reading,
                parts,
                carry,
                announces,
                lines,
            } => {
                row.state = DeliveryState::Sending.name();
                row.gated_at = Some(self.now);
                row.owner = Some(self.owner.id.to_string());
                row.fence = Some(self.owner.fence);
                row.public_id = open
                    .unnamed
                    .then(|| open.case.delivery.public_id.to_string());
                row.pins = Some(json::write(pins));
                self.touches.push(TouchWrite {
                    subscriber: row.subscriber,
                    id: row.id,
                    zone: open.case.person.zone.name().to_owned(),
                    classes: json::write(classes),
                    reading: *reading,
                });
                self.parts(open, parts);
                self.line_updates(row.subscriber, lines);
                self.carry(open, carry);
                self.take_carried(open, pins);
                self.announce(open, announces);
            }
            Leaves::Folded { carry, lines } => {
                row.state = DeliveryState::Folded.name();
                row.ended_at = Some(self.now);
                self.parts(open, &[]);
                self.line_updates(row.subscriber, lines);
                self.withdraw(open);
                self.carry(open, carry);
            }
            Leaves::Expired {
                parts,
                carry,
                lines,
            } => {
                row.state = DeliveryState::Expired.name();
                row.ended_at = Some(self.now);
                self.parts(open, parts);
                self.line_updates(row.subscriber, lines);
                self.unannounce(open);
                self.carry(open, carry);
            }
            Leaves::Cancelled { parts, lines } => {
                row.state = DeliveryState::Cancelled.name();
                row.ended_at = Some(self.now);
                self.parts(open, parts);
                self.line_updates(row.subscriber, lines);
                self.unannounce(open);
            }
        }
        self.rows.push(row);
    }

    fn row(&self, open: &OpenCase, verdict: &GateVerdict) -> RowWrite {
        let delivery = &open.case.delivery;
        RowWrite {
            subscriber: delivery.subscriber,
            id: delivery.id,
            state: "",
            due_at: delivery.due_at,
            gated_at: None,
            public_id: None,
            owner: None,
            fence: None,
            pins: None,
            decision: json::write(&verdict.decision),
            policy: self.policy,
            ended_at: None,
            reason: None,
        }
    }

    /// A row that may have arrived already ends only as sent or held, whatever became of its second copy: what it
    /// brought, announced and used up stays as it is, and the next letter notes it.
    fn held(&self, row: RowWrite) -> RowWrite {
        RowWrite {
            state: DeliveryState::Held.name(),
            ended_at: Some(self.now),
            reason: Some(json::write(&Reason::OutcomeUnknown)),
            ..row
        }
    }

    /// The parts named are consumed and move their lines; what else was planned goes with the plan.
    fn parts(&mut self, open: &OpenCase, named: &[GatePart]) {
        let delivery = &open.case.delivery;
        for part in named {
            self.parts.push(PartWrite {
                subscriber: delivery.subscriber,
                delivery: delivery.id,
                publication: part.publication,
                from_seq: part.from_seq,
                to_seq: part.to_seq,
                form: part.form,
            });
            self.line(delivery.subscriber, part.publication).watermark = Some(part.to_seq);
        }
    }

    fn line(&mut self, subscriber: SubscriberId, publication: PublicationId) -> &mut LineWrite {
        self.lines
            .entry((subscriber, publication))
            .or_insert(LineWrite::moved(subscriber, publication, None))
    }

    fn line_updates(&mut self, subscriber: SubscriberId, updates: &[LineUpdate]) {
        for update in updates {
            let line = self.line(subscriber, update.publication);
            line.instants = 1;
            line.next_due_at = update.next_due_at;
            line.waiting_since = update.waiting_since;
        }
    }

    fn item(open: &OpenCase, (publication, seq): (PublicationId, Seq)) -> ItemWrite {
        ItemWrite {
            subscriber: open.case.delivery.subscriber,
            delivery: open.case.delivery.id,
            publication,
            seq,
        }
    }

    /// What an earlier gate of the same letter left out waits already, and was passed over by one letter, not by two.
    fn carry(&mut self, open: &OpenCase, items: &[(PublicationId, Seq)]) {
        let waits = |item: &(PublicationId, Seq)| {
            let mut rows = open.case.carried.iter();
            let own = open.case.consumed(item.0);
            own.is_some_and(|part| part.holds(item.1))
                && rows.any(|row| (row.publication, row.seq) == *item && !row.own)
        };
        let mut items = items.to_vec();
        items.sort_unstable();
        items.dedup();
        items.retain(|item| !waits(item));
        self.carried
            .extend(items.into_iter().map(|item| Self::item(open, item)));
    }

    fn take_carried(&mut self, open: &OpenCase, pins: &Pins) {
        self.taken
            .extend(pins.carried.iter().map(|item| Self::item(open, *item)));
    }

    /// A row that was gated before and is folded: what it took along waits again, what it announced
    /// was not announced.
    fn withdraw(&mut self, open: &OpenCase) {
        if open.gated_before {
            self.given_back.push(key(open));
        }
        self.unannounce(open);
    }

    /// The short list knows of a message about events since it was planned, of a letter since its gate.
    fn unannounce(&mut self, open: &OpenCase) {
        if open.gated_before || open.case.delivery.kind == DeliveryKind::Event {
            self.unannounced.push(key(open));
        }
    }

    /// Only for people with two lines or more: one line's watermark keeps an event from going twice.
    fn announce(&mut self, open: &OpenCase, events: &[(i64, Timestamp)]) {
        let delivery = &open.case.delivery;
        // What a message about events says is on the list since it was planned.
        if delivery.kind != DeliveryKind::Event {
            self.unannounce(open);
            if open.lines_in_force < 2 {
                return;
            }
        }
        for (key, forget_at) in events {
            self.announced.push(AnnouncedWrite {
                subscriber: delivery.subscriber,
                key: *key,
                delivery: delivery.id,
                forget_at: *forget_at,
            });
        }
    }

    pub(crate) async fn write(self, session: &mut Session) -> Result<()> {
        let now = [self.now.into()];
        let mut puts = Puts::default();
        puts.add(session, &sql::LEAVE, &self.rows, &[]);
        let is_named = |row: &&RowWrite| row.public_id.is_some();
        let named: Vec<&RowWrite> = self.rows.iter().filter(is_named).collect();
        puts.add(session, &sql::NAME, &named, &[]);
        puts.add(session, &sql::RESERVE, &self.touches, &now);
        puts.add(session, &sql::CONSUME, &self.parts, &[]);
        let lines: Vec<&LineWrite> = self.lines.values().collect();
        puts.add(session, &sql::MOVE_LINES, &lines, &[]);
        puts.add(session, &sql::GIVE_BACK_CARRIED, &self.given_back, &[]);
        puts.add(session, &sql::CARRY, &self.carried, &now);
        puts.add(session, &sql::TAKE_CARRIED, &self.taken, &now);
        puts.add(session, &sql::END_ITEMS, &self.ended, &now);
        puts.add(session, &sql::UNANNOUNCE, &self.unannounced, &[]);
        puts.add(session, &sql::ANNOUNCE, &self.announced, &[]);
        session.put_all(puts).await
    }
}

/// Whether a verdict ends its row without another attempt.
const fn ends(leaves: &Leaves) -> bool {
    matches!(
        leaves,
        Leaves::Folded { .. } | Leaves::Expired { .. } | Leaves::Cancelled { .. }
    )
}

fn key(open: &OpenCase) -> RowKey {
    RowKey {
        subscriber: open.case.delivery.subscriber,
        id: open.case.delivery.id,
    }
}
