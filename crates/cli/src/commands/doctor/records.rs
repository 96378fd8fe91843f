//! What the records of a domain mean for its mail: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489), MX. Pure: who asks the name
//! server stands in `names`.

use super::line::Line;
use lagom_render::dkim::DkimKey;

/// The domain of an address, in lower case.
pub(crate) fn domain_of(address: &str) -> String {
    let domain = address.rsplit('@').next().unwrap_or_default();
    domain.trim_end_matches('.').to_ascii_lowercase()
}

/// Whether two domains belong together as DMARC sees it in relaxed mode (RFC 7489, section 3.1): one is the other, or stands above it.
fn belong_together(one: &str, other: &str) -> bool {
    let above = |high: &str, low: &str| low.ends_with(&format!(".{high}"));
    one == other || above(one, other) || above(other, one)
}

/// What SPF says of the domain that messages return to (RFC 7208, sections 3.2 and 4.5).
pub(crate) fn spf(domain: &str, texts: &[String]) -> Line {
    let is_spf = |text: &&String| {
        let begins = text.to_ascii_lowercase();
        begins == "v=spf1" || begins.starts_with("v=spf1 ")
    };
    let records: Vec<&String> = texts.iter().filter(is_spf).collect();
    let example =
        format!("let the name server answer `v=spf1 include:RELAY -all` for TXT `{domain}`");
    match records.as_slice() {
        [] => Line::fail("spf", format!("`{domain}` has no SPF record"), example),
        [only] => {
            let words: Vec<String> = only
                .split_whitespace()
                .map(str::to_ascii_lowercase)
                .collect();
            let says = |word: &str| words.iter().any(|one| one == word);
            if says("+all") || says("all") {
                let found = format!("`{domain}` lets everybody send: `{only}`");
                return Line::fail("spf", found, "end the record with `-all` or `~all`");
            }
            let ends = says("-all")
                || says("~all")
                || words.iter().any(|one| one.starts_with("redirect="));
            if ends {
                return Line::ok("spf", format!("`{domain}`: `{only}`"));
            }
            let found = format!("`{domain}` says nothing of everybody else: `{only}`");
            Line::warn("spf", found, "end the record with `-all` or `~all`")
        }
        several => Line::fail(
            "spf",
            format!(
                "`{domain}` has {} SPF records; receivers take none of them",
                several.len()
            ),
            "make them one",
        ),
    }
}

/// Whether a name server says of a key what it must. A key that does not sign yet, or no more, only warns.
pub(crate) fn dkim(key: &DkimKey, signs: bool, texts: &[String]) -> Line {
    let at = key.record_name();
    let bad = |found: String, hint: String| {
        if signs {
            Line::fail("dkim", found, hint)
        } else {
            Line::warn("dkim", found, hint)
        }
    };
    let must = format!(
        "let the name server answer `{}` for TXT `{at}`",
        key.record()
    );
    match texts {
        [] => bad(format!("there is no record at `{at}`"), must),
        [only] => match key.agrees(only) {
            Ok(()) => Line::ok(
                "dkim",
                format!("`{at}` is the record of the {} key", key.algorithm()),
            ),
            Err(error) => bad(error.to_string(), must),
        },
        several => bad(
            format!(
                "`{at}` has {} records; receivers may take any of them",
                several.len()
            ),
            "leave one".to_owned(),
        ),
    }
}

/// What messages of one sender are checked against.
pub(crate) struct Identity<'a> {
    /// The domain of `From`.
    pub(crate) from: &'a str,
    /// The domain that messages return to.
    pub(crate) envelope: &'a str,
    /// Domains of the keys that sign.
    pub(crate) signing: &'a [String],
}

