//! The play: sets the clock to the next moment at which something is due, lets it happen, ticks, and
//! goes on until the last week is over. It decides nothing about letters; it is what cron, the editors
//! and the readers would do.

use super::calendar::{moment, start_of};
use super::cast::{Member, Turn};
use super::ledger::Ledger;
use super::letters::{FJORD, NEWSLETTERS, letter, openings, weekday_of};
use super::reading::{Arrival, Reading, one_click_token, preferences_token, reminder};
use super::script::{Act, Cue, script};
use super::stage::Stage;
use lagom_app::preferences::{Action, Leaving, PauseFor, PreferenceError, act, one_click};
use lagom_app::{events, issues};
use lagom_catcher::{Action as Misbehave, Behaviour, Caught, Step, When};
use lagom_model::{Cadence, Lead, Return, Timestamp};
use lagom_store::{By, Person};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::task::JoinHandle;

/// Cron calls the tick every quarter of an hour.
const EVERY: i64 = 15 * Timestamp::MINUTE;
/// Letters whose last line is never answered, on the evening when the relay hangs up.
const IN_DOUBT: usize = 5;
/// One reader in so many asks to be reminded of what comes next.
const REMINDED: usize = 20;

/// What the play left behind.
#[derive(Debug, Default)]
pub(super) struct Played {
    /// All mail, in the order in which it came.
    pub(super) arrivals: Vec<Arrival>,
    /// What they say, in the same order.
    pub(super) readings: Vec<Reading>,
    /// Who must not hear anything, since when, until when.
    pub(super) silences: Vec<Silence>,
    /// Letters planned, as the planner counted them.
    pub(super) planned: u64,
    /// Ticks.
    pub(super) ticks: u32,
    /// How often readers pressed something.
    pub(super) turns: u32,
}

/// Somebody said no, or not now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Silence {
    pub(super) address: String,
    pub(super) from: Timestamp,
    /// The end of a pause.
    pub(super) until: Option<Timestamp>,
}

struct Play<'a> {
    stage: &'a Stage,
    cast: &'a [Member],
    ledger: &'a Ledger,
    last_mail: HashMap<String, Arc<Caught>>,
    /// Mail is read while the next tick works.
    reading: Vec<JoinHandle<Vec<Reading>>>,
    openings: Arc<[String]>,
    played: Played,
}

/// Plays so many weeks. `progress` hears the present moment and the mails so far.
///
/// # Errors
/// Any failure of the store, of a tick, or of a page: none of them belongs to the play.
pub(super) async fn play(
    stage: &Stage,
    cast: &[Member],
    weeks: u32,
    ledger: &Ledger,
    progress: &(dyn Fn(Timestamp, usize) + Send + Sync),
) -> anyhow::Result<Played> {
    let mut play = Play {
        stage,
        cast,
        ledger,
        last_mail: HashMap::new(),
        reading: Vec::new(),
        openings: openings().collect(),
        played: Played::default(),
    };
    let end = start_of(weeks);
    let mut cues = script(weeks).into_iter().peekable();
    let mut earliest = start_of(0);
    loop {
        let due = stage.house.store.upcoming().await?.map(|next| next.at);
        let next = [due, cues.peek().map(|cue| cue.at)];
        let Some(next) = next.into_iter().flatten().min() else {
            break;
        };
        let now = quarter(next).max(earliest);
        if now >= end {
            break;
        }
        stage.clock.set(now);
        while let Some(Cue { act, .. }) = cues.next_if(|cue| cue.at <= now) {
            play.perform(act).await?;
        }
        play.tick(now).await?;
        progress(now, play.played.arrivals.len());
        earliest = now.plus(EVERY);
    }
    stage.clock.set(end);
    for read in play.reading {
        play.played.readings.extend(read.await?);
    }
    Ok(play.played)
}

/// The next full quarter of an hour.
fn quarter(at: Timestamp) -> Timestamp {
    Timestamp((at.0 + EVERY - 1).div_euclid(EVERY) * EVERY)
}

