//! What readers do: press a button of their page, move house, complain, let a mailbox die. Through the product's own
//! use-cases wherever there is a page for it.

use crate::dice::Dice;
use crate::machine::Wiring;
use crate::scene::{anchor, topics};
use crate::stage::ActorId;
use lagom_app::Installation;
use lagom_app::preferences::{self, Action, Leaving, PauseFor, PreferenceError};
use lagom_links::Scope;
use lagom_model::facts::OwnLimit;
use lagom_model::{
    Cadence, EventStart, Lead, Listing, PublicId, PublicationId, QuietDays, Return, SeasonChoice,
    StopCause, StopScope, Timestamp, Wishes, Zone,
};
use lagom_store::{Change, ChangeSource, Edit, Person, RemindChange, Store, StoreError};
use std::collections::BTreeSet;
use std::sync::Arc;

/// One visit of a reader.
pub struct Visit {
    /// Who, as the model knows them.
    pub person: Person,
    /// The latest letter that reached them.
    pub letter: Option<PublicId>,
    /// Zones to move to.
    pub zones: Vec<Zone>,
    /// What they do.
    pub dice: Dice,
}

impl Visit {
    /// Does something.
    pub async fn play(mut self, wiring: Wiring, store: Arc<dyn Store>, actor: ActorId) {
        let house = match wiring.installation(&store, actor).await {
            Ok(house) => house,
            Err(error) => return wiring.complain("a page did not open", &error),
        };
        let done = match self.dice.below(100) {
            0..60 => self.press(&house).await,
            60..80 => self.say(&house).await,
            80..90 => self.remind(&house).await,
            90..96 => self.click(&house).await,
            _ => self.mailbox(&house).await,
        };
        match done {
            Ok(())
            | Err(
                PreferenceError::Refused(_)
                | PreferenceError::Gone
                | PreferenceError::Store(StoreError::Conflict),
            ) => {}
            Err(PreferenceError::Store(error)) => wiring.complain("a choice failed", &error),
            Err(error) => wiring
                .shared
                .model()
                .complain(format!("a choice failed: {error}")),
        }
    }

    fn publication(&mut self, house: &Installation) -> String {
        let one = self.dice.pick(&house.known.publications);
        one.def.key.clone()
    }

    fn leaving(&mut self, house: &Installation) -> Leaving {
        match self.dice.below(10) {
            0 => Leaving::Everything,
            1 | 2 => Leaving::Mailings,
            _ => Leaving::Publication(self.publication(house)),
        }
    }

    /// A button of the preference page, perhaps taken back at once.
    async fn press(&mut self, house: &Installation) -> Result<(), PreferenceError> {
        let publication = self.publication(house);
        let returns = *self.dice.pick(&[Return::Summary, Return::Nothing]);
        let action = match self.dice.below(17) {
            0 => Action::Fewer { letters: None },
            1 => Action::OnlyEvents,
            2 | 3 => Action::Pause(
                PauseFor::Weeks(1 + u32::try_from(self.dice.below(6)).unwrap_or(1)),
                returns,
            ),
            4 => Action::Resume,
            5 => Action::Stop(self.leaving(house)),
            6 | 7 => match self.person.facts.stops.first().map(|stop| stop.scope) {
                Some(StopScope::Mailings) => Action::Restore(Leaving::Mailings),
                Some(StopScope::Everything) => Action::Restore(Leaving::Everything),
                _ => Action::Restore(Leaving::Publication(publication)),
            },
            8..12 => Action::SetCadence {
                publication,
                cadence: *self.dice.pick(&Cadence::ALL),
                anchor: self.dice.percent(50).then(|| anchor(&mut self.dice)),
            },
            12 => Action::Topics {
                publication,
                topics: self.dice.percent(60).then(|| topics(&mut self.dice)),
            },
            13 => Action::Season(*self.dice.pick(&[
                None,
                Some(SeasonChoice::Nothing),
                Some(SeasonChoice::Short),
                Some(SeasonChoice::Events),
            ])),
            14 => Action::Favourites {
                publication,
                topics: topics(&mut self.dice),
            },
            15 => Action::Accept {
                publication,
                version: house.policy.version,
            },
            _ => Action::TellAtOnce {
                publication,
                at_once: self.dice.percent(70),
            },
        };
        let token = house.keys.sign(Scope::Preferences, self.person.link);
        let done = preferences::act(house, &token, &action, "a button").await?;
        if let Some(undo) = done.undo
            && self.dice.percent(10)
        {
            preferences::undo(house, &token, undo).await?;
        }
        Ok(())
    }

