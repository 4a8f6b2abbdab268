//! Where webhooks may be sent. A tenant names the address and our network calls it, so an address that leads to
//! somewhere private is refused: when an endpoint is written down, and again at each delivery.
//!
//! The address is read by the rules that `fetch` reads it by (WHATWG URL), so `0x7f.1`, `2130706433` and `ⓛocalhost`
//! are what they will be when they are called. What a name resolves to is not asked here: between the question and
//! the call the answer may change. The network that calls has to keep private addresses out, and does
//! (docs/webhooks.md).

mod address;
#[cfg(test)]
mod tests;

use url::{Host, Url};

/// Longest address, in bytes.
const MAX_URL_BYTES: usize = 2048;
/// Ports below are those of other protocols: mail, shells, name servers. TLS alone would not make a call harmless
/// to whoever wrote their servers. Above, people run HTTPS where they please.
const FIRST_FREE_PORT: u16 = 1024;
const HTTPS_PORT: u16 = 443;

/// Names that lead into a network of one's own, or nowhere, by specification (RFC 2606, 6761, 6762, 7686, 8375,
/// 9476) or by widespread use.
const PRIVATE_SUFFIXES: &[&str] = &[
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "private",
    "corp",
    "home",
    "lan",
    "svc",
    "home.arpa",
    "in-addr.arpa",
    "ip6.arpa",
    "onion",
    "alt",
    "invalid",
    "test",
];

/// Which addresses are allowed on this host.
#[derive(Debug, Clone, Default)]
pub struct TargetPolicy {
    /// `http` and loopback addresses are allowed too: for a developer's machine, never for a deployed service.
    pub allow_local: bool,
    /// Hosts of the platform itself, which it does not call; those below them neither.
    pub own_hosts: Vec<String>,
}

/// Why an address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TargetFault {
    /// It is no absolute URL, or too long.
    #[error("must be an absolute URL of at most 2048 characters")]
    NoUrl,
    /// The scheme is another one.
    #[error("must begin with https://")]
    Scheme,
    /// It has a user name or password.
    #[error("must not contain a user name or password")]
    Credentials,
    /// It has a fragment, which is never sent.
    #[error("must not have a fragment")]
    Fragment,
    /// The port is another protocol's.
    #[error("must have the port 443 or one from 1024")]
    Port,
    /// The host is a name that is not public.
    #[error("must have a public host name")]
    PrivateName,
    /// The host is an address that is not public.
    #[error("must not have a private or reserved IP address")]
    PrivateAddress,
    /// The host is the platform's own.
    #[error("must not be an address of this platform")]
    OwnHost,
}

/// An address that may be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target(Url);

impl Target {
    /// The address, as it is called.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The host, for logs: paths and queries may hold keys.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }
}

impl TargetPolicy {
    /// Reads an address; the fault says why it may not be called.
    pub fn check(&self, text: &str) -> Result<Target, TargetFault> {
        // `Url` strips these; the address is stored as it was checked, so nobody needs them.
        if text.len() > MAX_URL_BYTES || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(TargetFault::NoUrl);
        }
        let url = Url::parse(text).map_err(|_| TargetFault::NoUrl)?;
        let host = url.host().ok_or(TargetFault::Scheme)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(TargetFault::Credentials);
        }
        if url.fragment().is_some() {
            return Err(TargetFault::Fragment);
        }
        if self.allow_local && matches!(url.scheme(), "http" | "https") && is_loopback(&host) {
            return Ok(Target(url));
        }
        if url.scheme() != "https" {
            return Err(TargetFault::Scheme);
        }
        let port = url.port().unwrap_or(HTTPS_PORT);
        if port != HTTPS_PORT && port < FIRST_FREE_PORT {
            return Err(TargetFault::Port);
        }
        match host {
            Host::Ipv4(ip) if !address::is_public_v4(ip) => return Err(TargetFault::PrivateAddress),
            Host::Ipv6(ip) if !address::is_public_v6(ip) => return Err(TargetFault::PrivateAddress),
            Host::Ipv4(_) | Host::Ipv6(_) => {}
            Host::Domain(name) => self.check_name(name)?,
        }
        Ok(Target(url))
    }

    fn check_name(&self, name: &str) -> Result<(), TargetFault> {
        // One dot at the end is the root and changes nothing.
        let name = name.strip_suffix('.').unwrap_or(name);
        let labels_are_plain = name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        });
        let is_public = name.contains('.') && !PRIVATE_SUFFIXES.iter().any(|suffix| is_below(name, suffix));
        if !labels_are_plain || !is_public {
            return Err(TargetFault::PrivateName);
        }
        if self.own_hosts.iter().any(|own| is_below(name, own)) {
            return Err(TargetFault::OwnHost);
        }
        Ok(())
    }
}

/// Whether a name is another one, or below it. Names from a URL are in lower case.
fn is_below(name: &str, suffix: &str) -> bool {
    name.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => is_below(name, "localhost"),
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
    }
}
