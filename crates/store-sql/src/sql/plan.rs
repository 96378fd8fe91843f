//! Statements of planning: at most eight for a thousand people.

use crate::statement::statements;

statements! {
    /// Releases not yet planned to their end.
    RELEASES = "release.all_open":
        "SELECT id, publication_id, to_seq, at, after_subscriber FROM release WHERE done_at IS NULL ORDER BY id";
    /// The next people of a release, by its own cursor.
    OF_RELEASE = "line.of_release":
        "SELECT l.subscriber_id FROM line l
            WHERE l.publication_id = $1 AND l.pulse = 1 AND l.subscription_id IS NOT NULL
                AND l.subscriber_id > (SELECT x.after_subscriber FROM release x WHERE x.id = $2)
            ORDER BY l.subscriber_id LIMIT $3";
    /// Lines whose instant has come.
    DUE = "line.due":
        "SELECT l.subscriber_id FROM line l WHERE l.next_due_at <= $1 AND l.next_due_at IS NOT NULL
            ORDER BY l.next_due_at, l.subscriber_id LIMIT $2";
    /// What is known of the people, under their locks.
    FACTS = "subscriber.plan_facts":
        "SELECT {person s},
                (SELECT {list d.sender_id, d.id, d.due_at} FROM delivery d WHERE d.subscriber_id = s.id
                    AND d.kind = 'letter' AND d.state = 'planned' AND d.gated_at IS NULL) AS open_letters
            FROM {rows $1 r} CROSS JOIN subscriber s WHERE s.id = {int r.id}";
    /// New letters; the ordinal counts on from the person's rows of that date.
    ADD_LETTERS = "delivery.plan":
        "INSERT INTO delivery (subscriber_id, id, public_id, kind, local_date, ordinal, sender_id, class, priority, state,
                due_at, planned_at, attempts, unknowns)
            SELECT {int r.subscriber}, {int r.id}, {text r.public_id}, 'letter', {text r.local_date},
                {int r.nth} + COALESCE((SELECT MAX(o.ordinal) FROM delivery o WHERE o.subscriber_id = {int r.subscriber}
                    AND o.kind = 'letter' AND o.local_date = {text r.local_date}), 0),
                {int r.sender}, {text r.class}, {int r.priority}, 'planned', {int r.due_at}, $2, 0, 0
            FROM {rows $1 r}";
    /// Their public ids.
    ADD_TO_DIRECTORY = "delivery_directory.plan":
        "INSERT INTO delivery_directory (public_id, subscriber_id, delivery_id)
            SELECT {text r.public_id}, {int r.subscriber}, {int r.id} FROM {rows $1 r}";
    /// Letters that are joined: the earlier instant, the heavier class.
    JOIN_LETTERS = "delivery.join":
        "UPDATE delivery SET due_at = {least delivery.due_at, {int r.due_at}},
                class = CASE WHEN {int r.priority} < delivery.priority THEN {text r.class} ELSE delivery.class END,
                priority = {least delivery.priority, {int r.priority}}
            FROM {rows $1 r}
            WHERE delivery.subscriber_id = {int r.subscriber} AND delivery.id = {int r.id}";
    /// Parts; one that the letter has is brought up to the later end.
    PUT_PARTS = "part.plan":
        "INSERT INTO part (subscriber_id, delivery_id, publication_id, from_seq, to_seq, form, consumed, subscription_id)
            SELECT {int r.subscriber}, {int r.delivery}, {int r.publication}, {int r.from}, {int r.to}, NULL, 0, NULL
            FROM {rows $1 r} WHERE true
            ON CONFLICT (subscriber_id, delivery_id, publication_id) DO UPDATE SET
                from_seq = {least part.from_seq, excluded.from_seq}, to_seq = {greatest part.to_seq, excluded.to_seq}";
    /// Lines' instants.
    PUT_INSTANTS = "line.plan":
        "UPDATE line SET next_due_at = {int r.next_due_at}, waiting_since = {int r.waiting_since} FROM {rows $1 r}
            WHERE line.subscriber_id = {int r.subscriber} AND line.publication_id = {int r.publication}";
    /// Moves the release's cursor.
    MOVE_RELEASE = "release.move":
        "UPDATE release SET after_subscriber = {greatest after_subscriber, CAST($2 AS BIGINT)},
                done_at = COALESCE(done_at, CAST($3 AS BIGINT)) WHERE id = $1";
}
