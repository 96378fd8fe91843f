//! What holds for every policy, person and message: checked against the naive model, and against the
//! decision itself at other instants.

use crate::naive;
use crate::world::{World, ahead, policy, touch, world};
use lagom_model::{
    Classes, Decision, Facts, MessageClass, Policy, Reason, Request, SeasonChoice, Share,
    Timestamp, TouchFact, Verdict,
};
use lagom_policy::QuietTime;
use proptest::prelude::*;

/// The classes of the parts with such a share, service left out, and what stays out of them too.
fn classes_with(
    world: &World,
    decision: &Decision,
    share: impl Fn(Share) -> bool,
) -> Vec<MessageClass> {
    let classes: Classes = if world.request.parts.is_empty() {
        world.request.class.into_iter().collect()
    } else {
        let parts = world.request.parts.iter().zip(&decision.parts);
        let parts = parts.filter(|(_, verdict)| share(verdict.share));
        parts.fold(Classes::NONE, |all, (part, _)| {
            all.union(naive::classes_of(part))
        })
    };
    let service = Classes::one(MessageClass::Service);
    classes
        .without(service)
        .without(decision.left_out)
        .iter()
        .collect()
}

/// The classes that go with a message that is sent.
fn counted_classes(world: &World, decision: &Decision) -> Vec<MessageClass> {
    classes_with(world, decision, |share| matches!(share, Share::Goes { .. }))
}

fn is_send(decision: &Decision) -> bool {
    matches!(decision.verdict, Verdict::Send { .. })
}

fn has(decision: &Decision, wanted: impl Fn(&Reason) -> bool) -> bool {
    decision.reasons.iter().any(wanted)
}

