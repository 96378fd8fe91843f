//! Statements of limits: shares under their rows' locks, and whose share may be free again.

use crate::statement::statements;

statements! {
    /// Rows for shares that nobody asked for yet.
    ADD = "rate.add":
        "INSERT INTO rate (relay, domain, state, connections) SELECT {text r.relay}, {text r.domain}, '', '' FROM {rows $1 r} WHERE true
            ON CONFLICT (relay, domain) DO NOTHING";
    /// Shares, locked in order.
    LOCK = "rate.lock":
        "SELECT t.relay, t.domain, t.state, t.connections, {clock} AS now FROM rate t
            WHERE (t.relay, t.domain) IN (SELECT {text r.relay}, {text r.domain} FROM {rows $1 r})
            ORDER BY t.relay, t.domain {lock t}";
    /// How they stand from now on.
    WRITE = "rate.write":
        "UPDATE rate SET state = {text r.state} FROM {rows $1 r}
            WHERE rate.relay = {text r.relay} AND rate.domain = {text r.domain}";
    /// Who has relays' connections from now on.
    WRITE_PLACES = "rate.write_places":
        "UPDATE rate SET connections = {text r.state} FROM {rows $1 r}
            WHERE rate.relay = {text r.relay} AND rate.domain = {text r.domain}";
    /// All of them.
    ALL_SHARES = "rate.all":
        "SELECT t.relay, t.domain, t.state, t.connections, {clock} AS now FROM rate t ORDER BY t.relay, t.domain";
    /// Of these dispatchers, those whose heartbeat says that they live.
    ALIVE = "dispatcher.alive":
        "SELECT x.id FROM dispatcher x WHERE x.id IN (SELECT {text r.id} FROM {rows $1 r}) AND x.left_at IS NULL
            AND x.heartbeat_at + $2 > {clock}";
    /// Addresses of what is due first, as the gate chooses it.
    DUE = "delivery.due_addresses":
        "SELECT k.value AS address FROM (SELECT d.id, d.subscriber_id FROM delivery d
            WHERE d.state = 'planned' AND d.due_at <= $1
                AND NOT EXISTS (SELECT 1 FROM run_control c WHERE c.sender_id = d.sender_id AND c.state <> 'go'
                    AND (c.until_at IS NULL OR c.until_at > $1))
            ORDER BY d.due_at, d.priority, d.id LIMIT $2) AS x
            LEFT JOIN contact_point k ON k.subscriber_id = x.subscriber_id AND k.channel = 'email' AND k.state = 'active'";
}
