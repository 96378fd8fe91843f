//! What became of each item of an issue: in which letter it is, for what it waits, or why it never comes. Pure;
//! it judges with the choices in force, and the letters' own records where there are any.

use super::present::Present;
use super::words::{Args, Said, Wording, at_of};
use super::{Fate, IssueExplained, ItemExplained};
use lagom_dispatch::{Picker, Picking};
use lagom_model::{DeliveryState, Form, Listing, PublicId, Reason, StopScope, Timestamp};
use lagom_policy::{Claim, Entitlement, NotEntitled};
use lagom_render::language::Arg;
use lagom_store::{DeliveryView, IssueRow, Line, PartRow, PassedOver, PlanLine};

/// An issue with the fates of its items.
pub(super) fn of_issue(
    words: &Wording<'_>,
    present: &Present<'_>,
    issue: &IssueRow,
    deliveries: &[DeliveryView],
    passed_over: &[PassedOver],
) -> IssueExplained {
    let looking = Looking {
        words,
        present,
        issue,
        deliveries,
        passed_over,
    };
    let listings = present.listings(issue);
    let items: Vec<ItemExplained> = match (looking.line(), looking.plan()) {
        (Some(line), Some(plan)) => listings
            .into_iter()
            .map(|listing| looking.item(line, plan, listing))
            .collect(),
        _ => Vec::new(),
    };
    let said = looking.in_all(&items);
    IssueExplained {
        title: issue.title.clone(),
        state: issue.state.name(),
        operator: said.operator,
        reader: said.reader,
        items,
    }
}

struct Looking<'a> {
    words: &'a Wording<'a>,
    present: &'a Present<'a>,
    issue: &'a IssueRow,
    deliveries: &'a [DeliveryView],
    passed_over: &'a [PassedOver],
}

/// What is found out of an item.
struct Found {
    fate: Fate,
    letter: Option<PublicId>,
    at: Option<Timestamp>,
    said: Said,
}

