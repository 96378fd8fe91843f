//! The one suite that says what the store's units of work mean. Each case is written against the
//! traits alone; [`conformance_cases!`](crate::conformance_cases) makes every case a named test of a backend. It knows no
//! SQL and no table: what a case needs beyond the traits, a [`Backend`] does for it.
//!
//! To add a case: a `pub async fn` in the file of its idea, its name in the list of
//! `conformance_cases!` (a test compares the two).

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a suite of tests, behind a feature that no product crate switches on"
)]

pub mod archives;
pub mod auditing;
pub mod bombing;
pub mod budgets;
pub mod carried;
pub mod catch_up;
pub mod choices;
pub mod complaints;
pub mod content;
pub mod correcting;
pub mod crowd;
pub mod doubts;
pub mod events;
pub mod foresight;
pub mod gate;
pub mod hand;
pub mod imports;
pub mod install;
pub mod joining;
pub mod journal;
pub mod judges;
mod latch;
pub mod leaving;
pub mod locks;
pub mod look;
pub mod moves;
pub mod people;
pub mod places;
pub mod planning;
pub mod press;
pub mod rates;
pub mod record;
pub mod recovery;
pub mod remarks;
pub mod restored;
pub mod returning;
pub mod samples;
mod scenes;
pub mod slots;
pub mod stops;
pub mod taking_back;
pub mod telling;
pub mod times;
pub mod touches;
pub mod wishing;
pub mod world;

#[cfg(test)]
mod tests;

pub use world::World;

use crate::{Owner, Store};
use async_trait::async_trait;
use lagom_model::{DeliveryId, PublicationId, SubscriberId};
use std::sync::Arc;

/// An empty database of its own, dropped with the value, and what only its backend can do to it.
#[async_trait]
pub trait Backend: Send + Sync + Sized {
    /// Whether a gate passes over people whom another transaction holds (`SKIP LOCKED`). Where
    /// there is one writer, it waits for its turn instead.
    const SKIPS_LOCKED: bool;

    /// An empty database without a schema.
    async fn fresh() -> Self;

    /// Another handle on the database, as another process would have: with connections of its own.
    ///
    /// # Errors
    /// Whatever opening says.
    async fn open(&self) -> crate::Result<Arc<dyn Store>>;

    /// Ends the owner's sign of life as a `kill -9` would. `store` is the last handle of the process that
    /// entered as this owner.
    async fn kill(&self, store: Arc<dyn Store>, owner: Owner);

    /// Breaks something behind the store's back.
    async fn damage(&self, damage: Damage);
}

/// What no unit of work can do, and a damaged database may hold.
#[derive(Debug, Clone, Copy)]
pub enum Damage {
    /// The schema's version is one above what this program knows.
    NewerSchema,
    /// An older state of the database stands in the place of the one that ran last.
    OlderState,
    /// A row waits, and names nobody whom it waits for.
    WaitingForNobody(SubscriberId, DeliveryId),
    /// A line's watermark stands above its last consumed part.
    WatermarkTooHigh(SubscriberId, PublicationId),
}

