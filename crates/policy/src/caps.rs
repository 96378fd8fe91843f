//! Caps: how many units a person has used, how many are theirs, and who said so. Pure-service touches
//! use no unit. Nothing here reserves anything, and nothing knows the time but by its arguments.

use crate::scene::Scene;
use lagom_model::{Cap, Classes, LimitSource, MessageClass, PersonFacts, Policy, Reason};
use smallvec::SmallVec;

/// The limit of a cap for one person, and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// At most this many in the cap's window.
    pub most: u32,
    /// What set it.
    pub set_by: LimitSource,
    /// What the reader asked for, if they did: more than `most` where a ceiling bounds it.
    pub asked: Option<u32>,
    /// What nothing passes: the policy's ceiling, or the lower one of the level that the reader picked.
    pub ceiling: u32,
}

/// The limit of a cap for a person: the reader's own of the same class for a window of as many days,
/// else the default; the ceiling bounds both, and the level that the reader picked lowers both.
#[inline(always)]
pub fn limit(policy: &Policy, cap: &Cap, person: &PersonFacts) -> Limit {
    let (default, ceiling) = match &person.wishes.level {
        None => (cap.default, cap.ceiling),
        Some(level) => lowered(policy, level, cap),
    };
    let mut asked = None;
    for own in &person.limits {
        if own.days == cap.days && own.class == cap.class {
            asked = Some(asked.map_or(own.most, |most: u32| most.min(own.most)));
        }
    }
    let (most, set_by) = match asked {
        Some(own) if own <= ceiling => (own, LimitSource::OwnChoice),
        Some(_) if ceiling < cap.ceiling => (ceiling, LimitSource::Level),
        Some(_) => (ceiling, LimitSource::Ceiling),
        None if default.min(ceiling) < cap.default.min(cap.ceiling) => {
            (default.min(ceiling), LimitSource::Level)
        }
        None => (default.min(ceiling), LimitSource::Default),
    };
    Limit {
        most,
        set_by,
        asked,
        ceiling,
    }
}

/// A cap's default and ceiling under a level, which lowers and never lifts.
#[inline(never)]
fn lowered(policy: &Policy, level: &str, cap: &Cap) -> (u32, u32) {
    let of_level = policy.levels.iter().filter(|it| it.key == level);
    let same = of_level
        .flat_map(|it| &it.caps)
        .filter(|it| it.class == cap.class && it.days == cap.days);
    same.fold((cap.default, cap.ceiling), |(default, ceiling), it| {
        (default.min(it.default), ceiling.min(it.ceiling))
    })
}

/// The caps that count a message; few policies have more than this.
pub(crate) type Usages = SmallVec<[Usage; 4]>;

/// A cap with what a person has used of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    pub(crate) class: Option<MessageClass>,
    pub(crate) days: u32,
    /// Units used in its window.
    pub(crate) used: u32,
    pub(crate) limit: Limit,
    /// Scheduled messages of higher order that it counts.
    pub(crate) rivals: u32,
}

impl Usage {
    /// Of the caps that count a message of these classes: those of a class first, then those of all.
    pub(crate) fn lay_out(usages: &mut Usages, scene: &Scene<'_>, classes: Classes) {
        let caps = scene.policy.caps.iter();
        for cap in caps.clone() {
            if cap.class.is_some_and(|class| classes.contains(class)) {
                Self::push_of_class(usages, cap, scene);
            }
        }
        for cap in caps.filter(|cap| cap.class.is_none()) {
            usages.push(Self::of(cap, scene));
        }
    }

    /// Most policies have no cap of a class, so it stands apart.
    #[inline(never)]
    fn push_of_class(usages: &mut Usages, cap: &Cap, scene: &Scene<'_>) {
        usages.push(Self::of(cap, scene));
    }

    /// Of a cap, at the scene's instant.
    #[inline(always)]
    fn of(cap: &Cap, scene: &Scene<'_>) -> Self {
        let since = scene.calendar.window(cap.days);
        Self {
            class: cap.class,
            days: cap.days,
            used: scene.touched.since(cap.class, since),
            limit: limit(scene.policy, cap, &scene.facts.person),
            rivals: scene.outlook.count(cap.class),
        }
    }

    /// Whether it has room for this message and every scheduled one; then it has so at any later instant too,
    /// for windows only lose units.
    pub(crate) const fn is_roomy(&self) -> bool {
        self.used.saturating_add(self.rivals) < self.limit.most
    }

    pub(crate) const fn reason(&self) -> Reason {
        Reason::Cap {
            class: self.class,
            days: self.days,
            used: self.used,
            limit: self.limit.most,
            set_by: self.limit.set_by,
            asked: self.limit.asked,
            ceiling: self.limit.ceiling,
        }
    }
}
