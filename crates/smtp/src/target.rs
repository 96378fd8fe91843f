//! What a transport's URL says, checked. It never resolves a name or opens a file.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use url::{Host, Url};

use crate::error::TransportError;
use crate::options::TransportOptions;

/// Where messages go.
#[derive(Debug)]
pub(crate) enum Target {
    Maildir(PathBuf),
    Relay(RelayAddress),
}

/// An SMTP server and how to speak to it.
#[derive(Debug)]
pub(crate) struct RelayAddress {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) security: Security,
    pub(crate) login: Option<Login>,
}

/// Who logs in.
#[derive(Debug)]
pub(crate) struct Login {
    pub(crate) user: String,
    pub(crate) password: SecretString,
}

/// How the conversation is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Security {
    /// Plain, and only if the name leads to this very machine.
    Loopback,
    /// Plain because the operator said so.
    None,
    /// STARTTLS or nothing.
    StartTls,
    /// TLS from the first byte.
    Implicit,
}

impl Target {
    pub(crate) fn parse(url: &str, options: &TransportOptions) -> Result<Self, TransportError> {
        let url = url.trim();
        if let Some(path) = url.strip_prefix("maildir:") {
            return maildir(path).map(Self::Maildir);
        }
        let parsed = Url::parse(url).map_err(|error| match error {
            url::ParseError::EmptyHost => TransportError::Host,
            other => TransportError::Malformed {
                reason: other.to_string(),
            },
        })?;
        let implicit = match parsed.scheme() {
            "smtp" => false,
            "smtps" => true,
            other => {
                return Err(TransportError::Scheme {
                    scheme: other.to_owned(),
                });
            }
        };
        let host = host(&parsed)?;
        refuse_trailing_parts(&parsed)?;
        let security = security(&parsed, implicit, &host)?;
        let login = login(&parsed, options)?;
        if login.is_some() && security == Security::None && !is_loopback(&host) {
            return Err(TransportError::PasswordInClear { host });
        }
        let port = parsed.port().unwrap_or(match security {
            Security::Implicit => 465,
            _ if login.is_some() => 587,
            _ => 25,
        });
        Ok(Self::Relay(RelayAddress {
            host,
            port,
            security,
            login,
        }))
    }
}

impl fmt::Display for RelayAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.security {
            Security::Loopback => "plain, on this machine",
            Security::None => "plain",
            Security::StartTls => "STARTTLS",
            Security::Implicit => "TLS",
        };
        if self.host.contains(':') {
            write!(out, "[{}]:{} ({how})", self.host, self.port)
        } else {
            write!(out, "{}:{} ({how})", self.host, self.port)
        }
    }
}

fn maildir(path: &str) -> Result<PathBuf, TransportError> {
    let path = match path.strip_prefix("//") {
        Some(rest) if rest.starts_with('/') => rest,
        Some(rest) => {
            return Err(TransportError::Part {
                part: format!("//{rest}"),
            });
        }
        None => path,
    };
    let decoded = decode(path, "path")?;
    if decoded.is_empty() {
        return Err(TransportError::Malformed {
            reason: "`maildir:` names no folder".to_owned(),
        });
    }
    Ok(PathBuf::from(decoded))
}

fn host(url: &Url) -> Result<String, TransportError> {
    match url.host() {
        Some(Host::Domain(name)) if !name.is_empty() => decode(name, "host"),
        Some(Host::Ipv4(address)) => Ok(address.to_string()),
        Some(Host::Ipv6(address)) => Ok(address.to_string()),
        _ => Err(TransportError::Host),
    }
}

fn refuse_trailing_parts(url: &Url) -> Result<(), TransportError> {
    let part = if !matches!(url.path(), "" | "/") {
        url.path().to_owned()
    } else if let Some(fragment) = url.fragment() {
        format!("#{fragment}")
    } else if let Some((key, _)) = url.query_pairs().find(|(key, _)| key != "tls") {
        format!("?{key}=")
    } else {
        return Ok(());
    };
    Err(TransportError::Part { part })
}

fn security(url: &Url, implicit: bool, host: &str) -> Result<Security, TransportError> {
    let wish = url
        .query_pairs()
        .find(|(key, _)| key == "tls")
        .map(|(_, value)| value.into_owned());
    match (implicit, wish.as_deref()) {
        (true, None) => Ok(Security::Implicit),
        (true, Some(_)) => Err(TransportError::TlsTwice),
        (false, None) if is_loopback(host) => Ok(Security::Loopback),
        (false, None | Some("required")) => Ok(Security::StartTls),
        (false, Some("none")) => Ok(Security::None),
        (false, Some(other)) => Err(TransportError::Tls {
            value: other.to_owned(),
        }),
    }
}

