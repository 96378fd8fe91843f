//! The parts of a letter before its gate: a plan in a column of its row, `[[publication, from, to], …]`. A gate that
//! lets the letter go writes parts of it; until then nobody's watermark knows of them.

use crate::json;
use lagom_model::{PublicationId, Seq};
use lagom_store::{PartRow, PlanPart};

/// Publication, from, to.
pub(crate) type Columns = (PublicationId, Seq, Seq);

/// The parts as they stand in the column, by publication.
pub(crate) fn write(parts: &[PlanPart]) -> String {
    let mut columns: Vec<Columns> = parts
        .iter()
        .map(|part| (part.publication, part.from_seq, part.to_seq))
        .collect();
    columns.sort_unstable();
    json::write(&columns)
}

/// The parts that a column holds.
pub(crate) fn read(column: &str) -> Result<Vec<PlanPart>, serde_json::Error> {
    json::read(column).map(parts)
}

/// The parts of a column that was read with others.
pub(crate) fn parts(columns: Vec<Columns>) -> Vec<PlanPart> {
    let part = |(publication, from_seq, to_seq)| PlanPart {
        publication,
        from_seq,
        to_seq,
    };
    columns.into_iter().map(part).collect()
}

/// A plan with what joins it: a part that it has is brought up to the later end.
pub(crate) fn join(mut planned: Vec<PlanPart>, more: &[PlanPart]) -> Vec<PlanPart> {
    for part in more {
        let same = |one: &&mut PlanPart| one.publication == part.publication;
        if let Some(one) = planned.iter_mut().find(same) {
            one.from_seq = one.from_seq.min(part.from_seq);
            one.to_seq = one.to_seq.max(part.to_seq);
        } else {
            planned.push(*part);
        }
    }
    planned
}

/// A planned part as a gate sees it.
pub(crate) const fn row(part: PlanPart) -> PartRow {
    PartRow {
        publication: part.publication,
        from_seq: part.from_seq,
        to_seq: part.to_seq,
        form: None,
        consumed: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn part(publication: PublicationId, from_seq: Seq, to_seq: Seq) -> PlanPart {
        PlanPart {
            publication,
            from_seq,
            to_seq,
        }
    }

    #[test]
    fn a_plan_reads_back() {
        let parts = [part(1, 0, 12), part(2, 3, 4)];
        assert_eq!(write(&[parts[1], parts[0]]), "[[1,0,12],[2,3,4]]");
        assert_eq!(read(&write(&parts)).ok(), Some(parts.to_vec()));
        assert!(read("[[1,2]]").is_err());
    }

    #[test]
    fn what_joins_widens_a_part_and_adds_others() {
        let joined = join(vec![part(1, 5, 8)], &[part(1, 6, 11), part(2, 0, 1)]);
        assert_eq!(joined, [part(1, 5, 11), part(2, 0, 1)]);
    }
}