/// What DMARC says of a sender's domain, and whether its messages are aligned (RFC 7489, sections 3.1 and 6.3). `texts`: what stands
/// at `_dmarc.` and the domain, or else and the domain above it.
pub(crate) fn dmarc(who: &Identity<'_>, texts: &[String]) -> Vec<Line> {
    let from = who.from;
    let tags = |text: &String| -> Vec<(String, String)> {
        let tags = text.split(';').filter_map(|tag| tag.split_once('='));
        tags.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
            .collect()
    };
    let is_dmarc = |tags: &Vec<(String, String)>| {
        tags.first()
            .is_some_and(|(name, value)| name == "v" && value == "DMARC1")
    };
    let records: Vec<_> = texts.iter().map(tags).filter(is_dmarc).collect();
    let [tags] = records.as_slice() else {
        let hint = format!(
            "let the name server answer `v=DMARC1; p=none; rua=mailto:…` for TXT `_dmarc.{from}`"
        );
        let found = match records.len() {
            0 => format!("`{from}` has no DMARC policy; large mailbox providers want one"),
            count => format!("`{from}` has {count} DMARC records; receivers take none of them"),
        };
        return vec![Line::fail("dmarc", found, hint)];
    };
    let tag = |name: &str| {
        let found = tags.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.to_ascii_lowercase())
    };
    let policy = match tag("p").as_deref() {
        Some(policy @ ("quarantine" | "reject")) => {
            Line::ok("dmarc", format!("`{from}`: `p={policy}`"))
        }
        Some("none") => Line::warn(
            "dmarc",
            format!(
                "`{from}` has the policy `p=none`: mail in its name that others forge is delivered"
            ),
            "when the reports look well, make it `p=quarantine`",
        ),
        other => Line::fail(
            "dmarc",
            format!(
                "`{from}` has the policy `{}`, which there is not",
                other.unwrap_or_default()
            ),
            "make it `p=none`, `p=quarantine` or `p=reject`",
        ),
    };
    let fits = |mode: &str, domain: &str| match tag(mode).as_deref() {
        Some("s") => domain == from,
        _ => belong_together(domain, from),
    };
    let signed = who.signing.iter().any(|domain| fits("adkim", domain));
    let returned = fits("aspf", who.envelope);
    vec![policy, alignment(who, signed, returned)]
}

fn alignment(who: &Identity<'_>, signed: bool, returned: bool) -> Line {
    let (from, envelope) = (who.from, who.envelope);
    match (signed, returned) {
        (true, _) => Line::ok(
            "alignment",
            format!("messages from `{from}` are signed by a key of its own"),
        ),
        (false, true) => Line::warn(
            "alignment",
            format!(
                "no key signs for `{from}`: messages are its own by SPF alone, which forwarding breaks"
            ),
            "add a `[[dkim]]` key of that domain, or let the relay sign with one",
        ),
        (false, false) => Line::fail(
            "alignment",
            format!(
                "no key signs for `{from}`, and messages return to `{envelope}`: DMARC takes none of them for its own"
            ),
            "add a `[[dkim]]` key of that domain, or set `bounce_address` to an address of it",
        ),
    }
}