    /// A wish that is written as it stands.
    async fn say(&mut self, house: &Installation) -> Result<(), PreferenceError> {
        let policy = &house.policy;
        let wishes = self.person.facts.wishes.clone();
        let edit = match self.dice.below(8) {
            0..3 => Edit::Zone {
                zone: self.dice.pick(&self.zones).clone(),
            },
            3 | 4 => {
                let limits = policy.caps.iter().filter(|_| self.dice.percent(50));
                let limits: Vec<_> = limits
                    .map(|cap| (cap.class, cap.days, cap.ceiling))
                    .collect();
                let limits = limits.into_iter().map(|(class, days, ceiling)| OwnLimit {
                    class,
                    days,
                    most: u32::try_from(self.dice.within(1, i64::from(ceiling) + 1)).unwrap_or(1),
                });
                Edit::Limits {
                    limits: limits.collect(),
                }
            }
            5 => Edit::Wish {
                wishes: Wishes {
                    no_occasions: if self.dice.percent(50) {
                        ["mothers-day".to_owned()].into()
                    } else {
                        BTreeSet::default()
                    },
                    ..wishes
                },
            },
            6 => Edit::Wish {
                wishes: Wishes {
                    minutes_a_week: *self.dice.pick(&[None, Some(5), Some(15)]),
                    level: self.dice.pick(&[None, Some("calm".to_owned())]).clone(),
                    ..wishes
                },
            },
            _ => Edit::Wish {
                wishes: Wishes {
                    quiet_days: self
                        .dice
                        .pick(&[
                            None,
                            Some(QuietDays {
                                weekdays: vec![chrono::Weekday::Sun],
                                holidays: true,
                            }),
                        ])
                        .clone(),
                    ..wishes
                },
            },
        };
        self.change(house, edit, ChangeSource::Page).await
    }

    /// "Remind me", at an event of one of their newsletters.
    async fn remind(&mut self, house: &Installation) -> Result<(), PreferenceError> {
        let now = house.clock.now();
        let instant = |one: &Listing| one.starts.and_then(EventStart::instant);
        let mut events: Vec<(PublicationId, Listing)> = Vec::new();
        for line in &self.person.lines {
            let listings = house.store.listings(line.publication, 0).await?;
            let coming = |one: &Listing| instant(one).is_some_and(|starts| starts > now);
            let listings = listings.into_iter().filter(coming);
            events.extend(listings.map(|one| (line.publication, one)));
        }
        if events.is_empty() {
            return Ok(());
        }
        let (publication, listing) = self.dice.pick(&events).clone();
        let Some(starts) = instant(&listing) else {
            return Ok(());
        };
        let (lead, before) = *self.dice.pick(&[
            (Lead::Day, 24 * Timestamp::HOUR),
            (Lead::Hour, Timestamp::HOUR),
        ]);
        let change = RemindChange {
            subscriber: self.person.id,
            key: listing.key,
            lead,
            publication,
            due: self
                .dice
                .percent(90)
                .then(|| (starts.plus(-before), listing.expires_at.unwrap_or(starts))),
            at: now,
        };
        house.store.remind(&change).await?;
        Ok(())
    }

    /// The one click of a letter.
    async fn click(&mut self, house: &Installation) -> Result<(), PreferenceError> {
        let Some(letter) = self.letter else {
            return Ok(());
        };
        let token = house.keys.sign(Scope::Unsubscribe, letter);
        let left = preferences::one_click(house, &token, "one click").await?;
        if let Some(undo) = left.undo
            && self.dice.percent(60)
        {
            preferences::undo_from_letter(house, &token, undo).await?;
        }
        Ok(())
    }

    /// The mailbox speaks: a complaint, a hard bounce.
    async fn mailbox(&mut self, house: &Installation) -> Result<(), PreferenceError> {
        let (scope, cause) = *self.dice.pick(&[
            (StopScope::Mailings, StopCause::Complaint),
            (StopScope::Everything, StopCause::HardBounce),
        ]);
        self.change(house, Edit::Stop { scope, cause }, ChangeSource::Mail)
            .await
    }

    async fn change(
        &self,
        house: &Installation,
        edit: Edit,
        source: ChangeSource,
    ) -> Result<(), PreferenceError> {
        let change = Change {
            subscriber: self.person.id,
            revision: None,
            id: house.ids.public_id(),
            source,
            wording: "said so".to_owned(),
            edits: vec![edit],
            at: house.clock.now(),
        };
        house.store.change(&change).await?;
        Ok(())
    }
}
