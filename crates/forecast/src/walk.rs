//! From instant to instant through one person's weeks: what falls due is planned by [`plan_person`], each
//! due letter gated by the dispatcher's [`Judge`](lagom_dispatch::Judge), and every letter that may go is
//! supposed to be accepted at once. Pure.

use crate::announce::Rounds;
use crate::asked::asked;
use crate::foretell::Step;
use crate::horizon::Epoch;
use crate::life::Life;
use crate::rules::Rules;
use crate::world::World;
use lagom_model::Timestamp;
use lagom_scheduler::plan_person;
use lagom_store::{GateCase, PlanSource, Release, Subject};

/// Letters of one person that are gated at one instant, at most: more would be a defect of a rule.
const GATES: usize = 32;

/// What the horizon brings a person.
pub(crate) fn live(rules: &Rules<'_>, rounds: &[Rounds<'_>], subject: Subject) -> Life {
    lead(rules, rounds, subject, Life::default())
}

/// The same for a life that has begun: with `steps`, each judgement is kept.
pub(crate) fn lead(
    rules: &Rules<'_>,
    rounds: &[Rounds<'_>],
    subject: Subject,
    mut life: Life,
) -> Life {
    let wishes = asked(rules, &subject);
    let others = rules.horizon.others_of(subject.subscriber);
    let mut walk = Walk {
        rules,
        world: World::new(subject, others),
        epochs: rules.horizon.epochs(),
        rounds,
        now: rules.horizon.from,
    };
    while let Some((epoch, releases)) = walk.enter() {
        if let Some(rounds) = walk.rounds.first() {
            if !releases.is_empty() {
                rounds.announce(&mut walk.world);
            }
            rounds.remind(rules, &mut walk.world, walk.now);
        }
        for release in releases {
            walk.plan(epoch, PlanSource::Release(*release));
        }
        if walk.world.has_due_line(walk.now) {
            walk.plan(epoch, PlanSource::Slots);
        }
        walk.gate(epoch, &mut life);
        if !walk.go_on(epoch) {
            break;
        }
    }
    for wish in &wishes {
        let lines = &walk.world.plan.lines;
        let line = lines
            .iter()
            .find(|line| line.publication == wish.publication);
        let waits = line.is_some_and(|line| walk.world.waits_for(line));
        let letters = life.sent.iter();
        let came = letters.filter(|letter| letter.brings.contains(&wish.publication));
        let came = u32::try_from(came.count()).unwrap_or(u32::MAX);
        life.asked += wish.letters;
        life.got += wish.letters.min(came.saturating_add(u32::from(waits)));
    }
    life
}

struct Walk<'a> {
    rules: &'a Rules<'a>,
    world: World,
    /// The epochs that are not over, the present one first.
    epochs: &'a [Epoch],
    /// Their rounds.
    rounds: &'a [Rounds<'a>],
    now: Timestamp,
}

impl<'a> Walk<'a> {
    /// The epoch of the present instant, with its releases if it begins now.
    fn enter(&mut self) -> Option<(&'a Epoch, &'a [Release])> {
        while let Some(next) = self.epochs.get(1).filter(|next| next.at <= self.now) {
            debug_assert!(next.at == self.now, "no epoch is passed over");
            self.epochs = self.epochs.get(1..)?;
            self.rounds = self.rounds.get(1..)?;
        }
        let epoch = self.epochs.first()?;
        let releases = if epoch.at == self.now {
            epoch.releases.as_slice()
        } else {
            &[]
        };
        Some((epoch, releases))
    }

    fn plan(&mut self, epoch: &'a Epoch, source: PlanSource) {
        if let PlanSource::Release(release) = source {
            let takes_part = self.world.plan.lines.iter().any(|line| {
                line.publication == release.publication && !line.choices.cadence.has_slots()
            });
            if !takes_part || self.world.plan.subscriber <= release.after {
                return;
            }
        }
        self.world.refresh_open();
        let context = self.rules.planner(epoch, self.now);
        let verdict = plan_person(&context, source, &self.world.plan);
        let slots = source == PlanSource::Slots;
        self.world.planned(verdict, slots, self.now);
    }

    fn gate(&mut self, epoch: &'a Epoch, life: &mut Life) {
        let judge = self.rules.judge(epoch, self.now);
        for _ in 0..GATES {
            let (now, keeps) = (self.now, life.steps.is_some());
            let mut step = None;
            let judge = |case: &GateCase| {
                let judged = judge.judge(&epoch.gate, case);
                step = keeps.then(|| Step::of(now, case, &judged));
                judged
            };
            if !self.world.gate(now, life, judge) {
                return;
            }
            life.steps
                .iter_mut()
                .for_each(|steps| steps.extend(step.take()));
        }
    }

    /// Goes to the next instant at which something is due; `false`: there is none within the horizon.
    fn go_on(&mut self, epoch: &Epoch) -> bool {
        let next_epoch = self.epochs.get(1).map(|next| next.at);
        let due = self.world.next_due(self.now);
        let Some(next) = [next_epoch, due].into_iter().flatten().min() else {
            return false;
        };
        debug_assert!(next > self.now && epoch.at <= self.now, "time goes on");
        let window = i64::from(self.rules.policy.longest_window()) + 2;
        self.now = next;
        self.world
            .forget_touches(next.plus(-window * Timestamp::DAY));
        next < self.rules.horizon.until
    }
}