impl Play<'_> {
    async fn tick(&mut self, now: Timestamp) -> anyhow::Result<()> {
        let stage = self.stage;
        let report = stage.tick.run(&stage.house, self.ledger, &|_| true).await?;
        if let Some((_, trouble)) = report.dispatched.trouble.first() {
            anyhow::bail!("a tick had trouble that the play does not know: {trouble:?}");
        }
        self.played.ticks += 1;
        self.played.planned += report.planned.letters;
        let last = self.played.arrivals.last();
        let last = last.map_or(0, |arrival| arrival.mail.sequence);
        let caught = stage.catcher.since(last).into_iter();
        let arrivals: Vec<Arrival> = caught.map(|mail| Arrival { at: now, mail }).collect();
        for Arrival { mail, .. } in &arrivals {
            for to in &mail.to {
                self.last_mail.insert(to.clone(), Arc::clone(mail));
            }
        }
        self.played.arrivals.extend_from_slice(&arrivals);
        let openings = Arc::clone(&self.openings);
        let read = move |one: &Arrival| Reading::of(one, &openings);
        let reading = tokio::task::spawn_blocking(move || arrivals.iter().map(read).collect());
        self.reading.push(reading);
        Ok(())
    }

    async fn perform(&mut self, act: Act) -> anyhow::Result<()> {
        let catcher = &self.stage.catcher;
        match act {
            Act::HandIn(week) => self.hand_in(week).await?,
            Act::Turns(week) => {
                for member in self.cast {
                    if let Some((_, turn)) = member.turn.filter(|(when, _)| *when == week) {
                        self.turn(member, turn).await?;
                    }
                }
                self.ask_for_reminders().await?;
            }
            Act::RelayDown => {
                let later = Misbehave::reply(451, "4.3.0 out of order this evening");
                catcher.behave(Behaviour::friendly().on(Step::Mail, When::Always, later));
            }
            Act::RelayHangsUp => catcher.behave(self.hangs_up()),
            Act::RelayUp => catcher.behave(Behaviour::friendly()),
        }
        Ok(())
    }

    /// Adds and schedules the letters of a week.
    async fn hand_in(&self, week: u32) -> anyhow::Result<()> {
        let house = &self.stage.house;
        for key in NEWSLETTERS {
            let publication = house.known.publication_by_key(key);
            let (Some(publication), Some(source)) = (publication, letter(key, week)) else {
                continue;
            };
            let added = issues::add(house, publication, &source).await?;
            let weekday = i64::try_from(weekday_of(key)).unwrap_or(0);
            let hour = if key == FJORD { 16 } else { 17 };
            let at = moment(week, weekday, hour);
            issues::schedule(house, added.issue.id, Some(at)).await?;
        }
        Ok(())
    }

    /// Hangs up on some without a word after their last line: the first ones arrived, the others did not.
    fn hangs_up(&self) -> Behaviour {
        let unmoved = |one: &&Member| {
            let near = ["Europe/Oslo", "Europe/Berlin", "Europe/Stockholm"];
            let only_fjord = one.fjord == Some(Cadence::EveryIssue) && one.shed.is_none();
            only_fjord && one.turn.is_none() && near.contains(&one.zone)
        };
        let chosen = self.cast.iter().filter(unmoved).take(IN_DOUBT);
        let mut behaviour = Behaviour::friendly();
        for (nth, member) in chosen.enumerate() {
            let step = if nth < 3 { Step::Kept } else { Step::Dot };
            let who = When::Recipient(member.address.clone());
            behaviour = behaviour.on(step, who, Misbehave::Drop);
        }
        behaviour
    }

    /// Some press "remind me" in their last mail, at the first event that it tells of.
    async fn ask_for_reminders(&mut self) -> anyhow::Result<()> {
        let house = &self.stage.house;
        for member in self.cast.iter().step_by(REMINDED) {
            let mail = self.last_mail.get(&member.address);
            let found = mail.and_then(|mail| reminder(mail, &house.settings.base_url));
            let Some((token, event)) = found else {
                continue;
            };
            match events::remind(house, &token, &event, Lead::Day, true).await {
                Ok(changed) => self.played.turns += u32::from(changed),
                // It begins too soon, or they have left.
                Err(PreferenceError::Gone) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// A reader presses something, by the link in the last letter that they had.
    async fn turn(&mut self, member: &Member, turn: Turn) -> anyhow::Result<()> {
        let house = &self.stage.house;
        let Some(mail) = self.last_mail.get(&member.address) else {
            return Ok(());
        };
        let base = &house.settings.base_url;
        if turn == Turn::OneClick {
            if let Some(token) = one_click_token(mail, base) {
                one_click(house, &token, "List-Unsubscribe=One-Click").await?;
                self.played.turns += 1;
            }
        } else {
            let Some(token) = preferences_token(mail, base) else {
                return Ok(());
            };
            for action in actions(turn) {
                match act(house, &token, &action, "pressed in the demonstration").await {
                    Ok(outcome) => self.played.turns += u32::from(outcome.undo.is_some()),
                    // They do not have that newsletter.
                    Err(PreferenceError::Refused(_)) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        let hash = self.stage.addresses.hash(&member.address);
        let person = house.store.person(&By::AddressHash(hash)).await?;
        let silence = person.and_then(|person| silence(&person, &member.address, self.now()));
        self.played.silences.extend(silence);
        Ok(())
    }

    fn now(&self) -> Timestamp {
        self.stage.house.clock.now()
    }
}

fn actions(turn: Turn) -> Vec<Action> {
    let both = |cadence| {
        let each = NEWSLETTERS.into_iter().map(|key| Action::SetCadence {
            publication: key.to_owned(),
            cadence,
            anchor: None,
        });
        each.collect()
    };
    match turn {
        Turn::Fewer => vec![Action::Fewer { letters: None }],
        Turn::OnlyEvents => vec![Action::OnlyEvents],
        Turn::Pause(weeks) => vec![Action::Pause(PauseFor::Weeks(weeks), Return::Summary)],
        Turn::Everything => both(Cadence::EveryIssue),
        Turn::Monthly => both(Cadence::Monthly),
        Turn::OneClick => Vec::new(),
        Turn::Leave => vec![Action::Stop(Leaving::Mailings)],
        Turn::LeaveForGood => vec![Action::Stop(Leaving::Everything)],
        Turn::Season(choice) => vec![Action::Season(Some(choice))],
    }
}

/// From when on nothing may come, if all that they have is stopped or paused.
fn silence(person: &Person, address: &str, now: Timestamp) -> Option<Silence> {
    let facts = &person.facts;
    let mut lines = person.lines.iter();
    let all_stopped = lines.all(|line| {
        let mut stops = facts.stops.iter();
        stops.any(|stop| stop.covers(line.publication))
    });
    let paused = facts.paused_until.map(|date| facts.zone.start_of(date));
    (all_stopped || paused.is_some()).then(|| Silence {
        address: address.to_owned(),
        from: now,
        until: paused.filter(|_| !all_stopped),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_fall_on_full_quarters() {
        let quarters = |minutes: i64| quarter(Timestamp(minutes * Timestamp::MINUTE)).0 / EVERY;
        assert_eq!([0, 1, 15, 16, 30].map(quarters), [0, 1, 1, 2, 2]);
    }
}
