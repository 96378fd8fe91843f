//! What holds for every policy, person and message: checked against the naive model, and against the
//! decision itself at other instants.

use crate::naive;
use crate::world::{World, touch, world};
use lagom_model::{
    Decision, Facts, MessageClass, Policy, Reason, Request, Share, Timestamp, TouchFact, Verdict,
};
use proptest::prelude::*;

/// The classes that go with a message that is sent, service left out.
fn counted_classes(world: &World, decision: &Decision) -> Vec<MessageClass> {
    let mut classes: Vec<MessageClass> = if world.request.parts.is_empty() {
        world.request.class.into_iter().collect()
    } else {
        let parts = world.request.parts.iter().zip(&decision.parts);
        let going = parts.filter(|(_, verdict)| matches!(verdict.share, Share::Goes { .. }));
        going.map(|(part, _)| part.class).collect()
    };
    classes.retain(|class| *class != MessageClass::Service);
    classes
}

fn is_send(decision: &Decision) -> bool {
    matches!(decision.verdict, Verdict::Send { .. })
}

fn has(decision: &Decision, wanted: impl Fn(&Reason) -> bool) -> bool {
    decision.reasons.iter().any(wanted)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

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
        for cap in naive::caps_in_all(&world) {
            prop_assert!(!naive::full_at(&world, cap, world.now), "{cap:?} is full");
        }
        for class in counted {
            for cap in naive::caps_of(&world, class) {
                prop_assert!(!naive::full_at(&world, cap, world.now), "{cap:?} is full");
            }
        }
    }

    #[test]
    fn service_goes_in_quiet_hours_only_by_request_or_for_an_event_before_their_end(world in world()) {
        let decision = world.decide();
        if is_send(&decision) && naive::quiet_at(&world, world.now) {
            let own = has(&decision, |it| matches!(it, Reason::OwnRequest { .. }));
            let urgent = world.request.expires_at.is_some_and(|expires| {
                has(&decision, |it| matches!(it, Reason::Quiet { until, .. } if *until >= expires))
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
        prop_assert!(!naive::gap_open_at(&world, until), "gap at {until}");
        for cap in naive::caps_in_all(&world) {
            prop_assert!(!naive::full_at(&world, cap, until), "{cap:?} is full at {until}");
        }
        let waiting: Vec<_> = world.request.parts.iter().zip(&decision.parts)
            .filter(|(_, verdict)| match verdict.share {
                Share::Goes { .. } | Share::Waits { until: None } => true,
                Share::Waits { .. } | Share::Ends => false,
            })
            .map(|(part, _)| part.class)
            .chain(world.request.class.filter(|_| world.request.parts.is_empty()))
            .collect();
        let some_class_open = |at| waiting.iter().any(|class| {
            naive::caps_of(&world, *class).all(|cap| !naive::full_at(&world, cap, at))
        });
        prop_assert!(some_class_open(until), "every class is full at {until}");
        let before = until.plus(-1);
        let hole = world.facts.person.quiet.or(world.policy.quiet).is_some_and(|hours| {
            lagom_policy::quiet_until(hours, &world.facts.person.zone, before).is_some()
        });
        prop_assert!(
            before <= world.now
                || hole
                || naive::gap_open_at(&world, before)
                || naive::caps_in_all(&world).any(|cap| naive::full_at(&world, cap, before))
                || !some_class_open(before),
            "nothing forbids it a millisecond before {until}"
        );
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
            prop_assert!(sooner <= later);
        }
    }

    #[test]
    fn every_part_has_its_verdict_and_every_no_its_reason(world in world()) {
        let decision = world.decide();
        let asked: Vec<_> = world.request.parts.iter().map(|part| part.publication).collect();
        let answered: Vec<_> = decision.parts.iter().map(|part| part.publication).collect();
        prop_assert_eq!(asked, answered);
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

    #[test]
    fn it_answers_whatever_it_is_asked(
        world in world(),
        now in any::<i64>(),
        touched in any::<[i64; 3]>(),
        asked in any::<[i64; 5]>(),
        numbers in any::<[u32; 5]>(),
    ) {
        let World { mut policy, mut facts, mut request, .. } = world;
        policy.gap_hours = numbers[0];
        policy.max_deferral_days = numbers[1];
        for (cap, days) in policy.caps.iter_mut().zip(&numbers[2..]) {
            cap.days = *days;
        }
        let zone = facts.person.zone.clone();
        let touch = |at: &i64| TouchFact { at: Timestamp(*at), zone: zone.clone(), classes: vec![MessageClass::Issue] };
        facts.touches.extend(touched.iter().map(touch));
        request.waiting_since = Timestamp(asked[0]);
        request.next_letter = Some(Timestamp(asked[1]));
        request.asked_at = Some(Timestamp(asked[2]));
        request.expires_at = Some(Timestamp(asked[3]));
        facts.person.zone_before = Some((zone, Timestamp(asked[4])));
        answers(&policy, &facts, &request, Timestamp(now));
        for edge in [i64::MIN, i64::MIN + 1, -377_705_023_201_000, 0, 253_402_207_200_999, i64::MAX - 1, i64::MAX] {
            answers(&policy, &facts, &request, Timestamp(edge));
        }
    }
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