impl Looking<'_> {
    fn line(&self) -> Option<&Line> {
        let mut lines = self.present.person.lines.iter();
        lines.find(|line| line.publication == self.issue.publication)
    }

    fn plan(&self) -> Option<&PlanLine> {
        let mut lines = self.present.plan_lines().iter();
        lines.find(|line| line.publication == self.issue.publication)
    }

    /// About the issue as a whole.
    fn in_all(&self, items: &[ItemExplained]) -> Said {
        let args = self.args();
        let any = |fate: Fate| items.iter().find(|item| item.fate == fate);
        let seen = self.present.listings(self.issue);
        if let Some(reason) = self.stop() {
            return self.words.reason(&reason);
        }
        let Some(line) = self.line() else {
            return self.words.fate("no-line", None, &args);
        };
        if seen.is_empty() {
            let name = if self.issue.publish_at.is_some() {
                "comes-out"
            } else {
                "not-out"
            };
            return self.words.fate(name, self.issue.publish_at, &args);
        }
        if seen.iter().all(|listing| listing.seq <= line.start_seq) {
            return self.words.fate("before-start", None, &args);
        }
        if let Some(item) = any(Fate::Sent).or_else(|| any(Fate::Linked)) {
            return self.words.fate("issue-sent", item.at, &args);
        }
        if let Some(item) = any(Fate::OnItsWay) {
            return self.words.fate("issue-on-its-way", item.at, &args);
        }
        if let Some(item) = any(Fate::Waits) {
            let name = item.at.map_or("issue-waits", |_| "issue-waits-until");
            return self.words.fate(name, item.at, &args);
        }
        self.words.fate("issue-nothing", None, &args)
    }

    /// The stop that covers the publication, as a reason.
    fn stop(&self) -> Option<Reason> {
        let mut stops = self.present.person.facts.stops.iter();
        let stop = stops.find(|stop| stop.covers(self.issue.publication))?;
        let scope = match stop.scope {
            StopScope::Publication(_) => StopScope::Publication(self.issue.publication),
            wider => wider,
        };
        Some(Reason::Stopped {
            scope,
            cause: stop.cause,
        })
    }

    fn args(&self) -> Args {
        let name = self.words.name(self.issue.publication);
        vec![
            ("title", Arg::from(self.issue.title.clone())),
            ("publication", Arg::from(name)),
        ]
    }

    fn item(&self, line: &Line, plan: &PlanLine, listing: &Listing) -> ItemExplained {
        let found = self.found(line, plan, listing);
        let position = usize::try_from(listing.position).unwrap_or(usize::MAX);
        let content = self.issue.edition.items.get(position);
        ItemExplained {
            title: content.map_or_else(String::new, |item| item.title.clone()),
            fate: found.fate,
            letter: found.letter,
            at: found.at,
            operator: found.said.operator,
            reader: found.said.reader,
        }
    }

    fn found(&self, line: &Line, plan: &PlanLine, listing: &Listing) -> Found {
        if self.present.gate.withdrawn.contains(&listing.issue) {
            let said = self.words.reason(&Reason::Withdrawn);
            return ended(said, None);
        }
        if let Some(view) = self.told_alone(listing) {
            return self.in_letter(view, false);
        }
        if let Some(found) = self.passed_over(line, listing) {
            return found;
        }
        if let Some((view, part)) = self.consumed_by(listing) {
            return self.of_consumed(plan, view, part, listing);
        }
        match self.present.claim(plan).judge(listing) {
            Entitlement::NotEntitled(why) => self.not_for_them(listing, why),
            Entitlement::Entitled if self.present.was_told(listing) => self.told_before(),
            Entitlement::Entitled if listing.seq <= plan.watermark => {
                // No record covers it any more.
                let said = self.words.fate("passed", None, &self.args());
                ended(said, None)
            }
            Entitlement::Entitled => self.waits(line, None),
        }
    }

    fn told_before(&self) -> Found {
        Found {
            fate: Fate::NotForThem,
            letter: None,
            at: None,
            said: self.words.fate("told-elsewhere", None, &self.args()),
        }
    }

    /// A message of its own that tells of the event, or told of it.
    fn told_alone(&self, listing: &Listing) -> Option<&DeliveryView> {
        let gone = [
            DeliveryState::Folded,
            DeliveryState::Expired,
            DeliveryState::Cancelled,
        ];
        self.deliveries.iter().find(|view| {
            let mut tells = view.row.tells.iter();
            !gone.contains(&view.state)
                && tells.any(|tell| tell.key == listing.key && !tell.stage.is_reminder())
        })
    }

    /// The letter whose consumed range holds a listing.
    fn consumed_by(&self, listing: &Listing) -> Option<(&DeliveryView, PartRow)> {
        self.deliveries.iter().find_map(|view| {
            let mut parts = view.row.parts.iter();
            let part = parts.find(|part| {
                part.consumed
                    && part.publication == self.issue.publication
                    && (part.from_seq + 1..=part.to_seq).contains(&listing.seq)
            })?;
            Some((view, *part))
        })
    }

    /// What was passed over in a letter has a row of its own.
    fn passed_over(&self, line: &Line, listing: &Listing) -> Option<Found> {
        let mut rows = self.passed_over.iter();
        let row =
            rows.find(|row| (row.publication, row.seq) == (self.issue.publication, listing.seq))?;
        let Some(at) = row.ended_at else {
            return Some(self.waits(line, Some(row)));
        };
        if let Some(taken_by) = row.taken_by {
            let mut views = self.deliveries.iter();
            let view = views.find(|view| view.row.id == taken_by)?;
            return Some(self.in_letter(view, false));
        }
        let reason = match row.how.as_deref() {
            Some("expired") => listing.expires_at.filter(|expired| *expired <= at).map_or(
                Reason::NoWindow {
                    since: row.since,
                    days: self.present.max_deferral_days(),
                },
                |at| Reason::Expired { at },
            ),
            _ => Reason::NothingLeft,
        };
        Some(ended(self.words.reason(&reason), Some(at)))
    }

    /// An item inside a range that a letter consumed.
    fn of_consumed(
        &self,
        plan: &PlanLine,
        view: &DeliveryView,
        part: PartRow,
        listing: &Listing,
    ) -> Found {
        let Some(form) = part.form else {
            // The letter ended unsent, and why stands with it.
            let decided = view.decision.iter().flat_map(|it| &it.reasons);
            let last = view.reason.as_ref().or_else(|| decided.last());
            let said = last.map(|reason| self.words.reason(reason));
            let said = said.unwrap_or_else(|| self.words.fate("passed", None, &self.args()));
            return ended(said, Some(at_of(view)));
        };
        let gated = view.pins.as_ref().map_or(at_of(view), |pins| pins.date);
        let facts = &self.present.person.facts;
        let claim = Claim::new(facts, &plan.choices, plan.start_seq, form, gated);
        if let Entitlement::NotEntitled(why) = claim.judge(listing) {
            return self.not_for_them(listing, why);
        }
        let linked = self.is_linked(plan, view, (part.from_seq, part.to_seq), form, listing);
        self.in_letter(view, linked)
    }

    /// Whether the letter had it one link away: the same picking as when it was filled.
    fn is_linked(
        &self,
        plan: &PlanLine,
        view: &DeliveryView,
        range: (i64, i64),
        form: Form,
        listing: &Listing,
    ) -> bool {
        let Some(most) = self.present.most_items(plan.publication) else {
            return false;
        };
        let person = &self.present.person.facts;
        let at = view.pins.as_ref().map_or(at_of(view), |pins| pins.date);
        let (shelf, withdrawn) = (&self.present.shelf, &self.present.gate.withdrawn);
        let mut picker = Picker::new(shelf, withdrawn, person, &[], at);
        let full = view.decision.as_ref().map(|it| it.left_out);
        let picking = Picking {
            range,
            form,
            most,
            full: full.unwrap_or_default(),
        };
        let picked = picker.pick(plan, picking);
        picked
            .part
            .linked
            .iter()
            .any(|item| item.seq == listing.seq)
    }

    fn in_letter(&self, view: &DeliveryView, linked: bool) -> Found {
        let at = at_of(view);
        let (fate, name) = match view.state {
            DeliveryState::Sent if linked => (Fate::Linked, "linked"),
            DeliveryState::Sent => (Fate::Sent, "sent"),
            DeliveryState::Held => (Fate::Sent, "held"),
            DeliveryState::Failed => (Fate::Ended, "failed"),
            DeliveryState::Planned | DeliveryState::Sending | DeliveryState::Waiting => {
                (Fate::OnItsWay, "on-its-way")
            }
            DeliveryState::Folded | DeliveryState::Expired | DeliveryState::Cancelled => {
                (Fate::Ended, "passed")
            }
        };
        Found {
            fate,
            letter: Some(view.row.public_id),
            at: Some(at),
            said: self.words.fate(name, Some(at), &self.args()),
        }
    }

    fn waits(&self, line: &Line, row: Option<&PassedOver>) -> Found {
        let at = self.present.next_of(line);
        let mut args = self.args();
        let name = match (row, at) {
            (Some(row), _) => {
                args.push(("passes", Arg::from(row.passes)));
                "passed-over"
            }
            (None, Some(_)) => "waits-until",
            (None, None) => "waits",
        };
        Found {
            fate: Fate::Waits,
            letter: None,
            at,
            said: self.words.fate(name, at, &args),
        }
    }

    fn not_for_them(&self, listing: &Listing, why: NotEntitled) -> Found {
        let mut args = self.args();
        args.push(("topic", Arg::from(self.topic(listing))));
        let reason = why.reason(self.issue.publication, listing);
        let fate = match why {
            NotEntitled::Expired { .. } => Fate::Ended,
            NotEntitled::NotVisible { .. } => Fate::Waits,
            _ => Fate::NotForThem,
        };
        let said = match (reason, why) {
            (Some(reason), _) => self.words.reason(&reason),
            (None, NotEntitled::BeforeStart { .. }) => self.words.fate("before-start", None, &args),
            (None, NotEntitled::ListedBefore { .. }) => {
                self.words.fate("listed-before", None, &args)
            }
            (None, NotEntitled::NotVisible { at }) => self.words.fate("comes-out", Some(at), &args),
            (None, NotEntitled::OnlyEventsThen { .. }) => {
                self.words.fate("only-events-then", None, &args)
            }
            (None, NotEntitled::TopicNotChosen) => self.words.fate("topic-not-chosen", None, &args),
            (None, _) => self.words.fate("no-event", None, &args),
        };
        Found {
            fate,
            letter: None,
            at: None,
            said,
        }
    }

    fn topic(&self, listing: &Listing) -> String {
        self.present
            .topic_name(self.issue.publication, &listing.topic)
    }
}

fn ended(said: Said, at: Option<Timestamp>) -> Found {
    Found {
        fate: Fate::Ended,
        letter: None,
        at,
        said,
    }
}