proptest! {
    #![proptest_config(crate::times(3000))]

    #[test]
    fn nothing_is_sent_where_the_naive_model_forbids_it(world in world()) {
        let decision = world.decide();
        if !is_send(&decision) {
            return Ok(());
        }
        let counted = counted_classes(&world, &decision);
        if counted.is_empty() {
            return Ok(());
        }
        prop_assert!(!naive::quiet_at(&world, world.now), "quiet");
        prop_assert!(!naive::gap_open_at(&world, world.now), "gap");
        prop_assert!(!naive::minutes_spent_at(&world, world.now), "minutes");
        for cap in naive::caps_in_all(&world) {
            prop_assert!(!naive::full_at(&world, cap, world.now), "{cap:?} is full");
        }
        for class in counted {
            prop_assert!(!naive::class_full_at(&world, class, world.now), "{class:?} is full");
        }
        let left = naive::seconds_left(&world, world.now);
        prop_assert_eq!(decision.reading_left.map(i64::from), left);
    }

    #[test]
    fn what_the_naive_model_allows_is_sent(world in world()) {
        let decision = world.decide();
        let going = classes_with(&world, &decision, |share| !matches!(share, Share::Ends));
        let waits = |share| matches!(share, Share::Waits { .. });
        let paused = has(&decision, |it| matches!(it, Reason::Paused { .. } | Reason::Season { .. }));
        if !paused && !going.is_empty() && naive::allows(&world, &going, world.now) {
            let ended = matches!(decision.verdict, Verdict::Suppress | Verdict::Expire);
            prop_assert!(is_send(&decision) || ended, "{:?}", decision.verdict);
            let waiting = classes_with(&world, &decision, waits);
            let parts = is_send(&decision) && !decision.parts.is_empty();
            for class in waiting.iter().filter(|_| parts) {
                prop_assert!(naive::class_full_at(&world, *class, world.now), "{class:?} waits");
            }
            for class in decision.left_out.iter() {
                prop_assert!(naive::class_full_at(&world, class, world.now), "{class:?} is left out");
            }
        }
    }

    #[test]
    fn service_goes_in_quiet_hours_only_by_request_or_for_an_event_before_their_end(world in world()) {
        let decision = world.decide();
        if is_send(&decision) && naive::quiet_at(&world, world.now) {
            let own = has(&decision, |it| matches!(it, Reason::OwnRequest { .. }));
            let urgent = world.request.expires_at.is_some_and(|expires| {
                has(&decision, |it| matches!(it, Reason::Quiet { until, .. } | Reason::QuietDay { until, .. } if *until >= expires))
            });
            prop_assert!(counted_classes(&world, &decision).is_empty());
            prop_assert!(own || urgent);
        }
    }

    #[test]
    fn a_deferral_ends_at_the_first_instant_that_allows(world in world()) {
        let decision = world.decide();
        let Verdict::Defer { until } = decision.verdict else { return Ok(()) };
        prop_assert!(until > world.now);
        prop_assert!(world.request.expires_at.is_none_or(|expires| expires > until));
        let paused = has(&decision, |it| matches!(it, Reason::Paused { .. } | Reason::Season { .. }));
        if paused && decision.parts.is_empty() {
            return Ok(());
        }
        prop_assert!(!naive::quiet_at(&world, until), "quiet at {until}");
        let service = has(&decision, |it| matches!(it, Reason::ServiceExempt));
        if service {
            return Ok(());
        }
        let open = classes_with(&world, &decision, |share| {
            matches!(share, Share::Goes { .. } | Share::Waits { .. })
        });
        prop_assert!(naive::allows(&world, &open, until), "something forbids it at {until}");
        let moment = lot(&world).filter(|_| has(&decision, |it| matches!(it, Reason::Spread { .. })));
        let first = until.plus(-moment.unwrap_or(0));
        prop_assert!(first > world.now && naive::allows(&world, &open, first), "nothing waited until {first}");
        let before = first.plus(-1);
        let quiet = QuietTime::of(&world.policy, &world.facts.person);
        let hole = quiet.closed_until(before).is_some();
        prop_assert!(moment.is_none() || hole, "spread without quiet time");
        prop_assert!(
            before <= world.now || hole || !naive::allows(&world, &open, before),
            "nothing forbids it a millisecond before {first}"
        );
    }

    #[test]
    fn what_waited_for_quiet_time_goes_at_its_moment(world in world()) {
        let decision = world.decide();
        let Verdict::Defer { until } = decision.verdict else { return Ok(()) };
        if has(&decision, |it| matches!(it, Reason::Spread { .. })) {
            let then = world.decide_at(until);
            // A season that brings nothing may have begun by then.
            let season = has(&then, |it| matches!(it, Reason::Season { brings: SeasonChoice::Nothing, .. }));
            prop_assert!(season || !matches!(then.verdict, Verdict::Defer { .. }), "{:?}", then.verdict);
        }
    }

    #[test]
    fn a_permission_holds_for_thirty_seconds_at_most_and_the_answer_stands_until_then(
        world in world(), part in 0.0_f64..1.0,
    ) {
        let decision = world.decide();
        let Verdict::Send { valid_until } = decision.verdict else { return Ok(()) };
        prop_assert!(valid_until > world.now && valid_until <= world.now.plus(30_000));
        #[expect(clippy::cast_possible_truncation, reason = "a share of 30,000")]
        #[expect(clippy::cast_precision_loss, reason = "a share of 30,000")]
        let share = (valid_until.since(world.now) as f64 * part) as i64;
        for at in [world.now.plus(share), valid_until.plus(-1)] {
            let later = world.decide_at(at);
            prop_assert!(is_send(&later), "{:?} at {at}", later.verdict);
            prop_assert_eq!(&later.parts, &decision.parts);
            prop_assert_eq!(&later.reasons, &decision.reasons);
        }
    }

    #[test]
    fn the_same_facts_give_the_same_answer_in_whatever_order(world in world()) {
        let decision = world.decide();
        prop_assert_eq!(&decision, &world.decide());
        let mut other = world.clone();
        other.facts.touches.reverse();
        other.facts.lines.reverse();
        prop_assert_eq!(&decision, &other.decide());
    }

    #[test]
    fn another_touch_never_opens_what_was_closed(
        (world, more) in world().prop_flat_map(|world| { let now = world.now; (Just(world), touch(now)) }),
    ) {
        let before = world.decide();
        let mut other = world.clone();
        other.facts.touches.push(more);
        let after = other.decide();
        if is_send(&after) {
            prop_assert!(is_send(&before), "{:?} became a send", before.verdict);
        }
        if let (Verdict::Defer { until: sooner }, Verdict::Defer { until: later }) = (before.verdict, after.verdict) {
            // The end of quiet time is spread, the end of a gap a little after it is not.
            let spread = has(&before, |it| matches!(it, Reason::Spread { .. }));
            let moment = lot(&world).filter(|_| spread).unwrap_or(0);
            prop_assert!(sooner.plus(-moment) <= later, "{later} before {sooner}");
        }
    }

    #[test]
    fn another_scheduled_message_never_opens_what_was_closed(
        (world, more) in world().prop_flat_map(|world| { let now = world.now; (Just(world), ahead(now)) }),
    ) {
        let before = world.decide();
        let mut other = world.clone();
        other.facts.ahead.truncate(7);
        let few = other.decide();
        other.facts.ahead.push(more);
        let after = other.decide();
        prop_assert!(!is_send(&after) || is_send(&few), "{:?} became a send", few.verdict);
        let mut alone = world.clone();
        alone.facts.ahead.clear();
        prop_assert!(!is_send(&before) || is_send(&alone.decide()));
    }

    #[test]
    fn what_is_scheduled_of_lower_order_or_as_service_has_no_say(world in world()) {
        let mut other = world.clone();
        let rank = other.request.rank;
        other.facts.ahead.retain(|it| it.rank < rank && it.rank.class != MessageClass::Service);
        prop_assert_eq!(world.decide(), other.decide());
    }

    #[test]
    fn a_promise_binds_as_much_as_the_policy_in_force(world in world(), promise in policy()) {
        let promise = Policy { version: 3, ..promise };
        let bound = lagom_policy::bind(&world.policy, &[&promise]).into_owned();
        prop_assert_eq!(&*lagom_policy::bind(&bound, &[&promise, &world.policy]), &bound);
        prop_assert_eq!(&*lagom_policy::bind(&world.policy, &[&world.policy]), &world.policy);
        let bound = World { policy: bound, ..world.clone() };
        let decision = bound.decide();
        let counted = counted_classes(&bound, &decision);
        if !is_send(&decision) || counted.is_empty() {
            return Ok(());
        }
        let promised = World { policy: promise, ..world.clone() };
        for one in [&world, &promised] {
            prop_assert!(!naive::gap_open_at(one, world.now), "gap");
            prop_assert!(naive::caps_in_all(one).all(|cap| !naive::full_at(one, cap, world.now)), "cap");
            for class in &counted {
                prop_assert!(!naive::class_full_at(one, *class, world.now), "{class:?} is full");
            }
        }
    }

    #[test]
    fn every_part_has_its_verdict_and_every_no_its_reason(world in world()) {
        let decision = world.decide();
        let asked: Vec<_> = world.request.parts.iter().map(|part| part.publication).collect();
        let answered: Vec<_> = decision.parts.iter().map(|part| part.publication).collect();
        prop_assert_eq!(asked, answered);
        prop_assert!(decision.left_out.is_empty() || is_send(&decision));
        let some_part_goes = decision.parts.iter().any(|part| matches!(part.share, Share::Goes { .. }));
        match decision.verdict {
            Verdict::Send { .. } => prop_assert!(some_part_goes || decision.parts.is_empty()),
            Verdict::Suppress => prop_assert!(decision.parts.iter().all(|part| part.share == Share::Ends)),
            Verdict::Fold { into } => {
                let next = has(&decision, |it| matches!(it, Reason::NextLetter { .. }));
                prop_assert!(into > world.now);
                prop_assert!(next || !decision.parts.is_empty());
            },
            Verdict::Defer { .. } | Verdict::Expire => {}
        }
        prop_assert!(is_send(&decision) || !decision.reasons.is_empty());
        prop_assert_eq!(decision.policy, world.policy.version);
    }
}

