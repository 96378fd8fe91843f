//! What a catcher does differently from a friendly server, as rules: at which step, when, what.
//! It never touches a socket; the session asks it before every step.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A step of the protocol at which a rule can act. Every step is also counted (`Catcher::seen`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// A connection was accepted; the greeting is not yet sent.
    Connect,
    /// `EHLO` or `HELO`.
    Ehlo,
    /// `STARTTLS`, which a catcher answers with 502 unless a rule says otherwise.
    StartTls,
    /// `AUTH`; any `PLAIN` credentials are good unless a rule says otherwise.
    Auth,
    /// `MAIL FROM`.
    Mail,
    /// `RCPT TO`.
    Rcpt,
    /// `DATA`, before the 354.
    Data,
    /// The first bytes of a body have arrived, its end perhaps not yet. No reply is possible here: one is ignored.
    Body,
    /// The final dot has arrived; the message is *not* kept yet.
    Dot,
    /// The message is kept; the reply is not yet sent. What acts here makes a sender doubt.
    Kept,
    /// `RSET`.
    Rset,
    /// `NOOP`.
    Noop,
    /// `QUIT`.
    Quit,
}

/// How many kinds of [`Step`] there are.
pub(crate) const STEPS: usize = Step::Quit as usize + 1;

/// When a rule acts, counted over all connections from the moment the behaviour was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// Each time.
    Always,
    /// The n-th time the step is reached, from 1.
    Nth(u64),
    /// The first n times.
    First(u64),
    /// Every n-th time: n, 2n, 3n …
    Every(u64),
    /// When this is the recipient (compared without case): of the command at [`Step::Rcpt`], of the message at later steps.
    Recipient(String),
}

/// What a rule does instead of going on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Answers with this code and text; a new line in the text makes a multi-line reply.
    Reply(u16, String),
    /// Closes the connection without a word.
    Drop,
    /// Reads and says nothing more until the catcher is shut down or the peer leaves.
    Hang,
    /// Waits, then goes on in a friendly way.
    Delay(Duration),
}

impl Action {
    /// A reply with this code and text.
    pub fn reply(code: u16, text: impl Into<String>) -> Self {
        Self::Reply(code, text.into())
    }
}

/// How a catcher behaves. The default is friendly: it accepts everything at once.
#[derive(Debug, Default)]
pub struct Behaviour {
    rules: Vec<Rule>,
    extensions: Option<Vec<String>>,
}

#[derive(Debug)]
struct Rule {
    step: Step,
    when: When,
    action: Action,
    met: AtomicU64,
}

impl Behaviour {
    /// Accepts everything at once.
    pub fn friendly() -> Self {
        Self::default()
    }

    /// Adds a rule; the first rule that matches a step acts.
    #[must_use]
    pub fn on(mut self, step: Step, when: When, action: Action) -> Self {
        self.rules.push(Rule {
            step,
            when,
            action,
            met: AtomicU64::new(0),
        });
        self
    }

    /// Offers exactly these extensions in reply to `EHLO` (`"AUTH PLAIN"`, `"SIZE 1000"`) instead of the usual ones.
    #[must_use]
    pub fn offering<I: IntoIterator<Item = S>, S: Into<String>>(mut self, extensions: I) -> Self {
        self.extensions = Some(extensions.into_iter().map(Into::into).collect());
        self
    }

    pub(crate) fn extensions(&self) -> Option<&[String]> {
        self.extensions.as_deref()
    }

    /// The action of the first rule that matches; every rule of this step counts the visit.
    pub(crate) fn action(&self, step: Step, recipients: &[String]) -> Option<Action> {
        let mut acting = None;
        for rule in self.rules.iter().filter(|rule| rule.step == step) {
            if rule.matches(recipients) && acting.is_none() {
                acting = Some(rule.action.clone());
            }
        }
        acting
    }
}

impl Rule {
    fn matches(&self, recipients: &[String]) -> bool {
        let visit = self.met.fetch_add(1, Ordering::Relaxed) + 1;
        match &self.when {
            When::Always => true,
            When::Nth(n) => visit == *n,
            When::First(n) => visit <= *n,
            When::Every(n) => *n > 0 && visit.is_multiple_of(*n),
            When::Recipient(address) => {
                recipients.iter().any(|to| to.eq_ignore_ascii_case(address))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actions(when: When, visits: usize) -> Vec<bool> {
        let behaviour = Behaviour::friendly().on(Step::Mail, when, Action::Drop);
        (0..visits)
            .map(|_| behaviour.action(Step::Mail, &[]).is_some())
            .collect()
    }

    #[test]
    fn rules_count_the_visits_of_their_own_step() {
        assert_eq!(actions(When::Always, 2), [true, true]);
        assert_eq!(actions(When::Nth(2), 3), [false, true, false]);
        assert_eq!(actions(When::First(2), 3), [true, true, false]);
        assert_eq!(actions(When::Every(2), 4), [false, true, false, true]);
        let other = Behaviour::friendly().on(Step::Mail, When::Nth(1), Action::Drop);
        assert_eq!(other.action(Step::Rcpt, &[]), None);
        assert_eq!(other.action(Step::Mail, &[]), Some(Action::Drop));
    }

    #[test]
    fn a_recipient_is_compared_without_case() {
        let rule = Behaviour::friendly().on(
            Step::Rcpt,
            When::Recipient("ann@example.org".into()),
            Action::Hang,
        );
        assert_eq!(
            rule.action(Step::Rcpt, &["Ann@Example.org".into()]),
            Some(Action::Hang)
        );
        assert_eq!(rule.action(Step::Rcpt, &["bob@example.org".into()]), None);
    }
}
