//! The corpus `crates/policy/cases/*.toml` through one [`check`]. A file is one person, one message
//! and one policy, at one or more moments. Nothing here computes what is expected.
//!
//! A file reads: `name`; `[policy]` what differs from the product's; `[person]`, `[[line]]` and
//! `touches` (`"INSTANT CLASS … [SECONDSs]"`, the seconds of reading); `ahead`, what is scheduled
//! (`"INSTANT CLASS [PRIORITY]"`); `[[promise]]`, earlier policies that a line stands under; `[request]`,
//! whose `parts` read `"PUBLICATION CLASS [CLASS+…]"`, the classes of the items; then `[[at]]` with `now`,
//! `verdict`, `parts`, `left-out`, `reading-left` and `reasons`. Without `[[line]]` each part has a line
//! with every issue.

use lagom_model::choice::Choices;
use lagom_model::{
    Ahead, Cadence, Cap, Classes, Decision, Facts, Form, Holidays, Level, LineFacts, LocalTime,
    MessageClass, PartRequest, PersonFacts, Policy, PublicationId, QuietDays, QuietHours, Rank,
    Request, Season, SeasonChoice, Share, Stop, StopCause, StopScope, Timestamp, TouchFact,
    Verdict, Wishes, Zone,
};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default)]
    touches: Vec<String>,
    #[serde(default)]
    missing_lines: Vec<PublicationId>,
    #[serde(default)]
    ahead: Vec<String>,
    #[serde(default)]
    policy: PolicyChanges,
    #[serde(default)]
    promise: Vec<PolicyChanges>,
    #[serde(default)]
    person: Person,
    #[serde(default)]
    line: Vec<Line>,
    request: Message,
    at: Vec<Moment>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct PolicyChanges {
    caps: Option<Vec<Cap>>,
    gap_hours: Option<u32>,
    quiet: Option<String>,
    quiet_days: Option<QuietDays>,
    #[serde(default)]
    holidays: BTreeMap<String, Holidays>,
    max_deferral_days: Option<u32>,
    seasons: Option<Vec<Season>>,
    spread_minutes: Option<u32>,
    levels: Option<Vec<Level>>,
    /// By the key of a publication: its number.
    #[serde(default)]
    lowered: BTreeMap<String, Vec<Cap>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Person {
    zone: Option<String>,
    zone_before: Option<(String, String)>,
    language: Option<String>,
    country: Option<String>,
    unconfirmed: Option<bool>,
    #[serde(default)]
    stops: Vec<String>,
    paused_until: Option<chrono::NaiveDate>,
    season: Option<SeasonChoice>,
    quiet: Option<String>,
    quiet_days: Option<QuietDays>,
    #[serde(default)]
    limits: Vec<lagom_model::facts::OwnLimit>,
    #[serde(default)]
    wishes: Wishes,
    #[serde(default)]
    lot: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Line {
    publication: PublicationId,
    cadence: Cadence,
    form: Option<Form>,
    paused_until: Option<chrono::NaiveDate>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Message {
    #[serde(default)]
    parts: Vec<String>,
    class: Option<MessageClass>,
    priority: Option<u8>,
    waiting_since: Option<String>,
    next_letter: Option<String>,
    asked_at: Option<String>,
    expires_at: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Moment {
    now: String,
    verdict: String,
    parts: Option<Vec<String>>,
    #[serde(default)]
    left_out: Vec<MessageClass>,
    reading_left: Option<u32>,
    reasons: Option<Vec<String>>,
}

#[test]
fn every_case_file_gets_the_answer_it_expects() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "toml"))
        .collect();
    files.sort();
    assert!(files.len() >= 80, "only {} case files", files.len());
    let mut wrong = Vec::new();
    let mut rules = BTreeSet::new();
    for file in &files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let case: Case = toml::from_str(&std::fs::read_to_string(file).unwrap())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        check(&name, &case, &mut wrong, &mut rules);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    for rule in [
        "chosen",
        "form-chosen",
        "season",
        "unconfirmed",
        "stopped",
        "paused",
        "cap",
        "gap",
        "quiet",
        "quiet-day",
        "own-request",
        "service-exempt",
        "next-letter",
        "own-letter",
        "no-window",
        "expired",
        "nothing-left",
        "leaves-room",
        "left-out",
        "minutes",
        "earlier-promise",
        "lowered-by",
        "quiet-day",
        "spread",
    ] {
        assert!(rules.contains(rule), "no case shows `{rule}`");
    }
}

/// Decides at each moment of a case and compares, in words.
fn check(file: &str, case: &Case, wrong: &mut Vec<String>, rules: &mut BTreeSet<String>) {
    let (policy, facts) = (case.policy(), case.facts());
    for moment in &case.at {
        let now = instant(&moment.now);
        let decision = lagom_policy::decide(&policy, &facts, &case.request(now), now);
        let mut compare = |what: &str, got: String, expected: String| {
            if got != expected {
                let name = &case.name;
                let now = &moment.now;
                wrong.push(format!(
                    "{file}: {name}\n  at {now}, {what}\n    expected {expected}\n    got      {got}"
                ));
            }
        };
        compare("verdict", verdict(&decision), moment.verdict.clone());
        if let Some(parts) = &moment.parts {
            compare("parts", shares(&decision).join(" | "), parts.join(" | "));
        }
        let left_out =
            |classes: Classes| classes.iter().map(MessageClass::name).collect::<Vec<_>>();
        let expected = moment.left_out.iter().copied().collect();
        compare(
            "left out",
            left_out(decision.left_out).join(" "),
            left_out(expected).join(" "),
        );
        if let Some(expected) = moment.reading_left {
            compare(
                "reading left",
                format!("{:?}", decision.reading_left),
                format!("{:?}", Some(expected)),
            );
        }
        let got = reasons(&decision);
        rules.extend(
            got.iter()
                .filter_map(|it| it.split(' ').next())
                .map(str::to_owned),
        );
        if let Some(expected) = &moment.reasons {
            compare("reasons", got.join(" | "), expected.join(" | "));
        }
    }
}

impl Case {
    fn policy(&self) -> Policy {
        let mut policy = self.policy.policy();
        policy.version = 9;
        let promises = self.promise.iter().zip(1..);
        let promises: Vec<Policy> = promises
            .map(|(promise, version)| Policy {
                version,
                ..promise.policy()
            })
            .collect();
        let keys = policy.lowered.keys();
        let lowering = keys.filter_map(|key| lagom_policy::lower(&policy, key, key.parse().ok()?));
        let promises: Vec<Policy> = promises.into_iter().chain(lowering).collect();
        let promises: Vec<&Policy> = promises.iter().collect();
        lagom_policy::bind(&policy, &promises).into_owned()
    }

    fn facts(&self) -> Facts {
        let person = &self.person;
        let mut lines: Vec<LineFacts> = self.line.iter().map(Line::facts).collect();
        if lines.is_empty() {
            let parts = self.request.parts.iter().map(|it| part(it).publication);
            lines.extend(parts.map(|publication| LineFacts {
                publication,
                choices: Choices::of(Cadence::EveryIssue),
            }));
        }
        lines.retain(|line| !self.missing_lines.contains(&line.publication));
        Facts {
            person: PersonFacts {
                zone: zone(person.zone.as_deref().unwrap_or("Europe/Riga")),
                zone_before: person
                    .zone_before
                    .as_ref()
                    .map(|(before, at)| (zone(before), instant(at))),
                language: person.language.clone().unwrap_or_else(|| "en".to_owned()),
                country: person.country.clone(),
                confirmed: !person.unconfirmed.unwrap_or(false),
                stops: person.stops.iter().map(|it| stop(it)).collect(),
                paused_until: person.paused_until,
                season: person.season,
                quiet: person
                    .quiet
                    .as_deref()
                    .map(|it| hours(it).unwrap_or(NEVER_QUIET)),
                limits: person.limits.clone(),
                wishes: Wishes {
                    quiet_days: person.quiet_days.clone(),
                    ..person.wishes.clone()
                },
                lot: person.lot,
            },
            lines,
            touches: self.touches.iter().map(|it| touch(it)).collect(),
            ahead: self.ahead.iter().map(|it| ahead(it)).collect(),
        }
    }

    fn request(&self, now: Timestamp) -> Request {
        let asked = &self.request;
        let at = |text: &Option<String>| text.as_deref().map(instant);
        let parts: Vec<PartRequest> = asked.parts.iter().map(|it| part(it)).collect();
        let heaviest = parts.iter().map(|part| part.class).min().or(asked.class);
        let rank = Rank::of(heaviest.unwrap_or(MessageClass::Issue), now);
        Request {
            parts,
            class: asked.class,
            rank: Rank {
                priority: asked.priority.unwrap_or(rank.priority),
                ..rank
            },
            waiting_since: at(&asked.waiting_since).unwrap_or(now),
            next_letter: at(&asked.next_letter),
            asked_at: at(&asked.asked_at),
            expires_at: at(&asked.expires_at),
        }
    }
}

impl PolicyChanges {
    /// The product's policy with what differs.
    fn policy(&self) -> Policy {
        let product = Policy::product();
        Policy {
            caps: self.caps.clone().unwrap_or(product.caps),
            gap_hours: self.gap_hours.unwrap_or(product.gap_hours),
            quiet: self.quiet.as_deref().map_or(product.quiet, hours),
            max_deferral_days: self.max_deferral_days.unwrap_or(product.max_deferral_days),
            seasons: self.seasons.clone().unwrap_or(product.seasons),
            quiet_days: self.quiet_days.clone().unwrap_or(product.quiet_days),
            holidays: self.holidays.clone(),
            spread_minutes: self.spread_minutes.unwrap_or(product.spread_minutes),
            levels: self.levels.clone().unwrap_or(product.levels),
            lowered: self.lowered.clone(),
            ..product
        }
    }
}

impl Line {
    fn facts(&self) -> LineFacts {
        LineFacts {
            publication: self.publication,
            choices: Choices {
                form: self.form,
                paused_until: self.paused_until,
                ..Choices::of(self.cadence)
            },
        }
    }
}

const NEVER_QUIET: QuietHours = QuietHours {
    from: LocalTime::MIDNIGHT,
    to: LocalTime::MIDNIGHT,
};

fn instant(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap_or_else(|| panic!("`{text}` is no instant"))
}

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

/// `21:00-08:00`, or `none`.
fn hours(text: &str) -> Option<QuietHours> {
    let (from, to) = text.split_once('-')?;
    Some(QuietHours {
        from: LocalTime::parse(from).unwrap(),
        to: LocalTime::parse(to).unwrap(),
    })
}

fn class(text: &str) -> MessageClass {
    serde_json::from_value(Value::String(text.to_owned())).unwrap()
}

/// `1 issue`, or `1 issue issue+offer`.
fn part(text: &str) -> PartRequest {
    let words: Vec<_> = text.split(' ').collect();
    PartRequest {
        publication: words[0].parse().unwrap(),
        class: class(words[1]),
        contains: words
            .get(2)
            .unwrap_or(&words[1])
            .split('+')
            .map(class)
            .collect(),
    }
}

/// `2026-11-20T09:00:00Z issue event 240s`.
fn touch(text: &str) -> TouchFact {
    let (at, words) = text.split_once(' ').unwrap();
    let seconds = |word: &str| word.strip_suffix('s').and_then(|it| it.parse::<u32>().ok());
    let words = words.split(' ');
    TouchFact {
        at: instant(at),
        zone: Zone::UTC,
        reading: words.clone().filter_map(seconds).sum(),
        classes: words
            .filter(|word| seconds(word).is_none())
            .map(class)
            .collect(),
    }
}

/// `2026-11-20T09:00:00Z event`, or with a priority behind it.
fn ahead(text: &str) -> Ahead {
    let words: Vec<_> = text.split(' ').collect();
    let rank = Rank::of(class(words[1]), Timestamp(0));
    Ahead {
        at: instant(words[0]),
        rank: Rank {
            priority: words.get(2).map_or(rank.priority, |it| it.parse().unwrap()),
            ..rank
        },
    }
}

/// `own mailings 2026-11-20T09:00:00Z`; the scope is `mailings`, `everything` or a publication.
fn stop(text: &str) -> Stop {
    let words: Vec<_> = text.split(' ').collect();
    let scope = match words[1] {
        "mailings" => StopScope::Mailings,
        "everything" => StopScope::Everything,
        publication => StopScope::Publication(publication.parse().unwrap()),
    };
    Stop {
        scope,
        cause: StopCause::parse(words[0]).unwrap(),
        at: instant(words[2]),
    }
}

fn verdict(decision: &Decision) -> String {
    let name = decision.verdict.name();
    match decision.verdict {
        Verdict::Send { valid_until: at }
        | Verdict::Fold { into: at }
        | Verdict::Defer { until: at } => {
            format!("{name} {}", exact(at))
        }
        Verdict::Expire | Verdict::Suppress => name.to_owned(),
    }
}

fn shares(decision: &Decision) -> Vec<String> {
    let say = |share| match share {
        Share::Goes { form } => format!("goes {}", form.name()),
        Share::Waits { until: Some(until) } => format!("waits {}", exact(until)),
        Share::Waits { until: None } => "waits".to_owned(),
        Share::Ends => "ends".to_owned(),
    };
    let parts = decision.parts.iter();
    parts
        .map(|part| format!("{} {}", part.publication, say(part.share)))
        .collect()
}

/// Each reason as `rule key=value …`, keys in order; what is absent or false is left out.
fn reasons(decision: &Decision) -> Vec<String> {
    let say = |reason: &lagom_model::Reason| {
        let Value::Object(fields) = serde_json::to_value(reason).unwrap() else {
            panic!("a reason is an object");
        };
        // A cap whose limit is the policy's own default needs no more than its numbers.
        let plain = fields.get("set-by").is_some_and(|it| it == "default");
        let told = |key: &str| !(plain && matches!(key, "set-by" | "ceiling"));
        let mut words: Vec<String> = fields
            .iter()
            .filter(|(key, _)| told(key))
            .filter_map(|(key, value)| field(key, value))
            .collect();
        words.sort();
        words.insert(0, fields["rule"].as_str().unwrap().to_owned());
        words.join(" ")
    };
    decision.reasons.iter().map(say).collect()
}

fn field(key: &str, value: &Value) -> Option<String> {
    let instant = matches!(key, "at" | "until" | "last" | "since" | "asked-at");
    match value {
        _ if key == "rule" => None,
        Value::Null | Value::Bool(false) => None,
        Value::Bool(true) => Some(key.to_owned()),
        Value::Number(at) if instant => Some(format!("{key}={}", exact(Timestamp(at.as_i64()?)))),
        Value::String(text) => Some(format!("{key}={text}")),
        other => Some(format!("{key}={other}")),
    }
}

/// An instant with its milliseconds, if it has any.
fn exact(at: Timestamp) -> String {
    at.utc().format("%Y-%m-%dT%H:%M:%S%.fZ").to_string()
}