proptest! {
    #![proptest_config(crate::times(200))]

    #[test]
    fn it_answers_whatever_it_is_asked(
        world in world(),
        now in any::<i64>(),
        touched in any::<[i64; 3]>(),
        asked in any::<[i64; 5]>(),
        scheduled in any::<[i64; 3]>(),
        numbers in any::<[u32; 7]>(),
    ) {
        let World { mut policy, mut facts, mut request, .. } = world;
        policy.gap_hours = numbers[0];
        policy.max_deferral_days = numbers[1];
        policy.spread_minutes = numbers[5];
        facts.person.lot = numbers[6];
        for (cap, days) in policy.caps.iter_mut().zip(&numbers[2..5]) {
            cap.days = *days;
        }
        for (ahead, at) in facts.ahead.iter_mut().zip(&scheduled) {
            ahead.at = Timestamp(*at);
        }
        let zone = facts.person.zone.clone();
        let touch = |at: &i64| TouchFact { at: Timestamp(*at), zone: zone.clone(), classes: lagom_model::Classes::one(MessageClass::Issue), reading: 0 };
        facts.touches.extend(touched.iter().map(touch));
        request.waiting_since = Timestamp(asked[0]);
        request.next_letter = Some(Timestamp(asked[1]));
        request.asked_at = Some(Timestamp(asked[2]));
        request.expires_at = Some(Timestamp(asked[3]));
        facts.person.zone_before = Some((zone, Timestamp(asked[4])));
        answers(&policy, &facts, &request, Timestamp(now));
        for edge in [i64::MIN, i64::MIN + 1, -377_705_023_201_000, 253_402_207_200_999, i64::MAX - 1, i64::MAX] {
            answers(&policy, &facts, &request, Timestamp(edge));
        }
    }
}

/// How far the person's moment lies after the end of quiet time.
fn lot(world: &World) -> Option<i64> {
    let span = u64::from(world.policy.spread_minutes) * 60_000;
    i64::try_from(u128::from(span) * u128::from(world.facts.person.lot) / (1 << 32)).ok()
}

fn answers(policy: &Policy, facts: &Facts, request: &Request, now: Timestamp) {
    match lagom_policy::decide(policy, facts, request, now).verdict {
        Verdict::Send { valid_until: at }
        | Verdict::Fold { into: at }
        | Verdict::Defer { until: at } => {
            assert!(
                at > now || now == Timestamp::MAX,
                "{at:?} is not after {now:?}"
            );
        }
        Verdict::Expire | Verdict::Suppress => {}
    }
}