/// Makes every case of the suite a test of the [`Backend`] named.
///
/// ```text
/// lagom_store::conformance_cases!(Sqlite);
/// ```
#[macro_export]
macro_rules! conformance_cases {
    ($backend:ty) => {
        $crate::conformance_cases! { @tests $backend;
            install:
                migrating_twice_changes_nothing
                two_migrations_at_once_end_well
                a_newer_schema_is_refused
                the_catalogue_keeps_its_keys
                the_same_catalogue_changes_nothing
                policies_get_versions;
            imports:
                a_new_person_is_added_whole
                a_line_begins_with_what_comes_next
                the_same_people_again_are_unchanged
                an_address_twice_in_a_batch_is_one_person
                an_import_fills_blanks_and_overwrites_nothing
                an_import_never_lifts_a_stop;
            taking_back:
                undoing_an_import_takes_back_what_nobody_touched
                an_undone_import_sends_nothing
                who_had_a_letter_is_kept
                batches_are_listed
                an_unknown_batch_is_not_found;
            people:
                people_are_found_by_every_name
                people_come_in_pages
                everyone_has_a_lot_of_their_own;
            choices:
                a_change_ends_a_row_and_starts_another
                an_old_revision_is_a_conflict
                the_same_choice_again_changes_nothing
                every_standing_choice_is_kept
                wishes_are_kept
                a_line_keeps_its_policy_until_another_is_accepted
                a_change_of_zone_is_remembered
                joining_later_begins_with_what_comes_next
                undo_brings_back_what_was
                undo_leaves_what_was_changed_again
                undoing_a_join_leaves_again
                another_persons_change_is_not_found
                joining_again_begins_with_what_comes_next;
            wishing:
                quiet_hours_of_ones_own_are_kept
                another_place_moves_the_slots
                sizes_and_occasions_tell_what_issues_bring
                what_was_passed_over_is_told;
            remarks:
                a_remark_is_kept_listed_and_taken_back
                what_was_taken_back_is_forgotten
                an_erasure_takes_the_words_along
                a_letters_measure_is_counted_once;
            stops:
                a_stop_is_known_until_it_is_lifted
                a_stop_twice_is_one_stop
                what_others_stopped_is_not_lifted
                a_stop_before_the_gate_is_seen_by_it
                a_stop_ends_carried_items
                undoing_a_stop_brings_carried_items_back;
            content:
                the_same_source_is_the_same_issue
                issues_are_listed_and_found
                positions_are_given_in_order
                a_listing_tells_what_its_item_is
                an_item_listed_again_names_its_listing_before
                what_was_taken_back_was_never_listed
                a_later_issue_stays_hidden
                publishers_at_once_never_share_a_position;
            complaints:
                complaints_are_counted_by_sender;
            correcting:
                what_nobody_was_brought_is_replaced
                what_is_out_is_corrected_once
                a_correction_is_taken_back_until_it_is_told
                who_was_brought_what_was_wrong_is_found
                what_went_put_right_was_not_wrong
                what_was_passed_over_was_not_brought;
            moves:
                wrong_moves_are_refused
                a_scheduled_issue_can_be_moved_in_time
                a_hold_before_its_time_goes_on_as_scheduled
                a_hold_closes_the_way_until_it_goes_on
                a_withdrawn_issue_is_named_to_the_gate
                withdrawing_what_is_on_hold_opens_the_way;
            planning:
                a_release_plans_every_line_without_slots_once
                a_planner_sees_the_whole_person
                nobody_is_judged_by_what_another_has
                nobody_is_judged_by_what_another_has_far_away
                a_release_resumes_where_it_stopped
                a_batch_planned_twice_makes_one_letter
                a_planner_that_dies_leaves_nothing_half_done;
            joining:
                joining_takes_the_earlier_instant_and_every_part
                a_letter_once_gated_takes_nothing_more
                a_deferred_letter_can_still_be_joined
                ordinals_count_across_senders
                a_gate_sees_the_other_letters;
            returning:
                who_asks_is_nobody_until_they_confirm
                a_click_lets_in_once
                old_links_and_conflicts_carry_nothing_out
                each_stop_is_lifted_by_the_click_alone
                who_was_erased_comes_back_by_a_click_alone
                an_erasure_leaves_sums_and_no_name
                an_erasure_leaves_what_is_in_flight
                who_never_confirms_is_forgotten
                an_import_brings_who_asked_and_did_not_confirm
                a_new_address_must_confirm
                a_step_up_works_once_and_links_can_be_renewed
                asks_at_once_for_one_address_are_one_message;
            bombing:
                presses_of_all_processes_count_together
                presses_count_for_their_time;
            journal:
                work_adds_up_by_day
                of_each_matter_the_last_word_is_kept;
            slots:
                slots_are_planned_as_they_fall_due
                one_letter_a_person_and_sender
                a_due_line_without_a_later_instant_is_cleared
                a_waiting_line_is_shown_to_the_planner
                a_change_of_cadence_changes_the_source;
            times:
                a_moved_publication_times_its_lines_once;
            catch_up:
                a_backlog_waits_until_an_instant
                the_operator_stops_a_catch_up_or_lets_it_go
                nothing_due_is_no_backlog;
            gate:
                rows_pass_when_they_are_due
                the_judge_sees_what_is_known
                a_paused_run_waits
                a_row_is_gated_alone
                a_row_in_flight_is_judged_anew
                a_gate_given_up_leaves_nothing_behind;
            leaving:
                a_row_is_named_when_it_goes
                sending_consumes_what_it_names
                deferring_leaves_parts_and_watermarks
                folding_leaves_the_content_to_the_next_letter
                expiring_consumes_its_parts
                cancelling_consumes_what_it_names;
            carried:
                folding_what_was_gated_carries_its_items
                expiring_carries_what_waits_on
                carried_items_wait_until_they_are_taken
                items_that_end_are_carried_no_more
                what_another_letter_took_is_gone
                what_a_letter_took_along_stays_its_own;
            touches:
                a_unit_counts_from_its_reservation
                a_definite_refusal_releases_the_unit
                trying_later_releases_and_reserves_anew
                an_unknown_outcome_keeps_the_unit
                one_unknown_attempt_keeps_the_unit_for_good
                a_resend_is_one_unit
                no_body_is_no_touch
                two_rows_of_a_person_never_pass_one_gate_uncounted;
            events:
                an_announced_event_is_known_to_other_lines
                an_event_announced_before_joining_is_known
                a_letter_that_fails_announced_nothing;
            telling:
                an_issue_with_events_opens_a_round
                a_round_reaches_whom_it_names
                an_event_is_told_alone_once
                a_message_that_does_not_go_announces_nothing
                what_was_told_is_known
                who_had_an_event_is_known
                a_reminder_is_planned_when_it_is_due
                reminders_move_and_end
                a_due_reminder_that_nobody_names_is_ended
                an_event_is_found_by_its_key;
            doubts:
                a_doubt_is_its_senders_alone
                a_doubt_is_gone_when_its_note_was_sent
                a_doubtful_row_ends_only_as_sent_or_held
                a_doubt_that_nobody_noted_stays
                late_evidence_ends_a_doubt;
            record:
                what_was_accepted_is_sent
                a_batch_of_outcomes_is_recorded_at_once
                a_turn_records_then_gates
                a_turn_gates_whom_it_records_by_the_record
                a_regated_row_keeps_its_pins
                a_stale_fence_writes_nothing
                only_what_is_in_flight_is_recorded;
            hand:
                only_open_rows_are_cancelled
                held_and_failed_rows_are_resent;
            recovery:
                letters_of_a_dead_owner_are_held
                service_of_a_dead_owner_is_resent_once
                a_live_owners_rows_are_left_alone
                a_late_acceptance_turns_held_into_sent
                fences_grow
                a_clock_that_went_back_is_refused;
            archives:
                a_backup_comes_back_whole
                what_came_back_waits_for_the_operator
                a_backup_is_of_one_instant
                a_backup_comes_into_an_empty_database_only
                a_backup_that_does_not_add_up_changes_nothing;
            restored:
                an_older_state_makes_what_is_planned_wait
                a_gate_under_way_notices_an_older_state
                what_waited_goes_on_and_takes_nothing_more
                what_is_held_comes_no_more_and_is_noted
                what_fell_due_since_is_held_too
                what_is_skipped_ends_with_its_content
                what_may_have_arrived_is_never_skipped
                a_stop_yields_to_nothing_but_going_on;
            rates:
                dispatchers_keep_one_limit_together
                what_is_held_by_the_dead_is_free_when_its_window_is_over
                domains_of_what_is_due_are_told;
            places:
                connections_are_shared_evenly
                connections_of_the_dead_come_back
                more_dispatchers_than_connections_stand_in_line;
            look:
                the_next_instant_is_named
                a_page_sees_who_comes_and_what_is_planned
                the_balance_is_the_sum_over_states
                the_outbox_shows_what_is_asked_for
                broken_rows_are_named;
            auditing:
                a_letter_is_on_record_with_all_it_did
                what_was_chosen_is_on_record_with_its_end
                records_come_page_by_page;
            foresight:
                scheduled_issues_are_foreseen
                people_are_foreseen_as_the_gate_would_read_them
                reminders_that_wait_are_foreseen;
            locks:
                two_gates_never_take_the_same_row
                a_cap_of_one_holds_under_two_dispatchers
                a_stop_waits_for_the_gate_and_is_not_lost
                publishing_locks_nobody
                a_release_never_passes_who_is_held
                a_held_person_stays_due
                two_planners_plan_each_person_once
                changes_at_once_are_both_kept
                an_import_waits_for_the_gate
                an_import_sees_the_stop_before_it
                a_pause_waits_for_open_gates;
            crowd:
                a_page_waits_for_the_planner_or_wins
                what_a_planner_waited_for_is_what_it_judges
                two_planners_in_a_crowd_plan_each_person_once;
            budgets:
                statements_stay_within_their_budget
                slots_stay_within_their_budget;
        }
    };
    (@tests $backend:ty; $($file:ident: $($case:ident)+;)+) => {
        $(mod $file {
            #[allow(unused_imports, reason = "the backend's type may be a path")]
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $case() {
                    let backend = <$backend as $crate::conformance::Backend>::fresh().await;
                    $crate::conformance::$file::$case(&backend).await;
                }
            )+
        })+
    };
}
