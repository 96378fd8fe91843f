//! How readers reach the pages: what would work, and not as it should. It asks nobody; that is `doctor`'s.

use super::file::File;
use super::problems::Finding;
use url::{Host, Url};

impl File {
    /// What the operator should know of the way to the pages.
    pub(super) fn reach(&self) -> Vec<Finding> {
        let Ok(base) = Url::parse(&self.installation.base_url) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let mut warn = |key: &str, message: &str| {
            found.push(Finding {
                error: false,
                key: key.to_owned(),
                message: message.to_owned(),
            });
        };
        if base.scheme() == "http" && !is_this_machine(&base) {
            warn(
                "installation.base_url",
                "it begins with `http:`, and mail programs unsubscribe with one click over https alone (RFC 8058, section \
                 3.1); put a server with TLS in front",
            );
        }
        if base.scheme() == "https" && !self.web.behind_proxy {
            warn(
                "web.behind_proxy",
                "the server that brings TLS stands in front, so all who join seem to come from one network, and from one \
                 only some may in an hour; let it name its clients in `X-Forwarded-For`, and set this to `true`",
            );
        }
        found
    }
}

/// Whether an address leads to this very machine.
pub(crate) fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            // A scheme that the standard does not know (`smtp:`) leaves numbers as they are written.
            let number = name.parse::<std::net::IpAddr>();
            name == "localhost" || number.is_ok_and(|ip| ip.is_loopback())
        }
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}
