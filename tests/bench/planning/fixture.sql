-- The people of the planning benchmark. `h` spreads what people have over their numbers: a multiplication by a fixed odd
-- number modulo 2^32, the same on both databases.

INSERT INTO subscriber (id, public_id, link_id, revision, zone, zone_known, language, language_known, country, confirmed,
    erased, season_known, limits, wishes, lot, created_at)
{people}
SELECT i, 'PPPPPPPPPPP' || (1000000000 + i) || 'A', 'LLLLLLLLLLL' || (1000000000 + i) || 'A', 1,
    CASE i % 20
        WHEN 0 THEN 'Europe/Riga' WHEN 1 THEN 'Europe/Madrid' WHEN 2 THEN 'Europe/Berlin' WHEN 3 THEN 'Europe/Paris'
        WHEN 4 THEN 'Europe/London' WHEN 5 THEN 'Europe/Moscow' WHEN 6 THEN 'America/New_York' WHEN 7 THEN 'America/Chicago'
        WHEN 8 THEN 'America/Denver' WHEN 9 THEN 'America/Los_Angeles' WHEN 10 THEN 'America/Sao_Paulo'
        WHEN 11 THEN 'Asia/Tokyo' WHEN 12 THEN 'Asia/Kolkata' WHEN 13 THEN 'Asia/Kathmandu' WHEN 14 THEN 'Asia/Dubai'
        WHEN 15 THEN 'Australia/Sydney' WHEN 16 THEN 'Pacific/Auckland' WHEN 17 THEN 'Africa/Cairo'
        WHEN 18 THEN 'Atlantic/Azores' ELSE 'UTC' END,
    1, CASE WHEN (i * 2654435761) % 4294967296 < 3000000000 THEN 'en' ELSE 'lv' END, 1, NULL, 1, 0, 0, '[]', '{}',
    (i * 2654435761) % 4294967296, {now} - 100000000000
FROM n;

INSERT INTO contact_point (subscriber_id, id, channel, value, revision, state)
{people}
SELECT i, 1, 'email', 'reader' || i || '@example.org', 1, 'active' FROM n;

-- Everyone reads the first publication: so many in a hundred every issue, all others as a weekly digest on Fridays.
INSERT INTO line (subscriber_id, publication_id, sender_id, subscription_id, pulse, choices, chosen_at, start_seq, watermark,
    next_due_at, waiting_since, confirmed_at, policy_version)
{people}
SELECT i, 1, 1, 1,
    CASE WHEN (i * 2654435761) % 4294967296 % 100 < {due} THEN 1 ELSE 0 END,
    CASE WHEN (i * 2654435761) % 4294967296 % 100 < {due}
        THEN CASE (i * 40503) % 10
            WHEN 0 THEN '{"cadence":"every-issue","anchor":{},"form":"short","on_return":"summary"}'
            WHEN 1 THEN '{"cadence":"every-issue","anchor":{},"topics":["stories"],"on_return":"summary"}'
            WHEN 2 THEN '{"cadence":"every-issue","anchor":{},"topics":["stories","tools"],"on_return":"summary"}'
            WHEN 3 THEN '{"cadence":"every-issue","anchor":{},"topics":["people"],"on_return":"summary"}'
            ELSE '{"cadence":"every-issue","anchor":{},"on_return":"summary"}' END
        ELSE '{"cadence":"weekly","anchor":{},"on_return":"summary"}' END,
    {now} - 100000000000, 0, 12,
    CASE WHEN (i * 2654435761) % 4294967296 % 100 < {due} THEN NULL ELSE {now} + 259200000 + (i % 24) * 3600000 END,
    NULL, {now} - 100000000000, 1
FROM n;

-- Every second person reads the other publication too, as a weekly digest.
INSERT INTO line (subscriber_id, publication_id, sender_id, subscription_id, pulse, choices, chosen_at, start_seq, watermark,
    next_due_at, waiting_since, confirmed_at, policy_version)
{people}
SELECT i, 2, 1, 1, 0, '{"cadence":"weekly","anchor":{},"on_return":"summary"}', {now} - 100000000000, 0, 12,
    {now} + 345600000 + (i % 24) * 3600000, NULL, {now} - 100000000000, 1
FROM n WHERE (i * 40503) % 2 = 0;

-- Three touches of other systems in the window.
INSERT INTO touch (subscriber_id, id, at, again_at, zone, channel, classes, reading, source, state, delivery_id)
{people}
SELECT i, t.k, {now} - (3 + 7 * t.k) * 86400000 - (i % 3600) * 1000, NULL, 'Europe/Riga', 'email', '["issue"]', 120, 'other',
    'kept', NULL
FROM n CROSS JOIN (SELECT 1 AS k UNION ALL SELECT 2 UNION ALL SELECT 3) AS t;

-- One person in twenty was passed over with an item.
INSERT INTO carried (subscriber_id, publication_id, seq, since, passes, ended_at, end_reason, ended_by)
{people}
SELECT i, 1, 1 + i % 12, {now} - 604800000, 1, NULL, NULL, NULL FROM n WHERE (i * 2654435761) % 4294967296 % 20 = 7;
