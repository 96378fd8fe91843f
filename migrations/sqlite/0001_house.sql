-- The house: installation, catalogue, people, content, outbox.
-- Instants are epoch milliseconds (UTC), local dates ISO text, public ids 22 characters, JSON text, truth 0 or 1.
-- Keys of tables that belong to a person begin with the person; what is unique across persons stands in directories.

CREATE TABLE schema_migration (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    applied_at INTEGER NOT NULL,
    checksum TEXT NOT NULL
) STRICT;

-- `incarnation`: which storage this is, where that can be told: another one is a copy of an earlier state.
CREATE TABLE installation (
    id INTEGER PRIMARY KEY,
    public_id TEXT,
    created_at INTEGER,
    last_run_at INTEGER,
    fence INTEGER NOT NULL,
    restore_counter INTEGER NOT NULL,
    incarnation TEXT
) STRICT;
INSERT INTO installation (id, fence, restore_counter) VALUES (1, 0, 0);

CREATE TABLE policy (
    version INTEGER PRIMARY KEY,
    rules TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;

-- The catalogue.

CREATE TABLE sender (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    def TEXT NOT NULL
) STRICT;

CREATE TABLE publication (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    public_id TEXT NOT NULL UNIQUE,
    sender_id INTEGER NOT NULL REFERENCES sender (id),
    def TEXT NOT NULL,
    last_seq INTEGER NOT NULL
) STRICT;

-- `restored`: it waits for the operator's word after a restore, since then.
-- `until_at`: a run that is paused only until then (before a catch-up).
CREATE TABLE run_control (
    sender_id INTEGER PRIMARY KEY REFERENCES sender (id),
    state TEXT NOT NULL CHECK (state IN ('go', 'paused', 'stopped', 'restored')),
    why TEXT NOT NULL,
    since INTEGER NOT NULL,
    until_at INTEGER
) STRICT;

CREATE TABLE dispatcher (
    id TEXT PRIMARY KEY,
    fence INTEGER NOT NULL,
    entered_at INTEGER NOT NULL,
    heartbeat_at INTEGER NOT NULL,
    left_at INTEGER
) STRICT;

-- What relays and recipients' domains took of their limits, and who holds what of them: a relay, a domain, or both. `state` is
-- written by the arithmetic of shares alone; who has a relay's connections stands in `connections`.
CREATE TABLE rate (
    relay TEXT NOT NULL,
    domain TEXT NOT NULL,
    state TEXT NOT NULL,
    connections TEXT NOT NULL,
    PRIMARY KEY (relay, domain)
);

-- What runs did, by day (UTC), and what the operator was told of.

CREATE TABLE work_day (
    day TEXT PRIMARY KEY,
    planned INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    deferred INTEGER NOT NULL,
    folded INTEGER NOT NULL,
    expired INTEGER NOT NULL,
    cancelled INTEGER NOT NULL,
    later INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    held INTEGER NOT NULL
) STRICT;

CREATE TABLE notice (
    matter TEXT PRIMARY KEY,
    said TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

-- People. `…_known`: the value came from the person or a file, and is not a default that an import may fill.

CREATE TABLE subscriber (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    public_id TEXT NOT NULL,
    link_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    zone TEXT NOT NULL,
    zone_known INTEGER NOT NULL,
    zone_before TEXT,
    zone_changed_at INTEGER,
    language TEXT NOT NULL,
    language_known INTEGER NOT NULL,
    country TEXT,
    confirmed INTEGER NOT NULL,
    erased INTEGER NOT NULL,
    paused_until TEXT,
    season TEXT,
    season_known INTEGER NOT NULL,
    quiet TEXT,
    limits TEXT NOT NULL,
    wishes TEXT NOT NULL,
    lot INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE subscriber_directory (
    public_id TEXT PRIMARY KEY,
    subscriber_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE link_directory (
    link_id TEXT PRIMARY KEY,
    subscriber_id INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX link_directory_subscriber ON link_directory (subscriber_id) WHERE revoked_at IS NOT NULL;

CREATE TABLE contact_directory (
    channel TEXT NOT NULL,
    value_hash TEXT NOT NULL,
    subscriber_id INTEGER NOT NULL,
    PRIMARY KEY (channel, value_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_directory_subscriber ON contact_directory (subscriber_id);

-- The three tables with personal data.

CREATE TABLE contact_point (
    subscriber_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    channel TEXT NOT NULL,
    value TEXT NOT NULL,
    revision INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'unconfirmed', 'retired')),
    PRIMARY KEY (subscriber_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX contact_point_active ON contact_point (subscriber_id, channel) WHERE state = 'active';

-- `remark`: what would suit them better, in their own words; `remark_before` and `remark_change` are there for a day, for undo.
CREATE TABLE profile (
    subscriber_id INTEGER PRIMARY KEY,
    name TEXT,
    attributes TEXT NOT NULL,
    remark TEXT,
    remarked_at INTEGER,
    remark_before TEXT,
    remark_change TEXT
) STRICT;
CREATE INDEX profile_remark ON profile (remarked_at) WHERE remark IS NOT NULL;
CREATE INDEX profile_remark_before ON profile (remarked_at) WHERE remark_change IS NOT NULL;

CREATE TABLE message_bytes (
    subscriber_id INTEGER NOT NULL,
    delivery_id INTEGER NOT NULL,
    bytes TEXT NOT NULL,
    PRIMARY KEY (subscriber_id, delivery_id)
) STRICT;

-- What people chose.

CREATE TABLE stop (
    subscriber_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('publication', 'mailings', 'everything')),
    publication_id INTEGER,
    cause TEXT NOT NULL,
    at INTEGER NOT NULL,
    lifted_at INTEGER,
    PRIMARY KEY (subscriber_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX stop_complaint ON stop (at) WHERE cause = 'complaint';

CREATE TABLE line (
    subscriber_id INTEGER NOT NULL,
    publication_id INTEGER NOT NULL,
    sender_id INTEGER NOT NULL,
    subscription_id INTEGER,
    pulse INTEGER NOT NULL,
    choices TEXT NOT NULL,
    chosen_at INTEGER NOT NULL,
    start_seq INTEGER NOT NULL,
    watermark INTEGER NOT NULL,
    next_due_at INTEGER,
    waiting_since INTEGER,
    confirmed_at INTEGER NOT NULL,
    policy_version INTEGER NOT NULL,
    PRIMARY KEY (subscriber_id, publication_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX line_due ON line (next_due_at, subscriber_id) WHERE next_due_at IS NOT NULL;
CREATE INDEX line_pulse ON line (publication_id, pulse, subscriber_id) WHERE subscription_id IS NOT NULL;

CREATE TABLE subscription (
    subscriber_id INTEGER NOT NULL,
    publication_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    choices TEXT NOT NULL,
    cadence TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    source TEXT NOT NULL,
    wording TEXT NOT NULL,
    change_id TEXT,
    PRIMARY KEY (subscriber_id, publication_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE change (
    subscriber_id INTEGER NOT NULL,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    source TEXT NOT NULL,
    wording TEXT NOT NULL,
    edits TEXT NOT NULL,
    inverse TEXT NOT NULL,
    undone_at INTEGER,
    PRIMARY KEY (subscriber_id, id)
) STRICT;

-- What service messages ask their readers to confirm: one row a message, used once. `contact_id`: where it goes, if not to
-- the address in use. `detail` holds choices and wordings, never an address.
CREATE TABLE link (
    subject TEXT PRIMARY KEY,
    scope TEXT NOT NULL CHECK (scope IN ('confirm', 'step-up')),
    purpose TEXT NOT NULL CHECK (purpose IN ('join', 'return', 'step-up', 'address')),
    subscriber_id INTEGER NOT NULL,
    delivery_id INTEGER NOT NULL,
    contact_id INTEGER,
    asked_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    detail TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX link_delivery ON link (delivery_id);
CREATE INDEX link_expires ON link (expires_at);
CREATE INDEX link_subscriber ON link (subscriber_id, asked_at);

-- When mail was asked for to an address, for the limits that hold over all publications; kept for 90 days. The channels
-- `all` and `network` count how often "join" was pressed, in all and in a network (a keyed hash); kept for an hour.
CREATE TABLE ask (
    channel TEXT NOT NULL,
    value_hash TEXT NOT NULL,
    at INTEGER NOT NULL,
    asks INTEGER NOT NULL,
    PRIMARY KEY (channel, value_hash, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX ask_at ON ask (at);

-- Addresses of people who were erased: nothing is sent there but what they ask for themselves.
CREATE TABLE suppressed_address (
    channel TEXT NOT NULL,
    value_hash TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (channel, value_hash)
) STRICT, WITHOUT ROWID;

-- What people agreed to beside their choices: wording, when, how.
CREATE TABLE consent (
    subscriber_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    key TEXT NOT NULL,
    wording TEXT NOT NULL,
    how TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    given_at INTEGER NOT NULL,
    withdrawn_at INTEGER,
    PRIMARY KEY (subscriber_id, id)
) STRICT, WITHOUT ROWID;

-- What readers said of a letter's measure; it changes nothing by itself.
CREATE TABLE feedback (
    subscriber_id INTEGER NOT NULL,
    delivery_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    measure TEXT NOT NULL CHECK (measure IN ('too-much', 'right', 'too-little')),
    PRIMARY KEY (subscriber_id, delivery_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX feedback_at ON feedback (at);

CREATE TABLE import_batch (
    id TEXT PRIMARY KEY,
    file TEXT NOT NULL,
    at INTEGER NOT NULL,
    added INTEGER NOT NULL,
    filled INTEGER NOT NULL,
    undone_at INTEGER
) STRICT;

CREATE TABLE import_row (
    batch_id TEXT NOT NULL,
    subscriber_id INTEGER NOT NULL,
    fate TEXT NOT NULL CHECK (fate IN ('added', 'filled')),
    filled TEXT NOT NULL,
    PRIMARY KEY (batch_id, subscriber_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_row_subscriber ON import_row (subscriber_id);

-- Content.

CREATE TABLE issue (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    public_id TEXT NOT NULL UNIQUE,
    publication_id INTEGER NOT NULL REFERENCES publication (id),
    title TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'scheduled', 'published', 'on-hold', 'withdrawn')),
    resume_state TEXT,
    publish_at INTEGER,
    added_at INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    edition TEXT NOT NULL,
    source TEXT NOT NULL,
    source_hash TEXT NOT NULL,
    expires TEXT NOT NULL,
    UNIQUE (publication_id, source_hash)
) STRICT;
CREATE INDEX issue_scheduled ON issue (publish_at) WHERE state = 'scheduled';
CREATE INDEX issue_stopped ON issue (state) WHERE state IN ('on-hold', 'withdrawn');

CREATE TABLE item (
    publication_id INTEGER NOT NULL REFERENCES publication (id),
    identity TEXT NOT NULL,
    item_key INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    PRIMARY KEY (publication_id, identity)
) STRICT, WITHOUT ROWID;

CREATE TABLE listing (
    publication_id INTEGER NOT NULL REFERENCES publication (id),
    seq INTEGER NOT NULL,
    previous_seq INTEGER,
    issue_id INTEGER NOT NULL REFERENCES issue (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    topic TEXT NOT NULL,
    language TEXT,
    item_key INTEGER NOT NULL,
    expires_at INTEGER,
    visible_at INTEGER NOT NULL,
    starts_at INTEGER,
    starts_on TEXT,
    cancelled INTEGER NOT NULL,
    occasion TEXT,
    words INTEGER NOT NULL,
    short_words INTEGER NOT NULL,
    PRIMARY KEY (publication_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX listing_issue ON listing (issue_id);
CREATE INDEX listing_occasion ON listing (occasion) WHERE occasion IS NOT NULL;

CREATE TABLE release (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    publication_id INTEGER NOT NULL REFERENCES publication (id),
    to_seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    after_subscriber INTEGER NOT NULL,
    done_at INTEGER
) STRICT;
CREATE INDEX release_open ON release (id) WHERE done_at IS NULL;

-- Publications whose times moved: their lines with slots find their instants again.
CREATE TABLE retiming (
    publication_id INTEGER PRIMARY KEY REFERENCES publication (id),
    at INTEGER NOT NULL,
    after_subscriber INTEGER NOT NULL
) STRICT;

-- The outbox. `id` is person, local date, ordinal and kind, packed: what must be unique begins with the person without an
-- index of its own, and rows are added where the person's others lie. `public_id` is given by the first gate that lets the row
-- go, `plan` holds the parts until then: [[publication, from, to], …]. `priority` is the class as a number, 0 the
-- heaviest, for the index that the gate walks.

CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    subscriber_id INTEGER NOT NULL,
    public_id TEXT,
    kind TEXT NOT NULL,
    local_date TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    sender_id INTEGER NOT NULL,
    class TEXT NOT NULL,
    priority INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('planned', 'sending', 'waiting', 'sent', 'held', 'failed', 'folded', 'expired', 'cancelled')),
    due_at INTEGER NOT NULL,
    planned_at INTEGER NOT NULL,
    plan TEXT,
    gated_at INTEGER,
    owner TEXT,
    fence INTEGER,
    attempts INTEGER NOT NULL,
    unknowns INTEGER NOT NULL,
    waiting_for TEXT,
    pins TEXT,
    decision TEXT,
    reason TEXT,
    policy_version INTEGER,
    ended_at INTEGER,
    noted_by INTEGER
) STRICT;
CREATE UNIQUE INDEX delivery_joinable ON delivery (subscriber_id, sender_id)
    WHERE kind = 'letter' AND state = 'planned' AND gated_at IS NULL;
CREATE INDEX delivery_due ON delivery (due_at, priority, id, sender_id) WHERE state = 'planned';
CREATE INDEX delivery_sending ON delivery (owner, fence) WHERE state = 'sending';
CREATE INDEX delivery_waiting ON delivery (sender_id, id) WHERE state = 'waiting';
CREATE INDEX delivery_held ON delivery (subscriber_id, sender_id) WHERE state = 'held';
CREATE INDEX delivery_sent ON delivery (sender_id, ended_at) WHERE state = 'sent';

CREATE TABLE delivery_directory (
    public_id TEXT PRIMARY KEY,
    subscriber_id INTEGER NOT NULL,
    delivery_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE part (
    subscriber_id INTEGER NOT NULL,
    delivery_id INTEGER NOT NULL,
    publication_id INTEGER NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq INTEGER NOT NULL,
    form TEXT,
    consumed INTEGER NOT NULL,
    subscription_id INTEGER,
    PRIMARY KEY (subscriber_id, delivery_id, publication_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX part_range ON part (subscriber_id, publication_id, from_seq)
    WHERE consumed = 1 AND to_seq > from_seq;

CREATE TABLE attempt (
    subscriber_id INTEGER NOT NULL,
    delivery_id INTEGER NOT NULL,
    n INTEGER NOT NULL,
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'refused', 'try-later', 'unknown')),
    code INTEGER,
    phase TEXT NOT NULL,
    reply TEXT NOT NULL,
    owner TEXT NOT NULL,
    fence INTEGER NOT NULL,
    PRIMARY KEY (subscriber_id, delivery_id, n)
) STRICT, WITHOUT ROWID;

-- `again_at`: a resend of an unknown; one unit, counted once in every window that holds either instant.

CREATE TABLE touch (
    subscriber_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    again_at INTEGER,
    zone TEXT NOT NULL,
    channel TEXT NOT NULL,
    classes TEXT NOT NULL,
    reading INTEGER NOT NULL,
    source TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reserved', 'kept', 'released')),
    delivery_id INTEGER,
    PRIMARY KEY (subscriber_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE touch_directory (
    source TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    subscriber_id INTEGER NOT NULL,
    touch_id INTEGER NOT NULL,
    PRIMARY KEY (source, idempotency_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE carried (
    subscriber_id INTEGER NOT NULL,
    publication_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    since INTEGER NOT NULL,
    passes INTEGER NOT NULL,
    ended_at INTEGER,
    end_reason TEXT,
    ended_by INTEGER,
    PRIMARY KEY (subscriber_id, publication_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE announced (
    subscriber_id INTEGER NOT NULL,
    event_key INTEGER NOT NULL,
    stage TEXT NOT NULL,
    delivery_id INTEGER NOT NULL,
    forget_at INTEGER NOT NULL,
    PRIMARY KEY (subscriber_id, event_key, stage)
) STRICT, WITHOUT ROWID;

-- What simulator, `doctor` and `audit` read.

CREATE VIEW part_balance AS
SELECT b.publication_id, b.local_date, b.state, COUNT(*) AS parts
FROM (
    SELECT p.publication_id, d.local_date, d.state
    FROM part p
    JOIN delivery d ON d.id = p.delivery_id
    UNION ALL
    SELECT CAST(j.value ->> 0 AS INTEGER) AS publication_id, d.local_date, d.state
    FROM delivery d
    CROSS JOIN json_each(d.plan) j
    WHERE d.plan IS NOT NULL
) b
GROUP BY b.publication_id, b.local_date, b.state;

CREATE VIEW range_break AS
SELECT w.subscriber_id, w.publication_id, MIN(w.wanted) AS wanted, MIN(w.found) AS found
FROM (
    SELECT c.subscriber_id, c.publication_id, c.from_seq AS found,
        COALESCE(LAG(c.to_seq) OVER (PARTITION BY c.subscriber_id, c.publication_id ORDER BY c.from_seq), l.start_seq)
            AS wanted
    FROM part c
    JOIN line l ON l.subscriber_id = c.subscriber_id AND l.publication_id = c.publication_id
    WHERE c.consumed = 1 AND c.to_seq > c.from_seq AND c.from_seq >= l.start_seq
    UNION ALL
    SELECT l.subscriber_id, l.publication_id,
        COALESCE((
            SELECT MAX(c.to_seq) FROM part c
            WHERE c.subscriber_id = l.subscriber_id AND c.publication_id = l.publication_id
                AND c.consumed = 1 AND c.to_seq > c.from_seq AND c.from_seq >= l.start_seq
        ), l.start_seq) AS found,
        l.watermark AS wanted
    FROM line l
) w
WHERE w.wanted <> w.found
GROUP BY w.subscriber_id, w.publication_id;

-- Events: what messages about them say, the rounds in which they are planned, the reminders that readers asked for.

CREATE TABLE event_part (
    subscriber_id INTEGER NOT NULL,
    delivery_id INTEGER NOT NULL,
    event_key INTEGER NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('announced', 'changed', 'cancelled', 'day-before', 'hour-before', 'corrected')),
    publication_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (subscriber_id, delivery_id, event_key, stage)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_round (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    publication_id INTEGER NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    after_subscriber INTEGER NOT NULL,
    done_at INTEGER
) STRICT;
CREATE INDEX event_round_open ON event_round (id) WHERE done_at IS NULL;

CREATE TABLE reminder (
    subscriber_id INTEGER NOT NULL,
    event_key INTEGER NOT NULL,
    lead TEXT NOT NULL CHECK (lead IN ('day', 'hour')),
    publication_id INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    until INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'planned', 'taken-back', 'ended')),
    delivery_id INTEGER,
    reason TEXT,
    PRIMARY KEY (subscriber_id, event_key, lead)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_due ON reminder (due_at, subscriber_id) WHERE state = 'open';

CREATE INDEX listing_event ON listing (item_key) WHERE kind = 'event';

-- An issue that was corrected after it came out, once: what it said before, and who of those that were brought it is written to next.
-- `changed`: positions of the items that were wrong.
CREATE TABLE correction (
    issue_id INTEGER PRIMARY KEY REFERENCES issue (id),
    publication_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    changed TEXT NOT NULL,
    because TEXT,
    before_edition TEXT NOT NULL,
    before_source TEXT NOT NULL,
    before_hash TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    at INTEGER NOT NULL,
    after_subscriber INTEGER NOT NULL,
    done_at INTEGER
) STRICT;
