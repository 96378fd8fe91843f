//! Letters that were gated before and come again: what each took along or ended then, and what is gone for it since. It
//! judges nothing.

use lagom_model::{DeliveryId, PublicationId, Seq};
use lagom_store::{CarriedRow, GateCase, OtherRow};
use std::collections::HashMap;

/// What such letters of one person know, by letter.
#[derive(Debug, Default)]
pub(crate) struct Again(HashMap<DeliveryId, Known>);

#[derive(Debug, Default)]
struct Known {
    own: Vec<CarriedRow>,
    gone: Vec<(PublicationId, Seq)>,
}

impl Again {
    pub(crate) fn of(rows: &[OtherRow]) -> Self {
        let tried = rows.iter().filter(|other| other.row.pins.is_some());
        let known = tried.map(|other| {
            let (own, gone) = (other.own.clone(), other.gone.clone());
            (other.row.id, Known { own, gone })
        });
        Self(known.collect())
    }

    /// Puts what the row of a case knows into it.
    pub(crate) fn open(&mut self, case: &mut GateCase) {
        let Known { own, gone } = self.0.remove(&case.delivery.id).unwrap_or_default();
        case.gone = gone;
        if !own.is_empty() {
            case.carried.extend(own);
            case.carried.sort_by_key(|row| (row.publication, row.seq));
        }
    }

    /// The row of a case waits once more, and keeps what it knows.
    pub(crate) fn keep(&mut self, case: &mut GateCase) {
        let own: Vec<_> = case.carried.extract_if(.., |row| row.own).collect();
        let gone = std::mem::take(&mut case.gone);
        if case.delivery.pins.is_some() {
            self.0.insert(case.delivery.id, Known { own, gone });
        }
    }

    /// Items that another letter took along or ended.
    pub(crate) fn lose(&mut self, items: &[(PublicationId, Seq)]) {
        for known in self.0.values_mut() {
            known.gone.extend(items);
        }
    }
}
