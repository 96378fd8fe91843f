//! Asking name servers: those of the machine, or one that the operator names. What the answers mean, `records` says.

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::RData;
use std::net::SocketAddr;
use std::time::Duration;

/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(4);

/// Who is asked.
pub(crate) struct Names(TokioResolver);

impl Names {
    /// The name server at an address, or those of the machine.
    ///
    /// # Errors
    /// The machine has none.
    pub(crate) fn new(server: Option<SocketAddr>) -> anyhow::Result<Self> {
        let mut builder = match server {
            Some(server) => {
                let at = |mut connection: ConnectionConfig| {
                    connection.port = server.port();
                    connection
                };
                let connections = vec![at(ConnectionConfig::udp()), at(ConnectionConfig::tcp())];
                let server = NameServerConfig::new(server.ip(), true, connections);
                let config = ResolverConfig::from_name_servers(vec![server]);
                TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
            None => TokioResolver::builder_tokio()?,
        };
        builder.options_mut().timeout = PATIENCE;
        builder.options_mut().attempts = 1;
        Ok(Self(builder.build()?))
    }

    /// The texts at a name, each put together from its strings; none if there is no such name.
    ///
    /// # Errors
    /// What the name server said, or that it said nothing.
    pub(crate) async fn texts(&self, name: &str) -> Result<Vec<String>, String> {
        let answer = self.0.txt_lookup(absolute(name)).await;
        found(answer, |data| match data {
            RData::TXT(text) => {
                let bytes: Vec<u8> = text.txt_data.iter().flatten().copied().collect();
                Some(String::from_utf8_lossy(&bytes).into_owned())
            }
            _ => None,
        })
    }

    /// The servers that take a domain's mail; `.` where it says that none does.
    ///
    /// # Errors
    /// As for [`Names::texts`].
    pub(crate) async fn mail_servers(&self, domain: &str) -> Result<Vec<String>, String> {
        let answer = self.0.mx_lookup(absolute(domain)).await;
        found(answer, |data| match data {
            RData::MX(server) => {
                let name = server.exchange.to_utf8();
                let short = name.trim_end_matches('.');
                Some(if short.is_empty() {
                    name
                } else {
                    short.to_owned()
                })
            }
            _ => None,
        })
    }

    /// Whether a machine has this name.
    pub(crate) async fn has_address(&self, name: &str) -> bool {
        let answer = self.0.lookup_ip(absolute(name)).await;
        answer.is_ok_and(|found| found.iter().next().is_some())
    }
}

/// No search domain of this machine's is tried.
fn absolute(name: &str) -> String {
    format!("{}.", name.trim_end_matches('.'))
}

fn found(
    answer: Result<hickory_resolver::lookup::Lookup, hickory_resolver::net::NetError>,
    read: impl Fn(&RData) -> Option<String>,
) -> Result<Vec<String>, String> {
    match answer {
        Ok(found) => Ok(found
            .answers()
            .iter()
            .filter_map(|one| read(&one.data))
            .collect()),
        Err(error) if error.is_no_records_found() => Ok(Vec::new()),
        Err(error) => Err(error.to_string()),
    }
}
