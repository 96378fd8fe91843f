//! Every statement of the store, by unit. No statement stands anywhere else, and no
//! value is ever written into one: what `dialect` and `bound` expand is the database's words and how many rows there are.
//!
//! To add a statement: a line in the file of its unit. The test `every_statement_is_prepared` of
//! both backends then checks it against the migrated schema.

pub(crate) mod archive;
pub(crate) mod audit;
pub(crate) mod change;
pub(crate) mod content;
pub(crate) mod correct;
pub(crate) mod erasure;
pub(crate) mod events;
pub(crate) mod foresee;
pub(crate) mod gate;
pub(crate) mod import;
pub(crate) mod install;
pub(crate) mod joining;
pub(crate) mod journal;
pub(crate) mod look;
pub(crate) mod outbox;
pub(crate) mod owners;
pub(crate) mod people;
pub(crate) mod plan;
pub(crate) mod rates;
pub(crate) mod record;
pub(crate) mod runs;
pub(crate) mod undo_import;

use crate::statement::Statement;

/// The columns of a person (`subscriber` as `s`), with stops and lines as lists: `{person s}`.
pub(crate) const PERSON: &str = "s.id AS subscriber_id, s.public_id AS person, s.link_id, s.revision, s.zone, \
    s.zone_before, s.zone_changed_at, s.language, s.country, s.confirmed, s.erased, s.paused_until, s.season, s.quiet, \
    s.limits, s.wishes, s.lot, \
    (SELECT {list t.scope, t.publication_id, t.cause, t.at} FROM stop t \
        WHERE t.subscriber_id = s.id AND t.lifted_at IS NULL) AS stops, \
    (SELECT {list l.publication_id, l.sender_id, CASE WHEN l.subscription_id IS NULL THEN 0 ELSE 1 END AS in_force, \
            l.choices, l.chosen_at, l.start_seq, l.watermark, l.next_due_at, l.waiting_since, l.policy_version, \
            (SELECT COUNT(*) FROM carried c WHERE c.subscriber_id = l.subscriber_id \
                AND c.publication_id = l.publication_id AND c.ended_at IS NULL) AS carried} \
        FROM line l WHERE l.subscriber_id = s.id) AS lines";

/// What of an issue (`issue`) was corrected after it came out: `{corrected}`.
pub(crate) const CORRECTED: &str = "(SELECT c.because FROM correction c WHERE c.issue_id = issue.id) AS because, \
    (SELECT c.before_edition FROM correction c WHERE c.issue_id = issue.id) AS before_edition";

/// All of them.
pub(crate) fn all() -> impl Iterator<Item = &'static Statement> {
    [
        archive::ALL,
        audit::ALL,
        change::ALL,
        content::ALL,
        correct::ALL,
        erasure::ALL,
        events::ALL,
        foresee::ALL,
        gate::ALL,
        import::ALL,
        install::ALL,
        joining::ALL,
        journal::ALL,
        look::ALL,
        outbox::ALL,
        owners::ALL,
        people::ALL,
        plan::ALL,
        rates::ALL,
        record::ALL,
        runs::ALL,
        undo_import::ALL,
    ]
    .into_iter()
    .flatten()
    .copied()
    .chain(
        archive::TABLES
            .iter()
            .flat_map(|table| [&table.page, &table.put]),
    )
}
