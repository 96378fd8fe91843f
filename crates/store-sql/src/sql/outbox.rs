//! Statements for one row of the outbox, under its person's lock: the operator's hand, late evidence.

use crate::statement::statements;

statements! {
    /// The row's state.
    STATE = "delivery.state":
        "SELECT id, state, unknowns FROM delivery WHERE id = $2 AND subscriber_id = $1";
    /// Ends or reopens it.
    SET_STATE = "delivery.set_state":
        "UPDATE delivery SET state = $3, due_at = COALESCE($4, due_at), ended_at = $5, reason = $6, waiting_for = NULL, plan = NULL
            WHERE id = $2 AND subscriber_id = $1";
}
