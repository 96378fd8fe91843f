//! Statements of a change and of its undo, for one person under their lock.

use crate::statement::statements;

statements! {
    /// The person's row after the edits.
    UPDATE_PERSON = "subscriber.update":
        "UPDATE subscriber SET revision = revision + 1, zone = $2, zone_before = $3, zone_changed_at = $4, language = $5,
            paused_until = $6, season = $7, limits = $8, wishes = $10, quiet = $11,
            zone_known = CASE WHEN zone = $2 THEN zone_known ELSE 1 END,
            language_known = CASE WHEN language = $5 THEN language_known ELSE 1 END,
            season_known = CASE WHEN $9 = 1 THEN 1 ELSE season_known END
            WHERE id = $1";
    /// Ends the subscriptions in force of some lines.
    END_SUBSCRIPTIONS = "subscription.end":
        "UPDATE subscription SET ended_at = $2 FROM {rows $1 r}
            WHERE subscription.subscriber_id = {int r.subscriber} AND subscription.publication_id = {int r.publication}
                AND subscription.ended_at IS NULL";
    /// Starts subscriptions, numbered on.
    START_SUBSCRIPTIONS = "subscription.start":
        "INSERT INTO subscription
            (subscriber_id, publication_id, id, choices, cadence, started_at, ended_at, source, wording, change_id)
            SELECT {int r.subscriber}, {int r.publication},
                1 + COALESCE((SELECT MAX(o.id) FROM subscription o WHERE o.subscriber_id = {int r.subscriber}
                    AND o.publication_id = {int r.publication}), 0),
                {text r.choices}, {text r.cadence}, $2, NULL, $3, $4, $5
            FROM {rows $1 r}";
    /// Lines follow the subscription that is now in force; a line that had none begins at what is visible now.
    FOLLOW_LINES = "line.follow":
        "INSERT INTO line (subscriber_id, publication_id, sender_id, subscription_id, pulse, choices, chosen_at,
                start_seq, watermark, next_due_at, waiting_since, confirmed_at, policy_version)
            SELECT {int r.subscriber}, p.id, p.sender_id,
                (SELECT MAX(o.id) FROM subscription o WHERE o.subscriber_id = {int r.subscriber}
                    AND o.publication_id = p.id),
                {int r.pulse}, {text r.choices}, $2, p.last_seq, p.last_seq, {int r.next_due_at}, NULL, $2,
                COALESCE((SELECT MAX(v.version) FROM policy v), 0)
            FROM {rows $1 r} CROSS JOIN publication p WHERE p.id = {int r.publication}
            ON CONFLICT (subscriber_id, publication_id) DO UPDATE SET
                pulse = excluded.pulse, choices = excluded.choices, chosen_at = excluded.chosen_at,
                next_due_at = excluded.next_due_at,
                start_seq = CASE WHEN line.subscription_id IS NULL THEN excluded.start_seq ELSE line.start_seq END,
                watermark = CASE WHEN line.subscription_id IS NULL THEN excluded.watermark ELSE line.watermark END,
                waiting_since = CASE WHEN line.subscription_id IS NULL THEN NULL ELSE line.waiting_since END,
                confirmed_at = CASE WHEN line.subscription_id IS NULL THEN excluded.confirmed_at ELSE line.confirmed_at END,
                policy_version = CASE WHEN line.subscription_id IS NULL THEN excluded.policy_version
                    ELSE line.policy_version END,
                subscription_id = excluded.subscription_id";
    /// Lines that fall due at another instant.
    RETIME_LINES = "line.retime":
        "UPDATE line SET next_due_at = {int r.next_due_at} FROM {rows $1 r}
            WHERE line.subscriber_id = {int r.subscriber} AND line.publication_id = {int r.publication}
                AND line.subscription_id IS NOT NULL";
    /// Lines whose readers accepted a version of the policy that exists.
    ACCEPT_POLICY = "line.accept_policy":
        "UPDATE line SET policy_version = {int r.version} FROM {rows $1 r}
            WHERE line.subscriber_id = {int r.subscriber} AND line.publication_id = {int r.publication}
                AND line.subscription_id IS NOT NULL
                AND {int r.version} <= (SELECT COALESCE(MAX(v.version), 0) FROM policy v)
            RETURNING line.publication_id";
    /// Lines without a subscription in force any more.
    CLOSE_LINES = "line.close":
        "UPDATE line SET subscription_id = NULL, next_due_at = NULL, waiting_since = NULL FROM {rows $1 r}
            WHERE line.subscriber_id = {int r.subscriber} AND line.publication_id = {int r.publication}";
    /// Carried items of closed lines end.
    END_CARRIED_OF_LINES = "carried.end_of_lines":
        "UPDATE carried SET ended_at = $2, end_reason = $3 FROM {rows $1 r}
            WHERE carried.subscriber_id = {int r.subscriber} AND carried.publication_id = {int r.publication}
                AND carried.ended_at IS NULL";
    /// Carried items that a stop ended wait again when the stop is taken back.
    REVIVE_CARRIED = "carried.revive":
        "UPDATE carried SET ended_at = NULL, end_reason = NULL
            WHERE subscriber_id = $1 AND end_reason = $2 AND ended_at IS NOT NULL";
    /// A stop.
    PUT_STOP = "stop.put":
        "INSERT INTO stop (subscriber_id, id, scope, publication_id, cause, at, lifted_at)
            SELECT $1, 1 + COALESCE((SELECT MAX(o.id) FROM stop o WHERE o.subscriber_id = $1), 0), $2, $3, $4, $5, NULL";
    /// Carried items of what a stop covers end; `$2`: one publication, or none for all.
    END_CARRIED_OF_STOP = "carried.end_of_stop":
        "UPDATE carried SET ended_at = $3, end_reason = $4
            WHERE subscriber_id = $1 AND ended_at IS NULL AND publication_id = COALESCE($2, publication_id)";
    /// Lifts the person's own stops of a scope.
    LIFT_STOP = "stop.lift":
        "UPDATE stop SET lifted_at = $4 WHERE subscriber_id = $1 AND scope = $2
            AND COALESCE(publication_id, 0) = COALESCE($3, 0) AND cause = 'own' AND lifted_at IS NULL";
    /// A lifted stop holds again, since when it held before.
    RESTORE_STOP = "stop.restore":
        "INSERT INTO stop (subscriber_id, id, scope, publication_id, cause, at, lifted_at)
            SELECT $1, 1 + COALESCE((SELECT MAX(o.id) FROM stop o WHERE o.subscriber_id = $1), 0), $2, $3, 'own', $4, NULL";
    /// A remark; the one before it stays beside it for undo.
    PUT_REMARK = "profile.remark":
        "INSERT INTO profile (subscriber_id, name, attributes, remark, remarked_at, remark_change)
            VALUES ($1, NULL, '{}', $2, $3, $4)
            ON CONFLICT (subscriber_id) DO UPDATE SET remark_before = profile.remark, remark = excluded.remark,
                remarked_at = excluded.remarked_at, remark_change = excluded.remark_change";
    /// The remark before, if the last one is of that change.
    REMARK_BACK = "profile.remark_back":
        "UPDATE profile SET remark = remark_before, remarked_at = $2, remark_before = NULL, remark_change = NULL
            WHERE subscriber_id = $1 AND remark_change = $3";
    /// Remarks that were replaced or withdrawn are not kept.
    FORGET_REMARKS = "profile.forget_remarks":
        "UPDATE profile SET remark_before = NULL, remark_change = NULL
            WHERE remark_change IS NOT NULL AND remarked_at <= $1";
    /// What a reader says of a letter's measure; the last word counts.
    PUT_MEASURE = "feedback.put":
        "INSERT INTO feedback (subscriber_id, delivery_id, at, measure)
            SELECT s.id, $2, $3, $4 FROM subscriber s WHERE s.id = $1 AND s.erased = 0
            ON CONFLICT (subscriber_id, delivery_id) DO UPDATE SET at = excluded.at, measure = excluded.measure
            RETURNING delivery_id";
    /// The record of a change.
    PUT_CHANGE = "change.put":
        "INSERT INTO change (subscriber_id, id, at, source, wording, edits, inverse, undone_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)";
    /// A change.
    CHANGE = "change.find":
        "SELECT id, at, edits, inverse, undone_at FROM change WHERE subscriber_id = $1 AND id = $2";
    /// A change was taken back.
    MARK_UNDONE = "change.undone":
        "UPDATE change SET undone_at = $3 WHERE subscriber_id = $1 AND id = $2";
    /// Events still running in what the people's lines consumed, with the choices that let them through.
    ANNOUNCED_BEFORE = "part.announced_before":
        "SELECT p.subscriber_id, p.delivery_id, g.item_key, g.topic, g.expires_at, l.choices
            FROM part p
            JOIN delivery d ON d.subscriber_id = p.subscriber_id AND d.id = p.delivery_id
            JOIN listing g ON g.publication_id = p.publication_id AND g.seq > p.from_seq AND g.seq <= p.to_seq
            JOIN line l ON l.subscriber_id = p.subscriber_id AND l.publication_id = p.publication_id
            WHERE p.subscriber_id IN (SELECT {int r.id} FROM {rows $1 r}) AND p.consumed = 1 AND p.form IS NOT NULL
                AND d.state IN ('sending', 'sent', 'held', 'planned') AND g.kind = 'event' AND g.expires_at > $2
                AND NOT EXISTS (SELECT 1 FROM carried c WHERE c.subscriber_id = p.subscriber_id
                    AND c.publication_id = p.publication_id AND c.seq = g.seq AND c.ended_at IS NULL)";
}