fn login(url: &Url, options: &TransportOptions) -> Result<Option<Login>, TransportError> {
    let user = match &options.user {
        Some(user) => Some(user.clone()),
        None if url.username().is_empty() => None,
        None => Some(decode(url.username(), "user")?),
    };
    let password = match (&options.password, url.password()) {
        (Some(password), _) => Some(password.clone()),
        (None, Some(password)) => Some(SecretString::from(decode(password, "password")?)),
        (None, None) => None,
    };
    match (user, password) {
        (Some(user), Some(password)) => Ok(Some(Login { user, password })),
        (Some(_), None) => Err(TransportError::PasswordMissing),
        (None, Some(_)) => Err(TransportError::UserMissing),
        (None, None) => Ok(None),
    }
}

fn decode(text: &str, part: &'static str) -> Result<String, TransportError> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded
        .map(String::from)
        .map_err(|_| TransportError::Encoding { part })
}

/// Whether the *name* promises to stay on this machine; the addresses it leads to are checked again when connecting.
fn is_loopback(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => {
            host.eq_ignore_ascii_case("localhost")
                || host.to_ascii_lowercase().ends_with(".localhost")
        }
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn parse(url: &str) -> Result<Target, TransportError> {
        Target::parse(url, &TransportOptions::default())
    }

    fn relay(url: &str) -> RelayAddress {
        match parse(url) {
            Ok(Target::Relay(address)) => address,
            other => panic!("{url}: {other:?}"),
        }
    }

    #[test]
    fn a_relay_is_described_by_its_url() {
        let cases = [
            (
                "smtp://127.0.0.1:2525",
                "127.0.0.1:2525 (plain, on this machine)",
            ),
            ("smtp://localhost", "localhost:25 (plain, on this machine)"),
            ("smtp://[::1]:26", "[::1]:26 (plain, on this machine)"),
            ("smtp://127.0.0.1?tls=required", "127.0.0.1:25 (STARTTLS)"),
            (
                "smtp://relay.example.org",
                "relay.example.org:25 (STARTTLS)",
            ),
            (
                "smtp://u:p@relay.example.org/?tls=required",
                "relay.example.org:587 (STARTTLS)",
            ),
            (
                "smtp://relay.example.org?tls=none",
                "relay.example.org:25 (plain)",
            ),
            (
                "smtps://u:p@relay.example.org",
                "relay.example.org:465 (TLS)",
            ),
            (" smtps://192.0.2.1:1465 ", "192.0.2.1:1465 (TLS)"),
        ];
        for (url, expected) in cases {
            assert_eq!(relay(url).to_string(), expected, "{url}");
        }
    }

    #[test]
    fn a_login_comes_from_the_url_or_the_options_and_stays_hidden() {
        let login = relay("smtps://a%40b:p%3Aw%20d@relay.example.org")
            .login
            .unwrap();
        assert_eq!(
            (login.user.as_str(), login.password.expose_secret()),
            ("a@b", "p:w d")
        );
        let options = TransportOptions {
            user: Some("other".into()),
            password: Some("geheim".to_owned().into()),
            ..TransportOptions::default()
        };
        let Ok(Target::Relay(address)) = Target::parse("smtps://u:p@relay.example.org", &options)
        else {
            panic!("a relay");
        };
        let shown = format!("{address:?} {options:?} {address}");
        let login = address.login.unwrap();
        assert_eq!(
            (login.user.as_str(), login.password.expose_secret()),
            ("other", "geheim")
        );
        assert!(!shown.contains("geheim"), "{shown}");
    }

    #[test]
    fn what_is_wrong_is_named_and_no_secret_is_repeated() {
        let cases = [
            ("ftp://relay", "`ftp`"),
            ("relay.example.org", "not understood"),
            ("smtp://", "no host"),
            ("smtp://:25", "no host"),
            ("smtp://relay:99999", "port"),
            ("smtp://relay/inbox", "`/inbox`"),
            ("smtp://relay?speed=1", "`?speed=`"),
            ("smtp://relay#x", "`#x`"),
            ("smtp://relay?tls=maybe", "`tls=maybe`"),
            ("smtps://relay?tls=none", "always uses TLS"),
            ("smtps://u@relay", "no password"),
            ("smtps://:geheim@relay", "no user"),
            (
                "smtps://u:geheim%ff@relay",
                "password in the transport's URL",
            ),
            ("smtp://u:geheim@relay.example.org?tls=none", "unencrypted"),
            ("smtp://u:geheim@relay:x", "not understood"),
            ("maildir:", "no folder"),
            ("maildir://host/x", "`//host/x`"),
        ];
        for (url, expected) in cases {
            let error = parse(url).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(error.to_string().contains(expected), "{url}: {error}");
            assert!(!shown.contains("geheim"), "{shown}");
        }
    }

    #[test]
    fn a_maildir_is_a_path() {
        for (url, expected) in [
            ("maildir:///var/mail/out%20box", "/var/mail/out box"),
            ("maildir:out/a", "out/a"),
            ("maildir:/x", "/x"),
        ] {
            assert!(
                matches!(parse(url), Ok(Target::Maildir(path)) if path == std::path::Path::new(expected)),
                "{url}"
            );
        }
    }
}