/// Whether what returns finds its way: a mail server, or at least a machine (RFC 5321, section 5.1).
pub(crate) fn returns(domain: &str, servers: &[String], has_address: bool) -> Line {
    match servers {
        [only] if only == "." => Line::fail(
            "mx",
            format!(
                "`{domain}` says that it takes no mail (RFC 7505), and what bounces returns there"
            ),
            "set `bounce_address` to an address that takes mail",
        ),
        [] if has_address => Line::warn(
            "mx",
            format!("`{domain}` has no MX record; what bounces goes to the machine of that name"),
            "add one that names the server that takes its mail",
        ),
        [] => Line::fail(
            "mx",
            format!(
                "`{domain}` has no MX record and no address: what bounces is lost, and many servers refuse such senders"
            ),
            "add one, or set `bounce_address` to an address that takes mail",
        ),
        servers => Line::ok(
            "mx",
            format!("`{domain}` takes mail at `{}`", servers.join("`, `")),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::line::Health::{self, Fail, Ok, Warn};
    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn spf_is_one_record_that_says_who_may_not() {
        let table: [(&[&str], Health); 8] = [
            (&[], Fail),
            (&["google-site-verification=1"], Fail),
            (&["v=spf1 mx -all", "something else"], Ok),
            (&["V=SPF1 include:relay.example ~all"], Ok),
            (&["v=spf1 redirect=_spf.example"], Ok),
            (&["v=spf1 mx"], Warn),
            (&["v=spf1 mx +all"], Fail),
            (&["v=spf1 mx -all", "v=spf1 a -all"], Fail),
        ];
        for (records, health) in table {
            let line = spf("example.org", &texts(records));
            assert_eq!(line.health, health, "{records:?}: {line:?}");
            assert_eq!(line.hint.is_none(), health == Ok, "{line:?}");
        }
        assert_eq!(spf("example.org", &texts(&["v=spf10 -all"])).health, Fail);
    }

    #[test]
    fn dkim_must_be_the_key_that_signs() {
        let pem = DkimKey::generate_ed25519().unwrap();
        let key = DkimKey::read("example.org", "2026a", pem.as_bytes()).unwrap();
        let other = DkimKey::generate_ed25519().unwrap();
        let other = DkimKey::read("example.org", "2026a", other.as_bytes()).unwrap();
        let (own, foreign) = (key.record(), other.record());
        let table: [(&[&str], Health); 4] = [
            (&[&own], Ok),
            (&[], Fail),
            (&[&foreign], Fail),
            (&[&own, &foreign], Fail),
        ];
        for (records, health) in table {
            assert_eq!(
                dkim(&key, true, &texts(records)).health,
                health,
                "{records:?}"
            );
            let idle = dkim(&key, false, &texts(records)).health;
            assert_eq!(
                idle,
                health.min(Warn),
                "one that does not sign warns at most"
            );
        }
    }

    #[test]
    fn dmarc_has_a_policy_and_messages_are_aligned() {
        let quarantine = "v=DMARC1; p=quarantine";
        let strict = "v=DMARC1; p=reject; adkim=s; aspf=s";
        let table: [(&str, &str, &[&str], [Health; 2]); 7] = [
            (quarantine, "bounces.example", &["example.org"], [Ok, Ok]),
            (
                "v=DMARC1; p=none",
                "bounces.example",
                &["example.org"],
                [Warn, Ok],
            ),
            (
                "v=DMARC1; p=perhaps",
                "example.org",
                &["example.org"],
                [Fail, Ok],
            ),
            (quarantine, "mail.example.org", &[], [Ok, Warn]),
            (
                quarantine,
                "bounces.example",
                &["other.example"],
                [Ok, Fail],
            ),
            (
                strict,
                "mail.example.org",
                &["mail.example.org"],
                [Ok, Fail],
            ),
            (strict, "mail.example.org", &["example.org"], [Ok, Ok]),
        ];
        for (record, envelope, signing, expected) in table {
            let signing = texts(signing);
            let who = Identity {
                from: "example.org",
                envelope,
                signing: &signing,
            };
            let lines = dmarc(&who, &texts(&[record]));
            let found: Vec<Health> = lines.iter().map(|line| line.health).collect();
            assert_eq!(
                found, expected,
                "{record}, {envelope}, {signing:?}: {lines:?}"
            );
        }
        let who = Identity {
            from: "example.org",
            envelope: "example.org",
            signing: &[],
        };
        for records in [&[][..], &["v=spf1 -all"], &[quarantine, strict]] {
            let lines = dmarc(&who, &texts(records));
            assert_eq!((lines.len(), lines[0].health), (1, Fail), "{records:?}");
        }
    }

    #[test]
    fn neighbours_do_not_belong_together() {
        assert!(belong_together("example.org", "mail.example.org"));
        assert!(!belong_together("example.org", "badexample.org"));
        assert_eq!(domain_of("Me <me>@Example.ORG."), "example.org");
    }

    #[test]
    fn what_bounces_finds_its_way() {
        let table: [(&[&str], bool, Health); 4] = [
            (&["mx.example.org"], false, Ok),
            (&["."], true, Fail),
            (&[], true, Warn),
            (&[], false, Fail),
        ];
        for (servers, machine, health) in table {
            assert_eq!(
                returns("example.org", &texts(servers), machine).health,
                health
            );
        }
    }
}
